"""Points in a file: each cell is the value that was meant, or the file is refused in one line that says where."""

import codecs

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from abm.parameters.checks import ParameterError
from tests.sweeps.conftest import COURAGE, NORMS, ready

HEAD = "officials.courage,ministries.mandate\n"

SPOILT = {
    "decimal comma": (HEAD + "0.5,0.3\n0,5,0,3\n", ["2 cells in every line", "line 3 has 4", "a point, as in 2.5"]),
    "decimal comma in one of two": (HEAD + "0,5,0.3\n", ["line 2 has 3"]),
    "decimal comma in quotes": (HEAD + '"0,5",0.3\n', ["points.csv, line 2: officials.courage", "not 0,5"]),
    "decimal comma in the only column": ("officials.courage\n2,5\n", ["1 cells in every line", "line 2 has 2"]),
    "too many cells": (HEAD + "0.5,0.3\n0.5,0.3,0.1\n", ["line 3 has 3"]),
    "too few cells": (HEAD + "0.5,0.3\n0.5\n", ["line 3 has 1"]),
    "comma at the end": (HEAD + "0.5,0.3,\n", ["line 2 has 3"]),
    "semicolons": (HEAD.replace(",", ";") + "0,5;0,3\n", ["commas between cells", "first line has ;"]),
    "tabs": (HEAD.replace(",", "\t") + "0.5\t0.3\n", ["commas between cells", "first line has a tab"]),
    "empty cell": (HEAD + "0.5,0.3\n\n0.5,\n", ["line 4 lacks one for ministries.mandate"]),
    "empty cell in quotes": (HEAD + '0.5,""\n', ["line 2 lacks one for ministries.mandate"]),
    "only spaces in a cell": (HEAD + "0.5,  \n", ["line 2 lacks one for ministries.mandate"]),
    "a column twice": ("officials.courage,officials.courage\n0.1,0.9\n", ["officials.courage is there twice"]),
    "a column twice, with a space": ("officials.courage, officials.courage\n0.1,0.9\n", ["is there twice"]),
    "no name above a column": (",officials.courage\n0,0.1\n", ["column 1 has none"]),
    "text for a number": (HEAD + "0.5,0.3\nbrave,0.3\n", ["points.csv, line 3: officials.courage", "not brave"]),
    "several values in a cell": ("norms\nreactive\n'reactive,mandate'\n", ["line 3 has 2"]),
    "a choice in a cell": ('norms\nreactive\n"choice(reactive,mandate)"\n', ["points.csv, line 3: norms", "one value"]),
    "a line break in a cell": ('norms\n"reac\ntive"\n', ["line 2 has other characters"]),
    "a quote that is never closed": (HEAD + '"0.5,0.3\n', ["line 2 cannot be read"]),
    "nothing": ("", ["first line names its columns"]),
    "no rows": (HEAD, ["at least one row"]),
    "bookkeeping only": ("point\n1\n", ["a column with a key"]),
    "seeds": ("officials.courage,seed\n0.5,1\n0.5,2\n", ["seed must be one value in a sweep", "replicates=20"]),
    "replicates": ("officials.courage,replicates\n0.5,1\n", ["replicates must be one value in a sweep"]),
    "workers": ("officials.courage,workers\n0.5,1\n", ["workers must be one value in a sweep"]),
    "measures": ("officials.courage,record.measures\n0.5,[trust]\n", ["record.measures must be one value"]),
    "baseline": ("officials.courage,compare.baseline\n0.5,reactive\n", ["compare.baseline must be one value"]),
    "hydra": ("officials.courage,hydra.sweep.dir\n0.5,here\n", ["hydra.sweep.dir must be one value"]),
    "hydra's launcher": ("officials.courage,hydra/launcher\n0.5,basic\n", ["hydra/launcher must be one value"]),
    "hydra's job": ("officials.courage,hydra.job.num\n0.5,1\n", ["hydra.job.num must be one value"]),
    "design": ("officials.courage,design.samples\n0.5,4\n", ["design.samples must be one value"]),
    "shard": ("officials.courage,shard\n0.5,1/1\n", ["shard must be one value"]),
    "executor": ("officials.courage,executor.jobs\n0.5,4\n", ["executor.jobs must be one value"]),
    "runs": ("officials.courage,run_id\n0.5,a\n", ["run_id"]),
    "an added key": ("+officials.courage\n0.5\n", ["officials.courage"]),
}


@pytest.fixture
def points(tmp_path, monkeypatch):
    """Points that a design with this file has, without running any."""
    monkeypatch.chdir(tmp_path)
    return lambda name="points.csv", *words: ready("none", "design=file", f"design.file={name}", *words).points


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_file(points, tmp_path, name):
    """Protects from other points than those that were meant: one line, with the line of the file."""
    text, said = SPOILT[name]
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        points()
    assert "\n" not in str(refused.value)
    for part in said:
        assert part in str(refused.value)


def test_file_that_is_not_utf_8(points, tmp_path):
    """Protects from letters that nobody wrote, and from a traceback."""
    for content in ("norms\nmandaté\n".encode("latin-1"), "norms\nmandate\n".encode("utf-16")):
        (tmp_path / "points.csv").write_bytes(content)
        with pytest.raises(ParameterError, match="UTF-8"):
            points()


@pytest.mark.parametrize(
    "text", [HEAD + "0.5,0.3\n", HEAD + "\n 0.5 , 0.3 \n\n", HEAD.replace("\n", "\r\n") + "0.50,.3"]
)
def test_harmless_habits(points, tmp_path, text):
    """A byte-order mark, blank lines, spaces and Windows line ends change nothing."""
    (tmp_path / "points.csv").write_bytes(codecs.BOM_UTF8 + text.encode())
    assert points()[["officials.courage", "ministries.mandate"]].to_numpy().tolist() == [[0.5, 0.3]]


def test_a_finished_design_can_be_run_again(points, tmp_path):
    """Its bookkeeping is made anew, its points are the same; as Parquet and as CSV."""
    words = ("design=random", "design.samples=4", COURAGE, NORMS)
    wanted = ready(tmp_path / "none", *words).points
    wanted.to_parquet(tmp_path / "again.parquet")
    wanted.to_csv(tmp_path / "again.csv", index=False)
    for name in ("again.parquet", "again.csv"):
        pd.testing.assert_frame_equal(points(name), wanted)


def test_parquet_of_pandas_with_an_index(points, tmp_path):
    """An index with a name is a column like others, not lost; one without is no column."""
    table = pd.DataFrame({"officials.courage": [0.1, 0.2, 0.3], "ministries.mandate": [0.4, 0.5, 0.6]})
    table.set_index("officials.courage").to_parquet(tmp_path / "named.parquet")
    assert list(points("named.parquet")["officials.courage"]) == [0.1, 0.2, 0.3]
    table.assign(seed=[1, 2, 3]).set_index("seed").to_parquet(tmp_path / "steps.parquet")
    with pytest.raises(ParameterError, match="seed must be one value in a sweep"):
        points("steps.parquet")
    table[table["officials.courage"] > 0.1].to_parquet(tmp_path / "cut.parquet")
    assert list(points("cut.parquet")["officials.courage"]) == [0.2, 0.3]


def test_parquet_with_lists_and_gaps(points, tmp_path):
    """A list is a list; a missing value is refused by its row; what is no table is refused."""
    pq.write_table(pa.table({"instruments": [["pilots", "board_norm"], []]}), tmp_path / "lists.parquet")
    assert list(points("lists.parquet")["instruments"]) == ["[pilots,board_norm]", "[]"]
    pq.write_table(pa.table({"officials.courage": [0.5, None]}), tmp_path / "gap.parquet")
    with pytest.raises(ParameterError, match="row 2 lacks one for officials"):
        points("gap.parquet")
    pq.write_table(pa.table([[0.1], [0.2]], names=["officials.courage"] * 2), tmp_path / "twice.parquet")
    with pytest.raises(ParameterError, match="is there twice"):
        points("twice.parquet")
    (tmp_path / "none.parquet").write_text("no")
    with pytest.raises(ParameterError, match="a Parquet file"):
        points("none.parquet")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("norms\nreactive\nmandate\n", "norms=mandate"),
        ("officials.courage\n0.2\n", "officials.courage=0.5"),
        ("officials.courage\n0.2\n", "officials={courage: 0.5}"),
    ],
)
def test_a_column_and_a_word_of_one_key(points, tmp_path, text, word):
    """Protects from the last of two winning: which one holds nobody can see."""
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises(ParameterError, match=r"given once, not as .* and column .* of points\.csv"):
        points("points.csv", word)


def test_what_was_run_is_never_overwritten():
    """Protects bookkeeping in the row of a run, also where a design has a column of its name."""
    import abm
    from abm.execution.work import Point
    from abm.sweeps import store
    from abm.sweeps.work import SweepBatch

    base = abm.load("norms=mandate")
    head = {
        "point": 3,
        "combination": 0,
        "seed": 7,
        "norms": "reactive",
        "run_id": "forged",
        "error": "none",
        "trust": 9.0,
    }
    point = Point("0123456789abcdef", 0, (1,), head, {})
    batch = SweepBatch(None, {0: base}, (point,), store.schema(["officials.courage"]))
    row = batch._row(point, 1, {"trust": 0.5}, None, 0.1).to_pylist()[0]
    assert (row["seed"], row["norms"], row["trust"], row["error"]) == (1, "mandate", 0.5, None)
    assert row["run_id"] != "forged"


def test_no_key_is_named_like_a_measure():
    """Protects measures from a factor of their name."""
    from abm.configuration.entry import GROUPS
    from abm.observation.measures import MEASURES, RUN_MEASURES
    from abm.parameters.checks import declared

    assert not {*declared(), *GROUPS, "events", "methods"} & {*MEASURES, *RUN_MEASURES, "error", "point", "run_id"}
