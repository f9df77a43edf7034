"""What is installed is what is in the clone, and the README tells the truth about commands."""

import os
import re
import shlex
import subprocess
import sys
import venv
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from omegaconf import OmegaConf

import abm
from abm.commands.compare import plan as plan_comparison
from abm.commands.jobs import Words
from abm.commands.run import plan as plan_run
from abm.parameters import Method

CLONE = Path(__file__).parents[2]
README = (CLONE / "README.md").read_text(encoding="utf-8")


of_wheels = pytest.mark.xdist_group("wheels")  # made once


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A wheel, and the one that ``pip install -e .`` makes for itself."""
    made = tmp_path_factory.mktemp("wheels")
    names = []
    for kind in ("wheel", "editable"):  # both have the same name
        (made / kind).mkdir()
        script = f"import sys, hatchling.build; print(hatchling.build.build_{kind}(sys.argv[1]))"
        command = [sys.executable, "-c", script, str(made / kind)]
        done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=True)
        names.append(made / kind / done.stdout.split()[-1])
    return names


@of_wheels
def test_the_wheel_holds_every_file_of_code_sets_and_data(wheels):
    """What is in the clone is in the wheel; a new folder needs no line in pyproject.toml."""
    homes = {"abm": "abm", "configs": "abm/configs", "experiments": "abm/experiments"}
    found = {
        f"{name}/{path.relative_to(CLONE / home).as_posix()}"
        for home, name in homes.items()
        for path in (CLONE / home).rglob("*")
        if path.suffix in (".py", ".yaml", ".yml", ".csv", ".vue", ".css", ".typed", ".toml", ".json", ".html", ".txt")
    }
    with zipfile.ZipFile(wheels[0]) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("abm/")}
    assert found <= packed
    texts = {"ODD.md", "answer.md", "antwoord.md", "claims.md", "sources/literature.md", "sources/rules.md"}
    assert packed - found == {f"abm/docs/{name}" for name in texts}  # none of the pages of the site


@pytest.mark.parametrize("kind", [0, 1], ids=["wheel", "editable"])
@of_wheels
def test_a_type_checker_finds_what_is_installed(wheels, kind, tmp_path):
    """A user's own scripts are checked against our types, also where the package is installed from a clone."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    place = home / ("Lib" if os.name == "nt" else f"lib/python{sys.version_info[0]}.{sys.version_info[1]}")
    with zipfile.ZipFile(wheels[kind]) as wheel:
        wheel.extractall(place / "site-packages")
    (tmp_path / "mine.py").write_text("import abm\n\nreveal_type(abm.Parameters().officials.courage)\n")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [sys.executable, "-m", "mypy", "--python-executable", str(python), "--follow-imports=silent", "mine.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert 'Revealed type is "float"' in done.stdout, done.stdout + done.stderr


@of_wheels
def test_the_page_finds_its_texts_in_the_wheel(wheels, tmp_path):
    """About opens far from the clone, with the description of the model in it."""
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import abm.app.about as page;"
        "assert page.__file__.startswith(sys.argv[1]); print(page.about('nl')[:60], len(page.about('en')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) > 100_000


def test_every_folder_is_a_package():
    """Hydra and the wheel find files in packages only."""
    for home in ("abm", "configs", "experiments"):
        for path in (CLONE / home).rglob("*"):
            if path.suffix in (".py", ".yaml", ".csv", ".toml") and "__pycache__" not in path.parts:
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


def test_sweeps_of_the_readme(abm):
    """The sweeps that README shows are accepted, and foreseen."""
    found = re.findall(r"^(abm sweep .*)$", README, re.M)
    assert found
    for line in found:
        answer = abm(*shlex.split(line)[1:], "dry_run=true")
        assert answer.code == 0
        assert "runs" in answer.out


def test_folder_of_ones_own_as_the_readme_has_it(abm, tmp_path):
    """The files that README writes into mine/ and the commands that use them, typed as they stand there."""
    norm_set, method = re.findall(r"```yaml\n(.*?)```", README, re.S)[:2]
    for name, text in (("norms/listen.yaml", norm_set), ("method/phone.yaml", method)):
        assert f"`mine/{name}`" in README
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    typed = [shlex.split(line) for line in re.findall(r"`(abm [^`]*--config-dir mine[^`]*)`", README)]
    assert [words[1] for words in typed] == ["compare", "run"]
    compare, again = (words[1:] for words in typed)
    tiny = ("population.citizens=200", "weeks=2", "burn_in=1", "replicates=1", "workers=1")

    answer = abm(*compare, *tiny, "hydra.run.dir=results")
    assert answer.code == 0
    assert "listen" in answer.out
    kept = OmegaConf.load(tmp_path / "results" / "config.yaml")
    assert kept.methods.phone == {**asdict(Method()), "respondents": 12, "hours": 60.0, "weeks": 3}

    assert "`method=[dialogue,phone]`" in README
    answer = abm("run", "--config-dir", "mine", "norms=listen", "method=[dialogue,phone]", *tiny, "hydra.run.dir=one")
    assert answer.code == 0
    kept = OmegaConf.load(tmp_path / "one" / "config.yaml")
    assert sorted(kept.methods) == ["dialogue", "phone"]
    assert kept.norm_parameters == {"officials.availability": 0.8}
    assert "calm_practice" in kept.instruments

    (tmp_path / "mine" / "again.yaml").write_bytes((tmp_path / "one" / "config.yaml").read_bytes())
    answer = abm(*again, "hydra.run.dir=two")
    assert answer.code == 0
    for name in ("runs.parquet", "weeks.parquet", "config.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_notebook_of_the_readme():
    """The lines for a notebook run as written, at a small size."""
    first, second = re.findall(r"```python\n(.*?)```", README, re.S)
    names: dict = {}
    exec(first.replace('"norms=', '"population=small", "burn_in=0", "norms='), names)
    assert names["model"].week == 51
    assert names["model"].citizens.trust.shape == (2000,)
    assert names["abm"] is abm
    small = second.replace('"population=small", "weeks=52"', '"population.citizens=200", "weeks=8", "workers=1"')
    exec(small, names)
    assert set(names["found"].summary["norms"]) == {"reactive", "mandate"}
    assert len(names["found"].runs) == 2 * 3
