"""Pictures of many weeks in little room: each tag once, and of every week the numbers of its tags, as zlib packs them.

A week of the towers has some thousand tags, of which few were not there in an earlier week. In a run of two years this
takes a third less than zlib alone, which looks back no further than a quarter of one such picture. Tags that differ
between languages are kept as a list of them, so that the numbers are there once.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

TAGS = re.compile("<[^>]*>|[^<]+")


def packed(weeks: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Pack markup.

    Parameters
    ----------
    weeks : sequence of sequence of str
        By week, in each language.

    Returns
    -------
    dict
        ``tags``: a text, or a list of texts by language. ``weeks``: numbers of tags; a list of such lists by language
        where those have not equally many; or nothing where the week is as the one before.
    """
    known: dict[Any, int] = {}
    rows: list[Any] = []
    before: Any = None
    for markups in weeks:
        parts = [TAGS.findall(markup) for markup in markups]
        if len({len(tags) for tags in parts}) == 1:
            row: Any = [
                known.setdefault(tags[0] if len(set(tags)) == 1 else tags, len(known))
                for tags in zip(*parts, strict=True)
            ]
        else:
            row = [[known.setdefault(tag, len(known)) for tag in tags] for tags in parts]
        rows.append(None if row == before else row)
        before = row
    return {"tags": list(known), "weeks": rows}


def unpacked(content: dict[str, Any], languages: int) -> Iterator[tuple[str, ...]]:
    """The markup again, by week and language; as the script of a replay does it."""
    tags = content["tags"]
    row: Any = []
    for week in content["weeks"]:
        row = row if week is None else week
        rows = row if row and isinstance(row[0], list) else [row] * languages
        yield tuple(
            "".join(tags[i] if isinstance(tags[i], str) else tags[i][place] for i in mine)
            for place, mine in enumerate(rows)
        )


def block(content: Any) -> str:
    """Data as text that stands in a page: JSON, packed by zlib, in base64.

    The same data give the same text with the same zlib; other versions of it may pack otherwise what is the same.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def opened_block(text: str) -> Any:
    """The data again."""
    return json.loads(zlib.decompress(base64.b64decode(text)))
