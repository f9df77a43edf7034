"""The page about speed says what was measured, and README says the same."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import goals

PEERS = pd.DataFrame(
    [
        ("numpy", "2.1", 1000, 1, 80.0),
        ("this model", "", 1000, 1, 8.0),
        ("this model", "", 1000, 2, 4.0),
        ("copying what must move", "", 1000, 1, 1.0),
        ("this model", "", 5000, 1, 1234.5),
    ],
    columns=["framework", "version", "people", "threads", "ns"],
)
FOUND = {
    "citizens": [{"people": 1000, "threads": 1, "ns": 8.04, "share_of_copy": 0.125}],
    "default_run": {"seconds": 1.25, "reference_ratio": None},
    "first_week_seconds": 2.04,
    "country": {"birth": 7.0, "seconds": 30.0, "megabytes": 1100.4},
}
SIZES = pd.DataFrame([{"parameter": "population.citizens", "value": 2500, "seconds": 0.7, "ratio": 0.5}])
WORKERS = pd.DataFrame([{"workers": 2, "runs_per_second": 1.5}])
PARTS = pd.DataFrame({"part": ["meets", "hears", "rest"], 1000: [4.0, 2.0, 2.0], 5000: [8.0, 10.0, 6.0]})
PHASES = pd.DataFrame({"part": ["live", "decide", "learn"], "share": [0.2, 0.5, 0.3], "microseconds per week": 100.0})
MEASURED = command.Measured(PEERS, SIZES, WORKERS, PARTS, PHASES, FOUND)


def test_the_page_and_its_files_say_what_was_measured(tmp_path):
    """Ratios are to one thread of ours; what was not timed stays empty."""
    text = command.page(MEASURED, 1000)
    command.write(tmp_path, text, MEASURED)
    assert "At 1,000 citizens this model is 10 times as fast as numpy." in text
    assert "decided the same: numpy (2.1)." in text
    assert "| 1,000 | 80 | 8 | 4 | 1 |" in text and "| 5,000 |  | 1,230 |  |  |" in text
    assert "| population.citizens | 2,500 | 0.7 | 0.5 |" in text and "| 2 | 1.5 |" in text
    assert "takes 1.25 s; the first week has been lived 2.0 s after" in text and "| 1,000 | 1 | 8.04 | 0.125 |" in text
    assert "born in 7 s and lives 208 weeks in 30 s on two threads, in\n1,100 MB" in text
    assert "| meets | 4 | 8 |" in text and "| part | 1,000 citizens | 5,000 citizens |" in text
    assert "*meets*, takes 50% of it; without that part\n4.0 ns would be left. At 5,000 all of it takes 3.0" in text
    assert "(*live*) are 20%; the largest step of all others, *decide*, is\n50%." in text
    assert "held against no other version" in text
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == text
    assert json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8")) == FOUND
    assert (tmp_path / "peers.csv").read_text(encoding="utf-8").splitlines()[1] == "numpy,2.1,1000,1,80"
    assert (tmp_path / "peers.png").stat().st_size > 10_000


def test_a_goal_that_is_missed_says_so():
    """What was not measured (here all but three goals) is not judged."""
    judged = goals.held(PEERS, FOUND, thousand=11.1)
    assert judged[["found", "met"]].to_numpy().tolist() == [[30.0, "no"], [1100.4, "yes"], [2.04, "no"], [11.1, "no"]]
    faster = FOUND | {"default_run": {"seconds": 1.0, "reference_ratio": 0.4}, "first_week_seconds": 2.0}
    again = goals.held(PEERS, faster, thousand=5.0)
    assert again["met"].tolist() == ["no", "yes", "yes", "yes", "yes"]


def test_a_goal_of_at_least_is_kept_from_above():
    """The speed of a copy: more is better."""
    rows = [(goals.OURS, "", 14_000_000, 2, 5.0), (goals.COPY, "", 14_000_000, 1, 2.0)]
    fast = goals.held(pd.DataFrame(rows, columns=PEERS.columns), FOUND, thousand=1.0)
    assert fast.loc[fast["goal"] == "at least 0.25", ["found", "met"]].to_numpy().tolist() == [[0.4, "yes"]]


def test_the_version_held_against_is_named():
    """By the commit of the folder that was given; a folder that is no clone has none."""
    run = FOUND | {"default_run": {"seconds": 1.0, "reference_ratio": 0.8}, "reference": "abc1234"}
    assert "(commit `abc1234`)" in command.page(dataclasses.replace(MEASURED, numbers=run), 1000)
    assert command.commit_of(None) is None and command.commit_of(Path("nowhere at all")) is None


@pytest.mark.parametrize("words", [["--people", "10"], ["--most", "15000000"]])
def test_mistakes_are_refused(words, capsys):
    """Before anything is installed."""
    with pytest.raises(SystemExit, match="2"):
        command.main(words)
    assert " must be from 1,000 to 14,000,000, not " in capsys.readouterr().err
