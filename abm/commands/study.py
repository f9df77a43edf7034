"""``abm study [NAME]``: the questions asked of the model, and their tables made anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from hydra.core.override_parser.types import Override

from abm.commands.endings import ended_early, with_folder
from abm.configuration.loading import parse
from abm.configuration.overrides import Given, once
from abm.configuration.refusals import check_override, given
from abm.execution.folders import shown
from abm.execution.stops import Stop
from abm.experiments.common import SIZES, Options
from abm.experiments.registry import Ended, Study, carry_out, studies
from abm.parameters.checks import ParameterError, one_of, refused

USAGE = f"""\
abm study                          lists the studies and what each asks
abm study NAME                     runs one and writes its tables and figures
abm study NAME size=tiny           in seconds, to see that it runs; the others are {" and ".join(list(SIZES)[1:])}
abm study NAME hydra.run.dir=DIR   where its tables go; by default studies/NAME-SIZE
abm study NAME --describe          question, design and columns

workers=N and replicates=N set processes and seeds; any other key=value holds in all runs of the study, to try it on
other settings, but none that the study itself sets. Stopped, the same command goes on where it was."""

OWN = ("size", "replicates", "workers", "hydra.run.dir")


def study(words: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    words : list of str
        What follows ``abm study``.

    Returns
    -------
    int
        Exit code: 0, 1 when results cannot be written, 130 for Ctrl-C.

    Raises
    ------
    ParameterError
        For a mistake of the user, before anything is written or run.
    """
    if "--help" in words or "-h" in words:
        print(USAGE)
        return 0
    known = studies()
    if not words:
        _list(known)
        return 0
    name, *rest = words
    if name not in known:
        raise ParameterError(refused("NAME", name, one_of(known, name)))
    if rest == ["--describe"]:
        print(known[name].text.strip())
        return 0
    options, folder = _read(known[name], rest)
    again = ["abm", "study", *with_folder(words, "hydra.run.dir", shown(folder))]
    try:
        for table, rows in carry_out(known[name], options, folder):
            print(f"{shown(folder / table)}.csv, {rows} rows")
    except Ended as error:
        assert isinstance(error.__cause__, (Stop, KeyboardInterrupt))
        return ended_early(error.__cause__, folder, str(error), again)
    return 0


def _list(known: dict[str, Study]) -> None:
    width = max(map(len, known))
    for name, item in known.items():
        first, *more = wrap(item.question, 100 - width)
        print(f"{name:<{width}}  {first}")
        for line in more:
            print(f"{'':<{width}}  {line}")
    print("\nabm study NAME runs one; abm study --help says more.")


def _read(asked: Study, words: Sequence[str]) -> tuple[Options, Path]:
    """Read settings, and what holds in all runs."""
    if options := [word for word in words if word.startswith("-")]:
        raise ParameterError(refused("what follows abm study NAME", options[0], "key=value, or --describe alone"))
    parsed = parse(words)
    once(map(Given.of, parsed))
    own: dict[str, Override] = {}
    for item in parsed:
        if item.is_sweep_override():
            raise ParameterError(refused(item.key_or_group, given(item), "one value; abm sweep varies parameters"))
        if item.key_or_group in OWN:
            own[item.key_or_group] = item
        elif item.key_or_group.startswith("hydra"):
            raise ParameterError(refused("the key", item.key_or_group, "hydra.run.dir, of Hydra's own in a study"))
    size = _value(own, "size", "full")
    if size not in SIZES:
        raise ParameterError(refused("size", size, one_of(SIZES, str(size))))
    seeds = _count(own, "replicates", asked.seeds[size], 1)
    workers = _count(own, "workers", 0, 0)
    folder = _value(own, "hydra.run.dir", f"studies/{asked.name}-{size}")
    if not str(folder).strip() or folder == "???" or "${" in str(folder):
        raise ParameterError(refused("hydra.run.dir", folder, "the name of a folder, as it is"))
    others = tuple(str(item.input_line) for item in parsed if item.key_or_group not in OWN)
    return Options(str(size), seeds, workers, others), Path(str(folder))


def _value(own: dict[str, Override], key: str, otherwise: Any) -> Any:
    return own[key].value() if key in own else otherwise


def _count(own: dict[str, Override], key: str, otherwise: int, least: int) -> int:
    if key in own:
        check_override(own[key])
    value = _value(own, key, otherwise)
    if type(value) is not int or value < least:
        raise ParameterError(refused(key, given(own[key]), f"a whole number from {least}"))
    return value
