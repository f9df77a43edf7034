"""Dossiers: standing policy fields with a queue of questions, at most one process, and policies on their way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from abm.agents.actor import Actor
from abm.norms.base import Demand, Pilot
from abm.numerics.arithmetic import log
from abm.numerics.streams import Floats, Integers, Purpose
from abm.policy.evidence import Source, case_weight, declared, desk_variance, settle, trust_in, update
from abm.policy.participation import (
    Concluded,
    adopted,
    audit_shortfall,
    effect_on_trust,
    heard,
    quality,
    reading,
    recruit,
    relief,
)
from abm.policy.process import PLANNED, Asked, Process

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.agents.officials import Official
    from abm.model import PolicyModel


_PILOT_ADDRESSES = 1 << 20  # addresses kept apart for the draws of one dossier's pilot


@dataclass(slots=True)
class QuestionBatch:
    """Questions asked on one dossier in one week, waiting for hours; ``draw`` in (0, 1) decides on their sign-off."""

    asked: int
    count: int
    hours: float
    draw: float = 0.5


@dataclass(slots=True)
class Decision:
    """A policy that was decided and is not yet in force.

    Attributes
    ----------
    case_weight : float
        Pull of one current case on it.
    centre : array of shape (2,)
        Where the centre of needs was at the decision; hidden from all actors.
    """

    policy: Floats
    coordination_gap: float
    decided: int
    enters: int
    pilot: Pilot
    process: Process
    centre: Floats
    case_weight: float = 0.0


class Dossier(Actor):
    """One standing policy field; its columns stand on the board under its number.

    Attributes
    ----------
    number : int
        Number over all ministries.
    team : list of Official
        Officials who answer its questions first.
    holder : Official
        The seat whose official chooses on every process of this dossier, for as long as the seat is theirs.
    process : Process or None
        The revision under way.
    decisions : list of Decision
        Policies on their way into force.
    waiting : deque of QuestionBatch
        Questions waiting for hours.
    repairs : float
        Hours that a failed audit asks of the next process.
    under_review : bool
        Whether the last audit failed, so that the next process is audited for certain.
    """

    def __init__(self, model: PolicyModel, ministry: Ministry, number: int) -> None:
        super().__init__(model)
        self.ministry = ministry
        self.number = number
        self.team: list[Official] = []
        self.holder: Official
        self.process: Process | None = None
        self.decisions: list[Decision] = []
        self.waiting: deque[QuestionBatch] = deque()
        self.serial = 0
        self.in_force_since = model.week - self._first_age()
        self.reopened = False
        self.repairs, self.under_review = 0.0, False

    def _first_age(self) -> int:
        """Age in weeks of the policy in force at the start: exponential around ``start.policy_age``."""
        drawn = self.model.streams[Purpose.AGE_START].uniform(0, self.number)
        return int(-self.model.parameters.start.policy_age * log(drawn))

    @property
    def state(self) -> str:
        """At rest, preparing, coordinating, decided, or entering into force."""
        if self.process is not None:
            return "preparing" if self.process.requests is None else "coordinating"
        if self.decisions:
            decision = self.decisions[-1]
            started = decision.enters - self.model.parameters.ministries.implementation_lag
            return "decided" if self.model.week < started else "entering into force"
        return "at rest"

    @property
    def heeds_attention(self) -> bool:
        """Whether attention can open the dossier, or turn its planned process reactive."""
        return not self.decisions if self.process is None else self.process.kind == PLANNED

    @property
    def policy(self) -> Floats:
        """Policy in force x, in units of needs; shape (2,)."""
        return self.model.board.policy[self.number]

    @property
    def belief(self) -> Floats:
        """House belief b, in units of needs; shape (2,)."""
        return self.model.board.belief[self.number]

    @property
    def salience(self) -> float:
        """Salience a, in [0, 1]."""
        return float(self.model.board.salience[self.number])

    @property
    def misfit(self) -> float:
        """Distance between policy in force and needs centre; hidden from all actors."""
        return self.model.needs.distance(self.number, self.policy)

    def answer(self, week: int, most: float) -> float:
        """Spend at most ``most`` hours on waiting questions, oldest first; returns the hours used."""
        left, waiting = most, self.waiting
        while waiting and left > 0.0:
            batch = waiting[0]
            if batch.hours > left:
                batch.hours -= left
                return most
            left -= batch.hours
            waiting.popleft()
            self.ministry.send_for_signature(batch, self.number, week)
        return most - left

    def conclude_evidence(self, process: Process) -> None:
        """Read the sources in proportion to the work done, and move the house belief: one formula for all."""
        asked, process.evidence_concluded = process.take_asked(), True
        board, j = self.model.board, self.number
        desk = process.take_desk()
        if desk > 0.0:
            belief, variance = update(board.belief[j], float(board.variance[j]), self._desk(process.serial, desk))
            board.belief[j], board.variance[j] = belief, variance
        for part in asked:
            self._hear(process, part)

    def _desk(self, address: int, hours: float) -> Source:
        """What desk research on these hours reads: mu + B + noise."""
        model, own, j = self.model, self.model.parameters.evidence, self.number
        variance = desk_variance(hours, model.parameters)
        noise = model.streams[Purpose.DESK].normals(address, 2, 2 * j)
        said = model.needs.centre[j] + model.board.house_bias[j] + np.sqrt(variance) * noise
        return Source(said, variance, own.desk_perceived_bias * model.parameters.needs.heterogeneity, 1.0)

    def _hear(self, process: Process, part: Asked) -> None:
        """Ask citizens, let what they say in by w·G, and bear the consequences for relations, trust and skill."""
        model, ministry, j, method = self.model, self.ministry, self.number, part.method
        parameters, streams = model.parameters, model.streams
        if parameters.placebo.respondents == "nobody":
            return
        wanted = max(1, round(method.respondents * part.share))
        skill = process.official.skill
        known = ministry.relations
        if parameters.placebo.relations == "even":
            known = np.full_like(known, known.mean())
        people = recruit(method, wanted, j, part.address, known, skill, model.citizens, parameters, streams)
        process.respondents += len(people)
        if not len(people):
            return
        citizens = model.citizens
        process.educated += int(citizens.educated[people].sum())
        about = citizens.topic[people] == j
        process.grievance += float(citizens.grievance[people][about].sum(dtype=np.float64))
        if parameters.placebo.respondents == "desk":
            desk = self._desk(part.address, method.hours * part.share)
            source = desk._replace(weight=part.weight)
        else:
            belief = model.board.belief[j]
            said = reading(method, people, j, part.address, belief, model.needs, model.citizens, parameters, streams)
            source = Source(said, *declared(method, len(people), parameters), part.weight)
        board = model.board
        influence = part.weight * trust_in(float(board.variance[j]), source.variance, source.bias)
        process.influence += (1.0 - process.influence) * influence
        board.belief[j], board.variance[j] = update(board.belief[j], float(board.variance[j]), source)
        self._after_participation(process, part, people, influence)

    def _after_participation(self, process: Process, part: Asked, people: Integers, influence: float) -> None:
        model, ministry, parameters = self.model, self.ministry, self.model.parameters
        explained = model.streams[Purpose.FEEDBACK].uniform(part.address, self.number) < parameters.procedure.feedback
        trust, grievance = (felt(influence, explained, parameters) for felt in (effect_on_trust, relief))
        ministry.procedures.append(Concluded(self.number, trust, grievance, part.address, people))
        ministry.meet(np.bincount(model.citizens.community[people]).nonzero()[0], adopted(influence, parameters))
        if part.real:
            process.official.grow(parameters.officials.practice_gain)
            ministry.practised.add(part.choice)

    def decide(self, process: Process, week: int) -> Decision:
        """The decision falls, with the evidence, the draft and the coordination that there is."""
        model, parameters, j = self.model, self.model.parameters, self.number
        if not process.evidence_concluded:
            self.conclude_evidence(process)
        error = parameters.work.drafting_error * (1.0 - process.drafting_share)
        noise = model.streams[Purpose.DRAFT].normals(process.serial, 2, 2 * j)
        case = self._current_case(process)
        pull = 0.0 if case is None else case_weight(self.salience, float(model.board.variance[j]), parameters)
        policy = settle(model.board.belief[j], case, pull, error * noise)
        pilot = self.ministry.norms.pilot(Pilot())
        lag = parameters.ministries.implementation_lag + pilot.weeks
        if process.emergency:  # its measures wait for no pilot
            pilot, lag = Pilot(), parameters.shocks.crisis_lag
        centre = model.needs.centre[j].copy()
        decision = Decision(policy, process.coordination_gap, week, week + lag, pilot, process, centre, pull)
        self.decisions.append(decision)
        self.process = None
        return decision

    def _current_case(self, process: Process) -> Floats | None:
        """What everybody's talk of one badly served citizen asks for; None where nobody is badly served.

        A case carries no news about needs: taken as a deviation it is the belief, plus how that citizen's need differs
        from the mean of those served badly. Taken as that citizen's need it is evidence outside w.
        """
        model, j = self.model, self.number
        badly = model.needs.badly_served(j, model.board.policy[j])
        if not len(badly):
            return None
        place = badly[int(model.streams[Purpose.CASE].uniform(process.serial, j) * len(badly))]
        need = model.needs.member(j, int(place))
        if model.parameters.ministries.complaint_case == "need":
            return need
        return model.board.belief[j] + (need - model.needs.mean_of(j, badly))

    def enter_into_force(self, week: int) -> list[Decision]:
        """Put the newest policy that is due in force, corrected by its pilot; what it overtook never enters."""
        due = [decision for decision in self.decisions if decision.enters <= week]
        if not due:
            return []
        decision, model = due[-1], self.model
        self.decisions = [item for item in self.decisions if item.decided > decision.decided]
        if decision.pilot.weeks and model.parameters.placebo.respondents != "nobody":
            self._correct_by_pilot(decision)
        model.board.policy[self.number] = decision.policy
        model.board.coordination_gap[self.number] = decision.coordination_gap
        model.needs.decided[self.number] = decision.centre
        model.world.answer(self.number, decision.process.turned, week)
        self.in_force_since = week
        self.reopened = False
        return [decision]

    def _correct_by_pilot(self, decision: Decision) -> None:
        """Read a panel in a few communities, and move policy and belief towards it by w·G."""
        model, j, pilot = self.model, self.number, decision.pilot
        parameters, population = model.parameters, model.parameters.population
        serial = decision.process.serial
        size = pilot.communities * pilot.citizens
        draws = model.streams[Purpose.PILOT].uniforms(serial, pilot.communities + size, j * _PILOT_ADDRESSES)
        places = model.peopled[(draws[: pilot.communities] * len(model.peopled)).astype(int)]
        asked = np.concatenate(
            [
                model.citizens.members(place)[(part * len(model.citizens.members(place))).astype(int)]
                for place, part in zip(places, draws[pilot.communities :].reshape(pilot.communities, -1), strict=True)
            ]
        )
        before, certainty = model.board.belief[j], float(model.board.variance[j])
        values, needs = model.citizens.values[asked], model.needs
        said = heard(
            lambda about: needs.spoken(about, values).mean(axis=0),
            j, serial, before, needs, parameters, model.streams, panel=True,
        )  # fmt: skip
        h, rho = parameters.needs.heterogeneity, population.value_clustering
        variance = h * h * ((1.0 - rho) / size + rho / pilot.communities)
        source = Source(said, variance, 0.0, self.ministry.may(pilot.commitments, self.salience))
        gain = source.weight * trust_in(certainty, variance, 0.0)
        decision.policy = decision.policy + gain * (said - decision.policy)
        model.board.belief[j], model.board.variance[j] = update(before, certainty, source)

    def bear_audit(self, process: Process, demand: Demand) -> bool:
        """Bear the consequences of an audit; returns whether it failed.

        Who fails has to repair, by hours in proportion to the shortfall, and is audited again.
        """
        assert process.method is not None
        reached = quality(process.method, process.official.skill, self.model.parameters)
        short = audit_shortfall(reached, process.method.commitments, process.room, demand.quality_norm)
        self.repairs += demand.repairs * short
        self.under_review = short > 0.0
        return self.under_review

    def take_repairs(self) -> float:
        """Hours that the next process has to spend on repairs."""
        hours, self.repairs = self.repairs, 0.0
        return hours

    def write_log(self, decision: Decision) -> dict[str, Any]:
        """Complete the log of the choice with what came of it at the decision."""
        process, model = decision.process, self.model
        heard = process.method is not None or process.respondents > 0
        process.entry.update(
            respondents=process.respondents if heard else None,
            adoption=process.influence if heard else None,
            respondents_educated=process.educated / process.respondents if process.respondents else None,
            respondents_grievance=process.grievance / process.respondents if process.respondents else None,
            decided_week=decision.decided,
            lead_time=float(decision.decided - process.opened),
            evidence_share=process.evidence_share,
            drafting_share=process.drafting_share,
            coordination_gap=decision.coordination_gap,
            misfit_before=self.misfit,
            misfit_after=model.needs.distance(self.number, decision.policy),
        )
        return process.entry
