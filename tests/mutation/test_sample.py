"""The sample of mutations: only rules are mutated, every file has its share, and a seed gives the same sample."""

from __future__ import annotations

import pytest

from tests.mutation.sample import HOUSE, no_rule, rule_files, sample, shares, tells_something

SOURCE = '''\
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abm.model import PolicyModel

@kernel(1)
def rule(t: int | None, u=2) -> float | None:
    """Say 3."""
    assert t > 0
    return t + u

class Settings:
    share: float = parameter(0.5, "share", low=0)
    other: float | None = 4
'''


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("t + u", True),
        ("u=2", True),
        ("= 4", True),
        ("| None, u", False),
        ("| None:", False),
        ("| None = 4", False),
        ("t > 0", False),
        ("low=0", False),
        ("@kernel", False),
        ("from abm.model", False),
    ],
)
def test_only_rules_are_mutated(text, counts):
    """Annotations, decorators, assertions and declared parameters are left alone; terms, defaults and signs are not."""
    line = next(number for number, line in enumerate(SOURCE.splitlines(), 1) if text in line)
    column = SOURCE.splitlines()[line - 1].index(text)
    assert any(span.holds((line, column)) for span in no_rule(SOURCE)) is not counts


def test_every_file_of_rules_is_there():
    """A rule in a new file is mutated as well."""
    files = rule_files()
    assert len(files) > 30 and all((HOUSE / path).exists() for path in files)
    assert {path.parts[1] for path in files} == {"policy", "agents", "norms"}


@pytest.mark.parametrize(
    ("operator", "counts"),
    [
        ("core/ReplaceBinaryOperator_Add_Sub", True),
        ("core/ReplaceBinaryOperator_Add_BitOr", False),
        ("core/ReplaceBinaryOperator_LShift_BitOr", True),
        ("core/ReplaceComparisonOperator_Eq_NotEq", True),
        ("core/ReplaceComparisonOperator_Eq_Is", False),
        ("core/ReplaceComparisonOperator_Is_IsNot", True),
        ("core/NumberReplacer", True),
    ],
)
def test_only_what_tells_something_is_tried(operator, counts):
    """What fails on every number, or is the same for all that is compared, would say nothing about the tests."""
    assert tells_something(operator) is counts


@pytest.mark.parametrize(
    ("sizes", "wanted", "taken"),
    [
        ([100, 100], 10, [5, 5]),
        ([990, 10], 10, [9, 1]),
        ([3, 0, 1], 10, [3, 0, 1]),
        ([97, 1, 1, 1], 5, [2, 1, 1, 1]),
        ([400, 200, 100], 7, [4, 2, 1]),
    ],
)
def test_every_file_has_its_share(sizes, wanted, taken):
    """In proportion to what can be mutated in it, and one at least where there is anything."""
    assert shares(sizes, wanted) == taken


def test_a_seed_gives_the_same_sample():
    """Another seed gives another one."""
    strata = [range(100), range(1000, 1300)]
    taken = list(sample(strata, 40, 1))
    assert taken == list(sample(strata, 40, 1)) != list(sample(strata, 40, 2))
    assert len(set(taken)) == 40 and sum(k < 1000 for k in taken) == 10
