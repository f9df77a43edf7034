"""What is declared has its line in both languages, and what is refused its sentence: both are found in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import abm
from abm.analysis.index_figures import MARKS
from abm.analysis.summary import SHOWN
from abm.app.levers import LEVERS
from abm.configuration.loading import load, options
from abm.norms import INSTRUMENTS
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.measuring import Measure
from abm.parameters.run import EVENT_KINDS
from abm.policy.choice import EXPLAINED, INSIDE, READINESS, TICK_BOX
from abm.words import KEYS, LANGUAGES, WORDS
from abm.words.described import declared_unit
from abm.words.phrases import TABLES, recognised


def wanted() -> Iterator[str]:
    """Every key that something declared in the code or in ``configs/`` asks for."""
    measures = {*MEASURES, *RUN_MEASURES, *SHOWN}
    yield from (f"measure.{name}" for name in measures)
    yield from (f"unit.{declared_unit(name)}" for name in {*MEASURES, *RUN_MEASURES})
    yield from (f"unit.{row.of}" for row in SHOWN.values())
    yield from (f"norms.{name}{end}" for name in options("norms") for end in ("", ".meaning"))
    yield from (f"scenario.{name}{end}" for name in options("scenario") for end in ("", ".meaning"))
    yield from (f"instrument.{name}" for name in INSTRUMENTS)
    yield from (f"event.{kind}" for kind in EVENT_KINDS)
    yield from (f"method.{name}" for name in (INSIDE, EXPLAINED, TICK_BOX, *load().methods))
    yield from (f"choice.{rule}" for rule in READINESS)
    yield from (f"lever.{key}{end}" for key in LEVERS for end in ("", ".meaning"))
    for design, marks in MARKS.items():
        names = (design, f"axis_{design}", f"note_{design}", *(mark.index for mark in marks))
        yield from (f"figure.index.{name}" for name in names)


def lacking() -> list[str]:
    """One line per missing word: where it must be written, and how."""
    return [
        f"abm/words/{language}.toml lacks {key}: a line in its table [{key.partition('.')[0]}]"
        for key in sorted(set(wanted()))
        for language in LANGUAGES
        if key not in WORDS[language]
    ]


def test_what_is_declared_has_its_line_in_both_languages():
    """A measure needs one function and one line per language, an instrument one file and one line per language."""
    assert lacking() == []


@pytest.mark.parametrize(
    ("register", "name", "made", "key"),
    [
        (MEASURES, "patience", Measure("patience", "weeks", "How long.", lambda week: 0.0, ratio=False), "measure"),
        (INSTRUMENTS, "town_hall", INSTRUMENTS["pilots"], "instrument"),
    ],
)
def test_a_missing_line_is_named(monkeypatch, register, name, made, key):
    """The test can fail, and says which line to write where; one line per language is all that is asked."""
    monkeypatch.setitem(register, name, made)
    assert lacking() == [
        f"abm/words/{language}.toml lacks {key}.{name}: a line in its table [{key}]" for language in LANGUAGES
    ]
    for language in LANGUAGES:
        monkeypatch.setitem(WORDS[language], f"{key}.{name}", "a line")
    assert lacking() == []


# --- refusals that can reach the page ---------------------------------------------------------------------------------

ROOT = Path(abm.__file__).parent
COMMAND_LINE = ("hosting.py", "serve.py")
"""Files of the page that refuse settings of ``abm app``, before anybody opens it."""

REFUSING = sorted(
    path
    for part in ("app", "parameters", "policy", "declare.py", "configuration/plain_yaml.py")
    for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))
    if path.name not in COMMAND_LINE
)
"""From where a refusal can reach the page; every value of a lever is read before Hydra sees it."""


KEY = re.compile(rf"({'|'.join(sorted(set(TABLES.values())))})\.[a-z_0-9.]+")

WRITTEN_OUT = {
    "nearest": ["; did you mean X?"],
    "one_of": [f"one of X{more}; did you mean X?" for more in ("", " and X more", ", … (abm describe X)")],
}
"""What the helpers of the checks give."""


def called(node: ast.AST) -> str:
    """Name of the function that is called, without what it belongs to."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def given(name: str, inside: ast.AST) -> list[ast.expr]:
    """What a variable is set to in a function."""
    found = [item for item in ast.walk(inside) if isinstance(item, ast.Assign)]
    return [item.value for item in found if ast.unparse(item.targets[0]) == name]


def texts(node: ast.expr, inside: ast.AST) -> list[str]:
    """The English that an expression can be, with X for what is filled in; nothing where it cannot be seen here."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return texts(node.body, inside) + texts(node.orelse, inside)
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(piece(part, inside) for part in node.values))]
    if isinstance(node, ast.Name):
        return [text for value in given(node.id, inside) for text in texts(value, inside)]
    if called(node) == "removeprefix":
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        return [text.removeprefix("one of ") for text in texts(node.func.value, inside)]
    return WRITTEN_OUT.get(called(node), [])


def piece(part: ast.expr, inside: ast.AST) -> list[str]:
    """What a part of a text with blanks can be; a call in a blank may be one that is known."""
    if isinstance(part, ast.FormattedValue):
        return (texts(part.value, inside) if isinstance(part.value, ast.Call) else []) or ["X"]
    return texts(part, inside)


def readable(node: ast.expr, inside: ast.AST) -> bool:
    """Whether it can be seen here what is said to be allowed: a phrase, a declaration's own, or English."""
    if isinstance(node, ast.Name):
        values = given(node.id, inside)
        return bool(values) and all(readable(value, inside) for value in values)
    declared = isinstance(node, ast.Attribute) and node.attr == "allowed"
    return declared or called(node) == "phrase" or bool(texts(node, inside))


def phrases(table: str, text: str) -> list[str]:
    """Keys of the phrases that an English text is made of; what is in none stands there itself."""
    head, semicolon, advice = text.partition("; ") if table == "allowed" else (text, "", "")
    found = recognised(head, table)
    keys = [found.key if found is not None else head]
    parts = found.parts if found is not None and table == "refusal" else {"advice": semicolon + advice}
    for name in ("allowed", "advice"):
        if parts.get(name):
            keys += phrases(TABLES[name], parts[name])
    return keys


def refusals(source: str) -> Iterator[tuple[int, str]]:
    """Line and key of every phrase by which a source refuses; of what is no phrase, the text or the code."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            yield node.lineno, node.value
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] or [tree]:
        for node in ast.walk(function):
            said: list[tuple[str, ast.expr]] = []
            if isinstance(node, ast.Call) and called(node) == "refused":
                said = [("subject", node.args[0]), ("allowed", node.args[2])]
                if not readable(node.args[2], function):
                    yield node.lineno, ast.unparse(node.args[2])
            elif isinstance(node, ast.Call) and called(node) in ("ParameterError", "Unreadable") and node.args:
                said = [("refusal", node.args[0])]
            elif isinstance(node, ast.Yield) and node.value and " must be " in "".join(texts(node.value, function)):
                said = [("refusal", node.value)]
            for table, expression in said:
                for text in texts(expression, function):
                    if table != "subject" or " " in text:  # a key is the same in every language
                        yield from ((node.lineno, key) for key in phrases(table, text))


def untold(source: str) -> list[str]:
    """One line for every refusal in a source that has no sentence in both languages."""
    return [
        f"line {line}: {key!r} has no line in abm/words/{language}.toml"
        for line, key in refusals(source)
        for language in LANGUAGES
        if key not in WORDS[language]
    ]


@pytest.mark.parametrize("path", REFUSING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_refused_has_its_sentence_in_both_languages(path: Path) -> None:
    """A refusal without a sentence would be shown to a visitor of the Dutch page in English, or not at all."""
    assert untold(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise ParameterError("nothing that anybody wrote down")',
        'raise ParameterError(refused("seed", 3, "a number of luck"))',
        'raise ParameterError(refused("the mood", 3, "a list"))',
        'raise ParameterError(refused("seed", 3, phrase("allowed.luck")))',
        'raise ParameterError(refused("seed", 3, luck()))',
        "def f(wish):\n    yield refused('seed', 3, wish)",
        'raise Unreadable(phrase("allowed.luck"))',
        'def f(x):\n    wish = f"a number below {x}"\n    yield refused("seed", x, wish)',
        'def f(x):\n    yield f"seed must be a list, not {x}; buy another one"',
        'def f(x):\n    yield f"seed must be lucky, not {x}"',
    ],
)
def test_a_sentence_that_nobody_wrote_is_found(source: str) -> None:
    """The scan can fail, in every way in which something is refused."""
    assert untold(source)


ELSEWHERE = {"refusal.unsaid", "value.nothing"}
"""What is said where no reason is known, and where nothing was typed."""


def test_every_sentence_of_a_refusal_is_said_somewhere() -> None:
    """The scan reads what there is; a sentence that nothing says any more is struck out."""
    said = {key for path in REFUSING for _, key in refusals(path.read_text(encoding="utf-8"))}
    assert {key for key in KEYS if KEY.fullmatch(key)} - said == ELSEWHERE
