"""The rules of a citizen's week as one person lives them, one after another; needs no library.

Mesa and AgentPy give their own kind of agent these rules: :mod:`tests.reference.plain_mesa` and
:mod:`tests.benchmarks.peers.in_agentpy`. State is kept in double precision.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

RULES = ("contact", "procedure", "news", "talk", "baseline", "rally", "blame")
STEPS = 65535  # in which trust and grievance are published
FORGOTTEN = 0.001


def in_steps(state: float) -> float:
    """What others see of a state from 0 to 1."""
    return int(state * STEPS + 0.5) / STEPS


@dataclass
class Given:
    """Numbers of a week, the same for all; arrays or lists over dossiers, the last three over concluded processes."""

    heterogeneity: float
    contact_rate: float
    gain: float
    loss: float
    habituation: float
    exposure: float
    concerned: float
    contact_grievance: float
    incident_grievance: float
    coverage_slows: float
    spread: float
    talk: float
    reversion: float
    forgetting: float
    news_loss: float
    rally: float
    rally_change: float
    blame: float
    blame_change: float
    economy: float
    policy: Any
    centre: Any
    cosine: Any
    sine: Any
    salience: Any
    struck: Any
    concluded: Any
    effects: Any
    reliefs: Any

    def plain(self) -> Given:
        """The same in lists, which plain Python reads faster than arrays."""
        return Given(
            **{name: value.tolist() if hasattr(value, "tolist") else value for name, value in vars(self).items()}
        )


class Country(Protocol):
    """What a citizen has to do with: numbers of the week, everybody, and which tie each listens to."""

    given: Given
    people: Sequence[PlainRules]
    listens: Sequence[int]

    def draw(self, purpose: str, row: int) -> float:
        """One number in [0, 1) for a citizen in this week."""


class PlainRules:
    """What an agent does in a week."""

    model: Any  # a Country

    def be_born(self, world: Mapping[str, Sequence[Any]], row: int) -> None:
        """Begin as the columns of a world say."""
        self.row, self.ties, self.values = row, world["ties"][row], world["values"][row]
        self.tolerance, self.threshold, self.baseline = (world[n][row] for n in ("tolerance", "threshold", "baseline"))
        self.trust, self.procedure = world["trust"][row], world["procedure"][row]
        self.grievance, self.topic = world["grievance"][row], world["topic"][row]
        self.acting = False
        self.met: tuple[int, float] | None = None

    def publish(self) -> None:
        """Let others see the state of last week."""
        self.published = (in_steps(self.trust), in_steps(self.grievance), self.topic)

    def live(self) -> None:
        """Live one week."""
        self.changes = dict.fromkeys(RULES, 0.0)
        self.contact()
        self.notice()
        self.hear_news()
        self.converse()
        self.return_to_baseline()
        self.gather()
        self.grieve()
        self.acting = self.grievance * (1.0 - self.trust) > self.threshold

    def move(self, rule: str, trust: float) -> None:
        """Set trust and book the change under a rule."""
        self.changes[rule] = trust - self.trust
        self.trust = trust

    def contact(self) -> None:
        """Meet one policy with probability q."""
        given = self.model.given
        self.met = None
        u = self.model.draw("contact", self.row)
        if u >= given.contact_rate:
            return
        dossiers = len(given.salience)
        j = min(dossiers - 1, int(u / given.contact_rate * dossiers))
        v1, v2 = self.values
        need1 = given.centre[j][0] + given.heterogeneity * (given.cosine[j] * v1 - given.sine[j] * v2)
        need2 = given.centre[j][1] + given.heterogeneity * (given.sine[j] * v1 + given.cosine[j] * v2)
        d1, d2 = given.policy[j][0] - need1, given.policy[j][1] - need2
        misfit = math.sqrt(d1 * d1 + d2 * d2)
        trust, residue = self.trust, self.procedure
        expected = given.habituation * trust * (1.0 - trust)
        slope = given.habituation * (1.0 - 2.0 * trust + residue)
        if misfit <= self.tolerance:
            size = given.gain * (1.0 - misfit / self.tolerance)
            after = trust + size * (1.0 - trust) - expected
        else:
            badness = min(1.0, (misfit - self.tolerance) / given.heterogeneity)
            self.met = (j, badness)
            size = given.loss * badness
            after = trust - size * trust - expected
        self.move("contact", min(1.0, max(0.0, after)))
        self.procedure = residue * (1.0 - size - slope)

    def notice(self) -> None:
        """Perhaps notice one of the processes that were concluded; more readily one about the own grievance."""
        given, about = self.model.given, self.topic
        if len(given.effects) == 0:
            return
        if about in given.concluded and self.model.draw("concern", self.row) < given.concerned:
            self.feel(given.concluded.index(about))
        u = self.model.draw("notice", self.row)
        if u < min(1.0, len(given.effects) * given.exposure):
            k = min(len(given.effects) - 1, int(u / given.exposure))
            if given.concluded[k] != about:
                self.feel(k)

    def feel(self, k: int) -> None:
        """Feel what became of asking people in a process, in trust and in grievance."""
        effect, relief, j = (getattr(self.model.given, name)[k] for name in ("effects", "reliefs", "concluded"))
        change = min(1.0, 2 * effect) * (1 - self.trust) if effect > 0 else max(-1.0, 2 * effect) * self.trust
        self.procedure += change
        self.trust += change
        self.changes["procedure"] += change
        if relief < 0.0:
            self.suffer(-relief, j)
        elif self.topic == j:
            self.grievance *= 1.0 - relief
            self.forget()

    def hear_news(self) -> None:
        """Lose a share of trust."""
        loss = self.model.given.news_loss
        self.move("news", self.trust * (1.0 - loss))
        self.procedure *= 1.0 - loss

    def converse(self) -> None:
        """Drift to the mean of ties, as they stood last week."""
        heard = 0.0  # not sum(), which adds with more precision from Python 3.12 on
        for k in self.ties:
            heard += self.model.people[k].published[0]
        self.move("talk", self.trust + self.model.given.talk * (heard / len(self.ties) - self.trust))

    def return_to_baseline(self) -> None:
        """Return to the own baseline, moved by the economy and lifted by last week's rally minus blame."""
        given = self.model.given
        rally, blame = given.rally - given.rally_change, given.blame - given.blame_change
        target = self.baseline + given.economy + rally - blame
        self.move("baseline", self.trust + given.reversion * (target - self.trust))
        self.procedure *= 1.0 - self.model.given.reversion

    def gather(self) -> None:
        """Rally around the flag, and blame; then the bounds, which are booked under the own baseline."""
        self.move("rally", self.trust + self.model.given.rally_change)
        self.move("blame", self.trust - self.model.given.blame_change)
        held = min(1.0, max(0.0, self.trust))
        self.changes["baseline"] += held - self.trust
        self.trust = held

    def grieve(self) -> None:
        """Fade, listen, suffer from a bad contact and from an incident, forget."""
        given = self.model.given
        if self.topic >= 0:
            salience = given.salience[self.topic]
            self.grievance *= 1.0 - given.forgetting * (1.0 - given.coverage_slows * salience)
        tie = self.ties[self.model.listens[self.row]]
        _, other, other_topic = self.model.people[tie].published
        if other_topic == self.topic:
            if other > self.grievance:
                self.grievance += given.spread * (other - self.grievance)
        elif given.spread * other > self.grievance:
            self.grievance, self.topic = given.spread * other, other_topic
        self.forget()
        if self.met is not None:
            self.suffer(given.contact_grievance * self.met[1], self.met[0])
        u, upper = self.model.draw("struck", self.row), 0.0
        for j, share in enumerate(given.struck):
            upper += share
            if u < min(1.0, upper):
                self.suffer(given.incident_grievance, j)
                break

    def forget(self) -> None:
        """Let go of what is hardly there."""
        if self.grievance < FORGOTTEN:
            self.grievance, self.topic = 0.0, -1

    def suffer(self, size: float, j: int) -> None:
        """Be aggrieved about dossier j."""
        if j == self.topic:
            self.grievance += size * (1.0 - self.grievance)
        elif size > self.grievance:
            self.grievance, self.topic = size, j
        self.forget()
