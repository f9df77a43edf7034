"""What varies: a combination of named sets is composed once for a sweep, and anew for the next."""

from abm.configuration.loading import parse
from abm.sweeps import space
from tests.sweeps.conftest import COURAGE


def test_a_file_is_read_once_for_a_sweep_and_anew_for_the_next(tmp_path, monkeypatch):
    """In one process, as a notebook is: the next sweep has what the user's file says by then."""
    asked, load = [], space.load
    monkeypatch.setattr(space, "load", lambda *words, **names: asked.append(words) or load(*words, **names))
    found = []
    for weeks in (5, 6):
        (tmp_path / "mine.yaml").write_text(f"defaults: [config, _self_]\nweeks: {weeks}\n")
        sweep = space.read(parse([COURAGE]), "mine", str(tmp_path))
        found.append([sweep.parameters({COURAGE.partition("=")[0]: value}).weeks for value in (0.2, 0.5)])
    assert found == [[5, 5], [6, 6]]
    assert len(asked) == 2
