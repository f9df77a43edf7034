"""Emulators, by cases whose answer is known."""

import numpy as np
import pytest

from abm.experiments.calibrating import emulating
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import spread


def seen(places, noise):
    """Runs in which one sees the first parameter, and the second twice over with the same luck."""
    generator = np.random.default_rng(5)
    luck = noise * generator.standard_normal((len(places), 2))
    return np.column_stack((places[:, 0] + luck[:, 0], places[:, 1] + luck[:, 1], 2 * places[:, 1] + luck[:, 1]))


def test_emulators_tell_what_is_seen_from_luck():
    """Between runs, what is seen on average is found, and how much of it is luck."""
    emulators = Emulators.of(places := spread(120, 2, seed=1), seen(places, 0.1))
    asked = np.array([[0.2, 0.9], [0.7, 0.1]])
    mean, variance = emulators.expect(asked)
    assert mean[:, 0] == pytest.approx([0.2, 0.7], abs=0.05)
    assert variance.max() < 0.06**2
    assert np.sqrt(np.diag(emulators.luck)) == pytest.approx(0.1, rel=0.25)


def test_luck_that_two_targets_share_is_found_to_be_shared():
    """Of the second and third nearly all, of the first and second none."""
    emulators = Emulators.of(places := spread(120, 2, seed=1), seen(places, 0.1))
    sd = np.sqrt(np.diag(emulators.luck))
    correlation = emulators.luck / np.outer(sd, sd)
    assert correlation[1, 2] > 0.9
    assert abs(correlation[0, 1]) < 0.3
    assert (emulators.luck == emulators.luck.T).all()


def test_luck_is_that_of_the_runs_that_are_named():
    """Where luck is a tenth in one half of the ranges, it is found to be so; over all it is in between."""
    places = spread(240, 2, seed=1)
    quiet = places[:, 1] < 0.5
    luck = np.where(quiet, 0.02, 0.2) * np.random.default_rng(3).standard_normal(240)
    shown = (places[:, 0] + luck)[:, None]
    there, over_all = Emulators.of(places, shown, near=quiet), Emulators.of(places, shown)
    assert np.sqrt(there.luck[0, 0]) == pytest.approx(0.02, abs=0.02)
    assert np.sqrt(over_all.luck[0, 0]) == pytest.approx(np.sqrt((0.02**2 + 0.2**2) / 2), rel=0.2)
    for one, other in zip(there.expect(places), over_all.expect(places), strict=True):
        assert (one == other).all()


def test_emulators_say_how_much_they_tell():
    """Of .1 luck around a range of s.d. .29, 89% of the variance; without luck all; of luck alone, nothing."""
    places = spread(120, 2, seed=1)
    told = Emulators.of(places, seen(places, 0.1))
    assert told.skill[0] == pytest.approx(1 - 0.1**2 / (0.1**2 + 1 / 12), abs=0.04)
    assert told.covered == pytest.approx(0.95, abs=0.05)
    assert Emulators.of(places, places[:, :1]).skill[0] > 0.999
    luck = np.random.default_rng(1).standard_normal((120, 1))
    assert abs(Emulators.of(places, luck).skill[0]) < 0.15


def test_the_search_for_length_scales_ends_where_little_is_left_to_gain(monkeypatch):
    """Within one of the best log likelihood; a search that ends at once is not."""
    places = spread(120, 4, seed=1)
    shown = seen(places, 0.1)[:, :1] + np.sin(9 * places[:, 2:3])

    def likelihood():
        return Emulators.of(places, shown).fitted[0].log_marginal_likelihood_value_

    found = likelihood()
    monkeypatch.setattr(emulating, "SETTLED", 1e-12)
    best = likelihood()
    monkeypatch.setattr(emulating, "SETTLED", 1.0)
    assert best - 1.0 < found <= best + 0.01
    assert likelihood() < best - 10.0


def test_runs_left_out_are_told_as_by_emulators_that_never_saw_them():
    """The closed form is what fitting without a run gives, with the same length scales."""
    places = spread(12, 2, seed=1)
    emulators = Emulators.of(places, seen(places, 0.1)[:, :1])
    fitted = emulators.fitted[0]
    shown = fitted.y_train_
    errors = []
    for out in range(12):
        rest = np.arange(12) != out
        whole = fitted.kernel_(places)
        told = fitted.kernel_.k1(places[[out]], places[rest]) @ np.linalg.solve(whole[np.ix_(rest, rest)], shown[rest])
        errors.append(shown[out] - told[0])
    assert emulators.skill[0] == pytest.approx(1 - np.square(errors).mean())


def test_what_is_seen_nowhere_or_never_changes_is_left_to_itself():
    """A target that could not be read, and one that is always the same."""
    places = spread(10, 2, seed=1)
    emulators = Emulators.of(places, np.column_stack((np.full(10, np.nan), np.full(10, 3.0))))
    mean, _ = emulators.expect(places[:1])
    assert np.isnan(mean[0, 0])
    assert mean[0, 1] == 3.0
    assert np.isnan(emulators.skill).all()


def test_those_of_some_targets_say_the_same():
    """And have the luck of these."""
    places = spread(30, 2, seed=1)
    emulators = Emulators.of(places, seen(places, 0.1))
    some = emulators.only(np.array([True, False, True]))
    for part, whole in zip(some.expect(places), emulators.expect(places), strict=True):
        assert (part == whole[:, [0, 2]]).all()
    assert some.luck[0, 1] == emulators.luck[0, 2]
