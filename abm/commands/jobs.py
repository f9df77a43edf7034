"""From the words after ``abm run`` or ``abm compare`` to Hydra jobs, all checked before the first one starts."""

from __future__ import annotations

import argparse
import contextlib
import io
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
from omegaconf.errors import InterpolationToMissingValueError, OmegaConfBaseException

from abm.commands.endings import Early, ended_early, with_folder
from abm.commands.main import FAILURE, MISTAKE, nothing_collected
from abm.configuration.entry import GROUPS, entry_point
from abm.configuration.loading import compose, expand, load, parse, read, run_composed
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

MOST_NAMES = 12
"""Sets of a group that the help names; the worlds that fit the country are more."""


@dataclass(frozen=True)
class Words:
    """What the user said of one job: overrides, and where named sets are looked up; and what is composed of them."""

    overrides: Sequence[str]
    config_name: str
    config_dir: str | None
    composed: DictConfig | None = None

    def load(self) -> Parameters:
        """Check the parameters of this job, composed where they are not."""
        if self.composed is not None:
            return read(self.composed, *self.overrides, config_name=self.config_name, config_dir=self.config_dir)
        return load(*self.overrides, config_name=self.config_name, config_dir=self.config_dir)


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


@dataclass(frozen=True)
class Checked:
    """What checking leaves to be done.

    Attributes
    ----------
    home : Path or None
        The folder for results, where it is known by now.
    job : DictConfig or None
        The configuration of a single job, composed.
    plan : list of Parameters or None
        What it runs. Several jobs are composed and planned again one by one, as another process may run them.
    """

    home: Path | None = None
    job: DictConfig | None = None
    plan: list[Parameters] | None = None


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
            plan = checked.plan or command.plan(Words(overrides, config_name, arguments.config_dir))
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
    with nothing_collected():
        checked = Checked() if shows_only else _check(command, config_name, arguments)
    home = checked.home
    if home is not None:
        there.update(parent for parent in (home.absolute(), *home.absolute().parents) if parent.exists())
    try:
        if checked.job is not None:
            with nothing_collected():
                import mesa  # noqa: F401  # first: it looks for every calling frame in every module, and both get more

                import abm.commands.results  # noqa: F401  # what the task needs, while no garbage is looked for
            run_composed(checked.job, task, arguments.config_dir)
        else:
            # Hydra wants its options before the overrides; a user need not know.
            entry = entry_point(config_name, arguments.config_dir)
            options = [word for word in words if word not in arguments.overrides]
            sys.argv = [sys.argv[0], *options, "--config-name", entry.name, *arguments.overrides]
            with _plain_errors(), _few_names() if arguments.help else contextlib.nullcontext():
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
def _few_names() -> Iterator[None]:
    """Let Hydra's help name no more than some of the sets in a group."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            yield
    finally:
        for line in said.getvalue().splitlines():
            group, _, names = line.partition(": ")
            listed = names.split(", ")
            if group in GROUPS and len(listed) > MOST_NAMES:
                few = ", ".join(listed[:MOST_NAMES])
                line = f"{group}: {few}, … (abm describe {group} lists all {len(listed)})"
            print(line)


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


def _check(command: Command, config_name: str, arguments: argparse.Namespace) -> Checked:
    """Plan every job without running any, and try whether results can be written."""
    given, config_dir = arguments.overrides, arguments.config_dir
    once(Given.of(item) for item in parse(given))
    fixed = _fixed(given)
    composed = compose(fixed, config_name, config_dir)
    settings = composed.hydra
    many = arguments.multirun or settings.mode == RunMode.MULTIRUN
    _check_folders_given(given, many)
    jobs = [given]
    if many:
        basic = settings.sweeper.get("_target_") == BASIC_SWEEPER
        swept = [f"{key}={value}" for key, value in (settings.sweeper.get("params") or {}).items()] if basic else []
        jobs = expand([*swept, *given], config_dir) if basic else [fixed]  # other sweepers pick their points later
    single = composed if not many and fixed == given else None
    plans = []
    for job in jobs:
        plans.append(command.plan(Words(job, config_name, config_dir, single)))
        for line in idle(plans[-1]):
            warnings.warn(line, Notice, stacklevel=2)
    if arguments.cfg:
        return Checked()
    if many and len(jobs) > 1:
        _check_apart(jobs, config_name, config_dir)
    group, key = ("sweep", "hydra.sweep.dir") if many else ("run", "hydra.run.dir")
    home = None
    if (folder := _folder_of(settings[group], "dir", key)) is not None:
        home = Path(folder)
        try_folder(key, home)
    if single is None or arguments.resolve:  # of which Hydra says that it goes with --cfg only
        return Checked(home)
    return Checked(home, single, plans[0])


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
    except InterpolationToMissingValueError:
        return None
    except OmegaConfBaseException:  # a folder that is ??? as well, which Hydra would call None
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
