"""The lives lived so far of two worlds on many seeds: their measures by week, bands, and paired differences."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from abm.analysis.summary import student
from abm.app.views.series import BOUNDS, Band
from abm.app.views.smoothing import SMOOTHED, smoothed
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.streams import Floats

NOW, YEAR, SINCE = "now", "year", "since"
"""What is held side by side: the value of a week; the mean over the year up to it; what changed since another week."""

ENOUGH = 5
"""Lives from which on something is said of all."""

QUANTILES = (0.05, 0.95)
"""Low and high of a band, over lives."""


NOUGHT = 1e-9
"""Below this a difference is one of rounding, as sums over weeks have."""


def levels(values: Floats, measure: str, first: int, week: int, kind: str, since: int = 0) -> Floats:
    """What a measure stands at in a week.

    Parameters
    ----------
    values : array of shape (..., weeks)
        The measure by week, of one life or of several.
    measure : str
        Its name, by which it is smoothed as its line is.
    first, week : int
        First week of the values, and the week that is asked for.
    kind : str
        ``now``: as the line stands; ``year``: mean over the 52 weeks up to then, or over those since week 0 when they
        are fewer; ``since``: as the line stands, minus as it stood in the week ``since``.

    Returns
    -------
    array of shape (...)
        Nan where there is no case.
    """
    if kind == YEAR:
        begin = max(0, week + 1 - WEEKS_PER_YEAR) if week >= 0 else week
        return smoothed(values[..., begin - first : week + 1 - first], WEEKS_PER_YEAR)[..., -1]
    line = smoothed(values[..., : week + 1 - first], SMOOTHED.get(measure, 1))
    if kind == SINCE:
        return np.asarray(line[..., -1] - line[..., max(0, since - first)])
    return np.asarray(line[..., -1])


def gap(a: Floats, b: Floats) -> Floats:
    """B minus A, 0 where it is no more than rounding."""
    found = np.asarray(b - a)
    return np.where(np.abs(found) < NOUGHT, 0.0, found)


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """B minus A over lives, each life against itself.

    Attributes
    ----------
    mean, low, high : float
        Mean over lives and its 95% Student interval; nan where there are too few lives.
    same_sign, lives : int
        In how many lives the difference has the sign of the mean, and how many there are.
    same : bool
        Whether A and B were equal in every life.
    of_a : float
        Mean over these lives of what A stands at.
    """

    measure: str
    mean: float
    low: float
    high: float
    same_sign: int
    lives: int
    same: bool
    of_a: float

    @property
    def weak(self) -> bool:
        """Whether the interval contains 0, or there is none."""
        return not (self.low > 0.0 or self.high < 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """The lives lived so far for one request; never changed, but replaced when a life is added.

    Attributes
    ----------
    number : int
        Of the request; another one after what was asked for has changed.
    wanted : int
        Lives asked for; 0 where there are too many citizens for any.
    weeks : integer array of shape (weeks,)
        One after the other, first the burn-in.
    lengths : tuple of int
        How many of these weeks each life has lived, life 0 (the page's own seed) first.
    a, b : dict of str to array of shape (lives, weeks)
        Measures by name; nan in a week without cases or not lived.
    failed : str
        Why there will be no more lives; empty where nothing went wrong.
    """

    number: int
    wanted: int
    weeks: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    lengths: tuple[int, ...] = ()
    a: dict[str, Floats] = field(default_factory=dict)
    b: dict[str, Floats] = field(default_factory=dict)
    failed: str = ""
    _bands: dict[str, Band] = field(default_factory=dict, repr=False)

    @property
    def done(self) -> int:
        """Lives lived so far."""
        return len(self.lengths)

    def reaching(self, week: int) -> int:
        """Lives that have lived a week."""
        return sum(week in self.weeks[:length] for length in self.lengths)

    def with_life(self, row: int, first: int, a: dict[str, Floats], b: dict[str, Floats]) -> Cloud:
        """With one more life, or one lived for longer in the place of what it was."""
        length = len(next(iter(a.values())))
        lengths = (*self.lengths[:row], length, *self.lengths[row + 1 :])
        count = max(length, len(self.weeks))
        sides = []
        for old, new in ((self.a, a), (self.b, b)):
            side = {}
            for name, values in new.items():
                table = np.full((len(lengths), count), np.nan)
                if name in old:
                    table[: self.done, : len(self.weeks)] = old[name]
                table[row, :length] = values
                side[name] = table
            sides.append(side)
        weeks = np.arange(first, first + count)
        return dataclasses.replace(self, weeks=weeks, lengths=lengths, a=sides[0], b=sides[1], _bands={})

    def band(self, measure: str) -> Band | None:
        """Where the lives so far run, over the weeks that all of them have lived; None before there are enough."""
        if self.done < max(2, min(ENOUGH, self.wanted)):
            return None
        if measure not in self._bands:
            count, window = min(self.lengths), SMOOTHED.get(measure, 1)
            a, b = (smoothed(side[measure][:, :count], window) for side in (self.a, self.b))
            bounds = (bound for lines in (a, b, b - a) for bound in quantiles(lines))
            named = dict(zip(BOUNDS, bounds, strict=True))
            self._bands[measure] = Band(self.weeks[:count], **named, lives=self.done, wanted=self.wanted)
        return self._bands[measure]

    def difference(self, measure: str, week: int, kind: str = NOW, since: int = 0) -> PairedDifference:
        """B minus A up to a week, over the lives that have lived it; see :func:`levels` for ``kind``.

        The interval is the 95% Student interval of the mean of paired differences, as everywhere in the project.
        """
        rows = [row for row, length in enumerate(self.lengths) if week in self.weeks[:length]]
        gaps = of_a = np.zeros(0)
        if rows:
            first = int(self.weeks[0])
            a, b = (levels(side[measure][rows], measure, first, week, kind, since) for side in (self.a, self.b))
            gaps = gap(a, b)
            of_a, gaps = a[np.isfinite(gaps)], gaps[np.isfinite(gaps)]
        mean, low, high = student(gaps)
        alike = int((np.sign(gaps) == np.sign(mean)).sum())
        level = float(of_a.mean()) if len(of_a) else float("nan")
        return PairedDifference(measure, mean, low, high, alike, len(gaps), bool(len(gaps)) and not gaps.any(), level)


def quantiles(lines: Floats) -> Floats:
    """Low and high over lives by week; nan in a week in which no life has a case."""
    known = np.isfinite(lines)
    whole, part = known.all(axis=0), known.any(axis=0)
    found = np.full((len(QUANTILES), lines.shape[1]), np.nan)
    found[:, whole] = np.quantile(lines[:, whole], QUANTILES, axis=0)
    if (gaps := part & ~whole).any():  # which takes a hundred times as long
        found[:, gaps] = np.nanquantile(lines[:, gaps], QUANTILES, axis=0)
    return found
