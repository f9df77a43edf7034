"""The few are found that a draw for each would have found, and stretches add up as slices do."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents.citizens import rules
from abm.numerics.machine import cores, threads_for
from abm.numerics.passes import add_stretches, copy_stretch, fetch_ahead, find
from abm.numerics.streams import Purpose, Stream, sparse_uniform, start


def sequence(week: int = 3) -> np.uint64:
    """Start of a sequence."""
    return np.uint64(start(Stream(5, Purpose.CONTACT).key, week))


def found_by(chance: float, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """What the pass over all of them finds."""
    count = last - first
    shared, found, draw = np.empty(count // 8 + 2, np.uint64), np.empty(count + 1, np.int64), np.empty(count + 1)
    many = find(sequence(), first, last, chance, shared, found, draw)
    return found[:many], draw[:many]


@pytest.mark.parametrize("chance", [0.0, 1e-9, 0.003, 0.05, 0.25, 0.4999, 0.5, 0.51, 0.9, 0.997, 1.0])
@pytest.mark.parametrize(("first", "last"), [(0, 2048), (3, 1500), (2048, 2049), (16, 16), (8, 24)])
def test_find_finds_whom_a_draw_for_each_would_find(chance, first, last):
    """Exactly those whose number is below the chance, in their order, with their numbers; at 1 everybody."""
    who, numbers = found_by(chance, first, last)
    expected = {i: sparse_uniform(sequence(), i) for i in range(first, last)}
    expected = {i: u for i, u in expected.items() if u < chance}
    assert who.tolist() == list(expected) and numbers.tolist() == list(expected.values())
    assert chance < 1.0 or who.size == last - first


def test_sparse_numbers_are_uniform_and_free_of_each_other():
    """Mean and spread of a uniform number, also beyond the byte; neighbours who share a number are uncorrelated."""
    numbers = np.array([sparse_uniform(sequence(), i) for i in range(64_000)])
    error = 1 / np.sqrt(12 * numbers.size)
    assert abs(numbers.mean() - 0.5) < 4 * error and numbers.min() >= 0 and numbers.max() < 1
    assert numbers.std() == pytest.approx(1 / np.sqrt(12), rel=0.01)
    within_byte = numbers * 256 % 1
    assert abs(within_byte.mean() - 0.5) < 4 * error
    assert np.bincount((numbers * 256).astype(int), minlength=256).std() == pytest.approx(np.sqrt(250), rel=0.15)
    correlation = np.corrcoef(numbers.reshape(-1, 8).T) - np.eye(8)
    assert np.abs(correlation).max() < 4.5 / np.sqrt(8000)
    assert abs(np.corrcoef(numbers, within_byte)[0, 1]) < 4 / np.sqrt(64_000)


def test_stretches_add_up_and_copy_as_slices_do():
    """Eight slices onto another, from a place on; a copy leaves the rest alone."""
    values = np.random.default_rng(1).integers(0, 65536, 300).astype(np.uint16)
    starts = np.array([[0] * 16, [7, 0, 3, 280, 100, 100, 50, 9] * 2], np.uint32)
    out = np.arange(40, dtype=np.int32)
    add_stretches(values, starts, 1, 8, 5, 20, out)
    expected = np.arange(40)
    expected[5:25] += sum(values[k : k + 20].astype(int) for k in starts[1, 8:])
    np.testing.assert_array_equal(out, expected)
    copied = np.zeros(40, np.uint16)
    copy_stretch(values, np.uint32(200), 10, 4, copied)
    np.testing.assert_array_equal(copied, [*[0] * 10, *values[200:204], *[0] * 26])


def test_threads_suit_the_number_of_citizens():
    """One for few, every core for many, and as many as wanted."""
    assert threads_for(0, 49_999) == 1 and threads_for(0, 50_000) == cores() >= 1
    assert threads_for(3, 200) == threads_for(3, 10_000_000) == 3


def test_what_is_fetched_ahead_stays_as_it_is():
    """Also where the stretch ends beyond the array, or lies beyond it."""
    values = np.arange(1000, dtype=np.uint16)
    before = values.copy()
    for first, last in ((0, 1000), (990, 5000), (1000, 1200), (7, 7)):
        fetch_ahead(values, first, last)
    assert np.array_equal(values, before)


@pytest.mark.parametrize("places", [5_000, rules.FAR + 3])
def test_the_same_is_heard_whether_it_is_fetched_ahead_or_not(places):
    """From a few places as from more than a cache holds: what the ties of each member published, added up."""
    generator = np.random.default_rng(1)
    published = generator.integers(0, 65_536, places, dtype=np.uint16)
    bounds = np.array([0, 256, 512, 700, 701])
    heard = generator.integers(0, places - 256, (len(bounds) - 1, 8), dtype=np.uint32)
    heard[1, 3] = places - 256  # up to the last place
    out = np.empty(bounds[-1], np.int32)
    rules.hear(bounds, heard, 0, len(bounds) - 1, published, out)
    expected = [
        int(published[heard[run].astype(int) + member].sum(dtype=np.int64))
        for run in range(len(bounds) - 1)
        for member in range(bounds[run + 1] - bounds[run])
    ]
    assert out.tolist() == expected
