"""Nothing is hard-wired: participation works through the information it carries into a decision, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from abm.parameters import Method
from abm.policy.participation import heard
from tests.conftest import NORM_SETS, column, differing, lively, open_process, run, same, start

PLACEBOS = ("real", "noise", "shuffled")


def placebo(respondents: str, norms: str, room: float, **changes):
    """Parameters under which many go outside, with the given respondents and room for influence."""
    parameters = lively(
        f"norms={norms}", changes={"ministries.influence_room": room, "officials.courage": 0.9} | changes
    )
    parameters.placebo.respondents = respondents
    return parameters


@pytest.mark.parametrize("norms", NORM_SETS)
def test_without_room_it_does_not_matter_what_respondents_say(norms):
    """At influence room 0 real, noisy and shuffled respondents give the same weeks to the last bit; with room not.

    So do the panels of pilots.
    """
    for room in (0.0, 0.6):
        real, noise, shuffled = (run(placebo(kind, norms, room)) for kind in PLACEBOS)
        assert np.nansum(column(real, "share_outside")) > 0.0  # somebody was asked
        if room == 0.0:
            assert differing(real, noise) == [] and differing(real, shuffled) == []
        else:
            assert "misfit" in differing(real, noise) and "misfit" in differing(real, shuffled)


@pytest.mark.parametrize("kind", ["noise", "shuffled"])
def test_what_the_panel_of_a_pilot_says_is_replaced_too(kind):
    """With room for influence a pilot of which the placebo speaks gives other policies than one that is read."""
    off = {"officials.availability": 0.0, "ministries.influence_room": 0.6}
    real, placebo_ = (
        run(
            lively(
                "norms=mandate", "instruments=[leadership_mandate,pilots]", f"placebo.respondents={said}", changes=off
            )
        )
        for said in ("real", kind)
    )
    assert not any(choice["hours_outside"] for choice in real.datacollector.choices)  # nobody else is asked
    assert "misfit" in differing(real, placebo_)


def test_noise_carries_nothing():
    """It lies around what the house believes, on all sides alike, and not at what anybody needs."""
    model = start(lively(), weeks=1)
    model.parameters.placebo.respondents = "noise"
    belief = np.array([3.0, -2.0])
    given = (lambda about: np.zeros(2), 2)
    said = np.array(
        [
            heard(*given, n, belief, model.needs, model.parameters, model.streams, panel)
            for n in range(500)
            for panel in (0, 1)
        ]
    )
    spread = model.parameters.needs.start_spread
    assert said.mean(axis=0) == pytest.approx(belief, abs=4 * spread / np.sqrt(1000))
    assert said.std(axis=0) == pytest.approx([spread, spread], rel=0.1)
    assert len(np.unique(said)) == 2000  # of respondents and of a panel it is not the same


def test_no_instrument_lifts_influence_from_0():
    """At influence room 0 no norm set, however strong, gives input any weight."""
    strong = lively("norms=anticyclical", "instrument=[strong_mandate]", changes={"ministries.influence_room": 0.0})
    model = run(strong)
    assert column(model, "influence_weight").max() == 0.0
    assert all(choice.get("adoption") in (None, 0.0) for choice in model.datacollector.choices)
    assert (
        column(model, "influence_weight").size
        and (column(run(lively("norms=anticyclical")), "influence_weight") > 0).all()
    )


def desk_like(availability: float, respondents: str = "desk", **changes):
    """A country in which going outside takes the desk's hours and weeks, counts in full, and has no other effect."""
    parameters = lively(
        "norms=mandate",
        changes={
            "ministries.influence_room": 1.0,
            "ministries.mandate": 0.8,
            "ministries.mandate_spread": 0.0,
            "ministries.pressure_room": 0.0,
            "officials.availability": availability,
            "officials.courage": 1.0,
            "officials.courage_spread": 0.0,
            "officials.loyalty_society": 1.0,
            "officials.threshold_conjunctive": 0.0,
            "officials.readiness_scale": 0.01,
            "officials.blame": 0.0,
            "officials.hours_price": 0.0,
            "officials.tick_box_reluctance": 10.0,
            "officials.escalation": 0.0,
            "procedure.exposure": 0.0,
            "procedure.concerned": 0.0,
            "procedure.heard": 0.0,
            "procedure.gain": 0.0,
            "procedure.loss": 0.0,
            "evidence.relation_effect": 0.0,
            "evidence.desk_beside": 0.0,
            "ministries.routine_lead": 30.0,
            "work.drafting_hours": 600.0,
            "weeks": 150,
            **changes,
        },
    )
    parameters.placebo.respondents = respondents
    parameters.methods = {
        "like_the_desk": Method(
            respondents=50,
            hours=parameters.evidence.desk_hours,
            weeks=parameters.evidence.desk_weeks,
            odds_ratio=1.0,
        )
    }
    return parameters


def policies(parameters) -> tuple[np.ndarray, list[float]]:
    """Policies in force in every week, and the share that went outside."""
    seen = []
    model = run(parameters, each_week=lambda world: seen.append(world.board.policy.copy()))
    return np.array([*seen, model.board.policy]), [c["hours_outside"] > 0 for c in model.datacollector.choices]


@pytest.mark.parametrize(("coupling", "least"), [(0.0, 1.0), (0.5, 0.6)])
def test_a_placebo_that_speaks_like_the_desk_gives_the_policies_of_the_desk(coupling, least):
    """Asking society what the desk says, with its hours and w = 1, is the desk: there is no bonus for participation.

    Without haste everybody goes outside; with haste evidence is cut short, for both alike.
    """
    haste = {"ministries.deadline_coupling": coupling}
    outside, went = policies(desk_like(availability=1.0, **haste))
    inside, stayed = policies(desk_like(availability=0.0, **haste))
    mixed, some = policies(desk_like(availability=0.5, **haste))
    assert np.mean(went) >= least and not any(stayed) and 0.2 < np.mean(some) < 0.8
    np.testing.assert_array_equal(outside, inside)
    np.testing.assert_array_equal(mixed, inside)
    assert len(np.unique(inside.reshape(-1, 2), axis=0)) > 30  # policies were made


def test_real_respondents_are_not_the_desk():
    """The twin test can fail: with real respondents, all else equal, policies differ from the desk's."""
    outside, _ = policies(desk_like(availability=1.0, respondents="real"))
    inside, _ = policies(desk_like(availability=0.0, respondents="real"))
    assert not np.array_equal(outside, inside)


def test_a_twin_that_goes_outside_by_the_desk_is_the_same_world():
    """With the desk's voice, hours and weight, incidents, trust and hours in all are also those of staying inside."""
    outside, inside = run(desk_like(availability=1.0)), run(desk_like(availability=0.0))
    for name in ("trust", "incidents", "misfit", "unrest", "salience", "questions", "lead_time"):
        np.testing.assert_array_equal(column(outside, name), column(inside, name), err_msg=name)
    np.testing.assert_allclose(column(outside, "hours_used"), column(inside, "hours_used"), rtol=1e-12)
    assert not same(outside, inside)


def test_what_desk_and_participation_read_is_weighed_by_one_formula():
    """The same reading, variance and bias with w = 1 moves the belief alike, whoever brings it."""
    model = start(desk_like(availability=1.0), weeks=3)
    dossier = model.dossier(0)
    ministry = dossier.ministry
    results = []
    for choice in ("inside", "like_the_desk"):
        belief, variance = model.board.belief.copy(), model.board.variance.copy()
        process = open_process(model, 0)
        process.serial = 7
        dossier.team[0].choose(process, choice)
        process.participation = process.desk = 0.0
        dossier.conclude_evidence(process)
        results.append((model.board.belief[0].copy(), float(model.board.variance[0])))
        model.board.belief[:], model.board.variance[:] = belief, variance
    assert ministry.may(0.0, 0.0) == 1.0
    np.testing.assert_array_equal(results[0][0], results[1][0])
    assert results[0][1] == results[1][1]


@pytest.mark.parametrize("everywhere", [True, False])
def test_relations_that_are_the_same_everywhere_are_their_own_placebo(everywhere):
    """Where no community is known better than another the placebo changes nothing; else other people are found."""
    lives = []
    for kind in ("real", "even"):
        parameters = placebo("real", "mandate", 0.6, **{"evidence.relation_effect": 1.0})
        parameters.placebo.relations = kind

        def know(model):
            model.relations[:, :: 1 if everywhere else 2] = 1.0

        lives.append(run(parameters, each_week=know))
    assert (differing(*lives) == []) is everywhere


NOTHING_COMES_OF_IT = dict.fromkeys(
    (
        *("procedure.gain", "procedure.loss", "procedure.heard"),
        *("ministries.relation_gain", "ministries.relation_loss", "officials.practice_gain"),
        *("officials.escalation", "officials.blame", "ministries.influence_room"),
    ),
    0.0,
)
"""What is said has no weight, and who asks, is asked or looks on is none the wiser, happier, better known or bolder."""

ALL_COMES_OF_IT = {"officials.escalation": 1.0, "ministries.influence_room": 0.6}


def ordered_outside(respondents: str, **changes):
    """A country that holds a dialogue on every process from week 0 on, by order, and pilots every policy."""
    by_order = {"imposed.hours": 20_000.0, "officials.availability": 0.0, "weeks": 150}
    parameters = lively("norms=reactive", "timing=even", "instruments=[pilots]", changes=by_order | changes)
    parameters.placebo.respondents = respondents
    return parameters


def test_asking_nobody_is_asking_people_of_whom_nothing_comes():
    """The hours and weeks of asking pass, and those of pilots, to the last bit; all else that asking does is off.

    In the one world participation has every effect there is, and nobody is asked; in the other people are asked, and
    every effect is cut by itself.
    """
    nobody = run(ordered_outside("nobody", **ALL_COMES_OF_IT))
    cut_off = run(ordered_outside("real", **NOTHING_COMES_OF_IT))
    asked = run(ordered_outside("real", **ALL_COMES_OF_IT))
    assert differing(nobody, cut_off) == ["influence_weight"]  # the room itself
    assert np.nansum(column(nobody, "hours_participation")) > 0.0
    assert len(nobody.datacollector.choices) > 20
    assert {"misfit", "trust", "salience", "belief_variance"} <= set(differing(nobody, asked))  # it can fail
    assert not column(nobody, "trust_procedure").any() and column(asked, "trust_procedure").any()


@pytest.mark.parametrize(("respondents", "nothing"), [("nobody", True), ("noise", False)])
@pytest.mark.parametrize("choice", ["dialogue", "tick_box"])
def test_a_process_that_asks_nobody_leaves_all_as_it_was(respondents, nothing, choice):
    """Belief, certainty, relations, skill, practice and what citizens are told stay; a placebo that speaks moves them.

    The hours planned are those of asking.
    """
    model = start(ordered_outside(respondents, **ALL_COMES_OF_IT), weeks=3)
    model.relations[:] = 0.3
    dossier = model.dossier(0)
    ministry, official = dossier.ministry, dossier.holder
    process = open_process(model, 0)
    official.choose(process, choice)
    method = model.parameters.tick_box if choice == "tick_box" else model.parameters.methods[choice]
    assert process.participation == method.hours
    process.participation = process.desk = process.desk_planned = 0.0
    before = state(model, ministry, official)
    dossier.conclude_evidence(process)
    assert ((process.respondents, process.influence) == (0, 0.0)) is nothing
    assert (state(model, ministry, official) == before) is nothing


def state(model, ministry, official) -> list:
    """All that asking can move of a ministry."""
    told = [concluded.dossier for concluded in ministry.procedures]
    arrays = (model.board.belief, model.board.variance, model.relations)
    return [*(array.tolist() for array in arrays), official.skill, sorted(ministry.practised), told]


@pytest.mark.parametrize(("respondents", "seen"), [("nobody", False), ("real", True)])
def test_who_asks_nobody_does_not_stand_in_public(respondents, seen):
    """Nothing that nobody sees becomes news, and no official learns fear from it."""
    model = start(ordered_outside(respondents, **ALL_COMES_OF_IT), weeks=3)
    model.board.salience[:] = model.board.sensitivity[:] = 1.0
    official = model.dossier(0).holder
    official.skill = 0.0
    process = open_process(model, 0)
    official.choose(process, "dialogue")
    assert [float(model.board.escalated[0]) > 0.0, float(official.fear) > 0.0] == [seen, seen]
    assert bool(process.entry.get("escalated")) is seen
