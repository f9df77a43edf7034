"""Links between documents lead where they say, and both languages of a document say the same."""

import pytest

from tests.documentation.documents import HOUSE, broken, differing, documents

PAIRS = (
    ("README.md", "README.nl.md"),
    ("docs/answer.md", "docs/antwoord.md"),
    ("docs/teaching/workshop.md", "docs/teaching/werkplaats.md"),
)
"""Documents in English, and the same in Dutch."""


@pytest.mark.parametrize("document", documents())
def test_links_of_a_document(document):
    """Every relative link leads to a file, and to a heading or line that is there; no connection is needed."""
    path = HOUSE / document
    assert list(broken(path, path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[a](none.md)", "no such file"),
        ("![a](none.png)", "no such file"),
        ("[a]: none.md", "no such file"),
        ('<img src="none.png">', "no such file"),
        ("[a](other.md#none)", "no such place"),
        ("[a](#none)", "no such place"),
        ("[a](rows.csv#L4)", "no such place"),
        ("[a](/etc/hosts)", "outside"),
    ],
)
def test_a_link_that_leads_nowhere_is_seen(link, said, tmp_path):
    """Each kind, by a document made up for it."""
    (tmp_path / "other.md").write_text("# Title\n\n## A part, and more\n\n## A part, and more\n")
    (tmp_path / "rows.csv").write_text("a\n1\n2\n")
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{link}\n")
    found = list(broken(page, page.read_text(), tmp_path))
    assert len(found) == 1 and said in found[0]


def test_links_that_lead_somewhere(tmp_path):
    """Headings by their name, also the second of a name; lines of a table; code is no link."""
    (tmp_path / "other.md").write_text("# Title\n\n## A `part`, and more\n\n## A part, and more\n")
    (tmp_path / "rows.csv").write_text("a\n1\n2\n")
    links = "[a](other.md#a-part-and-more-1) [b](rows.csv#L3) [c](#page) [d](https://example.org/x)"
    text = f"# Page\n\n{links} `[e](none.md)`\n"
    page = tmp_path / "page.md"
    page.write_text(text)
    assert list(broken(page, f"{text}\n```text\n[f](none.md)\n```\n", tmp_path)) == []


@pytest.mark.parametrize(("english", "dutch"), PAIRS)
def test_both_languages_say_the_same(english, dutch):
    """The same levels of headings, and in every section the same numbers."""
    paths = HOUSE / english, HOUSE / dutch
    if not all(path.is_file() for path in paths):
        pytest.skip("one of them is not there")
    assert list(differing(*(path.read_text(encoding="utf-8") for path in paths))) == []


ENGLISH = "# One\n\n1,234 people, 0.5 each, at 13:30, R1 on 2026-11-30, .25.\n\n## Two\n\n12 of 3.\n"
DUTCH = "# Een\n\n1.234 mensen, 0,5 elk, om 13.30 uur, R1 op 2026-11-30, 0,25.\n\n## Twee\n\n12 van 3.\n"


def test_numbers_as_each_language_writes_them():
    """Thousands, decimals, times and dates differ in writing alone."""
    assert list(differing(ENGLISH, DUTCH)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.234", "1,234"),
        ("0,5", "0,6"),
        ("12 van 3", "12"),
        ("## Twee", "### Twee"),
        ("\n## Twee\n", ""),
        ("13.30", "13.31"),
        ("R1", "R2"),
    ],
)
def test_a_difference_between_languages_is_seen(old, new):
    """Another number, a lacking one, one in another section, another level of heading."""
    assert old in DUTCH
    assert list(differing(ENGLISH, DUTCH.replace(old, new)))
