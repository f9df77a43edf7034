"""The one shape of a governance instrument: each hook is a named rule of the model that an instrument may change.

An instrument overrides the hooks it acts on and nothing else. A hook takes the value as the rule made it, and returns
what the instrument makes of it; :class:`abm.norms.Norms` applies the instruments in the order of the list
``instruments``. No hook can reach trust, incidents or needs: an instrument works through officials, hours and
evidence, or not at all.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import Any, ClassVar

__all__ = [
    "HOOKS", "Calm", "Demand", "Hooks", "Instrument", "Leadership", "Pilot", "Reserve", "Training", "acts_on", "replace"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leadership:
    """What a minister and board give their officials; both in [0, 1].

    Examples
    --------
    >>> Leadership(mandate=0.5, steadfastness=0.4).backing
    0.5
    """

    mandate: float
    steadfastness: float

    @property
    def backing(self) -> float:
        """Backing of who stands in public: it comes with the mandate."""
        return self.mandate


@dataclass(frozen=True, slots=True)
class Demand:
    """What the norms in force ask of an official who chooses.

    Attributes
    ----------
    must_explain : bool
        Staying inside is a breach unless it is explained.
    breach : float
        Utility lost by staying inside without the explanation that is asked.
    rejection, rejected_cost : float
        Probability that an explanation is rejected, and the utility that this costs.
    audit, sanction, quality_norm, repairs : float
        Probability of an audit, the w x quality that it asks, and what an audit costs, in utility and in hours of
        repair, that finds nothing of it; one that finds part of it costs in proportion to what is lacking.
    pull : float
        Utility that colleagues' opinion adds to any form of participation.
    hours : float
        Hours that the norm itself costs each process (filling in, reporting).

    Examples
    --------
    >>> replace(Demand(), must_explain=True, breach=0.2).must_explain
    True
    """

    must_explain: bool = False
    breach: float = 0.0
    rejection: float = 0.0
    rejected_cost: float = 0.0
    audit: float = 0.0
    sanction: float = 0.0
    quality_norm: float = 0.0
    repairs: float = 0.0
    pull: float = 0.0
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Calm:
    """Work asked for in calm weeks.

    Attributes
    ----------
    share : float
        Share of idle hours spent on relations.
    hours_per_contact : float
        Hours that one honest contact with a community takes.
    considered : bool
        Planned participation is considered as a matter of course.

    Examples
    --------
    >>> Calm(share=0.5).hours_per_contact
    1.0
    """

    share: float = 0.0
    hours_per_contact: float = 1.0
    considered: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """Training and memory: hours per official and week, skill they bring, and what survives of knowledge.

    Examples
    --------
    >>> Training(hours=1.0, skill_per_hour=0.01).memory
    0.0
    """

    hours: float = 0.0
    skill_per_hour: float = 0.0
    memory: float = 0.0
    set_up_saving: float = 0.0


@dataclass(frozen=True, slots=True)
class Pilot:
    """A policy first runs in a few communities: weeks, hours, communities, citizens read in each, and what is fixed.

    Examples
    --------
    >>> Pilot(weeks=13, communities=3).citizens
    0
    """

    weeks: int = 0
    hours: float = 0.0
    communities: int = 0
    citizens: int = 0
    commitments: float = 0.0


@dataclass(frozen=True, slots=True)
class Reserve:
    """What is kept free for participation on a dossier.

    Attributes
    ----------
    weeks : float
        Weeks to the decision that a process has at least if people are asked; an emergency has its own.
    pressed : float
        How far pressure shrinks the room for influence, as a factor on its arrow.

    Examples
    --------
    >>> Reserve(weeks=6).pressed
    1.0
    """

    weeks: float = 0.0
    pressed: float = 1.0


class Hooks:
    """The rules that an instrument may change: each takes the value as the rule made it, and here leaves it so.

    Examples
    --------
    >>> Hooks().consider(0.3, salience=0.8), HOOKS[:2]
    (0.3, ('lead', 'consider'))
    """

    def lead(self, leadership: Leadership, weeks_in_office: int) -> Leadership:
        """Leadership in force: mandate (with it backing and room) and steadfastness."""
        return leadership

    def consider(self, probability: float, salience: float) -> float:
        """Probability that participation is considered at all."""
        return probability

    def reserve(self, reserve: Reserve, salience: float) -> Reserve:
        """Weeks and room kept free for participation."""
        return reserve

    def couple(self, coupling: float, salience: float) -> float:
        """Coupling of deadlines to salience (lambda)."""
        return coupling

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """What the choice is judged by; given the ministry's share outside and number of processes of the past year."""
        return demand

    def audit(self, audited: bool, week: int) -> bool:
        """Whether a finished process is audited; the auditor keeps its own count."""
        return audited

    def calm(self, calm: Calm) -> Calm:
        """Work in calm weeks."""
        return calm

    def train(self, training: Training) -> Training:
        """Training, memory and set-up hours."""
        return training

    def pilot(self, pilot: Pilot) -> Pilot:
        """Trial in a few communities before a policy enters into force."""
        return pilot

    def listen(self, weight: float) -> float:
        """Weight of the inspectorate's early signals in the house belief, in [0, 1]."""
        return weight


HOOKS: tuple[str, ...] = tuple(name for name, value in vars(Hooks).items() if inspect.isfunction(value))
"""Names of the hooks, in their order."""


def acts_on(kind: type[Hooks]) -> tuple[str, ...]:
    """Rules that an instrument changes: the hooks it overrides.

    Examples
    --------
    >>> from abm.norms import INSTRUMENTS
    >>> acts_on(INSTRUMENTS["leadership_mandate"])
    ('lead',)
    """
    return tuple(hook for hook in HOOKS if getattr(kind, hook) is not getattr(Hooks, hook))


class Instrument(Hooks):
    """One governance instrument.

    Class attributes hold what the ODD tables: the rule it changes, what it costs, the measure that should move and the
    sign expected of it; the Dutch term of the essay stands with all other words in ``abm/words/nl.toml``. ``Settings``
    declares its parameters; their keys are ``instrument.<name>.<setting>``. In a file of ``abm/norms/`` it is found by
    itself.

    Examples
    --------
    >>> from abm.declare import parameter
    >>> class QuietWeek(Instrument):
    ...     name, rule, cost = "quiet_week", "consideration: raised by a share of what is missing to 1", "none in hours"
    ...     observable, sign = "share_outside", +1
    ...
    ...     @dataclass
    ...     class Settings:
    ...         share: float = parameter(0.5, "share of what is missing to 1", unit="share", low=0, high=1)
    ...
    ...     def consider(self, probability, salience):
    ...         return probability + self.settings.share * (1.0 - probability)
    >>> QuietWeek(QuietWeek.Settings(share=0.5)).consider(0.5, salience=0.9)
    0.75
    """

    name: ClassVar[str]
    rule: ClassVar[str]
    cost: ClassVar[str]
    observable: ClassVar[str]
    sign: ClassVar[int]

    Settings: ClassVar[type]

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a public method that is no hook: nobody would call it, and the instrument would do nothing."""
        super().__init_subclass__(**kwargs)
        for name, value in vars(cls).items():
            if inspect.isfunction(value) and name[0] != "_" and name not in HOOKS:
                raise TypeError(f"{cls.__name__}.{name} must be one of the hooks {', '.join(HOOKS)}, or begin with _")
