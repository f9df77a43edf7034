"""Many lives: the worlds of a visitor on other seeds too, lived behind the page in one process for all visitors.

Every visitor has one request at most, and a newer one takes its place. Visitors take turns, one life at a time, so that
nobody waits for all lives of another. A life depends on nothing but its request and its number: neither turns nor the
other visitors change a digit.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np

from abm.app.cloud import ENOUGH, Cloud
from abm.app.levers import Start
from abm.app.lives_worker import LifeLived, LifeTask, Live, live, serve
from abm.app.schedule import Happening
from abm.app.twin import Pair
from abm.app.views.lines import MEASURES
from abm.execution.local import PATIENCE
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.interrupts import starting_processes
from abm.parameters import Parameters

log = logging.getLogger(__name__)

LIVES = 20
"""Lives of a request, the page's own seed among them."""

PEOPLE = 500_000
"""Citizens over all lives of a request; where there are more, there are fewer lives."""

KEPT = 8 * 2**20
"""Bytes of measures kept for one visitor; longer than fits in them no life is."""

HORIZON = 3 * WEEKS_PER_YEAR
"""Weeks that lives last; twice as many, and again, once the page is within a year of it."""

SEEDS = 2**31
"""Seeds there are."""

TRIES = 2
"""Times that the process may die over one and the same request."""


def seed_of(seed: int, number: int) -> int:
    """Seed of a life: life 0 has the page's own, the others those that follow it; after the last one comes 0."""
    return (seed + number) % SEEDS


def affordable(citizens: int, most: int = LIVES) -> int:
    """How many lives there can be with so many citizens, of ``most``; 0 where they would be too few."""
    count = min(most, PEOPLE // citizens)
    return count if count >= min(ENOUGH, most) else 0


def longest(lives: int, burn_in: int) -> int:
    """Weeks from week 0 on that lives can last for their measures to fit in what is kept."""
    return KEPT // (lives * 2 * len(MEASURES) * np.float64().itemsize) - burn_in


def horizon(week: int, most: int) -> int:
    """Weeks that lives last for a page that is in a week: at least a year more than the whole years it will have."""
    weeks = HORIZON
    while weeks < (-(-week // WEEKS_PER_YEAR) + 1) * WEEKS_PER_YEAR:
        weeks *= 2
    return min(weeks, most)


@dataclass(frozen=True, slots=True)
class LivesRequest:
    """What lives are asked for; equal requests have equal lives.

    Attributes
    ----------
    a, b : Start
        What both worlds start from, seed included.
    schedule : tuple of Happening
        What the visitor entered.
    weeks : int
        Weeks to live from week 0 on.
    """

    a: Start
    b: Start
    schedule: tuple[Happening, ...]
    weeks: int

    @staticmethod
    def of(settings: tuple[Start, Start], schedule: tuple[Happening, ...], week: int, most: int) -> LivesRequest:
        """For what a frame of the page shows; ``most`` are the weeks after which a run pauses for good."""
        return LivesRequest(*settings, schedule, horizon(week, most))

    def worlds(self) -> tuple[Parameters, Parameters]:
        """Parameters of both worlds, with all that happens in them."""
        a, b = (side.configuration() for side in Pair(self.a, self.b, self.schedule).sides)
        return a, b

    def same_but_length(self, other: LivesRequest) -> bool:
        """Whether the lives of both begin alike."""
        return replace(self, weeks=other.weeks) == other


@dataclass
class _Asked:
    """A visitor's request and what became of it; ``cloud`` is None until it was looked at."""

    request: LivesRequest
    number: int
    told: Callable[[Cloud], None] | None
    worlds: tuple[Parameters, ...] = ()
    cloud: Cloud | None = None
    deaths: int = 0

    @property
    def weeks(self) -> int:
        """Weeks that each life lasts from week 0 on."""
        assert self.cloud is not None
        return min(self.request.weeks, longest(self.cloud.wanted, self.worlds[0].burn_in))

    @property
    def next_life(self) -> int | None:
        """Number of the life to live next: first those that have not been lived, then those that are too short."""
        cloud = self.cloud
        if cloud is None:
            return 0
        if cloud.failed or not cloud.wanted:
            return None
        if cloud.done < cloud.wanted:
            return cloud.done
        wanted = self.worlds[0].burn_in + self.weeks
        return next((row for row, length in enumerate(cloud.lengths) if length < wanted), None)

    def life(self, serial: int, number: int) -> LifeTask:
        """The task of living one life."""
        a, b = self.worlds
        return LifeTask(serial, a, b, seed_of(a.seed, number), self.weeks)


class Lives:
    """The lives of all visitors of a server.

    Parameters
    ----------
    most : int
        Lives of each request.
    live : callable
        How a life is lived, in the process.

    Examples
    --------
    >>> lives = Lives()
    >>> lives.so_far("a visitor who asked for none") is None
    True
    >>> lives.close()
    """

    def __init__(self, most: int = LIVES, live: Live = live) -> None:
        self._most, self._live = most, live
        self._bell = threading.Condition()
        self._asked: dict[Hashable, _Asked] = {}  # whoever has waited longest for a turn comes first
        self._under_way: tuple[Hashable, int] | None = None  # whose life, and the serial of its task
        self._numbers = self._serial = 0
        self._closing = False
        self._line: Connection | None = None
        self._process: BaseProcess | None = None
        self._thread: threading.Thread | None = None

    # --- what the page asks; each returns at once -------------------------------------------------------------------

    def ask(self, owner: Hashable, request: LivesRequest, told: Callable[[Cloud], None] | None = None) -> None:
        """Ask for lives; costs next to nothing when nothing has changed, so it can be asked with every frame.

        Parameters
        ----------
        owner : hashable
            The visitor.
        request : LivesRequest
            Takes the place of the visitor's earlier one. One that only lasts longer keeps the lives there are, and
            they are lived again to its end one by one.
        told : callable, optional
            Takes the cloud whenever it has changed, in a thread of the lives.
        """
        with self._bell:
            known = self._asked.get(owner)
            if known is not None and request.same_but_length(known.request):
                known.told = told
                if request.weeks > known.request.weeks:
                    known.request = request
                    self._bell.notify_all()
                return
            self._numbers += 1
            self._asked[owner] = _Asked(request, self._numbers, told)  # a visitor who was there keeps the turn
            self._drop(owner)
            self._begin()
            self._bell.notify_all()

    def forget(self, owner: Hashable) -> None:
        """Drop what a visitor asked for; when nobody is left, the process ends."""
        with self._bell:
            self._asked.pop(owner, None)
            self._drop(owner)
            self._bell.notify_all()

    def so_far(self, owner: Hashable) -> Cloud | None:
        """The lives lived so far; None before the request was looked at, or where there is none."""
        with self._bell:
            known = self._asked.get(owner)
            return known.cloud if known is not None else None

    def close(self) -> None:
        """End the process, in the middle of a life if need be."""
        with self._bell:
            self._closing = True
            self._asked.clear()
            process, thread = self._process, self._thread
            if process is not None:
                process.kill()
            self._bell.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join(PATIENCE)

    @property
    def process(self) -> int | None:
        """Number by which the system knows the process; None while there is none."""
        with self._bell:
            return self._process.pid if self._process is not None else None

    def _drop(self, owner: Hashable) -> None:
        """Let the process drop the life under way, when it is this visitor's."""
        if self._under_way is not None and self._under_way[0] == owner and self._line is not None:
            with contextlib.suppress(OSError):  # it has died, which whoever waits for it finds out
                self._line.send(self._under_way[1])
            self._under_way = None  # once is enough

    # --- the thread that hands out lives and takes in what became of them -------------------------------------------

    def _begin(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="lives", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            while self._turn():
                pass
        finally:
            with self._bell:
                self._end_process()

    def _turn(self) -> bool:
        """Hand out one life and take it in; False when the server closes."""
        with self._bell:
            self._bell.wait_for(lambda: self._closing or self._waiting() or (not self._asked and self._process))
            if self._closing:
                return False
            owner = self._waiting()
            if owner is None:
                self._end_process()
                return True
            asked = self._asked[owner[0]] = self._asked.pop(owner[0])  # to the end of the row
        if asked.cloud is None:
            self._look_at(owner[0], asked)
            return True
        with self._bell:
            number = asked.next_life
            if self._asked.get(owner[0]) is not asked or number is None:
                return True
            self._serial += 1
            task = asked.life(self._serial, number)
            self._under_way = (owner[0], self._serial)
            line = self._sent(task)  # under the lock, as what drops it goes down the same line
        self._take_in(owner[0], asked, number, task, _answer(line, task) if line is not None else None)
        return True

    def _waiting(self) -> tuple[Hashable] | None:
        """Whose turn it is, in a tuple as an owner can be anything; None where all is lived."""
        return next(((owner,) for owner, asked in self._asked.items() if asked.next_life is not None), None)

    def _look_at(self, owner: Hashable, asked: _Asked) -> None:
        """Find out how many lives there will be; not in the thread of the page, as it may take Hydra."""
        try:
            asked.worlds = asked.request.worlds()
            cloud = Cloud(asked.number, affordable(asked.worlds[0].population.citizens, self._most))
        except Exception as error:  # whatever is wrong with it, the page says so for its own worlds
            log.warning("lives could not be prepared: %s", error)
            cloud = Cloud(asked.number, 0, failed=str(error))
        self._tell(owner, asked, cloud)

    def _take_in(self, owner: Hashable, asked: _Asked, row: int, task: LifeTask, answer: LifeLived | None) -> None:
        cloud = asked.cloud
        assert cloud is not None
        with self._bell:
            self._under_way = None
            if answer is None:
                self._end_process()
                asked.deaths += 1
                if asked.deaths >= TRIES:
                    cloud = replace(cloud, failed="the process died")
            elif answer.failed:
                log.warning("a life failed: %s", answer.failed)
                cloud = replace(cloud, failed=answer.failed)
            elif answer.lines is not None:
                a, b = (dict(zip(MEASURES, side, strict=True)) for side in answer.lines)
                cloud = cloud.with_life(row, -task.a.burn_in, a, b)
        if cloud is not asked.cloud:
            self._tell(owner, asked, cloud)

    def _tell(self, owner: Hashable, asked: _Asked, cloud: Cloud) -> None:
        """Show a cloud, unless the visitor has asked for another or is gone."""
        with self._bell:
            if self._asked.get(owner) is not asked:
                return
            asked.cloud, told = cloud, asked.told
        if told is not None:
            try:
                told(cloud)
            except Exception:
                log.exception("a visitor could not be told of a life")

    def _sent(self, task: LifeTask) -> Connection | None:
        """Hand out a life, to a new process where there is none; None where it cannot be begun, or has died."""
        try:
            if self._line is None:
                context = multiprocessing.get_context("spawn")  # a fork after a kernel has run can hang
                ours, theirs = context.Pipe()
                process: Any = context.Process(target=serve, args=(theirs, self._live), name="lives", daemon=True)
                with starting_processes():
                    process.start()
                theirs.close()  # so that the line breaks when the process dies
                self._line, self._process = ours, process
            self._line.send(task)
        except OSError:
            return None
        return self._line

    def _end_process(self) -> None:
        if self._process is not None and self._line is not None:
            self._process.kill()
            self._line.close()
            self._process.join(PATIENCE)
        self._line = self._process = None


def _answer(line: Connection, task: LifeTask) -> LifeLived | None:
    """What became of a task; None when the process died over it."""
    try:
        answer: LifeLived = line.recv()
    except (EOFError, OSError):
        return None
    assert answer.serial == task.serial
    return answer
