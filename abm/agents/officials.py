"""Officials: courage, two loyalties, what they expect of going outside, and the choice itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.agents.actor import Actor
from abm.norms.base import Demand, replace
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
from abm.policy.process import PLANNED, REACTIVE, Process

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
    skill, expected_benefit, fear : float
        What experience changes; each in [0, 1]. The first two stand in lists of the ministry.
    """

    def __init__(self, model: PolicyModel, ministry: Ministry, seat: int, home: int) -> None:
        super().__init__(model)
        self.ministry = ministry
        self.seat = seat
        self._place = len(ministry.skills)
        ministry.skills.append(0.0)
        ministry.benefits.append(0.0)
        self.home = home
        self.generation = -1
        self._fear, self._feared_in = 0.0, 0
        self.arrive(model.parameters.officials.expected_benefit)

    def arrive(self, expected_benefit: float) -> None:
        """A new person takes the seat, with own traits and the skill of a newcomer."""
        own = self.model.parameters.officials
        self.generation += 1
        draws = self.model.streams[Purpose.PERSON].normals(self.generation, _TRAITS, self.seat * _TRAITS)
        self._courage, self._minister, self._society, skill = (float(d) for d in draws)
        self.skill = within_unit(own.skill + own.skill_spread * skill)
        self.expected_benefit = expected_benefit
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
        """What the official expects of going outside, in [0, 1]."""
        return self.ministry.benefits[self._place]

    @expected_benefit.setter
    def expected_benefit(self, value: float) -> None:
        self.ministry.benefits[self._place] = value

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

    def learn(self, signal: float, rate: float) -> None:
        """Move the expected benefit towards what a decision turned out to bring, in [0, 1]."""
        self.expected_benefit += rate * (signal - self.expected_benefit)

    def grow(self, share: float) -> None:
        """Skill goes the share of the way to 1, by practice or training."""
        self.skill += share * (1.0 - self.skill)

    def choose(self, process: Process, imposed: str | None = None) -> None:
        """At the start of a process: consider, weigh, and choose whether and how to go outside, by the rule in force.

        Writes the choice and its work into the process, and the five numbers into its log. Where timing is imposed
        the official's own choice is overridden.
        """
        model, ministry = self.model, self.ministry
        own, board, j = model.parameters.officials, model.board, process.dossier
        salience = float(board.salience[j])
        draw = model.streams[Purpose.CONSIDER].uniform(process.serial, j)
        planned_in_calm = process.kind == PLANNED and ministry.calm.considered
        considers = planned_in_calm or draw < ministry.norms.consider(own.availability)
        dossier = model.dossier(j)
        demand = ministry.demand()
        if dossier.under_review:
            demand = replace(demand, audit=1.0)
        menu = self._menu(process)
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
            may=ministry.may(0.0),
            curiosity=curious(float(board.variance[j]), model.parameters),
            methods=[self._option(name, method, demand) for name, method in menu.items()],
            tick_box=self._option(TICK_BOX, model.parameters.tick_box, demand),
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
            "official": self.seat,
            "generation": self.generation,
            "kind": process.kind,
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
            "hours_outside": 0.0,
        }
        process.overhead = demand.hours + dossier.take_repairs()
        process.official = self
        self._take_up(process, chosen, rejection(situation, model.parameters))

    def _take_up(self, process: Process, chosen: str, rejected_with: float) -> None:
        """Set the work that a choice brings, and bear what going outside in public may bring."""
        model = self.model
        process.choice = chosen
        evidence = model.parameters.evidence
        if chosen == EXPLAINED:
            process.overhead += self._explain(process, rejected_with)
        if chosen in (INSIDE, EXPLAINED):
            process.plan_evidence(None, 0.0, evidence.desk_hours, evidence.desk_weeks)
            return
        process.outside = chosen != TICK_BOX
        method = model.parameters.methods[chosen] if process.outside else model.parameters.tick_box
        process.room, process.weight = self.ministry.may(0.0), self.ministry.may(method.commitments)
        hours = method.hours * (1.0 - self._saving(chosen))
        beside = desk_share(hours, model.parameters)
        weeks = max(method.weeks * (1.0 - self._ease()), beside * evidence.desk_weeks)
        process.plan_evidence(method, hours, beside * evidence.desk_hours, weeks)
        if process.outside:
            process.entry["hours_outside"] = hours
            self._face_public(process)

    def _menu(self, process: Process) -> dict[str, Method]:
        """Methods that fit the weeks and hours which evidence may take before the deadline."""
        model, ministry = self.model, self.ministry
        share = model.parameters.evidence.process_share
        weeks = share * (process.deadline - model.week)
        hours = weeks * ministry.free_hours_of_team(process.dossier)
        ease = self._ease()
        return {
            name: method
            for name, method in model.parameters.methods.items()
            if method.weeks * (1.0 - ease) <= weeks and method.hours * (1.0 - self._saving(name)) <= hours
        }

    def _option(self, name: str, method: Method, demand: Demand) -> Option:
        reached = quality(method, self.skill, self.model.parameters)
        short = audit_shortfall(reached, method.commitments, self.ministry.may(0.0), demand.quality_norm)
        return Option(name, method.hours * (1.0 - self._saving(name)), short)

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
        return self.model.parameters.officials.explanation_hours * (2.0 if rejected else 1.0)

    def _face_public(self, process: Process) -> None:
        """Going outside on a salient dossier can escalate in the media; skill lowers the chance."""
        model, own = self.model, self.model.parameters.officials
        chance = own.escalation * float(model.board.salience[process.dossier]) * (1.0 - self.skill)
        escalated = model.streams[Purpose.ESCALATION].uniform(process.serial, process.dossier) < chance
        process.entry["escalated"] = escalated
        if escalated:
            model.board.escalated[process.dossier] += own.escalation_severity
        heat = own.blame * float(model.board.sensitivity[process.dossier] * model.board.salience[process.dossier])
        self.ministry.see_exposed(self, 1.0 if escalated else min(1.0, heat))
