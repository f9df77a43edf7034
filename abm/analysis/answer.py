"""The answer: what the verdicts and tables of the studies say of the essay's question, in Dutch and in English.

Every sentence is chosen by what was found, headings too; it has its numbers, and the tables and lines they stand in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from abm.analysis.rule import FAILS, OF_A_CITIZEN, SHARE_OF_INCIDENTS, SMALLEST, STANDS, UNDECIDED
from abm.analysis.sentences import DIGITS, Line, Section, Sentence, by_direction, interval, is_there, row, rows
from abm.analysis.tables import study_of
from abm.analysis.verdicts import DEPENDS, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, Verdict
from abm.parameters.checks import declared
from abm.words import instrument_name, lever_name, measure_name, measure_short, norm_name, number, percent, say, say_or

NONE, PACKAGE = "reactive", "anticyclical"
BIAS, ROOM, BIAS_AND_ROOM = "evidence.house_bias", "ministries.influence_room", "bias and room"
"""What decides most how much there is to learn outside, and the map of both."""

BROUGHT = {"value": "brings", "low": "brings_low", "high": "brings_high"}

HEADLINE = "anticyclical minus reactive"
OUTCOMES = ("misfit", "trust", "trust_without_procedure")
"""Measures that are told beside incidents, of the headline contrast."""

BY_SOURCE = ("incidents_misfit", "incidents_coordination")

MOST = 3
"""Instruments and groups that are named at most."""

LOST = {
    "incidents": "incidents",
    "trust": "trust in two years",
    "crisis": "trust in a crisis",
    "plain": "trust_without_procedure in two years",
    "plain_crisis": "trust_without_procedure in a crisis",
}
"""What may be worse, by what it is called here."""

LEAST = 0.01
"""Smallest share that is told without a digit behind the point."""

TOLD = 0.001
"""Smallest share that is told with one; what rounds to none of them is told as less than this."""

PARTS = ("evidence", "tension", "going_outside", PACKAGE)
"""Norm sets whose misfit is told beside each other: what the package is made of."""

REFUTERS = tuple(f"R{number}" for number in range(1, 8))
VERDICTS = "verdicts.csv"
OF_TRUST = "R5"
CUTS = ("no_haste", "no_loop")
SHIPPED = "as shipped"

NEEDED: Mapping[str, tuple[str, ...]] = {
    "loop": ("loop_cut",),
    "harm": ("where_it_loses", "where_it_loses_box", "who_loses"),
    "effect": ("structure", "maps"),
    "instruments": ("instruments_shared",),
    "cost": ("structure", "refuters"),
    "sure": ("structure_survives", "calibration_predictive", "calibration_recovery"),
}
"""Tables that each section rests on."""


def lacking(found: list[Verdict]) -> list[str]:
    """Studies that an answer or a claim wants and that have not been run with the present results."""
    names = [name for needed in NEEDED.values() for name in needed if not is_there(name)]
    tested = [
        reading.table for item in found if not _judged(item) for reading in item.claim.readings
        if not is_there(reading.table)
    ]  # fmt: skip
    return list(dict.fromkeys(map(study_of, [*names, *tested])))


def _judged(item: Verdict) -> bool:
    return item.run and not item.stale


def answer(found: list[Verdict], language: str) -> list[Section]:
    """All sections, what must come first at the head.

    Parameters
    ----------
    found : list of Verdict
        On all claims and refuters.
    language : str
        ``nl`` or ``en``.
    """
    parts: Mapping[str, Callable[[str], Section]] = {
        "loop": loop,
        "harm": harm,
        "effect": effect,
        "refuted": lambda words: refuted(found, words),
        "instruments": instruments,
        "cost": cost,
        "sure": sure,
        "unknown": lambda words: unknown(found, words),
    }
    there = {name: all(map(is_there, NEEDED.get(name, ()))) for name in parts}
    there["refuted"] = any(item.claim.name in REFUTERS and _judged(item) for item in found)
    sections = [part(language) for name, part in parts.items() if there[name]]
    if missing := lacking(found):
        told = ", ".join(say_or(f"answer.study.{name}", language, name) for name in missing)
        text = say("answer.not_run", language, studies=told)
        sections.append(Section(Sentence(text), ()))
    return sections


def loop(language: str) -> Section:
    """Whether the data need the loop: the first thing that is said."""
    whole, cuts = row("loop_cut", model="none"), rows("loop_cut", model=list(CUTS))
    as_well = [one for one in cuts if one["as_well"] == "yes" or math.isnan(one["behind"])]
    sources = tuple(one.source for one in cuts)
    told = (*(_cut(one, whole, language) for one in cuts), _told_apart(whole, cuts[0], language))
    if as_well:
        which = "both" if len(as_well) == len(CUTS) else as_well[0]["model"]
        return Section(Sentence(say(f"answer.loop.as_well.{which}", language), sources), told)
    return Section(Sentence(say("answer.loop.needed", language), sources), told)


def _cut(one: Line, whole: Line, language: str) -> Sentence:
    """How far a cut model is behind the whole."""
    what = say(f"answer.loop.{one['model']}", language)
    behind = one["behind"]
    if math.isnan(behind):
        return Sentence(say("answer.loop.neither", language, what=what), (one.source,))
    if math.isinf(behind):
        return Sentence(say("answer.loop.never", language, what=what), (one.source,))
    key = "behind" if behind >= 0.0 else "ahead"
    times = number(math.exp(min(abs(behind), 50.0)), language, 0 if abs(behind) > 2.0 else 1)
    logarithms, error = (
        number(value, language, 1) for value in (abs(behind), math.hypot(one["error"], whole["error"]))
    )
    accepted = percent(one["accepted"], language)
    told = {"times": times, "logarithms": logarithms, "error": error, "accepted": accepted}
    return Sentence(say(f"answer.loop.{key}", language, what=what, **told), (one.source,))


def _told_apart(whole: Line, without: Line, language: str) -> Sentence:
    """What would tell haste apart, and was not fitted to."""
    found = [whole[f"lead_by_salience{end}"] for end in ("", "_low", "_high")]
    value, low, high, other = (number(one, language, 2, sign=True) for one in (*found, without["lead_by_salience"]))
    text = say("answer.loop.told_apart", language, value=value, low=low, high=high, without=other)
    return Sentence(text, (whole.source, without.source))


def harm(language: str) -> Section:
    """Where it loses, and who."""
    told = {name: row("where_it_loses", outcome=LOST[name]) for name in ("incidents", "trust", "crisis")}
    shares = {name: _worse(one, language) for name, one in told.items()}
    least = {"incidents": percent(SHARE_OF_INCIDENTS, language), "trust": number(SMALLEST["trust"], language, 3)}
    return Section(
        Sentence(say("answer.harm.heading", language, **shares), tuple(one.source for one in told.values())),
        (
            Sentence(say("answer.harm.luck", language, **least)),
            _box(told["incidents"], language),
            *_groups(language),
        ),
    )


def share(value: float, language: str) -> str:
    """A share in whole percents; what is less than one of them is not called none.

    Examples
    --------
    >>> [share(value, "en") for value in (0.0, 0.00003, 0.006, 0.41)]
    ['0%', '<0.1%', '0.6%', '41%']
    """
    shown = percent(value, language, 1 if 0.0 < value < LEAST else 0)
    return f"<{percent(TOLD, language, 1)}" if value > 0.0 and shown == percent(0.0, language, 1) else shown


def _worse(one: Line, language: str) -> str:
    """The share of worlds that fare worse, with its interval."""
    value, low, high = (share(one[f"worse{end}"], language) for end in ("", "_low", "_high"))
    return f"{value} ({low}; {high})"


def _box(incidents: Line, language: str) -> Sentence:
    if incidents["denser"] != "yes":
        return Sentence(say("answer.harm.no_box", language), (incidents.source,))
    sides = rows("where_it_loses_box", outcome="incidents")
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


def _group(name: str, language: str) -> str:
    return say(f"answer.group.{name.replace(' ', '_')}", language)


def _of_trust(one: Line, language: str) -> str:
    return number(one["difference"], language, DIGITS["trust"], sign=True)


def _groups(language: str) -> Iterator[Sentence]:
    """How many citizens gain and lose, and whose trust fares otherwise than that of all."""
    of = {"norms": PACKAGE, "year": "last"}
    gains, loses = (row("who_loses", **of, group="all", measure=name) for name in ("gains", "loses"))
    shares = {name: percent(one["difference"], language) for name, one in (("gains", gains), ("loses", loses))}
    least = number(OF_A_CITIZEN, language)
    yield Sentence(say("answer.harm.citizens", language, least=least, **shares), (gains.source, loses.source))
    found = rows("who_loses", **of, measure="trust")
    everybody = next(one for one in found if one["group"] == "all")
    apart = [one for one in found if one is not everybody and one["found"] in ("up", "down")]
    named = sorted(apart, key=lambda one: -abs(one["apart"]))[:MOST]
    if not named:
        yield Sentence(say("answer.harm.nobody", language), (everybody.source,))
        return
    groups = "; ".join(f"{_group(one['group'], language)} {_of_trust(one, language)}" for one in named)
    told = _of_trust(everybody, language)
    sources = (everybody.source, *(one.source for one in named))
    yield Sentence(say("answer.harm.groups", language, all=told, groups=groups), sources)


def effect(language: str) -> Section:
    """Whether it helps."""
    of = {"contrast": HEADLINE, "variant": SHIPPED}
    others = tuple(
        by_direction(
            "answer.effect.other", row("structure", measure=name, **of), language, name=measure_name(name, language)
        )
        for name in OUTCOMES
    )
    parts = [row("structure", measure="misfit", variant=SHIPPED, contrast=f"{name} minus reactive") for name in PARTS]
    told = "; ".join(
        f"{norm_name(name, language)} {number(one['difference'], language, 3, sign=True)}"
        for name, one in zip(PARTS, parts, strict=True)
    )
    return Section(
        by_direction("answer.effect.incidents", row("structure", measure="incidents", **of), language),
        (
            _by_source([row("structure", measure=name, **of) for name in BY_SOURCE], language),
            _when(language),
            *others,
            Sentence(say("answer.effect.parts", language, parts=told), tuple(one.source for one in parts)),
        ),
    )


def _when(language: str) -> Sentence:
    """How many incidents there are without it, and what it does to them where it does most and least."""
    of = {"map": BIAS_AND_ROOM, "measure": "incidents"}
    shipped = {axis: declared()[key].default for axis, key in zip(("x_value", "y_value"), (BIAS, ROOM), strict=True)}
    level = row("maps", norms=NONE, **shipped, **of)
    ends = [choose(rows("maps", norms=PACKAGE, **of), key=lambda one: one["brings"]) for choose in (min, max)]
    low, high = (
        say("answer.effect.where", language, bias=number(one["x_value"], language, 1),
            room=number(one["y_value"], language, 1),
            **{key: number(one[name], language, DIGITS["incidents"], sign=True) for key, name in BROUGHT.items()})
        for one in ends
    )  # fmt: skip
    text = say("answer.effect.when", language, level=number(level["mean"], language, 1), low=low, high=high)
    return Sentence(text, (level.source, *(one.source for one in ends)))


def _by_source(changes: list[Line], language: str) -> Sentence:
    """How incidents of each source change."""
    told = (
        {"name": measure_short(one["measure"], language), **interval(one, "difference", language, 2)} for one in changes
    )
    parts = "; ".join(say("answer.effect.source", language, **one) for one in told)
    return Sentence(say("answer.effect.sources", language, parts=parts), tuple(one.source for one in changes))


def refuted(found: list[Verdict], language: str) -> Section:
    """What the refuters say; that on trust, which the essay does not claim, is not counted."""
    run = [item for item in found if item.claim.name in REFUTERS and _judged(item)]
    counted = Counter(item.said for item in run if item.claim.name != OF_TRUST)
    head = say(
        "answer.refuted.heading", language, run=counted.total(), fails=counted[NOT_SUPPORTED],
        depends=counted[DEPENDS], stands=counted[SUPPORTED], undecided=counted[UNDECIDED],
    )  # fmt: skip
    return Section(Sentence(head), tuple(_refuter(item, language) for item in run))


def verdict_name(said: str, language: str) -> str:
    """A verdict in words."""
    return say(f"answer.verdict.{said.replace(' ', '_')}", language)


def _refuter(item: Verdict, language: str) -> Sentence:
    name, counted = item.claim.name, Counter(one.said for one in item.deciding)
    text = say(
        "answer.refuted.one", language, claim=item.claim.told(language), said=verdict_name(item.said, language),
        rows=len(item.deciding), stand=counted[STANDS], fail=counted[FAILS],
    )  # fmt: skip
    aside = [say("answer.refuted.of_trust", language)] if name == OF_TRUST else []
    return Sentence(" ".join([text, *aside]), (name,))


def instruments(language: str) -> Section:
    """Which instruments carry it."""
    ranked = sorted(rows("instruments_shared", measure="incidents"), key=lambda one: one["rank"])
    first = ranked[0]
    certain = first["rank_high"] == 1
    fewer = [one for one in ranked if one["found"] == "down"][:MOST]
    more = [one for one in ranked if one["found"] == "up"][:MOST]
    heading = say(
        f"answer.instruments.{'first' if certain else 'unranked'}", language,
        name=instrument_name(first["instrument"], language), share=percent(first["share"], language),
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


def _worth(one: Line, language: str) -> str:
    ends = interval(one, "shapley", language, 2)
    return f"{instrument_name(one['instrument'], language)} {ends['value']} ({ends['low']}; {ends['high']})"


def cost(language: str) -> Section:
    """What it costs: weeks until a decision, and weeks until it was worth them."""
    weeks = row("structure", contrast=HEADLINE, measure="lead_time", variant=SHIPPED)
    late = rows("refuters", refuter="R4")[-1]
    share, low, high = (percent(late[name], language) for name in ("difference", "low", "high"))
    years = number(late["x_value"] / 52, language, 0)
    return Section(
        by_direction("answer.cost.weeks", weeks, language),
        (Sentence(say("answer.cost.late", language, share=share, low=low, high=high, years=years), (late.source,)),),
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
    counted = Counter(one["identified"] for one in rows("calibration_recovery"))
    return {name: counted[name] for name in ("yes", "weakly", "no")}


def unknown(found: list[Verdict], language: str) -> Section:
    """What is not known."""
    essay = [item for item in found if item.claim.name not in REFUTERS]
    judged = Counter(item.said for item in essay if _judged(item))
    waiting = sum(not _judged(item) for item in essay)
    built_in = sum(bool(item.evidence) and item.said == NOT_TESTABLE for item in essay)
    head = say(
        "answer.unknown.heading", language, all=len(essay), supported=judged[SUPPORTED], depends=judged[DEPENDS],
        fails=judged[NOT_SUPPORTED], undecided=judged[UNDECIDED], untested=judged[NOT_TESTABLE],
    )  # fmt: skip
    text = say("answer.unknown.rest", language, waiting=waiting, built_in=built_in)
    told = (Sentence(text, (VERDICTS,)), Sentence(say("answer.unknown.never", language)))
    return Section(Sentence(head, (VERDICTS,)), told)
