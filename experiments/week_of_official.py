"""Two weeks in the life of one official, told from the decision log.

Question: what stands in the log of choices of one official in a tense and in a calm week, without norms and under the
          package of the essay?
Design:   one world, as shipped, with seed 1, lived without norms and under ``anticyclical``. An official chooses when a
          process of theirs opens, once in half a year or so, so that one week holds one choice at most. Of all who hold
          a seat from week 0 on, those are looked at who chose on a dossier with a salience above .3 and in another week
          on one below .1, by the same person in the same week in both worlds; of them the one whose tense choice had
          most salience without norms, ties by the number of the seat; their calm choice is that with least. It is one
          official of one run: it shows how the rule works and nothing in general.
Columns:  norms; story: tense, calm, or other for all other choices of the same person; week, ministry, dossier, serial
          (process on the dossier), reconsidered and superseded (whether the choice fell again, and again after this
          one), official, generation (how many held the seat before), kind (reactive or planned), emergency, salience,
          sensitivity, deadline (weeks), rule, considers (whether participation was considered), willing, dares, wishes,
          backed, may, threshold, readiness_rule, readiness, can (methods that fit), imposed, chosen, probability (of
          what was chosen), hours_outside, demand_must_explain, audited, sanctioned, rejected, escalated, respondents,
          respondents_educated, respondents_grievance, adoption, decided_week, lead_time, evidence_share,
          drafting_share, coordination_gap, misfit_before, misfit_after, incidents_window, incidents_after,
          benefit_before, benefit_after: as in decisions.parquet; did and why, what was done and what fell short, in the
          keys of abm.observation.decision_log; society, loyalty to society x expected benefit; minister, loyalty to the
          minister x mandate; speed, what the demand for speed takes off that; curiosity: their sum is willing; courage;
          fear, what it takes off courage; blame, what salience on a sensitive dossier takes off where it is not backed:
          their sum is dares; usual_salience, mean of the dossier from week 0 on; questions, on the dossier that week;
          ministry_questions, of the ministry that week, and usual_questions, their mean; pressure and utilisation of
          the ministry that week, and usual_utilisation, their mean; unrest, share of citizens in action over the
          dossier; candidates, people who so chose in a tense and in a calm week; seeds, results_version.

    abm study week_of_official hydra.run.dir=experiments/data
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from abm.agents.ministries import Ministry
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.observation.decision_log import reason
from abm.observation.measures.government import CALM, TENSE
from abm.observation.record import DECISION_COLUMNS
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, refused
from abm.policy.choice import blame_feared

NONE, PACKAGE = "reactive", "anticyclical"
PERSON = ["official", "generation"]
SAME = [*PERSON, "week", "dossier"]
WILLING = ("society", "minister", "speed", "curiosity")
DARES = ("courage", "fear", "blame")
EXACT = 12
"""Decimals of a term; what lies behind them is rounding."""


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Live both worlds, and keep what one official chose in them."""
    weeks = options.at(tiny=("weeks=240",), quick=(), full=())
    plan = {name: options.load(f"norms={name}", "seed=1", *weeks) for name in (NONE, PACKAGE)}
    lived = dict(run_all(plan, options, look))
    return {"week_of_official": told(lived)}


class Diary(PolicyModel):
    """A model that notes at each choice what the terms of readiness were, and each week what it was like."""

    def __init__(self, parameters: Parameters, *, seed: int) -> None:
        super().__init__(parameters, seed=seed)
        self.terms: list[dict[str, float]] = []
        self.of_dossiers: list[np.ndarray] = []
        self.of_ministries: list[np.ndarray] = []

    def spend_hours(self) -> None:
        """Note the terms of what was chosen this week, while those who chose still sit there."""
        super().spend_hours()
        for ministry in self.ministries_by_number:
            self.terms += [terms(entry, ministry) for entry in ministry.log]

    def step(self) -> None:
        """A week, and what it was like."""
        super().step()
        board, ministries = self.board, self.ministries_by_number
        self.of_dossiers.append(np.array([board.salience, board.questions, board.unrest]))
        self.of_ministries.append(np.array([[one.asked, one.pressure, one.utilisation] for one in ministries]).T)


def terms(entry: dict[str, Any], ministry: Ministry) -> dict[str, float]:
    """The terms of both reasons, with their signs; those of ``willing``, and of ``dares``, add up to it."""
    parameters = ministry.model.parameters
    official = next(one for one in ministry.officials if one.seat == entry["official"])
    mandate, society = ministry.leadership.mandate, official.loyalty_society * entry["benefit_before"]
    feared = blame_feared(
        parameters.officials.blame, entry["sensitivity"], entry["salience"], ministry.leadership.backing
    )
    found = {
        "society": society,
        "minister": official.loyalty_minister * mandate,
        "speed": official.loyalty_minister * (entry["backed"] - mandate),
        "curiosity": entry["wishes"] - math.sqrt(society),
        "courage": official.courage,
        "fear": entry["dares"] - official.courage + feared,
        "blame": -feared,
    }
    return {name: round(value, EXACT) + 0.0 for name, value in found.items()}


def look(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Every choice of a run from week 0 on, with its terms and what was going on."""
    model = Diary(parameters, seed=seed)
    for _ in range(parameters.burn_in + parameters.weeks):
        model.step()
    dossiers, ministries = (
        np.array(noted)[parameters.burn_in :] for noted in (model.of_dossiers, model.of_ministries)
    )  # shape (weeks, 3, dossiers or ministries)
    rows = []
    for entry, parts in zip(model.datacollector.choices, model.terms, strict=True):
        if (week := entry["week"]) < 0:
            continue
        on, of = dossiers[:, :, entry["dossier"]], ministries[:, :, entry["ministry"]]
        did, why = reason(entry)
        rows.append(
            {name: entry.get(name) for name in DECISION_COLUMNS}
            | {"did": did, "why": why, **parts, "usual_salience": on[:, 0].mean(), "questions": int(on[week, 1])}
            | {"ministry_questions": int(of[week, 0]), "usual_questions": of[:, 0].mean(), "pressure": of[week, 1]}
            | {"utilisation": of[week, 2], "usual_utilisation": of[:, 2].mean(), "unrest": on[week, 2]}
        )
    return pd.DataFrame(rows)


def told(lived: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """All choices of the official whom the rule picks, in both worlds.

    Raises
    ------
    ParameterError
        Where nobody chose in a tense and in a calm week.
    """
    shared = lived[NONE].merge(lived[PACKAGE][SAME], on=SAME)
    calm = shared[shared["salience"] < CALM].sort_values(["salience", "week"])
    tense = shared[shared["salience"] > TENSE].merge(calm[PERSON].drop_duplicates(), on=PERSON)
    if tense.empty:
        weeks = len(shared["week"].unique())
        allowed = "long enough that somebody chooses in a tense and in a calm week"
        raise ParameterError(refused("weeks with a choice", weeks, allowed))
    first = tense.sort_values(["salience", "official", "week"], ascending=[False, True, True]).iloc[0]
    person = (first["official"], first["generation"])
    calmest = calm[(calm["official"] == person[0]) & (calm["generation"] == person[1])].iloc[0]
    when = {first["week"]: "tense", calmest["week"]: "calm"}
    tables = []
    for norms, choices in lived.items():
        own = choices[(choices["official"] == person[0]) & (choices["generation"] == person[1])]
        story = own["week"].map(when).fillna("other")
        tables.append(pd.concat([story.rename("story"), own], axis=1).assign(norms=norms))
    table = pd.concat(tables, ignore_index=True).assign(candidates=len(tense[PERSON].drop_duplicates()))
    return table[["norms", *(name for name in table.columns if name != "norms")]]
