"""Addressed random numbers: a draw is a pure function of (seed, purpose, when, who).

Nothing in the model owns a generator whose position could shift. Two runs with the same seed and other norms therefore
face the same shocks, severities and people, and differ only in what the norms change. A purpose's *name* is hashed into
its key, so adding a purpose moves no other stream. ``when`` is a week, or the serial number of a process; ``who`` is
the number of the entity. For one key and one ``when`` the draws over ``who`` are a splitmix64 sequence (Steele, Lea and
Flood 2014); the key and ``when`` are mixed into its start.
"""

from __future__ import annotations

import hashlib
import math
from enum import StrEnum, auto

import numpy as np
from numpy.typing import NDArray

from abm.numerics.arithmetic import exp, log
from abm.numerics.compiled import kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31 = (np.uint64(n) for n in (11, 27, 30, 31))
_S3, _SEVEN, _BYTE = (np.uint64(n) for n in (3, 7, 255))
_ONE = np.uint64(1)
BEYOND_EIGHTS = 1 << 40
"""Own numbers lie this far beyond those that eights share, in the same sequence."""
_UNIT = 2.0**-53


class Purpose(StrEnum):
    """What a draw is for. One purpose, one decision; never reuse a purpose for a second one."""

    __hash__ = str.__hash__  # that of an Enum is slow, and streams are looked up all the time

    VALUES = auto()
    EDUCATION = auto()
    COMMUNITY = auto()
    COMMUNITY_VALUES = auto()
    TIES = auto()
    TIES_WITHIN = auto()
    TOLERANCE = auto()
    TRUST_BASELINE = auto()
    ACTION_THRESHOLD = auto()
    CONTACT = auto()
    LISTEN = auto()
    STRUCK = auto()
    NOTICE = auto()
    CONCERN = auto()
    PANEL = auto()
    NEEDS_START = auto()
    NEEDS_DRIFT = auto()
    NEEDS_ANGLE = auto()
    HOUSE_BIAS = auto()
    BELIEF_START = auto()
    POLICY_START = auto()
    AGE_START = auto()
    COORDINATION_START = auto()
    PROCESS_START = auto()
    SENSITIVITY = auto()
    PRACTICE_ERROR = auto()
    SHOCK = auto()
    SHOCK_KIND = auto()
    SHOCK_SEVERITY = auto()
    SHOCK_JUMP = auto()
    EVENT_TARGET = auto()
    EVENT_JUMP = auto()
    INCIDENT_MISFIT = auto()
    INCIDENT_COORDINATION = auto()
    SEVERITY_MISFIT = auto()
    SEVERITY_COORDINATION = auto()
    NATIONAL_MISFIT = auto()
    NATIONAL_COORDINATION = auto()
    OUTLET = auto()
    PARTY = auto()
    COALITION = auto()
    QUESTIONS = auto()
    SIGN_OFF = auto()
    LEADERSHIP = auto()
    OPEN_REACTIVE = auto()
    OPEN_PLANNED = auto()
    PARTNERS = auto()
    PERSON = auto()
    TURNOVER = auto()
    CONSIDER = auto()
    CHOOSE = auto()
    REJECTION = auto()
    FEEDBACK = auto()
    ESCALATION = auto()
    RESPONDENTS = auto()
    ACCEPTANCE = auto()
    PLACEBO = auto()
    TRANSFER = auto()
    DESK = auto()
    DRAFT = auto()
    CASE = auto()
    THINNING = auto()
    DETECTION = auto()
    SIGNAL = auto()
    PILOT = auto()


@kernel
def mix(z: np.uint64) -> np.uint64:
    """The finaliser of splitmix64: every input bit moves every output bit."""
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@kernel
def start(key: np.uint64, when: int) -> np.uint64:
    """Start of the sequence over ``who`` for one key and one ``when``."""
    return mix(key + _GOLDEN * np.uint64(when))


@kernel
def uniform_in(sequence: np.uint64, who: int) -> float:
    """The ``who``-th number of a sequence, in the open interval (0, 1)."""
    return (float(mix(sequence + _GOLDEN * (np.uint64(who) + _ONE)) >> _S11) + 0.5) * _UNIT


@kernel
def eight_bytes(sequence: np.uint64, eight: np.uint64) -> np.uint64:
    """The number that eight neighbours share: entities 8·eight to 8·eight + 7 have a byte each, the lowest first."""
    return mix(sequence + _GOLDEN * (eight + _ONE))


@kernel
def sparse_uniform(sequence: np.uint64, who: int) -> float:
    """The ``who``-th number in [0, 1) of a sequence for what happens to few: (byte + own number) / 256.

    Where the byte says that the number is too large, as it nearly always does, nobody needs the own one.
    """
    byte = (eight_bytes(sequence, np.uint64(who) >> _S3) >> ((np.uint64(who) & _SEVEN) << _S3)) & _BYTE
    return (float(byte) + uniform_in(sequence, who + BEYOND_EIGHTS)) / 256.0


@kernel
def below(sequence: np.uint64, who: int, count: int) -> int:
    """The ``who``-th number of a sequence as a whole number in [0, count)."""
    return int(uniform_in(sequence, who) * count)


@kernel
def normal_quantile(p: float) -> float:
    """Quantile of the standard normal distribution (algorithm AS 241, Wichura 1988), for p in (0, 1)."""
    # fmt: off
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        a = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
             + 133.14166789178437745) * r + 3.387132872796366608
        b = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
             + 42.313330701600911252) * r + 1.0
        return q * a / b
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        a = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
             + 4.6303378461565452959) * r + 1.42343711074968357734
        b = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
             + 2.05319162663775882187) * r + 1.0
    else:
        r -= 5.0
        a = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
             + 5.4637849111641143699) * r + 6.6579046435011037772
        b = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
             + 0.59983220655588793769) * r + 1.0
    return -a / b if q < 0.0 else a / b
    # fmt: on


_NEARLY_ONE = 1.0 - 2.0**-40


@kernel
def poisson_quantile(u: float, mean: float) -> int:
    """Quantile of a Poisson distribution by inversion: at one u, a larger mean never gives fewer events."""
    if u <= 1.0 - mean:  # as 1 - mean <= exp(-mean), no event; most draws end here
        return 0
    probability = exp(-mean)
    cumulative = probability
    u = min(u, _NEARLY_ONE)  # above it the sum, which is rounded, may never come
    count = 0
    while u > cumulative and count < 1000:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count


@kernel
def _uniform(key, when, who):
    return uniform_in(start(key, when), who)


@kernel
def _uniforms(key, when, first, count):
    sequence = start(key, when)
    out = np.empty(count)
    for i in range(count):
        out[i] = uniform_in(sequence, first + i)
    return out


@kernel
def _normals(key, when, first, count):
    sequence = start(key, when)
    out = np.empty(count)
    for i in range(count):
        out[i] = normal_quantile(uniform_in(sequence, first + i))
    return out


@kernel
def _shared_poissons(key, when, shares, means):
    sequence = start(key, when)
    out = np.empty((shares.size, means.size), np.int64)
    for n in range(shares.size):
        for i in range(means.size):
            out[n, i] = poisson_quantile(uniform_in(sequence, n * means.size + i), shares[n] * means[i])
    return out


@kernel
def _poissons(key, when, first, means):
    sequence = start(key, when)
    out = np.empty(means.size, np.int64)
    for i in range(means.size):
        out[i] = poisson_quantile(uniform_in(sequence, first + i), means[i])
    return out


class Stream:
    """All draws of one purpose in one run.

    Parameters
    ----------
    seed : int
        Seed of the run; any whole number.
    purpose : Purpose
        What the draws are for.
    """

    __slots__ = ("key",)

    def __init__(self, seed: int, purpose: Purpose) -> None:
        name = f"{int(seed)}:{purpose.value}".encode()
        self.key = np.uint64(int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little"))

    def uniform(self, when: int, who: int) -> float:
        """One number in (0, 1)."""
        return _uniform(self.key, when, who)

    def normal(self, when: int, who: int) -> float:
        """One standard normal number."""
        return normal_quantile(_uniform(self.key, when, who))

    def uniforms(self, when: int, count: int, first: int = 0) -> Floats:
        """Numbers in (0, 1) of the entities ``first`` to ``first + count - 1``; shape (count,)."""
        return _uniforms(self.key, when, first, count)

    def normals(self, when: int, count: int, first: int = 0) -> Floats:
        """Standard normal numbers of the entities ``first`` to ``first + count - 1``; shape (count,)."""
        return _normals(self.key, when, first, count)

    def poissons(self, when: int, means: Floats, first: int = 0) -> Integers:
        """Poisson numbers of the entities ``first``, ``first + 1``, ..., one for each mean; shape of ``means``."""
        return _poissons(self.key, when, first, means)

    def shared_poissons(self, when: int, shares: Floats, means: Floats) -> Integers:
        """Poisson numbers with means share x mean, of entities share after share; shape (shares, means)."""
        return _shared_poissons(self.key, when, shares, means)


class Streams(dict[Purpose, Stream]):
    """The streams of one run, one for each :class:`Purpose`: ``streams[Purpose.SHOCK].uniform(week, dossier)``."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        super().__init__({purpose: Stream(self.seed, purpose) for purpose in Purpose})
