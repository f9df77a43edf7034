"""The answer: sentences follow what was found, in both languages, and each number is one step from its row."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis import sentences, verdicts
from abm.analysis.answer import HEADLINE, LOST, NEEDED, PACKAGE, SHIPPED, answer, lacking, loop
from abm.analysis.sentences import markdown
from abm.words import LANGUAGES

JUDGED = verdicts.verdicts()
"""By the tables of the project."""

NUMBERS = {"unit": "1", "seeds": 20, "results_version": RESULTS_VERSION}


def difference(value: float, **own: object) -> dict[str, object]:
    """A row whose interval is a tenth wide on either side."""
    found = "none found" if abs(value) < 0.1 else "up" if value > 0 else "down"
    return {**own, "difference": value, "low": value - 0.1, "high": value + 0.1, "found": found, **NUMBERS}


def made() -> dict[str, pd.DataFrame]:
    """Tables as the studies write them, with the columns that an answer reads."""
    headline = {
        "incidents": -0.8,
        "incidents_misfit": -0.9,
        "incidents_coordination": 0.0,
        "misfit": -0.2,
        "trust": 0.05,
        "trust_without_procedure": 0.01,
        "lead_time": 3.5,
    }
    fit = {"evidence": -0.1, "tension": 0.0, "going_outside": -0.15}
    structure = [difference(value, contrast=HEADLINE, measure=name) for name, value in headline.items()]
    structure += [difference(value, contrast=f"{name} minus reactive", measure="misfit") for name, value in fit.items()]
    lost = zip(LOST.values(), (0.21, 0.4, 0.13, 0.35, 0.11), strict=True)
    groups = {"all": 0.2, "lower educated": -0.3, "higher educated": 0.4, "aggrieved": 0.0}
    shares = {"pilots": -0.4, "board_norm": -0.3, "calm_practice": 0.2}
    cuts = (("none", "", 0.0), ("no_haste", "no", 4.2), ("no_loop", "no", 9.7))
    box = {"outcome": "incidents", "parameter": "officials.courage", "from": 0.7, "to": 1.0, "chance": 0.001}
    late = {"refuter": "R4", "arm": PACKAGE, "against": "reactive", "measure": "crossover_week", "verdict": "fails"}
    trust = {"norms": PACKAGE, "year": "last", "measure": "trust"}
    return {
        "loop_cut": pd.DataFrame([{"model": name, "as_well": said, "behind": behind, "error": 0.5, "accepted": 0.9,
                                   "lead_by_salience": -0.3, "lead_by_salience_low": -0.6,
                                   "lead_by_salience_high": 0.1, **NUMBERS}
                                  for name, said, behind in cuts]),
        "where_it_loses": pd.DataFrame([{"outcome": name, "worse": share, "worse_low": share / 2,
                                         "worse_high": 2 * share, "denser": "yes", "density": 0.8, **NUMBERS}
                                        for name, share in lost]),
        "where_it_loses_box": pd.DataFrame([box | NUMBERS]),
        "who_loses": pd.DataFrame([*(difference(value, **trust, group=name) | {"apart": value - 0.2}
                                     for name, value in groups.items()),
                                   *(difference(value, **trust | {"measure": name}, group="all")
                                     for name, value in (("gains", 0.6), ("loses", 0.3)))]),
        "structure": pd.DataFrame(structure).assign(variant=SHIPPED),
        "maps": pd.DataFrame([{"map": "bias and room", "x_value": bias, "y_value": room, "norms": norms, "mean": 8.0,
                               "measure": "incidents", "brings": -bias * room, "brings_low": -0.5,
                               "brings_high": 0.5, **NUMBERS}
                              for norms in ("reactive", PACKAGE) for bias in (0.0, 0.6) for room in (0.3, 0.6)]),
        "structure_survives": pd.DataFrame([
            {"contrast": HEADLINE, "measure": name, "survives": "yes", "found": row["found"], "reversed": "",
             "lost": "", **NUMBERS} for name, row in zip(headline, structure, strict=False)]),
        "instruments_shared": pd.DataFrame([
            {"instrument": name, "measure": "incidents", "shapley": value, "low": value - 0.1, "high": value + 0.1,
             "found": "down" if value < 0 else "up", "rank": rank, "rank_high": rank, "share": 0.8, **NUMBERS}
            for rank, (name, value) in enumerate(shares.items(), 1)]),
        "refuters": pd.DataFrame([late | difference(0.6, x="weeks", x_value=weeks, line="") for weeks in (520, 1040)]),
        "calibration_predictive": pd.DataFrame([{"held": "yes", "holds": holds, **NUMBERS}
                                                for holds in ("yes", "yes", "no")]),
        "calibration_recovery": pd.DataFrame({"identified": ["yes", "weakly", "no", "no"], "results_version": 1}),
    }  # fmt: skip


@pytest.fixture
def tables(monkeypatch):
    given = made()
    for module in (sentences, verdicts):
        monkeypatch.setattr(module, "table", given.get)
    return given


def found() -> list[verdicts.Verdict]:
    return [verdicts.conclude(claim) for name, claim in verdicts.claims().items() if name in ("R4", "6")]


def said(language: str = "en") -> str:
    return markdown(answer(found(), language), language, RESULTS_VERSION)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_at_most_a_page(tables, language):
    """With all studies there and every refuter judged; numbers and the names of sources apart."""
    text = re.sub(r"\[\[.*\]", "", markdown(answer(JUDGED, language), language, RESULTS_VERSION))
    assert 400 < sum(any(map(str.isalpha, word)) for word in text.split()) <= 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_stands_in_the_row_that_is_named(tables, language):
    """One step from a sentence to its row."""
    for section in answer(found(), language):
        for sentence in (section.heading, *section.sentences):
            for table, line in re.findall(r"(\w+)\.csv:(\d+)", " ".join(sentence.sources)):
                assert int(line) - 2 in tables[table].index
    text = said("en")
    assert "and year (−0.90; −0.70).** [[structure 2](../experiments/data/structure.csv#L2)]" in text
    assert "60% of citizens trust more than without, by 0.01 at least, and 30% less. [[who_loses 6]" in text
    assert (
        "Everybody's trust changes by +0.200; otherwise among: the lower educated −0.300; the higher educated +0.400"
        in text
    )


def test_it_says_when_it_does_most(tables):
    """The level without it, and the cells of the map with the largest and the smallest change; the rows decide."""
    told = "Without the package: 8.0. By bias of the desk and room for influence: −0.36 (−0.50; +0.50) (bias"
    assert told in said()
    tables["maps"].loc[tables["maps"]["y_value"] == 0.3, "brings"] = -0.9
    assert "−0.90 (−0.50; +0.50) (bias 0.0, room 0.3) to" in said()


def test_it_begins_with_the_loop(tables):
    """Where a cut model fits as well that is the first sentence, and nothing says that the loop is needed."""
    assert said().splitlines()[4].startswith("**The data speak for the loop")
    behind = "Without haste what is known of the country is less likely by a factor of 67 (logarithm 4.2, error 0.7)"
    assert f"{behind}; 90% of the best worlds fit." in said()
    assert "attention and lead time: −0.30 (−0.60; +0.10: 90% of worlds), without haste −0.30" in said()
    tables["loop_cut"].loc[1, "as_well"] = "yes"
    first = said().splitlines()[4]
    assert first.startswith("**The loop is not supported by the data: without haste")
    assert "speak for the loop" not in said()
    tables["loop_cut"].loc[2, "as_well"] = "yes"
    assert "neither without haste nor without any path" in said().splitlines()[4]


@pytest.mark.parametrize(("file", "language"), [("README.md", "en"), ("README.nl.md", "nl"), ("docs/ODD.md", "en")])
def test_what_is_reported_says_of_the_loop_what_the_tables_say(file, language):
    """A reader of any is told first whether the data need the loop, in the words of the answer."""
    text = Path(__file__).parents[2].joinpath(file).read_text(encoding="utf-8")
    assert loop(language).heading.text in " ".join(text.split())


@pytest.mark.parametrize(
    ("behind", "as_well", "words"),
    [
        (-1.0, "yes", "is more likely by a factor of 2.7"),
        (math.inf, "no", "there is no world that fits"),
        (math.nan, "no", "it cannot be told: neither model"),
    ],
)
def test_evidence_of_any_size_is_told(tables, behind, as_well, words):
    """Ahead, nowhere, or nothing to compare: never as if the loop were needed where that was not shown."""
    tables["loop_cut"].loc[1, ["behind", "as_well"]] = [behind, as_well]
    assert words in said()
    assert ("speak for the loop" in said()) == math.isinf(behind)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-0.8, "With the package there are 0.80 fewer incidents"),
        (0.8, "With the package there are 0.80 more incidents"),
        (0.0, "That the package changes the number"),
    ],
)
def test_a_heading_is_what_was_found(tables, value, words):
    """A result against the essay is said as plainly as one for it."""
    tables["structure"].loc[0, ["difference", "low", "high"]] = [value, value - 0.1, value + 0.1]
    tables["structure"].loc[0, "found"] = difference(value)["found"]
    assert f"**{words}" in said()


@pytest.mark.parametrize(
    ("value", "words"), [(3.5, "3.5 weeks later"), (-3.5, "3.5 weeks earlier"), (0.0, "later is not found")]
)
def test_weeks_later_or_earlier_have_no_sign(tables, value, words):
    """What costs no time says so."""
    row = tables["structure"]["measure"] == "lead_time"
    tables["structure"].loc[row, ["difference", "found"]] = [value, difference(value)["found"]]
    assert words in said()


def test_an_instrument_comes_first_only_where_its_rank_is_certain(tables):
    """Else it is said that they cannot be ranked."""
    assert "No instrument does more to incidents than “pilots”: 80% of the whole" in said()
    tables["instruments_shared"].loc[0, "rank_high"] = 2
    assert "is not certain" in said() and "No instrument does more" not in said()


def test_a_part_of_the_ranges_is_named_only_where_it_is_denser(tables):
    """A box of luck is none."""
    assert "where all of this holds: Courage 0.70 to 1.00. There it is 80% of worlds." in said()
    tables["where_it_loses"].loc[0, "denser"] = "no"
    assert "No part of the ranges stands out" in said()


def test_groups_that_fare_like_all_are_not_named(tables):
    """Only who stands apart; where nobody does it says so."""
    tables["who_loses"].loc[3, "found"] = "none found"
    assert "lower educated" in said() and "aggrieved" not in said()
    tables["who_loses"]["found"] = "none found"
    assert "That the trust of any group" in said()


@pytest.mark.parametrize("old", [True, False])
def test_what_was_not_run_or_is_stale_is_left_out_and_named(tables, old):
    """No number of older results slips in."""
    if old:
        tables["structure"]["results_version"] = RESULTS_VERSION - 1
    else:
        del tables["structure"]
    text = said()
    assert "per ministry and year" not in text
    assert "Not run at full size with the present results yet: structure." in text


def test_without_any_table_all_studies_are_named(monkeypatch):
    """Those of the refuters too; what has not been run is not called undecided."""
    for module in (sentences, verdicts):
        monkeypatch.setattr(module, "table", lambda name: None)
    judged = [verdicts.conclude(claim) for claim in verdicts.claims().values()]
    wanted = {verdicts.study_of(name) for names in NEEDED.values() for name in names}
    assert set(lacking(judged)) == wanted | {"fair_test", "reproduction", "claims_asked", "baseline"}
    text = markdown(answer(judged, "en"), "en", RESULTS_VERSION)
    assert " 0 undecided, 9 not testable" in text and "Not run yet: 52." in text
    assert "ways to refute" not in text


def test_the_verdict_on_a_refuter_is_counted(tables):
    """By its rows, and under its name."""
    assert "Of 1 ways to refute the essay, written down beforehand: 1 succeed" in said()
    slow = "“With all norms a solved dossier takes fewer hours within eight years.” [R4]"
    assert f"- Not supported (0 for, 2 against, of 2): {slow}" in said()
