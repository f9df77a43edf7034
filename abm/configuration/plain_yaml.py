"""Read YAML that somebody else wrote: of bounded size, without aliases, every key once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

from abm.declare import in_short
from abm.words.phrases import Phrase, phrase

LONGEST = 200_000
"""Bytes of a file; one with a full schedule of events has a tenth of it."""

LINE = 120
"""Characters of a complaint about YAML that are repeated."""

WHOLE = "tag:yaml.org,2002:int"

OTHER_BASE = re.compile(r"[-+]?(0\w|.*:)")
"""Whole numbers that YAML reads to another base than ten, as 010 (eight) and 1:30 (ninety)."""


class Unreadable(ValueError):
    """Something cannot be read; the message says what it must be, as the words after "must be".

    Attributes
    ----------
    allowed : Phrase
        The same for a reader of another language, who is told where, and not what the reader of YAML says of it.
    """

    def __init__(self, allowed: Phrase, message: str = "") -> None:
        super().__init__(message or allowed)
        self.allowed = allowed


def read_mapping(path: Path) -> dict[Any, Any]:
    """Read a file that holds one mapping.

    Raises
    ------
    Unreadable
        With what the file must be.
    """
    if path.exists() and not path.is_file():
        raise Unreadable(phrase("allowed.text_file"))
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise Unreadable(phrase("allowed.readable")) from None
    if len(content) > LONGEST:
        raise Unreadable(phrase("allowed.bytes", most=LONGEST))
    try:
        found = parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(phrase("allowed.utf_8")) from None
    if not isinstance(found, dict):
        raise Unreadable(phrase("allowed.yaml_mapping"))
    return found


def parse(text: str) -> Any:
    """Read one YAML document.

    Raises
    ------
    Unreadable
        With what the text must be.
    """
    try:
        return yaml.load(text, _Loader)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable(phrase("allowed.yaml_levels")) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        mark, why = getattr(error, "problem_mark", None), getattr(error, "problem", None) or error
        where, allowed = "", phrase("allowed.yaml")
        if mark:
            where, written = f"line {mark.line + 1}: ", "".join(text.splitlines()[mark.line : mark.line + 1])
            allowed = phrase("allowed.yaml_line", line=mark.line + 1, written=in_short(written))
        told = f"{phrase('allowed.yaml')} ({where}{' '.join(str(why).split())[:LINE]})"
        raise Unreadable(allowed, told) from None


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: ClassVar = {  # a date is a text, as it is to Hydra
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(phrase("allowed.yaml_alias"))
        node = super().compose_node(parent, index)
        if isinstance(node, yaml.ScalarNode) and node.tag == WHOLE and OTHER_BASE.match(node.value):
            written = {"written": node.value[:LINE], "read": str(self._plain(node))}
            raise Unreadable(phrase("allowed.yaml_numbers", **written))
        return node

    def _plain(self, node: yaml.ScalarNode) -> Any:
        return self.construct_yaml_int(node)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:  # YAML itself takes the last
                    raise Unreadable(phrase("allowed.yaml_once", name=key.value[:LINE]))
                seen.add(key.value)
        return super().construct_mapping(node, deep)
