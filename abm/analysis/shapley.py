"""Shapley values: how much of what a package does is due to each of its instruments, in whatever company it works.

The Shapley value of an instrument is its contribution to a measure, averaged over all orders in which the instruments
of a package could have been introduced one by one (Shapley 1953, doi:10.1515/9781400881970-018). Only this division
adds up to the effect of the whole package, treats equals alike, gives nothing to what does nothing, and gives for
the sum of two measures the sum of their values. It needs runs of every combination, which the design ``subsets`` has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np


def shapley(worth: np.ndarray) -> np.ndarray:
    """Exact Shapley values.

    Parameters
    ----------
    worth : ndarray, shape (2**n, ...)
        What each combination of n players is worth; bit i of the row number says whether player i takes part, so that
        row 0 is nobody and the last row everybody. Further axes (seeds, say) are independent games.

    Returns
    -------
    ndarray, shape (n, ...)
        phi_i = sum over combinations S without i of ``|S|! (n - |S| - 1)! / n! (worth(S with i) - worth(S))``.

    Examples
    --------
    Two players who are worth 1 and 2 alone, and 5 together:

    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0, 3.0]
    """
    n = _players(worth)
    combinations = np.arange(len(worth))
    size = np.bitwise_count(combinations)
    weight = np.array([1.0 / (n * math.comb(n - 1, members)) for members in range(n)])
    values = np.empty((n, *worth.shape[1:]))
    for player in range(n):
        without = combinations[combinations >> player & 1 == 0]
        values[player] = np.tensordot(weight[size[without]], worth[without | 1 << player] - worth[without], axes=1)
    return values


def alone(worth: np.ndarray) -> np.ndarray:
    """Contribution of each player when nobody else takes part; shapes as in :func:`shapley`."""
    return np.stack([worth[1 << player] - worth[0] for player in range(_players(worth))])


def added_last(worth: np.ndarray) -> np.ndarray:
    """Contribution of each player when all others already take part; shapes as in :func:`shapley`."""
    everybody = len(worth) - 1
    return np.stack([worth[everybody] - worth[everybody ^ 1 << player] for player in range(_players(worth))])


def row_numbers(combinations: Iterable[Iterable[str]], players: Sequence[str]) -> list[int]:
    """Row of each combination in the table that :func:`shapley` takes: bit i stands for player i."""
    bit = {name: 1 << number for number, name in enumerate(players)}
    return [sum(bit[name] for name in members) for members in combinations]


def _players(worth: np.ndarray) -> int:
    n = len(worth).bit_length() - 1
    if n < 1 or len(worth) != 1 << n:
        raise ValueError(f"{len(worth)} combinations are not all combinations of at least one player")
    return n
