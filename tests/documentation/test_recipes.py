"""The recipes of CONTRIBUTING.md do what they say, in a copy of the project, and touch no more files than they name."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
GUIDE = (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"(?P<before>[^\n]*(?:\n[^\n]+)*)\n\n```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
PARTS = ("abm", "configs", "docs", "experiments")


pytestmark = pytest.mark.xdist_group("recipes")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project as it is, without what is made of it; one for all recipes, as its kernels are compiled anew."""
    home = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        shutil.copytree(HOUSE / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def follow(recipe: str, copy: Path) -> list[str]:
    """Write what a recipe has one write and type what it has one type; gives the files that were written."""
    written = []
    for found in BLOCK.finditer(recipe):
        before, text = found["before"], found["text"]
        if not found["kind"]:
            for line in text.splitlines():
                carry_out(line, copy)
            continue
        name = re.findall(r"`([\w/]+\.\w+)`", before)[-1]
        path = copy / name
        if table := re.search(r"In the table `(\[\w+\])`", before):
            whole = path.read_text(encoding="utf-8")
            assert f"\n{table[1]}\n" in whole
            path.write_text(whole.replace(f"\n{table[1]}\n", f"\n{table[1]}\n{text}", 1), encoding="utf-8")
        elif "At the end of" in before:
            path.write_text(path.read_text(encoding="utf-8") + "\n\n" + text, encoding="utf-8")
        else:
            assert not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        written.append(name)
    return written


def carry_out(line: str, copy: Path) -> str:
    """Type a command in the copy; it must end well."""
    first, *words = shlex.split(line)
    module = ["-m", "abm.commands.main"] if first == "abm" else []
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    command = [sys.executable, *module, *words]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_does_what_it_says(name, copy):
    """Copied letter by letter it gives what it promises, in as few files as docs/architecture.md says."""
    written = follow(RECIPES[name], copy)
    counts = dict(re.findall(r"^\| ([^|]+?) \| (\d+) \|", (HOUSE / "docs" / "architecture.md").read_text(), re.M))
    assert len(written) == int(counts[name.lower()])


def test_nothing_generated_is_stale_afterwards(copy):
    """The one command of the guide renews everything."""
    carry_out("python -m abm.documentation", copy)


def test_a_forgotten_word_is_noticed(copy, tmp_path):
    """The test of words names the file and the key that a recipe would have left out."""
    for part in PARTS:
        shutil.copytree(HOUSE / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    copy = tmp_path
    text = RECIPES["A governance instrument"]
    block = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert block
    (copy / "abm" / "norms" / "quiet_week.py").write_text(block[1], encoding="utf-8")
    code = "from tests.words.test_complete import lacking; print(*lacking(), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(HOUSE)))}
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, env=environment, capture_output=True, text=True)
    for language in ("nl", "en"):
        assert f"abm/words/{language}.toml lacks instrument.quiet_week" in done.stdout, done.stderr
