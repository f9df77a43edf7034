"""What the machine offers a run. Nothing of it changes a result."""

from __future__ import annotations

import os

FEW_CITIZENS = 50_000  # below it, dividing a week over threads costs more than it gains


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_for(wanted: int, citizens: int) -> int:
    """How many threads share a week of so many citizens: as wanted, or, where 0, one for few and all cores for many.

    >>> threads_for(3, 10_000), threads_for(0, 10_000)
    (3, 1)
    """
    return wanted or (1 if citizens < FEW_CITIZENS else cores())
