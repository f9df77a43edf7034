"""The adapter to the EMA Workbench, run for real where the Workbench is installed."""

import importlib.util
import sys

import numpy as np
import pytest

from abm.analysis import ema
from abm.parameters.checks import ParameterError

from .conftest import linear, write

installed = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None, reason='needs the extra: pip install ".[ema]"'
)
workbench = [installed, pytest.mark.filterwarnings("ignore::Warning")]  # its own, about other extras and about pandas


pytestmark = pytest.mark.xdist_group("ema")  # one worker makes what they share


@pytest.fixture(scope="module")
def space_filling(tmp_path_factory):
    """A Latin hypercube over two numbers and a scenario: trust rises with both numbers, more with the second."""
    words = ["design=lhs", "design.samples=150", "officials.courage=interval(0,1)", "ministries.mandate=interval(0,1)"]
    return write(tmp_path_factory.mktemp("lhs"), [*words, "scenario=calm,default"], linear, fail=2)


def test_without_the_workbench_the_way_to_it_is_said(monkeypatch):
    """Protects a user without the extra from an ImportError."""
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(
        ParameterError, match=r'^the EMA Workbench is not installed: pip install "anticyclical-abm\[ema\]"$'
    ):
        ema.parameters("officials.courage")


def test_names_survive_the_way_there_and_back():
    """Protects the columns: names that Python accepts, and none that the Workbench throws away."""
    for key in ("officials.courage", "scenario", "norms", "instrument.board_norm.pull"):
        assert ema.identifier(key).isidentifier()
        assert ema.key_of(ema.identifier(key)) == key
    assert ema.identifier("scenario") != "scenario"


class TestParameters:
    pytestmark = workbench

    def test_kinds_ranges_and_sides(self):
        """Protects the translation: kind, range (declared or one's own), uncertain or decided."""
        uncertain, decided = ema.parameters(
            "evidence.house_bias",
            "officials.courage=interval(0.2,0.6)",
            "ministries.implementation_lag",
            "officials.readiness",
            "ministries.mandate",
            "norms=choice(reactive,anticyclical)",
        )
        kinds = {item.name: type(item).__name__ for item in (*uncertain, *decided)}
        assert kinds == {
            "evidence__house_bias": "RealParameter",
            "officials__courage": "RealParameter",
            "ministries__implementation_lag": "IntegerParameter",
            "officials__readiness": "CategoricalParameter",
            "ministries__mandate": "RealParameter",
            "norms": "CategoricalParameter",
        }
        assert {item.name for item in decided} == {"ministries__mandate", "norms"}
        bounds = {item.name: (item.lower_bound, item.upper_bound) for item in uncertain}
        assert bounds["evidence__house_bias"] == (0.0, 2.0)
        assert bounds["officials__courage"] == (0.2, 0.6)
        assert bounds["ministries__implementation_lag"] == (1, 104)
        names = next(item for item in decided if item.name == "norms").categories
        assert [item.value for item in names] == ["reactive", "anticyclical"]

    @pytest.mark.parametrize(
        ("word", "said"),
        [
            ("officials.corage", "did you mean officials.courage?"),
            ("officials.courage=0.3", "something that varies"),
            ("officials.courage=interval(0,7)", "a number from 0 to 1"),
            ("norms", "it has no range"),
        ],
    )
    def test_mistakes(self, word, said):
        """Protects from experiments with ranges that the model refuses."""
        with pytest.raises(ParameterError, match="must be") as refused:
            ema.parameters(word)
        assert said in str(refused.value)

    def test_the_workbench_runs_the_model(self):
        """Protects the way from its experiments to our runs: a run of the Workbench is a run of ours."""
        from ema_workbench import perform_experiments

        from abm.configuration.loading import load
        from abm.observation.record import simulate

        factors = ema.parameters("evidence.house_bias", "norms=choice(reactive,anticyclical)")
        fixed = ["population.citizens=200", "weeks=6", "burn_in=0", "ministries.count=2", "seed=3"]
        model = ema.workbench_model(["trust", "misfit"], [*factors[0], *factors[1]], *fixed)
        experiments, outcomes = perform_experiments(model, scenarios=2, policies=1)
        row = experiments.iloc[1]
        mine = load(*fixed, f"evidence.house_bias={row['evidence__house_bias']}", f"norms={row['norms']}")
        expected = simulate(mine, 3).runs.to_pylist()[0]
        assert outcomes["trust"][1] == expected["trust"]
        assert outcomes["misfit"][1] == expected["misfit"]


class TestResults:
    pytestmark = workbench

    def test_experiments_and_outcomes(self, space_filling):
        """Protects rows: failed runs left out, factors only, outcomes in the same order."""
        experiments, outcomes = ema.results(space_filling, ["trust"])
        assert list(experiments) == ["officials__courage", "ministries__mandate", "scenario__"]
        assert len(experiments) == 148
        expected = experiments["officials__courage"] + 2 * experiments["ministries__mandate"]
        assert outcomes["trust"] == pytest.approx(expected.to_numpy())
        assert set(ema.results(space_filling)[1]) == {"trust", "incidents", "misfit"}
        with pytest.raises(ParameterError, match="did you mean trust"):
            ema.results(space_filling, ["trst"])

    def test_prim_finds_the_corner(self, space_filling):
        """Protects PRIM on both lines of the Workbench, whose signatures differ: the box is where trust is low."""
        experiments, outcomes = ema.results(space_filling, ["trust"])
        low = outcomes["trust"] < np.quantile(outcomes["trust"], 0.25)
        box = ema.prim(experiments, low).find_box()
        first, last = box.peeling_trajectory.iloc[0], box.peeling_trajectory.iloc[-1]
        assert first["density"] == pytest.approx(low.mean())  # of all, before anything is peeled away
        assert last["density"] > 0.75
        assert box.box_lims[-1]["ministries__mandate"].iloc[1] < 0.6
        assert box.box_lims[-1]["ministries__mandate"].iloc[0] == experiments["ministries__mandate"].min()

    def test_feature_scores_rank_factors(self, space_filling):
        """Protects feature scoring: the factor with twice the weight scores highest, the idle one lowest."""
        experiments, outcomes = ema.results(space_filling, ["trust"])
        scores = ema.feature_scores(experiments, outcomes)["trust"]
        assert scores.idxmax() == "ministries__mandate"
        assert scores.idxmin() == "scenario__"
        assert scores.sum() == pytest.approx(1.0)
        assert scores.equals(ema.feature_scores(experiments, outcomes)["trust"])
