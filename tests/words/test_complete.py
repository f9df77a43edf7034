"""What is declared has its line in both languages, and what is refused its sentence: both are found in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

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
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.py"))}

COMMAND_LINE = ("hosting.py", "serve.py")
"""Files of the page that refuse settings of ``abm app``, before anybody opens it."""

REFUSING = [
    path
    for path in SOURCES
    if path.relative_to(ROOT)
    .as_posix()
    .startswith(("app/", "parameters/", "policy/", "declare.py", "configuration/plain"))
    and path.name not in COMMAND_LINE
]
"""From where a refusal can reach the page; every value of a lever is read before Hydra sees it."""

KEY = re.compile(r"(refusal|subject|allowed|advice|value)\.[a-z_0-9.]+")


def called(node: ast.AST | None) -> str:
    """Name of a function that is called, or of an attribute that is read, without what it belongs to."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def phrasing() -> set[str]:
    """Functions that give a phrase, or several, whichever of that name is called; mypy sees to it that they do."""
    found: dict[str, set[bool]] = {}
    for text in SOURCES.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                gives = ast.unparse(node.returns) if node.returns else ""
                found.setdefault(node.name, set()).add(gives in ("Phrase", "Phrase | None", "Iterator[Phrase]"))
    return {name for name, gives in found.items() if gives == {True}}


PHRASING = phrasing()


def given(name: str, inside: ast.AST) -> list[ast.expr]:
    """What a name is set to in a function, or walks through."""
    found: list[ast.expr] = []
    for node in ast.walk(inside):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if target is not None and ast.unparse(target) == name:
            found.append(node.iter if isinstance(node, ast.For) else node.value)
    return found


def is_phrase(node: ast.expr, inside: ast.AST) -> bool:
    """Whether it can be seen here that an expression is a phrase."""
    if isinstance(node, ast.IfExp):
        return is_phrase(node.body, inside) and is_phrase(node.orelse, inside)
    if isinstance(node, ast.Name):
        values = given(node.id, inside)
        return bool(values) and all(is_phrase(value, inside) for value in values)
    if isinstance(node, ast.Call) and called(node) == "next":
        return is_phrase(node.args[0], inside)
    return called(node) in PHRASING


def is_key(node: ast.expr, inside: ast.AST) -> bool:
    """Whether what is refused is called the same in every language, as a key is, or by a phrase."""
    texts = [item.value for item in ast.walk(node) if isinstance(item, ast.Constant)]
    return is_phrase(node, inside) or not any(" " in str(text) for text in texts)


def unphrased(source: str) -> Iterator[str]:
    """One line for all that a source refuses in words of its own."""
    tree = ast.parse(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] or [tree]:
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name, args = called(node), node.args
            if name == "refused" and not (is_key(args[0], function) and is_phrase(args[2], function)):
                yield f"line {node.lineno}: {ast.unparse(node)}"
            if name in ("ParameterError", "Unreadable") and not is_phrase(args[0], function):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def unwritten(source: str) -> Iterator[str]:
    """One line for every phrase that a source names and a language lacks, or that is filled in with other parts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            for language in LANGUAGES:
                if node.value not in WORDS[language]:
                    yield f"line {node.lineno}: {node.value!r} has no line in abm/words/{language}.toml"
        if called(node) == "phrase" and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
            parts = {item.arg for item in node.keywords} - {"advice"}
            for language in LANGUAGES:
                text = WORDS[language].get(node.args[0].value, "")
                if None not in parts and parts != {name for _, name, *_ in Formatter().parse(text) if name}:
                    yield f"line {node.lineno}: {text!r} is not filled in by {ast.unparse(node)}"


@pytest.mark.parametrize("path", REFUSING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_refused_is_a_phrase(path: Path) -> None:
    """A refusal in words of the code's own would be shown to a visitor of the Dutch page in English, or not at all."""
    assert list(unphrased(SOURCES[path])) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise ParameterError("nothing that anybody wrote down")',
        'raise ParameterError(refused("seed", 3, "a number of luck"))',
        'raise ParameterError(refused("the mood", 3, phrase("allowed.any_list")))',
        'raise ParameterError(refused(f"the mood of {x}", 3, phrase("allowed.any_list")))',
        'raise ParameterError(refused("seed", 3, luck()))',
        'raise ParameterError(refused("seed", 3, str(phrase("allowed.any_list"))))',
        'raise ParameterError(f"{problem}")',
        "def f(wish):\n    yield refused('seed', 3, wish)",
        'def f(x):\n    wish = f"a number below {x}"\n    yield refused("seed", x, wish)',
        'def f(x):\n    for problem in ["no luck"]:\n        raise ParameterError(problem)',
        'raise Unreadable("a file of luck")',
    ],
)
def test_words_of_the_codes_own_are_found(source: str) -> None:
    """The scan can fail, in every way in which something is refused."""
    assert list(unphrased(source))


def test_every_phrase_is_written_and_filled_in() -> None:
    """A phrase that is not there, or lacks a part, would be a traceback for a user's mistake."""
    assert [line for text in SOURCES.values() for line in unwritten(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        'phrase("allowed.luck")',
        'phrase("allowed.any_list" if many else "allowed.luck")',
        'phrase("allowed.number", low=0.0)',
        'phrase("allowed.any_list", low=0.0)',
    ],
)
def test_a_phrase_that_nobody_wrote_is_found(source: str) -> None:
    """The scan can fail, for a key and for a part."""
    assert list(unwritten(source))


def test_every_sentence_of_a_refusal_is_said_somewhere() -> None:
    """The scan reads what there is; a sentence that nothing says any more is struck out."""
    nodes = [node for text in SOURCES.values() for node in ast.walk(ast.parse(text))]
    said = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert {key for key in KEYS if KEY.fullmatch(key)} - said == set()
