"""What a worker does with a batch, beside what sweeps and commands show of it."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any

from abm.execution import work as work_
from abm.execution.work import Batch, Point, work
from abm.model import PolicyModel
from tests.conftest import small


@dataclass(frozen=True)
class Nothing(Batch):
    """Runs of which nothing is kept."""

    def tables(self, point: Point, seed: int, recording: Any, seconds: float) -> dict[str, Any]:
        """No rows."""
        return {}

    def failed(self, point: Point, seed: int, error: str, seconds: float) -> None:
        """Nothing."""


def test_nothing_is_left_of_a_run_when_the_next_one_begins(monkeypatch):
    """Models of earlier runs are gone, so that the memory of a worker stays flat."""
    models: list[weakref.ref[PolicyModel]] = []
    alive = []

    def simulate(parameters, seed, *_):
        alive.append(sum(model() is not None for model in models))
        model = PolicyModel(parameters, seed=seed)
        models.append(weakref.ref(model))
        for _ in range(10):
            model.step()

    monkeypatch.setattr(work_, "simulate", simulate)
    monkeypatch.setattr(work_, "_write", lambda _, rows: len(rows))
    outcome = work(Nothing(None, {0: small()}, (Point("", 0, (1, 2, 3, 4), {}, {}),)))
    assert outcome.done == 4 and outcome.failed == 0 and alive == [0, 0, 0, 0]


def test_runs_of_one_point_are_kept_as_they_end(monkeypatch):
    """A point with many seeds is no reason to wait: a crash costs what came after the last file, and no more."""
    written: list[list[dict[str, Any]]] = []

    def write(_: Batch, rows: list[dict[str, Any]]) -> int:
        written.append(list(rows))
        return len(rows)

    monkeypatch.setattr(work_, "simulate", lambda *_: None)
    monkeypatch.setattr(work_, "_write", write)
    monkeypatch.setattr(work_, "PAUSE", -1.0)  # a file is due after every run
    outcome = work(Nothing(None, {0: small()}, (Point("", 0, (1, 2, 3), {}, {}), Point("", 0, (4,), {}, {}))))
    assert outcome.done == 4 and [len(rows) for rows in written] == [1, 1, 1, 1, 0]
