"""What a command does before its first week: what is slow and serves only what comes after is not among it."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import made_up

CLONE = Path(__file__).parents[2]
AFTER = ("matplotlib", "seaborn", "scipy.stats", "SALib", "abm.analysis", "abm.sweeps")
"""What draws and summarises, or belongs to another command."""

WATCHED = """
import json, os, sys
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from tests.benchmarks.first_week import run

compose, composed = ConfigLoaderImpl.load_configuration, []
def counted(*given, **more):
    composed.append(given)
    return compose(*given, **more)
ConfigLoaderImpl.load_configuration = counted

def tell():
    print(json.dumps([len(composed), sorted(sys.modules)]), flush=True)
    os._exit(0)
run(sys.argv[1:], tell)
"""


def before_the_first_week(tmp_path, *words):
    """How often a configuration was composed, and what was imported."""
    command = [sys.executable, "-c", WATCHED, "run", *words, "population.citizens=200", "weeks=2", "burn_in=0"]
    environment = os.environ | {"PYTHONPATH": str(CLONE)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    composed, imported = json.loads(done.stdout)
    return composed, [name for name in imported if name.startswith(AFTER)]


def test_nothing_is_imported_for_later_and_nothing_composed_again(tmp_path):
    """One configuration, and no library that draws."""
    assert before_the_first_week(tmp_path, "hydra.run.dir=here") == (1, [])


def test_a_norm_set_that_speaks_of_parameters_is_held_against_none(tmp_path):
    """Only then a configuration is composed without it, to know what held before week 0."""
    (tmp_path / "own" / "norms").mkdir(parents=True)
    mine = "# @package _global_\nofficials: {courage: 0.8}\n"
    (tmp_path / "own" / "norms" / "mine.yaml").write_text(mine, encoding="utf-8")
    assert before_the_first_week(tmp_path, "--config-dir", "own", "norms=mine") == (2, [])


@pytest.mark.parametrize("word", ["run", "compare"])
def test_garbage_is_looked_for_again_while_weeks_are_lived(abm, monkeypatch, word):
    """Importing and composing look for none; runs do, and nothing stays frozen after a command."""
    seen = []
    monkeypatch.setattr("abm.commands.main.gc", gc)  # as it is outside of tests
    gc.unfreeze()

    def simulate(parameters, seed, progress=None, keepers=()):
        seen.append(gc.isenabled())
        return made_up.simulate(parameters, seed, progress)

    monkeypatch.setattr("abm.execution.work.simulate", simulate)
    words = ("compare.norms=[reactive]", "workers=1") if word == "compare" else ()
    assert abm(word, *words, "replicates=1", "weeks=6", "burn_in=3", "hydra.run.dir=here").code == 0
    assert seen == [True] and gc.isenabled() and gc.get_freeze_count() == 0
