"""Worlds of the studies that challenge the essay: the same in every arm, and as the calibration has them."""

from __future__ import annotations

from operator import attrgetter

import pytest

import abm
from abm.experiments.calibrating import stored
from abm.experiments.calibrating.design import design
from abm.experiments.challenging import worlds
from abm.experiments.common import Options

TINY = Options("tiny", seeds=3, workers=1)
KEYS = design().keys


def values(parameters) -> list[float]:
    """Of the calibrated parameters."""
    return [attrgetter(key)(parameters) for key in KEYS]


def test_worlds_are_accepted_members_with_seeds_of_their_own():
    """Intervals over worlds hold what the data leave open only where the worlds are those that fit."""
    made = worlds.worlds(TINY)
    assert [(world.seed, world.replicates) for world in made] == [(1, 1), (2, 1), (3, 1)]
    accepted = stored.accepted().tolist()
    assert all(values(world) in accepted for world in made)
    assert len({tuple(values(world)) for world in made}) == 3


def test_a_member_comes_again_only_after_all_others():
    """A few members would not stand for the set."""
    count = len(stored.accepted())
    found = [tuple(member.values()) for member in worlds.members(2 * count)]
    assert len(set(found[:count])) == count and found[count:] == found[:count]


@pytest.mark.parametrize(
    ("own", "key"),
    [
        ("rally.gain=0", "rally.gain"),
        (f"rally.gain={abm.load().rally.gain}", "rally.gain"),
        ("scenario=turbulent", "shocks.rate"),
    ],
)
def test_what_an_arm_sets_holds_in_all_worlds(own, key):
    """Protects an arm without a rally, or a turbulent world, from the values of the member; the rest is paired."""
    plain, changed = worlds.worlds(TINY), worlds.worlds(TINY, own)
    assert {attrgetter(key)(world) for world in changed} == {attrgetter(key)(abm.load(own))}
    for before, after in zip(plain, changed, strict=True):
        assert [v for k, v in zip(KEYS, values(before), strict=True) if k != key] == [
            v for k, v in zip(KEYS, values(after), strict=True) if k != key
        ]


def test_the_user_may_set_a_calibrated_parameter_too():
    """An override for a small try is not lost."""
    small = Options("tiny", seeds=2, overrides=("media.imitation=0.1",))
    assert {world.media.imitation for world in worlds.worlds(small)} == {0.1}


def seen(parameters, seed: int) -> tuple[float, int]:
    """What tells a world."""
    return parameters.rally.gain, seed


def test_every_arm_lives_every_world_in_order():
    """Differences are paired by world: its number stands beside what was found in it."""
    found = worlds.live({"a b": (), "courage 0.2": ("officials.courage=0.2",)}, TINY, seen)
    assert [(name, world) for name, world, _ in found] == [(n, w) for n in ("a b", "courage 0.2") for w in (1, 2, 3)]
    assert [result for *_, result in found[:3]] == [result for *_, result in found[3:]]
    assert [result[1] for *_, result in found[:3]] == [1, 2, 3]
