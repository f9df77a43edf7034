"""What a worker publishes and the page looks at: all of it unchanging."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from abm.app.levers import Start
from abm.app.schedule import Happening
from abm.app.snapshot import Snapshot
from abm.app.twin import History
from abm.parameters import Event


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of the last thing the visitor did.

    Attributes
    ----------
    kind : str
        ``start``, ``event``, ``restart``, ``strike``, ``undone``, ``removed``, ``refused``, ``limit`` or ``failed``.
    about : dict
        What it is about: side, key, value, week, event, text.
    """

    kind: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file for the visitor."""

    number: int
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What the pictures of one week are drawn from; the same object as long as nothing in it changes.

    Attributes
    ----------
    snapshots : (Snapshot, Snapshot)
        A and B in the week that both have lived.
    history : History
        Their measures up to that week.
    events : (tuple of Event, tuple of Event)
        What has struck A and B up to that week.
    """

    snapshots: tuple[Snapshot, Snapshot]
    history: History
    events: tuple[tuple[Event, ...], tuple[Event, ...]] = ((), ())


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the page may see, all of it unchanging.

    Attributes
    ----------
    number : int
        Counts frames; the browser sends it back when drawn.
    status : str
        ``preparing``, ``paused``, ``playing`` or ``failed``.
    progress : float
        While preparing, the share done.
    week : int
        Week that both worlds have lived, or are being lived up to.
    scene : Scene or None
        None until the first week can be shown.
    values : (dict, dict)
        Value of every lever on each side.
    undoable : bool
        Whether there is an act that can be taken back.
    back : int or None
        The earlier week that is looked at.
    step_ms, draw_ms : float
        Of the last week of both worlds and of the last drawing.
    """

    number: int = 0
    status: str = "preparing"
    progress: float = 0.0
    week: int = -1
    scene: Scene | None = None
    values: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    settings: tuple[Start, Start] = (Start(), Start())
    schedule: tuple[Happening, ...] = ()
    notice: Reply | None = None
    parcel: Parcel | None = None
    undoable: bool = False
    back: int | None = None
    step_ms: float = 0.0
    draw_ms: float = 0.0
