"""The citizens' week as an ordinary Mesa model: one Python agent per citizen, slow and obvious.

It shares with the kernels what is drawn at the start, the reference contact and the scalar draws; every rule is written
a second time, one after another and in double precision. ``tests/agents/test_citizens.py`` shows that both take the
same decisions, and that state agrees to the precision in which it is kept; the benchmark how much slower this is.
"""

from __future__ import annotations

import itertools
import math

import mesa
import numpy as np

from abm.agents.actor import Actor
from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.reference_contact import reference_contact
from abm.agents.citizens.week import Surroundings
from abm.numerics.arithmetic import half_life_factor
from abm.numerics.streams import Purpose, Streams, sparse_uniform, start
from abm.parameters import Parameters

RULES = ("contact", "procedure", "news", "talk", "baseline", "rally")
STEPS = 65535  # in which trust and grievance are published


def in_steps(state: float) -> float:
    """What others see of a state from 0 to 1."""
    return int(state * STEPS + 0.5) / STEPS


class PlainCitizen(Actor):
    """A citizen as any Mesa tutorial would write one."""

    def __init__(self, model: PlainModel, citizens: Citizens, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.values = citizens.values[row].tolist()
        self.tie_rows = citizens[row].ties.tolist()
        self.tolerance = float(citizens.tolerance[row])
        self.threshold = float(citizens.threshold[row])
        self.baseline = float(citizens.baseline[row])
        self.trust = float(citizens.trust[row])
        self.procedure = 0.0
        self.grievance = 0.0
        self.topic = -1
        self.acting = False
        self.changes = dict.fromkeys(RULES, 0.0)
        self.met: tuple[int, float] | None = None

    def publish(self) -> None:
        """Let others see the state of last week."""
        self.published = (in_steps(self.trust), in_steps(self.grievance), self.topic)

    def move(self, rule: str, trust: float) -> None:
        """Set trust and book the change under a rule."""
        self.changes[rule] = trust - self.trust
        self.trust = trust

    def step(self) -> None:
        """Live one week."""
        self.changes = dict.fromkeys(RULES, 0.0)
        self.contact()
        self.notice()
        self.hear_news()
        self.talk()
        self.return_to_baseline()
        self.rally()
        self.grieve()
        self.acting = self.grievance * (1.0 - self.trust) > self.threshold

    def draw(self, purpose: Purpose) -> float:
        """One number in [0, 1) for this citizen in this week."""
        return self.model.draw(purpose, self.row)

    def contact(self) -> None:
        """Meet one policy with probability q."""
        model, around = self.model, self.model.surroundings
        rate = model.parameters.citizens.contact_rate
        self.met = None
        u = self.draw(Purpose.CONTACT)
        if u >= rate:
            return
        j = min(model.dossiers - 1, int(u / rate * model.dossiers))
        v1, v2 = self.values
        heterogeneity = model.parameters.needs.heterogeneity
        cosine, sine = float(around.cosine[j]), float(around.sine[j])
        need1 = float(around.centre[j, 0]) + heterogeneity * (cosine * v1 - sine * v2)
        need2 = float(around.centre[j, 1]) + heterogeneity * (sine * v1 + cosine * v2)
        d1, d2 = float(around.policy[j, 0]) - need1, float(around.policy[j, 1]) - need2
        misfit = math.sqrt(d1 * d1 + d2 * d2)
        trust, residue = self.trust, self.procedure
        expected = model.habituation * trust * (1.0 - trust)
        slope = model.habituation * (1.0 - 2.0 * trust + residue)
        if misfit <= self.tolerance:
            size = model.alpha_plus * (1.0 - misfit / self.tolerance)
            after = trust + size * (1.0 - trust) - expected
        else:
            badness = min(1.0, (misfit - self.tolerance) / heterogeneity)
            self.met = (j, badness)
            size = model.alpha_minus * badness
            after = trust - size * trust - expected
        self.move("contact", min(1.0, max(0.0, after)))
        self.procedure = residue * (1.0 - size - slope)

    def hear_news(self) -> None:
        """Lose a share of trust."""
        loss = self.model.surroundings.news_loss
        self.move("news", self.trust * (1.0 - loss))
        self.procedure *= 1.0 - loss

    def talk(self) -> None:
        """Drift to the mean of ties, as they stood last week."""
        heard = 0.0  # not sum(), which adds with more precision from Python 3.12 on
        for k in self.tie_rows:
            heard += self.model.people[k].published[0]
        mean = heard / len(self.tie_rows)
        self.move("talk", self.trust + self.model.parameters.citizens.talk * (mean - self.trust))

    def return_to_baseline(self) -> None:
        """Return to the own baseline, lifted by last week's rally."""
        around = self.model.surroundings
        target = self.baseline + (around.rally - around.rally_change)
        self.move("baseline", self.trust + self.model.reversion * (target - self.trust))
        self.procedure *= 1.0 - self.model.reversion

    def notice(self) -> None:
        """Perhaps notice one of the processes that were concluded."""
        effects, exposure = self.model.surroundings.procedures, self.model.parameters.procedure.exposure
        if len(effects) == 0:
            return
        u = self.draw(Purpose.NOTICE)
        if u >= min(1.0, len(effects) * exposure):
            return
        effect = float(effects[min(len(effects) - 1, int(u / exposure))])
        change = min(1.0, 2 * effect) * (1 - self.trust) if effect > 0 else max(-1.0, 2 * effect) * self.trust
        self.procedure += change
        self.trust += change
        self.changes["procedure"] = change

    def rally(self) -> None:
        """Rally around the flag; then the bounds."""
        self.move("rally", min(1.0, max(0.0, self.trust + self.model.surroundings.rally_change)))

    def grieve(self) -> None:
        """Fade, listen, suffer from a bad contact and from an incident, forget."""
        model, around, citizens = self.model, self.model.surroundings, self.model.parameters.citizens
        if self.topic >= 0:
            salience = float(around.salience[self.topic])
            self.grievance *= 1.0 - model.forgetting * (1.0 - citizens.coverage_slows * salience)
        _, other, other_topic = model.people[self.tie_rows[model.listens[self.row]]].published
        if other_topic == self.topic:
            if other > self.grievance:
                self.grievance += citizens.grievance_spread * (other - self.grievance)
        elif citizens.grievance_spread * other > self.grievance:
            self.grievance, self.topic = citizens.grievance_spread * other, other_topic
        self.forget()
        if self.met is not None:
            self.suffer(citizens.contact_grievance * self.met[1], self.met[0])
        u, upper = self.draw(Purpose.STRUCK), 0.0
        for j in range(model.dossiers):
            upper += float(around.struck[j])
            if u < min(1.0, upper):
                self.suffer(citizens.incident_grievance, j)
                break

    def forget(self) -> None:
        """Let go of what is hardly there."""
        if self.grievance < 0.001:
            self.grievance, self.topic = 0.0, -1

    def suffer(self, size: float, j: int) -> None:
        """Be aggrieved about dossier j."""
        if j == self.topic:
            self.grievance += size * (1.0 - self.grievance)
        elif size > self.grievance:
            self.grievance, self.topic = size, j
        self.forget()


class PlainModel(mesa.Model):
    """Citizens alone, in surroundings that the caller gives.

    Parameters
    ----------
    parameters, streams
        As for the columns.
    citizens : Citizens
        Whose attributes are copied.
    addressed : bool
        False takes draws from Mesa's own generator instead: other results, for the benchmark only.
    """

    def __init__(self, parameters: Parameters, streams: Streams, citizens: Citizens, addressed: bool = True) -> None:
        super().__init__(rng=streams.seed)
        self.parameters, self.streams, self.addressed = parameters, streams, addressed
        self.network = citizens.network
        self.people = [PlainCitizen(self, citizens, row) for row in range(len(citizens))]

    def draw(self, purpose: Purpose, who: int) -> float:
        """One number in [0, 1)."""
        if not self.addressed:
            return self.random.random()
        return sparse_uniform(np.uint64(start(self.streams[purpose].key, self.number)), who)

    def choose_ties(self) -> list[int]:
        """Number of the tie that each citizen listens to: one draw for all runs that begin among the same 64."""
        numbers, listens = self.streams[Purpose.LISTEN], []
        for first, last in itertools.pairwise(self.network.run.tolist()):
            k = int(numbers.uniform(self.number, first // 64) * self.network.degree)
            listens += [k] * (last - first)
        return listens

    def live(self, week: int, surroundings: Surroundings) -> dict[str, float]:
        """Let all citizens live one week; returns the change of mean trust by rule."""
        citizens = self.parameters.citizens
        reference = reference_contact(self.parameters)
        self.number, self.surroundings, self.dossiers = week, surroundings, len(surroundings.salience)
        self.alpha_plus = citizens.contact_effect / math.sqrt(citizens.loss_gain_ratio)
        self.alpha_minus = citizens.contact_effect * math.sqrt(citizens.loss_gain_ratio)
        self.habituation = reference.habituation / reference.dispersion
        self.reversion = 1.0 - half_life_factor(citizens.trust_halflife)
        self.forgetting = 1.0 - half_life_factor(citizens.grievance_halflife)
        self.listens = self.choose_ties()
        self.agents.do("publish")
        self.agents.do("step")
        return {rule: math.fsum(person.changes[rule] for person in self.people) / len(self.people) for rule in RULES}
