"""Officials: courage, two loyalties, what they expect of going outside, and the choice itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.agents.actor import Actor
from abm.norms.base import Demand, Reserve, replace
from abm.numerics.arithmetic import half_life_factor, power
from abm.numerics.streams import Purpose
from abm.parameters import Method
from abm.policy.choice import (
    EXPLAINED,
    INSIDE,
    TICK_BOX,
    Option,
    Situation,
    chances,
    curious,
    pick,
    readiness,
    reasons,
    rejection,
    theta,
)
from abm.policy.evidence import desk_share
from abm.policy.participation import audit_shortfall, ease, quality
from abm.policy.process import PLANNED, REACTIVE, Process, haste

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.model import PolicyModel

_TRAITS = 4  # draws of a person: courage, two loyalties, skill


def within_unit(value: float) -> float:
    """The value, kept in [0, 1]."""
    return (value if value < 1.0 else 1.0) if value > 0.0 else 0.0


class Official(Actor):
    """One official: a seat, and the generation that holds it.

    Traits are the parameter's mean plus the person's own deviation, so that a change of the mean in mid-run is felt.

    Attributes
    ----------
    seat : int
        Number of the seat over all ministries; with the generation it addresses who sits there.
    generation : int
        How many held the seat before.
    home : int
        Dossier (over all ministries) of the team the official belongs to.
    skill, fear : float
        What experience changes; each in [0, 1]. Skill stands in a list of the ministry.
    """

    def __init__(self, model: PolicyModel, ministry: Ministry, seat: int, home: int) -> None:
        super().__init__(model)
        self.ministry = ministry
        self.seat = seat
        self._place = len(ministry.skills)
        ministry.skills.append(0.0)
        self.home = home
        self.generation = -1
        self._fear, self._feared_in = 0.0, 0
        self.arrive()

    def arrive(self) -> None:
        """A new person takes the seat, with own traits and the skill of a newcomer."""
        own = self.model.parameters.officials
        self.generation += 1
        draws = self.model.streams[Purpose.PERSON].normals(self.generation, _TRAITS, self.seat * _TRAITS)
        self._courage, self._minister, self._society, skill = (float(d) for d in draws)
        self.skill = within_unit(own.skill + own.skill_spread * skill)
        self._fear = 0.0

    @property
    def skill(self) -> float:
        """Skill at participation, in [0, 1]."""
        return self.ministry.skills[self._place]

    @skill.setter
    def skill(self, value: float) -> None:
        self.ministry.skills[self._place] = value

    @property
    def expected_benefit(self) -> float:
        """What the official expects of going outside, in [0, 1]: the record of the ministry."""
        return self.ministry.record

    @property
    def courage(self) -> float:
        """Courage (lef), in [0, 1]."""
        own = self.model.parameters.officials
        return within_unit(own.courage + own.courage_spread * self._courage)

    @property
    def loyalty_minister(self) -> float:
        """Loyalty to the minister, in [0, 1]."""
        own = self.model.parameters.officials
        return within_unit(own.loyalty_minister + own.loyalty_spread * self._minister)

    @property
    def loyalty_society(self) -> float:
        """Loyalty to society, in [0, 1]; separate from the other, the two need not sum to one."""
        own = self.model.parameters.officials
        return within_unit(own.loyalty_society + own.loyalty_spread * self._society)

    @property
    def fear(self) -> float:
        """Fear from exposure without backing, halving in ``fear_halflife`` weeks; in [0, 1]."""
        if self._fear == 0.0:
            return 0.0
        keeps = half_life_factor(self.model.parameters.officials.fear_halflife)
        return self._fear * power(keeps, float(self.model.week - self._feared_in))

    def is_exposed(self, exposure: float, backing: float) -> None:
        """Stand in public, wholly (1) when it escalates: fear rises by what leadership does not back."""
        before = self.fear
        gain = self.model.parameters.officials.fear_gain * exposure * (1.0 - backing)
        self._fear = before + gain * (1.0 - before)
        self._feared_in = self.model.week

    def grow(self, share: float) -> None:
        """Skill goes the share of the way to 1, by practice or training."""
        self.skill += share * (1.0 - self.skill)

    def choose(self, process: Process, imposed: str | None = None) -> None:
        """At the start of a process: consider, weigh, and choose whether and how to go outside, by the rule in force.

        Writes the choice and its work into the process, and the five numbers into its log. Where timing is imposed
        the official's own choice is overridden.
        """
        demand = self._demand(process)
        process.overhead = demand.hours + self.model.dossier(process.dossier).take_repairs()
        self._take_up(process, *self._weigh(process, demand, imposed))

    def reconsider(self, process: Process) -> None:
        """A planned process turned reactive: the choice falls again, with the same uniform numbers.

        Nothing is charged twice. What was under way goes on where the choice is the same, with the weeks that a norm
        reserves; else it is broken off, and read for the part that was done.
        """
        before = process.entry
        before["superseded"] = process.reconsidered = True
        chosen, rejected_with = self._weigh(process, self._demand(process), None)
        if chosen != process.choice:
            process.put_aside()
            self._take_up(process, chosen, rejected_with)
            return
        process.entry |= {name: before[name] for name in ("hours_outside", "rejected", "escalated") if name in before}
        if process.outside:
            self._reserve_weeks(process, float(self.model.board.salience[process.dossier]))

    def _demand(self, process: Process) -> Demand:
        demand = self.ministry.demand()
        return replace(demand, audit=1.0) if self.model.dossier(process.dossier).under_review else demand

    def _weigh(self, process: Process, demand: Demand, imposed: str | None) -> tuple[str, float]:
        """Begin the log of a choice; returns what is chosen, and how probably an explanation would be rejected."""
        model, ministry = self.model, self.ministry
        own, board, j = model.parameters.officials, model.board, process.dossier
        salience = float(board.salience[j])
        draw = model.streams[Purpose.CONSIDER].uniform(process.serial, j)
        planned_in_calm = process.kind == PLANNED and ministry.calm.considered
        considers = planned_in_calm or draw < ministry.norms.consider(own.availability, salience)
        room = ministry.may(0.0, salience)
        menu = self._menu(process, salience)
        situation = Situation(
            courage=self.courage,
            fear=self.fear,
            loyalty_minister=self.loyalty_minister,
            loyalty_society=self.loyalty_society,
            expected_benefit=self.expected_benefit,
            sensitivity=float(board.sensitivity[j]),
            salience=salience,
            mandate=ministry.leadership.mandate,
            backing=ministry.leadership.backing,
            speed=ministry.coupling(salience) * salience if process.kind == REACTIVE else 0.0,
            may=room,
            curiosity=curious(float(board.variance[j]), model.parameters),
            methods=[self._option(name, method, hours, demand, room) for name, (method, hours) in menu.items()],
            tick_box=self._option(TICK_BOX, model.parameters.tick_box, self._hours(process, TICK_BOX), demand, room),
            demand=demand,
            considers=considers,
        )
        probability = chances(situation, model.parameters)
        chosen = imposed or pick(probability, model.streams[Purpose.CHOOSE].uniform(process.serial, j))
        weighed = reasons(situation, model.parameters)
        process.entry = {
            "week": model.week,
            "ministry": ministry.number,
            "dossier": j,
            "serial": process.serial,
            "reconsidered": process.reconsidered,
            "superseded": False,
            "official": self.seat,
            "generation": self.generation,
            "kind": process.kind,
            "emergency": process.emergency,
            "salience": salience,
            "sensitivity": situation.sensitivity,
            "deadline": process.deadline - model.week,
            "rule": own.rule,
            "considers": considers,
            "willing": weighed.willing,
            "dares": weighed.dares,
            "wishes": weighed.wishes,
            "backed": weighed.backed,
            "may": situation.may,
            "threshold": theta(model.parameters),
            "readiness_rule": own.readiness,
            "readiness": readiness(situation, model.parameters),
            "can": ",".join(menu),
            "imposed": imposed is not None,
            "chosen": chosen,
            "probability": 1.0 if imposed else probability[chosen],
            "demand_must_explain": demand.must_explain,
            "benefit_before": self.expected_benefit,
            "hours_outside": self._hours(process, chosen) if chosen in model.parameters.methods else 0.0,
        }
        process.official = self
        return chosen, rejection(situation, model.parameters)

    def _take_up(self, process: Process, chosen: str, rejected_with: float) -> None:
        """Set the work that a choice brings, and bear what going outside in public may bring."""
        evidence, ministry = self.model.parameters.evidence, self.ministry
        salience = float(self.model.board.salience[process.dossier])
        process.choice, process.outside = chosen, chosen in self.model.parameters.methods
        if chosen == EXPLAINED and not process.explained:
            process.overhead += self._explain(process, rejected_with)
        if chosen in (INSIDE, EXPLAINED):
            method, hours, weeks = None, 0.0, 0.0
        else:
            method = self._method(chosen)
            hours, weeks = self._hours(process, chosen), method.weeks * (1.0 - self._ease())
            process.room, process.weight = ministry.may(0.0, salience), ministry.may(method.commitments, salience)
        beside = desk_share(process.participation_done + hours, self.model.parameters)
        desk = beside * evidence.desk_hours
        left = max(0.0, desk - process.desk_done) / desk if desk > 0.0 else 0.0
        process.plan_evidence(method, hours, desk, max(weeks, left * beside * evidence.desk_weeks))
        if process.outside:
            self._reserve_weeks(process, salience)
            if not process.exposed and self.model.parameters.placebo.respondents != "nobody":
                self._face_public(process)

    def _reserve_weeks(self, process: Process, salience: float) -> None:
        """Who goes outside gets the weeks that a norm reserves for it; an emergency is one all the same."""
        if process.emergency:
            return
        week = self.model.week
        process.deadline = max(process.deadline, week + self.ministry.norms.reserve(Reserve(), salience).weeks)
        if process.kind == REACTIVE:
            lead = self.model.parameters.ministries.routine_lead
            process.haste = haste(process.deadline - process.opened, lead)
        process.entry["deadline"] = process.deadline - week

    def _menu(self, process: Process, salience: float) -> dict[str, tuple[Method, float]]:
        """Methods that fit the weeks and hours which evidence may take before the deadline, with the hours they take.

        Of participation under way only what is left has to fit.
        """
        model, ministry = self.model, self.ministry
        left = process.deadline - model.week
        if not process.emergency:
            left = max(left, ministry.norms.reserve(Reserve(), salience).weeks)
        weeks = model.parameters.evidence.process_share * left
        most = weeks * ministry.free_hours_of_team(process.dossier)
        ease, menu = self._ease(), {}
        for name, method in model.parameters.methods.items():
            hours, share = self._hours(process, name), 1.0
            if name == process.choice and process.participation_planned > 0.0:
                share = process.participation / process.participation_planned
            if share * method.weeks * (1.0 - ease) <= weeks and hours <= most:
                menu[name] = (method, hours)
        return menu

    def _method(self, name: str) -> Method:
        """A method by its name, the tick-box exercise among them."""
        return self.model.parameters.tick_box if name == TICK_BOX else self.model.parameters.methods[name]

    def _hours(self, process: Process, name: str) -> float:
        """Hours that a method takes of this official: what is left of it where it is under way."""
        if name == process.choice and process.participation_planned > 0.0:
            return process.participation
        return self._method(name).hours * (1.0 - self._saving(name))

    def _option(self, name: str, method: Method, hours: float, demand: Demand, room: float) -> Option:
        reached = quality(method, self.skill, self.model.parameters)
        return Option(name, hours, audit_shortfall(reached, method.commitments, room, demand.quality_norm))

    def _ease(self) -> float:
        """Share of recruitment time that relations and skill take away."""
        return ease(self.ministry.mean_relations, self.skill, self.model.parameters)

    def _saving(self, name: str) -> float:
        """Share of set-up hours that a collective memory saves on a method the ministry has used before."""
        return self.ministry.training.set_up_saving if name in self.ministry.practised else 0.0

    def _explain(self, process: Process, rejected_with: float) -> float:
        """Hours of an explanation; twice as many when it is rejected."""
        rejected = self.model.streams[Purpose.REJECTION].uniform(process.serial, process.dossier) < rejected_with
        process.entry["rejected"] = rejected
        process.explained = True
        return self.model.parameters.officials.explanation_hours * (2.0 if rejected else 1.0)

    def _face_public(self, process: Process) -> None:
        """Going outside on a salient dossier can escalate in the media; skill lowers the chance."""
        model, own = self.model, self.model.parameters.officials
        chance = own.escalation * float(model.board.salience[process.dossier]) * (1.0 - self.skill)
        escalated = model.streams[Purpose.ESCALATION].uniform(process.serial, process.dossier) < chance
        process.entry["escalated"] = escalated
        process.exposed = True
        if escalated:
            model.board.escalated[process.dossier] += own.escalation_severity
        heat = own.blame * float(model.board.sensitivity[process.dossier] * model.board.salience[process.dossier])
        self.ministry.see_exposed(self, 1.0 if escalated else min(1.0, heat))
