"""Pictures of an analysed sweep: the same bytes, nothing left out, nothing on top of something else."""

import itertools
import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest

from abm.analysis.figures import style
from abm.analysis.index_figures import MARKS, _factors, _pairs, draw
from abm.analysis.sensitivity import ALL, NOISE, ranked
from abm.words import LANGUAGES, say

FACTORS = ["officials.courage", "ministries.mandate", "media.imitation", "officials.loyalty_minister"]


def made_up(
    design: str, combinations=("reactive",), measures=("trust", "incidents", "effort_per_solved"), factors=FACTORS
):
    """Indices with values that differ everywhere."""
    rng = np.random.default_rng(4)
    rows = []
    for combination, measure in itertools.product(combinations, measures):
        names = [(mark.index, factor) for mark in MARKS[design] for factor in factors]
        if design == "sobol":
            names += [("second", f"{one}*{other}") for one, other in itertools.combinations(factors, 2)]
        for index, factor in names:
            value = rng.uniform(0, 1)
            rows.append((combination, measure, factor, index, value, value - 0.1, value + 0.1))
        if design == "subsets":
            rows.append((combination, measure, ALL, "together", 2.0, 1.5, 2.5))
        rows.append((combination, measure, ALL, NOISE, 0.034, np.nan, np.nan))
    return pd.DataFrame(rows, columns=["combination", "measure", "factor", "index", "value", "low", "high"])


@pytest.mark.parametrize("design", MARKS)
def test_same_indices_same_bytes_in_any_session(design, tmp_path):
    """Protects pictures in a repository: no dates, random ids or settings of the user; and the session of the user."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    with matplotlib.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.hashsalt": "other"}):
        made = draw(made_up(design), design, first)
    before = dict(matplotlib.rcParams)
    draw(made_up(design), design, second)
    assert dict(matplotlib.rcParams) == before
    names = {f"{name}.{ending}" for name in made for ending in ("png", "svg")}
    assert {path.name for path in first.iterdir()} == names
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }
    assert made == (["sensitivity", "sensitivity_second"] if design == "sobol" else ["sensitivity"])


@pytest.mark.parametrize("design", MARKS)
def test_every_value_is_drawn_where_it_is(design):
    """Protects rows, columns and symbols from a mix-up."""
    indices = made_up(design, combinations=("reactive", "anticyclical"))
    figure, order = _factors(indices, design, "en"), ranked(indices, design)
    places = list(itertools.product(("reactive", "anticyclical"), ("trust", "incidents", "effort_per_solved")))
    assert len(figure.axes) == len(places)
    for (combination, measure), axes in zip(places, figure.axes, strict=True):
        rows = indices[(indices["combination"] == combination) & (indices["measure"] == measure)]
        symbols = [item for item in axes.collections if len(item.get_offsets()) == len(order)]
        assert len(symbols) == len(MARKS[design])
        for mark, drawn in zip(MARKS[design], symbols, strict=True):
            expected = rows[rows["index"] == mark.index].set_index("factor")["value"].reindex(order)
            assert np.asarray(drawn.get_offsets())[:, 0] == pytest.approx(expected.to_numpy())


@pytest.mark.parametrize("design", MARKS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measures", [("trust",), ("trust", "incidents", "misfit")])
def test_no_words_overlap(design, language, measures):
    """Protects a reader from a legend in the title, or a note in the name of a panel."""
    with matplotlib.style.context(style(), after_reset=True):
        figure = _factors(made_up(design, measures=measures), design, language)
        figure.draw_without_rendering()
    boxes = [figure._suptitle.get_window_extent(), figure._supxlabel.get_window_extent()]
    title_lines = figure._suptitle.get_text().count("\n") + 1
    boxes[0].y0 += (title_lines - 1) / title_lines * boxes[0].height  # its last lines are empty: they hold the legend
    boxes.append(figure.legends[0].get_window_extent())
    for axes in figure.axes:
        boxes += [text.get_window_extent() for text in (axes._left_title, *axes.texts)]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    assert all(box.x1 <= figure.bbox.x1 + 1 for box in boxes)


def test_pairs_stand_where_their_names_meet():
    """Protects the triangle: each pair once, under its value, bold where its interval excludes zero."""
    indices = made_up("sobol", measures=("trust",))
    order, second = ranked(indices, "sobol"), indices[indices["index"] == "second"].set_index("factor")
    figure = _pairs(indices, "en")
    texts = {tuple(np.floor(text.get_position()).astype(int)): text for text in figure.axes[0].texts}
    assert len(texts) == len(second)
    for (column, row), text in texts.items():
        one, other = order[column], order[row + 1]
        pair = second.loc[f"{one}*{other}" if f"{one}*{other}" in second.index else f"{other}*{one}"]
        assert float(text.get_text()) == pytest.approx(pair["value"], abs=0.006)
        assert (text.get_weight() == "bold") == bool(pair["low"] > 0)


def test_one_seed_and_flat_measures_are_said():
    """Protects a reader from taking silence about noise for none, and an empty panel for an error."""
    indices = made_up("sobol", measures=("trust", "misfit"))
    indices.loc[indices["index"] == NOISE, "value"] = np.nan
    indices.loc[indices["measure"] == "misfit", ["value", "low", "high"]] = np.nan
    trust, misfit = _factors(indices, "sobol", "en").axes
    assert say("figure.index.no_noise", "en") in [text.get_text() for text in trust.texts]
    assert say("figure.index.flat", "en") in [text.get_text() for text in misfit.texts]


def test_a_dutch_picture_is_dutch(tmp_path):
    """Protects the Dutch pictures from gaps, and instruments, factors, measures and units from their English names."""
    factors = ["pilots", "board_norm"]
    draw(made_up("subsets", factors=factors), "subsets", tmp_path, "nl")
    ElementTree.parse(tmp_path / "sensitivity.svg")
    figure = _factors(made_up("subsets", factors=factors), "subsets", "nl")
    labels = {label.get_text() for label in figure.axes[0].get_yticklabels()}
    assert labels == {"experimenteerruimte", "norm van de bestuursraad"}
    figure = _factors(made_up("morris", measures=("misfit",), factors=["officials.courage"]), "morris", "nl")
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["Lef"]
    assert "Misfit van beleid" in (figure.axes[0].get_title(), figure.axes[0].get_title("left"))
    assert "afstand tot behoeften" in figure.axes[0].get_xlabel()


def test_factors_that_end_alike_keep_their_whole_key():
    """Protects two factors from sharing one name."""
    figure = _factors(made_up("morris", factors=["a.hours", "b.hours", "c.pace"]), "morris", "en")
    assert {label.get_text() for label in figure.axes[0].get_yticklabels()} == {"a.hours", "b.hours", "pace"}
