"""How a parameter is declared: value, unit, range, meaning and source in one place.

Every number of the model is a field of a dataclass made with :func:`parameter`. The same field is the Hydra schema, the
row in ``abm describe``, the row in the ODD, the bounds of a sweep and the check on what a user types.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any, get_type_hints

from abm.words.phrases import Phrase, phrase

ASSUMPTION = "assumption"
"""The source of a number without empirical ground; such numbers must be swept before they carry a conclusion."""

LITERATURE, RULES = "docs/sources/literature.md", "docs/sources/rules.md"
"""Texts whose rows are sources: what was found in the literature, and the ground of what no publication gives."""

CALIBRATED = "calibrated: experiments/data/calibration_accepted_members.csv"
"""The source of a number of the calibrated default, the world of that table that is nearest to the median of all;
behind it stands whether the calibration can tell it (experiments/data/calibration_recovery.csv)."""

LONGEST = 160
"""Characters of a value that a refusal repeats."""


class ParameterError(ValueError):
    """Something that the model does not accept; the message is one line for the user.

    Examples
    --------
    >>> import abm
    >>> try:
    ...     abm.load("officials.courage=7.5")
    ... except abm.ParameterError as mistake:
    ...     print(mistake)
    officials.courage must be a number from 0 to 1, not 7.5
    """


def in_short(text: str) -> str:
    """Write what somebody typed so that it fits into a line: the beginning, without control characters."""
    try:
        shown = " ".join(text.split())
    except RecursionError:
        shown = "…"
    if not shown:
        return phrase("value.nothing")
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in shown[: LONGEST + 1])
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"


def refused(key: str, value: Any, allowed: str) -> Phrase:
    """Put the one line together in which every mistake is told; the page can say it again in its visitor's language.

    Parameters
    ----------
    key : str
        What the user wanted to set.
    value : object
        What they gave it; of a long one only the beginning is repeated, so that it stays one line.
    allowed : str
        What it has to be, as a noun phrase; advice that follows it, in a text after ``; ``, comes last.

    Returns
    -------
    Phrase
        As in ``officials.courage must be a number from 0 to 1, not 7``.

    Examples
    --------
    >>> refused("officials.courage", 7, "a number from 0 to 1")
    'officials.courage must be a number from 0 to 1, not 7'
    >>> refused("norms", "mandat", "one of mandate, reactive; did you mean mandate?")
    'norms must be one of mandate, reactive, not mandat; did you mean mandate?'
    """
    if isinstance(allowed, Phrase):
        allowed, advice = phrase(allowed.key, **allowed.parts), allowed.advice
    else:
        allowed, semicolon, advice = allowed.partition("; ")
        advice = semicolon + advice
    subject = key if isinstance(key, Phrase) else in_short(key)
    return phrase("refusal.line", key=subject, value=in_short(str(value)), allowed=allowed, advice=advice)


@dataclass(frozen=True)
class Declaration:
    """What is known about one parameter.

    Attributes
    ----------
    key : str
        Dotted name as typed on the command line, such as ``officials.courage``.
    unit : str
        Unit of the value; ``1`` for a pure number.
    low, high : float or None
        Smallest and largest allowed value, both included; None where the value is not a number.
    among : collection of str
        Allowed values of a text, or the registry whose names they are; empty where any text is allowed.
    default : object
        The one home of the default value.
    live : bool
        Whether an event may set it while a run is under way; what is drawn or sized at the start may not.
    meaning, source : str
        One line each. The source is a publication, a row of a text (``docs/sources/literature.md 4.27``), a file of
        ``experiments/data`` or the word *assumption*.

    Examples
    --------
    >>> from abm.parameters.checks import declared
    >>> courage = declared()["officials.courage"]
    >>> courage.allowed, courage.problem(7)
    ('a number from 0 to 1', 'officials.courage must be a number from 0 to 1, not 7')
    """

    key: str
    kind: type
    unit: str
    low: float | None
    high: float | None
    among: Collection[str]
    default: Any
    live: bool
    meaning: str
    source: str

    @property
    def choices(self) -> tuple[str, ...]:
        """Allowed values of a text as they are now; a rule that is registered is allowed at once."""
        return tuple(self.among)

    @property
    def allowed(self) -> Phrase:
        """The allowed values in words."""
        if self.choices:
            return phrase("allowed.one_of", names=", ".join(self.choices))
        if self.low is None or self.high is None:
            kinds = {bool: "allowed.yes_no", list: "allowed.list", dict: "allowed.mapping"}
            return phrase(kinds.get(self.kind, "allowed.text"))
        if self.kind is int:
            return phrase("allowed.whole", low=self.low, high=self.high)
        return phrase("allowed.number", low=float(self.low), high=float(self.high))

    def problem(self, value: Any, said: str = "") -> Phrase | None:
        """Say what is wrong with a value, or None when it is allowed.

        Parameters
        ----------
        value : object
            From anywhere.
        said : str
            What the user gave it to, where that is not the key.
        """
        right = self._is_of_kind(value)
        if right and self.choices:
            right = value in self.choices
        elif right and self.low is not None and self.high is not None:
            right = math.isfinite(value) and self.low <= value <= self.high
        shown = (
            repr(value) if self.low is not None and isinstance(value, str) else value
        )  # '3' is no number, and shows it
        return None if right else refused(said or self.key, shown, self.allowed)

    def _is_of_kind(self, value: Any) -> bool:
        if self.kind is int or self.kind is float:
            number = (int, Integral) if self.kind is int else (float, int, Real)  # the usual kinds first, for haste
            return isinstance(value, number) and not isinstance(value, bool)
        if self.kind is list:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        return isinstance(value, self.kind)


def parameter(
    default: Any,
    meaning: str,
    *,
    unit: str = "1",
    low: float | None = None,
    high: float | None = None,
    choices: Collection[str] = (),
    source: str = ASSUMPTION,
    live: bool = True,
) -> Any:
    """Declare one parameter as a dataclass field.

    Parameters
    ----------
    default : object
        The value when nobody says otherwise.
    meaning : str
        One line for a reader who is no programmer.
    choices : collection of str
        Allowed values of a text: a tuple, or a :class:`abm.registry.Registry` of what they name.
    unit, low, high, source, live
        As in :class:`Declaration`.

    Returns
    -------
    dataclasses.Field

    Examples
    --------
    >>> @dataclasses.dataclass
    ... class Settings:
    ...     share: float = parameter(0.5, "share of what is missing to 1", unit="share", low=0, high=1)
    >>> Settings().share
    0.5
    """
    metadata = {"unit": unit, "low": low, "high": high, "among": choices, "live": live}
    metadata |= {"meaning": meaning, "source": source}
    if isinstance(default, (list, dict)):
        return dataclasses.field(default_factory=lambda: type(default)(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@cache
def declarations(group: type, prefix: str = "") -> tuple[Declaration, ...]:
    """All parameters of a (nested) dataclass in the order of their declaration.

    Parameters
    ----------
    group : type
        A dataclass whose fields come from :func:`parameter` or are dataclasses themselves.
    prefix : str
        Dotted name of the group.

    Examples
    --------
    >>> from abm.parameters import Method
    >>> [item.key for item in declarations(Method, "methods.dialogue.")][:2]
    ['methods.dialogue.respondents', 'methods.dialogue.hours']
    """
    return tuple(_walk(group, prefix))


def _walk(group: type, prefix: str) -> Iterator[Declaration]:
    hints = get_type_hints(group)
    for item in dataclasses.fields(group):
        key = f"{prefix}{item.name}"
        kind = hints[item.name]
        if dataclasses.is_dataclass(kind):
            yield from _walk(kind, key + ".")  # type: ignore[arg-type]  # a class, as is_dataclass says
            continue
        if "meaning" not in item.metadata:
            continue
        factory = item.default_factory
        default = factory() if factory is not dataclasses.MISSING else item.default
        yield Declaration(
            key=key,
            kind=getattr(kind, "__origin__", kind),
            default=default,
            **{name: item.metadata[name] for name in ("unit", "low", "high", "among", "live", "meaning", "source")},
        )


def assign(group: Any, key: str, value: Any) -> None:
    """Give the parameter of a dotted key a value, keeping whole numbers whole; methods are found by their name."""
    *path, name = key.split(".")
    for part in path:
        group = group[part] if isinstance(group, dict) else getattr(group, part)
    setattr(group, name, int(value) if type(getattr(group, name)) is int else value)
