"""The chapters on ten years and on pace: what they say follows the rows, whichever way these point."""

from __future__ import annotations

import itertools
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis.tables import reading_from
from abm.experiments.common import FOUND
from abm.experiments.report.chapter import Content, chapters
from abm.experiments.report.look import styled
from abm.experiments.ten_years import CONTRASTS, COUNTED, EFFORT, FEW, YEARLY
from abm.words import LANGUAGES

PACKAGE = ("anticyclical", "reactive")
PACE = ("slow, outside", "fast, inside")
REST = {"seeds": 40, "results_version": RESULTS_VERSION}


def made_up(contrasts=CONTRASTS, years: int = 10) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables of the study, in which nothing differs from anything."""
    kinds = [*((measure, np.nan) for measure in YEARLY), *((EFFORT, counted) for counted in COUNTED)]
    same = {"unit": "", "mean": 0.5, "difference": 0.0, "low": -0.1, "high": 0.1, "found": FOUND[0], "worlds": 40}
    yearly = [
        {**one._asdict(), "measure": measure, **same, "year": year, "counted": counted, **REST}
        for year in range(1, years + 1)
        for one, (measure, counted) in itertools.product(contrasts, kinds)
    ]
    never = {"crossed": 0.0, "crossed_low": 0.0, "crossed_high": 0.09, "late": 1.0, "late_low": 0.91, "late_high": 1.0}
    never |= dict.fromkeys(("median", "median_low", "median_high"), np.nan)
    pairs = [one for one in contrasts if one.arm != one.against]
    crossover = [
        {**one._asdict(), "counted": counted, "years": years, **never, **REST}
        for one, counted in itertools.product(pairs, COUNTED)
    ]
    return pd.DataFrame(yearly), pd.DataFrame(crossover)


def say_of(yearly: pd.DataFrame, pair: tuple[str, str], measure: str, years: range, value: float, **more) -> None:
    """Let an arm differ in some years by a value that is found."""
    where = (yearly["arm"] == pair[0]) & (yearly["against"] == pair[1]) & (yearly["measure"] == measure)
    where &= yearly["year"].isin(years)
    for column, wanted in more.items():
        where &= yearly[column] == wanted
    assert where.any()
    yearly.loc[where, ["difference", "low", "high"]] = [value, value - 0.01, value + 0.01]
    yearly.loc[where, "found"] = FOUND[int(np.sign(value))]


def written(name: str, folder: Path, language: str, yearly: pd.DataFrame, crossover: pd.DataFrame) -> Content:
    """A chapter made of these tables, and of those of the project that it rests on beside them."""
    yearly.to_csv(folder / "ten_years.csv", index=False)
    crossover.to_csv(folder / "ten_years_crossover.csv", index=False)
    for other in ("refuters", "fair_test"):
        text = files("abm.experiments").joinpath("data", f"{other}.csv").read_text(encoding="utf-8")
        (folder / f"{other}.csv").write_text(text, encoding="utf-8")
    chapter = next(item for item in chapters() if item.name == name)
    with reading_from(folder), styled():
        return chapter.write(language)


def told(content: Content) -> list[str]:
    """All that a chapter says."""
    return [one.text for section in content.sections for one in (section.heading, *section.sentences)]


@pytest.mark.parametrize(
    ("value", "said"), [(0.0123, "1.23 points of 100 higher"), (-0.02, "2.00 points of 100 lower")]
)
def test_the_heading_follows_the_last_year(value, said, tmp_path):
    """Size and direction; and where none is found, that it is not."""
    tables = made_up()
    assert "is not found" in told(written("ten_years", tmp_path, "en", *tables))[0]
    say_of(tables[0], PACKAGE, "trust", range(10, 11), value)
    assert said in told(written("ten_years", tmp_path, "en", *tables))[0]


def test_each_year_names_what_is_found_in_it(tmp_path):
    """More, fewer and none found, each with its norm sets; the first two years and the last."""
    tables = made_up()
    say_of(tables[0], PACKAGE, "incidents", range(2, 11), -1.5)
    say_of(tables[0], ("tick_box", "reactive"), "incidents", range(10, 11), 0.25)
    text = told(written("ten_years", tmp_path, "en", *tables))
    first, second, last = (next(t for t in text[6:] if t.startswith(f"Year {year}: ")) for year in (1, 2, 10))
    assert first.startswith("Year 1: no difference found under ")
    assert second.startswith("Year 2: fewer incidents under “anticyclical” (−1.50); no difference found under ")
    assert last.startswith("Year 10: more incidents under “tick box” (+0.25); fewer incidents under “anticyclical”")
    assert "anticyclical" not in last.rpartition("no difference")[2]


def test_a_difference_that_is_found_and_too_small_to_count_is_said_to_be(tmp_path):
    """Half a point of trust counts; a hundredth of one may be found all the same."""
    tables = made_up()
    say_of(tables[0], PACKAGE, "trust", range(1, 11), 0.004)
    assert any("no difference that is found reaches" in t for t in told(written("ten_years", tmp_path, "en", *tables)))
    say_of(tables[0], PACKAGE, "trust", range(1, 11), 0.006)
    assert any("only “anticyclical” reach" in t for t in told(written("ten_years", tmp_path, "en", *tables)))


@pytest.mark.parametrize(
    ("up", "down", "said"),
    [
        (range(0), range(0), "in no year"),
        (range(2, 5), range(6, 11), "dearer up to year 4 and cheaper from year 6 on"),
        (range(2, 11), range(0), "is found to be dearer in year 2–10, and cheaper in none"),
        (range(0), range(9, 11), "is found to be cheaper in year 9–10, and dearer in none"),
        (range(8, 11), range(2, 5), "no lasting crossover is found"),
        (range(2, 4), range(5, 7), "no lasting crossover is found"),  # what does not last to the end is no crossover
        (range(1, 2), range(0), "in no year"),  # the first year tells nothing
    ],
)
def test_whether_the_curves_cross_is_read_from_the_years(up, down, said, tmp_path):
    """A crossover is dearer first and cheaper to the end; cheaper all along is none."""
    tables = made_up()
    for years, value in ((up, 400.0), (down, -300.0)):
        if len(years):
            say_of(tables[0], PACE, EFFORT, years, value, counted="policy")
    text = told(written("slow_faster", tmp_path, "en", *tables))
    assert sum(said in one for one in text) == 1 + 2 * (said == "in no year"), text  # none in any year either


@pytest.mark.parametrize(
    ("policy", "every", "begins"),
    [
        (423.0, 99.0, "No: "),
        (-423.0, -99.0, "Yes: "),
        (0.0, 0.0, "Not found: "),
        (423.0, -99.0, "It depends on what is counted: "),
        (0.0, -99.0, "It depends on what is counted: "),
    ],
)
def test_the_heading_answers_the_question(policy, every, begins, tmp_path):
    """By what is found over all years, with both ways to count hours."""
    tables = made_up()
    for counted, value in (("policy", policy), ("all", every)):
        if value:
            say_of(tables[0], PACE, EFFORT, range(10, 11), value, counted=counted)
    heading = told(written("slow_faster", tmp_path, "en", *tables))[0]
    assert heading.startswith(begins) and ("423" in heading, "99" in heading) == (policy != 0.0, every != 0.0)


def test_a_median_beyond_the_years_is_told_as_such(tmp_path):
    """And one that most worlds have, with its interval."""
    tables = made_up()
    assert any("cheaper for good in at least half of the worlds: within 10 years it does in 0%" in t
               for t in told(written("slow_faster", tmp_path, "en", *tables)))  # fmt: skip
    own = (tables[1]["arm"] == "anticyclical") & (tables[1]["counted"] == "policy")
    tables[1].loc[own, ["crossed", "median", "median_low"]] = [0.7, 4.25, 2.5]
    text = told(written("slow_faster", tmp_path, "en", *tables))
    said = "stays cheaper in half of the worlds after 4.2 years (2.5; > 10), and by the end of 10 years in 70%"
    assert any(said in one for one in text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["ten_years", "slow_faster"])
def test_a_small_study_is_told_and_drawn_as_well(name, language, tmp_path):
    """Two years, few arms, and no dossier solved: what is lacking is a dash, and the figure has its data."""
    yearly, crossover = made_up(FEW, years=2)
    yearly.loc[yearly["measure"] == EFFORT, ["mean", "difference", "low", "high"]] = np.nan
    content = written(name, tmp_path, language, yearly, crossover)
    assert content.drawing is not None and len(content.drawing.data) > 0
    assert "nan" not in " ".join([*told(content), content.drawing.alternative])
