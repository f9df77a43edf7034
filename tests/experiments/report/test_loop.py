"""The chapter on the loop: directions follow the rows, the ring lets nothing overlap, and the data's doubt is said."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from abm.analysis.tables import reading_from
from abm.experiments import loop_strengths
from abm.experiments.common import as_written
from abm.experiments.report.chapters import loop
from abm.experiments.report.look import styled
from abm.experiments.report.ring import NUMBERS
from abm.words import LANGUAGES
from tests.experiments.report.test_book import copied, told
from tests.experiments.test_loop_strengths import seen_of


@pytest.fixture
def folder(tmp_path):
    """Tables of worlds in which every push gives half of itself and incidents half a week of everything."""
    extra = {(item.name, stage): 13.0 for item in loop_strengths.PUSHES for stage in loop_strengths.STAGES}
    extra |= {(loop_strengths.INCIDENTS, stage): 0.5 for stage in loop_strengths.STAGES}
    seen = seen_of(extra)
    seen["extra"] *= 1.0 + 0.01 * seen["world"]
    made = {"loop_strengths": loop_strengths.arrows(seen), "loop_strengths_stages": loop_strengths.stages(seen)}
    for name, table in made.items():
        (tmp_path / f"{name}.csv").write_bytes(as_written(table, 4))
    return copied(tmp_path, "loop_cut")


def said(folder, **changes: dict[str, object]) -> list[str]:
    """What the chapter says where rows of a table are changed."""
    for name, change in changes.items():
        rows = pd.read_csv(folder / f"{name}.csv")
        where = rows.eval(change.pop("where"))
        for column, value in change.items():
            rows.loc[where, column] = value
        rows.to_csv(folder / f"{name}.csv", index=False)
    with reading_from(folder), styled():
        return told(loop.write("en"))


@pytest.mark.parametrize(
    ("found", "text"),
    [("up", "More incidents follow:"), ("down", "Fewer incidents follow"), ("none found", "It is not found that more")],
)
def test_what_comes_back_is_said_by_its_row(found, text, folder):
    """The heading is what was found of incidents without norms."""
    row = {"where": "norms == 'reactive' and stage == 'incidents'", "found": found, "extra": 7.77}
    first = said(folder, loop_strengths_stages=row)[0]
    assert first.startswith(text) and "+7.8%" in first


def test_it_dies_at_the_first_stage_of_the_essay_where_nothing_is_found(folder):
    """And nowhere where more or less is found everywhere; what stands beside the ring is no stage of it."""
    assert not any("the first stage in" in text for text in said(folder))
    row = {"where": "norms == 'reactive' and stage in ('haste', 'misfit', 'unfinished')", "found": "none found"}
    (dies,) = [text for text in said(folder, loop_strengths_stages=row) if "the first stage in" in text]
    assert "nothing is found: haste" in dies


def test_arrows_are_counted_as_the_essay_draws_them(folder):
    """Those that go the other way round are told apart from those that are not found."""
    arrow = {"where": "norms == 'reactive' and cause == 'unrest'", "found": "down", "strength": -0.41}
    before = next(text for text in said(folder) if "of the 8 arrows" in text)
    after = said(folder, loop_strengths=arrow)
    counted = next(text for text in after if "of the 8 arrows" in text)
    numbers = [int(text.split()[-3]) for text in (before, counted)]
    assert numbers[0] - numbers[1] == 1
    assert any("the other way round" in text and "\N{MINUS SIGN}0.41" in text for text in after)


def test_that_the_data_do_not_support_the_loop_is_said(folder):
    """Where that study is there; the chapter can be made without it."""
    assert any(text.startswith("The loop is not supported by the data") for text in said(folder))
    (folder / "loop_cut.csv").unlink()
    assert not any("supported by the data" in text for text in said(folder))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_rings_overlaps(language, folder):
    """No number covers another, and none lies on a stage; every arrow has its number."""
    with reading_from(folder), styled():
        figure = loop.write(language).drawing.figure
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    renderer = canvas.get_renderer()
    for axes in figure.subfigs[0].axes:
        texts = [text for text in axes.texts if text.get_text()]
        boxes = [text.get_window_extent(renderer) for text in texts]
        assert not [(a, b) for (a, one), (b, two) in itertools.combinations(zip(texts, boxes, strict=True), 2)
                    if one.overlaps(two)]  # fmt: skip
        numbers = [box for text, box in zip(texts, boxes, strict=True) if text.get_zorder() == NUMBERS]
        assert len(numbers) == sum(len(item.effects) for item in loop_strengths.PUSHES)
        stages = [patch.get_window_extent(renderer) for patch in axes.patches if hasattr(patch, "radius")]
        assert len(stages) == len(loop_strengths.STAGES)
        for stage in stages:
            centre, radius = (stage.x0 + stage.width / 2, stage.y0 + stage.height / 2), stage.width / 2
            for box in numbers:
                across = max(box.x0 - centre[0], 0.0, centre[0] - box.x1)
                up = max(box.y0 - centre[1], 0.0, centre[1] - box.y1)
                assert across**2 + up**2 >= radius**2


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_drawn_is_in_the_data(language, folder):
    """Stages and arrows under both norm sets, and found in words."""
    with reading_from(folder), styled():
        data = loop.write(language).drawing.data
    arrows = sum(len(item.effects) for item in loop_strengths.PUSHES)
    assert len(data) == len(loop_strengths.NORMS) * (len(loop_strengths.STAGES) + arrows)
    assert data.notna().all().all()
