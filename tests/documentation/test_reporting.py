"""TRACE, RAT-RS and the script of the workshop: nothing of the project lacks a place there, nothing named is gone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import abm
from abm.app.codec.link import from_query
from abm.app.hosting import Hosting
from abm.experiments.registry import Study, studies
from abm.words import LANGUAGES, say

HOUSE = Path(__file__).parents[2]
REPORTING = HOUSE / "docs" / "reporting"
TEACHING = HOUSE / "docs" / "teaching"
DATA = HOUSE / "experiments" / "data"

ELEMENTS = (
    *("Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation"),
    *("Implementation verification", "Model output verification", "Model analysis", "Model output corroboration"),
)
"""Of TRACE, as Grimm et al. (2014) number them."""

SCRIPTS = {"en": "workshop.md", "nl": "werkplaats.md"}

ALSO = {"EN", "NL"}
"""Words of the page that stand in no file of words."""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_a_place(text: str, registry: dict[str, Study]) -> list[str]:
    """Studies, and tables of theirs, that no row of a text names, or more than one; and rows of no study."""
    rows = re.findall(r"^\| \[`(\w+)`\]\(\.\./\.\./experiments/(\w+)\.py\) \|.*\| (.+) \|$", text, re.MULTILINE)
    times = Counter(name for name, _, _ in rows)
    wrong = [name for name in {*registry, *times} if name not in registry or times[name] != 1]
    for name, file, tables in rows:
        named = re.findall(r"`(\w+)`", tables)
        if name in registry and (file != name or sorted(named) != sorted(registry[name].tables)):
            wrong.append(f"tables of {name}")
    return sorted(wrong)


def country() -> list[str]:
    """Files with figures about the country."""
    return sorted(path.name for path in DATA.glob("netherlands_*.csv"))


def uses(files: list[str]) -> dict[str, set[str]]:
    """What rows of files are used for; a file of which no row is listed sets defaults."""
    found: dict[str, set[str]] = {name: set() for name in files}
    with (DATA / "data_use.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], set()).add(row["use"])
    return {name: kinds or {"default"} for name, kinds in found.items()}


def differs_from(text: str, expected: dict[str, set[str]]) -> list[str]:
    """Files of data whose row is missing, or tells another use."""
    rows = re.findall(r"^\| `(netherlands_\w+\.csv)` \| .+? \| ([\w, ]+) \| .+ \|$", text, re.MULTILINE)
    told = {name: set(kinds.split(", ")) for name, kinds in rows}
    return sorted(name for name in {*expected, *told} if told.get(name) != expected.get(name))


def test_trace_has_its_eight_elements_and_says_of_each_what_was_not_done():
    """An element that is left out, or tells successes only, is noticed."""
    parts = re.split(r"^## ", read(REPORTING / "trace.md"), flags=re.MULTILINE)[1:]
    assert [part.splitlines()[0] for part in parts] == [f"{n} {name}" for n, name in enumerate(ELEMENTS, 1)]
    assert [part[:20] for part in parts if "**Done" not in part or "**Not done.**" not in part] == []


def test_every_study_has_one_place_in_trace():
    """A new study is of one of the eight elements, with all its tables."""
    assert without_a_place(read(REPORTING / "trace.md"), studies()) == []


def test_a_study_without_a_place_is_noticed():
    """A made-up study, one that is gone, one told twice, and a table that is not told."""
    text, there = read(REPORTING / "trace.md"), studies()
    assert without_a_place(text, there | {"made_up": Study("made_up", "", studies, None, {})}) == ["made_up"]
    gone = {name: study for name, study in there.items() if name != "crisis"}
    assert without_a_place(text, gone) == ["crisis"]
    row = next(line for line in text.splitlines() if line.startswith("| [`crisis`]"))
    assert without_a_place(f"{text}\n{row}\n", there) == ["crisis"]
    assert without_a_place(text.replace("`crisis_arms`", ""), there) == ["tables of crisis"]


def test_every_file_of_the_country_is_reported_with_its_uses():
    """RAT-RS names each figure's file, and says what it is used for as the rows themselves do."""
    assert differs_from(read(REPORTING / "rat_rs.md"), uses(country())) == []


@pytest.mark.parametrize(
    ("name", "kinds"), [("netherlands_made_up.csv", {"target"}), ("netherlands_trust.csv", {"default"})]
)
def test_data_without_a_report_or_with_another_use_is_noticed(name, kinds):
    """A new file, and one whose use has changed."""
    expected = uses(country()) | {name: kinds}
    assert differs_from(read(REPORTING / "rat_rs.md"), expected) == [name]


def test_every_question_of_rat_rs_has_an_answer():
    """No row is left open, and no number stands twice."""
    rows = re.findall(r"^\| ([A-Z]\d) \| (.*?) \| (.*?) \|$", read(REPORTING / "rat_rs.md"), re.MULTILINE)
    assert len(rows) > 20
    assert [row for row in rows if not row[1].endswith("?") or len(row[2]) < 3] == []
    assert len({number for number, _, _ in rows}) == len(rows)


def words_of_the_page(language: str) -> set[str]:
    """Every text of the page, with numbers in the place of what it is given."""
    path = HOUSE / "abm" / "words" / f"{language}.toml"
    found = re.findall(r'^"?[\w. ]+"? = "(.+)"$', read(path), re.MULTILINE)
    return {re.sub(r"\{\w+\}", "0", text) for text in found} | ALSO


def unknown(text: str, language: str) -> list[str]:
    """Bold words of a script's scenes that stand nowhere on the page; those that end in a full stop are its own."""
    scenes = text[text.index("## 3 ") : text.index("## 5 ")]
    bold = {re.sub(r"\d+\b", "0", " ".join(found.split())) for found in re.findall(r"\*\*(.+?)\*\*", scenes, re.DOTALL)}
    known = words_of_the_page(language) | {re.sub(r"\d+", "0", f"dossier {place}") for place in ("1a", "2a")}
    known |= {re.sub(r"\d+\b", "0", word) for word in known}
    return sorted(word for word in bold if not word.endswith(".") and word not in known and "dossier" not in word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_uses_the_words_of_the_page(language):
    """A button or lever that is renamed on the page is renamed in the script of the workshop."""
    text = read(TEACHING / SCRIPTS[language])
    assert unknown(text, language) == []
    assert unknown(text.replace(f"**{say('page.reset', language)}**", "**Rewind**"), language) == ["Rewind"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_a_script_set_what_they_say(language):
    """Each link is one that the page takes whole, in the language of the script."""
    links = re.findall(r"^Link: `\?(.+)`$", read(TEACHING / SCRIPTS[language]), re.MULTILINE)
    assert len(links) == 6
    for link in links:
        state = from_query(link, Hosting())
        assert (state.language, state.problems, state.settings[0].values()["seed"]) == (language, {}, 1)
    assert from_query("a.norms=made_up", Hosting()).problems != {}


@pytest.mark.parametrize("script", SCRIPTS.values())
def test_a_script_was_tried_with_the_present_results(script):
    """What is said to be seen was seen with these rules: after a change of results it has to be tried again."""
    said = re.search(r"(?:results\s+version|resultatenversie)\s+(\d+)", read(TEACHING / script))
    assert said
    assert int(said[1]) == abm.RESULTS_VERSION
