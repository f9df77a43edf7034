"""The work of a process by hand: what it can use, what it spends, and how far it is."""

from __future__ import annotations

import pytest

from abm.agents.hours import HOURS
from abm.parameters import Method
from abm.policy.process import PLANNED, Process, Request, haste


def process(**changes) -> Process:
    """A process with 100 hours of drafting and 60 of coordination."""
    plain = {
        "dossier": 3, "serial": 1, "kind": PLANNED, "opened": 5, "deadline": 40.0, "salience": 0.2,
        "drafting": 100.0, "drafting_total": 100.0, "coordination_total": 60.0,
    }  # fmt: skip
    return Process(**(plain | changes))


@pytest.mark.parametrize(("weeks", "share"), [(0.0, 1.0), (17.5, 0.75), (70.0, 0.0), (105.0, 0.0)])
def test_haste_is_the_share_of_the_routine_lead_taken_away(weeks, share):
    """1 where there is no time at all, 0 from the routine lead on."""
    assert haste(weeks, 70.0) == pytest.approx(share)


@pytest.mark.parametrize(("weeks", "pace"), [(10.0, 20.0), (1.0, 200.0), (0.25, 200.0)])
def test_evidence_takes_its_weeks(weeks, pace):
    """Hours over weeks, but no less than one week: a method does not go faster because there are hours."""
    own = process()
    own.plan_evidence(Method(), 150.0, 50.0, weeks)
    assert (own.participation, own.desk, own.participation_planned) == (150.0, 50.0, 150.0)
    assert own.pace == pytest.approx(pace)
    assert own.need(1e9) == pytest.approx(pace) and own.need(5.0) == 5.0


def test_work_is_done_in_its_order_and_entered_in_the_ledger():
    """Overhead first, then evidence divided over its kinds, then drafting; never more than is left."""
    own, ledger = process(overhead=30.0), dict.fromkeys(HOURS, 0.0)
    own.plan_evidence(Method(), 150.0, 50.0, 4.0)
    assert own.need(1000.0) == 30.0
    own.spend(30.0, ledger)
    assert own.need(1000.0) == 50.0 and own.need(20.0) == 20.0
    own.spend(50.0, ledger)
    assert own.evidence_share == pytest.approx(0.25)
    assert (own.participation, own.desk) == pytest.approx((112.5, 37.5))
    for _ in range(3):
        own.spend(50.0, ledger)
    assert own.evidence_share == 1.0 and own.need(1000.0) == 100.0
    own.spend(40.0, ledger)
    assert own.drafting_share == pytest.approx(0.4) and own.need(1000.0) == 60.0
    spent = {name: hours for name, hours in ledger.items() if hours}
    assert spent == pytest.approx({"norms": 30.0, "participation": 150.0, "desk": 50.0, "drafting": 40.0})
    assert own.hours == pytest.approx(270.0)


def test_crumbs_of_rounding_are_swept_up():
    """What is less than a billionth of an hour is nothing: a process does not wait for it."""
    own, ledger = process(drafting=10.0), dict.fromkeys(HOURS, 0.0)
    own.spend(10.0 - 5e-10, ledger)
    assert own.drafting == 0.0
    own = process(drafting=10.0)
    own.spend(10.0 - 5e-3, ledger)
    assert own.drafting == pytest.approx(5e-3)


def test_the_gap_is_what_is_left_of_coordination():
    """Nothing sent round is a gap of 1, a third left of what was asked one of a third, nothing to do none."""
    own = process()
    assert own.coordination_gap == 1.0
    own.requests = [Request(6, 3, 15.0), Request(6, 3, 5.0)]
    assert own.coordination_gap == pytest.approx(1 / 3)
    assert process(coordination_total=0.0).coordination_gap == 0.0


def test_a_process_is_complete_when_nothing_is_left():
    """Evidence concluded, draft done, and everybody has signed."""
    own = process(drafting=0.0, evidence_concluded=True, requests=[Request(6, 3, 0.0)])
    assert own.complete
    for missing in ({"drafting": 1.0}, {"evidence_concluded": False}, {"requests": [Request(6, 3, 1.0)]}):
        whole = {"drafting": 0.0, "evidence_concluded": True, "requests": [Request(6, 3, 0.0)]}
        assert not process(**(whole | missing)).complete


def test_without_evidence_to_gather_all_of_it_is_done():
    """A share of nothing is the whole."""
    assert process().evidence_share == 1.0 and process().age == (5, 3)
