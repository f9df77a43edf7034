"""Which mutations count, and a seeded sample of them in which every file has its share."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

HOUSE = Path(__file__).parents[2]
HOMES = ("policy", "agents", "norms")
"""Folders of ``abm`` that hold rules."""

Mutation = TypeVar("Mutation")


class Span(NamedTuple):
    """A stretch of source, from one (line, column) up to another."""

    start: tuple[int, int]
    end: tuple[int, int]

    def holds(self, position: tuple[int, int]) -> bool:
        """Whether a position lies in it."""
        return self.start <= position < self.end


def rule_files() -> list[Path]:
    """Files of rules, relative to the repository."""
    return sorted(path.relative_to(HOUSE) for home in HOMES for path in (HOUSE / "abm" / home).rglob("*.py"))


def no_rule(source: str) -> list[Span]:
    """Stretches of a file whose change changes no rule.

    These are type annotations, imports for the type checker alone, decorators (a kernel that is not compiled gives the
    same numbers), assertions for the type checker, and the declarations of parameters, which the generated tables test.
    """
    spans: list[Span] = []
    for node in ast.walk(ast.parse(source)):
        out: list[ast.AST | None] = []
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            out += node.decorator_list
        if isinstance(node, ast.FunctionDef):
            out.append(node.returns)
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            out.append(node.annotation)
        elif (
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            or (isinstance(node, ast.Call) and ast.unparse(node.func) == "parameter")
        ):
            out.append(node)
        for part in out:
            if part is not None:
                at_sign = 1 if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and part in node.decorator_list else 0
                start = (part.lineno, part.col_offset - at_sign)  # type: ignore[attr-defined]
                spans.append(Span(start, (part.end_lineno, part.end_col_offset)))  # type: ignore[attr-defined]
    return spans


NO_ARITHMETIC = ("BitOr", "BitAnd", "BitXor", "LShift", "RShift")


def tells_something(operator: str) -> bool:
    """Whether a mutation can be right or wrong about a rule, by the name that cosmic-ray gives it.

    Bitwise operators in the place of arithmetic fail on any real number, which says nothing about the tests; identity
    in the place of equality is the same for whole numbers and texts.
    """
    kind, _, rest = operator.partition("_")
    before, _, after = rest.partition("_")
    if kind.endswith("BinaryOperator"):
        return after not in NO_ARITHMETIC or before in NO_ARITHMETIC
    return not (kind.endswith("ComparisonOperator") and after in ("Is", "IsNot") and before not in ("Is", "IsNot"))


def shares(sizes: Sequence[int], wanted: int) -> list[int]:
    """How many to take of each stratum: in proportion to its size, by largest remainders, and one at least."""
    wanted = min(wanted, sum(sizes))
    exact = [wanted * size / sum(sizes) for size in sizes]
    taken = [min(size, max(1, int(share))) for size, share in zip(sizes, exact, strict=True)]
    while sum(taken) < wanted:
        taken[max(range(len(sizes)), key=lambda k: exact[k] - taken[k])] += 1
    while sum(taken) > wanted and max(taken) > 1:
        taken[max((k for k in range(len(sizes)) if taken[k] > 1), key=lambda k: taken[k] - exact[k])] -= 1
    return taken


def sample(strata: Sequence[Sequence[Mutation]], wanted: int, seed: int) -> Iterable[Mutation]:
    """Take a stratified sample, the same at every run with this seed."""
    random = np.random.default_rng(seed)
    for stratum, number in zip(strata, shares([len(stratum) for stratum in strata], wanted), strict=True):
        for k in sorted(random.permutation(len(stratum))[:number]):
            yield stratum[k]
