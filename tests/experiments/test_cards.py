"""What the cards of the page do over seeds: both worlds of each, told as the table of the study has it."""

from __future__ import annotations

from abm.experiments import cards
from abm.experiments.common import Options, as_written


def test_the_table_has_every_card_and_only_columns_that_the_study_states() -> None:
    """Protects the page, which opens what the rows say, and the documents, which render them."""
    table = cards.study(Options("tiny", seeds=2, workers=1))["cards"]
    stated = {word.strip("(),;.:") for word in (cards.__doc__ or "").split()}
    assert set(table.columns) <= stated
    assert list(dict.fromkeys(table["card"])) == list(cards.CARDS)
    assert len(table) == len(cards.CARDS) * len(cards.MEASURES) and as_written(table, 2)


def test_both_worlds_meet_what_strikes_and_only_their_own_settings() -> None:
    """An event of a card is added to those of its scenario."""
    options = Options("tiny", seeds=1)
    crisis, scandal = cards.CARDS["crisis"], cards.CARDS["scandal"]
    a, b = (cards._world(words, crisis.event, 9, options) for words in (crisis.a, crisis.b))
    assert a.events == b.events and [event.kind for event in a.events] == ["crisis"]
    assert (a.norms, b.norms, a.weeks) == ("reactive", "anticyclical", 9)
    struck = cards._world(scandal.a, "3:shock:0:2.0", 9, options)
    assert [event.kind for event in struck.events] == ["incident", "shock"]
    loses = cards._world(cards.CARDS["loses"].b, "", 9, options)
    assert loses.ministries.influence_room == loses.ministries.deadline_coupling == 0.0
