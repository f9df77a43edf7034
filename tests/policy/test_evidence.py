"""Evidence and decision: one formula for every source, by hand; participation is sampling with the stated bias."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.agents.citizens.columns import Citizens
from abm.numerics.streams import Streams
from abm.parameters import Method, Parameters
from abm.policy.evidence import (
    Source,
    case_weight,
    declared,
    desk_share,
    desk_variance,
    selection_shift,
    settle,
    trust_in,
    update,
)
from abm.policy.needs import Needs
from abm.policy.participation import audit_shortfall, ease, effect_on_trust, quality, reading, recruit
from tests.conftest import lively, open_process, small, start

POINTS = st.tuples(st.floats(-5, 5), st.floats(-5, 5)).map(np.array)
UNIT = st.floats(0, 1)


def test_the_formula_by_hand():
    """x' = (1-k)(b + g(y - b)) + k c + error; b' = b + g(y - b); v' = (1 - g) v; g = w v/(v + s2 + bias^2)."""
    belief, reading_ = np.array([1.0, 0.0]), np.array([0.0, 2.0])
    gain = trust_in(0.3, 0.1, 0.2)
    assert gain == pytest.approx(0.3 / (0.3 + 0.1 + 0.04))
    after, variance = update(belief, 0.3, Source(reading_, 0.1, 0.2, 0.5))
    np.testing.assert_allclose(after, belief + 0.5 * gain * (reading_ - belief))
    assert variance == pytest.approx((1 - 0.5 * gain) * 0.3)
    case, error = np.array([4.0, 4.0]), np.array([0.1, -0.1])
    np.testing.assert_allclose(settle(after, case, 0.25, error), 0.75 * after + 0.25 * case + error)
    np.testing.assert_array_equal(settle(after, None, 0.25, error), after + error)


@given(POINTS, st.floats(1e-6, 4), POINTS, st.floats(0, 4), st.floats(0, 3), UNIT)
def test_a_source_never_makes_less_certain_nor_overshoots(belief, variance, said, spread, bias, weight):
    """The belief stays between what it was and what was said, and its variance never grows; at w = 0 nothing moves."""
    after, left = update(belief, variance, Source(said, spread, bias, weight))
    low, high = np.minimum(belief, said) - 1e-9, np.maximum(belief, said) + 1e-9
    assert ((after >= low) & (after <= high)).all() and 0.0 <= left <= variance
    still, same = update(belief, variance, Source(said, spread, bias, 0.0))
    assert (still == belief).all() and same == variance


def test_order_of_belief_and_case_matters():
    """The current case pulls the policy, not the belief: the next decision starts without it."""
    model = start(lively(changes={"ministries.complaint_weight": 1.0, "work.drafting_error": 0.0}), weeks=25)
    process = open_process(model, 0)
    dossier = model.dossier(0)
    dossier.team[0].choose(process, "inside")
    process.evidence_concluded, model.board.salience[0] = True, 0.5
    before = model.board.belief[0].copy()
    decision = dossier.decide(process, model.week)
    assert not np.allclose(decision.policy, before)
    np.testing.assert_array_equal(model.board.belief[0], before)


def test_desk_research_reads_needs_and_house_bias():
    """Without noise and bias the desk reads the truth; with bias it is off by exactly that, however often it looks."""
    exact = lively(
        changes={"evidence.desk_noise": 0.0, "evidence.desk_perceived_bias": 0.0, "work.drafting_error": 0.0}
    )
    model = start(exact, weeks=25)
    process = open_process(model, 0)
    dossier = model.dossier(0)
    dossier.team[0].choose(process, "inside")
    process.desk, process.desk_done = 0.0, process.desk
    decision = dossier.decide(process, model.week)
    bias = model.board.house_bias[0]
    np.testing.assert_allclose(decision.policy - model.needs.centre[0], bias, atol=1e-12)
    assert np.abs(bias).max() > 0.05
    assert desk_variance(400.0, exact) == 0.0 and desk_variance(0.0, exact) == float("inf")
    assert desk_variance(400.0, small()) == pytest.approx(desk_variance(200.0, small()) / 2)


@pytest.mark.parametrize(("beside", "left"), [(1.0, 1.0), (0.5, 0.5), (0.25, 0.25), (0.0, 0.0)])
def test_the_desk_reads_beside_participation_as_far_as_declared(beside, left):
    """max(0, d - (1 - beside)·hours) of d hours: with as many hours outside as at the desk, just the share declared."""
    parameters = small(changes={"evidence.desk_beside": beside, "evidence.desk_hours": 150.0})
    assert desk_share(150.0, parameters) == pytest.approx(left)
    assert desk_share(0.0, parameters) == 1.0
    assert desk_share(1500.0, parameters) == (1.0 if beside == 1.0 else 0.0)
    parameters.evidence.desk_hours = 0.0
    assert desk_share(10.0, parameters) == 0.0


def test_a_case_pulls_where_it_is_tense_and_the_house_unsure():
    """kappa·a·v/(v + v_ref): nothing in calm or certainty, half of kappa at v_ref and full salience."""
    parameters = small(changes={"ministries.complaint_weight": 0.8, "evidence.reference_variance": 0.2})
    assert case_weight(1.0, 0.2, parameters) == pytest.approx(0.4)
    assert case_weight(0.5, 0.6, parameters) == pytest.approx(0.8 * 0.5 * 0.75)
    assert case_weight(0.0, 0.2, parameters) == case_weight(1.0, 0.0, parameters) == 0.0


@pytest.mark.parametrize("salience", [0.2, 0.9])
def test_cases_carry_no_news_about_needs(salience):
    """On average a case leaves the policy where the belief is; what everybody's own need would say does not."""
    policies = {}
    for says in ("deviation", "need"):
        changes = {"ministries.complaint_case": says, "work.drafting_error": 0.0, "incidents.panel": 400}
        model = start(small(changes=changes), weeks=2)
        board, dossier = model.board, model.dossier(0)
        board.policy[0] = model.needs.centre[0] + [1.5, 0.0]
        board.belief[0], board.salience[0], board.variance[0] = model.needs.centre[0] + [1.0, 0.5], salience, 0.5
        found = []
        for serial in range(1, 401):
            process = open_process(model, 0)
            process.serial, process.evidence_concluded = serial, True
            found.append(dossier.decide(process, model.week).policy - board.belief[0])
        policies[says] = np.array(found)
    error = policies["deviation"].std(axis=0) / np.sqrt(400)
    assert (np.abs(policies["deviation"].mean(axis=0)) < 4 * error).all()
    assert np.abs(policies["need"].mean(axis=0)).max() > 0.5 * case_weight(salience, 0.5, model.parameters)


@pytest.mark.parametrize("unfinished", [0.0, 0.5, 1.0])
def test_unfinished_drafting_leaves_an_error(unfinished):
    """sigma_d (1 - f): none when the draft is finished, and none at all at drafting error 0."""
    policies = []
    for size in (0.0, 0.6):
        model = start(lively(changes={"work.drafting_error": size, "ministries.complaint_weight": 0.0}), weeks=25)
        process = open_process(model, 0)
        model.dossier(0).team[0].choose(process)
        process.drafting = unfinished * process.drafting_total
        policies.append(model.dossier(0).decide(process, model.week).policy)
    error = np.abs(policies[1] - policies[0]).max()
    assert (error == 0.0) == (unfinished == 0.0) and error < 4 * 0.6 * unfinished + 1e-12


def test_declared_bias_is_what_the_ministry_knows():
    """Nothing of the bias is declared at awareness 0; a fair sample has none; more respondents are more certain."""
    aware, unaware = small(), small(changes={"evidence.bias_awareness": 0.0})
    biased, fair = Method(odds_ratio=15.0), Method(odds_ratio=1.0)
    assert declared(biased, 50, aware)[1] > 0.0 == declared(biased, 50, unaware)[1] == declared(fair, 50, aware)[1]
    assert declared(fair, 100, aware)[0] == pytest.approx(declared(fair, 50, aware)[0] / 2)


def test_declared_variance_of_practices_is_of_places_their_errors_and_the_transfer():
    """People differ by heterogeneity; practices by their communities, by their own errors, and by being elsewhere."""
    parameters = small(
        changes={"population.value_clustering": 0.1, "needs.practice_error": 0.5, "needs.heterogeneity": 2.0}
    )
    people, practices = Method(odds_ratio=1.0), Method(odds_ratio=1.0, practices=True, transfer_error=0.3)
    assert declared(people, 8, parameters)[0] == pytest.approx(2.0**2 / 8)
    assert declared(practices, 8, parameters)[0] == pytest.approx((0.1 + 0.5**2 + 0.3**2) * 2.0**2 / 8)


def test_selection_matches_internet_consultation():
    """Odds ratio 15 on 35% higher educated gives the 89% found among users of internet consultation."""
    text = resources.files("abm.experiments.data").joinpath("netherlands_government.csv").read_text(encoding="utf-8")
    rows = {row["quantity"]: float(row["value"]) for row in csv.DictReader(text.splitlines())}
    observed = rows["internet consultation users with higher education"] / 100.0
    p = small().population.higher_educated
    sampled = p + selection_shift(15.0, p) * np.sqrt(p * (1 - p))
    assert sampled == pytest.approx(observed, abs=0.01)
    assert small().methods["internet_consultation"].odds_ratio == 15.0
    assert selection_shift(1.0, p) == 0.0


@pytest.fixture(scope="module")
def country() -> tuple[Citizens, Streams, Needs]:
    """Many citizens who all trust alike."""
    parameters = small("population.citizens=20000")
    streams = Streams(5)
    citizens = Citizens(parameters, streams)
    citizens.set("trust", 0.5)
    return citizens, streams, Needs(parameters, streams, citizens)


def odds(mask: np.ndarray) -> float:
    return float(mask.mean() / (1.0 - mask.mean()))


def ask(
    country,
    ratio: float,
    relations: float = 0.0,
    skill: float = 0.0,
    serial: int = 1,
    wanted: int = 6000,
    parameters: Parameters | None = None,
) -> np.ndarray:
    citizens, streams, _ = country
    parameters = parameters or small()
    method = Method(respondents=wanted, odds_ratio=ratio)
    there = np.full(parameters.population.communities, relations)
    return recruit(method, wanted, 0, serial, there, skill, citizens, parameters, streams)


@pytest.mark.parametrize("ratio", [1.0, 2.0, 5.0, 15.0])
def test_respondents_have_the_odds_ratio_of_the_method(country, ratio):
    """Among respondents the odds of higher education are those of the country times the odds ratio."""
    educated = country[0].educated
    asked = ask(country, ratio)
    assert len(asked) == 6000
    realised = odds(educated[asked]) / odds(educated)
    assert realised == pytest.approx(ratio, rel=0.15)


def test_relations_and_skill_lower_the_bias(country):
    """Full relations and skill take away the stated share of the excess odds; half of both half of that."""
    educated = country[0].educated
    effect = small().evidence.relation_effect
    for level in (0.5, 1.0):
        realised = odds(educated[ask(country, 15.0, level, level)]) / odds(educated)
        assert realised == pytest.approx(1 + 14 * (1 - effect * level), rel=0.15)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_ease_weighs_relations_and_skill(share):
    """effect·(share·relations + (1 - share)·skill): at 0 skill alone counts, at 1 relations alone."""
    parameters = small(changes={"evidence.relation_share": share, "evidence.relation_effect": 0.8})
    assert ease(0.25, 0.75, parameters) == pytest.approx(0.8 * (share * 0.25 + (1 - share) * 0.75))


@pytest.mark.parametrize("unskilled", [0.0, 0.5, 1.0])
def test_skill_makes_up_the_rest_of_quality(unskilled):
    """Without skill a method reaches the declared share of its quality, with full skill all of it."""
    parameters = small(changes={"evidence.unskilled_quality": unskilled})
    method = Method(quality=0.8)
    reached = [quality(method, skill, parameters) for skill in (0.0, 0.5, 1.0)]
    assert reached == pytest.approx([0.8 * unskilled, 0.8 * (unskilled + 1) / 2, 0.8])


@pytest.mark.parametrize("acceptance", [0.3, 0.6, 1.0])
def test_low_trust_lowers_willingness(country, acceptance):
    """The trusting half of a country is over-represented among respondents in the ratio of the two willingnesses."""
    citizens = country[0]
    half = np.arange(len(citizens)) % 2 == 0
    before = citizens.trust.copy()
    citizens.set("trust", np.where(half, 1.0, 0.0))
    asked = ask(country, 1.0, parameters=small(changes={"citizens.acceptance": acceptance}))
    citizens.set("trust", before)
    assert odds(half[asked]) == pytest.approx(1.0 / acceptance, rel=0.1)


@pytest.mark.parametrize(("mobilised", "lot", "ratio"), [(0.0, False, 1.0), (20.0, False, 11.0), (20.0, True, 1.0)])
def test_those_struck_speak(country, mobilised, lot, ratio):
    """Who has grievance g about the dossier accepts 1 + m·g times as often as others; not by lot, nor on another."""
    citizens, streams, _ = country
    third = np.arange(len(citizens)) % 3
    citizens.set("grievance", np.where(third < 2, 0.5, 0.0))
    parameters = small(changes={"evidence.mobilised": mobilised})
    method = Method(respondents=3000, odds_ratio=1.0, sortition=lot)
    there = np.zeros(parameters.population.communities)
    citizens.set("topic", np.where(third == 0, 0, np.where(third == 1, 1, -1)))
    asked = third[recruit(method, 3000, 0, 1, there, 0.0, citizens, parameters, streams)]
    citizens.set("grievance", 0.0).set("topic", -1)
    number = np.bincount(asked, minlength=3)
    assert number[0] / number[1] == pytest.approx(ratio, rel=0.15)
    assert number[1] / number[2] == pytest.approx(1.0, rel=0.25)


def test_respondents_are_addressed_by_the_process(country):
    """The same process asks the same people, another process others."""
    np.testing.assert_array_equal(ask(country, 5.0, wanted=50), ask(country, 5.0, wanted=50))
    assert not np.array_equal(ask(country, 5.0, wanted=50), ask(country, 5.0, serial=2, wanted=50))


def test_nobody_is_found_where_nobody_is_willing():
    """In a tiny country of low willingness the number found may stay below the number wanted, and is never invented."""
    model = start(lively(), weeks=2)
    method = Method(respondents=50, odds_ratio=5.0)
    streams, parameters = model.streams, model.parameters
    asked = recruit(method, 50, 0, 1, model.ministries_by_number[0].relations, 0.3, model.citizens, parameters, streams)
    assert 0 < len(asked) <= 50 and ((asked >= 0) & (asked < 500)).all()


def test_a_biased_sample_hears_the_higher_educated(country):
    """The reading of a biased sample lies off the centre of needs, towards the higher educated; a fair one does not."""
    citizens, streams, needs = country
    parameters = small()
    truth = needs.spoken(0, citizens.values).mean(axis=0)
    learned = needs.spoken(0, citizens.values[citizens.educated]).mean(axis=0) - truth
    off = {}
    for ratio in (1.0, 15.0):
        asked = ask(country, ratio)
        said = reading(Method(odds_ratio=ratio), asked, 0, 1, np.zeros(2), needs, citizens, parameters, streams)
        off[ratio] = float((said - truth) @ learned / (learned @ learned))
    assert abs(off[1.0]) < 0.15 and off[15.0] == pytest.approx((0.89 - 0.35) / 0.65, abs=0.15)


def test_practices_are_read_with_their_error(country):
    """Reading practices is reading what communities do, plus the error of carrying it over, thinned by their number."""
    citizens, streams, needs = country
    parameters = small()
    asked = ask(country, 2.0, wanted=10)
    exact, carried = (
        reading(
            Method(practices=True, transfer_error=error), asked, 0, 1, np.zeros(2), needs, citizens, parameters, streams
        )
        for error in (0.0, 0.4)
    )
    np.testing.assert_allclose(exact, needs.practices[citizens.community[asked], 0].mean(axis=0))
    assert 0.0 < np.abs(carried - exact).max() < 4 * 0.4 * parameters.needs.heterogeneity / np.sqrt(10)


def test_an_audit_is_of_influence_and_of_the_sample_where_there_is_no_room():
    """1 - w·quality/norm, at least 0; with less room than the norm asks, of what was asked in time and how well."""
    assert audit_shortfall(0.5, 0.2, 0.3, 0.24) == pytest.approx(1 - 0.3 * 0.8 * 0.5 / 0.24)
    assert audit_shortfall(1.0, 0.0, 0.3, 0.3) == 0.0 and audit_shortfall(1.0, 0.0, 0.9, 0.3) == 0.0
    for room in (0.0, 0.05, 0.0999):
        assert audit_shortfall(0.75, 0.0, room, 0.1) == 0.0  # honest work where leadership gave no room
        assert audit_shortfall(0.12, 0.9, room, 0.1) == pytest.approx(1 - 0.012 / 0.1)  # a tick-box
    assert audit_shortfall(0.0, 0.0, 0.5, 0.0) == 0.0


def test_adopted_is_better_than_not_asked_is_better_than_ignored():
    """The effect on trust is judged by w G alone; an honest explanation repairs the stated share of the loss."""
    parameters = small()
    own = parameters.procedure
    assert effect_on_trust(own.full_adoption, False, parameters) == pytest.approx(0.14 * own.gain)
    assert effect_on_trust(1.0, False, parameters) == pytest.approx(0.14 * own.gain)
    assert effect_on_trust(0.0, False, parameters) == pytest.approx(-0.14 * own.loss)
    assert effect_on_trust(0.0, True, parameters) == pytest.approx(-0.14 * own.loss * (1 - own.repair))
    assert effect_on_trust(0.0, False, parameters) < effect_on_trust(0.0, True, parameters) < 0.0
