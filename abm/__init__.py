"""An agent-based model of policymaking.

When do officials go outside with sensitive dossiers, and what does it do to incidents and trust?

>>> import abm
>>> model = abm.PolicyModel(abm.load("norms=anticyclical", "officials.courage=0.7"), seed=3)
>>> model.step()
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abm.analysis.comparison import compare
    from abm.configuration.loading import load
    from abm.model import PolicyModel
    from abm.observation.provenance import RESULTS_VERSION
    from abm.observation.record import simulate
    from abm.parameters import Parameters
    from abm.parameters.checks import ParameterError
    from abm.parameters.replicates import replicates

if not (Path(__file__).parent / "configs").is_dir():  # in a clone, configs/ and experiments/ lie beside this folder
    __path__.append(str(Path(__file__).resolve().parents[1]))

__all__ = [
    "RESULTS_VERSION",
    "ParameterError",
    "Parameters",
    "PolicyModel",
    "compare",
    "load",
    "replicates",
    "simulate",
]

_HOMES = {
    "ParameterError": "abm.parameters.checks",
    "Parameters": "abm.parameters",
    "PolicyModel": "abm.model",
    "RESULTS_VERSION": "abm.observation.provenance",
    "compare": "abm.analysis.comparison",
    "load": "abm.configuration.loading",
    "replicates": "abm.parameters.replicates",
    "simulate": "abm.observation.record",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then, so that ``abm --help`` need not wait for the model."""
    if name not in _HOMES:
        raise AttributeError(f"module 'abm' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
