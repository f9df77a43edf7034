"""What stands under a picture that leaves the page: which worlds, which chance, which week, and how to make it anew."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from abm.app import panels
from abm.app.codec.link import to_query
from abm.app.codec.state import State
from abm.app.timeline import listed
from abm.observation.provenance import RESULTS_VERSION
from abm.words import dossier_name, lever_name, norm_name, official_name, say, week_name

NAME = "RUN"
"""What files are called in a command that makes a replay anew; its reader gives them a name."""

COMMAND = f"abm app replay={NAME}.html state={NAME}.yaml"
"""What makes a replay anew, from the file of both twins."""


def names(state: State, language: str) -> tuple[str, str]:
    """What the norm sets of A and B are called."""
    a, b = (norm_name(side.parameters().norms, language) for side in state.settings)
    return a, b


def title(state: State, language: str) -> str:
    """What the two worlds are called together."""
    a, b = names(state, language)
    found = say("replay.title", language, a=a, b=b)
    return found[0].upper() + found[1:]


def facts(state: State, language: str) -> list[tuple[str, str]]:
    """What a picture of this state rests on, each with its name.

    Parameters
    ----------
    state : State
        With the week that is shown.
    """
    shared = state.settings[0].values()
    a, b = names(state, language)
    per_ministry = state.settings[0].parameters().ministries.dossiers
    return [
        (say("replay.norms", language), f"A: {a}; B: {b}"),
        (lever_name("seed", language), str(shared["seed"])),
        (
            lever_name("population.citizens", language),
            panels.shown("population.citizens", shared["population.citizens"], language),
        ),
        (say("replay.week", language), f"{week_name(state.week, language)} ({state.week})"),
        (
            say("replay.focus", language),
            f"{dossier_name(state.dossier, per_ministry, language)}, {official_name(state.official, language)}",
        ),
        (say("replay.version", language), f"{RESULTS_VERSION} (abm {_package()})"),
    ]


def schedule(state: State, language: str) -> list[str]:
    """What happened, line by line."""
    per_ministry = state.settings[0].parameters().ministries.dossiers
    found = listed(state.schedule, state.settings, per_ministry, language)
    return [f"{line.number}. {line.text}" for line in found]


def differences(state: State, language: str) -> list[str]:
    """What differs between the worlds, lever by lever, as they end."""
    pair = state.pair()
    found = panels.differences(pair.values(), state.settings, language)
    return [f"{item['name']}: {item['whole'] or 'A {a}, B {b}'.format(**item)}" for item in found]


def lines(state: State, language: str) -> list[str]:
    """The same in a few lines, to stand in a picture, with the link that opens the page there."""
    told = facts(state, language)
    return [
        ". ".join(f"{name}: {value}" for name, value in told[:1]),
        ". ".join(f"{name}: {value}" for name, value in told[1:]),
        f"abm app · ?{to_query(state)}",
    ]


def _package() -> str:
    try:
        return version("anticyclical-abm")
    except PackageNotFoundError:
        return "?"
