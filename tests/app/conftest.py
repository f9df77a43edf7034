from __future__ import annotations

import pytest

from abm import load
from abm.app.snapshot import Snapshot, see, take
from abm.model import PolicyModel


def lived(*overrides: str, weeks: int, seed: int = 3) -> PolicyModel:
    model = PolicyModel(load("population=small", *overrides), seed=seed)
    for _ in range(weeks):
        model.step()
        see(model)
    return model


@pytest.fixture(scope="package")
def models() -> tuple[PolicyModel, PolicyModel]:
    """A reactive and an anticyclical country on one seed, far enough for policies to have been made under the norm."""
    return lived("norms=reactive", "burn_in=26", weeks=120), lived("norms=anticyclical", "burn_in=26", weeks=120)


@pytest.fixture(scope="package")
def focus(models: tuple[PolicyModel, PolicyModel]) -> tuple[int, int]:
    """A dossier on which people were asked in both countries, and the seat that chose most in the second."""
    by_dossier = [
        {entry["dossier"] for entry in model.datacollector.choices if entry.get("respondents")} for model in models
    ]
    seats = [entry["official"] for entry in models[1].datacollector.choices]
    return min(by_dossier[0] & by_dossier[1]), max(set(seats), key=seats.count)


@pytest.fixture(scope="package")
def twins(models: tuple[PolicyModel, PolicyModel], focus: tuple[int, int]) -> tuple[Snapshot, Snapshot]:
    return take(models[0], *focus), take(models[1], *focus)
