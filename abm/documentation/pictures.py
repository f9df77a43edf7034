"""Keep the README's pictures of the report true: those in ``experiments/figures/report/`` are drawn by its chapters.

Which they are the README says. They are drawn in the environment of the lock alone, as their bytes follow its versions.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from abm.experiments.report.chapter import chapters
from abm.experiments.report.lock import differing
from abm.experiments.report.look import save, styled

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "experiments" / "figures" / "report"
LANGUAGE = "en"


def stale(write: bool) -> list[str]:
    """Name pictures that differ from what the report draws; with ``write`` bring them up to date instead."""
    if differing():
        return []
    old = []
    for name, now in drawn().items():
        file = FOLDER / f"{name}.png"
        if file.is_file() and file.read_bytes() == now:
            continue
        if write:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(now)
        else:
            old.append(file.relative_to(ROOT).as_posix())
    return old


def drawn() -> dict[str, bytes]:
    """Pictures that the README shows, by chapter."""
    shown = set(
        re.findall(rf"\({FOLDER.relative_to(ROOT).as_posix()}/(\w+)\.png\)", (ROOT / "README.md").read_text("utf-8"))
    )
    found = {}
    with styled(), tempfile.TemporaryDirectory() as folder:
        for item in chapters():
            if item.name in shown and not item.lacking:
                drawing = item.write(LANGUAGE).drawing
                assert drawing is not None, f"{item.name} has no figure to show"
                save(drawing.figure, Path(folder), item.name)
                found[item.name] = (Path(folder) / f"{item.name}.png").read_bytes()
    return found
