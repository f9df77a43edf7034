"""The study of every parameter by itself: which values it takes, where, and what its tables say."""

import copy
import math
from importlib import resources

import pandas as pd
import pytest

from abm.declare import assign
from abm.experiments import parameter_effects
from abm.experiments.common import Options, row_of
from abm.experiments.parameter_effects import (
    MEASURES,
    Varied,
    every_key,
    nearest_taken,
    other_values,
    plan,
    tabulate,
    value_of,
)
from abm.experiments.registry import studies
from abm.norms import INSTRUMENTS
from abm.parameters import menu
from abm.parameters.checks import declaration_of, declared, problems

of_studies = pytest.mark.xdist_group("studies")  # one worker makes the plan and the tables

ONE_RULE = {"officials.rule"}
"""Choices that have no other value yet."""


SHORT = ("weeks=30", "burn_in=4")


@pytest.fixture(scope="module")
def whole() -> tuple[dict, list[Varied]]:
    """The plan of the full study."""
    return plan(Options("full", 4), every_key())


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """The tables at tiny size."""
    return dict(parameter_effects.study(Options("tiny", seeds=2, workers=1, overrides=SHORT)))


@of_studies
def test_every_parameter_that_can_move_a_number_is_looked_at(whole):
    """Protects the claim of the study: a parameter that is declared tomorrow is in it by itself."""
    looked_at = {item.key for item in whole[1]}
    assert looked_at == set(every_key()) - ONE_RULE
    no_result = {key for key in declared() if key not in every_key()}
    assert {key.partition(".")[0] for key in no_result} == set(parameter_effects.HOW_MADE)
    for name in menu():
        assert f"methods.{name}.respondents" in looked_at


@of_studies
def test_a_world_is_accepted_and_differs_in_one_parameter_within_its_bounds(whole):
    """Protects the run from a refusal half-way, and an effect from having two causes."""
    worlds, varied = whole
    for item in varied:
        world, declaration = worlds[item.under], declaration_of(item.key)
        assert not list(problems(item.parameters)), item.label
        assert declaration.problem(item.value) is None, item.label
        assert item.key not in item.parameters.norm_parameters, item.label  # week 0 would take it back
        assert value_of(world, item.key) == item.default != item.value
        restored = copy.deepcopy(item.parameters)
        assign(restored, item.key, item.default)
        assert restored == world, item.label
    assert len({item.label for item in varied} | set(worlds)) == len(varied) + len(worlds)


@of_studies
def test_settings_of_instruments_are_looked_at_where_they_are_in_force(whole):
    """Protects from effects of nil because nothing was there to act on."""
    worlds, varied = whole
    under = {item.key: item.under for item in varied}
    alone = {key.split(".")[1]: worlds[under[key]].instruments for key in under if key.startswith("instrument.")}
    assert alone == {name: [name] for name in INSTRUMENTS}
    assert under["officials.courage"] == "norms=reactive"
    assert under["rally.gain"] == "scenario=pandemic"
    starts = parameter_effects.WORLDS
    assert [start for start in starts if not any(key.startswith(start) for key in every_key())] == []


@pytest.mark.parametrize(
    ("key", "default", "values"),
    [
        ("media.fatigue", 0.5, [0.25, 0.75]),
        ("officials.loyalty_minister", 0.8, [0.4, 1.0]),  # clipped
        ("ministries.complaint_weight", 1.0, [0.5]),  # its default is its end
        ("tick_box.transfer_error", 0.0, [0.5]),  # a tenth of 0 to 5, on the side where there is any
        ("citizens.economy_mean", 0.0, [-20.0, 20.0]),
        ("citizens.economy_mean", -1.1, [-1.65, -0.55]),
        ("parliament.parties", 15, [7, 23]),  # whole, away from the default
        ("instrument.pilots.communities", 1, [2]),
        ("methods.dialogue.weeks", 10, [5, 15]),
        ("tick_box.sortition", False, [True]),
        ("officials.readiness", "triple", ["conjunctive", "additive", "substitutive"]),
    ],
)
def test_values(key, default, values):
    """Protects the one rule: half, one and a half times, clipped, whole; all others of a choice."""
    found = other_values(key, default)
    assert found == values
    assert [type(value) for value in found] == [type(default)] * len(values)


def test_a_refused_value_comes_nearer_until_it_is_taken():
    """Protects the table from gaps where a feedback would not die down: .95 of imitation is refused, half-way taken."""
    world = Options("full").load()
    half_way = (0.95 + world.media.imitation) / 2.0
    assert nearest_taken(world, "media.imitation", 0.95).media.imitation == pytest.approx(half_way)
    assert nearest_taken(world, "population.sizes", "municipalities") is None
    world.seed, world.replicates = 2**31 - 1, 1
    assert nearest_taken(world, "replicates", 4) is None


@of_studies
def test_the_tiny_study_holds_every_value_against_its_own_world(tables):
    """Protects the rows: each parameter, value and measure once; the effect is that of twins."""
    table = tables["parameter_effects"]
    assert list(dict.fromkeys(table["parameter"])) == list(parameter_effects.TINY)
    assert len(table) == (2 + 3 + 2) * len(MEASURES)
    assert not table.duplicated(["parameter", "value", "measure"]).any()
    pull = table[(table["parameter"] == "instrument.board_norm.pull") & (table["value"] == "3")]
    assert (pull[["under", "default", "parameter_unit"]] == ["instruments=[board_norm]", "2", "utility"]).all(axis=None)
    options = Options("tiny", seeds=2, overrides=SHORT)
    misfit = []
    for words in ((), ("instrument.board_norm.pull=3",)):
        parameters = options.load("instruments=[board_norm]", *words)
        misfit.append([float(row_of(parameters, seed)["misfit"].iloc[0]) for seed in (1, 2)])
    row = pull.set_index("measure").loc["misfit"]
    assert row["mean"] == pytest.approx(sum(misfit[0]) / 2)
    assert row["effect"] == pytest.approx(sum(misfit[1]) / 2 - sum(misfit[0]) / 2)


@of_studies
def test_tables_have_only_columns_that_the_study_states(tables):
    """Protects the descriptor of the tables from columns that nothing explains."""
    from abm.documentation.datapackage import meaning, said_of_columns

    for name, table in tables.items():
        said = said_of_columns(parameter_effects.__doc__, name)
        assert [column for column in table.columns if not meaning(column, said)] == []


def test_what_is_found_is_said_in_words():
    """Protects the short table: directions that the interval settles, nothing found, and runs that are the same."""
    calm = pd.DataFrame({"norms": "w", "seed": [1, 2, 3], **dict.fromkeys(MEASURES, 1.0)})
    runs = [calm]
    varied = []
    changes = {0.1: {"trust": [2.0, 2.1, 2.2], "misfit": [0.4, 0.5, 0.6]}, 0.2: {"trust": [0.0, 1.0, 2.0]}, 0.3: {}}
    for value, change in changes.items():
        varied.append(Varied("media.fatigue", "w", 0.5, value, None))
        runs.append(calm.assign(norms=varied[-1].label, **change))
    made = tabulate(pd.concat(runs), varied)
    assert made["parameter_effects_found"]["moves"].tolist() == ["trust up, misfit down", "none found", "no difference"]
    first = made["parameter_effects"].iloc[0]
    assert (first["default"], first["value"], first["mean"], first["found"]) == ("0.5", "0.1", 1.0, "up")
    assert first["effect"] == pytest.approx(1.1)
    assert first["low"] < 1.1 < first["high"]


def test_a_measure_that_is_missing_is_not_found_to_move():
    """Protects from a direction where no process came to its end."""
    rows = {"seed": [1, 2], **dict.fromkeys(MEASURES, 1.0), "lead_time": math.nan}
    item = Varied("media.fatigue", "w", 0.5, 0.1, None)
    runs = pd.concat([pd.DataFrame({"norms": name, **rows}) for name in ("w", item.label)])
    table = tabulate(runs, [item])["parameter_effects"].set_index("measure")
    assert table.loc["lead_time", "found"] == "none found"
    assert math.isnan(table.loc["lead_time", "effect"])


def test_committed_tables_are_those_of_the_whole_study():
    """Protects the ODD from a table in which a parameter is missing that was declared since."""
    for name in ("parameter_effects", "parameter_effects_found"):
        file = resources.files("abm.experiments.data") / f"{name}.csv"
        if not file.is_file():
            continue
        with file.open(encoding="utf-8") as text:
            table = pd.read_csv(text)
        assert set(table["parameter"]) == set(every_key()) - ONE_RULE
        assert (table["seeds"] == studies()["parameter_effects"].seeds["full"]).all()
