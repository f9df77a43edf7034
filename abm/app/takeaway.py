"""What a visitor takes along: a twin as a configuration of the command line, and its weeks as CSV and Parquet."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import yaml

from abm.app.levers import LEVERS, OWN, SETS, Settings, read
from abm.app.twin import MOST, STRIKES, Entry, Side
from abm.configuration import plain_yaml
from abm.observation.record import record
from abm.parameters import Event
from abm.parameters.checks import ParameterError, one_of, refused

HEAD = """\
# A run set up in the browser. The same weeks, to the byte:
#   abm run --config-dir {folder} --config-name {name}
# with {folder} the folder that holds this file.
"""

FOLDER = "FOLDER"

_NEUTRAL = ("defaults", "weeks", "events")


def weeks_lived(side: Side) -> int | None:
    """Weeks from 0 on that a side has lived; None before there are any, when a run takes its usual length."""
    week = side.week
    return None if week is None or week < 0 else week + 1


def to_yaml(side: Side, name: str) -> str:
    """A side as an entry point of Hydra: what it starts from and its whole schedule.

    Parameters
    ----------
    side : Side
        The twin.
    name : str
        Name of the file without its ending, for the command in its first lines.
    """
    lived = side.configuration(weeks_lived(side))
    chosen = {key: value for key, value in side.settings.chosen if key not in SETS}
    content: dict[str, Any] = {
        "defaults": [
            "config",
            {"override scenario": lived.scenario},
            {"override norms": lived.norms},
            "_self_",
        ],
    }
    if weeks_lived(side) is not None:
        content["weeks"] = lived.weeks
    for key, value in chosen.items():
        *path, last = key.split(".")
        group = content
        for part in path:
            group = group.setdefault(part, {})
        group[last] = list(value) if isinstance(value, tuple) else value
    content["events"] = [_event(event) for event in lived.events]
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    return HEAD.format(folder=FOLDER, name=name) + text


def _event(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {"week": event.week, "kind": event.kind}
    if event.target:
        row["target"] = event.target
    return row | {"size": event.size}


def from_yaml(text: str) -> tuple[Settings, tuple[Event, ...], int]:
    """Read such a file back: values of levers and events, and nothing else.

    Returns
    -------
    settings : Settings
        What the run starts from.
    events : tuple of Event
        Those that are not the scenario's own.
    week : int
        The week it had lived.

    Raises
    ------
    ParameterError
        With one line that names what is not allowed.
    """
    if len(text) > plain_yaml.LONGEST:
        raise ParameterError(f"the file is too long: at most {plain_yaml.LONGEST} characters")
    try:
        content = plain_yaml.parse(text)
    except plain_yaml.Unreadable as problem:
        raise ParameterError(f"the file must be {problem}") from None
    if not isinstance(content, dict):
        raise ParameterError("the file must be a configuration as this page saves it")
    values = _sets_of(content.get("defaults", []))
    for key, value in _flat({name: item for name, item in content.items() if name not in _NEUTRAL}).items():
        values[key] = read(key, value)
    settings = Settings.of(values)
    events = _events_of(content.get("events", []))
    scenario = settings.parameters().events
    if events[: len(scenario)] != tuple(scenario):
        raise ParameterError(f"events are not allowed: first the {len(scenario)} of the scenario, as in a saved file")
    events = events[len(scenario) :]
    _enterable(events)
    weeks = content.get("weeks", 0)
    if not isinstance(weeks, int) or isinstance(weeks, bool):
        raise ParameterError(refused("weeks", weeks, "a whole number"))
    return settings, events, weeks - 1


def _enterable(events: tuple[Event, ...]) -> None:
    """Hold the events of a file to what can be entered on the page."""
    if len(events) > MOST:
        raise ParameterError(refused("events", len(events), f"at most {MOST}"))
    for event in events:
        if event.kind not in (*STRIKES, "set"):
            raise ParameterError(refused("events.kind", event.kind, one_of((*STRIKES, "set"), event.kind)))
        if event.kind == "set" and event.target not in OWN:
            raise ParameterError(refused("events.target", event.target, one_of(OWN, event.target)))


def entries_of(events: tuple[Event, ...], side: int) -> tuple[Entry, ...]:
    """Events of a file as lines of the schedule: settings are the side's own, all else happens to both."""
    return tuple(Entry(side if event.kind == "set" else None, event) for event in events)


def _sets_of(defaults: Any) -> dict[str, Any]:
    """The named sets that a list of defaults chooses."""
    values: dict[str, Any] = {}
    for item in defaults if isinstance(defaults, list) else [defaults]:
        if item in ("config", "_self_"):
            continue
        key, value = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (item, None)
        group = str(key).removeprefix("override ").lstrip("/")
        if group not in SETS:
            raise ParameterError(refused("defaults", item, one_of(SETS, group)))
        values[group] = read(group, value)
    return values


def _flat(content: dict[Any, Any], prefix: str = "") -> dict[str, Any]:
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


def _events_of(rows: Any) -> tuple[Event, ...]:
    if not isinstance(rows, list):
        raise ParameterError(refused("events", rows, "a list"))
    return tuple(event_of(row) for row in rows)


def event_of(row: Any) -> Event:
    """Read one event from its parts; what they may be is checked where the event is entered.

    Raises
    ------
    ParameterError
        When a part is unknown or has the wrong type.
    """
    if not isinstance(row, dict) or not set(row) <= {"week", "kind", "target", "size"}:
        raise ParameterError(refused("events", row, "week, kind, target and size"))
    week, size = row.get("week"), row.get("size", 1.0)
    if not isinstance(week, int) or isinstance(week, bool):
        raise ParameterError(refused("events.week", week, "a whole number"))
    if not isinstance(size, (int, float)) or isinstance(size, bool):
        raise ParameterError(refused("events.size", size, "a number"))
    return Event(week=week, kind=str(row.get("kind")), target=str(row.get("target", "")), size=float(size))


def weeks_table(side: Side) -> pa.Table:
    """The weeks that a side has lived, as ``weeks.parquet`` of that run on the command line holds them."""
    model = side.model
    assert model is not None
    model.given = side.configuration(weeks_lived(side))  # the run's address is that of what it became
    return record(model).weeks


def to_parquet(table: pa.Table) -> bytes:
    """A table in the bytes that the command line writes."""
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def to_csv(table: pa.Table) -> bytes:
    """A table as text, for a spreadsheet."""
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue()
