"""Let one framework live, in an environment that has it: ``python -m tests.benchmarks.peers.alone PEER WORLD OUT``.

Knows nothing of our package. With draws it lives those weeks and writes the state they end in, to be compared with
ours; without, it draws its own numbers and writes how long a week takes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from pathlib import Path
from typing import Protocol

import numpy as np

from tests.reference.plain_rules import Given

World = dict[str, np.ndarray]
Drawn = dict[str, list[float]]
"""Numbers of all citizens in one week, by purpose."""

DRAWN = ("contact", "notice", "concern", "struck")
STATE = ("trust", "grievance", "topic", "acting")
WEEKS, LONGEST = 40, 20.0
"""Weeks that are timed, and seconds after which no further one is begun."""


class Framework(Protocol):
    """Citizens as a framework has them, made of a world and the numbers of a week."""

    def state(self, name: str) -> np.ndarray:
        """A column of the state."""

    def live(self, listens: np.ndarray, drawn: Drawn | None = None) -> None:
        """Live one week; listening to the tie of this number, drawing these numbers or its own."""


def read(file: Path) -> tuple[World, Given]:
    """Columns of citizens, and numbers of the week."""
    with np.load(file) as arrays:
        world = dict(arrays)
    numbers = {name.removeprefix("given_"): world.pop(name) for name in list(world) if name.startswith("given_")}
    return world, Given(**{name: value if value.ndim else value.item() for name, value in numbers.items()})


def check(peer: Framework, draws: Path) -> dict[str, np.ndarray]:
    """Live weeks of which all draws are given; the state after them."""
    with np.load(draws) as arrays:
        drawn = dict(arrays)
    for week, listens in enumerate(drawn["listens"]):
        peer.live(listens, {purpose: drawn[purpose][week].tolist() for purpose in DRAWN})
    return {name: peer.state(name) for name in STATE}


def measure(peer: Framework, groups: np.ndarray, degree: int, weeks: int = WEEKS, longest: float = LONGEST) -> float:
    """Seconds of a week: the best of several, after one that is not counted."""
    generator = np.random.default_rng(1)
    took, began = float("inf"), time.perf_counter()
    for week in range(weeks + 1):
        listens = generator.integers(0, degree, int(groups[-1]) + 1)[groups]
        begin = time.perf_counter()
        peer.live(listens)
        now = time.perf_counter()
        took = min(took, now - begin) if week else took
        if week and now - began > longest:
            break
    return took


def main() -> None:
    """Check or measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("peer")
    parser.add_argument("world", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--draws", type=Path)
    asked = parser.parse_args()
    world, given = read(asked.world)
    groups, degree = world.pop("groups"), world["ties"].shape[1]
    module = importlib.import_module(f"tests.benchmarks.peers.{asked.peer}")
    peer = module.Peer(world, given)
    if asked.draws is not None:
        np.savez(asked.out, **check(peer, asked.draws))
    else:
        found = {"version": module.VERSION, "seconds": measure(peer, groups, degree)}
        asked.out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
