"""An adapter to the EMA Workbench (Kwakkel 2017): its words for our parameters, and our results for its analyses.

    uncertainties, levers = parameters("officials.courage", "evidence.house_bias=interval(0,1)",
                                       "norms=choice(reactive,anticyclical)")
    model = workbench_model(["trust", "incidents"], [*uncertainties, *levers], "population.citizens=2000", "weeks=260")

    experiments, outcomes = results("sweeps/lhs-1a2b3c")
    box = prim(experiments, outcomes["trust"] < 0.4).find_box()
    feature_scores(experiments, outcomes)

The Workbench wants names that Python accepts: the dots of a key are written as two underscores (:func:`identifier`), in
its parameters and in the columns of experiments alike. Versions 2.5 (Python 3.11) and 3.0 (from 3.12) both work.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from abm.analysis.summary import measures_of
from abm.configuration.loading import load, parse
from abm.parameters.checks import ParameterError, declaration_of, one_of, refused, unknown
from abm.sweeps import space, store
from abm.sweeps.designs import BOOKKEEPING
from abm.sweeps.space import Choice, Interval

INSTALL = 'the EMA Workbench is not installed: pip install "anticyclical-abm[ema]"'

LEVERS = ("norms", "instruments", "instrument.", "timing", "imposed.", "method", "ministries.mandate")
"""What government can decide, by the start of its key; all else is uncertain. Give other ones where you differ."""

SEED = 1
"""Of the random forests behind feature scores, so that they repeat."""

SMALLEST = 1e-9
"""Share of runs of interest that is next to none."""


def identifier(key: str) -> str:
    """Write a key as a name that Python accepts, and that the Workbench has no other use for.

    ``scenario`` becomes ``scenario__``: the Workbench drops a column of that name from every analysis.

    Examples
    --------
    >>> identifier("officials.courage"), key_of("officials__courage")
    ('officials__courage', 'officials.courage')
    """
    return "scenario__" if key == "scenario" else key.replace(".", "__")


def key_of(name: str) -> str:
    """Undo :func:`identifier`.

    Examples
    --------
    >>> key_of("scenario__")
    'scenario'
    """
    return "scenario" if name == "scenario__" else name.replace("__", ".")


def parameters(*words: str, levers: Sequence[str] = LEVERS) -> tuple[list[Any], list[Any]]:
    """Turn parameters of the model into uncertainties and levers of the Workbench.

    Parameters
    ----------
    *words : str
        A key alone, for its whole declared range or all its choices; or with a range of its own as in ``abm sweep``:
        ``officials.courage=interval(0.2,0.6)``, ``norms=choice(reactive,anticyclical)``.
    levers : sequence of str
        How the keys of levers begin.

    Returns
    -------
    uncertainties, levers : lists of RealParameter, IntegerParameter and CategoricalParameter

    Raises
    ------
    ParameterError
        With one line, when a word is wrong or the Workbench is missing.

    Examples
    --------
    >>> uncertainties, levers = parameters("officials.courage", "norms=choice(reactive,anticyclical)")
    >>> [item.name for item in uncertainties], [item.name for item in levers]
    (['officials__courage'], ['norms'])
    """
    _workbench()
    given = space.read(parse([word if "=" in word else _whole_range(word) for word in words]))
    if given.fixed:
        key, _, value = given.fixed[0].partition("=")
        raise ParameterError(refused(key, value, "something that varies: interval(a,b) or choice(a,b)"))
    both: list[Interval | Choice] = [*given.intervals, *given.choices]
    factors = {item.key: _parameter(item) for item in both}
    decided = {key: key.startswith(tuple(levers)) for key in factors}
    return [factors[key] for key in factors if not decided[key]], [factors[key] for key in factors if decided[key]]


def workbench_model(
    measures: Sequence[str], factors: Iterable[Any], *fixed: str, levers: Sequence[str] = LEVERS
) -> Any:
    """Wrap the model as a ``Model`` of the Workbench, for its ``perform_experiments`` and ``optimize``.

    Parameters
    ----------
    measures : sequence of str
        Outcomes: measures of a run.
    factors : iterable
        What :func:`parameters` returned.
    *fixed : str
        Overrides that hold in every experiment; ``seed`` among them.
    levers : sequence of str
        As in :func:`parameters`.

    Examples
    --------
    >>> uncertainties, levers = parameters("officials.courage", "norms=choice(reactive,anticyclical)")
    >>> model = workbench_model(["misfit"], [*uncertainties, *levers], "population=small", "weeks=4", "burn_in=1")
    >>> list(model.function(officials__courage=0.7, norms="anticyclical"))
    ['misfit']
    """
    workbench = _workbench()
    model = workbench.Model("abm", function=Experiment(tuple(measures), tuple(fixed)))
    all_of_them = list(factors)
    model.levers = [item for item in all_of_them if key_of(item.name).startswith(tuple(levers))]
    model.uncertainties = [item for item in all_of_them if not key_of(item.name).startswith(tuple(levers))]
    model.outcomes = [workbench.ScalarOutcome(name) for name in measures]
    return model


class Experiment:
    """One run for the Workbench; a class, so that its processes can be handed it.

    Parameters
    ----------
    measures : tuple of str
        Measures of the run to return.
    fixed : tuple of str
        Overrides in force.
    """

    __name__ = "abm"

    def __init__(self, measures: tuple[str, ...], fixed: tuple[str, ...]) -> None:
        self.measures, self.fixed = measures, fixed

    def __call__(self, **values: Any) -> dict[str, float]:
        """Run once with the values of the factors, by :func:`identifier`."""
        from abm.observation.record import simulate

        given = load(*self.fixed, *(f"{key_of(name)}={_typed(value)}" for name, value in values.items()))
        row = simulate(given, given.seed).runs.to_pylist()[0]
        return {name: np.nan if row[name] is None else row[name] for name in self.measures}


def results(folder: str | Path, measures: Sequence[str] = ()) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Read a sweep, also an unfinished one, as experiments and outcomes of the Workbench.

    Parameters
    ----------
    folder : path
        Of the sweep.
    measures : sequence of str
        Outcomes; empty takes every measure that has a value in all runs.

    Returns
    -------
    experiments : DataFrame
        One row per run that did not fail, one column per factor; seeds are left out, as they are no factor.
    outcomes : dict of str to ndarray
        By measure, in the order of experiments.

    Examples
    --------
    Where ``folder`` is that of a sweep over ``officials.courage`` and ``ministries.mandate``:

    >>> experiments, outcomes = results(folder, ["misfit"])
    >>> list(experiments), outcomes["misfit"].shape == (len(experiments),)
    (['officials__courage', 'ministries__mandate'], True)
    """
    runs = store.read(folder)
    runs = runs[runs["error"].isna()]
    factors = [name for name in store.points(folder) if name not in BOOKKEEPING]
    known = [name for name in measures_of(runs) if name not in ("error", *factors, *BOOKKEEPING)]
    for name in measures:
        if name not in known:
            raise ParameterError(refused("measures", f"[{','.join(measures)}]", one_of(known, name)))
    wanted = list(measures) or [name for name in known if runs[name].notna().all()]
    experiments = runs[factors].rename(columns=identifier).reset_index(drop=True)
    return experiments, {name: runs[name].to_numpy(dtype=float) for name in wanted}


def prim(experiments: pd.DataFrame, of_interest: np.ndarray, **options: Any) -> Any:
    """Start PRIM on what :func:`results` returned; ``find_box()`` of what it returns finds the first box.

    Parameters
    ----------
    experiments : DataFrame
        As from :func:`results`.
    of_interest : ndarray of bool
        Which runs the box should hold.
    **options
        For the ``Prim`` of the Workbench: ``peel_alpha``, ``mass_min`` and others. Version 2.5 also has ``threshold``,
        the share of runs of interest without which a box is thrown away, and from which a value counts as of interest;
        here it is next to 0, so that both give the box, and the same density and coverage.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> experiments = pd.DataFrame({"officials__courage": rng.random(200), "ministries__mandate": rng.random(200)})
    >>> box = prim(experiments, experiments["officials__courage"] > 0.8).find_box()
    >>> round(float(box.peeling_trajectory["density"].iloc[-1]))
    1
    """
    _workbench()
    from ema_workbench.analysis.prim import Prim

    if "threshold" in inspect.signature(Prim).parameters:
        options = {"threshold": SMALLEST} | options
    return Prim(experiments, np.asarray(of_interest, dtype=bool), **options)


def feature_scores(experiments: pd.DataFrame, outcomes: dict[str, np.ndarray], **options: Any) -> pd.DataFrame:
    """Score factors by how much extremely randomised trees use them, with ``get_feature_scores_all`` of the Workbench.

    Returns
    -------
    DataFrame
        A row per factor, a column per outcome; each column sums to 1.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> experiments = pd.DataFrame({"officials__courage": rng.random(60), "ministries__mandate": rng.random(60)})
    >>> feature_scores(experiments, {"misfit": experiments["officials__courage"].to_numpy()})["misfit"].idxmax()
    'officials__courage'
    """
    _workbench()
    from ema_workbench.analysis.feature_scoring import get_feature_scores_all

    options = {"random_state": SEED} | options
    return get_feature_scores_all(experiments, outcomes, **options)


def _workbench() -> ModuleType:
    try:
        import ema_workbench
    except ImportError:
        raise ParameterError(INSTALL) from None
    return ema_workbench


def _whole_range(key: str) -> str:
    """Write a key with everything it may be."""
    declaration = declaration_of(key)
    if declaration is None:
        raise ParameterError(unknown(key))
    if declaration.choices or declaration.kind is bool:
        return f"{key}=choice({','.join(declaration.choices or ('true', 'false'))})"
    if declaration.low is None:
        raise ParameterError(refused(key, "nothing", f"given its values, as it has no range; write {key}=choice(a,b)"))
    return f"{key}=interval({declaration.low},{declaration.high})"


def _parameter(factor: Interval | Choice) -> Any:
    workbench, name = _workbench(), identifier(factor.key)
    if isinstance(factor, Choice):
        return workbench.CategoricalParameter(name, list(factor.values))
    if factor.whole:
        return workbench.IntegerParameter(name, int(factor.low), int(factor.high))
    return workbench.RealParameter(name, factor.low, factor.high)


def _typed(value: Any) -> str:
    """Write a value as it would be typed."""
    return str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)
