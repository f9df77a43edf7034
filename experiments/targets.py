"""What the model is asked to look like: each row of the baseline's table, its level, its null and its target.

The level is what the numbers of a row are taken over; its null is what the row would be if the pattern were not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from abm.experiments.patterns import response
from abm.numerics.streams import Floats
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR

OPEN = np.nan
PLAUSIBLE, PATTERNS = "docs/sources/rules.md", "docs/ODD.md"
MONTHS = WEEKS_PER_YEAR / 12
"""Weeks in a month."""

PROMINENCE = 0.1
"""Salience by which a peak of attention must stand out."""

MONTH, HALF_YEAR = 5, 27
"""Weeks in which a response is looked for, the week of the event included: four, and 26 after it."""

Path = Callable[[Floats], float]


@dataclass(frozen=True)
class Row:
    """One row of the table, before it is measured; unit and definition come from the measure where there is one.

    Attributes
    ----------
    kind, name : str
    target : tuple of float
        Range, ends included; nan where a side is open.
    source : str
        Of the target.
    unit, definition : str
    level : str
        What the numbers are taken over.
    null : float or str
        What the row would be without the pattern; the name of the value that is measured for it, where it is one.
    null_is : str
        The null in words.
    path : callable, optional
        What is read from the median over seeds of the paths after an event, and not from each seed.
    """

    kind: str
    name: str
    target: tuple[float, float] = (OPEN, OPEN)
    source: str = ""
    unit: str = ""
    definition: str = ""
    level: str = "run"
    null: float | str = OPEN
    null_is: str = ""
    path: Path | None = None


def largest(sign: int, within: int) -> Path:
    """Read the largest deviation in a direction within the first weeks of a path, as a positive number."""
    return lambda path: response(path, within, sign)[0]


def halved(sign: int, within: int) -> Path:
    """Read the weeks until half of that deviation is gone."""
    return lambda path: response(path, within, sign)[1]


def first_quarter(path: Floats) -> float:
    """Mean of the first 13 weeks of a path."""
    return float(path[:QUARTER].mean())


def deepening(path: Floats) -> float:
    """By how much a fall is deeper in the three quarters after the first than within it."""
    return float(path[:QUARTER].min() - path[QUARTER:WEEKS_PER_YEAR].min())


_POISSON = "independent Poisson counts of the same means"
_NO_EVENT = "the twin without the event"

ROWS = (
    Row("baseline", "questions", (2.5, 5.0), f"{PLAUSIBLE} 1.1"),
    Row("baseline", "utilisation", (0.7, 0.9), f"{PLAUSIBLE} 1.2"),
    Row("baseline", "incidents", (4.0, 10.0), f"{PLAUSIBLE} 1.3"),
    Row("baseline", "share_outside", (0.15, 0.25), f"{PLAUSIBLE} 1.4: near .2"),
    Row("baseline", "trust_share", (0.38, 0.44), f"{PLAUSIBLE} 1.5: near .41"),
    Row("baseline", "trust_share_quarterly", (0.01, 0.02), f"{PLAUSIBLE} 1.6", "share",
        "s.d. over quarters of the mean share of trusting citizens, without incidents of the national class",
        "quarter"),
    Row("baseline", "trust_share_quarter_to_quarter", unit="share", level="quarter",
        definition="s.d. of its change from one quarter to the next, which slow movement over years does not raise"),
    Row("baseline", "trust_share_trend", (-0.05, 0.05), f"{PLAUSIBLE} 1.7: no collapse", "share",
        "share of trusting citizens in the last year minus the first"),
    Row("baseline", "trust_lowest", (0.05, 0.95), f"{PLAUSIBLE} 1.8: trust touches neither 0 nor 1", "trust, 0 to 1",
        "lowest weekly mean trust of a run", "week"),
    Row("baseline", "trust_highest", (0.05, 0.95), f"{PLAUSIBLE} 1.9: trust touches neither 0 nor 1", "trust, 0 to 1",
        "highest weekly mean trust of a run", "week"),
    Row("baseline", "questions_news_share", (0.66, 0.81), f"{PATTERNS} P1"),
    Row("baseline", "questions_late_share", (0.5, 0.6), f"{PATTERNS} P2"),
    Row("baseline", "ever_in_action", (0.07, 0.36), f"{PATTERNS} P13", "share",
        "share of citizens in action at least once in five years"),
    Row("pattern", "attention_rise", unit="weeks", level="dossier and week",
        definition=f"mean weeks from half of a peak of salience to the peak; peaks stand out by {PROMINENCE}"),
    Row("pattern", "attention_fall", unit="weeks", level="dossier and week",
        definition="mean weeks from a peak of salience to half of it"),
    Row("pattern", "attention_asymmetry", (0.0, OPEN), f"{PATTERNS} P3: rises fast, fades slowly", "weeks",
        "attention_fall minus attention_rise", "dossier and week", 0.0, "a series that runs backwards looks the same"),
    Row("pattern", "l_kurtosis_inputs", unit="1", level="ministry and year", null="poisson_inputs", null_is=_POISSON,
        definition="L-kurtosis of the change of the number of dossiers and weeks with news"),
    Row("pattern", "l_kurtosis_questions", unit="1", level="ministry and year", null="poisson_questions",
        null_is=_POISSON, definition="L-kurtosis of the change of the number of questions"),
    Row("pattern", "l_kurtosis_decisions", unit="1", level="ministry and year", null="poisson_decisions",
        null_is=_POISSON, definition="L-kurtosis of the change of the number of policies that entered into force"),
    Row("pattern", "punctuation_inputs", (0.0, OPEN), f"{PATTERNS} P4", "1", "l_kurtosis_inputs minus its null",
        "ministry and year", 0.0, _POISSON),
    Row("pattern", "punctuation_questions", (0.0, OPEN), f"{PATTERNS} P4", "1", "l_kurtosis_questions minus its null",
        "ministry and year", 0.0, _POISSON),
    Row("pattern", "punctuation_decisions", (0.0, OPEN), f"{PATTERNS} P4", "1", "l_kurtosis_decisions minus its null",
        "ministry and year", 0.0, _POISSON),
    Row("pattern", "questions_minus_inputs", (0.0, OPEN), f"{PATTERNS} P4: inputs < questions", "1",
        "punctuation_questions minus punctuation_inputs", "ministry and year", 0.0, "equally punctuated"),
    Row("pattern", "decisions_minus_questions", (0.0, OPEN), f"{PATTERNS} P4: questions < decisions", "1",
        "punctuation_decisions minus punctuation_questions", "ministry and year", 0.0, "equally punctuated"),
    Row("pattern", "falls_to_rises", (1.0, OPEN), f"{PATTERNS} P7: trust falls faster than it rises", "1",
        "weekly falls of mean trust that 5% exceed, relative to rises that 5% exceed", "week", 1.0,
        "rises as large as falls"),
    Row("pattern", "extreme_falls_to_rises", (1.0, OPEN), f"{PATTERNS} P7: trust falls faster than it rises", "1",
        "weekly falls of mean trust that 1% exceed, relative to rises that 1% exceed", "week", 1.0,
        "rises as large as falls"),
    Row("pattern", "falls_to_rises_even_trust", (1.0, OPEN), f"{PATTERNS} P7: not made by citizens.loss_gain_ratio",
        "1", "falls_to_rises where a bad contact weighs as much as a good one", "week", 1.0, "rises as large as falls"),
    Row("pattern", "extreme_falls_even_trust", (1.0, OPEN), f"{PATTERNS} P7: not made by citizens.loss_gain_ratio",
        "1", "extreme_falls_to_rises where a bad contact weighs as much as a good one", "week", 1.0,
        "rises as large as falls"),
    Row("pattern", "cyclicality", (OPEN, 0.0), f"{PATTERNS} P8: participation falls with salience",
        level="process", null="even_cyclicality", null_is="timing=even"),
    Row("pattern", "outside_tense_minus_calm", (OPEN, 0.0), f"{PATTERNS} P8: participation falls with salience",
        "share", "outside_tense minus outside_calm", "dossier and week", "even_tense_minus_calm", "timing=even"),
    Row("pattern", "willing", unit="share", level="process",
        definition="share of processes whose official is willing enough to go outside"),
    Row("pattern", "goodwill_minus_practice", (0.0, OPEN), f"{PATTERNS} P9: good intentions exceed practice", "share",
        "willing minus share_outside", "process", 0.0, "who is willing goes"),
    Row("pattern", "higher_educated_respondents", (0.0, OPEN), f"{PATTERNS} P11", "share",
        "higher educated among respondents of real methods, minus that among citizens", "process", 0.0,
        "respondents as citizens are"),
    Row("scandal", "drop", (0.07, 0.15), f"{PATTERNS} P6: 10 to 12 points, accepted 7 to 15", "share",
        "largest fall of the share of trusting citizens below the twin within four weeks", "country and week", 0.0,
        _NO_EVENT, largest(-1, MONTH)),
    Row("scandal", "deepening", (OPEN, 0.01), f"{PATTERNS} P6: not deepening after a quarter, by a point at most",
        "share", "largest fall from 13 to 51 weeks after the event, minus the largest before", "country and week", 0.0,
        "as deep", deepening),
    Row("scandal", "drop_halflife", (3 * MONTHS, 13 * MONTHS), f"{PATTERNS} P6: half regained in 3 to 13 months",
        "weeks", "weeks from the largest fall within 26 weeks until half of it is regained; at least those on record "
        "where it is not", "country and week", OPEN, "", halved(-1, HALF_YEAR)),
    Row("incident", "coverage_halflife", (2.0, 4.0), f"{PATTERNS} P3: halves in about three weeks", "weeks",
        "weeks from the peak of the dossier's coverage above the twin, after one incident of severity 10, until half "
        "of it is gone", "dossier and week", OPEN, "", halved(+1, HALF_YEAR)),
    Row("incident", "salience_halflife", (2.0, 4.0), f"{PATTERNS} P3: halves in about three weeks", "weeks",
        "the same of the dossier's salience, which coverage saturates", "dossier and week", OPEN, "",
        halved(+1, HALF_YEAR)),
    Row("pandemic", "rally", (0.12, 0.20), f"{PATTERNS} P5", "share",
        "mean of the share of trusting citizens above the twin over 13 weeks from the event on", "country and quarter",
        0.0, _NO_EVENT, first_quarter),
    Row("pandemic", "rally_peak", unit="share", level="country and week", null=0.0, null_is=_NO_EVENT,
        definition="its highest week within 26 weeks", path=largest(+1, HALF_YEAR)),
    Row("pandemic", "rally_halflife", (3 * MONTHS, 13 * MONTHS), f"{PATTERNS} P5", "weeks",
        "weeks until half of the rally's peak is gone; at least those on record where it is not", "country and week",
        OPEN, "", halved(+1, HALF_YEAR)),
    Row("pandemic", "rally_without_haste", (0.12, 0.20), f"{PATTERNS} P5: free of haste", "share",
        "the rally over 13 weeks where deadlines do not follow salience (ministries.deadline_coupling=0), against its "
        "own twin", "country and quarter", 0.0, _NO_EVENT, first_quarter),
    Row("pandemic", "questions_in_crisis", (0.0, OPEN), f"{PATTERNS} P14: questions do not fall in a crisis", "share",
        "questions in 13 weeks from the event on, as a share of the twin's, minus 1", "country and quarter", 0.0,
        _NO_EVENT),
    Row("pandemic", "attention_in_crisis", (0.0, OPEN), f"{PATTERNS} P14: nor does attention", "share",
        "salience of all dossiers in those weeks, as a share of the twin's, minus 1", "country and quarter", 0.0,
        _NO_EVENT),
    Row("pandemic", "in_action_at_once", (0.0, 1 / 7), f"{PATTERNS} P13: at most one in seven", "share",
        "largest weekly share of citizens in action within 26 weeks", "country and week"),
    Row("heard", "trust_share", unit="share", null=0.0, null_is="procedure.heard=0",
        definition="share of trusting citizens with being heard, minus that without"),
    Row("heard", "grievance", unit="grievance, 0 to 1", null=0.0, null_is="procedure.heard=0",
        definition="grievance likewise"),
    Row("heard", "unrest", unit="share", null=0.0, null_is="procedure.heard=0",
        definition="share of citizens in action likewise"),
    Row("heard", "ever_in_action", unit="share", null=0.0, null_is="procedure.heard=0",
        definition="share of citizens ever in action likewise"),
)  # fmt: skip
