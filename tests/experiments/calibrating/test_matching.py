"""Matching and posterior, by cases whose answer is known."""

import numpy as np
import pytest

from abm.experiments.calibrating import posterior
from abm.experiments.calibrating.design import Calibration, Range, Target
from abm.experiments.calibrating.matching import Emulators, distances, left_of, spread, worst

FREE = (Range("a", 0.0, 1.0), Range("b", 0.0, 1.0))


def plan(*targets: Target) -> Calibration:
    """Two parameters of which the first is what is seen."""
    return Calibration(FREE, targets, 3.0, {}, {})


def seen(places, noise=0.0):
    """Runs in which one sees the first parameter, with luck."""
    generator = np.random.default_rng(5)
    return places[:, :1] + noise * generator.standard_normal((len(places), 1))


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


def test_emulators_tell_what_is_seen_from_luck():
    """Between runs, what is seen on average is found, and how much of it is luck."""
    places = spread(120, 2, seed=1)
    emulators = Emulators.of(places, seen(places, noise=0.1))
    asked = np.array([[0.2, 0.9], [0.7, 0.1]])
    mean, variance = emulators.expect(asked)
    assert mean[:, 0] == pytest.approx([0.2, 0.7], abs=0.05)
    assert variance.max() < 0.05**2
    assert np.sqrt(emulators.luck[0]) == pytest.approx(0.1, rel=0.25)
    assert emulators.expected(asked) == pytest.approx(mean)


def test_what_is_seen_nowhere_or_never_changes_is_left_to_itself():
    """A target that could not be read, and one that is always the same."""
    places = spread(10, 2, seed=1)
    columns = np.column_stack((np.full(10, np.nan), np.full(10, 3.0)))
    mean, _ = Emulators.of(places, columns).expect(places[:1])
    assert np.isnan(mean[0, 0])
    assert mean[0, 1] == 3.0


def test_what_is_left_is_what_fits():
    """Seeing the first parameter, and asked for .4 to .6 within three times .02, a quarter of the ranges is left."""
    places = spread(60, 2, seed=1)
    asked = plan(Target("y", "", discrepancy=0.02, low=0.4, high=0.6))
    emulators = Emulators.of(places, seen(places))
    left = left_of(emulators, asked, np.ones(1, bool), places[:5], 2000, seed=1)
    assert left.missed == 0
    assert left.share == pytest.approx(0.32, abs=0.02)
    assert left.places[:, 0].min() == pytest.approx(0.34, abs=0.01)
    assert left.places[:, 0].max() == pytest.approx(0.66, abs=0.01)


def test_targets_that_cannot_be_met_together_are_missed_and_said_to_be():
    """Nothing can be .2 and .8 at once."""
    places = spread(60, 2, seed=1)
    asked = plan(Target("y", "", 0.02, low=0.2, high=0.2), Target("z", "", 0.02, low=0.8, high=0.8))
    emulators = Emulators.of(places, np.repeat(seen(places), 2, axis=1))
    left = left_of(emulators, asked, np.ones(2, bool), places[:5], 2000, seed=1)
    assert left.missed == 1


def test_the_posterior_of_a_normal_error_is_normal():
    """Seeing the first parameter, found to be .5 with an s.d. of .1: so it is drawn, and the second is left free."""
    places = spread(80, 2, seed=1)
    emulators = Emulators.of(places, seen(places))
    asked = plan(Target("y", "", discrepancy=0.1, low=0.5, high=0.5))

    def drawn():
        return posterior.draw(emulators, asked, np.ones(1, bool), places, steps=1000, count=2000, seed=1)

    found, effective = drawn()
    assert found.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.03)
    assert found.std(axis=0) == pytest.approx([0.1, 0.289], rel=0.1)
    assert effective > 200
    assert (drawn()[0] == found).all()


def test_the_posterior_holds_in_many_dimensions():
    """Fourteen parameters, of which one is seen and the sum of two: all others stay as wide as their ranges."""

    class Sums:
        luck, fitted = np.zeros(2), ()

        def expected(self, places):
            return np.column_stack((places[:, 0], places[:, 1] + places[:, 2]))

        def expect(self, places):
            return self.expected(places), np.zeros((len(places), 2))

    asked = plan(Target("y", "", 0.1, low=0.5, high=0.5), Target("z", "", 0.1, low=1.0, high=1.0))
    found, _ = posterior.draw(Sums(), asked, np.ones(2, bool), spread(200, 14, 1), steps=4000, count=4000, seed=1)
    assert found.std(axis=0) == pytest.approx([0.1, 0.27, 0.27] + 11 * [0.289], rel=0.15)
