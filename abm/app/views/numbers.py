"""The numbers of a picture as an HTML table, for who reads rather than looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from abm.words import say


def caption(name: str, language: str, *of: str) -> str:
    """What a table is called, of which twin and of which week, whichever of these are known.

    Examples
    --------
    >>> caption("communities", "en", "A", "year 1, week 3"), caption("communities", "en", "", "year 1, week 3")
    ('Communities, A, year 1, week 3', 'Communities, year 1, week 3')
    """
    return ", ".join([say(f"table.{name}", language), *filter(None, of)])


def table(view: str, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 0) -> str:
    """A table whose first column names the rows.

    Parameters
    ----------
    view : str
        The picture that it belongs to, as ``data-table``.
    caption : str
        What is in it, and of which week.
    head : sequence of str
        Names of the columns, that of the rows first.
    rows : iterable of sequence of str
        As many texts as the head has.
    words : int
        How many columns after the first hold words, which stand to the left.
    """
    sides = [' class="abm-words"' if i <= words else "" for i in range(len(head))]
    first = "".join(f'<th scope="col"{side}>{escape(name)}</th>' for name, side in zip(head, sides, strict=True))
    body = "".join(f'<tr><th scope="row">{escape(row[0])}</th>{_cells(row, sides)}</tr>' for row in rows)
    return (
        f'<div class="abm-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="abm-numbers" data-table="{escape(view)}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str], sides: Sequence[str]) -> str:
    return "".join(f"<td{side}>{escape(cell)}</td>" for cell, side in zip(row[1:], sides[1:], strict=True))
