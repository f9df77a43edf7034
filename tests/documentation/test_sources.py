"""Sources that open: what is cited stands in this repository, at the place that is named."""

from __future__ import annotations

import calendar
import csv
import math
import re
from functools import cache
from pathlib import Path

import pytest

from abm.declare import ASSUMPTION, CALIBRATED, LITERATURE, RULES
from abm.documentation.odd import all_parameters
from abm.experiments.baseline import ROWS
from abm.parameters.checks import declared

ROOT = Path(__file__).parents[2]
DATA = ROOT / "experiments" / "data"

FILE = re.compile(r"(?<![\w:/.*{}<-])(?:\.{0,2}/)?(?:[\w.-]+/)*[\w-]+\.(?:md|csv|py|ya?ml|toml|json|cff)\b(?![(\w])")
PLACE = re.compile(r"`?(?:,| to| and)? (P\d+|R\d+|[IVX]+(?:\.[ivx]+)?(?:\.\d+)?|\d+[a-z]?(?:\.\d+)*)(?![\w%])")
"""A place after the name of a file, or after another place: a heading's number, or the first cell of a row."""

HERE = re.compile(r"(?:\.\./)*(?:abm|configs|docs|experiments|tests)/|\.\./|.*\.md$|netherlands_")
"""What code means by a file of this repository; other names that it speaks of are of files that it writes."""

ELSEWHERE = re.compile(
    r"mine/|(?:method/)?NAME\.yaml$|FILE\.py$|(?:quiet|RUN|A|B)\.yaml$"
    r"|(?:points|summary|sensitivity|checksums)\.csv$|(?:results/)?config\.yaml$|(?:provenance|sweep|sbom)\.json$"
)
"""What a text means by a file of the reader's own, or one that a command wrote."""


def sources() -> list[tuple[str, Path, str]]:
    """Everything that may cite: name, folder that its paths are relative to, and text."""
    texts = [(f"source of {item.key}", ROOT, item.source) for item in all_parameters()]
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "experiments").glob("*.md")]
    found += [*DATA.glob("*.csv"), *DATA.glob("*.json")]
    for home in ("abm", "configs", "experiments"):
        found += [path for end in ("py", "yaml") for path in (ROOT / home).rglob(f"*.{end}")]
    for path in found:
        text = path.read_text(encoding="utf-8")
        if path.name == "CONTRIBUTING.md":  # its recipes make files, and a test follows them
            text = re.sub(r"`[\w/]+\.(?:py|yaml)`", "", text)
        texts.append((path.relative_to(ROOT).as_posix(), path.parent, text))
    return texts


@cache
def places(path: Path) -> frozenset[str]:
    """Numbers that headings and rows of a text begin with."""
    text = path.read_text(encoding="utf-8")
    return frozenset(re.findall(r"^#+ (\S+)", text, re.MULTILINE) + re.findall(r"^\| (\S+) \|", text, re.MULTILINE))


def broken(text: str, home: Path = ROOT, meant: re.Pattern[str] = FILE) -> list[str]:
    """Files and places in a text that a reader cannot open; ``meant`` says which names are looked at."""
    missing = []
    for match in FILE.finditer(text):
        name = match[0]
        if ELSEWHERE.match(name) or not meant.match(name):
            continue
        folders = (home, ROOT, ROOT / "abm", ROOT / "docs", DATA, ROOT / "abm" / "words")
        there = next((path for folder in folders if (path := (folder / name).resolve()).is_file()), None)
        if there is None or not there.is_relative_to(ROOT):
            missing.append(name)
            continue
        end = match.end()
        while there.suffix == ".md" and (place := PLACE.match(text, end)):
            if place[1] not in places(there):
                missing.append(f"{name} {place[1]}")
            end = place.end()
    return missing


@pytest.mark.parametrize("group", ["source of", "README", "C", "S", "docs/", "experiments/", "abm/", "configs/"])
def test_what_is_cited_can_be_opened_at_the_place_that_is_named(group):
    """No source, docstring, table or text cites a file outside the repository, or a row that is not there."""
    found = [(name, home, text) for name, home, text in sources() if name.startswith(group)]
    assert found
    lost = {name: broken(text, home, HERE if name.endswith((".py", ".yaml")) else FILE) for name, home, text in found}
    assert {name: names for name, names in lost.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (f"assumption; {LITERATURE} 4.27", []),
        (f"`{LITERATURE}` 3.5.1 to 3.5.3 and 4.21, 4.22", []),
        (f"assumption; {LITERATURE} 4.99", [f"{LITERATURE} 4.99"]),
        (f"`{LITERATURE}` 4.27, 4.98", [f"{LITERATURE} 4.98"]),
        ("docs/ODD.md P4: inputs < questions", []),
        ("docs/ODD.md P40", ["docs/ODD.md P40"]),
        ("`docs/ODD.md` III.iv.99", ["docs/ODD.md III.iv.99"]),
        ("specification.md 4", ["specification.md"]),
        ("../elsewhere/design/survey.md 4 row 27", ["../elsewhere/design/survey.md"]),
        ("experiments/data/netherlands_trust.csv: 41%", []),
        ("netherlands_weather.csv: rain", ["netherlands_weather.csv"]),
    ],
)
def test_a_citation_that_does_not_open_is_noticed(text, lost):
    """The check can fail: on a row, a section and a file."""
    assert broken(text) == lost


def test_rows_of_the_sources_are_told_apart():
    """A citation leads to one place: no number is given twice, and rows within a text point to rows that are there."""
    for name in (LITERATURE, RULES):
        text = (ROOT / name).read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\d[\d.]*) \|", text, re.MULTILINE)
        assert len(rows) > 25
        assert len(rows) == len(set(rows))
        pointed = re.findall(r"(?<![\d.,-])\d\.\d\.\d+(?![\d.])", text)
        assert set(pointed) <= places(ROOT / LITERATURE)


def test_nobody_cites_what_a_reader_does_not_have():
    """The names of working texts that no reader has stand nowhere any more."""
    names = re.compile(r"(?<![\w/-])(?:mod" + r"el|dom" + r"ain)\.md\b|\.\./sh" + "ared")
    homes = [ROOT / name for name in ("abm", "configs", "docs", "experiments", "tests")]
    kinds = (".py", ".md", ".yaml", ".yml", ".csv", ".toml", ".json", ".cff", ".js", ".css")
    found = [path for home in homes for path in home.rglob("*") if path.suffix in kinds]
    found += [path for path in ROOT.iterdir() if path.suffix in kinds]
    assert len(found) > 200
    lost = [path for path in found if names.search(path.read_text(encoding="utf-8"))]
    assert lost == []
    assert names.search("mod" + "el.md 4") and names.search("see `dom" + "ain.md`")


# --- publications -----------------------------------------------------------------------------------------------

AUTHORS = re.compile(
    r"((?:Van |ten |Oude )?[A-Z][\w-]+)(?: et al\.|(?:, [A-Z]\w+)* (?:and|&) (?:Van )?[A-Z]\w+)?,? \(?((?:19|20)\d\d)\b"
)
NOBODY = {*calendar.month_name, *calendar.month_abbr, "Jan-May", "CBS", "LISS", "ODD"}


def unlisted(text: str) -> list[str]:
    """Publications, by author and year, that are not in the list."""
    listed = (ROOT / LITERATURE).read_text(encoding="utf-8").partition("\n## 6 ")[2]
    heads = [line[2:] for line in listed.splitlines() if line.startswith("- ")]
    return [
        f"{name} {year}"
        for name, year in AUTHORS.findall(text)
        if name not in NOBODY and not any(name in head.partition(year)[0][:60] and year in head for head in heads)
    ]


def test_every_publication_that_is_cited_is_in_the_list():
    """A number that comes from a publication leads to its title."""
    texts = {item.key: item.source for item in all_parameters()}
    texts["ODD"] = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    texts["rules"] = (ROOT / RULES).read_text(encoding="utf-8")
    assert {name: lost for name, text in texts.items() if (lost := unlisted(text))} == {}
    assert unlisted("sign: Newig et al. 2023 (305 cases)") == []
    assert unlisted("after Nobody and Somebody 2001, and Van Dijk and Lefevere 2022") == ["Nobody 2001"]


# --- what the sources say is what the code does --------------------------------------------------------------------


def rows(name: str, section: str) -> dict[str, list[str]]:
    """Cells of the rows of one section, by their number."""
    found = re.findall(rf"^\| ({section}\.\d+) \| (.*) \|$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return {number: rest.split(" | ") for number, rest in found}


def test_numbers_set_with_the_rules_are_those_of_the_code():
    """Whoever changes a default changes what is said of where it comes from; each row is cited by its parameter."""
    said = rows(RULES, "2")
    assert len(said) > 10
    for number, (name, value, ground, _) in said.items():
        item = declared()[name.strip("`")]
        assert float(value) == item.default, number
        assert re.search(rf"{RULES} {number}(?![\d.])", item.source), number
        word = {"figure": "", "calibrated": CALIBRATED}.get(ground, ASSUMPTION)
        assert word in item.source, number


def test_an_assumption_cannot_hide_behind_a_citation():
    """A number whose cited row is an assumption says the word, so that it stands among the assumptions."""
    grounds = {number: cells[-1] for number, cells in rows(LITERATURE, "4").items()}
    hidden = [
        item.key
        for item in all_parameters()
        for number in re.findall(rf"{LITERATURE} (4\.\d+)", item.source)
        if grounds[number].startswith(ASSUMPTION) and ASSUMPTION not in item.source
    ]
    assert hidden == []


def test_targets_of_the_baseline_are_those_of_the_code():
    """What the baseline is asked to look like is said once, and measured so."""
    said = rows(RULES, "1")
    cited = {row.source.partition(":")[0].split()[-1]: row for row in ROWS if row.source.startswith(RULES)}
    assert cited.keys() == said.keys()
    for number, (name, target, _) in said.items():
        assert name == f"`{cited[number].name}`"
        assert tuple(float(end) for end in target.split(" to ")) == cited[number].target


def test_the_committed_baseline_cites_what_its_study_writes():
    """The table and the code name the same sources and targets."""
    with (DATA / "baseline.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert [(row["kind"], row["row"], row["source"]) for row in found] == [(r.kind, r.name, r.source) for r in ROWS]
    for row, spec in zip(found, ROWS, strict=True):
        ends = [float(row[name] or math.nan) for name in ("target_low", "target_high")]
        assert ends == pytest.approx(list(spec.target), rel=1e-3, nan_ok=True), spec.name
