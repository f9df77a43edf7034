"""What is looked at in a world to hold it against the country: its patterns, and the Dutch series of trust.

A world is looked at twice. In the default scenario without norms it is lived for six years; from one week on it is also
lived with a scandal, with one ordinary incident and with a crisis from outside, all from the same state, so that what
differs is what the event did. No incident of the national class happens by chance there, which would hide it. And it is
lived in the scenario of the Netherlands, until the last survey that it is held against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from abm.execution.state import put, take
from abm.experiments.patterns import (
    by_ministry,
    by_year,
    falls_to_rises,
    l_kurtosis,
    poisson_l_kurtosis,
    response,
    rise_and_fall,
)
from abm.experiments.targets import HALF_YEAR, MONTH, PROMINENCE, deepening
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.observation.record import record
from abm.parameters import Event, Parameters

DUTCH = "netherlands_2012_2023"

PLAIN = ("norms=reactive", "incidents.national_share=0")
"""What holds in the default scenario beside what is calibrated."""

TERM = 5 * WEEKS_PER_YEAR
"""Weeks over which citizens are counted who were ever in action."""

AFTERMATH = {"scandal": 2 * WEEKS_PER_YEAR, "pandemic": 2 * WEEKS_PER_YEAR, "incident": HALF_YEAR + QUARTER}
"""Weeks that are lived after an event."""

ORDINARY = 10.0
"""Severity of the ordinary incident."""

PERIODS = {
    "2012_2016": (0, 261),
    "2017_2019": (261, 417),
    "2020_q1": (417, 430),
    "2020_q2": (430, 443),
    "2020_h2": (443, 469),
    "2020": (417, 469),
    "2020_01": (417, 422),
    "2020_04": (430, 434),
    "2020_07": (443, 447),
    "2020_10": (456, 460),
    "2020_11": (460, 465),
    "2020_12": (465, 467),
    "2021_01": (469, 473),
}
"""First week of a period and the one after it; week 0 begins on 2 January 2012, week 417 on 30 December 2019."""

LENGTH = max(end for _, end in PERIODS.values())
"""Weeks in the scenario of the Netherlands."""

LEVELS = ("2012_2016", "2017_2019", "2020_q1", "2020_q2", "2020_h2", "2020")
"""Periods of which the level is looked at."""

HALVING = {"scandal": (13, 56), "rally": (13, 56), "coverage": (2, 4), "salience": (2, 4)}
"""Weeks after the largest deviation at which it is looked at how much of it is left: the ends of the range in which
half is to be gone. Unlike a half-life that can be averaged over worlds whose luck differs."""

AROUND = {"scandal": 2, "rally": 2, "coverage": 0, "salience": 0}
"""Weeks before and after these over which a mean is taken."""

SMALL = 0.005
"""Largest deviation of a share below which there is nothing of which something could be left."""

OF_HASTE = ("lead_by_salience", "lead_reactive", "lead_planned")
"""Looked at beside the targets, and held against none of them: rank correlation of a process's lead time with the
salience of its dossier at the choice, and mean lead times in weeks. In a parliament where it was measured, attention
slowed bills down (Wolfe 2012)."""


@dataclass(frozen=True)
class Watched:
    """What was seen in some weeks, one after another.

    Attributes
    ----------
    trust, trust_share : arrays of shape (weeks,)
        Mean trust, and the share of citizens whose trust exceeds one half.
    acting : array of shape (weeks,)
        Share of citizens in action.
    salience, coverage : arrays of shape (weeks, dossiers)
        As published; mean share of attention over outlets, 1 being an even share of all news.
    news, questions, decisions : integer arrays of shape (weeks, dossiers)
        Whether there was news, questions asked, and whether a policy entered into force.
    """

    trust: Floats
    trust_share: Floats
    acting: Floats
    salience: Floats
    coverage: Floats
    news: np.ndarray
    questions: np.ndarray
    decisions: np.ndarray


def watch(model: PolicyModel, weeks: int) -> Watched:
    """Let a model live some weeks, looking at its board every week."""
    seen: list[tuple[object, ...]] = []
    for _ in range(weeks):
        before = model.board.policy.copy()
        model.step()
        board, lived = model.board, model.lived
        decided = (board.policy != before).any(axis=1)
        seen.append(
            (lived.trust, lived.trust_share, float(lived.unrest.sum()), board.salience.copy(),
             model.press.share.mean(axis=0), board.news > 0.0, board.questions.copy(), decided)
        )  # fmt: skip
    return Watched(*(np.array(column) for column in zip(*seen, strict=True)))


def look(parameters: Parameters, seed: int) -> dict[str, float]:
    """Look at a world once: in the scenario of the Netherlands at its series, else at its patterns.

    Parameters
    ----------
    parameters : Parameters
        Either :data:`PLAIN`, or the scenario :data:`DUTCH` of :data:`LENGTH` weeks.
    seed : int

    Returns
    -------
    dict of str to float
        By the name of what the design holds a world against; nan where a world has nothing to read it from.
    """
    if parameters.scenario == DUTCH:
        return series(parameters, seed)
    return patterns(parameters, seed)


def series(parameters: Parameters, seed: int) -> dict[str, float]:
    """Share of trusting citizens in the periods of the surveys, and its changes between them."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in):
        model.step()
    return series_of(watch(model, parameters.weeks).trust_share)


def series_of(share: Floats) -> dict[str, float]:
    """What the surveys say of the share of trusting citizens in each of :data:`LENGTH` weeks."""
    level = {name: float(share[first:end].mean()) for name, (first, end) in PERIODS.items()}
    return {
        **{f"trust_{name}": level[name] for name in LEVELS},
        "rally_to_april_2020": level["2020_04"] - level["2020_01"],
        "rally_to_october_2020": level["2020_10"] - level["2020_01"],
        "fall_to_july_2020": level["2020_07"] - level["2020_04"],
        "fall_to_november_2020": level["2020_11"] - level["2020_04"],
        "fall_to_january_2021": level["2021_01"] - level["2020_12"],
    }


def patterns(parameters: Parameters, seed: int) -> dict[str, float]:
    """What a world looks like in ordinary years, and what a scandal, an incident and a crisis do to it."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in):
        model.step()
    event = min(WEEKS_PER_YEAR, parameters.weeks // 2)
    before = watch(model, event)
    state = take(model)
    after = watch(model, parameters.weeks - event)
    kinds = {
        "scandal": Event(event, "incident", "0", parameters.incidents.national_severity),
        "incident": Event(event, "incident", "0", ORDINARY),
        "pandemic": Event(event, "crisis", "0", ORDINARY),
    }
    twins = {}
    for name, happening in kinds.items():
        twin = PolicyModel(parameters, seed=seed)
        put(state, twin)
        twin.world.add(happening)
        twins[name] = watch(twin, min(AFTERMATH[name], parameters.weeks - event))
    return {
        **ordinary(model, before, after),
        **after_scandal(twins["scandal"], after),
        **after_incident(twins["incident"], after),
        **after_crisis(twins["pandemic"], after),
    }


def ordinary(model: PolicyModel, before: Watched, after: Watched) -> dict[str, float]:
    """The plausible baseline and the patterns of a whole run."""
    recording = record(model)
    run = recording.runs.to_pandas().iloc[0]
    share, trust = (
        np.concatenate(pair) for pair in ((before.trust_share, after.trust_share), (before.trust, after.trust))
    )
    quarters = share[: len(share) // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1)
    ministries = model.parameters.ministries.count
    names = ("questions", "questions_news_share", "questions_late_share", "utilisation", "incidents", "share_outside")
    measured = {name: float(run[name]) for name in (*names, "trust_share")}
    ever = model.datacollector.model_vars["ever_in_action"]
    measured |= {
        "trust_share_quarterly": float(np.std(quarters, ddof=1)),
        "trust_share_trend": float(share[-WEEKS_PER_YEAR:].mean() - share[:WEEKS_PER_YEAR].mean()),
        "ever_in_action": float(ever[model.given.burn_in :][:TERM][-1]),
        "falls_to_rises": falls_to_rises(trust),
        "extreme_falls_to_rises": falls_to_rises(trust, 0.01),
    }
    for name in ("news", "questions", "decisions"):
        weekly = np.concatenate((getattr(before, name), getattr(after, name))).astype(int)
        counts = by_year(by_ministry(weekly, ministries))
        measured[f"punctuation_{name}"] = l_kurtosis(np.diff(counts, axis=0)) - poisson_l_kurtosis(counts, 50)
    measured["questions_minus_news"] = measured["punctuation_questions"] - measured["punctuation_news"]
    measured["decisions_minus_questions"] = measured["punctuation_decisions"] - measured["punctuation_questions"]
    rise, fall = rise_and_fall(np.concatenate((before.salience, after.salience)), PROMINENCE)
    measured["attention_asymmetry"] = fall - rise
    return measured | of_haste(recording.decisions.to_pandas())


def of_haste(choices: pd.DataFrame) -> dict[str, float]:
    """What haste would leave in the records of decisions: :data:`OF_HASTE`, over processes from week 0 on."""
    decided = choices[(choices["week"] >= 0) & ~choices["superseded"] & choices["lead_time"].notna()]
    lead, kind = decided["lead_time"], decided["kind"]
    found = (
        float(lead.corr(decided["salience"], method="spearman")) if len(decided) > 2 else np.nan,
        float(lead[kind == "reactive"].mean()),
        float(lead[kind == "planned"].mean()),
    )
    return dict(zip(OF_HASTE, found, strict=True))


def left(path: Floats, name: str, sign: int) -> dict[str, float]:
    """How much of the largest deviation of the first half year is left at the weeks of :data:`HALVING`, as a share."""
    path = sign * path
    top = int(np.argmax(path[:HALF_YEAR]))
    found = {}
    for weeks in HALVING[name]:
        first, end = top + weeks - AROUND[name], top + weeks + AROUND[name] + 1
        there = path[top] > SMALL and end <= path.size
        found[f"{name}_left_{weeks}"] = (
            float(np.clip(path[first:end].mean() / path[top], -1.0, 2.0)) if there else np.nan
        )
    return found


def after_scandal(seen: Watched, twin: Watched) -> dict[str, float]:
    """What an incident of the class value does to trust."""
    path = above(seen.trust_share, twin.trust_share)
    return {
        "scandal_drop": response(path, MONTH, -1)[0],
        "scandal_deepening": deepening(path) if path.size > QUARTER else np.nan,
        **left(path, "scandal", -1),
    }


def after_incident(seen: Watched, twin: Watched) -> dict[str, float]:
    """How long attention stays on the dossier that one incident struck."""
    paths = {name: above(getattr(seen, name), getattr(twin, name))[:, 0] for name in ("coverage", "salience")}
    return {key: value for name, path in paths.items() for key, value in left(path, name, +1).items()}


def after_crisis(seen: Watched, twin: Watched) -> dict[str, float]:
    """The rally, and what a crisis does to attention and action."""
    path = above(seen.trust_share, twin.trust_share)
    counts = {
        name: (getattr(seen, name)[:QUARTER].sum(), getattr(twin, name)[:QUARTER].sum())
        for name in ("questions", "salience")
    }
    return {
        "rally": float(path[:QUARTER].mean()),
        **left(path, "rally", +1),
        "questions_in_crisis": float(counts["questions"][0] / counts["questions"][1] - 1.0)
        if counts["questions"][1]
        else np.nan,
        "attention_in_crisis": float(counts["salience"][0] / counts["salience"][1] - 1.0),
        "in_action_at_once": float(seen.acting[:HALF_YEAR].max()),
    }


def above(seen: Floats, twin: Floats) -> Floats:
    """How far weeks lie above those of a twin."""
    return np.asarray(seen - twin[: len(seen)])
