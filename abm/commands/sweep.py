"""``abm sweep``: a design over parameters and norms, on any machine, streamed to disk, resumed by the same command."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.markup import escape

from abm.commands.endings import ended_early
from abm.commands.jobs import read_words
from abm.execution.folders import shown
from abm.execution.stops import Stop
from abm.parameters.checks import ParameterError, refused
from abm.sweeps import designs, settings, store
from abm.sweeps.estimate import estimate
from abm.sweeps.progress import SweepProgress, duration
from abm.sweeps.sweep import Sweep, carry_out, prepare

USAGE = """\
abm sweep runs the points of a design, each with all its seeds, and writes every run to disk as it goes.
The same command again does only what is missing; a larger one reuses what is there.

  abm sweep norms=reactive,anticyclical ministries.mandate=0.2,0.5,0.8 replicates=20
  abm sweep design=sobol design.samples=512 'officials.courage=interval(0,1)' 'norms=choice(reactive,anticyclical)'
  abm sweep design=subsets replicates=5              every combination of instruments, for Shapley values
  abm sweep design=file design.file=points.csv       a column for each key
  abm sweep ... dry_run=true                         how many runs, how long, how much disk
  abm sweep ... shard=1/4                            one of four parts, on machines that share a disk

Every key is given once: in a word, or as a column of the file.
Widen a sweep by more replicates, or more design.samples (random, sobol) or design.trajectories (morris): what exists is
kept. A Latin hypercube (lhs) cannot be widened but by replicates; take random or sobol where you may want more points.
A file has a key above every column, commas between cells and points in numbers; a list stands in quotes: "[a,b]".

A factor is key=interval(a,b), key=a,b,c, key=choice(a,b) or key=range(a,b,step). Under sobol, morris and subsets a
choice is crossed: the design is made anew for each combination of choices.
Results: hydra.sweep.dir=FOLDER, by default sweeps/DESIGN-HASH. abm results FOLDER shows them, also while it runs.
--config-dir FOLDER adds named sets of your own. Any parameter can be given one value, as in abm run. Settings:
"""


def sweep(words: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    words : list of str
        What follows ``abm sweep``.

    Returns
    -------
    int
        Exit code: 0, 1 when results could not be written, 130 for Ctrl-C.
    """
    if "--help" in words or "-h" in words:
        print(USAGE, end="")
        for key, item in settings.declared().items():
            default = str(item.default).lower() if isinstance(item.default, bool) else item.default
            print(f"  {f'{key}={default}':<28} {item.meaning}")
        return 0
    given = read_words(words)
    for name in ("cfg", "info", "hydra_help", "shell_completion", "multirun"):
        if getattr(given, name):
            wish = "settings and factors; dry_run=true shows what it would be, and Hydra's own options are for abm run"
            raise ParameterError(refused("what follows abm sweep", " ".join(words), wish))
    ready = prepare(given.overrides, ["abm", "sweep", *words], given.config_name or "config", given.config_dir)
    if ready.settings.dry_run:
        _foresee(ready)
        return 0
    progress = SweepProgress()
    try:
        carry_out(ready, progress.start, progress.add, lambda line: print(line, file=sys.stderr))
    except (KeyboardInterrupt, Stop) as error:
        progress.stop()
        return ended_early(error, ready.folder, progress.said(), ["abm", "sweep", *words])
    progress.stop()
    print(f"{progress.said()} in {shown(ready.folder)}. abm results {shown(ready.folder)} shows them.")
    return 0


def _foresee(ready: Sweep) -> None:
    """Say what it would be: points, runs, indices, time, disk."""
    points, bases = ready.missing(store.present(ready.folder, ready.space.keys))
    runs, missing = ready.runs(), sum(len(point.seeds) for point in points)
    console = Console(highlight=False, soft_wrap=True)
    combinations = ready.note["combinations"]
    different = ready.points["configuration"].nunique()
    alike = f" ({different:,} of them different)" if different < len(ready.points) else ""
    seeds = len(ready.seeds)
    console.print(f"{len(ready.points):,} points{alike} x {seeds:,} seeds = {different * seeds:,} runs")
    if ready.settings.design in designs.CROSSED and ready.space.choices:
        crossed = " x ".join(item.key for item in ready.space.choices if item.key != "instruments")
        if crossed:
            console.print(f"{combinations} combinations of {escape(crossed)}: a design of its own for each")
    if count := designs.indices(ready.settings, ready.space):
        console.print(f"{count} indices per measure and combination ({combinations * count} in all)")
    if ready.settings.part[1] > 1:
        console.print(f"shard {ready.settings.shard}: {runs:,} of these runs")
    console.print(f"{runs - missing:,} runs are done, {missing:,} are missing in {escape(shown(ready.folder))}")
    if not points:
        return
    cost = estimate(ready, points, bases)
    total = cost.seconds * missing
    timed = f"{cost.seconds:.2f} s a run, the mean of {cost.timed} timed just now in one process"
    console.print(f"about {duration(total)} of one core ({timed}); divide by the workers")
    console.print(f"about {max(0.1, cost.bytes / 1e6):,.1f} MB of disk")
