"""Write the exact baseline anew, on purpose: ``python -m tests.baseline.refresh``.

A baseline whose numbers changed is only overwritten after ``RESULTS_VERSION`` in ``abm/observation/provenance.py``
was raised, for that is part of the address of every run. New columns and new cases change no number and need no new
version.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from abm import RESULTS_VERSION
from tests.baseline.cases import CASES, FILE, changed, fingerprint


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Say, one line for each case, which numbers are others than before."""
    lines = []
    for name, kept in before["cases"].items():
        if name not in now["cases"]:
            lines.append(f"{name}: gone")
        elif columns := changed(kept, now["cases"][name]):
            lines.append(f"{name}: {len(columns)} columns, among them {', '.join(columns[:5])}")
    return lines


def refresh(now: dict[str, Any], file: Path = FILE) -> tuple[bool, list[str]]:
    """Write a baseline, unless numbers changed under the same version.

    Returns
    -------
    tuple of (bool, list of str)
        Whether it was written, and what is different from before.
    """
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"results_version": 0, "cases": {}}
    lines = differences(before, now)
    if lines and now["results_version"] <= before["results_version"]:
        return False, lines
    rows = [f"{json.dumps(name)}: {json.dumps(kept)}" for name, kept in now["cases"].items()]
    text = f'{{"results_version": {now["results_version"]}, "cases": {{\n' + ",\n".join(rows) + "\n}}\n"
    file.write_text(text, encoding="utf-8", newline="\n")
    return True, lines


def main() -> int:
    """Run every case and write what came out."""
    now = {"results_version": RESULTS_VERSION, "cases": {name: fingerprint(name) for name in CASES}}
    written, lines = refresh(now)
    print("\n".join(lines) or "no number changed")
    if not written:
        print(f"Not written: raise RESULTS_VERSION (now {RESULTS_VERSION}) first, and say in the changelog why.")
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main())
