"""The refuters: what is held against what, the verdict of every cell, and the maps of where it changes."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from abm.experiments import refuters
from abm.experiments.common import Options, as_written
from abm.experiments.refuters import GRIDS, NONE, PACKAGE, STRUCK, UNTIL, cells, fall

of_refuters = pytest.mark.xdist_group("refuters")
YEAR = 52


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(refuters.study(Options("tiny", seeds=2, workers=1)))


@of_refuters
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (refuters.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    assert set(tables["refuters"]["refuter"]) == {"R1", "R3", "R4", "R5", "R6"}
    verdicts = tables["refuters"].set_index("refuter")["verdict"]
    assert set(verdicts) - {""} <= {"stands", "fails", "undecided"} and (verdicts.drop("R1") != "").all()


def test_every_combination_is_a_cell_once():
    """No corner of a grid is left out; R1 is also asked at equal influence, where the desk is as noisy as shipped."""
    found = cells(few=False)
    assert len(set(found)) == len(found)
    for refuter, grid in GRIDS.items():
        settings = {cell.setting for cell in found if cell.refuter == refuter}
        assert settings == {tuple(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())}
    assert sum(cell.against == "as the desk" for cell in found) == 15


def lived(worth: dict[str, float]) -> list:
    """Runs of all cells in three worlds, in which only what is named differs."""
    names = {cell.label(arm) for cell in cells(few=False) for arm in (cell.arm, cell.against)}
    flat, seen = np.ones((5, 20 * YEAR)), (*refuters.SIGNS, *refuters.HOURS, refuters.OPENINGS)
    rows = [
        (name, world, (dict.fromkeys(seen, 1.0 + world + worth.get(name, 0.0)), flat))
        for name in sorted(names)
        for world in (1, 2, 3)
    ]
    rest = [f"R4 {norms}" for norms in (NONE, PACKAGE)]
    rest += [f"R6 {norms} {what}" for norms in (NONE, PACKAGE) for what in ("struck", "spared")]
    return rows + [(name, world, ({}, flat)) for name in rest for world in (1, 2, 3)]


def test_a_cell_is_judged_by_its_own_difference():
    """Less misfit outside stands, more fails, none at all fails; trust the other way round."""
    r1 = next(cell for cell in cells(few=False) if cell.refuter == "R1")
    r5 = next(cell for cell in cells(few=False) if cell.refuter == "R5")
    table = refuters.tabulate(lived({r1.label("outside"): -0.1, r5.label(r5.arm): -0.1}), cells(few=False), (520,))
    verdicts = table[table["refuter"].isin(["R1", "R5"])].set_index(
        ["refuter", "x_value", "line", "arm", "against", "measure"]
    )
    line = ", ".join(f"{key}={value:g}" for key, value in r1.setting[1:])
    own = verdicts.loc[("R1", r1.setting[0][1], line, r1.arm, r1.against, "misfit")]
    assert (own["verdict"], round(own["difference"], 9)) == ("stands", -0.1)
    assert (verdicts["verdict"] == "stands").sum() == 1
    lost = verdicts.loc[("R5", r5.setting[0][1], "", r5.arm, NONE, "trust")]
    assert (lost["verdict"], round(lost["difference"], 9)) == ("fails", -0.1)
    where = refuters.limits(table).set_index(["refuter", "line", "against"])
    assert where.loc[("R1", line, "inside"), "stands"] == f"{r1.setting[0][1]:g}"
    assert (table.loc[table["refuter"] == "R1", "hours"] == 1.0).all()


def test_the_boundary_is_where_the_difference_is_nothing():
    """By straight lines between the values that were tried, and the share of them on the wrong side beside it."""
    table = pd.DataFrame({"refuter": "R1", "measure": "misfit", "line": "", "arm": "a", "against": "b", "x": "x",
                          "x_value": [0.0, 1.0, 2.0, 3.0], "difference": [1.0, -1.0, -1.0, -1.0],
                          "verdict": ["fails", *["stands"] * 3]})  # fmt: skip
    row = refuters.limits(table).iloc[0]
    assert (row["boundary"], row["wrong"], row["fails"], row["stands"]) == ("0.5", 0.25, "0", "1 2 3")
    assert refuters.crossings(np.array([0.0, 1.0]), np.array([1.0, 2.0])) == []


def paths(crossing: float) -> list[np.ndarray]:
    """Hours and solved dossiers by week: dear at first, cheaper in sum from a week on."""
    hours = np.where(np.arange(1040) < crossing / 2, 2.0, 0.0)
    return [np.array([hours, np.full(1040, 1.0)])]


@pytest.mark.parametrize(
    ("weeks", "share", "verdict"),
    [((100, 100, 300), 0.0, "stands"), ((100, 700, 300), 1 / 3, "stands"), ((100, 700, 5000, 300), 0.5, "fails")],
)
def test_slow_must_become_faster_within_eight_years(weeks, share, verdict):
    """Later than week 416, or never, in at least half of the worlds fails."""
    plain = np.array([np.full(1040, 1.0), np.full(1040, 1.0)])
    row = refuters._crossing([path for week in weeks for path in paths(week)], [plain] * len(weeks), 1040)
    assert (row["difference"], row["verdict"]) == (pytest.approx(share), verdict)


def test_a_fall_is_from_the_year_after_the_event_to_the_next_two():
    """Neither the weeks before nor those after count."""
    path = np.zeros((5, UNTIL))
    path[4, :STRUCK] = 100.0
    path[4, STRUCK : STRUCK + YEAR] = 3.0
    path[4, STRUCK + YEAR :] = 1.0
    path[2, STRUCK : STRUCK + YEAR], path[3, STRUCK:] = 2.0, 0.5
    assert (fall(path, "incidents"), fall(path, refuters.HAZARD)) == (2.0, 2.0)


def test_only_what_the_norm_adds_to_a_fall_counts():
    """Regression to the mean, which twins share, is no effect of the norm."""
    struck, spared, more = (np.ones((5, UNTIL)) for _ in range(3))
    struck[4, STRUCK : STRUCK + YEAR] = 3.0
    more[4, STRUCK : STRUCK + YEAR] = 4.0
    worlds = {f"R6 {norms} {what}": [path] * 3 for norms, what, path in (
        (NONE, "struck", struck), (NONE, "spared", spared), (PACKAGE, "struck", more),
        (PACKAGE, "spared", spared))}  # fmt: skip
    found = {row["measure"]: row for row in refuters._falls(worlds)}
    assert (found["incidents"]["difference"], found["incidents"]["verdict"]) == (1.0, "stands")
    assert (found[refuters.HAZARD]["difference"], found[refuters.HAZARD]["verdict"]) == (0.0, "fails")


def test_a_cell_counts_only_where_hours_are_equal():
    """Desk and participation for a process that opens, within a twentieth; else it says neither yes nor no."""
    cell = refuters.Cell("R1", ((refuters.BIAS, 0.6),), "outside", "inside")
    for more, said in ((1.04, "stands"), (1.06, "")):
        runs = pd.DataFrame(
            {"norms": cell.label(arm), "seed": world, **dict.fromkeys(refuters.SIGNS, 0.5), "openings": 2.0,
             "misfit": world + (arm == "inside"), "hours_desk": 0.0,
             "hours_participation": 100.0 * (more if arm == "outside" else 1.0)}
            for arm in ("outside", "inside") for world in (1, 2, 3)
        )  # fmt: skip
        values = refuters.ArmValues(runs, (*refuters.SIGNS, *refuters.HOURS, refuters.OPENINGS))
        (row,) = refuters._compared(cell, values)
        assert (row["verdict"], row["hours"]) == (said, pytest.approx(more))
