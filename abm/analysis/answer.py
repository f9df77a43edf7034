"""The answer: what the verdicts and tables of the studies say of the essay's question, in Dutch and in English.

Every sentence is chosen by what was found, headings too; it has its numbers, and the tables and lines they stand in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from abm.analysis.rule import FAILS, STANDS, UNDECIDED
from abm.analysis.verdicts import (
    DEPENDS,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    Verdict,
    chosen,
    is_stale,
    study_of,
    table,
)
from abm.words import instrument_name, lever_name, measure_name, number, percent, say

PACKAGE = "anticyclical"
HEADLINE = "anticyclical minus reactive"
OUTCOMES = ("misfit", "trust", "trust_without_procedure")
"""Measures that are told beside incidents, of the headline contrast."""

DIGITS = {"incidents": 2, "misfit": 3, "trust": 3, "trust_without_procedure": 3, "lead_time": 1}
MOST = 3
"""Instruments, sides of a box and groups that are named at most."""

REFUTERS = tuple(f"R{number}" for number in range(1, 8))
CUTS = ("no_haste", "no_loop")


@dataclass(frozen=True)
class Sentence:
    """A sentence, and where its numbers stand.

    Attributes
    ----------
    text : str
    sources : tuple of str
        ``TABLE.csv:LINE``, or the name of a claim.
    """

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the answer: its heading is what was found."""

    heading: Sentence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Row:
    """A row of a table that an answer rests on."""

    values: Mapping[str, Any]
    source: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Missing(Exception):
    """A table that has not been made, or is of older results than the model gives now."""


def rows(name: str, **where: Any) -> list[Row]:
    """Rows of a table with these values.

    Raises
    ------
    Missing
        Where there is no such table, or it is stale.
    """
    made = table(name)
    if made is None or is_stale(float(made["results_version"].min())):
        raise Missing(study_of(name))
    kept = chosen(made, where)
    return [
        Row({str(key): value for key, value in row.items()}, f"{name}.csv:{int(str(place)) + 2}")
        for place, row in zip(kept.index, kept.to_dict("records"), strict=True)
    ]


def row(name: str, **where: Any) -> Row:
    """The one row with these values."""
    (found,) = rows(name, **where)
    return found


def answer(found: list[Verdict], language: str) -> list[Section]:
    """All sections, what must come first at the head.

    Parameters
    ----------
    found : list of Verdict
        On all claims and refuters.
    language : str
        ``nl`` or ``en``.
    """
    parts: tuple[Callable[[str], Section], ...] = (
        loop,
        harm,
        effect,
        lambda words: refuted(found, words),
        instruments,
        cost,
        sure,
        lambda words: unknown(found, words),
    )
    sections, lacking = [], []
    for part in parts:
        try:
            sections.append(part(language))
        except Missing as missing:
            lacking.append(str(missing))
    if lacking:
        studies = ", ".join(dict.fromkeys(lacking))
        sections.append(Section(Sentence(say("answer.not_run", language, studies=studies)), ()))
    return sections


def loop(language: str) -> Section:
    """Whether the data need the loop: the first thing that is said."""
    as_well = [one for one in rows("loop_cut", model=list(CUTS)) if one["as_well"] == "yes"]
    cuts = {one["model"]: one for one in rows("loop_cut", model=list(CUTS))}
    sources = tuple(one.source for one in cuts.values())
    numbers = {name: number(max(0.0, one["behind"]), language, 1) for name, one in cuts.items()}
    if as_well:
        names = {one["model"] for one in as_well}
        which = "both" if len(names) == len(CUTS) else names.pop()
        return Section(Sentence(say(f"answer.loop.as_well.{which}", language), sources), ())
    return Section(Sentence(say("answer.loop.needed", language, **numbers), sources), ())


def harm(language: str) -> Section:
    """Where it loses, and who."""
    incidents, trust, crisis = (
        row("where_it_loses", outcome=name) for name in ("incidents", "trust in two years", "trust in a crisis")
    )
    shares = {name: percent(one["worse"], language) for name, one in
              (("incidents", incidents), ("trust", trust), ("crisis", crisis))}  # fmt: skip
    head = Sentence(
        say("answer.harm.heading", language, **shares), tuple(one.source for one in (incidents, trust, crisis))
    )
    return Section(head, (_box(incidents, language), *_groups(language)))


def _box(incidents: Row, language: str) -> Sentence:
    if incidents["denser"] != "yes":
        return Sentence(say("answer.harm.no_box", language), (incidents.source,))
    sides = sorted(rows("where_it_loses_box", outcome="incidents"), key=lambda side: float(side["chance"]))[:MOST]
    told = "; ".join(
        say("answer.harm.side", language, name=lever_name(side["parameter"], language),
            low=number(side["from"], language), high=number(side["to"], language))
        for side in sides
    )  # fmt: skip
    density = percent(incidents["density"], language)
    return Sentence(
        say("answer.harm.box", language, sides=told, density=density),
        (incidents.source, *(side.source for side in sides)),
    )


def _groups(language: str) -> Iterator[Sentence]:
    """Whose trust fares otherwise than that of all."""
    of = {"norms": PACKAGE, "year": "last", "measure": "trust"}
    everybody = row("who_loses", **of, group="all")
    apart = [one for one in rows("who_loses", **of) if one["group"] != "all" and one["found"] in ("up", "down")]
    if not apart:
        yield Sentence(say("answer.harm.nobody", language), (everybody.source,))
    for one in sorted(apart, key=lambda one: -abs(one["apart"]))[:MOST]:
        group = say(f"answer.group.{one['group'].replace(' ', '_')}", language)
        yield Sentence(
            say("answer.harm.group", language, group=group, all=number(everybody["difference"], language, 3, sign=True),
                **_interval(one, "difference", language, 3)),
            (one.source, everybody.source),
        )  # fmt: skip


def effect(language: str) -> Section:
    """Whether it helps."""
    incidents = row("structure", contrast=HEADLINE, measure="incidents", variant="as shipped")
    others = (row("structure", contrast=HEADLINE, measure=name, variant="as shipped") for name in OUTCOMES)
    return Section(
        _told("answer.effect.incidents", incidents, language),
        tuple(
            _told("answer.effect.other", one, language, name=measure_name(one["measure"], language)) for one in others
        ),
    )


def refuted(found: list[Verdict], language: str) -> Section:
    """What the refuters say."""
    own = [item for item in found if item.claim.name in REFUTERS]
    run = [item for item in own if item.evidence and not item.stale]
    if not run:
        raise Missing(", ".join(dict.fromkeys(study_of(one.table) for item in own for one in item.claim.readings)))
    counted = Counter(item.said for item in run)
    head = say(
        "answer.refuted.heading", language, run=len(run), fails=counted[NOT_SUPPORTED], depends=counted[DEPENDS],
        stands=counted[SUPPORTED], undecided=counted[UNDECIDED],
    )  # fmt: skip
    return Section(Sentence(head), tuple(_refuter(item, language) for item in run))


def _refuter(item: Verdict, language: str) -> Sentence:
    name, counted = item.claim.name, Counter(one.said for one in item.evidence)
    text = say(
        "answer.refuted.one", language, claim=say(f"answer.claim.{name}", language),
        said=say(f"answer.verdict.{item.said.replace(' ', '_')}", language), rows=len(item.evidence),
        stand=counted[STANDS], fail=counted[FAILS],
    )  # fmt: skip
    return Sentence(text, (name,))


def instruments(language: str) -> Section:
    """Which instruments carry it."""
    ranked = sorted(rows("instruments_shared", measure="incidents"), key=lambda one: one["rank"])
    first = ranked[0]
    certain = first["rank_high"] == 1
    fewer = [one for one in ranked if one["found"] == "down"][:MOST]
    more = [one for one in ranked if one["found"] == "up"][:MOST]
    heading = say(
        f"answer.instruments.{'first' if certain else 'unranked'}", language,
        name=instrument_name(first["instrument"], language),
    )  # fmt: skip
    return Section(
        Sentence(heading, (first.source,)),
        tuple(
            Sentence(
                say(f"answer.instruments.{what}", language, names="; ".join(_worth(one, language) for one in some)),
                tuple(one.source for one in some),
            )
            for what, some in (("fewer", fewer), ("more", more))
            if some
        ),
    )


def _worth(one: Row, language: str) -> str:
    interval = _interval(one, "shapley", language, 2)
    return f"{instrument_name(one['instrument'], language)} {interval['value']} ({interval['low']}; {interval['high']})"


def cost(language: str) -> Section:
    """What it costs: weeks until a decision, and weeks until it was worth them."""
    weeks = row("structure", contrast=HEADLINE, measure="lead_time", variant="as shipped")
    late = rows("refuters", refuter="R4")[-1]
    share = percent(late["difference"], language)
    years = number(late["x_value"] / 52, language, 0)
    return Section(
        _told("answer.cost.weeks", weeks, language),
        (Sentence(say("answer.cost.late", language, share=share, years=years), (late.source,)),),
    )


def sure(language: str) -> Section:
    """How sure: in other structures, against the patterns, in what the data tell."""
    contrasts = rows("structure_survives")
    kept = [one for one in contrasts if one["survives"] == "yes" and one["found"] != "none found"]
    held = rows("calibration_predictive", held="yes")
    failing = [one for one in held if one["holds"] == "no"]
    told = identified()
    numbers = say("answer.sure.parameters", language, all=sum(told.values()), **told)
    return Section(
        Sentence(
            say("answer.sure.heading", language, kept=len(kept), all=len(contrasts)),
            tuple(one.source for one in kept[:MOST]),
        ),
        (
            Sentence(
                say("answer.sure.patterns", language, failing=len(failing), held=len(held)),
                tuple(one.source for one in failing),
            ),
            Sentence(numbers, ("calibration_recovery.csv",)),
        ),
    )


def identified() -> dict[str, int]:
    """How many of the calibrated parameters the data identify, weakly, or do not."""
    made = table("calibration_recovery")
    if made is None:
        raise Missing("calibration_recovery")
    counted = Counter(made["identified"])  # of the stored rows of the calibration, whose version is its own
    return {name: counted[name] for name in ("yes", "weakly", "no")}


def unknown(found: list[Verdict], language: str) -> Section:
    """What is not known."""
    essay = [item for item in found if item.claim.name not in REFUTERS]
    counted = Counter(item.said for item in essay)
    built_in = sum(item.said == SUPPORTED and bool(item.claim.built_in) for item in essay)
    text = say(
        "answer.unknown.heading", language, undecided=counted[UNDECIDED], untested=counted[NOT_TESTABLE], all=len(essay)
    )  # fmt: skip
    rest = say(
        "answer.unknown.rest", language, supported=counted[SUPPORTED], built_in=built_in,
        fails=counted[NOT_SUPPORTED], depends=counted[DEPENDS],
    )  # fmt: skip
    return Section(Sentence(text, ("verdicts.csv",)), (Sentence(rest, ("verdicts.csv",)),
                                                       Sentence(say("answer.unknown.never", language))))  # fmt: skip


def _told(key: str, one: Row, language: str, **values: str) -> Sentence:
    """What a difference is, by its direction."""
    found = {"up": "up", "down": "down"}.get(one["found"], "none")
    told = _interval(one, "difference", language, DIGITS[one["measure"]])
    return Sentence(say(f"{key}.{found}", language, **told, **values), (one.source,))


def _interval(one: Row, name: str, language: str, digits: int) -> dict[str, str]:
    keys = {"value": name, "low": "low", "high": "high"}
    return {key: number(one[column], language, digits, sign=True) for key, column in keys.items()}


def markdown(sections: list[Section], language: str, version: int) -> str:
    """The answer as a page of text."""
    lines = [f"# {say('answer.title', language)}", "", say("answer.lead", language, version=version), ""]
    for section in sections:
        lines += [f"**{section.heading.text}**{_sources(section.heading)}", ""]
        lines += [f"- {sentence.text}{_sources(sentence)}" for sentence in section.sentences]
        lines += [""] if section.sentences else []
    return "\n".join(lines).rstrip() + "\n"


def _sources(sentence: Sentence) -> str:
    return f" [{', '.join(sentence.sources)}]" if sentence.sources else ""
