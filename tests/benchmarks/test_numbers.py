"""The file of the benchmark has its shape; what stands in it depends on the machine and is not looked at."""

import json

import pytest

from abm.agents.citizens.columns import Citizens
from tests.benchmarks import numbers
from tests.benchmarks.benchmark import main

TINY = ("population.citizens=200", "weeks=2", "burn_in=0")


def test_the_file_has_its_shape(tmp_path):
    """Every size, the run against a reference, and the first week."""
    file = tmp_path / "numbers.json"
    main(["--json", str(file), "--people", "300", "400", "--reference", str(numbers.HOME)], TINY, rounds=1)
    found = json.loads(file.read_text(encoding="utf-8"))
    assert list(found) == ["citizens", "default_run", "first_week_seconds"]
    assert [list(row) for row in found["citizens"]] == [["people", "threads", "ns", "share_of_copy"]] * 2
    assert [(row["people"], row["threads"]) for row in found["citizens"]] == [(300, 1), (400, 1)]
    assert list(found["default_run"]) == ["seconds", "reference_ratio"]
    times = [found["default_run"]["seconds"], found["first_week_seconds"], *(row["ns"] for row in found["citizens"])]
    ratios = [found["default_run"]["reference_ratio"], *(row["share_of_copy"] for row in found["citizens"])]
    assert min(*times, *ratios) > 0


def test_without_a_reference_there_is_no_ratio(monkeypatch):
    """Null says that nothing was compared."""
    monkeypatch.setattr(numbers.subprocess, "run", lambda *_, **__: type("Said", (), {"stdout": "0.5\n"}))
    assert numbers.default_run(rounds=1) == {"seconds": 0.5, "reference_ratio": None}


def test_every_week_is_another(monkeypatch):
    """No week is lived twice, which would teach the processor what happens in it."""
    lived = []
    monkeypatch.setattr(Citizens, "step", lambda self, number, there: lived.append(number))
    _, week = numbers.settled(50)
    for _ in range(3):
        week()
    assert lived == list(range(numbers.SETTLING + 3))


@pytest.mark.parametrize("words", [["--people", "0"], ["--people", "14000001"], ["--reference", "nowhere"]])
def test_mistakes_are_refused(words, capsys):
    """In one line, before anything is measured."""
    with pytest.raises(SystemExit):
        main(words)
    assert " must be " in capsys.readouterr().err
