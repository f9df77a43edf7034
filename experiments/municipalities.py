"""Trust by municipality: the whole country, one simulated citizen for every adult, after a term under two norm sets.

Question: after a term, does the package change how many trust in every municipality, and how much of what
          municipalities differ by is luck?
Design:   worlds of the calibrated set, a seed each; 14 million citizens in 342 communities of the sizes of the
          municipalities of 2024; 208 weeks without norms and under ``anticyclical``, by the same people. Looked at in
          the last week. Of the country a municipality has nothing but its size: what people need, whether they are
          higher educated and whom they hear is drawn anew in every world, and there is no map, income or party in it.
          What municipalities differ by in a world is held against what sampling alone gives: as many citizens, drawn at
          random from the country of that world, wherever they live.
Columns of municipalities: municipality, its name; inhabitants, of all ages; citizens, simulated; measure: trust_share,
          the share who trust, or trust, its mean; unit; without, its mean over worlds without norms; with_norms, that
          under the package; difference, paired by world, with its interval (low, high: 95%, Student, over worlds);
          found: up, down, or none found where the interval includes 0; chance, s.d. that sampling alone gives to the
          difference in a world (of trust_share; else empty); seeds, results_version.
Columns of municipalities_spread: measure: trust_share or trust; unit; what, that is looked at: without (norms),
          with_norms or difference; mean, over all citizens, and over worlds, with its interval (low, high: 95%,
          Student); found: up, down, or none found (of difference; else empty); spread, s.d. over municipalities in a
          world, each weighed by its citizens; sampling, share of that variance which sampling alone gives (of
          trust_share; else empty), with its interval (sampling_low, sampling_high); by_size, change for ten times as
          many inhabitants, by least squares in which citizens count alike, with its interval (by_size_low,
          by_size_high); size_found: up, down, or none found; seeds, results_version.

    abm study municipalities hydra.run.dir=experiments/data
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from abm.agents.citizens.municipalities import municipalities
from abm.analysis.summary import student
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction, unit_of
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats, Integers
from abm.parameters import Parameters

NONE, PACKAGE = "reactive", "anticyclical"
SHARE, MEAN = "trust_share", "trust"
WITHOUT, WITH, DIFFERENCE = "without", "with_norms", "difference"
TRUSTS = 0.5
"""Trust above which a citizen is one who trusts."""


class Country(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    citizens : array of shape (municipalities,)
        How many live in each.
    trust : array of shape (municipalities,)
        Mean trust in the last week; nan where nobody lives.
    trusts : array of uint8
        Whether each citizen trusts in the last week, a bit each, municipality by municipality.
    """

    citizens: Integers
    trust: Floats
    trusts: np.ndarray


class Seen(NamedTuple):
    """One measure in one world, by municipality, and the variance that sampling alone gives; arrays by what is seen."""

    values: dict[str, Floats]
    chance: dict[str, Floats]


@register(seeds={"tiny": 2, "quick": 3, "full": 5})
def study(options: Options) -> Tables:
    """Live both norm sets in every world."""
    citizens, weeks = options.at(tiny=(4_000, 20), quick=(140_000, 208), full=(14_000_000, 208))
    country = (
        *(f"population.citizens={citizens}", f"population.communities={len(municipalities())}"),
        *("population.sizes=municipalities", f"weeks={weeks}"),
    )
    found = live({name: (f"norms={name}", *country) for name in (NONE, PACKAGE)}, options, look)
    return tabulate(found)


def look(parameters: Parameters, seed: int) -> Country:
    """Live a run, and look at every citizen in its last week."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in + parameters.weeks):
        model.step()
    trust, first = np.asarray(model.citizens.trust), model.citizens.network.first
    sizes = np.diff(first)
    return Country(sizes, summed(trust, sizes) / np.where(sizes, sizes, np.nan), np.packbits(trust > TRUSTS))


def summed(values: np.ndarray, sizes: Integers) -> Floats:
    """Sum over the citizens of each municipality, 0 where nobody lives.

    Examples
    --------
    >>> summed(np.array([1.0, 2.0, 3.0]), np.array([2, 0, 1])).tolist()
    [3.0, 0.0, 3.0]
    """
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    ends = np.cumsum(sizes)
    return np.asarray(total[ends] - total[ends - sizes])


def tabulate(found: list[tuple[str, int, Country]]) -> Tables:
    """Tables of both measures, from what is kept of all runs."""
    lives = {(name, world): country for name, world, country in found}
    worlds = sorted({world for _, world in lives})
    pairs = [(lives[NONE, world], lives[PACKAGE, world]) for world in worlds]
    citizens = pairs[0][0].citizens
    places, spreads = [], []
    for measure, see in ((SHARE, shares), (MEAN, means)):
        seen = [see(*pair) for pair in pairs]
        places.append(by_place(seen, citizens, measure))
        spreads += [spread(seen, citizens, what, measure) for what in (WITHOUT, WITH, DIFFERENCE)]
    return {"municipalities": pd.concat(places, ignore_index=True), "municipalities_spread": pd.DataFrame(spreads)}


def shares(without: Country, package: Country) -> Seen:
    """Who trusts. Sampling gives p(1 - p)/n to a share, and (gained + lost - difference²)/n to the difference."""
    sizes = without.citizens
    before, after = (np.unpackbits(one.trusts, count=int(sizes.sum())).astype(bool) for one in (without, package))
    many = np.where(sizes, sizes, np.nan)
    values = {WITHOUT: summed(before, sizes) / many, WITH: summed(after, sizes) / many}
    values[DIFFERENCE] = values[WITH] - values[WITHOUT]
    change = float(after.mean() - before.mean())
    variance = {name: float(who.mean() * (1.0 - who.mean())) for name, who in ((WITHOUT, before), (WITH, after))}
    variance[DIFFERENCE] = float((before != after).mean()) - change * change
    return Seen(values, {name: value / many for name, value in variance.items()})


def means(without: Country, package: Country) -> Seen:
    """Mean trust; what sampling alone gives is told of shares only."""
    values = {WITHOUT: without.trust, WITH: package.trust, DIFFERENCE: package.trust - without.trust}
    return Seen(values, {name: np.full(len(one), np.nan) for name, one in values.items()})


def by_place(seen: list[Seen], citizens: Integers, measure: str) -> pd.DataFrame:
    """A row for each municipality."""
    rows = []
    for place, ((name, inhabitants), many) in enumerate(zip(municipalities(), citizens.tolist(), strict=True)):
        without, with_norms, difference = (
            np.array([one.values[what][place] for one in seen]) for what in (WITHOUT, WITH, DIFFERENCE)
        )
        middle, low, high = student(difference[~np.isnan(difference)])
        chance = float(np.sqrt(np.mean([one.chance[DIFFERENCE][place] for one in seen])))
        rows.append(
            {"municipality": name, "inhabitants": inhabitants, "citizens": many, "measure": measure,
             "unit": unit_of(measure), "without": float(without.mean()), "with_norms": float(with_norms.mean()),
             "difference": middle, "low": low, "high": high, "found": FOUND[direction(low, high)], "chance": chance}
        )  # fmt: skip
    return pd.DataFrame(rows)


def spread(seen: list[Seen], citizens: Integers, what: str, measure: str) -> dict[str, object]:
    """How municipalities differ within a world: how much, how much of it sampling gives, and whether by size."""
    lived = citizens > 0
    values = [one.values[what][lived] for one in seen]
    weights, free = citizens[lived], 1.0 - 1.0 / lived.sum()
    centres = np.array([np.average(one, weights=weights) for one in values])
    middle, low, high = student(centres)
    variances = np.array(
        [np.average((one - centre) ** 2, weights=weights) for one, centre in zip(values, centres, strict=True)]
    )
    luck = np.array([free * np.average(one.chance[what][lived], weights=weights) for one in seen])
    sampling = student(luck / np.where(variances, variances, np.nan))
    size = student(np.array([slope(one, lived, weights) for one in values]))
    found = FOUND[direction(low, high)] if what == DIFFERENCE else ""
    return {"measure": measure, "unit": unit_of(measure), "what": what, "mean": middle, "low": low, "high": high,
            "found": found, "spread": float(np.sqrt(variances.mean())), "sampling": sampling[0],
            "sampling_low": sampling[1], "sampling_high": sampling[2], "by_size": size[0], "by_size_low": size[1],
            "by_size_high": size[2], "size_found": FOUND[direction(*size[1:])]}  # fmt: skip


def slope(values: Floats, lived: np.ndarray, citizens: Integers) -> float:
    """Change for ten times as many inhabitants, by least squares in which every citizen counts alike."""
    size = np.log10([inhabitants for _, inhabitants in municipalities()])[lived]
    return float(np.polyfit(size, values, 1, w=np.sqrt(citizens))[0])
