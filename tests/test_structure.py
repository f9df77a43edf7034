"""The house: which way things point, and what no rule of the model may use."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path

import pytest

import abm
from abm.numerics.streams import Purpose

ROOT = Path(abm.__file__).parent
EXPERIMENTS = Path(str(files("abm.experiments")))
FILES = sorted({*ROOT.rglob("*.py"), *EXPERIMENTS.rglob("*.py")})


def name_of(path: Path) -> str:
    home = EXPERIMENTS.parent if path.is_relative_to(EXPERIMENTS) else ROOT
    parts = ("abm", *path.relative_to(home).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


RULES = ("abm.agents", "abm.policy", "abm.norms", "abm.parameters")
SCIENCE = [
    path
    for path in FILES
    if name_of(path).startswith((*RULES, "abm.model", "abm.declare", "abm.registry", "abm.numerics", "abm.observation"))
]

LAYERS = (
    {"abm.numerics", "abm.declare", "abm.registry", "abm.words"},
    {"abm.norms"},
    {"abm.parameters"},
    {"abm.policy"},
    {"abm.agents"},
    {"abm.parameters.checks", "abm.parameters.idle"},
    {"abm.model", "abm.configuration"},
    {"abm.observation"},
    {"abm.words.described"},
    {"abm.execution"},
    {"abm.sweeps"},
    {"abm.analysis"},
    {"abm.experiments", "abm.app", "abm.documentation"},
    {"abm.commands"},
)
"""From what everything may use to what uses everything; neighbours in one layer know nothing of each other."""

NEIGHBOURS = {
    ("abm.numerics", "abm.declare"),
    ("abm.declare", "abm.numerics"),
    ("abm.declare", "abm.words"),
    ("abm.parameters.idle", "abm.parameters.checks"),
}
"""Who knows a neighbour all the same; documentation reads everything."""

UPWARD = {
    ("abm.parameters.checks", "abm.observation.measures"),  # in a function: a name that is typed is held against them
    ("abm.model", "abm.observation.record"),  # in a method: a Mesa model owns its data collector
}
"""The few places that look up on purpose, each inside a function."""


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(tree: ast.Module) -> set[str]:
    """Modules imported at run time, also inside functions."""
    found: set[str] = set()

    def walk(node: ast.AST) -> None:
        if only_for_types(node):
            return
        if isinstance(node, ast.Import):
            found.update(item.name for item in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{item.name}" for item in node.names)
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(tree)
    return found


def place(module: str) -> tuple[int, str] | None:
    """Layer of a module, and the name in it under which the module falls: the longest that fits."""
    found = [
        (len(name), number, name)
        for number, names in enumerate(LAYERS)
        for name in names
        if module == name or module.startswith(name + ".")
    ]
    return max(found)[1:] if found else None


def is_wrong(module: str, target: str) -> bool:
    """Whether a module must not import another: it lies higher, or beside it."""
    here, there = place(module), place(target)
    if here is None or there is None or any(module == who and target.startswith(what) for who, what in UPWARD):
        return False
    if here[0] == there[0]:
        return here[1] not in (there[1], "abm.documentation") and (here[1], there[1]) not in NEIGHBOURS
    return there[0] > here[0]


@pytest.mark.parametrize("path", [path for path in FILES if place(name_of(path)) is not None], ids=name_of)
def test_imports_point_downward_only(path):
    """Rules know no model, the model no files, the library no command line; page, studies and commands stand on it."""
    module = name_of(path)
    found = imports(ast.parse(path.read_text(encoding="utf-8")))
    assert [target for target in sorted(found) if is_wrong(module, target)] == []


def test_every_module_has_its_layer():
    """A new module is given a place before it is used."""
    assert [name_of(path) for path in FILES if place(name_of(path)) is None] == ["abm"]


def test_the_scan_sees_imports():
    """The scan can fail: it finds run-time imports in functions, and leaves those for types alone."""
    tree = ast.parse(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from abm.model import PolicyModel\n"
        "def f():\n    import abm.commands.main\n    from abm.observation import measures\n"
    )
    assert {"abm.commands.main", "abm.observation.measures"} <= imports(tree)
    assert not any(name.startswith("abm.model") for name in imports(tree))


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("abm.policy.choice", "abm.agents.media"),
        ("abm.agents.media", "abm.model"),
        ("abm.model", "abm.configuration.loading"),
        ("abm.parameters.society", "abm.parameters.checks"),
        ("abm.execution.loop", "abm.sweeps.store"),
        ("abm.sweeps.store", "abm.analysis.summary"),
        ("abm.analysis.summary", "abm.experiments.common"),
        ("abm.app.page", "abm.experiments.common"),
        ("abm.experiments.common", "abm.commands.main"),
        ("abm.app.page", "abm.commands.main"),
    ],
)
def test_what_points_up_or_aside_is_found(module, target):
    """The rule can fail in each of its steps, and lets the way down pass."""
    assert is_wrong(module, target)
    assert not is_wrong(target, module) or place(target)[0] == place(module)[0]


FORBIDDEN = {
    *(
        f"np.{name}"
        for name in ("exp", "log", "log2", "log10", "log1p", "expm1", "power", "sin", "cos", "tan", "sinh", "cbrt")
    ),
    *(f"math.{name}" for name in ("exp", "log", "pow", "sin", "cos", "tan", "expm1", "log1p", "log2", "log10")),
    "np.float_power",
    "np.partition",
    "np.argpartition",
}
"""Their last bit, or the order of ties, depends on the class of processor or on the C library."""


def literal(node: ast.expr) -> bool:
    """Whether an expression is a number written out, sign included."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def violations(tree: ast.Module) -> list[str]:
    """Calls and imports that could make a result depend on the machine, or draw from a hidden state."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(item.name in ("random", "numpy.random") for item in node.names):
            found.append(ast.unparse(node))
        if isinstance(node, ast.ImportFrom) and node.module in ("random", "numpy.random"):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if text in FORBIDDEN or text.startswith(("np.random", "numpy.random")) or text.endswith("model.rng"):
                found.append(text)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            stable = any(item.arg == "kind" and ast.unparse(item.value) == "'stable'" for item in node.keywords)
            if called in ("np.argsort", "np.sort") and not stable:
                found.append(ast.unparse(node))
            if any(item.arg == "fastmath" for item in node.keywords) or "prange" in called:
                found.append(ast.unparse(node))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            square = isinstance(node.right, ast.Constant) and node.right.value == 2
            if not square and not (literal(node.left) and literal(node.right)):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", SCIENCE, ids=name_of)
def test_no_rule_depends_on_the_machine(path):
    """No hidden generator, no transcendental function of a library, no unstable sort, no fastmath in the science."""
    assert violations(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "np.random.default_rng()",
        "np.exp(x)",
        "math.log(x)",
        "np.argsort(x)",
        "x ** y",
        "x ** 0.5",
        "njit(fastmath=True)",
    ],
)
def test_the_scan_finds_what_is_forbidden(text):
    """The scan can fail, and lets through what is safe."""
    assert violations(ast.parse(text))
    assert not violations(ast.parse("np.argsort(x, kind='stable'); np.sqrt(x) + x**2; exp(x)"))


def test_every_purpose_is_drawn_for():
    """A purpose that nothing draws for is a promise without a rule."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES if path.name != "streams.py")
    assert [purpose.name for purpose in Purpose if f"Purpose.{purpose.name}" not in text] == []


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith(RULES)], ids=name_of)
def test_science_knows_no_files_and_no_command_line(path):
    """The model can be read and run without files, terminals or browsers."""
    outside = ("abm.commands", "pathlib", "os", "sys", "hydra", "omegaconf", "rich", "argparse", "matplotlib", "pandas")
    used = imports(ast.parse(path.read_text(encoding="utf-8")))
    assert not {name for name in used if name.split(".")[0] in outside or name.startswith("abm.commands")}


HOUSE = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "path",
    sorted(p for home in ("abm", "experiments", "tests") for p in (HOUSE / home).rglob("*.py")),
    ids=lambda path: path.stem,
)
def test_a_file_is_short_or_says_why_not(path):
    """One subject each: a file of more than 400 lines gives its reason at its head."""
    text = path.read_text(encoding="utf-8")
    if len(text.splitlines()) > 400:
        assert "Longer than 400 lines" in (ast.get_docstring(ast.parse(text)) or ""), path


RULES = sorted(p for home in ("policy", "agents", "norms") for p in (HOUSE / "abm" / home).rglob("*.py"))
PLAIN = {-1, 0, 0.5, 1, 2}
"""Numbers that need no name: signs, halves, doubles."""


def unnamed(source: str) -> list[tuple[int, float]]:
    """Numbers in code that are neither plain, nor a declared parameter, nor a constant with a reason beside it."""
    lines, found = source.splitlines(), []

    def visit(node: ast.AST, named: bool) -> None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "parameter":
            return
        if (
            isinstance(node, ast.Constant)
            and type(node.value) in (int, float)
            and node.value not in PLAIN
            and not named
        ):
            found.append((node.lineno, node.value))
        for child in ast.iter_child_nodes(node):
            visit(child, named)

    body = ast.parse(source).body
    for statement, following in zip(body, [*body[1:], None], strict=True):
        named = isinstance(statement, (ast.Assign, ast.AnnAssign)) and (
            "  # " in lines[statement.lineno - 1]
            or (isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant))
        )
        visit(statement, named)
    return found


@pytest.mark.parametrize("path", [*RULES, HOUSE / "abm" / "model.py"], ids=lambda path: path.stem)
def test_numbers_of_rules_are_parameters(path):
    """A rule holds no number of its own: it is declared as a parameter, or has a name and a reason beside it."""
    assert unnamed(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("def rule(t):\n    return 0.3 + t", [0.3]),
        ("START = 0.8\n", [0.8]),
        ("START = 0.8  # as busy as usual\n", []),
        ('START = 0.8\n"""As busy as usual."""\n', []),
        ("class A:\n    weight: float = 0.05\n    b: float = parameter(0.05, 'x')", [0.05]),
        ("def rule(t, limit=24):\n    return max(0.5, -1 * t, 2.0)", [24]),
    ],
)
def test_the_scan_for_numbers_finds_them(code, numbers):
    """What the test before would let through, it would let through here."""
    assert [number for _, number in unnamed(code)] == numbers


PER_INSTRUMENT = "Settings"
"""Every instrument declares its own under this name, as the file is the instrument; nothing else may have it."""


def shared_names(sources: dict[str, str]) -> dict[str, set[str]]:
    """Modules by the name of a class that more than one of them has."""
    found: dict[str, set[str]] = {}
    for module, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                own = node.name == PER_INSTRUMENT and module.startswith("abm.norms.")
                found.setdefault(node.name, set()).add("abm.norms" if own else module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_no_two_classes_share_a_name():
    """A name says which class is meant, whatever file one is in."""
    assert shared_names({name_of(path): path.read_text(encoding="utf-8") for path in FILES}) == {}


def test_a_name_given_twice_is_found():
    """The rule can fail, within a file's functions too, and lets instruments have their settings."""
    twice = {"abm.a": "class Notice: ...", "abm.b": "def f():\n    class Notice: ..."}
    assert shared_names(twice) == {"Notice": {"abm.a", "abm.b"}}
    own = {"abm.norms.pilots": "class Settings: ...", "abm.norms.board_norm": "class Settings: ..."}
    assert shared_names(own) == {}
    assert shared_names(own | {"abm.app.levers": "class Settings: ..."})
