"""Addresses of runs, and the note that goes with a folder of results."""

import dataclasses
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from abm.observation.provenance import PACKAGES, configuration_digest, provenance, run_id
from abm.parameters import Event, Method, Parameters


def changed(**values) -> Parameters:
    parameters = Parameters()
    for key, value in values.items():
        group, _, name = key.rpartition("__")
        setattr(getattr(parameters, group) if group else parameters, name, value)
    return parameters


def test_an_address_is_sixteen_hexadecimal_digits_and_repeats_in_another_process():
    """Protects joining results that were made on different days or machines (hash randomisation must not matter)."""
    here = run_id(Parameters(), 3)
    code = "import abm; from abm.observation.provenance import run_id; print(run_id(abm.Parameters(), 3))"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert here == there
    assert len(here) == 16
    int(here, 16)


@pytest.mark.parametrize(
    "values",
    [
        {"threads": 2},
        {"workers": 7},
        {"seed": 9},
        {"replicates": 40},
        {"record__decisions": False},
        {"compare__baseline": "mandate"},
    ],
)
def test_what_changes_no_result_changes_no_address(values):
    """Protects resuming a sweep on another number of cores: the run must be recognised as the same one."""
    assert run_id(changed(**values), 1) == run_id(Parameters(), 1)


@pytest.mark.parametrize(
    "values",
    [
        {"weeks": 260},
        {"burn_in": 52},
        {"norms": "twin_of_reactive"},
        {"instruments": ["policy_compass"]},
        {"officials__courage": 0.36},
        {"events": [Event(week=3)]},
        {"methods": {"dialogue": Method()}},
        {"placebo__respondents": "noise"},
    ],
)
def test_what_changes_a_result_changes_the_address(values):
    """Protects against serving a stored result for a question that was not asked."""
    assert run_id(changed(**values), 1) != run_id(Parameters(), 1)


def test_every_parameter_but_the_named_exceptions_counts():
    """Protects new groups of parameters from being forgotten: each top-level group must move the digest."""
    from abm.declare import declarations
    from abm.observation.provenance import CHANGES_NO_RESULT

    reference = configuration_digest(Parameters())
    for declaration in declarations(Parameters):
        parameters = Parameters()
        *path, last = declaration.key.split(".")
        owner = parameters
        for part in path:
            owner = getattr(owner, part)
        value = getattr(owner, last)
        setattr(
            owner,
            last,
            {"officials.courage": 0.9}
            if isinstance(value, dict)
            else not value
            if isinstance(value, bool)
            else value * 2 + type(value)([1])
            if isinstance(value, list)
            else value + "x"
            if isinstance(value, str)
            else value | {"another": Method()}
            if isinstance(value, dict)
            else value + 1,
        )
        same = configuration_digest(parameters) == reference
        assert same == (declaration.key.split(".")[0] in CHANGES_NO_RESULT), declaration.key


def test_seed_results_version_and_order_count(monkeypatch):
    """Protects seeds and versions from sharing an address, and lists whose order matters from being sorted."""
    parameters = Parameters()
    assert run_id(parameters, 1) != run_id(parameters, 2)
    before = run_id(parameters, 1)
    monkeypatch.setattr("abm.observation.provenance.RESULTS_VERSION", 10**6)
    assert run_id(parameters, 1) != before
    one, other = ["board_norm", "pilots"], ["pilots", "board_norm"]
    assert run_id(changed(instruments=one), 1) != run_id(changed(instruments=other), 1)
    methods = {"a": Method(), "b": Method(hours=1)}
    turned = dict(reversed(methods.items()))
    assert run_id(changed(methods=methods), 1) != run_id(changed(methods=turned), 1)


def test_a_whole_number_is_the_same_setting_as_its_decimal_form():
    """Protects runs from a notebook (courage=1) from getting another address than from the command line (1.0)."""
    assert run_id(changed(officials__courage=1), 1) == run_id(changed(officials__courage=1.0), 1)


def test_provenance_is_json_and_keeps_paths_of_the_machine_apart(tmp_path):
    """Protects two machines' notes from differing outside meta_, and a user's folders from being published."""
    command = [
        str(tmp_path / "bin" / "abm"),
        "run",
        f"hydra.run.dir={tmp_path / 'out'}",
        r"--config-dir=C:\Users\me\sets",
    ]
    note = provenance(Parameters(), command)
    assert json.loads(json.dumps(note)) == note
    assert note["command"] == ["abm", "run", "hydra.run.dir=out", "--config-dir=sets"]
    assert note["meta_command"] == command
    public = json.dumps({key: value for key, value in note.items() if not key.startswith("meta_")})
    assert str(tmp_path) not in public
    assert "Users" not in public
    assert note["versions"]["python"].split(".")[:2] == [str(part) for part in sys.version_info[:2]]
    assert all(note["versions"][name] for name in ("abm", "mesa", "numpy", "numba", "pyarrow"))
    assert note["configuration"] == configuration_digest(dataclasses.replace(Parameters(), threads=2))


def test_provenance_outside_a_clone_has_no_commit(tmp_path, monkeypatch):
    """Protects an installed copy from claiming the commit of whatever clone its environment lies in."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    package = tmp_path / ".venv" / "lib" / "abm"
    package.mkdir(parents=True)
    monkeypatch.setattr("abm.observation.provenance.__file__", str(package / "provenance.py"))
    note = provenance(Parameters(), ["abm"])
    assert note["git_commit"] is None
    assert note["git_changed"] is None


def test_the_machine_is_named_only_when_asked(monkeypatch):
    """Protects published results from telling whose computer made them."""
    monkeypatch.setattr("platform.node", lambda: "name-of-a-person")
    assert "name-of-a-person" not in json.dumps(provenance(Parameters(), ["abm"]))
    assert provenance(changed(record__host=True), ["abm"])["meta_host"] == "name-of-a-person"


def test_every_dependency_that_can_change_a_result_is_named():
    """Protects a figure or an analysis from being made by a package whose version nobody can look up."""
    clone = Path(__file__).parents[2]
    project = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["ema"]]
    names = {re.split(r"[<>=;]", line)[0] for line in needed}
    assert names - {"platformdirs", "rich", "babel"} <= set(
        PACKAGES
    )  # say where files lie, lay out text, write numbers
    versions = provenance(Parameters(), ["abm"])["versions"]
    assert all(versions[name] for name in PACKAGES if name != "ema_workbench")
