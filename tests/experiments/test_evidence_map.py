"""The map of evidence: forced processes are the model's own, leave nothing behind, and are judged by their interval."""

import pandas as pd
import pytest

from abm.experiments import evidence_map
from abm.experiments.common import Options
from abm.experiments.evidence_map import SHARES, Setting, errors, forced, limits, parameters_of, tabulate
from abm.model import PolicyModel
from abm.policy.choice import INSIDE

ALONE = Options("tiny", seeds=2, workers=1)
DEFAULT, DECLARED = Setting("default", 0.3, 0.5), Setting("as declared", 0.8, 0.0)
ASKED = "dialogue_50_15"


pytestmark = pytest.mark.xdist_group("evidence_map")  # one worker makes what they share


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(evidence_map.study(ALONE))


@pytest.mark.parametrize(("name", "ratios"), [("evidence_map", 2), ("evidence_map_limits", 1)])
def test_every_combination_has_one_row_and_every_column_is_stated(tables, name, ratios):
    """Two cases, numbers of respondents, degrees of awareness and odds ratios, and four shares of the hours."""
    table = tables[name]
    assert len(table) == 2 * 2 * 2 * 4 * ratios
    factors = ["case", "respondents", "odds_ratio", "bias_awareness", "evidence_share"]
    assert not table.duplicated([factor for factor in factors if factor in table]).any()
    words = {word.strip("(),;.:") for word in evidence_map.__doc__.split()}
    assert set(table.columns) <= words


def test_selection_misleads_a_house_without_bias_that_does_not_know_of_it(tables):
    """The map shows what it is for: the same people take a house further off where it does not know who they are."""
    key = ["case", "respondents", "odds_ratio", "bias_awareness", "evidence_share"]
    difference = tables["evidence_map"].set_index(key)["difference"]
    assert difference["as declared", 50, 15, 0.0, 1.0] > 0.05
    assert difference["as declared", 50, 15, 1.0, 1.0] < 0.02
    assert difference["as declared", 50, 1, 0.0, 1.0] < 0.0


def test_a_forced_process_leaves_the_world_as_it_was():
    """Protects the map from processes that follow upon each other: belief, relations, skill and work are as before."""
    model = PolicyModel(parameters_of(DEFAULT, ALONE), seed=1)
    dossier = model.dossier(3)
    ministry, board = dossier.ministry, model.board
    before = board.belief.copy(), board.variance.copy(), ministry.relations.copy()
    skill = [official.skill for official in ministry.officials]
    one, same = errors(dossier, (ASKED, ASKED))
    assert one == same, "the same draws"
    for now, then in zip((board.belief, board.variance, ministry.relations), before, strict=True):
        assert (now == then).all()
    assert [official.skill for official in ministry.officials] == skill
    assert dossier.process is None and ministry.active == []
    assert errors(dossier, (ASKED,)) != [one], "the next process has other draws"


def test_errors_are_those_of_the_rules_of_the_model():
    """A desk that is sure leaves the house its bias; and a house that is sure hears nobody."""
    parameters = parameters_of(DEFAULT, ALONE)
    parameters.evidence.desk_noise = parameters.evidence.desk_perceived_bias = 0.0
    model = PolicyModel(parameters, seed=1)
    bias = model.board.house_bias[0]
    assert errors(model.dossier(0), (INSIDE, ASKED)) == pytest.approx([float(bias @ bias)] * 2)
    model.board.house_bias[0] = 0.0
    assert errors(model.dossier(0), (INSIDE, ASKED)) == pytest.approx([0.0, 0.0])


def test_a_job_has_the_mean_over_dossiers_for_every_method_and_share():
    """Fewer hours make the desk worse; and no dossier, method or share stands for another."""
    parameters = parameters_of(DECLARED, ALONE)
    found = forced(parameters, 1).set_index(["respondents", "odds_ratio", "evidence_share"])
    assert len(found) == len(parameters.methods) * len(SHARES)
    desk = found.sort_index().loc[50, 15]["desk_error"]
    assert desk[0.1] > 1.5 * desk[1.0]
    model = PolicyModel(parameters, seed=1)
    first = [errors(dossier, (INSIDE, ASKED)) for dossier in model.dossiers]
    mean = [sum(column) / len(first) for column in zip(*first, strict=True)]
    assert found.loc[(50, 15, 1.0), ["desk_error", "heard_error"]].tolist() == pytest.approx(mean)


@pytest.mark.parametrize(
    ("heard", "verdict"), [((0.3, 0.31, 0.32), "worse"), ((0.1, 0.11, 0.12), "better"), ((0.1, 0.2, 0.31), "undecided")]
)
def test_the_verdict_is_that_of_the_interval_over_seeds(heard, verdict):
    """Heard above desk is worse, below it better, and neither where the interval includes 0."""
    same = {"respondents": 5, "odds_ratio": 4, "evidence_share": 1.0, "influence_weight": 0.3, "desk_error": 0.2}
    row = tabulate(pd.DataFrame([DEFAULT._asdict() | same | {"heard_error": error} for error in heard]))
    assert row["evidence_map"]["verdict"].tolist() == [verdict]
    assert row["evidence_map"]["difference"].tolist() == pytest.approx([sum(heard) / 3 - 0.2])


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["better", "better", "better"], ("15", "none")),
        (["better", "undecided", "worse"], ("1", "15")),
        (["worse", "better", "worse"], ("none", "15")),
        (["better", "worse", "worse"], ("1", "4")),
        (["undecided", "undecided", "undecided"], ("none", "none")),
    ],
)
def test_limits_hold_for_all_odds_ratios_on_their_side(verdicts, said):
    """A gap ends a limit: better up to there, worse from there on."""
    found = limits(pd.DataFrame({"odds_ratio": [1, 4, 15], "verdict": verdicts, "difference": [0.1, -0.2, 0.3]}))
    assert (found["better_to"], found["worse_from"]) == said
    assert (found["least"], found["most"]) == (-0.2, 0.3)
