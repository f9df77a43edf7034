"""One configuration with many seeds."""

from __future__ import annotations

import copy

from abm.parameters import Parameters


def replicates(parameters: Parameters, n: int) -> list[Parameters]:
    """Copy a configuration once for each of ``n`` consecutive seeds.

    Parameters
    ----------
    parameters : Parameters
        The configuration; its own seed is the first.
    n : int
        How many.

    Returns
    -------
    list of Parameters
        Each makes one run of its own, also in Mesa's ``batch_run``.

    Examples
    --------
    >>> import abm
    >>> [item.seed for item in abm.replicates(abm.load("seed=7"), 3)]
    [7, 8, 9]
    """
    made = []
    for number in range(n):
        own = copy.deepcopy(parameters)
        own.seed, own.replicates = parameters.seed + number, 1
        made.append(own)
    return made
