"""Keep the answer at the head of ``README.md`` and ``README.nl.md`` true: the first headings of ``docs/answer.md``."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from abm.analysis.answer import answer
from abm.analysis.sentences import Section
from abm.analysis.verdicts import verdicts
from abm.words import say

ROOT = Path(__file__).parents[2]
FILES = {"en": ROOT / "README.md", "nl": ROOT / "README.nl.md"}
"""By language."""

FIRST = 3
"""Headings of the answer that are told: whether the data need the loop, where the norms do harm, what they do."""

WIDTH = 118
"""Characters of a line."""

_BLOCK = re.compile(r"(<!-- generated: answer -->\n).*?(<!-- end -->)", re.DOTALL)


def stale(write: bool) -> list[str]:
    """Name the files whose answer differs from the tables; with ``write`` bring them up to date instead."""
    old = []
    for language, path in FILES.items():
        if not path.is_file():  # the model was taken without them
            continue
        before = path.read_text(encoding="utf-8")
        now = rendered(before, language)
        if now != before:
            old.append(path.name)
            if write:
                path.write_text(now, encoding="utf-8", newline="\n")
    return [] if write else old


def rendered(text: str, language: str) -> str:
    """The text with the answer as the tables have it."""
    told = _told(language)
    return _BLOCK.sub(lambda match: f"{match[1]}{told}\n{match[2]}", text)


def _told(language: str) -> str:
    items = [f"- **{one.heading.text}** {_explained(one)}".rstrip() for one in answer(verdicts(), language)[:FIRST]]
    return "\n".join([*(_lines(text, "  ") for text in items), "", _lines(say("answer.terms", language))])


def _explained(section: Section) -> str:
    """What is said of the words of a heading: sentences that rest on no row."""
    return " ".join(sentence.text for sentence in section.sentences if not sentence.sources)


def _lines(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
