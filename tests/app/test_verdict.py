"""The verdict above the pictures: it says what the numbers say, also where B is worse or nothing is known."""

from __future__ import annotations

import re

import numpy as np
import pytest

from abm.analysis.rule import smallest
from abm.app.cloud import NOW, SINCE, YEAR, Cloud, levels
from abm.app.lives import LIVES
from abm.app.twin import History
from abm.app.verdict import MeasureVerdict, TwinVerdict, lives_in_words, verdict
from abm.app.views import smoothing
from abm.app.views.lines import MEASURES
from abm.parameters import Event
from abm.words import LANGUAGES, number

BURN_IN, WEEKS = 104, 156
COUNT = BURN_IN + WEEKS
LEVEL = {"trust": 0.5, "incidents": 6.0, "unrest": 0.02, "pressure": 0.3}
NOISE = {"trust": 0.02, "incidents": 2.0, "unrest": 0.004, "pressure": 0.03}
CRISIS = Event(week=140, kind="crisis", target="3", size=10.0)


def world(
    shift: dict[str, float], spread: float = 0.1, lives: int = LIVES, wanted: int = LIVES, seed: int = 1
) -> Cloud:
    """Lives in which B differs from week 0 on by a shift and, from life to life, by some of the noise."""
    chance, cloud = np.random.default_rng(seed), Cloud(7, wanted)
    since = np.arange(COUNT) >= BURN_IN
    for row in range(lives):
        a = {name: LEVEL[name] + NOISE[name] * chance.standard_normal(COUNT) for name in MEASURES}
        gaps = {name: shift.get(name, 0.0) + spread * NOISE[name] * chance.standard_normal() for name in MEASURES}
        cloud = cloud.with_life(row, -BURN_IN, a, {name: a[name] + since * gaps[name] for name in MEASURES})
    return cloud


def own(cloud: Cloud, week: int = WEEKS - 1) -> History:
    """The page's own life, which is life 0."""
    count = week + 1 + BURN_IN
    return History(
        cloud.weeks[:count],
        {name: cloud.a[name][0, :count] for name in MEASURES},
        {name: cloud.b[name][0, :count] for name in MEASURES},
    )


def say_of(cloud: Cloud, week: int = WEEKS - 1, events: tuple[Event, ...] = (), language: str = "en") -> TwinVerdict:
    return verdict(own(cloud, week), (events, events), cloud, language)


def of(found: TwinVerdict, measure: str) -> MeasureVerdict:
    return next(item for item in found.details if item.measure == measure)


BETTER = {"trust": 0.03, "incidents": -1.0, "unrest": -0.002, "pressure": -0.02}


def test_what_is_better_is_called_better() -> None:
    """With numbers in the units of the page, and in how many lives."""
    found = say_of(world(BETTER))
    assert [item.said for item in found.details] == ["better"] * 4
    fewer = number(of(found, "incidents").difference, "en", 1)
    assert found.text == (
        "B minus A: trust +3.0 points, better (20 of 20 lives); "
        f"incidents {fewer} per ministry and year, better (20 of 20)."
    )
    assert found.when == "After 3 years,"
    assert found.aside == "Better: unrest and pressure on ministers."
    assert re.search(
        r"incidents \N{MINUS SIGN}[01]\.\d per ministry and year \(over the past year; lower in 20 of 20",
        of(found, "incidents").text,
    )
    dutch = say_of(world(BETTER), language="nl").text
    assert dutch.startswith("B min A: vertrouwen +3,0 punt, beter (20 van 20 levens); incidenten ")


def test_what_is_worse_is_called_worse_whichever_norms_it_has() -> None:
    """No bonus for the package: the same difference the other way round is told the other way round."""
    found = say_of(world({name: -gap for name, gap in BETTER.items()}))
    assert [item.said for item in found.details] == ["worse"] * 4
    assert found.text.count(", worse (20 of 20") == 2
    assert found.aside == "Worse: unrest and pressure on ministers."
    assert "better" not in f"{found.text} {found.aside}".lower()


def test_what_is_worse_comes_before_what_is_better() -> None:
    """Neither hides the other."""
    found = say_of(world({"trust": 0.03, "incidents": 1.0, "pressure": -0.02}))
    assert [of(found, name).said for name in MEASURES] == ["better", "worse", "weak", "better"]
    assert "trust +3.0 points, better" in found.text and re.search(r"incidents \+1\.\d [a-z ]+, worse", found.text)
    assert found.aside == "Better: pressure on ministers. Weak: unrest."
    found = say_of(world({"trust": 0.03, "unrest": 0.002, "pressure": -0.02}))
    assert found.aside == "Worse: unrest. Better: pressure on ministers."


def test_an_interval_that_contains_0_is_weak() -> None:
    """However large the difference is in the page's own life."""
    cloud = world({}, spread=2.0)
    found = say_of(cloud)
    assert {item.said for item in found.details} == {"weak"}
    assert all(item.low < 0.0 < item.high for item in found.details)
    assert found.text.count(", weak (") == 2
    assert found.aside == "Weak: unrest and pressure on ministers."


def test_an_interval_just_off_0_is_not_weak() -> None:
    """The rule is the interval, not a taste: half of it to the left of the mean decides."""
    cloud = world({"trust": 0.02}, spread=1.0)
    gap = cloud.difference("trust", WEEKS - 1)
    inside = world({"trust": 0.02 - 1.01 * gap.low}, spread=1.0).difference("trust", WEEKS - 1)
    outside = world({"trust": 0.02 - 0.99 * gap.low}, spread=1.0).difference("trust", WEEKS - 1)
    assert (inside.weak, outside.weak) == (True, False)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("measure", ["trust", "incidents"])
def test_what_is_sure_but_does_not_count_for_the_claims_is_tiny(measure: str, sign: float) -> None:
    """By the rule of the claims, and for better and worse alike: just under it tiny, just over it not."""
    least = smallest(measure, LEVEL[measure])
    under, over = (say_of(world({measure: sign * times * least}, spread=0.05)) for times in (0.8, 1.2))
    assert of(under, measure).least == pytest.approx(least, rel=0.1)
    assert of(under, measure).low * of(under, measure).high > 0.0
    assert of(under, measure).said == "tiny"
    assert of(over, measure).said == ("better" if (measure == "trust") == (sign > 0.0) else "worse")
    assert ", sure, tiny (" in under.text and ", sure, tiny (" not in over.text
    assert "sure but tiny (it counts from 0." in of(under, measure).text


def test_a_measure_without_a_smallest_difference_is_never_tiny() -> None:
    """Nobody wrote down from which unrest on a difference counts."""
    found = say_of(world({"unrest": 1e-5}, spread=0.0))
    assert (of(found, "unrest").said, of(found, "unrest").least) == ("worse", 0.0)


def test_without_incidents_in_a_there_is_no_share_of_them() -> None:
    """Then their number is told."""
    cloud = world(BETTER)
    for name in ("a", "b"):
        getattr(cloud, name)["incidents"][:] = 0.0 if name == "a" else 1.0
    assert "incidents +1.0 per ministry and year, worse" in say_of(cloud).text


def test_worlds_that_do_not_differ_are_the_same() -> None:
    """Equal to the last digit, in this life and in all others."""
    cloud = world({}, spread=0.0)
    assert say_of(cloud).text == "A and B are the same so far, in all 20 lives."
    alone = verdict(own(cloud, 10), ((), ()), None, "en").text
    assert alone == "A and B are the same so far in this life."


def test_worlds_that_are_the_same_in_this_life_only_are_not_called_the_same() -> None:
    """Other lives may know better."""
    cloud = world(BETTER)
    for name in MEASURES:
        cloud.b[name][0] = cloud.a[name][0]
    assert of(say_of(cloud), "trust").said == "better"


def test_rounding_is_no_difference() -> None:
    """The same incidents in another order have other last digits, in every life alike."""
    cloud = world({}, spread=0.0)
    cloud.b["incidents"][:, -52:] = cloud.a["incidents"][:, -52:][:, ::-1]
    exact = levels(cloud.b["incidents"], "incidents", -BURN_IN, WEEKS - 1, YEAR)
    assert (exact != levels(cloud.a["incidents"], "incidents", -BURN_IN, WEEKS - 1, YEAR)).any()
    assert of(say_of(cloud), "incidents").said == "equal"
    assert of(verdict(own(cloud), ((), ()), None, "en"), "incidents").said == "equal"


def test_before_week_0_nothing_is_compared() -> None:
    """The norms do not hold yet, and a difference of other levers is not the norms'."""
    found = say_of(world(BETTER), week=-1)
    told = "There is nothing to compare yet: the norms hold from week 0."
    assert found == TwinVerdict(told)


@pytest.mark.parametrize("lives", [0, 1, 4])
def test_while_lives_are_lived_it_is_this_one_life(lives: int) -> None:
    """No interval is told of a handful; from five lives on there is one. Whether more lives come is not said in it."""
    whole = world(BETTER)
    cloud = world(BETTER, lives=lives)
    found = verdict(own(whole), ((), ()), cloud, "en")
    assert {item.said for item in found.details} == {"one"}
    told, one = found.text.split(". ", 1)
    assert re.fullmatch(r"B minus A: trust \+\d\.\d points, incidents .\d\.\d+ per ministry and year", told)
    assert one == "This is one life: it may be chance."
    some = verdict(own(whole), ((), ()), world(BETTER, lives=5), "en")
    assert {item.lives for item in some.details} == {5}
    assert "(5 of 5 lives)" in some.text
    assert "better" not in found.text


def test_lives_that_are_too_short_do_not_count() -> None:
    """When the page goes on, it waits for lives that have come as far."""
    cloud, longer = world(BETTER), np.full(COUNT + 52, 0.5)
    cloud = cloud.with_life(0, -BURN_IN, dict.fromkeys(MEASURES, longer), dict.fromkeys(MEASURES, longer + 0.1))
    assert (cloud.reaching(WEEKS - 1), cloud.reaching(WEEKS)) == (20, 1)
    assert of(say_of(cloud, WEEKS + 10), "trust").said == "one"
    assert lives_in_words(cloud, WEEKS + 10, "en") == "1 of 20 lives so far"


@pytest.mark.parametrize(
    ("cloud", "told"),
    [
        (None, "The other lives are being prepared"),
        (Cloud(1, 20), "0 of 20 lives so far"),
        (Cloud(1, 0), "There is one life: with so many citizens no others are lived"),
        (Cloud(1, 20, failed="of the model"), "The other lives failed, after 0 lives"),
        (world({}, lives=10, wanted=10), "Over 10 lives, not 20: so many citizens"),
        (world({}), "Over 20 lives"),
    ],
)
def test_how_far_the_lives_are(cloud: Cloud | None, told: str) -> None:
    """Also why there are fewer, or none."""
    assert lives_in_words(cloud, 3, "en") == told


# --- crisis -----------------------------------------------------------------------------------------------------------


def in_crisis(cloud: Cloud, fall_a: float, fall_b: float, week: int = CRISIS.week) -> Cloud:
    """Trust falls in both worlds from the week of the crisis on."""
    since = np.arange(COUNT) >= BURN_IN + week
    for side, fall in ((cloud.a, fall_a), (cloud.b, fall_b)):
        side["trust"][:] = LEVEL["trust"] + 0.1 * (side["trust"] - LEVEL["trust"]) - fall * since
    return cloud


@pytest.mark.parametrize(
    ("fall", "said", "how"),
    [
        (0.02, "better", "B better (20 of 20)"),
        (0.08, "worse", "B worse (20 of 20)"),
        (0.048, "tiny", "sure, tiny ("),
    ],
)
def test_in_a_crisis_it_tells_what_the_crisis_did(fall: float, said: str, how: str) -> None:
    """Against the week before it: what B had already won or lost is not the crisis's."""
    found = say_of(in_crisis(world({"trust": 0.3}), 0.05, fall), events=(CRISIS,))
    last = found.details[-1]
    assert (last.kind, last.said, last.measure) == (SINCE, said, "trust")
    assert last.difference == pytest.approx(0.05 - fall, abs=0.002)
    assert re.search(r"Since the crisis \(16 weeks\): trust A \N{MINUS SIGN}(5\.|4\.9)", found.aside)
    assert found.aside.endswith(f"; {how}." if said != "tiny" else ").") and how in found.aside


def test_in_a_crisis_the_line_stays_what_it_is_and_what_is_worse_is_still_told() -> None:
    """The crisis takes the place of what is better or could be chance, and of nothing that is worse."""
    cloud = in_crisis(world({"trust": 0.3, "unrest": 0.002, "pressure": -0.02}), 0.05, 0.02)
    found = say_of(cloud, events=(CRISIS,))
    assert found.text == say_of(cloud).text
    assert found.aside.startswith("Worse: unrest. Since the crisis (16 weeks): ")
    assert "Better" not in found.aside


def test_a_crisis_in_one_life_and_one_world() -> None:
    """Scenarios can differ: a crisis that only one world has is said to be one of that world."""
    cloud = in_crisis(world({}), 0.0, 0.05)
    found = verdict(own(cloud), ((), (CRISIS,)), None, "en")
    assert "in this life. Only B lived through this." in found.aside


@pytest.mark.parametrize(
    ("event", "week", "told"),
    [
        (CRISIS, 139, False),
        (CRISIS, 140, True),
        (CRISIS, 155, True),
        (Event(week=129, kind="crisis"), 155, False),
        (Event(week=130, kind="crisis"), 155, True),
        (Event(week=150, kind="incident", size=150.0), 155, True),
        (Event(week=150, kind="incident", size=20.0), 155, False),
        (Event(week=150, kind="cabinet"), 155, False),
    ],
)
def test_what_counts_as_a_crisis(event: Event, week: int, told: bool) -> None:
    """A crisis, or an incident of the national class, for half a year."""
    assert (say_of(world(BETTER), week, (event,)).details[-1].kind == SINCE) is told


# --- what it rests on -------------------------------------------------------------------------------------------------


def test_levels_are_those_of_the_picture() -> None:
    """The line as it is smoothed, the mean over a year or since week 0, and what changed since a week."""
    values = np.arange(COUNT, dtype=float)
    assert levels(values, "trust", -BURN_IN, 10, NOW) == BURN_IN + 10
    assert levels(values, "incidents", -BURN_IN, 10, NOW) == BURN_IN + 10 - 6
    assert levels(values, "trust", -BURN_IN, 10, YEAR) == BURN_IN + 5
    assert levels(values, "trust", -BURN_IN, 100, YEAR) == BURN_IN + 100 - 25.5
    assert levels(values, "trust", -BURN_IN, 30, SINCE, 20) == 10
    assert levels(np.stack([values, 2 * values]), "trust", -BURN_IN, 0, NOW).tolist() == [BURN_IN, 2 * BURN_IN]


def test_a_difference_is_paired_and_counts_lives() -> None:
    """Each life against itself, as in every other table of the project."""
    cloud = Cloud(1, 3)
    for row, gap in enumerate((0.1, 0.2, -0.05)):
        a = dict.fromkeys(MEASURES, np.full(COUNT, float(row)))
        cloud = cloud.with_life(row, -BURN_IN, a, {name: values + gap for name, values in a.items()})
    found = cloud.difference("trust", 20)
    assert found.mean == pytest.approx(0.25 / 3)
    assert (found.same_sign, found.lives, found.same, found.weak) == (2, 3, False, True)
    half = 4.302653 * np.std([0.1, 0.2, -0.05], ddof=1) / np.sqrt(3)
    assert (found.low, found.high) == pytest.approx((found.mean - half, found.mean + half))


def test_a_life_without_a_case_does_not_count() -> None:
    """In a week without cases there is nothing to hold side by side."""
    cloud = world(BETTER)
    cloud.a["trust"][3] = np.nan
    assert cloud.difference("trust", 20).lives == 19
    assert cloud.difference("trust", WEEKS).lives == 0


def test_a_band_runs_around_its_smoothed_lines() -> None:
    """Low, middle and high over lives of A, of B, and of B minus A in the same life; over weeks that all have lived."""
    cloud = world(BETTER)
    band = cloud.band("incidents")
    assert band is not None and band is cloud.band("incidents")
    lines = smoothing.smoothed(cloud.a["incidents"], 13)
    assert np.allclose([band.low_a, band.high_a], np.quantile(lines, [0.05, 0.95], axis=0))
    assert (band.low_a <= band.high_a).all() and (band.low_b <= band.high_b).all()
    assert not band.low_d[:BURN_IN].any() and not band.high_d[:BURN_IN].any()
    assert (band.high_d[-50:] < 0.0).all()
    assert (band.lives, band.wanted) == (20, 20)
    longer = cloud.with_life(0, -BURN_IN, *[dict.fromkeys(MEASURES, np.ones(COUNT + 9))] * 2)
    wider = longer.band("incidents")
    assert wider is not None and len(wider.weeks) == COUNT
    assert Cloud(1, 20).band("trust") is None


def test_a_band_has_a_gap_where_no_life_has_a_case() -> None:
    """And where some have, it is of those."""
    cloud = world({})
    cloud.a["trust"][:, 7] = np.nan
    cloud.a["trust"][:5, 9] = np.nan
    band = cloud.band("trust")
    assert band is not None and np.isnan([band.low_a[7], band.high_a[7]]).all()
    assert np.allclose([band.low_a[9], band.high_a[9]], np.quantile(cloud.a["trust"][5:, 9], [0.05, 0.95]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("week", [0, 1, 51, 52, 155])
def test_every_sentence_is_whole(language: str, week: int) -> None:
    """In both languages no brace is left, no number lacks, and each sentence ends."""
    for lives in (0, LIVES):
        for shift in ({}, BETTER, {"trust": -0.03}):
            cloud = world(shift, lives=lives)
            history = own(world(shift), week)
            found = verdict(history, ((CRISIS,), ()), cloud, language)
            for text in (found.text, found.aside, *(item.text for item in found.details)):
                assert not set("{}–") & set(text)
                assert "  " not in text
            assert found.text.endswith(".") and found.aside[-1:] in ("", ".")
