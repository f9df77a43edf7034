"""Whether the model looks like the country it is meant to be about, and shows the patterns known of it.

Question: does the model without norms look like the country it is about (docs/sources/rules.md 1), and show the
          patterns of docs/ODD.md I.i that a few runs can tell?
Design:   default scenario, no norms. Twins of it on the same seeds: scenarios scandal and pandemic, and one ordinary
          incident, effects being the difference from the twin in every week; no incidents of the national class; bad
          and good contacts alike; even timing; no being heard; and a pandemic without haste, with its own twin. Nothing
          is tuned here; a row that fails is a finding.
Columns:  kind (baseline, pattern, incident, scandal, pandemic, heard: default minus the twin without); row, the name of
          what is measured; its definition; unit; level, what it is taken over; statistic (mean of seeds, or median
          path: read from the median of the seeds' paths after the event); value with its interval (low, high: Student
          over seeds, or bootstrap over paths); median of the seeds' values; per_seed, all of them, where they fall in
          two groups; null, the value without the pattern, and what that is (null_is); target_low, target_high (empty:
          open on that side, or no target); source of the target; holds, settled; seeds, results_version. "About" and
          "near" in a target are read as the range that stands there.

    abm study baseline hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, judge, run_all, unit_of
from abm.experiments.patterns import (
    by_ministry,
    by_year,
    falls_to_rises,
    in_two_groups,
    l_kurtosis,
    of_median_path,
    poisson_l_kurtosis,
    rise_and_fall,
)
from abm.experiments.registry import register
from abm.experiments.targets import HALF_YEAR, PROMINENCE, ROWS, Row
from abm.model import PolicyModel
from abm.numerics.streams import Floats, Integers
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.observation.record import record
from abm.parameters import Parameters

AFTERMATH = {"tiny": 56, "quick": 208, "full": 208}
"""Weeks of a scenario that are run after its event, by size."""

INCIDENT = "events=[{{week: {week}, kind: incident, target: '0', size: 10}}]"
"""One incident as ordinary ones go; it strikes in the week of the scandal."""

EXTREME = 0.01
"""Share of weeks in which trust moves more than in its extreme weeks."""

TERM = 5 * WEEKS_PER_YEAR
"""Weeks over which citizens are counted who were ever in action."""

MEAN, MEDIAN_PATH = "mean of seeds", "median path"


@dataclass(frozen=True)
class Observation:
    """What is kept of one run; columns run over weeks >= 0.

    Attributes
    ----------
    seed, ministries : int
        Seed of the run, and number of ministries.
    over_run : dict of str to float
        Measures over the run.
    trust, trust_share, ever_in_action : arrays of shape (weeks,)
        Weekly measures.
    salience, unrest : arrays of shape (weeks, dossiers)
        As published on the board.
    coverage : array of shape (weeks, dossiers)
        Mean share of attention over outlets, 1 being an even share of all news.
    struck : integer array of shape (weeks,)
        Dossier with the largest news.
    news, questions, decisions : integer arrays of shape (weeks, ministries)
        Dossiers with news, questions asked, and policies that entered into force.
    willing : float
        Share of choices whose official was willing enough, daring aside.
    over_educated : float
        Higher educated among respondents, minus that among citizens; nan where nobody was asked.
    """

    seed: int
    ministries: int
    over_run: dict[str, float]
    trust: Floats
    trust_share: Floats
    ever_in_action: Floats
    salience: Floats
    coverage: Floats
    unrest: Floats
    struck: Integers
    news: Integers
    questions: Integers
    decisions: Integers
    willing: float
    over_educated: float


def observe(parameters: Parameters, seed: int) -> Observation:
    """Run the model once, looking at its board every week."""
    model = PolicyModel(parameters, seed=seed)
    columns = ("salience", "coverage", "unrest", "news", "questions", "policy")
    seen: dict[str, list[np.ndarray]] = {name: [] for name in columns}
    for _ in range(parameters.burn_in + parameters.weeks):
        before = model.board.policy.copy()
        model.step()
        if model.week >= 0:
            for name in ("salience", "unrest", "news", "questions"):
                seen[name].append(getattr(model.board, name).copy())
            seen["coverage"].append(model.press.share.mean(axis=0))
            seen["policy"].append((model.board.policy != before).any(axis=1))
    recording = record(model)
    weeks = recording.weeks.to_pandas().query("week >= 0")
    choices = recording.decisions.to_pandas().query("week >= 0")
    asked = choices[(choices["respondents"] > 0) & (choices["hours_outside"] > 0)]
    citizens = float(np.mean(model.citizens.educated))
    run = recording.runs.to_pandas().iloc[0]
    count = parameters.ministries.count
    found = {name: np.array(columns) for name, columns in seen.items()}
    return Observation(
        seed=seed,
        ministries=count,
        over_run={name: float(run[name]) for name in (*MEASURES, *RUN_MEASURES)},
        trust=weeks["trust"].to_numpy(),
        trust_share=weeks["trust_share"].to_numpy(),
        ever_in_action=weeks["ever_in_action"].to_numpy(),
        salience=found["salience"].astype(np.float32),
        coverage=found["coverage"].astype(np.float32),
        unrest=found["unrest"].astype(np.float32),
        struck=found["news"].argmax(axis=1),
        news=by_ministry((found["news"] > 0).astype(int), count),
        questions=by_ministry(found["questions"], count),
        decisions=by_ministry(found["policy"].astype(int), count),
        willing=float((choices["willing"] > choices["threshold"]).mean()),
        over_educated=float(asked["respondents_educated"].mean() - citizens),
    )


@dataclass
class Measured:
    """What was measured, by kind and name: a value of each seed, or its path after the event."""

    values: dict[tuple[str, str], list[float]]
    paths: dict[tuple[str, str], list[Floats]]

    def add(self, kind: str, values: Mapping[str, float], paths: Mapping[str, Floats] | None = None) -> None:
        """Add what one seed gave."""
        for name, value in values.items():
            self.values[kind, name].append(value)
        for name, path in (paths or {}).items():
            self.paths[kind, name].append(path)


@register()
def study(options: Options) -> Tables:
    """Run the default scenario and its twins, and hold every row against its target."""
    plan = {"default": options.load("norms=reactive")}
    weeks = {name: options.load(f"scenario={name}").events[0].week for name in ("scandal", "pandemic")}
    lengths = {name: f"weeks={week + AFTERMATH[options.size]}" for name, week in weeks.items()}
    for name in weeks:
        plan[name] = options.load("norms=reactive", f"scenario={name}", lengths[name])
    plan["incident"] = options.load("norms=reactive", INCIDENT.format(week=weeks["scandal"]), lengths["scandal"])
    hasteless = ("norms=reactive", "ministries.deadline_coupling=0", lengths["pandemic"])
    plan |= {
        "no national": options.load("norms=reactive", "incidents.national_share=0"),
        "even trust": options.load("norms=reactive", "citizens.loss_gain_ratio=1"),
        "even timing": options.load("norms=reactive", "timing=even"),
        "unheard": options.load("norms=reactive", "procedure.heard=0"),
        "no haste": options.load(*hasteless),
        "pandemic without haste": options.load(*hasteless, "scenario=pandemic"),
    }
    seen: dict[str, dict[int, Observation]] = defaultdict(dict)
    for label, observation in run_all(plan, options, observe):
        seen[label][observation.seed] = observation
    found = Measured(defaultdict(list), defaultdict(list))
    for seed, default in seen["default"].items():
        twin = {label: runs[seed] for label, runs in seen.items()}
        found.add("baseline", baseline(default, twin["no national"]))
        found.add("pattern", patterns(default, twin["even trust"], twin["even timing"]))
        found.add("incident", {}, attention(twin["incident"], default, weeks["scandal"]))
        path = above(twin["scandal"], default, weeks["scandal"])
        found.add("scandal", {}, dict.fromkeys(("drop", "deepening", "drop_halflife"), path))
        found.add("pandemic", *after_crisis(twin["pandemic"], default, weeks["pandemic"]))
        path = above(twin["pandemic without haste"], twin["no haste"], weeks["pandemic"])
        found.add("pandemic", {}, {"rally_without_haste": path})
        found.add("heard", heard(default, twin["unheard"]))
    return {"baseline": tabulate(found)}


def baseline(seen: Observation, without_national: Observation) -> dict[str, float]:
    """Measured values of the plausible baseline in one run; quarters in its twin without national incidents."""
    share, calm = seen.trust_share, without_national.trust_share
    quarters = calm[: len(calm) // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1)
    return seen.over_run | {
        "trust_share_quarterly": _spread(quarters),
        "trust_share_quarter_to_quarter": _spread(np.diff(quarters)),
        "trust_share_trend": float(share[-WEEKS_PER_YEAR:].mean() - share[:WEEKS_PER_YEAR].mean()),
        "trust_lowest": float(seen.trust.min()),
        "trust_highest": float(seen.trust.max()),
        "ever_in_action": _in_a_term(seen),
    }


def patterns(seen: Observation, even_trust: Observation, even_timing: Observation) -> dict[str, float]:
    """Measured values of the patterns in one run, and of their nulls."""
    rise, fall = rise_and_fall(seen.salience, PROMINENCE)
    measured = {
        "attention_rise": rise,
        "attention_fall": fall,
        "attention_asymmetry": fall - rise,
        "falls_to_rises": falls_to_rises(seen.trust),
        "extreme_falls_to_rises": falls_to_rises(seen.trust, EXTREME),
        "falls_to_rises_even_trust": falls_to_rises(even_trust.trust),
        "extreme_falls_even_trust": falls_to_rises(even_trust.trust, EXTREME),
        "cyclicality": seen.over_run["cyclicality"],
        "even_cyclicality": even_timing.over_run["cyclicality"],
        "outside_tense_minus_calm": _tense_minus_calm(seen),
        "even_tense_minus_calm": _tense_minus_calm(even_timing),
        "willing": seen.willing,
        "goodwill_minus_practice": seen.willing - seen.over_run["share_outside"],
        "higher_educated_respondents": seen.over_educated,
    }
    for name in ("inputs", "questions", "decisions"):
        counts = by_year(seen.news if name == "inputs" else getattr(seen, name))
        measured[f"l_kurtosis_{name}"] = l_kurtosis(np.diff(counts, axis=0))
        measured[f"poisson_{name}"] = poisson_l_kurtosis(counts)
        measured[f"punctuation_{name}"] = measured[f"l_kurtosis_{name}"] - measured[f"poisson_{name}"]
    for more, less in (("questions", "inputs"), ("decisions", "questions")):
        measured[f"{more}_minus_{less}"] = measured[f"punctuation_{more}"] - measured[f"punctuation_{less}"]
    return measured


def above(seen: Observation, twin: Observation, week: int) -> Floats:
    """Share of trusting citizens above that of the twin, from the week of the event on."""
    length = min(len(seen.trust_share), len(twin.trust_share))
    return (seen.trust_share[:length] - twin.trust_share[:length])[week:]


def attention(seen: Observation, twin: Observation, week: int) -> dict[str, Floats]:
    """Coverage and salience of the dossier struck in a week above those in the twin, from that week on."""
    struck, length = int(seen.struck[week]), min(len(seen.salience), len(twin.salience))
    columns = {"coverage": (seen.coverage, twin.coverage), "salience": (seen.salience, twin.salience)}
    paths = {name: (here[:length, struck] - there[:length, struck])[week:] for name, (here, there) in columns.items()}
    return {f"{name}_halflife": path for name, path in paths.items()}


def after_crisis(seen: Observation, twin: Observation, week: int) -> tuple[dict[str, float], dict[str, Floats]]:
    """Values and paths after a crisis broke out, against the twin without it."""
    path, first = above(seen, twin, week), slice(week, week + QUARTER)
    values = {
        "questions_in_crisis": float(seen.questions[first].sum() / twin.questions[first].sum() - 1.0),
        "attention_in_crisis": float(seen.salience[first].sum() / twin.salience[first].sum() - 1.0),
        "in_action_at_once": float(seen.unrest[week : week + HALF_YEAR].sum(axis=1).max()),
    }
    return values, dict.fromkeys(("rally", "rally_peak", "rally_halflife"), path)


def heard(seen: Observation, unheard: Observation) -> dict[str, float]:
    """What being heard does: the run minus its twin without."""
    names = ("trust_share", "grievance", "unrest")
    change = {name: seen.over_run[name] - unheard.over_run[name] for name in names}
    return change | {"ever_in_action": _in_a_term(seen) - _in_a_term(unheard)}


def tabulate(found: Measured) -> pd.DataFrame:
    """Table of all rows."""
    return pd.DataFrame([_row(row, found) for row in ROWS])


def _row(row: Row, found: Measured) -> dict[str, object]:
    if row.path is not None:
        paths = np.array(found.paths[row.kind, row.name])
        value, low, high = of_median_path(paths, row.path)
        values = np.array([row.path(path) for path in paths])
    else:
        values = np.array(found.values[row.kind, row.name])
        value, low, high = student(values[~np.isnan(values)])
    values = values[~np.isnan(values)]
    null = row.null if isinstance(row.null, float) else float(np.mean(found.values[row.kind, row.null]))
    measure = MEASURES.get(row.name) or RUN_MEASURES.get(row.name)
    holds, settled = judge(value, low, high, *row.target)
    return {
        "kind": row.kind,
        "row": row.name,
        "definition": row.definition or (measure.definition if measure else ""),
        "unit": row.unit or unit_of(row.name),
        "level": row.level,
        "statistic": MEAN if row.path is None else MEDIAN_PATH,
        "value": value,
        "low": low,
        "high": high,
        "median": float(np.median(values)) if values.size else np.nan,
        "per_seed": " ".join(f"{each:.3g}" for each in values) if in_two_groups(values) else "",
        "null": null,
        "null_is": row.null_is,
        "target_low": row.target[0],
        "target_high": row.target[1],
        "source": row.source,
        "holds": holds,
        "settled": settled,
    }


def _in_a_term(seen: Observation) -> float:
    return float(seen.ever_in_action[:TERM][-1])


def _tense_minus_calm(seen: Observation) -> float:
    return seen.over_run["outside_tense"] - seen.over_run["outside_calm"]


def _spread(values: Floats) -> float:
    return float(np.std(values, ddof=1)) if values.size > 1 else np.nan
