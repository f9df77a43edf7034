"""Twin runs: the same seed meets the same world under every norm set, and nothing but the norms changes a result."""

from __future__ import annotations

import numpy as np
import pytest

from abm import PolicyModel
from abm.numerics.streams import Purpose
from abm.observation.record import record
from abm.policy.incidents import heavy_tail
from tests.conftest import NORM_SETS, column, differing, lively, run, same, small, weeks_of

ORDERED = ("outlets", "parties", "ministries", "inspectorates", "officials", "dossiers")


class Witness(PolicyModel):
    """The model, and what it met from outside week by week."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.met: list[tuple] = []
        self.severities: dict[tuple[int, int, str], float] = {}

    def step(self) -> None:
        super().step()
        leadership = [(m._mandate, m._steadfastness, m._threshold) for m in self.ministries_by_number]
        coalition = tuple(party.coalition for party in self.parties_by_number)
        jumps = self.needs.centre.tobytes()
        people = tuple((o.generation, o._courage, o._minister, o._society) for o in self.officials)
        self.met.append((self.week, self.world.shocks, jumps, self.cabinet, coalition, tuple(leadership), people))
        for incident in self.incidents:
            if incident.source != "event":
                self.severities.setdefault((self.week, incident.dossier, incident.source), incident.severity)


def witness(*overrides: str, seed: int = 1) -> Witness:
    parameters = lively(*overrides, changes={"weeks": 200, "ministries.cabinet_weeks": 60})
    model = Witness(parameters, seed=seed)
    for _ in range(parameters.burn_in + parameters.weeks):
        model.step()
    return model


of_twins = pytest.mark.xdist_group("twins")  # one worker lives them


@pytest.fixture(scope="module")
def twins() -> dict[str, Witness]:
    """The six norm sets under one seed, with events of every kind."""
    events = (
        "events=[{week: 3, kind: shock, size: 5}, {week: 9, kind: incident, size: 80}, {week: 20, kind: cabinet},"
        "{week: 30, kind: crisis, size: 10}, {week: 50, kind: set, target: shocks.rate, size: 0.8}]"
    )
    return {norms: witness(f"norms={norms}", events) for norms in NORM_SETS}


@pytest.mark.parametrize("norms", NORM_SETS[1:])
@of_twins
def test_other_norms_meet_the_same_world(twins, norms):
    """Shocks, needs, cabinets, coalitions, leaders and officials' persons are those of the twin under reactive."""
    assert twins[norms].met == twins["reactive"].met
    assert not same(twins[norms], twins["reactive"])
    citizens, others = twins[norms].citizens, twins["reactive"].citizens
    for name in ("values", "educated", "community", "ties", "tolerance", "threshold", "baseline"):
        np.testing.assert_array_equal(getattr(citizens, name), getattr(others, name))
    assert not np.array_equal(citizens.trust, others.trust)


@of_twins
def test_the_world_is_not_always_the_same(twins):
    """The comparison above can fail: another seed meets another world."""
    assert witness(seed=2).met != twins["reactive"].met
    shocks = [met[1] for met in twins["reactive"].met]
    assert sum(shocks) > 50 and len({met[3] for met in twins["reactive"].met}) >= 4


@pytest.mark.parametrize("norms", NORM_SETS[1:])
@of_twins
def test_incidents_that_twins_share_are_as_severe(twins, norms):
    """The first incident of one source on one dossier in one week has one severity, whatever else differs."""
    here, there = twins[norms].severities, twins["reactive"].severities
    shared = here.keys() & there.keys()
    assert len(shared) > 20
    assert all(here[key] == there[key] for key in shared)


def test_twins_do_not_share_all_incidents(twins):
    """Some norm sets bring other incidents, so that what they share says something."""
    assert any(twins[norms].severities.keys() != twins["reactive"].severities.keys() for norms in NORM_SETS[1:])


def test_severities_are_addressed():
    """The severity of an incident is the one its address has, not one that depends on what surfaced before."""
    model = witness()
    own = model.parameters.incidents
    for (week, dossier, source), severity in model.severities.items():
        purpose = Purpose.SEVERITY_MISFIT if source == "misfit" else Purpose.SEVERITY_COORDINATION
        u = model.streams[purpose].uniform(week, dossier * 64)
        assert severity in (heavy_tail(u, own.severity_tail, own.severity_limit), own.national_severity)


@pytest.mark.parametrize("norms", NORM_SETS[1:])
@pytest.mark.parametrize("scenario", ["default", "turbulent"])
def test_burn_in_is_the_same_for_every_norm_set(norms, scenario):
    """Before week 0 the weeks are those of reactive to the last bit; from week 0 on they are not."""
    reactive, other = (weeks_of(run(lively(f"norms={name}", f"scenario={scenario}"))) for name in ("reactive", norms))
    assert reactive.slice(0, 20).equals(other.slice(0, 20))
    assert reactive["week"][19].as_py() == -1
    assert not reactive.slice(20).equals(other.slice(20))


@pytest.mark.parametrize("norms", ["reactive", "anticyclical"])
def test_threads_change_nothing(norms):
    """One thread and two give the same weeks; the population fills several blocks."""
    one, two = (run(lively(f"norms={norms}", f"threads={n}", "population.citizens=9000")) for n in (1, 2))
    assert same(one, two)


class Shuffled(PolicyModel):
    """The model, with every set of agents in another order each week."""

    def step(self) -> None:
        for name in ORDERED:
            getattr(self, name).shuffle(inplace=True)
        super().step()


@pytest.mark.parametrize("norms", ["reactive", "comply_or_explain", "anticyclical"])
def test_the_order_of_agents_changes_nothing(norms):
    """Whoever comes first in a week: weeks, choices and policies are the same to the last bit."""
    parameters = lively(f"norms={norms}", "scenario=turbulent")
    straight = run(parameters)
    shuffled = Shuffled(parameters, seed=1)
    orders = set()
    for _ in range(parameters.burn_in + parameters.weeks):
        shuffled.step()
        orders.add(tuple(ministry.number for ministry in shuffled.ministries))
    assert len(orders) > 3
    assert differing(straight, shuffled) == []
    np.testing.assert_array_equal(straight.board.policy, shuffled.board.policy)
    mine, theirs = (
        record(model).decisions.sort_by([("week", "ascending"), ("dossier", "ascending")])
        for model in (straight, shuffled)
    )
    assert mine.equals(theirs)


@pytest.mark.parametrize("kept", [["trust"], ["incidents", "lead_time", "share_outside"]])
def test_measuring_less_changes_nothing(kept):
    """What remains of the measures has the values it had, in weeks and in the row of the run."""
    full, reduced = run(lively()), run(lively(f"record.measures=[{','.join(kept)}]"))
    columns = ["seed", "week", *kept]
    assert sorted(weeks_of(reduced).column_names) == sorted(columns)
    assert weeks_of(full).select(columns).equals(weeks_of(reduced).select(columns))
    assert record(full).runs.select(kept).equals(record(reduced).runs.select(kept))
    assert record(full).decisions.equals(record(reduced).decisions)


def test_keeping_citizens_or_no_decisions_changes_nothing():
    """What is kept beside the measures moves no number either."""
    plain, other = run(small("weeks=53")), run(small("record.citizens=[trust]", "record.decisions=false", "weeks=53"))
    assert same(plain, other)
    kept = record(other)
    assert kept.decisions.num_rows == 0 and kept.citizens["week"].unique().to_pylist() == [0, 52]
    np.testing.assert_array_equal(kept.citizens["trust"].to_numpy()[-500:], plain.citizens.trust)


def test_looking_changes_nothing():
    """Reading properties, views and state in every week leaves the run as it is, and reads what is recorded."""
    waiting = []

    def look(model: PolicyModel) -> None:
        for official in model.officials:
            assert 0.0 <= official.fear <= 1.0 and 0.0 <= official.courage <= 1.0
        assert {dossier.state for dossier in model.dossiers} <= {
            "at rest", "preparing", "coordinating", "decided", "entering into force"
        }  # fmt: skip
        assert sum(citizen.trust for citizen in model.citizens[:10]) > 0.0
        waiting.append(sum(ministry.questions_open for ministry in model.ministries))

    looked_at = run(lively(), each_week=look)
    assert same(run(lively()), looked_at)
    assert waiting[1:] == pytest.approx(len(looked_at.ministries) * column(looked_at, "questions_open")[:-1])
    assert max(waiting) > 0


def test_parameters_given_are_not_changed():
    """A model works on a copy: an event that sets a parameter leaves the given ones as they were."""
    event = "events=[{week: 2, kind: set, target: officials.courage, size: 0.9}]"
    parameters = small(event, "ablation=no_loop")
    model = run(parameters)
    assert model.parameters.officials.courage == 0.9 and parameters.officials.courage != 0.9
    assert parameters.ministries.opening_rate > 0.0 == model.parameters.ministries.opening_rate
    assert same(model, run(parameters))
