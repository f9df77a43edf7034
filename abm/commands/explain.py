"""``abm explain DIR official=5``: what an official chose and why, in words, from the log of choices."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from abm.observation.decision_log import (
    KEYS,
    SHORTFALLS,
    UNLOGGED,
    enough,
    is_folder,
    logged,
    narrow,
    read_log,
    reason,
    seats,
    shortfalls,
    spans,
    weighed,
)
from abm.parameters.checks import ParameterError, one_of, refused
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.words import method_name, say, say_or

Choice = Mapping[str, Any]

USAGE = f"""\
abm explain DIR                                how often officials chose what, and what fell short
abm explain DIR official=5                     what official 5 chose, why, and what came of it
abm explain DIR dossier=5 norms=anticyclical   every choice on dossier 5 under one norm set
DIR is a folder of results, also of an earlier version: which columns its log lacks is said, and nothing is guessed.
Keys, together at will: {", ".join(KEYS)}."""

DETAILED = ("official", "dossier", "week")
"""Keys that ask for choices one by one; the others narrow the overview."""


def explain(arguments: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        What follows ``abm explain``: a folder and ``key=value`` pairs.

    Returns
    -------
    int
        Exit code: 0, or 2 after one line on standard error for a mistake of the user.
    """
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    try:
        folder, wanted = _read(arguments)
        log, notes = read_log(folder)
        choices = narrow(log, wanted, seats(folder))
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    for note in notes:
        print(note, file=sys.stderr)
    console = Console(highlight=False, width=shutil.get_terminal_size((120, 50)).columns)
    if choices.empty:
        others = spans(log["official"])
        console.print(
            f"Official {wanted['official']} led no process here and had nothing to choose; who did: {others}."
        )
    elif any(key in wanted for key in DETAILED):
        _tell(choices, wanted, console)
    else:
        _overview(choices, console)
    return 0


def _read(arguments: Sequence[str]) -> tuple[Path, dict[str, Any]]:
    """Read a folder and ``key=value`` pairs from words of the command line.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    folder: Path | None = None
    wanted: dict[str, Any] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        # A folder comes first: Hydra names the folders of a multirun after their overrides.
        if folder is None and (not equals or is_folder(argument)):
            if not argument.strip():
                raise ParameterError(refused("DIR", argument, "a folder of results"))
            folder = Path(argument)
        elif key in KEYS and equals:
            if key in wanted:
                raise ParameterError(refused(key, f"{wanted[key]} and {value}", "given once"))
            wanted[key] = value if key == "norms" else _whole(key, value)
        else:
            if not equals:
                raise ParameterError(refused("DIR", f"also {argument}", "one folder at a time"))
            raise ParameterError(refused("the key", key, one_of(KEYS, key)))
    if folder is None:
        raise ParameterError("DIR must be given: abm explain DIR official=5, with a folder of results")
    return folder, wanted


def _whole(key: str, value: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,40}", value):
        raise ParameterError(refused(key, value, "a whole number"))
    return int(value)


def _overview(choices: pd.DataFrame, console: Console) -> None:
    """How often each choice, and what fell short for those who stayed inside; from week 0 on where there are such."""
    if (choices["week"] >= 0).any():
        choices = choices[choices["week"] >= 0]
    if "superseded" in choices:  # one choice for each process: the last
        choices = choices[~choices["superseded"].astype(bool)]
    parts = {str(name): rows for name, rows in choices.groupby("norms", sort=False)}
    tables = [_shares(parts)]
    if Measurement.get(console, console.options.update(max_width=10_000), tables[0]).maximum > console.width:
        tables = [_shares({name: rows}) for name, rows in parts.items()]
    console.print(*tables)
    seeds = choices["seed"].nunique()
    many = f", {seeds} seeds together" if seeds > 1 else ""
    busiest = choices["official"].mode().iloc[0]
    console.print(
        f"[dim]Weeks {choices['week'].min()} to {choices['week'].max()}{many}. One official: official={busiest}."
    )


def _shares(parts: dict[str, pd.DataFrame]) -> Table:
    """Norm sets side by side: shares of choices, and of those who stayed inside, what fell short."""
    methods = sorted({str(name) for rows in parts.values() for name in rows["chosen"]} - {INSIDE, EXPLAINED, TICK_BOX})
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Choice", max_width=36)
    for name in parts:
        table.add_column(escape(name), justify="right", no_wrap=True)
    for chosen in (INSIDE, EXPLAINED, TICK_BOX, *methods):
        table.add_row(escape(_noun(chosen)), *(_percent((rows["chosen"] == chosen).mean()) for rows in parts.values()))
    table.add_row("[dim]number of choices", *(f"[dim]{len(rows)}" for rows in parts.values()), end_section=True)
    table.add_row("[bold]What fell short for those who stayed inside")
    found = [shortfalls(rows) for rows in parts.values()]
    for name in SHORTFALLS:
        if name in ("imposed", "rule", "wishes", "backed", UNLOGGED) and not any(each.get(name) for each in found):
            continue
        table.add_row(say(f"short.{name}", "en"), *(_percent(each[name]) if each else "-" for each in found))
    return table


def _tell(choices: pd.DataFrame, wanted: dict[str, Any], console: Console) -> None:
    """Every choice in words, per norm set; of several seeds the first, and what the twins share only once."""
    seeds = sorted(set(choices["seed"]))
    choices = choices[choices["seed"] == seeds[0]]
    norms = list(dict.fromkeys(choices["norms"]))
    asked = ", ".join(f"{key} {wanted[key]}" for key in DETAILED if key in wanted)
    console.print(f"[bold]{asked[0].upper()}{asked[1:]}[/bold], seed {seeds[0]}")
    if len(norms) > 1:  # before week 0 all norm sets are the same run; what comes of a choice may fall after it
        before = choices[(choices["week"] < 0) & (choices["norms"] == norms[0])]
        _section(f"before the norms, all reactive (what came of it: under {norms[0]})", before, console)
        choices = choices[choices["week"] >= 0]
    for name in norms:
        _section(str(name), choices[choices["norms"] == name], console)
    if len(seeds) > 1:
        console.print(f"\n[dim]Other seeds: seed={seeds[1]}, up to {seeds[-1]}.")
    if len(norms) > 1:
        console.print(f"[dim]One norm set: norms={escape(str(norms[-1]))}; all: {escape(', '.join(map(str, norms)))}.")


def _section(title: str, choices: pd.DataFrame, console: Console) -> None:
    if choices.empty:
        return
    console.print(f"\n[bold]{escape(title)}[/bold]")
    for choice in _rows(choices.sort_values(["week", "official", "dossier"], kind="stable")):
        for number, line in enumerate(in_words(choice)):
            console.print(
                Padding(Text.from_markup(line, emoji=False), (0, 0, 0, 2 if number == 0 else 4), expand=False)
            )


def in_words(choice: Choice) -> Iterator[str]:
    """Tell one row of the log in a few sentences, with rich markup; what a log lacks is not told.

    Parameters
    ----------
    choice : mapping
        A row of ``decisions.parquet``.
    """
    yield _place(choice) + "".join(_situation(choice))
    if before := " ".join(_weighing(choice)):
        yield before
    asked = " The norm asked to comply or explain." if _is(choice, "demand_must_explain") else ""
    known = logged(choice, "imposed", "probability") and not choice["imposed"]
    chance = f" (chance {choice['probability']:.0%})" if known else ""
    yield f"[cyan]Chose[/cyan] {escape(_chose(choice))}{chance}.{asked}"
    if outcome := _outcome(choice):
        yield f"[cyan]What came of it[/cyan]: {outcome}"


def _place(choice: Choice) -> str:
    """Tell who chose, and on what."""
    holder = f" (holder {choice['generation'] + 1} of the seat)" if _is(choice, "generation") else ""
    return (
        f"[bold]Week {choice['week']}[/bold]: official {choice['official']}{holder}, dossier {choice['dossier']} of "
        f"ministry {choice['ministry']}"
    )


def _situation(choice: Choice) -> Iterator[str]:
    """Tell in which situation."""
    if _is(choice, "reconsidered"):
        yield ", again: a planned revision turned reactive"
    elif logged(choice, "kind"):
        yield ", opened in reaction to the news" if choice["kind"] == "reactive" else ", a planned revision"
    if _is(choice, "emergency"):
        yield ", an emergency"
    if logged(choice, "deadline"):
        yield f", {choice['deadline']:.0f} weeks to decide"
    marks = [f"{name} {choice[name]:.2f}" for name in ("salience", "sensitivity") if logged(choice, name)]
    if marks:
        yield f"; {', '.join(marks)}"


def _weighing(choice: Choice) -> Iterator[str]:
    """Tell what stood between the official and going outside."""
    if logged(choice, "considers"):
        yield f"[cyan]Considered[/cyan] going outside: {'yes' if choice['considers'] else 'no'}."
    for name in weighed(choice):
        if logged(choice, name):
            yield f"[cyan]{REASONS[name]}[/cyan]: {_weighed(name, choice)}."
    if logged(choice, "readiness", "threshold", "readiness_rule"):
        yield f"[cyan]Ready[/cyan]: {_ready(choice)}."
    if logged(choice, "may"):
        yield f"[cyan]May[/cyan]: input could count for {choice['may']:.2f} of 1."
    if logged(choice, "can"):
        fitted = [method_name(name, "en") for name in _methods(choice)]
        yield f"[cyan]Can[/cyan]: {escape(', '.join(fitted)) or 'no method fits the time and hours'}."


REASONS = {"willing": "Willing", "wishes": "Wished", "dares": "Dared", "backed": "Backed"}
"""What an official weighs, as it is told."""


def _weighed(name: str, choice: Choice) -> str:
    return f"{choice[name]:.2f}" + ("" if enough(choice)[name] else ", too little")


def _ready(choice: Choice) -> str:
    """Tell the readiness as it was logged, and how far it was from the threshold that was then in force."""
    ready, needed = choice["readiness"], choice["threshold"]
    far = "just enough" if ready == 0.0 else f"{abs(ready):.2g} {'to spare' if ready > 0.0 else 'short'}"
    rule = str(choice["readiness_rule"])
    return f"{escape(say_or(f'choice.{rule}', 'en', rule))}, {ready + needed:.2f}, where {needed:.2f} is needed: {far}"


def _chose(choice: Choice) -> str:
    did, short = reason(choice)
    why = say(f"short.{short}", "en")
    stayed = {INSIDE: "to stay inside", EXPLAINED: "to stay inside and explain it", TICK_BOX: "to tick the box"}
    went = f"to go outside with {method_name(choice['chosen'], 'en')}"
    return f"{stayed.get(did, went)}: {'although ' if did == 'outside.though' else ''}{why}"


def _outcome(choice: Choice) -> str:
    """Tell what is known of what followed; what the log leaves open is left out, and may be all of it."""
    told = []
    if _is(choice, "audited"):
        told.append("an audit, " + ("failed" if _is(choice, "sanctioned") else "passed"))
    if _is(choice, "rejected"):
        told.append("the explanation was rejected")
    if _is(choice, "escalated"):
        told.append("it escalated in the media")
    respondents = _value(choice, "respondents")
    if respondents:
        adopted = _value(choice, "adoption")
        followed = "" if adopted is None else f", whose input weighed {adopted:.0%} in the policy"
        told.append(f"{respondents:.0f} respondents{followed}")
    if _is(choice, "superseded"):
        return "; ".join([*told, "the choice fell again before the draft went round"]) + "."
    decided, lead = _value(choice, "decided_week"), _value(choice, "lead_time")
    if decided is None and "decided_week" in choice:
        return "; ".join([*told, "not decided when the run ended"]) + "."
    if decided is not None:
        told.append(f"decided in week {decided:.0f}" + ("" if lead is None else f", after {lead:.0f} weeks"))
    told.extend(_work(choice))
    before, after = _value(choice, "misfit_before"), _value(choice, "misfit_after")
    if before is not None and after is not None:
        told.append(f"misfit from {before:.2f} to {after:.2f} (only the analyst sees it)")
    incidents, window = _value(choice, "incidents_after"), _value(choice, "incidents_window")
    if incidents is not None and window is not None:
        plural = "" if incidents == 1 else "s"
        told.append(f"{incidents:.0f} incident{plural} in the {window:.0f} weeks after it took force")
    before, after = _value(choice, "benefit_before"), _value(choice, "benefit_after")
    if before is not None and after is not None:
        told.append(f"then expected {after:.2f} from going outside, {before:.2f} at the choice")
    return "; ".join(told) + "." if told else ""


def _work(choice: Choice) -> Iterator[str]:
    evidence, drafting = _value(choice, "evidence_share"), _value(choice, "drafting_share")
    gap = _value(choice, "coordination_gap")
    done = [
        f"{share:.0%} of the {name}"
        for name, share in (
            ("evidence", evidence),
            ("drafting", drafting),
            ("coordination", None if gap is None else 1 - gap),
        )
        if share is not None
    ]
    if done:
        yield f"{', '.join(done)} done by then"


def _rows(choices: pd.DataFrame) -> list[Choice]:
    rows: Any = choices.to_dict("records")
    found: list[Choice] = rows
    return found


def _value(choice: Choice, name: str) -> float | None:
    value = choice.get(name)
    return None if value is None or pd.isna(value) else float(value)


def _is(choice: Choice, name: str) -> bool:
    return bool(_value(choice, name))


def _methods(choice: Choice) -> list[str]:
    return [name.strip() for name in choice["can"].split(",") if name.strip()]


def _noun(chosen: str) -> str:
    name = method_name(chosen, "en")
    return name if chosen in (INSIDE, EXPLAINED, TICK_BOX) else f"went outside: {name}"


def _percent(share: float) -> str:
    return f"{share:.0%}"
