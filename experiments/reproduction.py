"""How many incidents an incident brings about: its reproduction number, by norms, load, and what coordination is worth.

Question: does unrest feed itself, and more so where officials are busy?
Design:   worlds of the calibrated set, a seed each. After three years every ministry meets one incident, on one dossier
          each, of severities that stand for all ordinary ones (evenly spaced quantiles of their distribution, dealt out
          anew in every world). From that week on the world is also lived without them, from the same state. What is
          counted is the hazard of incidents of government's own, in 156 weeks: their expected number, which no luck of
          single incidents blurs. G is the extra hazard per incident that was put in. It holds the incidents of
          incidents too, so that the reproduction number is R = G/(1 + G). By norm set at three levels of load
          (officials of a ministry); and without norms over the two things that make haste costly, the incidents of
          unfinished coordination (``incidents.coordination_slope``) and the errors of a draft made in haste
          (``work.drafting_error``), each at 0, as shipped and twice that. Without norms, and as shipped, load is also
          made by what comes from outside, at the shipped number of officials: few issues, many, and those of the world
          itself (``shocks.rate``), which in most worlds are between the two.
Columns of reproduction: norms; officials, of a ministry; coordination_slope; drafting_error; rate, exogenous issues per
          ministry and week where the arm sets them (empty where they are the world's own); load, what makes it differ:
          officials or shocks (the shipped number of officials with the world's own issues stands under officials, and
          is a level of both); utilisation, with unit; extra: own, on the struck dossiers, rest, on all others, or
          total; extra_hazard, G, per incident that was put in, with its interval (low, high: 95%, Student, over
          worlds); reproduction, R, with its interval (reproduction_low, reproduction_high: the same ends put into
          R = G/(1 + G)); found: up, down, or none found where the interval includes 0; seeds, results_version.
Columns of reproduction_load: norms; coordination_slope; drafting_error; load, what makes it differ: officials or
          shocks; extra, as above; slope of G over utilisation, by least squares through the levels of load of a world,
          with its interval over worlds (low, high), in incidents for the whole of all hours, unit; range, of
          utilisation between the ends of the load; found: up, down, or none found; slope_of_r, of total only: the slope
          of R over utilisation by the means of each load, with its jackknife interval over worlds (slope_of_r_low,
          slope_of_r_high); smallest, the smallest such slope that counts: a change of R by .03 over the loads; verdict
          on refuter R7 there: stands, fails or undecided, by the rule of docs/ODD.md I.i; seeds, results_version.

    abm study reproduction hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from abm.analysis.rule import CHANGE_OF_R, judged
from abm.analysis.summary import student
from abm.execution.state import put, take
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.parameters import Event, Parameters
from abm.policy.incidents import heavy_tail

NORMS = ("reactive", "tick_box", "mandate", "comply_or_explain", "going_outside", "anticyclical")
OFFICIALS, USUAL = (16, 20, 26), 20
"""Of a ministry: fewer is a higher load; and how many the model ships."""

RATES = (0.05, 0.2)
"""Of exogenous issues: more is a higher load."""

SLOPES = (0.0, 0.05, 0.1)
ERRORS = (0.0, 0.6, 1.2)
SHIPPED = (0.05, 0.6)
"""Of the slope of incidents on unfinished coordination, and of the error of a hasty draft."""

FIRST, AFTER = 3 * WEEKS_PER_YEAR, 3 * WEEKS_PER_YEAR
"""Week of the incidents, and weeks in which hazards are counted."""

TOTAL = "total"
EXTRA = ("own", "rest", TOTAL)


@dataclass(frozen=True)
class Arm:
    """One norm set at one load, with one worth of coordination and of care; without a rate that of the world."""

    norms: str
    officials: int
    coordination_slope: float
    drafting_error: float
    rate: float | None = None

    @property
    def load(self) -> str:
        """What makes its load differ from that of others."""
        return "officials" if self.rate is None else "shocks"

    @property
    def words(self) -> tuple[str, ...]:
        """What it sets."""
        return (
            f"norms={self.norms}",
            f"officials.per_ministry={self.officials}",
            f"incidents.coordination_slope={self.coordination_slope}",
            f"work.drafting_error={self.drafting_error}",
            *(() if self.rate is None else (f"shocks.rate={self.rate}",)),
        )


@register()
def study(options: Options) -> Tables:
    """Put incidents into every arm."""
    norms = options.at(tiny=NORMS[:1], quick=NORMS, full=NORMS)
    arms = [Arm(name, officials, *SHIPPED) for name in norms for officials in OFFICIALS]
    arms += [Arm(NORMS[0], USUAL, *SHIPPED, rate) for rate in RATES]
    if options.size != "tiny":
        others = (pair for pair in itertools.product(SLOPES, ERRORS) if pair != SHIPPED)
        arms += [Arm(NORMS[0], officials, *pair) for pair in others for officials in OFFICIALS]
    weeks = options.at(tiny=FIRST + 20, quick=FIRST + AFTER, full=FIRST + AFTER)
    found = live({str(number): (*arm.words, f"weeks={weeks}") for number, arm in enumerate(arms)}, options, struck)
    seen = pd.DataFrame({"arm": arms[int(name)], "world": world, **values} for name, world, values in found)
    return {"reproduction": tabulate(seen), "reproduction_load": over_load(seen)}


def struck(parameters: Parameters, seed: int) -> dict[str, float]:
    """Extra hazard per incident that was put in, and utilisation without them."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in + FIRST):
        model.step()
    twin = PolicyModel(parameters, seed=seed)
    put(take(model), twin)
    dossiers = [ministry.dossiers[seed % len(ministry.dossiers)].number for ministry in model.ministries_by_number]
    for dossier, size in zip(dossiers, severities(parameters, len(dossiers), seed), strict=True):
        model.world.add(Event(FIRST, "incident", str(dossier), size))
    left = parameters.weeks - FIRST
    (with_them, _), (without, busy) = hazards(model, left), hazards(twin, left)
    extra = (with_them - without) / len(dossiers)
    own = float(extra[dossiers].sum())
    return {"own": own, "rest": float(extra.sum()) - own, "total": float(extra.sum()), "utilisation": busy}


def severities(parameters: Parameters, count: int, seed: int) -> list[float]:
    """Evenly spaced quantiles of the severity of ordinary incidents, in an order of the seed's own."""
    own = parameters.incidents
    places = (np.random.default_rng(seed).permutation(count) + 0.5) / count
    return [float(heavy_tail(place, own.severity_tail, own.severity_limit)) for place in places.tolist()]


def hazards(model: PolicyModel, weeks: int) -> tuple[Floats, float]:
    """Sum over weeks of the hazard of each dossier, and mean utilisation of ministries."""
    board, total, busy = model.board, np.zeros(len(model.board)), 0.0
    for _ in range(weeks):
        model.step()
        total += board.hazard_misfit + board.hazard_coordination
        busy += sum(ministry.utilisation for ministry in model.ministries_by_number) / len(model.ministries_by_number)
    return total, busy / weeks


def of_reproduction(group: pd.DataFrame) -> dict[str, object]:
    """Slope of R over utilisation by the means of each load, its jackknife interval over worlds, and what R7 says."""
    middle, worlds = slope_of(group), group["world"].unique()
    without = np.array([slope_of(group[group["world"] != world]) for world in worlds])
    _, low, high = student(len(worlds) * middle - (len(worlds) - 1) * without)  # Tukey's pseudo-values
    least = CHANGE_OF_R / float(np.ptp(group.groupby("arm", sort=False)["utilisation"].mean()))
    ends = {"slope_of_r": middle, "slope_of_r_low": low, "slope_of_r_high": high}
    return {**ends, "smallest": least, "verdict": judged(low, high, 1, least)}


def slope_of(rows: pd.DataFrame) -> float:
    """Of R over utilisation, by least squares through the means of each load."""
    means = rows.groupby("arm", sort=False)[["utilisation", TOTAL]].mean()
    return float(np.polyfit(means["utilisation"], means[TOTAL].map(reproduction), 1)[0])


def reproduction(extra: float) -> float:
    """R = G/(1 + G): a chain in which each incident brings R others about holds G = R + R² + … = R/(1 − R) more.

    Examples
    --------
    >>> reproduction(0.25)
    0.2
    """
    return extra / (1.0 + extra) if extra > -1.0 else float("nan")


def tabulate(seen: pd.DataFrame) -> pd.DataFrame:
    """Table of all arms, from one row per arm and world."""
    rows = []
    for arm, group in seen.groupby("arm", sort=False):
        for extra in EXTRA:
            middle, low, high = student(group[extra].to_numpy())
            rows.append(
                {**arm.__dict__, "load": arm.load, "utilisation": group["utilisation"].mean(), "unit": "share",
                 "extra": extra, "extra_hazard": middle, "low": low, "high": high, **whole(extra, middle, low, high),
                 "found": FOUND[direction(low, high)]}
            )  # fmt: skip
    return pd.DataFrame(rows)


def whole(extra: str, middle: float, low: float, high: float) -> dict[str, float]:
    """R and its interval; of a part of the hazard alone there is none, as all parts bring others about."""
    ends = ("reproduction", "reproduction_low", "reproduction_high")
    return {
        name: reproduction(value) if extra == TOTAL else float("nan")
        for name, value in zip(ends, (middle, low, high), strict=True)
    }


def over_load(seen: pd.DataFrame) -> pd.DataFrame:
    """How G changes with utilisation, world by world."""
    rows: list[dict[str, object]] = []
    for key, group in lines(seen):
        worlds = [world.sort_values("utilisation") for _, world in group.groupby("world")]
        for extra in EXTRA:
            slopes = [np.polyfit(world["utilisation"], world[extra], 1)[0] for world in worlds]
            middle, low, high = student(np.array(slopes))
            rows.append(
                {**key, "extra": extra, "slope": middle, "low": low, "high": high, "unit": "incidents",
                 "range": float(np.mean([np.ptp(world["utilisation"]) for world in worlds])),
                 "found": FOUND[direction(low, high)]}
            )  # fmt: skip
        rows[-1] |= of_reproduction(group)
    return pd.DataFrame(rows)


def lines(seen: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """Rows that differ in load alone, by what makes it differ; the usual load is a level of each."""
    names = ("norms", "coordination_slope", "drafting_error")
    shown = seen.assign(**{name: [getattr(arm, name) for arm in seen["arm"]] for name in names})
    for key, group in shown.groupby(list(names), sort=False):
        levels = {
            "officials": [arm.rate is None for arm in group["arm"]],
            "shocks": [arm.officials == USUAL for arm in group["arm"]],
        }
        for load in dict.fromkeys(arm.load for arm in group["arm"]):
            yield {**dict(zip(names, key, strict=True)), "load": load}, group[levels[load]]
