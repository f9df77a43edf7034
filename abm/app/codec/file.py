"""The state of one twin as a configuration of the command line, and back: values and events, and nothing else."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Any

import yaml

from abm.app.codec.state import fitting, lever, whole
from abm.app.hosting import Hosting
from abm.app.levers import LEVERS, SETS, SHARED, Start
from abm.app.schedule import MOST, USUAL, Happening, bounded, enterable, happening
from abm.app.twin import Pair, Side
from abm.configuration import plain_yaml
from abm.declare import ParameterError, refused
from abm.parameters import Event
from abm.parameters.checks import one_of
from abm.parameters.removed import of_an_earlier_version, removed_key
from abm.words.phrases import Phrase, phrase

HEAD = """\
# A run set up in the browser. The same weeks, to the byte:
#   abm run --config-dir {folder} --config-name {name}
# with {folder} the folder that holds this file.
"""

FOLDER = "FOLDER"


def to_yaml(side: Side, name: str) -> str:
    """A side as an entry point of Hydra: what it starts from and its whole schedule.

    Parameters
    ----------
    side : Side
        The twin.
    name : str
        Name of the file without its ending, for the command in its first lines.
    """
    lived = side.configuration(side.weeks_lived)
    sets = [{"override scenario": lived.scenario}, {"override norms": lived.norms}]
    content: dict[str, Any] = {"defaults": ["config", *sets, "_self_"]}
    if side.weeks_lived is not None:
        content["weeks"] = lived.weeks
    for key, value in side.settings.chosen:
        if key not in SETS:
            *path, last = key.split(".")
            group = content
            for part in path:
                group = group.setdefault(part, {})
            group[last] = list(value) if isinstance(value, tuple) else value
    content["events"] = [_row(event) for event in lived.events]
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    return HEAD.format(folder=FOLDER, name=name) + text


def _row(event: Event) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(event).items() if key != "target" or value}


def from_yaml(text: str, side: int, hosting: Hosting) -> tuple[Start, tuple[Happening, ...], int]:
    """Read such a file back.

    Parameters
    ----------
    text : str
        The file.
    side : int
        The twin that it is opened in.
    hosting : Hosting
        Limits.

    Returns
    -------
    settings : Start
        What the run starts from.
    schedule : tuple of Happening
        Events that are not the scenario's own.
    week : int
        The week it had lived.

    Raises
    ------
    ParameterError
        With one line that names what is not allowed.
    """
    content = mapping(text)
    removed = _cut(content)
    values = _sets_of(content.pop("defaults", []))
    weeks, rows = whole("weeks", content.pop("weeks", 0), 0, hosting.weeks), content.pop("events", [])
    values |= _flat(content)
    settings = fitting(Start.of({key: lever(key, value, hosting) for key, value in values.items()}), hosting)
    if any(name.startswith("scenario=") for name in removed):
        rows = _of_no_scenario(side, rows)
    if not isinstance(rows, list):
        raise ParameterError(refused("events", rows, phrase("allowed.any_list")))
    brought = [dataclasses.asdict(event) for event in settings.parameters().events]
    if [USUAL | row if isinstance(row, dict) else row for row in rows[: len(brought)]] != brought:
        raise ParameterError(phrase("refusal.scenario", count=len(brought)))
    schedule = tuple(happening(side, row) for row in rows[len(brought) :])
    bounded(schedule)
    for entry in schedule:
        enterable(entry, [settings.parameters()] * 2)
    return settings, schedule, weeks - 1


def left_out(text: str) -> Phrase | None:
    """Say what of a file of an earlier version is not opened, as it was removed; None where there is no such thing."""
    return of_an_earlier_version(_cut(mapping(text)))


def _cut(content: dict[Any, Any]) -> list[str]:
    """Take out of a file what was removed, and give its names."""
    found = _cut_keys(content)
    kept: list[Any] = []
    defaults = content.get("defaults", [])
    for item in defaults if isinstance(defaults, list) else [defaults]:
        named = [(_group(key), value) for key, value in item.items()] if isinstance(item, dict) else []
        gone = [name for key, value in named if (name := removed_key(key, str(value)))]
        found += gone
        kept += [] if gone else [item]
    events = content.get("events")
    if isinstance(events, list):
        targets = [removed_key(str(row.get("target", ""))) if isinstance(row, dict) else "" for row in events]
        found += filter(None, targets)
        content["events"] = [row for row, gone in zip(events, targets, strict=True) if not gone]
    if defaults != kept and "defaults" in content:
        content["defaults"] = kept
    return found


def _cut_keys(content: dict[Any, Any], prefix: str = "") -> list[str]:
    """Take out keys that were removed, with groups that they leave empty, and names that were removed in lists."""
    found: list[str] = []
    for name, value in list(content.items()):
        key = f"{prefix}{name}"
        if key in ("defaults", "events"):
            continue
        if gone := removed_key(key):
            del content[name]
            found.append(gone)
        elif isinstance(value, dict):
            inside = _cut_keys(value, f"{key}.")
            found += inside
            if inside and not value:
                del content[name]
        elif isinstance(value, list):
            content[name] = [item for item in value if not removed_key(key, str(item))]
            found += filter(None, (removed_key(key, str(item)) for item in value))
    return found


def _of_no_scenario(side: int, rows: Any) -> Any:
    """The lines of a schedule of which some came with a scenario that was removed: those that can be entered here."""
    kept = []
    for row in rows if isinstance(rows, list) else []:
        with contextlib.suppress(ParameterError):
            happening(side, row)
            kept.append(row)
    return kept[:MOST]


def mapping(text: str) -> dict[Any, Any]:
    """The content of a file that somebody opens.

    Raises
    ------
    ParameterError
        When it is too long, or no mapping in YAML.
    """
    if len(text) > plain_yaml.LONGEST:
        raise ParameterError(phrase("refusal.long", most=plain_yaml.LONGEST))
    try:
        content = plain_yaml.parse(text)
    except plain_yaml.Unreadable as problem:
        raise ParameterError(phrase("refusal.file", allowed=problem.allowed)) from None
    if not isinstance(content, dict):
        raise ParameterError(phrase("refusal.file", allowed=phrase("allowed.saved")))
    return content


def _sets_of(defaults: Any) -> dict[str, Any]:
    """The named sets that a list of defaults chooses."""
    values: dict[str, Any] = {}
    for item in defaults if isinstance(defaults, list) else [defaults]:
        if item in ("config", "_self_"):
            continue
        key, value = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (item, None)
        group = _group(key)
        if group not in SETS:
            raise ParameterError(refused("defaults", item, one_of(SETS, group)))
        values[group] = value
    return values


def _group(key: Any) -> str:
    """The group that an entry of a list of defaults chooses in."""
    return str(key).removeprefix("override ").lstrip("/")


def _flat(content: dict[Any, Any], prefix: str = "") -> dict[str, Any]:
    """Levers by key, from groups within groups."""
    found: dict[str, Any] = {}
    for name, value in content.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and any(lever.startswith(key + ".") for lever in LEVERS):
            found |= _flat(value, key + ".")
        elif key in LEVERS:
            found[key] = value
        else:
            raise ParameterError(refused(key, value, one_of(LEVERS, key)))
    return found


def opened(pair: Pair, side: int, text: str, hosting: Hosting) -> Pair:
    """The pair with one side as a file says; what twins share, and what strikes both, is then the file's.

    Raises
    ------
    ParameterError
        When the file holds anything else than values and events, or asks for more than this server allows.
    """
    mine, entered, week = from_yaml(text, side, hosting)
    other = {key: value for key, value in pair.sides[1 - side].settings.chosen if key not in SHARED}
    shared = {key: value for key, value in mine.chosen if key in SHARED}
    chosen = [mine, mine]
    chosen[1 - side] = Start.of(other | shared)
    schedule = (*(entry for entry in pair.schedule if entry.side == 1 - side), *entered)
    bounded(schedule)
    return Pair(chosen[0], chosen[1], schedule, week)
