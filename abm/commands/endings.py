"""How a command ends before all its runs are done: why, how many there are, and last the command that goes on."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from abm.commands.main import FAILURE, STOPPED
from abm.execution.folders import shown
from abm.execution.stops import Stop, Unwritable

SPECIAL = ("null", "true", "false", "nan", "inf")
"""Words that mean something else to Hydra."""


class Early(Exception):
    """A command ended before all its runs were done.

    Attributes
    ----------
    why : Stop or KeyboardInterrupt
        Why.
    done : str
        How many runs there are.
    """

    def __init__(self, why: Stop | KeyboardInterrupt, done: str) -> None:
        super().__init__(str(why))
        self.why, self.done = why, done


def ended_early(error: Stop | KeyboardInterrupt, folder: Path, done: str, again: Sequence[str]) -> int:
    """Say on standard error why a command ended, and how to go on.

    Parameters
    ----------
    error : Stop or KeyboardInterrupt
        Why.
    folder : Path
        Of the results.
    done : str
        How many runs there are.
    again : sequence of str
        Words of the command that goes on.

    Returns
    -------
    int
        Exit code.
    """
    why = str(error)
    if isinstance(error, KeyboardInterrupt):
        why = "Stopped."
    elif isinstance(error, Unwritable):
        why = f"{shown(folder)} cannot be written: {why}."
    print(f"{why} {f'{done}. ' if done else ''}This command goes on from there:\n{shlex.join(again)}", file=sys.stderr)
    return STOPPED if isinstance(error, KeyboardInterrupt) else FAILURE


def with_folder(words: Sequence[str], key: str, folder: str) -> list[str]:
    """Words of a command, with the folder that it is to use whatever the hour."""
    return [*(word for word in words if word.partition("=")[0] != key), f"{key}={quoted(folder)}"]


def quoted(value: str) -> str:
    """Write a value as Hydra reads it."""
    if re.fullmatch(r"[A-Za-z]+|[\w./-]*/[\w./-]*", value, re.ASCII) and value.lower() not in SPECIAL:
        return value
    escaped = re.sub(r"(\\*)(?='|$)", r"\1\1", value).replace("'", "\\'").replace("${", "\\${")
    return f"'{escaped}'"
