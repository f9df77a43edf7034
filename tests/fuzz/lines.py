"""Command lines as strategies: every command, every declared key and unknown ones, every kind of value.

Keys come from the declarations that the code itself uses; a key that is declared tomorrow is typed tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hydra._internal.utils import get_args_parser
from hydra.conf import HydraConf
from hypothesis import strategies as st
from omegaconf import OmegaConf

from abm.app.hosting import Hosting
from abm.commands.main import COMMANDS
from abm.configuration.loading import options
from abm.configuration.refusals import GROUPS
from abm.declare import Declaration, declarations
from abm.norms import INSTRUMENTS
from abm.observation import decision_log
from abm.parameters import Driver, Event, Method
from abm.parameters.checks import declared
from abm.sweeps import settings
from tests.fuzz import values

METHODS = options("method")
MODEL: dict[str, Declaration] = {
    **declared(),
    **{item.key: item for name in METHODS for item in declarations(Method, f"methods.{name}.")},
    **{item.key: item for item in declarations(Event, "events[0].")},
    **{item.key: item for item in declarations(Event, "events.0.")},
    **{item.key: item for item in declarations(Driver, "drivers[0].")},
}
SWEEP = {key: item for key, item in settings.declared().items() if key not in MODEL}
HOSTING = {item.key: item for item in declarations(Hosting)}
ALL = {**MODEL, **SWEEP, **HOSTING}
ROWS = {"methods", "events", "drivers", "tick_box", "design"}
PARTS = sorted({key.rpartition(".")[0] for key in MODEL if "." in key} | ROWS)


def _hydra(node: Any, prefix: str) -> list[str]:
    found = []
    for key in node:
        found.append(f"{prefix}.{key}")
        if not OmegaConf.is_missing(node, key) and OmegaConf.is_dict(node._get_node(key)):
            found += _hydra(node._get_node(key), f"{prefix}.{key}")
    return found


HYDRA = [
    *_hydra(OmegaConf.structured(HydraConf), "hydra"),
    "hydra/launcher",
    "hydra/sweeper",
    "hydra/job_logging",
    "hydra/help",
    "hydra/output",
    "hydra",
]
FOLDERS = ("hydra.run.dir", "hydra.sweep.dir", "hydra.sweep.subdir")

TINY = {"population.citizens": "200", "weeks": "1", "burn_in": "0", "replicates": "1", "workers": "1"}
"""Added to every run, except for what the example itself says."""

RUNS = ("run", "compare", "sweep")
OPTIONS = sorted({name for action in get_args_parser()._actions for name in action.option_strings})
STORED = ("ran", "compared", "swept")
"""Folders of results that stand ready in the working folder."""


@dataclass(frozen=True)
class Line:
    """What is typed, the files that stand beside it, and which words are on trial."""

    words: tuple[str, ...]
    strange: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    damage: tuple[str, ...] = ()

    def __repr__(self) -> str:
        shown = " ".join(f"'{w}'" if not w or set(w) & set(" '\"\\$()[]{}*?;&|<>\n") else w for w in self.words)
        shown = shown if len(shown) < 500 else f"{shown[:400]}… ({len(shown)} characters)"
        more = "".join(f"\n      {name}: {text[:200]!r}" for name, text in self.files.items())
        return f"abm {shown.encode('ascii', 'backslashreplace').decode()}{more}" + (
            f"\n      damage: {' '.join(self.damage)}" if self.damage else ""
        )


@st.composite
def key(draw: st.DrawFn, known: dict[str, Declaration]) -> tuple[str, Declaration | None]:
    """A declared key, mostly; else a group, a key of Hydra's, a key of another command, a misspelt or a strange one."""
    kind = draw(
        st.sampled_from([*["declared"] * 8, "group", "part", "hydra", "folder", "other", "misspelt", "strange"])
    )
    if kind == "declared":
        name = draw(st.sampled_from(sorted(known)))
        return name, known[name]
    if kind == "misspelt":
        name = draw(st.sampled_from(sorted(known)))
        cut = draw(st.integers(0, len(name) - 1))
        return name[:cut] + name[cut + 1 :], known[name]
    lists = {
        "group": list(GROUPS),
        "part": PARTS,
        "hydra": HYDRA,
        "folder": list(FOLDERS),
        "other": sorted(set(ALL) - set(known)) or ["port"],
        "strange": [
            "",
            " ",
            "zzz",
            "é",
            "a b",
            "officials..courage",
            ".courage",
            "courage.",
            "officials.courage.x",
            "x" * 500,
            "officials/courage",
            "norms@x",
            "norms@_global_",
            "norms@:x",
            "method@methods.x",
            "instrument@",
            "a@b@c",
            "events[9].week",
            "events.x.week",
            "methods.nope.hours",
            "methods.dialogue",
            "instrument.nope.x",
            "1",
            "null",
            "[a]",
            "{a}",
            "${seed}",
            "-x",
            "_target_",
            "defaults",
            "config",
            "population/small",
        ],
    }
    name = draw(st.sampled_from(lists[kind]))
    return name, known.get(name)


@st.composite
def override(draw: st.DrawFn, known: dict[str, Declaration]) -> str:
    """One ``key=value``; now and then with a prefix, a package, or no ``=`` at all."""
    name, item = draw(key(known))
    if name in GROUPS and draw(st.booleans()):
        shown = options(name)
        typed = draw(
            st.sampled_from([*shown, f"[{shown[0]}]", f"[{shown[0]},{shown[-1]}]", ",".join(shown[:2]), "mine"])
        )
    else:
        _, typed = draw(values.value(item))
    form = draw(st.sampled_from([*["{0}{1}={2}"] * 20, "{1}", "{1}=={2}", "{1}:{2}", "{1} = {2}", "{1}@x={2}"]))
    prefix = draw(st.sampled_from([*[""] * 12, "+", "+", "++", "++", "~"]))
    return form.format(prefix, name, typed)


@st.composite
def running(draw: st.DrawFn) -> Line:
    """``run``, ``compare`` or ``sweep`` with one or two words on trial."""
    command = draw(st.sampled_from(RUNS))
    known = {**MODEL, **SWEEP} if command == "sweep" else MODEL
    strange = draw(st.lists(override(known), min_size=1, max_size=2))
    files: dict[str, bytes] = {}
    extra: list[str] = []
    if command == "sweep":
        extra += draw(
            st.sampled_from(
                [
                    ["officials.courage=0.2,0.5"],
                    ["design=sobol", "design.samples=2", "officials.courage=interval(0,1)"],
                    [
                        "design=lhs",
                        "design.samples=2",
                        "officials.courage=interval(0,1)",
                        "norms=choice(reactive,mandate)",
                    ],
                    ["design=random", "design.samples=2", "ministries.mandate=interval(0.2,0.8)"],
                    ["design=morris", "design.trajectories=2", "officials.courage=interval(0,1)"],
                    ["design=subsets", "design.instruments=[pilots]"],
                    ["norms=reactive,mandate"],
                    [],
                ]
            )
        )
        if draw(st.integers(0, 3)) == 0:
            extra = ["design=file", "design.file=points.csv"]
            files["points.csv"] = draw(values.table(sorted(known), known))
            strange = strange[: draw(st.integers(0, 1))]
        if draw(st.integers(0, 5)) == 0:
            extra.append("dry_run=true")
    elif draw(st.integers(0, 3)) == 0:
        extra.append("-m")
    elif command == "compare" and draw(st.booleans()):
        extra.append("compare.norms=[reactive,mandate]")
    if draw(st.integers(0, 4)) == 0:  # a folder of the user's own
        group = draw(st.sampled_from([*GROUPS, ""]))
        name = draw(st.sampled_from(["mine", "mine", "mine", options(group)[0] if group else "config", "Ünï"]))
        files[f"own/{group}/{name}.yaml" if group else f"own/{name}.yaml"] = draw(values.content(sorted(known), known))
        extra += ["--config-dir", "own"]
        extra.append(f"{group}={name}" if group else f"--config-name={name}")
        strange = strange[: draw(st.integers(0, 1))]
        if command == "compare" and group == "norms":
            extra[-1] = f"compare.norms=[reactive,{name}]"
    elif draw(st.integers(0, 9)) == 0:
        option = draw(st.sampled_from(OPTIONS))
        strange += draw(st.sampled_from([[option], [option, draw(values.value(None))[1]]]))
    if draw(st.integers(0, 9)) == 0:  # the same key again
        again = draw(st.sampled_from([*strange, *(word for word in extra if "=" in word)] or ["seed=3"]))
        name = again.lstrip("+~").partition("=")[0].strip()
        strange.append(f"{name}={draw(values.right(known.get(name)))}")
    named = {word.lstrip("+~").partition("=")[0].strip() for word in [*strange, *extra]}
    columns = files.get("points.csv", b"").decode("utf-8", "replace").partition("\n")[0]
    tiny = [f"{key}={text}" for key, text in TINY.items() if key not in named and key not in columns]
    words = draw(st.permutations([*extra[:1], *strange])) if extra[:1] == ["-m"] else [*extra, *strange]
    return Line((command, *tiny, *words), tuple(strange or extra), files)


@st.composite
def served(draw: st.DrawFn) -> Line:
    """``app``, which in these tests comes as far as serving and no further."""
    words: list[str] = draw(st.lists(override(HOSTING), max_size=2))
    files: dict[str, bytes] = {}
    if not words or draw(st.booleans()):
        name = draw(st.sampled_from(["own.yaml", "own.yaml", "nowhere.yaml", "folder", ""]))
        text = draw(values.content(sorted(HOSTING), HOSTING)).replace(b"# @package _global_\n", b"")
        files["own.yaml"] = text
        words.append(f"config={name}")
    return Line(("app", *words), tuple(words), files)


@st.composite
def studied(draw: st.DrawFn) -> Line:
    """``study`` of one that takes no time, of none, or of what there is not."""
    name = draw(st.sampled_from(["finite_size", "finite_size", "nope", "", "size=tiny", "--describe"]))
    words = draw(st.lists(override(MODEL), max_size=2))
    given = {word.partition("=")[0] for word in words}
    tiny = {"size": "tiny", "weeks": "1", "burn_in": "0", "replicates": "1", "workers": "1"}
    usual = [f"{key}={value}" for key, value in tiny.items() if key not in given]
    words = [name, *draw(st.permutations([*usual, *words]))]
    return Line(("study", *words), tuple(words))


@st.composite
def described(draw: st.DrawFn) -> Line:
    """``describe`` of anything."""
    known = [*MODEL, *SWEEP, *GROUPS, *INSTRUMENTS, *PARTS, "measures"]
    one = st.one_of(st.sampled_from(known), values.value(None).map(lambda drawn: drawn[1]), override(MODEL))
    words = draw(st.lists(one, max_size=2))
    return Line(("describe", *words), tuple(words))


@st.composite
def asked(draw: st.DrawFn) -> Line:
    """``explain``, ``results`` and ``sensitivity`` of folders, whole, of something else, or damaged."""
    command, keys = draw(
        st.sampled_from([("explain", decision_log.KEYS), ("results", ()), ("sensitivity", ("measures", "language"))])
    )
    place = {"explain": ["ran", "compared"], "results": ["swept"], "sensitivity": ["swept"]}[command]
    folder = draw(st.sampled_from([*place * 4, *STORED, "folder", "nowhere", "a.txt", "", ".", "é"]))
    words = [folder]
    damage: tuple[str, ...] = ()
    if folder in STORED and draw(st.booleans()):
        damage = (folder, draw(st.sampled_from(sorted(DAMAGES))), str(draw(st.integers(0, 20))))
    for name in draw(st.lists(st.sampled_from([*keys, "zzz"]), max_size=2)):
        known = {"measures": "[trust]", "language": "nl", "norms": "reactive"}.get(name, "0")
        words.append(f"{name}={draw(st.one_of(st.just(known), values.value(None).map(lambda drawn: drawn[1])))}")
    if draw(st.integers(0, 9)) == 0:
        words = draw(st.permutations([*words, "--help"][1:]))
    return Line((command, *words), tuple(words), {}, damage if folder in words else ())


@st.composite
def astray(draw: st.DrawFn) -> Line:
    """No command, or one that is none."""
    first = draw(
        st.one_of(values.value(None).map(lambda drawn: drawn[1]), st.sampled_from(["--version", "-h", "helpp", "Run"]))
    )
    words = [first, *draw(st.lists(override(MODEL), max_size=1))]
    words = words if words[0] not in COMMANDS and words[0] not in ("-sc", "--shell-completion") else words[1:]
    return Line(tuple(words), tuple(words))


DAMAGES = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "garbage": lambda path: path.write_bytes(b"\x00\xffPAR1 nothing of ours \xe9" * 20),
    "null": lambda path: path.write_bytes(b"null\n"),
    "list": lambda path: path.write_bytes(b"[1, 2]\n"),
    "mapping": lambda path: path.write_bytes(b"{}\n"),
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "other": lambda path: path.write_bytes(OTHER),
}
"""What may have happened to one file of a folder of results."""


def _of_somebody_else() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": [1, 2], "norms": ["x", "y"]}), sink)
    return sink.getvalue().to_pybytes()


OTHER = _of_somebody_else()
"""A Parquet file that is none of ours."""


def lines() -> st.SearchStrategy[Line]:
    """Any command line; running commands most often, as most can go wrong there."""
    return st.one_of(
        *(running() for _ in range(10)),
        *(served(), served(), described(), described(), *(asked() for _ in range(4)), astray(), astray(), studied()),
    )
