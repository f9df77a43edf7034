"""What a folder of results says was run is what was run: run again from it, it gives the same rows, bit by bit."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

import abm
from abm.configuration.loading import options
from abm.norms import INSTRUMENTS
from abm.observation.record import simulate
from abm.parameters.checks import declared
from abm.parameters.run import EVENT_KINDS
from abm.sweeps import store
from tests.fuzz.judge import here
from tests.fuzz.values import typed

TINY = ("population.citizens=200", "ministries.count=2", "workers=1", "burn_in=4", "weeks=12")
"""Lived in some hundredths of a second, and long enough that norms and events do something."""

SIZES = ("population.", "record.", "compare.", "ministries.count", "ministries.dossiers", "officials.per_ministry")
"""What sizes the world, or says what is kept of it."""

NUMBERS = {
    key: item
    for key, item in declared().items()
    if item.kind is float and item.low is not None and not key.startswith(SIZES)
}
LIVE = sorted(key for key, item in NUMBERS.items() if item.live)
QUICK = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def near(key: str) -> st.SearchStrategy[float]:
    """A number not far from the default, in which worlds live on."""
    item = NUMBERS[key]
    assert item.low is not None and item.high is not None
    reach = max(abs(item.default) / 2, (item.high - item.low) / 1000)
    return st.floats(max(item.low, item.default - reach), min(item.high, item.default + reach))


@st.composite
def worlds(draw: st.DrawFn) -> list[str]:
    """Overrides of some parameters, named sets, instruments and events."""
    keys = draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=1, max_size=4, unique=True))
    words = [f"{key}={draw(near(key))!r}" for key in keys]
    words.append(f"seed={draw(st.integers(0, 2**31 - 3))}")
    words.append(
        f"scenario={draw(st.sampled_from([name for name in options('scenario') if 'netherlands' not in name]))}"
    )
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(sorted(INSTRUMENTS)), max_size=3, unique=True))
        words.append(f"instruments=[{','.join(chosen)}]")
    if draw(st.booleans()):
        words.append(f"instrument=[{draw(st.sampled_from(options('instrument')))}]")
    if draw(st.booleans()):
        week, kind = draw(st.integers(-4, 11)), draw(st.sampled_from([item for item in EVENT_KINDS if item != "set"]))
        live = draw(st.sampled_from(LIVE))
        words.append(
            f"events=[{{week: {week}, kind: {kind}, size: 3}}, "
            f"{{week: 2, kind: set, target: {live}, size: {draw(near(live))!r}}}]"
        )
    return words


@example(words=["seed=3"], own=("officials.courage", 0.9), norms="listen", command="compare")
@example(words=["seed=3"], own=("officials.courage", 0.9), norms="listen", command="run")
@settings(QUICK, max_examples=1)
@given(
    words=worlds(),
    own=st.sampled_from(LIVE).flatmap(lambda key: st.tuples(st.just(key), near(key))),
    norms=st.sampled_from(["listen", "listen", *options("norms")]),
    command=st.sampled_from(["run", "run", "compare"]),
)
def test_results_run_again(tmp_path_factory, words, own, norms, command):
    """``config.yaml`` and what ``provenance.json`` says of each norm set give the rows; as entry point, every table.

    One of the norm sets is the user's own, with a parameter that takes force in week 0.
    """
    work = tmp_path_factory.mktemp("again")
    (work / "mine" / "norms").mkdir(parents=True)
    text = f"# @package _global_\ninstruments: [pilots]\n{_nested(*own)}"
    (work / "mine" / "norms" / "listen.yaml").write_text(text, encoding="utf-8")
    others = [name for name in ("reactive", "mandate") if name != norms]
    chosen = f"norms={norms}" if command == "run" else f"compare.norms=[{norms},{','.join(others)}]"
    baseline = [] if command == "run" else [f"compare.baseline={others[0]}"]
    words = [word for word in words if command == "run" or not word.startswith("instruments=")]
    said = (command, "--config-dir", "mine", *TINY, "replicates=2", chosen, *baseline, *words)
    first = here((*said, "hydra.run.dir=first"), work)
    assert not first.error, first.error
    assume(first.code == 0)  # some combinations are refused
    rows = pq.read_table(work / "first" / "runs.parquet").to_pylist()
    note = json.loads((work / "first" / "provenance.json").read_text(encoding="utf-8"))
    for name, different in note.get("norm_sets", {norms: {}}).items():
        parameters = _parameters(OmegaConf.load(work / "first" / "config.yaml"), different)
        wanted = [row for row in rows if row["norms"] == name]
        assert wanted
        assert [simulate(parameters, row["seed"]).runs.to_pylist()[0] for row in wanted] == wanted, name
    if command == "compare":
        return
    (work / "copy").mkdir()
    shutil.copy(work / "first" / "config.yaml", work / "copy" / "again.yaml")
    second = here((command, "--config-dir", "copy", "--config-name", "again", "hydra.run.dir=second"), work)
    assert second.code == 0, second
    for name in ("runs", "weeks", "groups", "decisions"):
        one, other = (pq.read_table(work / folder / f"{name}.parquet") for folder in ("first", "second"))
        assert one.equals(other), (name, words)
    assert (work / "first" / "config.yaml").read_bytes() == (work / "second" / "config.yaml").read_bytes()


def _nested(key: str, value: float) -> str:
    parts = key.split(".")
    return (
        "".join(f"{'  ' * depth}{part}:" + ("\n" if part is not parts[-1] else "") for depth, part in enumerate(parts))
        + f" {value!r}\n"
    )


def _parameters(config: Any, different: dict[str, Any]) -> Any:
    """The configuration of one norm set: that of the first, and what is different."""
    whole: Any = OmegaConf.to_container(OmegaConf.merge(OmegaConf.structured(abm.Parameters), config))
    for key, value in different.items():
        group, *path = key.split(".")
        path = [".".join(path)] if group == "norm_parameters" and path else path  # its keys have dots themselves
        node = whole
        for part in [group, *path][:-1]:
            node = node[part]
        node[[group, *path][-1]] = value
    return OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(abm.Parameters), whole))


@st.composite
def sweeps(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    """Words that are the same at every point, words that vary, and a file of points."""
    keys = draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=4, max_size=4, unique=True))
    fixed = [f"{key}={draw(near(key))!r}" for key in keys[:2]]
    ends = [sorted(draw(st.lists(near(key), min_size=2, max_size=2, unique=True))) for key in keys[2:]]
    intervals = [f"{key}=interval({low!r},{high!r})" for key, (low, high) in zip(keys[2:], ends, strict=True)]
    norms = draw(st.lists(st.sampled_from(options("norms")), min_size=2, max_size=2, unique=True))
    choice = f"norms={','.join(norms)}"
    table = ",".join([*keys[2:], "norms"]) + "".join(f"\n{ends[0][i]!r},{ends[1][i]!r},{norms[i]}" for i in range(2))
    design, varied = draw(
        st.sampled_from(
            [
                ("grid", ["design.levels=2", *intervals]),
                ("random", ["design.samples=3", *intervals, choice]),
                ("lhs", ["design.samples=3", *intervals, choice]),
                ("sobol", ["design.samples=1", *intervals, choice]),
                ("morris", ["design.trajectories=2", *intervals]),
                ("subsets", ["design.instruments=[pilots,comply_or_explain]", choice]),
                ("file", ["design.file=points.csv"]),
            ]
        )
    )
    return fixed, [f"design={design}", *varied], table + "\n"


@settings(QUICK, max_examples=1)
@given(drawn=sweeps(), data=st.data())
def test_rows_of_a_sweep_run_again(tmp_path_factory, drawn, data):
    """Factor columns of a row, with what was the same in all, give the measures of that row."""
    fixed, varied, table = drawn
    work = tmp_path_factory.mktemp("sweep")
    (work / "points.csv").write_text(table, encoding="utf-8")
    ending = here(("sweep", *TINY, "replicates=2", *fixed, *varied, "hydra.sweep.dir=swept"), work)
    assume(ending.code == 0)
    runs = store.read(work / "swept")
    raw = pd.concat([pd.read_parquet(path) for path in (work / "swept" / "runs").glob("*.parquet")])
    assert sorted(raw["run_id"]) == sorted(set(runs["run_id"])), "every run once, for any reader"
    factors = [item["key"] for item in store.manifest(work / "swept")["factors"]]
    for number in data.draw(st.lists(st.integers(0, len(runs) - 1), min_size=2, max_size=2)):
        row = runs.iloc[number]
        assert pd.isna(row["error"])
        again = _again([*TINY, *fixed], {key: row[key] for key in factors}, int(row["seed"]))
        same = {name: row[name] for name in again if name in row and name not in ("run_id",)}
        for name, value in again.items():
            if name in same:
                assert same[name] == value or (pd.isna(same[name]) and value is None), (name, row.to_dict())
        assert len(same) > 20
        assert again["run_id"] == row["run_id"]


def _again(fixed: list[str], factors: dict[str, Any], seed: int) -> dict[str, Any]:
    overrides = [
        f"{key}={value.item()!r}" if hasattr(value, "item") else f"{key}={typed(value)}"
        for key, value in factors.items()
    ]
    return simulate(abm.load(*fixed, *overrides), seed).runs.to_pylist()[0]
