"""The figures: the same bytes from the same weeks, honest bands, and no trace left in a user's session."""

import hashlib
import itertools
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pytest
from scipy import stats

from abm.analysis.figures import SOURCES, _incidents, _trust, curves, draw
from abm.observation.measures import MEASURES
from abm.words import say

from .made_up import weekly

FILES = ("trust.png", "trust.svg", "incidents.png", "incidents.svg")


def digests(folder) -> dict[str, str]:
    """Fingerprint of every file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_weeks_same_bytes_also_in_another_process_and_session(tmp_path, monkeypatch):
    """Protects figures in a repository from changing without a reason: no dates, random ids or user's settings."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    weeks = weekly()
    with matplotlib.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.hashsalt": "other"}):
        draw(weeks, first)
    weeks.to_parquet(tmp_path / "weeks.parquet")
    code = (
        "import sys, pathlib, pandas as pd; from abm.analysis.figures import draw;"
        "draw(pd.read_parquet(sys.argv[1]), pathlib.Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code, tmp_path / "weeks.parquet", second], check=True)
    assert set(digests(first)) == set(FILES)
    assert digests(first) == digests(second)


def test_a_session_is_left_as_it_was(tmp_path, recwarn):
    """Protects a notebook from losing its style or backend, and a user from warnings that are not theirs."""
    before = dict(matplotlib.rcParams)
    draw(weekly(seeds=1), tmp_path)
    assert dict(matplotlib.rcParams) == before
    assert [str(warning.message) for warning in recwarn] == []


def test_bands_are_student_intervals_over_seeds_and_one_seed_has_none():
    """Protects a reader from a band that means something else, or that one run cannot support."""
    weeks = weekly(seeds=5)
    curve = next(curve for curve in curves(weeks, "trust") if curve.norms == "anticyclical")
    values = weeks[(weeks["norms"] == "anticyclical") & (weeks["week"] == 30)]["trust"].to_numpy()
    at = int(np.flatnonzero(np.isclose(curve.years, 30 / 52))[0])
    expected = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert [curve.mean[at], curve.low[at], curve.high[at]] == pytest.approx(
        [values.mean(), expected.low, expected.high]
    )
    assert all(np.isnan(curve.low).all() for curve in curves(weekly(seeds=1), "trust"))


def test_incidents_are_quarterly_sums_on_the_scale_of_a_year():
    """Protects the axis: 13 weeks that end in the week shown, and no value from a window that is not full."""
    weeks = weekly(norms=("reactive",), seeds=1)
    (curve,) = curves(weeks, "incidents", window=13)
    assert np.isnan(curve.mean[:12]).all()
    recorded = weeks["incidents"].to_numpy()
    assert curve.mean[12:] == pytest.approx([recorded[end - 12 : end + 1].mean() for end in range(12, len(recorded))])


@pytest.mark.parametrize("weeks", [1, 2, 15])
def test_a_very_short_run_still_has_its_figures(tmp_path, weeks):
    """Protects a first try with few weeks from failing at the very end."""
    draw(weekly(burn_in=0, weeks=weeks), tmp_path)
    assert set(digests(tmp_path)) == set(FILES)


def test_measures_that_were_not_kept_are_left_out(tmp_path):
    """Protects runs with record.measures reduced: no figure without its measure, no panel without its source."""
    draw(weekly().drop(columns=["incidents", "incidents_misfit", "incidents_coordination"]), tmp_path)
    assert set(digests(tmp_path)) == {"trust.png", "trust.svg"}
    assert len(_incidents(weekly().drop(columns="incidents_misfit"), "en").axes) == 2
    assert len(_incidents(weekly(), "en").axes) == 3


def test_the_measures_drawn_are_measured_and_per_ministry_year():
    """Protects the axes: the record must hold what they say, incidents already as a yearly rate per ministry."""
    assert "trust" in MEASURES
    assert {MEASURES[name].unit for name in ("incidents", *SOURCES)} == {"1/(ministry year)"}


def test_every_line_is_named_and_no_two_names_overlap():
    """Protects direct labels where norm sets end at the same value."""
    norms = tuple(f"set_{number}" for number in range(6))
    weeks = weekly(norms=norms, seeds=2).assign(trust=0.47)
    figure = _trust(weeks, "en")
    figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    named = sorted((boxes[name.replace("_", " ")] for name in norms), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 for below, above in itertools.pairwise(named))
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert len({str(line.get_color()) for line in lines}) == len(norms)


def test_a_dutch_figure_is_dutch(tmp_path):
    """Protects the Dutch figures from gaps, and the named norm sets from their English names."""
    figure = _trust(weekly(), "nl")
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "anticyclisch" in words
    assert figure.axes[0].get_ylabel() == say("figure.trust_axis", "nl") == "Gemiddeld vertrouwen (0 tot 1)"
    draw(weekly(), tmp_path, language="nl")
    ElementTree.parse(tmp_path / "trust.svg")
