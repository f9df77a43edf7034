"""Parameters of government: ministries, officials and their hours."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import CALIBRATED, LITERATURE, RULES, parameter
from abm.parameters.rules import GO_OUTSIDE, READINESS


@dataclass
class Ministries:
    """Ministers, boards and the dossiers they hold."""

    count: int = parameter(
        12,
        "ministries",
        unit="ministries",
        low=1,
        high=30,
        live=False,
        source="experiments/data/netherlands_government.csv: 12 until July 2024, 15 since",
    )
    dossiers: int = parameter(8, "standing policy fields per ministry", unit="dossiers", low=1, high=40, live=False)
    mandate: float = parameter(0.4, "mean mandate that leadership gives", low=0, high=1)
    mandate_spread: float = parameter(0.12, "s.d. of mandate over ministers", low=0, high=0.5)
    steadfastness: float = parameter(0.4, "mean steadfastness of leadership under pressure", low=0, high=1)
    steadfastness_spread: float = parameter(0.12, "s.d. of steadfastness over ministers", low=0, high=0.5)
    influence_room: float = parameter(
        0.3,
        "room for society's input to change a policy; a factor in w that no instrument lifts from 0",
        low=0,
        high=1,
        source=f"sign: Newig et al. 2023 (305 cases); size: assumption, {LITERATURE} 4.28",
    )
    room_without_mandate: float = parameter(
        0.5,
        "factor on the room for influence where leadership gives no mandate; the mandate is added to it",
        unit="factor",
        low=0,
        high=1,
    )
    pressure_room: float = parameter(
        1.0, "how far pressure shrinks the room for influence; 0 cuts pressure to influence room", low=0, high=1
    )
    pressure_halflife: float = parameter(4.0, "weeks in which pressure halves", unit="weeks", low=0.5, high=52)
    attention_threshold: float = parameter(
        0.35, "mean salience from which a minister reacts", unit="salience", low=0, high=1
    )
    threshold_spread: float = parameter(0.08, "s.d. of that threshold over ministers", unit="salience", low=0, high=0.5)
    opening_rate: float = parameter(
        0.5,
        "weekly hazard of reactive opening per unit of salience above the threshold; 0 cuts salience to opening",
        unit="1/week",
        low=0,
        high=5,
    )
    planned_interval: float = parameter(
        104.0,
        "mean weeks at rest before a planned revision; with process and implementation about three years",
        unit="weeks",
        low=26,
        high=1040,
        source=f"assumption; {RULES} 2.3: every three years or so",
    )
    deadline_coupling: float = parameter(
        0.233,
        "lambda: how far salience shortens the deadline; 0 cuts salience to deadline",
        low=0,
        high=1,
        source=f"{CALIBRATED}, weakly identified; "
        f"range: an assumption, {LITERATURE} 4.18; counter-evidence, so it includes 0",
    )
    haste_salience: float = parameter(
        0.5,
        "a*: salience at which the deadline is as short as lambda makes it",
        unit="salience",
        low=0.05,
        high=1,
        source=f"assumption (prototype); {RULES} 2.4",
    )
    routine_lead: float = parameter(
        70.0,
        "weeks from opening to decision when nothing presses",
        unit="weeks",
        low=26,
        high=156,
        source="experiments/data/netherlands_government.csv: 16.5 months from cabinet to publication, 1994-1999",
    )
    rush_lead: float = parameter(8.0, "weeks from opening to decision at full haste", unit="weeks", low=2, high=26)
    planned_limit: float = parameter(
        1.5,
        "longest planned process, in routine leads",
        unit="routine leads",
        low=1,
        high=5,
        source=f"assumption; {RULES} 2.5",
    )
    implementation_lag: int = parameter(
        16, "weeks from decision to entry into force", unit="weeks", low=1, high=104, source=f"assumption; {RULES} 2.6"
    )
    complaint_weight: float = parameter(
        1.0,
        "kappa: pull of one current case on a decision that is salient and unsure; 0 cuts complaints to policy",
        low=0,
        high=1,
        source="risk-regulation reflex, Trappenburg et al. 2012; size: assumption",
    )
    complaint_case: str = parameter(
        "deviation",
        "what a case says: how one person differs from others served badly, or what that person needs",
        choices=("deviation", "need"),
    )
    cabinet_weeks: int = parameter(
        182,
        "weeks between cabinets, from 26; 0 for none but those of the schedule",
        unit="weeks",
        low=0,
        high=1040,
        source=f"{LITERATURE} 4.44: from memory",
    )
    caretaker_mandate: float = parameter(
        0.5, "factor on the mandate of a caretaker government, after all instruments", unit="factor", low=0, high=1
    )
    emergency_lead: int = parameter(
        2,
        "weeks in which a crisis from outside is decided upon; with rally.gain it decides the rally",
        unit="weeks",
        low=1,
        high=8,
        source=f"{CALIBRATED}, not identified; {RULES} 2.30",
    )
    relation_start: float = parameter(
        0.085,
        "relations with each community at the start",
        low=0,
        high=1,
        source=f"assumption; {RULES} 2.7",
        live=False,
    )
    relation_halflife: float = parameter(
        52.0, "weeks in which relations halve", unit="weeks", low=13, high=520, source=f"assumption; {LITERATURE} 4.35"
    )
    relation_gain: float = parameter(
        0.5, "share of the way to full relations that a wholly honest contact goes", unit="share", low=0, high=1
    )
    relation_loss: float = parameter(
        0.2, "share of relations lost with a contact whose input was wholly ignored", unit="share", low=0, high=1
    )


@dataclass
class Officials:
    """Courage, loyalty, learning and the choice to go outside."""

    per_ministry: int = parameter(20, "officials per ministry", unit="officials", low=1, high=200, live=False)
    hours: float = parameter(
        23.5,
        "net hours of an official in a week",
        unit="hours/week",
        low=8,
        high=40,
        source=f"assumption; {LITERATURE} 4.23",
    )
    courage: float = parameter(
        0.35, "mean courage", low=0, high=1, source=f"assumption; 14% see themselves as activist ({LITERATURE} 3.4.13)"
    )
    courage_spread: float = parameter(0.15, "s.d. of courage over officials", low=0, high=0.5)
    loyalty_minister: float = parameter(
        0.8, "mean loyalty to the minister", low=0, high=1, source=f"81% see themselves as loyal ({LITERATURE} 3.4.13)"
    )
    loyalty_society: float = parameter(0.5, "mean loyalty to society", low=0, high=1)
    loyalty_spread: float = parameter(0.15, "s.d. of each loyalty over officials", low=0, high=0.5)
    skill: float = parameter(0.3, "mean skill of a new official", low=0, high=1)
    skill_spread: float = parameter(0.1, "s.d. of skill of a new official", low=0, high=0.5)
    expected_benefit: float = parameter(
        0.5, "what newcomers expect of going outside; the ministry's record begins with it", low=0, high=1
    )
    curiosity: float = parameter(
        0.3, "will to ask that comes of a house that is wholly unsure; 0 removes it", low=0, high=1
    )
    rule: str = parameter(
        "threshold",
        "how an official gets from considering to choosing; threshold is the logit over readiness, hours and demands",
        choices=GO_OUTSIDE,
    )
    readiness: str = parameter(
        "conjunctive",
        "how reasons combine: least, mean or most of willing and daring, or least of wish, daring and mandate",
        choices=READINESS,
    )
    threshold_conjunctive: float = parameter(
        0.28, "theta of conjunctive readiness", low=0, high=1, source=f"assumption; {RULES} 2.8"
    )
    threshold_additive: float = parameter(
        0.46, "theta of additive readiness", low=0, high=1, source=f"assumption; {RULES} 2.17"
    )
    threshold_substitutive: float = parameter(
        0.66, "theta of substitutive readiness", low=0, high=1, source=f"assumption; {RULES} 2.18"
    )
    threshold_triple: float = parameter(
        0.23, "theta of triple readiness", low=0, high=1, source=f"assumption; {RULES} 2.19"
    )
    readiness_scale: float = parameter(
        0.08, "scale of the logit", low=0.01, high=1, source=f"assumption (prototype); {RULES} 2.9"
    )
    availability: float = parameter(
        0.5,
        "probability that participation is considered at all",
        unit="probability",
        low=0,
        high=1,
        source=f"assumption; {RULES} 2.10",
    )
    hours_price: float = parameter(0.004, "price of an hour in the choice", unit="utility/hour", low=0, high=0.1)
    tick_box_reluctance: float = parameter(
        1.0, "professional dislike of a tick-box exercise", unit="utility", low=0, high=10
    )
    explanation_hours: float = parameter(
        16.0, "hours of an explanation why nobody was asked", unit="hours", low=0, high=400
    )
    blame: float = parameter(
        1.0, "how far salience scares on a sensitive dossier; 0 cuts salience to blame", low=0, high=3
    )
    escalation: float = parameter(
        0.08,
        "probability that going outside on a fully salient dossier escalates in the media, without skill",
        unit="probability",
        low=0,
        high=1,
        source=f"assumption; {LITERATURE} 4.32",
    )
    escalation_severity: float = parameter(4.0, "news value of such an escalation", unit="severity", low=0, high=100)
    fear_gain: float = parameter(0.3, "fear from full exposure without backing", low=0, high=1)
    fear_colleagues: float = parameter(
        0.3,
        "share of a colleague's exposure that is felt as one's own",
        unit="share",
        low=0,
        high=1,
        source="assumption; psychological safety is shared in a team (Frazier et al. 2017)",
    )
    fear_halflife: float = parameter(52.0, "weeks in which fear halves", unit="weeks", low=4, high=520)
    learning: float = parameter(
        0.2, "share of a surprise that enters the ministry's record of going outside", unit="share", low=0, high=1
    )
    experience_weight: float = parameter(
        0.05,
        "weight of the newest decision in the memory of what follows when nobody is asked; at 0 all weigh alike",
        unit="share",
        low=0,
        high=1,
    )
    learning_window: int = parameter(
        52, "weeks after entry into force over which a decision is judged", unit="weeks", low=4, high=260, live=False
    )
    practice_gain: float = parameter(
        0.15, "share of the way to full skill that one real process of participation goes", unit="share", low=0, high=1
    )
    turnover: float = parameter(
        0.31,
        "share of officials who leave in a year",
        unit="1/year",
        low=0,
        high=0.9,
        source="experiments/data/netherlands_government.csv: mean tenure of top officials 3.2 years",
    )


@dataclass
class Work:
    """Hours that questions and processes take, and how they are limited."""

    question_hours: float = parameter(
        50.0,
        "hours to answer one question; 0 cuts questions to hours",
        unit="hours",
        low=0,
        high=200,
        source="experiments/data/netherlands_government.csv: BZK, about 2011",
    )
    question_share: float = parameter(
        0.7,
        "largest share of a team's hours that questions take in a week",
        unit="share",
        low=0,
        high=1,
        source=f"assumption; {RULES} 2.11",
    )
    sign_off: float = parameter(
        1.6,
        "mean weeks of sign-off of an answer when no process is active",
        unit="weeks",
        low=0,
        high=12,
        source=f"assumption (prototype); {RULES} 2.12",
    )
    sign_off_growth: float = parameter(
        0.3, "growth of sign-off per active process in the ministry", unit="1/process", low=0, high=1
    )
    utilisation_start: float = parameter(
        0.8, "utilisation in the week before the run starts", unit="share", low=0, high=1, live=False
    )
    calm: float = parameter(
        0.9, "utilisation in the week before below which there is time for training", unit="share", low=0, high=1
    )
    answer_term: float = parameter(
        3.0, "weeks within which an answer is on time", unit="weeks", low=1, high=12, source="term of the Tweede Kamer"
    )
    drafting_hours: float = parameter(
        1800.0, "hours to draft a policy", unit="hours", low=100, high=10_000, source=f"assumption; {RULES} 2.13"
    )
    drafting_error: float = parameter(
        0.6,
        "sigma_d: s.d. per dimension of the error of a policy without drafting; first-rank assumption, sweep with 0",
        unit="needs",
        low=0,
        high=3,
    )
    officials_per_process: int = parameter(
        3,
        "officials who can work on one process in a week",
        unit="officials",
        low=1,
        high=20,
        source=f"assumption; {RULES} 2.14",
    )
    coordination_parties: int = parameter(
        6,
        "ministries that sign off a policy, the own included",
        unit="parties",
        low=1,
        high=12,
        source=f"assumption; {LITERATURE} 4.21",
    )
    coordination_hours: float = parameter(
        10.0, "hours of one party in one round", unit="hours", low=0, high=100, source=f"assumption; {LITERATURE} 4.22"
    )
    coordination_rounds: int = parameter(
        12, "rounds of coordination", unit="rounds", low=0, high=50, source=f"assumption (prototype); {RULES} 2.15"
    )
    coordination_start: float = parameter(
        0.5, "share of drafting done when the draft goes round", unit="share", low=0, high=1
    )
    coordination_pace: float = parameter(
        4.0,
        "rounds a party can do in a week when it has nothing else to do; falls with its utilisation",
        unit="rounds/week",
        low=0.1,
        high=20,
    )
    coordination_slowest: float = parameter(
        0.02, "share of that pace at which a party without a free hour still signs off", unit="share", low=0, high=1
    )
    coordination_share: float = parameter(
        0.5,
        "largest share of hours after questions that a ministry gives to the queue of coordination",
        unit="share",
        low=0,
        high=1,
    )
