"""Citizens: what they carry as columns, and the week they live.

Ten thousand to fourteen million citizens are columns, stepped by the compiled rules of
:mod:`abm.agents.citizens.kernels`; to a user they are Mesa agents (:mod:`abm.agents.citizens.views`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from abm.agents.citizens import birth, kernels
from abm.agents.citizens.reference_contact import ReferenceContact, contact_sizes, reference_contact
from abm.agents.citizens.views import COLUMNS, Citizen, CitizenSelection, CitizenSet
from abm.numerics.arithmetic import half_life_factor
from abm.numerics.streams import Purpose, Streams, start

if TYPE_CHECKING:
    import mesa

    from abm.parameters import Parameters

Floats = NDArray[np.float64]

__all__ = [
    "COLUMNS",
    "Citizen",
    "CitizenSelection",
    "CitizenWeek",
    "Citizens",
    "ReferenceContact",
    "Surroundings",
    "reference_contact",
]


@dataclass
class Surroundings:
    """What the country shows its citizens in one week; dossiers J, concluded processes K.

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
        Share of trust lost through the news.
    procedures : array, shape (K,), trust
        Signed effect at T = 1/2 of each process concluded this week on those who notice it.
    participants : list of (citizen, effect)
        Simulated citizens who took part themselves, thinned to the country's scale, and the signed effect at T = 1/2.
    rally, rally_change : float, trust
        Rally around the flag now, and now minus last week.
    """

    policy: Floats
    centre: Floats
    cosine: Floats
    sine: Floats
    salience: Floats
    struck: Floats
    news_loss: float = 0.0
    procedures: Floats = field(default_factory=lambda: np.empty(0))
    participants: list[tuple[int, float]] = field(default_factory=list)
    rally: float = 0.0
    rally_change: float = 0.0


@dataclass(frozen=True)
class Contributions:
    """What each rule added to mean trust in one week; together the change of mean trust, to rounding.

    ``rally`` includes what the bounds of 0 and 1 cut off.
    """

    contact: float
    news: float
    talk: float
    baseline: float
    procedure: float
    rally: float


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
    grievance: float
    trust_by_education: Floats
    trust_share_by_education: Floats
    contacts: int
    bad_contacts: int
    procedure: float


@lru_cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads shared by all models of this process: idle ones cost nothing, and a model stays free of them."""
    return ThreadPoolExecutor(threads, thread_name_prefix="citizens")


class Citizens(CitizenSet):
    """All citizens of a country.

    Each column is an array with one row per citizen that keeps its identity through the run, so it may be held on to
    and written to between weeks.

    Parameters
    ----------
    parameters : Parameters
        Read again every week, so live parameters may change under way.
    streams : Streams
        Random numbers of the run.
    threads : int
        Threads that share the work of a week; changes no result.
    model : mesa.Model, optional
        What the views give as their model.

    Attributes
    ----------
    values : array, shape (N, 2)
        Values v, each component of unit variance.
    educated : array of bool, shape (N,)
        Whether higher educated.
    community : array of int32, shape (N,)
        Number of the community.
    ties : array of int32, shape (N, degree)
        Whom a citizen hears. The only column that depends on the number of citizens.
    tolerance, threshold, baseline : array, shape (N,)
        Misfit put up with (needs), threshold of action, own baseline of trust.
    trust, grievance : array, shape (N,), from 0 to 1
        State.
    procedure : array, shape (N,), trust
        Part of trust that stems from the procedural term: it enters with each noticed process and fades by the same
        factors as trust (contacts, news, own baseline). Talk moves it between citizens and hardly changes its mean, so
        it is left out; so are the bounds. T minus this is therefore trust without the procedural term in the mean,
        not citizen by citizen.
    topic : array of int32, shape (N,)
        Dossier that the grievance is about; -1 for none.
    acting : array of bool, shape (N,)
        Whether in action.
    """

    def __init__(
        self, parameters: Parameters, streams: Streams, threads: int = 1, model: mesa.Model | None = None
    ) -> None:
        self.parameters = parameters
        self.streams = streams
        self.threads = threads
        self.model: Any = model
        self._views: WeakValueDictionary[int, Citizen] = WeakValueDictionary()
        self._draw_people()
        people = len(self)
        self.trust = self.baseline.copy()
        self.procedure = np.zeros(people)
        self.grievance = np.zeros(people)
        self.topic = np.full(people, -1, np.int32)
        self.acting = np.zeros(people, np.bool_)
        self._published = kernels.Published(np.empty(people), np.empty(people), np.empty(people, np.int32))
        self._sums = np.empty((-(-people // kernels.BLOCK), kernels.SUMS))

    def _draw_people(self) -> None:
        population, citizens = self.parameters.population, self.parameters.citizens
        people = population.citizens
        draws = {purpose: self._sequence(purpose, 0) for purpose in Purpose}
        self.community = birth.draw_communities(draws[Purpose.COMMUNITY], people, population.communities)
        self.educated = birth.draw_educations(draws[Purpose.EDUCATION], people, population.higher_educated)
        self.values = birth.draw_values(
            draws[Purpose.VALUES],
            draws[Purpose.COMMUNITY_VALUES],
            self.community,
            self.educated,
            population.higher_educated,
            population.education_needs,
            population.value_clustering,
        )
        self.ties = birth.draw_ties(
            draws[Purpose.TIES_WITHIN],
            draws[Purpose.TIES],
            self.community,
            population.communities,
            population.degree,
            population.ties_within,
        )
        self.tolerance = birth.draw_lognormals(
            draws[Purpose.TOLERANCE], people, citizens.tolerance, citizens.tolerance_spread
        )
        self.threshold = birth.draw_normals(
            draws[Purpose.ACTION_THRESHOLD],
            people,
            citizens.action_threshold,
            citizens.action_spread,
            birth.LOWEST_THRESHOLD,
            np.inf,
        )
        self.baseline = birth.draw_normals(
            draws[Purpose.TRUST_BASELINE],
            people,
            citizens.trust_baseline,
            citizens.trust_spread,
            birth.LOWEST_BASELINE,
            birth.HIGHEST_BASELINE,
        )

    @property
    def citizens(self) -> Citizens:  # type: ignore[override]
        """These citizens: what a selection of them refers to."""
        return self

    @property
    def ids(self) -> NDArray[np.int64]:
        """Rows of all citizens; shape (N,)."""
        return np.arange(len(self))

    def __len__(self) -> int:
        return int(self.community.size)

    def __getitem__(self, item: Any) -> Any:
        """One citizen by row, or a selection by slice, mask or array of rows."""
        if isinstance(item, (int, np.integer)):
            if not -len(self) <= item < len(self):
                raise IndexError(f"citizen {item} of {len(self)}")
            return self.view(int(item) % len(self))
        return super().__getitem__(item)

    def __contains__(self, citizen: object) -> bool:
        return isinstance(citizen, Citizen) and citizen.citizens is self

    def __repr__(self) -> str:
        return f"{len(self)} citizens"

    def view(self, row: int) -> Citizen:
        """Return the view of one row: the same object for as long as somebody holds it."""
        found = self._views.get(row)
        if found is None:
            found = self._views[row] = Citizen(self, row)
        return found

    def step(self, week: int, surroundings: Surroundings) -> CitizenWeek:
        """Let all citizens live one week.

        Parameters
        ----------
        week : int
            Number of the week; addresses the draws.
        surroundings : Surroundings
            What they meet, hear and notice.
        """
        taken_part = self._take_part(surroundings.participants)
        published = self._published
        np.copyto(published.trust, self.trust)
        np.copyto(published.grievance, self.grievance)
        np.copyto(published.topic, self.topic)
        columns = kernels.Columns(
            self.values, self.educated, self.ties, self.tolerance, self.threshold, self.baseline,
            self.trust, self.procedure, self.grievance, self.topic, self.acting,
        )  # fmt: skip
        around = kernels.Around(
            np.ascontiguousarray(surroundings.policy, np.float64),
            np.ascontiguousarray(surroundings.centre, np.float64),
            np.ascontiguousarray(surroundings.cosine, np.float64),
            np.ascontiguousarray(surroundings.sine, np.float64),
            np.ascontiguousarray(surroundings.salience, np.float64),
            np.minimum(1.0, np.cumsum(surroundings.struck, dtype=np.float64)),
            np.ascontiguousarray(surroundings.procedures, np.float64),
        )
        draws = kernels.Draws(
            self._sequence(Purpose.CONTACT, week),
            self._sequence(Purpose.NOTICE, week),
            self._sequence(Purpose.LISTEN, week),
            self._sequence(Purpose.STRUCK, week),
        )
        rates = self._rates(surroundings)
        blocks = self._sums.shape[0]
        unrest = np.empty((blocks, around.salience.size), np.int64)

        def live(first: int, last: int) -> None:
            kernels.live(first, last, columns, published, around, rates, draws, self._sums, unrest)

        threads = min(self.threads, blocks)
        if threads == 1:
            live(0, blocks)
        else:
            bounds = [blocks * part // threads for part in range(threads + 1)]
            list(_pool(threads).map(live, bounds[:-1], bounds[1:]))  # the list waits, and passes exceptions on
        total, acting = kernels.add_blocks(self._sums, unrest)
        total[kernels.PROCEDURE] += taken_part
        return self._summarise(total, acting)

    def _take_part(self, participants: list[tuple[int, float]]) -> float:
        """Let those who took part feel what became of their input, before the week; returns the sum of changes."""
        changes = []
        for row, effect in participants:
            change = kernels.noticed(self.trust[row], effect)
            self.trust[row] += change
            self.procedure[row] += change
            changes.append(change)
        return fsum(changes)

    def _sequence(self, purpose: Purpose, week: int) -> np.uint64:
        return np.uint64(start(self.streams[purpose].key, week))  # numba hands back an int, which is typed by its size

    def _rates(self, surroundings: Surroundings) -> kernels.Rates:
        citizens = self.parameters.citizens
        reference = reference_contact(self.parameters)
        gain, loss = contact_sizes(self.parameters)
        return kernels.Rates(
            heterogeneity=float(self.parameters.needs.heterogeneity),
            contact=float(citizens.contact_rate),
            gain=gain,
            loss=loss,
            habituation=reference.habituation / reference.dispersion,
            news=float(surroundings.news_loss),
            talk=float(citizens.talk),
            reversion=1.0 - half_life_factor(citizens.trust_halflife),
            exposure=float(self.parameters.procedure.exposure),
            rally_before=float(surroundings.rally - surroundings.rally_change),
            rally_change=float(surroundings.rally_change),
            contact_grievance=float(citizens.contact_grievance),
            incident_grievance=float(citizens.incident_grievance),
            forgetting=1.0 - half_life_factor(citizens.grievance_halflife),
            coverage_slows=float(citizens.coverage_slows),
            spread=float(citizens.grievance_spread),
        )

    def _summarise(self, total: Floats, acting: NDArray[np.int64]) -> CitizenWeek:
        people = len(self)
        mean = (total / people).tolist()
        trust = total[kernels.TRUST : kernels.TRUST + 2]
        trusting = total[kernels.TRUSTING : kernels.TRUSTING + 2]
        groups = np.where(total[kernels.PEOPLE :] > 0.0, total[kernels.PEOPLE :], np.nan)
        return CitizenWeek(
            trust=float(trust.sum()) / people,
            trust_share=float(trusting.sum()) / people,
            contributions=Contributions(*mean[: kernels.RALLY + 1]),
            unrest=acting / people,
            grievance=mean[kernels.GRIEVANCE],
            trust_by_education=trust / groups,
            trust_share_by_education=trusting / groups,
            contacts=int(total[kernels.CONTACTS]),
            bad_contacts=int(total[kernels.BAD_CONTACTS]),
            procedure=mean[kernels.RESIDUE],
        )
