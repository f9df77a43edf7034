"""The log of choices: what stood between an official and going outside, and the log in a folder of results.

Reasons are read from the logged columns alone and given as keys. ``abm explain`` and the page put them into words, and
none of them decides again what the reason was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from abm.configuration import plain_yaml
from abm.declare import declarations
from abm.observation.earlier import column_notes, version_of
from abm.observation.record import DECISION_COLUMNS
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, one_of, refused
from abm.policy.choice import EXPLAINED, INSIDE, THRESHOLD, TICK_BOX, TRIPLE

KEYS = ("norms", "seed", "ministry", "official", "dossier", "week")
"""What can be asked for, in the order in which the log is narrowed down."""

COLUMNS = {"norms": pa.string(), "seed": pa.int64()} | {name: kind for name, (kind, _, _) in DECISION_COLUMNS.items()}

OPEN = frozenset(
    {
        *(
            "audited",
            "sanctioned",
            "rejected",
            "escalated",
            "respondents",
            "adoption",
            "respondents_educated",
            "respondents_grievance",
            "decided_week",
            "lead_time",
        ),
        *("evidence_share", "drafting_share", "coordination_gap", "misfit_before", "misfit_after"),
        *("incidents_window", "incidents_after", "benefit_after"),
    }
)
"""Columns that stay empty until what they tell of has happened."""

MISTAKEN = "a Parquet file that abm run or compare wrote"

NEEDED = (*KEYS, "chosen")
"""Columns without which a log says nothing; an earlier version may lack others."""

UNLOGGED = "unlogged"
"""Why an official chose so, where the log of an earlier version lacks a column that it takes to say."""

SHORTFALLS = ("imposed", "rule", "considered", "willing", "wishes", "dares", "backed", "can", "none", UNLOGGED)
"""What can stand between an official and going outside: every key that :func:`shortfall` gives."""


class Reason(NamedTuple):
    """Why an official chose so, as two keys.

    Attributes
    ----------
    did : str
        ``inside``, ``explained`` or ``tick_box``; for a method ``outside``, or ``outside.though`` where the official
        went although something fell short.
    why : str
        One of :data:`SHORTFALLS`; ``ready`` where nothing fell short of who went outside.
    """

    did: str
    why: str


def shortfall(choice: Mapping[str, Any]) -> str:
    """Name what stood between an official and going outside, from the logged choice alone.

    Parameters
    ----------
    choice : mapping
        A row of the log of choices.

    Returns
    -------
    str
        ``imposed`` where the official's own choice was overridden; ``rule`` where another rule than ``threshold``
        decided, whose reasons these numbers are not; else the first in the order of the rule of ``considered``,
        ``willing`` or ``dares`` (the lower of the two, where they were not enough; of *triple* the lowest of
        ``wishes``, ``dares`` and ``backed``) and ``can``; ``none`` when the official could go outside and was ready to.
        ``unlogged`` where the next of these to be looked at is not in the log.
    """
    if not logged(choice, "imposed"):
        return UNLOGGED
    if choice["imposed"]:
        return "imposed"
    if not logged(choice, "rule"):
        return UNLOGGED
    if choice["rule"] != THRESHOLD:
        return "rule"
    if not logged(choice, "considers"):
        return UNLOGGED
    if not choice["considers"]:
        return "considered"
    if not logged(choice, "readiness"):
        return UNLOGGED
    if choice["readiness"] < 0.0:
        names = weighed(choice)
        if not logged(choice, "readiness_rule", *names):
            return UNLOGGED
        return min(names, key=lambda name: choice[name])  # the first of the least
    if not logged(choice, "can"):
        return UNLOGGED
    return "none" if choice["can"] else "can"


def logged(choice: Mapping[str, Any], *names: str) -> bool:
    """Whether a choice has a value in all of these columns."""
    return all((value := choice.get(name)) is not None and value == value for name in names)


def weighed(choice: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the reasons that the readiness rule of a choice combines."""
    return ("wishes", "dares", "backed") if choice.get("readiness_rule") == TRIPLE else ("willing", "dares")


def enough(choice: Mapping[str, Any]) -> dict[str, bool]:
    """Tell of each number that can fall short whether it sufficed; several can be too little at once.

    A reason that counted is too little where it kept the readiness of the choice below the threshold then in force.
    """
    names = weighed(choice)
    known = logged(choice, "rule", "readiness", "readiness_rule", "threshold", *names)
    unready = known and choice["rule"] == THRESHOLD and choice["readiness"] < 0.0
    short = {name for name in names if unready and choice[name] < choice["threshold"]}
    return {
        "considered": bool(choice.get("considers", True)),
        **{name: name not in short for name in ("willing", "wishes", "dares", "backed")},
        "can": bool(choice.get("can", True)),
    }


def reason(choice: Mapping[str, Any]) -> Reason:
    """Why an official chose so, from the logged choice alone."""
    chosen, short = choice["chosen"], shortfall(choice)
    if chosen in (INSIDE, EXPLAINED, TICK_BOX):
        return Reason(chosen, short)
    if short in ("imposed", "rule", UNLOGGED):
        return Reason("outside", short)
    return Reason("outside", "ready") if short == "none" else Reason("outside.though", short)


def shortfalls(log: pd.DataFrame) -> dict[str, float]:
    """Of the choices that stayed inside, the share in which each thing fell short; nothing where nobody did."""
    stayed: Any = log[log["chosen"].isin([INSIDE, EXPLAINED])].to_dict("records")
    found = [shortfall(choice) for choice in stayed]
    return {name: found.count(name) / len(found) for name in SHORTFALLS} if found else {}


def is_folder(name: str) -> bool:
    """Whether there is a folder of this name; a name that no folder can have is none."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # a name that no folder can have
        return False


class Log(NamedTuple):
    """The log of choices in a folder.

    Attributes
    ----------
    choices : DataFrame
        A row per choice, with the columns of now that it has, each of the type that is recorded.
    notes : list of str
        A line for each column that was removed since, and one for those that it lacks.
    """

    choices: pd.DataFrame
    notes: list[str]


def read_log(folder: Path) -> Log:
    """Read the log of choices, also of an earlier version, without a gap where none can be.

    Raises
    ------
    ParameterError
        With one line that names the file and what is wrong with it.
    """
    path = folder / "decisions.parquet"
    if not is_folder(str(folder)):
        raise ParameterError(refused("DIR", folder, "a folder that exists"))
    if not path.exists():
        allowed = "a folder with decisions.parquet in it, as abm run and compare write"
        raise ParameterError(refused("DIR", folder, allowed))
    try:
        with pq.ParquetFile(path) as file:
            found = file.schema_arrow.names
            if missing := [name for name in NEEDED if name not in found]:
                raise ParameterError(f"{path} cannot be explained: it lacks {missing[0]}; {MISTAKEN} has it")
            there = {name: kind for name, kind in COLUMNS.items() if name in found}
            table = file.read(columns=list(there)).select(list(there))
        table = table.cast(pa.schema(list(there.items())))
    except (OSError, pa.ArrowException, KeyError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ParameterError(f"{path} cannot be read: {MISTAKEN} is needed ({reason})") from None
    for name in there:
        if name not in OPEN and table[name].null_count:
            raise ParameterError(f"{path} cannot be explained: {name} has gaps; {MISTAKEN} has none")
    if not table.num_rows:
        raise ParameterError(f"{path} cannot be explained: it holds no choice")
    return Log(table.to_pandas(), list(column_notes("decisions", COLUMNS, found, version_of(folder))))


def seats(folder: Path) -> range:
    """Numbers of the officials that a run had, also those who never chose; empty where nothing tells.

    Raises
    ------
    ParameterError
        With one line that names the file and what is wrong with it.
    """
    path = folder / "config.yaml"
    if not path.exists():
        return range(0)
    known = {item.key: item for item in declarations(Parameters)}
    count = 1
    try:
        config = plain_yaml.read_mapping(path)
        for key in ("ministries.count", "officials.per_ministry"):
            group, _, name = key.partition(".")
            value = (config.get(group) or {}).get(name, known[key].default)
            if known[key].problem(value) or not isinstance(value, int):
                raise ParameterError(f"{path}: {refused(key, value, known[key].allowed)}")
            count *= value
    except (plain_yaml.Unreadable, AttributeError):
        raise ParameterError(f"{path} cannot be read: a configuration written by abm is needed") from None
    return range(count)


def narrow(log: pd.DataFrame, wanted: dict[str, Any], known: range) -> pd.DataFrame:
    """Keep what was asked for; nothing is left only of an official who exists and never chose.

    Raises
    ------
    ParameterError
        With one line that says for what choices were made.
    """
    for key in KEYS:
        if key not in wanted:
            continue
        value = wanted[key]
        if value not in set(log[key]):
            if key == "norms":
                raise ParameterError(refused(key, value, one_of(map(str, dict.fromkeys(log[key])), value)))
            if key == "official" and value in known:
                return log.iloc[:0]
            raise ParameterError(refused(key, value, f"one for which choices were made ({spans(log[key])})"))
        log = log[log[key] == value]
    return log


def spans(numbers: Iterable[int], most: int = 12) -> str:
    """Write numbers as spans: 0 to 3, 7, 9 to 11."""
    found: list[list[int]] = []
    for number in sorted(set(map(int, numbers))):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    words = [str(low) if low == high else f"{low} to {high}" for low, high in found]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
