"""The page about speed says what was measured, and README says the same."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.benchmarks import __main__ as command

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
}
SIZES = pd.DataFrame([{"parameter": "population.citizens", "value": 2500, "seconds": 0.7, "ratio": 0.5}])
WORKERS = pd.DataFrame([{"workers": 2, "runs_per_second": 1.5}])


def test_the_page_and_its_files_say_what_was_measured(tmp_path):
    """Ratios are to one thread of ours; what was not timed stays empty."""
    text = command.page(PEERS, SIZES, WORKERS, FOUND, 1000)
    command.write(tmp_path, text, PEERS, SIZES, WORKERS, FOUND)
    assert "At 1,000 citizens this model is 10 times as fast as numpy." in text
    assert "decided the same: numpy (2.1)." in text
    assert "| 1,000 | 80 | 8 | 4 | 1 |" in text and "| 5,000 |  | 1,230 |  |  |" in text
    assert "| population.citizens | 2,500 | 0.7 | 0.5 |" in text and "| 2 | 1.5 |" in text
    assert "takes 1.25 s; the first week has been lived 2.0 s after" in text and "| 1,000 | 1 | 8.04 | 0.125 |" in text
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == text
    assert json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8")) == FOUND
    assert (tmp_path / "peers.csv").read_text(encoding="utf-8").splitlines()[1] == "numpy,2.1,1000,1,80"
    assert (tmp_path / "peers.png").stat().st_size > 10_000


@pytest.mark.parametrize("words", [["--people", "10"], ["--most", "15000000"]])
def test_mistakes_are_refused(words, capsys):
    """Before anything is installed."""
    with pytest.raises(SystemExit, match="2"):
        command.main(words)
    assert " must be from 1,000 to 14,000,000, not " in capsys.readouterr().err
