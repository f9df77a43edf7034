"""The study of calibration at tiny size: its tables, and that the accepted set follows from stored rows to the byte."""

import pandas as pd
import pytest

from abm.experiments import calibration, calibration_accepted
from abm.experiments.calibrating import country, stored
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, as_written
from abm.parameters.checks import ParameterError

of_calibration = pytest.mark.xdist_group("calibration")
TINY = Options("tiny", seeds=1, workers=1)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """All tables at tiny size."""
    return dict(calibration.study(TINY))


@pytest.fixture
def folder(tables, monkeypatch, tmp_path):
    """Tables in place of those of the project."""
    for name, table in tables.items():
        (tmp_path / f"{name}.csv").write_bytes(as_written(table, 1))
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    return tmp_path


def unexplained(table: pd.DataFrame, study) -> set[str]:
    """Columns that a study does not state; parameters and targets are under their own names."""
    words = {word.strip("(),;.:") for word in (study.__doc__ or "").split()}
    return set(table.columns) - words - {*design().keys, *(item.name for item in design().shown)}


@pytest.mark.parametrize("name", ["calibration_runs", "calibration_waves", "calibration_emulators"])
@of_calibration
def test_tables_have_rows_and_only_columns_that_the_study_states(tables, name):
    """Protects the documents, which render them."""
    assert len(tables[name])
    assert not unexplained(tables[name], calibration)


@of_calibration
def test_every_run_is_kept_with_what_it_was_given(tables):
    """The set can be found again from the rows: each has a world and seed of its own, values and what was seen."""
    size, runs = design().sizes["tiny"], tables["calibration_runs"]
    assert runs["wave"].value_counts().to_dict() == {"1": size.first, "2": size.later, "members": size.members}
    assert runs["seed"].is_unique
    assert runs[design().keys].notna().all(axis=None)
    assert runs["trust_2020_q2"].notna().all()
    assert runs["rally"].notna().all()
    places = design().places(runs[design().keys].to_numpy())
    assert ((places >= 0.0) & (places <= 1.0)).all()


@of_calibration
def test_the_accepted_set_follows_from_stored_rows_to_the_byte(folder):
    """Whoever has the rows finds the same set, as often as they like."""
    once, again = (calibration_accepted.study(TINY) for _ in range(2))
    assert set(once) == {"calibration_accepted_targets", "calibration_accepted_members"}
    for name, table in once.items():
        assert not unexplained(table, calibration_accepted)
        assert as_written(table, 1) == as_written(again[name], 1)


@of_calibration
def test_only_what_stands_in_the_rows_decides(folder):
    """A target that is said to fail rules nobody out; without that word it does."""
    runs, waves = (pd.read_csv(folder / f"calibration_{name}.csv") for name in ("runs", "waves"))
    names = design().names
    waves.loc[waves.index[-1], ["failing", "missed"]] = [", ".join(name for name in names if name != "rally"), 0]
    waves.to_csv(folder / "calibration_waves.csv", index=False)
    runs["rally"] = 0.15
    runs.to_csv(folder / "calibration_runs.csv", index=False)
    assert stored.ruled()[0].tolist() == [name == "rally" for name in names]
    assert len(stored.runs_of_waves()) + len(stored.runs_of_members()) == len(runs)

    def found():
        return calibration_accepted.study(TINY)["calibration_accepted_members"]["accepted"].tolist()

    assert found() == ["yes"]
    runs["rally"] = 0.5
    runs.to_csv(folder / "calibration_runs.csv", index=False)
    assert found() == ["no"]


def test_without_a_calibration_there_is_nothing_to_judge(monkeypatch, tmp_path):
    """One line that says what to do."""
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    with pytest.raises(ParameterError, match=r"^experiments/data/calibration_runs.csv must be there first: abm study"):
        calibration_accepted.study(TINY)


def test_both_scenarios_have_luck_of_their_own():
    """A world meets other draws in each, or its series would err as its patterns do."""
    plain, dutch = calibration.worlds(TINY, design().sizes["tiny"])
    assert (plain.scenario, dutch.scenario) == ("default", country.DUTCH)
    assert calibration.seed_of(plain, 7) == 7
    assert calibration.seed_of(dutch, 7) > 100_000


@pytest.mark.parametrize("name", ["calibration_accepted_targets", "calibration_accepted_members"])
def test_the_accepted_set_of_the_project_follows_from_its_stored_rows_to_the_byte(name):
    """Whoever clones it finds the same, without a run."""
    there = stored.files("abm.experiments.data").joinpath(f"{name}.csv").read_bytes()
    assert as_written(calibration_accepted.study(Options("full", seeds=1))[name], 1) == there


def test_stored_rows_are_still_what_the_model_gives():
    """Protects the rows, which may be older than the results of today, from a change that reaches their worlds."""
    plan, options = design(), Options("full", seeds=1, workers=1)
    row = stored.runs_of_members().iloc[0]
    values, found = row[plan.keys].to_numpy(float), {}
    for base in calibration.worlds(options, plan.sizes["full"]):
        world = plan.world(base, values, calibration.seed_of(base, int(row["seed"])))
        found |= country.look(world, world.seed)
    assert found.keys() >= {item.name for item in plan.shown}
    assert {name: f"{value:.6g}" for name, value in found.items()} == {name: f"{row[name]:.6g}" for name in found}
