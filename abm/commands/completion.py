"""Completion in the shell: Hydra's, which knows no subcommands, with ours added."""

from __future__ import annotations

import os
import sys

import hydra
from omegaconf import DictConfig

from abm.commands.main import COMMANDS
from abm.configuration import loading  # noqa: F401  # which registers the schema that Hydra completes from
from abm.norms import INSTRUMENTS
from abm.parameters.checks import declared

HYDRA_COMMANDS = ("run", "compare", "sweep")


def complete(words: list[str]) -> int:
    """Answer the shell, or print what ``eval`` installs.

    Parameters
    ----------
    words : list of str
        ``-sc install=bash``, or ``-sc query=bash`` with the line in ``COMP_LINE``.

    Returns
    -------
    int
        Exit code.
    """
    line = os.environ.get("COMP_LINE", "")
    typed = line.split()
    asks = any(word.startswith("query=") for word in words)
    if asks and (len(typed) < 2 or (len(typed) == 2 and not line.endswith(" "))):
        print(" ".join(COMMANDS))
        return 0
    if asks and typed[1] not in HYDRA_COMMANDS:
        offered = {"describe": [*declared(), *INSTRUMENTS, "measures"], "report": ["check"]}
        print(" ".join(offered.get(typed[1], [])))
        return 0
    if asks:
        # Hydra takes the first word for the program; without the second the rest reads as it expects.
        os.environ["COMP_LINE"] = line.replace(f"{typed[1]} ", "", 1)
    sys.argv = [sys.argv[0], *words]
    hydra.main(config_path="pkg://abm.configs", config_name="config", version_base="1.3")(_nothing)()
    return 0


def _nothing(_: DictConfig) -> None:
    """Stand in for a task; completing runs none."""
