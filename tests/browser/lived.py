"""What the code says of the worlds that a page shows, lived once more from the link in its address bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from abm.app.codec.link import from_query
from abm.app.codec.state import State
from abm.app.frames import Scene
from abm.app.hosting import Hosting
from abm.app.stage import HISTORY
from abm.app.verdict import TwinVerdict, verdict
from abm.app.why import Parted, incident_parts, trust_parts


@dataclass(frozen=True)
class Lived:
    """The worlds of a link in the week of that link."""

    state: State
    scene: Scene

    def verdict(self, language: str) -> TwinVerdict:
        """What is said of them where no other lives are lived."""
        return verdict(self.scene.history, self.scene.events, None, language)

    def parted(self) -> tuple[Parted, Parted]:
        """Why they part: trust, incidents."""
        a, b = (side.parameters() for side in self.state.settings)
        return trust_parts(self.scene.history, (a, b)), incident_parts(self.scene.history)


def lived(visit: Any) -> Lived:
    """What a visitor sees, from the address bar.

    Parameters
    ----------
    visit : Visit
        Paused.
    """
    visit.wait("paused")
    state = from_query(str(visit.page.evaluate("location.search.slice(1)")), Hosting())
    assert not state.problems
    pair = state.pair()
    while pair.lagging:
        pair.catch_up()
    return Lived(state, Scene(pair.snapshots(state.dossier, state.official), pair.history(HISTORY), pair.struck()))
