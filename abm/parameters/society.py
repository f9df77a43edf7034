"""Parameters of society: who the citizens are, what they need, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import CALIBRATED, LITERATURE, RULES, parameter

CBS_TRUST = "experiments/data/netherlands_trust.csv: CBS 2017-2019 mean, 41% of respondents"

MUNICIPALITIES = 342
"""Municipalities of the country in 2024."""


@dataclass
class Population:
    """Who lives in the country. Drawn once, at the start."""

    citizens: int = parameter(
        10_000,
        "citizens simulated; each stands for adult_population / citizens people",
        unit="citizens",
        low=200,
        high=14_000_000,
        live=False,
    )
    communities: int = parameter(
        40,
        "communities, each with its own mean values and working practices",
        unit="communities",
        low=2,
        high=400,
        live=False,
        source="assumption; the population netherlands has the 342 municipalities of 2024",
    )
    sizes: str = parameter(
        "equal",
        "how people are divided over communities: evenly, or as over the 342 municipalities of the country",
        choices=("equal", "municipalities"),
        live=False,
        source="experiments/data/netherlands_municipalities.csv: inhabitants on 1 January 2024",
    )
    adult_population: float = parameter(
        14_000_000.0,
        "adults in the country; thins direct effects to the scale of the simulated population",
        unit="people",
        low=1000,
        high=1e9,
        live=False,
        source="order of magnitude, Statistics Netherlands",
    )
    degree: int = parameter(
        8,
        "ties through which a citizen hears others",
        unit="ties",
        low=1,
        high=64,
        live=False,
        source="assumption; 568 acquaintances (experiments/data/netherlands_government.csv), core network 2 to 4",
    )
    ties_within: float = parameter(
        0.6, "share of ties inside the own community", unit="share", low=0, high=1, live=False
    )
    higher_educated: float = parameter(
        0.35,
        "share of citizens with higher education",
        unit="share",
        low=0.05,
        high=0.95,
        live=False,
        source=f"{LITERATURE} 4.27: about 35%",
    )
    value_clustering: float = parameter(
        0.1, "intraclass share of values within communities", unit="share", low=0, high=0.9, live=False
    )
    education_needs: float = parameter(
        0.3,
        "correlation of values with education; decides how much selection biases participation",
        unit="correlation",
        low=0,
        high=0.9,
        live=False,
    )


@dataclass
class CitizensParameters:
    """What policies, news and ties do to a citizen."""

    contact_rate: float = parameter(
        0.05, "probability that a citizen meets one policy in a week", unit="1/week", low=0, high=1
    )
    contact_effect: float = parameter(
        0.06,
        "size of the effect of one contact on trust (geometric mean of gain and loss)",
        unit="trust",
        low=0,
        high=0.5,
    )
    loss_gain_ratio: float = parameter(
        2.0,
        "how much more a bad contact weighs than a good one; the mean level is neutral to it",
        low=1,
        high=5,
        source=f"{LITERATURE} 3.5.7: direction found (Kampen et al. 2006), size low; sweep 1 to 5",
    )
    reference_distance: float = parameter(
        0.63,
        "distance between policy and mean need at which contacts leave trust where it is",
        unit="needs",
        low=0,
        high=2,
        live=False,
    )
    tolerance: float = parameter(1.0, "median misfit a citizen puts up with", unit="needs", low=0.1, high=5, live=False)
    tolerance_spread: float = parameter(
        0.25, "s.d. of log tolerance over citizens", unit="log needs", low=0, high=1, live=False
    )
    trust_baseline: float = parameter(
        0.483,
        "mean own baseline of trust, on a scale from 0 to 1",
        unit="trust",
        low=0.1,
        high=0.9,
        live=False,
        source=CBS_TRUST + " as the share above one half",
    )
    trust_spread: float = parameter(
        0.14, "s.d. of the own baseline over citizens", unit="trust", low=0.01, high=0.25, live=False
    )
    trust_halflife: float = parameter(
        65.5,
        "weeks in which trust returns half-way to the own baseline",
        unit="weeks",
        low=13,
        high=520,
        source=f"{CALIBRATED}, not identified; range: {LITERATURE} 4.37, 'a few years' (Devine and Valgardsson)",
    )
    talk: float = parameter(0.002, "weekly drift to the mean trust of the own ties", unit="1/week", low=0, high=0.5)
    news_effect: float = parameter(
        0.000677,
        "weekly share of trust lost per unit of covered grave severity, to the power severity_exponent",
        unit="1/severity",
        low=0,
        high=0.05,
        source=f"{CALIBRATED}, identified; {RULES} 2.20",
    )
    severity_exponent: float = parameter(
        1.0, "power of the grave severity that news costs trust by; above 1 the gravest weigh more", low=1, high=2
    )
    severity_floor: float = parameter(
        13.0,
        "stock of severity on a dossier below which news costs no trust",
        unit="severity",
        low=0,
        high=100,
        source=f"assumption (prototype); {RULES} 2.21",
    )
    severity_halflife: float = parameter(
        4.51,
        "weeks in which the stock of severity on a dossier halves",
        unit="weeks",
        low=0.5,
        high=52,
        source=f"{CALIBRATED}, not identified; {RULES} 2.22",
    )
    blame_share: float = parameter(
        0.658,
        "share of what grave news costs that goes to blame, which fades, and not into own trust, which lasts",
        unit="share",
        low=0,
        high=1,
        source=f"{CALIBRATED}, not identified; {RULES} 2.23",
    )
    blame_halflife: float = parameter(
        17.0,
        "weeks in which blame halves",
        unit="weeks",
        low=4,
        high=104,
        source=f"{CALIBRATED}, not identified; {RULES} 2.23",
    )
    economy_effect: float = parameter(
        0.00709,
        "rise of the own baseline of trust by ten points of consumer confidence; 0 cuts economy to trust",
        unit="trust/(10 points)",
        low=0,
        high=0.012,
        source=f"{CALIBRATED}, not identified; {RULES} 2.24",
    )
    economy_mean: float = parameter(
        -1.1,
        "balance of consumer confidence at which the economy moves nothing",
        unit="points",
        low=-100,
        high=100,
        source="experiments/data/netherlands_consumer_confidence.csv: mean of 2012-2019, linear between its months",
    )
    waiting_effect: float = parameter(
        0.002,
        "weekly share of trust lost while a national crisis waits for a decision, at full salience",
        unit="1/week",
        low=0,
        high=0.1,
    )
    contact_grievance: float = parameter(
        0.25, "grievance from one thoroughly bad contact", unit="grievance", low=0, high=1
    )
    incident_grievance: float = parameter(
        0.5,
        "grievance of a citizen struck by an incident; 0 cuts incident to grievance",
        unit="grievance",
        low=0,
        high=1,
    )
    incident_reach: float = parameter(
        0.0015, "share of citizens struck by an incident, per unit of severity", unit="1/severity", low=0, high=0.05
    )
    struck_limit: float = parameter(
        0.05, "largest share of citizens struck in a week on one dossier", unit="share", low=0, high=1
    )
    acceptance: float = parameter(
        0.3,
        "probability that an invited citizen without any trust takes part; rises to 1 at full trust",
        unit="probability",
        low=0,
        high=1,
        source="direction: low trust lowers willingness to take part; size: assumption",
    )
    grievance_halflife: float = parameter(
        8.0, "weeks in which grievance halves when nobody covers its dossier", unit="weeks", low=1, high=104
    )
    coverage_slows: float = parameter(
        0.6,
        "share by which full coverage of its dossier slows the decay of grievance; 0 cuts coverage to grievance",
        unit="share",
        low=0,
        high=0.95,
    )
    grievance_spread: float = parameter(
        0.02,
        "weekly share of a tie's higher grievance that is taken over; must stay below the slowed decay",
        unit="1/week",
        low=0,
        high=0.5,
    )
    action_threshold: float = parameter(
        0.33,
        "mean of grievance x (1 - trust) above which a citizen comes into action",
        low=0.01,
        high=1,
        live=False,
        source=f"rule of Epstein 2002; size is an assumption, {RULES} 2.25",
    )
    action_spread: float = parameter(0.08, "s.d. of the personal threshold of action", low=0, high=0.5, live=False)


@dataclass
class NeedsParameters:
    """What citizens need of a policy, and how that moves. Nobody inside government reads this."""

    heterogeneity: float = parameter(
        0.5, "H: s.d. of needs over citizens in each of the two dimensions", unit="needs", low=0.1, high=1, live=False
    )
    start_spread: float = parameter(
        0.5, "s.d. of the first needs centre of a dossier", unit="needs", low=0, high=2, live=False
    )
    drift: float = parameter(
        0.01,
        "s.d. of the weekly random walk of the needs centre",
        unit="needs/week^0.5",
        low=0,
        high=0.05,
        source=f"assumption (prototype); {RULES} 2.1: 0.005 was almost nothing against H",
    )
    practice_rate: float = parameter(
        0.05,
        "weekly share by which a community's working practice closes in on its own need",
        unit="1/week",
        low=0,
        high=1,
    )
    practice_error: float = parameter(
        0.5,
        "s.d. of the lasting error of a community's working practice, in units of H",
        unit="H",
        low=0,
        high=2,
        live=False,
    )


@dataclass
class Shocks:
    """What strikes from outside: news, moved needs, and crises."""

    rate: float = parameter(
        0.16,
        "exogenous issues per ministry and week",
        unit="1/(ministry week)",
        low=0,
        high=1,
        source=f"{CALIBRATED}, weakly identified; range: {LITERATURE} 4.11",
    )
    needs_share: float = parameter(
        0.3, "share of exogenous issues that move needs; the others are news only", unit="share", low=0, high=1
    )
    jump: float = parameter(1.0, "s.d. per dimension of a jump of needs, in units of H", unit="H", low=0, high=5)
    severity: float = parameter(
        1.5, "smallest news value of an exogenous issue; heavy-tailed above it", unit="severity", low=0, high=50
    )
    crisis_growth: float = parameter(
        0.25, "weekly growth of the harm of a crisis until a policy answers it", unit="1/week", low=0, high=2
    )
    crisis_limit: float = parameter(200.0, "largest weekly harm of a crisis", unit="severity", low=1, high=10_000)
    crisis_lag: int = parameter(
        2, "weeks from an emergency decision to its entry into force", unit="weeks", low=1, high=52
    )


@dataclass
class Incidents:
    """How misfit and unfinished coordination surface."""

    misfit_slope: float = parameter(
        0.038,
        "iota: weekly mean of incidents on a dossier whose whole panel is badly served; 0 cuts misfit to incident",
        unit="1/week",
        low=0,
        high=1,
        source=f"{CALIBRATED}, identified",
    )
    coordination_slope: float = parameter(
        0.05,
        "iota_c: weekly mean of incidents under a policy whose coordination was skipped; 0 cuts coordination to "
        "incident",
        unit="1/week",
        low=0,
        high=1,
    )
    panel: int = parameter(
        400,
        "citizens in the fixed panel of a dossier that measures its bad share",
        unit="citizens",
        low=20,
        high=10_000,
        live=False,
        source=f"assumption (prototype); {RULES} 2.2: free of the number of citizens",
    )
    severity_tail: float = parameter(1.7, "Pareto exponent of severity; smaller is heavier", low=1.05, high=10)
    severity_limit: float = parameter(
        30.0, "largest severity of an ordinary incident", unit="severity", low=1, high=1000
    )
    national_share: float = parameter(0.0005, "share of incidents of the national class", unit="share", low=0, high=0.2)
    national_severity: float = parameter(60.0, "severity of the national class", unit="severity", low=1, high=1000)
