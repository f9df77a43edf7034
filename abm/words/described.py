"""Units and meanings of measures and parameters in words; where nobody wrote any, the English of their declaration."""

from __future__ import annotations

from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.parameters.checks import declared
from abm.words import say, say_or


def declared_unit(name: str) -> str:
    """The unit in which a measure is declared; empty for what is none."""
    known = MEASURES.get(name) or RUN_MEASURES.get(name)
    return known.unit if known is not None else ""


def measure_kind(name: str) -> str:
    """How a measure is shown: ``percent``, ``points`` from 0 to 100, or the number of digits."""
    unit = declared_unit(name)
    if unit == "share":
        return "percent"
    if unit.endswith("0 to 1"):
        return "points"
    return "0" if unit.startswith("hours") else "1" if unit == "weeks" else "2"


def measure_meaning(name: str, language: str) -> str:
    """What a measure measures, in one line."""
    known = MEASURES.get(name) or RUN_MEASURES.get(name)
    return say_or(f"measure.{name}.meaning", language, known.definition if known is not None else name)


def measure_unit(name: str, language: str) -> str:
    """Unit in which a measure is shown on the page."""
    kind = measure_kind(name)
    return say(f"unit.{kind}", language) if kind in ("percent", "points") else unit_name(declared_unit(name), language)


def unit_name(unit: str, language: str) -> str:
    """A declared unit in words."""
    return say_or(f"unit.{unit}", language, unit)


def lever_meaning(key: str, language: str) -> str:
    """What a parameter means, in one line."""
    declaration = declared().get(key)
    return say_or(f"lever.{key}.meaning", language, declaration.meaning if declaration is not None else key)


def lever_unit(key: str, language: str) -> str:
    """Unit of a parameter; empty for a pure number."""
    declaration = declared().get(key)
    unit = declaration.unit if declaration is not None else ""
    return "" if unit in ("1", "") else unit_name(unit, language)
