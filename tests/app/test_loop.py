"""The loop: it fits the window, its labels are clear of arrows, and what it says of contact is counted."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from abm.app import look
from abm.app.snapshot import Snapshot, take
from abm.app.views import loop
from abm.app.views.loop_nodes import HALF_WIDTH, NODES
from abm.words import LANGUAGES, number
from tests.app.conftest import lived
from tests.app.picture import of_class, read, tips, words

Twins = tuple[Snapshot, Snapshot]


def full(snapshot: Snapshot) -> Snapshot:
    """The same week with every arrow as wide as it can be."""
    flows = tuple(flow._replace(amount=2.0 * flow.tense) for flow in snapshot.flows)
    return replace(snapshot, flows=flows, contact=replace(snapshot.contact, decisions=1, met=1))


def test_it_fits_the_window(twins: Twins):
    """At 1280 by 720 the picture has some 900 by 520 pixels; and no words are smaller than 12 there."""
    root = read(loop.draw(twins[0], "nl", twins[1]))
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    assert width <= 912 and height <= 520
    sizes = [float(e.get("font-size", "0")) for e in root.iter() if e.tag.endswith("text")]
    assert min(sizes) * 870 / width >= 12


def places(points) -> list[tuple[float, float]]:
    """Points along a cubic."""
    p0, p1, p2, p3 = points
    found = []
    for i in range(61):
        t = i / 60
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        found.append(tuple(sum(w * p[d] for w, p in zip(weights, (p0, p1, p2, p3), strict=True)) for d in (0, 1)))
    return found  # type: ignore[return-value]


def box(text) -> tuple[float, float, float, float]:
    """About where a line of words stands: left, right, top and bottom."""
    size, x, y = (float(text.get(name)) for name in ("font-size", "x", "y"))
    wide = 0.5 * size * len(text.text)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor")]
    return left, left + wide, y - 0.72 * size, y + 0.15 * size


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_arrow_runs_through_words(twins: Twins, language: str):
    """However wide the arrows are."""
    a, b = (full(snapshot) for snapshot in twins)
    root = read(loop.draw(a, language, b))
    texts = [text for group in of_class(root, "abm-words") for text in group]
    assert len(texts) > 28
    for flow in loop.arrows(a):
        half = loop.width_of(flow) + 0.8  # two strands side by side
        for x, y in places(loop.curve(flow.cause, flow.effect)):
            for text in texts:
                left, right, top, bottom = box(text)
                beside = left - half < x < right + half and top - half < y < bottom + half
                assert not beside, (flow.cause, flow.effect, text.text)


def test_steps_are_numbered_as_the_essay_tells_them():
    """Unrest, attention, questions, haste, busyness, contact, policy, incidents: and the nodes stand in that order."""
    steps = [node.step for node in NODES.values()]
    assert steps == sorted(steps) and set(steps) == set(range(1, 9))
    order = ("unrest", "media", "questions", "deadline", "hours", "outside", "policy", "incident")
    assert [NODES[name].step for name in order] == list(range(1, 9))


def test_every_node_says_its_number_and_its_hottest(twins: Twins):
    """A mean over all dossiers hides the one that burns: its own values stand beside."""
    a, b = twins
    root = read(loop.draw(a, "en", b))
    nodes = {e.get("data-node"): e for e in of_class(root, "abm-node")}
    for name, node in nodes.items():
        assert of_class(node, "abm-step")[0].text == str(NODES[name].step)
    assert a.hottest.salience == max(d.salience for d in a.dossiers)
    hot = f"hottest A {number(100 * a.hottest.salience, 'en', 0)} B {number(100 * b.hottest.salience, 'en', 0)}"
    assert hot in words(nodes["media"])
    assert f"hottest A {number(a.hottest.misfit, 'en')} B {number(b.hottest.misfit, 'en')}" in words(nodes["policy"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_arrow_says_what_its_full_width_means(twins: Twins, language: str):
    """In its own unit, on the picture and not in a tip alone."""
    root = read(loop.draw(twins[0], language, twins[1]))
    shown = {(e.get("data-cause"), e.get("data-effect")): words(e) for e in of_class(root, "abm-words")}
    assert len(shown) == 14
    for flow in loop.arrows(twins[0]):
        share = flow.unit in ("share", "decisions")
        amount = f"{100 * flow.tense:.10g}%" if share else f"{flow.tense:.10g}"
        assert amount.replace(".", "," if language == "nl" else ".") in shown[flow.cause, flow.effect]
    assert loop.width_of(loop.arrows(twins[0])[0]._replace(amount=1.0, tense=1.0)) == 5.0


def test_contact_is_counted_over_the_decisions_of_a_year(models, twins: Twins):
    """From going outside to policy: the share of decisions with contact, and both misfits, are the log's own."""
    for model, snapshot in zip(models, twins, strict=True):
        log = [e for e in model.datacollector.choices if e.get("decided_week") is not None and not e["superseded"]]
        year = [e for e in log if model.week - 52 < e["decided_week"] <= model.week]
        met = [e for e in year if e["chosen"] in model.parameters.methods]
        contact = snapshot.contact
        assert (contact.decisions, contact.met) == (len(year), len(met))
        assert contact.misfit_met == pytest.approx(math.fsum(e["misfit_after"] for e in met) / len(met))
        apart = [e["misfit_before"] - e["misfit_after"] for e in year if e not in met]
        assert contact.gain_apart == pytest.approx(math.fsum(apart) / len(apart))
        arrow = loop.arrows(snapshot)[-1]
        assert (arrow.cause, arrow.effect) == ("outside", "policy")
        assert arrow.amount == pytest.approx(len(met) / len(year))
    drawn = read(loop.draw(twins[0], "en", twins[1]))
    assert number(twins[1].contact.misfit_met, "en") in words(drawn)
    assert any("decisions of the past year" in tip for tip in tips(drawn))


def test_nothing_flows_from_nothing():
    """Incidents strike a week later: the node shows what strikes now, and without it no arrow leaves it."""
    model, seen = lived("norms=reactive", "burn_in=0", weeks=1), set()
    for _ in range(40):
        model.step()
        snapshot = take(model)
        flow = next(f for f in snapshot.flows if f.cause == "incident")
        assert (flow.amount > 0.0) == (snapshot.struck > 0)
        node = next(
            e for e in of_class(read(loop.draw(snapshot, "en")), "abm-node") if e.get("data-node") == "incident"
        )
        assert of_class(node, "abm-value")[0].text == str(snapshot.struck)
        seen.add(snapshot.struck > 0)
    assert seen == {True, False}


def test_nodes_stand_apart():
    """No node over another."""
    nodes = list(NODES.values())
    for i, one in enumerate(nodes):
        for other in nodes[i + 1 :]:
            across = abs(one.x - other.x) >= 2 * HALF_WIDTH
            assert across or abs(one.y - other.y) >= one.half_height + other.half_height, (one, other)


def test_the_table_has_every_node_and_arrow(twins: Twins):
    """Who reads rather than looks finds the same numbers."""
    told = loop.table(twins[0], "en", twins[1])
    lines = sum(1 + len(node.more) for node in NODES.values())
    assert told.count("<tr>") == 1 + lines + 14
    for snapshot in twins:
        for node in NODES.values():
            assert f">{node.value(snapshot, 'en')}</td>" in told
    assert look.SMALLEST >= 12
