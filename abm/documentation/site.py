"""Pages of the site as Sphinx is to read them: with what is made when it is built, and links that lead to pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

PAGES = {
    "project/readme": "README.md",
    "project/leesmij": "README.nl.md",
    "project/contributing": "CONTRIBUTING.md",
    "project/changelog": "CHANGELOG.md",
    "project/studies": "experiments/README.md",
    "project/conduct": "CODE_OF_CONDUCT.md",
    "project/security": "SECURITY.md",
}
"""Documents of the repository outside ``docs/``, by the page of the site that shows them in place of its own text."""

BUILT = re.compile(r"^<!-- built: (\w+) -->$", re.MULTILINE)
"""Where a page has a table that is made when the site is built."""

LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^\s)#]+)(#[^\s)]*)?(?=\s|\))")
"""Target of a relative link or picture, and the anchor in it."""

ARTICLE = "paper/paper"
"""A page in the form of a journal, which sets title, citations and references itself."""

FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^\1\2`* *$", re.MULTILINE | re.DOTALL)


def written(
    page: str,
    text: str,
    root: Path,
    blocks: Mapping[str, Callable[[], str]],
    note: Callable[[str], object] = lambda path: None,
) -> str:
    """Write a page as Sphinx is to read it.

    Parameters
    ----------
    page : str
        Its name, such as ``reference/measures``.
    text : str
        As it stands in its file.
    root : path
        Of the repository.
    blocks : mapping
        Makers of tables by name.
    note : callable
        Told of a file that the page depends on.
    """
    home = (root / "docs" / page).parent
    source = home
    if page in PAGES:
        path = root / PAGES[page]
        note(str(path))
        text, source = path.read_text(encoding="utf-8"), path.parent
    if page == ARTICLE:
        text = article(text)
    text = BUILT.sub(lambda found: blocks[found[1]](), text)
    return outside_fences(text, lambda part: LINK.sub(lambda found: _led(found, source, home, root), part))


def article(text: str) -> str:
    """Give the article its title as a heading above all others, and say where what it cites is."""
    _, head, body = text.split("---\n", 2)
    title = yaml.safe_load(head)["title"]
    body = re.sub(r"^# References\s*$", "", body, flags=re.MULTILINE)
    body = outside_fences(body, lambda part: re.sub(r"^(#+ )", r"#\1", part, flags=re.MULTILINE))
    note = "As it would be submitted. What stands in brackets after @ is cited: its entry is in [paper.bib](paper.bib)."
    return f"---\n{head}---\n\n# {title}\n\n{note}\n{body}"


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """Change a text but for its code."""
    parts, done = [], 0
    for found in FENCE.finditer(text):
        parts += [change(text[done : found.start()]), found[0]]
        done = found.end()
    return "".join([*parts, change(text[done:])])


def _led(found: re.Match[str], source: Path, home: Path, root: Path) -> str:
    """Where a link leads, seen from the page: to the page of a document that has one; for a folder, to its README.

    A folder without one leads to the README of the project, which says where things are.
    """
    target = Path(os.path.normpath(source / found[1]))
    if target.is_dir():
        target = target / "README.md" if (target / "README.md").is_file() else root / "README.md"
    pages = {root / path: root / "docs" / f"{page}.md" for page, path in PAGES.items()}
    return Path(os.path.relpath(pages.get(target, target), home)).as_posix() + (found[2] or "")
