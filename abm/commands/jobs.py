"""From the words after ``abm run`` or ``abm compare`` to Hydra jobs, all checked before the first one starts."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from abm.checks import ParameterError
from abm.configuration import compose, expand, load, parse
from abm.execution.folders import try_folder
from abm.parameters import Parameters

BASIC_SWEEPER = "hydra._internal.core_plugins.basic_sweeper.BasicSweeper"


@dataclass(frozen=True)
class Words:
    """What the user said of one job: overrides, and where named sets are looked up."""

    overrides: Sequence[str]
    config_name: str
    config_dir: str | None

    def load(self, *more: str) -> Parameters:
        """Compose and check the parameters of this job, with more overrides."""
        return load(*self.overrides, *more, config_name=self.config_name, config_dir=self.config_dir)


@dataclass(frozen=True)
class Command:
    """A command that Hydra runs.

    Attributes
    ----------
    name : str
        The word after ``abm``.
    config_name : str
        Its entry point in ``configs/``.
    plan : callable
        The configurations that one job runs, each with all its seeds; raises ParameterError.
    """

    name: str
    config_name: str
    plan: Callable[[Words], list[Parameters]]


def start(command: Command, words: list[str]) -> None:
    """Check everything the user asked for, then hand over to Hydra.

    Raises
    ------
    ParameterError
        Before anything is written or run.
    """
    arguments = read_words(words)
    config_name = arguments.config_name or command.config_name

    def task(_: DictConfig) -> None:
        settings = HydraConfig.get()
        overrides: Any = OmegaConf.to_container(settings.overrides.task, resolve=False)
        folder = Path(settings.runtime.output_dir)
        try:
            plan = command.plan(Words(overrides, config_name, arguments.config_dir))
            if settings.mode == RunMode.MULTIRUN:
                print(f"\n{' '.join(overrides)}")
            from abm.commands.results import carry_out  # the model; what is refused need not wait for it

            carry_out(plan, folder, ["abm", command.name, *words])
        except BaseException:
            with contextlib.suppress(OSError):
                folder.rmdir()  # Hydra made it before the job began; results stay
            raise

    shows_only = arguments.help or arguments.hydra_help or arguments.info or arguments.shell_completion
    if not shows_only:
        _check(command, config_name, arguments)
    # Hydra wants its options before the overrides; a user need not know.
    sys.argv = [sys.argv[0], *(word for word in words if word not in arguments.overrides), *arguments.overrides]
    hydra.main(config_path="pkg://abm.configs", config_name=command.config_name, version_base="1.3")(task)()


def read_words(words: list[str]) -> argparse.Namespace:
    """Part Hydra's options from overrides, and refuse in one line what cannot be read."""

    def refuse(message: str) -> NoReturn:
        raise ParameterError(f"{' '.join(words)} is not allowed: {message}")

    parser = get_args_parser()
    parser.error = refuse  # type: ignore[method-assign]  # in place of a page of usage
    arguments = parser.parse_intermixed_args(words)
    if arguments.config_path or arguments.experimental_rerun:
        refuse("--config-path and --experimental-rerun are switched off; use --config-dir for named sets of your own")
    return arguments


def _check(command: Command, config_name: str, arguments: argparse.Namespace) -> None:
    """Plan every job without running any, and try whether results can be written."""
    given, config_dir = arguments.overrides, arguments.config_dir
    fixed = [str(item.input_line) for item in parse(given) if not item.is_sweep_override()]
    settings = compose(fixed, config_name, config_dir).hydra
    many = arguments.multirun or settings.mode == RunMode.MULTIRUN
    jobs = [given]
    if many:
        basic = settings.sweeper.get("_target_") == BASIC_SWEEPER
        swept = [f"{key}={value}" for key, value in (settings.sweeper.get("params") or {}).items()] if basic else []
        jobs = expand([*swept, *given], config_dir) if basic else [fixed]  # other sweepers pick their points later
    for job in jobs:
        command.plan(Words(job, config_name, config_dir))
    if not arguments.cfg:
        key = "hydra.sweep.dir" if many else "hydra.run.dir"
        with contextlib.suppress(OmegaConfBaseException):  # a name that Hydra can only fill in later
            try_folder(key, Path(settings.sweep.dir if many else settings.run.dir))
