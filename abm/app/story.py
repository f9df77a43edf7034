"""The guided story: six scenes round the essay's loop, each with a guess, what this run shows, and what many say.

A scene opens one state of the page and its button leads to another: the same worlds further on, struck, or with other
norms. As worlds are twins of themselves too, living on from the first gives the second. What a run shows is read from
its history; what is held against it, from stored verdicts and tables. Nothing here knows how any of them comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from abm.analysis import answer
from abm.analysis.rule import FAILS, STANDS
from abm.analysis.sentences import is_there, rows_of
from abm.analysis.verdicts import DEPENDS, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, UNDECIDED, Verdict
from abm.app.about import found
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import State
from abm.app.frames import Scene
from abm.app.hosting import Hosting
from abm.app.twin import History
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.words import number, percent, say

MEASURES = ("trust", "incidents", "misfit", "lead_time", "share_outside", "openings", "questions")
"""Measures that a history must hold."""

APART = 0.05
"""Share by which incidents or misfit must differ to be called different."""

LEAST = 0.001
"""Trust (0 to 1) that must move to be called a change."""

THIRD = 1.0 / 3.0

OPTIONS = (1, 2, 3)
"""What can be guessed, in every scene."""

ANSWERED: Mapping[str, Callable[[str], answer.Section]] = {
    "loop": answer.loop,
    "harm": answer.harm,
    "effect": answer.effect,
    "cost": answer.cost,
}
"""Sections of the answer whose heading a scene may tell."""

AGAINST = {
    SUPPORTED: "supported",
    NOT_SUPPORTED: "against",
    DEPENDS: "partly",
    UNDECIDED: "undecided",
    NOT_TESTABLE: "untestable",
}
"""What a verdict means for the essay."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a run shows in a scene: which of the guesses is right here, and the numbers that say so."""

    option: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class StoryScene:
    """One scene.

    Attributes
    ----------
    key : str
        Its words are ``story.<key>`` and those below it.
    view : str
        Tab whose picture it shows.
    before, after : str
        Links: what it opens, and what its button leads to.
    act : str
        What the button does: ``play``, ``strike``, ``lever`` or ``norm``.
    looks : callable
        From a history and a language to what it shows.
    claims : tuple of str
        Claims of the essay, or refuters, whose stored verdicts are told.
    sections : tuple of str
        Sections of the answer whose headings are told.
    """

    key: str
    view: str
    before: str
    after: str
    act: str
    looks: Callable[[History, str], Shown]
    claims: tuple[str, ...]
    sections: tuple[str, ...] = ()

    def words(self, language: str) -> dict[str, str]:
        """Title, text, question, its options, and what the button says."""
        parts = ("text", "guess", *(f"guess.{place}" for place in OPTIONS), "button")
        return {"title": say(f"story.{self.key}", language)} | {
            part: say(f"story.{self.key}.{part}", language) for part in parts
        }

    def opened(self, *, done: bool, hosting: Hosting | None = None) -> State:
        """The state of the page before its button, or after."""
        return from_query(self.after if done else self.before, hosting or Hosting())


# --- what a run shows -------------------------------------------------------------------------------------------------


def _mean(values: np.ndarray) -> float:
    """Mean of the weeks in which there was something to measure."""
    seen = values[np.isfinite(values)]
    return float(seen.mean()) if len(seen) else float("nan")


def _since(history: History, name: str, last: int | None = None) -> tuple[float, float]:
    """Means of a measure in A and B over the weeks since week 0, or over the last of them."""
    kept = history.weeks >= 0 if last is None else history.weeks > history.weeks[-1] - last
    return _mean(history.a[name][kept]), _mean(history.b[name][kept])


def _compared(a: float, b: float) -> int:
    """1 where B has less, 2 where it is about the same, 3 where B has more."""
    return 1 if b < a * (1.0 - APART) else 3 if b > a * (1.0 + APART) else 2


def calm(history: History, language: str) -> Shown:
    """How many choices go outside where no norm asks for it."""
    since = history.weeks >= 0
    shares, chosen = history.a["share_outside"][since], history.a["openings"][since]
    outside = float(np.nansum(shares * chosen))  # a week without a choice has no share
    share = outside / float(chosen.sum()) if chosen.any() else float("nan")
    option = 1 if share < THIRD else 2 if share < 2 * THIRD else 3
    return Shown(option, {"share": percent(share, language)})


def incident(history: History, language: str) -> Shown:
    """How far trust falls after the incident, and how much of it comes back."""
    fall, back, questions = _fall(history)
    option = 1 if fall < LEAST else 2 if back >= fall / 2 else 3
    told = {"fall": _points(fall, language), "back": _points(back, language)}
    return Shown(option, told | {"questions": number(questions, language, 1)})


def _fall(history: History) -> tuple[float, float, float]:
    """Largest loss of trust in A since the week before the incident, what of it came back, and questions then."""
    since = history.weeks >= STRUCK - 1
    trust, questions = history.a["trust"][since], history.a["questions"][since]
    if len(trust) < 2:
        return 0.0, 0.0, float("nan")
    low = float(trust.min())
    most = float(questions.max()) - float(history.a["questions"][history.weeks < STRUCK][-WEEKS_PER_YEAR:].mean())
    return float(trust[0]) - low, float(trust[-1]) - low, most


def haste(history: History, language: str) -> Shown:
    """Incidents and weeks to a decision with haste (A) and without (B)."""
    (a, b), (slow_a, slow_b) = _since(history, "incidents"), _since(history, "lead_time")
    told = {"a": number(a, language, 1), "b": number(b, language, 1)}
    weeks = {"weeks_a": number(slow_a, language, 0), "weeks_b": number(slow_b, language, 0)}
    return Shown(_compared(a, b), told | weeks)


def misfit(history: History, language: str) -> Shown:
    """How far policy is from needs in the last year, inside (A) and outside (B)."""
    a, b = _since(history, "misfit", WEEKS_PER_YEAR)
    return Shown(_compared(a, b), {"a": number(a, language, 2), "b": number(b, language, 2)})


def norm(history: History, language: str) -> Shown:
    """Incidents, trust and weeks to a decision without norms (A) and with all of them (B)."""
    (a, b), (first, second) = _since(history, "incidents"), _since(history, "lead_time")
    trust = float(history.b["trust"][-1] - history.a["trust"][-1])
    told = {"a": number(a, language, 1), "b": number(b, language, 1), "trust": _points(trust, language, sign=True)}
    return Shown(_compared(a, b), told | {"weeks": number(second - first, language, 1, sign=True)})


def crisis(history: History, language: str) -> Shown:
    """How trust moves in the year after the outbreak, in both worlds."""
    since = history.weeks >= OUTBREAK - 1
    a, b = (float(side["trust"][since][1:].mean() - side["trust"][since][0]) for side in (history.a, history.b))
    option = 1 if b - a > LEAST else 3 if a - b > LEAST else 2
    return Shown(option, {"a": _points(a, language, sign=True), "b": _points(b, language, sign=True)})


def _points(trust: float, language: str, *, sign: bool = False) -> str:
    return number(100.0 * trust, language, 2, sign=sign)


# --- the scenes -------------------------------------------------------------------------------------------------------

YEAR = WEEKS_PER_YEAR
STRUCK = YEAR // 2
"""Week of the incident."""

OUTBREAK = 2 * YEAR
"""Week of the crisis."""

_BARE, _PACKAGE = "a.norms=reactive&b.norms=reactive", "a.norms=reactive&b.norms=anticyclical"
_SLOW = f"{_BARE}&b.ministries.deadline_coupling=0.0"
_OUTSIDE = "a.norms=reactive&b.norms=going_outside"
_INCIDENT, _CRISIS = f"event={STRUCK}:incident:0:60.0", f"event={OUTBREAK}:crisis:0:10.0"


def _scene(
    key: str, view: str, links: tuple[str, str], act: str, looks: Callable[[History, str], Shown],
    claims: tuple[str, ...], sections: tuple[str, ...] = (),
) -> StoryScene:  # fmt: skip
    before, after = (to_query(from_query(f"{link}&view={view}", Hosting())) for link in links)
    return StoryScene(key, view, before, after, act, looks, claims, sections)


SCENES = (
    _scene("calm", "towers", (_BARE, f"{_BARE}&week={STRUCK - 1}"), "play", calm, ("33",)),
    _scene("incident", "media", (f"{_BARE}&week={STRUCK - 1}", f"{_BARE}&{_INCIDENT}&week={YEAR}"), "strike", incident,
           ("15", "R7")),
    _scene("haste", "loop", (f"{_BARE}&week=-1", f"{_SLOW}&week={2 * YEAR}"), "lever", haste, ("2",), ("loop",)),
    _scene("misfit", "dossier", (f"{_BARE}&week={2 * YEAR}", f"{_OUTSIDE}&week={3 * YEAR}"), "norm", misfit,
           ("R1", "28")),
    _scene("norm", "twin", (f"{_BARE}&week=-1", f"{_PACKAGE}&week={3 * YEAR}"), "norm", norm, ("44",),
           ("effect", "cost")),
    _scene("crisis", "twin", (f"{_PACKAGE}&week={OUTBREAK - 1}", f"{_PACKAGE}&{_CRISIS}&week={3 * YEAR}"), "strike",
           crisis, ("47", "R6"), ("harm",)),
)  # fmt: skip
"""In the order in which they are told."""


def story_scene(key: str) -> StoryScene:
    """The scene of a name."""
    return next(one for one in SCENES if one.key == key)


def shown(key: str, scene: Scene, language: str) -> str:
    """What this run shows in a scene, in a sentence; to be asked after its button."""
    seen = story_scene(key).looks(scene.history, language)
    return say(f"story.{key}.shown.{seen.option}", language, **seen.values)


def guessed(key: str, scene: Scene, option: int, language: str) -> str:
    """Whether a guess is what this run shows; one run can be luck, and that is said too."""
    right = story_scene(key).looks(scene.history, language).option == option
    return say(f"story.{'right' if right else 'wrong'}", language)


def verdict_text(key: str, language: str) -> list[str]:
    """What many runs say in the matter of a scene, also against the essay: a sentence each, and of how many it is."""
    one = story_scene(key)
    by_name = {item.claim.name: item for item in found()}
    told = [_judged(by_name[name], language) for name in one.claims]
    for section in one.sections:
        if all(map(is_there, answer.NEEDED[section])):
            heading = ANSWERED[section](language).heading
            told.append(_counted(heading.text, [one.values for one in rows_of(heading)], language))
    return told


def _counted(text: str, rows: Sequence[Mapping[str, Any]], language: str) -> str:
    """A sentence with the worlds, or else the seeds, that all of its rows are of; none where they differ or are one."""
    for column, key in (("points", "worlds"), ("worlds", "worlds"), ("seeds", "seeds")):
        counts = {int(row.get(column, 0)) for row in rows}
        if len(counts) == 1 and (count := counts.pop()) > 1:
            return f"{text.removesuffix('.')} {say(f'story.{key}', language, **{key: number(count, language, 0)})}."
    return text


def _judged(item: Verdict, language: str) -> str:
    """A claim, its verdict, how many comparisons it rests on, and what that means for the essay."""
    said = [row.said for row in item.deciding] if item.evidence else []
    meaning = say(f"story.verdict.{AGAINST[item.said]}", language)
    values = {"claim": item.claim.told(language), "said": answer.verdict_name(item.said, language)}
    counts = {"stand": said.count(STANDS), "fail": said.count(FAILS), "rows": len(said)}
    key = "story.verdict" if not said else "story.verdict.row" if len(said) == 1 else "story.verdict.rows"
    text = say(key, language, **values) if not said else say(key, language, **values, **counts)
    return f"{_counted(text, [{'seeds': row.seeds} for row in item.deciding], language)} {meaning}"
