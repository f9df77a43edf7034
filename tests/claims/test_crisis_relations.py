"""What relations made before a crisis can do in it: claim 47 says where they pay off and where they cannot."""

import pytest

from abm.agents.ministers import meet_crisis
from tests.conftest import small, start


@pytest.mark.parametrize(
    ("lead", "relations", "fits"),
    [(2, 1.0, set()), (7, 0.0, set()), (7, 1.0, {"internet_consultation"}), (8, 0.0, {"internet_consultation"})],
)
def test_relations_make_a_method_fit_only_where_the_emergency_leaves_it_weeks(lead, relations, fits):
    """As shipped an emergency leaves none, however good relations are; with more weeks they decide."""
    parameters = small("officials.skill=0", "officials.skill_spread=0", f"ministries.emergency_lead={lead}")
    model = start(parameters, weeks=1)
    dossier = model.dossier(0)
    ministry = dossier.ministry
    ministry.mean_relations = relations
    meet_crisis(ministry, dossier)
    assert dossier.process is not None and dossier.process.emergency
    assert set(dossier.holder._menu(dossier.process, 1.0)) == fits


def test_nothing_fits_an_emergency_as_shipped_even_with_full_relations_and_skill():
    """The shortest method takes half its weeks at best, and evidence half of the weeks that there are."""
    parameters = small("officials.skill=1", "officials.skill_spread=0")
    model = start(parameters, weeks=1)
    dossier = model.dossier(0)
    dossier.ministry.mean_relations = 1.0
    meet_crisis(dossier.ministry, dossier)
    assert dossier.holder._menu(dossier.process, 1.0) == {}
