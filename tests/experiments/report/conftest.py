"""The report, built once for all tests of it; they share a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from abm.experiments.report import book


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> tuple[Path, list[book.Written]]:
    """The English report, made of the tables of the project."""
    folder = tmp_path_factory.mktemp("report") / "en"
    return folder, book.build(folder, "en", "full")
