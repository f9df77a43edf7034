"""The description of the model agrees with the code: generated blocks, headings, claims, and every name it mentions."""

from __future__ import annotations

import csv
import importlib
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from abm.configuration.entry import GROUPS
from abm.configuration.loading import expand, load, options
from abm.declare import declarations
from abm.documentation import odd
from abm.experiments.common import Options
from abm.experiments.registry import studies
from abm.model import PolicyModel
from abm.norms import INSTRUMENTS
from abm.numerics.streams import Purpose
from abm.observation.groups import GROUP_MEASURES
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.record import DECISION_COLUMNS
from abm.parameters import Method
from abm.parameters.checks import declared
from abm.parameters.run import EVENT_KINDS
from abm.policy.arrows import ARROWS

ROOT = Path(__file__).parents[2]
TEXT = odd.TEXT.read_text(encoding="utf-8")
CLAIMS = odd.TEXT.with_name("claims.md").read_text(encoding="utf-8")
WRITTEN = odd._BLOCK.sub("", TEXT)
DATA = ("netherlands_government.csv", "netherlands_trust.csv")
WORLD = Options("tiny", seeds=1)  # sets are composed once; where a number does not fit, Hydra is asked all the same
WHOLE = ("netherlands_events.csv", "netherlands_consumer_confidence.csv")
"""Files of data that a scenario is made of, all rows of each."""

HEADINGS = (
    "I Overview",
    "I.i Purpose and patterns",
    "I.ii Entities, state variables and scales",
    "I.iii Process overview and scheduling",
    "II Design concepts",
    "II.i Theoretical and empirical background",
    "II.ii Individual decision-making",
    "II.iii Learning",
    "II.iv Sensing",
    "II.v Prediction",
    "II.vi Interaction",
    "II.vii Collectives",
    "II.viii Heterogeneity",
    "II.ix Stochasticity",
    "II.x Observation",
    "III Details",
    "III.i Implementation details",
    "III.ii Initialisation",
    "III.iii Input data",
    "III.iv Submodels",
)
CHALLENGES = (
    *(
        "refuters_limits",
        "reproduction",
        "reproduction_load",
        "claims_asked",
        "maps_together",
        "what_matters_screening",
    ),
    *("what_matters", "instruments_shared", "where_it_loses", "where_it_loses_box", "cards", "structure_survives"),
)
"""Tables of the studies that challenge the essay, and of the states that the page offers."""

TOO_LONG = ("maps", "fair_test", "structure", "who_loses")
"""Tables that are told by verdicts, by pictures and by what follows from them."""
REPORTED = ("crisis", "loop_strengths", "municipalities", "ten_years", "week_of_official")
"""Studies whose tables the report tells."""

PARENTS = ("I Overview", "II Design concepts", "III Details")
CONCEPTS = ("Basic principles.", "Emergence.", "Adaptation.", "Objectives.", "Synchrony.")


# --- generated blocks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", odd.blocks(TEXT))
def test_a_generated_block_agrees_with_the_code(name):
    """Whoever changes a parameter, measure, instrument or rule also changes the description."""
    (now,) = re.findall(rf"<!-- generated: {name} -->\n\n(.*?)\n\n<!-- end -->", TEXT, re.DOTALL)
    assert now == odd.block(name), "run python -m abm.documentation --write"


def test_every_block_there_can_be_stands_in_the_text_once():
    """No table is forgotten, and no marker is misspelt or left open."""
    names = ["baseline", "burn_in", "burn_in_drift", "finite_size", "instruments_alone", "instruments_alone_effects"]
    names += ["parameter_effects_found", "evidence_map_limits", "seeds_needed", "calibration_recovery", *CHALLENGES]
    names += [f"calibration_{end}" for end in ("waves", "emulators", "posterior", "accepted_targets", "predictive")]
    tables = [f"study:{name}" for name in (*names, "calibration_predictive_series", "loop_cut", "loop_cut_targets")]
    tables += [f"sets:{name}" for name in ("scenario", "population", "norms", "instrument")]
    assert sorted(odd.blocks(TEXT)) == sorted([*odd.BLOCKS, *tables, "answer:loop"])
    assert TEXT.count("<!--") == 2 * len(odd.blocks(TEXT))


def test_a_change_of_the_code_makes_the_text_stale(monkeypatch, capsys):
    """The check can fail: a changed meaning is reported by block, with exit code 1."""
    assert odd.main([]) == 0
    monkeypatch.setitem(MEASURES, "trust", MEASURES["salience"])
    assert odd.main([]) == 1
    assert "measures" in capsys.readouterr().out


def test_writing_brings_a_stale_text_up_to_date_and_leaves_the_rest(monkeypatch, tmp_path):
    """--write changes what stands between the marks and nothing else."""
    path = tmp_path / "ODD.md"
    path.write_text("before\n<!-- generated: arrows -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(odd, "TEXT", path)
    assert odd.main([]) == 1
    assert odd.main(["--write"]) == 0
    assert odd.main([]) == 0
    written = path.read_text(encoding="utf-8")
    assert written.startswith("before\n") and written.endswith("<!-- end -->\nafter\n") and "old" not in written


@pytest.mark.parametrize(
    ("block", "names"),
    [
        ("parameters", [*declared(), "methods.NAME.hours", "events[NUMBER].kind"]),
        ("measures", [*MEASURES, *RUN_MEASURES, *GROUP_MEASURES]),
        ("instruments", list(INSTRUMENTS)),
        ("purposes", [purpose.name for purpose in Purpose]),
        ("arrows", [arrow.parameter for arrow in ARROWS]),
        ("process", [f"PolicyModel.{phase}" for phase in odd.phases()]),
        ("sets:norms", options("norms")),
        ("sets:scenario", options("scenario")),
        ("methods", [*options("method"), "tick_box"]),
    ],
)
def test_nothing_is_missing_from_a_table(block, names):
    """Every parameter, measure, instrument, purpose, arrow, phase, norm set, scenario and method has its row."""
    content = odd.block(block)
    assert [name for name in names if f"`{name}`" not in content] == []


def test_every_assumption_about_the_world_is_listed():
    """A number without a source cannot hide: it stands in the table of assumptions too."""
    content = odd.block("assumptions")
    world = [item for item in odd.all_parameters() if "assumption" in item.source and item.low is not None]
    hidden = [item.key for item in world if f"`{item.key}`" not in content]
    assert {key for key in hidden if "." in key} == set()
    assert set(hidden) <= {"seed", "replicates", "weeks", "burn_in", "threads", "workers"}


def test_the_phases_are_those_of_a_real_week():
    """The order that is read from the source is the order in which a week is lived."""
    lived = []

    class Watched(PolicyModel):
        pass

    def watch(name):
        def phase(self):
            lived.append(name)
            getattr(PolicyModel, name)(self)

        return phase

    for name in odd.phases():
        setattr(Watched, name, watch(name))
    Watched(load("population.citizens=200", "ministries.count=1", "incidents.panel=20", "burn_in=0")).step()
    assert lived == odd.phases()
    numbers = [int(odd.first_line(getattr(PolicyModel, name)).partition(".")[0]) for name in lived]
    assert numbers == list(range(1, len(lived) + 1))


# --- arrows -----------------------------------------------------------------------------------------------------


def test_there_are_thirteen_arrows_each_with_its_own_parameter_that_may_be_zero():
    """The essay's figure is complete, no two arrows share a parameter, and each can be removed."""
    assert len(ARROWS) == 13
    assert len({arrow.parameter for arrow in ARROWS}) == 13
    assert [arrow.parameter for arrow in ARROWS if declared()[arrow.parameter].low != 0] == []


# --- studies ----------------------------------------------------------------------------------------------------


def test_every_table_that_a_study_left_is_rendered():
    """What was measured is shown, also when it does not please; a long map by its limits."""
    left = {
        path.stem for path in (ROOT / "experiments" / "data").glob("*.csv") if not path.stem.startswith("netherlands_")
    } - {
        "data_use",
        "parameter_effects",  # shown by what is found: parameter_effects_found
        *("calibration_runs", "calibration_accepted_members"),  # long, and shown by what follows from them
        *(name.removesuffix(".csv") for name in DATA),
        *TOO_LONG,
        *(table for name in REPORTED for table in studies()[name].tables),
    }
    left -= {name for name in left if f"{name}_limits" in left}
    assert {f"study:{name}" for name in left} <= set(odd.blocks(TEXT))


def test_a_table_of_a_study_is_rendered_whole_and_rounded(monkeypatch):
    """Rows and columns of whatever study are taken as they come; numbers are shortened, words and counts are not."""
    rows = [
        {"size": "2000", "mean": "0.478123456", "holds": "yes"},
        {"size": "200000", "mean": "-1.5e-05", "holds": ""},
    ]
    monkeypatch.setattr(odd, "rows_of", lambda name: rows if name == "made_up.csv" else [])
    head, _, first, second = odd.block("study:made_up").splitlines()
    assert (head, first) == ("| size | mean | holds |", "| 2000 | 0.4781 | yes |")
    assert second == "| 200000 | -1.5e-05 |  |"
    assert "`abm study another`" in odd.block("study:another")
    monkeypatch.setattr(odd, "rows_of", lambda name: [])
    assert "`abm study instruments_alone`" in odd.block("study:instruments_alone_effects")
    assert "`abm study parameter_effects`" in odd.block("study:parameter_effects_found")


# --- what is written by hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_the_checklist_is_there(heading):
    """ODD+D is complete: no part of the checklist is left out, or left empty."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ )", TEXT, re.DOTALL | re.MULTILINE)
    assert found
    assert heading in PARENTS or len(found[1].strip()) > 100


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_of_odd_2020_is_named(concept):
    """The names that ODD 2020 adds are there."""
    assert f"**{concept}**" in WRITTEN


@pytest.mark.parametrize("number", range(1, 8))
def test_a_refuter_is_written_down_with_its_measure(number):
    """R1 to R7 stand in the text with a design and a measure, dated before any study."""
    (row,) = re.findall(rf"^\| R{number} \|(.*)\|$", WRITTEN, re.MULTILINE)
    fails, design, measure = row.split(" | ")
    assert fails.strip() and design.strip()
    assert any(name in {*MEASURES, *RUN_MEASURES} for name in re.findall(r"`(\w+)`", measure))
    assert "2026-11-23" in WRITTEN


def test_purpose_and_the_status_of_trust_are_stated():
    """Nobody can read the model as a prediction, or trust as a claim of the essay."""
    assert "**Not\nprediction.**" in WRITTEN or "**Not prediction.**" in WRITTEN
    assert "Trust is this project's own outcome and no claim of the essay." in WRITTEN


# --- names ------------------------------------------------------------------------------------------------------


@cache
def known_names() -> frozenset[str]:
    keys = {item.key for item in odd.all_parameters()}
    given = load()
    fields = [item.key for item in declarations(Method)]
    keys |= {f"methods.{name}.{field}" for name in given.methods for field in fields}
    groups = {key.rpartition(".")[0] for key in keys}
    sets = {name for group in GROUPS for name in options(group)}
    words = {"generated", "pytest", "week", "events", "drivers"}  # of the text, a tool, and the head of every table
    measures = {*MEASURES, *RUN_MEASURES}
    return frozenset(keys | groups | sets | {*EVENT_KINDS} | words | measures | {*INSTRUMENTS, *DECISION_COLUMNS})


def is_python(name: str) -> bool:
    """Whether a dotted name, from ``abm`` or from a class that is well known, can be reached."""
    parts = name.split(".")
    homes = {"PolicyModel": PolicyModel, **{kind.__name__: kind for kind in odd.ACTORS.values()}}
    if parts[0] in homes:
        thing, rest = homes[parts[0]], parts[1:]
    else:
        thing, rest = None, parts
        for cut in range(len(parts), 0, -1):
            try:
                thing = importlib.import_module(".".join(parts[:cut]))
            except ImportError:
                continue
            rest = parts[cut:]
            break
    for part in rest:
        fields = getattr(thing, "__dataclass_fields__", {})
        if not hasattr(thing, part) and part not in fields:
            return False
        thing = getattr(thing, part, fields.get(part))
    return thing is not None


def resolves(name: str) -> bool:
    """Whether what stands in backticks is there: parameter, measure, name of a set, file, code, override or command."""
    if name in known_names():
        return True
    if name.startswith("abm "):
        command, *words = shlex.split(name)[1:]
        if command in ("describe", "explain") or not words:
            return True
        overrides = [word for word in words if word != "-m"]
        jobs = expand(overrides)
        return all(WORLD.load(*job) for job in (jobs[0], jobs[-1]))  # the ends of a list are its extremes
    if name.startswith("python -m "):
        return is_python(name.split()[2])
    if re.fullmatch(r"[\w.]+=\S+", name):
        return bool(WORLD.load(name))
    if "/" in name or name.endswith((".md", ".parquet", ".csv")):
        places = (ROOT, ROOT / "abm", ROOT / "docs")
        return any((place / name).exists() for place in places) or name in ("decisions.parquet", "groups.parquet")
    return is_python(name)


def spans(text: str) -> list[str]:
    """What stands in backticks, fenced blocks apart."""
    return sorted(set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))))


@pytest.mark.parametrize("text", [WRITTEN, CLAIMS], ids=["ODD", "claims"])
def test_every_name_in_the_text_exists(text):
    """A renamed rule, parameter, file or measure cannot stay behind in the description."""
    found = spans(text)
    assert len(found) > 50
    assert [name for name in found if not resolves(name)] == []


@pytest.mark.parametrize("name", ["officials.bravery", "abm.policy.choice.dreams", "agents/press.py", "happiness"])
def test_a_name_that_does_not_exist_is_noticed(name):
    """The check on names can fail."""
    assert not resolves(name)


# --- claims -----------------------------------------------------------------------------------------------------


def claim_rows() -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in CLAIMS.splitlines()
        if re.match(r"\| R?\d+ \|", line)
    ]


def test_every_claim_and_refuter_has_one_row():
    """All 61 claims are there, in order, then the refuters, and no row is half empty."""
    rows = claim_rows()
    assert [row[0] for row in rows] == [*map(str, range(1, 62)), *(f"R{number}" for number in range(1, 8))]
    assert all(len(row) == 6 and all(row) for row in rows)


def test_a_claim_is_tested_or_says_why_not():
    """No claim is silently dropped: what is not tested gives the reason, what is tested names a test."""
    for number, _, _, rule, test, verdict in claim_rows():
        assert rule, number
        assert verdict.startswith("not testable: ") == (test == "none"), number


# --- data -------------------------------------------------------------------------------------------------------


def test_every_row_of_the_data_has_one_use():
    """No figure of the country is quietly left out, and none is used for something else than it says."""
    given = []
    for file in DATA:
        with (ROOT / "experiments" / "data" / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                name, value = row.get("quantity") or row["series"], row.get("value") or row["percent"]
                given.append((file, name, row["period"], value))
    rows = odd.rows_of("data_use.csv")
    used = [(row["file"], row["row"], row["period"], row["value"]) for row in rows if row["file"] in DATA]
    assert used == given
    made = {row["file"]: int(row["value"]) for row in rows if row["use"] == "scenario"}
    assert made == {file: len(odd.rows_of(file)) for file in WHOLE}
    assert {row["file"] for row in rows} == {*DATA, *WHOLE}


def test_every_use_of_data_is_of_something_that_exists():
    """A default names a parameter, a target a measure, and what is unused says why."""
    for row in odd.rows_of("data_use.csv"):
        assert row["use"] in ("default", "target", "scenario", "unused"), row
        assert row["note"], row
        known = {"default": known_names(), "target": {*MEASURES, *RUN_MEASURES}, "unused": {""}}
        known["scenario"] = {"events", "drivers"}
        assert row["name"] in known[row["use"]], row


@pytest.mark.parametrize("file", (*DATA, *WHOLE))
def test_a_source_in_the_data_is_a_use_of_the_data(file):
    """A parameter that names a file of data as its source appears among the uses of that file, or as its range."""
    rows = [row for row in odd.rows_of("data_use.csv") if row["file"] == file]
    uses = {row["name"] for row in rows}
    noted = " ".join(row["note"] for row in rows)
    sourced = [item.key for item in declared().values() if file in item.source]
    calibrated = {"parliament.news_questions", "parliament.other_questions"}  # set to reach the targets questions, news
    assert [key for key in sourced if key not in uses | calibrated and key not in noted] == []
