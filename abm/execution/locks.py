"""Whose a folder is: one command, or one for each part of its work, and nobody else until it ends or is gone.

A lock is a small file in ``unfinished/`` of the folder, made only if it is not there, that names host, process, part
and a random token. Its owner touches it every few seconds. It may be taken over when its process is known to be gone,
or when it has not been touched for long, by the clock of the file system: machines that share a disk need not agree on
the time. Whoever writes looks first whether its token still stands in the lock.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import platform
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from abm.execution.stops import Lost
from abm.numerics.interrupts import kept_back
from abm.parameters.checks import ParameterError

UNFINISHED = "unfinished"
"""Folder beside the results for all that is not finished, locks included; gone when nobody is at work."""

HEARTBEAT = 5.0
"""Seconds between two signs of life."""

STALE = 60.0
"""Seconds without one after which an owner on another machine counts as gone."""

BLANK = 5.0
"""The same for a lock in which no owner stands: who made it died before writing a line."""

WAIT = 0.05
"""Seconds between two tries for a lock that is held only briefly."""

TRIES = 20
"""How often a lock that is not there is looked for: for an instant, while it is examined, it has another name."""


@dataclass(frozen=True)
class Owner:
    """What stands in a lock; ``system`` tells machines, and starts of a machine, apart."""

    host: str
    process: int
    token: str
    shard: str
    system: str


class Found(NamedTuple):
    """A lock as it was read: its owner, None when nothing legible stands in it, and when it was last touched."""

    owner: Owner | None
    touched: float


@dataclass(frozen=True)
class LockMark:
    """What whoever writes for the owner of a lock has with it: where the lock is, and what must stand in it."""

    path: str
    token: str

    def check(self) -> None:
        """Raise Lost when the folder belongs to somebody else by now."""
        for _ in range(TRIES):
            found = _read(Path(self.path))
            if found is not None:
                break
            time.sleep(WAIT)
        if found is None or found.owner is None or found.owner.token != self.token:
            folder = Path(self.path).parent.parent
            raise Lost(
                f"{folder} was taken over by another command, as this one had not been heard of for {STALE:.0f} s."
            )

    def unfinished(self, name: str) -> Path:
        """Where a file of this owner may be half there."""
        return Path(self.path).with_name(f"{self.token}-{name}")


class Lock:
    """A folder, or a part of the work in it, held while this context lasts.

    Parameters
    ----------
    folder : Path
        Of the results.
    shard : str
        Part i/N of the work; parts that share none of it may be held side by side.

    Attributes
    ----------
    mark : LockMark
        For whoever writes.
    """

    def __init__(self, folder: Path, shard: str = "1/1") -> None:
        self.folder, self._shard = folder, shard
        self.home = folder / UNFINISHED
        self._held = _Held(self.home / f"shard-{shard.replace('/', 'of')}.lock", shard)
        self.mark = LockMark(str(self._held.path), self._held.owner.token)

    def __enter__(self) -> Lock:
        """Hold it; raises ParameterError, before anything is written, when somebody else does."""
        try:
            while True:
                with self.guard():
                    if self._is_free() and self._held.make():
                        break
                time.sleep(WAIT)
        except BaseException:
            self._held.release()
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with kept_back():
            for path in self.home.glob(f"{self.mark.token}-*"):  # of workers that were killed
                with contextlib.suppress(OSError):
                    path.unlink()
            self._held.release()
            self._leave()

    def check(self) -> None:
        """Raise Lost when the folder belongs to somebody else by now."""
        if self._held.lost.is_set():
            self.mark.check()

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Wait until nobody else does what only one may do at a time: begin, or rewrite files of several parts."""
        held = _Held(self.home / "guard.lock", self._shard)
        try:
            while not held.make():
                found = _read(held.path)
                if found is not None and _is_gone(found, self.home):
                    _remove(held.path, found)
                else:
                    time.sleep(WAIT)
            yield
        finally:
            held.release()

    def others(self) -> Iterator[Owner]:
        """Owners of other parts."""
        for path in self.home.glob("shard-*.lock"):
            found = _read(path)
            if found is not None and found.owner is not None and found.owner.token != self.mark.token:
                yield found.owner

    def clear(self) -> None:
        """Take away what those left half-written who are gone; only with the guard."""
        alive = (self.mark.token, *(owner.token for owner in self.others()))
        for path in self.home.iterdir():
            if path.is_file() and path.suffix != ".lock" and not path.name.startswith((*alive, "kept", "done")):
                with contextlib.suppress(OSError):
                    path.unlink()

    def _is_free(self) -> bool:
        """Take away locks of owners who are gone, refuse to go beside one who is not; False when it is too early."""
        for path in sorted(self.home.glob("shard-*.lock")):
            found = _read(path)
            if found is None:
                continue
            if _is_gone(found, self.home):
                _remove(path, found)
            elif found.owner is None:
                return False
            elif overlap(found.owner.shard, self._shard):
                part = f" on shard {found.owner.shard}" if found.owner.shard != "1/1" else ""
                raise ParameterError(
                    f"{self.folder} is in use: process {found.owner.process} on {found.owner.host} is at work in it"
                    f"{part}; wait until it has ended, or take another folder"
                )
        return True

    def _leave(self) -> None:
        with contextlib.suppress(OSError):
            self.home.rmdir()


class _Held:
    """One lock file, and the thread that touches it."""

    def __init__(self, path: Path, shard: str) -> None:
        self.path = path
        self.owner = Owner(platform.node(), os.getpid(), uuid.uuid4().hex, shard, system())
        self.lost = threading.Event()
        self._over = threading.Event()

    @kept_back()
    def make(self) -> bool:
        """Make the file, unless there is one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except (FileExistsError, FileNotFoundError):  # held; or the folder was taken away this instant
            return False
        try:
            with open(handle, "w", encoding="utf-8", newline="\n") as file:
                json.dump(asdict(self.owner), file)
        except OSError:  # a full disk
            with contextlib.suppress(OSError):
                self.path.unlink()
            raise
        if not self._is_mine():  # we were asleep while it was blank
            return False
        threading.Thread(target=self._beat, daemon=True).start()
        return True

    @kept_back()
    def release(self) -> None:
        """Take the file away, if it is still ours."""
        self._over.set()
        with contextlib.suppress(OSError):
            if self._is_mine():
                _remove(self.path, Found(self.owner, 0.0))

    def _is_mine(self) -> bool:
        found = _read(self.path)
        return found is not None and found.owner == self.owner

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT):
            with contextlib.suppress(OSError):  # of a disk that is away for a while
                if self._is_mine():
                    os.utime(self.path)
                else:
                    self.lost.set()


def overlap(one: str, other: str) -> bool:
    """Whether two parts i/N of the same whole have work in common."""
    (number, of), (its_number, its_of) = ([int(part) for part in shard.split("/")] for shard in (one, other))
    return (number - its_number) % math.gcd(of, its_of) == 0


def _read(path: Path) -> Found | None:
    """Read a lock; None when it is not there. Opening it first makes a network disk look for itself."""
    try:
        with open(path, encoding="utf-8") as file:
            text, touched = file.read(), os.fstat(file.fileno()).st_mtime
    except FileNotFoundError:
        return None
    try:
        return Found(Owner(**json.loads(text)), touched)
    except (TypeError, ValueError):
        return Found(None, touched)


def _is_gone(found: Found, home: Path) -> bool:
    """Whether the owner of a lock is gone: known to be, or silent for too long by the clock of the file system."""
    if found.owner is not None and found.owner.system == system() and has_ended(found.owner.process):
        return True
    with tempfile.TemporaryFile(dir=home) as probe:
        now = os.fstat(probe.fileno()).st_mtime
    return now - found.touched > (STALE if found.owner is not None else BLANK)


@kept_back()
def _remove(path: Path, found: Found) -> None:
    """Take a lock away that was found, and never another that has come in its place meanwhile."""
    aside = path.with_name(f"aside-{uuid.uuid4().hex}")
    try:
        os.rename(path, aside)
    except FileNotFoundError:
        return
    moved = _read(aside)
    if moved is not None and moved.owner != found.owner:
        try:
            os.link(aside, path)
        except FileExistsError:  # a third has come; the one that was moved will find out
            pass
        except OSError:  # a disk without links
            os.rename(aside, path)
            return
    with contextlib.suppress(FileNotFoundError):
        aside.unlink()


@functools.cache
def system() -> str:
    """Tell apart machines, starts of one machine, and containers in which process numbers mean something else."""
    parts = [platform.node()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
    with contextlib.suppress(OSError, AttributeError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)


def has_ended(process: int) -> bool:
    """Whether there is no such process on this machine any more."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        synchronize, no_such_process = 0x00100000, 87
        if not (handle := kernel.OpenProcess(synchronize, False, process)):
            return bool(kernel.GetLastError() == no_such_process)
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == 0)
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is another user's
        return False
    return False
