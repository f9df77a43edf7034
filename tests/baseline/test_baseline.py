"""The same configuration and seed give the same numbers, on both lines of Mesa and on every class of processor."""

from __future__ import annotations

import copy
import json
import operator
import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from abm import RESULTS_VERSION
from abm.configuration.loading import options
from abm.norms import INSTRUMENTS
from abm.parameters.checks import declared
from tests.baseline.cases import CASES, IN_FULL, LIVELY, changed, derived, fingerprint, loaded, read
from tests.baseline.refresh import refresh

EXACT = sys.platform == "linux" and platform.machine() in ("x86_64", "AMD64")
LESSER_CPU = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX2_Usable,-FMA_Usable,-AVX512F_Usable",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX AVX512_CLX AVX512_ICL AVX512_SPR X86_V3 X86_V4",
    "OPENBLAS_CORETYPE": "Prescott",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
}
"""The same machine, made to look as if it were fifteen years older."""


def test_the_baseline_belongs_to_this_version_of_the_results():
    """RESULTS_VERSION is part of every run's address; it is raised whenever the exact baseline changes."""
    assert read()["results_version"] == RESULTS_VERSION
    assert list(read()["cases"]) == list(CASES), "a case came or went: python -m tests.baseline.refresh"


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_those_of_the_baseline(name):
    """Every column of every week to the last bit on x86-64 Linux; elsewhere the first half year to 1e-9.

    When this fails on purpose: raise RESULTS_VERSION, then ``python -m tests.baseline.refresh``.
    """
    kept, now = read()["cases"][name], fingerprint(name)
    for measure in IN_FULL:
        np.testing.assert_allclose(now["first_weeks"][measure], kept["first_weeks"][measure], rtol=0, atol=1e-9)
    if EXACT:
        assert changed(kept, now) == []
        assert sorted(now["columns"]) == sorted(kept["columns"])  # a new measure: refresh


def test_cases_are_told_apart():
    """No two cases have the same weeks, so each of them tests something of its own."""
    cases = read()["cases"]
    trusts = {case["columns"]["trust"] for case in cases.values()}
    assert len(trusts) == len(cases)


def test_every_branch_has_a_case():
    """Whatever can be chosen by name has a case, and what nobody wrote a case for gets one of its own."""
    cases = [loaded(overrides) for overrides in CASES.values()]
    assert {name for parameters in cases for name in parameters.instruments} == set(INSTRUMENTS)
    assert {parameters.norms for parameters in cases} == set(options("norms"))
    for key, declaration in declared().items():
        taken = {str(operator.attrgetter(key)(parameters)) for parameters in cases}
        assert taken >= set(declaration.choices), key
    bare = derived({})
    assert bare["pilots"] == (*LIVELY, "instruments=[pilots]") and bare["academy"] == (*LIVELY, "norms=academy")
    assert {*options("norms"), *INSTRUMENTS, "officials.readiness=additive", "timing=even"} <= set(bare)


@pytest.mark.skipif(not EXACT, reason="the class of processor can be set on x86-64 Linux only")
def test_the_class_of_processor_changes_nothing():
    """A processor without AVX2 and FMA, and machine code for any x86-64, give the same numbers to the last bit."""
    names = ["anticyclical", "events"]
    command = [sys.executable, "-m", "tests.baseline.cases", *names]
    done = subprocess.run(command, env=os.environ | LESSER_CPU, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["cases"]
    for name in names:
        assert changed(read()["cases"][name], found[name]) == []


def test_refresh_refuses_changed_numbers_under_the_same_version(tmp_path):
    """A baseline can be overwritten by accident only if it is the same; new columns are welcome."""
    file = tmp_path / "baseline.json"
    first = read()
    assert refresh(first, file) == (True, [])
    other = copy.deepcopy(first)
    other["cases"]["default"]["columns"]["trust"] = "0" * 12
    written, lines = refresh(other, file)
    assert not written and lines == ["default: 1 columns, among them trust"]
    assert json.loads(file.read_text(encoding="utf-8")) == first
    gone = copy.deepcopy(first)
    del gone["cases"]["mandate"]
    assert not refresh(gone, file)[0]
    richer = copy.deepcopy(first)
    richer["cases"]["default"]["columns"]["new_measure"] = "1" * 12
    assert refresh(richer, file) == (True, [])
    raised = copy.deepcopy(other) | {"results_version": first["results_version"] + 1}
    assert refresh(raised, file)[0] and json.loads(file.read_text(encoding="utf-8")) == raised
