"""Both READMEs begin with the answer, say the same in their own language, and stay true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from abm.documentation import documents, readme

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in readme.FILES.items()}
TEST_COMMAND = "python -m pip install -e '.[dev]' && pytest"
OWN = {
    "antwoord.md": "answer.md",
    "README.nl.md": "README.md",
    "ten_years.nl.png": "ten_years.png",
    "werkplaats.md": "workshop.md",
}
"""What the Dutch one has in the place of something of the English one."""

SCREEN = 40
"""Lines of a first screen of a repository browser."""


def sequence(text: str) -> list[tuple[str, str, str, str]]:
    """What must be the same in both, in its order: headings by level, targets of links, blocks, rows of tables."""
    found = re.findall(r"^(#+) |\]\(([^)]*)\)|^(```\w*\n.*?```)|^(\|)", text, re.MULTILINE | re.DOTALL)
    told = [(level, _own(target), block, row) for level, target, block, row in found]
    return [one for one in told if one[1] != "README.md"]


def _own(target: str) -> str:
    folder, slash, name = target.rpartition("/")
    return f"{folder}{slash}{OWN.get(name, name)}"


def numbers(text: str) -> list[str]:
    """Numbers of a text in digits, by their size: a comma of a Dutch decimal is a point."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))


def test_the_answer_is_that_of_the_tables():
    """A table that changes leaves no old answer on the first screen."""
    assert readme.stale(write=False) == [], "run python -m abm.documentation --write"


def test_a_changed_answer_is_noticed_and_written(monkeypatch, tmp_path):
    """In either language; the rest of the file stays."""
    for language, text in TEXTS.items():
        path = tmp_path / readme.FILES[language].name
        path.write_text(re.sub(r"(?s)(answer -->\n).*?(<!-- end)", r"\1- **Another.**\n\2", text), encoding="utf-8")
        monkeypatch.setitem(readme.FILES, language, path)
    assert readme.stale(write=False) == ["README.md", "README.nl.md"]
    assert readme.stale(write=True) == [] == readme.stale(write=False)
    assert {language: path.read_text(encoding="utf-8") for language, path in readme.FILES.items()} == TEXTS


@pytest.mark.parametrize("language", TEXTS)
def test_the_answer_comes_first_and_four_doors_are_on_the_first_screen(language):
    """A reader who does not scroll has what the model says and where to go."""
    first = TEXTS[language].split("\n## ")[1]
    assert first.count("\n- **") == readme.FIRST
    screen = "\n".join(TEXTS[language].splitlines()[:SCREEN])
    assert len(re.findall(r"^\| [^|]+ \| .*\]\(", screen, re.MULTILINE)) == 4


def test_both_have_the_same_headings_links_commands_and_numbers():
    """What one says the other says."""
    assert sequence(TEXTS["en"]) == sequence(TEXTS["nl"])
    assert numbers(TEXTS["en"]) == numbers(TEXTS["nl"])
    assert TEST_COMMAND in TEXTS["en"] and "python -m pip install -e . && abm compare" in TEXTS["en"]


def test_what_differs_is_seen():
    """The comparison can fail: on a heading, a link, a command, a row, a number."""
    text = "# A\n[b](c.md)\n```sh\nabm x\n```\n| a |\n2.5\n"
    for old, new in (("# A", "## A"), ("c.md", "d.md"), ("abm x", "abm y"), ("| a |", "a")):
        assert sequence(text) != sequence(text.replace(old, new, 1))
    assert numbers("2.5 and 10") == numbers("10 en 2,5") != numbers("10 en 2,6")
    assert sequence("[x](docs/answer.md)") == sequence("[y](docs/antwoord.md)")


@pytest.mark.parametrize("language", TEXTS)
def test_one_picture_that_is_there(language):
    """With a text for who cannot see it."""
    ((said, target),) = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", TEXTS[language])
    assert said and (documents.ROOT / target).is_file()


def test_every_document_is_looked_at():
    """Those beside the README, the documentation in all its folders, and the list of studies; a text is found there."""
    names = {path.relative_to(documents.ROOT).as_posix() for path in documents.documents()}
    assert {"README.md", "README.nl.md", "docs/ODD.md", "docs/benchmarks/README.md", "experiments/README.md"} <= names
    assert documents.showing("python -m  pip install -e . &&\nabm compare") == [
        "README.md",
        "README.nl.md",
        "docs/start.md",
    ]
    assert documents.showing("nobody ever wrote " + Path(__file__).name) == []
