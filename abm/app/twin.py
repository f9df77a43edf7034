"""The pair of models: two worlds on one seed that step together, and the schedule that says what happened in each.

Nothing here knows of threads or of the page. A pair belongs to one worker (see :mod:`abm.app.sessions`), which alone
touches the models.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from abm.app.levers import LEVERS, SHARED, Start, live, switched
from abm.app.schedule import Happening, bounded, enterable
from abm.app.snapshot import Snapshot, see, take
from abm.model import PolicyModel
from abm.parameters import Event, Parameters
from abm.parameters.checks import ParameterError, problems
from abm.parameters.run import WHOLE_GOVERNMENT

A, B = 0, 1
"""The sides of a pair."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a lever that was moved.

    Attributes
    ----------
    side : int or None
        The twin it was moved for; None for both.
    how : str
        ``start`` before week 0, when the run simply starts from the new value; ``event`` when it was entered in the
        schedule; ``restart`` when that twin has to be lived again; ``same`` when it stood there already.
    week : int
        First week in which it holds.
    """

    side: int | None
    key: str
    value: Any
    how: str
    week: int


@dataclass(frozen=True, slots=True)
class History:
    """Measures of both twins over the weeks that both have lived, first the burn-in.

    Attributes
    ----------
    weeks : integer array of shape (weeks,)
        One after the other.
    a, b : dict of str to array of shape (weeks,)
        Measures by name; nan in a week without cases.
    """

    weeks: np.ndarray
    a: dict[str, np.ndarray]
    b: dict[str, np.ndarray]


class Side:
    """One twin: what it starts from, the events it meets, and its model."""

    def __init__(self, settings: Start) -> None:
        self.settings = settings
        self.entered: list[Event] = []
        self.lives = 0
        self.model: PolicyModel | None = None

    @property
    def week(self) -> int | None:
        """Week lived last; None before the model was made."""
        return None if self.model is None else self.model.week

    @property
    def weeks_lived(self) -> int | None:
        """Weeks lived from 0 on; None before there are any, when a run takes its usual length."""
        return None if self.week is None or self.week < 0 else self.week + 1

    def configuration(self, weeks: int | None = None) -> Parameters:
        """What a run on the command line needs to live the same weeks: one seed, and every event entered so far."""
        base = self.settings.parameters()
        return dataclasses.replace(
            base, replicates=1, weeks=base.weeks if weeks is None else weeks, events=[*base.events, *self.entered]
        )

    def build(self) -> None:
        """Make the model anew; it has lived nothing yet."""
        self.lives += 1
        self.model = None  # the old one is freed before the new one takes its place in memory
        self.model = PolicyModel(self.configuration())

    def step(self) -> None:
        """Live one week."""
        assert self.model is not None
        self.model.step()
        see(self.model)

    def enter(self, event: Event) -> None:
        """Enter an event; a model under way meets it too."""
        self.entered.append(event)
        if self.model is not None:
            self.model.world.add(event)

    def values(self) -> dict[str, Any]:
        """The value of every lever as the schedule leaves it."""
        found = self.settings.values()
        for event in self.entered:
            if event.kind == "set" and event.target in found:
                found[event.target] = event.size
        return found


class Pair:
    """Two worlds on one seed.

    Parameters
    ----------
    a, b : Start
        What they start from; what both share is A's.
    schedule : sequence of Happening
        Events entered before, as from a link.
    week : int
        Week to live up to; -1 is the last one before the norms take force.
    """

    def __init__(self, a: Start, b: Start, schedule: tuple[Happening, ...] = (), week: int = -1) -> None:
        shared = {key: value for key, value in a.chosen if key in SHARED}
        own = {key: value for key, value in b.chosen if key not in SHARED}
        self.sides = (Side(a), Side(Start.of(shared | own)))
        self.week = max(-1, week)
        self.schedule: list[Happening] = []
        for entry in schedule:
            self._enter(entry)
        for side in self.sides:
            if found := next(problems(side.configuration()), None):
                raise ParameterError(found)

    # --- living -----------------------------------------------------------------------------------------------------

    @property
    def lagging(self) -> bool:
        """Whether a side has not yet lived up to the pair's week."""
        return any(side.week is None or side.week < self.week for side in self.sides)

    @property
    def lives(self) -> tuple[object, ...]:
        """Which models are under way; another value after one was made anew."""
        return (id(self), *(side.lives for side in self.sides))

    @property
    def progress(self) -> float:
        """Share of the weeks up to the pair's week that have been lived, of both sides."""
        wanted = done = 0
        for side in self.sides:
            burn_in = side.settings.parameters().burn_in
            wanted += self.week + 1 + burn_in
            done += 0 if side.week is None else side.week + 1 + burn_in
        return done / wanted if wanted else 1.0

    def catch_up(self) -> None:
        """Live one week, of the side that is furthest behind; a side without a model gets one."""
        side = min(self.sides, key=lambda item: -(10**9) if item.week is None else item.week)
        if side.model is None:
            side.build()
        elif side.model.week < self.week:
            side.step()

    def step(self) -> None:
        """Live the next week in both worlds."""
        self.week += 1
        while self.lagging:
            self.catch_up()

    # --- what a visitor does ----------------------------------------------------------------------------------------

    def move(self, side: int | None, key: str, value: Any) -> Change:
        """Move a lever: of one side, or of both.

        Before week 0 a run starts from the new value. Later a live parameter is set by an event of the coming week, and
        anything else means that this twin is lived again up to the present week.

        Raises
        ------
        ParameterError
            When the value is not allowed together with the others; nothing has changed then.
        """
        if key in SHARED:
            side = None
        changed = [item for number, item in enumerate(self.sides) if side in (None, number)]
        if all(item.values()[key] == value for item in changed):
            return Change(side, key, value, "same", self.week)
        if self.week >= 0 and side is not None and live(key):
            self._enter(
                Happening(side, Event(week=self.week + 1, kind="set", target=key, size=float(value))), check=True
            )
            return Change(side, key, value, "event", self.week + 1)
        settings = [item.settings.with_value(key, value) for item in changed]
        for item in settings:
            item.parameters()  # raises before anything has changed
        for world, new in zip(changed, settings, strict=True):
            world.settings, world.model = new, None
        return Change(side, key, value, "restart" if self.week >= 0 else "start", 0)

    def switch(self, side: int, name: str, on: bool) -> Change:
        """Switch an instrument of one side on or off; see :meth:`move`."""
        return self.move(side, "instruments", switched(self.sides[side].settings.values()["instruments"], name, on))

    def strike(self, kind: str, target: str, size: float) -> Happening:
        """Let an event happen in both worlds in the coming week; the same one a second time is the first one.

        Raises
        ------
        ParameterError
            When the event is not allowed.
        """
        entry = Happening(
            None, Event(week=self.week + 1, kind=kind, target="" if kind in WHOLE_GOVERNMENT else target, size=size)
        )
        if entry not in self.schedule:
            self._enter(entry, check=True)
        return entry

    def _enter(self, entry: Happening, *, check: bool = False) -> None:
        sides = [side for number, side in enumerate(self.sides) if entry.side in (None, number)]
        if check:
            self._supersede(entry)
            bounded([*self.schedule, entry])
            enterable(entry, [side.configuration() for side in self.sides])
        self.schedule.append(entry)
        for side in sides:
            side.enter(entry.event)

    def _supersede(self, entry: Happening) -> None:
        """Forget what a lever was set to for the same week; a model under way meets both, and the later one holds."""
        where = (entry.side, entry.event.week, entry.event.target)
        for old in self.schedule if entry.event.kind == "set" else ():
            if old.event.kind == "set" and (old.side, old.event.week, old.event.target) == where:
                self.schedule.remove(old)
                self.sides[old.side or 0].entered.remove(old.event)
                break

    def restarted(self) -> Pair:
        """A pair that starts again before week 0, from the levers as they stand now, with nothing in the schedule."""
        a, b = (as_it_stands(side) for side in self.sides)
        return Pair(a, b)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def snapshots(self, dossier: int, official: int) -> tuple[Snapshot, Snapshot]:
        """Both worlds in the week lived last."""
        a, b = (take(side.model, dossier, official) for side in self.sides if side.model is not None)
        return a, b

    def history(self, names: tuple[str, ...]) -> History:
        """Measures of both sides over the weeks that both have lived."""
        collectors = [side.model.datacollector for side in self.sides if side.model is not None]
        count = min(len(kept.weeks) for kept in collectors)
        weeks = np.array(collectors[0].weeks[:count])
        a, b = ({name: np.array(kept.model_vars[name][:count]) for name in names} for kept in collectors)
        return History(weeks, a, b)

    def struck(self) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        """What has struck each side so far, and how its levers were set, that of its scenario included."""
        a, b = (tuple(e for e in side.configuration().events if e.week <= self.week) for side in self.sides)
        return a, b

    def values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The value of every lever on each side."""
        a, b = (side.values() for side in self.sides)
        return a, b


def as_it_stands(side: Side) -> Start:
    """What a side would start from, were it started again with its levers as the schedule leaves them."""
    settings = side.settings
    for event in side.entered:
        if event.kind == "set" and event.target in LEVERS:
            settings = settings.with_value(event.target, event.size)
    return settings
