"""What each parameter of an instrument acts on that bears on a choice: what comes to mind, is asked, and is audited."""

from __future__ import annotations

from dataclasses import replace

from abm.agents.ministries import Ministry
from abm.model import PolicyModel
from abm.norms import Norms
from abm.policy.choice import EXPLAINED, GO_OUTSIDE, INSIDE, TICK_BOX, Situation, rejection, utilities
from tests.conftest import open_process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import DIALOGUE, WHOLE_ROOM, Changes, chosen, country

BOARD, CHIEF, EXPLAIN = "board_norm", "chief_participation_officer", "comply_or_explain"
COMPASS, TENSION = "policy_compass", "tension_clause"

UNAWARE = {"officials.availability": 0.0}
"""Participation comes to nobody's mind by itself."""


def governed(instrument: str, settings: Changes, changes: Changes | None = None) -> PolicyModel:
    """A country in which one instrument is in force, with settings by their own names."""
    own = {f"instrument.{instrument}.{name}": value for name, value in settings.items()}
    model = country(own | (changes or {}))
    for ministry in model.ministries:
        ministry.adopt(Norms([instrument], model.parameters.instrument))
    return model


def ministry_under(instrument: str, settings: Changes, changes: Changes | None = None) -> Ministry:
    """The first ministry of such a country."""
    return governed(instrument, settings, changes).ministries_by_number[0]


def situation(model: PolicyModel, serial: int = 1) -> Situation:
    """What an official sees who chooses on dossier 0."""
    seen: list[Situation] = []

    def look(situation: Situation, given: object) -> dict[str, float]:
        seen.append(situation)
        return {INSIDE: 1.0}

    GO_OUTSIDE["look"], model.parameters.officials.rule = look, "look"
    try:
        chosen(model, serial=serial)
    finally:
        del GO_OUTSIDE["look"]
    return seen[0]


def utility(model: PolicyModel, option: str) -> float:
    """What an option on dossier 0 is worth to the official who chooses."""
    return utilities(situation(model), model.parameters)[option]


def overhead(instrument: str, settings: Changes) -> float:
    """Hours that a process has to spend on what norms ask."""
    return chosen(governed(instrument, settings), INSIDE).overhead


def considered(model: PolicyModel) -> float:
    """Processes of thirty in which participation comes to mind."""
    return sum(situation(model, serial).considers for serial in range(30))


# --- the board norm -------------------------------------------------------------------------------------------------


def half_outside(settings: Changes) -> PolicyModel:
    """A country in which half of last year's processes went outside, under a board norm."""
    model = governed(BOARD, settings)
    for number, choice in enumerate((DIALOGUE, INSIDE)):
        process = open_process(model, number)
        process.choice = choice
        model.ministries_by_number[0].choices.append(process)
    return model


@acts("instrument.board_norm.target", "utility of a tick-box exercise where half go outside", RISES, 0.6, 1.0)
def board_target(value: float) -> float:
    return utility(half_outside({"target": value}), TICK_BOX)


@acts("instrument.board_norm.target", "pull of colleagues where half go outside (demand.pull)", RISES, 0.4, 0.8)
def board_target_reached(value: float) -> float:
    return half_outside({"target": value}).ministries_by_number[0].demand().pull


@acts("instrument.board_norm.pull", "utility of a tick-box exercise where none go outside", RISES, 1.0, 4.0)
def board_pull(value: float) -> float:
    return utility(governed(BOARD, {"pull": value}), TICK_BOX)


@acts("instrument.board_norm.hours", "hours that norms ask of a process (overhead)", RISES, 4.0, 16.0)
def board_hours(value: float) -> float:
    return overhead(BOARD, {"hours": value})


# --- the chief participation officer --------------------------------------------------------------------------------


@acts("instrument.chief_participation_officer.audits", "audits in a year with ten processes", RISES, 2, 6)
def audits(value: float) -> float:
    norms = ministry_under(CHIEF, {"audits": value}).norms
    return sum(norms.audit(False, week) for week in range(10))


@acts("instrument.chief_participation_officer.audits", "probability that an official expects (audit)", RISES, 0.2, 0.8)
def audits_expected(value: float) -> float:
    return situation(governed(CHIEF, {"audits": value})).demand.audit


@acts("instrument.chief_participation_officer.sanction", "utility of a tick-box exercise", FALLS, 2.0, 8.0)
def sanction(value: float) -> float:
    return utility(governed(CHIEF, {"sanction": value}), TICK_BOX)


@acts("instrument.chief_participation_officer.quality_norm", "utility of a dialogue", FALLS, 0.1, 0.9)
def quality_norm(value: float) -> float:
    model = governed(CHIEF, {"quality_norm": value}, {"ministries.routine_lead": 104.0})
    return utility(model, DIALOGUE)


def repairs_after(settings: Changes) -> float:
    """Hours of repair that an audit of a tick-box exercise asks."""
    model = governed(CHIEF, settings)
    dossier = model.dossier(0)
    dossier.bear_audit(chosen(model, TICK_BOX), dossier.ministry.demand())
    return dossier.repairs


@acts(
    "instrument.chief_participation_officer.quality_norm", "hours of repair after an audit (repairs)", RISES, 0.1, 0.9
)
def quality_norm_in_audits(value: float) -> float:
    return repairs_after({"quality_norm": value})


@acts("instrument.chief_participation_officer.repairs", "hours of repair after an audit (repairs)", RISES, 40.0, 160.0)
def repairs(value: float) -> float:
    return repairs_after({"repairs": value})


@acts("instrument.chief_participation_officer.hours", "hours that norms ask of a process (overhead)", RISES, 12.0, 48.0)
def audit_hours(value: float) -> float:
    return overhead(CHIEF, {"hours": value})


# --- comply or explain ----------------------------------------------------------------------------------------------


@acts("instrument.comply_or_explain.rejection", "probability that an explanation is rejected", RISES, 0.2, 0.8)
def rejection_of_explanations(value: float) -> float:
    model = governed(EXPLAIN, {"rejection": value}, WHOLE_ROOM)
    return rejection(situation(model), model.parameters)


@acts("instrument.comply_or_explain.rejection", "hours of an explanation (overhead)", RISES, 0.0, 1.0)
def rejection_in_hours(value: float) -> float:
    return chosen(governed(EXPLAIN, {"rejection": value}, WHOLE_ROOM), EXPLAINED).overhead


@acts("instrument.comply_or_explain.rejected_cost", "utility of an explanation", FALLS, 2.0, 8.0)
def rejected_cost(value: float) -> float:
    return utility(governed(EXPLAIN, {"rejected_cost": value}), EXPLAINED)


@acts("instrument.comply_or_explain.breach", "utility of staying inside without a word", FALLS, 2.0, 8.0)
def breach(value: float) -> float:
    return utility(governed(EXPLAIN, {"breach": value}), INSIDE)


# --- the policy compass ---------------------------------------------------------------------------------------------


@acts("instrument.policy_compass.consideration", "processes in which participation comes to mind", RISES, 0.2, 0.8)
def compass(value: float) -> float:
    return considered(governed(COMPASS, {"consideration": value}, UNAWARE))


@acts("instrument.policy_compass.hours", "hours that norms ask of a process (overhead)", RISES, 6.0, 24.0)
def compass_hours(value: float) -> float:
    return overhead(COMPASS, {"hours": value})


# --- the tension clause ---------------------------------------------------------------------------------------------


def tension(settings: Changes, changes: Changes | None = None, salience: float = 0.5) -> PolicyModel:
    """A country under a tension clause, with every dossier so salient, and ministries under pressure."""
    model = governed(TENSION, settings, UNAWARE | (changes or {}))
    model.board.salience[:] = salience
    for ministry in model.ministries:
        ministry.pressure, ministry.leadership = 1.0, replace(ministry.leadership, steadfastness=0.0)
    return model


def weeks_of_who_asks(model: PolicyModel, choice: str = DIALOGUE) -> float:
    """Weeks to the decision of a process that goes outside."""
    return chosen(model, choice).deadline - model.week


def methods_that_fit(model: PolicyModel) -> float:
    """Methods that an official can choose."""
    return len(situation(model).methods)


def clause_from(value: float) -> PolicyModel:
    return tension({"salience": value, "weeks": 60.0}, WHOLE_ROOM)


@acts("instrument.tension_clause.salience", "processes in which participation comes to mind", FALLS, 0.3, 0.8)
def clause_that_is_considered(value: float) -> float:
    return considered(clause_from(value))


@acts("instrument.tension_clause.salience", "weeks to the decision of who goes outside (deadline)", FALLS, 0.3, 0.8)
def clause_for_weeks(value: float) -> float:
    return weeks_of_who_asks(clause_from(value))


@acts("instrument.tension_clause.salience", "room for influence under pressure (may)", FALLS, 0.3, 0.8)
def clause_for_room(value: float) -> float:
    return clause_from(value).ministries_by_number[0].may(0.0, 0.5)


@acts("instrument.tension_clause.consideration", "processes in which participation comes to mind", RISES, 0.2, 0.8)
def consideration_in_tension(value: float) -> float:
    return considered(tension({"consideration": value}))


@acts("instrument.tension_clause.weeks", "weeks to the decision of who goes outside (deadline)", RISES, 40.0, 80.0)
def weeks_for_participation(value: float) -> float:
    return weeks_of_who_asks(tension({"weeks": value}))


@acts("instrument.tension_clause.weeks", "methods that fit a tense dossier (methods)", RISES, 0.0, 104.0)
def weeks_for_the_menu(value: float) -> float:
    return methods_that_fit(tension({"weeks": value}, {"officials.per_ministry": 20}, salience=1.0))


@acts("instrument.tension_clause.shelter", "room for influence under pressure (may)", RISES, 0.2, 0.8)
def shelter(value: float) -> float:
    return tension({"shelter": value}, WHOLE_ROOM).ministries_by_number[0].may(0.0, 0.5)


@acts("ablation", "processes that a tension clause brings to mind", FALLS, "none", "no_loop")
def ablation_of_consideration(value: str) -> float:
    return considered(tension({}, {"ablation": value}))


@acts("ablation", "weeks that a tension clause gives who goes outside (deadline)", FALLS, "none", "no_loop")
def ablation_of_weeks(value: str) -> float:
    changes = {"ablation": value, "ministries.deadline_coupling": 0.0}
    return weeks_of_who_asks(tension({"weeks": 80.0}, changes))
