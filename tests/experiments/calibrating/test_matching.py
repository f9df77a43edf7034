"""Matching, by cases whose answer is known."""

import numpy as np
import pytest

from abm.experiments.calibrating.design import Calibration, Range, Target
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import Left, distances, left_of, spread, worst

FREE = (Range("a", 0.0, 1.0), Range("b", 0.0, 1.0))


def plan(*targets: Target) -> Calibration:
    """Two parameters of which the first is what is seen."""
    return Calibration(FREE, targets, 3.0, {}, {})


def test_a_distance_is_in_units_of_all_that_could_explain_it():
    """Error, discrepancy and what the emulator does not know; luck only where there is one history."""
    one = Target("y", "", discrepancy=0.3, error=0.4, low=1.0, high=2.0, history="one")
    many = Target("y", "", discrepancy=0.3, error=0.4, low=1.0, high=2.0)
    shown = np.array([[3.0, 3.0], [1.5, 0.0], [np.nan, 1.0]])
    found = distances(shown, np.full((3, 2), 0.75), np.array([3.0, 3.0]), (one, many))
    assert found == pytest.approx(np.array([[0.5, 1.0], [0.0, 1.0], [np.inf, 0.0]]))


def test_an_open_side_is_no_limit():
    """What may be as large as it likes is never too large."""
    found = distances(np.array([[9.0], [-1.0]]), np.zeros(1), np.zeros(1), (Target("y", "", 0.5, low=0.0),))
    assert found.tolist() == [[0.0], [2.0]]


def test_the_worst_distance_leaves_out_what_may_be_missed():
    """The largest, or the largest but one."""
    distance = np.array([[1.0, 5.0, 2.0], [4.0, 0.0, 0.0]])
    assert worst(distance, 0).tolist() == [5.0, 4.0]
    assert worst(distance, 1).tolist() == [2.0, 0.0]


def found_by(*targets: Target) -> Left:
    """What is left where the first parameter is seen without luck."""
    places = spread(60, 2, seed=1)
    emulators = Emulators.of(places, np.repeat(places[:, :1], len(targets), axis=1))
    return left_of(emulators, plan(*targets), places, 2000, seed=1)


class Sums:
    """Emulators that know: what is seen is the sum of both parameters."""

    luck = np.zeros((1, 1))

    def expect(self, places):
        """The sum, for sure."""
        return places.sum(axis=1, keepdims=True), np.zeros((len(places), 1))


def test_what_is_left_is_what_fits():
    """Seeing the first parameter, and asked for .4 to .6 within three times .02, a third of the ranges is left."""
    left = found_by(Target("y", "", discrepancy=0.02, low=0.4, high=0.6))
    assert (left.missed, left.most_missed, left.counts.tolist()) == (0, -1, [True])
    assert left.share == pytest.approx(0.32, abs=0.02)
    for places in (left.even, left.near):
        assert places[:, 0].min() == pytest.approx(0.34, abs=0.02)
        assert places[:, 0].max() == pytest.approx(0.66, abs=0.02)


def test_a_small_part_is_searched_for_before_a_target_may_be_missed():
    """One place in five thousand fits; hardly one of those spread evenly does, those near the best ones do."""

    corner = plan(Target("y", "", discrepancy=0.005, low=0.0, high=0.005))
    left = left_of(Sums(), corner, spread(60, 2, seed=1), 2000, seed=1)
    assert (left.missed, left.counts.tolist()) == (0, [True])
    assert left.share < 0.001
    assert len(left.near) > 3
    assert left.near.sum(axis=1).max() < 0.021


def test_a_single_target_may_not_be_missed():
    """However small the part that fits: what remained would be held against nothing."""
    corner = plan(Target("y", "", discrepancy=0.001, low=0.0, high=0.0))
    left = left_of(Sums(), corner, spread(60, 2, seed=1), 2000, seed=1)
    assert (left.missed, left.counts.tolist()) == (0, [True])
    assert 0 < len(left.near) < 0.001 * (2000 + 60 + 2 * 2000)


def test_targets_that_cannot_be_met_together_are_missed_and_said_to_be():
    """Nothing can be .2 and .8 at once."""
    left = found_by(Target("y", "", 0.02, low=0.2, high=0.2), Target("z", "", 0.02, low=0.8, high=0.8))
    assert left.missed == 1
    assert left.most_missed in (0, 1)
    assert left.counts.all()


def test_a_target_that_no_world_comes_near_counts_no_more():
    """It is said to fail, and the others still rule out."""
    left = found_by(Target("y", "", 0.02, low=1.5, high=1.5), Target("z", "", 0.02, low=0.4, high=0.6))
    assert left.counts.tolist() == [False, True]
    assert left.missed == 0
    assert left.share == pytest.approx(0.32, abs=0.02)


def test_candidates_do_not_pile_up_at_an_end():
    """What fits lies at the end of a range; steps beyond it are turned back and not laid upon it."""
    left = found_by(Target("y", "", 0.02, high=0.1))
    assert ((left.near >= 0.0) & (left.near <= 1.0)).all()
    assert (left.near[:, 0] == 0.0).sum() <= 1


@pytest.mark.parametrize(("even", "near", "taken"), [(50, 50, 10), (4, 50, 4), (50, 3, 17), (0, 50, 0), (2, 3, 2)])
def test_half_of_a_wave_is_even_as_far_as_there_is_any(even, near, taken):
    """Else the other kind fills it; none is taken twice."""
    left = Left(np.zeros((even, 1)), np.linspace(1, 2, near)[:, None], 0.1, np.ones(1, bool), 0, -1)
    chosen = left.choose(20, seed=1)
    assert len(chosen) == min(20, even + near)
    assert (chosen == 0.0).sum() == taken
    assert len(np.unique(chosen[chosen > 0])) == len(chosen) - taken
