"""Vectorised numpy: whole columns at a time, in single precision, with the ties of our own network."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.peers.alone import DRAWN, Drawn, World
from tests.reference.plain_rules import FORGOTTEN, STEPS, Given

VERSION = np.__version__
ONE, HALF, STEP = np.float32(1.0), np.float32(0.5), np.float32(1.0 / STEPS)


class Peer:
    """Citizens as columns."""

    def __init__(self, world: World, given: Given) -> None:
        self.given, self.random = given, np.random.default_rng(1)
        self.values = world["values"].astype(np.float64)
        self.tolerance, self.threshold, self.baseline = world["tolerance"], world["threshold"], world["baseline"]
        self.trust, self.procedure = world["trust"].copy(), world["procedure"].astype(np.float32)
        self.grievance, self.topic = world["grievance"].copy(), world["topic"].copy()
        self.acting = np.zeros(len(self.trust), bool)
        self.ties = np.ascontiguousarray(world["ties"].T)
        self.upper = np.minimum(1.0, np.cumsum(given.struck))
        self.keep = np.ones(len(given.salience) + 1, np.float32)
        self.keep[1:] = 1.0 - given.forgetting * (1.0 - given.coverage_slows * given.salience)

    def state(self, name: str) -> np.ndarray:
        """A column of the state."""
        return np.asarray(getattr(self, name))

    def live(self, listens: np.ndarray, drawn: Drawn | None = None) -> None:
        """Live one week."""
        if drawn is None:
            contact, notice, concern, struck = (self.random.random(len(self.trust)) for _ in DRAWN)
        else:
            contact, notice, concern, struck = (np.array(drawn[purpose]) for purpose in DRAWN)
        shown = (self.trust * np.float32(STEPS) + HALF).astype(np.uint16)
        grieved = (self.grievance * np.float32(STEPS) + HALF).astype(np.uint16)
        topic = self.topic.copy()
        aggrieved = self.contact(contact)
        self.notice(notice, concern)
        self.follow(shown)
        self.grieve(grieved, topic, listens)
        self.suffer(*aggrieved)
        who = np.flatnonzero(struck < self.upper[-1])
        j = np.searchsorted(self.upper, struck[who], side="right")
        self.suffer(who, j, np.full(len(who), self.given.incident_grievance))
        np.greater(self.grievance * (ONE - self.trust), self.threshold, out=self.acting)

    def contact(self, u: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Meet a policy; who met a bad one, which, and what grievance it leaves."""
        given = self.given
        who = np.flatnonzero(u < given.contact_rate)
        dossiers = len(given.salience)
        j = np.minimum(dossiers - 1, (u[who] / given.contact_rate * dossiers).astype(int))
        v1, v2 = self.values[who].T
        cosine, sine = given.cosine[j], given.sine[j]
        need1 = given.centre[j, 0] + given.heterogeneity * (cosine * v1 - sine * v2)
        need2 = given.centre[j, 1] + given.heterogeneity * (sine * v1 + cosine * v2)
        misfit = np.sqrt((given.policy[j, 0] - need1) ** 2 + (given.policy[j, 1] - need2) ** 2)
        tolerance, trust, residue = self.tolerance[who], self.trust[who].astype(float), self.procedure[who]
        good = misfit <= tolerance
        badness = np.clip((misfit - tolerance) / given.heterogeneity, 0.0, 1.0)
        size = np.where(good, given.gain * (1.0 - misfit / tolerance), given.loss * badness)
        after = trust + size * np.where(good, 1.0 - trust, -trust) - given.habituation * trust * (1.0 - trust)
        self.trust[who] = np.clip(after, 0.0, 1.0)
        self.procedure[who] = residue * (1.0 - size - given.habituation * (1.0 - 2.0 * trust + residue))
        bad = ~good
        return who[bad], j[bad], given.contact_grievance * badness[bad]

    def notice(self, u: np.ndarray, concern: np.ndarray) -> None:
        """Notice concluded processes: those aggrieved about one, and of the others some."""
        given, processes = self.given, len(self.given.effects)
        if not processes:
            return
        about = np.full(len(self.keep), -1)  # process by topic + 1
        about[np.asarray(given.concluded) + 1] = np.arange(processes)
        own = about[self.topic + 1]
        near = np.flatnonzero((own >= 0) & (concern < given.concerned))
        who = np.flatnonzero(u < min(1.0, processes * given.exposure))
        k = np.minimum(processes - 1, (u[who] / given.exposure).astype(int))
        strange = k != own[who]
        self.feel(near, own[near])
        self.feel(who[strange], k[strange])

    def feel(self, who: np.ndarray, k: np.ndarray) -> None:
        """Feel what became of asking people, in trust and in grievance."""
        given = self.given
        effect, relief, j = (np.asarray(column)[k] for column in (given.effects, given.reliefs, given.concluded))
        trust = self.trust[who]
        change = np.where(effect > 0, np.minimum(1.0, 2 * effect) * (1 - trust), np.maximum(-1.0, 2 * effect) * trust)
        self.trust[who] += change.astype(np.float32)
        self.procedure[who] += change.astype(np.float32)
        heard = (relief >= 0.0) & (self.topic[who] == j)
        self.grievance[who[heard]] *= 1.0 - relief[heard]
        self.forget(who[heard & (self.grievance[who] < FORGOTTEN)])
        unheard = relief < 0.0
        self.suffer(who[unheard], j[unheard], -relief[unheard])

    def follow(self, shown: np.ndarray) -> None:
        """News, talk, own baseline, rally and blame."""
        given, trust = self.given, self.trust
        heard = np.zeros(len(trust), np.int32)
        for tie in self.ties:
            heard += shown[tie]
        trust *= np.float32(1.0 - given.news_loss)
        trust += np.float32(given.talk) * (heard * (STEP / np.float32(len(self.ties))) - trust)
        lift = given.economy + (given.rally - given.rally_change) - (given.blame - given.blame_change)
        lifted = self.baseline + np.float32(lift)
        trust += np.float32(given.reversion) * (lifted - trust)
        trust += np.float32(given.rally_change - given.blame_change)
        np.clip(trust, 0.0, 1.0, out=trust)
        self.procedure *= np.float32((1.0 - given.news_loss) * (1.0 - given.reversion))

    def grieve(self, grieved: np.ndarray, topics: np.ndarray, listens: np.ndarray) -> None:
        """Fade, listen, forget."""
        spread = np.float32(self.given.spread)
        tie = self.ties[listens, np.arange(len(listens))]
        other, other_topic = grieved[tie] * STEP, topics[tie]
        faded = self.grievance * self.keep[self.topic + 1]
        mine = np.where(other_topic == self.topic, faded, np.float32(0.0))
        offered = mine + spread * (other - mine)
        more = offered > faded
        np.maximum(faded, offered, out=self.grievance)
        self.topic[more] = other_topic[more]
        self.forget(np.flatnonzero(self.grievance < FORGOTTEN))

    def suffer(self, who: np.ndarray, j: np.ndarray, size: np.ndarray) -> None:
        """Let some be aggrieved."""
        grievance, topic = self.grievance[who], self.topic[who]
        same = topic == j
        turned = ~same & (size > grievance)
        self.grievance[who] = np.where(same, grievance + size * (1.0 - grievance), np.maximum(grievance, size))
        self.topic[who[turned]] = j[turned]
        self.forget(who[self.grievance[who] < FORGOTTEN])

    def forget(self, who: np.ndarray) -> None:
        """Let go of what is hardly there."""
        self.grievance[who], self.topic[who] = 0.0, -1
