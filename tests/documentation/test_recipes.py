"""The recipes of CONTRIBUTING.md do what they say, in a copy of the project, and touch no more files than they name."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.caching import _CacheLocator

from abm.numerics.compiled import cache_folder
from tests.conftest import run, small

HOUSE = Path(__file__).parents[2]
GUIDE = (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"(?P<before>[^\n]*(?:\n[^\n]+)*)\n\n```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
PARTS = ("abm", "configs", "docs", "experiments")


pytestmark = pytest.mark.xdist_group("recipes")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project as it is, with its compiled kernels, but without what else is made of it; one for all recipes."""
    home = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        shutil.copytree(HOUSE / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    run(small())  # for whoever needs kernels here
    if (mine := cache_folder()) and (theirs := cache_folder(home / "abm")):
        for path in (HOUSE / "abm").rglob("*.py"):  # numba keeps them by folder
            kernels = mine / place(path)
            if kernels.is_dir():
                shutil.copytree(kernels, theirs / place(home / path.relative_to(HOUSE)), dirs_exist_ok=True)
    return home


def place(path: Path) -> str:
    """Where numba keeps the kernels of a file; where this were wrong, they would be compiled anew."""
    return _CacheLocator.get_suitable_cache_subpath(str(path))


def follow(recipe: str, copy: Path) -> list[str]:
    """Write what a recipe has one write and type what it has one type; gives the files that were written."""
    written = []
    for found in BLOCK.finditer(recipe):
        before, text = found["before"], found["text"]
        if found["kind"] == "sh":
            carry_out(text.splitlines(), copy)
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


TYPED = """
import runpy, shlex, sys
from abm.commands import results
from abm.commands.main import main
from abm.documentation import checksums, pictures

results.draw = lambda *_: None
checksums.differing = pictures.differing = lambda: ("the report is not drawn",)
stale = checksums.stale

for line in sys.argv[1:]:
    first, *words = shlex.split(line)
    if first == "abm":
        words += ["workers=1"] * (words[0] in ("compare", "study"))
        sys.argv, code = ["abm"], main(words)
    else:
        assert first == "python" and words[0] == "-m", line
        sys.argv, code = words[1:], 0
        checksums.stale = (lambda write: []) if "--write" in words else stale
        try:
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        except SystemExit as left:
            code = left.code
    if code:
        sys.exit(f"{line} ended with {code}")
"""
"""Commands that follow each other, in one process of their own: most of what each would take is to start.

The two figures of a run and those of the report, which no recipe speaks of, are not drawn; that of a study is. Nor are
checksums of the report written, which takes longest: they do not change, as is seen after the last recipe. What is run
is run in this process.
"""


def carry_out(lines: list[str], copy: Path) -> None:
    """Type commands in the copy; they must end well."""
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    command = [sys.executable, "-c", TYPED, *lines]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_does_what_it_says(name, copy):
    """Copied letter by letter it gives what it promises, in as few files as docs/architecture.md says."""
    written = follow(RECIPES[name], copy)
    counts = dict(re.findall(r"^\| ([^|]+?) \| (\d+) \|", (HOUSE / "docs" / "architecture.md").read_text(), re.M))
    assert len(written) == int(counts[name.lower()])


def test_nothing_generated_is_stale_afterwards(copy):
    """The one command of the guide renews everything."""
    carry_out(["python -m abm.documentation"], copy)


def test_a_forgotten_word_is_noticed(copy):
    """The test of words names the file and the key that a recipe would have left out."""
    block = re.search(r"```python\n(.*?)```", RECIPES["A governance instrument"], re.DOTALL)
    assert block
    path = copy / "abm" / "norms" / "silent_week.py"
    path.write_text(block[1].replace("quiet_week", "silent_week"), encoding="utf-8")
    code = "from tests.words.test_complete import lacking; print(*lacking(), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(HOUSE)))}
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, env=environment, capture_output=True, text=True)
    path.unlink()
    for language in ("nl", "en"):
        assert f"abm/words/{language}.toml lacks instrument.silent_week" in done.stdout, done.stderr
