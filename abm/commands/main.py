"""The command ``abm``: sends each word to its command, and turns mistakes into one line."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
import warnings
from collections.abc import Iterator, Sequence

FAILURE, MISTAKE, STOPPED = 1, 2, 130
"""Exit codes for a failure that is not the user's, for a mistake that is, and for Ctrl-C."""

OVERVIEW = """\
abm: when do officials go outside with sensitive dossiers, and what does it do to incidents and trust?

  abm compare                   set norm sets side by side; ends with a table and figures (start here)
  abm run norms=anticyclical    one run
  abm describe [NAME]           every parameter, or one; abm describe measures, abm describe norms
  abm explain DIR official=5    why an official stayed inside, in words, from a folder of results
  abm sweep design=sobol ...    many points of a design, on any machine; the same command again goes on
  abm results DIR               what a sweep holds, also while it runs
  abm sensitivity DIR           what the results of a finished sweep depend on, with a picture
  abm study [NAME]              the questions asked of the model, and their tables made anew
  abm verdicts [NAME]           what is concluded on each claim of the essay, and from which rows
  abm report                    figures and texts of the studies, for reports, in Dutch and English
  abm report check              whether a report or tables made elsewhere are the same as these
  abm app                       two norms side by side in the browser

abm compare --help and abm run --help say more.  Completion in bash: eval "$(abm -sc install=bash)"
"""

COMMANDS = {
    "compare": "abm.commands.compare:compare",
    "run": "abm.commands.run:run",
    "describe": "abm.commands.describe:describe",
    "explain": "abm.commands.explain:explain",
    "sweep": "abm.commands.sweep:sweep",
    "results": "abm.commands.stored:results",
    "sensitivity": "abm.commands.sensitivity:sensitivity",
    "study": "abm.commands.study:study",
    "verdicts": "abm.commands.verdicts:main",
    "report": "abm.commands.report:report",
    "app": "abm.commands.app:app",
}
"""Every command, and the function that takes the words after it and gives the exit code; imported when it is called."""


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
        from abm.commands.pipes import steady  # all imports are late: Ctrl-C may come while they last
        from abm.numerics.interrupts import listening

        with listening(), steady() as output:
            code = _guard(words)
        if output.problem is not None:
            print(f"Standard output cannot be written: {output.problem.strerror}.", file=sys.stderr)
            return code or FAILURE
        return code
    except KeyboardInterrupt:
        print("Stopped. Nothing unfinished was kept.", file=sys.stderr)
        return STOPPED


@contextlib.contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile, nor later in what is there by then: importing and composing make none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def _guard(words: list[str]) -> int:
    from abm.parameters.checks import Notice, ParameterError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("once", Notice)
            warnings.showwarning = _show  # type: ignore[assignment]  # called as Python calls it
            return _dispatch(words)
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return MISTAKE


def _show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    """Show a notice to the user as the line that it is, and any other warning as Python does."""
    from abm.parameters.checks import Notice

    shown = (
        f"{message}\n" if issubclass(category, Notice) else warnings.formatwarning(message, category, filename, lineno)
    )
    sys.stderr.write(shown)


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(OVERVIEW, end="")
        return 0
    if words[0] == "--version":
        from importlib.metadata import version

        print(f"abm {version('anticyclical-abm')}")
        return 0
    command, rest = words[0], words[1:]
    if command in ("-sc", "--shell-completion"):
        from abm.commands.completion import complete

        return complete(words)
    if command in COMMANDS:
        module, _, name = COMMANDS[command].partition(":")
        with nothing_collected():
            function = getattr(importlib.import_module(module), name)
        try:
            code: int = function(rest)
        finally:
            gc.unfreeze()
        return code
    from abm.parameters.checks import ParameterError, nearest, refused

    hint = "; put run or compare before it" if "=" in command else nearest(command, COMMANDS)
    raise ParameterError(refused("the word after abm", command, f"one of {', '.join(COMMANDS)}{hint}"))


if __name__ == "__main__":
    sys.exit(main())
