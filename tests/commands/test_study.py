"""``abm study``: lists, runs, goes on, and refuses in one line."""

import re

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.experiments import common
from abm.experiments.registry import Study, studies

TINY = ("size=tiny", "weeks=8", "burn_in=2", "replicates=2")
MADE = []


def work(parameters, seed):
    """What the study below does with a run: a number, or Ctrl-C where the test wishes one."""
    MADE.append((parameters.norms, seed))
    if len(MADE) == MADE_BEFORE_STOP[0]:
        raise KeyboardInterrupt
    return {"norms": parameters.norms, "seed": seed, "value": 10 * seed}


MADE_BEFORE_STOP = [0]


@pytest.fixture
def counted(monkeypatch):
    """A study of four runs that counts what it makes."""

    def make(options):
        plan = {name: options.load(f"norms={name}") for name in ("reactive", "mandate")}
        return {"counted": pd.DataFrame([row for _, row in common.run_all(plan, options, work)])}

    study = Study("counted", "Question: how many\n          runs?\nDesign: four.", make, None, common.SEEDS)
    monkeypatch.setattr("abm.commands.study.studies", lambda: {"counted": study})
    MADE.clear()
    MADE_BEFORE_STOP[0] = 0


def test_every_file_that_asks_is_a_study(abm):
    """A new file in experiments/ is listed by itself, with its question."""
    assert set(studies()) >= {"baseline", "burn_in", "finite_size", "instruments_alone", "what_matters"}
    answer = abm("study")
    assert answer.code == 0
    for name, study in studies().items():
        assert name in answer.out
        assert study.question.split()[0] in answer.out
        assert abm("study", name, "--describe").out.strip() == study.text.strip()


def test_a_stopped_study_goes_on(abm, counted, tmp_path):
    """What Ctrl-C leaves is kept, said and used; the table is the one of a study that was never stopped."""
    MADE_BEFORE_STOP[0] = 3
    answer = abm("study", "counted", *TINY, "workers=1")
    assert answer.code == 130
    done = int(re.search(r"(\d) of 4 runs are done", answer.err)[1])
    assert 0 < done < 3
    command = answer.err.splitlines()[-1].split()
    assert not list(tmp_path.rglob("*.csv"))
    MADE.clear()
    MADE_BEFORE_STOP[0] = 0
    answer = abm(*command[1:])
    assert answer.code == 0
    assert len(MADE) == 4 - done
    table = pd.read_csv(tmp_path / "studies" / "counted-tiny" / "counted.csv")
    assert table["value"].tolist() == [10, 20, 10, 20]
    assert set(table["results_version"]) == {RESULTS_VERSION}
    assert [path.name for path in (tmp_path / "studies" / "counted-tiny").iterdir()] == ["counted.csv"]
    again = abm("study", "counted", *TINY, "workers=1", "hydra.run.dir=other")
    assert again.code == 0
    there = (tmp_path / "other" / "counted.csv").read_bytes()
    assert there == (tmp_path / "studies" / "counted-tiny" / "counted.csv").read_bytes()


def test_a_table_is_the_same_for_any_number_of_processes(abm, tmp_path):
    """Protects the tables from the machine they were made on."""
    for workers in ("1", "2"):
        assert abm("study", "finite_size", *TINY, f"workers={workers}", f"hydra.run.dir={workers}").code == 0
    written = [(tmp_path / workers / "finite_size.csv").read_bytes() for workers in ("1", "2")]
    assert written[0] == written[1]
    assert b"\r" not in written[0]
    table = pd.read_csv(tmp_path / "1" / "finite_size.csv")
    assert set(table["citizens"]) == {200, 400}
    assert (table["seeds"] == 2).all()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["nope"], "NAME must be one of"),
        (["burn-in"], "did you mean burn_in?"),
        (["burn_in", "size=big"], "size must be one of tiny, quick, full, not big"),
        (["burn_in", "weeks=0"], "weeks must be"),
        (["burn_in", "citizns=3"], "citizns"),
        (["burn_in", "burn_in=4"], "burn_in must be left to the study"),
        (["burn_in", "replicates=0"], "replicates must be a whole number from 1"),
        (["burn_in", "workers=x"], "workers must be"),
        (["burn_in", "seed=1,2"], "one value"),
        (["burn_in", "weeks=3", "weeks=4"], "given once"),
        (["burn_in", "hydra.run.dir="], "the name of a folder"),
        (["burn_in", "hydra.run.dir=FILE/x"], "a folder that can be written"),
        (["burn_in", "--multirun"], "key=value"),
    ],
)
def test_mistakes_are_one_line_and_nothing_starts(abm, tmp_path, words, named):
    """Protects the user's time: what cannot be run or written is refused before anything runs."""
    (tmp_path / "FILE").write_text("")
    answer = abm("study", *words, *(("size=tiny",) if len(words) > 1 and "size=big" not in words else ()))
    assert answer.code == 2
    assert named in answer.err
    assert len(answer.err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["FILE"]
