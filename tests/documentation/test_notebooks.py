"""The notebooks of the documentation run to their end wherever they are, and leave nothing behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FOLDERS = ("tutorials", "examples")
SECONDS = 240
"""That a cell may take at most, on a machine that does much else."""


def notebooks() -> list[Path]:
    """Every page of the documentation whose code is a notebook's."""
    return sorted(path for name in FOLDERS for path in (HOUSE / "docs" / name).glob("*.md") if is_notebook(path))


def is_notebook(path: Path) -> bool:
    """Whether a page has cells to be run."""
    return "\n```{code-cell}" in path.read_text(encoding="utf-8")


def execute(path: Path, folder: Path):
    """Run a page in a kernel of its own, in a folder; gives the notebook with its outputs."""
    from myst_nb.core.read import read_myst_markdown_notebook
    from nbclient import NotebookClient

    page = read_myst_markdown_notebook(path.read_text(encoding="utf-8"))
    resources = {"metadata": {"path": str(folder)}}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HOUSE), os.environ.get("PYTHONPATH", "")))}
    client = NotebookClient(page, timeout=SECONDS, kernel_name="python3", resources=resources)
    return client.execute(env=environment)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end_and_leaves_nothing(path, tmp_path):
    """From an empty folder, without an error in any cell; what it writes goes elsewhere, and no path is shown."""
    pytest.importorskip("myst_nb", reason="it needs the packages of the site")
    made = execute(path, tmp_path)
    assert list(tmp_path.iterdir()) == []
    shown = [output for cell in made.cells for output in cell.get("outputs", ())]
    assert shown
    said = "\n".join(str(output) for output in shown if output.get("name") != "stderr")
    assert str(HOUSE) not in said and "/tmp/" not in said


if __name__ == "__main__":  # how long each takes, and its cells as a notebook to look at: python -m ... FOLDER
    import sys
    import tempfile

    import nbformat

    chosen = [path for path in notebooks() if len(sys.argv) < 3 or path.stem in sys.argv[2:]]
    for path in chosen:
        before, began = os.times(), time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            made = execute(path, Path(folder))
            left = list(Path(folder).iterdir())
        nbformat.write(made, Path(sys.argv[1], f"{path.stem}.ipynb"))
        after = os.times()
        spent = sum(after[:4]) - sum(before[:4])
        print(f"{path.stem:15} {time.perf_counter() - began:6.1f} s, of processors {spent:5.1f} s", *left, flush=True)
