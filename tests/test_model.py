"""The model as a Mesa model: agents to select, a week like the loop, nothing kept alive, events carried out."""

from __future__ import annotations

import gc
import weakref

import mesa
import numpy as np
import pytest

import abm
from abm import PolicyModel
from abm.agents.dossiers import Dossier
from abm.agents.inspectorates import Inspectorate
from abm.agents.media import Outlet
from abm.agents.ministries import Ministry
from abm.agents.officials import Official
from abm.agents.parliament import Party
from abm.configuration.loading import options
from tests.conftest import column, differing, lively, run, same, small, start

KINDS = (Outlet, Party, Inspectorate, Ministry, Dossier, Official)


def test_agents_are_those_of_the_institutions():
    """Every institutional actor is a Mesa agent, to be had by type; citizens are not among them."""
    model = PolicyModel(small())
    assert set(model.agents_by_type) == set(KINDS)
    sets = (model.outlets, model.parties, model.inspectorates, model.ministries, model.dossiers, model.officials)
    for kind, agents in zip(KINDS, sets, strict=True):
        assert set(model.agents_by_type[kind]) == set(agents) and all(isinstance(agent, kind) for agent in agents)
    assert len(model.agents) == sum(len(agents) for agents in sets)
    assert [len(agents) for agents in sets] == [12, 15, 3, 3, 12, 60]
    numbers = [agent.unique_id for agent in model.agents]
    assert len(set(numbers)) == len(numbers) and min(numbers) == 1  # as Mesa counts
    assert len(model.citizens) == 500 and isinstance(model.citizens[3], mesa.Agent)
    brave = model.officials.select(lambda official: official.courage > 0.35)
    assert 0 < len(brave) < 60


def test_agents_can_be_changed():
    """What a user sets on an actor holds, and is felt."""
    one, other = PolicyModel(lively()), PolicyModel(lively())
    for outlet in other.outlets:
        outlet.story[:] = 3.0
    one.step()
    other.step()
    assert other.board.salience.mean() > one.board.salience.mean()
    other.citizens.select(other.citizens.educated).set("trust", 0.9)
    assert other.citizens.trust[other.citizens.educated].min() == 0.9


@pytest.mark.parametrize("kept", ["stepped", "with a view held"])
def test_models_are_freed(kept):
    """No model survives the last reference to it, on either line of Mesa; sweeps make thousands of them."""
    alive = []
    for seed in range(3):
        model = start(small(), seed=seed, weeks=3)
        alive.append(weakref.ref(model))
        citizen = model.citizens[1] if kept != "stepped" else None
        del model, citizen
    gc.collect()
    assert [found for found in alive if found() is not None] == []


def test_seed_and_parameters_can_be_given_or_not():
    """PolicyModel() runs; a seed of its own stands above that of the parameters; both ways lead to one run."""
    model = PolicyModel()
    assert model.week == -105 and model.seed == 1 and len(model.citizens) == 10_000
    model.step()
    assert model.week == -104 and len(model.datacollector.model_vars["trust"]) == 1
    by_seed, by_parameter = run(small(), seed=7), run(small("seed=7"), seed=None)
    assert same(by_seed, by_parameter) and by_seed.seed == by_parameter.seed == 7
    assert not same(by_seed, run(small(), seed=8))
    assert PolicyModel(small(), seed=np.int64(7)).seed == 7


def test_mesa_runs_the_model():
    """Mesa's own way of running steps the model, where this Mesa has it."""
    model = PolicyModel(small())
    if hasattr(model, "run_for"):
        model.run_for(3)
    else:
        for _ in range(3):
            model.step()
    assert model.week == -18


def test_mesas_generator_is_never_touched():
    """Whatever state Mesa's or numpy's generators are in, the run is the same: nothing draws from them."""
    one, other = PolicyModel(lively(), seed=1), PolicyModel(lively(), seed=1)
    for number in range(80):
        np.random.seed(number)  # noqa: NPY002  # the legacy generator is the one to be left alone
        other.random.seed(number)
        state = other.random.getstate()
        one.step()
        other.step()
        assert other.random.getstate() == state
    assert same(one, other)


def test_a_week_reads_like_the_loop():
    """step() calls the nine parts of a week in the order of the loop, each once, and then measures."""
    model = PolicyModel(small())
    order = [
        "strike",
        "live",
        "surface_incidents",
        "divide_attention",
        "ask_questions",
        "press_ministers",
        "spend_hours",
    ]
    order += ["decide", "learn"]
    called = []
    for name in order:
        method = getattr(model, name)
        setattr(model, name, lambda name=name, method=method: (called.append(name), method()))
    model.step()
    assert called == order and model.datacollector.weeks == [model.week]


# --- events and scenarios ---------------------------------------------------------------------------------------


def event(kind: str, target: str = "", size: float = 1.0, week: int = 5) -> str:
    return f"events=[{{week: {week}, kind: {kind}, target: '{target}', size: {size}}}]"


def test_a_shock_is_news_and_moves_needs():
    """A scheduled shock moves the needs of its dossier and is on the agenda in its week, not before."""
    quiet, struck = (start(small(*given), weeks=26) for given in ((), (event("shock", "3", 20.0),)))
    moved = np.abs(struck.needs.centre - quiet.needs.centre).max(axis=1)
    assert moved[3] > 0.0 and not moved[[0, 1, 2, *range(4, 12)]].any()
    assert column(struck, "shocks")[-1] == column(quiet, "shocks")[-1] + 1
    assert struck.board.salience[3] > quiet.board.salience[3]
    assert differing(start(small(), weeks=25), start(small(event("shock", "3")), weeks=25)) == []


def test_an_incident_is_of_governments_own_making():
    """A scheduled incident counts as such, strikes citizens the week after, and is national from its severity on."""
    model = start(small(event("incident", "2", 20.0)), weeks=26)
    assert [tuple(item) for item in model.incidents if item.source == "event"] == [(2, 20.0, "event", False)]
    assert column(model, "incidents_event")[-1] == pytest.approx(52 / 3)
    assert model.board.struck[2] == pytest.approx(20.0 * model.parameters.citizens.incident_reach, rel=0.5)
    before = model.citizens.grievance.mean()
    model.step()
    twin = start(small(), weeks=27)
    assert model.citizens.grievance.mean() > before and model.citizens.grievance.mean() > twin.citizens.grievance.mean()
    national = start(small(event("incident", "2", 100.0)), weeks=25)
    national.step()
    assert column(national, "incidents_national")[-1] > 0.0


def test_a_crisis_grows_until_a_policy_answers():
    """Harm grows by its weekly rate up to its limit; after the answer it is over."""
    model = start(small(event("crisis", "0", 10.0), "ministries.rush_lead=4", "weeks=80"), weeks=20 + 60)
    harm = column(model, "crisis_harm")[25:]
    own = model.parameters.shocks
    growing = harm > 0.0
    length = int(growing.sum())
    expected = np.minimum(own.crisis_limit, 10.0 * (1.0 + own.crisis_growth) ** np.arange(length))
    np.testing.assert_allclose(harm[:length], expected)
    assert 3 <= length < 40 and not growing[length:].any()
    assert column(start(small(), weeks=80), "crisis_harm").max() == 0.0


def test_without_an_answer_a_crisis_rages_on():
    """As long as no measure is in force, harm grows to its limit and stays there."""
    never = {"shocks.crisis_lag": 52}
    model = start(small(event("crisis", "0", 10.0), changes=never), weeks=60)
    assert model.dossier(0).decisions and model.dossier(0).process is None
    assert column(model, "crisis_harm")[-1] == model.parameters.shocks.crisis_limit


def test_a_cabinet_redraws_leaders_and_nothing_else():
    """An early cabinet brings other leaders and coalition; norms in force and relations survive."""
    model = start(small("norms=mandate", event("cabinet")), weeks=25)
    before = [(m._mandate, m._steadfastness, m._threshold) for m in model.ministries]
    coalition = [party.coalition for party in model.parties]
    relations = [ministry.relations.copy() for ministry in model.ministries]
    norms = [ministry.norms for ministry in model.ministries]
    model.step()
    after = [(m._mandate, m._steadfastness, m._threshold) for m in model.ministries]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert coalition != [party.coalition for party in model.parties]
    assert norms == [ministry.norms for ministry in model.ministries]
    assert all(ministry.norms.instruments for ministry in model.ministries)
    for old, ministry in zip(relations, model.ministries, strict=True):
        assert (ministry.relations > 0.9 * old).all()


def test_cabinets_follow_their_term():
    """One takes office in week 0, the next after a term; in between nothing changes."""
    model = PolicyModel(small("ministries.cabinet_weeks=26", "weeks=60"))
    leaders = []
    for _ in range(80):
        model.step()
        leaders.append(tuple(ministry._mandate for ministry in model.ministries_by_number))
    changes = [week - 20 + 1 for week in range(1, 80) if leaders[week] != leaders[week - 1]]
    assert changes == [0, 26, 52]


def test_an_event_sets_a_parameter():
    """From its week on the parameter has the value, whole where it was whole."""
    model = start(small(event("set", "work.question_hours", 10)), weeks=25)
    assert model.parameters.work.question_hours == 50.0
    model.step()
    assert model.parameters.work.question_hours == 10.0
    whole = start(small(event("set", "ministries.implementation_lag", 8)), weeks=26)
    assert isinstance(whole.parameters.ministries.implementation_lag, int)


def test_events_can_be_added_under_way():
    """A user or an app can strike a running model."""
    model = start(small(), weeks=22)
    model.world.add(abm.parameters.Event(week=model.week + 1, kind="incident", target="1", size=9.0))
    model.step()
    assert any(incident.source == "event" for incident in model.incidents)


@pytest.mark.parametrize("target", ["3", ""])
def test_an_event_is_the_same_whatever_strikes_in_other_weeks(target):
    """A crisis hits the same dossier and moves its needs as far in a world whose scenario holds other events."""
    crisis = f"{{week: 5, kind: crisis, target: '{target}', size: 20}}"
    alone = f"events=[{crisis}]"
    among = f"events=[{{week: 2, kind: incident, size: 9}}, {{week: 3, kind: cabinet}}, {crisis}]"
    centres = [start(small(*given), weeks=26).needs.centre for given in ((), (alone,), (among,))]
    assert (centres[0] != centres[1]).any()
    assert (centres[1] == centres[2]).all()


@pytest.mark.parametrize("scenario", options("scenario"))
def test_every_scenario_runs_and_is_another_world(scenario):
    """Each scenario loads, runs, keeps trust inside its bounds, and differs from the default one."""
    given = [] if scenario == "default" else [f"scenario={scenario}"]
    size = ["ministries.count=12", "ministries.dossiers=8"] if scenario.startswith("netherlands") else []
    model, default = (run(small(*names, *size, changes={"weeks": 130})) for names in (given, []))
    trust = column(model, "trust")
    assert np.isfinite(trust).all() and 0.05 < trust.min() <= trust.max() < 0.95
    assert same(model, default) == (scenario == "default")


def test_scenarios_do_what_their_names_say():
    """Turbulent has more issues than default, calm fewer; the pandemic rallies, the scandal strikes."""
    names = ("default", "calm", "turbulent", "pandemic", "scandal")
    runs = {name: run(small(f"scenario={name}", changes={"weeks": 156})) for name in names}
    shocks = {name: column(model, "shocks").mean() for name, model in runs.items()}
    assert shocks["calm"] < shocks["default"] < shocks["turbulent"]
    after = slice(20 + 104, None)
    assert column(runs["pandemic"], "crisis_harm")[after].max() > 10.0 and column(runs["pandemic"], "rally").max() > 0.0
    assert column(runs["scandal"], "incidents_event").sum() == pytest.approx(52 / 3)
    assert column(runs["default"], "rally").max() == 0.0


def test_only_danger_from_outside_makes_a_rally():
    """However grave government's own incidents are, of the national class or not, acting on them wins no trust."""
    own = run(lively("incidents.national_share=0.2", "incidents.severity_tail=1.1", changes={"shocks.rate": 1.0}))
    assert column(own, "incidents_national").max() > 0.0 == column(own, "rally").max()
    assert column(run(lively(event("crisis", "0", 10.0))), "rally").max() > 0.0
