"""The reference has every public name, with an example that runs, and a table for everything that is declared."""

import doctest
import importlib
import re

import pytest
from sphinx.pycode import ModuleAnalyzer

import abm
from abm.configuration.loading import options
from abm.documentation import reference
from abm.norms import INSTRUMENTS
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.record import DECISION_COLUMNS
from abm.parameters.checks import declared
from abm.sweeps.sweep import carry_out, prepare
from tests.documentation.documents import HOUSE

PAGES = ("api", "extending")
NAMES = [
    name
    for page in PAGES
    for name in re.findall(r"^\.\. auto\w+:: (\S+)$", (HOUSE / f"docs/reference/{page}.md").read_text(), re.M)
]
"""What the reference documents, as it says there."""

RELIED_ON = ("PolicyModel", "simulate", "compare", "replicates", "load", "Parameters", "RESULTS_VERSION", "Recording")
"""Names that others rely on, besides those of the package itself."""


def documented(name):
    """Module, object and docstring of a name; of a value, what stands below it in the code."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            thing = home = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part)
        break
    place = abm._HOMES.get(parts[-1], home.__name__) if home is abm else home.__name__
    said = ModuleAnalyzer.for_module(place).find_attr_docs().get(("", parts[-1]))
    module = importlib.import_module(getattr(thing, "__module__", None) or place if said is None else place)
    return module, "\n".join(said) if said else thing.__doc__ or ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Of a sweep, for what reads one."""
    home = tmp_path_factory.mktemp("sweep")
    words = ("population.citizens=200", "weeks=4", "burn_in=0", "ministries.count=2", "workers=1", "replicates=2")
    words += ("design=morris", "design.trajectories=2", "officials.courage=interval(0,1)")
    words += ("ministries.mandate=interval(0.2,0.9)", f"hydra.sweep.dir={home / 'morris'}")
    with pytest.MonkeyPatch.context() as patch:
        from abm.execution.local import Here

        patch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
        carry_out(prepare(words, ["abm", "sweep", *words]))
    return home / "morris"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.xdist_group("reference")
def test_every_name_has_an_example_that_runs(name, folder):
    """A line with >>> at the least, run in the module of the name as it stands in the reference."""
    module, said = documented(name)
    globs = vars(module) | {"folder": folder}
    example = doctest.DocTestParser().get_doctest(said, globs, name, None, 0)
    assert example.examples, f"{name} has no example"
    printed = []
    failed = doctest.DocTestRunner().run(example, out=printed.append).failed
    assert failed == 0, "".join(printed)


def test_what_is_public_is_in_the_reference():
    """What the package exports, and what others were promised."""
    known = {name.rpartition(".")[2] for name in NAMES}
    assert set(abm.__all__) | set(RELIED_ON) <= known


def test_an_example_that_is_wrong_is_seen():
    """The runner of examples fails where the answer is another one."""
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "made_up", None, 0)
    assert doctest.DocTestRunner().run(wrong, out=lambda _: None).failed == 1


def test_every_declared_thing_is_in_its_table():
    """Each measure, parameter, norm set, instrument and column, as the code has them now."""
    wanted = {
        "measures": [*MEASURES, *RUN_MEASURES],
        "parameters": [*declared(), "methods.NAME.hours", "events[NUMBER].week"],
        "norm_sets": [name for group in (*reference.SETS, "calibration") for name in options(group)],
        "instruments": [*INSTRUMENTS, *(key for key in declared() if key.startswith("instrument."))],
        "files": [*MEASURES, *RUN_MEASURES, *DECISION_COLUMNS, "difference_low", "error", "meta_seconds", "group"],
        "methods": ["dialogue", "tick_box"],
        "rules": ["officials.rule=threshold", "officials.readiness=conjunctive"],
    }
    assert set(wanted) == set(reference.BLOCKS)
    for block, names in wanted.items():
        text = reference.BLOCKS[block]()
        assert [name for name in names if f"`{name}`" not in text] == []


def test_every_table_is_on_a_page():
    """Nothing is made that no page asks for, and no page asks for what nobody makes."""
    text = "\n".join(path.read_text() for path in (HOUSE / "docs").rglob("*.md"))
    assert set(re.findall(r"<!-- built: (\w+) -->", text)) == {*reference.BLOCKS, "commands"}
