"""From words to parameters: what is accepted means what it says."""

import pickle

import pytest
from hydra import compose, initialize_config_module
from hydra.core.global_hydra import GlobalHydra

import abm
from abm.configuration.loading import expand, options


def test_defaults_stand_in_one_place():
    """Nothing in the named sets changes a default of the declarations behind the reader's back."""
    loaded = abm.load()
    assert loaded == abm.Parameters()
    assert list(loaded.methods) == list(abm.Parameters().methods)


def test_overrides():
    """An override, a named set and a list of instruments end up where they belong."""
    parameters = abm.load("norms=anticyclical", "officials.courage=0.7", "scenario=pandemic", "population=small")
    assert parameters.norms == "anticyclical"
    assert "comply_or_explain" in parameters.instruments
    assert parameters.officials.courage == 0.7
    assert parameters.scenario == "pandemic"
    assert parameters.events[0].kind == "crisis"
    assert parameters.population.citizens == 2000


def test_what_is_loaded_twice_is_not_shared(monkeypatch):
    """Whoever changes parameters changes nobody else's, and a reference to the surroundings is followed anew."""
    for _ in range(2):
        parameters = abm.load("norms=anticyclical", "weeks=33")
        assert parameters.officials.courage == abm.Parameters().officials.courage
        assert parameters.instruments and parameters.methods
        parameters.officials.courage = 0.9
        parameters.instruments.clear()
        parameters.methods.clear()
    for weeks in (34, 35):
        monkeypatch.setenv("ABM_TRIED", str(weeks))
        assert abm.load("weeks=${oc.env:ABM_TRIED}").weeks == weeks


def test_own_instruments_override_those_of_the_set():
    """The list in brackets replaces the list of the norm set, its name stays."""
    parameters = abm.load("norms=anticyclical", "instruments=[pilots]")
    assert parameters.instruments == ["pilots"]
    assert parameters.norms == "anticyclical"


def test_forced_override_of_a_known_key():
    """``++key=value`` is Hydra's way to say set it in any case, and fine for a key that exists."""
    assert abm.load("++officials.courage=0.6").officials.courage == 0.6


def test_references_between_parameters():
    """A value may refer to another one, and is checked as any other."""
    assert abm.load("ministries.mandate=${officials.courage}", "officials.courage=0.9").ministries.mandate == 0.9
    with pytest.raises(abm.ParameterError, match=r"officials\.courage must be .*, not 520"):
        abm.load("officials.courage=${weeks}")


def test_methods_can_be_changed_and_left_out():
    """Methods are rows that a user may change, choose or leave out."""
    assert abm.load("methods.dialogue.respondents=60").methods["dialogue"].respondents == 60
    assert "dialogue" not in abm.load("~methods.dialogue").methods
    assert list(abm.load("method=[dialogue]").methods) == ["dialogue"]


def test_instrument_settings():
    """A named setting of an instrument changes that instrument."""
    assert abm.load("instrument=strict_explanations").instrument.comply_or_explain.rejection == 0.8


def test_named_sets_of_the_user(tmp_path):
    """One YAML file adds a norm set, another a method, without touching the project; odd folder names included."""
    folder = tmp_path / "o'er the hills"
    (folder / "norms").mkdir(parents=True)
    (folder / "method").mkdir()
    (folder / "norms" / "mine.yaml").write_text("# @package _global_\ninstruments: [pilots]\n")
    (folder / "method" / "phone.yaml").write_text("# @package methods.phone\nrespondents: 12\n")
    (folder / "study.yaml").write_text("defaults: [config, _self_]\nweeks: 12\n")
    parameters = abm.load("norms=mine", "method=[dialogue,phone]", config_name="study", config_dir=folder)
    assert parameters.instruments == ["pilots"]
    assert parameters.methods["phone"].respondents == 12
    assert parameters.weeks == 12
    assert "mine" in options("norms", folder)
    assert "mine" not in options("norms")


def test_inside_another_hydra():
    """A notebook that already uses Hydra keeps its own configuration, before and after."""
    with initialize_config_module("hydra.conf", version_base="1.3"):
        mine = GlobalHydra.instance().hydra
        assert abm.load("seed=5").seed == 5
        with pytest.raises(abm.ParameterError):
            abm.load("seed=x")
        assert GlobalHydra.instance().hydra is mine
        assert compose(overrides=["+x=1"]).x == 1


def test_points_of_a_multirun():
    """Every combination is one job; lists are swept as lists."""
    jobs = expand(["instruments=[pilots],[]", "seed=1,2", "weeks=3"])
    assert jobs == [
        ["instruments=[pilots]", "seed=1", "weeks=3"],
        ["instruments=[pilots]", "seed=2", "weeks=3"],
        ["instruments=[]", "seed=1", "weeks=3"],
        ["instruments=[]", "seed=2", "weeks=3"],
    ]


def test_parameters_travel():
    """Parameters can be sent to another process, settings of instruments included."""
    parameters = abm.load("norms=anticyclical")
    assert pickle.loads(pickle.dumps(parameters)) == parameters


def test_what_was_composed_before_is_the_same_and_ones_own():
    """Shipped sets are composed once: who loads them again gets parameters of their own, and the same refusals."""
    words = ("norms=anticyclical", "officials.courage=0.31")
    first = abm.load(*words)
    first.officials.courage = 0.9
    first.instruments.clear()
    first.methods.clear()
    again = abm.load(*words)
    assert again.officials.courage == 0.31
    assert again.instruments and again.methods
    assert again == abm.load(*reversed(words))
    for _ in range(2):
        with pytest.raises(abm.ParameterError):
            abm.load("officials.courage=7")
