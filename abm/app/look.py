"""Colours, sizes and style sheet of every picture.

The colours are Okabe and Ito's, which the colour-blind can tell apart, as in the figures of the command line; what
matters is never said by colour alone.
"""

from __future__ import annotations

from functools import lru_cache

COLOUR_A, COLOUR_B = "#d55e00", "#0072b2"
"""The twins, everywhere: A vermilion, B blue."""

TWINS = {"A": COLOUR_A, "B": COLOUR_B}

TWIN_TEXT = {"A": "#b84a00", "B": "#00619a"}
"""The same for words, dark enough to be read on paper (4.5 to 1, as WCAG 2 asks)."""

INK, SOFT, FAINT, LINE, PAPER = "#1f2933", "#52606d", "#9aa5b1", "#dde2e8", "#ffffff"
BLACK = "#000000"

ACTIVITIES: dict[str, str] = {
    "outside": "#00815e",
    "tick_box": "#e69f00",
    "inside": "#3f4f69",
    "questions": "#e8b4d0",
    "coordination": "#8f9cae",
    "relations": "#56b4e9",
    "training": "#7567b8",
    "idle": "#eef1f4",
}
"""What an official can be doing, the first three by the choice made for a process: apart in lightness too, so that they
stay apart for whoever sees no red or no green."""

HOURS: dict[str, str] = {
    "questions": ACTIVITIES["questions"],
    "participation": ACTIVITIES["outside"],
    "desk": "#647792",
    "drafting": "#b7a57a",
    "coordination": ACTIVITIES["coordination"],
    "norms": "#8c510a",
    "training": ACTIVITIES["training"],
    "relations": ACTIVITIES["relations"],
}
"""What hours went to."""

TEXTURES: dict[str, str] = {
    "questions": "plain",
    "participation": "rising",
    "desk": "dots",
    "drafting": "falling",
    "coordination": "upright",
    "norms": "crossed",
    "training": "level",
    "relations": "waves",
}
"""What tells the same hours apart without colour: how each is hatched, by :mod:`abm.app.views.hatching`."""

SMALLEST = 12.5
"""Size of the smallest words in a picture; as wide as the page shows it at 1280, no less than 12 pixels."""

TRUST_RAMP = ("#7f3b08", "#c0691c", "#f0b878", "#f4f1ec", "#9ecae1", "#3a86bd", "#08426f")
"""Low to high trust; brown to blue, which differ in lightness too."""

UNREST_RAMP = ("#fff7ec", "#fdd9a5", "#fdb063", "#ee7336", "#c9301c", "#7f0000")
"""No unrest to much."""

BETTER, WORSE = "#00735a", "#93327c"
"""What a difference means for B: neither twin's own colour, and what is worse is hatched as well."""

FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def blend(ramp: tuple[str, ...], share: float) -> str:
    """The colour at a share of a ramp, from 0 to 1; outside it the nearest end."""
    place = min(1.0, max(0.0, share)) * (len(ramp) - 1)
    first = min(int(place), len(ramp) - 2)
    part = place - first
    pairs = zip(_channels(ramp[first]), _channels(ramp[first + 1]), strict=True)
    return "#" + "".join(f"{round(low + part * (high - low)):02x}" for low, high in pairs)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2: 0 for black, 1 for white."""
    parts = [value / 255 for value in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of WCAG 2 between two colours: 1 to 21; text needs 4.5, and a mark that says something 3."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def readable_on(colour: str) -> str:
    """Ink where it can be read on a colour; else paper or black, whichever stands out more: one of them always does."""
    if contrast(INK, colour) >= 4.5:
        return INK
    return max((PAPER, BLACK), key=lambda text: contrast(text, colour))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


STYLE = f"""
.abm-view {{ max-width: 100%; }}
.abm-view .abm-click {{ cursor: pointer; }}
.abm-view .abm-click:focus {{ outline: 2px solid {COLOUR_B}; outline-offset: 1px; }}
.abm-person {{ font-family: {FONT}; color: {INK}; font-size: 14px; line-height: 1.4; overflow-x: auto;
  container-type: inline-size; }}
.abm-person h3 {{ margin: 0 0 2px; font-size: 16px; }}
.abm-person p {{ margin: 0 0 8px; color: {SOFT}; }}
.abm-person .abm-twin {{ color: {PAPER}; border-radius: 4px; padding: 1px 7px; }}
.abm-traits {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(76px, auto) minmax(110px, 1fr));
  gap: 2px 10px; margin: 0 0 10px; font-size: 13px; }}
.abm-traits dt {{ color: {SOFT}; }}
.abm-traits dd {{ margin: 0; white-space: nowrap; }}
.abm-bar {{ display: inline-block; width: 64px; height: 8px; background: {LINE}; border-radius: 2px; }}
.abm-bar > span {{ display: block; height: 8px; background: {SOFT}; border-radius: 2px; }}
.abm-log {{ border-collapse: collapse; width: 100%; font-size: 13px; }}
.abm-log caption {{ text-align: left; font-weight: 600; padding: 4px 0; }}
.abm-log th {{ text-align: left; font-weight: 600; color: {SOFT}; border-bottom: 1px solid {FAINT};
  padding: 2px 8px 2px 0; vertical-align: bottom; }}
.abm-log td {{ padding: 3px 8px 1px 0; vertical-align: top; }}
.abm-log td[data-cell] {{ white-space: nowrap; }}
.abm-log td[data-cell="outcome"] {{ white-space: normal; min-width: 22em; }}
.abm-log small {{ color: {SOFT}; }}
.abm-log .abm-why div {{ position: sticky; left: 0; max-width: calc(100cqi - 60px); }}
.abm-log .abm-why td {{ padding-bottom: 7px; border-bottom: 1px solid {LINE}; }}
.abm-log .abm-enough::before {{ content: "✓ "; color: #00735a; }}
.abm-log .abm-short {{ font-weight: 700; }}
.abm-log .abm-short::before {{ content: "✗ "; color: #b3261e; }}
.abm-scroll {{ overflow-x: auto; max-width: 100%; }}
.abm-numbers {{ border-collapse: collapse; font-family: {FONT}; color: {INK}; font-size: 13px; }}
.abm-numbers caption {{ text-align: left; font-weight: 600; padding: 4px 0; }}
.abm-numbers th, .abm-numbers td {{ padding: 3px 10px 3px 0; text-align: right; vertical-align: top;
  border-bottom: 1px solid {LINE}; }}
.abm-numbers thead th {{ color: {SOFT}; border-bottom-color: {FAINT}; vertical-align: bottom; }}
.abm-numbers th[scope="row"], .abm-numbers th:first-child, .abm-numbers .abm-words {{ text-align: left; }}
.abm-numbers th[scope="row"] {{ font-weight: 400; }}
.abm-side-by-side {{ border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 13.5px; }}
.abm-side-by-side caption {{ text-align: left; font-weight: 600; padding: 4px 0; }}
.abm-side-by-side th, .abm-side-by-side td {{ text-align: left; vertical-align: top; padding: 6px 10px 6px 6px;
  border-bottom: 1px solid {LINE}; overflow-wrap: anywhere; }}
.abm-side-by-side thead th {{ border-bottom-color: {FAINT}; }}
.abm-side-by-side th[scope="row"] {{ font-weight: 600; }}
.abm-side-by-side col.abm-when {{ width: 8.5em; }}
.abm-side-by-side p {{ margin: 0 0 3px; color: {INK}; }}
.abm-side-by-side small {{ color: {SOFT}; font-size: 13px; }}
.abm-side-by-side .abm-short {{ font-weight: 700; }}
.abm-side-by-side .abm-short::before {{ content: "✗ "; color: #b3261e; }}
.abm-side-by-side .abm-enough::before {{ content: "✓ "; color: #00735a; }}
.abm-moments {{ list-style: none; margin: 0; padding: 0; }}
.abm-moments li {{ position: relative; padding: 0 0 3px 30px; }}
.abm-moments .abm-step {{ position: absolute; left: 0; top: 1px; min-width: 18px; text-align: center; font-size: 12px;
  font-weight: 700; color: {PAPER}; background: {SOFT}; border-radius: 9px; line-height: 18px; }}
.abm-chosen {{ border-left: 4px solid; padding-left: 6px !important; }}
.abm-chosen.abm-outside {{ border-color: {ACTIVITIES["outside"]}; }}
.abm-chosen.abm-tick_box {{ border-color: {ACTIVITIES["tick_box"]}; }}
.abm-chosen.abm-inside {{ border-color: {ACTIVITIES["inside"]}; }}
"""
"""Style sheet that a page with pictures puts in once."""
