"""Read the Markdown documents of the project: their code, their links, their headings and numbers."""

from __future__ import annotations

import functools
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from abm.documentation import documents as listed
from abm.documentation.site import FENCE, PAGES, outside_fences

HOUSE = listed.ROOT

_OPENING = re.compile(r"^ *(?:`{3,}|~{3,})(.*)")
_MARK = re.compile(r"^ *<!-- (run with|not run): (.+?) -->$")
_NAMED = re.compile(r"`([\w./-]+\.\w+)`:$")
_LINK = re.compile(
    r"\]\(<?([^\s)>]+)>?(?:\s[^)]*)?\)|^\[[^\]]+\]:\s+(\S+)|<(?:img|a)\b[^>]*(?:src|href)=\"([^\"]+)\"", re.M
)
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.M)
_ANCHOR = re.compile(r"^\(([\w-]+)\)=$|<a (?:id|name)=\"([^\"]+)\"", re.M)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|(?<![\w.])[.,]\d+")
_INLINE = re.compile(r"(?<!`)`(abm [^`]+)`(?!`)")


def documents() -> list[str]:
    """Every Markdown document of the project, by its path."""
    return [path.relative_to(HOUSE).as_posix() for path in listed.documents()]


@dataclass(frozen=True)
class Block:
    """A fence of a document.

    Attributes
    ----------
    line : int
        In which it opens.
    language, text : str
        What stands behind the fence, and in it.
    file : str
        The file that the reader is to write it to; empty where there is none.
    added : tuple of str
        Words to be added to its commands.
    reason : str
        Why it is not run; empty where it is.
    """

    line: int
    language: str
    text: str
    file: str = ""
    added: tuple[str, ...] = ()
    reason: str = ""


def blocks(text: str) -> Iterator[Block]:
    """Every fence of a text, in order."""
    for found in FENCE.finditer(text):
        opening = _OPENING.match(found[0])
        assert opening
        inner = textwrap.dedent("\n".join(found[0].splitlines()[1:-1]) + "\n")
        before = text[: found.start()].rstrip("\n").splitlines() or [""]
        directly = text[: found.start()].endswith("\n") and not text[: found.start()].endswith("\n\n")
        mark = _MARK.match(before[-1]) if directly else None
        if mark:
            before.pop()
        said = next((line for line in reversed(before) if line.strip()), "")
        named = _NAMED.search(said.strip())
        yield Block(
            text.count("\n", 0, found.start()) + 1,
            opening[1].strip(),
            inner,
            named[1] if named else "",
            tuple(mark[2].split()) if mark and mark[1] == "run with" else (),
            mark[2] if mark and mark[1] == "not run" else "",
        )


def prose(text: str) -> str:
    """A text without its code blocks."""
    parts: list[str] = []
    outside_fences(text, lambda part: parts.append(part) or part)  # type: ignore[func-returns-value]
    return "\n".join(parts)


def inline_commands(text: str) -> list[str]:
    """Commands in backticks in running text."""
    return [" ".join(found.split()).replace(r"\|", "|") for found in _INLINE.findall(prose(text))]


# --- links ------------------------------------------------------------------------------------------------------


def broken(path: Path, text: str, house: Path = HOUSE) -> Iterator[str]:
    """Say of each relative link of a document that leads nowhere where it was to lead."""
    bare = re.sub(r"``.+?``|`[^`\n]*`", "", prose(text))
    for groups in _LINK.findall(bare):
        link = next(filter(None, groups))
        if re.match(r"[a-z]+:|//", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists():
            yield f"{link}: there is no such file"
        elif not target.is_relative_to(house):
            yield f"{link}: outside the project"
        elif anchor and not has(target, anchor, house):
            yield f"{link}: there is no such place in it"


def has(path: Path, anchor: str, house: Path = HOUSE) -> bool:
    """Whether a file has a heading, or a line, of this name."""
    if path.suffix != ".md":
        line = re.fullmatch(r"L(\d+)", anchor)
        return bool(line) and 1 <= int(line[1]) <= lines_of(path)
    page = path.relative_to(house).with_suffix("").as_posix().removeprefix("docs/")
    path = house / PAGES.get(page, path)
    text = path.read_text(encoding="utf-8")
    return "<!-- built:" in text or anchor in anchors(text)  # Sphinx knows the headings that come with the tables


@functools.cache
def lines_of(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_bytes().splitlines())


def anchors(text: str) -> set[str]:
    """Names of the headings of a text, as repository browsers and the site make them, and of other marked places."""
    seen: Counter[str] = Counter()
    found = {name for pair in _ANCHOR.findall(text) for name in pair if name}
    for _, title in _HEADING.findall(prose(text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


# --- two languages ----------------------------------------------------------------------------------------------


def differing(english: str, dutch: str) -> Iterator[str]:
    """Say in which sections two languages of a document have other headings or other numbers."""
    one, other = sections(english, "en"), sections(dutch, "nl")
    levels, theirs_too = [level for level, *_ in one], [level for level, *_ in other]
    if levels != theirs_too:
        yield f"levels of headings: {levels} in English, {theirs_too} in Dutch"
        return
    for (_, title, ours), (_, _, theirs) in zip(one, other, strict=True):
        if ours != theirs:
            more, less = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
            yield f"{title}: {more} in English alone, {less} in Dutch alone"


def sections(text: str, language: str) -> list[tuple[int, str, Counter[float]]]:
    """Level, title and numbers of every section, first what comes before any heading."""
    bare = re.sub(r"<!--.*?-->", "", prose(text), flags=re.S)
    bare = re.sub(r"\]\([^)]*\)", "]", bare)
    parts = _HEADING.split(bare)
    found = [(0, "", numbers(parts[0], language))]
    for hashes, title, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found.append((len(hashes), title, numbers(f"{title}\n{body}", language)))
    return found


def numbers(text: str, language: str) -> Counter[float]:
    """Numbers of a text, however its language writes thousands, decimals and times of day."""
    thousands, decimal = (",", ".") if language == "en" else (".", ",")
    if language == "nl":
        text = re.sub(r"\b(\d{1,2})\.(\d\d)(?= uur)", r"\1 \2", text)
    found: Counter[float] = Counter()
    for word in _NUMBER.findall(text):
        grouped = re.sub(rf"(?<=\d){re.escape(thousands)}(?=\d{{3}}(?!\d))", "", word)
        plain = grouped.replace(decimal, ".")
        pieces = [plain] if re.fullmatch(r"\d*\.?\d+", plain) else re.split(r"[.,]", plain)
        found.update(float(piece) for piece in pieces if piece)
    return found
