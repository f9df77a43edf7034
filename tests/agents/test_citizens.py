"""Citizens: the kernels against the plain version, the people drawn, and the rules at their limits."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.agents.citizens.columns import Citizens, Surroundings, reference_contact
from abm.configuration.loading import load
from abm.numerics.streams import Streams
from abm.parameters import Parameters
from tests.reference.plain_mesa import RULES, PlainModel

STATE = ("trust", "procedure", "grievance", "topic", "acting")
DEFAULT = load()


def population(people: int = 3000, **changes: float) -> Parameters:
    """Parameters with another number of citizens and other values for fields of ``citizens``."""
    return dataclasses.replace(
        DEFAULT,
        population=dataclasses.replace(DEFAULT.population, citizens=people),
        citizens=dataclasses.replace(DEFAULT.citizens, **changes),
    )


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
        procedures=generator.normal(0, 0.1, week % 4),
        rally=0.05 + 0.01 * (week % 5),
        rally_change=0.01 if week % 5 else -0.04,
    )
    return dataclasses.replace(there, **changes)


def quiet(**changes) -> Surroundings:
    """A country in which nothing happens but contacts."""
    nothing = {"news_loss": 0.0, "procedures": np.empty(0), "rally": 0.0, "rally_change": 0.0}
    there = surroundings(**nothing)
    return dataclasses.replace(there, **{"struck": np.zeros(12), "salience": np.zeros(12), **changes})


def state(citizens: Citizens) -> list[np.ndarray]:
    return [getattr(citizens, name).copy() for name in STATE]


# The kernels against the plain version


@pytest.mark.parametrize("changes", [{}, {"contact_rate": 0.9, "grievance_spread": 0.04, "loss_gain_ratio": 5.0}])
def test_plain_version_agrees_to_the_last_bit(changes):
    """Every rule, written twice, leads to the same trust, residue, grievance, topic and action in 20 full weeks."""
    parameters = population(700, **changes)
    parameters.procedure = dataclasses.replace(parameters.procedure, exposure=0.2)
    streams = Streams(7)
    citizens = Citizens(parameters, streams)
    plain = PlainModel(parameters, streams, citizens)
    seen = 0
    for week in range(-5, 15):
        there = surroundings(abs(week))
        result = citizens.step(week, there)
        contributions = plain.live(week, there)
        for name in STATE:
            expected = [getattr(person, name) for person in plain.people]
            np.testing.assert_array_equal(getattr(citizens, name), expected, err_msg=f"{name}, week {week}")
        assert dataclasses.asdict(result.contributions) == pytest.approx(contributions, abs=1e-13)
        assert result.trust == pytest.approx(np.mean([person.trust for person in plain.people]), abs=1e-13)
        seen += int(citizens.acting.sum())
    assert seen > 100 and all(contributions[rule] != 0.0 for rule in RULES)  # nothing was left untried


def test_measures_are_those_of_the_columns():
    """What a week reports is what anybody would compute from the columns."""
    citizens = Citizens(population(5000), Streams(2))
    before = citizens.trust.mean()
    for week in range(4):
        result = citizens.step(week, surroundings(week))
        change = citizens.trust.mean() - before
        assert sum(dataclasses.astuple(result.contributions)) == pytest.approx(change, abs=1e-14)
        before = citizens.trust.mean()
    trust, educated = citizens.trust, citizens.educated
    assert result.trust == pytest.approx(trust.mean(), abs=1e-14)
    assert result.trust_share == (trust > 0.5).mean()
    assert result.grievance == pytest.approx(citizens.grievance.mean(), abs=1e-14)
    assert result.procedure == pytest.approx(citizens.procedure.mean(), abs=1e-14)
    assert result.trust_by_education == pytest.approx([trust[~educated].mean(), trust[educated].mean()], abs=1e-14)
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


def test_columns_keep_their_identity_and_may_be_written():
    """Who holds a column sees later weeks in it, and what is written between weeks counts."""
    citizens, other = Citizens(population(), Streams(1)), Citizens(population(), Streams(1))
    held = citizens.trust
    held[:] = 0.9
    citizens.step(0, surroundings())
    other.step(0, surroundings())
    assert held is citizens.trust and held.mean() > other.trust.mean() + 0.2


def test_without_a_word_nothing_was_concluded():
    """Surroundings of which no process is told have none that anybody could notice."""
    there = surroundings()
    plain = Surroundings(there.policy, there.centre, there.cosine, there.sine, there.salience, there.struck)
    assert plain.procedures.size == 0 and not plain.participants and plain.news_loss == plain.rally == 0.0
    assert Citizens(population(), Streams(1)).step(0, plain).contributions.procedure == 0.0


# The reference state


@pytest.mark.parametrize(
    ("ratio", "education", "spread", "distance"), [(2, 0.3, 0.25, 0.4), (5, 0.9, 0.1, 0.9), (1, 0, 0.6, 0)]
)
def test_reference_contact_agrees_with_simulation(ratio, education, spread, distance):
    """The quadrature behind habituation, against as many random contacts as give three digits."""
    parameters = population(loss_gain_ratio=ratio, tolerance_spread=spread, reference_distance=distance)
    parameters.population = dataclasses.replace(parameters.population, education_needs=education)
    reference, people, society = reference_contact(parameters), parameters.citizens, parameters.population
    heterogeneity, share = parameters.needs.heterogeneity, society.higher_educated
    generator, count = np.random.default_rng(1), 2_000_000
    educated = (generator.random(count) < share) - share
    values = generator.normal(size=(count, 2))
    values[:, 0] = np.sqrt(1 - education**2) * values[:, 0] + education * educated / np.sqrt(share * (1 - share))
    angle = generator.uniform(0, 2 * np.pi, count)
    policy = distance * np.column_stack([np.cos(angle), np.sin(angle)])
    misfit = np.linalg.norm(policy - heterogeneity * values, axis=1)
    tolerance = people.tolerance * np.exp(spread * generator.normal(size=count))
    trust = np.clip(people.trust_baseline + people.trust_spread * generator.normal(size=count), 0.02, 0.98)
    gain = people.contact_effect / np.sqrt(ratio) * np.maximum(0, 1 - misfit / tolerance) * (1 - trust)
    loss = people.contact_effect * np.sqrt(ratio) * np.clip((misfit - tolerance) / heterogeneity, 0, 1) * trust
    for name, sample in (
        ("gain", gain),
        ("loss", loss),
        ("bad_share", misfit > tolerance),
        ("trust", trust),
        ("dispersion", trust * (1 - trust)),
    ):
        error = 0.005 if name == "bad_share" else 4.5 * sample.std() / np.sqrt(count) + 1e-6  # a share jumps on a grid
        assert getattr(reference, name) == pytest.approx(sample.mean(), abs=error), name
    assert reference.habituation == reference.gain - reference.loss


@pytest.mark.parametrize("ratio", [1, 1.5, 2, 3, 5])
def test_reference_state_stands_still(ratio):
    """Contacts at the reference distance leave mean trust where it is, for any ratio of losses to gains.

    Every citizen has a contact. Without habituation the mean would move by c, many standard errors.
    """
    parameters = population(60_000, loss_gain_ratio=ratio, contact_rate=1.0)
    parameters.population = dataclasses.replace(parameters.population, communities=400)
    distance = parameters.citizens.reference_distance
    citizens = Citizens(parameters, Streams(8))
    changes = []
    for week in range(40):
        citizens.trust[:] = citizens.baseline
        changes.append(citizens.step(week, surroundings(week, 96, distance)).contributions.contact)
    error = np.std(changes, ddof=1) / np.sqrt(len(changes))
    assert abs(np.mean(changes)) < 4 * error
    if ratio == 2:
        assert abs(reference_contact(parameters).habituation) > 20 * error


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
    citizens = Citizens(parameters, Streams(data.draw(st.integers(0, 2**31))))
    for week in range(6):
        there = surroundings(
            week,
            distance=number(0, 5),
            news_loss=number(0, 1),
            rally_change=number(-0.3, 0.3),
            struck=np.full(12, number(0, 1)),
            procedures=np.array(data.draw(st.lists(st.floats(-0.5, 0.5), max_size=5))),
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
    citizens.trust[:] = 1.0 - citizens.baseline
    start = citizens.trust - citizens.baseline
    for week in range(half_life):
        citizens.step(week, quiet())
    np.testing.assert_allclose(citizens.trust - citizens.baseline, start / 2, atol=1e-12)


def test_rally_leaves_nothing_behind():
    """A rally that rises and falls back to nothing lifts everybody by its size and leaves trust where it was."""
    citizens = Citizens(population(300, contact_rate=0.0, talk=0.0), Streams(1))
    rally = [0.0, 0.1, 0.08, 0.05, 0.02, 0.0]
    for week in range(1, len(rally)):
        change = rally[week] - rally[week - 1]
        citizens.step(week, quiet(rally=rally[week], rally_change=change))
        inside = citizens.baseline < 0.88
        np.testing.assert_allclose((citizens.trust - citizens.baseline)[inside], rally[week], atol=1e-12)


def test_grievance_halves_and_coverage_slows_it():
    """Without coverage grievance halves in its half-life; full coverage slows the decay by the stated share."""
    for salience in (0.0, 1.0):
        citizens = Citizens(
            population(300, contact_rate=0.0, grievance_spread=0.0, grievance_halflife=8.0, coverage_slows=0.5),
            Streams(1),
        )
        citizens.grievance[:], citizens.topic[:] = 0.8, 3
        for week in range(8):
            citizens.step(week, quiet(salience=np.full(12, salience)))
        keep = 1 - (1 - 2 ** (-1 / 8)) * (1 - 0.5 * salience)
        np.testing.assert_allclose(citizens.grievance, 0.8 * keep**8, rtol=1e-12)
        assert (citizens.topic == 3).all()


def test_grievance_dies_out_unless_fed():
    """Where spreading is slower than the slowest decay, what one in ten feel dies out even at full coverage."""
    gentle = {"contact_rate": 0.0, "grievance_halflife": 8.0, "coverage_slows": 0.6, "grievance_spread": 0.02}
    citizens = Citizens(population(**gentle), Streams(1))
    citizens.grievance[::10], citizens.topic[::10] = 0.9, 5
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
    citizens.step(0, dataclasses.replace(quiet(), struck=struck, procedures=np.array([0.02, -0.03])))
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
        there = dataclasses.replace(quiet(), procedures=np.array([-0.05]))
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
        there = surroundings(week, rally=0.0, rally_change=0.0, procedures=np.array([0.03, -0.02]))
        citizens.step(week, there)
        twin.step(week, dataclasses.replace(there, procedures=np.empty(0)))
    np.testing.assert_allclose(citizens.trust - citizens.procedure, twin.trust, atol=1e-12)
    assert np.abs(citizens.procedure).max() > 0.01


def test_live_parameters_count_from_the_next_week():
    """An event may set a live parameter under way; also what is derived from it follows."""
    parameters = population(contact_rate=0.5)
    citizens = Citizens(parameters, Streams(1))
    assert citizens.step(0, quiet()).contributions.contact != 0.0
    parameters.citizens.contact_effect = 0.0
    assert citizens.step(1, quiet()).contributions.contact == 0.0
