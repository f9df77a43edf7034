"""The command line in this process, in an empty folder."""

import sys
from dataclasses import dataclass

import pytest

from abm.commands import results
from abm.commands.main import main
from abm.execution.local import Here
from tests.analysis.conftest import sobol_folder  # noqa: F401
from tests.commands.choices import folder  # noqa: F401


@dataclass
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str


@pytest.fixture
def in_this_process(monkeypatch):
    """Runs of a sweep are made here: workers have tests of their own, and take longer to start than a small sweep."""
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())


@pytest.fixture
def figures():
    """Figures are drawn, which takes longer than all else that a small command does."""


@pytest.fixture
def abm(tmp_path, monkeypatch, capsys, request):
    """Run ``abm`` with words as typed; files go below ``tmp_path``, figures only where a test asks for them."""
    if "figures" not in request.fixturenames:
        monkeypatch.setattr(results, "draw", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["abm"])

    def run(*words):
        capsys.readouterr()
        code = main(list(words))
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


BARE = (
    sys.executable,
    "-c",
    "import sys; from abm.commands import results; from abm.commands.main import main;"
    "results.draw = lambda *_: None; sys.argv[0] = 'abm'; sys.exit(main())",
)
"""The command in a process of its own, without figures: they take longer than all else that it does."""

TINY = ("population.citizens=200", "weeks=6", "burn_in=3")
"""A model that takes no time."""
