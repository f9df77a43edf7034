"""What the views of the page draw.

Longer than 400 lines: one test for each thing that a view promises.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from abm.app import look
from abm.app.snapshot import Snapshot
from abm.app.views import communities, dossier, lines, loop, media, parliament, person, svg, towers
from abm.commands.explain import in_words
from abm.observation.decision_log import reason, shortfall
from abm.observation.record import DECISION_COLUMNS
from abm.policy.choice import THRESHOLD
from abm.words import LANGUAGES, norm_name, number, say
from tests.app.picture import of_class, read, tips, within, words

EVIL = "<script>alert('x')</script>&\""

Twins = tuple[Snapshot, Snapshot]


def pictures(a: Snapshot, b: Snapshot, language: str, label: str) -> dict[str, str]:
    weeks = list(range(-26, 94))
    trust = np.linspace(0.5, 0.4, len(weeks))
    return {
        "loop": loop.draw(a, language, b, label, label),
        "loop alone": loop.draw(a, language),
        "media": media.draw(a, language, b, label, label),
        "media alone": media.draw(a, language),
        "towers": towers.draw(a, language, "A", label),
        "dossier": dossier.draw(a, language, "B", label, beside=b),
        "trust": communities.draw(a, language, "A", label),
        "unrest": communities.draw(a, language, "", label, "unrest"),
        "parliament": parliament.draw(a, language, "A", label),
        "lines": lines.draw(lines.Series("trust", weeks, trust, trust + 0.01), language, label, label),
        "lines marked": lines.draw(
            lines.Series("trust", weeks, trust, trust),
            language,
            label,
            label,
            [lines.Mark(40, label + say("event.crisis", language), 1)],
        ),
        "lines alone": lines.draw(lines.Series("incidents", weeks, trust), language),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_whole_named_and_safe(twins: Twins, language: str):
    """Well-formed, told to a screen reader, nothing out of the frame, no code from a name, nothing from elsewhere."""
    for name, drawn in pictures(*twins, language, EVIL).items():
        root = read(drawn)
        assert root.get("role") in ("img", "group"), name
        assert len(root.get("aria-label", "")) > 15, name
        assert root.findtext("{http://www.w3.org/2000/svg}desc"), name
        assert "<script" not in drawn, name
        assert not re.search(r"(href|src|url\()", drawn), name
        assert "nan" not in re.sub(r">[^<]*<", "><", drawn), name
        within(root)


def test_a_picture_of_one_week_is_the_same_every_time(twins: Twins):
    """Downloads repeat, and a page that draws the same week again has nothing to change."""
    assert pictures(*twins, "nl", "x") == pictures(*twins, "nl", "x")


def test_the_languages_differ_in_every_picture(twins: Twins):
    """No picture was forgotten in translation."""
    dutch, english = (pictures(*twins, language, "") for language in LANGUAGES)
    for name in dutch:
        assert words(read(dutch[name])) != words(read(english[name])), name


def test_arrows_are_as_thick_as_what_flows(twins: Twins):
    """The loop shows this week: more flow is a thicker strand, none is a hairline, and A and B are told apart."""
    a = twins[0]
    flows = [
        flow._replace(amount=flow.tense * (0.0 if i == 0 else 0.5 if i == 2 else 1.0)) for i, flow in enumerate(a.flows)
    ]
    root = read(loop.draw(replace(a, flows=tuple(flows)), "en", twins[1]))
    arrows = {(e.get("data-cause"), e.get("data-effect")): e for e in of_class(root, "abm-arrow")}
    assert len(arrows) == len(a.flows) + 1 == 14

    def width(flow, twin: str = "A") -> float:
        strands = [s for s in of_class(arrows[flow.cause, flow.effect], "abm-strand") if s.get("data-twin") == twin]
        assert len(strands) == 1
        assert strands[0].get("stroke") in (look.TWINS[twin], look.FAINT)
        return float(strands[0].get("stroke-width", "0"))

    assert width(flows[0]) < 1.0 < width(flows[2]) < width(flows[3])
    for flow in twins[1].flows:
        assert width(flow, "B") == pytest.approx(max(0.6, loop.width_of(flow)), abs=0.01)


def test_nodes_show_the_values_of_the_week(twins: Twins):
    """Each node has its value of both twins, and they are the model's."""
    a, b = twins
    root = read(loop.draw(a, "en", b))
    nodes = {e.get("data-node"): e for e in of_class(root, "abm-node")}
    assert set(nodes) == set(loop.NODES)
    for snapshot, letter in ((a, "A"), (b, "B")):
        shown = {
            name: [v.text for v in of_class(node, "abm-value") if v.get("data-twin") == letter]
            for name, node in nodes.items()
        }
        assert shown["questions"] == [f"{letter} {number(snapshot.measures['questions'], 'en', 1)}"]
        assert shown["incident"] == [f"{letter} {snapshot.struck}"]
        assert shown["policy"] == [f"{letter} {number(snapshot.measures['misfit'], 'en')}"]


def test_every_official_and_dossier_can_be_clicked(twins: Twins):
    """Mouse and keyboard reach every seat and every dossier, and what is in focus is marked."""
    for snapshot in twins:
        root = read(towers.draw(snapshot, "nl"))
        officials = of_class(root, "abm-official")
        assert [int(e.get("data-official", "")) for e in officials] == [
            o.seat for m in snapshot.ministries for o in m.officials
        ]
        assert all(e.get("role") == "button" and e.get("tabindex") in ("0", "-1") and tips(e) for e in officials)
        fills = {e.get("data-activity"): e.get("fill") for e in officials}
        assert all(fills[name] == look.ACTIVITIES[name] for name in fills)
        assert len(fills) >= 3
        dossiers = of_class(root, "abm-dossier")
        assert [int(e.get("data-dossier", "")) for e in dossiers] == [d.number for d in snapshot.dossiers]
        marked = [e for e in officials if float(e.get("stroke-width", "0")) > 2]
        assert [int(e.get("data-official", "")) for e in marked] == [snapshot.person.seat]


def test_bars_of_hours_are_the_ledgers(twins: Twins):
    """The length of each part is its share of the hours; together they never pass the bar."""
    root = read(towers.draw(twins[0], "en"))
    for ministry, bar in zip(twins[0].ministries, of_class(root, "abm-hours"), strict=True):
        parts = {e.get("data-hours"): e for e in bar if e.get("data-hours")}
        whole = float(bar[0].get("width", "0"))
        for kind, hours in ministry.ledger.items():
            length = float(parts[kind].get("width", "0")) if kind in parts else 0.0
            assert length == pytest.approx(whole * hours / ministry.hours_available, abs=0.02)
        assert sum(float(e.get("width", "0")) for e in parts.values()) <= whole + 0.1


def test_the_dossier_shows_whom_it_serves_badly_and_whom_it_asked(twins: Twins):
    """Misfit, selection and belief can be seen: counts of dots, the sample, and distances to scale."""
    for snapshot in twins:
        focus = snapshot.focus
        root = read(dossier.draw(snapshot, "en"))
        badly, served = of_class(root, "abm-badly")[0], of_class(root, "abm-served")[0]
        assert int(badly.get("data-count", "")) == int(focus.badly.sum())
        assert int(served.get("data-count", "")) == int((~focus.badly).sum())
        assert badly.get("d", "").count("M") > 0.9 * focus.badly.sum()  # outliers may fall outside the picture
        assert focus.asked is not None
        assert int(of_class(root, "abm-asked")[0].get("data-count", "")) == len(focus.asked.needs)
        gap = focus.policy - focus.centre
        places = [
            [float(v) for v in part.split()] for part in of_class(root, "abm-misfit")[0].get("d", "")[1:].split("L")
        ]
        drawn = np.array(places[1]) - places[0]
        scale = np.hypot(*drawn) / np.hypot(*gap)
        assert drawn == pytest.approx(scale * gap * [1, -1], abs=0.2)
        assert f"gap {number(float(np.hypot(*gap)), 'en')}" in words(root)


def test_twins_next_to_each_other_have_one_scale(twins: Twins):
    """The same people must stand at the same places in both pictures of a dossier."""
    a, b = twins
    far = replace(b, focus=replace(b.focus, policy=b.focus.centre + 9.0))
    dots = [
        of_class(read(dossier.draw(*pair[:1], "en", beside=pair[1])), "abm-misfit") for pair in ((a, far), (far, a))
    ]
    scale = []
    for snapshot, line in zip((a, far), dots, strict=True):
        (x0, y0), (x1, y1) = ([float(v) for v in part.split()] for part in line[0].get("d", "")[1:].split("L"))
        scale.append(np.hypot(x1 - x0, y1 - y0) / np.hypot(*(snapshot.focus.policy - snapshot.focus.centre)))
    assert scale[0] == pytest.approx(scale[1], rel=0.02)


def test_communities_have_the_colour_of_their_value(twins: Twins):
    """One hexagon for each community, and more trust is another colour than less."""
    values = twins[0].communities.trust
    root = read(communities.draw(twins[0], "nl"))
    cells = {int(e.get("data-community", "")): e for e in of_class(root, "abm-community")}
    assert len(cells) == len(values)
    for community, cell in cells.items():
        share = communities.share_of("trust", float(values[community]))
        assert cell.find("{*}polygon").get("fill") == look.blend(look.TRUST_RAMP, share)


def test_colour_scales_are_told_apart_in_calm_and_in_crisis():
    """A scale reaches all that can happen, and ordinary values do not fall into one colour."""
    for colour, ordinary, extreme in (("trust", (0.45, 0.48, 0.51), 0.33), ("unrest", (0.01, 0.03, 0.07), 0.9)):
        shares = [communities.share_of(colour, value) for value in ordinary]
        assert min(later - earlier for earlier, later in itertools.pairwise(shares)) > 0.1
        assert 0.0 < communities.share_of(colour, extreme) < 1.0
    assert communities.share_of("unrest", 0.0) == 0.0
    assert communities.share_of("unrest", 1.0) == 1.0


def test_an_empty_community_is_grey_and_breaks_nothing(twins: Twins):
    """In a small population a community can be empty."""
    own = twins[0].communities
    trust, size = own.trust.copy(), own.size.copy()
    trust[3], size[3] = np.nan, 0
    drawn = communities.draw(replace(twins[0], communities=replace(own, trust=trust, size=size)), "en")
    cell = next(e for e in of_class(read(drawn), "abm-community") if e.get("data-community") == "3")
    assert cell.find("{*}polygon").get("fill") == look.LINE


def test_seats_are_lit_by_the_questions_asked(twins: Twins):
    """150 seats; the questions on the seats of a party are the party's questions."""
    for snapshot in twins:
        root = read(parliament.draw(snapshot, "en"))
        parties = of_class(root, "abm-party")
        assert len(of_class(root, "abm-seat")) == sum(p.seats for p in snapshot.parliament) == 150
        for party, drawn in zip(snapshot.parliament, parties, strict=True):
            seats = of_class(drawn, "abm-seat")
            assert len(seats) == party.seats
            assert sum(int(seat.get("data-questions", "")) for seat in seats) == party.questions
        assert of_class(root, "abm-total")[0].text == str(sum(p.questions for p in snapshot.parliament))


@pytest.mark.parametrize("seats", [1, 7, 75, 150, 151, 300])
def test_every_parliament_has_its_seats_apart(seats: int):
    """Any number of seats gives as many places, none upon another."""
    places, size = parliament._places(seats)
    assert len(places) == seats
    spots = np.array([place[1:] for place in places])
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + 1e9 * np.eye(seats)
    assert gaps.min() > 1.5 * size


def test_bars_of_attention_are_as_high_as_the_attention(twins: Twins):
    """Every dossier of both twins has a bar to scale."""
    root = read(media.draw(*twins[:1], "en", twins[1]))
    for letter, snapshot in zip("AB", twins, strict=True):
        bars = [e for e in of_class(root, "abm-attention") if e.get("data-twin") == letter]
        heights = [float(e.find("{*}rect").get("height")) for e in bars]
        assert heights == pytest.approx([max(0.6, 120 * d.salience) for d in snapshot.dossiers], abs=0.02)


def test_incidents_and_crises_are_marked_in_the_media(twins: Twins):
    """A crisis stands out from the bars."""
    calm, crisis = (replace(twins[0], crises=numbers) for numbers in ((), (5,)))
    assert words(read(media.draw(crisis, "en"))).count("!") == words(read(media.draw(calm, "en"))).count("!") + 1


# --- the decision log ---


class _Cells(HTMLParser):
    """Open and closing tags match, and the text can be read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.rows: list[dict[str, str | None]] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "data-short" in given:
            self.rows.append(given)
        if tag not in ("br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data + " "


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_log_of_an_official_tells_why(twins: Twins, language: str):
    """Every choice of the seat is there, newest first, with the reason why it stayed inside or went outside."""
    for snapshot in twins:
        told = _Cells(person.draw(snapshot, language, "B", norm_name("anticyclical", language)))
        log = snapshot.person.log
        assert [row["data-chosen"] for row in told.rows] == [entry["chosen"] for entry in log] and log
        assert [entry["week"] for entry in log] == sorted((entry["week"] for entry in log), reverse=True)
        for entry in log:
            assert entry["official"] == snapshot.person.seat
            assert person.why(entry, language) in told.text


def entry(**changed):
    base = {
        "rule": THRESHOLD, "considers": True, "willing": 0.6, "dares": 0.5, "threshold": 0.25, "readiness": 0.25,
        "readiness_rule": "conjunctive",
        "may": 0.3, "can": "dialogue", "imposed": False, "chosen": "inside", "decided_week": None,
    }  # fmt: skip
    return base | changed


@pytest.mark.parametrize(
    ("changed", "short"),
    [
        ({"considers": False, "readiness": -1.0}, "considered"),
        ({"willing": 0.1, "dares": 0.2, "readiness": -0.15}, "willing"),
        ({"dares": 0.1, "readiness": -0.15}, "dares"),
        ({"may": 0.01}, "none"),
        ({"can": ""}, "can"),
        ({"imposed": True, "readiness": -1.0}, "imposed"),
        ({"rule": "another", "readiness": -1.0, "considers": False}, "rule"),
        ({}, "none"),
    ],
)
def test_the_first_number_that_fell_short_is_named(changed, short: str):
    """The reason given is the first of considering, willing, daring and time that was missing."""
    assert shortfall(entry(**changed)) == short
    assert say(f"short.{short}", "nl") in person.why(entry(**changed), "nl")


def test_the_reason_is_that_of_the_command_line(twins: Twins):
    """`abm explain` and the page must not give an official two different reasons."""
    found = 0
    for snapshot in twins:
        for choice in (*snapshot.person.log, *snapshot.decisions):
            whole = dict.fromkeys(DECISION_COLUMNS) | choice
            words = " ".join(in_words(whole))
            assert say(f"short.{reason(choice).why}", "en") in words
            found += 1
    assert found > 2


def test_an_official_without_choices_is_told_of(twins: Twins):
    """Most seats have led nothing yet; that is said, not shown as an empty table."""
    nobody = replace(twins[0], person=replace(twins[0].person, log=()))
    told = _Cells(person.draw(nobody, "en"))
    assert say("person.none", "en") in told.text and not told.rows


# --- colours ---


def test_text_can_be_read():
    """Contrast of WCAG 2 level AA: 4.5 for text, wherever it stands; the measure itself is that of the standard."""
    assert look.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert look.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    for ground in (look.PAPER, "#f3f6fa", "#f7f9fb", "#fafbfc", look.ACTIVITIES["idle"]):
        for text in (look.INK, look.SOFT, *look.TWIN_TEXT.values()):
            assert look.contrast(text, ground) >= 4.5, (text, ground)
    ramps = [look.blend(ramp, i / 40) for ramp in (look.TRUST_RAMP, look.UNREST_RAMP) for i in range(41)]
    for colour in (*look.ACTIVITIES.values(), *look.HOURS.values(), *ramps):
        assert look.contrast(look.readable_on(colour), colour) >= 4.5, colour
    assert look.contrast(look.PAPER, look.SOFT) >= 4.5  # numbers of the loop's steps


def test_marks_can_be_seen():
    """Contrast of WCAG 2 level AA for what is no text and says something: 3."""
    from abm.app.views.dossier import _ASKED, _BADLY, _BELIEF, _POLICY, _SERVED

    marks = (look.COLOUR_A, look.COLOUR_B, look.SOFT, _ASKED, _BADLY, _BELIEF, _POLICY, _SERVED)
    marks += (loop._CONTEXT_COLOUR, towers._PRESSURE, parliament._LIT, parliament._BRIGHT, media._CRISIS)
    for mark in marks:
        assert look.contrast(mark, look.PAPER) >= 3.0, mark
        assert look.contrast(mark, "#f3f6fa") >= 3.0, mark


def test_ramps_run_from_one_end_to_the_other():
    """Scales for the colour-blind: unrest darkens all the way; trust has ends of two hues, and its own at each end."""
    shades = [look.luminance(look.blend(look.UNREST_RAMP, i / 20)) for i in range(21)]
    assert shades == sorted(shades, reverse=True)
    assert look.blend(look.TRUST_RAMP, -1) == look.TRUST_RAMP[0]
    assert look.blend(look.TRUST_RAMP, 2) == look.TRUST_RAMP[-1]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (46.2, 48.9), (-3.1, 0.0), (5.0, 5.0), (0.0, 1234.0)])
def test_ticks_are_round_and_span_the_range(low: float, high: float):
    """An axis holds every value, on few round marks."""
    marks = svg.ticks(low, high, 4)
    assert marks[0] <= low and marks[-1] >= high
    assert 2 <= len(marks) <= 7
    steps = np.diff(marks)
    assert steps == pytest.approx(np.full(len(steps), steps[0]))


def test_tips_tell_what_a_mark_is(twins: Twins):
    """The mouse finds words on every official, dossier, arrow, node and party."""
    assert len(tips(read(towers.draw(twins[0], "nl")))) > 12 * 28
    assert len(tips(read(loop.draw(twins[0], "nl")))) == 14 + len(loop.NODES)
    assert len(tips(read(parliament.draw(twins[0], "nl")))) == len(twins[0].parliament)
