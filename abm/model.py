"""The model: one week of policymaking, in the order of the essay's loop.

Unrest draws media attention, attention draws parliamentary questions, questions and attention make haste, haste and
internal busy-ness leave little contact with society, policy then fits badly, and misfit surfaces as incidents and new
unrest. Whether that loop closes, and what breaks it, is what the model is asked; no rule presupposes it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, TypeVar

import mesa
import numpy as np
from mesa.agent import AgentSet

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.week import CitizenWeek, Procedures, Surroundings
from abm.agents.dossiers import Dossier
from abm.agents.inspectorates import Inspectorate
from abm.agents.media import Outlet, Press
from abm.agents.ministers import find_under_way, meet_crisis, respond
from abm.agents.ministries import Ministry
from abm.agents.parliament import Agenda, Party, divide_seats, form_coalition
from abm.declare import assign
from abm.norms import Norms
from abm.numerics.arithmetic import WEEKS_PER_YEAR, half_life_factor
from abm.numerics.streams import Floats, Purpose, Streams
from abm.parameters import Event, Parameters
from abm.parameters.checks import checked_copy, checked_seed
from abm.policy.ablation import ablate
from abm.policy.blame import Blame, news_loss
from abm.policy.board import Board
from abm.policy.economy import economy
from abm.policy.events import World
from abm.policy.evidence import less_sure
from abm.policy.experience import Experience
from abm.policy.incidents import Incident, publish, surface
from abm.policy.needs import Needs
from abm.policy.opening import opening_hazard
from abm.policy.rally import Rally

_RESPONDENTS = 1 << 16  # addresses kept apart for those who take part in one process
Kind = TypeVar("Kind", bound=mesa.Agent)


class PolicyModel(mesa.Model):
    """Ministries, officials, media, parliament and citizens; one step is one week.

    Parameters
    ----------
    parameters : Parameters, optional
        What :func:`abm.load` returns, or one that attributes were set of; the defaults when left out. The model works
        on its own copy.
    seed : int, optional
        Seed of the run; ``parameters.seed`` when left out.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.

    Notes
    -----
    In Mesa's ``batch_run`` a run is told apart by its parameters: ``iterations`` repeats one and the same run. Give a
    list in which each has its own seed::

        mesa.batch_run(PolicyModel, parameters={"parameters": abm.replicates(p, 20)}, max_steps=p.burn_in + p.weeks)

    Attributes
    ----------
    week : int
        The week that was lived last; starts at -burn_in - 1, and the norm takes force in week 0.
    ministries, officials, dossiers, outlets, parties, inspectorates : mesa.agent.AgentSet
        Institutional agents, to select, inspect and change.
    running : bool
        Whether there are weeks left of those that the parameters ask for; a model can also be stepped further.
    citizens : Citizens
        Columns over citizens that can be had as Mesa agents.
    board : Board
        What is published about every dossier.
    relations : array of shape (ministries, communities)
        Relations of each ministry with each community, in [0, 1].
    datacollector : mesa.DataCollector
        Every measure per week.

    Examples
    --------
    >>> import abm
    >>> model = abm.PolicyModel(abm.load("population=small", "norms=mandate", "burn_in=2"), seed=3)
    >>> for _ in range(5):
    ...     model.step()
    >>> model.week, len(model.citizens), len(model.ministries)
    (2, 2000, 12)
    >>> model.datacollector.get_model_vars_dataframe()["trust"].size
    5
    """

    def __init__(self, parameters: Parameters | None = None, *, seed: int | None = None) -> None:
        parameters = Parameters() if parameters is None else parameters
        given = checked_copy(parameters)
        seed = given.seed if seed is None else checked_seed(seed)
        super().__init__(rng=seed)  # nothing in the model draws from Mesa's generator
        self.given = given
        self.parameters = ablate(copy.deepcopy(self.given))
        self.seed = seed
        self.streams = Streams(seed)
        self.week = -parameters.burn_in - 1
        self.caretaker_until = self.week
        self._passes_over = False
        self._create_society()
        self._create_government()
        self._prepare_measures()

    def _create_society(self) -> None:
        parameters, streams = self.parameters, self.streams
        self.citizens = Citizens(parameters, streams, threads=parameters.threads, model=self)
        self.needs = Needs(parameters, streams, self.citizens)
        self.board = Board(parameters, streams, self.needs.centre)
        self.world = World(parameters, streams, self.needs, self.board)
        self.rally = Rally()
        self.blame = Blame()
        self.economy = 0.0
        self.experience = Experience()
        self.incidents: list[Incident] = []
        self.incidents_on = np.zeros(len(self.board), np.int64)
        self.lived: CitizenWeek
        self.struck: Floats  # by what surfaced a week before; kept to be seen
        self.procedures = Procedures()
        self.peopled = np.flatnonzero(np.diff(self.citizens.network.first))  # in a small population some are empty

    def _create_government(self) -> None:
        parameters, streams = self.parameters, self.streams
        self.press = Press(parameters.media.outlets, len(self.board))
        self.agenda = Agenda(len(self.board))
        self.outlets_by_number = [Outlet(self, number) for number in range(parameters.media.outlets)]
        parliament = parameters.parliament
        seats = divide_seats(parliament.seats, parliament.parties, parliament.seat_floor, streams)
        self.parties_by_number = [Party(self, number, held) for number, held in enumerate(seats)]
        self.inspectorates_by_number = [Inspectorate(self, n) for n in range(parameters.ministries.count)]
        relation_start = parameters.ministries.relation_start
        self.relations = np.full((parameters.ministries.count, parameters.population.communities), relation_start)
        self.ministries_by_number = [Ministry(self, number) for number in range(parameters.ministries.count)]
        self._dossiers = [dossier for ministry in self.ministries_by_number for dossier in ministry.dossiers]
        self.outlets = self._set(self.outlets_by_number)
        self.parties = self._set(self.parties_by_number)
        self.inspectorates = self._set(self.inspectorates_by_number)
        self.ministries: AgentSet = self._set(self.ministries_by_number)
        self.dossiers: AgentSet = self._set(self._dossiers)
        self.officials = self._set(o for ministry in self.ministries_by_number for o in ministry.officials)
        term = parameters.ministries.cabinet_weeks
        self._form_cabinet((self.week + 1) // term if term else 0)

    def _set(self, agents: Iterable[Any]) -> AgentSet:
        return AgentSet(list(agents), random=self.random)

    def _prepare_measures(self) -> None:
        from abm.observation.record import Collector  # measures look at the model, never the other way

        self.datacollector = Collector(self.parameters.record.measures, self.parameters.record.citizens)

    # --- one week -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One week, in the order of the essay's loop."""
        if self._passes_over:
            return
        self.week += 1
        self.strike()
        self.live()
        self.surface_incidents()
        self.divide_attention()
        self.ask_questions()
        self.press_ministers()
        self.spend_hours()
        self.decide()
        self.learn()
        self.datacollector.collect(self)
        self.running = self.week < self.parameters.weeks - 1

    def pass_over(self, weeks: int) -> None:
        """Let Mesa's clock pass weeks that were lived elsewhere, before their outcome is put into this model."""
        self._passes_over = True
        try:
            for _ in range(weeks):
                self.step()
        finally:
            self._passes_over = False

    def strike(self) -> None:
        """1. Needs drift; events of the schedule and exogenous shocks strike."""
        if self.week == 0:
            self._adopt_norms()
            self.citizens.forget_action()
        self.needs.drift(self.week, self.parameters.needs.drift)
        self.needs.follow(self.parameters.needs.practice_rate)
        for event in self.world.strike(self.week):
            self._carry_out(event)
        self.incidents = self.world.incidents(self.week)
        self.board.bad_share = self.needs.bad_share(self.board.policy)
        drift = self.parameters.evidence.belief_drift
        self.board.variance[:] = less_sure(self.board.variance, drift, self.parameters)

    def live(self) -> None:
        """2. Citizens live: some meet a policy; all follow the news and talk; some come into action."""
        board = self.board
        own, loss = self.parameters.citizens, news_loss(board, self.parameters.citizens)
        self.rally.step(self.parameters.rally)
        self.blame.step(loss, self.citizens.mean_trust, own)
        self.economy = economy(self.week, self.parameters)
        self.struck = np.minimum(board.struck, own.struck_limit)
        self.lived = self.citizens.step(
            self.week,
            Surroundings(
                policy=board.policy,
                centre=self.needs.centre,
                cosine=self.needs.cosine,
                sine=self.needs.sine,
                salience=board.salience,
                struck=self.struck,
                news_loss=min(1.0, (1.0 - own.blame_share) * loss + self.waiting_loss()),
                procedures=self.procedures,
                rally=self.rally.level,
                rally_change=self.rally.change,
                blame=self.blame.level,
                blame_change=self.blame.change,
                economy=self.economy,
            ),
        )
        board.unrest = self.lived.unrest
        board.struck = np.zeros(len(board))  # who was struck has been; this week's incidents strike next week

    def surface_incidents(self) -> None:
        """3. Incidents surface; inspectorates and executing agencies notice misfit."""
        self.incidents += surface(self.week, self.board, self.parameters, self.streams)
        publish(self.incidents, self.board, self.parameters)
        for incident in self.incidents:
            self.incidents_on[incident.dossier] += 1
        chance = self.parameters.inspectorates.detection * self.board.bad_share
        seen = self.streams[Purpose.DETECTION].uniforms(self.week, len(self.board)) < chance
        self.detected = seen.nonzero()[0].tolist()
        self.inspectorates.do("inspect")

    def divide_attention(self) -> None:
        """4. Media divide their attention; each outlet hears what the others published last week."""
        self.press.gather(self)
        self.press.cover(self)
        self.press.publish(self)

    def ask_questions(self) -> None:
        """5. Parliament asks questions."""
        self.agenda.set(self)
        self.agenda.draw(self)
        self.parties.do("ask")
        self.agenda.gather(self)

    def press_ministers(self) -> None:
        """6. Ministers feel pressure, open dossiers and set deadlines."""
        self.ministries.do("start_week")
        self.ministries.do("feel")
        if self.week == -self.parameters.burn_in:
            self._find_under_way()
        for crisis in self.world.unmet():
            dossier, crisis.met = self._dossiers[crisis.dossier], True
            meet_crisis(dossier.ministry, dossier)
        own, board = self.parameters.ministries, self.board
        thresholds = np.array([ministry.threshold for ministry in self.ministries_by_number])
        board.opening = opening_hazard(board.salience, thresholds, own.opening_rate)
        for j in board.opening.nonzero()[0].tolist():
            if not self._dossiers[j].heeds_attention:
                board.opening[j] = 0.0
        hot = self.streams[Purpose.OPEN_REACTIVE].uniforms(self.week, len(board)) < board.opening
        due = self.streams[Purpose.OPEN_PLANNED].uniforms(self.week, len(board)) * own.planned_interval < 1.0
        for j in (hot | due).nonzero()[0].tolist():
            dossier = self._dossiers[j]
            respond(dossier.ministry, dossier, bool(hot[j]), bool(due[j]))

    def spend_hours(self) -> None:
        """7. Officials choose at the start of a process, and spend their hours on questions and dossiers."""
        self.ministries.do("start_processes")
        self.ministries.do("receive_questions")
        self.ministries.do("work")

    def decide(self) -> None:
        """8. Decisions fall; policies enter into force after the implementation lag."""
        self.ministries.do("decide")
        self._conclude_procedures()

    def learn(self) -> None:
        """9. Learning, turnover, cabinet change."""
        self.ministries.do("learn")
        self.fade_relations()
        outcomes = [item for ministry in self.ministries_by_number for item in ministry.outcomes]
        self.experience.gather(outcomes, self.parameters.officials.experience_weight)
        leaving = self.parameters.officials.turnover / WEEKS_PER_YEAR
        leaves = self.streams[Purpose.TURNOVER].uniforms(self.week, len(self.officials)) < leaving
        for number in {seat // self.parameters.officials.per_ministry for seat in leaves.nonzero()[0].tolist()}:
            self.ministries_by_number[number].replace_leavers(leaves)
        term = self.parameters.ministries.cabinet_weeks
        if term and (self.week + 1) % term == 0:  # one takes office in week 0
            self._form_cabinet(self.cabinet + 1)

    # --- details of a week --------------------------------------------------------------------------------------

    def waiting_loss(self) -> float:
        """Share of trust that being seen to wait costs this week; nothing of it goes to blame.

        Only an unanswered crisis from outside makes waiting visible.
        """
        own, board = self.parameters.citizens, self.board
        if not np.count_nonzero(board.in_crisis):
            return 0.0
        return own.waiting_effect * float((board.salience * board.in_crisis).sum())

    def _find_under_way(self) -> None:
        """Let a share of dossiers begin the run with a revision at any stage."""
        drawn = self.streams[Purpose.PROCESS_START].uniforms(0, 2 * len(self.board)).reshape(2, -1)
        for dossier in self._dossiers:
            under_way, left = drawn[:, dossier.number].tolist()
            if under_way < self.parameters.start.under_way:
                find_under_way(dossier.ministry, dossier, left)

    def fade_relations(self) -> None:
        """Let the relations of all ministries with communities fade."""
        self.relations *= half_life_factor(self.parameters.ministries.relation_halflife)
        means = np.add.reduce(self.relations, axis=1) / self.relations.shape[1]
        for ministry, mean in zip(self.ministries_by_number, means.tolist(), strict=True):
            ministry.mean_relations = mean

    @property
    def is_caretaker(self) -> bool:
        """Whether the cabinet is a caretaker government this week."""
        return self.week < self.caretaker_until

    def dossier(self, number: int) -> Dossier:
        """The dossier with this number."""
        return self._dossiers[number]

    def _conclude_procedures(self) -> None:
        """Collect the processes that asked people, in the order of their dossiers; they are felt next week."""
        concluded = sorted(
            (item for ministry in self.ministries_by_number for item in ministry.procedures),
            key=lambda item: item.dossier,
        )
        share = len(self.citizens) / self.parameters.population.adult_population
        took_part = []
        for k, item in enumerate(concluded):
            # a simulated citizen stands for many people, and few of those took part: thin to the country's scale
            first = item.dossier * _RESPONDENTS
            drawn = self.streams[Purpose.THINNING].uniforms(item.serial, len(item.asked), first) < share
            took_part += [(int(citizen), k) for citizen in item.asked[drawn]]
        self.procedures = Procedures.of(concluded, took_part)

    def _change(self, key: str, value: float) -> None:
        """Give a parameter another value; an arrow that is cut stays cut."""
        assign(self.parameters, key, value)
        ablate(self.parameters)

    def _adopt_norms(self) -> None:
        for key, value in self.parameters.norm_parameters.items():
            self._change(key, value)
        for ministry in self.ministries_by_number:
            ministry.adopt(Norms(self.parameters.instruments, self.parameters.instrument))

    def _form_cabinet(self, number: int) -> None:
        """Redraw leadership and coalition; norms in force and relations survive, a caretaker government does not."""
        self.cabinet, self.caretaker_until = number, self.week
        seats = [party.seats for party in self.parties_by_number]
        coalition = form_coalition(seats, self.cabinet, self.streams)
        for party, member in zip(self.parties_by_number, coalition, strict=True):
            party.coalition = member
        for ministry in self.ministries_by_number:
            ministry.take_office(self.cabinet, self.week + 1)

    def _carry_out(self, event: Event) -> None:
        if event.kind == "cabinet":
            self._form_cabinet(self.cabinet + 1)
        elif event.kind == "caretaker":
            self.caretaker_until = self.week + int(event.size)
        elif event.kind == "set":
            self._change(event.target, event.size)
