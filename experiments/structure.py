"""Whether what the model says hangs on how it was built: headline contrasts in other structures of the same world.

Question: which headline differences between norm sets survive every variant of the rules, and on which do the others
          hang?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. Ten differences, in the world as
          shipped and in variants: each other form of readiness; without who is mobilised, without being heard, without
          curiosity; without imitation among media, without rally, without blame; trust that falls as easily as it
          rises; coordination without a benefit; nobody talks, or everybody to thrice as many; with 10,000 citizens,
          over ten years, with a burn-in twice as long, and begun as before the default was calibrated.
Columns of structure: contrast: arm minus against; arm, against: norm sets; measure, unit; variant; difference, paired
          by world, with its interval (low, high: 95%, Student); found: up, down, or none found where the interval
          includes 0; seeds, results_version.
Columns of structure_survives: contrast; measure; found in the world as shipped, with difference; survives: yes where
          every variant finds the same, else no; opposite, variants that find the opposite direction; lost, variants
          that find none where the shipped world does; gained, variants that find one where it does not; least, most:
          the smallest and largest difference over variants; unit; seeds, results_version.

    abm study structure hydra.run.dir=experiments/data
"""

from __future__ import annotations

import pandas as pd

from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.worlds import runs_of_arms
from abm.experiments.common import FOUND, Options, Tables
from abm.experiments.registry import register

NONE = "reactive"
SHIPPED = "as shipped"
SETTINGS = ("population.citizens=2000", "weeks=260")

CONTRASTS: tuple[tuple[str, str, str], ...] = (
    ("anticyclical", NONE, "incidents"),
    ("anticyclical", NONE, "misfit"),
    ("anticyclical", NONE, "trust"),
    ("anticyclical", NONE, "trust_without_procedure"),
    ("anticyclical", NONE, "lead_time"),
    ("going_outside", NONE, "misfit"),
    ("going_outside", "going_outside_fast", "incidents"),
    ("evidence", NONE, "misfit"),
    ("tension", NONE, "misfit"),
    ("comply_or_explain", NONE, "trust_without_procedure"),
)
"""Norm set, what it is held against, and the measure."""

VARIANTS: dict[str, tuple[str, ...]] = {
    SHIPPED: (),
    "additive readiness": ("officials.readiness=additive",),
    "substitutive readiness": ("officials.readiness=substitutive",),
    "triple readiness": ("officials.readiness=triple",),
    "nobody mobilised": ("evidence.mobilised=0",),
    "not heard": ("procedure.heard=0",),
    "not curious": ("officials.curiosity=0",),
    "no imitation": ("media.imitation=0",),
    "no rally": ("rally.gain=0",),
    "no blame": ("citizens.blame_share=0",),
    "symmetric trust": ("citizens.loss_gain_ratio=1",),
    "coordination without benefit": ("incidents.coordination_slope=0",),
    "no talk": ("citizens.talk=0",),
    "many ties": ("population.degree=24",),
    "ten thousand citizens": ("population.citizens=10000",),
    "ten years": ("weeks=520",),
    "long burn-in": ("burn_in=208",),
    "other start": ("start.policy_error=0.25", "start.coordination_share=0.33", "start.coordination_gap=0.78"),
}


@register()
def study(options: Options) -> Tables:
    """Live all norm sets in all variants."""
    variants = options.at(tiny=list(VARIANTS)[:3], quick=list(VARIANTS), full=list(VARIANTS))
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    norms = dict.fromkeys(name for arm, against, _ in CONTRASTS for name in (arm, against))
    arms = {label(name, variant): words(name, variant, size) for variant in variants for name in norms}
    table = tabulate(runs_of_arms(arms, options), variants)
    return {"structure": table, "structure_survives": survives(table)}


def label(norms: str, variant: str) -> str:
    """Name of an arm."""
    return f"{norms}, {variant}"


def words(norms: str, variant: str, size: tuple[str, ...]) -> tuple[str, ...]:
    """What an arm sets; what a variant says of the size holds."""
    own = VARIANTS[variant]
    given = {word.partition("=")[0] for word in own}
    return (f"norms={norms}", *(word for word in size if word.partition("=")[0] not in given), *own)


def tabulate(runs: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    """A row for each contrast and variant, from one row per arm and world."""
    measured = ArmValues(runs, dict.fromkeys(measure for *_, measure in CONTRASTS))
    parts = []
    for arm, against, measure in CONTRASTS:
        for variant in variants:
            contrast = Contrast(f"{arm} minus {against}", label(arm, variant), label(against, variant))
            found = differences(measured, [contrast], [measure]).drop(columns="mean")
            parts.append(found.rename(columns={"test": "contrast"}).assign(arm=arm, against=against, variant=variant))
    columns = ["contrast", "arm", "against", "measure", "unit", "variant", "difference", "low", "high", "found"]
    return pd.concat(parts, ignore_index=True)[columns]


def survives(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each contrast: whether all variants find what the shipped world does, and which do not."""
    opposite, none = {FOUND[1]: FOUND[-1], FOUND[-1]: FOUND[1]}, FOUND[0]
    rows = []
    for (contrast, measure), group in table.groupby(["contrast", "measure"], sort=False):
        shipped = group[group["variant"] == SHIPPED].iloc[0]
        here = shipped["found"]

        def where(asked: pd.Series, group: pd.DataFrame = group) -> str:
            return ", ".join(group.loc[asked, "variant"])

        rows.append(
            {"contrast": contrast, "measure": measure, "found": here, "difference": shipped["difference"],
             "survives": "yes" if (group["found"] == here).all() else "no",
             "opposite": where(group["found"] == opposite.get(here, "")),
             "lost": where((group["found"] == none) & (here != none)),
             "gained": where((group["found"] != none) & (here == none)),
             "least": group["difference"].min(), "most": group["difference"].max(), "unit": shipped["unit"]}
        )  # fmt: skip
    return pd.DataFrame(rows)
