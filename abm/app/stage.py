"""What a visitor's acts make of the two worlds, and the frame that shows it; nothing here waits or knows of threads."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from abm.app import story, tables, why
from abm.app.codec import file
from abm.app.codec.link import from_query
from abm.app.frames import Frame, Parcel, Reply, Scene
from abm.app.hosting import Hosting
from abm.app.levers import Start
from abm.app.pace import Pace
from abm.app.schedule import Happening
from abm.app.twin import Change, Pair, as_it_stands
from abm.app.views import lines
from abm.declare import ParameterError
from abm.words.phrases import Phrase

log = logging.getLogger(__name__)

STALE = 26
"""Weeks after which what came of an act is no news any more."""

SLICE = 0.15
"""Seconds of catching up between two signs of life."""


HISTORY = tuple(dict.fromkeys((*lines.MEASURES, *why.MEASURES, *story.MEASURES)))
"""Measures that the page draws, takes apart or tells of."""

MEMORY = 50
"""Acts that can be taken back."""


class Earlier(NamedTuple):
    """The two worlds before an act, as far as it takes to live them again."""

    settings: tuple[Start, Start]
    schedule: tuple[Happening, ...]
    week: int


class Stage:
    """A pair of worlds, and the frame that shows it.

    Parameters
    ----------
    make : callable
        Makes the pair.
    publish : callable
        Takes each frame.
    hosting : Hosting
        Limits.
    pace : Pace
        Whether weeks are lived by themselves, and how many to a drawing.
    """

    def __init__(
        self, make: Callable[[], Pair], publish: Callable[[Frame], None], hosting: Hosting, pace: Pace
    ) -> None:
        self._make, self._publish, self._hosting, self._pace = make, publish, hosting, pace
        self.pair: Pair | None = None
        self.frame = Frame()
        self._focus = (0, 0)
        self._parcels = 0
        self._taken: tuple[object, ...] = ()
        self._noted = 0
        self._wreck: Pair | None = None
        self._past: deque[Earlier] = deque(maxlen=MEMORY)
        self._earlier: Pair | None = None
        """The same two worlds in the earlier week that is looked at."""

    def set_up(self) -> None:
        """Make the pair, unless it is there or has failed."""
        if self.pair is None and self.frame.status != "failed":
            self.pair = self._make()
            self.show()

    def clear(self) -> None:
        """Let go of the models."""
        self.pair, self._earlier, self._wreck, self.frame = None, None, None, Frame()

    @property
    def shown(self) -> Pair | None:
        """The worlds that are looked at: the present ones, or those of an earlier week."""
        return self._earlier or self.pair

    @property
    def lagging(self) -> bool:
        """Whether weeks must be lived again first."""
        return self.shown is not None and self.shown.lagging

    def catch_up(self, stirred: Callable[[], bool]) -> None:
        """Live some of the weeks up to the present one, and show how far it is."""
        until = time.monotonic() + SLICE
        pair = self.shown
        while pair is not None and pair.lagging and not stirred() and time.monotonic() < until:
            pair.catch_up()
        self.show()

    def live(self, stirred: Callable[[], bool]) -> None:
        """Live the weeks up to the next drawing, and draw."""
        for _ in range(self._pace.interval):
            if stirred() or self.pair is None or not self._live_week(self.pair):
                break
        self.show()

    def _live_week(self, pair: Pair) -> bool:
        if pair.week + 1 >= self._hosting.weeks:
            self._pace.playing = False
            self._note(Reply("limit", {"weeks": self._hosting.weeks}))
            return False
        if self.frame.notice is not None and pair.week - self._noted > STALE:
            self.frame = replace(self.frame, notice=None)
        started = time.perf_counter()
        pair.step()
        self.frame = replace(self.frame, step_ms=1000.0 * (time.perf_counter() - started))
        return True

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Publish what there is to see now."""
        pair = self.pair
        if pair is None:
            return
        frame = replace(
            self.frame,
            number=self.frame.number + 1,
            week=pair.week,
            schedule=tuple(pair.schedule),
            values=pair.values(),
            settings=(pair.sides[0].settings, pair.sides[1].settings),
            draw_ms=self._pace.draw_ms,
            undoable=bool(self._past),
        )
        shown = self._earlier or pair
        frame = replace(frame, back=self._earlier.week if self._earlier else None)
        if shown.lagging:
            frame = replace(frame, status="preparing", progress=shown.progress)
        else:
            status = "playing" if self._pace.playing else "paused"
            frame = replace(frame, status=status, progress=1.0, scene=self._scene(pair, shown))
        self._send(frame)

    def _scene(self, pair: Pair, shown: Pair) -> Scene:
        """What to draw; taken anew only when worlds, week or focus have changed.

        The history is that of all weeks lived, also where people and dossiers are those of an earlier one.
        """
        taken = (pair.lives, pair.week, shown.lives, shown.week, self._focus)
        if self.frame.scene is None or taken != self._taken:
            self._taken = taken
            return Scene(shown.snapshots(*self._focus), pair.history(HISTORY), pair.struck())
        return self.frame.scene

    def _send(self, frame: Frame) -> None:
        self.frame = frame
        self._pace.published(frame.number)
        self._publish(frame)

    def _note(self, reply: Reply) -> None:
        self._noted = self.pair.week if self.pair is not None else 0
        self.frame = replace(self.frame, notice=reply)

    def _refuse(self, problem: ParameterError, **about: Any) -> None:
        self._note(Reply("refused", {**about, "text": problem.args[0]}))

    def fail(self, error: Exception) -> None:
        """Show that the model or a view has failed; the visitor can go on from the levers as they stand."""
        frame = self.frame
        if self.pair is not None:  # what was moved while it ran is kept, the models are not
            self._wreck = self.pair
            a, b = (as_it_stands(side) for side in self.pair.sides)
            frame = replace(frame, settings=(a, b))
            for side in self.pair.sides:
                side.model = None
        self._pace.playing, self.pair, self._earlier = False, None, None
        refused = isinstance(error, ParameterError)
        text = error.args[0] if refused else f"{type(error).__name__}: {error}"
        reply = Reply("refused" if refused else "failed", {"text": text})
        try:
            self._send(replace(frame, number=frame.number + 1, status="failed", notice=reply))
        except Exception:
            log.exception("a failure could not be shown")

    # --- acts, between two weeks ------------------------------------------------------------------------------------

    def look_back(self, week: int) -> None:
        """Show an earlier week, lived again from the start; every week is the same as it was, and none is lost.

        Parameters
        ----------
        week : int
            From -1, the last before the norms take force, up to the present one, which ends the looking back.
        """
        pair, earlier = self.pair, self._earlier
        if pair is None or pair.lagging:
            return
        self._pace.playing = False
        if not -1 <= week < pair.week:
            self._earlier = None
        elif earlier is not None and earlier.week <= week:
            earlier.week = week  # the weeks in between are lived on
        else:
            a, b = (side.settings for side in pair.sides)
            self._earlier = Pair(a, b, tuple(pair.schedule), week)
        self.show()

    def play(self, playing: bool) -> None:
        """Play or pause."""
        self._earlier = None
        self._pace.play(playing)
        self.show()

    def step(self) -> None:
        """Live one week, paused."""
        self._earlier = None
        self._pace.playing = False
        if self.pair is not None and not self.pair.lagging:
            self._live_week(self.pair)
            self.show()

    def restart(self, keep: str = "levers") -> None:
        """Start again before week 0.

        Parameters
        ----------
        keep : str
            ``levers`` as they stand, with an empty schedule; ``everything``, the schedule too; or ``nothing``, as the
            page opens without a link.
        """
        self._pace.playing, self._earlier = False, None
        before, (a, b) = self._now(), self.frame.settings
        pair, self.pair = self.pair, None
        self.frame = replace(self.frame, status="preparing", notice=None)
        if keep == "nothing":
            self.pair = from_query("", self._hosting).pair()
        elif pair is None:
            self.pair = Pair(a, b)
        else:
            self.pair = Pair(a, b, tuple(pair.schedule)) if keep == "everything" else pair.restarted()
        self._remember(before)
        self.show()

    def _now(self) -> Earlier | None:
        pair = self.pair
        if pair is None:
            return None
        return Earlier((pair.sides[0].settings, pair.sides[1].settings), tuple(pair.schedule), pair.week)

    def _remember(self, before: Earlier | None) -> None:
        if before is not None:
            self._past.append(before)

    def undo(self) -> None:
        """Take back what was done last, a reset too; the week stays, or becomes what it was where that was later."""
        if self.pair is None or not self._past:
            return
        self._earlier = None
        settings, schedule, week = self._past.pop()
        self.pair = Pair(*settings, schedule, max(week, self.pair.week))
        self._pace.playing = False
        self._note(Reply("undone"))
        self.show()

    def remove(self, place: int) -> None:
        """Take a line out of the schedule; both worlds are lived again without it."""
        pair = self.pair
        if pair is None or not 0 <= place < len(pair.schedule):
            return
        self._earlier = None
        self._remember(self._now())
        left = (*pair.schedule[:place], *pair.schedule[place + 1 :])
        self.pair = Pair(pair.sides[0].settings, pair.sides[1].settings, left, pair.week)
        self._note(Reply("removed"))
        self.show()

    def look(self, dossier: int, official: int) -> None:
        """Take a dossier and an official up close."""
        self._focus = (dossier, official)
        self.show()

    def change(self, side: int | None, key: str, make: Callable[[Pair], Change]) -> None:
        """Move a lever."""
        self._earlier = None
        try:
            if self.pair is None:  # after a failure: begin anew, so that a value that broke the model can be put right
                self.pair = Pair(*self.frame.settings)
            before = self._now()
            change = make(self.pair)
        except ParameterError as problem:
            self._refuse(problem, side=side, key=key)
        else:
            about = {"side": change.side, "key": key, "value": change.value, "week": change.week}
            if change.how != "same":
                self._remember(before)
                self._note(Reply(change.how, about))
        self.show()

    def strike(self, kind: str, target: str, size: float) -> None:
        """Let an event happen in both worlds next week."""
        if self.pair is None:
            return
        self._earlier = None
        try:
            before = self._now()
            entry = self.pair.strike(kind, target, size)
        except ParameterError as problem:
            self._refuse(problem, key="event")
        else:
            self._remember(before)
            self._note(Reply("strike", {"event": entry.event, "week": entry.event.week}))
        self.show()

    def load(self, make: Callable[[Pair], Pair], left_out: Callable[[], Phrase | None] | None = None) -> None:
        """Replace the pair by another one made from it: from a file, and say what of that was left out, or without."""
        if self.pair is None:
            return
        self._earlier = None
        before = self._now()
        try:
            self.pair = make(self.pair)
        except ParameterError as problem:
            self._refuse(problem, key="file")
        else:
            self._remember(before)
            self._pace.playing = False
            earlier = left_out() if left_out else None
            whole = Reply("loaded" if left_out else "opened")
            self._note(Reply("earlier", {"text": earlier}) if earlier else whole)
        self.show()

    def fetch(self, side: int, kind: str) -> None:
        """Make a file of a side: ``yaml``, ``csv`` or ``parquet``."""
        pair = self.pair
        if pair is None and kind == "yaml":  # of a run that failed: who mends the model needs it most
            pair = self._wreck
        if pair is None or (self.pair is not None and pair.lagging):
            return
        name = f"twin-{'ab'[side]}-seed-{pair.sides[side].settings.parameters().seed}-week-{max(0, pair.week)}"
        if kind == "yaml":
            content, mime = file.to_yaml(pair.sides[side], name).encode(), "application/yaml"
        else:
            table = tables.weeks_table(pair.sides[side])
            content = tables.to_csv(table) if kind == "csv" else tables.to_parquet(table)
            mime = "text/csv" if kind == "csv" else "application/vnd.apache.parquet"
        self._parcels += 1
        self.frame = replace(self.frame, parcel=Parcel(self._parcels, f"{name}.{kind}", mime, content))
        if self.pair is None:
            self._send(replace(self.frame, number=self.frame.number + 1))
        self.show()
