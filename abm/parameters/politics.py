"""Parameters of the political arena: media, parliament, rally and inspectorates."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import CALIBRATED, LITERATURE, RULES, parameter


@dataclass
class Media:
    """How outlets divide a fixed budget of attention."""

    outlets: int = parameter(
        12,
        "media outlets",
        unit="outlets",
        low=1,
        high=100,
        live=False,
        source=f"{LITERATURE} 4.4; members of NDP hold about 40 brands (3.4.17)",
    )
    attention_halflife: float = parameter(
        1.51,
        "weeks in which a story halves when no outlet imitates another",
        unit="weeks",
        low=0.5,
        high=12,
        source=f"{CALIBRATED}, weakly identified; range: {LITERATURE} 4.14, low confidence",
    )
    imitation: float = parameter(
        0.473,
        "stories that one story draws from other outlets over its life (a branching ratio); 0 cuts media to media",
        low=0,
        high=0.95,
        source=f"{CALIBRATED}, not identified; direction: Waldherr 2014; range: {LITERATURE} 4.15",
    )
    imitation_spread: float = parameter(0.1, "s.d. of imitation over outlets", low=0, high=0.5, live=False)
    imitation_limit: float = parameter(
        0.95, "largest imitation of any one outlet, so that its stories die down", low=0, high=0.99
    )
    fatigue: float = parameter(0.5, "loss of interest per unit of recent attention to the same dossier", low=0, high=10)
    fatigue_spread: float = parameter(0.1, "s.d. of fatigue over outlets", low=0, high=5, live=False)
    fatigue_halflife: float = parameter(13.0, "weeks in which fatigue halves", unit="weeks", low=1, high=104)
    other_news: float = parameter(
        0.5, "weight of all other news in the budget, per dossier", unit="story", low=0.01, high=50
    )
    severity_weight: float = parameter(
        0.25, "story from one unit of fresh severity", unit="story/severity", low=0, high=10
    )
    unrest_weight: float = parameter(
        60.0,
        "story from the whole population in action on a dossier; 0 cuts unrest to media",
        unit="story",
        low=0,
        high=1000,
        source=f"assumption; {RULES} 2.26",
    )
    question_weight: float = parameter(0.005, "story from one parliamentary question", unit="story", low=0, high=5)
    saturation: float = parameter(
        1.5,
        "attention to a dossier, relative to an even share of all news, at which salience is one half",
        low=0.01,
        high=100,
    )


@dataclass
class Parliament:
    """How 150 seats ask questions."""

    parties: int = parameter(
        15,
        "parties",
        unit="parties",
        low=2,
        high=30,
        live=False,
        source=f"{LITERATURE} 3.4.18: 15 since the election of 2023",
    )
    seats: int = parameter(
        150,
        "seats",
        unit="seats",
        low=15,
        high=700,
        live=False,
        source="experiments/data/netherlands_government.csv: constitution",
    )
    seat_floor: float = parameter(
        0.25,
        "smallest weight of a party in dividing the seats; a square of a uniform number is added, so 0 is most unequal",
        unit="weight",
        low=0,
        high=100,
        live=False,
    )
    budget: float = parameter(
        9.0, "B: soft budget of questions per ministry and week", unit="questions/week", low=0.5, high=100
    )
    news_questions: float = parameter(
        3.9,
        "propensity to ask that follows the news, at reference salience",
        unit="questions/week",
        low=0,
        high=50,
        source="experiments/data/netherlands_government.csv: 1,500 to 3,078 a year, 66 to 81% triggered by media",
    )
    other_questions: float = parameter(
        1.3,
        "propensity to ask that does not follow the news",
        unit="questions/week",
        low=0,
        high=50,
        source="experiments/data/netherlands_government.csv: as news_questions",
    )
    reference_salience: float = parameter(
        0.1, "mean salience of a dossier at which news_questions holds", unit="salience", low=0.001, high=1
    )
    news_coupling: float = parameter(
        1.0,
        "how far questions follow the news; at 0 as many fall independently of it (cuts media to questions)",
        unit="share",
        low=0,
        high=1,
    )
    opposition: float = parameter(
        2.0, "questions of an opposition seat against those of a coalition seat", unit="ratio", low=1, high=20
    )


@dataclass
class RallyParameters:
    """Trust from being seen to act on an incident of the national class (Dutch lockdown: +12 to +20 points)."""

    gain: float = parameter(
        0.117,
        "rise of trust from an immediate answer at full salience",
        unit="trust",
        low=0,
        high=0.3,
        source=f"{CALIBRATED}, weakly identified; "
        f"Oude Groeniger et al. 2021: +18% (95% 15 to 21); +14 points, {LITERATURE} 3.5.2",
    )
    limit: float = parameter(0.15, "R_max: largest rally", unit="trust", low=0.01, high=0.5)
    halflife: float = parameter(
        43.8,
        "weeks in which a rally halves",
        unit="weeks",
        low=13,
        high=56,
        source=f"{CALIBRATED}, not identified; range of 3 to 13 months: {LITERATURE} 3.5.3",
    )
    haste: float = parameter(
        8.0,
        "deadline at which the rally is exp(-1) of an immediate answer",
        unit="weeks",
        low=1,
        high=104,
        source=f"assumption; {RULES} 2.16",
    )


@dataclass
class Inspectorates:
    """How inspectorates and executing agencies notice misfit before it becomes an incident."""

    detection: float = parameter(
        0.05, "weekly probability to notice a policy that serves everybody badly", unit="1/week", low=0, high=1
    )
    lag: int = parameter(8, "weeks from noticing to a signal", unit="weeks", low=0, high=104, live=False)
    cases: int = parameter(10, "badly served citizens behind a signal", unit="citizens", low=1, high=400)
    perceived_bias: float = parameter(
        0.5, "bias the ministry ascribes to a signal, in units of H", unit="H", low=0, high=3
    )
    house_share: float = parameter(
        0.5,
        "share of the house bias that a signal carries: inspectorates are government's own eye",
        unit="share",
        low=0,
        high=1,
    )
