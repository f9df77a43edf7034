"""The face of the columns: citizens as Mesa agents that can be had, selected, grouped and changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

try:  # where Mesa keeps it depends on the version
    from mesa.agentset import GroupBy  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from mesa.agent import GroupBy  # type: ignore[attr-defined,no-redef,unused-ignore]

if TYPE_CHECKING:
    from abm.agents.citizens.columns import Citizens


class Column:
    """An attribute of a citizen that lives in a column of all citizens."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, citizen: Citizen | None, owner: type | None = None) -> Any:
        if citizen is None:
            return self
        value = citizen.citizens.read(self.name, np.array([citizen.unique_id]))[0]
        return value.item() if np.ndim(value) == 0 else value

    def __set__(self, citizen: Citizen, value: Any) -> None:
        citizen.citizens.write(self.name, citizen.unique_id, value)


class Citizen(mesa.Agent):
    """One citizen, seen through their row in the columns of :class:`~abm.agents.citizens.columns.Citizens`.

    Reading and writing an attribute reads and writes the column. A view is no entry of ``model.agents``, which holds
    the institutional actors; ``unique_id`` is the row.

    Examples
    --------
    >>> import abm
    >>> citizens = abm.PolicyModel(abm.load("population=small"), seed=3).citizens
    >>> citizens[7].trust = 0.25
    >>> float(citizens.trust[7]), citizens[7].unique_id
    (0.25, 7)
    """

    values = Column()
    educated = Column()
    community = Column()
    ties = Column()
    tolerance = Column()
    threshold = Column()
    baseline = Column()
    trust = Column()
    procedure = Column()
    grievance = Column()
    topic = Column()
    acting = Column()

    def __init__(self, citizens: Citizens, row: int) -> None:
        # Mesa's own constructor would register the view with the model and use up a number.
        self.citizens = citizens
        self.model = citizens.model  # type: ignore[assignment,unused-ignore]
        self.unique_id = row
        self.pos = None

    def remove(self) -> None:
        """Citizens neither die nor leave."""
        raise TypeError("a citizen cannot be removed from the model")

    def __repr__(self) -> str:
        return f"Citizen({self.unique_id}, trust={self.trust:.3f}, grievance={self.grievance:.3f}, topic={self.topic})"


COLUMNS = tuple(name for name, item in vars(Citizen).items() if isinstance(item, Column))
"""Names of the columns."""


class CitizenGroups(GroupBy):
    """Mesa's groups, which aggregate by column instead of agent by agent."""

    def agg(self, attr_name: str, func: Callable[[Any], Any]) -> dict[Hashable, Any]:
        """Apply a function to the values of one attribute in each group."""
        return {name: group.agg(attr_name, func) for name, group in self.groups.items()}


class CitizenSet:
    """What a set of citizens can do; the methods bear the names of Mesa's ``AgentSet`` and keep the order of rows.

    Examples
    --------
    >>> import abm
    >>> citizens = abm.PolicyModel(abm.load("population=small"), seed=3).citizens
    >>> trusting = citizens.select(citizens.trust > 0.5)
    >>> 0 < len(trusting) < len(citizens), bool(trusting.agg("trust", min) > 0.5)
    (True, True)
    >>> sorted(citizens.groupby("educated").agg("trust", len))
    [False, True]
    >>> citizens.select(at_most=3).set("trust", 0.25).get("trust")
    [0.25, 0.25, 0.25]
    """

    citizens: Citizens

    @property
    def ids(self) -> NDArray[np.int64]:
        """Rows of these citizens, ascending unless chosen otherwise; shape (len,)."""
        raise NotImplementedError

    def __len__(self) -> int:
        return int(self.ids.size)

    def __iter__(self) -> Iterator[Citizen]:
        return (self.citizens.view(int(row)) for row in self.ids)

    def __contains__(self, citizen: object) -> bool:
        if not isinstance(citizen, Citizen) or citizen.citizens is not self.citizens:
            return False
        return bool((self.ids == citizen.unique_id).any())

    def __getitem__(self, item: Any) -> Any:
        """One citizen by position, or a selection by slice, mask or array of positions."""
        if isinstance(item, (int, np.integer)):
            return self.citizens.view(int(self.ids[item]))
        return CitizenSelection(self.citizens, self.ids[item])

    def _column(self, name: str) -> NDArray[Any]:
        if name not in COLUMNS:
            raise AttributeError(f"a citizen has no attribute {name!r}: one of {', '.join(COLUMNS)}")
        return self.citizens.read(name, self.ids)

    def select(
        self,
        filter_func: Callable[[Citizen], bool] | NDArray[np.bool_] | None = None,
        at_most: int | float = math.inf,
    ) -> CitizenSelection:
        """Choose citizens.

        Parameters
        ----------
        filter_func : callable or array of bool, optional
            What is true of the chosen: a function of a :class:`Citizen`, or (much faster) a mask over this set, such as
            ``model.citizens.trust > 0.5``.
        at_most : int or float
            The most citizens to choose, the first ones; a float up to 1.0 is a share of this set.
        """
        if filter_func is None:
            chosen = self.ids
        elif callable(filter_func):
            chosen = self.ids[np.fromiter((bool(filter_func(citizen)) for citizen in self), bool, len(self))]
        else:
            chosen = self.ids[np.asarray(filter_func, bool)]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        return CitizenSelection(self.citizens, chosen if at_most == math.inf else chosen[: int(at_most)])

    def get(self, attr_names: str | list[str]) -> list[Any]:
        """Values of an attribute, one per citizen; of a list of attributes, a list per citizen."""
        if isinstance(attr_names, str):
            return list(self._column(attr_names).tolist())
        return [list(row) for row in zip(*(self._column(name).tolist() for name in attr_names), strict=True)]

    def set(self, attr_name: str, value: Any) -> CitizenSet:
        """Give an attribute one value for all, or an array of values, one per citizen."""
        self._column(attr_name)
        self.citizens.write(attr_name, self.ids, value)
        return self

    def agg(self, attribute: str, func: Callable[[Any], Any] | Iterable[Callable[[Any], Any]]) -> Any:
        """Apply a function, or each of several, to the array of values of an attribute."""
        values = self._column(attribute)
        return func(values) if callable(func) else [each(values) for each in func]

    def groupby(self, by: str | Callable[[Citizen], Hashable]) -> CitizenGroups:
        """Group by the values of an attribute, or by what a function says of each :class:`Citizen`."""
        keys = self._column(by).tolist() if isinstance(by, str) else [by(citizen) for citizen in self]
        rows: dict[Hashable, list[int]] = {}
        for key, row in zip(keys, self.ids.tolist(), strict=True):
            rows.setdefault(key, []).append(row)
        return CitizenGroups({key: CitizenSelection(self.citizens, np.array(ids)) for key, ids in rows.items()})

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> CitizenSet:
        """Call a function on each citizen, in order."""
        self.map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a function on each citizen, in order, and collect the answers."""
        call = (lambda citizen: getattr(citizen, method)) if isinstance(method, str) else None
        return [(call(one)(*args, **kwargs) if call else method(one, *args, **kwargs)) for one in self]  # type: ignore[operator]


class CitizenSelection(CitizenSet):
    """Some of the citizens. Views that were asked for stay alive as long as the selection does.

    Parameters
    ----------
    citizens : Citizens
        Where the columns are.
    ids : array of int
        Rows of the selected citizens.
    """

    def __init__(self, citizens: Citizens, ids: NDArray[np.int64]) -> None:
        self.citizens = citizens
        self._ids = ids
        self._views: list[Citizen] | None = None

    @property
    def ids(self) -> NDArray[np.int64]:
        """Rows of these citizens; shape (len,)."""
        return self._ids

    def __iter__(self) -> Iterator[Citizen]:
        if self._views is None:
            self._views = list(super().__iter__())
        return iter(self._views)

    def __repr__(self) -> str:
        return f"CitizenSelection of {len(self)} citizens"
