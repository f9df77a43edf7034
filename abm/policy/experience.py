"""What government remembers of decisions for which nobody outside was asked: the yardstick for going outside."""

from __future__ import annotations


class Experience:
    """Mean incidents after decisions without participation, by kind of process, over all ministries."""

    def __init__(self) -> None:
        self._means: dict[str, float] = {}
        self._counts: dict[str, int] = {}

    def of(self, kind: str) -> float | None:
        """Mean incidents in the window after such a decision; None as long as there was none."""
        return self._means.get(kind)

    def gather(self, outcomes: list[tuple[int, str, float]], weight: float) -> None:
        """Enter this week's outcomes (dossier, kind, incidents), in the order of the dossiers.

        The newest has ``weight``, in [0, 1], once there are many; while there are few the mean is a plain one.
        """
        for _, kind, incidents in sorted(outcomes):
            count = self._counts[kind] = self._counts.get(kind, 0) + 1
            mean = self._means.setdefault(kind, incidents)
            self._means[kind] = mean + max(weight, 1.0 / count) * (incidents - mean)
