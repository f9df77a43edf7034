"""The picture, sentence and table of why A and B part: the same numbers, nothing outside, nothing by colour alone."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from abm.analysis.tables import reading_from
from abm.app.levers import Start
from abm.app.views import parting
from abm.app.why import PARTS, SOURCES, Parted
from abm.words import LANGUAGES, say
from tests.app.picture import of_class, read, tips, within, words

TRUST = Parted("trust", 0.004, dict(zip(PARTS, (0.003, 0.001, -0.002, 0.0, 0.0025, -0.0005, 0.0), strict=True)))
INCIDENTS = Parted("incidents", -0.7, dict(zip(SOURCES, (-0.5, -0.25, 0.05), strict=True)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parted", [TRUST, INCIDENTS], ids=lambda one: one.measure)
def test_picture_and_table_say_the_same(parted: Parted, language: str) -> None:
    """Every part has a bar, its name, its number, and its row; the total is last in both."""
    root, table = read(parting.draw(parted, language)), read(parting.table(parted, language))
    within(root)
    assert [bar.get("data-part") for bar in of_class(root, "abm-part")] == [*parted.parts, "total"]
    rows = [[cell.text or "" for cell in row] for row in table.iter("tr")][1:]
    assert len(rows) == len(tips(root)) == len(parted.parts) + 1
    for name, value, *_ in rows:
        assert name in words(root) and value in words(root)
    assert rows[-1][1] == parting.amount(parted, parted.total, language)
    sizes = {float(text.get("font-size", "0")) for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert min(sizes) >= 12


def test_bars_run_from_where_the_last_one_ended() -> None:
    """A waterfall: ends meet, and the last bar is the difference from zero."""
    _, steps = parting._steps(TRUST)
    assert all(stop == start for (_, _, stop), (_, start, _) in pairwise(steps[:-1]))
    assert steps[-2][2] == pytest.approx(steps[-1][2])
    assert steps[-1][1] == 0.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_follows_the_sign(language: str) -> None:
    """More, less and the same are told apart, and the largest part is named first."""
    told = {total: parting.told(Parted("trust", total, TRUST.parts), language) for total in (0.004, -0.004, 0.0)}
    assert len(set(told.values())) == 3
    assert say("why.part.contact", language) in told[0.004] and say("why.part.rally", language) not in told[0.004]
    nothing = Parted("trust", math.nan, dict.fromkeys(PARTS, math.nan))
    assert parting.told(nothing, language) == say("why.none_yet", language) in parting.draw(nothing, language)
    assert parting.table(nothing, language) == ""


def test_instruments_are_of_your_worlds_only_where_these_stand_as_the_study_has_them(tmp_path) -> None:
    """What was found in the worlds of the study is called so as soon as a lever or the schedule differs."""
    usual = Start.of({"norms": "reactive"}), Start.of({"norms": "anticyclical"})
    assert parting.as_studied(usual, 0) and not parting.as_studied(usual, 1)
    assert parting.as_studied((usual[0].with_value("seed", 9), usual[1].with_value("seed", 9)), 0)
    assert not parting.as_studied((usual[0], usual[1].with_value("officials.courage", 0.9)), 0)
    assert not parting.as_studied((usual[1], usual[0]), 0)
    here, elsewhere = (parting.of_whose_worlds(same, "en") for same in (True, False))
    assert here != elsewhere
    table = parting.by_instrument("incidents", "en")
    assert "reflection period" in table and table.count("<tr>") == 13
    with reading_from(tmp_path):
        assert parting.by_instrument("incidents", "en") == ""
