"""What each parameter of work acts on: hours of questions, drafting and coordination, and how a week divides them."""

from __future__ import annotations

from abm.agents.dossiers import QuestionBatch
from abm.agents.ministries import Ministry
from abm.norms import Norms
from abm.policy.choice import INSIDE
from abm.policy.process import PLANNED, Request
from tests.conftest import open_process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import STAFFED, Changes, chosen, country, length

MUCH = 1e6
"""More hours than there are."""


def first_ministry(changes: Changes, asked: float = 0.0, utilisation: float = 0.5) -> Ministry:
    """A ministry that was half busy last week; ``asked`` are the hours of coordination that others ask of it."""
    ministry = country(changes).ministries_by_number[0]
    ministry.utilisation = utilisation
    if asked:
        ministry.inbox.append(Request(ministry.model.week, 3, asked))
    return ministry


# --- questions ------------------------------------------------------------------------------------------------------


@acts("work.question_hours", "hours that wait after three questions (waiting)", RISES, 20.0, 80.0)
def question_hours(value: float) -> float:
    ministry = first_ministry({"work.question_hours": value})
    ministry.model.board.questions[0] = 3
    ministry.receive_questions()
    (batch,) = ministry.dossiers[0].waiting
    return batch.hours


@acts("work.question_share", "hours on questions where a draft can use the rest", RISES, 0.3, 0.8)
def question_share(value: float) -> float:
    ministry = first_ministry({"work.question_share": value})
    week = ministry.model.week
    for dossier in ministry.dossiers:
        open_process(ministry.model, dossier.number)
        dossier.waiting.append(QuestionBatch(week, 1, MUCH))
    ministry.work()
    return ministry.ledger["questions"]


@acts("work.question_share", "hours that an official counts on after a week of questions", FALLS, 0.3, 0.8)
def question_share_that_is_expected(value: float) -> float:
    ministry = first_ministry({"work.question_share": value})
    ministry.ledger["questions"] = ministry.hours_available
    return ministry.free_hours_of_team(0)


def signed_in(changes: Changes, processes: int) -> float:
    """Weeks until an answer of this week is signed, with so many active processes."""
    ministry = first_ministry(changes)
    week = ministry.model.week
    for number in range(processes):
        open_process(ministry.model, number)
    ministry.send_for_signature(QuestionBatch(week, 1, 0.0), 0, week)
    (due,) = ministry.signing
    return due - week


@acts("work.sign_off", "weeks to the signature (signing)", RISES, 2.0, 6.0)
def sign_off(value: float) -> float:
    return signed_in({"work.sign_off": value}, processes=0)


@acts("work.sign_off_growth", "weeks to the signature while two processes are active (signing)", RISES, 0.1, 1.0)
def sign_off_growth(value: float) -> float:
    return signed_in({"work.sign_off": 4.0, "work.sign_off_growth": value}, processes=2)


@acts("work.answer_term", "late answers of a ministry, of one signed after two weeks", FALLS, 1.0, 3.0)
def answer_term(value: float) -> float:
    ministry = first_ministry({"work.answer_term": value, "work.sign_off": 0.0})
    week = ministry.model.week
    ministry.send_for_signature(QuestionBatch(week - 2, 1, 0.0), 0, week)
    ministry.decide()
    return ministry.late


# --- the week -------------------------------------------------------------------------------------------------------


@acts("work.utilisation_start", "utilisation at the start", RISES, 0.5, 0.9)
def utilisation_start(value: float) -> float:
    return country({"work.utilisation_start": value}).ministries_by_number[0].utilisation


@acts("work.calm", "hours of training in a week that is not wholly calm (trained)", RISES, 0.5, 0.9)
def calm(value: float) -> float:
    ministry = first_ministry({"work.calm": value}, utilisation=0.8)
    ministry.adopt(Norms(["participation_academy"], ministry.model.parameters.instrument))
    ministry.work()
    return ministry.trained


def drafted(changes: Changes) -> float:
    """Hours that go to the only draft of a ministry in a week."""
    ministry = first_ministry(changes)
    open_process(ministry.model, 0)
    ministry.work()
    return ministry.ledger["drafting"]


@acts("work.officials_per_process", "hours on the only draft in a week", RISES, 2, 8)
def officials_per_process(value: int) -> float:
    return drafted(STAFFED | {"work.officials_per_process": value})


@acts("officials.hours", "hours on the only draft in a week, of one official of many", RISES, 16.0, 32.0)
def hours_of_one_at_work(value: float) -> float:
    return drafted(STAFFED | {"work.officials_per_process": 1, "officials.hours": value})


@acts("officials.hours", "hours on the only draft in a week, of all officials", RISES, 16.0, 32.0)
def hours_of_all_at_work(value: float) -> float:
    return drafted({"work.officials_per_process": 20, "officials.hours": value})


@acts("officials.hours", "hours that an official counts on for evidence", RISES, 16.0, 32.0)
def hours_that_are_expected(value: float) -> float:
    return first_ministry({"officials.hours": value}).free_hours_of_team(0)


# --- drafting -------------------------------------------------------------------------------------------------------


@acts("work.drafting_hours", "hours of drafting of a new process (drafting)", RISES, 1000.0, 2000.0)
def drafting_hours(value: float) -> float:
    return open_process(country({"work.drafting_hours": value}), 0).drafting


@acts("work.drafting_error", "distance of a policy without drafting from the belief of the house", RISES, 0.2, 0.8)
def drafting_error(value: float) -> float:
    model = country({"work.drafting_error": value, "evidence.desk_hours": 0.0})
    decision = model.dossier(0).decide(chosen(model, INSIDE), model.week)
    return length(decision.policy - model.board.belief[0])


# --- coordination ---------------------------------------------------------------------------------------------------


@acts("work.coordination_parties", "ministries asked to sign off a draft (requests)", RISES, 1, 2)
def coordination_parties(value: int) -> float:
    model = country({"work.coordination_parties": value})
    process = open_process(model, 0)
    process.drafting = 0.0
    model.ministries_by_number[0].decide()
    assert process.requests is not None
    return len(process.requests)


@acts("work.coordination_hours", "hours of coordination of a process (coordination_total)", RISES, 5.0, 20.0)
def coordination_hours(value: float) -> float:
    return open_process(country({"work.coordination_hours": value}), 0).coordination_total


@acts("work.coordination_hours", "hours of coordination given to one request in a week", RISES, 5.0, 20.0)
def coordination_hours_in_a_week(value: float) -> float:
    ministry = first_ministry({"work.coordination_hours": value, "work.coordination_pace": 1.0}, asked=MUCH)
    ministry.work()
    return ministry.ledger["coordination"]


@acts("work.coordination_rounds", "hours of coordination of a process (coordination_total)", RISES, 6, 24)
def coordination_rounds(value: int) -> float:
    return open_process(country({"work.coordination_rounds": value}), 0).coordination_total


@acts("work.coordination_start", "share of a draft done when it goes round (drafting_share)", RISES, 0.2, 0.7)
def coordination_start(value: float) -> float:
    model = country({"work.coordination_start": value})
    process = open_process(model, 0, PLANNED)
    for tenth in range(11):
        process.drafting = process.drafting_total * (1.0 - 0.1 * tenth)
        model.ministries_by_number[0].decide()
        if process.requests is not None:
            break
    return process.drafting_share


@acts("work.coordination_pace", "hours of coordination given to one request in a week", RISES, 0.5, 2.0)
def coordination_pace(value: float) -> float:
    ministry = first_ministry({"work.coordination_pace": value}, asked=MUCH)
    ministry.work()
    return ministry.ledger["coordination"]


@acts("work.coordination_slowest", "hours of coordination given by a ministry without a free hour", RISES, 0.01, 0.2)
def coordination_slowest(value: float) -> float:
    ministry = first_ministry({"work.coordination_slowest": value}, asked=MUCH, utilisation=1.0)
    ministry.work()
    return ministry.ledger["coordination"]


@acts("work.coordination_share", "hours of coordination given where more are asked than there are", RISES, 0.2, 0.8)
def coordination_share(value: float) -> float:
    ministry = first_ministry({"work.coordination_share": value, "work.coordination_pace": 20.0}, asked=MUCH)
    ministry.work()
    return ministry.ledger["coordination"]
