"""What government remembers of decisions for which nobody outside was asked: the yardstick for going outside."""

from __future__ import annotations


class Experience:
    """Mean incidents after decisions without participation, by kind of process, over all ministries.

    Parameters
    ----------
    weight : float
        Weight of the newest decision once there are many, in (0, 1].
    """

    def __init__(self, weight: float = 0.05) -> None:
        self.weight = weight
        self._means: dict[str, float] = {}
        self._counts: dict[str, int] = {}

    def of(self, kind: str) -> float | None:
        """Mean incidents in the window after such a decision; None as long as there was none."""
        return self._means.get(kind)

    def gather(self, outcomes: list[tuple[int, str, float]]) -> None:
        """Enter this week's outcomes (dossier, kind, incidents), in the order of the dossiers."""
        for _, kind, incidents in sorted(outcomes):
            count = self._counts[kind] = self._counts.get(kind, 0) + 1
            mean = self._means.setdefault(kind, incidents)
            self._means[kind] = mean + max(self.weight, 1.0 / count) * (incidents - mean)
