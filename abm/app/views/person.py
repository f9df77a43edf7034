"""One official: who it is, and of every choice the five numbers, the reason in words and what came of it."""

from __future__ import annotations

from html import escape
from typing import Any

from abm.app import look
from abm.app.snapshot import Person, Snapshot
from abm.observation.decision_log import enough, reason, shortfall
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.words import dossier_name, method_name, ministry_name, number, official_name, percent, say, week_short

COLUMNS = ("week", "dossier", "considers", "willing", "dares", "may", "can", "chosen", "outcome")


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
    place = say(
        "person.place",
        language,
        ministry=ministry_name(person.ministry, language),
        dossier=dossier_name(person.home, size, language),
    )
    badge = ""
    if twin:
        badge = f'<span class="abm-twin" style="background:{look.TWINS[twin]}">{twin}</span> {escape(label)} · '
    name = official_name(person.seat, language)
    parts = [
        f"<h3>{badge}{escape(name[0].upper() + name[1:])}</h3>",
        f"<p>{escape(place)} · {escape(say('person.generation', language, number=person.generation + 1))} · "
        f"{escape(say('person.now', language, activity=say(f'activity.{person.activity}', language)))}</p>",
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
