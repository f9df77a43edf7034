"""Pages of the site as Sphinx is to read them: with what is made when it is built, and links that lead to pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

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
    text = FENCE.sub(lambda found: _filled(found[0], home), text)
    text = BUILT.sub(lambda found: blocks[found[1]](), text)
    return outside_fences(text, lambda part: LINK.sub(lambda found: _led(found, source, home, root), part))


def _filled(fence: str, home: Path) -> str:
    """A table of contents without patterns that no page fits, of which Sphinx would warn; nothing if none is left."""
    if not fence.startswith("```{toctree}"):
        return fence
    lines = [line for line in fence.splitlines() if "*" not in line or any(home.glob(f"{line.strip()}.md"))]
    return "\n".join(lines) if any(line and line[0] not in "`:" for line in lines) else ""


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
