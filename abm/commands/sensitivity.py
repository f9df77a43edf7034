"""``abm sensitivity DIR``: what the results of a finished sweep depend on, as a table, a CSV file and a picture."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hydra.core.override_parser.types import Override
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from abm.analysis.index_figures import draw
from abm.analysis.sensitivity import ALL, NOISE, CompleteSweep, Index, analyse, estimates, finished, ranked, varies
from abm.analysis.summary import measures_of
from abm.configuration.loading import parse
from abm.configuration.overrides import Given, once
from abm.parameters.checks import ParameterError, one_of, refused
from abm.sweeps import store
from abm.sweeps.designs import BOOKKEEPING
from abm.words import LANGUAGES, measure_short

USAGE = """\
abm sensitivity DIR                               what a finished sweep says of its factors
abm sensitivity DIR measures=[trust,incidents]    for these measures
abm sensitivity DIR language=nl                   with words on the figure in Dutch (en or nl)
DIR is a folder that abm sweep wrote with design=sobol, morris or subsets, also in an earlier results version.
It gets sensitivity.csv, .png and .svg."""

MEASURES = ("trust", "incidents", "misfit")
"""Measures that are analysed when the user names none."""

HEADS = {
    "total": "Total",
    "first": "First",
    "second": "Second",
    "mu_star": "mu*",
    "mu": "mu",
    "sigma": "sigma",
    "shapley": "Shapley",
    "alone": "Alone",
    "added_last": "Added last",
}
"""Heads of the columns, in their order."""

LEGENDS = {
    "sobol": "Shares of variance: of the factor by itself (first), and with all its interactions (total).",
    "morris": "Change over the whole range of the factor: its mean size (mu*), its mean (mu), how it differs (sigma).",
    "subsets": "Change by the instrument: its share in the effect of all (Shapley), alone, on top of all others.",
}


def sensitivity(arguments: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        What follows ``abm sensitivity``.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    ParameterError
        For a mistake of the user.
    """
    if not arguments or "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    folder, measures, language = _read(arguments)
    sweep = finished(folder)
    known = [name for name in measures_of(sweep.runs) if name not in ("error", *BOOKKEEPING, *sweep.points.columns)]
    note = store.manifest(folder)
    if measures is None:  # an earlier version may lack some
        measures = [name for name in MEASURES if name in known or not store.is_earlier(note)]
    for name in measures:
        if name not in known:
            raise ParameterError(refused("measures", f"[{','.join(measures)}]", one_of(known, name)))
    for line in store.differing(note, sweep.runs):
        print(line, file=sys.stderr)
    indices = analyse(sweep, measures)
    try:
        indices.to_csv(folder / "sensitivity.csv", index=False, lineterminator="\n", encoding="utf-8")
        made = draw(indices, sweep.design, folder, language)
    except OSError as error:
        raise ParameterError(refused("DIR", folder, f"a folder that can be written ({error.strerror})")) from None
    show(indices, sweep, Console(highlight=False, width=shutil.get_terminal_size((120, 50)).columns))
    files = ", ".join(["sensitivity.csv", *(f"{name}.{ending}" for name in made for ending in ("png", "svg"))])
    place = os.path.relpath(folder) if folder.resolve().is_relative_to(Path.cwd()) else folder
    print(f"\nIn {place}: {files}")
    return 0


def _read(arguments: Sequence[str]) -> tuple[Path, list[str] | None, str]:
    """Read folder, measures (None where none are named) and language."""
    folder: Path | None = None
    words: list[str] = []
    for argument in arguments:
        if folder is None and ("=" not in argument or Path(argument).is_dir()):
            if not argument.strip():
                raise ParameterError(refused("DIR", argument, "a folder that a sweep has written"))
            folder = Path(argument)
        else:
            words.append(argument)
    if folder is None:
        raise ParameterError("DIR must be given: abm sensitivity DIR, with the folder of a sweep")
    if not folder.is_dir():
        raise ParameterError(refused("DIR", folder, "a folder that a sweep has written; there is no such folder"))
    given: dict[str, Any] = {"measures": list(MEASURES), "language": "en"}
    parsed = parse(words)
    once(map(Given.of, parsed))
    for item in parsed:
        if item.key_or_group not in given:
            raise ParameterError(refused("the key", item.key_or_group, one_of(given, item.key_or_group)))
        given[item.key_or_group] = _one_value(item)
    language, measures = given["language"], given["measures"]
    named = any(item.key_or_group == "measures" for item in parsed)
    if language not in list(LANGUAGES):
        raise ParameterError(refused("language", language, one_of(sorted(LANGUAGES), str(language))))
    if isinstance(measures, str):
        measures = [measures]
    names = measures if isinstance(measures, list) else []
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        wish = "a list of names in brackets, at least one and each once, such as [trust,incidents]"
        raise ParameterError(refused("measures", measures, wish))
    return folder, names if named else None, language


def _one_value(item: Override) -> Any:
    """Value of an override that is nothing but key=value."""
    if item.is_sweep_override() or item.is_delete() or item.is_add() or item.is_force_add():
        wish = "a name" if item.key_or_group == "language" else "a list in brackets, such as [trust,incidents]"
        raise ParameterError(refused(item.key_or_group, item.input_line, f"{wish}, written key=value"))
    return item.value()


def show(indices: pd.DataFrame, sweep: CompleteSweep, console: Console) -> None:
    """Print a table per combination and measure, the most influential factor first."""
    for (combination, measure), rows in indices.groupby(["combination", "measure"], sort=False):
        console.print(_table(str(combination), str(measure), rows, sweep))
        for said in _about_all(rows):
            console.print(Text(said, style="dim"))
        console.print()
    console.print(Text(f"{LEGENDS[sweep.design]} After ±: half of the 95% interval.", style="dim"))


def _table(combination: str, measure: str, rows: pd.DataFrame, sweep: CompleteSweep) -> Table:
    label = measure_short(measure, "en")
    several = f", {combination}" if sweep.points["combination"].nunique() > 1 else ""
    table = Table(title=f"{label}{several}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column("Factor", overflow="fold")
    values = estimates(rows)
    heads = [name for name in HEADS if name != "second" and (rows["index"] == name).any()]
    for name in heads:
        table.add_column(HEADS[name], justify="right", no_wrap=True)
    decimals = (
        2 if sweep.design == "sobol" else _decimals(found.value for (name, _), found in values.items() if name in heads)
    )
    for factor in ranked(rows, sweep.design):
        table.add_row(factor, *(_cell(values[name, factor], decimals) for name in heads))
    pairs = {pair: found for (name, pair), found in values.items() if name == "second" and found.low > 0}
    for pair, found in sorted(pairs.items(), key=lambda item: -item[1].value):
        table.add_row(pair, f"pair {found.value:.2f} ±{found.half:.2f}")
    return table


def _about_all(rows: pd.DataFrame) -> Iterator[str]:
    """What is said of all factors together."""
    about = estimates(rows[rows["factor"] == ALL])
    if together := about.get(("together", ALL)):
        yield f"All together: {_cell(together, _decimals([together.value])).plain}"
    noise = about[NOISE, ALL].value
    if not varies(rows):
        yield "Nothing varies over the points: no factor does anything to it here."
    elif np.isnan(noise):
        yield "One seed: how much of the variance is noise of seeds is not known; replicates=4 tells."
    else:
        yield f"Noise of seeds: {100 * noise:.1f}% of the variance."


def _cell(found: Index, decimals: int) -> Text:
    """Write a value with half of its interval, bold where that excludes zero."""
    if np.isnan(found.value):
        return Text("-")
    text = f"{found.value:z.{decimals}f}"
    if np.isnan(found.half):
        return Text(text)
    return Text(f"{text} ±{found.half:.{decimals}f}", style="bold" if found.clear else "")


def _decimals(values: Iterable[float]) -> int:
    """Digits after the point that show the largest value to three significant ones."""
    largest = max((abs(value) for value in values if not np.isnan(value)), default=0.0)
    return 2 if not largest > 0 else int(np.clip(2 - np.floor(np.log10(largest)), 0, 6))
