"""Every key is said once, and a design is of a size that can be run."""

import pytest

from abm.configuration.loading import expand, parse
from abm.configuration.overrides import count, numbers
from abm.parameters.checks import Notice, ParameterError
from abm.sweeps.sweep import prepare
from tests.sweeps.conftest import COURAGE, MANDATE, NORMS, TINY, ready

TWICE = [
    ("norms=reactive", NORMS),
    (NORMS, "norms=reactive"),
    ("officials.courage=0.2", "officials.courage=0.5"),
    ("officials.courage=0.2", COURAGE),
    ("officials.courage=0.2", "++officials.courage=0.5"),
    ("officials={courage: 0.2}", COURAGE),
    (COURAGE, "officials.courage=0.2,0.3"),
    ("design=random", "design=lhs"),
    ("design.samples=4", "design.samples=8"),
    ("hydra.sweep.dir=a", "hydra.sweep.dir=b"),
    ("population=small,netherlands", "population.citizens=200,300"),
    ("replicates=2", "replicates=3"),
]


@pytest.mark.parametrize("words", TWICE, ids=" ".join)
def test_given_twice(tmp_path, monkeypatch, words):
    """Protects from the last of two words winning: the line names both."""
    from abm.sweeps.sweep import prepare

    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match=r"must be given once, not as .* and ") as refused:
        prepare(["weeks=4", *words], ["abm"])
    for word in words:
        assert word in str(refused.value)


def test_a_named_set_and_what_stands_beside_it(tmp_path):
    """A set may be adjusted by a word of its own; methods may be chosen and set."""
    sweep = ready(tmp_path, "method=[dialogue],[dialogue,local_practices]", "methods.dialogue.hours=200")
    assert len(sweep.points) == 2
    assert len(ready(tmp_path, "population=small", COURAGE, "design=random", "design.samples=2").points) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((NORMS, "instruments=[pilots]"), "reactive and anticyclical"),
        (("population=small,default",), "small and default"),  # both with the citizens of TINY
        (("method=dialogue,[dialogue]",), "dialogue and [dialogue]"),
        (("design=subsets", "design.instruments=[pilots]", "norms=reactive,mandate"), "reactive and mandate"),
        (("norms=reactive,mandate", "instruments=[],[pilots]"), "reactive and mandate"),
    ],
)
def test_sets_that_come_to_the_same(tmp_path, words, said):
    """Protects from two names for one world, as where what is fixed undoes what varies."""
    with pytest.raises(ParameterError, match="sets that differ, and these do not") as refused:
        ready(tmp_path, *words)
    assert said in str(refused.value)
    guilty = {"norms": "beside instruments=[", "population": "beside population.citizens=200"}
    assert guilty.get(words[0].partition("=")[0], "") in str(refused.value)


TOO_MANY = [
    (("officials.courage=range(0,1,1e-9)",), "1,000,000,000"),
    (("seed=1", "incidents.panel=range(20,9000,1e-5)"), "898,000,000"),
    (("design=random", COURAGE, "design.samples=1048576"), "1,048,576"),
    (("design=lhs", COURAGE, "design.samples=1048576"), "1,048,576"),
    (("design=sobol", COURAGE, "design.samples=524288"), "1,572,864"),
    (("design=sobol", COURAGE, NORMS, "design.samples=262144"), "1,572,864"),
    (("design=sobol", COURAGE, MANDATE, "design.second_order=true", "design.samples=262144"), "1,572,864"),
    (("design=morris", COURAGE, "design.trajectories=600000"), "1,200,000"),
    (("design.levels=101", COURAGE, MANDATE, "evidence.house_bias=interval(0,1)"), "1,030,301"),
    (("officials.courage=range(0,1,0.001)", "ministries.mandate=range(0,1,0.0009)"), "1,112,000"),
]


@pytest.mark.parametrize(("words", "number"), TOO_MANY, ids=[" ".join(words) for words, _ in TOO_MANY])
def test_more_points_than_can_be_run(tmp_path, words, number):
    """Protects the memory and the patience of a user: counted first, and the number said."""
    with pytest.raises(ParameterError, match="at most 1,000,000") as refused:
        ready(tmp_path, *words)
    assert number in str(refused.value)


def test_a_million_subsets(tmp_path):
    """The same for instruments under many choices."""
    with pytest.raises(ParameterError, match="at most 1,000,000, not 2,048,000 of"):
        ready(tmp_path, "design=subsets", "weeks=range(1,501,1)")


RANGES = [
    ("range(0,1,0)", "a step other than 0"),
    ("range(0,inf)", "a step other than 0"),
    ("range(5,1)", "at least one value"),
    ("range(1,5,-1)", "at least one value"),
    ("range(0,1,1e-9)", "1,000,000,000"),
]


@pytest.mark.parametrize(("value", "said"), RANGES)
def test_ranges_without_an_end_or_a_number(tmp_path, value, said):
    """Refused at once and in one line by a sweep and by a multirun."""
    for ask in (lambda: ready(tmp_path, f"officials.courage={value}"), lambda: expand([f"officials.courage={value}"])):
        with pytest.raises(ParameterError) as refused:
            ask()
        assert said in str(refused.value)


def test_a_pattern_that_matches_nothing(tmp_path):
    """Protects from a run of nothing."""
    for ask in (lambda: ready(tmp_path, "norms=glob(zzz*)"), lambda: expand(["norms=glob(zzz*)"])):
        with pytest.raises(ParameterError, match=r"not glob\(zzz\*\)"):
            ask()
    assert list(ready(tmp_path, "norms=glob(r*)").points["norms"]) == ["reactive"]


def test_more_jobs_than_can_be_run():
    """The product of a multirun is counted, too."""
    with pytest.raises(ParameterError, match="4,000,000"):
        expand(["seed=range(0,2000)", "weeks=range(1,2001)"])


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("range(0,1.1,0.1)", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        ("range(1,0,-0.25)", [1.0, 0.75, 0.5, 0.25]),
        ("range(5,1,-2)", [5, 3]),
        ("range(0.1,0.4,0.1)", [0.1, 0.2, 0.3]),
        ("range(3)", [0, 1, 2]),
    ],
)
def test_numbers_of_a_range_are_those_that_would_be_typed(typed, values):
    """Protects from a point beyond the end, and from 0.30000000000000004, which sums of binary fractions give."""
    item = parse([f"officials.courage={typed}"])[0]
    assert count(item) == len(values)
    assert list(numbers(item.value())) == values


@pytest.mark.parametrize(
    "word",
    [
        "hydra.sweep.dir=",
        "hydra.sweep.dir=null",
        "hydra.sweep.dir='  '",
        "hydra.sweep.dir=${nope}",
        "hydra.sweep.dir=[a]",
        "hydra.sweep.dir=a,b",
        "~hydra.sweep.dir",
        "design.instruments=[[pilots]]",
        "design.instruments={pilots: 1}",
        "design.file=[a]",
        "design.samples=4,8",
        "+design.seed=1",
        "shard=[1]",
        "retry=1",
        "executor.options=[a]",
    ],
)
def test_settings_that_are_none(tmp_path, monkeypatch, word):
    """One line, and no folder of a name that nobody meant."""
    from abm.sweeps.sweep import prepare

    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError) as refused:
        prepare(["weeks=4", COURAGE, word], ["abm"])
    assert "\n" not in str(refused.value)
    assert word.lstrip("~+").partition("=")[0] in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_what_a_design_varies_holds_in_place_of_the_norm_set(tmp_path):
    """It holds throughout, and a line says so; what the design leaves alone stays the norm set's."""
    (tmp_path / "norms").mkdir()
    text = "# @package _global_\nofficials: {courage: 0.9, availability: 0.8}\n"
    (tmp_path / "norms" / "mine.yaml").write_text(text)
    words = (*TINY, "norms=mine", "officials.courage=0.2,0.4", f"hydra.sweep.dir={tmp_path / 'sweep'}")
    with pytest.warns(
        Notice, match=r"officials\.courage varies in the design and holds in place of 0\.9 in norms/mine"
    ):
        sweep = prepare(words, ["abm", "sweep"], config_dir=str(tmp_path))
    for row in sweep.points.to_dict("records"):
        parameters = sweep.space.parameters(row)
        assert parameters.officials.courage == row["officials.courage"]
        assert parameters.norm_parameters == {"officials.availability": 0.8}
