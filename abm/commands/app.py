"""``abm app``: the browser application, and a run of it as one file."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from abm.commands.main import FAILURE
from abm.execution.folders import shown
from abm.parameters.checks import ParameterError, one_of, refused
from abm.words import LANGUAGES

if TYPE_CHECKING:
    from abm.app.codec.state import State

USAGE = """\
abm app                          open the browser application on this machine
abm app port=9000 browser=false  on another port, without opening a browser
abm app config=FILE              settings from a YAML file, such as for shared hosting
abm app hosts=[a.example]        behind a proxy on this machine that others ask for a.example

abm app replay=FILE.html state=RUN.yaml  a run as one file to mail or embed, which needs no server and no network

RUN.yaml is what the page gives to take along: a file of both twins, or of one, which is set beside the same settings
under no norms (under all norms where it has none itself), or beside that in other=B.yaml. Without state= it is the run
that the page opens with. FILE.html is replaced where it is there. Further: weeks=N for other weeks than those lived,
language=nl or en (by default both, with a switch), dossier=N and official=N for what is seen up close. Of a run of more
than {most} weeks every second, third … week is drawn; three years in two languages take some {size} megabytes.

A server for this machine alone (the default) answers requests for 127.0.0.1, localhost, [::1] and the names in hosts=,
and no others, so that no page of another site can play here under a name of its own. A server that others can reach
(host=0.0.0.0) answers to any name, unless hosts= says to which. X-Forwarded-Host is believed for the names in hosts=.
"""

NOT_INSTALLED = "abm app needs more than is installed: python -m pip install 'anticyclical-abm[app]'"

MISTAKE = 2

REPLAY = "replay"
KEYS = (REPLAY, "state", "other", "weeks", "language", "dossier", "official")
"""What a replay can be told; a server knows other settings."""

MEGABYTES = 4
"""Of a replay of three years with 10,000 citizens in two languages, as measured, rounded up."""


def app(arguments: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        What follows ``abm app``: ``key=value`` pairs.

    Returns
    -------
    int
        Exit code: 0, or 2 after one line on standard error for a mistake of the user.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    from abm.app.hosting import Hosting, read_hosting
    from abm.declare import declarations

    if "--help" in arguments or "-h" in arguments:
        from abm.app.replay.film import MOST

        print(USAGE.format(most=MOST, size=MEGABYTES))
        for item in declarations(Hosting):
            shown_default = str(item.default).lower() if isinstance(item.default, bool) else item.default
            print(f"  {f'{item.key}={shown_default}':<20} {item.meaning}")
        return 0
    if any(word.partition("=")[0] in (REPLAY, "state", "other") for word in arguments):
        return replay(_read(arguments))
    settings = read_hosting(arguments)
    from abm.app.serve import installed, occupied, serve

    if not installed():
        print(NOT_INSTALLED, file=sys.stderr)
        return MISTAKE
    if reason := occupied(settings.host, settings.port):
        raise ParameterError(refused("host and port", f"{settings.host} and {settings.port}", reason))
    serve(settings)
    return 0


# --- a replay ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReplayWanted:
    """What a replay is made of: the file to write, the state to live again, and the languages."""

    file: Path
    state: State
    languages: tuple[str, ...]


def replay(wanted: ReplayWanted) -> int:
    """Write a replay, completely or not at all.

    Returns
    -------
    int
        Exit code: 0, or 1 when it cannot be written.
    """
    from abm.app.replay.document import write
    from abm.app.replay.film import last_week
    from abm.execution.progress import Progress

    weeks = last_week(wanted.state) + 1 + max(side.parameters().burn_in for side in wanted.state.settings)
    with Progress(1, weeks) as progress:
        content = write(wanted.state, wanted.languages, progress.weeks)
    try:
        _put(wanted.file, content)
    except OSError as error:
        print(f"{shown(wanted.file)} cannot be written: {error.strerror}.", file=sys.stderr)
        return FAILURE
    print(f"{shown(wanted.file)}, {len(content) / 1e6:.1f} MB")
    return 0


def _put(file: Path, content: bytes) -> None:
    """Write beside it, see it on the disk, and only then give it its place."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as unfinished:
            unfinished.write(content)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # as any other file, where a temporary one is its maker's alone
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _read(words: Sequence[str]) -> ReplayWanted:
    """Read what a replay is told, and try whether it can be written."""
    given: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise ParameterError(refused("a setting", word, "key=value, as in replay=FILE.html"))
        if key not in KEYS:
            raise ParameterError(refused("the key", key, one_of(KEYS, key)))
        if key in given:
            raise ParameterError(refused(key, f"{given[key]} and {value}", "given once"))
        given[key] = value
    if REPLAY not in given:
        raise ParameterError(refused(REPLAY, "left out", "the name of a file, as in replay=FILE.html"))
    language = given.get("language", "")
    if language and language not in LANGUAGES:
        raise ParameterError(refused("language", language, one_of(LANGUAGES, language)))
    return ReplayWanted(_file(given[REPLAY]), _state(given), (language,) if language else LANGUAGES)


def _file(name: str) -> Path:
    """A file that can be written, in a folder that is there."""
    file = Path(name)
    if file.suffix not in (".html", ".htm"):
        raise ParameterError(refused(REPLAY, name, "the name of a file that ends in .html"))
    try:
        if file.is_dir():
            raise ParameterError(refused(REPLAY, name, "a file, where this is a folder"))
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ParameterError(refused(REPLAY, name, f"a file in a folder that can be written ({reason})")) from None
    return file


def _state(given: dict[str, str]) -> State:
    """The worlds to live again."""
    from abm.app.codec.state import State, whole
    from abm.app.codec.twins import from_files, of_both, twins_from_yaml, with_counterpart
    from abm.app.hosting import Hosting
    from abm.declare import declarations

    own = {item.key: item for item in declarations(Hosting)}
    hosting = Hosting(citizens=int(own["citizens"].high or 0), weeks=int(own["weeks"].high or 0))  # one's own machine
    state = State()
    if "state" in given:
        text = _text("state", given["state"])
        if "other" in given:
            other = _text("other", given["other"])
            if of_both(text) or of_both(other):
                raise ParameterError(refused("other", given["other"], "left out where a file has both twins"))
            state = from_files(text, other, hosting)
        else:
            state = twins_from_yaml(text, hosting) if of_both(text) else with_counterpart(text, hosting)
    elif "other" in given:
        raise ParameterError(refused("other", given["other"], "the second twin beside state="))
    if "weeks" in given:
        state = replace(state, week=whole("weeks", given["weeks"], 1, hosting.weeks) - 1)
    size = state.settings[0].parameters()
    dossiers = size.ministries.count * size.ministries.dossiers
    officials = size.ministries.count * size.officials.per_ministry
    if "dossier" in given:
        state = replace(state, dossier=whole("dossier", given["dossier"], 0, dossiers - 1))
    if "official" in given:
        state = replace(state, official=whole("official", given["official"], 0, officials - 1))
    if earlier := state.problems.get("earlier"):
        print(earlier, file=sys.stderr)
    return state


def _text(key: str, name: str) -> str:
    """A file of text that holds YAML."""
    from abm.configuration import plain_yaml

    try:
        plain_yaml.read_mapping(Path(name))
        return Path(name).read_text(encoding="utf-8-sig")
    except plain_yaml.Unreadable as problem:
        raise ParameterError(refused(key, name, str(problem))) from None
