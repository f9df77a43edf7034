"""The claims of the essay and the refuters: what stands for each in the model, and what tests it.

They are written down in ``configs/study/claims.yml``, with what each leads one to expect.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

ASKED_BY = "claims_asked"
"""Study that lives the differences that single claims ask for."""

DUTCH = "nl"
"""Language of the essay; what is written down once more in it ends in ``_nl``."""


@dataclass(frozen=True)
class Reading:
    """Rows of a table that test a claim.

    Attributes
    ----------
    table : str
        Its name, without ending.
    where : mapping of str to list
        By column, the values that are meant.
    lead : mapping of str to list
        The same of the one row among these whose number is shown; the first where nothing is said.
    value, low, high : str
        Columns of the number and its interval.
    expects : str
        ``up``, ``down``, ``same`` or ``within`` (its target range); empty where the table has a verdict of its own.
    smallest : float
        Smallest difference that counts, where the table has no verdict.
    unit : str
        Of the number, where it is not that of the column ``unit``.
    built_in : str
        Rule or fit by which it comes true; empty where none does. Such a reading is a check and decides nothing.
    built_in_nl : str
        The same in Dutch.
    """

    table: str
    where: Mapping[str, Any]
    lead: Mapping[str, Any]
    value: str = "difference"
    low: str = "low"
    high: str = "high"
    expects: str = ""
    smallest: float = 0.0
    unit: str = ""
    built_in: str = ""
    built_in_nl: str = ""

    def why_built_in(self, language: str) -> str:
        """Rule or fit by which it comes true, in a language."""
        return self.built_in_nl if language == DUTCH else self.built_in


@dataclass(frozen=True)
class Expectation:
    """A difference between two arms, and what is expected of it.

    Attributes
    ----------
    arm, against : str
        Overrides.
    measure : str
    expects : str
        ``up``, ``down`` or ``same``.
    built_in, built_in_nl : str
        As those of a reading.
    """

    arm: str
    against: str
    measure: str
    expects: str
    built_in: str = ""
    built_in_nl: str = ""

    @property
    def as_lived(self) -> dict[str, str]:
        """What it is by, in the table of the study that lives it."""
        return {"arm": self.arm, "against": self.against, "measure": self.measure, "expects": self.expects}


@dataclass(frozen=True)
class Claim:
    """A claim of the essay, or what a refuter would refute.

    Attributes
    ----------
    name : str
        1 to 61, or R1 to R7.
    section : str
        Of the essay.
    text : str
    rule : str
        What stands for it in the model.
    asked : tuple of Expectation
    read : tuple of Reading
        Both together test it.
    survives : tuple of str
        Contrasts of the study ``structure`` on which it rests: arms, measure and direction.
    untested : str
        Why nothing tests it; empty where something does.
    like : str
        Claim that is tested by the same, if any.
    text_nl, untested_nl : str
        The same in Dutch.
    """

    name: str
    section: str
    text: str
    rule: str
    asked: tuple[Expectation, ...] = ()
    read: tuple[Reading, ...] = ()
    survives: tuple[str, ...] = ()
    untested: str = ""
    like: str = ""
    text_nl: str = ""
    untested_nl: str = ""

    def told(self, language: str) -> str:
        """What is claimed, in a language."""
        return self.text_nl if language == DUTCH else self.text

    def why_untested(self, language: str) -> str:
        """Why nothing tests it, in a language."""
        return self.untested_nl if language == DUTCH else self.untested

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All that tests it, what is asked first: one for each difference, as it was lived."""
        name = self.like or self.name
        own = (
            Reading(
                ASKED_BY, {"claim": int(name), **row.as_lived}, {}, built_in=row.built_in, built_in_nl=row.built_in_nl
            )
            for row in self.asked
        )
        return (*own, *self.read)


@functools.cache
def claims() -> dict[str, Claim]:
    """All of them by name, in the order of the essay; refuters last."""
    text = files("abm.configs").joinpath("study", "claims.yml").read_text(encoding="utf-8")
    given = {str(name): entry for name, entry in yaml.safe_load(text).items()}
    return {name: _claim(name, entry, given) for name, entry in given.items()}


def _claim(name: str, entry: Mapping[str, Any], given: Mapping[str, Mapping[str, Any]]) -> Claim:
    like = str(entry.get("as", ""))
    tested = given[like] if like else entry
    return Claim(
        name,
        entry["section"],
        entry["claim"],
        entry["rule"],
        tuple(Expectation(**row) for row in tested.get("asked", ())),
        tuple(_reading(row) for row in tested.get("read", ())),
        tuple(tested.get("survives", ())),
        entry.get("untested", ""),
        like,
        entry["claim_nl"],
        entry.get("untested_nl", ""),
    )


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(**{"lead": {}} | dict(row))
