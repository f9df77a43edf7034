"""What the model says, on one page: chosen by the verdicts, headings too."""

from __future__ import annotations

from abm.analysis.answer import answer
from abm.analysis.verdicts import verdicts
from abm.experiments.report.chapter import Content, chapter


@chapter(10)
def write(language: str) -> Content:
    """All sections of the answer."""
    return Content(tuple(answer(verdicts(), language)))
