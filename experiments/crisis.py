"""A crisis: what it does to trust, whether relations built before it help, and when haste wins in it.

Question: does a crisis pass better where relations were built before it than where they are begun in it, or never; when
          does haste win in it; and how large are rally and blame, and what is left of them a year later?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens. A world is lived to week 104 without norms, and
          with the norm set ``going_outside`` from week 0 on. There a crisis breaks out on one dossier, the same in all
          arms: from *outside*, as in the scenario pandemic (harm grows until a policy answers), of government's *own*
          making, as in the scenario scandal (one grave incident), or *none* (an incident of severity 0: the placebo,
          which must change nothing). Each is held against the same weeks, from the same state, in which nothing breaks
          out, for two years. The two crises differ in size as well as in kind. *Relations*, the acquaintance of
          ministries with communities, ease recruitment and make who takes part less selective: there are no norms,
          before or after (never), or from the outbreak on (begun), or from week 0 on (before). Who lived with norms has
          more than relations: policies, skill, experience, and what citizens felt. So relations alone are carried over
          between the two worlds at the outbreak: those of before into begun (carried), those of never into before
          (taken), and those of before into never (carried without norms); and full gives begun the best relations there
          can be. *Haste*, from the outbreak on: salience shortens deadlines as far as it can (fast, λ 1) or not at all
          (slow, λ 0), and a crisis from outside is decided on within one week (lead 1) or eight (lead 8); other arms
          keep those of their world.
Columns of crisis: crisis: outside, own or none; arm, by relations and, after a comma, haste where it is not that of the
          world; measure, unit; when: quarter (13 weeks) or year from the outbreak on, highest or lowest week of both
          years, or whole where it is one number; mean of the arm with this crisis; difference from the same arm in
          which nothing breaks out, paired by world, with its interval (low, high: 95%, Student); found: up, down, or
          none found where the interval includes 0; seeds, results_version. Beside measures of the model there are rally
          and blame, their stocks, which are a part of trust; struck_misfit, the misfit of the struck dossier;
          answer_weeks, weeks until a policy whose process was opened or turned since the outbreak is in force there
          (all weeks that were lived, where none is); answered_outside, the share of these policies on which somebody
          was asked.
Columns of crisis_arms: test: relations or haste; crisis; arm, and against, what it is held against; of: level, the arms
          under that crisis, or effect, what the crisis does in them, each against no crisis; measure, unit; when;
          difference, paired by world, with its interval (low, high); found; seeds, results_version.

    abm study crisis hydra.run.dir=experiments/data
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.execution.state import State, put, take
from abm.experiments.challenging.contrasts import Contrast
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction, unit_of
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.norms import Norms
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.parameters import Event, Parameters

NORMS = "going_outside"
OUTBREAK, AFTER = 2 * WEEKS_PER_YEAR, 2 * WEEKS_PER_YEAR
"""Week of the outbreak, and weeks that are looked at from it on."""

CRISES = {"outside": ("crisis", 10.0), "own": ("incident", 60.0), "none": ("incident", 0.0)}
"""Kind and size of the event: those of the scenarios pandemic and scandal, and one that is nothing."""

COUPLING, LEAD = "ministries.deadline_coupling", "ministries.emergency_lead"
HASTE = {"fast": (COUPLING, 1.0), "slow": (COUPLING, 0.0), "lead 1": (LEAD, 1.0), "lead 8": (LEAD, 8.0)}
"""Parameters set in the week of the outbreak."""


class Outset(NamedTuple):
    """Whether norms were lived before the outbreak, and hold after it; whose relations; and what is set.

    Relations are its own, those of the other past, or full.
    """

    lived: bool
    norms: bool
    relations: str = "own"
    setting: tuple[str, float] | None = None


NEVER, BEGUN, BEFORE = "never", "begun", "before"
RELATIONS = {
    NEVER: Outset(lived=False, norms=False),
    BEGUN: Outset(lived=False, norms=True),
    BEFORE: Outset(lived=True, norms=True),
    "carried": Outset(lived=False, norms=True, relations="other"),
    "taken": Outset(lived=True, norms=True, relations="other"),
    "carried without norms": Outset(lived=False, norms=False, relations="other"),
    "full": Outset(lived=False, norms=True, relations="full"),
}
HURRIED = (NEVER, BEFORE)
"""Arms in which haste is varied."""

ARMS: Mapping[str, Outset] = RELATIONS | {
    f"{name}, {haste}": RELATIONS[name]._replace(setting=setting)
    for name in HURRIED
    for haste, setting in HASTE.items()
}
SMALL = (NEVER, BEGUN, BEFORE, f"{NEVER}, lead 1", f"{NEVER}, lead 8")
"""Arms at tiny size."""

CONTRASTS = (
    *(Contrast("relations", *pair) for pair in ((BEGUN, NEVER), (BEFORE, NEVER), (BEFORE, BEGUN))),
    *(Contrast("relations", *pair) for pair in (("carried", BEGUN), (BEFORE, "taken"), ("full", BEGUN))),
    Contrast("relations", "carried without norms", NEVER),
    *(
        Contrast("haste", f"{name}, {arm}", f"{name}, {against}")
        for name in HURRIED
        for arm, against in (("fast", "slow"), ("lead 1", "lead 8"))
    ),
)

TRUST = "trust"
BY_QUARTER = (TRUST, "trust_share", "trust_without_procedure", "rally", "blame")
BY_YEAR = (
    *("hazard_misfit", "hazard_coordination", "misfit", "struck_misfit"),
    *("unrest", "crisis_harm", "relations"),
)
OWN = {
    "rally": "trust, 0 to 1",
    "blame": "trust, 0 to 1",
    "struck_misfit": "needs",
    "answer_weeks": "weeks",
    "answered_outside": "share",
}
"""What only this study takes, with units."""

MEASURES = tuple(name for name in (*BY_QUARTER, *BY_YEAR) if name not in OWN)
KEYS = ["crisis", "arm", "measure", "when"]
NOTHING = "nothing"
"""What every crisis is held against."""

COMPARED = ("quarter 1", "quarter 5", "year 1", "year 2", "whole")
"""When arms are held against each other."""


@register(seeds={"tiny": 2, "quick": 5, "full": 40})
def study(options: Options) -> Tables:
    """Live all arms of each world, and tabulate."""
    citizens = ("population.citizens=2000",)
    size = options.at(tiny=(f"weeks={OUTBREAK + QUARTER + 1}",), quick=citizens, full=citizens)
    words = (f"norms={NORMS}", f"record.measures=[{','.join(MEASURES)}]")
    length = () if options.size == "tiny" else (f"weeks={OUTBREAK + AFTER}",)
    work = options.at(tiny=look_at_few, quick=look, full=look)
    found = live({NORMS: (*words, *size, *length)}, options, work)
    seen = pd.concat([values.assign(world=world) for _, world, values in found], ignore_index=True)
    return {"crisis": tabulate(seen), "crisis_arms": tabulate_arms(seen)}


def look(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Every arm and crisis of one world: ``crisis, arm, measure, when``, ``level`` and ``effect``."""
    return _looked(parameters, seed, tuple(ARMS))


def look_at_few(parameters: Parameters, seed: int) -> pd.DataFrame:
    """As :func:`look`, for the arms of the tiny size."""
    return _looked(parameters, seed, SMALL)


def _looked(parameters: Parameters, seed: int, names: tuple[str, ...]) -> pd.DataFrame:
    worlds = Pasts(parameters, seed)
    rows = []
    for name in names:
        without = worlds.lived(ARMS[name], None)
        for crisis, (kind, size) in CRISES.items():
            weeks = worlds.lived(ARMS[name], Event(OUTBREAK, kind, "", size))
            effect = dict(windows(weeks - without, extremes=True))
            level = dict(windows(weeks))
            rows += [(crisis, name, *key, level.get(key, math.nan), value) for key, value in effect.items()]
        rows += [(NOTHING, name, *key, value, math.nan) for key, value in windows(without)]
    return pd.DataFrame(rows, columns=[*KEYS, "level", "effect"])


class Pasts:
    """One world at the outbreak, without norms and with them, and what follows from there.

    Parameters
    ----------
    parameters : Parameters
        With the norm set.
    seed : int
    """

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters, self._seed = parameters, seed
        self._without = copy.deepcopy(parameters)
        self._without.instruments = []
        self._states: dict[bool, State] = {}
        self._relations: dict[bool, np.ndarray] = {}
        for norms in (False, True):
            model = PolicyModel(parameters if norms else self._without, seed=seed)
            for _ in range(parameters.burn_in + OUTBREAK):
                model.step()
            self._states[norms] = take(model, parameters=False)
            self._relations[norms] = model.relations.copy()

    def begin(self, arm: Outset) -> PolicyModel:
        """A model in the week before the outbreak, as the arm has it."""
        model = PolicyModel(self.parameters if arm.norms else self._without, seed=self._seed)
        put(self._states[arm.lived], model)
        if arm.norms and not arm.lived:
            for ministry in model.ministries_by_number:
                ministry.adopt(Norms(model.parameters.instruments, model.parameters.instrument))
        if arm.relations != "own":
            model.relations[:] = 1.0 if arm.relations == "full" else self._relations[not arm.lived]
            for ministry in model.ministries_by_number:
                ministry.mean_relations = float(ministry.relations.mean())
        if arm.setting is not None:
            key, value = arm.setting
            model.world.add(Event(OUTBREAK, "set", key, value))
        return model

    def lived(self, arm: Outset, event: Event | None) -> pd.DataFrame:
        """Weeks from the outbreak on, a column for each measure; those of the whole stand in each week."""
        model = self.begin(arm)
        struck = model.dossier(model.world.dossier_of(event or Event(OUTBREAK, "incident", "", 0.0), 0))
        if event is not None:
            model.world.add(event)
        weeks = self.parameters.weeks - OUTBREAK
        own: list[tuple[float, float, float]] = []
        answer, asked = float(weeks), math.nan
        for week in range(weeks):
            model.step()
            own.append((model.rally.level, model.blame.level, struck.misfit))
            for decision in struck.ministry.entered:
                process = decision.process
                if math.isnan(asked) and process.dossier == struck.number and process.turned >= OUTBREAK:
                    answer, asked = float(week), float(process.respondents > 0)
        columns = {name: model.datacollector.model_vars[name][-weeks:] for name in MEASURES}
        made = pd.DataFrame(columns).join(pd.DataFrame(own, columns=["rally", "blame", "struck_misfit"]))
        return made.assign(answer_weeks=answer, answered_outside=asked)


def windows(weeks: pd.DataFrame, extremes: bool = False) -> Iterator[tuple[tuple[str, str], float]]:
    """Measure and when, with the mean of those weeks; quarters and years, as far as weeks go.

    Parameters
    ----------
    weeks : DataFrame
        A row for each week from the outbreak on.
    extremes : bool
        Whether also the highest and the lowest week of trust.
    """
    for measures, name, length in ((BY_QUARTER, "quarter", QUARTER), (BY_YEAR, "year", WEEKS_PER_YEAR)):
        for measure in (*measures, *(BY_QUARTER if name == "year" else ())):
            for number in range(math.ceil(len(weeks) / length)):
                part = weeks[measure].iloc[number * length : (number + 1) * length]
                yield (measure, f"{name} {number + 1}"), float(part.mean())
    for measure in ("answer_weeks", "answered_outside"):
        yield (measure, "whole"), float(weeks[measure].iloc[0])
    if extremes:
        yield (TRUST, "highest"), float(weeks[TRUST].max())
        yield (TRUST, "lowest"), float(weeks[TRUST].min())


def tabulate(seen: pd.DataFrame) -> pd.DataFrame:
    """What each crisis does in each arm, from one row per world, crisis, arm, measure and window."""
    rows = []
    placebo = (seen["crisis"] == "none") & seen["when"].str.startswith("quarter")  # the years say as much
    for key, group in seen[(seen["crisis"] != NOTHING) & ~placebo].groupby(KEYS, sort=False):
        rows.append({**_named(key), "mean": group["level"].mean(), **_settled(group["effect"].to_numpy())})
    return pd.DataFrame(rows)


def tabulate_arms(seen: pd.DataFrame) -> pd.DataFrame:
    """Arms held against each other under each crisis; under none as they are without any."""
    kept = seen[seen["when"].isin(COMPARED)]
    levels = kept[kept["crisis"] != "none"].replace({"crisis": {NOTHING: "none"}})
    effects = kept[~kept["crisis"].isin(["none", NOTHING])]
    parts = {"level": levels, "effect": effects}
    rows = []
    for contrast in CONTRASTS:
        for of, part in parts.items():
            wide = part.pivot(index="world", columns=["arm", "crisis", "measure", "when"], values=of)
            if not {contrast.arm, contrast.against} <= set(wide.columns.get_level_values("arm")):
                continue  # at tiny size
            paired = wide[contrast.arm] - wide[contrast.against]
            for (crisis, measure, when), values in paired.items():
                head = {"test": contrast.test, "crisis": crisis, "arm": contrast.arm, "against": contrast.against}
                told = {"of": of, "measure": measure, "unit": unit(measure), "when": when}
                rows.append({**head, **told, **_settled(values.to_numpy())})
    return pd.DataFrame(rows)


def unit(measure: str) -> str:
    """Unit of a measure of this study."""
    return OWN.get(measure) or unit_of(measure)


def _named(key: tuple[str, ...]) -> dict[str, str]:
    crisis, arm, measure, when = key
    return {"crisis": crisis, "arm": arm, "measure": measure, "unit": unit(measure), "when": when}


def _settled(values: np.ndarray) -> dict[str, object]:
    """Mean of paired differences with its interval, and what was found; worlds that lack the measure are left out."""
    middle, low, high = student(values[~np.isnan(values)])
    return {"difference": middle, "low": low, "high": high, "found": FOUND[direction(low, high)]}
