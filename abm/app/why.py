"""Why A and B part: the difference of mean trust by the rule that made it, of incidents by source, all from a history.

Nothing is run again and nothing is estimated. The model writes down every week what each rule added to mean trust, and
all these rules but contact are lines in trust; so each addition is carried forward by what the return to the own
baseline (and, of being heard, news and contacts too) leaves of it, and the parts add up to the difference. With
k = 1 - r, where r is the weekly return:

    contact  C <- k(C + contact - what contacts do to the procedural residue P)
    news     N <- k(N - n(U + contact)), U trust without P, n this week's share lost through the news
    talk     K <- k(K + talk)
    rally    the stock of rally; blame: minus that of blame
    heard    P, which the model keeps: trust minus this is trust of a twin without it (``trust_without_procedure``)
    rest     what remains: the economy where scenarios differ, what the bounds of 0 and 1 cut off, and rounding

A part is what a rule did in that world, and not what the world would be without it: a world in which fewer incidents
are in the news has less of *news* and of *blame*, whatever made it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from abm.app.twin import History
from abm.numerics.arithmetic import half_life_factor
from abm.numerics.streams import Floats
from abm.parameters import Parameters

PARTS = ("contact", "news", "blame", "rally", "heard", "talk", "rest")
"""Of the difference of trust, in the order in which they are shown."""

SOURCES = ("misfit", "coordination", "other")
"""Of the difference of incidents."""

_RULES = ("contact", "news", "talk", "procedure", "rally", "blame")

MEASURES = (
    *("trust", "trust_without_procedure", "trust_baseline", *(f"trust_{name}" for name in _RULES)),
    *("incidents", "incidents_misfit", "incidents_coordination"),
)
"""Measures that a history must hold; they are taken from its first week, in which the world began."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A difference, B minus A, and what it is made of.

    Attributes
    ----------
    measure : str
        ``trust`` or ``incidents``.
    total : float
        Trust in the week lived last; incidents per ministry and year since week 0. nan before there are any.
    parts : dict of str to float
        They add up to the total.
    """

    measure: str
    total: float
    parts: dict[str, float]


def carried(measures: Mapping[str, Floats], parameters: Parameters) -> dict[str, Floats]:
    """What each rule has added to the mean trust of one world and is still in it, week by week.

    Parameters
    ----------
    measures : mapping of str to array of shape (weeks,)
        Those of :data:`MEASURES`, from the first week of the world on.
    parameters : Parameters
        Of that world.

    Returns
    -------
    dict of str to array of shape (weeks,)
        All of :data:`PARTS`; they add up to trust minus that with which the world began.
    """
    added = {name: np.asarray(measures[f"trust_{name}"], float) for name in _RULES}
    trust = np.asarray(measures["trust"], float)
    heard = trust - np.asarray(measures["trust_without_procedure"], float)
    keeps = half_life_factor(parameters.citizens.trust_halflife)
    before = np.concatenate(
        ([trust[0] - sum(own[0] for own in added.values()) - measures["trust_baseline"][0]], trust[:-1])
    )
    heard_before = np.concatenate(([0.0], heard[:-1]))
    met = before + added["contact"] + added["procedure"]
    lost = np.divide(-added["news"], met, out=np.zeros_like(met), where=met > 0.0)
    stays = keeps * (1.0 - lost)
    by_contact = (
        np.divide(heard, stays, out=np.zeros_like(heard), where=stays > 0.0) - heard_before - added["procedure"]
    )
    others_met = met - heard_before - added["procedure"] - by_contact
    made = {
        "contact": _fading(added["contact"] - by_contact, keeps),
        "news": _fading(-lost * others_met, keeps),
        "blame": np.cumsum(added["blame"]),
        "rally": np.cumsum(added["rally"]),
        "heard": heard,
        "talk": _fading(added["talk"], keeps),
    }
    return made | {"rest": trust - before[0] - sum(made.values())}


def _fading(added: Floats, keeps: float) -> Floats:
    """A stock to which something is added each week before a share of all of it is kept."""
    stock, level = np.empty_like(added), 0.0
    for week, more in enumerate(added.tolist()):
        level = keeps * (level + more)
        stock[week] = level
    return stock


def trust_parts(history: History, worlds: tuple[Parameters, Parameters]) -> Parted:
    """The difference of mean trust in the week lived last, by rule.

    Parameters
    ----------
    history : History
        With :data:`MEASURES`.
    worlds : (Parameters, Parameters)
        What A and B started from.
    """
    if not len(history.weeks):
        return Parted("trust", float("nan"), dict.fromkeys(PARTS, float("nan")))
    a, b = (carried(side, own) for side, own in zip((history.a, history.b), worlds, strict=True))
    parts = {name: float(b[name][-1] - a[name][-1]) for name in PARTS}
    total = float(history.b["trust"][-1] - history.a["trust"][-1])
    parts["rest"] += total - sum(parts.values())  # with it what B began with and A did not, which twins have none of
    return Parted("trust", total, parts)


def incident_parts(history: History) -> Parted:
    """The difference of incidents per ministry and year, of all weeks since week 0, by source."""
    since = history.weeks >= 0
    if not since.any():
        return Parted("incidents", float("nan"), dict.fromkeys(SOURCES, float("nan")))

    def mean(name: str) -> float:
        return float(history.b[name][since].mean() - history.a[name][since].mean())

    total = mean("incidents")
    parts = {name: mean(f"incidents_{name}") for name in ("misfit", "coordination")}
    return Parted("incidents", total, parts | {"other": total - sum(parts.values())})
