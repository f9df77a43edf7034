"""What each parameter of shocks, incidents and the rally acts on: what strikes, how gravely, and how it is answered."""

from __future__ import annotations

from abm.agents.ministers import meet_crisis
from abm.model import PolicyModel
from abm.parameters import Event
from abm.policy.events import Crisis
from abm.policy.incidents import Incident
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.needs import STILL, moved
from tests.parameters.acts.offices import MANY, Changes, country, serve_everybody_badly

SHOCKED = STILL | {"shocks.rate": 1.0, "shocks.needs_share": 1.0}
"""Every dossier is struck by a shock in every week, and all of them move needs."""

OFTEN = {"incidents.misfit_slope": 1.0, "incidents.coordination_slope": 0.0}
"""A bad policy gives an incident a week."""

# --- shocks and crises from outside ---------------------------------------------------------------------------------


def shocked(changes: Changes) -> PolicyModel:
    """A week of shocks on twenty dossiers."""
    model = country(MANY | SHOCKED | changes)
    model.strike()
    return model


def raged(changes: Changes, weeks: int) -> PolicyModel:
    """So many weeks of a crisis on dossier 0 that nobody answers."""
    model = country(changes)
    model.world.crises.append(Crisis(0, model.week, 10.0))
    for _ in range(weeks):
        model.strike()
    return model


@acts("shocks.rate", "shocks in a week", RISES, 0.2, 0.8)
def rate(value: float) -> float:
    return shocked({"shocks.rate": value}).world.shocks


@acts("shocks.needs_share", "how far needs move in a week of shocks", RISES, 0.2, 0.8)
def needs_share(value: float) -> float:
    return moved(SHOCKED | {"shocks.needs_share": value})


@acts("shocks.jump", "how far needs move in a week of shocks", RISES, 0.5, 2.0)
def jump(value: float) -> float:
    return moved(SHOCKED | {"shocks.jump": value})


@acts("shocks.jump", "how far needs move with a crisis of the schedule", RISES, 0.5, 2.0)
def jump_with_a_crisis(value: float) -> float:
    model = country({"shocks.jump": value})
    before = model.needs.centre.copy()
    model.world.add(Event(week=5, kind="crisis", target="0", size=10.0))
    model.world.strike(5)
    return float(abs(model.needs.centre - before)[0].sum())


@acts("shocks.severity", "news of shocks (board.news)", RISES, 1.0, 4.0)
def severity(value: float) -> float:
    return float(shocked({"shocks.severity": value}).board.news.sum())


@acts("shocks.crisis_growth", "news of a crisis in its second week (board.news)", RISES, 0.1, 0.5)
def crisis_growth(value: float) -> float:
    return float(raged({"shocks.crisis_growth": value}, weeks=2).board.news[0])


@acts("shocks.crisis_growth", "citizens struck by a crisis in its first weeks (board.struck)", RISES, 0.1, 0.5)
def citizens_struck(value: float) -> float:
    return float(raged({"shocks.crisis_growth": value}, weeks=2).board.struck[0])


@acts("shocks.crisis_limit", "news of a crisis that grows tenfold (board.news)", RISES, 20.0, 60.0)
def crisis_limit(value: float) -> float:
    return float(raged({"shocks.crisis_limit": value}, weeks=12).board.news[0])


@acts("shocks.crisis_lag", "weeks from an emergency decision to its entry into force", RISES, 2, 8)
def crisis_lag(value: int) -> float:
    model = country({"shocks.crisis_lag": value})
    dossier = model.dossier(0)
    meet_crisis(dossier.ministry, dossier)
    dossier.ministry.start_processes()
    decision = dossier.decide(dossier.process, model.week)
    return decision.enters - decision.decided


# --- incidents of government's own making ---------------------------------------------------------------------------


def surfaced(changes: Changes) -> list[Incident]:
    """Incidents of a week in which twenty policies are bad for everybody and were not coordinated at all."""
    model = country(MANY | OFTEN | changes)
    serve_everybody_badly(model)
    model.board.coordination_gap[:] = 1.0
    model.surface_incidents()
    return model.incidents


@acts("incidents.misfit_slope", "incidents by misfit", RISES, 0.1, 0.9)
def misfit_slope(value: float) -> float:
    return len(surfaced({"incidents.misfit_slope": value}))


@acts("incidents.coordination_slope", "incidents by coordination", RISES, 0.1, 0.9)
def coordination_slope(value: float) -> float:
    return len(surfaced({"incidents.misfit_slope": 0.0, "incidents.coordination_slope": value}))


@acts("incidents.panel", "citizens in the panel of a dossier (needs.panel)", RISES, 20, 60)
def panel(value: int) -> float:
    return country({"incidents.panel": value}).needs.panel.shape[1]


@acts("incidents.severity_tail", "severity of incidents", FALLS, 1.2, 3.0)
def severity_tail(value: float) -> float:
    return sum(incident.severity for incident in surfaced({"incidents.severity_tail": value}))


@acts("incidents.severity_tail", "news of shocks (board.news)", FALLS, 1.2, 3.0)
def severity_tail_of_shocks(value: float) -> float:
    return float(shocked({"incidents.severity_tail": value}).board.news.sum())


@acts("incidents.severity_limit", "largest severity of an incident that is not national", RISES, 1.5, 3.0)
def severity_limit(value: float) -> float:
    changes = {"incidents.severity_limit": value, "incidents.national_share": 0.0}
    return max(incident.severity for incident in surfaced(changes))


@acts("incidents.severity_limit", "largest news of a shock (board.news)", RISES, 1.5, 3.0)
def severity_limit_of_shocks(value: float) -> float:
    return float(shocked({"incidents.severity_limit": value}).board.news.max())


@acts("incidents.national_share", "incidents of the national class", RISES, 0.0, 0.2)
def national_share(value: float) -> float:
    return sum(incident.national for incident in surfaced({"incidents.national_share": value}))


@acts("incidents.national_severity", "severity of incidents of the national class", RISES, 40.0, 80.0)
def national_severity(value: float) -> float:
    changes = {"incidents.national_severity": value, "incidents.national_share": 0.2}
    return max(incident.severity for incident in surfaced(changes) if incident.national)


@acts("incidents.national_severity", "scheduled incidents of 60 that are of the national class", FALLS, 40.0, 80.0)
def national_severity_of_the_schedule(value: float) -> float:
    model = country({"incidents.national_severity": value})
    model.world.add(Event(week=5, kind="incident", target="0", size=60.0))
    return sum(incident.national for incident in model.world.incidents(5))


# --- the rally ------------------------------------------------------------------------------------------------------


def rallied(changes: Changes, weeks: float = 2.0, level: float = 0.0) -> float:
    """Rally of a week in which a crisis of full salience was met with a deadline in so many weeks."""
    model = country(changes)
    model.rally.level = level
    model.rally.answer(0, 1.0, weeks)
    model.live()
    return model.rally.level


@acts("rally.gain", "rally after a crisis is met (rally.level)", RISES, 0.05, 0.15)
def gain(value: float) -> float:
    return rallied({"rally.gain": value})


@acts("rally.limit", "rally after a crisis is met while there is one (rally.level)", RISES, 0.1, 0.3)
def limit(value: float) -> float:
    return rallied({"rally.limit": value}, level=0.05)


@acts("rally.halflife", "rally that is left after a week (rally.level)", RISES, 13.0, 52.0)
def halflife(value: float) -> float:
    return rallied({"rally.halflife": value, "rally.gain": 0.0}, level=0.1)


@acts("rally.haste", "rally after a crisis is met with a late deadline (rally.level)", RISES, 4.0, 16.0)
def haste(value: float) -> float:
    return rallied({"rally.haste": value}, weeks=8.0)
