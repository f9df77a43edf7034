"""Where hearing society makes a house's belief worse than the desk alone left it.

Question: where does hearing society take a house's belief (b') further from what is needed than the desk alone (d)?
Design:   forced processes on every dossier, each inside and with dialogue sessions, with the same draws; in two worlds:
          as declared, where the house has no bias, w is 1 and people come whatever they think, so that only selection
          can mislead, and default, where all that is not a column is as shipped. Three ministries do for twelve, as
          nothing is carried over from one process to the next.
Columns of evidence_map: case, as declared or default; education_needs, the correlation of values with education;
          respondents of the method; odds_ratio of its selection; bias_awareness of the house; evidence_share;
          influence_weight, the mean w of what is said; unit of the errors, which are means over dossiers; desk_error,
          the squared error of d; heard_error, that of b'; difference, heard minus desk, with its interval (low, high);
          verdict: better, worse, or undecided where the interval includes 0; seeds, results_version.
Columns of evidence_map_limits: case, as declared or default; education_needs, the correlation of values with education;
          respondents of the method; bias_awareness of the house; evidence_share; better_to, the largest of the odds
          ratios tried up to which society makes the belief better at all; worse_from, the smallest from which it makes
          it worse at all (both none where there is no such odds ratio); unit of the differences; least, the smallest
          difference over the odds ratios tried; most, the largest; seeds, results_version.

    abm study evidence_map hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from abm.agents.dossiers import Dossier
from abm.agents.ministers import open_process
from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, direction, run_all
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.parameters import Method, Parameters
from abm.policy.choice import INSIDE
from abm.policy.process import REACTIVE

SHARES = (1.0, 0.5, 0.25, 0.1)
"""Shares of the hours of evidence that are done."""

RESPONDENTS = (5, 50)

SETTINGS = (
    "ministries.count=3",
    # nobody learns: what one process does to relations and skill would change the next
    *("ministries.relation_gain=0", "ministries.relation_loss=0", "officials.practice_gain=0"),
)
"""What holds in all worlds."""

CASES: dict[str, tuple[str, ...]] = {
    "as declared": (
        *("ministries.influence_room=1", "ministries.mandate=0.9", "ministries.mandate_spread=0"),
        *("ministries.pressure_room=0", "citizens.acceptance=1", "evidence.mobilised=0", "evidence.relation_effect=0"),
        *("evidence.house_bias=0", "evidence.desk_perceived_bias=0"),
    ),
    "default": (),
}
"""What makes every declaration true but that of the selection; and what is shipped."""

UNIT = "needs^2"
BETTER, WORSE = "better", "worse"
VERDICTS = {1: WORSE, -1: BETTER, 0: "undecided"}


class Setting(NamedTuple):
    """What is varied between worlds; within one, respondents, their selection and the hours are."""

    case: str
    education_needs: float
    bias_awareness: float


@register()
def study(options: Options) -> Tables:
    """Force processes in every world."""
    ties = options.at(tiny=(0.8,), quick=(0.3, 0.8), full=(0.3, 0.8))
    aware = options.at(tiny=(0.0, 1.0), quick=(0.0, 0.5, 1.0), full=(0.0, 0.5, 1.0))
    worlds = {str(number): Setting(*rest) for number, rest in enumerate(itertools.product(CASES, ties, aware))}
    found = run_all({label: parameters_of(world, options) for label, world in worlds.items()}, options, forced)
    return tabulate(pd.concat([rows.assign(**worlds[label]._asdict()) for label, rows in found]))


def parameters_of(world: Setting, options: Options) -> Parameters:
    """Parameters of one world, whose methods are dialogue sessions of several sizes and odds ratios."""
    parameters = options.load(
        *CASES[world.case],
        *SETTINGS,
        f"population.education_needs={world.education_needs}",
        f"evidence.bias_awareness={world.bias_awareness}",
    )
    shipped = parameters.methods["dialogue"]
    ratios = options.at(tiny=(1, 15), quick=(1, 4, 15), full=(1, 2, 4, 8, 15))
    parameters.methods = {
        f"dialogue_{respondents}_{ratio}": replace(shipped, respondents=respondents, odds_ratio=float(ratio))
        for respondents, ratio in itertools.product(RESPONDENTS, ratios)
    }
    return parameters


def forced(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Mean errors over the dossiers of one world, one row per method and share of the hours."""
    model = PolicyModel(parameters, seed=seed)
    rows = [row for dossier in model.dossiers for share in SHARES for row in _rows(dossier, parameters.methods, share)]
    return (
        pd.DataFrame(rows).groupby(["respondents", "odds_ratio", "evidence_share"], sort=False, as_index=False).mean()
    )


def _rows(dossier: Dossier, methods: dict[str, Method], share: float) -> Iterable[dict[str, float]]:
    desk, *heard = errors(dossier, (INSIDE, *methods), share)
    for method, error in zip(methods.values(), heard, strict=True):
        yield {
            "respondents": method.respondents,
            "odds_ratio": int(method.odds_ratio),
            "evidence_share": share,
            "influence_weight": dossier.ministry.may(method.commitments, dossier.salience),
            "desk_error": desk,
            "heard_error": error,
        }


def errors(dossier: Dossier, choices: Iterable[str], share: float = 1.0) -> list[float]:
    """Squared error of the belief of a house after a process with each of these choices, each with the same draws.

    The belief is left as it was.

    Parameters
    ----------
    share : float
        Share of the hours of evidence that is done, in (0, 1].
    """
    board, j = dossier.model.board, dossier.number
    belief, variance, serial = board.belief[j].copy(), float(board.variance[j]), dossier.serial
    found = []
    for choice in choices:
        dossier.serial = serial
        found.append(_squared_error(dossier, choice, share))
        board.belief[j], board.variance[j] = belief, variance
    return found


def _squared_error(dossier: Dossier, choice: str, share: float) -> float:
    """Squared distance of the belief from the centre of needs after the evidence of a process with this choice."""
    model, ministry = dossier.model, dossier.ministry
    open_process(ministry, dossier, REACTIVE, model.parameters.ministries.routine_lead)
    process = dossier.process
    assert process is not None
    dossier.team[0].choose(process, imposed=choice)
    process.participation, process.desk = (1 - share) * process.participation, (1 - share) * process.desk
    dossier.conclude_evidence(process)
    ministry.active.remove(process)
    dossier.process = None
    away: Floats = model.board.belief[dossier.number] - model.needs.centre[dossier.number]
    return float(away @ away)


def tabulate(worlds: pd.DataFrame) -> Tables:
    """Both tables, from one row per world, seed, method and share of the hours."""
    others = ["case", "education_needs", "respondents", "bias_awareness", "evidence_share"]
    keys = [*others[:3], "odds_ratio", *others[3:]]
    cells = pd.DataFrame(dict(zip(keys, values, strict=True)) | cell(group) for values, group in worlds.groupby(keys))
    ends = pd.DataFrame(
        dict(zip(others, values, strict=True)) | limits(group) for values, group in cells.groupby(others)
    )
    return {"evidence_map": cells, "evidence_map_limits": ends}


def cell(worlds: pd.DataFrame) -> dict[str, float | str]:
    """Errors of one combination over its seeds, and the verdict."""
    difference, low, high = student((worlds["heard_error"] - worlds["desk_error"]).to_numpy())
    return {
        "influence_weight": worlds["influence_weight"].mean(),
        "unit": UNIT,
        "desk_error": worlds["desk_error"].mean(),
        "heard_error": worlds["heard_error"].mean(),
        "difference": difference,
        "low": low,
        "high": high,
        "verdict": VERDICTS[direction(low, high)],
    }


def limits(cells: pd.DataFrame) -> dict[str, float | str]:
    """Odds ratio up to which every cell is better, that from which every cell is worse, and the ends of the difference.

    Parameters
    ----------
    cells : DataFrame
        One for each odds ratio, ascending.
    """
    rows = list(zip(cells["odds_ratio"], cells["verdict"], strict=True))
    better = [ratio for ratio, _ in itertools.takewhile(lambda row: row[1] == BETTER, rows)]
    worse = [ratio for ratio, _ in itertools.takewhile(lambda row: row[1] == WORSE, reversed(rows))]
    return {
        "better_to": str(better[-1]) if better else "none",
        "worse_from": str(worse[-1]) if worse else "none",
        "unit": UNIT,
        "least": cells["difference"].min(),
        "most": cells["difference"].max(),
    }
