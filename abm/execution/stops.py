"""Why work in a folder ends before all is done; what is kept stays. Each says so in one line."""

from __future__ import annotations

import os


class Stop(Exception):
    """Work cannot go on; the message is one line for the user."""


class Unwritable(Stop):
    """Results cannot be written any more."""


class Lost(Stop):
    """Somebody else took over the folder."""


class Failed(Stop):
    """A run failed, and the others are of no use without it."""


def reason(error: OSError) -> str:
    """Say in one line why something could not be written or read."""
    return os.strerror(error.errno) if error.errno else " ".join(str(error).split())
