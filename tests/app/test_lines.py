"""What the time pictures show, and what they say in words, tables and data.

Longer than 400 lines: one test for each thing that they promise.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from abm.app import look
from abm.app.frames import Scene
from abm.app.levers import Start
from abm.app.look import contrast
from abm.app.pictures import event_marks
from abm.app.schedule import Happening
from abm.app.snapshot import Snapshot
from abm.app.timeline import numbered, scheduled
from abm.app.twin import History
from abm.app.views import lines, readout, scales
from abm.app.views.series import WARMING, Band
from abm.app.views.smoothing import MOST, SMOOTHED, smoothed
from abm.parameters import Event
from abm.words import LANGUAGES, measure_name, number, say
from tests.app.picture import of_class, read, tips, within, words

WEEKS = np.arange(-104, 157)
FLAT = np.full(len(WEEKS), 0.45)
Element = ElementTree.Element


def values(root: Element, name: str, twin: str | None = None) -> list[tuple[float, float]]:
    path = next(e for e in of_class(root, name) if twin is None or e.get("data-twin") == twin).get("d", "")
    return [tuple(float(v) for v in part.split()) for part in re.split("[ML]", path) if part]  # type: ignore[misc]


def drawn(measure: str = "trust", a: np.ndarray = FLAT, b: np.ndarray | None = FLAT, **more) -> Element:
    return read(lines.draw(lines.Series(measure, WEEKS, a, b), "en", "one", "two", **more))


def band(half: float, centre: float = 0.0, **changed) -> Band:
    """Bands of a twentieth of the weeks, as wide everywhere."""
    weeks = np.arange(0, 157, 4)
    flat = np.full(len(weeks), 0.45)
    bounds = {f"{end}_{twin}": flat + way * half for end, way in (("low", -1), ("high", 1)) for twin in "ab"}
    bounds |= {"low_d": np.full(len(weeks), centre - half), "high_d": np.full(len(weeks), centre + half)}
    return Band(**({"weeks": weeks, **bounds, "lives": 7, "wanted": 20} | changed))


# --- lines and their axes ---


def test_lines_are_to_scale_with_zero_marked():
    """Higher is higher, the difference is B minus A, and its zero line lies where it is nought."""
    b = np.where(WEEKS < 0, 0.45, 0.45 + 0.001 * WEEKS)
    root = drawn(b=b)
    first, second = values(root, "abm-line", "A"), values(root, "abm-line", "B")
    assert [x for x, _ in first] == [x for x, _ in second]
    assert first[:WARMING] == second[:WARMING]
    assert second[-1][1] < first[-1][1]
    zero = float(of_class(root, "abm-zero")[0].get("d", "").split("H")[0].split()[1])
    gap = values(root, "abm-difference")
    assert gap[0][1] == pytest.approx(zero, abs=0.05)
    rise = [zero - y for _, y in gap]
    assert rise[-1] / rise[-52] == pytest.approx((b[-1] - 0.45) / (b[-52] - 0.45), rel=0.02)
    assert "+15.6" in words(root)


def test_weeks_of_warming_up_are_no_history():
    """Of the burn-in only the last weeks stand on the axis, under a veil and named; nothing stands there without."""
    root = drawn()
    assert len(values(root, "abm-line", "A")) == WARMING + 157
    assert root.get("data-first") == str(-WARMING)
    veil = of_class(root, "abm-warming")[0].find("{*}rect")
    assert float(veil.get("x")) == float(root.get("data-x0"))
    zero = float(of_class(root, "abm-force")[0].find("{*}path").get("d")[1:].split()[0])
    assert float(veil.get("x")) + float(veil.get("width")) == pytest.approx(zero, abs=0.1)
    assert say("lines.warming", "en") in words(root)
    later = read(lines.draw(lines.Series("trust", range(5), FLAT[:5], FLAT[:5]), "en"))
    assert not of_class(later, "abm-warming") and say("lines.warming", "en") not in words(later)


def test_a_world_still_warming_up_is_shown():
    """A single model of Mesa's own page is looked at in its burn-in too."""
    root = read(lines.draw(lines.Series("trust", WEEKS[:20], FLAT[:20]), "en"))
    assert len(values(root, "abm-line", "A")) == 20
    assert not of_class(root, "abm-force")


@pytest.mark.parametrize("measure", lines.MEASURES)
def test_a_difference_of_nothing_is_no_mountain(measure: str):
    """What a hundredth of the least span differs, fills neither plot: the axes have a least span, told by a reason."""
    scale = scales.SCALES[measure]
    assert scale.least > 0.0 and scale.apart > 0.0
    by = scales.factor(measure)
    base = np.full(len(WEEKS), 40.0 / by)
    b = base + 0.01 * scale.apart / by * np.sin(WEEKS)
    root = drawn(measure, base, b)
    for name in ("abm-line", "abm-difference"):
        heights = [y for _, y in values(root, name, "B" if name == "abm-line" else None)]
        assert max(heights) - min(heights) < 2.0, name


def test_the_least_spans_hold_what_luck_alone_does():
    """An axis of the difference that is shorter than the luck of one life makes luck a finding."""
    for measure, deviation in (("trust", 0.51), ("incidents", 1.59), ("unrest", 0.31), ("pressure", 2.15)):
        scale = scales.SCALES[measure]
        assert scale.apart > 2**0.5 * deviation, measure
        assert scale.least > 6 * deviation, measure


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_axis_that_does_not_start_at_nought_says_so(language: str):
    """In a sign, in words at the sign, and in what a screen reader says; one that starts at nought says nothing."""
    broken = read(lines.draw(lines.Series("trust", WEEKS, FLAT, FLAT), language))
    foot = float(broken.get("data-broken"))
    assert foot > 0.0
    sign = of_class(broken, "abm-broken")[0]
    told = say("lines.broken.told", language, value=number(foot, language, 0))
    assert say("lines.broken", language, value=number(foot, language, 0)) in words(sign) and tips(sign) == [told]
    assert told in broken.get("aria-label", "")
    whole = read(lines.draw(lines.Series("unrest", WEEKS, 0.02 * FLAT, 0.02 * FLAT), language))
    assert not of_class(whole, "abm-broken") and whole.get("data-broken") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("last", [0, 5, 20, 60, 110, 520, 2000])
def test_words_of_a_broken_axis_are_clear_of_lines(last: int, language: str):
    """Neither week 0 nor an event or a lever crosses what says where the axis starts, however long the run is."""
    weeks = np.arange(-13, last + 1)
    marks = [lines.Mark(week, "x", place + 1) for place, week in enumerate((3, 9, 30, 50)) if week <= last]
    flat = np.full(len(weeks), 0.47)
    root = read(lines.draw(lines.Series("trust", weeks, flat, flat), language, "", "", marks))
    sign = next(part for part in of_class(root, "abm-broken")[0] if part.tag.endswith("text"))
    left, right = float(sign.get("x", "")), float(sign.get("x", "")) + 6.5 * len(sign.text or "")
    crossing = [
        float(re.match(r"M([\d.]+) ", path.get("d", ""))[1])  # type: ignore[index]
        for line in of_class(root, "abm-force") + of_class(root, "abm-event")
        for path in line.findall("{*}path")
        if "V" in path.get("d", "")
    ]
    assert len(crossing) == 1 + len(marks)
    assert not [place for place in crossing if left - 2 < place < right]


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (0.3, 0.9), (44.0, 46.0), (0.0, 90.0), (-3.0, 4.0)])
@pytest.mark.parametrize("measure", [*lines.MEASURES, "misfit"])
def test_axes_hold_all_values(measure: str, low: float, high: float):
    """No line leaves its plot, and no measure that is never negative gets an axis below 0."""
    marks = scales.span(measure, np.array([low, high]))
    assert marks[0] <= low and high <= marks[-1]
    assert marks[-1] - marks[0] >= scales.scale_of(measure).least
    assert low < 0.0 or marks[0] >= 0.0
    apart = scales.span_apart(measure, np.array([low - high]), marks[-1] - marks[0])
    assert apart[0] <= low - high
    for gap in (-0.1, 0.1):
        least = scales.span_apart(measure, np.array([gap]), 10.0)
        assert least[0] <= -(scales.scale_of(measure).apart or 1.0) and least[-1] >= (
            scales.scale_of(measure).apart or 1.0
        )


def test_an_unknown_week_breaks_the_line():
    """A week without cases is a gap, not a nought."""
    shown = np.array([0.2, np.nan, 0.4, 0.4])
    root = read(lines.draw(lines.Series("share_tick_box", range(4), shown, shown), "en"))
    assert next(iter(of_class(root, "abm-line"))).get("d", "").count("M") == 2
    assert root.get("data-a", "").split()[1] == "-"
    nothing = np.full(4, np.nan)
    assert of_class(read(lines.draw(lines.Series("lead_time", range(4), nothing, nothing), "nl")), "abm-zero")


def test_a_first_week_can_be_drawn():
    """The page draws as soon as one week was lived, and before; words and table do not fail either."""
    for weeks in ([], [0], [-1]):
        flat = [0.4] * len(weeks)
        series = lines.Series("trust", weeks, flat, flat)
        assert read(lines.draw(series, "nl")) is not None
        assert isinstance(readout.sentence(series, "nl"), str)
        assert readout.table(series, "nl").count("<tr>") == 1 + (weeks == [0])


def test_a_long_run_is_thinned_and_keeps_its_mean():
    """After 2,000 weeks a plot is no larger than after 400, and no less true."""
    weeks = np.arange(-104, 5096)
    noise = np.sin(weeks * 12.9898) * 0.01 + 0.45
    series = lines.Series("trust", weeks, noise, noise)
    when, line = series.thinned()
    assert len(when) <= MOST
    assert line[0].mean() == pytest.approx(noise[weeks >= -WARMING].mean(), abs=1e-4)
    short = lines.Series("trust", weeks[:480], noise[:480], noise[:480])
    assert len(lines.draw(series, "en")) < 1.3 * len(lines.draw(short, "en"))


def test_incidents_are_a_moving_mean():
    """A count that jumps from week to week is shown as its mean over a quarter, as the page says."""
    counts = np.zeros(60)
    counts[30] = 13.0
    _, (smooth,) = lines.Series("incidents", np.arange(60), counts).thinned()
    assert smooth[29] == 0.0
    assert smooth[30:43] == pytest.approx(np.ones(13))
    assert smooth[43] == 0.0
    assert smoothed(counts, SMOOTHED["incidents"]) == pytest.approx(smooth)
    assert say("lines.mean", "en", weeks=13) in words(drawn("incidents", FLAT, FLAT))


# --- which way is better ---


def test_measures_say_which_way_is_better():
    """Beside the name, where one way is better; pressure is no outcome, and is not judged."""
    for measure, key in (("trust", "lines.better.higher"), ("incidents", "lines.better.lower")):
        assert of_class(drawn(measure), "abm-better")[0].text == say(key, "en")
    assert not of_class(drawn("pressure"), "abm-better")


@pytest.mark.parametrize(
    ("measure", "change", "meaning"),
    [
        ("trust", 0.02, "better"),
        ("trust", -0.02, "worse"),
        ("unrest", 0.02, "worse"),
        ("unrest", -0.02, "better"),
        ("pressure", 0.02, "higher"),
        ("pressure", -0.02, "lower"),
    ],
)
def test_the_tint_of_the_difference_is_what_it_means(measure: str, change: float, meaning: str):
    """Neither twin's own colour; what is worse (or lower) is hatched as well, and the key says both in words."""
    root = drawn(measure, FLAT, FLAT + change)
    areas = {e.get("data-meaning"): e for e in of_class(root, "abm-meaning")}
    reach = {m: np.ptp([float(y) for y in re.findall(r" ([\d.]+)", e.get("d"))]) for m, e in areas.items()}
    assert {name for name, height in reach.items() if height > 1.0} == {meaning}
    assert areas[meaning].get("fill") not in look.TWINS.values()
    assert areas[meaning].get("fill") == {"better": look.BETTER, "worse": look.WORSE}.get(meaning, look.SOFT)
    for name in areas:
        assert say(f"lines.verdict.{name}", "en") in words(root)
    hatching = [e for e in root.iterfind(".//{*}path") if e.get("d", "").count("V") > 40]
    assert bool(hatching) == (meaning in ("worse", "lower"))
    assert readout.sentence(lines.Series(measure, WEEKS, FLAT, FLAT + change), "nl").endswith(
        f"{say(f'lines.verdict.{meaning}', 'nl')}."
    )


def test_a_difference_that_is_not_shown_is_none():
    """What rounds to nought is said to be no difference."""
    assert say("lines.verdict.same", "en") in readout.sentence(lines.Series("trust", WEEKS, FLAT, FLAT + 1e-5), "en")


def test_tints_can_be_told_apart_and_read():
    """Lines of the tints stand out on paper."""
    assert min(contrast(look.BETTER, look.PAPER), contrast(look.WORSE, look.PAPER)) > 4.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_large_enough_and_stays_inside(language: str):
    """12 px or more where a picture is 411 px wide, as two stand to a row on a page of 1280."""
    marks = [lines.Mark(n * 7, "it", n + 1, n % 2 == 1) for n in range(22)]
    long = "leadership that gives room and takes its time"
    for measure in lines.MEASURES:
        series = lines.Series(measure, WEEKS, FLAT, FLAT + 0.1)
        root = read(lines.draw(series, language, long, long, marks, band(0.01)))
        within(root)
        width = float(root.get("viewBox", "").split()[2])
        assert min(float(e.get("font-size", "0")) for e in root.iterfind(".//{*}text")) * 411 / width >= 12.0
        assert long in tips(root)


# --- events ---


def test_events_are_marked_in_their_week():
    """Each stands at the place of its week, with its number, and says what it was; those off the axis are left out."""
    marks = [
        lines.Mark(4, "first", 1),
        lines.Mark(60, "second", 2, lever=True),
        lines.Mark(61, "third", 3),
        lines.Mark(300, "not yet", 4),
    ]
    root = drawn(marks=marks)
    found = of_class(root, "abm-event")
    assert [mark.get("data-week") for mark in found] == ["4", "60", "61"]
    assert [mark.get("data-event") for mark in found] == ["1", "2", "3"]
    assert [mark.get("data-kind") for mark in found] == ["event", "lever", "event"]
    assert [tips(mark) for mark in found] == [["first"], ["second"], ["third"]]
    points = values(root, "abm-line", "A")
    for mark, week in zip(found, (4, 60, 61), strict=True):
        place = float(mark.find("{*}path").get("d", "")[1:].split()[0])
        assert place == pytest.approx(points[WARMING + week][0], abs=0.1)
    assert [e.text for mark in found for e in mark.iterfind(".//{*}text")] == ["1", "2–3"]
    assert say("lines.event", "en") in words(root) and say("lines.lever", "en") in words(root)
    assert say("lines.event", "en") not in words(drawn(marks=marks[3:]))


def test_flags_never_cover_each_other():
    """Any number of events: every number can be read, on a flag of its own or on one from the first to the last."""
    random = np.random.default_rng(1)
    for count in (1, 5, 40, 200):
        weeks = sorted(random.integers(-WARMING, 157, count).tolist())
        root = drawn(marks=[lines.Mark(week, "it", n + 1) for n, week in enumerate(weeks)])
        flags = [
            (e.find("{*}rect"), e.find("{*}text")) for e in of_class(root, "abm-event") if e.find("{*}rect") is not None
        ]
        boxes = [(float(box.get("x")), float(box.get("width"))) for box, _ in flags]
        assert all(x + width <= other + 0.02 for (x, width), (other, _) in pairwise(boxes))
        spans = [[int(n) for n in text.text.split("–")] for _, text in flags]
        assert [n for span in spans for n in range(span[0], span[-1] + 1)] == list(range(1, count + 1))
        assert len(of_class(root, "abm-event")) == count


def test_the_week_in_which_norms_take_force_has_a_sign_of_its_own():
    """It is no event of the schedule and has no number; where week 0 is not on the axis there is none."""
    force = of_class(drawn(), "abm-force")
    assert [mark.get("data-force") for mark in force] == ["0"]
    assert force[0].get("data-event") is None
    assert tips(force[0]) == [say("lines.force", "en")]
    assert say("lines.force", "en") in words(drawn())


def test_marks_tell_what_struck_and_whom(twins: tuple[Snapshot, Snapshot]):
    """What only one world met is told with its letter; a lever that was moved is marked as one."""
    fell, gone = Event(week=16, kind="incident", target="3", size=60.0), Event(week=16, kind="caretaker", size=28.0)
    thrown, moved = Event(week=20, kind="cabinet"), Event(week=18, kind="set", target="officials.courage", size=0.9)
    history = History(np.arange(30), {}, {})
    marks = event_marks(Scene(twins, history, ((moved, thrown), (fell, gone, thrown))), "en")
    assert [(mark.week, mark.number, mark.lever) for mark in marks] == [
        (16, 1, False), (16, 2, False), (18, 3, True), (20, 4, False),
    ]  # fmt: skip
    assert "B: " in marks[0].text and "severity 60" in marks[0].text and "B: " in marks[1].text
    assert "28 weeks" in marks[1].text and "A: " in marks[2].text
    assert "A: " not in marks[3].text and "B: " not in marks[3].text


def test_the_list_has_the_numbers_of_the_pictures():
    """Lines of scenario and visitor in one order; one that is entered later changes no number of what was."""
    a, b = Start.of({}), Start.of({"scenario": "netherlands_2012_2023"})
    early = [Happening(None, Event(week=30, kind="crisis", target="7", size=10.0))]
    twice = Event(week=40, kind="incident", target="3", size=60.0)
    later = [*early, Happening(1, Event(week=40, kind="set", target="officials.courage", size=0.9))]
    later += [Happening(None, twice), Happening(None, twice)]
    first, second = (numbered(scheduled(entries, (a, b)), 8, "en") for entries in (early, later))
    assert [line.number for line in second] == list(range(1, len(second) + 1))
    assert [line.week for line in second] == sorted(line.week for line in second)
    seen = [line for line in first if line.week <= 39]
    assert len(seen) > 1 and second[: len(seen)] == seen
    assert len(second) == len(first) + 3, "the same event twice is two lines"
    assert {line.side for line in first} == {None, 1}
    lived = tuple(tuple(e for e in side if e.week <= 40) for side in scheduled(later, (a, b)))
    assert numbered((lived[0], lived[1]), 8, "en") == [line for line in second if line.week <= 40]
    assert [line.lever for line in second].count(True) == 1


# --- many lives ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_band_says_when_a_difference_may_be_none(language: str):
    """Weak where the lives lie on both sides of nought: in the picture, to a screen reader, and in the sentence."""
    series = lines.Series("trust", WEEKS, FLAT, FLAT + 0.01)
    for lives, weak in ((band(0.02, 0.01), True), (band(0.005, 0.01), False), (band(0.01, 0.01), True)):
        root = read(lines.draw(series, language, band=lives))
        assert root.get("data-weak") == str(weak).lower()
        start = say("lines.band.weak", language, low="", high="").partition("(")[0]
        assert (start in words(root)) == weak == (start in root.get("aria-label", ""))
        assert (start in readout.sentence(series, language, band=lives)) == weak
        assert say("lines.band", language, lives=7, wanted=20) in words(root)
    assert drawn().get("data-weak") is None


def test_the_sentence_and_the_table_tell_no_week_that_the_page_has_not_reached():
    """Other lives run ahead, and the page looks back: the band is told of the page's own week, as it is drawn."""
    weeks = np.arange(81)
    series = lines.Series("trust", weeks, np.full(81, 0.45), np.full(81, 0.46))
    lives = band(0.02, 0.01)
    later = np.where(lives.weeks > 80, 0.3, lives.low_d), np.where(lives.weeks > 80, 0.4, lives.high_d)
    ahead = band(0.02, 0.01, low_d=later[0], high_d=later[1])
    for told in (readout.sentence, readout.table):
        assert told(series, "en", "x", "y", ahead) == told(series, "en", "x", "y", lives)


def test_the_band_lies_under_the_life_that_is_shown():
    """Three areas to scale behind the lines, which stay; both axes hold them."""
    root = drawn(band=band(0.1, 0.2))
    order = list(root.iter())
    group = next(e for e in order if e.get("data-testid") == "band")
    areas = of_class(group, "abm-band")
    assert [area.get("fill") for area in areas] == [look.COLOUR_A, look.COLOUR_B, look.SOFT]
    assert order.index(group) < order.index(of_class(root, "abm-line")[0])
    for area, (top, bottom) in zip(areas, [(106, 232), (106, 232), (286, 350)], strict=True):
        heights = [float(y) for y in re.findall(r" ([\d.]+)", area.get("d"))]
        assert top <= min(heights) and max(heights) <= bottom
        assert max(heights) - min(heights) > 10
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", areas[0].get("d"))]
    points = values(root, "abm-line", "A")
    assert (min(xs), max(xs)) == pytest.approx((points[WARMING][0], points[-1][0]), abs=0.1)


def test_a_band_may_lack_weeks_or_all():
    """Nothing known draws nothing and says nothing of weak; a gap parts the area."""
    nothing = band(0.01)
    hole = nothing.low_a.copy()
    hole[10:12] = np.nan
    root = drawn(band=band(0.01, low_a=hole))
    assert of_class(root, "abm-band")[0].get("d", "").count("Z") == 2
    empty = np.full(len(nothing.weeks), np.nan)
    blank = band(0.01, **{f"{end}_{twin}": empty for end in ("low", "high") for twin in "abd"})
    root = drawn(band=blank)
    assert root.get("data-weak") is None
    assert "nan" not in lines.draw(lines.Series("trust", WEEKS, FLAT, FLAT), "en", band=blank)
    none = band(0.01, weeks=np.array([], int), **{f"{end}_{t}": np.array([]) for end in ("low", "high") for t in "abd"})
    assert drawn(band=none) is not None
    assert readout.table(lines.Series("trust", WEEKS, FLAT, FLAT), "en", band=none)


# --- in numbers ---


def test_a_script_finds_what_is_drawn():
    """Weeks, values and places for a crosshair: as many as points, and at the place of each."""
    b = FLAT + 0.0001 * WEEKS
    root = drawn(b=b)
    weeks = [int(week) for week in root.get("data-weeks", "").split()]
    given = {name: [float(v) for v in root.get(f"data-{name}", "").split()] for name in "abd"}
    assert weeks == list(range(-WARMING, 157))
    assert given["a"] == pytest.approx(100 * FLAT[104 - WARMING :], abs=0.01)
    assert given["d"] == pytest.approx(100 * (b - FLAT)[104 - WARMING :], abs=0.01)
    x0, x1, first, last = (float(root.get(f"data-{name}")) for name in ("x0", "x1", "first", "last"))
    for (x, _), week in zip(values(root, "abm-line", "B"), weeks, strict=True):
        assert x0 + (week - first) / (last - first) * (x1 - x0) == pytest.approx(x, abs=0.06)
    assert root.get("data-measure") == "trust" and root.get("tabindex") == "0"
    alone = drawn(b=None)
    assert alone.get("data-b") is None and "{b}" not in alone.get("data-told", "")


class Cells(HTMLParser):
    """Cells of a table by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.caption, self._in = "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._in = tag
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in in ("td", "th"):
            self.rows[-1].append(data)
        elif self._in == "caption":
            self.caption += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_the_mean_of_every_year(language: str):
    """From week 0 on; the year under way says so; names are escaped."""
    weeks = np.arange(-104, 114)
    a = np.where(weeks < 0, 0.9, 0.40 + 0.02 * (weeks // 52) - 0.52 * (weeks % 52 == 0) + 0.52 * (weeks % 52 == 1))
    series = lines.Series("trust", weeks, a, a + 0.01)
    found = Cells(readout.table(series, language, "<b>", "two", band(0.005, 0.01)))
    assert measure_name("trust", language) in found.caption
    assert found.rows[0][1:3] == ["A <b>", "B two"]
    year = [[number(v, language, 1) for v in (40 + 2 * n, 41 + 2 * n)] for n in range(3)]
    assert [row[1:3] for row in found.rows[1:]] == year
    assert all(row[3] == number(1.0, language, 1, sign=True) for row in found.rows[1:])
    assert [row[0] for row in found.rows[1:3]] == ["1", "2"]
    assert found.rows[3][0] == say("lines.table.so_far", language, year="3", weeks=10)
    ends = "; ".join(number(v, language, 1, sign=True) for v in (0.5, 1.5))
    assert [row[4] for row in found.rows[1:]] == [ends] * 3
