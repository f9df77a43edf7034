"""Citizens: what they carry as columns, and the week they live.

Ten thousand to fourteen million citizens are columns, stepped by the compiled rules of
:mod:`abm.agents.citizens.kernels`; to a user they are Mesa agents (:mod:`abm.agents.citizens.views`).
"""

from __future__ import annotations

import dataclasses
import math
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from abm.agents.citizens import birth, kernels, week
from abm.agents.citizens.network import draw_network, ties_of
from abm.agents.citizens.views import Citizen, CitizenSet
from abm.agents.citizens.week import CitizenWeek, Surroundings
from abm.numerics.machine import threads_for
from abm.numerics.streams import Purpose, Streams, start

if TYPE_CHECKING:
    import mesa

    from abm.parameters import Parameters

Floats = NDArray[np.float64]

WRITABLE = {
    "trust": (0.0, 1.0),
    "grievance": (0.0, 1.0),
    "topic": (-1, math.inf),
    "acting": (False, True),
    "educated": (False, True),
    "threshold": (0.0, math.inf),
    "baseline": (0.0, 1.0),
    "tolerance": (0.0, math.inf),
    "values": (-math.inf, math.inf),
    "procedure": (-math.inf, math.inf),
}
"""Columns that may be changed between weeks, and within what bounds. Where citizens live and whom they hear may not."""

WEEKLY = (Purpose.CONTACT, Purpose.NOTICE, Purpose.CONCERN, Purpose.LISTEN, Purpose.STRUCK)
"""Purposes of the draws of a week, in the order of :class:`~abm.agents.citizens.kernels.Draws`."""

_SMALLEST = 2.0**-40  # what is left of residues before they are put in other units


@lru_cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads shared by all models of this process: idle ones cost nothing, and a model stays free of them."""
    return ThreadPoolExecutor(threads, thread_name_prefix="citizens")


class Citizens(CitizenSet):
    """All citizens of a country.

    Each column is an array with one row per citizen that keeps its identity through the run, so it may be held on to.
    It is not written to: ``citizens.set("trust", …)``, ``citizens.select(…).set(…)`` and ``citizens[3].trust = …``
    change what citizens are, between weeks, and check it.

    Parameters
    ----------
    parameters : Parameters
        Read again every week, so live parameters may change under way.
    streams : Streams
        Random numbers of the run.
    threads : int
        Threads that share the work of a week, 0 for as many as suit their number; changes no result.
    model : mesa.Model, optional
        What the views give as their model.

    Attributes
    ----------
    values : array of float32, shape (N, 2)
        Values v, each component of unit variance.
    educated : array of bool, shape (N,)
        Whether higher educated.
    community : array of int16, shape (N,)
        Number of the community; citizens are numbered community by community.
    tolerance, threshold, baseline : array of float32, shape (N,)
        Misfit put up with (needs), threshold of action, own baseline of trust.
    trust, grievance : array of float32, shape (N,), from 0 to 1
        State.
    topic : array of int16, shape (N,)
        Dossier that the grievance is about; -1 for none.
    acting, acted : array of bool, shape (N,)
        Whether in action, and whether that ever was since week 0.
    network : Network
        Bounds of the communities, and ties in runs.
    """

    def __init__(
        self, parameters: Parameters, streams: Streams, threads: int = 1, model: mesa.Model | None = None
    ) -> None:
        self.parameters = parameters
        self.streams = streams
        self.threads = threads_for(threads, parameters.population.citizens)
        self.model: Any = model
        self._views: WeakValueDictionary[int, Citizen] = WeakValueDictionary()
        self._draw_people()
        places = self.network.places
        self._shown = [_nothing_shown(places), _nothing_shown(places)]  # of last week, and what is being written
        self._totals: week.Totals
        self._written = True  # whether anybody wrote since last week, so that what is shown and added up is stale
        self._faded = 1.0
        blocks = len(self.network.block) - 1
        self._keys = np.array([streams[purpose].key for purpose in WEEKLY])
        self._sums = np.empty((blocks, kernels.SUMS))
        self._counts = np.empty((blocks, kernels.COUNTS), np.int64)

    def _draw_people(self) -> None:
        population, citizens = self.parameters.population, self.parameters.citizens
        people = population.citizens
        draws = {purpose: self._sequence(purpose, 0) for purpose in Purpose}
        self.network = draw_network(self.parameters, draws[Purpose.TIES_WITHIN], draws[Purpose.TIES])
        sizes = np.diff(self.network.first)
        self.community = _read_only(np.repeat(np.arange(len(sizes), dtype=np.int16), sizes))
        educated = birth.draw_educations(draws[Purpose.EDUCATION], people, population.higher_educated)
        record = np.zeros((people, kernels.RECORD), np.float32)
        birth.draw_values(
            draws[Purpose.VALUES],
            draws[Purpose.COMMUNITY_VALUES],
            self.network.first,
            educated,
            population.higher_educated,
            population.education_needs,
            population.value_clustering,
            record,
        )
        birth.draw_lognormals(
            draws[Purpose.TOLERANCE], citizens.tolerance, citizens.tolerance_spread, record[:, kernels.TOLERANCE]
        )
        threshold = birth.draw_normals(
            draws[Purpose.ACTION_THRESHOLD],
            people,
            citizens.action_threshold,
            citizens.action_spread,
            birth.LOWEST_THRESHOLD,
            np.inf,
        )
        baseline = birth.draw_normals(
            draws[Purpose.TRUST_BASELINE],
            people,
            citizens.trust_baseline,
            citizens.trust_spread,
            birth.LOWEST_BASELINE,
            birth.HIGHEST_BASELINE,
        )
        self._columns = kernels.Columns(
            baseline.copy(),
            np.zeros(people, np.float32),
            np.full(people, -1, np.int16),
            np.zeros(people, np.bool_),
            np.zeros(people, np.bool_),
            educated,
            threshold,
            baseline,
            record,
        )
        own = self._columns
        self.trust, self.grievance = _read_only(own.trust), _read_only(own.grievance)
        self.topic, self.acting, self.acted = map(_read_only, (own.topic, own.acting, own.acted))
        self.educated, self.threshold = _read_only(own.educated), _read_only(own.threshold)
        self.baseline = _read_only(own.baseline)
        self.values = _read_only(record[:, : kernels.V2 + 1])
        self.tolerance = _read_only(record[:, kernels.TOLERANCE])

    @property
    def procedure(self) -> Floats:
        """Part of trust that stems from the procedural term, computed when asked for; shape (N,), float64.

        It enters with each noticed process and fades by the same factors as trust (contacts, news, own baseline). Talk
        moves it between citizens and hardly changes its mean, so it is left out; so are the bounds. Trust minus this is
        therefore trust without the procedural term in the mean, not citizen by citizen.
        """
        return self.read("procedure", slice(None))

    @property
    def mean_trust(self) -> float:
        """Mean trust at the end of last week."""
        if self._written:
            self._take_stock()
        return self._totals.trust / len(self)

    @property
    def ties(self) -> NDArray[np.int32]:
        """Whom each citizen hears, computed when asked for; shape (N, degree)."""
        return self.read("ties", self.ids)

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

    def forget_action(self) -> None:
        """Count anew who has ever been in action."""
        self._columns.acted[:] = False
        if not self._written:  # else all is added up anew
            self._totals.acted = 0

    def view(self, row: int) -> Citizen:
        """Return the view of one row: the same object for as long as somebody holds it."""
        found = self._views.get(row)
        if found is None:
            found = self._views[row] = Citizen(self, row)
        return found

    def members(self, community: int) -> NDArray[np.int64]:
        """Rows of the citizens of a community."""
        return np.arange(self.network.first[community], self.network.first[community + 1])

    def read(self, name: str, rows: Any) -> NDArray[Any]:
        """A column of some citizens, also one that is computed when asked for."""
        if name == "ties":
            return ties_of(self.network, rows)
        if name == "procedure":
            return np.asarray(self._faded * self._columns.record[rows, kernels.FADED].astype(np.float64))
        return np.asarray(getattr(self, name)[rows])

    def write(self, name: str, rows: Any, value: Any) -> None:
        """Change a column of some citizens; what others see and what is added up follows with the next week.

        Raises
        ------
        AttributeError
            For a column that cannot be changed.
        ValueError
            For a value out of its bounds.
        """
        if name not in WRITABLE:
            raise AttributeError(f"{name} of a citizen cannot be changed")
        low, high = WRITABLE[name]
        if name == "topic":
            high = self.parameters.ministries.count * self.parameters.ministries.dossiers - 1
        given = np.asarray(value)
        if not ((given >= low) & (given <= high)).all():
            raise ValueError(f"{name} of a citizen must be from {low} to {high}, not {value}")
        record = self._columns.record
        if name == "values":
            record[rows, : kernels.V2 + 1] = given
        elif name == "tolerance":
            record[rows, kernels.TOLERANCE] = given
        elif name == "procedure":
            record[rows, kernels.FADED] = given / self._faded
        else:
            getattr(self._columns, name)[rows] = given
        self._written = True

    def step(self, number: int, surroundings: Surroundings) -> CitizenWeek:
        """Let all citizens live one week.

        Parameters
        ----------
        number : int
            Number of the week; addresses the draws.
        surroundings : Surroundings
            What they meet, hear and notice.
        """
        if self._written:
            self._take_stock()
        around, pulls = week.around(self.parameters, surroundings), week.Pulls.of(self.parameters, surroundings)
        taken_part = self._take_part(surroundings.procedures.participants, around)
        lived = self._live(number, around, pulls)
        made = week.contributions(self._totals, pulls, lived, taken_part)
        residue = (self._totals.residue + taken_part + lived.total[kernels.RESIDUE]) * pulls.keeps
        acted = self._totals.acted + lived.counted[kernels.FRESH]
        self._totals = dataclasses.replace(self._totals, trust=lived.trust, residue=residue, acted=acted)
        self._fade(pulls.keeps)
        return week.summary(self._totals, made, lived)

    def _live(self, number: int, around: kernels.Around, pulls: week.Pulls) -> kernels.Lived:
        """Let the kernels work, on as many threads as there are."""
        rates = week.rates(self.parameters, pulls, self._faded)
        draws = kernels.Draws(*kernels.starts(self._keys, number))
        published, publishing = self._shown
        blocks = len(self._sums)
        unrest = np.empty((blocks, around.struck.size), np.int64)

        def live(first: int, last: int) -> None:
            kernels.live(
                first, last, self._columns, published, publishing, self.network,
                around, rates, draws, self._sums, self._counts, unrest,
            )  # fmt: skip

        threads = min(self.threads, blocks)
        if threads == 1:
            live(0, blocks)
        else:
            bounds = [blocks * part // threads for part in range(threads + 1)]
            list(_pool(threads).map(live, bounds[:-1], bounds[1:]))  # the list waits, and passes exceptions on
        self._shown = [publishing, published]
        total, counted, acting = kernels.conclude(self.network, publishing, self._sums, self._counts, unrest)
        return kernels.Lived(total.tolist(), counted.tolist(), acting, self.network.degree)

    def _fade(self, keeps: float) -> None:
        """Let all residues fade alike: what is kept is one number, until it gets too small."""
        self._faded *= keeps
        if self._faded < _SMALLEST:
            self._columns.record[:, kernels.FADED] *= np.float32(self._faded)
            self._faded = 1.0

    def _take_stock(self) -> None:
        """Show and add up what citizens are, at the start and after somebody wrote."""
        own = self._columns
        kernels.publish(own, self.network, self._shown[0])
        trust, baseline = (int(kernels.add_all(column)) / kernels.FINE for column in (own.trust, own.baseline))
        higher = int(np.count_nonzero(own.educated))
        acted = int(np.count_nonzero(own.acted))
        self._totals = week.Totals(len(self) - higher, higher, trust, baseline, math.fsum(self.procedure), acted)
        self._written = False

    def _take_part(self, participants: list[tuple[int, int]], around: kernels.Around) -> float:
        """Let those who took part feel what became of their input, before the week; returns the sum of changes."""
        own = self._columns
        return math.fsum(
            kernels.feel(
                row, around.effects[k], around.reliefs[k], around.concluded[k],
                own.trust, own.record, own.grievance, own.topic, self._faded,
            )
            for row, k in participants
        )  # fmt: skip

    def _sequence(self, purpose: Purpose, number: int) -> np.uint64:
        return np.uint64(start(self.streams[purpose].key, number))  # numba hands back an int, typed by its size


def _read_only(column: NDArray[Any]) -> NDArray[Any]:
    """Look at a column without a hand on it."""
    seen = column.view()
    seen.flags.writeable = False
    return seen


def _nothing_shown(places: int) -> kernels.Published:
    """Places in which nobody shows anything yet."""
    return kernels.Published(np.zeros(places, np.uint16), np.zeros(places, np.uint16), np.full(places, -1, np.int16))
