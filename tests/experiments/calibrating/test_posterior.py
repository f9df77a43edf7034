"""The posterior and the evidence, by cases whose answer is known."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from abm.experiments.calibrating.design import Calibration, Range, Target
from abm.experiments.calibrating.posterior import explore, log_density

FREE = tuple(Range(name, 0.0, 1.0) for name in "abcdefghijklmn")
NO_LUCK = np.zeros((2, 2))


class Known:
    """Emulators that are told what would be seen, and know it to a variance."""

    def __init__(self, show, targets: int, unsure: float = 0.0) -> None:
        self.show, self.unsure, self.luck = show, unsure, np.zeros((targets, targets))

    def only(self, use):
        return self

    def expect(self, places):
        mean = self.show(places)
        return mean, np.full(mean.shape, self.unsure)


def plan(parameters: int, *targets: Target) -> Calibration:
    return Calibration(FREE[:parameters], targets, 3.0, {}, {})


def test_a_single_figure_is_normal_with_all_that_could_explain_it():
    """Error, discrepancy and what the emulator does not know; its s.d. counts, so that ignorance is no evidence."""
    figure = Target("y", "", discrepancy=0.3, error=0.4, low=1.0, high=1.0)
    found = log_density(np.array([[1.5], [1.5]]), np.array([[0.0], [0.75]]), NO_LUCK[:1, :1], [figure])
    assert found == pytest.approx(norm.logpdf(1.5, 1.0, [0.5, 1.0]))


@pytest.mark.parametrize(("low", "high"), [(1.0, 2.0), (-np.inf, 2.0), (1.0, np.inf)])
def test_a_range_is_the_probability_that_the_country_lies_in_it(low, high):
    """Also where that is tiny, on either side."""
    target = Target("y", "", discrepancy=0.5, low=low, high=high)
    shown = np.array([[0.0], [1.5], [2.5]])
    found = log_density(shown, np.zeros((3, 1)), NO_LUCK[:1, :1], [target])
    assert np.exp(found) == pytest.approx(norm.cdf(high, shown[:, 0], 0.5) - norm.cdf(low, shown[:, 0], 0.5))
    far = log_density(np.array([[-20.0], [23.0]]), np.zeros((2, 1)), NO_LUCK[:1, :1], [target])
    if np.isfinite(low) and np.isfinite(high):
        assert np.isfinite(far).all()
        assert far[0] == pytest.approx(far[1])
        assert far[0] == pytest.approx(norm.logsf(42.0))


def test_figures_of_one_history_share_their_luck():
    """The density of two of them is that of a normal distribution with their covariance, and of others is not."""
    one = [Target(name, name, discrepancy=0.1, low=1.0, high=1.0, history="one") for name in "yz"]
    luck, shown = np.array([[0.04, 0.03], [0.03, 0.04]]), np.array([[1.2, 1.1], [0.8, 1.1]])
    found = log_density(shown, np.full((2, 2), 0.02), luck, one)
    assert found == pytest.approx(multivariate_normal([1.0, 1.0], luck + 0.03 * np.eye(2)).logpdf(shown))
    many = [Target(name, name, discrepancy=0.1, low=1.0, high=1.0) for name in "yz"]
    apart = log_density(shown, np.full((2, 2), 0.02), luck, many)
    assert apart == pytest.approx(norm.logpdf(shown, 1.0, np.sqrt(0.03)).sum(axis=1))


def test_figures_of_one_survey_share_half_of_their_discrepancy():
    """A model that takes another thing for trust misses both; that is told from the figures of two surveys."""
    shown = np.array([[1.2, 1.1], [0.8, 1.1]])
    for other, common in (("CBS; from the year", 0.5), ("SCP", 0.0)):
        figures = [Target(name, name, 0.1, error=0.05, low=1.0, high=1.0, history="one") for name in ("CBS", other)]
        covariance = 0.01 * np.array([[1.0, common], [common, 1.0]]) + 0.0025 * np.eye(2)
        found = log_density(shown, np.zeros((2, 2)), NO_LUCK, figures)
        assert found == pytest.approx(multivariate_normal([1.0, 1.0], covariance).logpdf(shown))


def test_two_reports_of_the_same_luck_are_no_two_histories():
    """Seen twice with the same luck, a figure tells no more than once; with its own luck each time it does."""
    targets = [Target(name, name, discrepancy=1e-3, low=0.5, high=0.5, history="one") for name in "yz"]
    emulators = Known(lambda places: places[:, [0, 0]], 2)
    asked, use = plan(2, *targets), np.ones(2, bool)
    same, own = np.full((2, 2), 0.01), 0.01 * np.eye(2)
    wide, narrow = (explore(emulators, asked, use, 100, 1, luck).sd()[0] for luck in (same, own))
    assert wide == pytest.approx(0.1, rel=0.1)
    assert narrow == pytest.approx(0.1 / np.sqrt(2), rel=0.1)


def test_the_posterior_holds_in_many_dimensions():
    """Eight parameters, of which one is seen and the sum of two: all others stay as wide as their ranges."""
    emulators = Known(lambda places: np.column_stack((places[:, 0], places[:, 1] + places[:, 2])), 2)
    targets = Target("y", "y", 0.1, low=0.5, high=0.5), Target("z", "z", 0.1, low=1.0, high=1.0)
    asked, use = plan(8, *targets), np.ones(2, bool)
    found = explore(emulators, asked, use, 150, seed=1, effective=2000)
    assert found.sd() == pytest.approx(np.array([0.1, 0.27, 0.27] + 5 * [0.289]), rel=0.08)
    assert found.quantiles([0.05, 0.95])[0] == pytest.approx(norm.ppf([0.05, 0.95], 0.5, 0.1), abs=0.01)
    assert found.effective > 2000
    drawn = found.draw(400, seed=1)
    assert drawn[:, 0].std() == pytest.approx(0.1, rel=0.15)
    assert len(np.unique(drawn, axis=0)) == 400


def test_the_same_seed_finds_the_same():
    """To the last digit, on one machine."""
    emulators = Known(lambda places: places[:, :1], 1)
    asked, use = plan(2, Target("y", "", 0.1, low=0.5, high=0.5)), np.ones(1, bool)
    one, two = (explore(emulators, asked, use, 60, seed=3) for _ in range(2))
    assert (one.places == two.places).all()
    assert one.log_evidence == two.log_evidence


def test_evidence_is_the_mean_density_over_the_ranges():
    """Of a normal error of .1 around .5, of which the ranges hold all: 1; at an end of them only half."""
    emulators = Known(lambda places: places[:, :1], 1)
    for figure, mean in ((0.5, norm.cdf(5) - norm.cdf(-5)), (0.0, norm.cdf(10) - 0.5)):
        asked = plan(2, Target("y", "", discrepancy=0.1, low=figure, high=figure))
        found = explore(emulators, asked, np.ones(1, bool), 100, seed=1)
        assert found.log_evidence == pytest.approx(np.log(mean), abs=0.15)


def test_a_worse_emulator_has_no_more_evidence():
    """What does not know what would be seen is not closer to it: its density is spread wider."""
    asked = plan(2, Target("y", "", discrepancy=0.05, low=0.5, high=0.5))
    show = lambda places: 0.45 + 0.1 * places[:, :1]  # noqa: E731
    sure, unsure = (
        explore(Known(show, 1, variance), asked, np.ones(1, bool), 100, seed=1).log_evidence for variance in (0, 1.0)
    )
    assert unsure < sure - 2.0
