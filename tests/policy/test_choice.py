"""Whether an official goes outside: five numbers, a readiness and a logit, each by hand."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.norms.base import Demand
from abm.policy.choice import (
    EXPLAINED,
    INSIDE,
    READINESS,
    TICK_BOX,
    Option,
    Reasons,
    Situation,
    curious,
    dares,
    influence_room,
    may,
    pick,
    probabilities,
    readiness,
    reasons,
    utilities,
    willing,
)
from tests.conftest import column, lively, open_process, run, small, start

DEFAULT = small()


def situation(**changes) -> Situation:
    """An official in the middle of everything."""
    plain = Situation(
        courage=0.6,
        fear=0.1,
        loyalty_minister=0.8,
        loyalty_society=0.5,
        expected_benefit=0.5,
        sensitivity=0.5,
        salience=0.4,
        mandate=0.5,
        backing=0.5,
        speed=0.2,
        may=0.3,
        methods=[Option("dialogue", 200.0), Option("local", 120.0, 0.25)],
        tick_box=Option(TICK_BOX, 30.0, 0.9),
    )
    return dataclasses.replace(plain, **changes)


def test_the_five_numbers_by_hand():
    """willing, dares, may and readiness are the formulas of the model."""
    assert willing(situation()) == pytest.approx(0.5 * 0.5 + 0.8 * (0.5 - 0.2))
    assert willing(situation(curiosity=0.07)) == pytest.approx(willing(situation()) + 0.07)
    assert dares(situation(), 1.0) == pytest.approx(0.6 - 0.1 - 0.5 * 0.4 * 0.5)
    assert dares(situation(), 0.0) == pytest.approx(0.5)
    assert may(0.5, 0.4, 0.25, 0.1) == pytest.approx(0.5 * (1 - 0.4 * 0.75) * 0.9)
    assert may(0.5, 0.4, 0.25, 0.0, coupling=0.0) == 0.5
    assert influence_room(0.0, 1.0, 0.5) == 0.0 and influence_room(1.0, 0.9, 0.5) == 1.0
    assert influence_room(0.3, 0.5, 0.5) == 0.3 and influence_room(0.3, 0.0, 0.2) == pytest.approx(0.06)
    own = DEFAULT.officials
    assert readiness(situation(), DEFAULT) == pytest.approx(min(0.49, 0.4) - own.threshold_conjunctive)
    weighed = reasons(situation(curiosity=0.07), DEFAULT)
    assert weighed == pytest.approx((0.56, 0.4, math.sqrt(0.25) + 0.07, 0.5 - 0.2))


def test_who_knows_that_the_house_does_not_know_is_curious():
    """curiosity·v/(v + v_ref): none in a house that is sure, half of it at v_ref; and so in an official's choice."""
    parameters = small(changes={"officials.curiosity": 0.4, "evidence.reference_variance": 0.2})
    assert [curious(v, parameters) for v in (0.0, 0.2, 0.6)] == pytest.approx([0.0, 0.2, 0.3])
    found = []
    for variance in (0.0, 0.6):
        model = start(parameters, weeks=1)
        model.board.variance[0] = variance
        process = open_process(model, 0)
        model.dossier(0).team[0].choose(process)
        found.append(process.entry["willing"])
    assert found[1] - found[0] == pytest.approx(0.3)


def test_ways_to_combine_willing_and_daring():
    """Both are needed, one stands in for the other, or one is enough; where both are alike all three agree."""
    both = {name: combine(Reasons(0.2, 0.6, 0.5, 0.1)) for name, combine in READINESS.items()}
    assert both == pytest.approx({"conjunctive": 0.2, "additive": 0.4, "substitutive": 0.6, "triple": 0.1})
    assert {combine(Reasons(0.3, 0.3, 0.3, 0.3)) for combine in READINESS.values()} == {0.3}
    for weighed, least in (
        ((9, 0.4, 0.2, 0.7), 0.2),
        ((9, 0.1, 0.2, 0.7), 0.1),
        ((9, 2, 3, 4), 1.0),
        ((1, 1, 1, -1), 0.0),
    ):
        assert READINESS["triple"](Reasons(*weighed)) == least
    outside = {}
    for name in READINESS:
        outside[name] = run(lively(f"officials.readiness={name}", "weeks=150")).datacollector.over_run()[
            "share_outside"
        ]
    assert outside["conjunctive"] < outside["substitutive"]


@given(
    st.dictionaries(st.text(max_size=3), st.floats(-800, 800), min_size=1, max_size=6),
    st.floats(0.0, 1.0, exclude_min=True, exclude_max=True),
)
def test_chances_sum_to_1_and_one_option_is_picked(utility, u):
    """The logit gives probabilities, whatever the utilities; a draw always falls on one of the options."""
    chances = probabilities(utility)
    assert math.fsum(chances.values()) == pytest.approx(1.0)
    assert all(0.0 <= chance <= 1.0 for chance in chances.values())
    assert pick(chances, u) in chances


def test_pick_follows_the_draw():
    """Options lie end to end in their order."""
    chances = {"a": 0.2, "b": 0.5, "c": 0.3}
    assert [pick(chances, u) for u in (0.1, 0.19, 0.21, 0.69, 0.71, 0.999)] == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize("length", [1, 2, 5, 20])
def test_a_longer_menu_alone_makes_nobody_go_outside(length):
    """With equal methods the chance of going outside does not depend on how many there are."""
    methods = [Option(f"method_{number}", 100.0) for number in range(length)]
    chances = probabilities(utilities(situation(methods=methods), DEFAULT))
    one = probabilities(utilities(situation(methods=methods[:1]), DEFAULT))
    outside = sum(chance for name, chance in chances.items() if name.startswith("method"))
    assert outside == pytest.approx(one["method_0"]) and outside > 0.1


def test_utilities_by_hand():
    """Readiness over its scale, hours at their price, the audit where quality fails, the pull of colleagues."""
    own = DEFAULT.officials
    demand = Demand(
        True, breach=4.0, rejection=0.5, rejected_cost=3.0, audit=0.2, sanction=5.0, quality_norm=0.1, pull=1.5
    )
    utility = utilities(situation(demand=demand), DEFAULT)
    ready = readiness(situation(), DEFAULT) / own.readiness_scale
    assert utility[INSIDE] == -4.0
    assert utility[EXPLAINED] == pytest.approx(-own.hours_price * own.explanation_hours - 1.5)
    assert utility["dialogue"] == pytest.approx(ready + 1.5 - own.hours_price * 200 - math.log(2))
    assert utility[TICK_BOX] == pytest.approx(1.5 - own.hours_price * 30 - own.tick_box_reluctance - 0.2 * 5.0 * 0.9)
    assert utility["local"] == pytest.approx(ready + 1.5 - own.hours_price * 120 - math.log(2) - 0.2 * 5.0 * 0.25)
    free = utilities(situation(), DEFAULT)
    assert free[INSIDE] == 0.0 and EXPLAINED not in free
    assert TICK_BOX not in utilities(situation(tick_box=None), DEFAULT)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"courage": 0.9}, {"courage": 0.1}),
        ({"fear": 0.0}, {"fear": 0.6}),
        ({"backing": 1.0}, {"backing": 0.0, "salience": 1.0, "sensitivity": 1.0}),
        ({"mandate": 0.9}, {"mandate": 0.0}),
        ({"speed": 0.0}, {"speed": 0.9}),
        ({"expected_benefit": 1.0}, {"expected_benefit": 0.0}),
    ],
)
def test_direction_of_each_reason(better, worse):
    """Courage, backing, mandate and expected benefit favour going outside; fear and speed do not."""
    assert readiness(situation(**better), DEFAULT) > readiness(situation(**worse), DEFAULT)


def test_who_does_not_consider_stays_inside():
    """At availability 0, with no norm that makes one consider, nobody goes outside and no participation is paid for."""
    model = run(lively(changes={"officials.availability": 0.0, "officials.courage": 1.0}))
    assert {choice["chosen"] for choice in model.datacollector.choices} == {INSIDE}
    assert column(model, "effort").max() == 0.0 == column(model, "hours_participation").max()
    eager = run(lively(changes={"officials.availability": 1.0, "officials.courage": 1.0}))
    assert column(eager, "hours_participation").max() > 0.0


def test_only_what_fits_can_be_chosen():
    """With no time for evidence the menu is empty and nobody goes outside by a real method."""
    model = run(
        lively(changes={"evidence.process_share": 0.0, "officials.courage": 1.0, "officials.availability": 1.0})
    )
    assert {choice["can"] for choice in model.datacollector.choices} == {""}
    assert {choice["chosen"] for choice in model.datacollector.choices} <= {INSIDE, TICK_BOX}
    roomy = run(lively(changes={"evidence.process_share": 1.0, "ministries.deadline_coupling": 0.0}))
    assert any("citizens_assembly" in choice["can"] for choice in roomy.datacollector.choices)


def test_tick_box_keeps_the_desk():
    """A tick-box exercise has little weight, and the desk reads as if nobody had been asked."""
    model = start(lively(), weeks=5)
    process = open_process(model, 0)
    official = model.dossier(0).team[0]
    official.choose(process, TICK_BOX)
    own = model.parameters
    assert process.participation == own.tick_box.hours
    assert process.desk == own.evidence.desk_hours
    assert process.weight == pytest.approx(official.ministry.may(0.0, 0.0) * (1 - own.tick_box.commitments))
    assert not process.outside and process.entry["hours_outside"] == 0.0


def test_escalation_needs_salience_and_spares_the_skilled():
    """Going outside escalates on a salient dossier only; full skill prevents it; fear follows where nobody backs."""
    feared = {}
    for name, salience, skill in (("tense", 1.0, 0.0), ("calm", 0.0, 0.0), ("skilled", 1.0, 1.0)):
        model = start(lively(changes={"officials.escalation": 1.0}), weeks=5)
        model.board.salience[:] = salience
        process = open_process(model, 0)
        official = model.dossier(0).team[0]
        official.skill = skill
        official.choose(process, "dialogue")
        feared[name] = official.fear
        heat = min(1.0, model.parameters.officials.blame * model.board.sensitivity[0])
        assert process.entry["escalated"] == (name == "tense")
        assert (model.board.escalated[0] > 0) == (name == "tense")
    backing = model.ministries_by_number[0].leadership.mandate
    full = model.parameters.officials.fear_gain * (1 - backing)
    assert feared["calm"] == 0.0
    assert feared["tense"] == pytest.approx(full)
    assert feared["skilled"] == pytest.approx(full * heat) and 0.0 < feared["skilled"] < feared["tense"]


def test_fear_halves_in_its_half_life():
    """Fear fades as stated."""
    model = start(small(), weeks=2)
    official = model.officials.select(at_most=1).get("ministry")[0].officials[0]
    official.is_exposed(1.0, 0.0)
    before = official.fear
    model.week += int(model.parameters.officials.fear_halflife)
    assert official.fear == pytest.approx(before / 2) and before > 0.0
