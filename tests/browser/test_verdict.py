"""The verdict is read at a glance on a laptop of 1,280 pixels: on trust and incidents, and a quieter line below it."""

from __future__ import annotations

import pytest

from abm.app import page
from abm.app.cloud import Cloud
from abm.app.verdict import TwinVerdict, lives_in_words, verdict
from abm.parameters import Event
from abm.words import LANGUAGES
from tests.app.test_verdict import BETTER, LIVES, WEEKS, in_crisis, own, say_of, world
from tests.browser.conftest import SMALL, Visit

SCANDAL = Event(week=WEEKS - 21, kind="incident", target="3", size=100.0)
WORSE = {name: -gap for name, gap in BETTER.items()}
TINY = {"trust": 0.003, "incidents": 0.1}

FEW = Cloud(1, LIVES)
"""No other life is there yet."""


def cases(language: str) -> dict[str, tuple[TwinVerdict, Cloud]]:
    """What can be said, the longest too."""
    worlds = {"better": world(BETTER), "worse": world(WORSE), "tiny": world(TINY, 0.05), "weak": world({}, 2.0)}
    worlds |= {"same": world({}, 0.0), "some": world(BETTER, lives=12)}
    found = {name: (say_of(cloud, language=language), cloud) for name, cloud in worlds.items()}
    others = {"unrest": 0.01, "pressure": 0.2}
    struck = {
        "crisis": in_crisis(world(BETTER), 0.05, 0.03, SCANDAL.week),
        "tiny and worse": in_crisis(world(TINY | others, 0.05), 0.05, 0.049, SCANDAL.week),
    }
    found |= {name: (say_of(it, events=(SCANDAL,), language=language), it) for name, it in struck.items()}
    one = verdict(own(struck["crisis"]), ((SCANDAL,), (SCANDAL,)), FEW, language)
    return found | {"one life": (one, FEW)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_is_short(visit: Visit, language: str) -> None:
    """Whatever is said, in a crisis too: two lines and a quieter one beside curves, one above the loop."""
    visit.open(f"{SMALL}&lang={language}")
    measured(visit, language, {"line": 2, "more": 1})
    visit.look("loop")
    measured(visit, language, {"line": 1})


def measured(visit: Visit, language: str, most: dict[str, int]) -> None:
    """Each part of each verdict has so many lines at most, in the page's own letters."""
    for name, (said, cloud) in cases(language).items():
        drawn = page._fill("verdict", language, said=said, lives=lives_in_words(cloud, WEEKS - 1, language))
        visit.page.evaluate("text => { document.querySelector('[data-part=verdict]').innerHTML = text; }", drawn)
        for part, count in most.items():
            lines = visit.page.evaluate(
                """part => {
                    const one = document.querySelector(`.abm-verdict-${part}`), style = getComputedStyle(one);
                    const inside = one.getBoundingClientRect().height - parseFloat(style.paddingTop);
                    return inside / parseFloat(style.lineHeight);
                }""",
                part,
            )
            assert lines < count + 0.5, (name, part, said)
        assert visit.text(".abm-verdict-line").endswith(said.text)
        assert said.aside in visit.text(".abm-verdict-more")
