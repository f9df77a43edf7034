"""The nodes of the loop: where each stands, which step of the essay it is, and its values of this week."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum, nan
from typing import NamedTuple

from abm.app.chronicle import met_society
from abm.app.snapshot import DossierNow, MinistryNow, Snapshot
from abm.policy.choice import TICK_BOX
from abm.policy.process import REACTIVE
from abm.words import number, percent, say

HALF_WIDTH = 73.0

Value = Callable[[Snapshot, str], str]


class Node(NamedTuple):
    """One node.

    Attributes
    ----------
    x, y : float
        Its middle.
    step : int
        Which step of the essay's loop it belongs to: 1 unrest, 2 attention, 3 questions, 4 haste, 5 busyness,
        6 contact, 7 policy, 8 incidents.
    value : callable
        The country's value, most often a mean.
    more : tuple of (key, callable)
        Lines under it: the hottest dossier's own value, which a mean over all dossiers hides, and others.
    """

    x: float
    y: float
    step: int
    value: Value
    more: tuple[tuple[str, Value], ...] = ()

    @property
    def half_height(self) -> float:
        """Half of the height that its lines take."""
        return 24.5 + 7.5 * len(self.more)


def _measure(name: str, digits: int, scale: float = 1.0) -> Value:
    return lambda snapshot, language: number(scale * snapshot.measures.get(name, nan), language, digits)


def _share(name: str) -> Value:
    return lambda snapshot, language: percent(snapshot.measures.get(name, nan), language)


def _weeks_given(snapshot: Snapshot, language: str) -> str:
    given = [d.weeks_given for d in snapshot.dossiers if d.weeks_given is not None and d.kind == REACTIVE]
    return number(fsum(given) / len(given) if given else None, language, 0)


def _reactive(snapshot: Snapshot, language: str) -> str:
    return number(float(sum(1 for d in snapshot.dossiers if d.kind == REACTIVE)), language, 0)


def _outside(snapshot: Snapshot, language: str) -> str:
    chosen = [d.choice for d in snapshot.dossiers if d.choice]
    outside = sum(1 for choice in chosen if met_society({"chosen": choice}))
    return percent(outside / len(chosen) if chosen else None, language)


def _blame(snapshot: Snapshot, language: str) -> str:
    return number(next(f.amount for f in snapshot.flows if f.effect == "blame"), language)


def _whole(count: int, language: str) -> str:
    return number(float(count), language, 0)


def _dossier(tell: Callable[[DossierNow, str], str]) -> tuple[tuple[str, Value], ...]:
    """A line with a value of the hottest dossier."""
    return (("loop.hot", lambda snapshot, language: tell(snapshot.hottest, language)),)


def _ministry(tell: Callable[[MinistryNow, str], str]) -> tuple[tuple[str, Value], ...]:
    """A line with a value of the ministry whose dossier is the hottest."""
    return (("loop.hot", lambda snapshot, language: tell(snapshot.ministries[snapshot.hottest.ministry], language)),)


def _chosen(dossier: DossierNow, language: str) -> str:
    if not dossier.choice:
        return number(None, language)
    kind = "tick_box" if dossier.choice == TICK_BOX else "out" if met_society({"chosen": dossier.choice}) else "in"
    return say(f"loop.chosen.{kind}", language)


NODES: dict[str, Node] = {
    "unrest": Node(77, 390, 1, _measure("unrest", 1, 100), _dossier(lambda d, lang: number(100 * d.unrest, lang, 1))),
    "media": Node(
        77, 156, 2, _measure("salience", 0, 100), _dossier(lambda d, lang: number(100 * d.salience, lang, 0))
    ),
    "questions": Node(398, 66, 3, _measure("questions", 1), _dossier(lambda d, lang: _whole(d.questions, lang))),
    "deadline": Node(398, 156, 4, _weeks_given, _dossier(lambda d, lang: number(d.weeks_given, lang, 0))),
    "opening": Node(398, 244, 4, _reactive),
    "pressure": Node(
        629, 156, 4, _measure("pressure", 0, 100), _ministry(lambda m, lang: number(100 * m.pressure, lang, 0))
    ),
    "hours": Node(629, 66, 5, _share("utilisation"), _ministry(lambda m, lang: percent(m.utilisation, lang))),
    "coordination": Node(629, 342, 5, _share("coordination_gap")),
    "blame": Node(398, 334, 6, _blame, _dossier(lambda d, lang: number(d.blame, lang))),
    "influence room": Node(
        823, 156, 6, _share("influence_weight"), _ministry(lambda m, lang: percent(m.influence, lang))
    ),
    "outside": Node(629, 248, 6, _outside, _dossier(_chosen)),
    "policy": Node(
        823,
        290,
        7,
        _measure("misfit", 2),
        (
            *_dossier(lambda d, lang: number(d.misfit, lang)),
            ("loop.met", lambda snapshot, language: number(snapshot.contact.misfit_met, language)),
            ("loop.apart", lambda snapshot, language: number(snapshot.contact.misfit_apart, language)),
        ),
    ),
    "incident": Node(
        600,
        446,
        8,
        lambda snapshot, language: _whole(snapshot.struck, language),
        (("loop.now", lambda snapshot, language: _whole(len(snapshot.incidents), language)),),
    ),
}
"""In the order of the essay. Incidents strike citizens a week after they surfaced, and so does a crisis while it
lasts: what strikes now is what flows on now, and new incidents stand under it."""
