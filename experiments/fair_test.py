"""The fair test: pace against contact, delay against contact, timing against amount, contact against what it brings.

Question: at the same hours, is it going slowly or going outside that helps; is it the contact, or the weeks that asking
          takes; does it matter when the same effort is made; and is it what people say that works, or the hours and the
          acquaintance that come with asking them?
Design:   worlds of the calibrated set, a seed each; ten years, each arm from week 0 on, so that all share their past,
          but for where ``evidence.desk_beside`` differs. *Pace*: salience shortens every deadline as far as it can
          (fast, λ 1), as in the world itself (usual) or not at all (slow, λ 0), and a dialogue is held on every process
          or on none; at equal hours, where participation takes the hours of the desk (``evidence.desk_beside=0``), and
          with both (1). As haste opens more processes, hours are equal when they are for a process that opens.
          *Delay*: at the usual pace, the same dialogues in the same hours and weeks, in which nobody is asked (waiting,
          ``placebo.respondents=nobody``), between going outside and staying inside: what contact does at the same
          delay, and what the delay does alone. With both it only takes hours and weeks; at equal hours it takes the
          desk's, so that nothing is read in them.
          *Timing*: dialogues are held on processes above the ministry's median salience, below it, or on all, for the
          same hours a year. Of three processes that a ministry opens in a year half are above it, so that all timings
          can spend the hours of a dialogue and a half in a year at most: several a year in the country, not in a
          ministry. *Contact*: the norm set ``going_outside``, and the same where respondents say nothing (noise), speak
          of another dossier (shuffled), say what the desk says (desk), are found by the mean of all relations
          (relations: a small dose, unless relations differ much between communities), or where nobody goes outside at
          all (inside): then what the norms ask besides is left, and not the weeks that asking takes.
Columns of fair_test: test: pace, delay, timing or contact, and under what; arm, and against, what it is held against;
          measure, unit; mean of the arm; difference, paired by world, with its interval (low, high: 95%, Student);
          found: up, down, or none found where the interval includes 0; hours, of participation and desk for a process
          that opens (timing: of participation in a year) as a share of those of the other arm; counts: yes, or no where
          they differ by more than 5% and the test asks that they be equal (empty where it does not); smallest, the
          smallest difference that counts, and verdict on refuter R2: stands, fails or undecided, by the rule of
          docs/ODD.md I.i (misfit and incidents of anticyclical against even, and against procyclical timing, where it
          counts; else empty); seeds, results_version.

    abm study fair_test hydra.run.dir=experiments/data
"""

from __future__ import annotations

import copy
import itertools

import numpy as np
import pandas as pd

from abm.analysis.rule import judged, smallest
from abm.execution.state import put, take
from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.worlds import live
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import record
from abm.parameters import Parameters
from abm.parameters.run import Placebo

MEASURES = (
    *("misfit", "incidents", "incidents_misfit", "incidents_coordination", "trust", "trust_without_procedure"),
    *("unrest", "lead_time", "process_hours", "share_outside", "cyclicality"),
)
PARTICIPATION, DESK, OPENINGS = "hours_participation", "hours_desk", "openings"
JUDGED = ("misfit", "incidents")
"""Measures of refuter R2."""

EQUAL = 0.05
"""Share by which hours may differ that are to be equal."""

NONE, PACKAGE = "reactive", "going_outside"
PACES = {"fast": 1.0, "usual": None, "slow": 0.0}
"""λ from week 0 on; that of the world where nothing is said."""

NOBODY, EVERYBODY = 0, 20_000
"""Hours of participation a year that allow none, or a dialogue on every process."""

HOURS = (100, 160, 240)
"""Hours of participation of a ministry in a year; a dialogue takes 200."""

TIMINGS = ("anticyclical", "even", "procyclical")
PLACEBOS: dict[str, tuple[str, ...]] = {
    "noise": ("placebo.respondents=noise",),
    "shuffled": ("placebo.respondents=shuffled",),
    "desk": ("placebo.respondents=desk",),
    "relations": ("placebo.relations=even",),
    "inside": ("timing=even", f"imposed.hours={NOBODY}"),
}
WAITING = "placebo.respondents=nobody"
"""The hours and weeks of asking, without the contact."""


@register(seeds={"tiny": 2, "quick": 3, "full": 40})
def study(options: Options) -> Tables:
    """Live all arms."""
    size = options.at(tiny=("weeks=30",), quick=(), full=())
    arms = {name: (*words, *size) for name, words in arms_of().items()}
    rows = [row.assign(norms=name, seed=world) for name, world, row in live(arms, options, look)]
    runs = pd.concat(rows, ignore_index=True)
    return {"fair_test": tabulate(runs)}


def look(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Row of a run whose placebo takes force in week 0, so that its past is that of all arms."""
    past = copy.deepcopy(parameters)
    past.placebo = Placebo()
    model, twin = PolicyModel(past, seed=seed), PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in):
        model.step()
    put(take(model, parameters=False), twin)
    for _ in range(parameters.weeks):
        twin.step()
    return record(twin).runs.to_pandas()


def pace(name: str, where: str, desk: int) -> str:
    """Name of an arm of the tests of pace and delay."""
    return f"{name}, {where}, desk beside {desk}"


def timed(timing: str, hours: int) -> str:
    """Name of an arm of the test of timing."""
    return f"{timing}, {hours} hours"


def arms_of() -> dict[str, tuple[str, ...]]:
    """What each arm sets."""
    arms: dict[str, tuple[str, ...]] = {}
    asked = {"inside": NOBODY, "outside": EVERYBODY}
    for (name, coupling), where, desk in itertools.product(PACES.items(), asked, (0, 1)):
        arms[pace(name, where, desk)] = (
            f"norms={NONE}",
            f"evidence.desk_beside={desk}",
            "timing=even",
            f"imposed.hours={asked[where]}",
            *(() if coupling is None else (hurry(coupling),)),
        )
    for desk in (0, 1):
        arms[pace("usual", "waiting", desk)] = (*arms[pace("usual", "outside", desk)], WAITING)
    for timing, hours in itertools.product(TIMINGS, HOURS):
        arms[timed(timing, hours)] = (f"norms={NONE}", f"timing={timing}", f"imposed.hours={hours}")
    arms |= {NONE: (f"norms={NONE}",), PACKAGE: (f"norms={PACKAGE}",)}
    return arms | {name: (f"norms={PACKAGE}", *words) for name, words in PLACEBOS.items()}


def hurry(coupling: float) -> str:
    """Set λ in week 0, so that the past is that of the world."""
    return f"events=[{{week: 0, kind: set, target: ministries.deadline_coupling, size: {coupling}}}]"


def contrasts() -> list[tuple[Contrast, tuple[str, ...]]]:
    """What is held against what, and the hours that have to be equal, if any."""
    found: list[tuple[Contrast, tuple[str, ...]]] = []
    for desk in (0, 1):
        equal = () if desk else (PARTICIPATION, DESK)
        under = "with both" if desk else "at equal hours"
        test = f"pace, {under}"
        for name in PACES:
            found.append((Contrast(test, pace(name, "outside", desk), pace(name, "inside", desk)), equal))
        for where in ("inside", "outside"):
            found.append((Contrast(test, pace("slow", where, desk), pace("fast", where, desk)), equal))
        found.append((Contrast(test, pace("slow", "outside", desk), pace("fast", "inside", desk)), equal))
        outside, waiting, inside = (pace("usual", where, desk) for where in ("outside", "waiting", "inside"))
        found.append((Contrast(f"delay, {under}", outside, waiting), (PARTICIPATION, DESK)))
        found.append((Contrast(f"delay, {under}", waiting, inside), equal))
    for hours in HOURS:
        for arm, against in itertools.combinations(TIMINGS, 2):
            test = f"timing, {hours} hours"
            found.append((Contrast(test, timed(arm, hours), timed(against, hours)), (PARTICIPATION,)))
    found.append((Contrast("contact", PACKAGE, NONE), ()))
    for name in PLACEBOS:
        found += [(Contrast("contact", PACKAGE, name), ()), (Contrast("contact", name, NONE), ())]
    return found


def tabulate(runs: pd.DataFrame) -> pd.DataFrame:
    """Table of all contrasts, from one row per arm and world."""
    measured = ArmValues(runs, (*MEASURES, PARTICIPATION, DESK, OPENINGS))
    parts = []
    for contrast, equal in contrasts():
        timing = contrast.test.startswith("timing")
        hours, other = (spent(measured, arm, timing) for arm in (contrast.arm, contrast.against))
        ratio = hours / other if other else float("nan")
        counts = "" if not equal else "yes" if abs(ratio - 1.0) <= EQUAL else "no"
        table = differences(measured, [contrast], MEASURES).assign(hours=ratio, counts=counts)
        parts.append(table.assign(**refuter(table, measured) if timing else {"smallest": np.nan, "verdict": ""}))
    return pd.concat(parts, ignore_index=True)


def spent(measured: ArmValues, arm: str, timing: bool) -> float:
    """Hours of participation in a year, or of participation and desk for a process that opens."""
    hours = sum(
        float(measured.of(arm, name).mean()) for name in ((PARTICIPATION,) if timing else (PARTICIPATION, DESK))
    )
    opened = 1.0 if timing else float(measured.of(arm, OPENINGS).mean())
    return WEEKS_PER_YEAR * hours / opened if opened else float("nan")


def refuter(table: pd.DataFrame, measured: ArmValues) -> dict[str, list[object]]:
    """What refuter R2 says of the rows of one contrast of timing."""
    least, said = [], []
    for row in table.to_dict("records"):
        asked = row["measure"] in JUDGED and row["arm"].startswith(TIMINGS[0]) and row["counts"] == "yes"
        without = float(measured.of(NONE, row["measure"]).mean())
        least.append(smallest(row["measure"], without) if asked else float("nan"))
        said.append(judged(row["low"], row["high"], -1, least[-1]) if asked else "")
    return {"smallest": least, "verdict": said}
