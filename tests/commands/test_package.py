"""What is installed is what is in the clone, and the README tells the truth about commands."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import abm
from abm.commands.compare import plan as plan_comparison
from abm.commands.jobs import Words
from abm.commands.run import plan as plan_run

CLONE = Path(__file__).parents[2]
README = (CLONE / "README.md").read_text(encoding="utf-8")


def test_every_package_is_installed():
    """A new folder of code, named sets or data is listed in pyproject.toml, or a wheel would lack it."""
    settings = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    homes = {"abm": "abm", "configs": "abm.configs", "experiments": "abm.experiments"}
    found = {
        ".".join([name, *path.parent.relative_to(CLONE / home).parts])
        for home, name in homes.items()
        for path in (CLONE / home).rglob("__init__.py")
    }
    assert set(settings["packages"]) == found


def test_every_folder_is_a_package():
    """Hydra and the wheel find files in packages only."""
    for home in ("abm", "configs", "experiments"):
        for path in (CLONE / home).rglob("*"):
            if path.suffix in (".py", ".yaml", ".csv") and "__pycache__" not in path.parts:
                assert (path.parent / "__init__.py").exists(), path


def commands_in_readme():
    quoted = re.findall(r"`(abm (?:run|compare)[^`]*)`", README) + re.findall(
        r"^(abm (?:run|compare).*)$", README, re.M
    )
    return [command for command in quoted if "mine" not in command]


@pytest.mark.parametrize("command", commands_in_readme())
def test_commands_of_the_readme(command):
    """Every command a reader may copy is accepted."""
    _, name, *words = shlex.split(command)
    points = [word for word in words if word != "-m"]
    first = [re.sub(r"=([^\[,]*),.*", r"=\1", word) for word in points] if "-m" in words else points
    planned = {"run": plan_run, "compare": plan_comparison}[name](Words(first, "config", None))
    assert planned


def test_norm_set_of_the_readme(tmp_path):
    """The example of a norm set of one's own works as written."""
    (tmp_path / "norms").mkdir()
    example = re.search(r"```yaml\n(.*?)```", README, re.S)
    assert example
    (tmp_path / "norms" / "listen.yaml").write_text(example[1])
    planned = plan_comparison(Words(["compare.norms=[reactive,listen]"], "compare", str(tmp_path)))
    assert [item.norms for item in planned] == ["reactive", "listen"]
    assert planned[1].norm_parameters == {"officials.availability": 0.8}
    assert "calm_practice" in planned[1].instruments


def test_notebook_of_the_readme():
    """The three lines for a notebook run as written."""
    example = re.search(r"```python\n(.*?)```", README, re.S)
    assert example
    names: dict = {}
    exec(example[1].replace('"norms=', '"population=small", "burn_in=0", "norms='), names)
    assert names["model"].week == 51
    assert names["model"].citizens.trust.shape == (2000,)
    assert names["abm"] is abm
