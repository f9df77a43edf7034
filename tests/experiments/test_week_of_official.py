"""One official's log: the terms add up to what was weighed and chosen, nobody is picked by hand, looking is free."""

from __future__ import annotations

import pandas as pd
import pytest

import abm
from abm.experiments import week_of_official as week
from abm.experiments.common import Options, as_written
from abm.observation.decision_log import reason
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError
from abm.parameters.rules import READINESS
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX, Reasons, Situation, dares, willing

TINY = Options("tiny", seeds=1, workers=1)
of_official = pytest.mark.xdist_group("week_of_official")


@pytest.fixture(scope="module")
def worlds() -> dict[str, pd.DataFrame]:
    """Every choice of the tiny world, without norms and with the package."""
    size = ("seed=1", "weeks=240")
    return {name: week.look(TINY.load(f"norms={name}", *size), 1) for name in (week.NONE, week.PACKAGE)}


def amiss(row: dict) -> list[str]:
    """What of a logged choice does not follow from the rest of it by the rules of abm.policy.choice."""
    heat = row["sensitivity"] * row["salience"]
    seen = Situation(
        courage=row["courage"], fear=-row["fear"], loyalty_minister=1.0, loyalty_society=row["society"],
        expected_benefit=1.0, sensitivity=row["sensitivity"], salience=row["salience"], mandate=row["minister"],
        backing=1.0 + row["blame"] / heat, speed=-row["speed"], may=row["may"], curiosity=row["curiosity"],
    )  # fmt: skip
    own = Reasons(*(row[name] for name in ("willing", "dares", "wishes", "backed")))
    ready = READINESS[row["readiness_rule"]](own) - row["threshold"]
    open_to = {INSIDE, EXPLAINED, TICK_BOX, *row["can"].split(",")} if row["considers"] else {INSIDE}
    right = {
        "willing": willing(seen) == pytest.approx(row["willing"], abs=1e-5),
        "dares": dares(seen, 1.0) == pytest.approx(row["dares"], abs=1e-5),
        "readiness": ready == pytest.approx(row["readiness"], abs=1e-5),
        "chosen": row["chosen"] in open_to,
        "probability": 0.0 < row["probability"] <= 1.0 and (row["considers"] or row["probability"] == 1.0),
        "why": (row["did"], row["why"]) == reason(row),
    }
    return [name for name, holds in right.items() if not holds]


@of_official
def test_terms_add_up_to_what_was_chosen(worlds):
    """By the model's own rule, of every choice of both worlds; what takes off never adds."""
    for choices in worlds.values():
        rows = choices.to_dict("records")
        assert len(rows) > 10 and [amiss(row) for row in rows] == [[]] * len(rows)
        assert (choices[["speed", "fear", "blame"]] <= 1e-9).all(axis=None)
        assert (choices[["society", "minister", "curiosity", "courage"]] >= 0.0).all(axis=None)


@of_official
@pytest.mark.parametrize(
    ("column", "wrong", "said"),
    [
        ("minister", 0.9, ["willing"]),
        ("courage", 0.9, ["dares"]),
        ("threshold", 0.5, ["readiness"]),
        ("chosen", "lottery", ["chosen", "why"]),
        ("why", "backed", ["why"]),
    ],
)
def test_a_row_that_does_not_add_up_is_noticed(worlds, column, wrong, said):
    """The check above can fail."""
    choices = worlds[week.NONE]
    row = choices[choices["considers"] & (choices["chosen"] == INSIDE)].iloc[0].to_dict()
    assert amiss(row) == [] and amiss(row | {column: wrong}) == said


@of_official
def test_looking_changes_nothing(worlds):
    """The same choices as in a run that nobody looks into."""
    given = TINY.load(f"norms={week.PACKAGE}", "weeks=240")
    log = abm.simulate(given, 1).decisions.to_pandas()
    log = log[log["week"] >= 0].reset_index(drop=True)
    seen = worlds[week.PACKAGE]
    for name in (*week.SAME, "willing", "dares", "readiness", "chosen", "probability"):
        assert seen[name].tolist() == log[name].tolist(), name


@of_official
def test_the_table_has_only_columns_that_the_study_states(worlds):
    """And is one person's, with a tense and a calm choice in each world."""
    table = week.told(worlds)
    words = {word.strip("(),;.:") for word in (week.__doc__ or "").split()}
    assert set(table.columns) <= words and as_written(table, 1)
    assert len(table[week.PERSON].drop_duplicates()) == 1
    for norms in (week.NONE, week.PACKAGE):
        assert table.loc[table["norms"] == norms, "story"].value_counts()[["tense", "calm"]].tolist() == [1, 1]


def chosen(*rows: tuple[int, int, int, float]) -> pd.DataFrame:
    """Choices: official, generation, week, salience."""
    return pd.DataFrame(rows, columns=[*week.PERSON, "week", "salience"]).assign(dossier=0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(1, 0, 5, 0.5), (1, 0, 9, 0.05), (2, 0, 6, 0.6), (2, 0, 8, 0.05)], (2, 0, 6, 8)),  # the tensest
        ([(3, 0, 5, 0.5), (3, 0, 9, 0.05), (2, 0, 6, 0.5), (2, 0, 8, 0.05)], (2, 0, 6, 8)),  # ties: the lower seat
        ([(1, 0, 5, 0.5), (1, 0, 9, 0.05), (2, 0, 6, 0.9)], (1, 0, 5, 9)),  # without a calm week there is no contrast
        ([(1, 0, 5, 0.5), (1, 0, 9, 0.05), (2, 0, 6, 0.9), (2, 1, 8, 0.05)], (1, 0, 5, 9)),  # another person
        ([(1, 0, 5, 0.5), (1, 0, 9, 0.05), (1, 0, 11, 0.01)], (1, 0, 5, 11)),  # the calmest
    ],
)
def test_the_rule_picks(rows, expected):
    """The tensest choice of who also chose in a calm week."""
    table = week.told({week.NONE: chosen(*rows), week.PACKAGE: chosen(*rows)})
    told = table[table["norms"] == week.NONE].set_index("story")
    assert (*told.loc["tense", week.PERSON], told.loc["tense", "week"], told.loc["calm", "week"]) == expected


def test_what_one_world_lacks_is_no_twin():
    """A choice that fell in one world only is not told."""
    without = chosen((1, 0, 5, 0.5), (1, 0, 9, 0.05), (2, 0, 6, 0.9), (2, 0, 8, 0.05))
    table = week.told({week.NONE: without, week.PACKAGE: without[without["week"] != 6]})
    assert table["official"].unique().tolist() == [1]


def test_where_nobody_so_chose_it_is_said():
    """In one line, as of any mistake."""
    with pytest.raises(ParameterError, match="long enough that somebody chooses in a tense and in a calm week"):
        week.told({name: chosen((1, 0, 5, 0.5)) for name in (week.NONE, week.PACKAGE)})


def test_the_world_is_the_shipped_one():
    """With seed 1, and nothing set but the norms."""
    seen: list[Parameters] = []

    def run_all(plan, options, work):
        seen.extend(plan.values())
        raise InterruptedError

    with pytest.MonkeyPatch.context() as patch, pytest.raises(InterruptedError):
        patch.setattr(week, "run_all", run_all)
        week.study(Options("full", seeds=1))
    for found, norms in zip(seen, (week.NONE, week.PACKAGE), strict=True):
        usual = abm.load(f"norms={norms}")
        usual.workers, usual.replicates, usual.seed = found.workers, 1, 1
        assert found == usual
