"""Standard output and error whose reader may leave, as ``head`` does: what is left to say then goes nowhere.

They also take every character, where a terminal or a file has few: a redirected output on Windows is in cp1252.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

PLAIN = {"−": "-", "±": "+/-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "…": "...", "×": "x", "·": ".", "–": "-"}
PLAIN |= {"‘": "'", "’": "'", "“": '"', "”": '"', "κ": "kappa", "λ": "lambda", "θ": "theta", "é": "e", "ë": "e"}
"""What is written for a character that the output does not have; for any other, its number."""


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Write what cannot be encoded in characters that every encoding has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    plain = "".join(PLAIN.get(one, one.encode("ascii", "backslashreplace").decode()) for one in found)
    return plain, error.end


codecs.register_error("abm.plainly", _plainly)


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
    strict = [_take_all(stream) for stream in before]
    out, err = PatientStream(sys.stdout), PatientStream(sys.stderr)
    sys.stdout, sys.stderr = out, err  # type: ignore[assignment]
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before
        for stream, errors in zip(before, strict, strict=True):
            _take_all(stream, errors)


def _take_all(stream: Any, errors: str | None = "abm.plainly") -> str | None:
    """Have a stream write every character, or treat them as it did before; gives how it did."""
    told: str | None = getattr(stream, "errors", None)
    if told is not None and errors is not None and hasattr(stream, "reconfigure"):
        with contextlib.suppress(OSError, ValueError):  # one that is closed
            stream.reconfigure(errors=errors)
    return told
