"""The tension clause by hand: consideration, weeks and room on a salient dossier, and on no other."""

from __future__ import annotations

import pytest

from abm.agents import officials
from abm.agents.dossiers import Decision
from abm.agents.ministers import meet_crisis, turn
from abm.norms.base import Leadership, Pilot, Reserve
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.process import PLANNED, REACTIVE
from tests.conftest import lively, open_process, run, same, small, start
from tests.norms.test_norms import norms

CLAUSE = "instruments=[tension_clause]"
KEY = "instrument.tension_clause."


@pytest.fixture
def model():
    """A small country five weeks after the clause took force, with a hot and a calm dossier."""
    model = start(small(CLAUSE), weeks=25)
    model.board.salience[5], model.board.salience[6] = 0.6, 0.2
    return model


@pytest.mark.parametrize(("salience", "holds"), [(0.0, False), (0.299, False), (0.3, True), (1.0, True)])
def test_from_its_salience_on(salience, holds):
    """Consideration goes its part of the way to 1; weeks are reserved; pressure loses the share that is sheltered."""
    clause = norms("tension_clause")
    assert clause.consider(0.4, salience) == (1.0 if holds else 0.4)
    assert clause.reserve(Reserve(), salience) == (Reserve(20.0, 0.0) if holds else Reserve())
    part = norms(
        "tension_clause", tension_clause__consideration=0.5, tension_clause__weeks=9.0, tension_clause__shelter=0.25
    )
    assert part.consider(0.4, salience) == pytest.approx(0.7 if holds else 0.4)
    assert part.reserve(Reserve(12.0, 0.8), salience) == (
        Reserve(12.0, pytest.approx(0.6)) if holds else Reserve(12.0, 0.8)
    )


@pytest.mark.parametrize("shelter", [0.0, 0.4, 1.0])
def test_pressure_takes_room_and_the_clause_gives_it_back(shelter):
    """w = room·[1 - (1 - shelter)·P·(1 - steadfastness)] where it is tense; else, and without it, shelter is 0."""
    for words in (CLAUSE, "instruments=[]"):
        model = start(small(words, changes={KEY + "shelter": shelter}), weeks=25)
        ministry = model.ministries_by_number[1]
        ministry.leadership, ministry.pressure = Leadership(0.5, 0.25), 0.8
        room, lost = 0.3, 0.8 * 0.75
        kept = shelter if words == CLAUSE else 0.0
        assert ministry.may(0.0, 0.6) == pytest.approx(room * (1 - (1 - kept) * lost))
        assert ministry.may(0.2, 0.6) == pytest.approx(0.8 * room * (1 - (1 - kept) * lost))
        assert ministry.may(0.0, 0.2) == pytest.approx(room * (1 - lost))


def test_a_pilot_has_the_room_of_its_dossier(monkeypatch, model):
    """What a panel says counts by the w of now on the dossier it is about."""
    asked, ministry = [], model.ministries_by_number[1]
    monkeypatch.setattr(type(ministry), "may", lambda self, *given: asked.append(given) or 0.1)
    process = open_process(model, 5)
    model.dossier(5)._correct_by_pilot(
        Decision(
            model.board.policy[5].copy(),
            0.0,
            model.week,
            model.week,
            Pilot(8, 0.0, 4, 25, 0.2),
            process,
            model.needs.centre[5],
        )
    )
    assert asked == [(0.2, 0.6)]


@pytest.mark.parametrize("left", [8.0, 30.0])
@pytest.mark.parametrize("number", [5, 6])
@pytest.mark.parametrize("choice", [INSIDE, EXPLAINED, TICK_BOX, "dialogue"])
def test_only_who_chooses_a_method_gets_the_weeks(model, choice, number, left):
    """Going outside on a tense dossier lifts a deadline to twenty weeks; nothing else does, and none is shortened."""
    process = open_process(model, number, REACTIVE)
    process.deadline = model.week + left
    model.dossier(number).holder.choose(process, choice)
    weeks = max(left, 20.0) if choice == "dialogue" and number == 5 else left
    assert process.deadline - model.week == weeks == process.entry["deadline"]
    if choice == "dialogue":
        assert process.haste == pytest.approx(1.0 - weeks / model.parameters.ministries.routine_lead)


@pytest.mark.parametrize(("emergency", "number", "fits"), [(False, 5, True), (False, 6, False), (True, 5, False)])
def test_the_menu_is_judged_with_the_weeks_that_are_reserved(model, emergency, number, fits):
    """A dialogue fits in half of twenty weeks, not of eight; on a calm dossier and in an emergency it stays eight."""
    process = open_process(model, number, REACTIVE)
    process.deadline, process.emergency = model.week + 8.0, emergency
    model.dossier(number).ministry.ledger["questions"] = 0.0
    assert ("dialogue" in model.dossier(number).holder._menu(process, model.dossier(number).salience)) is fits


def test_the_weeks_do_not_lift_an_emergency(model):
    """Neither where an emergency process goes outside, nor where one with its twenty weeks becomes an emergency."""
    dossier, ministry = model.dossier(5), model.ministries_by_number[1]
    lead = model.parameters.ministries.emergency_lead
    process = open_process(model, 5, REACTIVE)
    process.deadline = model.week + 8.0
    dossier.holder.choose(process, "dialogue")
    assert process.deadline == model.week + 20.0
    meet_crisis(ministry, dossier)
    assert process.deadline == model.week + lead
    ministry.active.remove(process)
    dossier.process = None
    meet_crisis(ministry, dossier)
    dossier.holder.choose(dossier.process, "dialogue")
    assert dossier.process.deadline == model.week + lead == model.week + dossier.process.entry["deadline"]


@pytest.mark.parametrize("again", ["dialogue", "local_practices", INSIDE])
def test_who_chooses_a_method_again_gets_the_weeks_too(monkeypatch, model, again):
    """A planned process that turns hot is weighed with twenty weeks, and has them if people are asked, or still are."""
    process = open_process(model, 5, PLANNED)
    holder = model.dossier(5).holder
    holder.choose(process, "dialogue")
    turn(holder.ministry, process, 8.0)
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: {again: 1.0})
    holder.reconsider(process)
    assert process.deadline - model.week == (8.0 if again == INSIDE else 20.0) == process.entry["deadline"]


def test_it_comes_to_mind_for_certain_where_it_is_tense(monkeypatch, model):
    """All consider on the hot dossier, on the calm one as many as ever."""
    seen = []
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: seen.append(situation) or {INSIDE: 1.0})
    rates = {}
    for number in (5, 6):
        seen.clear()
        for serial in range(1, 201):
            process = open_process(model, number)
            process.serial = serial
            model.dossier(number).holder.choose(process)
        rates[number] = sum(situation.considers for situation in seen) / 200
    assert rates[5] == 1.0 and rates[6] == pytest.approx(model.parameters.officials.availability, abs=0.1)


RUSH = {
    "weeks": 110,
    "ministries.deadline_coupling": 1.0,
    "officials.courage": 0.9,
    "officials.loyalty_society": 0.9,
}
"""A year of haste, with officials who go outside: by default no deadline falls below the twenty weeks, and few go."""


@pytest.fixture(scope="module")
def plain():
    """A lively run without the clause."""
    return run(lively("scenario=turbulent", "instruments=[leadership_mandate]", changes=RUSH))


def with_clause(*words, **settings):
    """The same run with the clause, some of its settings changed."""
    changes = {KEY + name: value for name, value in settings.items()}
    clause = "instruments=[leadership_mandate,tension_clause]"
    return run(lively("scenario=turbulent", clause, *words, changes=RUSH | changes))


def test_a_clause_that_gives_nothing_does_nothing(plain):
    """With weeks, shelter and consideration 0 the run is the run without it, to the last bit; with one of them not."""
    nothing = {"weeks": 0.0, "shelter": 0.0, "consideration": 0.0}
    assert same(with_clause(**nothing), plain)
    for name, value in (("weeks", 20.0), ("shelter", 1.0), ("consideration", 1.0)):
        assert not same(with_clause(**(nothing | {name: value})), plain), name


def test_without_the_loop_the_clause_is_no_path_from_salience(plain):
    """Under ``no_loop`` a run with it is the run without it."""
    cut = run(lively("scenario=turbulent", "instruments=[leadership_mandate]", "ablation=no_loop", changes=RUSH))
    assert same(with_clause("ablation=no_loop"), cut) and not same(cut, plain)
