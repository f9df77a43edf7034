"""What catalogues read of this project says the same as the project itself."""

import json
import tomllib
from pathlib import Path

import yaml

HOUSE = Path(__file__).parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CODEMETA = json.loads((HOUSE / "codemeta.json").read_text(encoding="utf-8"))
PUBLICCODE = yaml.safe_load((HOUSE / "publiccode.yml").read_text(encoding="utf-8"))
CITATION = yaml.safe_load((HOUSE / "CITATION.cff").read_text(encoding="utf-8"))


def test_name_version_and_licence_are_the_same_everywhere():
    """A release that is raised in one file alone is noticed."""
    assert {CODEMETA["name"], PUBLICCODE["name"], PROJECT["name"]} == {"anticyclical-abm"}
    versions = {PROJECT["version"], CODEMETA["version"], str(PUBLICCODE["softwareVersion"]), str(CITATION["version"])}
    assert len(versions) == 1
    licences = {PROJECT["license"], PUBLICCODE["legal"]["license"], CITATION["license"]}
    assert licences == {CODEMETA["license"].rpartition("/")[2]} == {"Apache-2.0"}
    assert CODEMETA["description"] == PROJECT["description"]


def test_the_long_description_has_the_length_that_catalogues_ask():
    """publiccode.yml: 150 to 10,000 characters, a short one of at most 150."""
    for text in PUBLICCODE["description"].values():
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert len(text["shortDescription"]) <= 150


def test_what_only_a_person_can_fill_in_is_marked():
    """No invented address, name or number stands where somebody has to be asked."""
    for name in ("publiccode.yml", "codemeta.json", "pyproject.toml", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        assert "PLACEHOLDER" in (HOUSE / name).read_text(encoding="utf-8"), name
