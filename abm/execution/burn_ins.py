"""The burn-in that norm sets share: lived once for a seed, and taken over by the others that one process runs.

With six norm sets it spares 14% of the weeks. Of a whole ``abm compare replicates=4``, starts and pictures included,
that was 5% of the processor's seconds on two workers (median of three pairs, which went from 10% less to 4% more).
"""

from __future__ import annotations

import copy

from abm.execution.state import State, put, take
from abm.model import PolicyModel
from abm.observation.provenance import address, configuration_digest
from abm.parameters import InstrumentSettings, Parameters
from abm.policy.ablation import ablate

MOST_CITIZENS = 1_000_000
"""Above it, what a burn-in held in memory takes is more than what it saves."""


def burn_in_address(parameters: Parameters, seed: int) -> str:
    """Address of a burn-in: what acts from week 0 only does not count."""
    before = copy.copy(parameters)
    before.norms, before.instruments, before.norm_parameters = "", [], {}
    before.instrument = InstrumentSettings()
    return address(configuration_digest(before), seed)


class BurnIns:
    """The last burn-in of this process, as :class:`abm.observation.record.Keeper`."""

    def __init__(self) -> None:
        self._address, self._state = "", State()

    def resume(self, model: PolicyModel) -> int:
        """Take over the burn-in, if it is that of this run."""
        if not self._state or burn_in_address(model.given, model.seed) != self._address:
            return 0
        put(self._state, model)
        return model.steps

    def keep(self, model: PolicyModel, weeks: int, total: int) -> None:
        """Keep the state at the end of the burn-in, unless an event has changed parameters in it."""
        if weeks == model.given.burn_in and model.parameters == ablate(copy.deepcopy(model.given)):
            self._address = burn_in_address(model.given, model.seed)
            self._state = take(model, parameters=False)


SHARED = BurnIns()
"""That of this process."""
