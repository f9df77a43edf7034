"""The page of a replay: one file that asks nobody anything, with packed pictures and a small script."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from abm.app.codec.link import to_query
from abm.app.codec.state import SHADES, State
from abm.app.codec.twins import twins_to_yaml
from abm.app.look import STYLE
from abm.app.replay import caption
from abm.app.replay.film import WHOLE, Film, cursor, film, last_week
from abm.app.replay.packing import block, packed
from abm.app.views.lines import MEASURES
from abm.words import LANGUAGES, amount, measure_name, say, week_name
from abm.words.described import measure_kind

HERE = Path(__file__).parent

GROUP = 'tabindex="0" role="group"'
"""What a picture is in the page: it may be wider than the page, and is then scrolled with the arrow keys."""

Values = dict[str, Any]


def write(state: State, languages: Sequence[str] = LANGUAGES, told: Callable[[int, int], None] | None = None) -> bytes:
    """Live a state again and make its replay.

    Parameters
    ----------
    state : State
        What the page or a file says; without a week it is lived as long as a run usually is.
    languages : sequence of str
        Languages of the replay; with several it has a switch, and opens in the first that its reader's browser asks
        for.
    told : callable, optional
        Is told how many weeks of how many are done; what it raises ends the work.

    Returns
    -------
    bytes
        The file, the same for the same state, languages, results version and zlib.
    """
    state = replace(state, week=last_week(state), language="", problems={})
    return page(film(state, languages, told or (lambda done, total: None))).encode()


def page(made: Film) -> str:
    """The file of a film."""
    state, languages = made.state, made.languages
    views = list(dict.fromkeys(shot.view for shot in made.shots))
    blocks = {shot.name: block(packed(shot.weeks)) for shot in made.shots}
    content = _content(made, views)
    script = (HERE / "replay.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Template((HERE / "replay.html").read_text(encoding="utf-8")).substitute(
        language=languages[0],
        policy=f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        title=escape(caption.title(state, languages[0])),
        style=STYLE + (HERE / "replay.css").read_text(encoding="utf-8"),
        noscript=" ".join(escape(say("replay.noscript", language)) for language in languages),
        switch=_switch(languages),
        tabs="".join(f'<button type="button" data-tab="{view}" aria-pressed="false"></button>' for view in views),
        panels="".join(_panel(made, view) for view in views),
        last=len(made.weeks) - 1,
        captions="".join(_caption(made, language, language != languages[0]) for language in languages),
        data=json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        blocks="\n".join(
            f'<script type="text/plain" data-block="{name}">{text}</script>' for name, text in blocks.items()
        ),
        script=script,
    )


def _switch(languages: Sequence[str]) -> str:
    if len(languages) == 1:
        return ""
    buttons = "".join(
        f'<button type="button" data-language="{name}" lang="{name}" aria-pressed="false">{name.upper()}</button>'
        for name in languages
    )
    return f'<div class="languages" role="group" data-label="language">{buttons}</div>'


def _panel(made: Film, view: str) -> str:
    figures = "".join(
        f'<div class="{"figure" if shot.drawing else "figure told"}" {GROUP} data-picture="{shot.name}"'
        f"{_shaded(shot.shade, made.state.shade)}></div>"
        for shot in made.shots
        if shot.view == view
    )
    reading = f'<div class="figure reading" {GROUP} data-label="values"><table></table></div>'
    inside = figures + (reading if view == WHOLE else "")
    shades = dict.fromkeys(shot.shade for shot in made.shots if shot.view == view and shot.shade)
    choice = "".join(f'<button type="button" data-choose="{shade}" aria-pressed="false"></button>' for shade in shades)
    if choice:
        label = '<span data-word="shade"></span>'
        inside = f'<div class="shades" role="group" data-label="shade">{label}{choice}</div>{inside}'
    return f'<section class="view" data-view="{view}" hidden><h2 class="unseen"></h2>{inside}</section>'


def _shaded(shade: str, chosen: str) -> str:
    """What marks a picture that is drawn once for each colour: those of the one that is chosen are seen."""
    return f' data-shade="{shade}"{"" if shade == chosen else " hidden"}' if shade else ""


# --- what the script is given -----------------------------------------------------------------------------------------


WORDS = {
    "play": "page.play",
    "pause": "page.pause",
    "language": "page.language",
    "views": "page.views",
    "first": "replay.first",
    "back": "replay.back",
    "next": "replay.next",
    "last": "replay.last",
    "week": "replay.week",
    "keys": "replay.keys",
    "shade": "page.shade",
    "values": "replay.values",
    "failed": "picture.failed",
}
"""Words of the controls, and where they stand."""


def _content(made: Film, views: Sequence[str]) -> Values:
    """What the script needs before any picture is unpacked."""
    cursors = {}
    for shot in made.shots:
        if shot.view == WHOLE and (found := cursor(shot.weeks[0][0])):
            cursors[shot.name] = [round(value, 2) for value in found]
    return {
        "weeks": made.weeks,
        "whole": WHOLE,
        "shade": made.state.shade,
        "span": [int(made.scene.history.weeks[0]), int(made.scene.history.weeks[-1])],
        "cursors": cursors,
        "languages": {
            language: {
                "title": caption.title(made.state, language),
                "words": {name: say(key, language) for name, key in WORDS.items()},
                "weeks": [week_name(week, language) for week in made.weeks],
                "views": {view: say(f"view.{view}", language) for view in views},
                "shades": {shade: say(f"shade.{shade}", language) for shade in SHADES},
                "pictures": {shot.name: shot.titles[place] for shot in made.shots},
                "values": _values(made, language),
            }
            for place, language in enumerate(made.languages)
        },
    }


def _values(made: Film, language: str) -> Values:
    """What the measures are in each drawn week, in A, in B, and the difference."""
    history = made.scene.history
    first = int(history.weeks[0])
    rows = []
    for name in MEASURES:
        kind = measure_kind(name)
        a, b = ([float(side[name][week - first]) for week in made.weeks] for side in (history.a, history.b))
        rows.append(
            {
                "name": measure_name(name, language),
                "a": [amount(value, kind, language) for value in a],
                "b": [amount(value, kind, language) for value in b],
                "gap": [amount(y - x, kind, language, sign=True) for x, y in zip(a, b, strict=True)],
            }
        )
    return {"head": [say("replay.values", language), "A", "B", say("lines.difference", language)], "rows": rows}


# --- what stands below ------------------------------------------------------------------------------------------------


def _caption(made: Film, language: str, hidden: bool) -> str:
    """What the replay is, what it rests on, and how to make it anew."""
    state = made.state
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in caption.facts(state, language))
    lists = "".join(
        f"<h2>{escape(say(key, language))}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in found)}</ul>"
        for key, found in (
            ("page.differs", caption.differences(state, language)),
            ("page.schedule", caption.schedule(state, language)),
        )
        if found
    )
    every = f"<p>{escape(say('replay.every', language, weeks=made.step))}</p>" if made.step > 1 else ""
    return (
        f'<div class="caption" lang="{language}"{" hidden" if hidden else ""}>'
        f"<p>{escape(say('replay.lead', language))}</p>{every}<dl>{told}</dl>{lists}"
        f"<details><summary>{escape(say('replay.again', language))}</summary>"
        f"<p>{escape(say('replay.again.how', language, name=caption.NAME))}</p>"
        f'<pre tabindex="0"><code>{escape(caption.COMMAND)}</code></pre>'
        f'<pre tabindex="0" class="state"><code>{escape(twins_to_yaml(state, caption.NAME))}</code></pre>'
        f"<p>{escape(say('replay.link', language))}</p>"
        f'<pre tabindex="0"><code>?{escape(to_query(state))}</code></pre></details></div>'
    )
