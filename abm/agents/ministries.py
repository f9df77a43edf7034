"""Ministries: leadership and pressure, hours, decisions, and what is learnt of them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from abm.agents.actor import Actor, RowOf
from abm.agents.dossiers import Decision, Dossier, QuestionBatch
from abm.agents.hours import HOURS, spend
from abm.agents.ministers import DURABLE
from abm.agents.officials import Official, within_unit
from abm.norms import Norms
from abm.norms.base import Calm, Demand, Leadership, Pilot, Reserve, Training, replace
from abm.numerics.arithmetic import WEEKS_PER_YEAR, half_life_factor
from abm.numerics.streams import Integers, Purpose
from abm.policy.choice import EXPLAINED, INSIDE, influence_room, may
from abm.policy.participation import Concluded
from abm.policy.process import Process, Request

if TYPE_CHECKING:
    from abm.model import PolicyModel


_AS_THE_RULE = Reserve()  # what is kept free where no norm asks for more
_TRAITS = 3  # draws of a minister and board: mandate, steadfastness, threshold of attention


class Ministry(Actor):
    """One ministry: its minister and board, twenty officials, and a few dossiers.

    Attributes
    ----------
    number : int
        Number of the ministry.
    rows : slice
        Rows of its dossiers on the board.
    skills : list of float
        Skill of each official.
    record : float
        What going outside is expected to bring, from judged decisions, in [0, 1]: the ministry's, as an official seldom
        sits long enough to see an own choice judged.
    leadership : Leadership
        Mandate and steadfastness in force this week, norms included.
    pressure : float
        P: moving average of salience and questions, in [0, 1].
    relations : array of shape (communities,)
        Relations with each community, in [0, 1].
    norms : Norms
        Instruments in force; none before week 0.
    ledger : dict of str to float
        Hours of this week by what they went to.
    utilisation : float
        Share of hours used last week, relations in idle hours aside.
    inbox : list of Request
        Coordination asked of this ministry.
    """

    relations = RowOf(lambda ministry: ministry.model.relations)
    pressure: float
    utilisation: float
    mean_relations: float
    ledger: dict[str, float]

    def __init__(self, model: PolicyModel, number: int) -> None:
        super().__init__(model)
        parameters = model.parameters
        own, staff = parameters.ministries, parameters.officials
        self.number = number
        self.dossiers = [Dossier(model, self, number * own.dossiers + k) for k in range(own.dossiers)]
        self.rows = slice(number * own.dossiers, (number + 1) * own.dossiers)
        self.skills: list[float] = []
        self.record = staff.expected_benefit
        self.officials = []
        for s in range(staff.per_ministry):
            home = self.dossiers[s % own.dossiers]
            self.officials.append(Official(model, self, number * staff.per_ministry + s, home.number))
            home.team.append(self.officials[-1])
        for k, dossier in enumerate(self.dossiers):
            dossier.holder = self.officials[k % len(self.officials)]
        self.mean_relations = own.relation_start
        self.pressure = 0.0
        self.utilisation = parameters.work.utilisation_start
        self.practised: set[str] = set()
        self.ledger = dict.fromkeys(HOURS, 0.0)
        self.inbox: list[Request] = []
        self.active: list[Process] = []
        self.choices: deque[Process] = deque()
        self.watched: deque[tuple[int, int, Dossier]] = deque()
        self._watch_the_first()
        self.judged: deque[tuple[int, int, dict[str, Any], Dossier]] = deque()
        self.budget = 0.0
        self.trained = 0.0
        self.saliences: deque[float] = deque(maxlen=parameters.imposed.memory)
        self.visited = 0
        self.signing: dict[int, list[int]] = {}
        self.adopt(Norms())
        self.take_office(0, model.week)
        self.start_week()

    def _watch_the_first(self) -> None:
        """Watch the policies in force at the start that may still turn out to have solved their dossiers."""
        for dossier in sorted(self.dossiers, key=lambda item: (item.in_force_since, item.number)):
            due = dossier.in_force_since + DURABLE
            if due > self.model.week:
                self.watched.append((due, dossier.in_force_since, dossier))

    # --- leadership and norms -----------------------------------------------------------------------------------

    def adopt(self, norms: Norms) -> None:
        """Put norms in force."""
        self.norms = norms
        self.calm, self.training = norms.calm(Calm()), norms.train(Training())

    def take_office(self, cabinet: int, week: int) -> None:
        """A new minister and board: leadership and the threshold of attention are drawn anew."""
        self.in_office_since = week
        draws = self.model.streams[Purpose.LEADERSHIP].normals(cabinet, _TRAITS, _TRAITS * self.number)
        self._mandate, self._steadfastness, self._threshold = (float(d) for d in draws)
        self.lead()

    def lead(self) -> None:
        """Leadership of this week: the minister's own, as the norms leave it; a caretaker's mandate is less."""
        own = self.model.parameters.ministries
        self.threshold = within_unit(own.attention_threshold + own.threshold_spread * self._threshold)
        self.leadership = self.norms.lead(
            Leadership(
                within_unit(own.mandate + own.mandate_spread * self._mandate),
                within_unit(own.steadfastness + own.steadfastness_spread * self._steadfastness),
            ),
            self.model.week - self.in_office_since,
        )
        if self.model.is_caretaker:
            self.leadership = replace(self.leadership, mandate=own.caretaker_mandate * self.leadership.mandate)

    def may(self, commitments: float, salience: float) -> float:
        """w: the influence that input can have here and now on a dossier of this salience, in [0, 1]."""
        own = self.model.parameters.ministries
        room = influence_room(own.influence_room, self.leadership.mandate, own.room_without_mandate)
        pressed = own.pressure_room * self.norms.reserve(_AS_THE_RULE, salience).pressed
        return may(room, self.pressure, self.leadership.steadfastness, commitments, pressed)

    def coupling(self, salience: float) -> float:
        """Lambda in force at this salience."""
        return self.norms.couple(self.model.parameters.ministries.deadline_coupling, salience)

    def demand(self) -> Demand:
        """What the norms ask of a choice, given the past year."""
        while self.choices and self.choices[0].opened <= self.model.week - WEEKS_PER_YEAR:
            self.choices.popleft()
        outside = sum(process.choice in self.model.parameters.methods for process in self.choices)
        share = outside / len(self.choices) if self.choices else 0.0
        return self.norms.demand(Demand(), share, float(len(self.choices)))

    # --- 6. ministers feel pressure, open dossiers and set deadlines --------------------------------------------

    def start_week(self) -> None:
        """Forget what was counted last week."""
        self.procedures: list[Concluded] = []
        self.log: list[dict[str, Any]] = []
        self.opened: list[Process] = []
        self.turned: list[Process] = []
        self.decided: list[Decision] = []
        self.entered: list[Decision] = []
        self.outcomes: list[tuple[int, str, float]] = []
        self.asked = self.answered = self.late = 0
        self.solved = self.reworked = 0

    def feel(self) -> None:
        """P moves towards the mean of its hottest dossier's salience and the use of parliament's budget."""
        own, board = self.model.parameters.ministries, self.model.board
        self.asked = sum(board.questions[self.rows].tolist())
        questions = min(1.0, self.asked / self.model.parameters.parliament.budget)
        keeps = half_life_factor(own.pressure_halflife)
        hottest = max(board.salience[self.rows].tolist())
        self.pressure = keeps * self.pressure + (1.0 - keeps) * 0.5 * (hottest + questions)
        self.lead()

    def receive_questions(self) -> None:
        """Put this week's questions in the queues of their dossiers."""
        week, hours = self.model.week, self.model.parameters.work.question_hours
        counts, sign_off = self.model.board.questions[self.rows].tolist(), self.model.streams[Purpose.SIGN_OFF]
        for dossier, count in zip(self.dossiers, counts, strict=True):
            if count:
                draw = sign_off.uniform(week, dossier.number)
                dossier.waiting.append(QuestionBatch(week, count, count * hours, draw))

    @property
    def parties(self) -> int:
        """Ministries that sign off a policy, the own included."""
        return min(self.model.parameters.work.coordination_parties, self.model.parameters.ministries.count)

    # --- 7. officials choose, and spend their hours -------------------------------------------------------------

    def start_processes(self) -> None:
        """Who holds a dossier chooses whether and how to go outside, and chooses again where it turned hot since.

        Where timing is imposed the choice is not theirs.
        """
        timed = self.model.parameters.timing != "chosen" and self.model.week >= 0
        for process in self.opened:
            holder = self.model.dossier(process.dossier).holder
            holder.choose(process, self._timed(process) if timed else None)
            if not process.emergency:  # which waits for no pilot
                process.overhead += self.norms.pilot(Pilot()).hours
            self.choices.append(process)
            self.log.append(process.entry)
        for process in self.turned if not timed else ():
            self.model.dossier(process.dossier).holder.reconsider(process)
            self.log.append(process.entry)

    def _timed(self, process: Process) -> str:
        """Imposed timing: the same yearly hours, spent on tense, on calm or on all processes."""
        parameters = self.model.parameters
        method, timing = parameters.imposed.method, parameters.timing
        tense = process.salience >= float(np.median(self.saliences))
        wanted = timing == "even" or tense == (timing == "anticyclical")
        if not wanted or self.budget < parameters.methods[method].hours:
            return INSIDE
        self.budget -= parameters.methods[method].hours
        return method

    def free_hours_of_team(self, dossier: int) -> float:
        """Weekly hours that a dossier's team has left when questions take the share they took last week."""
        own = self.model.parameters
        questions = min(own.work.question_share, self.ledger["questions"] / self.hours_available)
        return len(self.model.dossier(dossier).team) * own.officials.hours * (1.0 - questions)

    def work(self) -> None:
        """Spend the hours of the week: questions, training, coordination, own processes, relations."""
        spend(self)

    @property
    def hours_available(self) -> float:
        """Hours of all officials in a week."""
        return len(self.officials) * self.model.parameters.officials.hours

    def send_for_signature(self, batch: QuestionBatch, dossier: int, week: int) -> None:
        """Answers are written; the sign-off takes about 1.75 weeks, growing with active processes."""
        limits = self.model.parameters.work
        weeks = limits.sign_off * (1.0 + limits.sign_off_growth * len(self.active)) * (0.5 + batch.draw)
        late = week + weeks - batch.asked > limits.answer_term
        self.signing.setdefault(week + int(weeks), []).append(-batch.count if late else batch.count)

    # --- 8. decisions fall, policies enter into force -----------------------------------------------------------

    def decide(self) -> None:
        """Sign answers, conclude evidence, send drafts round, and take the decisions that are due."""
        week = self.model.week
        for count in self.signing.pop(week, ()):
            self.answered += abs(count)
            self.late += max(0, -count)
        start = 1.0 - self.model.parameters.work.coordination_start
        for process in self.active.copy():
            if not process.evidence_concluded and process.participation + process.desk + process.overhead <= 0.0:
                self.model.dossier(process.dossier).conclude_evidence(process)
            if process.requests is None and process.drafting <= start * process.drafting_total:
                self._send_round(process)
            if week >= process.deadline or process.complete:
                self._conclude(self.model.dossier(process.dossier), process)
        for dossier in self.dossiers:
            if dossier.decisions:
                self._enter(dossier)

    def _send_round(self, process: Process) -> None:
        """Post coordination with the own ministry and addressed others."""
        count, total = self.parties, self.model.parameters.ministries.count
        draws = self.model.streams[Purpose.PARTNERS].uniforms(process.serial, total, process.dossier * total)
        draws[self.number] = 0.0
        hours = process.coordination_total / count
        process.requests = []
        for partner in np.argsort(draws, kind="stable")[:count]:
            request = Request(self.model.week, process.dossier, hours)
            process.requests.append(request)
            self.model.ministries_by_number[partner].inbox.append(request)

    def _conclude(self, dossier: Dossier, process: Process) -> None:
        decision = dossier.decide(process, self.model.week)
        self.active.remove(process)
        for request in process.requests or ():
            request.left = 0.0
        self.decided.append(decision)
        entry = dossier.write_log(decision)
        if process.method is not None:
            entry["audited"] = self.norms.audit(dossier.under_review, self.model.week)
            if entry["audited"]:
                entry["sanctioned"] = dossier.bear_audit(process, self.demand())

    def _enter(self, dossier: Dossier) -> None:
        for decision in dossier.enter_into_force(self.model.week):
            self.entered.append(decision)
            window = self.model.parameters.officials.learning_window
            before = int(self.model.incidents_on[dossier.number])
            decision.process.entry["incidents_window"] = window
            self.judged.append((self.model.week + window, before, decision.process.entry, dossier))
            self.watched.append((self.model.week + DURABLE, self.model.week, dossier))

    # --- 9. learning, turnover, cabinet change ------------------------------------------------------------------

    def learn(self) -> None:
        """Hear signals, judge old decisions, and train."""
        model, week = self.model, self.model.week
        model.inspectorates_by_number[self.number].tell(self)
        while self.judged and self.judged[0][0] <= week:
            self._judge(*self.judged.popleft())
        while self.watched and self.watched[0][0] <= week:
            _, entered, dossier = self.watched.popleft()
            self.solved += dossier.in_force_since == entered and not dossier.reopened
        if self.trained > 0.0:
            share = self.trained * self.training.skill_per_hour
            for official in self.officials:
                official.grow(share)
        if week >= 0:
            self.budget += model.parameters.imposed.hours / WEEKS_PER_YEAR

    def _judge(self, due: int, before: int, entry: dict[str, Any], dossier: Dossier) -> None:
        """Hold incidents since a decision against those after matched decisions without participation.

        Matched means: of the same kind, so that what falls back by itself after unrest is not taken for a benefit.
        """
        model, own = self.model, self.model.parameters.officials
        incidents = int(model.incidents_on[dossier.number]) - before
        entry["incidents_after"] = incidents
        if entry["chosen"] not in model.parameters.methods:
            if entry["chosen"] in (INSIDE, EXPLAINED):
                self.outcomes.append((dossier.number, entry["kind"], float(incidents)))
            return
        matched = model.experience.of(entry["kind"])
        if matched is None:
            return
        signal = within_unit(0.5 + 0.5 * (matched - incidents) / (matched + 1.0))
        self.record += own.learning * (signal - self.record)
        entry["benefit_after"] = self.record

    def see_exposed(self, exposed: Official, exposure: float) -> None:
        """One official stands in public, and colleagues draw their lesson from how leadership backs it."""
        felt = self.model.parameters.officials.fear_colleagues * exposure
        for official in self.officials:
            official.is_exposed(exposure if official is exposed else felt, self.leadership.backing)

    def meet(self, communities: Integers, adopted: float) -> None:
        """Contact with communities: relations grow by how far their input counted, and fall by how far it did not."""
        own = self.model.parameters.ministries
        before = self.relations[communities]
        gain = own.relation_gain * adopted * (1.0 - before)
        self.relations[communities] = before + gain - own.relation_loss * (1.0 - adopted) * before

    def replace_leavers(self, leaves: np.ndarray) -> None:
        """New people take the seats of those who leave, and what these knew of the record goes with them.

        With a share of people leaving, the record falls back by (1 - memory) of that share to what newcomers expect.
        """
        seats = leaves[self.number * len(self.officials) : (self.number + 1) * len(self.officials)].tolist()
        if True not in seats:
            return
        newcomer = self.model.parameters.officials.expected_benefit
        lost = (1.0 - self.training.memory) * sum(seats) / len(seats)
        self.record += lost * (newcomer - self.record)
        for official, gone in zip(self.officials, seats, strict=True):
            if gone:
                official.arrive()

    @property
    def questions_open(self) -> int:
        """Questions not yet answered: waiting for hours, or for a signature."""
        waiting = sum([batch.count for dossier in self.dossiers if dossier.waiting for batch in dossier.waiting])
        return waiting + sum([abs(count) for counts in self.signing.values() for count in counts])
