"""The command ``abm``: sends each word to its command, and turns mistakes into one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

MISTAKE, STOPPED = 2, 130
"""Exit codes for a mistake of the user and for Ctrl-C."""

OVERVIEW = """\
abm: when do officials go outside with sensitive dossiers, and what does it do to incidents and trust?

  abm compare                   set norm sets side by side; ends with a table and figures (start here)
  abm run norms=anticyclical    one run
  abm describe [NAME]           every parameter, or one; abm describe measures, abm describe norms
  abm explain DIR official=17   why an official stayed inside, in words, from a folder of results

abm compare --help and abm run --help say more.  Completion in bash: eval "$(abm -sc install=bash)"
"""

COMMANDS = ("compare", "run", "describe", "explain")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows ``abm``; by default what the user typed.

    Returns
    -------
    int
        Exit code: 0, 2 for a mistake of the user, 130 for Ctrl-C. A failure of ours ends in a traceback and 1.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _guard(words)
    except KeyboardInterrupt:
        print("Stopped. Nothing unfinished was kept.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _guard(words: list[str]) -> int:
    from abm.checks import ParameterError  # all imports are late: Ctrl-C may come while they last

    try:
        return _dispatch(words)
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return MISTAKE


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(OVERVIEW, end="")
        return 0
    if words[0] == "--version":
        import importlib.metadata

        print(f"abm {importlib.metadata.version('anticyclical-abm')}")
        return 0
    command, rest = words[0], words[1:]
    if command in ("-sc", "--shell-completion"):
        from abm.commands.completion import complete

        return complete(words)
    if command in ("run", "compare"):
        from abm.commands.compare import COMPARE
        from abm.commands.jobs import start
        from abm.commands.run import RUN

        start(RUN if command == "run" else COMPARE, rest)
        return 0
    if command == "describe":
        from abm.commands.describe import describe

        return describe(rest)
    if command == "explain":
        from abm.commands.explain import explain

        return explain(rest)
    from abm.checks import ParameterError, nearest

    hint = "; put run or compare before it" if "=" in command else nearest(command, COMMANDS)
    raise ParameterError(f"abm {command} is not allowed: one of {', '.join(COMMANDS)}{hint}")


if __name__ == "__main__":
    sys.exit(main())
