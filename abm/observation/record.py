"""The record of a run: weeks, groups, choices and the run's own row, as Arrow tables that say what they hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, Protocol

import mesa
import numpy as np
import pyarrow as pa

from abm.numerics.interrupts import hear
from abm.observation.groups import GROUP_MEASURES
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR, Measure, Week
from abm.observation.provenance import run_id
from abm.parameters import Parameters

if TYPE_CHECKING:
    from abm.model import PolicyModel

EDUCATION = ("lower", "higher")

DECISION_COLUMNS: dict[str, tuple[pa.DataType, str, str]] = {
    "week": (pa.int32(), "week", "week of the choice"),
    "ministry": (pa.int32(), "number", "ministry"),
    "dossier": (pa.int32(), "number", "dossier, over all ministries"),
    "serial": (pa.int32(), "number", "process on the dossier"),
    "reconsidered": (pa.bool_(), "", "whether the choice fell again, because a planned process turned reactive"),
    "superseded": (pa.bool_(), "", "whether it fell again after this one; what came of the process stands there"),
    "official": (pa.int32(), "number", "seat of the official who chose, over all ministries"),
    "generation": (pa.int32(), "number", "how many held the seat before"),
    "kind": (pa.string(), "", "reactive or planned, at the choice"),
    "emergency": (pa.bool_(), "", "whether the process answers a crisis from outside"),
    "salience": (pa.float64(), "0 to 1", "salience of the dossier"),
    "sensitivity": (pa.float64(), "0 to 1", "sensitivity of the dossier"),
    "deadline": (pa.float64(), "weeks", "weeks to the deadline, once the choice was made"),
    "rule": (pa.string(), "", "how the official got from considering to choosing: name of officials.rule"),
    "considers": (pa.bool_(), "", "whether participation was considered"),
    "willing": (
        pa.float64(),
        "1",
        "loyalty_society x expected benefit + loyalty_minister x (mandate - speed) + curiosity",
    ),
    "dares": (pa.float64(), "1", "courage - fear - sensitivity x salience x (1 - backing)"),
    "wishes": (pa.float64(), "1", "square root of loyalty_society x expected benefit, + curiosity"),
    "backed": (pa.float64(), "1", "mandate - speed"),
    "may": (pa.float64(), "0 to 1", "w: influence that input can have"),
    "threshold": (pa.float64(), "1", "theta in force at the choice: the reasons combined must reach it"),
    "readiness_rule": (pa.string(), "", "how the reasons were combined: name of officials.readiness"),
    "readiness": (pa.float64(), "1", "the reasons combined, minus theta; ready from 0"),
    "can": (pa.string(), "", "methods that fit hours and weeks, separated by commas"),
    "imposed": (pa.bool_(), "", "whether the choice was imposed (timing), whatever the official weighed"),
    "chosen": (pa.string(), "", "inside, explained, tick_box or the name of a method"),
    "probability": (pa.float64(), "0 to 1", "probability of what was chosen"),
    "hours_outside": (pa.float64(), "hours", "participation hours planned; 0 unless a real method was chosen"),
    "demand_must_explain": (pa.bool_(), "", "whether a norm asked for an explanation"),
    "audited": (pa.bool_(), "", "whether the process was audited"),
    "sanctioned": (pa.bool_(), "", "whether the audit failed"),
    "rejected": (pa.bool_(), "", "whether the explanation was rejected"),
    "escalated": (pa.bool_(), "", "whether going outside escalated in the media"),
    "respondents": (pa.int32(), "people", "respondents found"),
    "respondents_educated": (pa.float64(), "share", "of the respondents, the higher educated"),
    "respondents_grievance": (pa.float64(), "grievance, 0 to 1", "mean grievance of the respondents about the dossier"),
    "adoption": (pa.float64(), "0 to 1", "w x G: influence that the input had"),
    "decided_week": (pa.int32(), "week", "week of the decision"),
    "lead_time": (pa.float64(), "weeks", "weeks from opening to decision"),
    "evidence_share": (pa.float64(), "share", "evidence done at the decision"),
    "drafting_share": (pa.float64(), "share", "drafting done at the decision"),
    "coordination_gap": (pa.float64(), "share", "coordination unfinished at the decision"),
    "misfit_before": (pa.float64(), "needs", "misfit of the policy in force at the decision; hidden from actors"),
    "misfit_after": (pa.float64(), "needs", "misfit of the decided policy at the decision; hidden from actors"),
    "incidents_window": (pa.int32(), "weeks", "weeks after entry into force in which incidents are counted"),
    "incidents_after": (pa.int32(), "incidents", "incidents on the dossier in that window"),
    "benefit_before": (
        pa.float64(),
        "0 to 1",
        "expected benefit of going outside at the choice, by the ministry's record",
    ),
    "benefit_after": (pa.float64(), "0 to 1", "the record after learning from the outcome"),
}
"""Columns of the log of choices: type, unit and definition."""


@lru_cache
def _labels(grouping: str, count: int) -> list[str]:
    """Names of groups, as ministry:3 or education:higher."""
    return [f"{grouping}:{name}" for name in (EDUCATION if grouping == "education" else range(count))]


class Collector(mesa.DataCollector):
    """Mesa's data collector, filled by one pass over the declared measures each week.

    Parameters
    ----------
    names : list of str
        Measures to keep; all when empty.
    citizens : list of str
        Columns of citizens to keep, once a year.
    """

    def __init__(self, names: list[str], citizens: list[str]) -> None:
        super().__init__()
        self.kept: list[Measure] = [item for item in MEASURES.values() if not names or item.name in names]
        self.model_reporters = {item.name: item.compute for item in self.kept}
        self.model_vars: dict[str, list[float]] = {item.name: [] for item in self.kept}
        self.parts: dict[str, list[tuple[float, float]]] = {item.name: [] for item in self.kept if item.ratio}
        self._columns = [(item.compute, self.model_vars[item.name], self.parts.get(item.name)) for item in self.kept]
        self.weeks: list[int] = []
        self.groups: list[tuple[int, str, str, float]] = []
        self.choices: list[dict[str, Any]] = []
        self.citizens: list[tuple[int, dict[str, np.ndarray]]] = []
        self._citizens = citizens
        self._quarter: list[list[Iterable[float]]] = []

    def collect(self, model: PolicyModel) -> None:  # type: ignore[override]
        """Take every measure of the week that was just lived."""
        week = Week(model)
        self.weeks.append(model.week)
        for compute, values, parts in self._columns:
            value: Any = compute(week)
            if parts is not None:
                parts.append(value)
                value = value[0] / value[1] if value[1] else math.nan
            values.append(value)
        self._collect_groups(week)
        for ministry in week.ministries:
            self.choices.extend(ministry.log)
        if self._citizens and model.week % WEEKS_PER_YEAR == 0:
            columns = {name: np.array(getattr(model.citizens, name)) for name in self._citizens}
            self.citizens.append((model.week, columns))
        if self.agenttype_reporters:
            reporters, self.model_reporters = self.model_reporters, {}
            try:
                super().collect(model)
            finally:
                self.model_reporters = reporters
        if hasattr(self, "_collection_steps"):  # which a batch run of Mesa 3.5 looks for
            self._collection_steps.append(model.steps)

    def follow(self, kind: type[mesa.Agent], *attributes: str) -> None:
        """Collect attributes of institutional agents of one kind from now on, as Mesa's agent-level collection does.

        Read them with ``get_agenttype_vars_dataframe(kind)``.

        Examples
        --------
        >>> import abm
        >>> from abm.agents.ministries import Ministry
        >>> model = abm.PolicyModel(abm.load("population=small"), seed=3)
        >>> model.datacollector.follow(Ministry, "pressure")
        >>> model.step()
        >>> len(model.datacollector.get_agenttype_vars_dataframe(Ministry)) == len(model.ministries)
        True
        """
        for name in attributes:
            self._new_agenttype_reporter(kind, name, name)

    def _collect_groups(self, week: Week) -> None:
        weekly = week.model.parameters.record.groups == "weekly"
        kept = {name: item for name, item in GROUP_MEASURES.items() if weekly or not item.weekly}
        self._quarter.append([item.compute(week) for item in kept.values()])
        if len(self._quarter) < (1 if weekly else QUARTER):
            return
        for (name, item), weeks in zip(kept.items(), zip(*self._quarter, strict=True), strict=True):
            sums = np.add.accumulate(np.array(weeks), axis=0)[-1]  # week by week: one order on every machine
            labels = _labels(item.grouping, len(sums))
            means = (sums / len(self._quarter)).tolist()
            self.groups.extend(zip(repeat(week.model.week), repeat(name), labels, means, strict=False))
        self._quarter.clear()

    def over_run(self) -> dict[str, float]:
        """Every kept measure over weeks >= 0, run measures included."""
        first = next((i for i, week in enumerate(self.weeks) if week >= 0), len(self.weeks))
        result = {}
        for item in self.kept:
            if item.ratio:
                numerator = math.fsum(part[0] for part in self.parts[item.name][first:])
                denominator = math.fsum(part[1] for part in self.parts[item.name][first:])
                result[item.name] = numerator / denominator if denominator else math.nan
            else:
                values = self.model_vars[item.name][first:]
                result[item.name] = math.fsum(values) / len(values) if values else math.nan
        choices = [choice for choice in self.choices if choice["week"] >= 0 and not choice["superseded"]]
        return result | {item.name: item.compute(choices) for item in RUN_MEASURES.values()}


@dataclass(frozen=True)
class Recording:
    """What is kept of one or more runs.

    Attributes
    ----------
    runs : pyarrow.Table
        One row per run: ``run_id, norms, scenario, seed`` and the measures over weeks >= 0.
    weeks : pyarrow.Table
        One row per run and week.
    groups : pyarrow.Table
        Long table of measures by group, averaged per quarter.
    decisions : pyarrow.Table
        One row per choice.
    citizens : pyarrow.Table
        Columns of citizens once a year, when asked for; otherwise without rows.

    Examples
    --------
    >>> import abm
    >>> parameters = abm.load("population=small", "weeks=4", "burn_in=2")
    >>> both = abm.observation.record.Recording.concat([abm.simulate(parameters, seed) for seed in (1, 2)])
    >>> both.runs.num_rows, both.runs.field("trust").metadata[b"unit"]
    (2, b'trust, 0 to 1')
    """

    runs: pa.Table
    weeks: pa.Table
    groups: pa.Table
    decisions: pa.Table
    citizens: pa.Table

    @staticmethod
    def concat(recordings: list[Recording]) -> Recording:
        """Put the recordings of several runs together, in their order."""
        names = Recording.__dataclass_fields__
        return Recording(**{name: pa.concat_tables([getattr(item, name) for item in recordings]) for name in names})


class Keeper(Protocol):
    """Somebody who keeps the state of a run under way."""

    def resume(self, model: PolicyModel) -> int:
        """Put what was kept into a new model; returns how many weeks it has lived then."""

    def keep(self, model: PolicyModel, weeks: int, total: int) -> None:
        """Take notice that so many weeks of all have been lived."""


def simulate(
    parameters: Parameters,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    keepers: Sequence[Keeper] = (),
) -> Recording:
    """Run the model once and return its record.

    Parameters
    ----------
    parameters : Parameters
        Checked parameters; their own ``seed`` and ``replicates`` are not looked at.
    seed : int
        Seed of this run.
    progress : callable, optional
        Called with (weeks done, weeks in all) about once a year.
    keepers : sequence of Keeper
        Who keep the state of the run; the first who has one is resumed from.

    Returns
    -------
    Recording

    Examples
    --------
    >>> import abm
    >>> recording = abm.simulate(abm.load("population=small", "weeks=4", "burn_in=2"), seed=3)
    >>> weeks = recording.weeks.to_pandas()
    >>> weeks["week"].tolist()
    [-2, -1, 0, 1, 2, 3]
    """
    from abm.model import PolicyModel

    model = PolicyModel(parameters, seed=seed)
    total = parameters.burn_in + parameters.weeks
    lived = next(filter(None, (keeper.resume(model) for keeper in keepers)), 0)
    for done in range(lived, total):
        hear()
        model.step()
        for keeper in keepers:
            keeper.keep(model, done + 1, total)
        if progress is not None and done % WEEKS_PER_YEAR == 0:
            progress(done, total)
    return record(model)


def record(model: PolicyModel) -> Recording:
    """Turn what a model's data collector holds into tables."""
    parameters, kept = model.parameters, model.datacollector
    run = run_id(model.given, model.seed)
    head = {"run_id": run, "norms": parameters.norms, "seed": model.seed}
    return Recording(
        runs=_runs(kept, head | {"scenario": parameters.scenario}),
        weeks=_weeks(kept, head),
        groups=_groups(kept, run),
        decisions=_decisions(kept, head, keep=parameters.record.decisions),
        citizens=_citizens(model, run),
    )


def _field(name: str, kind: pa.DataType, unit: str, definition: str) -> pa.Field:
    return pa.field(name, kind, metadata={"unit": unit, "definition": definition})


_HEAD = {
    "run_id": _field("run_id", pa.string(), "", "address of the run: configuration, seed and results version"),
    "norms": _field("norms", pa.string(), "", "name of the norm set"),
    "scenario": _field("scenario", pa.string(), "", "name of the scenario"),
    "seed": _field("seed", pa.int64(), "seed", "seed of the run"),
}


def _table(fields: list[pa.Field], columns: dict[str, Any], length: int, head: dict[str, Any]) -> pa.Table:
    arrays = [
        pa.array([head[field.name]] * length if field.name in head else columns[field.name], field.type)
        for field in fields
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _runs(kept: Collector, head: dict[str, Any]) -> pa.Table:
    values = kept.over_run()
    fields = [_HEAD[name] for name in ("run_id", "norms", "scenario", "seed")]
    for name in values:
        item = MEASURES.get(name) or RUN_MEASURES[name]
        fields.append(_field(name, pa.float64(), item.unit, item.definition + "; over weeks from 0"))
    return _table(fields, {name: [_null(value)] for name, value in values.items()}, 1, head)


def _null(value: float) -> float | None:
    return None if math.isnan(value) else value


def _weeks(kept: Collector, head: dict[str, Any]) -> pa.Table:
    fields = [_HEAD[name] for name in ("run_id", "norms", "seed")]
    fields.append(_field("week", pa.int32(), "week", "week; the norm takes force in week 0"))
    fields += [_field(item.name, pa.float64(), item.unit, item.definition) for item in kept.kept]
    columns: dict[str, Any] = {"week": kept.weeks}
    for item in kept.kept:
        values = np.array(kept.model_vars[item.name], np.float64)
        columns[item.name] = pa.array(values, from_pandas=True)  # weeks without cases are null
    return _table(fields, columns, len(kept.weeks), head)


def _groups(kept: Collector, run: str) -> pa.Table:
    fields = [
        _HEAD["run_id"],
        _field("week", pa.int32(), "week", f"last of {QUARTER} weeks averaged; with record.groups=weekly, the week"),
        _field("measure", pa.string(), "", "name of the measure"),
        _field("group", pa.string(), "", "grouping and group, as ministry:3 or education:higher"),
        _field("value", pa.float64(), "as the measure", "mean over those weeks"),
    ]
    names = ("week", "measure", "group", "value")
    columns = {name: [row[i] for row in kept.groups] for i, name in enumerate(names)}
    return _table(fields, columns, len(kept.groups), {"run_id": run})


def _decisions(kept: Collector, head: dict[str, Any], *, keep: bool) -> pa.Table:
    rows = kept.choices if keep else []
    fields = [_HEAD[name] for name in ("run_id", "norms", "seed")]
    fields += [_field(name, *described) for name, described in DECISION_COLUMNS.items()]
    columns = {name: [row.get(name) for row in rows] for name in DECISION_COLUMNS}
    return _table(fields, columns, len(rows), head)


def _citizens(model: PolicyModel, run: str) -> pa.Table:
    names, kept = model.parameters.record.citizens, model.datacollector.citizens
    fields = [
        _HEAD["run_id"],
        _field("week", pa.int32(), "week", "week of the snapshot"),
        _field("citizen", pa.int64(), "number", "row of the citizen"),
    ]
    count = len(model.citizens)
    columns: dict[str, Any] = {
        "week": np.repeat([week for week, _ in kept], count),
        "citizen": np.tile(np.arange(count), len(kept)),
    }
    for name in names:
        kind = pa.from_numpy_dtype(np.asarray(getattr(model.citizens, name)).dtype)
        fields.append(_field(name, kind, "", f"{name} of the citizen"))
        columns[name] = np.concatenate([snapshot[name] for _, snapshot in kept]) if kept else []
    return _table(fields, columns, count * len(kept), {"run_id": run})
