from __future__ import annotations

import pytest

from abm import load
from abm.model import PolicyModel
from abm.words import dossier_name
from tests.app.conftest import lived
from tests.app.picture import of_class, read

solara = pytest.importorskip("solara", reason="the [app] extra is not installed")

from abm.app import components  # noqa: E402

READY = ("loop", "towers", "communities", "parliament", "media")


def html(rendered) -> str:
    return str(rendered.find(solara.widgets.HTML).widget.unsafe_innerHTML)


@pytest.mark.parametrize("name", READY)
def test_a_component_is_a_function_of_the_model(name: str):
    """Mesa's contract: given a model and nothing else, the picture of its week; and another one a week later."""
    model = lived(weeks=8)
    component = getattr(components, name)
    _, rendered = solara.render(component(model), handle_error=False)
    before = html(rendered)
    assert read(before).get("data-view", "").startswith(name)
    model.step()
    _, rendered = solara.render(component(model), handle_error=False)
    assert html(rendered) != before


def test_makers_choose_what_is_shown():
    """A dossier, an official, a measure and a language can be chosen, as with Mesa's own makers."""
    model = lived(weeks=8)
    _, rendered = solara.render(components.make_dossier(5, "nl")(model), handle_error=False)
    assert dossier_name(5, 8, "nl") in read(html(rendered)).get("aria-label", "")
    _, rendered = solara.render(components.make_person(7, "nl")(model), handle_error=False)
    assert 'data-official="7"' in html(rendered)
    _, rendered = solara.render(components.make_lines("unrest", "nl")(model), handle_error=False)
    assert len(of_class(read(html(rendered)), "abm-line")) == 1


@pytest.mark.parametrize("name", READY)
def test_a_model_that_has_not_lived_can_be_shown(name: str):
    """SolaraViz draws before the first step."""
    _, rendered = solara.render(getattr(components, name)(PolicyModel(load("population=small"))), handle_error=False)
    assert html(rendered) == ""


def test_components_stand_in_solaraviz():
    """Users of Mesa take the pictures to Mesa's own page, on both of its lines, and a step draws them again."""
    pytest.importorskip("altair", reason="Mesa's visualisation needs Altair")
    from mesa.visualization import SolaraViz
    from mesa.visualization.utils import force_update

    model = lived(weeks=8)
    chosen = [getattr(components, name) for name in READY] + [components.make_lines("trust")]
    _, rendered = solara.render(SolaraViz(model, components=chosen), handle_error=False)
    found = rendered.find(solara.widgets.HTML)
    before = [str(widget.unsafe_innerHTML) for widget in found.widgets if "abm-view" in str(widget.unsafe_innerHTML)]
    assert before
    model.step()
    force_update()
    after = [str(widget.unsafe_innerHTML) for widget in found.widgets if "abm-view" in str(widget.unsafe_innerHTML)]
    assert len(after) == len(before) and not set(after) & set(before)
