"""The article has the form that the Journal of Open Source Software asks for, and results are those of the answer."""

import datetime
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "paper"

SECTIONS = [
    "Summary",
    "Statement of need",
    "State of the field",
    "Software design",
    "Research impact statement",
    "AI usage disclosure",
    "Acknowledgements",
    "References",
]

WORDS = range(750, 1751)
"""How many the journal asks for."""

NEEDED = {
    "article": {"author", "title", "year", "journal"},
    "inproceedings": {"author", "title", "year", "booktitle"},
    "misc": {"author", "title", "year", "howpublished"},
}

ENTRY = re.compile(r"@(\w+)\{(\w+),\n((?:  .*\n)*)\}\n*")
FIELD = re.compile(r" {2}(\w+) += \{((?:.|\n {3,})*)\},?\n")


def parts() -> tuple[dict, str]:
    """Metadata and text of the article."""
    _, head, text = (FOLDER / "paper.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), text


def entries() -> dict[str, tuple[str, dict[str, str]]]:
    """Kind and fields of each entry of the bibliography, read as strictly as it is written."""
    text, found, place = (FOLDER / "paper.bib").read_text("utf-8"), {}, 0
    while place < len(text):
        entry = ENTRY.match(text, place)
        assert entry, f"paper.bib cannot be read from: {text[place : place + 80]!r}"
        kind, key, body = entry.groups()
        fields = FIELD.findall(body)
        assert "".join(body.split()) == "".join(f"{name}={{{value}}}," for name, value in fields).replace(
            " ", ""
        ).replace("\n", "").removesuffix(","), f"a field of {key} cannot be read"
        assert key not in found, f"{key} is there twice"
        found[key] = kind, dict(fields)
        place = entry.end()
    return found


def test_metadata():
    """What the journal reads from the head is there, and what only a person can fill in says so."""
    head, _ = parts()
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= head.keys()
    assert head["bibliography"] == "paper.bib"
    datetime.datetime.strptime(str(head["date"]), "%d %B %Y")  # raises where it is in no such form
    known = {str(item["index"]) for item in head["affiliations"]}
    assert {str(author["affiliation"]) for author in head["authors"]} <= known


def test_sections_and_length():
    """All sections that the journal requires, in its order, and no more words than it takes."""
    _, text = parts()
    assert re.findall(r"^# (.+)$", text, re.MULTILINE) == SECTIONS
    assert len(re.sub(r"\[@[^]]*]", "", text).split()) in WORDS


def test_bibliography():
    """Every key that is cited is there, everything there is cited, and no entry lacks what its kind needs."""
    _, text = parts()
    found = entries()
    cited = set(re.findall(r"@(\w+)", text))
    assert cited == found.keys()
    for key, (kind, fields) in found.items():
        assert fields.keys() >= NEEDED[kind], f"{key} lacks {NEEDED[kind] - fields.keys()}"
        assert re.fullmatch(r"\d{4}", fields["year"]), key
        assert re.fullmatch(r"10\.\d{4,}/\S+", fields.get("doi", "10.1000/none")), key
        for value in fields.values():
            assert value.count("{") == value.count("}"), key


def test_findings_are_those_of_the_answer():
    """Results are quoted from the generated answer, so that they cannot go stale unseen."""
    _, text = parts()
    answer = (ROOT / "docs" / "answer.md").read_text("utf-8").replace("**", "")
    quoted = [found.replace("\n> ", " ") for found in re.findall(r"^> ((?:.+\n)+)", text, re.MULTILINE)]
    assert quoted
    for sentence in map(str.strip, quoted):
        assert sentence in answer, f"docs/answer.md does not say (any more): {sentence}"
