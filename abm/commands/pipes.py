"""Standard output and error whose reader may leave, as ``head`` does: what is left to say then goes nowhere."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO


class PatientStream:
    """A text stream that takes everything, also when it can write no more.

    Attributes
    ----------
    problem : OSError or None
        Why it can write no more, when that is not the reader's own wish.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.problem: OSError | None = None

    def write(self, text: str) -> int:
        """Write, as far as anybody reads."""
        with self._quietly():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, as far as anybody reads."""
        with self._quietly():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            closed = isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)
            self.problem = self.problem if closed else error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # for what the stream still holds, also when Python ends
            os.close(nowhere)


@contextlib.contextmanager
def steady() -> Iterator[PatientStream]:
    """Make standard output and error take everything; gives the first of them."""
    before = sys.stdout, sys.stderr
    out, err = PatientStream(sys.stdout), PatientStream(sys.stderr)
    sys.stdout, sys.stderr = out, err  # type: ignore[assignment]
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before
