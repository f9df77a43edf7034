"""Shapley values: the four properties that define them, on random games, and a game with a known answer."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from abm.analysis.shapley import added_last, alone, row_numbers, shapley

NUMBERS = st.floats(-100, 100)
GAMES = st.integers(1, 5).flatmap(lambda n: arrays(float, 2**n, elements=NUMBERS))


def over_all_orders(worth: np.ndarray) -> np.ndarray:
    """The definition, the slow way: the mean contribution over all orders of arrival."""
    n = len(worth).bit_length() - 1
    orders = list(itertools.permutations(range(n)))
    total = np.zeros(n)
    for order in orders:
        present = 0
        for player in order:
            total[player] += worth[present | 1 << player] - worth[present]
            present |= 1 << player
    return total / len(orders)


@given(GAMES)
def test_values_are_mean_contributions_over_all_orders(worth):
    """Protects the closed formula and its weights by the definition it stands for."""
    assert shapley(worth) == pytest.approx(over_all_orders(worth), abs=1e-9)


@given(GAMES)
def test_values_add_up_to_the_whole(worth):
    """Protects efficiency: nothing of the effect of the package is left over, and nothing is counted twice."""
    assert shapley(worth).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


@given(GAMES)
def test_a_player_who_changes_nothing_gets_nothing(worth):
    """Protects the dummy property: an instrument that does nothing in any company has the value 0."""
    with_dummy = np.concatenate([worth, worth])  # the last player makes no difference
    values = shapley(with_dummy)
    assert values[-1] == pytest.approx(0.0, abs=1e-9)
    assert values[:-1] == pytest.approx(shapley(worth), abs=1e-9)


@given(arrays(float, 6, elements=NUMBERS))
def test_players_who_can_stand_in_for_each_other_get_the_same(worth):
    """Protects symmetry: the order in which instruments are listed gives none of them more."""
    size_of_first_two = np.array([0, 1, 1, 2])
    game = np.concatenate([worth[size_of_first_two], worth[3 + size_of_first_two]])  # a third player may join
    first, second, _ = shapley(game)
    assert first == pytest.approx(second, abs=1e-9)


def test_the_glove_game():
    """Protects against an error that all properties above share: two own a left glove, one the only right one."""
    pairs = [0, 0, 0, 0, 0, 1, 1, 1]  # bit 2 is the right glove
    assert shapley(np.array(pairs, dtype=float)) == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_seeds_are_games_of_their_own():
    """Protects intervals over seeds: what one seed says does not leak into another."""
    games = np.random.default_rng(3).normal(size=(8, 4))
    together = shapley(games)
    for seed in range(4):
        assert together[:, seed] == pytest.approx(shapley(games[:, seed]))


def test_alone_and_added_last():
    """Protects the two ends between which a Shapley value lies: nobody else there, and everybody else there."""
    worth = np.array([1.0, 3.0, 4.0, 9.0])
    assert alone(worth) == pytest.approx([2.0, 3.0])
    assert added_last(worth) == pytest.approx([5.0, 6.0])


def test_rows_follow_the_players():
    """Protects the table of combinations from a mix-up of who took part."""
    assert row_numbers([[], ["b"], ["c", "a"]], ["a", "b", "c"]) == [0, 2, 5]


@pytest.mark.parametrize("rows", [0, 1, 3, 6])
def test_an_incomplete_game_is_refused(rows):
    """Protects from values of a game in which combinations lack."""
    with pytest.raises(ValueError, match="not all combinations"):
        shapley(np.zeros(rows))
