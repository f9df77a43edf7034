"""From the words after ``abm run`` or ``abm compare`` to Hydra jobs, all checked before the first one starts."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.errors import CompactHydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import InterpolationToMissingValueError, MissingMandatoryValue, OmegaConfBaseException

from abm.commands.endings import Early, ended_early, with_folder
from abm.commands.main import FAILURE, MISTAKE
from abm.configuration.entry import entry_point
from abm.configuration.loading import compose, expand, load, parse
from abm.configuration.overrides import Given, once
from abm.configuration.refusals import given as typed
from abm.declare import in_short
from abm.execution.folders import remove_empty, shown, try_folder
from abm.execution.stops import Unwritable, reason
from abm.parameters import Parameters
from abm.parameters.checks import Notice, ParameterError, refused
from abm.parameters.idle import idle

FULL_ERROR = "HYDRA_FULL_ERROR"
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

    there: set[Path] = set()
    finished: list[Path] = []

    def task(_: DictConfig) -> None:
        settings = HydraConfig.get()
        overrides: Any = OmegaConf.to_container(settings.overrides.task, resolve=False)
        folder = Path(settings.runtime.output_dir)
        many = settings.mode == RunMode.MULTIRUN
        try:
            if folder in finished:
                raise ParameterError(f"hydra.sweep.subdir must be another folder for each job, not {shown(folder)}")
            plan = command.plan(Words(overrides, config_name, arguments.config_dir))
            if many:
                print(f"\n{' '.join(overrides)}")
            from abm.commands.results import carry_out  # the model; what is refused need not wait for it

            here = str(settings.launcher._target_).endswith("BasicLauncher")  # in this process, which knows the others
            carry_out(plan, folder, ["abm", command.name, *words], part=many and here)
            finished.append(folder)
        except ParameterError as mistake:
            print(mistake, file=sys.stderr)
            raise SystemExit(MISTAKE) from None
        except Early as early:
            key = "hydra.sweep.dir" if many else "hydra.run.dir"
            home = shown(Path(settings.sweep.dir).absolute() if many else folder)
            again = ["abm", command.name, *with_folder(words, key, home)]
            raise SystemExit(ended_early(early.why, folder, early.done, again)) from None
        finally:
            remove_empty(*(parent for parent in (folder, *folder.parents) if parent not in (there or folder.parents)))

    shows_only = arguments.help or arguments.hydra_help or arguments.info
    if arguments.cfg == "job":  # as it is run, which Hydra alone does not know
        plan = command.plan(Words(arguments.overrides, config_name, arguments.config_dir))
        print(OmegaConf.to_yaml(OmegaConf.structured(plan[0])), end="")
        return
    if shows_only:  # what cannot be composed is told in one line here, and in several by Hydra
        compose(_fixed(arguments.overrides), config_name, arguments.config_dir)
    home = None if shows_only else _check(command, config_name, arguments)
    if home is not None:
        there.update(parent for parent in (home.absolute(), *home.absolute().parents) if parent.exists())
    # Hydra wants its options before the overrides; a user need not know.
    entry = entry_point(config_name, arguments.config_dir)
    options = [word for word in words if word not in arguments.overrides]
    sys.argv = [sys.argv[0], *options, "--config-name", entry.name, *arguments.overrides]
    try:
        with _plain_errors():
            hydra.main(config_path="pkg://abm.configs", config_name=command.config_name, version_base="1.3")(task)()
    except CompactHydraException as error:
        print("\n".join(str(item) for item in (error, error.__cause__) if item), file=sys.stderr)
        raise SystemExit(FAILURE) from None
    except OSError as error:  # of a folder that Hydra makes
        raise SystemExit(
            ended_early(Unwritable(reason(error)), home or Path(), "", ["abm", command.name, *words])
        ) from None
    if finished:
        from abm.commands.results import forget

        for folder in finished:
            forget(folder)


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Let exceptions through Hydra as they are, in place of its own words on them."""
    before = os.environ.get(FULL_ERROR)
    os.environ[FULL_ERROR] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FULL_ERROR]
        else:
            os.environ[FULL_ERROR] = before


def read_words(words: list[str]) -> argparse.Namespace:
    """Part Hydra's options from overrides, and refuse in one line what cannot be read."""

    def refuse(message: str) -> NoReturn:
        raise ParameterError(
            refused("what follows the command", " ".join(words), f"options and key=value; {in_short(message)}")
        )

    parser = get_args_parser()
    parser.error = refuse  # type: ignore[method-assign]  # in place of a page of usage
    arguments = parser.parse_intermixed_args(words)
    shows = [name for name in ("help", "hydra_help", "cfg", "info") if getattr(arguments, name)]
    if len(shows) > 1 or (shows and arguments.multirun and shows != ["cfg"] and shows != ["help"]):
        refuse("one of --help, --hydra-help, --cfg, --info and --multirun at a time")
    if arguments.shell_completion:
        refuse("for tab completion it is abm -sc install=bash")
    if arguments.config_path or arguments.experimental_rerun:
        refuse("--config-path and --experimental-rerun are switched off; use --config-dir for named sets of your own")
    return arguments


def _fixed(words: list[str]) -> list[str]:
    """Overrides that do not vary."""
    return [str(item.input_line) for item in parse(words) if not item.is_sweep_override()]


def _check(command: Command, config_name: str, arguments: argparse.Namespace) -> Path | None:
    """Plan every job without running any, try whether results can be written, and give the folder for them."""
    given, config_dir = arguments.overrides, arguments.config_dir
    once(Given.of(item) for item in parse(given))
    fixed = _fixed(given)
    settings = compose(fixed, config_name, config_dir).hydra
    many = arguments.multirun or settings.mode == RunMode.MULTIRUN
    _check_folders_given(given, many)
    jobs = [given]
    if many:
        basic = settings.sweeper.get("_target_") == BASIC_SWEEPER
        swept = [f"{key}={value}" for key, value in (settings.sweeper.get("params") or {}).items()] if basic else []
        jobs = expand([*swept, *given], config_dir) if basic else [fixed]  # other sweepers pick their points later
    for job in jobs:
        for line in idle(command.plan(Words(job, config_name, config_dir))):
            warnings.warn(line, Notice, stacklevel=2)
    if not arguments.cfg:
        if many and len(jobs) > 1:
            _check_apart(jobs, config_name, config_dir)
        group, key = ("sweep", "hydra.sweep.dir") if many else ("run", "hydra.run.dir")
        if (folder := _folder_of(settings[group], "dir", key)) is not None:
            try_folder(key, Path(folder))
            return Path(folder)
    return None


def _check_folders_given(given: list[str], many: bool) -> None:
    """Refuse the name of a folder that would not be looked at."""
    for item in parse(given):
        if item.key_or_group.startswith("hydra.") and item.is_sweep_override():
            wish = "one value; what varies are parameters and named sets"
            raise ParameterError(refused(item.key_or_group, typed(item), wish))
        if not many and item.key_or_group.startswith("hydra.sweep."):
            raise ParameterError(refused(item.key_or_group, typed(item), "left to -m; of one job it is hydra.run.dir"))
        if many and item.key_or_group == "hydra.run.dir":
            raise ParameterError(refused("hydra.run.dir", typed(item), "left to one job; of -m it is hydra.sweep.dir"))


def _folder_of(settings: DictConfig, name: str, key: str) -> str | None:
    """Read the name of a folder; None where Hydra can fill it in only when a job starts."""
    written: Any = OmegaConf.to_container(settings, resolve=False)
    try:
        folder = settings[name]
    except (InterpolationToMissingValueError, MissingMandatoryValue):
        return None
    except OmegaConfBaseException:
        raise ParameterError(refused(key, written[name], "the name of a folder")) from None
    if not isinstance(folder, str) or not folder.strip():
        raise ParameterError(refused(key, folder, "the name of a folder"))
    return folder


def _check_apart(jobs: list[list[str]], config_name: str, config_dir: str | None) -> None:
    """Refuse jobs of which two would write into one folder."""
    seen: dict[str, int] = {}
    for number, job in enumerate(jobs):
        settings = compose(job, config_name, config_dir).hydra
        written: Any = OmegaConf.to_container(settings.sweep, resolve=False)
        if written["subdir"] == "${hydra.job.num}":
            return
        with open_dict(settings):
            settings.job.num, settings.job.override_dirname = number, ",".join(job)
        folder = _folder_of(settings.sweep, "subdir", "hydra.sweep.subdir")
        if folder is not None and seen.setdefault(folder, number) != number:
            wish = f"a folder for each job, such as ${{hydra.job.num}}; jobs {seen[folder]} and {number} share one"
            raise ParameterError(refused("hydra.sweep.subdir", written["subdir"], wish))
