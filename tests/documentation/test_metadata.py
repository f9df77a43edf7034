"""What catalogues read of this project says the same as the project itself."""

import json
import tomllib
from pathlib import Path

import pytest
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


ALLOWED = {
    "platforms": {"web", "windows", "mac", "linux", "ios", "android"},
    "developmentStatus": {"concept", "development", "beta", "stable", "obsolete"},
    "softwareType": {
        *(f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")),
        *("addon", "library", "configurationFiles"),
    },
}
"""Values that version 0.7 of the standard names."""

MANDATORY = (
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"),
    *("legal.license", "maintenance.type", "localisation.localisationReady", "localisation.availableLanguages"),
)
OPTIONAL = {"softwareVersion", "categories", "intendedAudience"}


def problems(content: dict) -> list[str]:
    """What version 0.7 of publiccode.yml does not allow."""
    found = []
    for key in MANDATORY:
        inner = content
        for part in key.split("."):
            inner = inner.get(part, {}) if isinstance(inner, dict) else {}
        if inner in ({}, "", []):
            found.append(f"{key} is lacking")
    known = {key.partition(".")[0] for key in MANDATORY} | OPTIONAL
    found += [f"{key} is no key that is used here" for key in content.keys() - known]
    if content.get("publiccodeYmlVersion") != "0.7":
        found.append("another version of the standard")
    for key, allowed in ALLOWED.items():
        given = content.get(key, [])
        found += [f"{key}: {one}" for one in ([given] if isinstance(given, str) else given) if one not in allowed]
    for code in content.get("intendedAudience", {}).get("countries", []):
        if not (len(code) == 2 and code.isalpha() and code.isupper()):
            found.append(f"country {code}")
    kind, more = content.get("maintenance", {}).get("type"), content.get("maintenance", {}).keys() - {"type"}
    needed = {"internal": {"contacts"}, "community": {"contacts"}, "contract": {"contractors"}, "none": set()}
    if kind not in needed or not needed[kind] <= more or ("contractors" in more) != (kind == "contract"):
        found.append(f"maintenance {kind}")
    texts = content.get("description", {}).values()
    for key in ("longDescription", "features"):
        if not any(text.get(key) for text in texts):
            found.append(f"description without {key}")
    return found


def test_the_description_keeps_to_the_standard():
    """Of version 0.7: mandatory keys, allowed values, contacts where the kind of maintenance asks for them."""
    assert problems(PUBLICCODE) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"publiccodeYmlVersion": "0.4"},
        {"softwareType": "standalone"},
        {"platforms": ["beos"]},
        {"developmentStatus": "alpha"},
        {"intendedAudience": {"countries": ["nl"]}},
        {"maintenance": {"type": "community"}},
        {"maintenance": {"type": "none", "contractors": []}},
        {"legal": {}},
        {"description": {"en": {"shortDescription": "short"}}},
        {"stars": 5},
    ],
)
def test_what_the_standard_does_not_allow_is_seen(change):
    """The check can fail."""
    assert problems(PUBLICCODE | change) != []


def test_what_only_a_person_can_fill_in_is_marked():
    """No invented address, name or number stands where somebody has to be asked."""
    for name in ("publiccode.yml", "codemeta.json", "pyproject.toml", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        assert "PLACEHOLDER" in (HOUSE / name).read_text(encoding="utf-8"), name
