"""The report, built once for all tests of it; they share a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from abm.experiments.report import book


@pytest.fixture(scope="session")
def built(report_in: Callable[[str], tuple[Path, list[book.Written]]]) -> tuple[Path, list[book.Written]]:
    """The English report."""
    return report_in("en")
