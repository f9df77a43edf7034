"""Other structures: each variant changes what it says, and a verdict survives only where all agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.experiments import structure
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, as_written
from abm.experiments.structure import CONTRASTS, SETTINGS, SHIPPED, VARIANTS, survives, words

of_structure = pytest.mark.xdist_group("structure")


@of_structure
def test_tables_have_rows_and_only_columns_that_the_study_states():
    """Protects the documents, which render them."""
    tables = structure.study(Options("tiny", seeds=2, workers=1))
    stated = {word.strip("(),;.:") for word in (structure.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= stated, name
        assert as_written(table, 2)
    assert len(tables["structure_survives"]) == len(CONTRASTS)


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != SHIPPED])
def test_every_variant_is_another_world(variant):
    """A variant that is what is shipped would survive by itself; nothing is set twice."""
    given = words("reactive", variant, SETTINGS)
    assert len({word.partition("=")[0] for word in given}) == len(given)
    assert abm.load(*given) != abm.load(*words("reactive", SHIPPED, SETTINGS))


def test_the_other_start_is_that_of_the_calibration():
    """So it is also the check that the start, which changed with the default, decides nothing."""
    given = dict(word.split("=") for word in VARIANTS["other start"])
    assert {key: float(value) for key, value in given.items()} == design().fixed


def runs_of(**worth: float) -> pd.DataFrame:
    """Runs in which the first norm set makes a difference that hangs on the variant; worlds differ much besides."""
    rows = []
    for variant, difference in worth.items():
        name = variant.replace("_", " ")
        for norms in {norms for arm, against, _ in CONTRASTS for norms in (arm, against)}:
            for world in range(1, 9):
                more = difference * (norms == "anticyclical") * (1.0 + 0.001 * (world % 2))
                row = dict.fromkeys({measure for *_, measure in CONTRASTS}, 10.0 * world + more)
                rows.append({"norms": structure.label(norms, name), "seed": world, **row})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (-1.0, {"survives": "yes", "reversed": "", "lost": "", "changed": ""}),
        (-2.0, {"survives": "yes", "reversed": "", "lost": "", "changed": "no talk"}),
        (0.0, {"survives": "no", "reversed": "", "lost": "no talk", "changed": "no talk"}),
        (2.0, {"survives": "no", "reversed": "no talk", "lost": "", "changed": "no talk"}),
    ],
)
def test_a_verdict_survives_what_does_not_undo_it(other, said):
    """A variant may change its size; one that reverses it, or takes it away, is named."""
    table = structure.tabulate(runs_of(as_shipped=-1.0, no_talk=other), [SHIPPED, "no talk"])
    row = survives(table).iloc[0]
    assert row[list(said)].to_dict() == said
    assert row["difference"] == pytest.approx(-1.0, abs=0.01)
    assert table["change"].iloc[1] == pytest.approx(other + 1.0, abs=0.01)


def test_without_a_rally_is_held_against_the_same_crisis():
    """What a pandemic does by itself is no effect of the rally."""
    variants = [SHIPPED, structure.PANDEMIC, "no rally"]
    table = structure.tabulate(runs_of(as_shipped=-1.0, in_a_pandemic=-3.0, no_rally=-3.0), variants)
    found = table[table["measure"] == "incidents"].iloc[:3].set_index("variant")
    assert found.loc[structure.PANDEMIC, "change"] == pytest.approx(-2.0, abs=0.01)
    assert found.loc["no rally", "change"] == pytest.approx(0.0, abs=0.01)


def test_intervals_are_wider_where_more_is_asked():
    """Of twenty variants one is found to change by luck at 95% each; all together are 95% sure."""
    values = np.random.default_rng(1).standard_normal(20)
    (_, low, high), (_, lower, higher) = (structure.interval(values, sure) for sure in (0.95, 0.9975))
    assert lower < low < high < higher


MOVED = {
    "no imitation": "trust",
    "no rally": "trust",
    "no blame": "trust",
    "symmetric trust": "trust",
    "no talk": "trust",
}


@pytest.mark.parametrize("variant", MOVED)
def test_a_variant_moves_what_it_names(variant):
    """A variant of a rule that does not act in its world would survive by construction."""
    small = ("population.citizens=300", "ministries.count=3", "incidents.panel=30", "burn_in=10")
    lively = ("shocks.rate=0.8", "citizens.severity_floor=1")
    found = []
    for one in (structure.AGAINST.get(variant, SHIPPED), variant):
        weeks = "weeks=112" if variant == "no rally" else "weeks=40"
        given = abm.load(*words("reactive", one, ()), *small, *lively, weeks)
        found.append(abm.simulate(given, 1).runs.to_pandas()[MOVED[variant]].iloc[0])
    assert found[0] != found[1]
