"""Whether what the model says hangs on how it was built: headline contrasts in other structures of the same world.

Question: which headline differences between norm sets survive every variant of the rules, and on which do the others
          hang?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. Twelve differences, in the world as
          shipped and in variants (ten until 2026-11-29; the two of incidents by source came in before any was run):
          each other form of readiness; without who is mobilised, without being heard, without curiosity; without
          imitation among media, without blame (all that news costs is then lost of trust itself); trust that falls as
          easily as it rises; coordination without a benefit; nobody talks, ties to thrice as many, or only within the
          own community; with 10,000 citizens, over ten years, with a burn-in twice as long, and begun as before the
          default was calibrated. Without a rally is held against a world with the same crisis. What a variant changes
          is the difference in it minus that in the world it is held against, paired by world. As there are many
          variants, the interval of that is wider: with all of them together 95% sure (Bonferroni).
Columns of structure: contrast: arm minus against; arm, against: norm sets; measure, unit; variant; difference, paired
          by world, with its interval (low, high: 95%, Student); found: up, down, or none found where the interval
          includes 0; change, by the variant, with its interval (change_low, change_high; empty in the world as
          shipped); seeds, results_version.
Columns of structure_survives: contrast; measure; found in the world as shipped, with difference; survives: yes where no
          variant reverses it, or is found to change it and finds none of it, else no; reversed, variants that find the
          opposite direction; lost, variants that find none, where they are found to change it; changed, all variants
          that are found to change it; least, most: the smallest and largest difference over variants; unit; seeds,
          results_version.

    abm study structure hydra.run.dir=experiments/data
"""

from __future__ import annotations

import math

import pandas as pd
from scipy.special import stdtrit

from abm.analysis.summary import CONFIDENCE, student
from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.worlds import runs_of_arms
from abm.experiments.common import FOUND, Options, Tables
from abm.experiments.registry import register
from abm.numerics.streams import Floats

NONE = "reactive"
SHIPPED, PANDEMIC = "as shipped", "in a pandemic"
AGAINST = {"no rally": PANDEMIC}
"""What a variant is held against, where that is not the world as shipped."""

SETTINGS = ("population.citizens=2000", "weeks=260")

CONTRASTS: tuple[tuple[str, str, str], ...] = (
    ("anticyclical", NONE, "incidents"),
    ("anticyclical", NONE, "incidents_misfit"),
    ("anticyclical", NONE, "incidents_coordination"),
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
    PANDEMIC: ("scenario=pandemic",),
    "no rally": ("scenario=pandemic", "rally.gain=0"),
    "no blame": ("citizens.blame_share=0",),
    "symmetric trust": ("citizens.loss_gain_ratio=1",),
    "coordination without benefit": ("incidents.coordination_slope=0",),
    "no talk": ("citizens.talk=0",),
    "many ties": ("population.degree=24",),
    "ties within communities": ("population.ties_within=1",),
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
    values = ArmValues(runs, dict.fromkeys(measure for *_, measure in CONTRASTS))
    sure = 1.0 - (1.0 - CONFIDENCE) / max(1, len(variants) - 1)
    parts = []
    for arm, against, measure in CONTRASTS:
        for variant in variants:
            contrast = Contrast(f"{arm} minus {against}", label(arm, variant), label(against, variant))
            found = differences(values, [contrast], [measure]).drop(columns="mean").rename(columns={"test": "contrast"})
            own, other = (
                values.of(label(arm, one), measure) - values.of(label(against, one), measure)
                for one in (variant, AGAINST.get(variant, SHIPPED))
            )
            middle, low, high = (math.nan,) * 3 if variant == SHIPPED else interval(own - other, sure)
            change = {"change": middle, "change_low": low, "change_high": high}
            parts.append(found.assign(arm=arm, against=against, variant=variant, **change))
    columns = ["contrast", "arm", "against", "measure", "unit", "variant", "difference", "low", "high", "found"]
    return pd.concat(parts, ignore_index=True)[[*columns, "change", "change_low", "change_high"]]


def interval(values: Floats, sure: float) -> tuple[float, float, float]:
    """Mean, and its Student interval that is as sure as asked for."""
    middle, low, high = student(values)
    wider = float(stdtrit(len(values) - 1, (1 + sure) / 2) / stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2))
    return middle, middle - wider * (middle - low), middle + wider * (high - middle)


def survives(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each contrast: whether it survives all variants, and which change it."""
    opposite, none = {FOUND[1]: FOUND[-1], FOUND[-1]: FOUND[1]}, FOUND[0]
    rows = []
    for (contrast, measure), group in table.groupby(["contrast", "measure"], sort=False):
        shipped = group[group["variant"] == SHIPPED].iloc[0]
        changed = (group["change_low"] > 0.0) | (group["change_high"] < 0.0)
        turned = group["found"] == opposite.get(shipped["found"], "")
        lost = changed & (group["found"] == none) & (shipped["found"] != none)
        rows.append(
            {"contrast": contrast, "measure": measure, "found": shipped["found"], "difference": shipped["difference"],
             "survives": "no" if (turned | lost).any() else "yes",
             **{name: ", ".join(group.loc[which, "variant"])
                for name, which in (("reversed", turned), ("lost", lost), ("changed", changed))},
             "least": group["difference"].min(), "most": group["difference"].max(), "unit": shipped["unit"]}
        )  # fmt: skip
    return pd.DataFrame(rows)
