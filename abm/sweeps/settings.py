"""What can be said of a sweep itself, declared like every other parameter: design, executor, shard."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hydra.core.override_parser.types import Override
from omegaconf import MISSING

from abm.configuration.overrides import Given, once
from abm.declare import Declaration, assign, declarations, parameter
from abm.parameters.checks import ParameterError, nearest, one_of, refused

OPTIONS: dict[str, tuple[str, ...]] = {
    "grid": ("levels",),
    "random": ("samples", "seed"),
    "lhs": ("samples", "seed"),
    "sobol": ("samples", "seed", "second_order", "indices"),
    "morris": ("trajectories", "levels", "seed"),
    "subsets": ("instruments",),
    "file": ("file",),
}
"""Every design, and the options that it listens to."""

GROWING = {"random": "samples", "sobol": "samples", "morris": "trajectories"}
"""The option of a design that only adds points; a sweep made wider finds its folder again. Every design takes seeds.

A Latin hypercube cuts each interval into as many slices as it has points; no library we use has one that nests.
"""

EXECUTORS = ("local", "slurm", "ray")


@dataclass
class Design:
    """Which points are run; each design listens to some of these."""

    samples: int = parameter(128, "random, lhs: points; sobol: a power of 2, times factors + 2", low=1, high=2**20)
    seed: int = parameter(1, "seed of the points, apart from those of the runs", low=0, high=2**31 - 1)
    second_order: bool = parameter(False, "sobol: also indices of pairs, at nearly twice the points")
    indices: bool = parameter(True, "sobol: points for indices; false: the bare sequence, to fill the space")
    levels: int = parameter(4, "grid, morris: values of an interval; even for morris", low=2, high=1000)
    trajectories: int = parameter(32, "morris: trajectories, times factors + 1", low=2, high=2**20)
    instruments: list[str] = parameter([], "subsets: instruments to combine; empty takes those of anticyclical")
    file: str = parameter("", "file: a .csv or .parquet whose columns are keys")


@dataclass
class Where:
    """Where it runs; on this machine ``workers`` says on how many cores."""

    jobs: int = parameter(8, "slurm: jobs at once", unit="jobs", low=1, high=10_000)
    cluster: str = parameter("slurm", "slurm: slurm, or local to try it here", choices=("slurm", "local"))
    minutes: int = parameter(60, "slurm: time limit of a job", unit="minutes", low=1, high=100_000)
    address: str = parameter("", "ray: address of a cluster; empty starts one here")
    options: dict[str, Any] = parameter({}, "slurm: further settings of submitit, such as {slurm_partition: short}")


@dataclass
class AlsoKept:
    """What is kept besides the rows of runs."""

    weeks: bool = parameter(False, "also keep the weeks of every run")


@dataclass
class SweepSettings:
    """A sweep as the user asked for it."""

    design: str = parameter("grid", "kind of design", choices=tuple(OPTIONS))
    executor: str = parameter("local", "where it runs", choices=EXECUTORS)
    shard: str = parameter("1/1", "part i/N of the points, for machines that share a disk")
    dry_run: bool = parameter(False, "say how much it would be, and run nothing")
    retry: bool = parameter(False, "run failed runs again")
    options: Design = field(default_factory=Design)
    where: Where = field(default_factory=Where)
    record: AlsoKept = field(default_factory=AlsoKept)

    @property
    def part(self) -> tuple[int, int]:
        """Number of this shard, from 1, and of all."""
        number, _, of = self.shard.partition("/")
        return int(number), int(of)

    def described(self) -> dict[str, Any]:
        """Give the design and the options that it listens to."""
        return {"name": self.design} | {name: getattr(self.options, name) for name in OPTIONS[self.design]}


HOMES = {"design.": "options.", "executor.": "where."}
"""What a user types before an option, and where it is kept."""


def declared() -> dict[str, Declaration]:
    """Every setting by the key that a user types."""
    found = {}
    for item in declarations(SweepSettings):
        key = item.key
        for typed, home in HOMES.items():
            key = key.replace(home, typed) if key.startswith(home) else key
        found[key] = dataclasses.replace(item, key=key)
    return found


def is_ours(key: str) -> bool:
    """Whether a key says something of the sweep, not of the model."""
    return key in declared() or key.startswith(tuple(HOMES)) or key == "hydra.sweep.dir"


def read(overrides: Sequence[Override]) -> tuple[SweepSettings, str | None]:
    """Read the settings of a sweep, and the folder that the user gave it.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    once(map(Given.of, overrides))
    settings, folder, known = SweepSettings(), None, declared()
    given: list[str] = []
    for item in overrides:
        key, value = item.key_or_group, item.value()
        if key == "hydra.sweep.dir":
            folder = _folder(item)
            continue
        if key not in known:
            raise ParameterError(refused("the key", key, f"one that abm sweep --help lists{nearest(key, known)}"))
        if known[key].kind is str and isinstance(value, (int, float)):
            value = str(item.input_line).partition("=")[2]  # a number is a text like any other, as it was typed
        if problem := _problem(known[key], value, item):
            raise ParameterError(problem)
        home = next((key.replace(typed, own) for typed, own in HOMES.items() if key.startswith(typed)), key)
        assign(settings, home, str(value) if known[key].kind is str else value)
        given.append(key)
    for key in given:
        name = key.removeprefix("design.")
        if key.startswith("design.") and name not in OPTIONS[settings.design]:
            taken = ", ".join(f"design.{item}" for item in OPTIONS[settings.design])
            raise ParameterError(refused("the key", key, f"one that design={settings.design} takes: {taken}"))
    _check(settings)
    return settings, folder


def _folder(item: Override) -> str:
    """Where results go, as typed: a number is a name like any other."""
    typed, value = str(item.input_line).partition("=")[2], item.value()
    given = value if isinstance(value, str) else typed if isinstance(value, (int, float)) else ""
    if not given.strip() or "${" in given or given == MISSING or item.is_delete():
        raise ParameterError(refused("hydra.sweep.dir", typed or "nothing", "the name of a folder, as it is"))
    return given


def _problem(declaration: Declaration, value: Any, item: Override) -> str | None:
    key, typed = item.key_or_group, str(item.input_line).partition("=")[2]
    allowed = "a mapping, such as {a: 1}" if declaration.kind is dict else declaration.allowed
    if item.is_delete() or item.is_add() or item.is_force_add():
        return refused(key, item.input_line, f"{allowed}, written {key}=...")
    if item.is_sweep_override():
        return refused(key, typed, f"one value, {allowed}")
    if declaration.choices and value not in declaration.choices:
        return refused(key, typed, one_of(declaration.choices, str(value)))
    kinds: dict[type, Any] = {int: int, str: str, bool: bool, list: list, dict: dict}
    if not isinstance(value, kinds[declaration.kind]) or (isinstance(value, bool) and declaration.kind is not bool):
        return refused(key, typed, allowed)
    if declaration.kind is list and not all(isinstance(name, str) for name in value):
        return refused(key, typed, allowed)
    return declaration.problem(value)


def _check(settings: SweepSettings) -> None:
    """Refuse what is wrong with several settings together, or that a range cannot say."""
    match = re.fullmatch(r"(\d+)/(\d+)", str(settings.shard))
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise ParameterError(refused("shard", settings.shard, "i/N with i from 1 to N, such as 1/4"))
    samples = settings.options.samples
    if settings.design == "sobol" and samples & (samples - 1):
        near = 2 ** round(math.log2(samples))
        raise ParameterError(refused("design.samples", samples, f"a power of 2 for design=sobol, such as {near}"))
    if settings.design == "morris" and settings.options.levels % 2:
        raise ParameterError(refused("design.levels", settings.options.levels, "an even number for design=morris"))
    if settings.design == "file" and not settings.options.file:
        wish = "a file under design=file, as in design.file=points.csv or points.parquet"
        raise ParameterError(refused("design.file", "nothing", wish))
