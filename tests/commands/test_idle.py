"""What is said and changes nothing is told or refused; nothing of it is dropped in silence."""

import pytest

import abm as library
from abm.parameters.idle import idle

TINY = ("population.citizens=200", "weeks=1", "burn_in=0", "replicates=1", "workers=1", "hydra.run.dir=results")

NOTHING = "changes nothing"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["events=[{week: 9}]"], "events of week 9 do not happen, as the run is from week 0 to 0"),
        (["events=[{week: -1, kind: cabinet}]"], "events of week -1 do not happen, as the run is from week 0 to 0"),
        (
            ["instrument.pilots.weeks=7"],
            "instrument.pilots.weeks=7 changes nothing, as pilots is not among instruments",
        ),
        (["imposed.hours=3"], "imposed.hours=3.0 changes nothing, as timing is chosen"),
        (
            ["instrument=[lenient_explanations]"],
            "instrument.comply_or_explain.rejection=0.0 changes nothing, as comply_or_explain is not among instruments",
        ),
    ],
)
def test_told_by_a_run(abm, words, told):
    """One line on standard error says what has no effect, and the run goes on."""
    answer = abm("run", *TINY, *words)
    assert answer.code == 0
    assert told in answer.err.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ["events=[{week: 0}]"],
        ["instruments=[pilots]", "instrument.pilots.weeks=7"],
        ["timing=even", "imposed.hours=3"],
    ],
)
def test_what_acts_is_not_told(abm, words):
    """The same values say nothing where they are used."""
    assert "changes nothing" not in abm("run", *TINY, *words).err
    assert idle([library.load(*TINY[:-1], *words)]) == []


def test_told_of_a_comparison_only_where_no_norm_set_uses_it(abm):
    """A setting of an instrument that one of the norm sets has in force is in use."""
    sets = "compare.norms=[reactive,anticyclical]"
    assert "changes nothing" not in abm("compare", *TINY, sets, "instrument.pilots.weeks=7").err
    again = ("compare.norms=[reactive,mandate]", "instrument.pilots.weeks=8", "hydra.run.dir=other")
    assert "instrument.pilots.weeks=8 changes nothing" in abm("compare", *TINY[:-1], *again).err


def test_told_by_a_sweep(abm, in_this_process):
    """So it is where no point uses it, and not where one does."""
    words = ("sweep", *TINY[:3], "workers=1", "instrument.pilots.weeks=7")
    assert "changes nothing" in abm(*words, "officials.courage=choice(0.1,0.9)", "hydra.sweep.dir=one").err
    acts = abm(*words, "instruments=choice([],[pilots])", "hydra.sweep.dir=two")
    assert acts.code == 0
    assert "changes nothing" not in acts.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["run", "compare.norms=[zzz]"], "compare.norms must be left to abm compare, which alone uses it, not [zzz]"),
        (["run", "compare.baseline=mandate"], "compare.baseline must be left to abm compare"),
        (["sweep", "seed=1", "officials.courage=choice(0,1)", "compare.baseline=mandate"], "left to abm compare"),
        (["run", "imposed.method=zzz"], "imposed.method must be one of"),
        (["run", "events=[{kind: cabinet, target: '3'}]"], "events[0].target must be left out"),
        (["run", "events=[{kind: cabinet, size: 7}]"], "events[0].size must be left out"),
        (["run", "seed=1", "-sc"], "abm -sc install=bash"),
    ],
)
def test_refused(abm, words, line):
    """What could never be used is refused."""
    answer = abm(*words)
    assert answer.code == 2
    assert line in answer.err
    assert answer.err.count("\n") == 1


SETS = {
    "norms in a scenario": ("scenario", "# @package _global_\nnorms: mandate\n", "norms in"),
    "instruments in a scenario": (
        "scenario",
        "# @package _global_\ninstruments: [pilots]\n",
        "left to norms/NAME.yaml",
    ),
    "timing in a population": ("population", "# @package _global_\ntiming: even\n", "left to norms/NAME.yaml"),
    "an instrument that is none": ("instrument", "# @package _global_\nweeks: 3\n", "# @package instrument."),
    "a scenario without package": ("scenario", "weeks: 3\n", "# @package _global_"),
    "another group in defaults": (
        "norms",
        "# @package _global_\ndefaults: [override /scenario: calm]\n",
        "defaults in",
    ),
    "a circle of defaults": ("norms", "# @package _global_\ndefaults: [mine]\n", "lead back to themselves"),
    "a number for a switch": ("method", "# @package methods.mine\npractices: 5\n", "true or false, not 5"),
    "a number to base eight": ("scenario", "# @package _global_\nweeks: 010\n", "010 is 8 to YAML"),
    "a number to base sixty": ("scenario", "# @package _global_\nweeks: 1:30\n", "1:30 is 90 to YAML"),
}


@pytest.mark.parametrize("case", SETS)
def test_set_that_is_not_what_it_says(abm, tmp_path, case):
    """A named set of one's own that would act otherwise than it reads is refused with its file."""
    group, text, named = SETS[case]
    (tmp_path / "own" / group).mkdir(parents=True)
    (tmp_path / "own" / group / "mine.yaml").write_text(text)
    answer = abm("run", "--config-dir", "own", f"{group}=[mine]" if group == "instrument" else f"{group}=mine")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert "mine.yaml" in answer.err
    assert named in answer.err


def test_sets_may_build_on_others(abm, tmp_path):
    """A norm set may start from a shipped one, and an own one from that."""
    (tmp_path / "own" / "norms").mkdir(parents=True)
    (tmp_path / "own" / "norms" / "mine.yaml").write_text("# @package _global_\ndefaults: [mandate, _self_]\n")
    (tmp_path / "own" / "norms" / "more.yaml").write_text("# @package _global_\ndefaults: [mine, _self_]\n")
    assert library.load("norms=more", config_dir=tmp_path / "own").instruments == ["leadership_mandate"]
