"""How long the studies took, on which machine, and how whoever runs them again can check what comes out."""

from __future__ import annotations

from itertools import groupby

from abm.analysis.sentences import Section, Sentence
from abm.experiments.budget import FILE, Cost, budget
from abm.experiments.report.chapter import Content, chapter
from abm.experiments.report.lock import LOCK
from abm.words import number, say

MINUTES = 60.0
"""Of an hour."""


@chapter(990)
def write(language: str) -> Content:
    """Hours by machine, what was not measured, and how to check."""
    costs = budget()
    timed = sorted((cost for cost in costs if cost.took is not None), key=_machine)
    sections = [_hours(list(own), language) for _, own in groupby(timed, _machine)]
    if open_ones := [cost for cost in costs if cost.took is None]:
        names = ", ".join(name for cost in open_ones for name in cost.studies)
        planned = number(sum(cost.planned for cost in open_ones) / MINUTES, language, 1)
        text = say("report.hours.open", language, hours=planned, studies=names)
        sections.append(Section(Sentence(text, (FILE,)), ()))
    steps = tuple(Sentence(say(f"report.hours.{key}", language, lock=LOCK)) for key in ("again", "same", "lock"))
    return Content((*sections, Section(Sentence(say("report.hours.check", language)), steps)))


def _machine(cost: Cost) -> tuple[int, int]:
    return cost.cores, cost.memory


def _hours(costs: list[Cost], language: str) -> Section:
    """What the studies took that were run on one machine."""
    hours = number(sum(cost.took or 0.0 for cost in costs) / MINUTES, language, 1)
    cores, memory = _machine(costs[0])
    told = say("report.hours.took", language, hours=hours, cores=str(cores), memory=str(memory))
    each = tuple(
        Sentence(
            say(
                "report.hours.each",
                language,
                studies=", ".join(cost.studies),
                minutes=number(cost.took or 0.0, language, 0),
                runs=number(cost.runs, language, 0),
            ),
            (f"{FILE}:{cost.line}",),
        )
        for cost in costs
    )
    return Section(Sentence(told, (FILE,)), each)
