"""Who holds a dossier chooses, and again when its planned process turns hot: by the same draws, at no new cost."""

from __future__ import annotations

from math import fsum

import pytest

from abm.agents import dossiers, officials
from abm.agents.ministers import turn
from abm.norms.base import Demand
from abm.numerics.streams import Purpose, Stream
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.evidence import trust_in
from abm.policy.process import PLANNED, ROUND
from tests.conftest import lively, open_process, run, small, start

LATER = 1e9
"""Weeks after which any deadline is an earlier one."""


@pytest.fixture
def model():
    """A small country after its burn-in and five weeks."""
    return start(small(), weeks=25)


def planned(model, choice, done=0.0, number=5):
    """A planned process whose holder chose this, of whose evidence a share has been done."""
    process = open_process(model, number, PLANNED)
    model.dossier(number).holder.choose(process, choice)
    process.overhead = 0.0
    if done:
        ledger = dict.fromkeys(model.dossier(number).ministry.ledger, 0.0)
        process.spend(done * (process.participation + process.desk), ledger)
    return process


def turned(monkeypatch, model, process, choice, weeks=LATER):
    """Let it turn hot, and its holder choose this now."""
    dossier = model.dossier(process.dossier)
    turn(dossier.ministry, process, weeks)
    with monkeypatch.context() as now:
        now.setattr(officials, "chances", lambda situation, parameters: {choice: 1.0})
        dossier.holder.reconsider(process)
    return process


def hear(monkeypatch, model, process):
    """Do the rest of the evidence, and conclude it; gives who was asked (number, address), and desk hours read."""
    dossier, asked, desk = model.dossier(process.dossier), [], []
    recruit, read = dossiers.recruit, type(dossier)._desk

    def noted(method, wanted, j, address, *rest):
        asked.append((wanted, address))
        return recruit(method, wanted, j, address, *rest)

    process.spend(process.participation + process.desk, dict.fromkeys(dossier.ministry.ledger, 0.0))
    with monkeypatch.context() as now:
        now.setattr(dossiers, "recruit", noted)
        now.setattr(type(dossier), "_desk", lambda self, at, hours: desk.append((at, hours)) or read(self, at, hours))
        dossier.conclude_evidence(process)
    return asked, desk


# --- who chooses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("staff", [2, 20])
def test_one_seat_holds_a_dossier(staff):
    """All its choices are made there, by whoever sits there; where dossiers outnumber officials a seat holds more."""
    model = run(lively(changes={"officials.per_ministry": staff, "weeks": 130, "officials.turnover": 0.8}))
    seats, people = {}, set()
    for choice in model.datacollector.choices:
        seats.setdefault(choice["dossier"], set()).add(choice["official"])
        people.add((choice["official"], choice["generation"]))
    assert all(found == {model.dossier(number).holder.seat} for number, found in seats.items())
    holders = [dossier.holder for dossier in model.ministries_by_number[1].dossiers]
    assert [holder.seat - staff for holder in holders] == [k % staff for k in range(4)]
    assert len(people) > len({seat for seat, _ in people})
    assert all(holder in model.dossier(4 + k).team for k, holder in enumerate(holders)) or staff < 4


# --- the same draws ---------------------------------------------------------------------------------------------


def test_the_same_situation_gives_the_same_choice(model):
    """Reconsidered at once, with the salience, norms and weeks there were, nobody chooses another thing.

    The draws are those of the process: hotness is no second chance to have participation come to mind.
    """
    own = model.parameters
    own.ministries.deadline_coupling, own.officials.courage, own.officials.availability = 0.0, 0.6, 0.5
    own.officials.fear_gain = 0.0  # or standing in public would leave its mark
    model.board.salience[5] = 0.4
    holder, ministry = model.dossier(5).holder, model.dossier(5).ministry
    chosen = []
    for serial in range(1, 201):
        process = open_process(model, 5, PLANNED)
        process.serial = serial
        holder.choose(process)
        first = process.choice
        work = (process.participation, process.desk, process.pace, process.weight, process.overhead, process.deadline)
        turn(ministry, process, LATER)
        holder.reconsider(process)
        again = (process.participation, process.desk, process.pace, process.weight, process.overhead, process.deadline)
        assert process.choice == first and work == again
        assert process.entry["reconsidered"] and not process.entry["superseded"]
        chosen.append(first)
    assert 20 < chosen.count(INSIDE) < 180


def test_consideration_and_choice_have_the_draws_of_the_process(monkeypatch, model):
    """Both times they are read at the process' own serial number and dossier, and at no other address."""
    streams, uniform, read = model.streams, Stream.uniform, []
    keys = {streams[purpose].key: purpose for purpose in (Purpose.CONSIDER, Purpose.CHOOSE)}
    process = open_process(model, 5, PLANNED)

    def noted(self, when, who):
        if self.key in keys:
            read.append((keys[self.key], when, who))
        return uniform(self, when, who)

    monkeypatch.setattr(Stream, "uniform", noted)
    holder = model.dossier(5).holder
    holder.choose(process)
    first = read.copy()
    read.clear()
    turn(holder.ministry, process, LATER)
    holder.reconsider(process)
    assert read == first == [(purpose, process.serial, 5) for purpose in (Purpose.CONSIDER, Purpose.CHOOSE)]


def test_who_holds_it_now_weighs_it_as_it_is_now(monkeypatch, model):
    """The successor of who chose first, the salience of now, speed as on a reactive dossier; both rows are kept."""
    model.board.salience[5] = 0.1
    process = planned(model, INSIDE)
    first, holder = process.entry, model.dossier(5).holder
    model.board.salience[5] = 0.6
    holder.arrive()
    model.week += 4
    turned(monkeypatch, model, process, "dialogue")
    last = process.entry
    assert (first["superseded"], first["reconsidered"], first["chosen"], first["salience"]) == (
        True,
        False,
        INSIDE,
        0.1,
    )
    assert (last["superseded"], last["reconsidered"], last["chosen"], last["salience"]) == (
        False,
        True,
        "dialogue",
        0.6,
    )
    assert (last["week"] - first["week"], last["generation"] - first["generation"]) == (4, 1)
    speed = holder.ministry.coupling(0.6) * 0.6
    assert last["backed"] == pytest.approx(holder.ministry.leadership.mandate - speed) and speed > 0.0
    assert process.outside and process.choice == "dialogue" and process.official is holder


@pytest.mark.parametrize("timing", ["chosen", "even"])
def test_where_timing_is_imposed_nobody_reconsiders(monkeypatch, timing):
    """The choice was not theirs, and does not become so."""
    model = start(small(f"timing={timing}"), weeks=25)
    process = planned(model, INSIDE)
    ministry = model.dossier(5).ministry
    ministry.start_week()
    turn(ministry, process, 30.0)
    ministry.start_processes()
    assert process.reconsidered == (timing == "chosen") == bool(ministry.log)


# --- nothing twice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [0.5, 0.25])
def test_what_was_half_heard_is_heard_with_half_the_respondents(monkeypatch, model, done):
    """Broken off, participation is read for the share of its hours that was spent, at the w it was chosen with.

    The desk goes on, at its own pace, with what it has left; it is read once, for all its hours, and before them.
    """
    process = planned(model, "dialogue", done)
    evidence, weight = model.parameters.evidence, process.weight
    model.dossier(5).ministry.pressure = 1.0
    turned(monkeypatch, model, process, INSIDE)
    assert (process.method, process.participation, process.outside) == (None, 0.0, False)
    assert process.desk == pytest.approx((1 - done) * evidence.desk_hours)
    weeks = max(1.0, (1 - done) * evidence.desk_weeks)
    assert process.pace == pytest.approx(process.desk / weeks)
    assert process.participation_done == pytest.approx(done * 200.0)
    v = float(model.board.variance[5])
    asked, desk = hear(monkeypatch, model, process)
    assert asked == [(round(50 * done), process.serial)]
    assert desk == [(process.serial, pytest.approx(evidence.desk_hours))]
    assert 0.0 < process.influence < weight * trust_in(v, 0.0, 0.0)
    assert process.respondents > 0 and "dialogue" in model.dossier(5).ministry.practised
    assert process.hours == pytest.approx(done * 200.0 + evidence.desk_hours)


def test_another_method_has_respondents_of_its_own(monkeypatch, model):
    """What was broken off is heard first, then the other in full, with draws at addresses of its own."""
    process = planned(model, "dialogue", 0.5)
    turned(monkeypatch, model, process, "local_practices")
    other = model.parameters.methods["local_practices"]
    assert process.participation == other.hours
    asked, desk = hear(monkeypatch, model, process)
    assert asked == [(25, process.serial), (other.respondents, process.serial + ROUND)] and len(desk) == 1


def test_a_first_method_has_the_addresses_of_the_process(monkeypatch, model):
    """Who asked nobody before turns to the people whom a first choice would have found."""
    process = planned(model, INSIDE, 1.0)
    model.dossier(5).conclude_evidence(process)
    turned(monkeypatch, model, process, "dialogue")
    assert not process.evidence_concluded and process.desk == 0.0
    asked, desk = hear(monkeypatch, model, process)
    assert asked == [(50, process.serial)] and not desk  # the desk has been read before


def test_what_is_chosen_again_goes_on(monkeypatch, model):
    """Half done, the same method asks all its respondents, at the addresses it had, in the hours it had left."""
    process = planned(model, "dialogue", 0.5)
    work = (process.participation, process.desk, process.pace, process.weight, process.method)
    turned(monkeypatch, model, process, "dialogue")
    assert work == (process.participation, process.desk, process.pace, process.weight, process.method)
    assert process.entry["hours_outside"] == 200.0  # of the process, not of what is left
    assert hear(monkeypatch, model, process)[0] == [(50, process.serial)]


def test_of_what_is_under_way_only_the_rest_has_to_fit(model):
    """Hours and weeks left of the method chosen; any other has to fit whole."""
    process = planned(model, "dialogue", 0.5)
    holder = model.dossier(5).holder
    needed = model.parameters.methods["dialogue"].weeks * (1 - holder._ease()) / model.parameters.evidence.process_share
    for share, fits in ((0.51, True), (0.49, False)):
        process.deadline = model.week + share * needed
        menu = holder._menu(process, 0.0)
        assert ("dialogue" in menu) is fits and "local_practices" not in menu
        assert not fits or menu["dialogue"][1] == process.participation


@pytest.mark.parametrize(
    ("first", "last", "explanations"),
    [(EXPLAINED, EXPLAINED, 1), (EXPLAINED, "dialogue", 1), (INSIDE, EXPLAINED, 1), (INSIDE, TICK_BOX, 0)],
)
def test_an_explanation_is_charged_once(monkeypatch, model, first, last, explanations):
    """Nor are the hours that norms ask of a process, or repairs, charged when its choice falls again."""
    ministry, hours = model.dossier(5).ministry, model.parameters.officials.explanation_hours
    demand = Demand(must_explain=True, rejection=0.0, hours=6.0)
    monkeypatch.setattr(type(ministry), "demand", lambda self: demand)
    model.dossier(5).repairs = 30.0
    process = open_process(model, 5, PLANNED)
    model.dossier(5).holder.choose(process, first)
    assert process.overhead == 6.0 + 30.0 + (hours if first == EXPLAINED else 0.0)
    model.dossier(5).repairs = 7.0  # of the next process
    turned(monkeypatch, model, process, last)
    assert process.overhead == 6.0 + 30.0 + explanations * hours and model.dossier(5).repairs == 7.0
    assert process.entry.get("rejected") is (False if last == EXPLAINED else None)


@pytest.mark.parametrize(
    ("first", "last", "stood"),
    [("dialogue", "dialogue", 1), ("dialogue", "local_practices", 1), (INSIDE, "dialogue", 1), (TICK_BOX, INSIDE, 0)],
)
def test_nobody_stands_in_public_twice(monkeypatch, model, first, last, stood):
    """Exposure and escalation come once with a process, and the log of the last choice knows of it."""
    model.parameters.officials.escalation = 1.0
    model.board.salience[5], model.board.escalated[5] = 1.0, 0.0
    model.dossier(5).holder.skill = 0.0
    seen = []
    monkeypatch.setattr(type(model.dossier(5).ministry), "see_exposed", lambda self, who, how: seen.append(how))
    turned(monkeypatch, model, planned(model, first), last)
    assert len(seen) == stood
    assert model.board.escalated[5] == stood * model.parameters.officials.escalation_severity
    if (first, last) == ("dialogue", "dialogue"):
        assert model.dossier(5).process.entry["escalated"] is True


def test_hours_are_conserved_where_choices_fall_again():
    """Each hour in a ministry's books was spent on a process, by its kind, and the other way round."""
    hot = {"ministries.planned_interval": 26.0, "officials.courage": 0.6, "weeks": 150, "ministries.dossiers": 12}
    model = start(lively("norms=comply_or_explain", changes=hot))
    books = {number: dict.fromkeys(model.ministries_by_number[0].ledger, 0.0) for number in range(3)}
    worked = {number: [] for number in range(3)}
    for _ in range(170):
        model.step()
        for ministry in model.ministries_by_number:
            worked[ministry.number] += ministry.opened
            for kind, hours in ministry.ledger.items():
                books[ministry.number][kind] += hours
    for number, processes in worked.items():
        book = books[number]
        assert book["participation"] == pytest.approx(fsum(p.participation_done for p in processes))
        assert book["desk"] == pytest.approx(fsum(p.desk_done for p in processes))
        kinds = ("norms", "participation", "desk", "drafting")
        assert fsum(book[kind] for kind in kinds) == pytest.approx(fsum(p.hours for p in processes))
    again = [choice for choice in model.datacollector.choices if choice["superseded"]]
    assert len(again) >= 3 and any(choice["hours_outside"] for choice in again)
