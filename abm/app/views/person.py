"""One official: who it is, and of every choice the five numbers, the reason in words and what came of it."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

from abm.app import look
from abm.app.snapshot import Person, Snapshot
from abm.observation.decision_log import enough, reason, shortfall
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.words import dossier_name, method_name, ministry_name, number, official_name, percent, say, week_short

COLUMNS = ("week", "dossier", "considers", "willing", "dares", "may", "can", "chosen", "outcome")


def reasons(*logs: tuple[dict[str, Any], ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Why was chosen what was chosen: each reason that occurs, with how often in every log; the most common first.

    A reason is the ``why`` of :func:`abm.observation.decision_log.reason`.
    """
    counts = [Counter(reason(entry).why for entry in log) for log in logs]
    known = dict.fromkeys(name for count in counts for name in count)
    found = [(name, tuple(count[name] for count in counts)) for name in known]
    return sorted(found, key=lambda item: (-sum(item[1]), item[0]))


def for_reason(log: tuple[dict[str, Any], ...], code: str) -> tuple[dict[str, Any], ...]:
    """The choices of a log with one reason; all of them where none is asked for."""
    return tuple(entry for entry in log if not code or reason(entry).why == code)


def both(a: Snapshot, b: Snapshot, language: str, label_a: str = "", label_b: str = "", chosen_reason: str = "") -> str:
    """Tell what one seat chose in both twins as one table: a row for every dossier and week, A and B in columns.

    Parameters
    ----------
    a, b : Snapshot
        Taken with the same official in focus.
    label_a, label_b : str
        What the twins are called.
    chosen_reason : str
        Show only choices with this reason; one of those that :func:`reasons` gives.
    """
    size = len(a.ministries[0].dossiers)
    twins = {"A": (a, label_a), "B": (b, label_b)}
    logs = {letter: for_reason(snapshot.person.log, chosen_reason) for letter, (snapshot, _) in twins.items()}
    name = official_name(a.person.seat, language)
    head = "".join(
        f'<th scope="col"><span class="abm-twin" style="background:{look.TWIN_TEXT[letter]}">{letter}</span> '
        f"{escape(label)}<br><small>{escape(_now(snapshot.person, language))}</small></th>"
        for letter, (snapshot, label) in twins.items()
    )
    keys = sorted({(e["week"], e["dossier"]) for log in logs.values() for e in log}, key=lambda key: (-key[0], key[1]))
    if not keys:
        empty = say("both.empty.reason" if chosen_reason else "both.empty", language)
        table = f'<p class="abm-none">{escape(empty)}</p>'
    else:
        rows = "".join(_pair(key, logs, size, language) for key in keys)
        table = (
            f'<table class="abm-side-by-side"><caption>{escape(say("both.caption", language, official=name))}</caption>'
            f'<colgroup><col class="abm-when"><col><col></colgroup><thead><tr>'
            f'<th scope="col">{escape(say("both.when", language))}</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
        )
    title = f"{name[0].upper()}{name[1:]} · {say('both.title', language)}"
    place = escape(_place(a.person, size, language))
    return (
        f'<section class="abm-person" data-official="{a.person.seat}"><h3>{escape(title)}</h3><p>{place}</p>'
        f"{table}</section>"
    )


def _now(person: Person, language: str) -> str:
    doing = say("person.now", language, activity=say(f"activity.{person.activity}", language))
    return f"{say('person.generation', language, number=person.generation + 1)} · {doing}"


def _place(person: Person, size: int, language: str) -> str:
    return say(
        "person.place",
        language,
        ministry=ministry_name(person.ministry, language),
        dossier=dossier_name(person.home, size, language),
    )


def _pair(key: tuple[int, int], logs: dict[str, tuple[dict[str, Any], ...]], size: int, language: str) -> str:
    """One row: what the seat chose on a dossier in a week, in each twin."""
    week, dossier = key
    cells = []
    for letter, log in logs.items():
        here = [entry for entry in log if (entry["week"], entry["dossier"]) == key]
        told = "".join(_choice(entry, language) for entry in here)
        nothing = f"<small>{escape(say('both.none', language))}</small>"
        cells.append(f'<td data-twin="{letter}">{told or nothing}</td>')
    when = f"{escape(week_short(week, language))}<br>{escape(dossier_name(dossier, size, language))}"
    return f'<tr><th scope="row">{when}</th>{"".join(cells)}</tr>'


def _choice(entry: dict[str, Any], language: str) -> str:
    suffices = enough(entry)
    parts = [
        f'<span class="{_mark(suffices[name])}">{escape(say(f"log.{name}", language))} '
        f"{number(entry[name], language)}</span>"
        for name in ("willing", "dares")
    ]
    methods = [name for name in entry["can"].split(",") if name]
    needed = say(
        "both.numbers", language, needed=number(entry["threshold"], language), may=number(entry["may"], language)
    )
    can = say("log.methods", language, count=len(methods))
    parts += [escape(needed), f'<span class="{_mark(suffices["can"])}">{escape(can)}</span>']
    chosen = escape(method_name(entry["chosen"], language))
    kind = escape(say(f"kind.{entry['kind']}", language))
    return (
        f'<div data-short="{shortfall(entry)}" data-reason="{reason(entry).why}" '
        f'data-chosen="{escape(entry["chosen"])}" class="abm-chosen abm-{_colour(entry["chosen"])}">'
        f"<p><strong>{chosen}</strong> · {kind}</p>"
        f"<p>{escape(why(entry, language))}</p><p><small>{' · '.join(parts)}</small></p>"
        f"<p><small>{escape(outcome(entry, language))}</small></p></div>"
    )


def draw(a: Snapshot, language: str, twin: str = "", label: str = "") -> str:
    """Tell of the official in focus as HTML.

    Parameters
    ----------
    a : Snapshot
        Taken with the official in focus.
    twin, label : str
        ``A`` or ``B`` and the name of its norm set, or nothing.
    """
    person, size = a.person, len(a.ministries[0].dossiers)
    place = _place(person, size, language)
    badge = ""
    if twin:
        badge = f'<span class="abm-twin" style="background:{look.TWIN_TEXT[twin]}">{twin}</span> {escape(label)} · '
    name = official_name(person.seat, language)
    parts = [
        f"<h3>{badge}{escape(name[0].upper() + name[1:])}</h3>",
        f"<p>{escape(place)} · {escape(_now(person, language))}</p>",
        _traits(person, language),
        _log(person, size, language),
    ]
    return f'<section class="abm-person" data-official="{person.seat}">{"".join(parts)}</section>'


def _traits(person: Person, language: str) -> str:
    rows = (
        f"<dt>{escape(say(f'person.{name}', language))}</dt>"
        f'<dd><span class="abm-bar"><span style="width:{100 * value:.0f}%"></span></span> '
        f"{number(value, language)}</dd>"
        for name, value in person.traits.items()
    )
    return f'<dl class="abm-traits">{"".join(rows)}</dl>'


def _log(person: Person, size: int, language: str) -> str:
    if not person.log:
        return f'<p class="abm-none">{escape(say("person.none", language))}</p>'
    head = "".join(f'<th scope="col">{escape(say(f"log.{name}", language))}</th>' for name in COLUMNS)
    rows = "".join(_row(entry, size, language) for entry in person.log)
    caption = escape(say("person.log", language))
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'<table class="abm-log"><caption>{caption}</caption>{body}</table>'


def _row(entry: dict[str, Any], size: int, language: str) -> str:
    methods = [name for name in entry["can"].split(",") if name]
    context = say(
        "log.context",
        language,
        ready=number(entry["readiness"] + entry["threshold"], language),
        needed=number(entry["threshold"], language),
        kind=say(f"kind.{entry['kind']}", language),
        salience=number(100 * entry["salience"], language, 0),
        sensitivity=number(entry["sensitivity"], language),
        weeks=number(entry["deadline"], language, 0),
    )
    suffices = enough(entry)
    cells = {
        "week": (week_short(entry["week"], language), ""),
        "dossier": (dossier_name(entry["dossier"], size, language), ""),
        "considers": (say("log.yes" if entry["considers"] else "log.no", language), _mark(suffices["considered"])),
        "willing": (number(entry["willing"], language), _mark(suffices["willing"])),
        "dares": (number(entry["dares"], language), _mark(suffices["dares"])),
        "may": (number(entry["may"], language), ""),
        "can": (say("log.methods", language, count=len(methods)), _mark(suffices["can"])),
        "chosen": (method_name(entry["chosen"], language), f"abm-chosen abm-{_colour(entry['chosen'])}"),
        "outcome": (outcome(entry, language), ""),
    }
    numbers = "".join(
        f'<td{f" class={chr(34)}{mark}{chr(34)}" if mark else ""} data-cell="{name}">{escape(text)}</td>'
        for name, (text, mark) in cells.items()
    )
    told = f"<strong>{escape(why(entry, language))}</strong> <small>{escape(context)}</small>"
    return (
        f'<tr class="abm-choice" data-short="{shortfall(entry)}" data-chosen="{escape(entry["chosen"])}">{numbers}</tr>'
        f'<tr class="abm-why"><td></td><td colspan="{len(COLUMNS) - 1}"><div>{told}</div></td></tr>'
    )


def _mark(enough: bool) -> str:
    return "abm-enough" if enough else "abm-short"


def _colour(chosen: str) -> str:
    return "inside" if chosen in (INSIDE, EXPLAINED) else "tick_box" if chosen == TICK_BOX else "outside"


def why(entry: dict[str, Any], language: str) -> str:
    """Why an official chose so, in a sentence."""
    did, short = reason(entry)
    return say(
        f"why.{did}", language, method=method_name(entry["chosen"], language), why=say(f"short.{short}", language)
    )


def outcome(entry: dict[str, Any], language: str) -> str:
    """What is known of what came of a choice, in a few words."""
    told = []
    if entry.get("audited"):
        told.append(say("came.audited.failed" if entry.get("sanctioned") else "came.audited.passed", language))
    if entry.get("rejected"):
        told.append(say("came.rejected", language))
    if entry.get("escalated"):
        told.append(say("came.escalated", language))
    if entry.get("respondents"):
        adoption = percent(entry.get("adoption"), language)
        told.append(say("came.respondents", language, count=entry["respondents"], adoption=adoption))
    if entry.get("superseded"):
        return "; ".join([*told, say("came.superseded", language)])
    if entry.get("decided_week") is None:
        return "; ".join([*told, say("came.running", language)])
    told.append(say("came.decided", language, weeks=number(entry["lead_time"], language, 0)))
    before, after = number(entry["misfit_before"], language), number(entry["misfit_after"], language)
    told.append(say("came.misfit", language, before=before, after=after))
    if entry.get("incidents_after") is not None:
        count, weeks = entry["incidents_after"], entry["incidents_window"]
        told.append(say("came.incidents", language, count=count, weeks=weeks))
    return "; ".join(told)
