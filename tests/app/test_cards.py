"""Cards: each opens as its table has it, and the one where the package loses does lose, over many runs."""

from __future__ import annotations

import pytest

from abm.analysis.rule import smallest
from abm.analysis.tables import chosen, reading_from, table
from abm.app import cards
from abm.app.hosting import Hosting
from abm.app.levers import Start, read
from abm.words import LANGUAGES, number, say


@pytest.fixture(scope="module", params=[one.key for one in cards.cards()])
def card(request) -> cards.Card:
    found = cards.card(request.param)
    assert found is not None
    return found


def test_a_card_opens_what_was_run(card: cards.Card) -> None:
    """Settings, events and week of the link are those of the rows, and nothing of it is left out."""
    state = card.state(Hosting())
    assert state.problems == {}
    row = card.rows[0]
    for side, settings in zip(("a", "b"), state.settings, strict=True):
        words = dict(word.partition("=")[::2] for word in row[side].split())
        assert settings == Start.of({key: read(key, value) for key, value in words.items()})
    assert state.week == row["week"]
    written = [f"{one.event.week}:{one.event.kind}:{one.event.target}:{one.event.size}" for one in state.schedule]
    assert written == ([row["event"]] if row["event"] else [])
    assert not state.pair().lagging or state.pair().week == row["week"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_tells_what_many_runs_say(card: cards.Card, language: str) -> None:
    """Each measure by which it is judged, with its number."""
    told = card.told(language)
    stored = table("cards")
    assert stored is not None and card.name(language) and card.meaning(language)
    for measure in cards.BETTER:
        (row,) = chosen(stored, {"card": card.key, "measure": measure}).to_dict("records")
        scale, digits = cards.SHOWN[measure]
        assert all(number(scale * row[name], language, digits, sign=True) in told for name in ("difference", "low"))


def test_the_card_that_loses_does() -> None:
    """It fares worse over many runs by something and better by nothing: that is in the table, not in its name."""
    losing = cards.card("loses")
    assert losing is not None and losing.loses
    assert losing.rows[0]["seeds"] >= 20
    assert cards.card("package") is not None and not cards.card("package").loses


@pytest.mark.parametrize(
    ("found", "loses"),
    [
        ({"trust": "down", "incidents": "none found", "misfit": "up"}, True),
        ({"trust": "none found", "incidents": "none found", "misfit": "up"}, True),
        ({"trust": "down", "incidents": "down", "misfit": "up"}, False),
        ({"trust": "none found", "incidents": "none found", "misfit": "none found"}, False),
    ],
)
def test_losing_is_worse_by_something_and_better_by_nothing(found: dict[str, str], loses: bool) -> None:
    """Fewer incidents are a gain, and one gain is enough not to lose."""
    rows = tuple({"measure": name, "found": said, "difference": 1.0, "mean": 1.0} for name, said in found.items())
    assert cards.Card("loses", "", 0, rows).loses is loses


@pytest.mark.parametrize("measure", cards.BETTER)
def test_what_is_sure_but_does_not_count_for_the_claims_is_tiny(measure: str) -> None:
    """By their rule: just under it tiny, just over it not; and losing by as little is not losing, while gaining is."""
    worse = "down" if cards.BETTER[measure] == "up" else "up"
    others = [{"measure": name, "found": cards.BETTER[name]} for name in cards.BETTER if name != measure]
    for times, said in ((0.9, "tiny"), (1.1, "worse")):
        row = {"measure": measure, "found": worse, "difference": times * smallest(measure, 6.0), "mean": 6.0}
        alone = cards.Card("loses", "", 0, (row,))
        assert (alone.outcome(measure), alone.loses) == (said, said == "worse")
        gains = tuple({**other, "difference": 1e-9, "mean": 6.0} for other in others)
        assert not cards.Card("loses", "", 0, (row, *gains)).loses
        unsure = cards.Card("loses", "", 0, ({**row, "found": "none found"},))
        assert unsure.outcome(measure) == "none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_over_which_weeks_and_seeds_its_numbers_are(card: cards.Card, language: str) -> None:
    """So that nobody takes them for those of the verdict, which are of the week that is shown."""
    start = say("card.told", language, seeds=card.rows[0]["seeds"], weeks=card.rows[0]["week"], parts="")
    assert card.told(language).startswith(start.rstrip("."))
    assert {"en": "Not this week", "nl": "Niet van deze week"}[language] in start


def test_without_the_table_there_are_no_cards(tmp_path) -> None:
    """Nothing is offered that nobody ran."""
    cards.cards.cache_clear()
    with reading_from(tmp_path):
        assert cards.cards() == () and cards.card("loses") is None
    cards.cards.cache_clear()
