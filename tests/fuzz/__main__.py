"""The fuzz by hand: ``python -m tests.fuzz 30 [SEED]`` types random lines for 30 minutes and says what is wrong."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.judge import Desk
from tests.fuzz.lines import Line, lines

PER_ROUND = 200
EVERY = 20
"""One in so many is also a process of its own."""


def main(minutes: float, first: int) -> int:
    """Type lines until the time is over; gives the number of distinct faults."""
    print(f"seed {first}", flush=True)
    faults: dict[str, tuple[Line, str, int]] = {}
    until = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as home:
        desk = Desk(Path(home))
        number = first
        while time.monotonic() < until:

            @seed(number)
            @settings(
                max_examples=PER_ROUND,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(lines())
            def type_(line: Line) -> None:
                if time.monotonic() > until:
                    return
                try:
                    found = desk.judge(line, in_a_process=desk.examples % EVERY == 0)
                except Exception as error:  # what the judge cannot read is a fault as well, and no reason to stop
                    found = [f"judge: {type(error).__name__}: {error}"]
                for wrong in found:
                    sort = cause(wrong)
                    known = faults.get(sort)
                    if known is None or len(repr(line)) < len(repr(known[0])):
                        faults[sort] = (line, wrong, (known[2] if known else 0) + 1)
                    else:
                        faults[sort] = (*known[:2], known[2] + 1)
                    if known is None:
                        print(f"[{desk.examples}] {wrong}\n    {line!r}", flush=True)

            type_()
            number += 1
        print(f"{desk.examples} lines, {desk.processes} of them also in a process; {len(faults)} sorts of fault")
    for line, wrong, count in sorted(faults.values(), key=lambda item: item[1]):
        print(f"- {count} x {wrong}\n      {line!r}")
    return len(faults)


def cause(wrong: str) -> str:
    """Sort of a complaint: numbers and names aside."""
    sort = wrong.removeprefix("in a process: ")
    if sort.startswith("traceback") and " at " in sort:
        return "traceback " + sort.rpartition(" at ")[2] + sort.split(":")[1]
    sort = re.sub(r"'[^']*'|\"[^\"]*\"|[\d.]+", "_", sort)
    return sort[:60]


if __name__ == "__main__":
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    sys.exit(bool(main(minutes, int(sys.argv[2]) if len(sys.argv) > 2 else SystemRandom().randrange(2**31))))
