"""Compile kernels once per machine, share them between processes, and never run a stale one.

numba's own cache looks only at the file in which a function stands: a kernel stays in use after a helper in another
file has changed. Here the cache folder carries a digest of every source file that holds a kernel, so any change in any
of them starts a new folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core import event

from abm.numerics.interrupts import keep_back, let_go

Function = TypeVar("Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parents[1]


def kernel_digest(folder: Path = _PACKAGE) -> str:
    """Digest of every source file below a folder that holds a kernel."""
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=8)
    for path in sorted(folder.rglob("*.py")):
        source = path.read_bytes()
        if b"@kernel" in source:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + source)
    return digest.hexdigest()


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache_folder(package: Path = _PACKAGE) -> Path | None:
    """Where compiled kernels are kept: the first writable of ``NUMBA_CACHE_DIR``, the package and the user's cache.

    Returns
    -------
    Path or None
        None where nothing can be written; kernels are then compiled anew in each process.
    """
    name = f"anticyclical-abm-{kernel_digest(package)}"
    homes = [package / "__pycache__", Path(platformdirs.user_cache_dir("anticyclical-abm"))]
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        homes.insert(0, Path(chosen))
    return next((home / name for home in homes if _can_write(home / name)), None)


_FOLDER = cache_folder()


class _WholeCompiling(event.Listener):
    """Keeps Ctrl-C back while the compiler is at work, whose callbacks swallow it and leave a kernel half made."""

    def on_start(self, event: event.Event) -> None:
        """Begin."""
        keep_back()

    def on_end(self, event: event.Event) -> None:
        """End; here it is heard."""
        let_go()


event.register("numba:compiler_lock", _WholeCompiling())


def kernel(function: Function) -> Function:
    """Compile a function with numba, without ``fastmath`` (results would depend on the CPU), releasing the GIL."""
    compiled: Any
    if _FOLDER is None:
        compiled = numba.njit(nogil=True)(function)
        return compiled
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(_FOLDER)  # read by numba at decoration only; put back for the user's own functions
    try:
        compiled = numba.njit(nogil=True, cache=True)(function)
    finally:
        settings.CACHE_DIR = before
    return compiled
