"""Governance norms: instruments that combine. A norm set is a list of names; each name is one file in this folder."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

from abm.norms.base import HOOKS, Hooks, Instrument, acts_on


def _discover() -> dict[str, type[Instrument]]:
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    classes = (value for module in modules for value in vars(module).values() if isinstance(value, type))
    found = {kind.name: kind for kind in classes if issubclass(kind, Instrument) and kind is not Instrument}
    return dict(sorted(found.items()))


INSTRUMENTS: dict[str, type[Instrument]] = _discover()
"""Every instrument by name; a new file in this folder is found by itself."""


class Norms(Hooks):
    """The instruments in force in one ministry, applied in their order to each rule.

    Each hook is that of an instrument, with what the instruments together make of the value.

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
            hook: [getattr(item, hook) for item in self.instruments if hook in acts_on(type(item))] for hook in HOOKS
        }

    def __contains__(self, name: str) -> bool:
        return any(item.name == name for item in self.instruments)


def _together(hook: str) -> Any:
    @functools.wraps(getattr(Hooks, hook))
    def apply(self: Norms, value: Any, *context: Any) -> Any:
        for act in self._acting[hook]:
            value = act(value, *context)
        return value

    return apply


for _hook in HOOKS:
    setattr(Norms, _hook, _together(_hook))
