"""Keep pictures of the report true that documents show: ``experiments/figures/report/`` is drawn by its chapters.

Which they are the documents say: ``NAME.png`` is in English, ``NAME.nl.png`` in Dutch. They are drawn in the
environment of the lock alone, as their bytes follow its versions.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from abm.documentation.documents import ROOT, documents
from abm.experiments.report.chapter import chapters
from abm.experiments.report.lock import differing
from abm.experiments.report.look import save, styled

FOLDER = ROOT / "experiments" / "figures" / "report"

SHOWN = re.compile(r"figures/report/(\w+)((?:\.nl)?)\.png\)")
"""A picture in a document: its chapter and its language, which is English where none is named."""


def stale(write: bool) -> list[str]:
    """Name pictures that differ from what the report draws; with ``write`` bring them up to date instead."""
    if differing():
        return []
    old = []
    for name, now in drawn().items():
        file = FOLDER / name
        if file.is_file() and file.read_bytes() == now:
            continue
        if write:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(now)
        else:
            old.append(file.relative_to(ROOT).as_posix())
    return old


def drawn() -> dict[str, bytes]:
    """Pictures that documents show, by the name of their file."""
    shown = {found for path in documents() for found in SHOWN.findall(path.read_text(encoding="utf-8"))}
    found = {}
    with styled(), tempfile.TemporaryDirectory() as folder:
        for item in chapters():
            for suffix in sorted(suffix for name, suffix in shown if name == item.name and not item.lacking):
                drawing = item.write(suffix[1:] or "en").drawing
                assert drawing is not None, f"{item.name} has no figure to show"
                save(drawing.figure, Path(folder), item.name)
                found[f"{item.name}{suffix}.png"] = (Path(folder) / f"{item.name}.png").read_bytes()
    return found
