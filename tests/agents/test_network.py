"""Where citizens live and whom they hear: ties in runs, as good as ties drawn one by one."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.municipalities import municipalities
from abm.agents.citizens.network import BLOCK, LONGEST_RUN, divide, lay_out, run_length, sew, ties_of
from abm.agents.citizens.rules import hear
from abm.agents.citizens.week import Procedures
from abm.configuration.loading import load
from abm.numerics.streams import Purpose, Streams
from abm.parameters.society import MUNICIPALITIES
from tests.agents.test_citizens import mean, population, surroundings


def living(people: int, within: float = 0.6, communities: int = 40, degree: int = 8, seed: int = 4) -> Citizens:
    """Citizens with these ties."""
    parameters = population(people)
    parameters.population = dataclasses.replace(
        parameters.population, ties_within=within, communities=communities, degree=degree
    )
    return Citizens(parameters, Streams(seed))


@pytest.mark.parametrize("people", [2000, 40_000])
@pytest.mark.parametrize("within", [0.0, 0.6, 1.0])
def test_ties(people, within):
    """Nobody hears themselves, the share inside the own community is the declared one, everybody is heard alike."""
    heard = np.zeros(people)
    inside = []
    for seed in range(6):
        citizens = living(people, within, seed=seed)
        ties, community = citizens.ties, citizens.community
        assert ties.shape == (people, 8) and ties.min() >= 0 and ties.max() < people
        assert not (ties == np.arange(people)[:, None]).any()
        inside.append((community[ties] == community[:, None]).mean())
        heard += np.bincount(ties.ravel(), minlength=people)
    assert np.mean(inside) == pytest.approx(within + (1 - within) / 40, abs=0.015)
    assert heard.mean() == 48 and heard.std() == pytest.approx(np.sqrt(48), rel=0.1)  # as if drawn one by one
    edge = np.isin(np.arange(people) % (people // 40), [0, people // 40 - 1])
    assert heard[edge].mean() == pytest.approx(
        48, abs=4 * np.sqrt(48 / edge.sum())
    )  # the first and last are not left out


@pytest.mark.parametrize("communities", [1, 10])
def test_everybody_else_of_a_small_community_is_heard(communities):
    """Of four people each hears all three others, as often as one another, and nobody else."""
    counts = np.zeros((4, 4))
    for seed in range(20):
        citizens = living(4 * communities, within=1.0, communities=communities, seed=seed)
        assert (citizens.community[citizens.ties] == citizens.community[:, None]).all()
        for member in range(4):
            counts[member] += np.bincount(citizens.ties[member::4].ravel() % 4, minlength=4)
    expected = counts.sum(axis=1, keepdims=True) / 3
    away = np.abs(counts - expected)[~np.eye(4, dtype=bool)].reshape(4, 3)
    assert not counts.diagonal().any() and (away < 5 * np.sqrt(expected)).all()


@pytest.mark.parametrize("people", [2000, 20_000])
def test_few_whom_one_hears_hear_each_other(people):
    """The share of closed triples is that of ties drawn one by one: within a community of n it is about degree / n."""
    ties = living(people, within=1.0).ties
    rows = np.random.default_rng(1).integers(0, people, 400)
    closed = np.mean([np.isin(ties[i], ties[j]).mean() for i in rows for j in ties[i]])
    assert closed == pytest.approx(8 / (people / 40), rel=0.25)


def test_neighbours_in_a_run_hear_neighbours():
    """Within a run, whom the next member hears is the next member of that community, around its end if need be."""
    citizens = living(20_000)
    bounds, ties, community = citizens.network.run, citizens.ties, citizens.community
    first = citizens.network.first
    for begin, end in list(itertools.pairwise(bounds))[::50]:
        for i in range(begin, end - 1):
            there = community[ties[i]]
            size = first[there + 1] - first[there]
            np.testing.assert_array_equal(ties[i + 1], first[there] + (ties[i] - first[there] + 1) % size)


def test_every_tie_of_a_run_has_a_draw_of_its_own():
    """Tie k of a run is drawn at address degree·run + k: who lies that far on, not counting the first of the run."""
    citizens = living(20_000, within=0.0)
    runs = citizens.network.run[:-1]
    draws = Streams(4)[Purpose.TIES].uniforms(0, 8 * len(runs)).reshape(-1, 8)
    expected = (runs[:, None] + 1 + (draws * 19_999).astype(int)) % 20_000
    np.testing.assert_array_equal(citizens.ties[runs], expected)


def test_tiny_communities_hear_others():
    """A citizen who is alone in the community is still tied to others; where nobody lives, nobody is heard."""
    citizens = living(200, within=1.0, communities=400)
    assert set(np.bincount(citizens.community, minlength=400)) == {0, 1}
    assert not (citizens.ties == np.arange(200)[:, None]).any()
    citizens.step(0, surroundings())


@pytest.mark.parametrize(("people", "degree"), [(200, 1), (700, 3), (3000, 8), (9000, 11)])
def test_what_a_run_hears_is_what_its_ties_show(people, degree):
    """Reading so many places in a row, from where a run is led to, gives what each member's ties show, tie by tie."""
    network = living(people, degree=degree).network
    shown = np.zeros(network.places, np.uint16)
    shown[:people] = np.random.default_rng(1).permutation(people) + 1
    sew(network, shown)
    ties = ties_of(network, np.arange(people))
    for run, (begin, end) in enumerate(itertools.pairwise(network.run)):
        for k in range(network.heard.shape[1]):
            place = int(network.heard[run, k])
            expected = shown[ties[begin:end, k]] if k < degree else np.zeros(end - begin)
            np.testing.assert_array_equal(shown[place : place + end - begin], expected)
    heard = np.full(people, 77, np.int32)  # whatever was there before
    hear(network.run, network.heard, 0, len(network.run) - 1, shown, heard)
    np.testing.assert_array_equal(heard, shown[ties].sum(axis=1))


@pytest.mark.parametrize("people", [200, 2000, 10_000, 300_000])
def test_runs_and_blocks(people):
    """Runs stay within a community and a sixteenth of it; blocks hold whole runs and no more than they may."""
    network = living(people).network
    community = np.searchsorted(network.first, network.run[:-1], side="right") - 1
    ends = np.searchsorted(network.first, network.run[1:] - 1, side="right") - 1
    length, size = np.diff(network.run), np.diff(network.first)
    assert (community == ends).all() and length.min() >= 1
    assert (length <= np.maximum(1, size[community] // 16)).all() and length.max() <= LONGEST_RUN
    sizes = np.diff(network.run[network.block])
    assert sizes.sum() == people and sizes.max() <= BLOCK and sizes.min() >= 1
    assert sizes[:-1].min(initial=BLOCK) > BLOCK - LONGEST_RUN


def test_communities_divide_people_by_weight():
    """The largest gets its share to a citizen, all are counted, and a length of run follows from the size."""
    weights = np.array([931_298, 1, 566_221, 972])
    first = divide(1_000_000, weights)
    assert first[0] == 0 and first[-1] == 1_000_000
    assert np.abs(np.diff(first) - 1_000_000 * weights / weights.sum()).max() <= 1
    network = lay_out(first, 8)
    assert [run_length(int(size)) for size in np.diff(first)] == [256, 1, 256, 32]
    assert np.diff(network.run).max() == network.longest == 256


def test_municipalities_are_those_of_the_country():
    """342 of them, as the parameters know; the largest and the smallest by name, and the country's total."""
    found = dict(municipalities())
    assert len(found) == len(municipalities()) == MUNICIPALITIES == 342
    assert max(found, key=found.__getitem__) == "Amsterdam" and min(found, key=found.__getitem__) == "Schiermonnikoog"
    assert sum(found.values()) == 17_942_942  # Statistics Netherlands' own total


@pytest.mark.parametrize("people", [1000, 200_000])
def test_the_population_netherlands_has_their_sizes(people):
    """Each community has its municipality's share of the citizens, to a citizen; the smallest may be empty."""
    parameters = load("population=netherlands", f"population.citizens={people}")
    citizens = Citizens(parameters, Streams(1))
    inhabitants = np.array([count for _, count in municipalities()])
    size = np.bincount(citizens.community, minlength=342)
    assert np.abs(size - people * inhabitants / inhabitants.sum()).max() <= 1
    citizens.step(0, surroundings())


def test_trust_moves_as_with_ties_drawn_one_by_one():
    """Mean and spread of trust after two years of much talk are those of the same rules on ties drawn one by one."""
    spread, expected = [], []
    for seed in range(4):
        parameters = population(10_000, contact_rate=0.0, talk=0.2, trust_halflife=52.0)
        citizens = Citizens(parameters, Streams(seed))
        generator = np.random.default_rng(seed)
        near = citizens.network.first[citizens.community][:, None] + generator.integers(0, 250, (10_000, 8))
        ties = np.where(generator.random((10_000, 8)) < 0.6, near, generator.integers(0, 10_000, (10_000, 8)))
        trust, reversion = citizens.baseline.astype(float), 1.0 - 2.0 ** (-1.0 / 52.0)
        for week in range(104):
            nothing = dict.fromkeys(("news_loss", "rally", "rally_change", "blame", "blame_change", "economy"), 0.0)
            there = dataclasses.replace(surroundings(week), procedures=Procedures(), **nothing)
            citizens.step(week, there)
            trust = trust + 0.2 * (trust[ties].mean(axis=1) - trust)
            trust = trust + reversion * (citizens.baseline - trust)
        assert mean(citizens.trust) == pytest.approx(trust.mean(), abs=0.002)
        spread.append(citizens.trust.std())
        expected.append(trust.std())
    assert np.mean(spread) == pytest.approx(np.mean(expected), rel=0.05)
