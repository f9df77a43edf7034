"""What earlier results versions had and this one has not, and what was new in one: a line for each.

Who removes or renames a parameter, a named set or a column adds its line here, and every command, file and page link
that still names it is told so: results of an earlier version can be read, and nothing goes on from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from abm.words.phrases import Phrase, phrase


class Removed(NamedTuple):
    """In which results version something went.

    Attributes
    ----------
    version : int
        The first one without it.
    instead : str
        What took its place, names with commas between them; empty where nothing did.
    """

    version: int
    instead: str = ""


REMOVED: dict[str, Removed] = {
    "population=national": Removed(3, "population=netherlands"),
    "instrument.pilots.weight": Removed(4, "instrument.pilots.commitments"),
    "officials.readiness_threshold": Removed(
        4,
        "officials.threshold_conjunctive, officials.threshold_additive, officials.threshold_substitutive, "
        "officials.threshold_triple",
    ),
    "officials.learning_colleagues": Removed(4, "officials.learning"),
    "scenario=netherlands_2012_2020": Removed(4, "scenario=netherlands_2012_2023"),
}
"""Parameters by key, or by their group where all of it went; ``key=name`` is a named set or a name in a list."""

REMOVED_COLUMNS: dict[str, Removed] = {}
"""Columns: ``decisions.NAME`` of the log of choices, ``measures.NAME`` of every table of measures."""

ADDED_COLUMNS: dict[str, int] = {
    "decisions.threshold": 2,
    "decisions.readiness_rule": 2,
    "decisions.imposed": 2,
    "decisions.incidents_window": 2,
    "decisions.rule": 2,
    "decisions.wishes": 4,
    "decisions.backed": 4,
    "decisions.reconsidered": 4,
    "decisions.superseded": 4,
    "decisions.emergency": 4,
    "decisions.respondents_educated": 4,
    "decisions.respondents_grievance": 4,
}
"""Results version in which a column was new; some of its first folders may still lack it."""


def removed_key(key: str, *names: str) -> str:
    """Find what of a key and its value was removed.

    Parameters
    ----------
    key : str
        As typed, such as ``officials.courage`` or ``population``.
    *names : str
        Names that it was given, of a set or in a list.

    Returns
    -------
    str
        Under what it stands in :data:`REMOVED` (a measure in :data:`REMOVED_COLUMNS`); empty where nothing was removed.
    """
    parts = key.split(".")
    ways = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    held = "measures." if key == "record.measures" else f"{key}="
    return next((way for way in (*ways, *(held + name for name in names)) if way in (REMOVED | REMOVED_COLUMNS)), "")


def was_removed(name: str, said: str = "") -> Phrase:
    """Say when something went, and what took its place.

    Parameters
    ----------
    name : str
        A name in :data:`REMOVED` or :data:`REMOVED_COLUMNS`.
    said : str
        How it is called, where that is more than its name.
    """
    version, instead = REMOVED.get(name) or REMOVED_COLUMNS[name]
    said = said or name
    if instead:
        return phrase("refusal.removed_for", name=said, version=version, instead=instead)
    return phrase("refusal.removed", name=said, version=version)


def of_an_earlier_version(names: Iterable[str]) -> Phrase | None:
    """Say what of a link or file of an earlier version was left out; None where nothing was."""
    parts: Phrase | None = None
    for name in dict.fromkeys(names):
        parts = was_removed(name) if parts is None else phrase("refusal.both", one=parts, other=was_removed(name))
    return None if parts is None else phrase("refusal.earlier", parts=parts)
