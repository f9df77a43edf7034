"""How large the municipalities of the country are, from the list of Statistics Netherlands."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@lru_cache
def municipalities() -> tuple[tuple[str, int], ...]:
    """Name and inhabitants of each municipality on 1 January 2024, in the order of their codes.

    Source: Statistics Netherlands (CBS), Kerncijfers wijken en buurten 2024, in
    ``experiments/data/netherlands_municipalities.csv``. People of all ages: the list by municipality has no adults.

    >>> len(municipalities()), municipalities()[0]
    (342, ('Groningen', 243768))
    """
    text = files("abm.experiments.data").joinpath("netherlands_municipalities.csv").read_text(encoding="utf-8")
    return tuple((row["name"], int(row["inhabitants"])) for row in csv.DictReader(text.splitlines()))


def weights(sizes: str, communities: int) -> NDArray[np.int64]:
    """Relative sizes of communities; shape (communities,)."""
    if sizes == "municipalities":
        return np.array([inhabitants for _, inhabitants in municipalities()], np.int64)
    return np.ones(communities, np.int64)
