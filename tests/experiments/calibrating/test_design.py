"""The design of the calibration: what may be calibrated, and that it is what was written down."""

import math
from operator import attrgetter

import numpy as np
import pytest

from abm.declare import assign
from abm.experiments.calibrating.design import Range, design
from abm.parameters import Parameters
from abm.parameters.checks import declared, problems

NEVER = ("influence_room", "house_bias", "odds_ratio", "mandate", "steadfastness", "courage", "loyalty")
"""Parts of the keys that the conclusion hangs on: calibrating them would put it in."""


def test_what_the_conclusion_hangs_on_is_not_calibrated():
    """Influence room, house bias, selection, leadership and officials keep the values that they are given."""
    assert not [key for key in design().keys if any(part in key for part in NEVER)]
    assert not [key for key in design().keys if key.startswith(("officials.", "evidence.", "methods.", "instrument."))]


def test_ranges_lie_within_what_is_declared():
    """A world at either end of a range is one that the model takes, also at both ends of all at once."""
    for item in design().parameters:
        declaration = declared()[item.key]
        assert declaration.low <= item.low < item.high <= declaration.high
        assert isinstance(item.low, int) == (declaration.kind is int)
    for end in (0.0, 1.0):
        values = design().values(np.full((1, len(design().keys)), end))[0]
        assert not list(problems(design().world(Parameters(), values, seed=1)))


@pytest.mark.parametrize("item", design().parameters, ids=lambda item: item.key)
def test_a_value_is_found_again_at_its_place(item):
    """Places and values are each other's inverse, to rounding; ends are ends."""
    assert item.value(0.0) == item.low
    assert item.value(1.0) == item.high
    for unit in (0.03, 0.5, 0.97):
        value = item.value(unit)
        assert item.value(item.unit(value)) == value
        assert isinstance(item.low, int) or item.unit(value) == pytest.approx(unit, abs=0.02)


def test_whole_numbers_have_places_of_equal_size():
    """A whole number is as likely as any other."""
    lead = Range("ministries.emergency_lead", 1, 8)
    found = [lead.value((n + 0.5) / 800) for n in range(800)]
    assert [found.count(value) for value in range(1, 9)] == [100] * 8


def test_a_world_is_the_base_with_these_values():
    """Nothing else is changed, and the base is left as it was."""
    base = Parameters()
    values = design().values(np.full((1, len(design().keys)), 0.5))[0]
    made = design().world(base, values, seed=7, lives=3)
    assert (made.seed, made.replicates) == (7, 3)
    assert (
        made.rally.gain == design().values(np.full((1, len(design().keys)), 0.5))[0][design().keys.index("rally.gain")]
    )
    assert isinstance(made.ministries.emergency_lead, int)
    assert base == Parameters()
    for key in (*design().fixed, *design().keys):
        assign(made, key, attrgetter(key)(base))
    made.seed, made.replicates = base.seed, base.replicates
    assert made == base


def test_how_worlds_begin_does_not_follow_the_default():
    """The rows of the calibration are found again after the default changes that was chosen by them."""
    base, value = Parameters(), design().values(np.full((1, len(design().keys)), 0.5))[0]
    base.start.coordination_gap = 0.9
    made = design().world(base, value, seed=1)
    assert design().fixed and design().fixed == {key: attrgetter(key)(made) for key in design().fixed}


def test_targets_are_ranges_with_a_discrepancy():
    """No target is open on both sides, and none must be met more exactly than a model can."""
    for item in design().shown:
        assert item.low <= item.high
        assert math.isfinite(item.low) or math.isfinite(item.high)
        assert item.discrepancy > 0.0
        assert item.history in ("one", "many")


def test_one_rally_is_held_once():
    """Of each survey that asks in its own way one difference is held; none of the scandal, which is a pattern."""
    shown, held = design().shown, design().targets
    assert {item.name for item in shown if item not in held} == {
        "trust_2020",
        "rally_to_april_2020",
        "fall_to_november_2020",
        "fall_to_january_2021",
    }
    sources = [item.source.partition(";")[0] for item in held if item.history == "one" and item.source[:3] != "CBS"]
    assert len(sources) == len(set(sources)) == 2


def test_the_second_half_of_2020_is_what_the_year_leaves():
    """Of four quarters whose mean is that of the year."""
    level = {item.name: item.low for item in design().shown}
    quarters = level["trust_2020_q1"] + level["trust_2020_q2"] + 2 * level["trust_2020_h2"]
    assert quarters / 4 == pytest.approx(level["trust_2020"])


def test_a_whole_number_is_asked_for_in_the_middle_of_its_places():
    """Places that give the same world are one; all others are left as they are."""
    plan = design()
    places = np.random.default_rng(1).random((50, len(plan.keys)))
    snapped = plan.snapped(places)
    k = plan.keys.index("ministries.emergency_lead")
    assert snapped[:, k] == pytest.approx(plan.places(plan.values(places))[:, k])
    assert (np.delete(snapped, k, axis=1) == np.delete(places, k, axis=1)).all()
