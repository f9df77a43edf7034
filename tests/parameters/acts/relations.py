"""What each parameter of relations with communities acts on: where they start, fade, grow and are lost."""

from __future__ import annotations

from abm.agents.hours import keep_relations
from abm.norms.base import Calm
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import NO_ROOM, WHOLE_ROOM, country, give_relations, heard


@acts("ministries.relation_start", "mean relations at the start", RISES, 0.1, 0.4)
def relation_start(value: float) -> float:
    return float(country({"ministries.relation_start": value}).relations.mean())


@acts("ministries.relation_start", "mean_relations of a ministry at the start", RISES, 0.1, 0.4)
def relation_start_of_a_ministry(value: float) -> float:
    return country({"ministries.relation_start": value}).ministries_by_number[0].mean_relations


@acts("ministries.relation_halflife", "mean_relations after a week in which they fade", RISES, 20.0, 100.0)
def relation_halflife(value: float) -> float:
    model = country({"ministries.relation_halflife": value})
    give_relations(model, 0.5)
    model.fade_relations()
    return model.ministries_by_number[0].mean_relations


@acts("ministries.relation_gain", "relations with communities whose input was adopted", RISES, 0.2, 0.8)
def gain_by_input(value: float) -> float:
    model = country(WHOLE_ROOM | {"ministries.relation_gain": value})
    heard(model)
    return float(model.relations[0].mean())


@acts("ministries.relation_gain", "relations with a community that is visited in idle hours", RISES, 0.2, 0.8)
def gain_by_visits(value: float) -> float:
    model = country(WHOLE_ROOM | {"ministries.relation_gain": value})
    ministry, model.week = model.ministries_by_number[0], 0
    ministry.calm = Calm(share=1.0, hours_per_contact=40.0)
    keep_relations(ministry, 40.0)
    return float(ministry.relations[0])


@acts("ministries.relation_loss", "relations with communities whose input was ignored", FALLS, 0.2, 0.8)
def loss_by_input(value: float) -> float:
    model = country(NO_ROOM | {"ministries.relation_loss": value})
    give_relations(model, 0.5)
    heard(model)
    return float(model.relations[0].mean())
