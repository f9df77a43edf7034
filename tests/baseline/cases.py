"""The runs whose numbers are kept, and their fingerprints: one digest per column, and the first weeks in full.

``python -m tests.baseline.cases NAME ...`` prints the fingerprint of cases as JSON, for a process of another kind.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import operator
import sys
from pathlib import Path
from typing import Any

import numpy as np

import abm
from abm import RESULTS_VERSION
from abm.configuration.loading import options
from abm.norms import INSTRUMENTS
from abm.observation.record import simulate
from abm.parameters import Parameters
from abm.parameters.checks import declared

FILE = Path(__file__).with_name("baseline.json")
FIRST_WEEKS = 26
"""So many weeks agree to 1e-9 on any machine."""

IN_FULL = ("trust", "incidents", "misfit", "unrest", "salience", "questions", "pressure", "utilisation", "effort")
"""Columns whose first weeks are kept in full."""

COUNTRY = (
    "population.citizens=500",
    "population.communities=10",
    "ministries.count=4",
    "ministries.dossiers=5",
    "incidents.panel=50",
    "burn_in=13",
    "weeks=91",
)
LIVELY = (
    "shocks.rate=0.3",
    "incidents.misfit_slope=0.1",
    "ministries.planned_interval=26",
    "ministries.routine_lead=30",
)
ASKING = (*LIVELY, "norms=anticyclical")
"""Where much is asked of people, so that every choice of a rule can be seen."""

EVENTS = (
    "events=[{week: 2, kind: crisis, size: 20}, {week: 4, kind: shock, size: 6}, {week: 8, kind: cabinet},"
    "{week: 12, kind: incident, size: 90}, {week: 20, kind: set, target: officials.courage, size: 0.9}]"
)
BY_HAND: dict[str, tuple[str, ...]] = {
    "default": (),
    "reactive": (*LIVELY,),
    "tick_box": (*LIVELY, "norms=tick_box", "instrument=[strict_explanations]"),
    "mandate": (*LIVELY, "norms=mandate", "scenario=turbulent", "seed=2"),
    "comply_or_explain": (*LIVELY, "norms=comply_or_explain", "instrument=[strict_audit]"),
    "academy": (*LIVELY, "norms=academy", "scenario=calm"),
    "anticyclical": (*LIVELY, "norms=anticyclical", "seed=3"),
    "events": (*LIVELY, "norms=anticyclical", EVENTS),
    "imposed": (*LIVELY, "timing=anticyclical", "officials.readiness=additive"),
    "municipal": (*LIVELY, "norms=mandate", "population.communities=342", "population.sizes=municipalities"),
    "no_loop": (*LIVELY, "ablation=no_loop", "placebo.respondents=noise"),
    "shuffled": (*LIVELY, "norms=mandate", "placebo.respondents=shuffled", "officials.readiness=substitutive"),
    "even": (
        *LIVELY,
        "norms=mandate",
        "placebo.relations=even",
        "officials.courage=1",
        "ministries.influence_room=1",
        "ministries.relation_gain=1",
        "evidence.relation_effect=1",
        "evidence.relation_share=1",
        "methods.dialogue.odds_ratio=15",
    ),
    "courageous": (
        *LIVELY,
        "norms=anticyclical",
        "officials.courage=1",
        "ministries.influence_room=1",
        "officials.escalation=0.5",
        "population.adult_population=5000",
    ),
}
"""Cases of several things at once, some of which need each other to be seen."""


@functools.cache
def loaded(overrides: tuple[str, ...]) -> Parameters:
    """Parameters of a case, composed once; nobody changes them."""
    return abm.load(*COUNTRY, *overrides)


def derived(by_hand: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """One case more for every norm set, instrument and choice of a declared parameter that no case by hand has."""
    cases = [loaded(overrides) for overrides in by_hand.values()]
    found = {}
    for name in set(options("norms")) - {parameters.norms for parameters in cases}:
        found[name] = (*LIVELY, f"norms={name}")
    for name in set(INSTRUMENTS) - {name for parameters in cases for name in parameters.instruments}:
        found[name] = (*LIVELY, f"instruments=[{name}]")
    for key, declaration in declared().items():
        taken = {str(operator.attrgetter(key)(parameters)) for parameters in cases}
        for name in set(declaration.choices) - taken:
            found[f"{key}={name}"] = (*ASKING, f"{key}={name}")
    return dict(sorted(found.items()))


NAMED = sys.argv[1:] if __name__ == "__main__" else []
CASES = BY_HAND if NAMED and {*NAMED} <= {*BY_HAND} else BY_HAND | derived(BY_HAND)
"""Together they take every branch that a configuration can open; a new one needs no line here, but a refresh.

A process that is to run some that are written by hand does not compose the others.
"""


def fingerprint(name: str) -> dict[str, Any]:
    """What is kept of one case: a digest per column of its weeks, and the first weeks of some columns."""
    parameters = loaded(CASES[name])
    weeks = simulate(parameters, parameters.seed).weeks.drop_columns(["run_id", "norms"])
    columns = {name: np.array(weeks[name].to_numpy(), np.float64) + 0.0 for name in weeks.column_names}
    for values in columns.values():
        values[np.isnan(values)] = math.nan  # one way to write what is missing
    return {
        "columns": {
            name: hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()[:12] for name, values in columns.items()
        },
        "first_weeks": {name: columns[name][:FIRST_WEEKS].tolist() for name in IN_FULL},
    }


def read() -> dict[str, Any]:
    """The baseline as it was last refreshed."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Columns of a case that were there before and have other numbers now, or are gone."""
    return [name for name, digest in before["columns"].items() if now["columns"].get(name) != digest]


if __name__ == "__main__":
    found = {name: fingerprint(name) for name in NAMED or CASES}
    print(json.dumps({"results_version": RESULTS_VERSION, "cases": found}))
