"""What a norm set may say, and that it acts from week 0 and nowhere before."""

import warnings

import pytest

import abm
from abm.parameters.checks import Notice
from tests.conftest import SMALL, start


@pytest.fixture
def mine(tmp_path):
    """Write a norm set of one's own, and load a run under it."""

    def write(text, *overrides, **more):
        (tmp_path / "norms").mkdir(exist_ok=True)
        (tmp_path / "norms" / "mine.yaml").write_text(f"# @package _global_\n{text}\n")
        return abm.load(*SMALL, "norms=mine", *overrides, config_dir=tmp_path, **more)

    return write


def test_parameters_of_a_norm_set_stand_apart(mine):
    """They are no part of the world before week 0, nor of the schedule of events."""
    own = mine("instruments: [pilots]\nofficials: {availability: 0.8}", "events=[]")
    assert own.norm_parameters == {"officials.availability": 0.8}
    assert own.officials.availability == abm.Parameters().officials.availability
    assert own.instruments == ["pilots"]


def test_the_past_is_that_of_reactive(mine):
    """A norm set with parameters has the same weeks before 0 as reactive, and others from 0 on."""
    text = "officials: {courage: 0.95}\nministries: {mandate: 0.9}"
    models = [start(abm.load(*SMALL), seed=3), start(mine(text), seed=3)]
    for _ in range(20):
        for model in models:
            model.step()
        assert models[0].citizens.trust.tobytes() == models[1].citizens.trust.tobytes()
        assert models[1].parameters.officials.courage == abm.Parameters().officials.courage
    for model in models:
        model.step()
    assert models[1].week == 0
    assert models[1].parameters.officials.courage == 0.95
    assert models[1].ministries_by_number[0].leadership != models[0].ministries_by_number[0].leadership


def test_a_cut_arrow_stays_cut(mine):
    """Neither a norm set nor an event brings back what an ablation removes."""
    own = mine("ministries: {deadline_coupling: 0.9}", "ablation=no_haste", "burn_in=1")
    model = start(own, weeks=2)
    assert model.week == 0
    assert model.parameters.ministries.deadline_coupling == 0.0
    events = "events=[{week: 0, kind: set, target: ministries.deadline_coupling, size: 0.9}]"
    model = start(abm.load(*SMALL, "burn_in=1", "ablation=no_haste", events), weeks=2)
    assert model.parameters.ministries.deadline_coupling == 0.0


def test_what_is_given_wins_and_is_told(mine):
    """A value of the command line holds from the start, in place of the norm set's, and one line says so."""
    with pytest.warns(Notice, match=r"officials\.availability=0\.6 was given and holds in place of 0\.8 in norms/mine"):
        own = mine("officials: {availability: 0.8, courage: 0.7}", "officials.availability=0.6")
    assert own.officials.availability == 0.6
    assert own.norm_parameters == {"officials.courage": 0.7}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert mine("officials: {availability: 0.8}", "officials.availability=0.8").norm_parameters == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("population: {citizens: 300}", ["population.citizens in norms/mine.yaml", "can change in week 0"]),
        ("seed: 5", ["seed in norms/mine.yaml"]),
        ("weeks: 20", ["weeks in norms/mine.yaml"]),
        ("events: []", ["events in norms/mine.yaml"]),
        ("norms: other", ["norms in norms/mine.yaml"]),
        ("officials: {readiness: additive}", ["officials.readiness in norms/mine.yaml"]),
        ("officials: {courage: '${ministries.mandate}'}", ["officials.courage in norms/mine.yaml", "from 0 to 1"]),
        ("officials: {courage: 7}", ["officials.courage in norms/mine.yaml", "not 7"]),
        ("placebo: {respondents: noise}", ["placebo.respondents in norms/mine.yaml"]),
    ],
)
def test_what_cannot_change_in_week_0_is_refused(mine, text, named):
    """Twins share people, seeds, length and events; a norm set that changes them is no norm set."""
    with pytest.raises(abm.ParameterError) as refused:
        mine(text)
    for part in named:
        assert part in str(refused.value)


def test_settings_and_lists_stay(mine):
    """Settings of instruments, the list of instruments and timing are the norm set's own, as before."""
    own = mine("instruments: [pilots]\ntiming: even\ninstrument: {pilots: {weeks: 9}}")
    assert (own.timing, own.instrument.pilots.weeks, own.norm_parameters) == ("even", 9, {})


def test_norm_set_that_builds_on_another(mine):
    """A defaults list in a norm set is followed, and its parameters too take force in week 0."""
    own = mine("defaults: [mandate, _self_]\nofficials: {courage: 0.6}")
    assert own.instruments == ["leadership_mandate"]
    assert own.norm_parameters == {"officials.courage": 0.6}


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("norms/mandate.yaml", "# @package _global_\ninstruments: [pilots]\n"),
        ("norms/mandate.yaml", "broken: [\n"),
        ("scenario/pandemic.yaml", "# @package _global_\nevents: []\n"),
        ("method/dialogue.yaml", "# @package methods.dialogue\nhours: 3\n"),
        ("instrument/strict_audit.yaml", "# @package instrument.chief_participation_officer\naudits: 1\n"),
        ("population/small.yaml", "# @package _global_\n"),
    ],
)
def test_a_name_that_is_taken_is_refused(tmp_path, place, text):
    """A file of one's own is never left unused in favour of the shipped one of that name."""
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(abm.ParameterError, match="must be one of its own, not"):
        abm.load(config_dir=tmp_path)


def test_a_method_of_ones_own_joins_the_menu(tmp_path):
    """A file in a config folder is enough; a list of names still narrows the menu."""
    (tmp_path / "method").mkdir()
    (tmp_path / "method" / "phone.yaml").write_text("# @package methods.phone\nrespondents: 12\n")
    assert list(abm.load(config_dir=tmp_path).methods) == [*abm.Parameters().methods, "phone"]
    assert list(abm.load("method=[phone,dialogue]", config_dir=tmp_path).methods) == ["phone", "dialogue"]
    assert list(abm.load().methods) == list(abm.Parameters().methods)
    (tmp_path / "method" / "phone.yaml").write_text("# @package methods.fone\nrespondents: 12\n")
    with pytest.raises(abm.ParameterError, match=r"phone\.yaml must have as its first line # @package methods\.phone"):
        abm.load(config_dir=tmp_path)


def test_an_entry_point_without_defaults_says_every_value_itself(tmp_path):
    """What a folder of results holds is run again as it stands, and no named set can be put on top of it."""
    from omegaconf import OmegaConf

    made = abm.load(
        "norms=anticyclical", "method=[dialogue]", "officials.courage=0.7", "scenario=pandemic", "weeks=120"
    )
    made.norm_parameters = {"officials.availability": 0.9}
    OmegaConf.save(OmegaConf.structured(made), tmp_path / "again.yaml")
    assert abm.load(config_name="again", config_dir=tmp_path) == made
    assert abm.load("weeks=7", config_name="again", config_dir=tmp_path).weeks == 7
    for override in ("norms=mandate", "method=[dialogue]", "scenario=calm"):
        with pytest.raises(abm.ParameterError, match=r"left as again\.yaml has it"):
            abm.load(override, config_name="again", config_dir=tmp_path)
    (tmp_path / "half.yaml").write_text("defaults: [schema]\n")
    with pytest.raises(abm.ParameterError, match=r"half\.yaml must be a configuration with config among its defaults"):
        abm.load(config_name="half", config_dir=tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"weeks: 3 # caf\xe9\n")
    with pytest.raises(abm.ParameterError, match="UTF-8"):
        abm.load(config_name="latin", config_dir=tmp_path)


def test_twins_of_a_comparison_share_their_world():
    """Norm sets with another seed, length, past, number of seeds or people are not compared."""
    from abm.analysis.comparison import SHARED, differences

    plans = [abm.load("norms=reactive"), abm.load("norms=mandate")]
    assert list(differences(plans)) == []
    for key, value in {"seed": 9, "weeks": 9, "burn_in": 9, "replicates": 9}.items():
        assert key in SHARED
        other = abm.load("norms=mandate")
        setattr(other, key, value)
        assert next(differences([plans[0], other])).startswith(f"{key} under mandate must be as under reactive")
    plans[1].population.citizens = 300
    assert next(differences(plans)).startswith("population under mandate")
