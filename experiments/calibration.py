"""Which parameters fit the country: the set of worlds that show its patterns and its series of trust.

Question: which values of the parameters that no figure settles fit the patterns and the Dutch series of trust, 2012 to
          January 2021?
Design:   configs/study/calibration.yml, written before. Waves of worlds, spread over the ranges first and then over
          what is left of them; each world is run once, with a seed of its own, in the default scenario and in that of
          the Netherlands. A Gaussian process for each target says what worlds between them would show. A world is
          ruled out where it lies more than three s.d. from a target, in units of error, discrepancy, what the emulator
          does not know and, where the country has one history, luck. A target that no world comes near in the first
          wave fails, and counts no more. Where fewer than one candidate in a thousand is left, one target more may be
          missed. On what is left a posterior is drawn (emcee); its members are run several times each, and those are
          accepted that show themselves to lie within the cut. The most typical of them becomes the default.
Columns of calibration_runs: wave, a number, or members; world, its number in the wave; seed; the calibrated parameters
          by their keys; what was seen, by the names of the targets, and lead_by_salience, lead_reactive, lead_planned,
          which are held against none (experiments/calibrating/country.py); seeds, results_version.
Columns of calibration_waves: wave; worlds run so far; left, the share of the ranges that is not ruled out after it;
          missed, how many targets a world may miss; failing, the targets that no world comes near; effective, after the
          last: how many independent places the chains of the posterior are worth; seeds, results_version.
Columns of calibration_targets: target, source; target_low, target_high (empty: open on that side); error, discrepancy,
          their s.d.; history, one or many; luck, s.d. from run to run; counts: yes, or no where no world comes near;
          lowest, median, highest: of what members show on average; nearest, the smallest distance of a member in s.d.;
          fit, the share of members within the cut; seeds, results_version.
Columns of calibration_members: member, its number; the calibrated parameters by their keys; distance, its largest but
          for what may be missed, in s.d.; accepted, yes or no; typical, how far it lies from the median of the accepted
          members over all parameters, in ranges (root mean square); seeds, results_version.

    abm study calibration hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from abm.experiments.calibrating import country, matching, posterior, stored
from abm.experiments.calibrating.design import Calibration, Size, design
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.parameters import Parameters

BEST = 20
"""Runs that fit best, around which candidates are drawn beside those spread evenly."""

TINY = ("ministries.count=12",)
"""Of a tiny study: as many ministries as the scenario of the Netherlands strikes."""


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Run the waves, draw the posterior, and run its members."""
    plan = design()
    waves, last = calibrate(plan, plan.sizes[options.size], options)
    return {
        "calibration_runs": pd.concat((waves.runs, last), ignore_index=True),
        "calibration_waves": pd.DataFrame(waves.told),
        "calibration_targets": of_targets(plan, last, waves),
        "calibration_members": of_members(plan, last, waves),
    }


def calibrate(plan: Calibration, size: Size, options: Options, *overrides: str) -> tuple[Waves, pd.DataFrame]:
    """Run the waves, draw the posterior, and run its members; returns the waves, and a row for each run of a member.

    Parameters
    ----------
    overrides : str
        What else holds in all worlds.
    """
    bases = worlds(options, size, *overrides)
    waves = Waves(plan, size)
    places = matching.spread(size.first, len(plan.keys), 0)
    for wave in range(1, size.waves + 1):
        new = lived(plan, bases, plan.values(places), options, str(wave), len(waves.runs))
        left = waves.learn(new, wave)
        places = left.places[np.random.default_rng(wave).permutation(len(left.places))[: size.later]]
    drawn, effective = posterior.draw(
        waves.emulators, plan, waves.counts, left.places, size.chain, size.members, seed=1
    )
    waves.told[-1]["effective"] = effective
    return waves, lived(plan, bases, plan.values(drawn), options, stored.LAST, len(waves.runs), size.lives)


class Waves:
    """What was run so far, and what it rules out.

    Attributes
    ----------
    runs : DataFrame
        A row for each run.
    emulators : Emulators
        Of these runs.
    counts : array of bool, shape (targets,)
        Which targets count; all until the first wave has been run.
    missed : int
        How many of these a world may miss.
    told : list of dict
        A row for each wave.
    """

    def __init__(self, plan: Calibration, size: Size) -> None:
        self._plan, self._size = plan, size
        self.runs = pd.DataFrame()
        self.emulators: matching.Emulators
        self.counts = np.ones(len(plan.targets), bool)
        self.missed = 0
        self.told: list[dict[str, object]] = []

    def learn(self, new: pd.DataFrame, wave: int) -> matching.Left:
        """Take a wave in; returns what is left after it."""
        plan, candidates = self._plan, self._size.candidates
        self.runs = pd.concat((self.runs, new), ignore_index=True)
        places, seen = plan.places(self.runs[plan.keys].to_numpy()), self.runs[plan.names].to_numpy(float)
        self.emulators = matching.Emulators.of(places, seen, self._size.steps)
        luck = self.emulators.luck
        own = matching.distances(seen, luck, luck, plan.targets)
        if wave == 1:
            mean, variance = self.emulators.expect(matching.spread(candidates, len(plan.keys), wave))
            self.counts = (matching.distances(mean, variance, luck, plan.targets) <= plan.cut).any(axis=0)
        best = np.argsort(matching.worst(own[:, self.counts], 0), kind="stable")[:BEST]
        left = matching.left_of(self.emulators, plan, self.counts, places[best], candidates, seed=wave)
        self.missed = left.missed
        failing = [name for name, used in zip(plan.names, self.counts, strict=True) if not used]
        told = {"wave": wave, "worlds": len(self.runs), "left": left.share, "missed": left.missed}
        self.told.append(told | {"failing": ", ".join(failing)})
        return left


def worlds(options: Options, size: Size, *overrides: str) -> tuple[Parameters, Parameters]:
    """The two worlds in which parameters are looked at, all else being at its default."""
    small = options.at(tiny=TINY, quick=(), full=())
    return (
        options.load(*small, *overrides, *country.PLAIN, f"weeks={size.weeks}"),
        options.load(*small, *overrides, f"scenario={country.DUTCH}", f"weeks={country.LENGTH}"),
    )


def lived(
    plan: Calibration,
    bases: Iterable[Parameters],
    values: Floats,
    options: Options,
    wave: str,
    first: int,
    lives: int = 1,
) -> pd.DataFrame:
    """Run worlds with these values; one row for each run, every world with seeds of its own."""
    made = {
        f"{number} {base.scenario}": plan.world(base, row, 1 + first + number * lives, lives)
        for number, row in enumerate(values)
        for base in bases
    }
    rows: dict[tuple[int, int], dict[str, object]] = {}
    life: Counter[str] = Counter()
    for label, seen in run_all(made, options, country.look):
        number = int(label.partition(" ")[0])
        seed = made[label].seed + life[label]
        life[label] += 1
        row = {
            "wave": wave,
            "world": number,
            "seed": seed,
            **dict(zip(plan.keys, values[number].tolist(), strict=True)),
        }
        rows.setdefault((number, seed), row).update(seen)
    return pd.DataFrame(rows.values())


def of_members(plan: Calibration, last: pd.DataFrame, waves: Waves) -> pd.DataFrame:
    """Which members fit by what they show themselves, and how typical each is."""
    means = last.groupby("world")[plan.names].mean()
    distance = matching.worst(_distances(plan, last, waves)[:, waves.counts], waves.missed)
    values = last.groupby("world")[plan.keys].first()
    places, accepted = plan.places(values.to_numpy()), distance <= plan.cut
    typical = np.full(len(places), np.nan)
    if accepted.any():
        typical = np.sqrt(np.square(places - np.median(places[accepted], axis=0)).mean(axis=1))
    return pd.DataFrame({"member": means.index}).assign(
        **{key: values[key].to_numpy() for key in plan.keys},
        distance=distance,
        accepted=np.where(accepted, "yes", "no"),
        typical=typical,
    )


def of_targets(plan: Calibration, last: pd.DataFrame, waves: Waves) -> pd.DataFrame:
    """How the members stand to every target."""
    distance = _distances(plan, last, waves)
    means = last.groupby("world")[plan.names].mean()
    rows = []
    for j, item in enumerate(plan.targets):
        shown = means[item.name]
        rows.append(
            {"target": item.name, "source": item.source, "target_low": _end(item.low), "target_high": _end(item.high),
             "error": item.error, "discrepancy": item.discrepancy, "history": item.history,
             "luck": float(np.sqrt(waves.emulators.luck[j])), "counts": "yes" if waves.counts[j] else "no",
             "lowest": shown.min(), "median": shown.median(), "highest": shown.max(), "nearest": distance[:, j].min(),
             "fit": float((distance[:, j] <= plan.cut).mean())}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _distances(plan: Calibration, last: pd.DataFrame, waves: Waves) -> Floats:
    """Distance of the mean of each member's lives from every target."""
    groups = last.groupby("world")[plan.names]
    luck = waves.emulators.luck
    return matching.distances(groups.mean().to_numpy(), luck / groups.size().to_numpy()[:, None], luck, plan.targets)


def _end(value: float) -> float:
    return value if np.isfinite(value) else np.nan
