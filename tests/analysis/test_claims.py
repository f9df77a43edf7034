"""Claims in both languages of the project: a Dutch reader gets the essay's own, an English one a rendering."""

from __future__ import annotations

import pytest

from abm.analysis.claims import Claim, claims
from abm.words import LANGUAGES

ALL = claims().values()


def texts(claim: Claim) -> list[tuple[str, str]]:
    """All that a claim says to a reader, in Dutch and in English."""
    built_in = [(row.built_in_nl, row.built_in) for row in claim.readings]
    pairs = [(claim.text_nl, claim.text), (claim.untested_nl, claim.untested), *built_in]
    return [pair for pair in pairs if any(pair)]


@pytest.mark.parametrize("claim", ALL, ids=[claim.name for claim in ALL])
def test_a_claim_is_there_in_both_languages(claim):
    """Each of its texts has a Dutch one, which is not the English one; a claim is a sentence."""
    for dutch, english in texts(claim):
        assert dutch and english and dutch != english
    assert all(claim.told(language).endswith((".", "?")) for language in LANGUAGES)


def test_each_language_gets_its_own():
    """And no text stands for two claims."""
    claim = claims()["31"]
    assert claim.told("nl") == "Stilstaan is vaak effectiever dan hollen."
    assert claim.told("en") == "Pausing is often more effective than rushing."
    assert claims()["54"].why_untested("en") == "no record by method"
    (reading,) = claims()["17"].readings
    assert (reading.why_built_in("nl"), reading.why_built_in("en")) == ("hierop is geijkt", "it was fitted to")
    assert all(len({claim.told(language) for claim in ALL}) == len(ALL) for language in LANGUAGES)
