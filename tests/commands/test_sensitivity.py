"""``abm sensitivity``: what it writes, what it says, and what it refuses in one line."""

import shutil

import pandas as pd
import pytest

from abm.analysis.sensitivity import COLUMNS
from abm.commands.main import main
from tests.analysis.conftest import SOBOL, linear, write

FILES = {
    f"{name}{ending}"
    for name, endings in {"sensitivity": (".csv", ".png", ".svg"), "sensitivity_second": (".png", ".svg")}.items()
    for ending in endings
}


def copied(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "sweep")


def refusal(capsys, *words: str) -> str:
    """The one line with which a command is refused."""
    assert main(["sensitivity", *map(str, words)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_table_csv_and_pictures_and_the_same_again(sobol_folder, tmp_path, capsys):
    """Protects the outputs of the command, and files in a repository from changing without a reason."""
    folder = copied(sobol_folder, tmp_path)
    before = {path.name for path in folder.iterdir()}
    assert main(["sensitivity", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Trust, anticyclical" in said
    assert said.index("ministries.mandate") < said.index("officials.courage")  # the more influential first
    assert {path.name for path in folder.iterdir()} - before == FILES
    first = {name: (folder / name).read_bytes() for name in FILES}
    table = pd.read_csv(folder / "sensitivity.csv")
    assert list(table.columns) == COLUMNS
    assert set(table["measure"]) == {"trust", "incidents", "misfit"}
    assert main(["sensitivity", str(folder)]) == 0
    assert {name: (folder / name).read_bytes() for name in FILES} == first


def test_other_measures_and_another_language(sobol_folder, tmp_path, capsys):
    """Protects the two keys of the command."""
    folder = copied(sobol_folder, tmp_path)
    assert main(["sensitivity", str(folder), "measures=[incidents,trust]"]) == 0
    assert list(dict.fromkeys(pd.read_csv(folder / "sensitivity.csv")["measure"])) == ["incidents", "trust"]
    english = (folder / "sensitivity.svg").read_bytes()
    assert main(["sensitivity", str(folder), "measures=[incidents,trust]", "language=nl"]) == 0
    assert (folder / "sensitivity.svg").read_bytes() != english


def test_missing_and_failed_runs_are_counted_and_the_way_on_is_said(tmp_path, capsys):
    """Protects indices from a design with holes: blocks must be whole."""
    missing = refusal(capsys, write(tmp_path / "missing", SOBOL, linear, drop=7))
    assert "of 128 runs 7 are missing; go on with: abm sweep design=sobol" in missing
    assert "retry" not in missing
    failed = refusal(capsys, write(tmp_path / "failed", SOBOL, linear, drop=2, fail=3))
    assert "of 128 runs 2 are missing and 3 failed" in failed
    assert failed.endswith("retry=true\n")


def test_designs_without_indices_are_refused(tmp_path, capsys):
    """Protects from indices of points that were never laid out for them."""
    words = ["officials.courage=interval(0,1)", "ministries.mandate=interval(0,1)", "design.samples=8"]
    said = refusal(capsys, write(tmp_path / "lhs", ["design=lhs", *words], linear))
    assert "this one has design=lhs" in said
    bare = refusal(capsys, write(tmp_path / "bare", ["design=sobol", "design.indices=false", *words], linear))
    assert "design.indices=true" in bare


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["measures=[trst]"], "did you mean trust?"),
        (["measures=[trust,trust]"], "each once"),
        (["measures=[]"], "at least one"),
        (["measure=[trust]"], "did you mean measures?"),
        (["language=fr"], "one of en, nl"),
        (["measures=[error]"], "one of trust"),
        (["measures=[officials.courage]"], "one of trust"),
    ],
)
def test_mistakes(sobol_folder, capsys, words, allowed):
    """Protects a user from a traceback, and the folder from anything written after a mistake."""
    before = {path.name for path in sobol_folder.iterdir()}
    assert allowed in refusal(capsys, sobol_folder, *words)
    assert {path.name for path in sobol_folder.iterdir()} == before


def test_folders_that_are_none(tmp_path, capsys):
    """Protects the word DIR."""
    assert "there is no such folder" in refusal(capsys, tmp_path / "nowhere")
    assert "sweep.json" in refusal(capsys, tmp_path)
    assert "DIR must be given" in refusal(capsys, "measures=[trust]")


def test_help(capsys):
    """Protects the page of help."""
    assert main(["sensitivity", "--help"]) == 0
    assert "measures=" in capsys.readouterr().out


def test_a_real_sweep_of_instruments_from_end_to_end(tmp_path, capsys, in_this_process):
    """Protects the contract with abm sweep, on real runs: values add up to the effect of all instruments."""
    tiny = ["population.citizens=200", "weeks=12", "burn_in=2", "ministries.count=2", "workers=1"]
    words = ["design=subsets", "design.instruments=[policy_compass,calm_practice]", "replicates=2", *tiny]
    assert main(["sweep", *words, f"hydra.sweep.dir={tmp_path}"]) == 0
    assert main(["sensitivity", str(tmp_path), "measures=[trust,hours_norms,hours_relations]"]) == 0
    table = pd.read_csv(tmp_path / "sensitivity.csv")
    for _, rows in table.groupby("measure"):
        shares = rows.loc[rows["index"] == "shapley", "value"].sum()
        assert shares == pytest.approx(rows.loc[rows["index"] == "together", "value"].item(), abs=1e-12)
    relations = table[(table["measure"] == "hours_relations") & (table["index"] == "shapley")].set_index("factor")
    assert relations.loc["calm_practice", "value"] > 0
