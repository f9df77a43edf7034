"""What the page says of itself: one page in the visitor's language, and the description of the model (ODD+D) apart."""

from __future__ import annotations

import functools
from html import escape
from importlib.resources import files

import markdown

from abm.analysis.answer import answer
from abm.analysis.tables import is_elsewhere
from abm.analysis.verdicts import Verdict, verdicts
from abm.observation.provenance import RESULTS_VERSION
from abm.words import say

ODD = "odd"
"""Where the description of the model is served, below the page."""

PARTS = ("asks", "says", "assumes", "cannot", "more")
"""Of the page about the model, in their order."""

SAID = 3
"""Paragraphs of each of the parts that are not made of findings, at most."""


@functools.cache
def _stored() -> tuple[Verdict, ...]:
    return tuple(verdicts())


def found() -> list[Verdict]:
    """Verdicts on all claims, read from the tables once; from other tables than those of the project, each time."""
    return verdicts() if is_elsewhere() else list(_stored())


def findings(language: str) -> list[str]:
    """What was found, a sentence for each question: the headings of the answer."""
    return [section.heading.text for section in answer(found(), language)]


def paragraphs(part: str, language: str) -> list[str]:
    """What a part says."""
    if part == "says":
        return findings(language)
    texts = [say(f"about.{part}.{place}", language) for place in range(1, SAID + 1)]
    return [text.format(version=RESULTS_VERSION) for text in texts]


@functools.cache
def about(language: str) -> str:
    """What the model asks, says, assumes and cannot say, and where all of it stands."""
    parts = [f'<p class="abm-lead">{escape(say("about.lead", language))}</p>']
    for part in PARTS:
        told = paragraphs(part, language)
        item = "li" if part == "says" else "p"
        inside = "".join(f"<{item}>{escape(text)}</{item}>" for text in told)
        body = f"<ul>{inside}</ul>" if part == "says" else inside
        parts.append(f'<h2 id="about-{part}">{escape(say(f"about.{part}", language))}</h2>{body}')
    link = f'<p><a href="{ODD}" data-testid="odd">{escape(say("about.odd", language))}</a></p>'
    return f'<article lang="{language}" class="abm-said">{"".join(parts)}{link}</article>'


@functools.cache
def odd_html(language: str = "en") -> str:
    """The description of the model, with its contents; it is in English, its lead in the visitor's language."""
    reader = markdown.Markdown(
        extensions=["tables", "fenced_code", "toc", "sane_lists"], extension_configs={"toc": {"toc_depth": "1-2"}}
    )
    text = reader.convert(files("abm.docs").joinpath("ODD.md").read_text(encoding="utf-8"))
    contents = getattr(reader, "toc", "")
    heading = escape(say("about.contents", language))
    return (
        f'<p class="abm-lead">{escape(say("about.odd.lead", language))}</p>'
        f'<nav aria-label="{heading}"><h2>{heading}</h2>'
        f'{contents}</nav><div lang="en">{text}</div>'
    )
