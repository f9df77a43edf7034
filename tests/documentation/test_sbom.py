"""The bill of materials is made by the command on its page, and holds what the lock holds."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("cyclonedx_py", reason="python -m pip install -e '.[sbom]'")

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "hosting" / "sbom.md").read_text(encoding="utf-8")


def test_the_command_of_the_page_lists_every_package_of_the_lock_with_its_hashes(tmp_path):
    """By name and version, no more and no less; the tool holds it against the schema itself."""
    (typed,) = re.findall(r"^python (-m cyclonedx_py requirements .*)$", PAGE, re.MULTILINE)
    words = [str(tmp_path / word) if word == "sbom.json" else word for word in shlex.split(typed)]
    subprocess.run([sys.executable, *words, "--validate"], cwd=HOUSE, check=True, capture_output=True)
    made = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert made["bomFormat"] == "CycloneDX" and f"CycloneDX {made['specVersion']}" in PAGE
    assert made["metadata"]["component"]["name"] == "anticyclical-abm"
    lock = (HOUSE / "experiments" / "report" / "lock-3.11.txt").read_text(encoding="utf-8")
    wanted = set(re.findall(r"^([\w.-]+)==(\S+) ", lock, re.MULTILINE))
    assert {(part["name"], part["version"]) for part in made["components"]} == wanted
    assert all(part["externalReferences"][0]["hashes"] for part in made["components"])
