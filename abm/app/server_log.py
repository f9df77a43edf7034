"""The server's log: one line for whatever somebody sent, a traceback only for a failure of our own."""

from __future__ import annotations

import logging
import threading
from typing import Any

LONGEST = 300
"""Characters of a line."""


class OneLine(logging.Formatter):
    """Writes a record in one line; what loggers of ``abm`` have to tell keeps its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Put the line together, control characters made visible: they may be a stranger's."""
        own = record.name.partition(".")[0] == "abm"
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None and not own:
            error = record.exc_info[1]
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            text = f"{text}: {type(error).__name__}: {error}"
        line = " ".join(text.split())[:LONGEST].encode("unicode_escape").decode()
        line = f"{record.levelname.lower()}: {line}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info and own else line


def keep() -> None:
    """Write warnings and errors of this process to standard error so, those of its threads included."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    threading.excepthook = _told


def _told(failure: Any) -> None:
    thread = failure.thread.name if failure.thread else "?"
    logging.getLogger("threads").error("thread %s ended", thread, exc_info=failure.exc_value)
