"""Rules that a parameter chooses by name: registered where they are written, and by that alone known everywhere."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, MutableMapping
from typing import TypeVar

Thing = TypeVar("Thing")


class Registry(MutableMapping[str, Thing]):
    """Rules by name; the names are the allowed values of a parameter declared with the registry as its ``choices``.

    Parameters
    ----------
    what : str
        What one of them is called.
    home : str
        Module that registers the shipped ones; imported at the first look, as rules stand above the parameters that
        choose between them.

    Examples
    --------
    >>> rules = Registry("rule", "abm.registry")
    >>> @rules.register("double")
    ... def double(value):
    ...     return 2 * value
    >>> rules["double"](4), list(rules)
    (8, ['double'])
    """

    def __init__(self, what: str, home: str) -> None:
        self.what = what
        self.home = home
        self._things: dict[str, Thing] = {}
        self._at_home = False  # whether the module that registers our own has been imported

    def register(self, name: str) -> Callable[[Thing], Thing]:
        """Make what is decorated known under a name."""

        def known(thing: Thing) -> Thing:
            self[name] = thing
            return thing

        return known

    def _known(self) -> dict[str, Thing]:
        if not self._at_home:
            importlib.import_module(self.home)
            self._at_home = True
        return self._things

    def __setitem__(self, name: str, thing: Thing) -> None:
        """Register; another thing under a known name is refused, the same one again (a notebook's cell) is not."""
        held = self._things.get(name)
        if held is not None and _address(held) != _address(thing):
            raise ValueError(f"there is a {self.what} named {name} already, {_address(held)}")
        self._things[name] = thing

    def __getitem__(self, name: str) -> Thing:
        return self._known()[name]

    def __delitem__(self, name: str) -> None:
        del self._known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


def _address(thing: object) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', repr(thing))}"
