"""What was removed: nothing of it lives, what took its place does, and who still names it is told in one line."""

from __future__ import annotations

import pytest

from abm import RESULTS_VERSION, ParameterError, load
from abm.configuration.entry import GROUPS
from abm.configuration.loading import options
from abm.norms import INSTRUMENTS
from abm.observation.groups import GROUP_MEASURES
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.record import DECISION_COLUMNS
from abm.parameters import removed
from abm.parameters.checks import declared, problems
from abm.parameters.removed import (
    ADDED_COLUMNS,
    REMOVED,
    REMOVED_COLUMNS,
    Removed,
    of_an_earlier_version,
    removed_key,
    was_removed,
)
from abm.words import LANGUAGES
from abm.words.phrases import again

MEASURED = {*MEASURES, *RUN_MEASURES, *GROUP_MEASURES}

THRESHOLD = "officials.readiness_threshold was removed in version 4 of the results; in its place: officials.threshold_"


def living() -> set[str]:
    """Every key, group of keys, named set and instrument that there is."""
    keys = {".".join(key.split(".")[:end]) for key in declared() for end in range(1, key.count(".") + 2)}
    sets = {f"{group}={name}" for group in GROUPS for name in options(group)}
    return keys | sets | {f"instruments={name}" for name in INSTRUMENTS}


def living_columns() -> set[str]:
    return {f"decisions.{name}" for name in DECISION_COLUMNS} | {f"measures.{name}" for name in MEASURED}


def test_nothing_removed_is_a_living_key_or_column():
    """Protects a parameter or column from being refused as gone while the model has it."""
    assert set(REMOVED) & living() == set()
    assert set(REMOVED_COLUMNS) & living_columns() == set()


def test_what_took_the_place_of_something_is_there():
    """Protects the advice: a key that took another one's place, and was renamed itself, is named by its new name."""
    lines = REMOVED | REMOVED_COLUMNS
    assert {name for line in lines.values() for name in line.instead.split(", ") if name} <= living() | living_columns()
    assert set(ADDED_COLUMNS) <= living_columns()


def test_versions_are_those_of_results():
    """Protects a folder from being told of a version that no folder can have."""
    versions = {*(line.version for line in (*REMOVED.values(), *REMOVED_COLUMNS.values())), *ADDED_COLUMNS.values()}
    assert versions <= set(range(2, RESULTS_VERSION + 1))


def test_columns_are_of_a_table():
    """Protects a line from never being read, as its name has no table before it."""
    assert {name.partition(".")[0] for name in REMOVED_COLUMNS} <= {"decisions", "measures"}


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("officials.readiness_threshold=0.3", THRESHOLD),
        ("+officials.readiness_threshold=0.3", THRESHOLD),
        ("~officials.readiness_threshold", THRESHOLD),
        ("events=[{week: 3, kind: set, target: officials.readiness_threshold, size: 0.2}]", THRESHOLD),
        (
            "population=national",
            "population=national was removed in version 3 of the results; in its place: population=",
        ),
        (
            "instrument.pilots.weight=1",
            "instrument.pilots.weight was removed in version 4 of the results; in its place",
        ),
    ],
)
def test_an_override_that_names_it_is_refused(override, line):
    """Protects from another run than was asked for: what is gone is never ignored."""
    with pytest.raises(ParameterError) as found:
        load(override)
    assert str(found.value).startswith(line)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("all", "officials: {readiness_threshold: 0.3}", "officials.readiness_threshold in all.yaml was removed in"),
        (
            "mine",
            "defaults: [config, _self_]\nofficials: {readiness_threshold: 0.3}",
            "officials.readiness_threshold in mine.yaml was removed in version 4",
        ),
        ("mine", "defaults: [config, override population: national, _self_]", "population=national was removed in"),
    ],
)
def test_a_file_that_names_it_is_refused(tmp_path, name, content, line):
    """Protects the config.yaml of older results from becoming a run with the default in the place of what it says."""
    (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError) as found:
        load(config_name=name, config_dir=tmp_path)
    assert str(found.value).startswith(line)
    assert "\n" not in str(found.value)


def test_a_norm_set_that_names_it_is_refused(tmp_path):
    """Protects norm sets of one's own that were written for an earlier version."""
    (tmp_path / "norms").mkdir()
    text = "# @package _global_\nofficials:\n  readiness_threshold: 0.3\n"
    (tmp_path / "norms" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=r"^officials\.readiness_threshold in norms/mine.yaml was removed in ver"):
        load("norms=mine", config_dir=tmp_path)


def test_a_notebook_that_sets_it_is_told():
    """Protects notebooks: an attribute that is no parameter any more would change nothing."""
    parameters = load()
    parameters.officials.readiness_threshold = 0.3
    assert [str(line).startswith(THRESHOLD) for line in problems(parameters)] == [True]
    parameters = load()
    parameters.norm_parameters["officials.readiness_threshold"] = 0.3
    assert [str(line).startswith(THRESHOLD) for line in problems(parameters)] == [True]


def test_one_line_removes_a_group_an_instrument_and_a_measure(monkeypatch):
    """The list is all there is to write: a group stands for its keys, a name in a list and a measure for themselves."""
    monkeypatch.setitem(removed.REMOVED, "instrument.town_hall", Removed(4))
    monkeypatch.setitem(removed.REMOVED, "instruments=town_hall", Removed(4))
    monkeypatch.setitem(removed.REMOVED_COLUMNS, "measures.patience", Removed(4, "measures.trust"))
    for override, line in (
        ("instrument.town_hall.hours=3", "instrument.town_hall was removed in version 4 of the results"),
        ("instruments=[town_hall]", "instruments=town_hall was removed in version 4 of the results"),
        ("record.measures=[patience]", "measures.patience was removed in version 4 of the results; in its place: meas"),
    ):
        with pytest.raises(ParameterError) as found:
            load(override)
        assert str(found.value).startswith(line)


def test_what_lives_is_not_taken_for_removed():
    """Protects neighbours of what is gone, and names that only begin alike."""
    for key in ("officials", "officials.readiness", "instrument.pilots", "population", "officials.readiness_thresh"):
        assert removed_key(key, "netherlands") == ""


def test_it_is_said_in_both_languages():
    """Protects the Dutch page from English sentences: nested ones are said again, too."""
    said = of_an_earlier_version(["population=national", "instrument.pilots.weight", "population=national"])
    assert of_an_earlier_version([]) is None
    for language, words in (("en", ("removed", "numbers differ")), ("nl", ("vervallen", "getallen zijn andere"))):
        text = again(said, language)
        assert all(word in text for word in words)
        assert text.count("population=national ") == 1
        assert "instrument.pilots.commitments" in text
    assert len(LANGUAGES) == 2
    assert was_removed("population=national", "it").startswith("it was removed in version 3")
