"""The cards: named states of the page, and what many runs of each say, both from the table of the study ``cards``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abm.analysis.rule import smallest
from abm.analysis.tables import chosen, is_stale, table
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import SIDES, State
from abm.app.hosting import Hosting
from abm.words import number, say

TABLE = "cards"

BETTER: Mapping[str, str] = {"trust": "up", "incidents": "down", "misfit": "down"}
"""Measures by which a card is judged, and the direction that is better."""

SHOWN: Mapping[str, tuple[float, int]] = {"trust": (100.0, 2), "incidents": (1.0, 2), "misfit": (1.0, 3)}
"""By what a difference is multiplied to be read, and with how many digits."""

OUTCOMES = ("better", "worse", "tiny", "none")
"""How B fares: better or worse by as much as counts for the claims, surely but by less, or not found to differ."""


@dataclass(frozen=True, slots=True)
class Card:
    """A state of the page that a visitor can begin with.

    Attributes
    ----------
    key : str
        Its words are ``card.<key>`` and ``card.<key>.meaning``.
    query : str
        The link that opens it, without the question mark.
    week : int
        Week in which it opens.
    rows : tuple of dict
        What many runs say: a row of the table for each measure; none where that table is of older results.
    """

    key: str
    query: str
    week: int
    rows: tuple[dict[str, Any], ...]

    def name(self, language: str) -> str:
        """What it is called."""
        return say(f"card.{self.key}", language)

    def meaning(self, language: str) -> str:
        """What is in it, in a sentence."""
        return say(f"card.{self.key}.meaning", language)

    def state(self, hosting: Hosting | None = None) -> State:
        """What the page opens with."""
        return from_query(self.query, hosting or Hosting())

    def row(self, measure: str) -> dict[str, Any] | None:
        """What is stored of a measure."""
        return next((row for row in self.rows if row["measure"] == measure), None)

    def outcome(self, measure: str) -> str:
        """How B fares by a measure of :data:`BETTER`, over many runs: one of :data:`OUTCOMES`."""
        way, row = self.way(measure), self.row(measure)
        if row is None or way == "none":
            return "none"
        return "tiny" if abs(row["difference"]) < smallest(measure, row["mean"]) else way

    def way(self, measure: str) -> str:
        """Whether B is better or worse by a measure, by however little; none where no difference was found."""
        row = self.row(measure)
        if row is None or row["found"] not in ("up", "down"):
            return "none"
        return "better" if row["found"] == BETTER[measure] else "worse"

    @property
    def loses(self) -> bool:
        """Whether B fares worse by something that counts, and better by nothing, however little."""
        return "worse" in map(self.outcome, BETTER) and "better" not in map(self.way, BETTER)

    def told(self, language: str) -> str:
        """What many runs say of it; empty where none were made with the present results."""
        if not self.rows:
            return ""
        parts = []
        for measure in BETTER:
            row = self.row(measure)
            assert row is not None
            outcome = say(f"card.outcome.{self.outcome(measure)}", language)
            parts.append(say(f"card.part.{measure}", language, outcome=outcome, **_ends(row, language)))
        seeds = number(self.rows[0]["seeds"], language, 0)
        return say("card.told", language, seeds=seeds, weeks=number(self.week, language, 0), parts="; ".join(parts))


def _ends(row: Mapping[str, Any], language: str) -> dict[str, str]:
    """A difference with its interval, as it is written."""
    scale, digits = SHOWN[row["measure"]]
    columns = {"value": "difference", "low": "low", "high": "high"}
    return {key: number(scale * row[name], language, digits, sign=True) for key, name in columns.items()}


@functools.cache
def cards() -> tuple[Card, ...]:
    """All of them, in the order of the table; those of older results open and tell nothing."""
    made = table(TABLE)
    if made is None:
        return ()
    stale = is_stale(float(made["results_version"].min()))
    found = []
    for key in dict.fromkeys(made["card"]):
        rows = chosen(made.fillna({"event": ""}), {"card": key}).to_dict("records")
        own = tuple({str(name): value for name, value in row.items()} for row in rows)
        found.append(Card(key, _query(own[0]), int(own[0]["week"]), () if stale else own))
    return tuple(found)


def card(key: str) -> Card | None:
    """The card of a name, if there is one."""
    return next((one for one in cards() if one.key == key), None)


def _query(row: Mapping[str, Any]) -> str:
    """The link of a row, as the page itself would write it."""
    words = [f"{side}.{word}" for side in SIDES for word in str(row[side]).split()]
    events = [f"event={row['event']}"] if row["event"] else []
    return to_query(from_query("&".join([*words, *events, f"week={row['week']}"]), Hosting()))
