"""What is installed is what is in the clone, and what the guides have one do in a folder of one's own."""

import os
import re
import subprocess
import sys
import venv
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from omegaconf import OmegaConf

import abm
from abm.parameters import Method

CLONE = Path(__file__).parents[2]
GUIDE = (CLONE / "CONTRIBUTING.md").read_text(encoding="utf-8")


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
        if path.suffix in (".py", ".yaml", ".yml", ".csv", ".js", ".css", ".typed", ".toml", ".json", ".html", ".txt")
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
    """About and the description of the model open far from the clone."""
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import abm.app.about as page;"
        "assert page.__file__.startswith(sys.argv[1]); print(page.about('nl')[:60], len(page.odd_html('en')))"
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


def test_folder_of_ones_own_as_the_guide_has_it(abm, tmp_path):
    """The files that the guide has one write into mine/, the runs that follow, and one again from its folder."""
    for name in ("norms/listen.yaml", "method/phone.yaml"):
        (text,) = re.findall(rf"`mine/{name}`:\n\n```yaml\n(.*?)```", GUIDE, re.S)
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    mine = ("--config-dir", "mine")
    tiny = ("population.citizens=200", "weeks=2", "burn_in=1", "replicates=1", "workers=1")

    answer = abm("compare", *mine, "compare.norms=[reactive,listen]", *tiny, "hydra.run.dir=results")
    assert answer.code == 0
    assert "listen" in answer.out
    kept = OmegaConf.load(tmp_path / "results" / "config.yaml")
    assert kept.methods.phone == {**asdict(Method()), "respondents": 12, "hours": 60.0, "weeks": 3}

    answer = abm("run", *mine, "norms=listen", "method=[dialogue,phone]", *tiny, "hydra.run.dir=one")
    assert answer.code == 0
    kept = OmegaConf.load(tmp_path / "one" / "config.yaml")
    assert sorted(kept.methods) == ["dialogue", "phone"]
    assert kept.norm_parameters == {"officials.availability": 0.8}
    assert "calm_practice" in kept.instruments

    (tmp_path / "mine" / "again.yaml").write_bytes((tmp_path / "one" / "config.yaml").read_bytes())
    answer = abm("run", *mine, "--config-name", "again", "hydra.run.dir=two")
    assert answer.code == 0
    for name in ("runs.parquet", "weeks.parquet", "config.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_notebook_needs_no_file(tmp_path, monkeypatch):
    """A model is stepped by hand, runs and comparisons give frames, and nothing is left on disk."""
    monkeypatch.chdir(tmp_path)
    settings = abm.load("norms=anticyclical", "officials.courage=0.7", "population=small", "burn_in=0")
    model = abm.PolicyModel(settings, seed=3)
    for _ in range(52):
        model.step()
    assert model.week == 51
    assert model.citizens.trust.shape == (2000,)
    small = ("population.citizens=200", "weeks=8", "workers=1")
    recording = abm.simulate(abm.load("norms=mandate", *small), seed=3)
    assert {"week", "trust"} <= set(recording.weeks.to_pandas().columns)
    found = abm.compare("compare.norms=[reactive,mandate]", *small, "replicates=3")
    assert set(found.summary["norms"]) == {"reactive", "mandate"}
    assert len(found.runs) == 2 * 3
    assert list(tmp_path.iterdir()) == []
