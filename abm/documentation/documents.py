"""The Markdown documents of the project, for whoever holds them against something: the list is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def documents() -> Iterator[Path]:
    """Every document of the clone: those beside the README, those in ``docs/``, and the list of studies."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))
    yield from sorted((ROOT / "experiments").rglob("*.md"))


def showing(text: str) -> list[str]:
    """Names of the documents in which a text stands; how its lines are broken does not matter."""
    wanted = " ".join(text.split())
    return [
        path.relative_to(ROOT).as_posix()
        for path in documents()
        if wanted in " ".join(path.read_text(encoding="utf-8").split())
    ]
