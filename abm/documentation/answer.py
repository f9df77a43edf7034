"""Keep the answer true: ``docs/answer.md`` and ``docs/antwoord.md`` are written from the verdicts and tables."""

from __future__ import annotations

from pathlib import Path

from abm.analysis.answer import answer
from abm.analysis.sentences import markdown
from abm.analysis.verdicts import verdicts
from abm.observation.provenance import RESULTS_VERSION

DOCS = Path(__file__).parents[2] / "docs"
FILES = {"en": DOCS / "answer.md", "nl": DOCS / "antwoord.md"}
"""By language."""


def stale(write: bool) -> list[str]:
    """Name the files that differ from the tables; with ``write`` bring them up to date instead."""
    found, old = verdicts(), []
    for language, path in FILES.items():
        text = markdown(answer(found, language), language, RESULTS_VERSION)
        if (path.read_text(encoding="utf-8") if path.is_file() else "") != text:
            old.append(f"docs/{path.name}")
            if write:
                path.write_text(text, encoding="utf-8", newline="\n")
    return [] if write else old
