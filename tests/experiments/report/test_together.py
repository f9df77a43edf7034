"""The chapter of maps: what is said of the three together follows the rows, and the maps show each cell once."""

from __future__ import annotations

import pytest

from abm.analysis.tables import reading_from, table
from abm.experiments.maps import INTERACTION, MAPS
from abm.experiments.report.chapters import together
from abm.experiments.report.look import styled
from abm.words import LANGUAGES
from tests.experiments.report.test_book import copied, told

SHIPPED = {"readiness": "conjunctive", "measure": "misfit"}


def changed(folder, lacking: str, **values: object):
    """The project's tables, with the row of misfit under the shipped rule changed."""
    rows = table("maps_together").copy()
    rows.loc[
        (rows[list(SHIPPED)] == list(SHIPPED.values())).all(axis=1) & (rows["lacking"] == lacking), list(values)
    ] = list(values.values())
    copied(folder, "maps")
    rows.to_csv(folder / "maps_together.csv", index=False)
    return folder


@pytest.mark.parametrize(
    ("found", "difference", "words"),
    [
        ("down", -0.2, "do more together than apart: misfit −0.200"),
        ("up", 0.2, "do less together than what each"),
        ("none found", 0.0, "It is not found that courage, loyalty and mandate do more together"),
    ],
)
def test_the_heading_follows_the_interaction(tmp_path, found, difference, words):
    """More together, less, or not found: by the row of the three-way contrast alone."""
    with reading_from(changed(tmp_path, INTERACTION, found=found, difference=difference)):
        assert words in together.write("en").sections[0].heading.text


def test_each_of_the_three_has_its_own_row(tmp_path):
    """What is said of courage is of the row in which courage alone is low."""
    with reading_from(changed(tmp_path, "courage", found="up", difference=0.123)):
        said = told(together.write("en"))
    assert "Where both others are high, policies fit worse with high than with low courage: misfit +0.123" in " ".join(
        said
    )


def test_the_package_is_counted_by_its_intervals(tmp_path):
    """Cells whose interval leaves 0 out, and the ends of all of them."""
    rows = table("maps").copy()
    cells = (rows["map"] == MAPS[-1].name) & (rows["norms"] == "anticyclical") & (rows["measure"] == "misfit")
    rows.loc[cells, ["brings", "brings_low", "brings_high"]] = [0.5, 0.4, 0.6]
    rows.loc[rows.index[cells][0], ["brings", "brings_low", "brings_high"]] = [-0.5, -0.6, -0.4]
    copied(tmp_path, "maps_together")
    rows.to_csv(tmp_path / "maps.csv", index=False)
    with reading_from(tmp_path):
        text = together.write("en").sections[-1].heading.text
    assert f"lower in 1 of {cells.sum()} combinations of bias and room, higher in {cells.sum() - 1}" in text
    assert "lowest −0.500 (−0.600; −0.400)" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_is_drawn_and_told(language):
    """The data below the figure hold each cell of each map with each measure."""
    with styled():
        drawing = together.write(language).drawing
    wanted = sum(len(one.xs) * len(one.ys) for one in MAPS) * len(together.MEASURES)
    assert drawing is not None and len(drawing.data) == wanted
    numbers = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert len(numbers) == wanted and all(numbers)
