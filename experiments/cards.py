"""What the states that the page offers as cards do over many seeds: one run on the page is one run of luck.

Question: do the cards of the page show what they are called after, over seeds too?
Design:   a card is two worlds, A and B, with the same events, opened in a week; each is lived to that week. In one of
          them the package loses: what people say has no room for influence, and nothing makes haste.
Columns:  card; a, b: what each world starts from, as overrides; event: what strikes both, as week:kind:target:size,
          empty where only scenario and chance strike; week in which it opens; measure, unit; mean of A over the weeks
          from 0 to that week; difference, B minus A, paired by seed, with its interval (low, high: 95%, Student);
          found: up, down, or none found where the interval includes 0; seeds, results_version.

    abm study cards hydra.run.dir=experiments/data
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from abm.experiments.common import FOUND, Options, Tables, cells, direction, runs_of, unit_of
from abm.experiments.registry import register
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.parameters import Event, Parameters

MEASURES = ("trust", "trust_without_procedure", "incidents", "incidents_misfit", "incidents_coordination", "misfit",
            "unrest", "share_outside")  # fmt: skip

TWO, THREE = 2 * WEEKS_PER_YEAR, 3 * WEEKS_PER_YEAR
"""Years that cards look at, in weeks."""

NO_ROOM = "ministries.influence_room=0.0 ministries.deadline_coupling=0.0"


class Offered(NamedTuple):
    """What a card opens: both worlds as overrides, what strikes both, and the week."""

    a: str
    b: str
    event: str
    week: int


CARDS: Mapping[str, Offered] = {
    "package": Offered("norms=reactive", "norms=anticyclical", "", THREE),
    "mandate": Offered("norms=reactive", "norms=mandate", "", THREE),
    "comply_or_explain": Offered("norms=reactive", "norms=comply_or_explain", "", THREE),
    "crisis": Offered("norms=reactive", "norms=anticyclical", "60:crisis::10.0", TWO),
    "scandal": Offered("norms=reactive scenario=scandal", "norms=anticyclical scenario=scandal", "", THREE),
    "loses": Offered(f"norms=reactive {NO_ROOM}", f"norms=anticyclical {NO_ROOM}", "", TWO),
}
"""By name, in the order in which the page shows them."""


@register()
def study(options: Options) -> Tables:
    """Live both worlds of every card with the same seeds."""
    found = [row for name, card in CARDS.items() for row in _looked_at(name, card, options)]
    return {"cards": pd.DataFrame(found)}


def _looked_at(name: str, card: Offered, options: Options) -> list[dict[str, object]]:
    weeks = options.at(tiny=card.week // TWO, quick=card.week, full=card.week) + 1
    plan = {side: _world(words, card.event, weeks, options) for side, words in (("a", card.a), ("b", card.b))}
    cell = cells(runs_of(plan, options), "a")
    rows: list[dict[str, object]] = []
    for measure in MEASURES:
        told = cell[measure, "b"]
        low, high = told["difference_low"], told["difference_high"]
        settled = FOUND[direction(low, high)] if not math.isnan(low) else FOUND[0]
        rows.append(
            {"card": name, **card._asdict(), "measure": measure, "unit": unit_of(measure),
             "mean": cell[measure, "a"]["mean"], "difference": told["difference"], "low": low, "high": high,
             "found": settled}
        )  # fmt: skip
    return rows


def _world(words: str, event: str, weeks: int, options: Options) -> Parameters:
    parameters = options.load(*words.split())
    parameters = replace(parameters, weeks=weeks)
    if not event:
        return parameters
    week, kind, target, size = event.split(":")
    return replace(parameters, events=[*parameters.events, Event(int(week), kind, target, float(size))])
