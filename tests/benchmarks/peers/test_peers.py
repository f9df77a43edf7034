"""Frameworks live by our rules, and one that does not is refused; what they take depends on the machine."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.peers import alone, compare, environments, in_mesa, in_numpy, report


@pytest.fixture
def quick(monkeypatch):
    """A comparison in this process, of what is installed here."""

    def here(peer: str, python: str, *words) -> None:
        monkeypatch.setattr(sys, "argv", ["alone", peer, *map(str, words)])
        alone.main()

    monkeypatch.setattr(compare, "alone", here)
    monkeypatch.setattr(compare, "CHECKED", 300)
    monkeypatch.setattr(alone, "WEEKS", 1)


@pytest.mark.parametrize("peer", ["in_numpy", "in_mesa"])
def test_a_framework_lives_by_our_rules(peer, quick, tmp_path):
    """The same decisions, and state as precise as ours, when it draws what our citizens draw."""
    compare.check(peer, "", tmp_path)


@pytest.mark.parametrize(
    ("peer", "rule"), [(in_numpy.Peer, "contact"), (in_numpy.Peer, "grieve"), (in_mesa.PlainModel, "step")]
)
def test_a_framework_with_another_rule_is_refused(peer, rule, quick, monkeypatch, tmp_path):
    """Here one without that rule."""
    nobody = (np.empty(0, int), np.empty(0, int), np.empty(0))
    monkeypatch.setattr(peer, rule, lambda *_: nobody)
    name = "in_mesa" if peer is in_mesa.PlainModel else "in_numpy"
    with pytest.raises(compare.Differs, match="differs from ours"):
        compare.check(name, "", tmp_path)


def test_what_does_not_install_is_left_out(quick, monkeypatch, tmp_path):
    """And said; all others are timed, ours and the copy at every size."""

    def python_of(peer: str, home) -> str:
        if peer in environments.REQUIREMENTS:
            raise environments.NotInstalled(f"{peer} does not install")
        return sys.executable

    monkeypatch.setattr(compare, "python_of", python_of)
    said: list[str] = []
    found = compare.compared((1000,), 1200, tmp_path, said.append)
    assert {"left out: in_agentpy does not install", "left out: in_mesa_frames does not install"} <= set(said)
    assert set(found["framework"]) == {compare.PEERS["in_numpy"], compare.PEERS["in_mesa"], compare.OURS, report.COPY}
    assert set(found.loc[found["framework"] == compare.OURS, "people"]) == {1000, 1200} and (found["ns"] > 0).all()


def test_the_table_has_a_column_for_each_and_the_picture_a_line(tmp_path):
    """Threads stand in the name only of who was timed with several; the copy stands last."""
    rows = [
        ("b", 1000, 1, 9.0),
        ("ours", 1000, 1, 3.0),
        ("ours", 1000, 2, 2.0),
        (report.COPY, 1000, 1, 1.0),
        ("ours", 2000, 1, 3.0),
    ]
    found = pd.DataFrame(rows, columns=["framework", "people", "threads", "ns"]).assign(version="1")
    wide = report.columns(found)
    assert list(wide) == ["b", "ours, 1 thread", "ours, 2 threads", report.COPY] and list(wide.index) == [1000, 2000]
    assert wide.loc[1000].tolist() == [9.0, 3.0, 2.0, 1.0] and wide.loc[2000].isna().sum() == 3
    report.draw(found, tmp_path / "peers.png")
    assert (tmp_path / "peers.png").stat().st_size > 10_000
