"""Whether an official goes outside: five numbers, a readiness, and a logit over the options.

Every rule here is a small pure function. Two of them can be swapped by name: how the reasons combine
(``officials.readiness``), and the whole way from considering to choosing (``officials.rule``). A rule of one's own is a
function under the decorator ``readiness_rule`` or ``go_outside_rule``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from abm.declare import ParameterError, refused
from abm.norms.base import Demand
from abm.numerics.arithmetic import exp, log
from abm.parameters import Parameters
from abm.parameters.rules import GO_OUTSIDE, READINESS
from abm.policy.evidence import unsureness
from abm.policy.participation import adopted
from abm.words.phrases import phrase

readiness_rule = READINESS.register
"""Decorator of a function that combines an official's reasons into one number, chosen by ``officials.readiness``.

Examples
--------
>>> from abm.policy.choice import READINESS, readiness_rule
>>> @readiness_rule("daring_alone")
... def daring_alone(reasons):
...     'Whoever dares is ready.'
...     return reasons.dares
>>> "daring_alone" in READINESS
True
>>> del READINESS["daring_alone"]  # here alone
"""

go_outside_rule = GO_OUTSIDE.register
"""Decorator of a function from what an official sees to the probability of each option, chosen by ``officials.rule``.

Examples
--------
>>> import abm
>>> from abm.policy.choice import GO_OUTSIDE, INSIDE, go_outside_rule
>>> @go_outside_rule("never")
... def never(situation, parameters):
...     'Nobody goes outside, whatever the case.'
...     return {INSIDE: 1.0}
>>> abm.load("officials.rule=never").officials.rule
'never'
>>> del GO_OUTSIDE["never"]  # here alone
"""

INSIDE, EXPLAINED, TICK_BOX = "inside", "explained", "tick_box"
TRIPLE = "triple"
"""The readiness rule that weighs three reasons apart."""

THRESHOLD = "threshold"
"""The go-outside rule whose reasons the five numbers and the readiness are."""

ROUNDING = 1e-9
"""So far may probabilities be from adding up to 1."""


@dataclass(frozen=True, slots=True)
class Option:
    """One form of participation that an official can choose: name, hours, and how far an audit would find it short."""

    name: str
    hours: float
    shortfall: float = 0.0


@dataclass(slots=True)
class Situation:
    """What an official sees when a process starts, and what kind of official it is.

    Traits, salience, mandate, backing and w are in [0, 1]; ``speed`` is the minister's demand for speed in [0, 1].
    ``curiosity`` is what not knowing adds to the will to ask (:func:`curious`). ``considers`` is whether participation
    came to mind, ``methods`` are those that fit hours and weeks.
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
    curiosity: float = 0.0
    methods: Sequence[Option] = ()
    tick_box: Option | None = None
    demand: Demand = field(default_factory=Demand)
    considers: bool = True


def curious(variance: float, parameters: Parameters) -> float:
    """Will to ask of who knows that the house does not know: curiosity·v/(v + v_ref)."""
    return parameters.officials.curiosity * unsureness(variance, parameters)


class Reasons(NamedTuple):
    """What an official weighs, for a readiness rule to combine.

    Attributes
    ----------
    willing, dares : float
        Two of the five numbers.
    wishes : float
        What society calls for, whatever the minister wants: √(loyalty_society·expected benefit) + curiosity.
    backed : float
        Mandate - demand for speed.
    """

    willing: float
    dares: float
    wishes: float
    backed: float


def willing(situation: Situation) -> float:
    """Loyalty_society·expected benefit + loyalty_minister·(mandate - demand for speed) + curiosity."""
    s = situation
    return s.loyalty_society * s.expected_benefit + s.loyalty_minister * (s.mandate - s.speed) + s.curiosity


def blame_feared(blame: float, sensitivity: float, salience: float, backing: float) -> float:
    """Daring that salience takes away: blame·sensitivity·salience·(1 - backing), the arrow salience to blame."""
    return blame * sensitivity * salience * (1.0 - backing)


def dares(situation: Situation, blame: float) -> float:
    """Courage - fear - sensitivity·salience·(1 - backing), the last term scaled by the arrow salience to blame."""
    s = situation
    return s.courage - s.fear - blame_feared(blame, s.sensitivity, s.salience, s.backing)


def influence_room(room: float, mandate: float, without: float) -> float:
    """Room under a leadership, room·(without + mandate), at most 1: a factor that never lifts ``room`` from 0."""
    return min(1.0, room * (without + mandate))


def room_lost(pressure: float, steadfastness: float, coupling: float) -> float:
    """Share of the room for influence that pressure takes away: P·(1 - steadfastness), scaled by its arrow."""
    return coupling * pressure * (1.0 - steadfastness)


def may(room: float, pressure: float, steadfastness: float, commitments: float, coupling: float = 1.0) -> float:
    """w = room·[1 - P·(1 - steadfastness)]·(1 - commitments already made), in [0, 1]."""
    return room * (1.0 - room_lost(pressure, steadfastness, coupling)) * (1.0 - commitments)


def reasons(situation: Situation, parameters: Parameters) -> Reasons:
    """What the official weighs."""
    s = situation
    wishes = math.sqrt(s.loyalty_society * s.expected_benefit) + s.curiosity
    return Reasons(willing(s), dares(s, parameters.officials.blame), wishes, s.mandate - s.speed)


@readiness_rule("conjunctive")
def conjunctive(reasons: Reasons) -> float:
    """Both are needed: the least of willing and daring."""
    return min(reasons.willing, reasons.dares)


@readiness_rule("additive")
def additive(reasons: Reasons) -> float:
    """One can stand in for the other in part: the mean."""
    return 0.5 * (reasons.willing + reasons.dares)


@readiness_rule("substitutive")
def substitutive(reasons: Reasons) -> float:
    """One is enough: the most of willing and daring."""
    return max(reasons.willing, reasons.dares)


@readiness_rule(TRIPLE)
def triple(reasons: Reasons) -> float:
    """All three are needed, loyalty to society, courage and mandate: the least of them, held to [0, 1].

    The essay's "needed together" taken literally. In *willing* the mandate can stand in for the loyalty.
    """
    return min(1.0, max(0.0, min(reasons.wishes, reasons.dares, reasons.backed)))


def theta(parameters: Parameters) -> float:
    """Threshold of the readiness rule in force; a rule of one's own has 0, and takes its own off itself."""
    own = parameters.officials
    return float(getattr(own, f"threshold_{own.readiness}", 0.0))


def readiness(situation: Situation, parameters: Parameters) -> float:
    """Readiness to go outside: the reasons combined by the rule in force, minus theta."""
    return READINESS[parameters.officials.readiness](reasons(situation, parameters)) - theta(parameters)


def rejection(situation: Situation, parameters: Parameters) -> float:
    """Probability that an explanation for staying inside is rejected: the less room there is, the better the reason.

    The norm's probability at w for which input would count in full, falling linearly to 0 where there is no room at all
    (the essay's own example of a valid reason).
    """
    return situation.demand.rejection * adopted(situation.may, parameters)


def utilities(situation: Situation, parameters: Parameters) -> dict[str, float]:
    """Utility of every option open to the official, in units of the logit.

    Going outside: readiness/scale - price·hours - audit·sanction·shortfall + pull - log(number of methods), so that a
    longer menu alone makes nobody go outside. Tick-box needs no readiness; it costs professional reluctance. Inside is
    0, or a breach where a norm asks; explaining costs hours, and more when it may be rejected.
    """
    own, demand = parameters.officials, situation.demand
    ready = readiness(situation, parameters) / own.readiness_scale

    def judged(option: Option) -> float:
        failed = demand.audit * demand.sanction * option.shortfall
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


@go_outside_rule(THRESHOLD)
def threshold(situation: Situation, parameters: Parameters) -> dict[str, float]:
    """Who does not consider it stays inside; who does, weighs readiness, hours and demands in a logit."""
    return probabilities(utilities(situation, parameters)) if situation.considers else {INSIDE: 1.0}


def chances(situation: Situation, parameters: Parameters) -> dict[str, float]:
    """Probability of every option under the go-outside rule in force.

    Raises
    ------
    ParameterError
        When the rule gives something else than probabilities of what can be chosen here.
    """
    name = parameters.officials.rule
    given = GO_OUTSIDE[name](situation, parameters)
    known = [INSIDE, EXPLAINED, *(option.name for option in situation.methods)]
    if situation.tick_box is not None:
        known.append(TICK_BOX)
    right = set(given) <= set(known) and all(chance >= 0.0 for chance in given.values())
    if not right or not abs(fsum(given.values()) - 1.0) <= ROUNDING:
        allowed = phrase("allowed.chances", names=", ".join(known))
        raise ParameterError(refused(phrase("subject.rule", name=name), given, allowed))
    return given


def pick(chances: dict[str, float], u: float) -> str:
    """The option on which u in (0, 1) falls, options taken in their order."""
    cumulative = 0.0
    for name, chance in chances.items():
        cumulative += chance
        if u < cumulative:
            return name
    return name
