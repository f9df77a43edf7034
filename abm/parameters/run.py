"""Parameters of a run: events, drivers, methods of participation, placebo, record."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import parameter

EVENT_KINDS = ("shock", "incident", "crisis", "cabinet", "caretaker", "set")

WHOLE_GOVERNMENT = ("cabinet", "caretaker")
"""Kinds of events that strike no dossier."""

DRIVER_KINDS = ("economy",)


@dataclass
class Event:
    """One line of the schedule.

    ``shock`` and ``incident`` strike dossier ``target`` with severity ``size`` (a shock also jumps its needs); a
    ``crisis`` starts a harm that grows until a policy answers; ``cabinet`` redraws leadership; ``caretaker`` makes it
    one that only looks after what cannot wait, for ``size`` weeks or until a new one; ``set`` gives the parameter named
    ``target`` the value ``size``. An empty target lets the streams pick a dossier.
    """

    week: int = parameter(0, "week in which it happens", unit="week", low=-5000, high=5000)
    kind: str = parameter("shock", "what happens", choices=EVENT_KINDS)
    target: str = parameter("", "number of a dossier, or the name of a parameter")
    size: float = parameter(
        1.0,
        "severity, weeks of a caretaker, or the value to set",
        unit="severity, weeks or the parameter's own",
        low=-1e9,
        high=1e9,
    )


@dataclass
class Driver:
    """One point of an exogenous series; linear between points, the first value holds before, the last after.

    ``economy`` is the balance of consumer confidence, and moves the trust that citizens return to.
    """

    kind: str = parameter("economy", "what is driven", choices=DRIVER_KINDS)
    week: float = parameter(0.0, "week of the value; of a month its middle", unit="week", low=-5000, high=5000)
    value: float = parameter(0.0, "the value, for economy a balance of answers", unit="points", low=-100, high=100)


@dataclass
class Method:
    """A way to ask society. A YAML file ``method/NAME.yaml`` in a config folder of one's own adds one."""

    respondents: int = parameter(
        50, "respondents; communities where practices are read", unit="people", low=1, high=10_000
    )
    hours: float = parameter(200.0, "official hours", unit="hours", low=1, high=10_000)
    weeks: int = parameter(10, "shortest duration", unit="weeks", low=0, high=104)
    odds_ratio: float = parameter(
        5.0, "odds of taking part of the higher educated against the others", unit="ratio", low=1, high=100
    )
    sortition: bool = parameter(False, "draws respondents by lot, so that nobody comes because of a grievance")
    practices: bool = parameter(False, "reads working practices of communities instead of needs of people")
    transfer_error: float = parameter(
        0.0, "s.d. per dimension of the error of carrying a practice over", unit="H", low=0, high=5
    )
    quality: float = parameter(1.0, "quality of the process as an auditor sees it", low=0, high=1)
    commitments: float = parameter(
        0.0, "share of the decision already taken when the input arrives", unit="share", low=0, high=1
    )


def menu() -> dict[str, Method]:
    """Methods that officials can choose from, by name; a file of the user's own adds one."""
    return {
        "internet_consultation": Method(respondents=28, hours=40.0, weeks=4, odds_ratio=15.0, quality=0.5),
        "dialogue": Method(respondents=50, hours=200.0, weeks=10, odds_ratio=5.0),
        # what works in communities, carried over with an error
        "local_practices": Method(
            respondents=10, hours=120.0, weeks=8, odds_ratio=2.0, practices=True, transfer_error=0.4
        ),
        # sortition: weighted so that education does not matter
        "citizens_assembly": Method(respondents=175, hours=600.0, weeks=36, odds_ratio=1.0, sortition=True),
    }


def tick_box() -> Method:
    """The tick-box exercise: cheap, and so late that nearly everything has been decided."""
    return Method(respondents=20, hours=30.0, weeks=2, odds_ratio=15.0, quality=0.2, commitments=0.9)


@dataclass
class Placebo:
    """What respondents say, whether anybody is asked, and whom a ministry knows, to show what it is that works."""

    respondents: str = parameter(
        "real",
        "what respondents say: their needs, noise, needs about another dossier, or what the desk says; or nobody is "
        "asked, in the hours and weeks of participation and pilots all the same, and nothing comes of it",
        choices=("real", "noise", "shuffled", "desk", "nobody"),
    )
    relations: str = parameter(
        "real",
        "relations by which people are found: with each community its own, or everywhere the mean over all",
        choices=("real", "even"),
    )


@dataclass
class RecordParameters:
    """What is kept of a run."""

    measures: list[str] = parameter([], "measures kept per week; empty keeps all")
    citizens: list[str] = parameter([], "columns of citizens kept once a year")
    groups: str = parameter(
        "quarterly",
        "measures by group: means over 13 weeks, or values of every week, and then of every dossier too",
        choices=("quarterly", "weekly"),
    )
    decisions: bool = parameter(True, "whether the log of choices is kept")
    host: bool = parameter(False, "whether the name of the machine is kept, as meta_host")


@dataclass
class Checkpoint:
    """Whether the state of a long run is kept under way, so that it goes on where it was stopped."""

    every: int = parameter(
        0, "weeks from one checkpoint of a run to the next; 0 for none", unit="weeks", low=0, high=6240
    )
    resume: bool = parameter(True, "whether a run goes on from its checkpoint, if it has one")


@dataclass
class Compare:
    """What ``abm compare`` sets side by side."""

    norms: list[str] = parameter(
        ["reactive", "tick_box", "mandate", "comply_or_explain", "academy", "anticyclical"], "norm sets to compare"
    )
    baseline: str = parameter("reactive", "norm set that the others are held against")


@dataclass
class Timing:
    """Timing of participation, separable from its amount."""

    hours: float = parameter(
        150.0, "participation hours per ministry and year when timing is imposed", unit="hours/year", low=0, high=20_000
    )
    method: str = parameter("dialogue", "method used when timing is imposed")
    memory: int = parameter(
        24,
        "latest processes of a ministry whose median salience parts tense from calm",
        unit="processes",
        low=1,
        high=1000,
        live=False,
    )
