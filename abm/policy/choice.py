"""Whether an official goes outside: five numbers, a readiness, and a logit over the options.

Every rule here is a small pure function; ``READINESS`` names the alternatives that ``officials.readiness`` can choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from abm.norms.base import Demand
from abm.numerics.arithmetic import exp, log
from abm.parameters import Parameters

INSIDE, EXPLAINED, TICK_BOX = "inside", "explained", "tick_box"


@dataclass(frozen=True, slots=True)
class Option:
    """One form of participation that an official can choose: its name, hours and w x quality as it will turn out."""

    name: str
    hours: float
    influence_quality: float


@dataclass(slots=True)
class Situation:
    """What an official sees when a process starts, and what kind of official it is.

    Traits, salience, mandate, backing and w are in [0, 1]; ``speed`` is the minister's demand for speed in [0, 1].
    """

    courage: float
    fear: float
    loyalty_minister: float
    loyalty_society: float
    expected_benefit: float
    sensitivity: float
    salience: float
    mandate: float
    backing: float
    speed: float
    may: float
    methods: Sequence[Option] = ()
    tick_box: Option | None = None
    demand: Demand = field(default_factory=Demand)


def willing(situation: Situation) -> float:
    """Loyalty_society·expected benefit + loyalty_minister·(mandate - demand for speed)."""
    s = situation
    return s.loyalty_society * s.expected_benefit + s.loyalty_minister * (s.mandate - s.speed)


def dares(situation: Situation, blame: float) -> float:
    """Courage - fear - sensitivity·salience·(1 - backing), the last term scaled by the arrow salience to blame."""
    s = situation
    return s.courage - s.fear - blame * s.sensitivity * s.salience * (1.0 - s.backing)


def influence_room(room: float, mandate: float) -> float:
    """Room for influence under a leadership: a factor on ``ministries.influence_room``, never lifting it from 0."""
    return min(1.0, room * (0.5 + mandate))


def may(room: float, pressure: float, steadfastness: float, commitments: float, coupling: float = 1.0) -> float:
    """w = room·[1 - P·(1 - steadfastness)]·(1 - commitments already made), in [0, 1]."""
    return room * (1.0 - coupling * pressure * (1.0 - steadfastness)) * (1.0 - commitments)


def conjunctive(will: float, dare: float) -> float:
    """Both are needed: the least of willing and daring."""
    return min(will, dare)


def additive(will: float, dare: float) -> float:
    """One can stand in for the other in part: the mean."""
    return 0.5 * (will + dare)


def substitutive(will: float, dare: float) -> float:
    """One is enough: the most of willing and daring."""
    return max(will, dare)


READINESS: dict[str, Callable[[float, float], float]] = {
    "conjunctive": conjunctive,
    "additive": additive,
    "substitutive": substitutive,
}


def readiness(situation: Situation, parameters: Parameters) -> float:
    """Readiness to go outside: willing and daring combined, minus theta."""
    own = parameters.officials
    combine = READINESS[own.readiness]
    return combine(willing(situation), dares(situation, own.blame)) - own.readiness_threshold


SHORTFALLS = ("imposed", "considered", "willing", "dares", "can", "none")
"""What can stand between an official and going outside: the names that :func:`shortfall` gives."""


def shortfall(choice: Mapping[str, Any]) -> str:
    """Name what stood between an official and going outside, from the logged choice alone.

    Parameters
    ----------
    choice : mapping
        A row of the log of choices.

    Returns
    -------
    str
        ``imposed`` where the official's own choice was overridden; else the first in the order of the rule of
        ``considered``, ``willing`` or ``dares`` (the lower of the two, where they were not enough) and ``can``;
        ``none`` when the official could go outside and was ready to.
    """
    if choice["imposed"]:
        return "imposed"
    if not choice["considers"]:
        return "considered"
    if choice["readiness"] < 0.0:
        return "willing" if choice["willing"] <= choice["dares"] else "dares"
    return "none" if choice["can"] else "can"


def falls_short(value: float, choice: Mapping[str, Any]) -> bool:
    """Whether willing or daring, as logged, is what kept the readiness of a choice below the threshold."""
    return bool(choice["readiness"] < 0.0 and value < choice["threshold"])


def rejection(situation: Situation, parameters: Parameters) -> float:
    """Probability that an explanation for staying inside is rejected: the less room there is, the better the reason.

    The norm's probability at w for which input would count in full, falling linearly to 0 where there is no room at all
    (the essay's own example of a valid reason).
    """
    return situation.demand.rejection * min(1.0, situation.may / parameters.procedure.full_adoption)


def utilities(situation: Situation, parameters: Parameters) -> dict[str, float]:
    """Utility of every option open to the official, in units of the logit.

    Going outside: readiness/scale - price·hours - audit·sanction (where w·quality is below the norm) + pull -
    log(number of methods), so that a longer menu alone makes nobody go outside. Tick-box needs no readiness; it costs
    professional reluctance. Inside is 0, or a breach where a norm asks; explaining costs hours, and more when it may
    be rejected.
    """
    own, demand = parameters.officials, situation.demand
    ready = readiness(situation, parameters) / own.readiness_scale

    def judged(option: Option) -> float:
        failed = demand.audit * demand.sanction if option.influence_quality < demand.quality_norm else 0.0
        return demand.pull - own.hours_price * option.hours - failed

    options = {INSIDE: -demand.breach if demand.must_explain else 0.0}
    if demand.must_explain:
        rejected = rejection(situation, parameters) * demand.rejected_cost
        options[EXPLAINED] = -own.hours_price * own.explanation_hours - rejected
    if situation.tick_box is not None:
        options[TICK_BOX] = judged(situation.tick_box) - own.tick_box_reluctance
    menu = log(float(len(situation.methods))) if situation.methods else 0.0
    for option in situation.methods:
        options[option.name] = ready + judged(option) - menu
    return options


def probabilities(utility: dict[str, float]) -> dict[str, float]:
    """Logit over the options."""
    most = max(utility.values())
    weights = {name: exp(value - most) for name, value in utility.items()}
    total = fsum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def pick(chances: dict[str, float], u: float) -> str:
    """The option on which u in (0, 1) falls, options taken in their order."""
    cumulative = 0.0
    for name, chance in chances.items():
        cumulative += chance
        if u < cumulative:
            return name
    return name
