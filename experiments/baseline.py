"""Whether the model looks like the country it is meant to be about, and shows the patterns known of it.

Question: does the model without norms look like the country it is about (docs/sources/rules.md 1), and show the
          patterns of docs/ODD.md I.i that a few runs can tell?
Design:   default scenario, no norms; scenarios scandal and pandemic as twins of it, the same seeds, effects being the
          difference from the twin in every week. Nothing is tuned here; a row that fails is a finding.
Columns:  kind (baseline, pattern, scandal, pandemic); row, the name of what is measured; its definition; unit; mean
          over seeds with its interval (low, high); target_low, target_high (empty: open on that side, or no target);
          source of the target; holds, settled; seeds, results_version. "About" and "near" in a target are read as the
          range that stands there.

    abm study baseline hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, judge, run_all, unit_of
from abm.experiments.patterns import (
    NORMAL_L_KURTOSIS,
    by_ministry,
    falls_to_rises,
    l_kurtosis,
    response,
    rise_and_fall,
)
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats, Integers
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.observation.record import record
from abm.parameters import Parameters

AFTERMATH = 208
"""Weeks of a scenario that are run after its event."""

PROMINENCE = 0.1
"""Salience by which a peak of attention must stand out."""

MONTH, HALF_YEAR = 5, 27
"""Weeks in which a response is looked for, the week of the event included: four, and 26 after it."""

OPEN = np.nan
PLAUSIBLE, PATTERNS = "docs/sources/rules.md", "docs/ODD.md"
MONTHS = WEEKS_PER_YEAR / 12
"""Weeks in a month."""


@dataclass(frozen=True)
class Row:
    """One row of the table, before it is measured; unit and definition come from the measure where there is one."""

    kind: str
    name: str
    target: tuple[float, float] = (OPEN, OPEN)
    source: str = ""
    unit: str = ""
    definition: str = ""


ROWS = (
    Row("baseline", "questions", (2.5, 5.0), f"{PLAUSIBLE} 1.1"),
    Row("baseline", "utilisation", (0.7, 0.9), f"{PLAUSIBLE} 1.2"),
    Row("baseline", "incidents", (4.0, 10.0), f"{PLAUSIBLE} 1.3"),
    Row("baseline", "share_outside", (0.15, 0.25), f"{PLAUSIBLE} 1.4: near .2"),
    Row("baseline", "trust_share", (0.38, 0.44), f"{PLAUSIBLE} 1.5: near .41"),
    Row("baseline", "trust_share_quarterly", (0.01, 0.02), f"{PLAUSIBLE} 1.6", "share",
        "s.d. over quarters of the mean share of trusting citizens, within a run"),
    Row("baseline", "trust_share_quarter_to_quarter", unit="share",
        definition="s.d. of its change from one quarter to the next, which slow movement over years does not raise"),
    Row("baseline", "trust_share_trend", (-0.05, 0.05), f"{PLAUSIBLE} 1.7: no collapse", "share",
        "share of trusting citizens in the last year minus the first"),
    Row("baseline", "trust_lowest", (0.05, 0.95), f"{PLAUSIBLE} 1.8: trust touches neither 0 nor 1", "trust, 0 to 1",
        "lowest weekly mean trust of a run"),
    Row("baseline", "trust_highest", (0.05, 0.95), f"{PLAUSIBLE} 1.9: trust touches neither 0 nor 1", "trust, 0 to 1",
        "highest weekly mean trust of a run"),
    Row("baseline", "questions_news_share", (0.66, 0.81), f"{PATTERNS} P1"),
    Row("baseline", "questions_late_share", (0.5, 0.6), f"{PATTERNS} P2"),
    Row("pattern", "attention_rise", unit="weeks",
        definition=f"mean weeks from half of a peak of salience to the peak; peaks stand out by {PROMINENCE}"),
    Row("pattern", "attention_fall", unit="weeks", definition="mean weeks from a peak of salience to half of it"),
    Row("pattern", "attention_asymmetry", (0.0, OPEN), f"{PATTERNS} P3: rises fast, fades slowly", "weeks",
        "attention_fall minus attention_rise"),
    Row("pattern", "l_kurtosis_inputs", (NORMAL_L_KURTOSIS, OPEN), f"{PATTERNS} P4", "1",
        "L-kurtosis of the weekly change of a ministry's news: severity of incidents, issues and escalations"),
    Row("pattern", "l_kurtosis_questions", (NORMAL_L_KURTOSIS, OPEN), f"{PATTERNS} P4", "1",
        "L-kurtosis of the weekly change of the questions put to a ministry"),
    Row("pattern", "l_kurtosis_decisions", (NORMAL_L_KURTOSIS, OPEN), f"{PATTERNS} P4", "1",
        "L-kurtosis of the weekly change of a ministry's policies in force, summed over its dossiers"),
    Row("pattern", "l_kurtosis_questions_minus_inputs", (0.0, OPEN), f"{PATTERNS} P4: inputs < questions", "1",
        "l_kurtosis_questions minus l_kurtosis_inputs"),
    Row("pattern", "l_kurtosis_decisions_minus_questions", (0.0, OPEN), f"{PATTERNS} P4: questions < decisions", "1",
        "l_kurtosis_decisions minus l_kurtosis_questions"),
    Row("pattern", "falls_to_rises", (1.0, OPEN), f"{PATTERNS} P7: trust falls faster than it rises", "1",
        "weekly falls of mean trust that 5% exceed, relative to rises that 5% exceed"),
    Row("pattern", "cyclicality", (OPEN, 0.0), f"{PATTERNS} P8: participation falls with salience"),
    Row("pattern", "willing", unit="share",
        definition="share of processes whose official is willing enough to go outside"),
    Row("pattern", "goodwill_minus_practice", (0.0, OPEN), f"{PATTERNS} P9: good intentions exceed practice", "share",
        "willing minus share_outside"),
    Row("scandal", "drop", (0.05, 0.15), f"{PATTERNS} P6: about 10 points in a month", "share",
        "largest fall of the share of trusting citizens below the twin within four weeks"),
    Row("scandal", "deepest_drop", unit="share", definition="largest fall below the twin within 26 weeks"),
    Row("scandal", "drop_halflife", unit="weeks",
        definition="weeks until half of the deepest drop is regained; at least those on record where it is not"),
    Row("pandemic", "rally", (0.12, 0.20), f"{PATTERNS} P5", "share",
        "largest rise of the share of trusting citizens above the twin within 26 weeks"),
    Row("pandemic", "rally_halflife", (3 * MONTHS, 13 * MONTHS), f"{PATTERNS} P5", "weeks",
        "weeks until half of the rally is gone; at least those on record where it is not"),
)  # fmt: skip


@dataclass(frozen=True)
class Observation:
    """What is kept of one run; columns run over weeks >= 0.

    Attributes
    ----------
    seed, ministries : int
        Seed of the run, and number of ministries.
    over_run : dict of str to float
        Measures over the run.
    trust, trust_share : arrays of shape (weeks,)
        Weekly measures.
    salience, news : arrays of shape (weeks, dossiers)
        As published on the board.
    questions : integer array of shape (weeks, dossiers)
        Questions asked.
    policy : array of shape (weeks, dossiers, 2)
        Policies in force.
    willing : boolean array of shape (choices,)
        Whether the official of each choice was willing enough, daring aside.
    """

    seed: int
    ministries: int
    over_run: dict[str, float]
    trust: Floats
    trust_share: Floats
    salience: Floats
    news: Floats
    questions: Integers
    policy: Floats
    willing: np.ndarray


def observe(parameters: Parameters, seed: int) -> Observation:
    """Run the model once, looking at its board every week."""
    model = PolicyModel(parameters, seed=seed)
    seen: dict[str, list[np.ndarray]] = {name: [] for name in ("salience", "news", "questions", "policy")}
    for _ in range(parameters.burn_in + parameters.weeks):
        model.step()
        if model.week >= 0:
            for name, columns in seen.items():
                columns.append(getattr(model.board, name).copy())
    recording = record(model)
    weeks = recording.weeks.to_pandas().query("week >= 0")
    choices = recording.decisions.to_pandas().query("week >= 0")
    run = recording.runs.to_pandas().iloc[0]
    return Observation(
        seed=seed,
        ministries=parameters.ministries.count,
        over_run={name: float(run[name]) for name in (*MEASURES, *RUN_MEASURES)},
        trust=weeks["trust"].to_numpy(),
        trust_share=weeks["trust_share"].to_numpy(),
        willing=(choices["willing"] > choices["threshold"]).to_numpy(),
        **{name: np.array(columns) for name, columns in seen.items()},
    )


@register()
def study(options: Options) -> Tables:
    """Run the default scenario and the two crises, and hold every row against its target."""
    plan = {"default": options.load("norms=reactive")}
    events = {}
    for name in ("scandal", "pandemic"):
        events[name] = options.load(f"scenario={name}").events[0].week
        plan[name] = options.load("norms=reactive", f"scenario={name}", f"weeks={events[name] + AFTERMATH}")
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    twins: dict[int, Observation] = {}
    for label, seen in run_all(plan, options, observe):
        if label == "default":
            twins[seen.seed] = seen
            measured = {"baseline": baseline(seen), "pattern": patterns(seen)}
        else:
            measured = {label: aftermath(label, seen, twins[seen.seed], events[label])}
        for kind, values in measured.items():
            for name, value in values.items():
                found[kind][name].append(value)
    return {"baseline": tabulate(found)}


def baseline(seen: Observation) -> dict[str, float]:
    """Measured values of the plausible baseline in one run."""
    share = seen.trust_share
    quarters = share[: len(share) // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1)
    return seen.over_run | {
        "trust_share_quarterly": _spread(quarters),
        "trust_share_quarter_to_quarter": _spread(np.diff(quarters)),
        "trust_share_trend": float(share[-WEEKS_PER_YEAR:].mean() - share[:WEEKS_PER_YEAR].mean()),
        "trust_lowest": float(seen.trust.min()),
        "trust_highest": float(seen.trust.max()),
    }


def patterns(seen: Observation) -> dict[str, float]:
    """Measured values of the patterns in one run."""
    rise, fall = rise_and_fall(seen.salience, PROMINENCE)
    inputs, questions, decisions = (
        l_kurtosis(np.diff(by_ministry(columns, seen.ministries), axis=0))
        for columns in (seen.news, seen.questions, seen.policy)
    )
    willing = float(seen.willing.mean()) if seen.willing.size else np.nan
    return {
        "attention_rise": rise,
        "attention_fall": fall,
        "attention_asymmetry": fall - rise,
        "l_kurtosis_inputs": inputs,
        "l_kurtosis_questions": questions,
        "l_kurtosis_decisions": decisions,
        "l_kurtosis_questions_minus_inputs": questions - inputs,
        "l_kurtosis_decisions_minus_questions": decisions - questions,
        "falls_to_rises": falls_to_rises(seen.trust),
        "cyclicality": seen.over_run["cyclicality"],
        "willing": willing,
        "goodwill_minus_practice": willing - seen.over_run["share_outside"],
    }


def aftermath(scenario: str, seen: Observation, twin: Observation, week: int) -> dict[str, float]:
    """Measure what the event of a scenario did to the share of trusting citizens, against the twin without it."""
    length = min(len(seen.trust_share), len(twin.trust_share))
    path = (seen.trust_share[:length] - twin.trust_share[:length])[week:]
    if scenario == "pandemic":
        return dict(zip(("rally", "rally_halflife"), response(path, HALF_YEAR, +1), strict=True))
    deepest, half_life = response(path, HALF_YEAR, -1)
    return {"drop": response(path, MONTH, -1)[0], "deepest_drop": deepest, "drop_halflife": half_life}


def tabulate(found: dict[str, dict[str, list[float]]]) -> pd.DataFrame:
    """Table of all rows, from the values per seed by kind and name."""
    table = []
    for row in ROWS:
        values = np.array(found[row.kind][row.name])
        mean, low, high = student(values[~np.isnan(values)])
        measure = MEASURES.get(row.name) or RUN_MEASURES.get(row.name)
        holds, settled = judge(mean, low, high, *row.target)
        table.append(
            {
                "kind": row.kind,
                "row": row.name,
                "definition": row.definition or (measure.definition if measure else ""),
                "unit": row.unit or unit_of(row.name),
                "mean": mean,
                "low": low,
                "high": high,
                "target_low": row.target[0],
                "target_high": row.target[1],
                "source": row.source,
                "holds": holds,
                "settled": settled,
            }
        )
    return pd.DataFrame(table)


def _spread(values: Floats) -> float:
    return float(np.std(values, ddof=1)) if values.size > 1 else np.nan
