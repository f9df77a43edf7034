"""Which points are run: one function per design, from factors to a table with a row per point.

Every design is a pure function of its options. ``sobol``, ``random``, ``morris`` and whatever is listed only grow when
they are made larger: the points of the smaller one come first in the larger one, with the same numbers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from abm.configuration.entry import hydra_with
from abm.configuration.loading import load, parse
from abm.configuration.overrides import Given, few, once
from abm.norms import INSTRUMENTS
from abm.parameters.checks import ParameterError, one_of, refused
from abm.sweeps import listing
from abm.sweeps.settings import GROWING, SweepSettings
from abm.sweeps.space import Choice, Space, Value, listed, may_vary, unlike

BOOKKEEPING = ("point", "combination", "configuration")
"""Columns of ``design.parquet`` that are no factors; a design may be read back as a file."""

CROSSED = ("sobol", "morris", "subsets")
"""Designs that are made anew for every combination of choices."""

MOST_INSTRUMENTS = 16

SUBSETS_VARY = "instruments and choices under design=subsets, which varies instruments, and no interval"


def lay_out(settings: SweepSettings, space: Space) -> tuple[Space, pd.DataFrame]:
    """Make the points of a design.

    Parameters
    ----------
    settings : SweepSettings
        Which design, and how large.
    space : Space
        What varies.

    Returns
    -------
    space : Space
        As given, with the factors that the design itself brings.
    points : DataFrame
        One row per point: ``point``, ``combination`` of crossed choices (0 where none are crossed) and the factors.

    Raises
    ------
    ParameterError
        When design and factors do not fit.
    """
    name = settings.design
    if name == "file":
        space, rows = _file(space, Path(settings.options.file))
    elif name == "subsets":
        space, rows = _subsets(space, settings.options.instruments)
    elif name == "grid":
        rows = _grid(space, settings.options.levels)
    elif name in ("random", "lhs"):
        rows = _scattered(space, settings)
    else:
        rows = _indexed(space, settings)
    unlike(space, crossed=name != "file")
    rows.insert(0, "point", np.arange(len(rows)))
    return space, rows


def indices(settings: SweepSettings, space: Space) -> int:
    """How many indices the design gives for one measure and combination; 0 where it is for none."""
    factors = len(space.intervals)
    if settings.design == "sobol" and settings.options.indices:
        return 2 * factors + (factors * (factors - 1) // 2 if settings.options.second_order else 0)
    if settings.design == "subsets":
        return len(settings.options.instruments or _usual_instruments())
    return 3 * factors if settings.design == "morris" else 0


def _grid(space: Space, levels: int) -> pd.DataFrame:
    """Every combination of values; an interval gives evenly spaced ones, its ends among them."""
    _need(space.keys, "grid", "at least one list, such as officials.courage=0.2,0.5,0.8")
    axes: list[Sequence[Value]] = [
        list(dict.fromkeys(item.at(unit) for unit in np.linspace(0.0, 1.0, levels))) for item in space.intervals
    ]
    axes += [item.values for item in space.choices]
    few(math.prod(map(len, axes)), f"a grid of {' x '.join(str(len(axis)) for axis in axes)} values")
    return _frame(space.keys, itertools.product(*axes), combination=0)


def _scattered(space: Space, settings: SweepSettings) -> pd.DataFrame:
    """Independent points (``random``) or a Latin hypercube (``lhs``); a choice is one more dimension, cut evenly."""
    from scipy.stats import qmc

    _need(space.keys, settings.design, "at least one factor, such as officials.courage=interval(0,1)")
    samples, generator = settings.options.samples, np.random.default_rng(settings.options.seed)
    size = len(space.keys)
    few(samples, f"design.samples={samples}")
    unit = (
        generator.random((samples, size))
        if settings.design == "random"
        else qmc.LatinHypercube(size, rng=generator).random(samples)
    )
    columns = [[item.at(u) for u in unit[:, i]] for i, item in enumerate(space.intervals)]
    for i, item in enumerate(space.choices, len(space.intervals)):
        columns.append([item.values[int(u * len(item.values))] for u in unit[:, i]])
    return _frame(space.keys, zip(*columns, strict=True), combination=0)


def _indexed(space: Space, settings: SweepSettings) -> pd.DataFrame:
    """Points from which SALib computes indices, in its order, for every combination of choices."""
    from SALib.sample import morris, sobol
    from scipy.stats import qmc

    keys, own = [item.key for item in space.intervals], settings.options
    _need(keys, settings.design, "at least one interval, such as officials.courage=interval(0,1)")
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}
    each = math.prod(len(item.values) for item in space.choices)
    option = GROWING[settings.design]
    few(_size(settings, len(keys)) * each, f"design.{option}={getattr(own, option)} and {each:,} combinations")
    if settings.design == "morris":
        unit, block = morris.sample(problem, own.trajectories, num_levels=own.levels, seed=own.seed), len(keys) + 1
    elif own.indices:
        unit = sobol.sample(problem, own.samples, calc_second_order=own.second_order, seed=own.seed)
        block = len(unit) // own.samples
    else:
        generator = np.random.default_rng(own.seed)
        unit, block = qmc.Sobol(len(keys), rng=generator).random(own.samples), 1
    values = [[item.at(u) for item, u in zip(space.intervals, row, strict=True)] for row in unit]
    return _cross(keys, values, block, space.choices)


def _size(settings: SweepSettings, factors: int) -> int:
    """How many points there are for one combination of choices."""
    own = settings.options
    if settings.design == "morris":
        return own.trajectories * (factors + 1)
    if not own.indices:
        return own.samples
    return own.samples * (2 * factors + 2 if own.second_order else factors + 2)


def _subsets(space: Space, names: Sequence[str]) -> tuple[Space, pd.DataFrame]:
    """Every combination of instruments, in their order, from none to all."""
    if space.intervals or any(item.key == "instruments" for item in space.choices):
        raise ParameterError(refused("what varies", next(iter(space.keys)), SUBSETS_VARY))
    if given := next((word for word in space.fixed if word.lstrip("+").partition("=")[0] == "instruments"), ""):
        wish = "left to design=subsets, which varies them; name them in design.instruments"
        raise ParameterError(refused("instruments", given.partition("=")[2], wish))
    names = list(names) or _usual_instruments()
    shown = f"[{','.join(map(str, names))}]"
    for name in names:
        if name not in INSTRUMENTS:
            raise ParameterError(refused("design.instruments", shown, one_of(INSTRUMENTS, str(name))))
    if len(set(names)) < len(names) or len(names) > MOST_INSTRUMENTS:
        raise ParameterError(refused("design.instruments", shown, f"at most {MOST_INSTRUMENTS} names, each once"))
    each = math.prod(len(item.values) for item in space.choices)
    few(2 ** len(names) * each, f"{2 ** len(names):,} sets of instruments for each of {each:,} combinations")
    chosen = [[name for bit, name in enumerate(names) if number >> bit & 1] for number in range(2 ** len(names))]
    texts = [f"[{','.join(subset)}]" for subset in chosen]
    own = Choice("instruments", dict(zip(texts, chosen, strict=True)), composed=False)
    rows = _cross(["instruments"], [[text] for text in texts], 1, space.choices)
    made = Space(space.fixed, (), (own, *space.choices), space.config_name, space.config_dir)
    return made, rows


def _file(space: Space, path: Path) -> tuple[Space, pd.DataFrame]:
    """Points as they stand in a file, a column for each key."""
    if space.keys:
        wish = "one value under design=file, whose points come from the file"
        raise ParameterError(refused(space.keys[0], "what varies", wish))
    table = listing.read(path)
    columns = {key: texts for key, texts in table.columns.items() if key not in BOOKKEEPING}
    _need(list(columns), "file", f"a column with a key in {path}, such as officials.courage")
    heads = [Given(key, f"column {key} of {path.name}", varies=True) for key in columns]
    once([*map(Given.of, parse(space.fixed)), *heads])
    for head in heads:
        may_vary(head.key, head.shown)
    with hydra_with(space.config_dir):  # cells may name sets, those of the user's folder included
        choices = [_column(key, texts, table) for key, texts in columns.items()]
        shown = [_shown(choice, texts) for choice, texts in zip(choices, columns.values(), strict=True)]
    made = Space(space.fixed, (), tuple(choices), space.config_name, space.config_dir)
    return made, _frame(made.keys, zip(*shown, strict=True), combination=0)


def _column(key: str, texts: Sequence[str], table: listing.Listing) -> Choice:
    """Make a factor of a column; what is wrong is told with its place in the file."""
    different = list(dict.fromkeys(texts))
    try:
        return listed(key, different)
    except ParameterError:
        for text in different:
            try:
                listed(key, [text])
            except ParameterError as error:
                raise ParameterError(f"{table.path}, {table.places[texts.index(text)]}: {error}") from None
        raise


def _shown(choice: Choice, texts: Sequence[str]) -> list[Value]:
    """Find what stands in the column for each text; two ways to write one number are one value."""
    different = list(dict.fromkeys(texts))
    if len(choice.meaning) == len(different):
        values = dict(zip(different, choice.meaning, strict=True))
    else:
        values = {text: listed(choice.key, [text]).values[0] for text in different}
    return [values[text] for text in texts]


def _cross(keys: Sequence[str], rows: Sequence[Sequence[Value]], block: int, choices: Sequence[Choice]) -> pd.DataFrame:
    """Repeat rows for every combination of choices, block by block, so that more blocks only add at the end."""
    combinations = list(itertools.product(*(item.values for item in choices)))
    made = [
        (number, *row, *combination)
        for start in range(0, len(rows), block)
        for number, combination in enumerate(combinations)
        for row in rows[start : start + block]
    ]
    return pd.DataFrame(made, columns=["combination", *keys, *(item.key for item in choices)])


def _frame(keys: Sequence[str], rows: Any, combination: int) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(keys))
    frame.insert(0, "combination", combination)
    return frame


def _need(keys: Sequence[str], design: str, wish: str) -> None:
    if not keys:
        raise ParameterError(refused(f"what varies under design={design}", "nothing", wish))


def _usual_instruments() -> list[str]:
    """Name the instruments of the essay's own package."""
    return list(load("norms=anticyclical").instruments)
