"""A run as one file: the same bytes for the same state, whole and readable, and refused in one line or not at all."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import subprocess
import sys
import zlib
from base64 import b64encode
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import abm
from abm.app import activities
from abm.app.activities import _heads, _Task
from abm.app.codec.file import to_yaml
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import VIEWS, State
from abm.app.codec.twins import from_files, of_both, twins_from_yaml, twins_to_yaml, with_counterpart
from abm.app.hosting import Hosting
from abm.app.pictures import Picture, pictures
from abm.app.replay import caption, document
from abm.app.replay.card import card
from abm.app.replay.film import MOST, Film, cursor, drawn_weeks, film, scene_of
from abm.app.replay.packing import block, opened_block, packed, unpacked
from abm.app.views import communities
from abm.commands.main import main
from abm.declare import ParameterError
from abm.words import LANGUAGES, say

LINK = (
    "a.norms=reactive&b.norms=anticyclical&a.officials.courage=0.30000000000000004&b.instruments=pilots&seed=3"
    "&population.citizens=300&event=2:crisis:3:10.0&b.set=3:officials.courage:0.9&event=4:cabinet::1.0&week=5"
    "&dossier=3&official=5&shade=unrest"
)
HOSTING = Hosting()


def state_of(link: str = LINK) -> State:
    state = from_query(link, HOSTING)
    assert state.problems == {}
    return state


@pytest.fixture(scope="module")
def made() -> Film:
    return film(state_of(), LANGUAGES)


@pytest.fixture(scope="module")
def page(made: Film) -> str:
    return document.page(made)


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    file = tmp_path / "RUN.yaml"
    file.write_text(twins_to_yaml(state_of(), "RUN"), encoding="utf-8")
    return file


# --- the file of both twins -------------------------------------------------------------------------------------------


def test_a_file_of_both_twins_says_all_that_a_link_says():
    """Nothing is lost between page and file, to the last digit, and it is named by the command in its first lines."""
    text = twins_to_yaml(state_of(), "mine")
    assert "abm app replay=mine.html state=mine.yaml" in text
    assert of_both(text)
    assert to_query(twins_from_yaml(text, HOSTING)) == to_query(state_of())
    empty = replace(state_of(), schedule=(), week=-1)
    empty = replace(empty, settings=(empty.settings[0].with_value("instruments", ()), empty.settings[1]))
    assert to_query(twins_from_yaml(twins_to_yaml(empty, "x"), HOSTING)) == to_query(empty)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {norms: nothing_like_it}", "norms must be"),
        ("a: {officials.courage: 7}", "officials.courage must be"),
        ("a: {norms: reactive}\nluck: 3", "must be a configuration as this page saves it, not luck=3"),
        ("a: {norms: reactive}\nschedule: [{event: '1:war:3:10'}]", "event must be week, kind, target and size"),
        ("a: {norms: reactive}\nschedule: [3]", "schedule must be"),
        ("a: {norms: reactive}\nschedule: 3", "file must be"),
        ("a: {norms: {x: 1}}", "a.norms must be a configuration as this page saves it"),
        ("a: [1, 2", "the file must be"),
        ("- a", "the file must be"),
    ],
)
def test_what_no_file_of_twins_can_say_is_refused_as_a_whole(text: str, said: str):
    """A link leaves out what is wrong; a replay of something else than the file says would be a false witness."""
    with pytest.raises(ParameterError) as refusal:
        twins_from_yaml(text, HOSTING)
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_file_of_one_side_gets_a_counterpart_that_differs_in_norms_alone():
    """Whoever sends one twin's file compares norms; a lever or event of one side only would confound it."""
    pair = state_of(
        "b.norms=mandate&b.officials.courage=0.7&seed=4&event=2:crisis:3:10.0&b.set=3:officials.courage:0.9&week=5"
    ).pair()
    state = with_counterpart(to_yaml(pair.sides[1], "x"), HOSTING)
    a, b = (side.values() for side in state.settings)
    assert (a["norms"], b["norms"]) == ("reactive", "mandate")
    assert {key for key in a if a[key] != b[key]} == {"norms", "instruments"}
    twins = state.pair()
    assert twins.sides[0].entered == twins.sides[1].entered == pair.sides[1].entered
    reactive = with_counterpart(to_yaml(state_of("week=2").pair().sides[0], "x"), HOSTING)
    assert [side.values()["norms"] for side in reactive.settings] == ["reactive", "anticyclical"]


def test_two_files_of_one_side_each_are_the_twins_they_came_from():
    """What the page gave for A and for B is again what was seen; files of other people or other weeks are no twins."""
    twins = state_of().pair()
    for side in twins.sides:  # as after living them
        side.build()
    twins.week = 5
    while twins.lagging:
        twins.catch_up()
    texts = [to_yaml(side, "x") for side in twins.sides]
    found = from_files(*texts, HOSTING)
    assert [side.entered for side in found.pair().sides] == [side.entered for side in twins.sides]
    assert found.week == 5
    for old, new in (("seed: 3", "seed: 4"), ("weeks: 6", "weeks: 7"), ("size: 10.0", "size: 11.0")):
        assert old in texts[1]
        with pytest.raises(ParameterError, match="as in the other file"):
            from_files(texts[0], texts[1].replace(old, new), HOSTING)


# --- living and drawing -----------------------------------------------------------------------------------------------


def test_a_replay_shows_what_the_page_showed(made: Film):
    """Week by week the same pictures as of a pair that is lived as on the page, save for what can be clicked there."""
    pair = state_of().pair()
    pair.week = -1
    while pair.lagging:
        pair.catch_up()
    by_name = {shot.name: shot for shot in made.shots}
    for place in range(6):
        pair.step()
        scene = scene_of(pair, 3, 5)
        for language, wanted in enumerate(LANGUAGES):
            for one in pictures("parliament", scene, wanted, "trust"):
                assert by_name[one.name].weeks[place][language] == one.markup
    assert not re.search(
        'tabindex|role="button"|klik', "".join(text for shot in made.shots for w in shot.weeks for text in w)
    )


@pytest.mark.parametrize("shade", communities.SCALES)
def test_communities_are_there_in_every_colour_that_the_page_offers(made: Film, page: str, shade: str):
    """As the page draws them; the one that the page had is seen first."""
    by_name = {shot.name: shot for shot in made.shots}
    for language, wanted in enumerate(LANGUAGES):
        for one in pictures("communities", made.scene, wanted, shade):
            assert by_name[f"{one.name}-{shade}"].weeks[-1][language] == one.markup
    hidden = re.findall(f'data-shade="{shade}"( hidden)?', page)
    assert hidden == [" hidden" if shade != "unrest" else ""] * 2
    assert f'data-choose="{shade}"' in page


def test_every_view_but_the_text_about_the_model_is_there(made: Film):
    """A tab that the page gains is in a replay by itself."""
    assert {shot.view for shot in made.shots} == set(VIEWS) - {"about"}
    assert {"person", "incident"} <= {shot.name for shot in made.shots}
    assert all(len(shot.weeks) == (1 if shot.view == "twin" else 6) for shot in made.shots)


@pytest.mark.parametrize("last", [0, 1, MOST - 1, MOST, 2 * MOST, 5199])
def test_a_long_run_is_thinned_and_keeps_its_ends(last: int):
    """A file of a hundred years can still be mailed, and begins and ends where the run does."""
    weeks, step = drawn_weeks(last)
    assert weeks[0] == 0 and weeks[-1] == last and len(weeks) <= MOST + 1
    assert sorted(set(weeks)) == list(weeks)
    assert (step == 1) == (last < MOST)
    assert len(weeks) > MOST / 2 or step == 1


def test_the_cursor_stands_on_the_ends_of_the_lines(made: Film):
    """Read from the drawing: first and last week of the run are where its lines begin and end."""
    for shot in made.shots:
        if shot.view == "twin":
            left, right, top, bottom = cursor(shot.weeks[0][0])
            assert left < right and top < bottom
    assert cursor("<p>nothing drawn</p>") is None and cursor("<p") is None


# --- packing ----------------------------------------------------------------------------------------------------------


def test_what_is_packed_comes_back(made: Film):
    """To the character, in every week and language; also where languages have other tags, or none are there."""
    for shot in made.shots:
        assert list(unpacked(opened_block(block(packed(shot.weeks))), len(LANGUAGES))) == shot.weeks
    apart = [("<a/>x", "<a/>y<b/>"), ("<a/>x", "<a/>y<b/>"), ("<c/>", "<c/>")]
    for weeks in (apart, [("<a/>",), ("<a/>",)], [("",), ("<a/>",)]):
        assert list(unpacked(opened_block(block(packed(weeks))), len(weeks[0]))) == weeks


def test_packing_makes_it_small(made: Film):
    """Less than zlib alone, which is why it is there."""
    texts = ["".join(text for week in shot.weeks for text in week) for shot in made.shots]
    alone = sum(len(zlib.compress(text.encode(), 9)) for text in texts)
    assert sum(len(block(packed(shot.weeks))) * 3 / 4 for shot in made.shots) < 0.8 * alone


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_replay_asks_nobody_anything_and_carries_out_its_own_script_alone(page: str):
    """No address in it but the name of the SVG language, and a policy that a changed script does not pass."""
    assert set(re.findall(r"https?://[^\s\"'<>)]+", page)) <= {"http://www.w3.org/2000/svg"}
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'; ")
    assert not re.search(r"\son[a-z]+=|javascript:|<iframe|<link", page.replace(script, ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_replay_says_what_it_rests_on_and_how_to_make_it_anew(page: str, language: str):
    """Norms, seed, week, citizens, version, schedule and command, in each language; and the state itself, whole."""
    below = re.search(f'<div class="caption" lang="{language}".*?</div>', page, re.DOTALL)[0]
    told = dict(caption.facts(state_of(), language))
    assert all(value.replace("&", "&amp;") in below for value in told.values())
    assert str(abm.RESULTS_VERSION) in told[say("replay.version", language)]
    assert (
        all(line in below for line in caption.schedule(state_of(), language))
        and len(caption.schedule(state_of(), language)) == 3
    )
    assert caption.COMMAND in below
    text = re.search('<pre tabindex="0" class="state"><code>(.*?)</code>', below, re.DOTALL)[1]
    assert to_query(twins_from_yaml(html.unescape(text), HOSTING)) == to_query(state_of())


def test_values_are_those_of_the_run(made: Film, page: str):
    """The numbers under the lines are the measures of the week that is shown, and the difference is theirs."""
    content = json.loads(re.search('id="data">(.*?)</script>', page, re.DOTALL)[1])
    row = content["languages"]["en"]["values"]["rows"][0]
    history = made.scene.history
    assert len(row["a"]) == 6 and history.weeks[-1] == 5
    assert row["b"][-1] == f"{100 * float(history.b['trust'][-1]):.1f}"
    assert content["weeks"] == list(range(6))


SNIPPET = """
import sys
from pathlib import Path
from abm.app.codec.twins import twins_from_yaml
from abm.app.hosting import Hosting
from abm.app.replay.document import write
import hashlib
print(hashlib.sha256(write(twins_from_yaml(Path(sys.argv[1]).read_text(encoding="utf-8"), Hosting()))).hexdigest())
"""


def test_the_same_state_gives_the_same_bytes(page: str, state_file: Path, tmp_path: Path):
    """In another process, folder, locale, time zone and order of hashes."""
    other = os.environ | {
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    found = subprocess.run(
        [sys.executable, "-c", SNIPPET, str(state_file)], cwd=tmp_path, env=other, capture_output=True, text=True
    )
    assert found.stdout.split() == [hashlib.sha256(page.encode()).hexdigest()], found.stderr


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_file_and_nothing_else(state_file: Path, tmp_path: Path, monkeypatch, capsys, page: str):
    """It takes the place of a file that is there; its name changes no byte."""
    monkeypatch.chdir(tmp_path)
    Path("x.html").write_text("before")
    assert main(["app", "replay=x.html", "state=RUN.yaml"]) == 0
    assert Path("x.html").read_text(encoding="utf-8") == page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["RUN.yaml", "x.html"]
    assert capsys.readouterr().out.startswith("x.html, ")
    assert main(["app", "replay=y.html", "state=RUN.yaml", "weeks=2", "language=nl", "official=7"]) == 0
    short = Path("y.html").read_text(encoding="utf-8")
    assert 'lang="nl"' in short and 'lang="en"' not in short
    assert '"weeks":[0,1]' in short and "ambtenaar 8" in short


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["replay=x.pdf"], "replay must be the name of a file that ends in .html, not x.pdf"),
        (["replay=no/x.html"], "replay must be a file in a folder that can be written"),
        (["replay=folder.html"], "replay must be a file, where this is a folder"),
        (["replay=x.html", "state=no.yaml"], "state must be a file that exists and can be read, not no.yaml"),
        (["replay=x.html", "state=bad.yaml"], "officials.courage must be"),
        (["replay=x.html", "state=list.yaml"], "state must be YAML with lines such as key: value"),
        (["replay=x.html", "other=RUN.yaml"], "other must be the second twin beside state="),
        (["replay=x.html", "state=RUN.yaml", "other=RUN.yaml"], "other must be left out"),
        (["replay=x.html", "weeks=0"], "weeks must be a whole number from 1"),
        (["replay=x.html", "weeks=many"], "weeks must be a whole number from 1"),
        (["replay=x.html", "language=fr"], "language must be one of nl, en, not fr"),
        (["replay=x.html", "official=100000"], "official must be a whole number from 0"),
        (["replay=x.html", "port=80"], "the key must be one of"),
        (["replay=x.html", "replay=y.html"], "replay must be given once"),
        (["state=RUN.yaml"], "replay must be the name of a file"),
        (["replay=x.html", "now"], "a setting must be key=value"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_nothing(
    words: list[str], said: str, state_file: Path, tmp_path: Path, monkeypatch, capsys
):
    """Before any week is lived."""
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("a: {officials.courage: 7}")
    Path("list.yaml").write_text("- 1")
    Path("folder.html").mkdir()
    before = sorted(path.name for path in tmp_path.rglob("*"))
    assert main(["app", *words]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("moment", ["living", "writing"])
def test_stopped_it_leaves_what_was_there(moment: str, state_file: Path, tmp_path: Path, monkeypatch, capsys):
    """Ctrl-C while weeks are lived, or while the file is put in its place."""
    monkeypatch.chdir(tmp_path)
    Path("x.html").write_text("before")
    calls = count()

    def stop(*_: Any) -> None:
        if moment == "writing" or next(calls) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("abm.execution.progress.Progress.weeks" if moment == "living" else "os.fsync", stop)
    assert main(["app", "replay=x.html", "state=RUN.yaml"]) == 130
    assert "Stopped" in capsys.readouterr().err
    assert Path("x.html").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["RUN.yaml", "x.html"]


# --- A and B in one picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "about"])
def test_a_card_holds_all_pictures_of_a_view_and_what_they_rest_on(made: Film, view: str):
    """Each at a place of its own, with nobody else's names, and the whole caption below."""
    drawn = pictures(view, made.scene, "nl", "trust")
    text = card(drawn, say(f"view.{view}", "nl"), caption.lines(state_of(), "nl"))
    root = ElementTree.fromstring(text)
    name = "{http://www.w3.org/2000/svg}"
    inner = root.findall(f"{name}svg")
    assert len(inner) == sum(one.drawing for one in drawn) > 0
    boxes = np.array([[float(one.get(key)) for key in ("x", "y", "width", "height")] for one in inner])
    assert (boxes[:, 0] + boxes[:, 2] <= float(root.get("width"))).all() and (boxes > 0).all()
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
            assert apart or one[1] + one[3] <= other[1] + 0.1
    last = [node for node in root.findall(f"{name}text") if node.get("class") == "abm-caption"]
    assert min(float(node.get("y")) for node in last) > (boxes[:, 1] + boxes[:, 3]).max()
    assert max(float(node.get("y")) for node in last) < float(root.get("height"))
    joined = "".join((node.text or "").replace(" ", "") for node in last)
    assert joined == "".join(caption.lines(state_of(), "nl")).replace(" ", "")
    names = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(names) == len(set(names))


def test_names_within_a_card_are_made_unique():
    """Two pictures that each call something `clip` do not take each other's."""
    one = '<svg viewBox="0 0 10 10"><clipPath id="clip"/><g clip-path="url(#clip)"/><use href="#clip"/></svg>'
    text = card([Picture("x-a", "x", one), Picture("x-b", "x", one)], "x", ["y"])
    assert re.findall('(?: id="|#)(p[01]-clip)', text) == ["p0-clip"] * 3 + ["p1-clip"] * 3


def test_ties_of_hours_fall_alike_on_every_python():
    """From Python 3.12 on `sum` rounds otherwise, and a replay made there showed another official at work."""
    assert _heads([_Task("idle", None, 0.1, None)] * 10, 7) == [1] * 7 + [0] * 3
    source = Path(activities.__file__).read_text(encoding="utf-8")
    assert not re.search(r"(?<!f)sum\((?!heads|\[batch)", source)
