"""Words in the picture of a dossier stand clear of its marks and of each other, inside its frame."""

import itertools
import re
from dataclasses import replace

import pytest

from abm.app.views import dossier

INSIDE = (dossier._LEFT, dossier._LEFT + dossier._SIDE)


def box_of(text: str) -> tuple[float, float, float, float]:
    """What words take, as they were written."""
    x, y = (float(re.search(rf'\b{name}="([\d.-]+)"', text)[1]) for name in "xy")
    wide = 6.4 * len(re.sub("<[^>]*>", "", text))
    left = x - wide if 'text-anchor="end"' in text else x
    return left, y - 11, left + wide, y + 4


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    "places",
    [
        [(220.0, 300.0), (220.0, 300.0), (221.0, 302.0)],
        [(230.0, 310.0), (215.0, 300.0), (190.0, 303.0)],
        [(425.0, 300.0), (15.0, 300.0), (424.0, 305.0)],
    ],
)
def test_words_stand_clear(places):
    """Also where policy, belief and sample lie on one spot, or at the edge."""
    centre, marks = (220.0, 300.0), dossier._MARK
    taken = [dossier._Box(x - marks, y - marks, x + marks, y + marks) for x, y in (centre, *places)]
    words = ("gap 0.53", "blind spot 0.18", "skewed sample 0.20")
    made = [
        box_of(dossier._beside(place, centre, text, "#000", taken)) for place, text in zip(places, words, strict=True)
    ]
    assert not any(meet(one, other) for one, other in itertools.combinations(made, 2))
    assert not any(meet(one, tuple(mark)) for one in made for mark in taken[: len(places) + 1])
    assert all(INSIDE[0] <= left and right <= INSIDE[1] for left, _, right, _ in made)


def test_a_sample_of_one_outlier_lies_inside_too(twins):
    """Whoever was asked may need what nearly nobody needs; the picture reaches as far, with its words."""
    focus = twins[1].focus
    alone = replace(focus.asked, needs=focus.centre[None] + 9.0)
    drawn = dossier.draw(replace(twins[1], focus=replace(focus, asked=alone)), "en")
    (text,) = [found for found in re.findall(r"<text[^>]*>[^<]*</text>", drawn) if "skewed sample" in found]
    left, top, right, bottom = box_of(text)
    assert INSIDE[0] <= left and right <= INSIDE[1]
    assert top >= dossier._TOP and bottom <= dossier._TOP + dossier._SIDE
