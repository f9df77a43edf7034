"""The pair of models: twins in everything that was not made to differ."""

from __future__ import annotations

import pytest

from abm import ParameterError, PolicyModel
from abm.app.levers import OWN, SHARED, Start, live, read, switched
from abm.app.twin import Pair
from abm.observation.record import record

SMALL = {"population.citizens": 300, "seed": 4}


def pair(week: int = -1, **more: object) -> Pair:
    a = Start.of(SMALL | {"norms": "reactive"} | more)
    made = Pair(a, a.with_value("norms", "anticyclical"), (), week)
    live_on(made)
    return made


def live_on(made: Pair, weeks: int = 0) -> None:
    while made.lagging:
        made.catch_up()
    for _ in range(weeks):
        made.step()


def trust(made: Pair) -> tuple[list[float], list[float]]:
    a, b = (side.model.datacollector.model_vars["trust"] for side in made.sides if side.model is not None)
    return a, b


def choices(made: Pair) -> list[dict[str, object]]:
    """The log of choices of side B."""
    assert made.sides[1].model is not None
    return made.sides[1].model.datacollector.choices


def test_equal_settings_live_equal_weeks() -> None:
    """With nothing set apart, A and B are the same world, also after the same things were thrown in."""
    a = Start.of(SMALL)
    made = Pair(a, a)
    live_on(made, 5)
    made.strike("crisis", "7", 10.0)
    made.strike("incident", "", 90.0)
    live_on(made, 10)
    assert trust(made)[0] == trust(made)[1]


def test_pair_lives_what_single_models_live() -> None:
    """The pair adds nothing: each side is the model of the library on the same parameters."""
    made = pair(12)
    for side, norms in zip(made.sides, ("reactive", "anticyclical"), strict=True):
        alone = PolicyModel(Start.of(SMALL | {"norms": norms}).parameters())
        for _ in range(104 + 13):
            alone.step()
        assert side.model is not None
        assert alone.datacollector.model_vars["trust"] == side.model.datacollector.model_vars["trust"]


def test_event_strikes_alike_when_levers_differ() -> None:
    """Levers set on one side move no draw of an event on both: the same dossier jumps by the same amount."""
    made = pair(4)
    made.move(0, "officials.courage", 0.9)
    made.step()
    made.strike("crisis", "", 12.0)
    live_on(made, 1)
    worlds = [side.model for side in made.sides if side.model is not None]
    assert [crisis.dossier for crisis in worlds[0].world.crises] == [
        crisis.dossier for crisis in worlds[1].world.crises
    ]
    assert (worlds[0].needs.centre == worlds[1].needs.centre).all()


@pytest.mark.parametrize("key", [key for key in OWN if live(key)])
def test_live_lever_acts_from_the_next_week(key: str) -> None:
    """A lever moved while running changes its own side from the coming week on, and nothing before or beside it."""
    made, still = pair(6, norms="mandate"), pair(6, norms="mandate")
    change = made.move(1, key, 0.97)
    assert (change.how, change.week, change.side) == ("event", 7, 1)
    for one in (made, still):
        live_on(one, 60)
    assert trust(made)[0] == trust(still)[0]
    assert trust(made)[1][: 104 + 7] == trust(still)[1][: 104 + 7]
    assert choices(made) != choices(still)
    assert made.values()[1][key] == 0.97


def test_other_lever_restarts_its_side_only() -> None:
    """Another norm set means that this twin is lived again, up to the same week, with all that had happened."""
    made = pair(6)
    made.strike("crisis", "3", 20.0)
    live_on(made, 4)
    before = trust(made)
    change = made.move(1, "norms", "tick_box")
    assert change.how == "restart"
    assert made.lagging
    live_on(made)
    after = trust(made)
    assert after[0] == before[0]
    assert len(after[1]) == len(before[1])
    assert after[1] != before[1]
    model = made.sides[1].model
    assert model is not None
    assert [crisis.dossier for crisis in model.world.crises] == [3]


@pytest.mark.parametrize(("key", "value"), [("seed", 9), ("population.citizens", 400)])
def test_shared_lever_moves_both(key: str, value: int) -> None:
    """Twins share their people and their chance, whatever side was asked."""
    made = pair()
    assert made.move(1, key, value).side is None
    assert [side[key] for side in made.values()] == [value, value]
    assert set(SHARED) == {"seed", "population.citizens"}


def test_before_week_0_a_lever_is_a_start_value() -> None:
    """Nothing enters the schedule before the norms are in force."""
    made = pair()
    assert made.move(0, "officials.courage", 0.9).how == "start"
    assert made.schedule == []
    assert dict(made.sides[0].settings.chosen)["officials.courage"] == 0.9


def test_restart_keeps_the_levers_and_forgets_the_rest() -> None:
    """A reset starts before week 0 from the levers as they stand."""
    made = pair(3)
    made.move(0, "officials.courage", 0.9)
    made.strike("cabinet", "", 1.0)
    anew = made.restarted()
    assert anew.week == -1
    assert anew.schedule == []
    assert anew.values() == made.values()


def test_history_reads_as_the_record() -> None:
    """What the lines show is what the data files hold."""
    made = pair(8)
    history = made.history(("trust", "incidents"))
    for side, values in zip(made.sides, (history.a, history.b), strict=True):
        assert side.model is not None
        weeks = record(side.model).weeks
        assert history.weeks.tolist() == weeks["week"].to_pylist()
        assert values["trust"].tolist() == weeks["trust"].to_pylist()


@pytest.mark.parametrize(("kind", "target", "size"), [("crisis", "9999", 1.0), ("nonsense", "1", 1.0)])
def test_impossible_event_changes_nothing(kind: str, target: str, size: float) -> None:
    """What the checks of the model refuse enters neither schedule."""
    made = pair(2)
    with pytest.raises(ParameterError):
        made.strike(kind, target, size)
    assert made.schedule == []
    assert all(side.entered == [] for side in made.sides)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("officials.courage", "1.01"), ("officials.courage", "nan"), ("officials.courage", True), ("seed", "1.5"),
        ("seed", "1e400"), ("norms", "nonsense"), ("norms", ["reactive"]), ("instruments", "pilots,pilots"),
        ("instruments", "nonsense"), ("instruments", 3), ("weeks", "5"), ("population.citizens", "199"),
    ],
)  # fmt: skip
def test_bad_value_is_refused(key: str, raw: object) -> None:
    """A value of the wrong type, out of range or of an unknown lever is refused in one line."""
    with pytest.raises(ParameterError) as refused:
        read(key, raw)
    assert "\n" not in str(refused.value)


def test_norm_set_brings_its_own_instruments() -> None:
    """Choosing a norm set undoes what was switched by hand; switching back to its own list is no change."""
    settings = Start.of({"norms": "mandate"})
    mixed = settings.with_value("instruments", switched(("leadership_mandate",), "pilots", True))
    assert mixed.values()["instruments"] == ("leadership_mandate", "pilots")
    assert mixed.with_value("instruments", ("leadership_mandate",)) == settings
    assert mixed.with_value("norms", "academy") == Start.of({"norms": "academy"})


def test_what_has_struck_is_of_both_scenario_and_schedule() -> None:
    """Events of the scenario and of the visitor, of each side and up to now, levers that were set included."""
    a = Start.of(SMALL | {"norms": "reactive"})
    made = Pair(a, a.with_value("scenario", "netherlands_2012_2023"), (), 15)
    live_on(made)
    assert made.struck() == ((), ())
    made.strike("crisis", "7", 10.0)
    made.move(0, "officials.courage", 0.9)
    live_on(made, 1)
    kinds = [[event.kind for event in side] for side in made.struck()]
    assert kinds == [["crisis", "set"], ["incident", "caretaker", "crisis"]]
