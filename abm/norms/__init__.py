"""Governance norms: instruments that combine. A norm set is a list of names; each name is one file in this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

from abm.norms.base import Calm, Demand, Instrument, Leadership, Pilot, Training


def _discover() -> dict[str, type[Instrument]]:
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    classes = (value for module in modules for value in vars(module).values() if isinstance(value, type))
    found = {kind.name: kind for kind in classes if issubclass(kind, Instrument) and kind is not Instrument}
    return dict(sorted(found.items()))


INSTRUMENTS: dict[str, type[Instrument]] = _discover()
"""Every instrument by name; a new file in this folder is found by itself."""

_HOOKS = ("lead", "consider", "couple", "demand", "audit", "calm", "train", "pilot", "listen")


class Norms:
    """The instruments in force in one ministry, applied in their order to each rule.

    Parameters
    ----------
    names : iterable of str
        Names of instruments, in the order in which they apply.
    settings : object
        Holds the settings of each instrument as an attribute of its name.
    """

    def __init__(self, names: Iterable[str] = (), settings: Any = None) -> None:
        self.instruments = [INSTRUMENTS[name](getattr(settings, name)) for name in names]
        self._acting = {
            hook: [getattr(item, hook) for item in self.instruments if hook in vars(type(item))] for hook in _HOOKS
        }

    def __contains__(self, name: str) -> bool:
        return any(item.name == name for item in self.instruments)

    def _apply(self, hook: str, value: Any, *context: Any) -> Any:
        for act in self._acting[hook]:
            value = act(value, *context)
        return value

    def lead(self, leadership: Leadership, weeks_in_office: int) -> Leadership:
        """Leadership as the norms leave it."""
        return self._apply("lead", leadership, weeks_in_office)

    def consider(self, probability: float) -> float:
        """Probability of considering participation as the norms leave it."""
        return self._apply("consider", probability)

    def couple(self, coupling: float, salience: float) -> float:
        """Coupling of deadlines to salience as the norms leave it."""
        return self._apply("couple", coupling, salience)

    def demand(self, share_outside: float, processes_a_year: float) -> Demand:
        """What the norms together ask of an official who chooses."""
        return self._apply("demand", Demand(), share_outside, processes_a_year)

    def audit(self, week: int) -> bool:
        """Whether the process that ends now is audited."""
        return self._apply("audit", False, week)

    def calm(self) -> Calm:
        """Work the norms ask for in calm weeks."""
        return self._apply("calm", Calm())

    def train(self) -> Training:
        """Training the norms ask for."""
        return self._apply("train", Training())

    def pilot(self) -> Pilot:
        """The trial the norms ask for."""
        return self._apply("pilot", Pilot())

    def listen(self) -> float:
        """Weight of the inspectorate's signals."""
        return self._apply("listen", 0.0)
