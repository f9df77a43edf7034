"""The site builds from what is here alone, without a warning, and its pages ask nothing of anybody else."""

import os
import re
import subprocess
import sys

import pytest

from abm.documentation.site import PAGES, written
from tests.browser.conftest import CHROMIUM
from tests.documentation.documents import HOUSE

pytestmark = pytest.mark.xdist_group("site")

DOORS = ("science.html", "answer.html", "project.html", "claims.html")
"""Where the four doors of the first page lead: a researcher, an adviser, a developer, a journalist."""

LOOKED_AT = ("index", "answer", "how_to/vary_a_parameter", "reference/api", "reference/instruments")
"""Pages with all that there is on the site: pictures, lists, code, tables, what is read from docstrings."""

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
"""Of axe: WCAG 2.2, A and AA."""

OFFLINE = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
"""Whoever asks for something from elsewhere gets nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as it is built for readers; only its notebooks, which have a test of their own, are not executed."""
    home = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", home / "doctrees"]
    command += ["-D", "nb_execution_mode=off"]
    environment = {**os.environ, **OFFLINE, "PYTHONPATH": str(HOUSE)}
    done = subprocess.run(
        [*command, HOUSE / "docs", home / "site"], env=environment, capture_output=True, text=True, cwd=home
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return home / "site"


def test_a_notebook_that_fails_ends_the_build(tmp_path):
    """Cells are executed, and an error in one is an error of the site."""
    cell = (
        "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# Title\n\n```{code-cell} python\n1 / 0\n```\n"
    )
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text(cell)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-c",
        HOUSE / "docs",
        pages,
        tmp_path / "site",
    ]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr


def foreign(page: str) -> list[str]:
    """What a page would load from elsewhere: scripts, styles, fonts, pictures, frames; links to follow are none."""
    tags = re.findall(r"<(?:link|script|img|iframe|source|video|audio|object|embed)\b[^>]*>", page)
    found = [address for tag in tags for address in re.findall(r"(?:src|href|data)=[\"']((?:https?:)?//[^\"']+)", tag)]
    return found + re.findall(r"(?:@import|url\()\s*[\"'(]?((?:https?:)?//[^\"')]+)", page)


def test_every_page_is_there(site):
    """A document of docs, and each of the repository that the site shows, is a page."""
    documents = [path.relative_to(HOUSE / "docs") for path in (HOUSE / "docs").rglob("*.md")]
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {path.with_suffix(".html").as_posix() for path in documents} <= pages
    assert {f"{page}.html" for page in PAGES} <= pages


def test_pages_ask_nothing_of_anybody_else(site):
    """No script, style, font or picture comes from another address."""
    files = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    assert len(files) > 30
    found = {path.name: foreign(path.read_text(encoding="utf-8")) for path in files}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


@pytest.mark.parametrize(
    "bad",
    [
        '<script src="https://example.org/a.js"></script>',
        "<link rel='stylesheet' href='//example.org/a.css'>",
        '<img alt="" src="http://example.org/a.png">',
        '<style>@import "https://example.org/a.css";</style>',
        "<style>@font-face { src: url(https://example.org/a.woff2) }</style>",
    ],
)
def test_what_comes_from_elsewhere_is_seen(bad):
    """Each way in which a page may ask for it."""
    assert foreign(f"<p>{bad}</p>")
    assert not foreign('<a href="https://example.org">to follow</a><script src="_static/a.js"></script>')


@pytest.fixture(scope="module")
def tab():
    """A tab of a real browser."""
    sync = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("needs a Chromium")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def violations(tab):
    """What axe finds on the page as it is: rule, and the first places."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(tab, options=RULES).response["violations"]
    return {item["id"]: [node["html"][:200] for node in item["nodes"][:3]] for item in found}


def sticks_out(tab, width):
    """Whether one would have to scroll sideways in a window of so many pixels."""
    tab.set_viewport_size({"width": width, "height": 900})
    return tab.evaluate("document.documentElement.scrollWidth") > width


@pytest.mark.browser
@pytest.mark.parametrize("page", LOOKED_AT)
def test_axe_finds_no_violation_and_nothing_sticks_out(site, tab, page):
    """On a laptop and on a telephone; code and wide tables scroll in themselves."""
    tab.goto((site / f"{page}.html").as_uri())
    assert [width for width in (390, 1280) if sticks_out(tab, width)] == []
    assert violations(tab) == {}


@pytest.mark.browser
def test_what_is_wrong_with_a_page_is_seen(site, tab):
    """A picture without its text and something too wide are found, so that finding nothing means something."""
    tab.goto((site / "index.html").as_uri())
    tab.evaluate("document.querySelector('article img').removeAttribute('alt')")
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"width: 2000px\">wide</p>')")
    assert sticks_out(tab, 1280)
    assert "image-alt" in violations(tab)


def test_the_first_page_has_four_doors(site):
    """They lead to pages that are there, before any picture or heading stands in between."""
    text = (site / "index.html").read_text(encoding="utf-8")
    article = text[text.index("<article") : text.index("</article")]
    first = article[: article.index("<img")]
    assert [door for door in DOORS if f'href="{door}"' not in first] == []
    assert all((site / door).is_file() for door in DOORS)
    assert first.count("<h") == 1


def test_the_reference_has_what_is_declared(site):
    """Tables that are made when the site is built are on their pages."""
    for page, name in {"parameters": "officials.courage", "measures": "trust_without_procedure", "norms": "tick_box",
                       "instruments": "comply_or_explain", "files": "misfit_after", "commands": "hosts=",
                       "api": "abm.simulate", "extending": "go_outside_rule"}.items():  # fmt: skip
        assert name in re.sub(r"<[^>]+>", "", (site / f"reference/{page}.html").read_text(encoding="utf-8")), page


def test_links_lead_to_pages(tmp_path):
    """A document elsewhere in the repository that has a page is linked as that page, and code is left as it is."""
    (tmp_path / "docs/project").mkdir(parents=True)
    (tmp_path / "CONTRIBUTING.md").write_text("# C\n\n[o](docs/ODD.md#a) ![p](a/b.png)\n")
    for path in ("docs/ODD.md", "README.md", "docs/benchmarks/README.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("# T\n")
    text = (
        "[c](../CONTRIBUTING.md#x) [f](benchmarks) [w](https://a.example) [h](#h)\n\n```text\n[a](../README.md)\n```\n"
    )
    found = written("start", text, tmp_path, {})
    assert found.startswith("[c](project/contributing.md#x) [f](benchmarks/README.md) [w](https://a.example) [h](#h)")
    assert "[a](../README.md)" in found
    assert written("project/contributing", "", tmp_path, {}) == "# C\n\n[o](../ODD.md#a) ![p](../../a/b.png)\n"


def test_the_article_has_its_title_above_its_sections(tmp_path):
    """On the site it is one page among others; what a journal fills in is not left empty there."""
    text = "---\ntitle: 'About: it'\n---\n\n# Summary\n\n[@a] said.\n\n```text\n# code\n```\n\n# References\n"
    found = written("paper/paper", text, tmp_path, {})
    assert re.findall(r"^#+ .*", found, re.MULTILINE) == ["# About: it", "## Summary", "# code"]
    assert "[paper.bib](paper.bib)" in found
    assert "# Summary" in written("start", text, tmp_path, {}).splitlines()
