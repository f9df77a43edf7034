"""Small worlds for tests: parameters composed once and copied, models, runs and twins."""

from __future__ import annotations

import copy
import functools
import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import numpy as np
import pyarrow as pa
import pytest

import abm
from abm import Parameters, PolicyModel
from abm.agents.ministers import respond
from abm.configuration.loading import options
from abm.declare import assign
from abm.observation.record import Recording, record
from abm.policy.process import PLANNED, REACTIVE, Process

if os.name == "posix" and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or the commands that tests start would not hear Ctrl-C

hypothesis.settings.register_profile("compiled", deadline=None)  # a rule is compiled when it is first called
hypothesis.settings.load_profile("compiled")

SMALL = (
    "population.citizens=500",
    "population.communities=10",
    "ministries.count=3",
    "ministries.dossiers=4",
    "officials.per_ministry=20",
    "incidents.panel=50",
    "weeks=60",
    "burn_in=20",
)
"""A country that lives a year in a twentieth of a second."""

LIVELY = {"shocks.rate": 0.5, "incidents.misfit_slope": 0.15, "ministries.planned_interval": 26.0}
"""Values under which much happens in a few weeks, so that a comparison of short runs means something."""

NORM_SETS = ("reactive", *(name for name in options("norms") if name != "reactive"))
"""Every shipped norm set, first the one without any instrument."""


@pytest.fixture(scope="module", autouse=True)
def little_to_look_through() -> Iterator[None]:
    """Keep what is there by now out of every later look for garbage, of which each run of a sweep has one.

    The tests themselves are a million objects. Commands do the same for what they import, and undo it at their end:
    here they leave it alone.
    """
    gc.collect()
    gc.freeze()
    own = SimpleNamespace(isenabled=gc.isenabled, enable=gc.enable, disable=gc.disable)
    own.freeze = own.unfreeze = lambda: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("abm.commands.main.gc", own)
        yield


def files_in(folder: str | os.PathLike[str]) -> list[str]:
    """Names of files in and below a folder, also while another process writes there and takes folders away."""
    return [name for *_, names in os.walk(folder) for name in names]


@functools.cache
def _compose(overrides: tuple[str, ...]) -> Parameters:
    return abm.load(*SMALL, *overrides)


def small(*overrides: str, changes: dict[str, Any] | None = None) -> Parameters:
    """Parameters of a small country: named sets and overrides as typed, then changes by dotted key."""
    parameters = copy.deepcopy(_compose(overrides))
    for key, value in (changes or {}).items():
        assign(parameters, key, value)
    return parameters


def lively(*overrides: str, changes: dict[str, Any] | None = None) -> Parameters:
    """Parameters of a small country in which much happens."""
    return small(*overrides, changes=LIVELY | (changes or {}))


def start(parameters: Parameters, seed: int = 1, weeks: int = 0) -> PolicyModel:
    """A model that has lived some weeks."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(weeks):
        model.step()
    return model


def run(parameters: Parameters, seed: int = 1, each_week: Callable[[PolicyModel], None] | None = None) -> PolicyModel:
    """A model that has lived its whole run; ``each_week`` is called before every step."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in + parameters.weeks):
        if each_week is not None:
            each_week(model)
        model.step()
    return model


def weeks_of(model: PolicyModel | Recording) -> pa.Table:
    """The weeks table without the run's address and the name of its norm set."""
    recording = model if isinstance(model, Recording) else record(model)
    return recording.weeks.drop_columns(["run_id", "norms"])


def same(one: PolicyModel, other: PolicyModel) -> bool:
    """Whether two runs have identical weeks, to the last bit."""
    return weeks_of(one).equals(weeks_of(other))


def differing(one: PolicyModel, other: PolicyModel) -> list[str]:
    """Columns in which the weeks of two runs differ."""
    left, right = weeks_of(one), weeks_of(other)
    return [name for name in left.column_names if not left[name].equals(right[name])]


def column(model: PolicyModel, name: str) -> np.ndarray:
    """One measure by week; weeks without cases are nan."""
    return np.array(model.datacollector.model_vars[name], float)


def open_process(model: PolicyModel, number: int, kind: str = REACTIVE) -> Process:
    """Open a process on a dossier, whatever was under way there, without anybody having chosen yet."""
    assert kind in (REACTIVE, PLANNED)
    dossier = model.dossier(number)
    ministry = dossier.ministry
    ministry.active = [process for process in ministry.active if process.dossier != number]
    dossier.process = None
    dossier.decisions.clear()
    respond(ministry, dossier, hot=kind == REACTIVE, due=True)
    assert dossier.process is not None
    return dossier.process


@pytest.fixture(scope="session")
def report_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, list[Any]]]:
    """The report in a language, made of the tables of the project: its folder, and its chapters.

    Whoever asks for it belongs to the group ``report``, so that each language is built once. In English every figure
    is drawn in each form; in Dutch, of which the page alone is looked at, as it stands there.
    """
    from abm.experiments.report import book, look

    @functools.cache
    def built(language: str) -> tuple[Path, list[Any]]:
        folder = tmp_path_factory.mktemp("report") / language
        with pytest.MonkeyPatch.context() as patch:
            if language != "en":
                patch.setattr(look, "UNTIMED", {"svg": look.UNTIMED["svg"]})
                patch.setattr(book, "ENDINGS", ("csv", "svg"))
            return folder, book.build(folder, language, "full")

    return built
