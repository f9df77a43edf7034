"""The notebooks of the documentation run to their end wherever they are, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FOLDERS = ("tutorials", "examples")

pytestmark = pytest.mark.xdist_group("notebooks")  # one process loads what all begin with


def notebooks() -> list[Path]:
    """Every page of the documentation whose code is a notebook's."""
    return sorted(path for name in FOLDERS for path in (HOUSE / "docs" / name).glob("*.md") if is_notebook(path))


def is_notebook(path: Path) -> bool:
    """Whether a page has cells to be run."""
    return "\n```{code-cell" in path.read_text(encoding="utf-8")


def execute(path: Path, home: Path) -> tuple[list[str], list[Path]]:
    """What the cells of a page show, and what they left behind, from empty folders."""
    cells = pytest.importorskip("tests.documentation.cells", reason="it needs the packages of the site")
    folder, scratch = home / "folder", home / "scratch"
    folder.mkdir()
    scratch.mkdir()
    return cells.execute(path, folder, scratch), [*folder.iterdir(), *scratch.iterdir()]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end_and_leaves_nothing(path, tmp_path):
    """From an empty folder, without an error in any cell; what it writes goes away again, and no path is shown."""
    shown, left = execute(path, tmp_path)
    assert left == []
    assert shown
    said = "\n".join(shown)
    assert str(HOUSE) not in said and "/tmp/" not in said and str(tmp_path) not in said


def made_up(home: Path, *cells: str) -> Path:
    """A page of these cells."""
    head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# Title\n"
    page = home / "page.md"
    page.write_text(head + "".join(f"\n```{{code-cell}} python\n{cell}\n```\n" for cell in cells), encoding="utf-8")
    return page


def test_a_page_is_run_as_in_a_kernel(tmp_path):
    """Cells share their names, the last value and pictures are shown, and no page sees what another one did."""
    picture = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    page = made_up(tmp_path, "import abm\nabm.mine = getattr(abm, 'mine', 40) + 2", "print('said')\nabm.mine", picture)
    for home in (tmp_path / "one", tmp_path / "other"):
        home.mkdir()
        shown, left = execute(page, home)
        assert shown[0] == "said\n" and "'42'" in shown[1] and "image/png" in "".join(shown[2:])
        assert left == []


@pytest.mark.parametrize("cell", ["1 / 0", "if", "%nothing", "raise SystemExit(1)"])
def test_a_cell_that_fails_is_seen(cell, tmp_path):
    """By what it raises, with the cell, also where it cannot be read; cells after it are not run."""
    page = made_up(tmp_path, cell, "open('later', 'w').close()")
    with pytest.raises(AssertionError, match=r"page\.md") as failed:
        execute(page, tmp_path)
    assert cell in str(failed.value)
    assert list((tmp_path / "folder").iterdir()) == []


def test_what_a_page_leaves_is_seen(tmp_path):
    """A file where it stands, and a temporary folder that it does not take away."""
    cells = ("open('mine', 'w').close()", "import tempfile\nfolder = tempfile.mkdtemp()")
    assert [path.parent.name for path in execute(made_up(tmp_path, *cells), tmp_path)[1]] == ["folder", "scratch"]
