"""Folders that can be written, and files that are there completely or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from abm.execution.locks import LockMark
from abm.parameters.checks import ParameterError, refused

ENOUGH = 4096
"""Bytes for which there must be room before anything is begun."""

TRIES = 100
"""How often a folder is tried while others make it and take it away."""


def try_folder(key: str, folder: Path) -> None:
    """Make a folder and take it away again; refuse one that cannot be written."""
    for left in reversed(range(TRIES)):
        made: list[Path] = []
        try:
            for parent in reversed([folder, *folder.parents]):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(bytes(ENOUGH))
            return
        except (OSError, ValueError) as error:
            if left and isinstance(error, (FileExistsError, FileNotFoundError)):
                continue  # somebody else may try it at the same moment
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ParameterError(refused(key, folder, f"a folder that can be written ({reason})")) from None
        finally:
            remove_empty(*reversed(made))


def remove_empty(*folders: Path) -> None:
    """Take folders away that hold nothing; others stay."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def shown(folder: Path) -> str:
    """Name a folder as briefly as a user would, from where they are."""
    return os.path.relpath(folder) if folder.resolve().is_relative_to(Path.cwd().resolve()) else str(folder)


def write_bytes(path: Path, content: bytes | memoryview, mark: LockMark) -> None:
    """Write a file elsewhere, see it on the disk, and only then give it its place.

    Raises
    ------
    Lost
        When the folder belongs to somebody else by now; then nothing has changed.
    OSError
        When it cannot be written; then nothing has changed either.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = mark.unfinished(f"{path.parent.name}-{path.name}.{os.getpid()}")
    try:
        with open(unfinished, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mark.check()
        os.replace(unfinished, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        if isinstance(error, OSError):
            mark.check()  # who took over has cleared this away, which is no fault of the disk
        raise
