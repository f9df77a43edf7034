"""A week of citizens: what they are given, in numbers that kernels take, and what the week reports."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from abm.agents.citizens import kernels
from abm.agents.citizens.reference_contact import contact_sizes, reference_contact
from abm.numerics.arithmetic import half_life_factor

if TYPE_CHECKING:
    from abm.parameters import Parameters
    from abm.policy.participation import Concluded

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass
class Procedures:
    """What became of asking people, K times in processes that concluded their evidence this week.

    Attributes
    ----------
    dossiers : array of int, shape (K,)
        What each is about.
    effects : array, shape (K,), trust
        Signed effect at T = 1/2 on those who notice it or took part.
    reliefs : array, shape (K,), share
        Share of their grievance about the dossier that it takes away; below 0 the grievance it gives.
    participants : list of (citizen, k)
        Simulated citizens who took part themselves, thinned to the country's scale, and in which process.
    """

    dossiers: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    effects: Floats = field(default_factory=lambda: np.empty(0))
    reliefs: Floats = field(default_factory=lambda: np.empty(0))
    participants: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, concluded: Sequence[Concluded], participants: list[tuple[int, int]]) -> Procedures:
        """Those of some processes."""
        return cls(
            np.array([item.dossier for item in concluded], np.int64),
            np.array([item.effect for item in concluded], np.float64),
            np.array([item.relief for item in concluded], np.float64),
            participants,
        )


@dataclass
class Surroundings:
    """What the country shows its citizens in one week; dossiers J.

    Attributes
    ----------
    policy, centre : array, shape (J, 2), needs
        Policy in force and centre of needs.
    cosine, sine : array, shape (J,)
        Of the angle by which a dossier turns values into needs.
    salience : array, shape (J,), from 0 to 1
        Attention of last week, which keeps grievance awake.
    struck : array, shape (J,), share
        Share of citizens struck by this week's incidents; together at most 1 (the rest is cut off).
    news_loss : float, share
        Share of trust lost through the news, without what goes to blame.
    procedures : Procedures
        What became of asking people.
    rally, rally_change : float, trust
        Rally around the flag now, and now minus last week.
    blame, blame_change : float, trust
        Blame for grave incidents, likewise; it is taken off trust.
    economy : float, trust
        What the economy adds to everybody's own baseline.
    """

    policy: Floats
    centre: Floats
    cosine: Floats
    sine: Floats
    salience: Floats
    struck: Floats
    news_loss: float = 0.0
    procedures: Procedures = field(default_factory=Procedures)
    rally: float = 0.0
    rally_change: float = 0.0
    blame: float = 0.0
    blame_change: float = 0.0
    economy: float = 0.0


@dataclass(frozen=True)
class Contributions:
    """What each rule added to mean trust in one week; together the change of mean trust, to rounding.

    All but contact and procedure are linear, and so follow from sums. ``rally`` and ``blame`` are the changes of their
    stocks. ``baseline`` has the rest: with it what the bounds of 0 and 1 cut off, and what single precision rounds,
    some 1e-9.
    """

    contact: float
    news: float
    talk: float
    baseline: float
    procedure: float
    rally: float
    blame: float


@dataclass(frozen=True)
class CitizenWeek:
    """What a week did to citizens.

    Attributes
    ----------
    trust, trust_share : float
        Mean trust, and share of citizens whose trust exceeds one half.
    contributions : Contributions
        Change of mean trust by rule.
    unrest : array, shape (J,)
        Share of all citizens in action over each dossier.
    acted : float
        Share of citizens who have been in action since week 0.
    grievance : float
        Mean grievance.
    trust_by_education, trust_share_by_education : array, shape (2,)
        For the lower and the higher educated; nan for a group without people.
    contacts, bad_contacts : int
        Citizens who met a policy, and who met a bad one.
    procedure : float
        Mean procedural residue: mean trust minus this is mean trust without the procedural term.
    """

    trust: float
    trust_share: float
    contributions: Contributions
    unrest: Floats
    acted: float
    grievance: float
    trust_by_education: Floats
    trust_share_by_education: Floats
    contacts: int
    bad_contacts: int
    procedure: float


@dataclass
class Totals:
    """Sums over citizens at the end of a week, which the next one begins with.

    How many are lower and higher educated, and how many were ever in action since that was last forgotten.
    """

    lower: int
    higher: int
    trust: float
    baseline: float
    residue: float
    acted: int


@dataclass(frozen=True)
class Pulls:
    """What draws every citizen's trust this week.

    ``news`` is the share lost, ``lifted`` what lifts the own baseline: the economy, and rally minus blame before they
    changed; ``rally`` and ``blame`` are their changes.
    """

    news: float
    talk: float
    reversion: float
    lifted: float
    rally: float
    blame: float

    @classmethod
    def of(cls, parameters: Parameters, surroundings: Surroundings) -> Pulls:
        """The pulls of a week."""
        own, there = parameters.citizens, surroundings
        rally, blame = float(there.rally_change), float(there.blame_change)
        lifted = float(there.economy) + (float(there.rally) - rally) - (float(there.blame) - blame)
        reversion = 1.0 - half_life_factor(own.trust_halflife)
        return cls(float(there.news_loss), float(own.talk), reversion, lifted, rally, blame)

    def together(self) -> tuple[float, float, float, float]:
        """What these rules do one after another, as the coefficients of one line.

        News: T(1 - n). Talk: T + t·(heard - T), heard the mean trust of ties last week. Baseline, with the economy E
        and lifted by rally minus blame: T + r·(b + E + R - N - T). Rally and blame: T + Δ(R - N). All are linear, so
        that together they are

            T + β·(heard - T) + r·(b - T) - ν·T + λ,
            β = t(1 - r),  ν = n(1 - t)(1 - r),  λ = r·(E + R - N) + Δ(R - N)

        Returns
        -------
        tuple of float
            β, r, ν and λ.
        """
        stays = 1.0 - self.reversion
        lift = self.reversion * self.lifted + (self.rally - self.blame)
        return self.talk * stays, self.reversion, self.news * (1.0 - self.talk) * stays, lift

    @property
    def keeps(self) -> float:
        """What news and reversion leave of a residue."""
        return (1.0 - self.news) * (1.0 - self.reversion)


def around(parameters: Parameters, surroundings: Surroundings) -> kernels.Around:
    """What the country shows its citizens, as kernels take it."""
    own, concluded = parameters.citizens, surroundings.procedures
    forgetting = 1.0 - half_life_factor(own.grievance_halflife)
    keep, struck = kernels.keep_and_struck(
        np.ascontiguousarray(surroundings.salience, np.float64),
        np.ascontiguousarray(surroundings.struck, np.float64),
        forgetting,
        float(own.coverage_slows),
    )
    return kernels.Around(
        np.ascontiguousarray(surroundings.policy, np.float64),
        np.ascontiguousarray(surroundings.centre, np.float64),
        np.ascontiguousarray(surroundings.cosine, np.float64),
        np.ascontiguousarray(surroundings.sine, np.float64),
        keep,
        struck,
        np.ascontiguousarray(concluded.dossiers, np.int16),
        np.ascontiguousarray(concluded.effects, np.float64),
        np.ascontiguousarray(concluded.reliefs, np.float64),
    )


def rates(parameters: Parameters, pulls: Pulls, faded: float) -> kernels.Rates:
    """Numbers of a week, as kernels take them; ``faded`` is what is left of residues from before anything faded."""
    own = parameters.citizens
    reference = reference_contact(parameters)
    gain, loss = contact_sizes(parameters)
    talk, reversion, news, lift = map(np.float32, pulls.together())
    return kernels.Rates(
        float(parameters.needs.heterogeneity),
        float(own.contact_rate),
        gain,
        loss,
        reference.habituation / reference.dispersion,
        float(parameters.procedure.exposure),
        float(parameters.procedure.concerned),
        float(own.contact_grievance),
        float(own.incident_grievance),
        faded,
        talk,
        reversion,
        news,
        lift,
        np.float32(own.grievance_spread),
    )


def contributions(before: Totals, pulls: Pulls, lived: kernels.Lived, taken_part: float) -> Contributions:
    """What each rule added to mean trust.

    Contacts and procedures are added up citizen by citizen; ``taken_part`` is what who took part felt. The other rules
    are linear, so that what they do to the sum follows from sums.
    """
    people = before.lower + before.higher
    contact, procedure = lived.total[kernels.CONTACT], lived.total[kernels.PROCEDURE] + taken_part
    trust = before.trust + contact + procedure
    news = -pulls.news * trust
    talk = pulls.talk * (lived.heard - trust - news)
    rally, blame = people * pulls.rally, -people * pulls.blame
    baseline = lived.trust - trust - news - talk - rally - blame
    return Contributions(
        contact / people,
        news / people,
        talk / people,
        baseline / people,
        procedure / people,
        rally / people,
        blame / people,
    )


def summary(now: Totals, made: Contributions, lived: kernels.Lived) -> CitizenWeek:
    """What the week reports."""
    counted, people = lived.counted, now.lower + now.higher
    groups = (now.lower or math.nan, now.higher or math.nan)
    trust = counted[kernels.TRUST : kernels.TRUST + 2]
    trusting = counted[kernels.TRUSTING : kernels.TRUSTING + 2]
    return CitizenWeek(
        trust=now.trust / people,
        trust_share=sum(trusting) / people,
        contributions=made,
        unrest=lived.acting / people,
        acted=now.acted / people,
        grievance=counted[kernels.GRIEVANCE] / kernels.FINE / people,
        trust_by_education=np.array([part / kernels.FINE / all_ for part, all_ in zip(trust, groups, strict=True)]),
        trust_share_by_education=np.array([part / all_ for part, all_ in zip(trusting, groups, strict=True)]),
        contacts=counted[kernels.CONTACTS],
        bad_contacts=counted[kernels.BAD_CONTACTS],
        procedure=now.residue / people,
    )
