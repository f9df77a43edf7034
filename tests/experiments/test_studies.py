"""The studies: each runs at tiny size, judges by its rule, reads patterns as it says, writes the columns it states."""

import math
from importlib import resources

import numpy as np
import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.configuration.loading import load
from abm.experiments import baseline, burn_in, common, finite_size, instruments_alone
from abm.experiments.calibrating import stored
from abm.experiments.common import Options, judge, tolerance
from abm.experiments.registry import studies
from abm.observation.measures import MEASURES
from abm.parameters.checks import ParameterError
from tests.documentation.test_datapackage import WITHOUT_TABLE

of_studies = pytest.mark.xdist_group("studies")  # one worker makes the tables


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Tables of all studies at tiny size."""
    short = Options("tiny", seeds=3, workers=1, overrides=("weeks=80",))
    found = dict(finite_size.study(short))
    found |= instruments_alone.study(short)
    found |= burn_in.study(short)
    found |= baseline.study(Options("tiny", seeds=2, workers=1))
    return found


@pytest.mark.parametrize(
    ("name", "study"),
    [
        ("finite_size", finite_size),
        ("instruments_alone", instruments_alone),
        ("instruments_alone_effects", instruments_alone),
        ("burn_in", burn_in),
        ("burn_in_drift", burn_in),
        ("baseline", baseline),
    ],
)
@of_studies
def test_tables_have_rows_and_only_columns_that_the_study_states(tables, name, study):
    """Protects the ODD, which renders these tables, from columns that nothing explains."""
    words = set(study.__doc__.replace(",", " ").replace(";", " ").replace("(", " ").replace(")", " ").split())
    words = {word.rstrip(".:") for word in words}
    assert len(tables[name])
    for column in tables[name].columns:
        assert column in words, column


@of_studies
def test_finite_size_compares_every_size_with_the_largest(tables):
    """Protects the curve of issue 2: each size and measure once, the largest without a difference from itself."""
    table = tables["finite_size"]
    assert len(table) == 2 * len(finite_size.OBSERVED)
    largest = table[table["citizens"] == 400]
    assert largest["difference"].isna().all()
    assert (largest["holds"] == "").all()
    smaller = table[table["citizens"] == 200].set_index("measure")
    assert smaller.loc["trust", "difference"] != 0.0
    assert smaller["holds"].isin(["yes", "no"]).all()


def test_finite_size_holds_only_within_its_limits():
    """Protects the claim that size does not matter: 0.01 of trust, 5% of incidents, paired by seed."""
    seeds = [1, 2, 3]
    common = {"trust_share": 0.4, "misfit": 0.7, "unrest": 0.02}
    large = pd.DataFrame({"norms": "200000", "seed": seeds, "trust": [0.4, 0.5, 0.6], "incidents": 8.0, **common})
    close = large.assign(norms="10000", trust=large["trust"] + 0.009, incidents=8.39)
    far = large.assign(norms="2000", trust=large["trust"] + [0.0, 0.012, 0.024], incidents=8.41)
    table = finite_size.tabulate(pd.concat([far, close, large]), "200000").set_index(["citizens", "measure"])
    assert table.loc[(10_000, "trust"), ["holds", "settled"]].tolist() == ["yes", "yes"]
    assert table.loc[(10_000, "incidents"), ["holds", "settled"]].tolist() == ["yes", "yes"]
    assert table.loc[(2_000, "trust"), ["holds", "settled"]].tolist() == ["no", "no"]
    assert table.loc[(2_000, "incidents"), ["holds", "settled"]].tolist() == ["no", "yes"]


@of_studies
def test_instruments_are_held_against_no_norms(tables):
    """Protects the table of instruments: effects on the own observable and on what else is asked, none left out."""
    table = tables["instruments_alone"].set_index("instrument")
    academy = table.loc["participation_academy"]
    assert academy["observable"] == "skill"
    assert academy["effect"] > 0.0
    assert academy["verdict"] == "as expected"
    effects = tables["instruments_alone_effects"].set_index(["instrument", "measure"])
    assert len(effects) == 2 * len(instruments_alone.EFFECTS)
    assert effects.loc[("participation_academy", instruments_alone.COST), "found"] == "up"


@pytest.mark.parametrize(
    ("sign", "low", "high", "said"),
    [
        (1, 0.1, 0.3, "as expected"),
        (-1, -0.3, -0.1, "as expected"),
        (1, -0.3, -0.1, "opposite"),
        (-1, 0.1, 0.3, "opposite"),
        (1, -0.1, 0.3, "none found"),
        (1, 0.0, 0.0, "none found"),
        (-1, math.nan, math.nan, "not measured"),
    ],
)
def test_verdict_on_an_instrument(sign, low, high, said):
    """Protects instruments that do nothing, or the opposite, from being reported as working."""
    assert instruments_alone.verdict(sign, low, high) == said


def test_burn_in_judges_means_by_their_difference_and_drifts_by_themselves():
    """Protects the claim that the burn-in suffices from a drift that all burn-ins share, and from the reverse."""
    one = dict.fromkeys(burn_in.OBSERVED, 1.0) | {f"drift of {measure}": 0.0 for measure in burn_in.OBSERVED}
    rows = [{"norms": label, "seed": seed} | one for label in ("104", "416") for seed in (1, 2)]
    rows = [row | ({"misfit": 1.2} if row["norms"] == "104" else {}) | {"drift of trust": 0.03} for row in rows]
    table = burn_in.tabulate(pd.DataFrame(rows), "416").set_index(["statistic", "measure", "burn_in"])
    assert table.loc[(burn_in.MEAN, "misfit", 104), "holds"] == "no"
    assert table.loc[(burn_in.MEAN, "trust", 104), "holds"] == "yes"
    assert table.loc[(burn_in.DRIFT, "trust", 104), "holds"] == "no"
    assert table.loc[(burn_in.DRIFT, "trust", 104), "difference"] == 0.0
    assert table.loc[(burn_in.DRIFT, "trust", 416), "holds"] == "no"
    assert table.loc[(burn_in.DRIFT, "misfit", 104), "holds"] == "yes"


@of_studies
def test_drift_is_the_first_year_minus_the_rest(tables):
    """Protects the drift from being taken over the burn-in or the wrong weeks."""
    from abm.observation.record import simulate

    recording = simulate(Options("tiny", 1, 1).load(), 1)
    weeks = recording.weeks.to_pandas()
    first, later = weeks[weeks["week"].between(0, 51)], weeks[weeks["week"] >= 52]
    expected = first["trust"].mean() - later["trust"].mean()
    assert burn_in.drift(recording)["drift of trust"] == pytest.approx(expected)
    assert (tables["burn_in"]["statistic"] == burn_in.DRIFT).sum() == 2 * len(burn_in.OBSERVED)
    half = len(weeks[weeks["week"] >= 0]) // 2
    earlier, second = weeks[weeks["week"].between(0, half - 1)], weeks[weeks["week"] >= half]
    expected = second["trust"].mean() - earlier["trust"].mean()
    assert burn_in.drift(recording)["halves of trust"] == pytest.approx(expected)
    assert tables["burn_in_drift"]["measure"].tolist() == list(MEASURES)


def test_a_drift_in_either_half_or_year_is_told():
    """Protects from a measure that wanders on, which the first year alone does not show."""
    still = {f"{what} of {measure}": [0.0, 0.0] for measure in MEASURES for what in ("drift", "halves")}
    runs = pd.DataFrame({measure: [1.0, 1.0] for measure in MEASURES} | still)
    changed = {"halves of misfit": [0.06, 0.0601], "drift of unrest": [0.2, -0.05], "drift of trust": [0.012, 0.0121]}
    table = burn_in.tabulate_drift(runs.assign(**changed)).set_index("measure")
    assert table.loc["misfit", ["holds", "settled"]].tolist() == ["no", "yes"]
    assert table.loc["unrest", ["holds", "settled"]].tolist() == ["no", "no"]
    assert table.loc["trust", ["holds", "settled"]].tolist() == ["no", "yes"]
    assert table.loc["grievance", ["holds", "settled"]].tolist() == ["yes", "yes"]


@of_studies
def test_baseline_measures_every_row(tables):
    """Protects the baseline from rows that stay empty without a word."""
    table = tables["baseline"].set_index(["kind", "row"])
    assert len(table) == len(baseline.ROWS)
    sometimes_empty = {
        "drop_halflife",
        "rally_halflife",
        "coverage_halflife",
        "salience_halflife",
    }  # where a tiny run shows none
    missing = {row for (_, row), value in table["value"].items() if math.isnan(value)}
    assert missing <= sometimes_empty
    judged = ~table["target_low"].isna() | ~table["target_high"].isna()
    assert ((table["holds"] != "") == (judged & table["value"].notna())).all()
    assert (table["definition"].str.len() > 10).all()


def made_up(trust_share: np.ndarray, **columns: np.ndarray) -> baseline.Observation:
    """A run of which only the columns that are given say anything."""
    weeks = len(trust_share)
    empty: dict[str, object] = {name: np.ones((weeks, 1)) for name in ("salience", "coverage", "unrest", "news")}
    empty |= {
        "questions": np.ones((weeks, 1)),
        "decisions": np.ones((weeks, 1)),
        "struck": np.zeros(weeks, int),
        "over_run": {},
    }
    empty |= {"over_run": {}, "trust": trust_share, "ever_in_action": trust_share, "willing": 0.0, "over_educated": 0.0}
    return baseline.Observation(**({"seed": 1, "ministries": 1, "trust_share": trust_share} | empty | columns))


def test_scenarios_are_measured_from_their_event_on_against_their_twin():
    """Protects drop and rally: before the event twins are equal, and the week of the event counts."""
    calm = np.full(160, 0.4)
    struck = calm.copy()
    struck[104] -= 0.05
    struck[105:113] -= 0.1
    struck[113:] -= 0.2 * 0.5 ** (np.arange(47) / 4)
    path = baseline.above(made_up(struck), made_up(calm), 104)
    rows = {row.name: row.path for row in baseline.ROWS if row.path is not None}
    assert rows["drop"](path) == pytest.approx(0.1)
    assert rows["deepening"](path) == pytest.approx(0.2 * 0.5 ** (4 / 4) - 0.2)
    assert rows["drop_halflife"](path) == pytest.approx(4.0)
    assert rows["rally"](path) < 0.0
    assert rows["rally"](-path) == pytest.approx((0.05 + 8 * 0.1 + sum(0.2 * 0.5 ** (k / 4) for k in range(4))) / 13)
    assert rows["drop"](baseline.above(made_up(struck), made_up(calm), 105)) == pytest.approx(0.1)


def test_what_a_crisis_does_is_read_in_the_quarter_from_its_outbreak():
    """Protects the share by which questions and attention change, and who is in action, from other weeks."""
    calm, busy = np.full(160, 0.4), np.ones((160, 2))
    louder, unrest = busy.copy(), np.zeros((160, 2))
    louder[104:117] = 1.5
    unrest[105], unrest[140] = 0.03, 0.4
    crisis = made_up(calm, questions=louder, salience=2 * louder, unrest=unrest)
    values, _ = baseline.after_crisis(crisis, made_up(calm, questions=busy, salience=2 * busy), 104)
    assert values["questions_in_crisis"] == pytest.approx(0.5)
    assert values["attention_in_crisis"] == pytest.approx(0.5)
    assert values["in_action_at_once"] == pytest.approx(0.06)


def test_attention_is_that_of_the_dossier_that_was_struck():
    """Protects the half-life of attention from being read on another dossier."""
    calm = np.full(160, 0.4)
    salience, struck = np.zeros((160, 2)), np.zeros(160, int)
    salience[104:, 1], struck[104] = 0.5 ** (np.arange(56) / 3), 1
    seen = made_up(calm, salience=salience, coverage=salience**2, struck=struck)
    paths = baseline.attention(seen, made_up(calm, salience=0 * salience, coverage=0 * salience), 104)
    rows = {row.name: row.path for row in baseline.ROWS if row.path is not None}
    assert rows["salience_halflife"](paths["salience_halflife"]) == pytest.approx(3.0)
    assert rows["coverage_halflife"](paths["coverage_halflife"]) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("value", "low", "high", "floor", "ceiling", "said"),
    [
        (0.8, 0.78, 0.82, 0.7, 0.9, ("yes", "yes")),
        (0.8, 0.68, 0.92, 0.7, 0.9, ("yes", "no")),
        (0.6, 0.5, 0.65, 0.7, 0.9, ("no", "yes")),
        (0.6, 0.5, 0.75, 0.7, 0.9, ("no", "no")),
        (0.6, 0.5, 0.75, 0.0, math.nan, ("yes", "yes")),
        (-0.1, -0.2, 0.1, 0.0, math.nan, ("no", "no")),
        (0.6, math.nan, math.nan, 0.0, 1.0, ("yes", "no")),
        (0.6, 0.5, 0.7, math.nan, math.nan, ("", "")),
        (math.nan, math.nan, math.nan, 0.0, 1.0, ("", "")),
    ],
)
def test_judgement(value, low, high, floor, ceiling, said):
    """Protects the words yes and no of all tables."""
    assert judge(value, low, high, floor, ceiling) == said


def test_tolerances_are_those_of_the_issue():
    """Protects the limits of the finite-size curve: 0.01 of trust, 5% of incidents."""
    assert tolerance("trust", 0.5) == 0.01
    assert tolerance("incidents", 8.0) == pytest.approx(0.4)


def test_what_a_study_sets_is_not_overridden():
    """Protects the design: an override for a small try must not make all sizes of the curve alike, nor be lost."""
    options = Options("tiny", seeds=2, overrides=("population.communities=6", "weeks=60"))
    parameters = options.load("population.citizens=5000")
    assert (parameters.population.citizens, parameters.weeks, parameters.replicates) == (5000, 60, 2)
    assert (parameters.population.communities, parameters.ministries.count) == (6, 3)
    with pytest.raises(ParameterError, match=r"population\.citizens must be left to the study"):
        Options("tiny", overrides=("population.citizens=300",)).load("population.citizens=5000")


@pytest.mark.parametrize(
    "own",
    [
        ("norms=anticyclical", "evidence.desk_beside=0", "weeks=30"),
        ("norms=mandate", "ministries.mandate=0.1"),  # of which the norm set has its own say
        ("norms=reactive", "officials.readiness=additive", "officials.courage=0.8", "officials.per_ministry=16"),
        ("population=netherlands", "population.communities=342", "population.citizens=2000"),
        ("instruments=[pilots]", "placebo.respondents=noise", "ministries.influence_room=1"),
        ("norms=anticyclical", "timing=procyclical", "placebo.relations=even", "imposed.hours=0"),
        ("population.communities=342", "population.citizens=2000", "population.sizes=municipalities"),
    ],
)
def test_numbers_set_after_composing_are_those_that_were_composed(own):
    """Protects every arm of every study from the short way: composing its named sets once, then setting its numbers."""
    options = Options("tiny", seeds=2, workers=1)
    whole = load(*common.SIZES["tiny"], "replicates=2", "workers=1", *own)
    assert options.load(*own) == options.load(*own) == whole


def test_what_is_wrong_is_said_as_ever():
    """A number out of range is refused in words, and never set."""
    with pytest.raises(ParameterError, match=r"officials.courage must be .* not 7"):
        Options("tiny").load("norms=reactive", "officials.courage=7")


def test_committed_tables_rest_on_the_present_results():
    """Protects the ODD from numbers of an older model: whoever raises RESULTS_VERSION runs the studies again.

    All but those made of runs of the calibration alone: its worlds set themselves what changed, and one is run again
    below.
    """
    found, of_rows = {}, {"calibration", "calibration_accepted", "calibration_recovery"}
    with resources.as_file(resources.files("abm.experiments.data")) as folder:
        written = ((study.name, folder / f"{name}.csv") for study in studies().values() for name in study.tables)
        for name, path in written:
            if path.is_file():
                table = pd.read_csv(path)
                version = stored.version() if name in of_rows else RESULTS_VERSION
                assert (table["results_version"] == version).all(), path.name
                assert (table["seeds"] == studies()[name].seeds["full"]).all(), path.name
                found[path.stem] = name
    assert set(found.values()) == set(studies()) - WITHOUT_TABLE
