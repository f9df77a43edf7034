"""What is measured has its shape; what stands in it depends on the machine."""

import pytest

from tests.benchmarks import benchmark, costs, parts

TINY = ("population.citizens=200", "weeks=2", "burn_in=0", "ministries.count=2")


def test_a_row_for_every_value():
    """Each with its ratio to the run at the default."""
    rows = costs.by_size({"ministries.dossiers": (4, 8)}, TINY, rounds=1)
    assert [(row["parameter"], row["value"]) for row in rows] == [
        ("ministries.dossiers", 4),
        ("ministries.dossiers", 8),
    ]
    assert all(row["seconds"] > 0 and row["ratio"] > 0 for row in rows)


def test_the_values_are_tried(monkeypatch):
    """The default is among the values of every parameter, so that the ratio of its row is about 1."""
    tried = []
    monkeypatch.setattr(costs, "simulate", lambda parameters, seed: tried.append(parameters))
    costs.by_size(rounds=0)
    assert {parameters.population.citizens for parameters in tried} == set(costs.SIZES["population.citizens"])
    assert {parameters.ministries.dossiers for parameters in tried} == set(costs.SIZES["ministries.dossiers"])
    assert {parameters.officials.per_ministry for parameters in tried} == set(costs.SIZES["officials.per_ministry"])
    default = tried[0]
    for key, values in costs.SIZES.items():
        group, name = key.split(".")
        assert getattr(getattr(default, group), name) in values


def test_the_country_is_born_and_lives():
    """Here a small one, in a process of its own."""
    found = costs.country(TINY)
    assert list(found) == ["birth", "seconds", "megabytes"] and min(found.values()) > 0


def test_a_week_is_taken_apart():
    """Parts and the rest are the whole; citizens are not changed by being timed in parts."""
    table = parts.by_size([300, 400], rounds=1)
    assert table["part"].tolist() == [*parts.PARTS, parts.REST] and table.columns.tolist() == ["part", 300, 400]
    assert (table.iloc[:-1][[300, 400]] > 0).all(axis=None)


def test_a_run_is_taken_apart():
    """Shares add up to the run."""
    rows = benchmark.by_phase(TINY)
    assert [row["part"] for row in rows] == [*benchmark.PHASES, "measures", "record as tables"]
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)


def test_runs_in_a_second_leave_out_the_start(monkeypatch):
    """Starting takes 7 seconds here, a run one."""
    monkeypatch.setattr(costs, "swept", lambda runs, workers, *words: 7.0 + runs / workers)
    monkeypatch.setattr(costs, "cores", lambda: 6)
    assert costs.by_workers() == [{"workers": n, "runs_per_second": float(n)} for n in (1, 2, 4, 6)]
