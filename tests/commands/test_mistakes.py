"""A user's mistake: one line that helps, exit code 2, nothing started and nothing left behind."""

import os
import subprocess
import sys

import pytest

import abm as library
from abm.configuration.loading import options
from abm.norms import INSTRUMENTS

NORM_SETS = tuple(options("norms"))

# What is typed after `abm run`, and what the line must name besides.
OVERRIDES = [
    ("officials.courge=0.7", ["did you mean officials.courage?"]),
    ("+officials.courge=0.7", ["did you mean officials.courage?"]),
    ("++officials.courge=0.7", ["did you mean officials.courage?"]),
    ("~officials.courge", ["did you mean officials.courage?"]),
    ("courage=0.7", ["did you mean officials.courage?"]),
    ("zzz=1", ["not zzz", "abm describe"]),
    ("+zzz=1", ["not zzz"]),
    ("~officials.courage", ["write officials.courage="]),
    ("+officials.courage=0.7", ["as in officials.courage=0.7"]),
    ("~norms", ["write norms="]),
    ("officials.courage=brave", ["a number from 0 to 1"]),
    ("officials.courage=", ["a number from 0 to 1"]),
    ("officials.courage=null", ["a number from 0 to 1"]),
    ("officials.courage=???", ["a number from 0 to 1"]),
    ("officials.courage=nan", ["a number from 0 to 1"]),
    ("officials.courage=inf", ["a number from 0 to 1"]),
    ("officials.courage=-inf", ["a number from 0 to 1"]),
    ("officials.courage=${nothing}", ["nothing"]),
    ("officials.courage=[", ["key=value"]),
    ("officials.courage", ["key=value"]),
    ("=3", ["key=value"]),
    ("officials=3", ["set one of them, as in officials.per_ministry="]),
    ("officials={courge: 1}", ["did you mean officials.courage?"]),
    ("weeks=0", ["a whole number from 1 to 5200"]),
    ("weeks=10.5", ["a whole number from 1 to 5200"]),
    ("weeks=true", ["a whole number from 1 to 5200"]),
    ("burn_in=-1", ["a whole number from 0 to 1040"]),
    ("seed=-1", ["a whole number from 0 to 2147483647"]),
    ("replicates=0", ["a whole number from 1"]),
    ("population.citizens=1", ["a whole number from 200 to 14000000"]),
    ("record.decisions=2", ["true or false"]),
    ("timing=sometimes", ["chosen, procyclical, even, anticyclical"]),
    ("timing=", ["chosen, procyclical, even, anticyclical"]),
    ("placebo.respondents=nice", ["real, noise, shuffled, desk, nobody"]),
    ("norms=anticyclic", [*NORM_SETS, "did you mean anticyclical?"]),
    ("norms=", NORM_SETS),
    ("norms=null", NORM_SETS),
    ("norms=[reactive,mandate]", ["a single name", *NORM_SETS]),
    ("scenario=pandemc", ["did you mean pandemic?"]),
    ("population=huge", ["default, netherlands, small"]),
    ("instrument=strict_audits", ["did you mean strict_audit?"]),
    ("method=assembly", ["did you mean citizens_assembly?"]),
    ("method=[dialogue,nope]", ["not [dialogue,nope]", "citizens_assembly"]),
    ("method=[]", ["at least one method"]),
    ("+methods.mine={hours: 3}", ["--config-dir"]),
    ("methods.dialogue.hour=3", ["did you mean methods.dialogue.hours?"]),
    ("methods.dialogue.hours=long", ["a number from 1 to 10000"]),
    ("methods.dialogue.hours=0", ["a number from 1 to 10000"]),
    ("instruments=[pilot]", [*sorted(INSTRUMENTS)[:10], "… (abm describe instruments)", "did you mean pilots?"]),
    ("instruments=[pilots,pilots]", ["each name once"]),
    ("instruments=pilots", ["a list of names in brackets"]),
    ("instrument.pilots.weeks=0", ["a whole number from 1 to 104"]),
    ("record.measures=[trusst]", ["trust_share", "did you mean trust?"]),
    ("record.citizens=[happiness]", ["grievance"]),
    ("events=3", ["a list"]),
    ("events=[{week: 1, kind: party}]", ["events[0].kind", "not party", "crisis"]),
    ("events=[{wek: 1}]", ["a key in events", "not events[].wek", "did you mean events[].week?"]),
    ("events=[{kind: shock, target: '96'}]", ["events[0].target", "not 96", "a dossier from 0 to 95"]),
    ("events=[{kind: set, target: officials.courge}]", ["did you mean officials.courage?"]),
    (
        "events=[{kind: set, target: officials.courage, size: 2}]",
        ["events[0].size for officials.courage", "from 0 to 1", "not 2"],
    ),
    ("seed=1,2", ["-m"]),
    ("officials.courage=range(0,1)", ["-m"]),
    ("norms@here=reactive", ["norms@here"]),
]


@pytest.fixture
def refuses(abm, tmp_path, monkeypatch):
    """Run a command that must be refused; gives the one line."""
    monkeypatch.setattr("abm.commands.results.carry_out", lambda *_: pytest.fail("a refused command was started"))

    def run(*words):
        before = sorted(tmp_path.rglob("*"))
        answer = abm(*words)
        assert answer.code == 2
        assert answer.out == ""
        assert answer.err.endswith("\n")
        assert len(answer.err.splitlines()) == 1
        assert len(answer.err) < 1200
        assert sorted(tmp_path.rglob("*")) == before
        return answer.err.strip()

    return run


@pytest.mark.parametrize(("override", "named"), OVERRIDES, ids=[override for override, _ in OVERRIDES])
def test_override(refuses, override, named):
    """The line names what is wrong and says what is allowed; a notebook gets the same, and no error of Hydra."""
    line = refuses("run", override)
    assert " must be " in line
    for part in named:
        assert part in line
    if not override.startswith(("=", "method", "events", "officials={")):
        assert override.lstrip("+~").partition("=")[0] in line
    with pytest.raises(library.ParameterError) as mistake:
        library.load(override)
    assert str(mistake.value) == line


def test_value_is_shown(refuses):
    """The user sees what they typed."""
    assert refuses("run", "officials.courage=brave") == "officials.courage must be a number from 0 to 1, not brave"
    assert refuses("run", "weeks=0") == "weeks must be a whole number from 1 to 5200, not 0"


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("norms=mandate", ["norms must be", "compare.norms=["]),
        ("instruments=[pilots]", ["instruments must be", "norms/NAME.yaml"]),
        ("compare.norms=[reactive,mandat]", ["did you mean mandate?", *NORM_SETS]),
        ("compare.norms=[]", ["at least one name"]),
        ("compare.norms=[reactive,reactive]", ["each once"]),
        ("compare.norms=reactive", ["a list of names in brackets"]),
        ("compare.norms=[mandate]", ["compare.baseline", "[mandate]", "not reactive"]),
        ("compare.baseline=academi", ["compare.baseline", "not academi"]),
        ("compare.baseline=", ["compare.baseline", "not empty"]),
        ("officials.courage=7", ["officials.courage must be a number from 0 to 1, not 7"]),
    ],
)
def test_comparison(refuses, override, named):
    """A comparison refuses what would make its norm sets alike, unknown or without a baseline."""
    line = refuses("compare", override)
    for part in named:
        assert part in line


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["-m", "officials.courage=0.2,7"], "officials.courage must be a number from 0 to 1, not 7"),
        (["-m", "norms=reactive,nope"], "not nope"),
        (["-m", "instruments=[pilots],[pilot]"], "did you mean pilots?"),
        (["-m", "zzz=1,2"], "not zzz"),
        (["-m", "officials.courage=interval(0,1)"], "range(0,1,0.1)"),
        (["-m", "seed=1,2", "weeks=0"], "weeks must be"),
        (["hydra.mode=MULTIRUN", "officials.courage=0.2,7"], "not 7"),
        (
            ["-m", "hydra.sweeper.params={seed: '1,2'}"],
            "hydra.sweeper.params must be",
        ),  # which Hydra itself cannot take
    ],
)
def test_one_bad_point(refuses, words, named):
    """Every job of a multirun is checked before the first one starts."""
    assert named in refuses("run", *words)


def test_one_bad_point_of_a_study(refuses, tmp_path):
    """The points of a sweep may also stand in a file, with the mode."""
    (tmp_path / "study.yaml").write_text(
        "defaults: [config, _self_]\nhydra: {mode: MULTIRUN, sweeper: {params: {officials.courage: '0.2,7'}}}\n"
    )
    assert "not 7" in refuses("run", "--config-dir", ".", "--config-name", "study")


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["run", "hydra.run.dir="], "file"),
        (["run", "hydra.run.dir="], "file/far/below"),
        (["run", "-m", "seed=1,2", "hydra.sweep.dir="], "file/below"),
        (["compare", "hydra.run.dir="], "file/below"),
    ],
)
def test_folder_that_is_a_file(refuses, tmp_path, words, folder):
    """Results that could not be written are refused before anything runs."""
    (tmp_path / "file").write_text("")
    line = refuses(*words[:-1], words[-1] + folder)
    assert words[-1].rstrip("=") in line
    assert "a folder that can be written" in line


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions bind no administrator")
def test_folder_without_permission(refuses, tmp_path):
    """So are results in a folder that belongs to others."""
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "hydra.run.dir=" in refuses("run", "hydra.run.dir=closed/new")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["frob"], "one of compare, run, describe, explain, sweep"),
        (["rnu"], "did you mean run?"),
        (["seed=3"], "put run or compare before it"),
        (["run", "--frob"], "--frob"),
        (["run", "--config-dir", "nowhere"], "an existing folder"),
        (["run", "--config-name", "nowhere"], "--config-name must be"),
        (["run", "--config-path", "nowhere"], "--config-dir"),
        (["run", "--frob=a\u2028b"], "--frob=a"),
        (["compare", "--cfg", "x" * 2000], "…"),
        (["run", "officials.courage=", "--help"], "not empty"),
        (["sweep", "officials.courage=choice(0,1)", "hydra.sweep.dir=???"], "the name of a folder"),
        (["run", "hydra.run.dir='???'"], "hydra.run.dir must be the name of a folder, not ???"),
        (["run", "-m", "seed=1,2", "hydra.sweep.dir=???"], "hydra.sweep.dir must be the name of a folder, not ???"),
        (["run", "-m", "hydra.sweep.dir=2,5"], "hydra.sweep.dir must be one value"),
        (["run", "+weeks=" + "9" * 190], "as in weeks=…"),
        (["run", "weeks@x=" + "9" * 190], "as in weeks=…"),
        (["sweep", "officials.courage=0,1", "hydra.sweep.dir=" + "x" * 5000], "a folder that can be read"),
        (["results", ""], "not nothing"),
        (["sensitivity", ""], "not empty"),
        (["explain", ""], "not empty"),
        (["describe", "courage"], "did you mean officials.courage?"),
        (["describe", "officials.courage", "weeks"], "one name at a time"),
    ],
)
def test_words(refuses, words, named):
    """Unknown words and options get the same treatment as unknown keys."""
    assert named in refuses(*words)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("instruments: [pilots]\n", ["norms/mine.yaml", "# @package _global_"]),
        ("# @package _global_\ninstruments: [pilots\n", ["norms/mine.yaml", "line 3"]),
        (
            "# @package _global_\nofficials: {courge: 1}\n",
            ["officials.courge", "norms/mine.yaml", "officials.courage?"],
        ),
        (
            "# @package _global_\nofficials: {courage: x}\n",
            ["officials.courage in norms/mine.yaml must be", "from 0 to 1", "not x"],
        ),
        ("# @package _global_\nofficials: {courage: 7}\n", ["officials.courage in norms/mine.yaml must be", "not 7"]),
    ],
)
def test_file_of_the_user(refuses, tmp_path, text, named):
    """A mistake in a norm set of one's own is told as clearly, with the file it is in."""
    (tmp_path / "sets" / "norms").mkdir(parents=True)
    (tmp_path / "sets" / "norms" / "mine.yaml").write_text(text)
    line = refuses("run", "--config-dir", "sets", "norms=mine")
    for part in named:
        assert part in line


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("methods: {dialogue: {hours: 2020-01-01}}\n", ["methods.dialogue.hours in mine.yaml", "not 2020-01-01"]),
        ("methods: !!set {a, b}\n", ["mine.yaml must hold numbers"]),
        ("officials: {courage: [[[[[[\n", ["mine.yaml must be YAML", "line 2"]),
    ],
)
def test_entry_of_the_user(refuses, tmp_path, text, named):
    """So is one in an entry point of one's own, under the name that it has."""
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "mine.yaml").write_text(text)
    line = refuses("run", "--config-dir", "sets", "--config-name", "mine")
    for part in named:
        assert part in line


@pytest.mark.parametrize(
    "words", [["run", "officials.courge=1"], ["run", "-m", "officials.courage=0.2,7"], ["compare", "norms=mandate"]]
)
def test_in_a_process_of_its_own(tmp_path, words):
    """The installed command behaves so too: exit code, one line, no traceback, no folder."""
    done = subprocess.run(
        [sys.executable, "-m", "abm.commands.main", *words], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
