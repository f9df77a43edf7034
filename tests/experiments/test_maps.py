"""The maps: every cell is what was run, differences are paired by world, and needing all three can be told."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from abm.experiments import maps
from abm.experiments.common import Options, as_written
from abm.experiments.maps import HIGH, LOW, MAPS, PACKAGE, READINESS, Map

of_maps = pytest.mark.xdist_group("maps")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(maps.study(Options("tiny", seeds=2, workers=1)))


@of_maps
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (maps.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    measures = {*maps.MEASURES, maps.HEARD}
    assert set(tables["maps"]["measure"]) == set(tables["maps_together"]["measure"]) == measures


@of_maps
def test_what_the_package_brings_is_told_beside_no_norms_only(tables):
    """The cell without norms has nothing to be held against, and the lowest x no lower one."""
    table = tables["maps"]
    assert (table["brings"].notna() == (table["norms"] == PACKAGE)).all()
    assert (table["from_lowest"].notna() == (table["x_value"] != table["x_value"].min())).all()


@of_maps
def test_the_picture_has_a_panel_for_each_measure(tables):
    """Of bias and room it shows the difference, as the title says."""
    figure = maps.figure_of(tables["maps"])
    titles = [axes.get_title() for axes in figure.axes]
    assert len(titles) == len(maps.DRAWN)
    assert all(f"{PACKAGE} minus" in title for title in titles)


@of_maps
def test_every_cell_of_a_map_shows_the_interval_of_what_it_shows(tables):
    """No mean without one; of bias and room it is that of the difference, at its own place."""
    table = tables["maps"]
    panels = maps.figure_of(table).axes
    shown = table[(table["norms"] == PACKAGE) & table["measure"].isin(maps.DRAWN)]
    assert len(panels) * 4 == len(shown)
    for axes, measure in zip(panels, maps.DRAWN, strict=True):
        cells = shown[shown["measure"] == measure].sort_values(["y_value", "x_value"], ascending=[False, True])
        numbers = cells[["brings", "brings_low", "brings_high"]].itertuples(index=False)
        said = [text.get_text() for text in axes.texts]
        assert said == [maps.with_half_width(*each) for each in numbers]
        assert all("±" in text for text in said)


def test_a_cell_without_norms_shows_the_interval_of_its_mean():
    """Worlds differ by 10, so that the half width is that of Student over three of them."""
    plain = Map("plain", "a", "b", (0.0, 1.0), (5.0,))
    table = maps.map_of(made_up(lambda label: 0.0, (plain,)), (plain,), few=False)
    for axes in maps.figure_of(table).axes:
        assert [text.get_text() for text in axes.texts] == ["20\n±25", "20\n±25"]


@of_maps
def test_every_panel_of_what_three_do_together_shows_four_intervals(tables):
    """A line from low to high for each lack and the interaction, and a rule and a measure to each panel."""
    table = tables["maps_together"]
    both = pd.concat([table, table.assign(readiness="triple", low=table["low"] - 1.0, high=table["high"] + 1.0)])
    panels = maps.figure_of_together(both).axes
    assert len(panels) == 2 * len(maps.DRAWN) == len({axes.get_title() for axes in panels})
    wanted = [(rule, measure) for rule in both["readiness"].unique() for measure in maps.DRAWN]
    for axes, (rule, measure) in zip(panels, wanted, strict=True):
        rows = both[(both["readiness"] == rule) & (both["measure"] == measure)]
        (lines,) = (found for found in axes.collections if isinstance(found, LineCollection))
        ends = [(line[0, 0], line[-1, 0]) for line in lines.get_segments()]
        np.testing.assert_allclose(ends, rows[["low", "high"]])
        assert len(ends) == 4 and axes.get_title().endswith(rule)


@of_maps
def test_both_pictures_are_written(tables, tmp_path):
    """Beside the tables, under their names."""
    maps.draw(tables, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.{kind}" for name in ("maps", "maps_together") for kind in ("png", "svg")
    }


def test_the_plan_varies_what_the_question_asks():
    """Every cell once heard and once unheard, and nothing else set."""
    plan = maps.plan_of(MAPS, READINESS, few=False)
    assert len(plan) == 2 * (25 + 25 + 15 * 2 + 8 * len(READINESS))
    for label, words in plan.items():
        assert (maps.UNHEARD in words) == label.endswith(", unheard")
        assert len({word.partition("=")[0] for word in words}) == len(words)


SMALL = Map("small", "a", "b", (0.0, 1.0), (5.0,), ("reactive", PACKAGE))


def made_up(effect, maps_of=(SMALL,), forms=()) -> pd.DataFrame:
    """Runs of three worlds, in which every measure is the world and what the arm adds."""
    rows = [
        {"norms": label, "seed": world, **dict.fromkeys(maps.MEASURES, 10.0 * world + effect(label))}
        for label in maps.plan_of(maps_of, forms, few=False)
        for world in (1, 2, 3)
    ]
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)


def test_differences_are_those_within_a_world():
    """What differs between worlds does not widen an interval; heard is the difference of two arms."""
    worth = {
        "small 0.0 5.0 reactive": 0.0, "small 1.0 5.0 reactive": 2.0,
        f"small 0.0 5.0 {PACKAGE}": 0.5, f"small 1.0 5.0 {PACKAGE}": 4.0,
    }  # fmt: skip
    runs = made_up(lambda label: worth[label.removesuffix(", unheard")] - 0.25 * label.endswith(", unheard"))
    table = maps.map_of(runs, (SMALL,), few=False).set_index(["x_value", "norms", "measure"])
    far = table.loc[(1.0, PACKAGE, "misfit")]
    assert far["mean"] == 24.0 and far["low"] < 0.0 < 40.0 < far["high"]
    assert far[["from_lowest", "from_lowest_low", "from_lowest_high"]].tolist() == pytest.approx([3.5] * 3)
    assert far[["brings", "brings_low", "brings_high"]].tolist() == pytest.approx([2.0] * 3)
    assert (table.loc[(slice(None), slice(None), maps.HEARD), "mean"] == 0.25).all()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (min, [1.0, 1.0, 1.0, 1.0]),  # each needed, and only together
        (sum, [1.0, 1.0, 1.0, 0.0]),  # each adds, whatever the others do
        (max, [0.0, 0.0, 0.0, 1.0]),  # any one will do
    ],
)
def test_needed_together_is_told_from_adding_up_and_from_any_one(rule, expected):
    """The claim can fail: where each adds by itself the interaction is 0, where any one will do no lack is felt."""
    seen = {
        levels: np.full(3, float(rule(level == HIGH for level in levels)))
        for levels in itertools.product((LOW, HIGH), repeat=3)
    }
    assert [float(found[0]) for found in maps.contrasts(seen).values()] == expected


def test_a_lack_is_of_the_one_that_is_low():
    """Courage alone low is what the row of courage is about."""
    runs = made_up(lambda label: 1.0 if label.startswith(f"triple ({LOW},") else 0.0, (), ("triple",))
    table = maps.together(runs, ("triple",))
    found = table[table["measure"] == "misfit"].set_index("lacking")["difference"]
    assert found.to_dict() == pytest.approx({"courage": -1.0, "loyalty": 0.0, "mandate": 0.0, "interaction": 0.0})
