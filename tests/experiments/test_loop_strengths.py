"""The loop's strengths: no push is nothing, an arrow that is cut carries nothing, and a known strength is found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.execution.state import put, take
from abm.experiments import loop_strengths
from abm.experiments.challenging.worlds import worlds
from abm.experiments.common import Options, as_written
from abm.experiments.loop_strengths import (
    DIFFERENCE,
    FEWER_HOURS,
    INCIDENTS,
    LASTS,
    MORE,
    NORMS,
    PUSHES,
    RING,
    STAGES,
    WINDOWS,
    Pushed,
)

of_loop = pytest.mark.xdist_group("loop_strengths")
WEEKS = 30
ROUNDING = 1e-9


def named(name: str) -> Pushed:
    """A push by its name."""
    return next(item for item in PUSHES if item.name == name)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(loop_strengths.study(Options("tiny", 2, 1)))


@of_loop
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them; every arrow of the ring is there, under each norm set."""
    words = {word.strip("(),;.:") for word in (loop_strengths.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    ring = tables["loop_strengths"].query("kind == 'ring'")
    ends = list(zip(RING, (*RING[1:], RING[0]), strict=True))
    for norms in (*NORMS, DIFFERENCE):
        found = ring[ring["norms"] == norms]
        assert set(zip(found["cause"], found["effect"], strict=True)) == set(ends)
        assert tables["loop_strengths_stages"].query("norms == @norms")["stage"].tolist() == list(STAGES)


@pytest.fixture(scope="module")
def world() -> abm.PolicyModel:
    """A small world in which all is hot, some weeks on."""
    hot = ("shocks.rate=0.5", "incidents.misfit_slope=0.3", "ministries.attention_threshold=0")
    hurried = ("ministries.opening_rate=1", "ministries.deadline_coupling=1", "officials.availability=1")
    (given,) = worlds(Options("tiny", 1, 1), "norms=reactive", *hot, *hurried, "weeks=100")
    model = abm.PolicyModel(given, seed=1)
    for _ in range(given.burn_in + 30):
        model.step()
    return model


def lived(model: abm.PolicyModel, begin=None, weeks: int = WEEKS, **parameters: float) -> np.ndarray:
    """What a twin lives from the same state, with parameters that are other from then on."""
    twin = abm.PolicyModel(model.given, seed=1)
    put(take(model), twin)
    for key, value in parameters.items():
        group, _, name = key.partition("__")
        setattr(getattr(twin.parameters, group), name, value)
    if begin is not None:
        begin(twin)
    return loop_strengths.lived(twin, weeks)


@pytest.mark.parametrize("item", [item for item in PUSHES if item.cause != "contact"], ids=lambda item: item.name)
def test_a_push_of_nothing_is_nothing(item, world, monkeypatch):
    """The placebo, arrow by arrow: the twin lives the same weeks to the bit, and gets back what it was shown."""
    monkeypatch.setattr(loop_strengths, "MORE", 0.0)
    monkeypatch.setattr(loop_strengths, "FEWER_HOURS", 0.0)
    np.testing.assert_array_equal(lived(world, item.begin), lived(world))


def test_incidents_of_no_severity_are_nothing(world, monkeypatch):
    """The placebo of what is put in."""
    monkeypatch.setattr(loop_strengths, "severities", lambda parameters, count, seed: [0.0] * count)
    np.testing.assert_array_equal(lived(world, loop_strengths.put_in), lived(world))


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("unrest to attention", {"media__unrest_weight": 0.0}),
        ("attention to questions", {"parliament__news_coupling": 0.0}),
        ("questions to busyness", {"work__question_hours": 0.0}),
        ("questions to haste", {"ministries__pressure_room": 0.0}),
        ("haste to busyness, contact, unfinished", {"ministries__deadline_coupling": 0.0}),
        ("misfit to incidents", {"incidents__misfit_slope": 0.0}),
        ("unfinished to incidents", {"incidents__coordination_slope": 0.0}),
        ("incidents to unrest", {"citizens__incident_grievance": 0.0}),
        ("incidents to attention", {"media__severity_weight": 0.0}),
    ],
)
def test_an_arrow_that_is_cut_carries_nothing(name, cut, world):
    """With its own parameter at 0 its push changes nothing anywhere; and with the parameter as it is, its head.

    But for questions, which make haste only by way of the room that pressure leaves: here they make none.
    """
    begin = named(name).begin
    np.testing.assert_array_equal(lived(world, begin, **cut), lived(world, **cut))
    more = np.abs(lived(world, begin) - lived(world)).max()  # what is summed may differ in its last bit
    assert more > ROUNDING or name == "questions to haste"


def test_where_nobody_is_asked_nothing_is_unheard():
    """The placebo of the arrow from contact, which takes away all that is heard."""
    (given,) = worlds(Options("tiny", 1, 1), "norms=reactive", "officials.availability=0", "weeks=100")
    model = abm.PolicyModel(given, seed=1)
    np.testing.assert_array_equal(lived(model, named("contact to misfit").begin), lived(model))


def test_what_is_heard_is_taken_away_from_policy(world):
    """Not from the choice to ask, nor from its hours: the world is the same until the first evidence is in."""
    item, names = named("contact to misfit"), list(STAGES)
    more, plain = (lived(world, begin, 100) for begin in (item.begin, None))
    first = np.flatnonzero((more != plain).any(axis=1))
    assert len(first), "society is heard in this world"
    weeks = np.flatnonzero(more[:, names.index("misfit")] != plain[:, names.index("misfit")])
    assert len(weeks) and weeks[0] >= first[0]


@pytest.mark.parametrize("item", PUSHES, ids=lambda item: item.name)
def test_a_push_lasts_half_a_year_and_gives_back(item, world):
    """What it lent to a part of the week is as it was, during the week after the last one, too."""
    twin = abm.PolicyModel(world.given, seed=1)
    put(take(world), twin)
    usual, seen, own = lent(twin), [], getattr(twin, item.part)
    setattr(twin, item.part, lambda: (seen.append(lent(twin)), own()))
    item.begin(twin)
    for _ in range(LASTS + 1):
        twin.step()
        assert lent(twin) == usual
    assert seen[-1] == usual
    if item.part in ("spend_hours", "decide"):
        assert [one != usual for one in seen] == [True] * LASTS + [False]


def lent(model: abm.PolicyModel) -> tuple[float, float, str]:
    """Parameters that a push changes for a while."""
    own = model.parameters
    return own.work.question_hours, own.officials.hours, own.placebo.respondents


def test_a_push_is_as_large_as_it_says(world):
    """Half as much again of misfit's share of the hazard, and of coordination's, in the first week."""
    plain = lived(world, weeks=1)[0]
    place = list(STAGES).index("incidents")
    gap = world.parameters.incidents.coordination_slope * world.board.coordination_gap.sum() / 3
    more = lived(world, named("unfinished to incidents").begin, weeks=1)[0]
    assert more[place] - plain[place] == pytest.approx(MORE * gap)
    further = lived(world, named("misfit to incidents").begin, weeks=1)[0]
    assert further[place] > plain[place]


def test_the_share_of_questions_that_follows_attention_is_found(world):
    """A strength that is known: without a soft budget it is what follows the news, as a share of all questions."""
    cut = {"parliament__budget": 1e9, "parliament__news_coupling": 1.0}
    item = named("attention to questions")
    more, plain = (lived(world, begin, weeks=1, **cut)[0] for begin in (item.begin, None))
    place = list(STAGES).index("questions")
    own = world.parameters.parliament
    following = plain[place] - own.other_questions
    assert (more[place] - plain[place]) / plain[place] / MORE == pytest.approx(following / plain[place])


def seen_of(extra: dict[tuple[str, str], float], worlds_of: int = 4) -> pd.DataFrame:
    """Rows of worlds in which stages are usually at 2 a week, and pushes add so many weeks of that."""
    rows = [
        {"norms": norms, "world": world, "pushed": name, "weeks": weeks, "stage": stage, "usual": 2.0 * weeks,
         "extra": 2.0 * extra.get((name, stage), 0.0) * (1.0 if norms == NORMS[0] else 0.5)}
        for norms in NORMS for world in range(worlds_of) for name in (INCIDENTS, *(item.name for item in PUSHES))
        for weeks in WINDOWS for stage in STAGES
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_strength_is_weeks_of_the_head_over_weeks_of_the_tail():
    """Whatever the window; contact counts as the less of it; haste by what was put in; the difference is paired."""
    seen = seen_of({
        ("unrest to attention", "attention"): 0.3 * MORE * LASTS,
        ("haste to busyness, contact, unfinished", "haste"): 0.4 * LASTS,
        ("haste to busyness, contact, unfinished", "contact"): -0.1 * LASTS,
        ("contact to misfit", "misfit"): 0.2 * LASTS,
    })  # fmt: skip
    table = loop_strengths.arrows(seen).set_index(["cause", "effect", "norms"])["strength"]
    for ends, expected in {
        ("unrest", "attention"): 0.3,
        ("haste", "contact"): 0.25,
        ("contact", "misfit"): 0.2,
    }.items():
        assert table[(*ends, "reactive")].tolist() == pytest.approx([expected] * len(WINDOWS))
    assert table[("contact", "misfit", DIFFERENCE)].tolist() == pytest.approx([-0.1] * len(WINDOWS))
    pushes = loop_strengths.arrows(seen).query("norms == 'reactive'").groupby("cause")["push"].first()
    assert pushes[["unrest", "haste", "contact"]].tolist() == pytest.approx([MORE, 0.4, 1.0])
    assert pushes["busyness"] == pytest.approx(FEWER_HOURS / 2.0)


def test_stages_are_percentages_of_what_is_usual():
    """In the same weeks; in the unit that the table says."""
    table = loop_strengths.stages(seen_of({(INCIDENTS, "questions"): 1.3}))
    found = table.query("norms == 'reactive' and stage == 'questions'")
    assert found["extra"].tolist() == pytest.approx([100.0 * 1.3 / weeks for weeks in WINDOWS])
    assert found["usual"].tolist() == pytest.approx([2.0] * len(WINDOWS))
    assert set(found["unit"]) == {"percent"} and set(table["stage"]) == set(STAGES)


def test_contact_is_a_share_of_decisions():
    """Summed over cases, as often as there are weeks; none where nothing was decided."""
    values = np.zeros((LASTS, len(STAGES) + 1))
    place = list(STAGES).index("contact")
    values[:4, place], values[:8, -1] = 1.0, 1.0
    assert loop_strengths.sums(values)[0, place] == pytest.approx(0.5 * LASTS)
    assert np.isnan(loop_strengths.sums(np.zeros_like(values))[0, place])
