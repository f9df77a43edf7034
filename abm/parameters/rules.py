"""Rules that a parameter chooses by name: the registries that hold them. The rules themselves stand in ``policy``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from abm.registry import Registry

READINESS: Registry[Callable[[Any], float]] = Registry("readiness rule", "abm.policy.choice")
"""How :class:`abm.policy.choice.Reasons` combine, by the name that ``officials.readiness`` gives."""

GO_OUTSIDE: Registry[Callable[..., dict[str, Any]]] = Registry("go-outside rule", "abm.policy.choice")
"""How an official gets from considering to choosing, by the name that ``officials.rule`` gives."""
