"""Where the package loses against no norms at all, and whose trust fares otherwise than that of all."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.answer import LOST, PACKAGE, harm, share
from abm.analysis.sentences import rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import FIRST, GREY, read_in
from abm.words import say

SIZE = (8.0, 6.4)
GROUPS = ("all", "lower_educated", "higher_educated", "aggrieved", "distrustful", "trusting")
POINTS = 100.0
WIDTH = 26
"""Letters in a line of the names at the left."""


@chapter(100, "where_it_loses", "where_it_loses_box", "who_loses")
def write(language: str) -> Content:
    """In which share of worlds it is worse, where these lie, and who loses."""
    return Content((harm(language),), _drawing(language))


def _drawing(language: str) -> Drawing:
    where, who = (say(f"report.losing.{name}", language) for name in ("where", "who"))
    lost = {one["outcome"]: one for one in rows("where_it_loses")}
    told = [
        (where, say(f"report.losing.{key}", language), POINTS * one["worse"], POINTS * one["worse_low"],
         POINTS * one["worse_high"])
        for key, outcome in LOST.items() if (one := lost.get(outcome)) is not None
    ]  # fmt: skip
    groups = {
        one["group"].replace(" ", "_"): one for one in rows("who_loses", norms=PACKAGE, year="last", measure="trust")
    }
    told += [
        (who, say(f"report.losing.{key}", language), *(POINTS * one[name] for name in ("difference", "low", "high")))
        for key in GROUPS if (one := groups.get(key)) is not None
    ]  # fmt: skip
    names = ("part", "what", "value")
    data = pd.DataFrame(
        told,
        columns=[
            *(say(f"report.losing.{name}", language) for name in names),
            say("report.low", language),
            say("report.high", language),
        ],
    )
    part, what, value, low, high = data.columns
    figure = Figure(figsize=SIZE, layout="constrained")
    above, below = figure.subplots(2, 1)
    for axes, name, axis in ((above, where, "share"), (below, who, "points")):
        here = data[data[part] == name]
        here = here.assign(**{what: [fill(one, WIDTH) for one in here[what]]})
        axes.hlines(here[what], here[low], here[high], color=GREY, linewidth=2)
        sns.scatterplot(x=here[value], y=here[what], ax=axes, color=FIRST, s=60, zorder=3)
        axes.set(title=name, xlabel=say(f"report.losing.{axis}", language), ylabel="")
        axes.set_ylim(len(here) - 0.5, -0.5)
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        read_in(axes, language, "x")
    above.set_xlim(left=0.0)
    below.axvline(0.0, color=GREY, linewidth=1)
    shares = [share(row / POINTS, language) for row in data.loc[data[part] == where, value]]
    return Drawing(figure, data, say("report.losing.alternative", language, shares=", ".join(shares)))
