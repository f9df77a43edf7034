"""Every number of the model, declared once: value, unit, range, meaning and source (see :mod:`abm.declare`)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from abm.declare import parameter
from abm.norms import INSTRUMENTS
from abm.parameters.evidence import Evidence
from abm.parameters.government import Ministries, Officials, Work
from abm.parameters.politics import Inspectorates, Media, Parliament, RallyParameters
from abm.parameters.procedure import Procedure
from abm.parameters.run import (
    Checkpoint,
    Compare,
    Driver,
    Event,
    Method,
    Placebo,
    RecordParameters,
    Timing,
    menu,
    tick_box,
)
from abm.parameters.society import CitizensParameters, Incidents, NeedsParameters, Population, Shocks
from abm.parameters.start import StartParameters

InstrumentSettings: Any = dataclasses.make_dataclass(
    "InstrumentSettings",
    [(name, kind.Settings, field(default_factory=kind.Settings)) for name, kind in INSTRUMENTS.items()],
    namespace={"__doc__": "The settings of every instrument, by name.", "__module__": __name__},  # found by pickle
)


@dataclass
class Parameters:
    """Everything that determines a run, and the Hydra schema of the command line.

    Fields are values and groups of values, by the keys of the command line. Defaults here are those of the single
    parameters; :func:`abm.load` adds the named sets, and is what to use unless only one of these is wanted.

    Examples
    --------
    >>> import abm
    >>> parameters = abm.load()
    >>> parameters.weeks, parameters.population.citizens
    (520, 10000)
    >>> parameters.officials.courage = 0.7  # checked when a model is made of it
    """

    seed: int = parameter(1, "first of the consecutive seeds", unit="seed", low=0, high=2**31 - 1, live=False)
    replicates: int = parameter(1, "runs with consecutive seeds", unit="runs", low=1, high=100_000, live=False)
    weeks: int = parameter(520, "weeks measured", unit="weeks", low=1, high=5200, live=False)
    burn_in: int = parameter(
        104,
        "weeks before week 0, under reactive, the same for every norm set",
        unit="weeks",
        low=0,
        high=1040,
        live=False,
    )
    threads: int = parameter(
        0,
        "threads of one run; 0 takes one below 50,000 citizens and every core from there; changes no result",
        unit="threads",
        low=0,
        high=256,
        live=False,
    )
    workers: int = parameter(
        0,
        "processes for replicates; 0 takes every core; changes no result",
        unit="processes",
        low=0,
        high=1024,
        live=False,
    )
    norms: str = parameter("reactive", "name of the norm set", live=False)
    instruments: list[str] = parameter([], "instruments in force from week 0, in their order", live=False)
    norm_parameters: dict[str, float] = parameter(
        {},
        "parameters that the norm set puts in force in week 0, by their key, and their values",
        unit="the parameter's own",
        live=False,
    )
    scenario: str = parameter("default", "name of the scenario", live=False)
    timing: str = parameter(
        "chosen",
        "who goes outside when: as officials choose, or imposed at equal yearly hours",
        choices=("chosen", "procyclical", "even", "anticyclical"),
        live=False,
    )
    ablation: str = parameter(
        "none",
        "no_haste sets lambda to 0; no_loop cuts every path from salience back to policy-making",
        choices=("none", "no_haste", "no_loop"),
        live=False,
    )
    population: Population = field(default_factory=Population)
    citizens: CitizensParameters = field(default_factory=CitizensParameters)
    procedure: Procedure = field(default_factory=Procedure)
    needs: NeedsParameters = field(default_factory=NeedsParameters)
    shocks: Shocks = field(default_factory=Shocks)
    incidents: Incidents = field(default_factory=Incidents)
    media: Media = field(default_factory=Media)
    parliament: Parliament = field(default_factory=Parliament)
    rally: RallyParameters = field(default_factory=RallyParameters)
    inspectorates: Inspectorates = field(default_factory=Inspectorates)
    ministries: Ministries = field(default_factory=Ministries)
    officials: Officials = field(default_factory=Officials)
    work: Work = field(default_factory=Work)
    evidence: Evidence = field(default_factory=Evidence)
    start: StartParameters = field(default_factory=StartParameters)
    imposed: Timing = field(default_factory=Timing)
    placebo: Placebo = field(default_factory=Placebo)
    record: RecordParameters = field(default_factory=RecordParameters)
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    compare: Compare = field(default_factory=Compare)
    methods: dict[str, Method] = field(default_factory=menu)
    tick_box: Method = field(default_factory=tick_box)
    events: list[Event] = field(default_factory=list)
    drivers: list[Driver] = field(default_factory=list)
    instrument: InstrumentSettings = field(default_factory=InstrumentSettings)


__all__ = ["Driver", "Event", "InstrumentSettings", "Method", "Parameters", "menu"]
