"""One incident from end to end: what followed on its dossier, week by week, in A and B beside each other.

Nothing here says that the one caused the other: it is what came after, in the order of the loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import numpy as np

from abm.app import look
from abm.app.snapshot import Snapshot
from abm.app.states import Past
from abm.app.views import numbers
from abm.app.views.person import why
from abm.words import dossier_name, number, percent, say, week_name

SPAN = 26
"""Weeks in which attention, questions and hours are followed, unless the next incident comes first."""

FIRST = 3
"""Weeks with questions that are told one by one."""


class Moment(NamedTuple):
    """Something that happened: weeks after the incident, the loop's step, and what."""

    after: int
    step: int
    text: str


def struck(past: Past) -> list[tuple[int, float, str]]:
    """The incidents on a dossier that can be followed, of each week the gravest, newest first."""
    gravest: dict[int, tuple[int, float, str]] = {}
    for item in past.incidents:
        if item[0] not in gravest or item[1] > gravest[item[0]][1]:
            gravest[item[0]] = item
    return [gravest[week] for week in sorted(gravest, reverse=True)]


def pick(past: Past, week: int | None = None) -> tuple[int, float, str] | None:
    """The incident to follow: that of a week; else the last one that was entered, else the last one there was."""
    found = struck(past)
    if week is not None:
        return next((item for item in found if item[0] == week), None)
    return next((item for item in found if item[2] == "event"), found[0] if found else None)


def moments(past: Past, start: tuple[int, float, str], language: str) -> list[Moment]:
    """What followed an incident, in the order of time and of the loop."""
    return sorted(_moments(past, start, language), key=lambda moment: (moment.after, (moment.step + 1) % 9))


def _moments(past: Past, start: tuple[int, float, str], language: str) -> Iterator[Moment]:
    week = start[0]
    yield Moment(0, 8, _incident("incident.struck", start, language))
    later = sorted(item for item in struck(past) if item[0] > week)
    process = _process(past, week)
    decided = process[-1].get("decided_week") if process else None
    until = min(week + SPAN, later[0][0] - 1 if later else week + SPAN)
    yield from _heat(past, week, until, language)
    yield from _questions(past, week, until, language)
    yield from _policy(past, week, process, language)
    shown = later[:1]
    if decided is not None:
        shown += [item for item in later if item[0] > decided][:1]
    for item in dict.fromkeys(shown):
        yield Moment(item[0] - week, 8, _incident("incident.again", item, language))
    if not later and len(past.weeks):
        now = int(past.weeks[-1]) - week
        yield Moment(now, 8, say("incident.quiet", language, weeks=now))


def _incident(key: str, item: tuple[int, float, str], language: str) -> str:
    source = say(f"incident.source.{item[2]}", language)
    return say(key, language, severity=number(item[1], language, 1), source=source)


def _heat(past: Past, week: int, until: int, language: str) -> Iterator[Moment]:
    """Attention and unrest at their highest, and hours that questions took of the ministry."""
    inside = (past.weeks >= week) & (past.weeks <= until)
    if not inside.any():
        return
    weeks, before = past.weeks[inside], (past.weeks < week) & (past.weeks >= week - 4)
    first = {
        name: float(values[before].mean()) if before.any() else float("nan")
        for name, values in (("salience", past.salience), ("answering", past.answering))
    }
    top = int(past.salience[inside].argmax())
    yield Moment(
        int(weeks[top]) - week,
        2,
        say(
            "incident.peak",
            language,
            before=number(100 * first["salience"], language, 0),
            peak=number(100 * float(past.salience[inside][top]), language, 0),
        ),
    )
    unrest = past.unrest[inside]
    if unrest.max() > 0.0:
        share = percent(float(unrest.max()), language, 1)
        yield Moment(int(weeks[unrest.argmax()]) - week, 1, say("incident.unrest", language, share=share))
    hours = past.answering[inside]
    yield Moment(
        int(weeks[hours.argmax()]) - week,
        5,
        say(
            "incident.hours",
            language,
            before=percent(first["answering"], language),
            peak=percent(float(hours.max()), language),
        ),
    )


def _questions(past: Past, week: int, until: int, language: str) -> Iterator[Moment]:
    inside = (past.weeks >= week) & (past.weeks <= until)
    asked = [(int(w), int(n)) for w, n in zip(past.weeks[inside], past.questions[inside], strict=True) if n]
    for when, count in asked[:FIRST]:
        yield Moment(when - week, 3, say("incident.questions", language, count=count))
    if len(asked) > FIRST:
        total = sum(count for _, count in asked)
        yield Moment(asked[-1][0] - week, 3, say("incident.asked", language, count=total))


def _process(past: Past, week: int) -> list[dict[str, Any]]:
    """Choices on the process that was under way at the incident, or else on the first one opened after it."""
    for entry in past.choices:
        decided = entry.get("decided_week")
        if entry["week"] >= week or decided is None or decided >= week:
            return [other for other in past.choices if other["serial"] == entry["serial"]]
    return []


def _policy(past: Past, week: int, process: list[dict[str, Any]], language: str) -> Iterator[Moment]:
    """Haste, the choice, contact and the decision."""
    for entry in process:
        given = number(entry["deadline"], language, 0)
        kind = say(f"kind.{entry['kind']}", language)
        yield Moment(entry["week"] - week, 4, say("incident.haste", language, weeks=given, kind=kind))
        values = {name: number(entry[name], language) for name in ("willing", "dares")}
        told = say("incident.numbers", language, needed=number(entry["threshold"], language), **values)
        yield Moment(entry["week"] - week, 6, say("incident.choice", language, what=why(entry, language), numbers=told))
    if not process:
        return
    last = process[-1]
    decided = last.get("decided_week")
    ends = int(past.weeks[-1]) if decided is None else int(decided)
    during = (past.weeks >= process[0]["week"]) & (past.weeks <= ends)
    spent, weeks = past.contact[during], past.weeks[during]
    if spent.any():
        first = int(np.flatnonzero(spent)[0])
        hours = number(float(spent[first]), language, 0)
        yield Moment(int(weeks[first]) - week, 6, say("incident.contact", language, hours=hours))
    if decided is None:
        return
    if spent.any():
        hours = number(float(spent.sum()), language, 0)
        yield Moment(ends - week, 6, say("incident.contact_all", language, hours=hours))
    gaps = {name: number(last[f"misfit_{name}"], language) for name in ("before", "after")}
    lead = number(last["lead_time"], language, 0)
    yield Moment(ends - week, 7, say("incident.decided", language, weeks=lead, **gaps))


def draw(
    a: Snapshot,
    language: str,
    b: Snapshot | None = None,
    label_a: str = "",
    label_b: str = "",
    week: int | None = None,
) -> str:
    """Tell what followed an incident on the dossier in focus, as an HTML table with a row per week.

    Parameters
    ----------
    a, b : Snapshot
        The twins, taken with the dossier in focus.
    label_a, label_b : str
        What the twins are called.
    week : int, optional
        Week of the incident to follow; left out, in each twin the last one that was entered, else the last one.
    """
    twins = {"A": a} if b is None else {"A": a, "B": b}
    starts = {letter: pick(snapshot.past, week) for letter, snapshot in twins.items()}
    name = dossier_name(a.focus.now.number, len(a.ministries[0].dossiers), language)
    title = f"{say('incident.title', language)} · {name}"
    if not any(starts.values()):
        body = f"<p>{escape(say('incident.none', language))}</p>"
        return _section(title, body)
    found = {letter: moments(twins[letter].past, start, language) if start else [] for letter, start in starts.items()}
    head = f'<th scope="col">{escape(say("incident.week_column", language))}</th>' + "".join(
        f'<th scope="col">{_badge(letter)} {escape(_head(letter, starts[letter], label, language))}</th>'
        for letter, label in zip(twins, (label_a, label_b), strict=False)
    )
    rows = "".join(_row(after, twins, starts, found, language) for after in _weeks(found))
    columns = '<col class="abm-when">' + "<col>" * len(twins)
    return _section(
        title,
        f'<table class="abm-side-by-side abm-incident"><caption>{escape(say("incident.how", language))}</caption>'
        f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _section(title: str, body: str) -> str:
    return f'<section class="abm-person abm-followed"><h3>{escape(title)}</h3>{body}</section>'


def _badge(letter: str) -> str:
    return f'<span class="abm-twin" style="background:{look.TWIN_TEXT[letter]}">{letter}</span>'


def _head(letter: str, start: tuple[int, float, str] | None, label: str, language: str) -> str:
    name = label or letter
    if start is None:
        return say("incident.head.none", language, twin=name)
    return say("incident.head", language, twin=name, week=week_name(start[0], language))


def _weeks(found: dict[str, list[Moment]]) -> list[int]:
    return sorted({moment.after for each in found.values() for moment in each})


def _row(
    after: int,
    twins: dict[str, Snapshot],
    starts: dict[str, tuple[int, float, str] | None],
    found: dict[str, list[Moment]],
    language: str,
) -> str:
    cells = []
    for letter, snapshot in twins.items():
        start = starts[letter]
        here = [moment for moment in found[letter] if moment.after == after]
        items = "".join(
            f'<li data-step="{moment.step}"><span class="abm-step">{moment.step}</span> {escape(moment.text)}</li>'
            for moment in here
        )
        shown = f'<ul class="abm-moments">{items}</ul>' if items else ""
        heat = _attention(snapshot.past, start[0] + after, language) if start else ""
        cells.append(f'<td data-twin="{letter}">{heat}{shown}</td>')
    name = escape(say("incident.week", language, week=number(float(after), language, 0)))
    return f'<tr data-after="{after}"><th scope="row">{name}</th>{"".join(cells)}</tr>'


def _attention(past: Past, week: int, language: str) -> str:
    """Attention of a week, as a bar with its number."""
    place = np.flatnonzero(past.weeks == week)
    if not len(place):
        return ""
    salience = 100 * float(past.salience[place[0]])
    text = escape(say("incident.attention", language, salience=number(salience, language, 0)))
    return (
        f'<p><span class="abm-bar"><span style="width:{min(100.0, salience):.0f}%"></span></span> '
        f"<small>{text}</small></p>"
    )


def told(a: Snapshot, language: str, b: Snapshot | None = None, week: int | None = None) -> str:
    """A summary: the incident that is followed, in each twin."""
    parts = []
    for letter, snapshot in (("A", a), ("B", b)):
        if snapshot is None:
            continue
        start = pick(snapshot.past, week)
        what = _incident("incident.struck", start, language) if start else say("incident.none", language)
        parts.append(say("incident.told", language, twin=letter, what=what))
    return " ".join(parts)


def table(a: Snapshot, language: str, twin: str = "", week: int | None = None) -> str:
    """Every week after the incident in numbers, as HTML; nothing where there was none."""
    past, start = a.past, pick(a.past, week)
    if start is None:
        return ""
    rows = []
    for i in np.flatnonzero((past.weeks >= start[0]) & (past.weeks <= start[0] + SPAN)).tolist():
        when = int(past.weeks[i])
        rows.append(
            [
                str(when - start[0]),
                number(100 * float(past.salience[i]), language, 0),
                percent(float(past.unrest[i]), language, 1),
                str(int(past.questions[i])),
                percent(float(past.answering[i]), language),
                number(100 * float(past.pressure[i]), language, 0),
                number(float(past.contact[i]), language, 0),
                str(sum(1 for item in past.incidents if item[0] == when)),
            ]
        )
    names = ("week", "salience", "unrest", "questions", "answering", "pressure", "contact", "incidents")
    head = [say(f"table.{name}", language) for name in names]
    return numbers.table("incident", numbers.caption("incident", language, twin), head, rows)
