"""What a visitor takes along: files that give the same run elsewhere, and a link that reopens what was seen."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest

from abm.commands import results
from abm.commands.main import main
from abm.words import dossier_name
from tests.browser.conftest import SMALL, Chromium, Visit


def disturbed(visit: Visit) -> None:
    """Play a while, with levers moved and things thrown in."""
    visit.open(f"{SMALL}&lang=en&seed=5&a.norms=reactive&b.norms=anticyclical")
    visit.play_to(8)
    visit.fill("a.officials.courage", "0.9")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(1)")
    visit.page.select_option("[data-field='event.kind']", "crisis")
    visit.page.select_option("[data-field='event.target']", "7")
    visit.act("strike")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(2)")
    visit.play_to(20)
    visit.page.select_option("select[data-key='b.norms']", "mandate")
    visit.page.wait_for_selector(".abm-message[data-kind=restart]")
    visit.wait("paused")
    visit.play_to(26)


@pytest.mark.usefixtures("whole_burn_in")
def test_everything_can_be_taken_along(visitors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a visitor has seen comes back by file on the command line, by link, and by file in the other twin."""
    with visitors() as first:
        disturbed(first)
        first.look("dossier")
        first.page.select_option("[data-field=dossier]", "7")
        first.until("() => location.search.includes('dossier=7')")
        named = "name => document.querySelector('[data-picture=dossier-b] svg')?.textContent.includes(name)"
        first.until(named, dossier_name(7, 8, "en"))
        week, differs, schedule = first.week, first.text(".abm-differs-list"), first.text(".abm-schedule")
        seen = first.drawing("dossier-b")
        first.act("take")
        link = first.page.input_value("[data-field=link]")
        files = {
            (kind, side): first.save(f"[data-fetch={kind}-{side}]")
            for kind in ("yaml", "parquet", "csv")
            for side in "ab"
        }
    with visitors() as second:
        second.open(link.partition("?")[2])
        assert second.week == week
        assert second.text(".abm-differs-list") == differs
        assert second.text(".abm-schedule") == schedule
        assert second.drawing("dossier-b") == seen
        second.act("take")
        for side in "ab":
            assert second.save(f"[data-fetch=parquet-{side}]") == files["parquet", side]
    for side in "ab":
        (tmp_path / f"twin-{side}.yaml").write_bytes(files["yaml", side])
    with visitors() as third:
        third.open("lang=en")
        third.act("take")
        third.page.set_input_files("[data-open=b]", tmp_path / "twin-a.yaml")
        third.until("() => document.querySelector('.abm-message').dataset.kind === 'loaded'")
        third.wait("paused")
        assert third.save("[data-fetch=parquet-b]") == files["parquet", "a"]
    monkeypatch.setattr(results, "draw", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["abm"])
    for side in "ab":
        folder, weeks = tmp_path / side, files["parquet", side]
        words = ["--config-dir", str(tmp_path), "--config-name", f"twin-{side}", f"hydra.run.dir={folder.as_posix()}"]
        assert main(["run", *words]) == 0
        assert (folder / "weeks.parquet").read_bytes() == weeks
        table = pq.read_table(io.BytesIO(weeks)).to_pandas()
        text = pd.read_csv(io.BytesIO(files["csv", side]))
        assert list(text.columns) == list(table.columns)
        assert text["week"].tolist() == table["week"].tolist() == list(range(-104, week + 1))
        pd.testing.assert_series_equal(text["trust"], table["trust"])


def test_both_twins_go_along_as_one_file_and_as_one_picture(visitors, tmp_path: Path) -> None:
    """The file opens the same worlds again, and the picture has both sides and what it rests on."""
    with visitors() as first:
        first.open(f"{SMALL}&lang=nl&seed=5&dossier=7")
        first.play_to(3)
        first.fill("b.officials.courage", "0,9")
        first.page.select_option("[data-field='event.kind']", "crisis")
        first.act("strike")
        first.page.wait_for_selector(".abm-schedule li:nth-child(2)")
        first.act("step")
        first.look("dossier")
        first.until("() => location.search.includes('view=dossier')")
        week, differs, schedule = first.week, first.text(".abm-differs-list"), first.text(".abm-schedule")
        first.act("take")
        file = tmp_path / "both.yaml"
        file.write_bytes(first.save("[data-fetch=yaml-both]"))
        link = first.page.input_value("[data-field=link]").partition("?")[2]
        assert f"state=twins-seed-5-week-{week}.yaml" in first.text("[data-field=command]")
        root = ElementTree.fromstring(first.save("[data-fetch=svg-both]"))
        names = [one.get("data-view") for one in root.iter() if one.get("data-view")]
        assert names == ["card", "dossier", "dossier"]
        told = "".join(one.text or "" for one in root.iter() if "abm-caption" in one.get("class", ""))
        assert link in told.replace(" ", "")
        image = first.save("[data-fetch=png-both]")
        assert image.startswith(b"\x89PNG")
        sides = [int.from_bytes(image[start : start + 4], "big") for start in (16, 20)]
        assert sides == [2 * int(root.get(name, "")) for name in ("width", "height")]
        first.page.keyboard.press("Escape")
        first.look("about")
        first.act("take")
        assert first.page.is_disabled("[data-fetch=svg-both]")
    with visitors() as second:
        second.open("lang=en&population.citizens=300&speed=0")
        second.act("take")
        second.page.set_input_files("[data-open=both]", tmp_path / "both.yaml")
        second.until("() => document.querySelector('.abm-message').dataset.kind === 'loaded'")
        second.wait("paused")
        second.page.wait_for_selector("[data-view-shown=dossier] svg")
        assert second.save("[data-fetch=yaml-both]") == file.read_bytes().replace(b"lang: nl", b"lang: en")
        second.page.keyboard.press("Escape")
        second.page.click("[data-language=nl]")
        second.page.wait_for_selector("html[lang=nl]")
        second.until("text => document.querySelector('.abm-schedule').innerText === text", schedule)
        assert (second.week, second.text(".abm-differs-list")) == (week, differs)
        for field, text, said in (
            ("both", "seed: 4", "nodig is een configuratie van A en B samen"),
            ("a", "a: {officials.courage: 7}", "bij officials.courage staat 7"),
        ):
            file.write_text(text)
            second.act("take")
            second.page.set_input_files(f"[data-open={field}]", file)
            second.until("said => document.querySelector('[data-problem=file]')?.innerText.includes(said)", said)
            second.page.keyboard.press("Escape")


@pytest.mark.usefixtures("whole_burn_in")  # as the replay's own process has
def test_a_replay_of_the_page_is_that_of_the_command(
    visit: Visit, chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be stopped and made again while the visitor goes on; it opens without a server, and has the same bytes."""
    visit.open("population.citizens=200&lang=nl&seed=5&week=1")
    visit.act("take")
    visit.page.click("[data-fetch=html-both]")
    visit.act("stop-replay")
    visit.page.wait_for_selector("[data-act=stop-replay]", state="detached")
    state, page, command = tmp_path / "both.yaml", tmp_path / "page.html", tmp_path / "command.html"
    state.write_bytes(visit.save("[data-fetch=yaml-both]"))
    with visit.page.expect_download() as download:
        visit.page.click("[data-fetch=html-both]")
        visit.page.wait_for_selector("[data-act=stop-replay]")
        visit.page.keyboard.press("Escape")
        visit.act("step")
        visit.until("() => document.querySelector('.abm-clock').dataset.week === '2'")
    assert download.value.suggested_filename == "twins-seed-5-week-1.html"
    download.value.save_as(page)
    monkeypatch.setattr(sys, "argv", ["abm"])
    assert main(["app", f"replay={command}", f"state={state}"]) == 0
    assert page.read_bytes() == command.read_bytes()
    context = chromium.new_context(offline=True, locale="nl-NL")
    reader = context.new_page()
    reader.goto(page.as_uri())
    reader.wait_for_selector("html[data-drawn='twin 1 nl']")
    context.close()


def test_reload_comes_back_to_the_same_week(visit: Visit) -> None:
    """The address bar follows, so that a reload loses nothing."""
    visit.open(f"{SMALL}&lang=nl")
    visit.play_to(12)
    visit.until("week => location.search.includes('week=' + week)", visit.week)
    week, seen = visit.week, visit.drawing("trust")
    visit.page.reload()
    visit.wait("paused")
    assert visit.week == week
    assert visit.drawing("trust") == seen


BAD_FILES = [
    (
        "defaults: [config, {override norms: ../../etc/passwd}]",
        "bij norms staat ../../etc/passwd; toegestaan is een",
    ),
    ("hydra: {run: {dir: /tmp/elsewhere}}", "bij hydra staat"),
    ("seed: ${oc.env:HOME}", "bij seed staat ${oc.env:HOME}; toegestaan is een heel getal van 0 tot 2.147.483.647"),
    ("officials: {courage: 7}", "bij officials.courage staat 7.0; toegestaan is een getal van 0 tot 1"),
    ("!!python/object/apply:os.system ['true']", "nodig is YAML zonder fouten (regel 1 is niet te lezen: !!python"),
    ("events: [{week: 3, kind: set, target: threads, size: 4}]", "bij events.target staat threads; toegestaan is"),
    ("- just\n- a list", "nodig is een configuratie zoals deze pagina die bewaart"),
]


def test_a_file_can_set_values_and_nothing_else(visit: Visit, tmp_path: Path) -> None:
    """Whatever else stands in a file is told at its field, in the visitor's language; the page goes on as it was."""
    visit.open(f"{SMALL}&lang=nl")
    for number, (text, dutch) in enumerate(BAD_FILES):
        file = tmp_path / f"bad-{number}.yaml"
        file.write_text(text)
        visit.act("take")
        visit.page.set_input_files("[data-open=a]", file)
        told = "said => document.querySelector('[data-problem=file]')?.innerText.includes(said)"
        visit.until(told, dutch)
        visit.page.keyboard.press("Escape")
        visit.play_to(number + 1)
