"""Which parameters fit the country: waves of worlds, and the posterior of those that fit its patterns and its trust.

Question: which values of the parameters that no figure settles fit the patterns and the Dutch series of trust, 2012 to
          January 2021?
Design:   configs/study/calibration.yml, written before. Waves of worlds, spread over the ranges first and then over
          what is left of them, half of each later wave near what fits best; each world is run once, with seeds of its
          own, in the default scenario and in that of the Netherlands. A Gaussian process for each target says what
          worlds between them would show. A world is ruled out where it lies more than three s.d. from a target, in
          units of error, discrepancy, what the emulator does not know and, where the country has one history, luck. A
          target that no world comes near fails and counts no more; each wave asks that anew. Where a search leaves
          fewer than one candidate in a thousand, one target more may be missed. From the posterior over the ranges
          (nautilus) members are drawn that are run several times each; calibration_accepted says which of them fit.
Columns of calibration_runs: wave, a number, or members; world, its number in the wave; seed; the calibrated parameters
          by their keys; what was seen, by the names of the targets, and lead_by_salience, lead_reactive, lead_planned,
          which are held against none (experiments/calibrating/country.py); seeds, results_version.
Columns of calibration_waves: wave; worlds run so far; left, the share of the ranges that is not ruled out after it;
          missed, how many targets a world may miss; most_missed, the target that most of what is left miss; failing,
          the targets that no world comes near; effective, after the last: how many independent places the posterior is
          worth; seeds, results_version.
Columns of calibration_emulators: target; luck, s.d. from run to run, of the waves after the first; skill, the share of
          the variance over runs, luck included, that is told of each run from all others; covered, the share of runs
          within two s.d. of what is told of them, .95 where a process tells well; seeds, results_version.
Columns of calibration_posterior: parameter by its key; range_low, range_high that it was looked for in; low_90, low_50,
          median, high_50, high_90: values below which 5, 25, 50, 75 and 95% of the posterior lie; narrowed, by how much
          its s.d. is smaller than that of the range, as a share of the latter, by places on the scale of the range;
          seeds, results_version.

    abm study calibration hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from abm.experiments.calibrating import country, matching, posterior, stored
from abm.experiments.calibrating.design import Calibration, Size, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.posterior import Posterior
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.parameters import Parameters

TINY = ("ministries.count=12",)
"""Of a tiny study: as many ministries as the scenario of the Netherlands strikes."""

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of the posterior, below the values that are told."""

OTHER_LUCK = 500_000
"""Between the seeds of a world in the two scenarios, whose luck would be the same else."""


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Run the waves, draw the posterior, and run its members."""
    plan = design()
    waves, found, last = calibrate(plan, plan.sizes[options.size], options)
    return {
        "calibration_runs": pd.concat((waves.runs, last), ignore_index=True),
        "calibration_waves": pd.DataFrame(waves.told),
        "calibration_emulators": pd.DataFrame(
            {"target": plan.names, "luck": np.sqrt(np.diag(waves.emulators.luck)), "skill": waves.emulators.skill,
             "covered": waves.emulators.covered}
        ),
        "calibration_posterior": told_of(plan, found),
    }  # fmt: skip


def calibrate(
    plan: Calibration, size: Size, options: Options, *overrides: str, like: Waves | None = None
) -> tuple[Waves, Posterior, pd.DataFrame]:
    """Run the waves, find the posterior, and run members of it; returns all three, members as a row for each run.

    Parameters
    ----------
    overrides : str
        What else holds in all worlds.
    like : Waves, optional
        Of another model: the posterior is then held against the targets that count there, as far as they can be read
        here, and has the luck of that one.
    """
    bases = worlds(options, size, *overrides)
    waves = Waves(plan, size)
    places = matching.spread(size.first, len(plan.keys), 0)
    for wave in range(1, size.waves + 1):
        waves.learn(lived(plan, bases, plan.values(places), options, str(wave), len(waves.runs)), wave)
        places = waves.left.choose(size.later, seed=wave)
    ruling = like or waves
    use = ruling.left.counts & ~np.isnan(waves.emulators.centre)
    found = posterior.explore(waves.emulators, plan, use, size.live, 1, ruling.emulators.luck, most=size.most)
    waves.told[-1]["effective"] = found.effective
    drawn = plan.values(found.draw(size.members, seed=1))
    return waves, found, lived(plan, bases, drawn, options, stored.LAST, len(waves.runs), size.lives)


def told_of(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Between which values each parameter lies."""
    ends = found.quantiles(SHARES)
    rows = []
    for item, places, sd in zip(plan.parameters, ends, found.sd(), strict=True):
        values = dict(zip(("low_90", "low_50", "median", "high_50", "high_90"), map(item.value, places), strict=True))
        row = {"parameter": item.key, "range_low": item.low, "range_high": item.high}
        rows.append(row | values | {"narrowed": 1.0 - sd * np.sqrt(12.0)})
    return pd.DataFrame(rows)


class Waves:
    """What was run so far, and what it rules out.

    Attributes
    ----------
    runs : DataFrame
        A row for each run.
    emulators : Emulators
        Of these runs.
    left : Left
        What they leave of the ranges.
    told : list of dict
        A row for each wave.
    """

    emulators: Emulators
    left: matching.Left

    def __init__(self, plan: Calibration, size: Size) -> None:
        self._plan, self._size = plan, size
        self.runs = pd.DataFrame()
        self.told: list[dict[str, object]] = []

    def learn(self, new: pd.DataFrame, wave: int) -> None:
        """Take a wave in."""
        plan = self._plan
        self.runs = pd.concat((self.runs, new), ignore_index=True)
        self.emulators = self.emulate()
        places = plan.places(self.runs[plan.keys].to_numpy())
        left = matching.left_of(self.emulators, plan, places, self._size.candidates, seed=wave)
        failing = [name for name, used in zip(plan.names, left.counts, strict=True) if not used]
        most_missed = plan.names[left.most_missed] if left.most_missed >= 0 else ""
        told = {"wave": wave, "worlds": len(self.runs), "left": left.share, "missed": left.missed}
        self.told.append(told | {"most_missed": most_missed, "failing": ", ".join(failing)})
        self.left = left

    def emulate(self, rows: np.ndarray | slice = slice(None)) -> Emulators:
        """Emulators of the runs so far, or of some of them; luck is read from the waves after the first."""
        runs, plan = self.runs.iloc[rows], self._plan
        later = (runs["wave"] != "1").to_numpy()
        places, seen = plan.places(runs[plan.keys].to_numpy()), runs[plan.names].to_numpy(float)
        return Emulators.of(places, seen, self._size.steps, near=later if later.any() else None)


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
        f"{number} {base.scenario}": plan.world(base, row, seed_of(base, 1 + first + number * lives), lives)
        for number, row in enumerate(values)
        for base in bases
    }
    rows: dict[tuple[int, int], dict[str, object]] = {}
    life: Counter[str] = Counter()
    for label, seen in run_all(made, options, country.look):
        number, turn = int(label.partition(" ")[0]), life[label]
        life[label] += 1
        row = {
            "wave": wave,
            "world": number,
            "seed": 1 + first + number * lives + turn,
            **dict(zip(plan.keys, values[number].tolist(), strict=True)),
        }
        rows.setdefault((number, turn), row).update(seen)
    return pd.DataFrame(rows.values())


def seed_of(base: Parameters, seed: int) -> int:
    """Seed of a world in one of the two scenarios."""
    return seed + (OTHER_LUCK if base.scenario == country.DUTCH else 0)
