"""How strong each arrow of the essay's loop is, and how far an incident travels round it, with and without the norms.

Question: does unrest travel round the loop, where does it die, and is it weaker with the norms of the essay?
Design:   worlds of the calibrated set, a seed each, under ``reactive`` and under ``anticyclical``. After three years
          one world becomes many, all from the same state and with the same luck: one is left alone, and every other
          differs from it by one thing. All that is counted later is what is more than in the one left alone.
          *Stages*: every ministry meets one ordinary incident, as in the study ``reproduction``; at each stage of the
          loop the extra is summed over the weeks that follow, as a percentage of what is usual in the same weeks.
          *Arrows*: for half a year, what stands at the tail of one arrow is shown larger to what stands at its head,
          and to nothing else: parliament sees half as much attention again, and citizens, ministers and officials see
          what there is. So an arrow is measured by itself, without a parameter being cut, and the world left alone is
          the same for all arrows. The tail is half as much again (unrest, attention, questions, severity of incidents
          as news and as harm, distance of policies from needs as it makes incidents, unfinished coordination of
          policies); the weeks that a deadline takes from the routine lead are half as many again, as far as the rush
          lead allows; a tenth of all hours of officials goes elsewhere; and where society is asked, pilots included,
          nothing is heard.
          Strength is the sum of the extra at the head over what was put in at the tail, both in weeks of their usual
          level: 1 says that a percent more brings a percent more in sum. It is positive where it has the sign that the
          essay gives the arrow: contact counts as the less of it, so that haste and busy-ness lower it and its lack
          makes policies fit worse.
          Limits: an arrow holds what comes back to its head through the rest of the loop, too, which grows with the
          weeks that are counted. No rule of the model leads from questions to deadlines, which attention shortens; that
          arrow of the essay is measured all the same, and questions reach ministers as pressure. Contact is the share
          of decisions before which society was asked, whatever came of it; the arrow from contact takes away what is
          heard and leaves its hours and weeks. What makes contact rare but is neither haste nor busy-ness (fear of
          blame, room, a norm) is no arrow of the loop and not measured here, nor is what a hasty draft errs by itself.
Columns of loop_strengths: norms: reactive, anticyclical, or their difference (anticyclical minus reactive, paired by
          world); cause, effect: ends of the arrow; kind: ring, for those that make the loop of the essay, or beside it;
          weeks, over which the effect is summed, from when the push begins; push, how much more of the cause was put
          in, as a share of what is usual in half a year (empty for a difference); strength, with unit, and its interval
          (low, high: 95%, Student, over worlds); found: up, down, or none found where the interval includes 0; seeds,
          results_version.
Columns of loop_strengths_stages: norms, as above; stage; weeks, over which it is summed; usual, level a week in the
          world left alone, in level_unit (empty for a difference); extra, after one incident in each ministry, in unit,
          with its interval (low, high); found; seeds, results_version.

    abm study loop_strengths hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.execution.state import put, take
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction
from abm.experiments.registry import register
from abm.experiments.reproduction import AFTER, FIRST, severities
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.parameters import Event, Parameters
from abm.policy.process import haste

WITHOUT, PACKAGE = "reactive", "anticyclical"
DIFFERENCE = f"{PACKAGE} minus {WITHOUT}"
NORMS = (WITHOUT, PACKAGE)

STAGES: Mapping[str, str] = {
    "unrest": "share",
    "attention": "salience, 0 to 1",
    "questions": "questions/(ministry week)",
    "haste": "routine leads/(ministry week)",
    "busyness": "share",
    "contact": "share",
    "misfit": "needs",
    "incidents": "1/(ministry week)",
    "unfinished": "share",
}
"""Stages of the loop in its order, and last what is left unfinished beside it; with their units."""

RING = tuple(STAGES)[:-1]
LESS = "contact"
"""The stage of which the essay says that there is less."""

WINDOWS = (26, 52, AFTER)
"""Weeks over which effects are summed."""

LASTS = 26
"""Weeks of a push."""

MORE, FEWER_HOURS = 0.5, 0.1
"""How much larger a tail is shown, and which share of hours is taken away."""

LEFT_ALONE, INCIDENTS = "left alone", "incidents put in"
Push = Callable[[PolicyModel], AbstractContextManager[None]]


# --- what is shown to a part of a week, and taken back after it ----------------------------------------------------


def shown(column: str) -> Push:
    """A column of the board, larger."""

    @contextmanager
    def push(model: PolicyModel) -> Iterator[None]:
        own = getattr(model.board, column)
        larger = own * (1.0 + MORE)
        setattr(model.board, column, larger)
        yield
        if getattr(model.board, column) is larger:  # and not what that part of the week wrote there itself
            setattr(model.board, column, own)

    return push


@contextmanager
def longer(model: PolicyModel) -> Iterator[None]:
    """Questions of this week, as if there were more of them to answer."""
    work = model.parameters.work
    own, work.question_hours = work.question_hours, work.question_hours * (1.0 + MORE)
    yield
    work.question_hours = own


@contextmanager
def elsewhere(model: PolicyModel) -> Iterator[None]:
    """Hours of officials, of which some go elsewhere."""
    officials = model.parameters.officials
    own, officials.hours = officials.hours, officials.hours * (1.0 - FEWER_HOURS)
    yield
    officials.hours = own


@contextmanager
def unheard(model: PolicyModel) -> Iterator[None]:
    """Of those who are asked nobody is heard."""
    placebo = model.parameters.placebo
    own, placebo.respondents = placebo.respondents, "nobody"
    yield
    placebo.respondents = own


@contextmanager
def further(model: PolicyModel) -> Iterator[None]:
    """Policies in force, further from what is needed, as they cause incidents."""
    board, centre = model.board, model.needs.centre
    own = board.bad_share
    board.bad_share = model.needs.bad_share(centre + (1.0 + MORE) * (board.policy - centre))
    yield
    board.bad_share = own


@contextmanager
def hastened(model: PolicyModel) -> Iterator[None]:
    """Deadlines that attention set this week, earlier."""
    yield
    own = model.parameters.ministries
    for ministry in model.ministries_by_number:
        for process in ministry.active:
            if process.turned == model.week and process.haste > 0.0 and not process.emergency:
                sooner = process.deadline - MORE * process.haste * own.routine_lead
                if (deadline := max(sooner, model.week + own.rush_lead)) < process.deadline:
                    process.deadline = deadline
                    process.haste = haste(deadline - process.opened, own.routine_lead)


@dataclass(frozen=True)
class Pushed:
    """What is pushed: the stage at the tail, stages at whose heads it is read, and the part of the week that sees it.

    Attributes
    ----------
    cause : str
    effects : tuple of str
    part : str
        Name of the part of a week in :class:`PolicyModel`.
    push : callable
    """

    cause: str
    effects: tuple[str, ...]
    part: str
    push: Push

    @property
    def name(self) -> str:
        """What tells it apart."""
        return f"{self.cause} to {', '.join(self.effects)}"

    def begin(self, model: PolicyModel) -> None:
        """Push for half a year from now on."""
        own, last = getattr(model, self.part), model.week + LASTS

        def pushed() -> None:
            with self.push(model) if model.week <= last else nullcontext():
                own()

        setattr(model, self.part, pushed)


PUSHES = (
    Pushed("unrest", ("attention",), "divide_attention", shown("unrest")),
    Pushed("attention", ("questions",), "ask_questions", shown("salience")),
    Pushed("attention", ("haste",), "press_ministers", shown("salience")),
    Pushed("questions", ("haste",), "press_ministers", shown("questions")),
    Pushed("questions", ("busyness",), "spend_hours", longer),
    Pushed("haste", ("busyness", "contact", "unfinished"), "press_ministers", hastened),
    Pushed("busyness", ("contact", "unfinished"), "spend_hours", elsewhere),
    Pushed("contact", ("misfit",), "decide", unheard),
    Pushed("misfit", ("incidents",), "surface_incidents", further),
    Pushed("unfinished", ("incidents",), "surface_incidents", shown("coordination_gap")),
    Pushed("incidents", ("unrest",), "live", shown("struck")),
    Pushed("incidents", ("attention",), "divide_attention", shown("news")),
)


# --- what is lived, and what is counted --------------------------------------------------------------------------


@register(seeds={"tiny": 2, "quick": 5, "full": 40})
def study(options: Options) -> Tables:
    """Push every arrow in every world."""
    weeks = options.at(tiny=FIRST + LASTS, quick=FIRST + AFTER, full=FIRST + AFTER)
    found = live({name: (f"norms={name}", f"weeks={weeks}") for name in NORMS}, options, pushed)
    seen = pd.concat([rows.assign(norms=norms, world=world) for norms, world, rows in found], ignore_index=True)
    return {"loop_strengths": arrows(seen), "loop_strengths_stages": stages(seen)}


def pushed(parameters: Parameters, seed: int) -> pd.DataFrame:
    """What is usual, and what is more in each world that was pushed.

    Returns
    -------
    DataFrame
        ``pushed, weeks, stage``, and sums over these weeks of what is usual and of the extra.
    """
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in + FIRST):
        model.step()
    state = take(model)
    weeks = parameters.weeks - FIRST
    usual, rows = sums(lived(model, weeks)), []
    for name, begin in {INCIDENTS: put_in, **{item.name: item.begin for item in PUSHES}}.items():
        twin = PolicyModel(parameters, seed=seed)
        put(state, twin)
        begin(twin)
        extra = sums(lived(twin, weeks)) - usual
        rows += [
            {"pushed": name, "weeks": window, "stage": stage, "usual": usual[n, k], "extra": extra[n, k]}
            for n, window in enumerate(windows(weeks)) for k, stage in enumerate(STAGES)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def put_in(model: PolicyModel) -> None:
    """Let every ministry meet one ordinary incident next week."""
    dossiers = [ministry.dossiers[model.seed % len(ministry.dossiers)] for ministry in model.ministries_by_number]
    sizes = severities(model.parameters, len(dossiers), model.seed)
    for dossier, size in zip(dossiers, sizes, strict=True):
        model.world.add(Event(model.week + 1, "incident", str(dossier.number), size))


def lived(model: PolicyModel, weeks: int) -> Floats:
    """Every stage in every week, and last the decisions of which contact is a share; shape (weeks, stages + 1)."""
    rows = []
    for _ in range(weeks):
        model.step()
        rows.append(look(model))
    return np.array(rows)


def look(model: PolicyModel) -> list[float]:
    """Find this week at every stage, in the order of :data:`STAGES`, and how many decisions fell."""
    board, ministries = model.board, model.ministries_by_number
    decided = [decision.process for ministry in ministries for decision in ministry.decided]
    hurried = [*decided, *(process for ministry in ministries for process in ministry.active)]
    found = {
        "unrest": board.unrest.sum(),
        "attention": board.salience.mean(),
        "questions": model.agenda.means.sum() / len(ministries),
        "haste": sum(process.haste for process in hurried if process.turned == model.week) / len(ministries),
        "busyness": sum(ministry.utilisation for ministry in ministries) / len(ministries),
        "contact": sum(process.outside for process in decided),
        "misfit": np.linalg.norm(board.policy - model.needs.centre, axis=1).mean(),
        "incidents": (board.hazard_misfit + board.hazard_coordination).sum() / len(ministries),
        "unfinished": board.coordination_gap.mean(),
    }
    return [*(float(found[stage]) for stage in STAGES), float(len(decided))]


def windows(weeks: int) -> list[int]:
    """Those over which so many weeks can be summed."""
    return [window for window in WINDOWS if window <= weeks]


def sums(values: Floats) -> Floats:
    """Over every window, of every stage; a share of decisions counts as often as there are weeks.

    Returns
    -------
    array of shape (windows, stages)
        NaN where no decision fell.
    """
    ends = windows(len(values))
    total = np.array([values[:end].sum(axis=0) for end in ends])
    with np.errstate(invalid="ignore", divide="ignore"):
        total[:, tuple(STAGES).index(LESS)] *= np.array(ends) / total[:, -1]
    return total[:, :-1]


# --- tables ------------------------------------------------------------------------------------------------------


def arrows(seen: pd.DataFrame) -> pd.DataFrame:
    """A row for each arrow, window and norm set, and for the difference between both."""
    found, rows = by_world(seen), []
    for item, effect, weeks in ((i, e, w) for i in PUSHES for e in i.effects for w in seen["weeks"].unique()):
        strengths = {norms: strength(found, norms, item, effect, weeks) for norms in NORMS}
        ends = {"cause": item.cause, "effect": effect, "kind": kind(item.cause, effect), "weeks": weeks}
        for norms, values in (*strengths.items(), (DIFFERENCE, strengths[PACKAGE] - strengths[WITHOUT])):
            put_in = {"push": dose(found, norms, item) if norms in NORMS else np.nan, "unit": "1"}
            rows.append({"norms": norms, **ends, **put_in, **found_in("strength", values)})
    return pd.DataFrame(rows)


def stages(seen: pd.DataFrame) -> pd.DataFrame:
    """A row for each stage, window and norm set after incidents, and for the difference between both."""
    found, rows = by_world(seen), []
    for stage, weeks in itertools.product(STAGES, seen["weeks"].unique()):
        levels = {norms: found["usual", norms, INCIDENTS, weeks, stage].mean() for norms in NORMS}
        extras = {norms: 100.0 * found["extra", norms, INCIDENTS, weeks, stage] / levels[norms] for norms in NORMS}
        for norms, values in (*extras.items(), (DIFFERENCE, extras[PACKAGE] - extras[WITHOUT])):
            level = {"usual": levels.get(norms, np.nan) / weeks, "level_unit": STAGES[stage], "unit": "percent"}
            rows.append({"norms": norms, "stage": stage, "weeks": weeks, **level, **found_in("extra", values)})
    return pd.DataFrame(rows)


def by_world(seen: pd.DataFrame) -> pd.DataFrame:
    """A row for each world; columns are usual or extra, norms, what was pushed, weeks and stage."""
    return seen.pivot(index="world", columns=["norms", "pushed", "weeks", "stage"], values=["usual", "extra"])


def strength(found: pd.DataFrame, norms: str, item: Pushed, effect: str, weeks: int) -> pd.Series:
    """Extra at the head over what was put in at the tail, world by world; both in weeks of their usual level."""
    sign = -1.0 if effect == LESS else 1.0  # of contact there is to be less; what the lack of it does has its own sign
    usual, extra = (found[which, norms, item.name, weeks, effect] for which in ("usual", "extra"))
    one_more = LASTS * dose(found, norms, item) * usual.mean() / weeks
    return sign * extra / (one_more if one_more > 0.0 else np.nan)


def dose(found: pd.DataFrame, norms: str, item: Pushed) -> float:
    """How much of the cause was put in, as a share of what is usual in the weeks of the push."""
    if item.cause == LESS:
        return 1.0
    usual, extra = (found[which, norms, item.name, LASTS, item.cause].mean() for which in ("usual", "extra"))
    if item.push is elsewhere:
        return FEWER_HOURS * LASTS / usual
    return MORE if item.push is not hastened else extra / usual if usual > 0.0 else np.nan


def kind(cause: str, effect: str) -> str:
    """Whether an arrow makes the loop of the essay."""
    return "ring" if effect == dict(zip(RING, (*RING[1:], RING[0]), strict=True)).get(cause) else "beside"


def found_in(name: str, values: pd.Series) -> dict[str, object]:
    """Mean and interval over worlds that show it, and what is found."""
    middle, low, high = student(values.dropna().to_numpy())
    return {name: middle, "low": low, "high": high, "found": FOUND[direction(low, high)]}
