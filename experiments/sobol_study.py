"""Which of the model's great unknowns its answers depend on.

Question: how much of the variance of trust, incidents and misfit is due to what officials are like (courage, both
          loyalties), what leadership gives them (mandate, influence room), haste (deadline coupling), house bias and
          imitation among media; by itself, and together with the others?
Design:   Sobol indices, first and total order, of 512 x (8 + 2) = 5,120 points under ``reactive``; 2,000 citizens, 260
          weeks after a burn-in of 104, every point with the same seed. A second, small sweep (a Latin hypercube of 64
          points over the same ranges, 4 seeds each) tells how much of that variance is noise of the seed.
Ranges:   the declared ones, whole, but for two. House bias from 0 to 1.5 of its declared 0 to 2: the range that the
          sources leave (domain.md 4 row 10); a wider one would make its own share larger by that alone. Imitation from
          0 to 0.8 of 0 to 0.95: with the feedback through questions, 0.11 by default, it must stay below 1
          (:mod:`abm.policy.stability`), and near 1 a single story lasts for years.
Columns:  combination, measure, factor, index (first, total; seed_noise with factor ``all``), value with its 95%
          interval from SALib's bootstrap (low, high), samples; seeds, results_version. Noise of seeds looks like
          interaction: total indices are too high by about that share, first ones too low by as large a part.

    python -m abm.experiments.sobol_study --out experiments/data

Stopped, it goes on where it was when started again: its runs stand in ``--folder``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from abm.analysis.index_figures import draw
from abm.analysis.sensitivity import NOISE, analyse, by_seed, finished, seed_noise
from abm.execution.stops import Stop
from abm.experiments.common import natural, positive, try_folder, write
from abm.parameters.checks import ParameterError
from abm.sweeps import store
from abm.sweeps.progress import Progress
from abm.sweeps.sweep import carry_out, prepare

FACTORS = {
    "officials.courage": (0.0, 1.0),
    "officials.loyalty_minister": (0.0, 1.0),
    "officials.loyalty_society": (0.0, 1.0),
    "ministries.mandate": (0.0, 1.0),
    "ministries.influence_room": (0.0, 1.0),
    "ministries.deadline_coupling": (0.0, 1.0),
    "evidence.house_bias": (0.0, 1.5),
    "media.imitation": (0.0, 0.8),
}
"""What varies, and between which ends."""

SETTINGS = ("population.citizens=2000", "weeks=260")

MEASURES = ("trust", "incidents", "misfit")

NOISE_POINTS, NOISE_SEEDS = 64, 4
"""Size of the sweep that tells noise of seeds."""

NAME = "sobol_study"


@dataclass(frozen=True)
class Wish:
    """What the user said: size of the design, seeds per point, processes, where runs are kept, other overrides."""

    samples: int
    seeds: int
    workers: int
    folder: Path
    overrides: tuple[str, ...]

    def sweep(self, part: str, *design: str) -> None:
        """Do what is missing of one of the two sweeps."""
        ranges = [f"{key}=interval({low},{high})" for key, (low, high) in FACTORS.items()]
        where = [f"workers={self.workers}", f"hydra.sweep.dir={self.folder / part}"]
        named = {item.partition("=")[0] for item in self.overrides}
        usual = [item for item in SETTINGS if item.partition("=")[0] not in named]  # nothing is given twice
        words = [*design, *ranges, *usual, *self.overrides, *where]
        ready, progress = prepare(words, ["abm", "sweep", *words]), Progress()
        try:
            carry_out(ready, progress.start, progress.add, lambda line: print(line, file=sys.stderr))
        finally:
            progress.stop()


def main(words: Sequence[str] | None = None) -> int:
    """Run the study and write its indices with their picture.

    Returns
    -------
    int
        Exit code: 0, 1 when results cannot be written, 2 for a mistake of the user, 130 for Ctrl-C.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--samples", type=positive, default=512, help="a power of 2 (default 512)")
    parser.add_argument("--seeds", type=positive, default=1, help="seeds at every point (default 1)")
    parser.add_argument("--workers", type=natural, default=0, help="processes (default 0: every core)")
    parser.add_argument("--folder", type=Path, default=Path("sweeps", NAME), help="for the runs (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for table and picture (default: here)")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="other settings, as in abm run")
    given = parser.parse_args(words)
    wish = Wish(given.samples, given.seeds, given.workers, given.folder, tuple(given.overrides))
    try:
        try_folder(given.out)
        _study(wish, given.out)
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Stop) as error:
        print(f"{error or 'Stopped.'} The same command goes on from the runs in {wish.folder}.", file=sys.stderr)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _study(wish: Wish, out: Path) -> None:
    before, began = _runs_in(wish.folder), time.monotonic()
    wish.sweep("indices", "design=sobol", f"design.samples={wish.samples}", f"replicates={wish.seeds}")
    wish.sweep("noise", "design=lhs", f"design.samples={NOISE_POINTS}", f"replicates={NOISE_SEEDS}")
    seconds, runs = time.monotonic() - began, _runs_in(wish.folder) - before
    done = finished(wish.folder / "indices")
    table = with_noise(analyse(done, MEASURES), wish.folder / "noise", wish.seeds)
    write(table.assign(samples=wish.samples), out / f"{NAME}.csv", wish.seeds)
    draw(table, done.design, out, name=NAME)
    print(f"{runs:,} runs in {seconds / 60:.1f} minutes, {runs / seconds:.2f} runs per second.")
    print(f"The indices are in {out / NAME}.csv; abm sensitivity {wish.folder / 'indices'} shows them.")


def with_noise(table: pd.DataFrame, folder: Path, seeds: int) -> pd.DataFrame:
    """Fill in the share of noise of seeds, as the small sweep tells it.

    Parameters
    ----------
    table : DataFrame
        As from :func:`abm.analysis.sensitivity.analyse`.
    folder : path
        Of the small sweep.
    seeds : int
        Over how many seeds the results behind the table are averaged.
    """
    runs, points = store.read(folder), store.points(folder)
    share = {name: seed_noise(by_seed(runs, points, name), seeds) for name in MEASURES}
    return table.assign(value=table["value"].mask(table["index"] == NOISE, table["measure"].map(share)))


def _runs_in(folder: Path) -> int:
    return sum(len(store.present(folder / part)) for part in ("indices", "noise"))


if __name__ == "__main__":
    sys.exit(main())
