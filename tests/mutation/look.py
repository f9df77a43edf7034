"""Let tests look at a copy of the repository in which one file may be mutated, compiling no more than that asks for.

The cache of kernels is one folder for a state of all files that hold one, so every mutant of such a file would compile
all anew. Here a new folder begins with what an earlier one holds, and numba itself tells by the time stamp of a file
what in it is stale. Stamps are therefore made from contents: of the file, and of those that it takes constants from.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.mutation.sample import HOUSE

PATIENCE = 240
"""Seconds of a processor after which the tests of a mutant are stopped: it does not end, and so is caught. Seconds of a
clock would call a mutant caught because the machine is busy."""

OPTIONS = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=line")
"""Of pytest: end at the first failure, in this process."""

THEN = "then"
"""Parts the tests that look first from those that look where these pass."""

FIRST = "first"
"""Folder that holds what was compiled before any mutation."""


def stamp(package: Path) -> None:
    """Give each file with a kernel a time of change that tells its contents."""
    sources = {path: path.read_bytes() for path in package.rglob("*.py")}
    for path, source in sources.items():
        if b"@kernel" in source:
            named = re.findall(rb"^from abm\.([\w.]+) import", source, re.MULTILINE)
            taken = [sources.get(package / (name.decode().replace(".", "/") + ".py"), b"") for name in named]
            digest = hashlib.blake2b(b"\0".join([source, *taken]), digest_size=4).digest()
            os.utime(path, (int.from_bytes(digest) % 10**9,) * 2)


def prepare(cache: Path) -> None:
    """Let the folder of this state of the kernels begin with what the first one held, and make that one if need be."""
    from abm.numerics.compiled import kernel_digest

    stamp(HOUSE / "abm")
    folder = cache / f"anticyclical-abm-{kernel_digest(HOUSE / 'abm')}"
    if (cache / FIRST).exists() and not folder.exists():
        shutil.copytree(cache / FIRST, folder)


def keep(cache: Path) -> None:
    """Keep what has been compiled for all later states."""
    (folder,) = cache.glob("anticyclical-abm-*")
    folder.rename(cache / FIRST)


if __name__ == "__main__":
    import resource  # not on Windows, where tests import this file

    home = Path(os.environ["NUMBA_CACHE_DIR"])
    prepare(home)
    if (home / FIRST).exists():  # the first look, at no mutant, compiles everything
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    named = sys.argv[1:]
    middle = named.index(THEN)
    sys.exit(pytest.main([*OPTIONS, *named[:middle]]) or pytest.main([*OPTIONS, *named[middle + 1 :]]))
