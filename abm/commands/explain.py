"""``abm explain DIR official=17``: what an official chose and why, in words, from the log of choices."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from yaml import YAMLError

from abm.checks import ParameterError, nearest, one_of, refused
from abm.parameters.government import Ministries, Officials
from abm.policy.choice import EXPLAINED, INSIDE, READINESS, TICK_BOX

USAGE = """\
abm explain DIR                                how often officials chose what, and what fell short
abm explain DIR official=17                    what official 17 chose, why, and what came of it
abm explain DIR dossier=5 norms=anticyclical   every choice on dossier 5 under one norm set
DIR is a folder of results. Keys, together at will: norms, seed, ministry, official, dossier, week."""

KEYS = ("norms", "seed", "ministry", "official", "dossier", "week")
"""What can be asked for, in the order in which the log is narrowed down."""

DETAILED = ("official", "dossier", "week")
"""Keys that ask for choices one by one; the others narrow the overview."""

HARDLY_ANY_ROOM = 0.05
"""w below which input could hardly have counted. A word for the reader: the choice itself knows no such line."""

SHORTFALLS = {
    "considered": "it did not come to mind",
    "willing": "not willing enough",
    "dares": "not daring enough",
    "may": "input could hardly have counted",
    "can": "no method fitted the weeks and hours",
    "none": "nothing fell short; the hours it costs, or chance, decided",
}
"""What can stand between an official and going outside, in the order of the rule."""


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
        folder, wanted = _read_arguments(arguments)
        log, rule = _read_log(folder), _Rule(folder)
        choices = _narrow(log, wanted, rule)
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    console = Console(highlight=False, width=shutil.get_terminal_size((120, 50)).columns)
    if choices.empty:
        others = _spans(log["official"])
        console.print(
            f"Official {wanted['official']} led no process here and had nothing to choose; who did: {others}."
        )
    elif any(key in wanted for key in DETAILED):
        _tell(choices, rule, wanted, console)
    else:
        _overview(choices, rule, console)
    return 0


class _Rule:
    """What the configuration of a folder says about choices: how ready an official had to be, and what fell short."""

    def __init__(self, folder: Path) -> None:
        path = folder / "config.yaml"
        try:
            config: Any = OmegaConf.load(path) if path.exists() else OmegaConf.create()
            own = OmegaConf.merge(OmegaConf.structured(Officials), config.get("officials") or {})
            ministries = OmegaConf.merge(OmegaConf.structured(Ministries), config.get("ministries") or {})
        except (OSError, YAMLError, OmegaConfBaseException):
            raise ParameterError(f"{path} cannot be read: a configuration written by abm is needed") from None
        if own.readiness not in READINESS:
            raise ParameterError(refused("officials.readiness", own.readiness, one_of(READINESS, own.readiness)))
        self.threshold, self.window = own.readiness_threshold, own.learning_window
        self.combine = READINESS[own.readiness]
        self.timing = config.get("timing", "chosen")
        self.seats = range(ministries.count * own.per_ministry)

    def shortfall(self, choice: Any) -> str:
        """Name the first of the five numbers that fell short; of willing and daring, the lower."""
        if not choice.considers:
            return "considered"
        if self.combine(choice.willing, choice.dares) < self.threshold:
            return "willing" if choice.willing <= choice.dares else "dares"
        if choice.may < HARDLY_ANY_ROOM:
            return "may"
        return "none" if _methods(choice) else "can"


def _read_arguments(arguments: list[str]) -> tuple[Path, dict[str, Any]]:
    folder: Path | None = None
    wanted: dict[str, Any] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        # A folder comes first: Hydra names the folders of a multirun after their overrides.
        if folder is None and (not equals or Path(argument).is_dir()):
            folder = Path(argument)
        elif key == "norms" and equals:
            wanted[key] = value
        elif key in KEYS and equals:
            try:
                wanted[key] = int(value)
            except ValueError:
                raise ParameterError(refused(key, value, "a whole number")) from None
        else:
            hint = nearest(key, KEYS) if equals else "; one folder at a time"
            raise ParameterError(f"{argument} is not allowed: DIR and {', '.join(KEYS)}{hint}")
    if folder is None:
        raise ParameterError("DIR is missing: abm explain DIR official=17, with a folder of results")
    return folder, wanted


def _read_log(folder: Path) -> pd.DataFrame:
    path = folder / "decisions.parquet"
    if not folder.is_dir():
        raise ParameterError(f"DIR={folder} is not allowed: there is no such folder")
    if not path.exists():
        raise ParameterError(
            f"DIR={folder} is not allowed: it holds no decisions.parquet, as abm run and compare write"
        )
    try:
        log = pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowException):
        raise ParameterError(f"{path} cannot be read: a Parquet file is needed") from None
    needed = {*KEYS, "kind", "considers", "willing", "dares", "may", "can", "chosen", "probability"}
    if missing := sorted(needed - set(log.columns)):
        raise ParameterError(f"{path} cannot be explained: it lacks the column {missing[0]}")
    if log.empty:
        raise ParameterError(f"{path} cannot be explained: it holds no choice")
    return log


def _narrow(log: pd.DataFrame, wanted: dict[str, Any], rule: _Rule) -> pd.DataFrame:
    """Keep what was asked for; nothing is left only of an official who exists and never chose."""
    for key in KEYS:
        if key not in wanted:
            continue
        rows = log[log[key] == wanted[key]]
        if rows.empty:
            if key == "norms":
                raise ParameterError(refused(key, wanted[key], one_of(map(str, dict.fromkeys(log[key])), wanted[key])))
            if key == "official" and wanted[key] in rule.seats:
                return rows
            raise ParameterError(refused(key, wanted[key], f"choices were made for {key} {_spans(log[key])}"))
        log = rows
    return log


def _spans(numbers: Iterable[int], most: int = 12) -> str:
    """Write numbers as spans: 0 to 3, 7, 9 to 11."""
    spans: list[list[int]] = []
    for number in sorted(set(map(int, numbers))):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = [str(low) if low == high else f"{low} to {high}" for low, high in spans]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _overview(choices: pd.DataFrame, rule: _Rule, console: Console) -> None:
    """How often each choice, and what fell short for those who stayed inside; from week 0 on where there are such."""
    if (choices["week"] >= 0).any():
        choices = choices[choices["week"] >= 0]
    parts = {str(name): rows for name, rows in choices.groupby("norms", sort=False)}
    tables = [_shares(parts, rule)]
    if Measurement.get(console, console.options.update(max_width=10_000), tables[0]).maximum > console.width:
        tables = [_shares({name: rows}, rule) for name, rows in parts.items()]
    console.print(*tables)
    seeds = choices["seed"].nunique()
    many = f", {seeds} seeds together" if seeds > 1 else ""
    busiest = choices["official"].mode().iloc[0]
    console.print(
        f"[dim]Weeks {choices['week'].min()} to {choices['week'].max()}{many}. One official: official={busiest}."
    )


def _shares(parts: dict[str, pd.DataFrame], rule: _Rule) -> Table:
    """Norm sets side by side: shares of choices, and of those who stayed inside, what fell short."""
    methods = sorted({str(name) for rows in parts.values() for name in rows["chosen"]} - {INSIDE, EXPLAINED, TICK_BOX})
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Choice", max_width=36)
    for name in parts:
        table.add_column(name, justify="right", no_wrap=True)
    for chosen in (INSIDE, EXPLAINED, TICK_BOX, *methods):
        table.add_row(_noun(chosen), *(_percent((rows["chosen"] == chosen).mean()) for rows in parts.values()))
    table.add_row("[dim]number of choices", *(f"[dim]{len(rows)}" for rows in parts.values()), end_section=True)
    table.add_row("[bold]What fell short for those who stayed inside")
    stayed = [rows[rows["chosen"].isin([INSIDE, EXPLAINED])] for rows in parts.values()]
    found = [pd.Series([rule.shortfall(row) for row in rows.itertuples()], dtype=object) for rows in stayed]
    for name, words in SHORTFALLS.items():
        table.add_row(words, *(_percent((each == name).mean()) if len(each) else "-" for each in found))
    return table


def _tell(choices: pd.DataFrame, rule: _Rule, wanted: dict[str, Any], console: Console) -> None:
    """Every choice in words, per norm set; of several seeds the first, and what the twins share only once."""
    seeds = sorted(set(choices["seed"]))
    choices = choices[choices["seed"] == seeds[0]]
    norms = list(dict.fromkeys(choices["norms"]))
    asked = ", ".join(f"{key} {wanted[key]}" for key in DETAILED if key in wanted)
    console.print(f"[bold]{asked[0].upper()}{asked[1:]}[/bold], seed {seeds[0]}")
    if len(norms) > 1:  # before week 0 all norm sets are the same run; what comes of a choice may fall after it
        before = choices[(choices["week"] < 0) & (choices["norms"] == norms[0])]
        _section(f"before the norms, all reactive (what came of it: under {norms[0]})", before, rule, console)
        choices = choices[choices["week"] >= 0]
    for name in norms:
        _section(str(name), choices[choices["norms"] == name], rule, console)
    if rule.timing != "chosen":
        console.print(f"\n[dim]Under timing={rule.timing} participation was imposed on these officials.")
    if len(seeds) > 1:
        console.print(f"\n[dim]Other seeds: seed={seeds[1]}, up to {seeds[-1]}.")
    if len(norms) > 1:
        console.print(f"[dim]One norm set: norms={norms[-1]}; all: {', '.join(map(str, norms))}.")


def _section(title: str, choices: pd.DataFrame, rule: _Rule, console: Console) -> None:
    if choices.empty:
        return
    console.print(f"\n[bold]{title}[/bold]")
    for choice in choices.sort_values(["week", "official", "dossier"], kind="stable").itertuples():
        for number, line in enumerate(in_words(choice, rule)):
            console.print(
                Padding(Text.from_markup(line, emoji=False), (0, 0, 0, 2 if number == 0 else 4), expand=False)
            )


def in_words(choice: Any, rule: _Rule) -> Iterator[str]:
    """Tell one row of the log in a few sentences, with rich markup.

    Parameters
    ----------
    choice : namedtuple
        A row of ``decisions.parquet``.
    rule : _Rule
        How ready an official had to be.
    """
    kind = "opened in reaction to the news" if choice.kind == "reactive" else "a planned revision"
    holder = f" (holder {choice.generation + 1} of the seat)" if choice.generation else ""
    yield (
        f"[bold]Week {choice.week}[/bold]: official {choice.official}{holder}, dossier {choice.dossier} of ministry "
        f"{choice.ministry}, {kind}, {choice.deadline:.0f} weeks to decide; salience {choice.salience:.2f}, "
        f"sensitivity {choice.sensitivity:.2f}"
    )
    needed = f"{rule.threshold:.2f} is needed"
    methods = _methods(choice)
    yield (
        f"[cyan]Considered[/cyan] going outside: {'yes' if choice.considers else 'no'}. "
        f"[cyan]Willing[/cyan]: {choice.willing:.2f}, {_enough(choice.willing, rule)} ({needed}). "
        f"[cyan]Dared[/cyan]: {choice.dares:.2f}, {_enough(choice.dares, rule)}. "
        f"[cyan]May[/cyan]: input could count for {choice.may:.2f} of 1. "
        f"[cyan]Can[/cyan]: {', '.join(map(_plain, methods)) if methods else 'no method fits the time and hours'}."
    )
    asked = " The norm asked to comply or explain." if _is(choice, "demand_must_explain") else ""
    yield f"[cyan]Chose[/cyan] {_chose(choice, rule)} (chance {choice.probability:.0%}).{asked}"
    yield f"[cyan]What came of it[/cyan]: {_outcome(choice, rule)}"


def _chose(choice: Any, rule: _Rule) -> str:
    short = rule.shortfall(choice)
    why = SHORTFALLS[short]
    if choice.chosen == INSIDE:
        return f"to stay inside: {why}"
    if choice.chosen == EXPLAINED:
        return f"to stay inside and explain it: {why}"
    if choice.chosen == TICK_BOX:
        return f"to tick the box: {why}"
    ready = "considered, willing, daring, with room and time" if short == "none" else f"although {why}"
    return f"to go outside with {_plain(choice.chosen)}: {ready}"


def _outcome(choice: Any, rule: _Rule) -> str:
    """Tell what is known of what followed; what the log leaves open is left out."""
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
    decided, lead = _value(choice, "decided_week"), _value(choice, "lead_time")
    if decided is None:
        return "; ".join([*told, "not decided when the run ended"]) + "."
    told.append(f"decided in week {decided:.0f}" + ("" if lead is None else f", after {lead:.0f} weeks"))
    told.extend(_work(choice))
    before, after = _value(choice, "misfit_before"), _value(choice, "misfit_after")
    if before is not None and after is not None:
        told.append(f"misfit from {before:.2f} to {after:.2f} (only the analyst sees it)")
    incidents = _value(choice, "incidents_after")
    if incidents is not None:
        plural = "" if incidents == 1 else "s"
        told.append(f"{incidents:.0f} incident{plural} in the {rule.window} weeks after it took force")
    before, after = _value(choice, "benefit_before"), _value(choice, "benefit_after")
    if before is not None and after is not None:
        told.append(f"now expects {after:.2f} from going outside, {before:.2f} before")
    return "; ".join(told) + "."


def _work(choice: Any) -> Iterator[str]:
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


def _value(choice: Any, name: str) -> float | None:
    value = getattr(choice, name, None)
    return None if value is None or pd.isna(value) else float(value)


def _is(choice: Any, name: str) -> bool:
    return bool(_value(choice, name))


def _methods(choice: Any) -> list[str]:
    return [name.strip() for name in (choice.can or "").split(",") if name.strip()]


def _enough(value: float, rule: _Rule) -> str:
    return "enough" if value >= rule.threshold else "too little"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _noun(chosen: str) -> str:
    names = {INSIDE: "stayed inside", EXPLAINED: "stayed inside, explained", TICK_BOX: "ticked the box"}
    return names.get(chosen, f"went outside: {_plain(chosen)}")


def _percent(share: float) -> str:
    return f"{share:.0%}"
