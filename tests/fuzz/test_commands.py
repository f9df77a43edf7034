"""Whatever is typed ends well: one line for a mistake, and otherwise what was asked for.

Hypothesis types command lines: all commands, all declared keys and unknown ones, many kinds of value. It protects that

- nothing ends in a traceback, and nothing hangs;
- exit code 0 means that everything was run that was asked for: as many rows as configurations and seeds, and in
  ``config.yaml`` every value that was typed;
- a refusal is one line that names what is wrong, and leaves no file or folder;
- a process of its own ends as this one does (one line in twenty is tried there, too).

Here it takes half a minute and always types the same lines. By hand ``python -m tests.fuzz 30`` types others for half
an hour, and ends with their count and every sort of fault, each with its shortest line.
"""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from tests.fuzz.judge import Desk
from tests.fuzz.lines import Line, lines

LINES = int(os.environ.get("ABM_FUZZ_LINES", "40"))
"""A quarter of a minute on one core; a slower machine types as many as fit in :data:`SECONDS`."""

SECONDS = 12.0
BEGAN: list[float] = []

EVERY = 20
"""One line in so many is also a process of its own."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    return Desk(Path(tmp_path_factory.mktemp("fuzz")))


@settings(
    max_examples=LINES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(Line(("run", "population.citizens=200", "weeks=1", "burn_in=0", "workers=1", "seed=3"), ("seed=3",)))
@given(line=lines())
def test_every_line_ends_well(desk, line):
    """No traceback, nothing left out, nothing left behind, and one line that helps."""
    BEGAN.append(time.monotonic())
    if BEGAN[-1] > BEGAN[0] + SECONDS and "ABM_FUZZ_LINES" not in os.environ:
        return
    wrong = desk.judge(line, in_a_process=desk.examples % EVERY == 0)
    assert not wrong, f"{line!r}\n" + "\n".join(wrong)
