"""The state of the page as plain data, and what of it may be set: the same for a link, a file and a visitor.

A notation takes its text apart and hands each piece to the functions here and in :mod:`abm.app.schedule`, each of
which returns what may stand in a :class:`State` or says what is wrong. What becomes of a refusal is the notation's own:
a link leaves the piece out and tells it, a file is refused as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from abm.app.hosting import Hosting
from abm.app.levers import Start, read
from abm.app.pace import INTERVALS, SPEEDS
from abm.app.schedule import Happening
from abm.app.twin import Pair
from abm.declare import ParameterError, refused
from abm.parameters.checks import declared
from abm.words.phrases import phrase

VIEWS = ("twin", "loop", "towers", "dossier", "communities", "parliament", "media", "about")
"""The tabs of the page."""

SHADES = ("trust", "unrest")
"""What communities can be coloured by."""

SIDES = ("a", "b")
"""The twins, as a link calls them."""

DEFAULT_NORMS = ("reactive", "anticyclical")
"""What is compared where a link does not say."""


@dataclass
class State:
    """What a link can say; a file says it of one side.

    Attributes
    ----------
    settings : (Start, Start)
        What A and B start from.
    schedule : tuple of Happening
        What happened.
    week : int
        Week to live up to.
    view, language : str
        Tab and language; empty where the link does not say.
    dossier, official : int
        What is seen up close.
    speed, interval : int
        Weeks a second, and weeks between two drawings.
    shade : str
        What communities are coloured by.
    problems : dict of str to str
        By field of the page: at a lever (``a.officials.courage``, ``seed``) what is wrong; at ``event`` and ``link``
        the parts of the link that were left out; at ``earlier`` what was left out as an earlier version had it.
    """

    settings: tuple[Start, Start] = (
        Start.of({"norms": DEFAULT_NORMS[0]}),
        Start.of({"norms": DEFAULT_NORMS[1]}),
    )
    schedule: tuple[Happening, ...] = ()
    week: int = -1
    view: str = ""
    language: str = ""
    dossier: int = 0
    official: int = 0
    speed: int = SPEEDS[1]
    interval: int = INTERVALS[0]
    shade: str = SHADES[0]
    problems: dict[str, str] = field(default_factory=dict)

    def pair(self) -> Pair:
        """The two worlds that this state describes."""
        return Pair(*self.settings, self.schedule, self.week)


def lever(key: str, raw: Any, hosting: Hosting) -> Any:
    """The value of a lever, within what this server allows one visitor.

    Raises
    ------
    ParameterError
        When it is no value of the lever, or more than is allowed.
    """
    if key != "population.citizens":
        return read(key, raw)
    try:
        if (value := read(key, raw)) <= hosting.citizens:
            return value
    except ParameterError:
        pass  # whatever is wrong, what this server allows is what helps
    limits = phrase("allowed.citizens", low=declared()[key].low, high=hosting.citizens)
    raise ParameterError(refused(key, raw, limits))


def fitting(settings: Start, hosting: Hosting) -> Start:
    """These settings with no more citizens than this server allows, where nothing was said of their number."""
    if settings.parameters().population.citizens <= hosting.citizens:
        return settings
    return settings.with_value("population.citizens", hosting.citizens)


def fitted(state: State, hosting: Hosting) -> State:
    """A state with no more citizens and weeks than this server allows."""
    a, b = (fitting(side, hosting) for side in state.settings)
    state.settings, state.week = (a, b), min(state.week, hosting.weeks - 1)
    return state


def whole(key: str, raw: Any, low: int, high: int) -> int:
    """A whole number, from a text of plain digits or as one.

    Raises
    ------
    ParameterError
        When it is none, or outside its limits.
    """
    number = int(raw) if isinstance(raw, str) and re.fullmatch("-?[0-9]{1,6}", raw) else raw
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
        raise ParameterError(refused(key, raw, phrase("allowed.whole", low=low, high=high)))
    return number
