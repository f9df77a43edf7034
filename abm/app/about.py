"""The About page: the description of the model (ODD+D) as it stands beside the model, rendered to HTML."""

from __future__ import annotations

import functools
from html import escape
from importlib.resources import files

import markdown

from abm.analysis.answer import loop
from abm.analysis.sentences import is_there
from abm.words import say


@functools.cache
def about(language: str) -> str:
    """A lead in the visitor's language, whether the data need the loop, a table of contents, and the whole text."""
    reader = markdown.Markdown(
        extensions=["tables", "fenced_code", "toc", "sane_lists"], extension_configs={"toc": {"toc_depth": "1-2"}}
    )
    text = reader.convert(files("abm.docs").joinpath("ODD.md").read_text(encoding="utf-8"))
    contents = getattr(reader, "toc", "")
    heading = escape(say("about.contents", language))
    finding = loop(language).heading.text if is_there("loop_cut") else ""
    return (
        f'<p class="abm-lead">{escape(say("about.lead", language))}</p>'
        f"<p><strong>{escape(finding)}</strong></p>"
        f'<nav aria-label="{heading}"><h2>{heading}</h2>'
        f'{contents}</nav><div lang="en">{text}</div>'
    )
