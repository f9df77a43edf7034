"""Why A and B part: parts that add up, each from the rule it is called after, and none where its path is off."""

from __future__ import annotations

import numpy as np
import pytest

from abm import PolicyModel, load
from abm.app import why
from abm.app.twin import History
from abm.parameters import Event, Parameters

WEEKS = 90
SMALL = ("population=small", "burn_in=26", "ministries.count=4")
STRUCK = [Event(4, "incident", "0", 120.0), Event(10, "crisis", "9", 14.0)]


def world(*overrides: str) -> tuple[Parameters, dict[str, np.ndarray]]:
    parameters = load(*SMALL, *overrides)
    parameters.events = list(STRUCK)
    model = PolicyModel(parameters, seed=5)
    for _ in range(parameters.burn_in + WEEKS):
        model.step()
    return parameters, {name: np.array(model.datacollector.model_vars[name]) for name in why.MEASURES}


def parted(*overrides: str) -> why.Parted:
    (first, a), (second, b) = (world(f"norms={norms}", *overrides) for norms in ("reactive", "anticyclical"))
    return why.trust_parts(History(np.arange(-26, WEEKS), a, b), (first, second))


@pytest.fixture(scope="module")
def usual() -> why.Parted:
    return parted()


def test_parts_add_up_and_hardly_anything_is_left(usual: why.Parted) -> None:
    """The accounting is that of the model's rules: the rest, with all that is not accounted for, is rounding."""
    assert sum(usual.parts.values()) == pytest.approx(usual.total, abs=1e-12)
    assert abs(usual.total) > 1e-4
    assert abs(usual.parts["rest"]) < 1e-7
    assert abs(usual.parts["contact"]) + abs(usual.parts["heard"]) > 1e-4


@pytest.mark.parametrize(
    ("part", "off"),
    [
        ("rally", ("rally.gain=0",)),
        ("blame", ("citizens.blame_share=0",)),
        ("news", ("citizens.news_effect=0", "citizens.waiting_effect=0")),
        ("heard", ("procedure.gain=0", "procedure.loss=0")),
        ("talk", ("citizens.talk=0",)),
        ("contact", ("citizens.contact_rate=0",)),
    ],
)
def test_a_path_that_is_off_has_no_part(part: str, off: tuple[str, ...]) -> None:
    """A part is that of its own rule: without the rule it is nothing in any week, and the others still add up."""
    on, without = (why.carried(measures, own) for own, measures in (world(), world(*off)))
    assert np.abs(on[part]).max() > 1e-6
    assert np.abs(without[part]).max() == pytest.approx(0.0, abs=1e-9)
    assert np.abs(without["rest"] - on["rest"]).max() < 2e-3 and np.abs(np.diff(without["rest"])).max() < 1e-3


def test_parts_of_one_world_add_up_to_its_trust() -> None:
    """Rally and blame are the stocks that the measure trust_slow leaves out."""
    parameters, measures = world("norms=anticyclical")
    made = why.carried(measures, parameters)
    assert made["heard"] == pytest.approx(measures["trust"] - measures["trust_without_procedure"])
    assert set(made) == set(why.PARTS)
    assert made["rally"].max() > 0.0 > made["blame"].min()


def test_nothing_is_left_where_all_paths_are_strong() -> None:
    """What news takes of being heard is of being heard: booked under news it would be left over."""
    strong = ("procedure.exposure=0.05", "procedure.gain=0.5", "procedure.loss=0", "citizens.news_effect=0.02")
    found = parted(*strong)
    assert abs(found.parts["heard"]) > 0.01
    assert abs(found.parts["rest"]) < 1e-7


def test_incidents_by_source_add_up() -> None:
    """Misfit and coordination are told apart; what else struck is the same in twins."""
    weeks = np.arange(-2, 4)
    a = {"incidents": np.array([9.0, 9, 4, 2, 6, 8]), "incidents_misfit": np.array([9.0, 9, 1, 1, 3, 3])}
    a["incidents_coordination"] = np.array([0.0, 0, 2, 0, 2, 4])
    b = {
        name: values - (weeks >= 0) * {"incidents": 1.5, "incidents_misfit": 1.0}.get(name, 0.5)
        for name, values in a.items()
    }
    found = why.incident_parts(History(weeks, a, b))
    assert found.total == pytest.approx(-1.5)
    assert found.parts == pytest.approx({"misfit": -1.0, "coordination": -0.5, "other": 0.0})
    assert np.isnan(why.incident_parts(History(weeks[:2], a, b)).total)
