"""How much a lever does: from the stored tables, and what norms leave of a lever from the rules of the norms."""

from __future__ import annotations

import pytest

from abm.analysis.tables import reading_from, table
from abm.app import ordering
from abm.app.levers import LEVERS, Start
from abm.norms import INSTRUMENTS
from abm.words import LANGUAGES, number


def test_levers_come_in_the_order_of_the_table() -> None:
    """The order is that of the largest stored index; what was not measured comes last and is not called weak."""
    found = ordering.ordered(LEVERS)
    assert [one.key for one in found] != list(LEVERS) and {one.key for one in found} == set(LEVERS)
    stored = table("what_matters")
    assert stored is not None
    total = stored[(stored["index"] == "total") & (stored["ranges"] == "plausible")]
    total = total[total["measure"].isin(ordering.LOOKED_AT)]
    measured = [one for one in found if one.level != "not_measured"]
    assert [one.share for one in measured] == pytest.approx(
        [total[total["factor"] == one.key]["value"].max() for one in measured], abs=1e-12
    )
    assert [one.share for one in measured] == sorted((one.share for one in measured), reverse=True)
    assert {one.key for one in found[len(measured) :]} >= {"norms", "scenario", "seed"}
    assert all(one.share == 0.0 for one in found[len(measured) :])


def test_without_the_table_nothing_is_called_weak(tmp_path, monkeypatch) -> None:
    """A study that was not run leaves no bar and no level behind."""
    ordering.effects.cache_clear()
    with reading_from(tmp_path):
        assert {one.level for one in ordering.ordered(LEVERS)} == {"not_measured"}
        assert {one.level for one in ordering.instruments()} == {"not_measured"}
        assert [one.key for one in ordering.ordered(LEVERS)] == list(LEVERS)
    ordering.effects.cache_clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bar_says_in_words_what_it_shows(language: str) -> None:
    """Nothing by length or colour alone, and every instrument has its own."""
    every = ordering.instruments()
    assert {one.key for one in every} == set(INSTRUMENTS)
    for one in (*every, *ordering.ordered(LEVERS)):
        shown = ordering.bar(one, language)
        assert f"width:{round(100 * one.share)}%" in shown and f'data-level="{one.level}"' in shown
        assert one.level == "not_measured" or number(100 * one.share, language, 0) in one.told(language)
    assert number(100 * ordering.effects()["evidence.house_bias"].share, language, 0) in ordering.note(language)


def test_norms_change_what_a_lever_says() -> None:
    """Both mandate levers stand alike, and the package gives more; without norms a mandate is what it says."""
    bare, package = (Start.of({"norms": name}) for name in ("reactive", "anticyclical"))
    a, b = (ordering.after_norms(side, side.values()) for side in (bare, package))
    mandate = "ministries.mandate"
    assert a[mandate].base == b[mandate].base == a[mandate].low == a[mandate].high
    half = bare.parameters().instrument.leadership_mandate.mandate
    assert b[mandate].low == pytest.approx(a[mandate].base + half * (1 - a[mandate].base)) and b[mandate].changed
    assert b["ministries.influence_room"].low > a["ministries.influence_room"].low
    coupling = "ministries.deadline_coupling"
    assert b[coupling].low < b[coupling].high == a[coupling].base == a[coupling].low
    assert not b["officials.courage"].changed


def test_room_of_none_stays_none_under_any_norm() -> None:
    """Nothing lifts influence from 0."""
    side = Start.of({"norms": "anticyclical", "ministries.influence_room": 0.0})
    room = ordering.after_norms(side, side.values())["ministries.influence_room"]
    assert room.low == room.high == 0.0 and not room.changed
    assert "0" in room.told(lambda value: number(value, "nl"), "nl")
