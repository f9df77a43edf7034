"""Citizens: the kernels against the plain version, the people drawn, and the rules at their limits."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.agents.citizens import kernels
from abm.agents.citizens.columns import WRITABLE, Citizens
from abm.agents.citizens.week import Procedures, Surroundings
from abm.configuration.loading import load
from abm.numerics.streams import Streams
from abm.parameters import Parameters
from tests.reference.plain_mesa import AddressedModel
from tests.reference.plain_rules import RULES

STATE = ("trust", "procedure", "grievance", "topic", "acting")
DEFAULT = load()
FINE = 2.0**-24  # in steps of this trust and grievance are added up; single precision keeps no finer ones


def mean(column: np.ndarray) -> float:
    """Mean in double precision."""
    return float(column.mean(dtype=np.float64))


def population(people: int = 3000, **changes: float) -> Parameters:
    """Parameters with another number of citizens and other values for fields of ``citizens``."""
    return dataclasses.replace(
        DEFAULT,
        population=dataclasses.replace(DEFAULT.population, citizens=people),
        citizens=dataclasses.replace(DEFAULT.citizens, **changes),
    )


def concluded(effects, reliefs=None, first: int = 0, dossiers: int = 12) -> Procedures:
    """Processes on the first dossiers, or on those from another one on."""
    about = (first + np.arange(len(effects))) % dossiers
    return Procedures(about, np.array(effects), np.zeros(len(effects)) if reliefs is None else np.array(reliefs))


def surroundings(week: int = 0, dossiers: int = 12, distance: float = 0.4, **changes) -> Surroundings:
    """A country in which everything happens, differently every week."""
    generator = np.random.default_rng(week + 1000)
    angle, direction = generator.uniform(0, 2 * np.pi, (2, dossiers))
    centre = generator.normal(0, 0.5, (dossiers, 2))
    there = Surroundings(
        policy=centre + distance * np.column_stack([np.cos(direction), np.sin(direction)]),
        centre=centre,
        cosine=np.cos(angle),
        sine=np.sin(angle),
        salience=generator.uniform(0, 1, dossiers),
        struck=generator.uniform(0, 0.01, dossiers),
        news_loss=float(generator.uniform(0, 0.01)),
        procedures=concluded(generator.normal(0, 0.1, week % 4), generator.uniform(-0.6, 0.6, week % 4), first=week),
        rally=0.05 + 0.01 * (week % 5),
        rally_change=0.01 if week % 5 else -0.04,
        blame=0.02 + 0.005 * (week % 3),
        blame_change=0.005 if week % 3 else -0.01,
        economy=0.01 * (week % 4 - 2),
    )
    return dataclasses.replace(there, **changes)


def quiet(**changes) -> Surroundings:
    """A country in which nothing happens but contacts."""
    nothing = {"news_loss": 0.0, "procedures": Procedures(), "rally": 0.0, "rally_change": 0.0}
    nothing |= {"blame": 0.0, "blame_change": 0.0, "economy": 0.0}
    there = surroundings(**nothing)
    return dataclasses.replace(there, **{"struck": np.zeros(12), "salience": np.zeros(12), **changes})


def state(citizens: Citizens) -> list[np.ndarray]:
    return [getattr(citizens, name).copy() for name in STATE]


# The kernels against the plain version


@pytest.mark.parametrize("changes", [{}, {"contact_rate": 0.9, "grievance_spread": 0.04, "loss_gain_ratio": 5.0}])
def test_plain_version_agrees(changes):
    """Every rule, written twice, leads to the same decisions, and to the same state as far as it is kept, in 20 weeks.

    The plain version keeps state in double precision: it differs by what single precision rounds, and by a step of
    what is published where that comes out one higher.
    """
    parameters = population(700, **changes)
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=0.2)
    streams = Streams(7)
    citizens = Citizens(parameters, streams)
    plain = AddressedModel(parameters, streams, citizens)
    seen = 0
    for week in range(-5, 15):
        there = surroundings(abs(week))
        result = citizens.step(week, there)
        contributions = plain.live(week, there)
        for name in STATE:
            expected = [getattr(person, name) for person in plain.people]
            close = 0 if name in ("topic", "acting") else 2e-6
            np.testing.assert_allclose(getattr(citizens, name), expected, 0, close, err_msg=f"{name}, week {week}")
        assert dataclasses.asdict(result.contributions) == pytest.approx(contributions, abs=2e-7)
        assert result.trust == pytest.approx(np.mean([person.trust for person in plain.people]), abs=2e-7)
        seen += int(citizens.acting.sum())
    assert seen > 100 and all(contributions[rule] != 0.0 for rule in RULES)  # nothing was left untried


def test_grievance_is_kept_by_what_it_is_about():
    """One factor for each dossier, and before them that of no grievance; shares struck add up, to 1 at most."""
    keep, struck = kernels.keep_and_struck(np.array([0.0, 0.5, 1.0]), np.array([0.25, 0.5, 0.75]), 0.1, 0.6)
    assert keep == pytest.approx([1.0, 0.9, 1 - 0.1 * 0.7, 1 - 0.1 * 0.4])
    assert struck.tolist() == [0.25, 0.75, 1.0]


def test_measures_are_those_of_the_columns():
    """What a week reports is what anybody would compute from the columns."""
    citizens = Citizens(population(5000), Streams(2))
    before = mean(citizens.trust)
    for week in range(4):
        result = citizens.step(week, surroundings(week))
        change = mean(citizens.trust) - before
        assert sum(dataclasses.astuple(result.contributions)) == pytest.approx(change, abs=FINE)
        before = mean(citizens.trust)
    trust, educated = citizens.trust, citizens.educated
    assert result.trust == pytest.approx(mean(trust), abs=FINE)
    assert result.trust_share == (trust > 0.5).mean()
    assert result.grievance == pytest.approx(mean(citizens.grievance), abs=FINE)
    assert result.procedure == pytest.approx(mean(citizens.procedure), abs=1e-9)
    assert result.trust_by_education == pytest.approx([mean(trust[~educated]), mean(trust[educated])], abs=FINE)
    shares = [(trust[~educated] > 0.5).mean(), (trust[educated] > 0.5).mean()]
    assert result.trust_share_by_education == pytest.approx(shares, abs=1e-14)
    acting = np.bincount(citizens.topic[citizens.acting], minlength=12) / len(citizens)
    np.testing.assert_array_equal(result.unrest, acting)
    assert 0 < result.bad_contacts < result.contacts < 0.1 * len(citizens)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(threads):
    """The same bytes and the same sums for any number of threads, also with a last block that is not full."""
    runs = []
    for count in (1, threads):
        citizens = Citizens(population(2048 * 4 + 5), Streams(3), threads=count)
        weeks = [citizens.step(week, surroundings(week)) for week in range(6)]
        runs.append((state(citizens), [dataclasses.asdict(result) for result in weeks]))
    np.testing.assert_equal(runs[0], runs[1])


def test_columns_keep_their_identity():
    """Who holds a column sees later weeks in it, and has no hand on it."""
    citizens = Citizens(population(), Streams(1))
    held, before = citizens.trust, citizens.trust.copy()
    citizens.step(0, surroundings())
    assert held is citizens.trust and not np.array_equal(held, before)
    for name in set(WRITABLE) - {"procedure"}:
        with pytest.raises(ValueError, match="read-only"):
            getattr(citizens, name)[0] = 0


def test_what_is_written_between_weeks_counts():
    """A change is what the citizen is, what others see of it, and where the means begin; first and later in a run."""
    citizens, other = Citizens(population(), Streams(1)), Citizens(population(), Streams(1))
    for week in (0, 1):
        citizens.set("trust", 0.9)
        result = citizens.step(week, quiet())
        other.step(week, quiet())
        assert mean(citizens.trust) > mean(other.trust) + 0.2
        assert sum(dataclasses.astuple(result.contributions)) == pytest.approx(mean(citizens.trust) - 0.9, abs=1e-7)
    deaf = Citizens(population(contact_rate=0.0, talk=0.5, trust_halflife=1e9), Streams(1))
    deaf.set("trust", 0.2)
    deaf.step(0, quiet())
    deaf[0].trust = 1.0
    deaf.step(1, quiet())
    assert 0 < (deaf.trust > 0.21).sum() - 1 < 40  # who hears the one who trusts, and nobody else


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("trust", 1.5, "trust of a citizen must be from 0.0 to 1.0, not 1.5"),
        ("grievance", -0.1, "grievance of a citizen must be from 0.0 to 1.0, not -0.1"),
        ("trust", np.nan, "trust of a citizen must be from 0.0 to 1.0, not nan"),
        ("topic", 96, "topic of a citizen must be from -1 to 95, not 96"),
        ("tolerance", -1.0, "tolerance of a citizen must be from 0.0 to inf, not -1.0"),
        ("baseline", 1.5, "baseline of a citizen must be from 0.0 to 1.0, not 1.5"),
        ("threshold", -0.1, "threshold of a citizen must be from 0.0 to inf, not -0.1"),
    ],
)
def test_what_no_citizen_can_be_is_refused(name, value, said):
    """One line says what may be written, and nothing is."""
    citizens = Citizens(population(), Streams(1))
    before = getattr(citizens, name).copy()
    with pytest.raises(ValueError, match=re.escape(said)):
        citizens[5:9].set(name, value)
    np.testing.assert_array_equal(getattr(citizens, name), before)


@pytest.mark.parametrize(("name", "value"), [("values", [-3.0, 2.5]), ("procedure", -0.07), ("procedure", 0.03)])
def test_what_is_written_is_read_again(name, value):
    """Also what may be negative, and what is kept in other units once residues have faded."""
    citizens = Citizens(population(), Streams(1))
    for week in range(30):
        citizens.step(week, quiet())
    citizens[5:9].set(name, value)
    np.testing.assert_allclose(getattr(citizens, name)[5:9], np.broadcast_to(value, (4, *np.shape(value))), rtol=1e-6)


@pytest.mark.parametrize("name", ["community", "ties"])
def test_where_citizens_live_and_whom_they_hear_stays(name):
    """Neither can be changed, for the others would not know."""
    with pytest.raises(AttributeError, match=f"{name} of a citizen cannot be changed"):
        setattr(Citizens(population(), Streams(1))[3], name, 0)


def test_without_a_word_nothing_was_concluded():
    """Surroundings of which no process is told have none that anybody could notice."""
    there = surroundings()
    plain = Surroundings(there.policy, there.centre, there.cosine, there.sine, there.salience, there.struck)
    assert plain.procedures.effects.size == 0 and not plain.procedures.participants
    assert plain.news_loss == plain.rally == plain.blame == plain.economy == 0.0
    assert Citizens(population(), Streams(1)).step(0, plain).contributions.procedure == 0.0


# The rules at their limits


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_trust_and_grievance_stay_in_bounds(data):
    """Whatever the parameters and the surroundings, trust and grievance stay in [0, 1] and a topic is a dossier."""

    def number(low, high):
        return data.draw(st.floats(low, high))

    parameters = population(
        400,
        contact_rate=number(0, 1),
        contact_effect=number(0, 0.5),
        loss_gain_ratio=number(1, 5),
        talk=number(0, 0.5),
        contact_grievance=number(0, 1),
        incident_grievance=number(0, 1),
        coverage_slows=number(0, 0.95),
        grievance_spread=number(0, 0.5),
        trust_halflife=number(13, 520),
        grievance_halflife=number(1, 104),
    )
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=number(0, 0.3))
    both = st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(-1, 1)), min_size=1, max_size=5)
    citizens = Citizens(parameters, Streams(data.draw(st.integers(0, 2**31))))
    for week in range(6):
        there = surroundings(
            week,
            distance=number(0, 5),
            news_loss=number(0, 1),
            rally_change=number(-0.3, 0.3),
            struck=np.full(12, number(0, 1)),
            procedures=concluded(*zip(*data.draw(both), strict=True)) if data.draw(st.booleans()) else Procedures(),
        )
        result = citizens.step(week, there)
        assert citizens.trust.min() >= 0 and citizens.trust.max() <= 1
        assert citizens.grievance.min() >= 0 and citizens.grievance.max() <= 1
        assert ((citizens.topic >= 0) == (citizens.grievance > 0)).all() and citizens.topic.max() < 12
        assert np.isfinite(citizens.procedure).all() and 0 <= result.unrest.sum() <= 1 + 1e-12


@settings(max_examples=15, deadline=None)
@given(half_life=st.integers(13, 200))
def test_trust_returns_with_its_half_life(half_life):
    """Left alone, every citizen's distance from the own baseline halves in the stated number of weeks."""
    citizens = Citizens(population(300, contact_rate=0.0, talk=0.0, trust_halflife=float(half_life)), Streams(1))
    citizens.set("trust", 1.0 - citizens.baseline)
    start = citizens.trust - citizens.baseline
    for week in range(half_life):
        citizens.step(week, quiet())
    np.testing.assert_allclose(citizens.trust - citizens.baseline, start / 2, atol=1e-5)


def test_rally_leaves_nothing_behind():
    """A rally that rises and falls back to nothing lifts everybody by its size and leaves trust where it was."""
    citizens = Citizens(population(300, contact_rate=0.0, talk=0.0), Streams(1))
    rally = [0.0, 0.1, 0.08, 0.05, 0.02, 0.0]
    for week in range(1, len(rally)):
        change = rally[week] - rally[week - 1]
        citizens.step(week, quiet(rally=rally[week], rally_change=change))
        inside = citizens.baseline < 0.88
        np.testing.assert_allclose((citizens.trust - citizens.baseline)[inside], rally[week], atol=1e-6)


def test_grievance_halves_and_coverage_slows_it():
    """Without coverage grievance halves in its half-life; full coverage slows the decay by the stated share."""
    for salience in (0.0, 1.0):
        citizens = Citizens(
            population(300, contact_rate=0.0, grievance_spread=0.0, grievance_halflife=8.0, coverage_slows=0.5),
            Streams(1),
        )
        citizens.set("grievance", 0.8).set("topic", 3)
        for week in range(8):
            citizens.step(week, quiet(salience=np.full(12, salience)))
        keep = 1 - (1 - 2 ** (-1 / 8)) * (1 - 0.5 * salience)
        np.testing.assert_allclose(citizens.grievance, 0.8 * keep**8, rtol=1e-6)
        assert (citizens.topic == 3).all()


def test_grievance_dies_out_unless_fed():
    """Where spreading is slower than the slowest decay, what one in ten feel dies out even at full coverage."""
    gentle = {"contact_rate": 0.0, "grievance_halflife": 8.0, "coverage_slows": 0.6, "grievance_spread": 0.02}
    citizens = Citizens(population(**gentle), Streams(1))
    citizens[::10].set("grievance", 0.9).set("topic", 5)
    result = citizens.step(0, quiet(salience=np.ones(12)))
    assert (citizens.grievance > 0).mean() > 0.12  # it does spread
    for week in range(1, 400):
        result = citizens.step(week, quiet(salience=np.ones(12)))
    assert result.grievance < 0.001


@pytest.mark.parametrize(
    ("switch", "measure"),
    [("contact_grievance", "grievance"), ("incident_grievance", "grievance"), ("contact_effect", "contact")],
)
def test_a_parameter_at_zero_removes_its_effect(switch, measure):
    """Each source of grievance, and the effect of contacts on trust, is gone at 0 and there above it."""

    def week(value: float) -> float:
        others = {"contact_grievance", "incident_grievance"} - {switch}
        citizens = Citizens(population(**{switch: value}, **dict.fromkeys(others, 0.0)), Streams(1))
        result = citizens.step(0, surroundings())
        return result.grievance if measure == "grievance" else result.contributions.contact

    assert week(0.0) == 0.0 and week(0.3) != 0.0


def test_struck_share_and_noticed_share():
    """As many are struck as incidents strike, and as many notice a process as its exposure says; signs are kept."""
    parameters = population(40_000, contact_rate=0.0, talk=0.0)
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=0.01)
    citizens = Citizens(parameters, Streams(9))
    struck = np.array([0.05, 0.0, 0.1] + [0.0] * 9)
    citizens.step(0, dataclasses.replace(quiet(), struck=struck, procedures=concluded([0.02, -0.03])))
    shares = np.bincount(citizens.topic + 1, minlength=13)[1:] / 40_000
    assert shares[:3] == pytest.approx(struck[:3], abs=0.006) and shares[1] == 0.0 and shares[3:].sum() == 0.0
    assert (citizens.procedure > 0).mean() == pytest.approx(0.01, abs=0.002)
    assert (citizens.procedure < 0).mean() == pytest.approx(0.01, abs=0.002)


def test_trust_without_the_procedural_term():
    """Mean trust minus the mean residue is close to the mean trust of a twin to whom nothing procedural happens."""
    parameters = population(20_000, contact_rate=0.3)
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=0.05)
    citizens, twin = Citizens(parameters, Streams(1)), Citizens(parameters, Streams(1))
    for week in range(60):
        there = dataclasses.replace(quiet(), procedures=concluded([-0.05]))
        result, without = citizens.step(week, there), twin.step(week, quiet())
    effect = result.trust - without.trust
    assert effect < -0.03
    assert result.procedure == pytest.approx(effect, rel=0.02)


def test_without_ties_talk_the_residue_is_exact():
    """Where nobody talks and nothing is cut off, the residue is exact for each citizen, whatever else happens."""
    parameters = population(2000, contact_rate=0.5, talk=0.0)
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=0.2)
    citizens, twin = Citizens(parameters, Streams(1)), Citizens(parameters, Streams(1))
    for week in range(30):
        there = surroundings(week, rally=0.0, rally_change=0.0, procedures=concluded([0.03, -0.02]))
        citizens.step(week, there)
        twin.step(week, dataclasses.replace(there, procedures=Procedures()))
    np.testing.assert_allclose(citizens.trust - citizens.procedure, twin.trust, atol=5e-6)
    assert np.abs(citizens.procedure).max() > 0.01


def test_live_parameters_count_from_the_next_week():
    """An event may set a live parameter under way; also what is derived from it follows."""
    parameters = population(contact_rate=0.5)
    citizens = Citizens(parameters, Streams(1))
    assert citizens.step(0, quiet()).contributions.contact != 0.0
    parameters.citizens.contact_effect = 0.0
    assert citizens.step(1, quiet()).contributions.contact == 0.0
