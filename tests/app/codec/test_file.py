"""A file of a twin: the bytes that it always had, and read back by the rules that hold for a link."""

from __future__ import annotations

import pytest

from abm import load
from abm.app.codec.file import from_yaml, left_out, opened, to_yaml
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import State
from abm.app.hosting import Hosting
from abm.app.levers import Start
from abm.app.schedule import MOST, Happening
from abm.app.twin import Pair
from abm.declare import ParameterError
from abm.parameters import Event
from abm.parameters.removed import REMOVED, Removed
from abm.words.phrases import Phrase, again

HOSTING = Hosting(citizens=1000, weeks=300)

STATE = State(
    settings=(
        Start.of({"norms": "mandate", "instruments": ("pilots", "policy_compass"), "seed": 3}),
        Start.of({"norms": "academy", "officials.courage": 0.1 + 0.2, "scenario": "pandemic", "seed": 3}),
    ),
    schedule=(
        Happening(None, Event(week=3, kind="crisis", target="5", size=10.0)),
        Happening(1, Event(week=4, kind="set", target="officials.courage", size=1 / 3)),
        Happening(None, Event(week=9, kind="cabinet", target="", size=1.0)),
    ),
    week=30,
)

LINK = (
    "a.norms=mandate&a.instruments=pilots,policy_compass&b.norms=academy&b.officials.courage=0.30000000000000004"
    "&b.scenario=pandemic&seed=3&event=3:crisis:5:10.0&b.set=4:officials.courage:0.3333333333333333"
    "&event=9:cabinet::1.0&week=30"
)

FILE = """\
# A run set up in the browser. The same weeks, to the byte:
#   abm run --config-dir FOLDER --config-name mine
# with FOLDER the folder that holds this file.
defaults:
- config
- override scenario: pandemic
- override norms: academy
- _self_
officials:
  courage: 0.30000000000000004
seed: 3
events:
- week: 104
  kind: crisis
  target: '0'
  size: 10.0
- week: 3
  kind: crisis
  target: '5'
  size: 10.0
- week: 4
  kind: set
  target: officials.courage
  size: 0.3333333333333333
- week: 9
  kind: cabinet
  size: 1.0
"""


def test_links_and_files_keep_their_bytes() -> None:
    """What somebody kept years ago reads as what is written today."""
    assert to_query(STATE) == LINK
    assert from_query(LINK, Hosting()) == STATE
    assert to_yaml(STATE.pair().sides[1], "mine") == FILE
    settings, schedule, week = from_yaml(FILE, 1, Hosting())
    assert settings.values() == STATE.settings[1].values()
    assert (schedule, week) == (STATE.schedule, -1)


def test_the_real_country_goes_into_a_file_and_a_link_by_its_name(tmp_path) -> None:
    """Its cabinets, months of confidence and weeks come with the scenario: page, link, file and command line agree."""
    start = Start.of({"norms": "reactive", "scenario": "netherlands_2012_2023", "seed": 3, "population.citizens": 300})
    entered = Happening(None, Event(week=3, kind="crisis", target="5", size=10.0))
    state = State(settings=(start, start), schedule=(entered,), week=20)
    assert from_query(to_query(state), HOSTING) == state
    text = to_yaml(state.pair().sides[0], "mine")
    assert "drivers" not in text
    settings, schedule, _ = from_yaml(text, 0, Hosting())
    assert (settings, schedule) == (start, (entered,))
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    mine, named = load(config_name="mine", config_dir=tmp_path), load("scenario=netherlands_2012_2023")
    assert mine.drivers == named.drivers == settings.parameters().drivers and len(named.drivers) > 90
    assert mine.events == [*named.events, entered.event] and len(mine.events) < MOST
    assert mine.ministries.cabinet_weeks == 0
    assert mine.weeks == named.weeks < Hosting().weeks


def refusal(text: str) -> Phrase:
    """Why a file is refused."""
    with pytest.raises(ParameterError) as refused:
        from_yaml(text, 1, HOSTING)
    problem = refused.value.args[0]
    assert "\n" not in problem
    assert isinstance(problem, Phrase), problem
    return problem


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("population.citizens=1001", "population: {citizens: 1001}"),
        ("population.citizens=10", "population: {citizens: 10}"),
        ("b.officials.courage=7", "officials: {courage: 7}"),
        ("b.norms=nonsense", "defaults: [config, {override norms: nonsense}]"),
        ("b.instruments=pilots,pilots", "instruments: [pilots, pilots]"),
        ("threads=3", "threads: 3"),
        ("week=300", "weeks: 301"),
        ("week=-7", "weeks: -6"),
        ("event=3:shock:1:5", "events: [{week: 3, kind: shock, target: '1', size: 5}]"),
        ("event=3:crisis:9999:5", "events: [{week: 3, kind: crisis, target: '9999', size: 5}]"),
        ("event=3:crisis:1:-5", "events: [{week: 3, kind: crisis, target: '1', size: -5}]"),
        ("event=3:cabinet:1:1", "events: [{week: 3, kind: cabinet, target: '1'}]"),
        ("event=30000:crisis:1:5", "events: [{week: 30000, kind: crisis, target: '1', size: 5}]"),
        ("event=x:crisis:1:5", "events: [{week: x, kind: crisis, target: '1', size: 5}]"),
        ("event=3:crisis:1:x", "events: [{week: 3, kind: crisis, target: '1', size: x}]"),
        ("b.set=3:norms:5", "events: [{week: 3, kind: set, target: norms, size: 5}]"),
        ("b.set=3:media.imitation:0.5", "events: [{week: 3, kind: set, target: media.imitation, size: 0.5}]"),
        ("b.set=3:officials.courage:7", "events: [{week: 3, kind: set, target: officials.courage, size: 7}]"),
        ("b.set=3:officials.courage:nan", "events: [{week: 3, kind: set, target: officials.courage, size: .nan}]"),
        (
            "&".join(["event=3:cabinet::1"] * (MOST + 1)),
            f"events: [{', '.join(['{week: 3, kind: cabinet}'] * (MOST + 1))}]",
        ),
    ],
)
def test_what_a_link_may_not_set_a_file_may_not_set(link: str, file: str) -> None:
    """One set of rules: a link leaves out what a file is refused for, and a Dutch visitor reads why in Dutch."""
    assert from_query(link, HOSTING).problems
    english = refusal(file)
    dutch = again(english, "nl")
    assert dutch != english
    assert "must be" not in dutch and "did you mean" not in dutch and "at most" not in dutch


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("officials: {courage: 7}", "bij officials.courage staat 7.0; toegestaan is een getal van 0 tot 1"),
        ("seed: 1\nseed: 2", "nodig is YAML waarin elke naam één keer staat (seed staat er twee keer)"),
        ("a: b: c", "nodig is YAML zonder fouten (regel 1 is niet te lezen: a: b: c)"),
        ("- a list", "nodig is een configuratie zoals deze pagina die bewaart"),
        ("a: &a [x]\nb: [*a]", "nodig is YAML zonder alias (*naam), want die kan voor elke hoeveelheid tekst staan"),
        ("seed: 010", "nodig is YAML met gewoon geschreven getallen (010 is in YAML 8)"),
        ("seed: " + "1" * 300_000, "het bestand is te lang: ten hoogste 200.000 tekens"),
        ("events: 3", "bij events staat 3; toegestaan is een lijst"),
        ("population: {citizens: 1001}", "toegestaan is een heel getal van 200 tot 1.000 (op deze server)"),
        (
            "events: [{week: 3, kind: crisis, target: '9999', size: 5}]",
            "bij events.target staat 9999; toegestaan is een dossier van 0 tot 95, of niets",
        ),
    ],
)
def test_a_refused_file_is_told_in_dutch(text: str, dutch: str) -> None:
    """The sentence names the place in the file, what stands there, and what may."""
    assert again(refusal(text), "nl").endswith(dutch)


def test_two_full_files_do_not_make_a_schedule_that_is_too_long() -> None:
    """The limit is the schedule's, not a file's: what the other twin keeps counts."""
    start = Start.of({"population.citizens": 300})
    kept = tuple(
        Happening(0, Event(week=week, kind="set", target="officials.courage", size=0.5)) for week in range(MOST)
    )
    pair = Pair(start, start, kept)
    with pytest.raises(ParameterError, match=f"at most {MOST}"):
        opened(pair, 1, "events: [{week: 3, kind: cabinet}]", Hosting())
    assert len(opened(pair, 0, "events: [{week: 3, kind: cabinet}]", Hosting()).schedule) == 1


OLDER = """\
defaults:
- config
- override population: national
- override norms: academy
- _self_
officials:
  courage: 0.4
  readiness_threshold: 0.3
instrument:
  pilots: {weight: 2.0}
seed: 3
weeks: 9
events:
- {week: 3, kind: set, target: officials.readiness_threshold, size: 0.2}
- {week: 4, kind: set, target: officials.courage, size: 0.6}
"""
"""As an earlier version might have saved it, and been edited."""


def test_a_file_of_an_earlier_version_is_read_without_what_is_gone() -> None:
    """Protects saved files: what is still there is read, and what is not is told with the version in which it went."""
    start, schedule, week = from_yaml(OLDER, 1, HOSTING)
    assert dict(start.chosen) == {"norms": "academy", "officials.courage": 0.4, "seed": 3} | {
        key: value for key, value in start.chosen if key == "population.citizens"
    }
    assert [entry.event.target for entry in schedule] == ["officials.courage"]
    assert week == 8
    told = left_out(OLDER)
    for language, words in (("en", "was removed in version"), ("nl", "is vervallen in versie")):
        text = again(told, language)
        for name in ("population=national", "officials.readiness_threshold", "instrument.pilots.weight"):
            assert text.count(f"{name} {words}") == 1
    assert "the numbers differ" in told
    assert left_out(FILE) is None


def test_a_scenario_that_is_gone_leaves_what_can_be_entered(monkeypatch) -> None:
    """Protects a saved file whose scenario was removed: of its events those stay that are possible."""
    monkeypatch.setitem(REMOVED, "scenario=long_ago", Removed(4, "scenario=calm"))
    text = """\
defaults: [config, override scenario: long_ago, override norms: reactive, _self_]
weeks: 20
events:
- {week: 2, kind: cabinet}
- {week: 5, kind: crisis, target: "1", size: 10.0}
- {week: 6, kind: something, target: "1", size: 10.0}
"""
    start, schedule, _ = from_yaml(text, 0, HOSTING)
    assert "scenario" not in dict(start.chosen)
    assert [entry.event.kind for entry in schedule] == ["cabinet", "crisis"]
    assert "scenario=long_ago was removed in version 4" in left_out(text)
    monkeypatch.delitem(REMOVED, "scenario=long_ago")
    with pytest.raises(ParameterError, match="scenario"):
        from_yaml(text, 0, HOSTING)
