"""Other structures: each variant changes what it says, and a verdict survives only where all agree."""

from __future__ import annotations

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


def made_up(**found: tuple[str, float]) -> pd.DataFrame:
    """A table of one contrast, by variant."""
    return pd.DataFrame(
        {"contrast": "a minus b", "measure": "misfit", "unit": "needs", "variant": variant.replace("_", " "),
         "found": said, "difference": value}
        for variant, (said, value) in found.items()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shipped", "other", "said"),
    [
        ("down", "down", {"survives": "yes", "opposite": "", "lost": "", "gained": ""}),
        ("down", "none found", {"survives": "no", "opposite": "", "lost": "no talk", "gained": ""}),
        ("down", "up", {"survives": "no", "opposite": "no talk", "lost": "", "gained": ""}),
        ("none found", "up", {"survives": "no", "opposite": "", "lost": "", "gained": "no talk"}),
        ("none found", "none found", {"survives": "yes", "opposite": "", "lost": "", "gained": ""}),
    ],
)
def test_a_verdict_survives_only_where_all_variants_agree(shipped, other, said):
    """And the variants on which it hangs are named."""
    row = survives(made_up(as_shipped=(shipped, -1.0), no_talk=(other, 2.0))).iloc[0]
    assert row[list(said)].to_dict() == said
    assert (row["difference"], row["least"], row["most"]) == (-1.0, -1.0, 2.0)
