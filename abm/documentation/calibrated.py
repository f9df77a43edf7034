"""Keep the named sets of calibrated worlds true: one for each accepted member, written from the table of these.

``experiments/data/calibration_accepted_members.csv`` says which worlds fit the country, and by which values.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from abm.documentation.odd import rows_of
from abm.experiments.calibrating.design import design
from abm.experiments.calibrating.stored import MEMBERS

FOLDER = Path(__file__).parents[2] / "configs" / "calibration"

HEAD = f"""\
# @package _global_
# Member {{member}} of the worlds that fit the country: {{distance}} s.d. from them at most, in what counts.
# Written from experiments/data/{MEMBERS} by python -m abm.documentation --write.
"""


def rendered() -> dict[str, str]:
    """All files, by their names."""
    members = [row for row in rows_of(MEMBERS) if row["accepted"] == "yes"]
    return {f"member_{int(row['member']):03}.yaml": _member(row) for row in members}


def _member(row: Mapping[str, str]) -> str:
    """The file of one member: the values that were run, and nothing else."""
    content: dict[str, dict[str, float]] = {}
    for item in design().parameters:
        group, _, name = item.key.partition(".")
        content.setdefault(group, {})[name] = type(item.low)(float(row[item.key]))
    head = HEAD.format(member=row["member"], distance=f"{float(row['distance']):.2f}")
    return head + yaml.safe_dump(content, sort_keys=False)


def stale(write: bool) -> list[str]:
    """Name the files that differ from the table; with ``write`` bring them up to date instead."""
    now = rendered()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("member_*.yaml")}
    old = sorted(name for name in now.keys() | there.keys() if now.get(name) != there.get(name))
    if not write:
        return [f"configs/calibration/{name}" for name in old]
    for name in old:
        if name in now:
            (FOLDER / name).write_text(now[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    return []
