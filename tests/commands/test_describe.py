"""``abm describe`` shows what is declared: all of it, and nothing else."""

import pytest
from rich.console import Console

from abm.commands import describe as module
from abm.configuration.loading import options, said_of
from abm.norms import INSTRUMENTS
from abm.observation.measures import MEASURES
from abm.parameters.checks import declared, live
from abm.words import instrument_name


def rows(text):
    return [line.split("\t") for line in text.splitlines()]


def test_every_parameter_into_a_pipe(abm):
    """A pipe gets one parameter a line with name, default, unit, range, meaning and source."""
    answer = abm("describe")
    table = {row[0]: row for row in rows(answer.out)[1:]}
    assert set(declared()) <= set(table)
    assert all(len(row) == 6 and all(row[i] for i in (0, 2, 3, 4, 5)) for row in table.values())
    assert table["officials.courage"][1:4] == ["0.35", "1", "a number from 0 to 1"]
    assert "\x1b" not in answer.out


@pytest.mark.parametrize("width", [60, 100, 200])
def test_every_parameter_on_a_terminal(width, monkeypatch, capsys):
    """On a terminal nothing runs over the edge, and every name can be read in full."""
    console = Console(width=width, force_terminal=True, color_system=None, highlight=False, markup=False)
    monkeypatch.setattr(module, "Console", lambda **_: console)
    assert module.describe([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    names = {line.split()[0] for line in lines if line.strip()}
    assert {key.rpartition(".")[2] for key in declared()} <= names


def test_one_parameter(abm):
    """One parameter is a small sheet with everything known of it, and how to set it."""
    out = abm("describe", "officials.courage").out
    for part in ("mean courage", "0.35", "a number from 0 to 1", "literature.md 3.4", "abm run officials.courage=0.35"):
        assert part in out


def test_group(abm):
    """The name of a group shows its members only."""
    keys = [row[0] for row in rows(abm("describe", "officials").out)[1:]]
    assert keys == [key for key in declared() if key.startswith("officials.")]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_instrument(abm, name):
    """An instrument shows the essay's term, what it changes and costs, and its settings."""
    out = abm("describe", name).out
    kind = INSTRUMENTS[name]
    assert instrument_name(kind.name, "nl") in out
    assert f"instruments=[{name}]" in out
    assert all(key in out for key in declared() if key.startswith(f"instrument.{name}."))


def test_rows_of_which_there_may_be_many(abm):
    """Methods and events have no fixed keys, and are described all the same."""
    assert "methods.NAME.respondents" in abm("describe", "methods").out
    assert "events[NUMBER].kind" in abm("describe", "events").out


def test_named_sets(abm):
    """The groups of named sets name their members, each with what it is."""
    told = abm("describe", "norms").out
    for name in options("norms"):
        assert said_of("norms", name)
        assert f"{name}\t{said_of('norms', name)}\n" in told
    assert "citizens_assembly" in abm("describe", "method").out


def test_measures(abm):
    """Every measure has its unit and definition."""
    table = rows(abm("describe", "measures").out)[1:]
    assert [row[0] for row in table] == list(MEASURES)
    assert all(len(row) == 3 and all(row) for row in table)


@pytest.mark.parametrize(("key", "said"), [("officials.courage", "may set it"), ("officials.rule", "cannot set it")])
def test_what_an_event_may_set_is_what_an_event_is_let(abm, key, said):
    """A sheet promises no event that would be refused: only numbers can be set while a run is under way."""
    assert said in abm("describe", key).out
    assert (key in live()) == (said == "may set it")
