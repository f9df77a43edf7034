"""Execute the cells of a page, in a process that is forked from one in which what pages begin with is loaded.

A kernel for each page would spend most of its time on loading the same packages. A fork is as new as a kernel in all
that a page can see: what another page, or a test, has defined, registered or drawn is not there.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from myst_nb.core.read import read_myst_markdown_notebook

LOADED = (
    "hydra",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "mesa",
    "networkx",
    "numba",
    "pandas",
    "pyarrow.parquet",
    "scipy.stats",
)
"""What pages begin with, by themselves or by what the model imports; of the model nothing, as pages may add to it."""


class Failed(AssertionError):
    """A cell of a page did not come to its end."""


class Hook(DisplayHook):
    """Keeps the last value of each cell in every form in which it can be shown, instead of printing it."""

    shown: ClassVar[list[str]] = []

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Keep one."""
        self.shown.append(str(format_dict))

    def finish_displayhook(self) -> None:
        """Nothing was printed."""
        self._is_active = False


class Shell(InteractiveShell):
    """Runs cells as the one around a kernel does, and shows pictures without windows."""

    displayhook_class = Hook

    def enable_gui(self, gui: str | None = None) -> None:
        """There are none."""


def execute(page: Path, folder: Path, scratch: Path) -> list[str]:
    """What the cells of a page show, from a process of their own; raises what :func:`shown` raises."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()  # not on Windows
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    context.set_forkserver_preload([__name__, *LOADED])
    with ProcessPoolExecutor(1, mp_context=context) as process:
        return process.submit(shown, page, folder, scratch).result()


def shown(page: Path, folder: Path, scratch: Path) -> list[str]:
    """What the cells of a page show, run in this process, which they change.

    Parameters
    ----------
    page : Path
        To be run.
    folder, scratch : Path
        In which it stands, and where its temporary folders come.

    Returns
    -------
    list of str
        Values, texts and pictures; what goes to stderr is not among them.

    Raises
    ------
    Failed
        If a cell does, with the cell.
    """
    os.chdir(folder)
    tempfile.tempdir = str(scratch)
    sys.path[:] = [place for place in sys.path if place]  # nothing is found because of where a page is run
    shell = Shell.instance()
    shell.run_line_magic("matplotlib", "inline")
    found: list[str] = []
    for cell in read_myst_markdown_notebook(page.read_text(encoding="utf-8")).cells:
        if cell["cell_type"] != "code":
            continue
        with capture_output() as captured:
            result = shell.run_cell(cell["source"], store_history=True)
        if error := result.error_before_exec or result.error_in_exec:
            raise Failed(f"{page.name}: {error!r} in\n{cell['source']}")
        found += [captured.stdout] if captured.stdout else []
        found += [*Hook.shown, *(str(output.data) for output in captured.outputs)]
        Hook.shown.clear()
    os.chdir(page.parent)
    shell.reset(new_session=False)  # as at the end of a kernel: temporary folders that the page holds go with it
    gc.collect()
    return found
