"""What is kept of the runs of a study: for which code it is of use."""

from abm.experiments import keeping
from abm.experiments.calibrating import country


def test_all_that_describes_the_work_is_in_its_fingerprint(monkeypatch):
    """What a world is looked at by is read from patterns and targets: a change of these makes what is kept stale."""
    assert keeping._described(country.__name__) >= {
        "abm.experiments.calibrating.country",
        "abm.experiments.patterns",
        "abm.experiments.targets",
    }
    before = keeping._note(country.look)
    real = keeping.inspect.getsource
    monkeypatch.setattr(
        keeping.inspect, "getsource", lambda module: real(module) + "#" * module.__name__.endswith("patterns")
    )
    assert keeping._note(country.look) != before


def test_what_is_no_part_of_a_study_is_not():
    """The model has a version of its own."""
    assert all(name.startswith("abm.experiments.") for name in keeping._described(country.__name__))
