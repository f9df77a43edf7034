"""What each parameter does to outcomes, one at a time.

Question: which outcomes does each parameter move, and which way, when it alone is lower or higher than its default?
Design:   every parameter of the model by itself, at a low and a high value, against the same world at defaults: 260
          weeks after the burn-in, the same 4 seeds. A choice takes each of its other values. Left out is only what says
          how often, how long and under what name a run is made, and what is kept of it; norm sets, instruments and
          scenarios are compared by studies of their own.
Values:   one rule for all, so that effects can be held against each other: half of the default and one and a half times
          it, whole numbers rounded away from it; where the default is 0, a tenth of the declared range to either side.
          Both are clipped to the declared range, and there is none on a side where the default is its end. A value that
          the model refuses together with the other defaults, as news or grievance would never die down, is moved
          half-way to the default until it is taken. The declared ranges themselves would not do: some are what is
          plausible, others no more than what has a meaning.
World:    the default one, without norms: officials there go outside, stay inside and tick the box. What has nothing to
          act on in it is looked at where it has: settings of an instrument, and what only that instrument reads, where
          it is in force alone (together, one hides another: who must comply or explain needs no compass); the tick-box
          exercise under ``tick_box``; what only a crisis, a caretaker government or the economy brings in a scenario
          that has one; what belongs to a choice where that choice is made. Column ``under`` says which.
Columns of parameter_effects: parameter by its key; parameter_unit, the unit of its values; under, the world in which it
          is looked at; default of the parameter in that world; value that it takes instead; measure, unit; mean of the
          measure at the default; effect of the value, the difference from that mean paired by seed, with its interval
          (low, high); found: up, down, or none found where the interval includes 0; seeds, results_version. An effect,
          low and high of 0 say that no seed's run differs in that measure. Of a hundred effects that are not there,
          five are found: one that stands alone, small and at one end only is to be looked at again with more seeds.
Columns of parameter_effects_found: parameter by its key; under, the world in which it is looked at; default of the
          parameter in that world; value that it takes instead; moves: the measures that it is found to move, each with
          up or down, none found, or no difference where no run differs in any measure; seeds, results_version.

    abm study parameter_effects hydra.run.dir=experiments/data
"""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from abm.declare import Declaration, assign
from abm.experiments.common import FOUND, Cells, Options, Tables, cells, direction, runs_of, unit_of
from abm.experiments.registry import register
from abm.norms import INSTRUMENTS
from abm.parameters import Method, Parameters, menu
from abm.parameters.checks import declaration_of, declared, problems

MEASURES = ("trust", "incidents", "misfit", "unrest", "share_outside", "lead_time")

SETTINGS: tuple[str, ...] = ("weeks=260",)

CHANGE = 0.5
"""Share of the default by which a parameter is lower and higher."""

CHANGE_OF_RANGE = 0.1
"""Share of the declared range that takes its place where the default is 0."""

HOW_MADE = (
    *("seed", "replicates", "weeks", "burn_in", "threads", "workers", "record", "checkpoint", "compare"),
    *("norms", "instruments", "norm_parameters", "scenario"),
)
"""Parameters, and groups of them, that say how a run is made, or name a set of others."""

WORLDS: Mapping[str, str] = {
    "": "norms=reactive",
    **{f"instrument.{name}.": f"instruments=[{name}]" for name in INSTRUMENTS},
    "inspectorates.": "instruments=[close_to_implementation]",
    "officials.explanation_hours": "instruments=[comply_or_explain]",
    "evidence.unskilled_quality": "instruments=[chief_participation_officer]",
    "tick_box.": "norms=tick_box",
    "rally.": "scenario=pandemic",
    "shocks.crisis_": "scenario=pandemic",
    "citizens.waiting_effect": "scenario=pandemic",
    "ministries.emergency_lead": "scenario=pandemic",
    "ministries.caretaker_mandate": "scenario=netherlands_2012_2023",
    "citizens.economy_": "scenario=netherlands_2012_2023",
    "imposed.": "timing=anticyclical",
    "officials.threshold_additive": "officials.readiness=additive",
    "officials.threshold_substitutive": "officials.readiness=substitutive",
    "officials.threshold_triple": "officials.readiness=triple",
    "population.sizes": "population.communities=342",
    "tick_box.quality": "instruments=[chief_participation_officer]",
    "tick_box.transfer_error": "norms=tick_box tick_box.practices=true",
    **{f"methods.{name}.quality": "instruments=[chief_participation_officer]" for name in menu()},
    **{
        f"methods.{name}.transfer_error": f"methods.{name}.practices=true"
        for name, how in menu().items()
        if not how.practices
    },
}
"""Where a parameter has something to act on, by how its key begins; the longest that fits holds."""

TINY = ("officials.courage", "officials.readiness", "instrument.board_norm.pull")


@dataclass(frozen=True)
class Varied:
    """A world in which one parameter has another value.

    Attributes
    ----------
    key : str
        Of the parameter.
    under : str
        What the world with the default is called.
    default, value : object
        Of the parameter, there and here.
    parameters : Parameters
        All of them, here.
    """

    key: str
    under: str
    default: Any
    value: Any
    parameters: Parameters

    @property
    def label(self) -> str:
        """What this world is called."""
        return f"{self.under} {self.key}={self.value}"


@register(seeds={"tiny": 2, "quick": 3, "full": 4})
def study(options: Options) -> Tables:
    """Run every world with its default, and with every other value of every parameter."""
    keys = options.at(tiny=TINY, quick=every_key(), full=every_key())
    worlds, varied = plan(options, keys)
    runs = runs_of(worlds | {item.label: item.parameters for item in varied}, options)
    return tabulate(runs, varied)


def every_key() -> tuple[str, ...]:
    """Keys of all parameters that can move an outcome, those of the methods included."""
    model = [key for key in declared() if key.partition(".")[0] not in HOW_MADE]
    methods = [f"methods.{name}.{field.name}" for name in menu() for field in dataclasses.fields(Method)]
    return (*model, *methods)


def plan(options: Options, keys: Iterable[str]) -> tuple[dict[str, Parameters], list[Varied]]:
    """Worlds at defaults by what they are called, and those in which one parameter has another value."""
    worlds: dict[str, Parameters] = {}
    varied = []
    for key in keys:
        under = WORLDS[max((start for start in WORLDS if key.startswith(start)), key=len)]
        if under not in worlds:
            worlds[under] = options.load(*options.at(tiny=(), quick=SETTINGS, full=SETTINGS), *under.split())
        default = value_of(worlds[under], key)
        for value in other_values(key, default):
            if found := nearest_taken(worlds[under], key, value):
                varied.append(Varied(key, under, default, value_of(found, key), found))
    return worlds, varied


def other_values(key: str, default: Any) -> list[Any]:
    """Values that a parameter takes instead of its default: the low and the high one, or all others of a choice."""
    declaration = declaration_of(key)
    assert declaration is not None
    if isinstance(default, bool):
        return [not default]
    if isinstance(default, str):
        return [choice for choice in declaration.choices or menu() if choice != default]
    return [value for value in _low_and_high(declaration, default) if value != default]


def _low_and_high(declaration: Declaration, default: float) -> Iterator[float]:
    assert declaration.low is not None and declaration.high is not None
    step = CHANGE * abs(default) or CHANGE_OF_RANGE * (declaration.high - declaration.low)
    low, high = default - step, default + step
    if declaration.kind is int:
        low, high = math.floor(low), math.ceil(high)
    for value in (low, high):
        within = min(max(float(f"{value:.6g}"), declaration.low), declaration.high)
        yield declaration.kind(within)


def nearest_taken(world: Parameters, key: str, value: Any) -> Parameters | None:
    """A world with another value of a parameter, or with the first taken one on the way from it to the default.

    None where the model takes none but the default, and where a choice is refused.
    """
    default = value_of(world, key)
    while value != default:
        varied = copy.deepcopy(world)
        assign(varied, key, value)
        if not any(problems(varied)):
            return varied
        if isinstance(default, (bool, str)):
            return None
        value = type(default)(float(f"{(value + default) / 2:.6g}"))
    return None


def value_of(parameters: Parameters, key: str) -> Any:
    """Value of a parameter, also of one of a method."""
    value: Any = parameters
    for part in key.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def tabulate(runs: pd.DataFrame, varied: list[Varied]) -> Tables:
    """Both tables, from one row per run with the name of its world in ``norms``."""
    effects, moved = [], []
    found: dict[str, Cells] = {}
    for under in dict.fromkeys(item.under for item in varied):
        labels = [under, *(item.label for item in varied if item.under == under)]
        found[under] = cells(runs.loc[runs["norms"].isin(labels), ["norms", "seed", *MEASURES]], under)
    for item in varied:
        values = {"default": _shown(item.default), "value": _shown(item.value)}
        rows = [_effect(found[item.under], item, measure) for measure in MEASURES]
        unit = getattr(declaration_of(item.key), "unit", "")
        said = {"parameter": item.key, "parameter_unit": unit, "under": item.under, **values}
        effects += [said | row for row in rows]
        moves = ", ".join(f"{row['measure']} {row['found']}" for row in rows if row["found"] != FOUND[0])
        same = all(row["low"] == row["high"] == 0.0 for row in rows)
        said = {"parameter": item.key, "under": item.under, **values}
        moved.append(said | {"moves": moves or ("no difference" if same else FOUND[0])})
    return {"parameter_effects": pd.DataFrame(effects), "parameter_effects_found": pd.DataFrame(moved)}


def _effect(found: Cells, item: Varied, measure: str) -> dict[str, Any]:
    row = found[measure, item.label]
    low, high = row["difference_low"], row["difference_high"]
    return {
        "measure": measure,
        "unit": unit_of(measure),
        "mean": found[measure, item.under]["mean"],
        "effect": row["difference"],
        "low": low,
        "high": high,
        "found": FOUND[direction(low, high)],
    }


def _shown(value: Any) -> str:
    """Value as it is typed on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)
