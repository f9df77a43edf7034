"""What a user may type as a value or put into a file: right, wrong and strange, each kind by its name."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from abm.declare import Declaration

Kind = Callable[[Declaration | None], SearchStrategy[str]]

MANY = 64
"""Most of what is counted (samples, replicates) where a right value is meant; the edge itself may take hours."""

LONG = 5000


def right(declared: Declaration | None) -> SearchStrategy[str]:
    """A value that is allowed by itself; whether it fits the others is another matter."""
    if declared is None:
        return st.sampled_from(["0.5", "1", "true", "[]", "reactive", "anticyclical", "{}"])
    if declared.choices:
        return st.sampled_from(declared.choices)
    if declared.kind is bool:
        return st.sampled_from(["true", "false"])
    if declared.kind is list:
        return st.sampled_from(["[]", typed(declared.default)])
    if declared.low is None or declared.high is None:
        return st.just(typed(declared.default))
    low, high = declared.low, declared.high
    if declared.kind is int:
        return st.integers(int(low), int(min(high, low + MANY))).map(str)
    return st.one_of(st.floats(low, high).map(repr), st.sampled_from([f"{low:g}", f"{high:g}"]))


def at_the_edge(declared: Declaration | None) -> SearchStrategy[str]:
    """Just inside and outside the range, and far outside every type."""
    far = ["-1", "1e300", "-1e300", "99999999999999999999", "2147483648", "9223372036854775808", "-0.0", "5e-324"]
    if declared is None or declared.low is None or declared.high is None:
        return st.sampled_from(far)
    low, high = declared.low, declared.high
    step = 1 if declared.kind is int else 1e-9
    return st.sampled_from([*far, *(f"{value!r}" for value in (low, high, low - step, high + step))])


def typed(value: object) -> str:
    """Write a default as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{','.join(map(str, value))}]"
    return str(value)


def swept(declared: Declaration | None) -> SearchStrategy[str]:
    """Lists of values in the words of Hydra, right ones and empty or endless ones."""
    value = right(declared)
    strange = [
        *("choice()", "choice(1)", "range(0,3)", "range(0,1,0.5)", "range(0,1,0)", "range(0,0)", "range(5,1)"),
        *("range(0,1,1e-9)", "range(0,nan)", "range(0,inf)", "range(1,0,-0.5)", "interval(0,1)", "interval(1,0)"),
        *("interval(0,0)", "interval(0,nan)", "interval(0)", "interval(a,b)", "glob(*)", "glob(zzz*)"),
        *("glob([a*,m*],exclude=b*)", "shuffle(1,2,3)", "sort(3,1,2)", "sort(3,1,2,reverse=true)", "tag(a,1,2)"),
        *("int(1.5)", "float(1)", "str(1)", "bool(1)", "choice(choice(1,2))", "1,2,", ",", ",,", "1,,2", "a,a"),
        *("extend_list(1)", "sum(1,2)", "[a],[b]", "[],[]", "{a:1},{a:2}", "choice([a],[b])", "interval(0.2,0.8)"),
    ]
    pair = st.tuples(value, value)
    made = st.one_of(pair.map(",".join), pair.map(lambda two: f"choice({two[0]},{two[1]})"))
    return st.one_of(made, st.sampled_from(strange))


def quoted(declared: Declaration | None) -> SearchStrategy[str]:
    """A right value in quotes, and quotes that do not end."""
    odd = ["'", '"', "'a", '"a', "a'b", "'a' 'b'", r"\'", "'${nope}'", "'null'", "'???'", "'a,b'", "' '"]
    return st.one_of(right(declared).flatmap(lambda text: st.sampled_from([f"'{text}'", f'"{text}"'])), _of(odd))


def spaced(declared: Declaration | None) -> SearchStrategy[str]:
    """A right value with white space about it."""
    return right(declared).flatmap(
        lambda text: st.sampled_from([f" {text}", f"{text} ", f"{text}\t", f"{text}\n", f"\n{text}", f"{text} {text}"])
    )


def of_its_own(_: Declaration | None) -> SearchStrategy[str]:
    """Any text at all."""
    return st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def _of(values: list[str]) -> SearchStrategy[str]:
    return st.sampled_from(values)


def _listed(*values: str) -> Kind:
    return lambda _: st.sampled_from(values)


KINDS: dict[str, Kind] = {
    "right": right,
    "edge": at_the_edge,
    "not finite": _listed("nan", "inf", "-inf", ".nan", ".inf", "NaN", "Infinity", "-.INF", "1e999"),
    "wrong type": _listed("brave", "true", "false", "1.5", "7", "[1]", "{a:1}", "a:b", "2020-01-01", "12:30:00"),
    "empty": _listed("", "''", '""', " ", "[]", "{}"),
    "null": _listed("null", "None", "~", "NULL", "Null"),
    "left open": _listed("???", "[???]", "{a:???}", "'???'"),
    "list": _listed(
        "[]", "[a]", "[a,b]", "[1,2]", "[pilots]", "[reactive]", "[null]", "[nan]", "[true]", "[a,a]", "[''"
    ),
    "nested": _listed(
        "[[a]]", "[[]]", "[[reactive]]", "[[pilots]]", "[1,[2,{a:1}]]", "[{a:1}]", "[{week:3}]", "[[[[1]]]]"
    ),
    "mapping": _listed(
        "{}", "{a:1}", "{courage:0.5}", "{a:{b:[1]}}", "{'':1}", "{1:2}", "{null:1}", "{a:1,a:2}", "{true:1}"
    ),
    "interpolation": _listed(
        *("${nope}", "${oc.env:NOPE}", "${oc.env:HOME}", "${seed}", "${officials.courage}", "${now:%Y}", "${", "${}"),
        *("${hydra:job.num}", "${hydra.job.name}", "${oc.env:NOPE,0.5}", "${.courage}", "${..seed}", "a${seed}b", "$x"),
        *("${nope:1}", "${oc.decode:'{'}", "${oc.create:[1]}", "${oc.dict.keys:officials}", "${${seed}}", r"\${seed}"),
    ),
    "quoted": quoted,
    "unicode": _listed(
        "é", "ministère", "٣", "½", "\u2028", "\x85", "\u200b", "\U0001f600", "\u202e1", "１", "\udcff", "a\u0301"
    ),
    "control": _listed(
        "a\nb",
        "a\rb",
        "\t",
        "\x1b[31mred",
        "\x07",
        "a\\nb",
        "\\",
        "\\\\",
        "a;b",
        "a&b",
        "#",
        "a#b",
        "%s",
        "%(x)s",
        "{}{}",
        "[red]x[/red]",
    ),
    "long": _listed(
        "x" * LONG, "9" * LONG, "0." + "3" * LONG, "[" * 300, "[" * 300 + "]" * 300, "1e" + "9" * 300, "a," * 500 + "b"
    ),
    "decimal comma": _listed("0,5", "2,5", "1.000,5", "0,25", "1,000"),
    "written otherwise": _listed(
        "1e-1", "1E0", "1e0", "0x10", "0b1", "0o7", "010", "1_0", "+1", ".5", "1.", "1e", "--1", "50%"
    ),
    "yes and no": _listed("on", "off", "y", "n", "yes", "no", "True", "TRUE", "False", "t", "f", "1", "0"),
    "spaced": spaced,
    "swept": swept,
    "path": _listed(
        "nowhere.yaml",
        "a.txt",
        "a.txt/below",
        "folder",
        ".",
        "..",
        "./",
        "/dev/null/x",
        "nowhere/deep",
        "-",
        "--",
        "a=b",
    ),
    "any text": of_its_own,
}
"""Kinds of value; each is drawn as often as any other."""


def value(declared: Declaration | None) -> SearchStrategy[tuple[str, str]]:
    """A kind's name, and a value of that kind as it is typed."""
    return st.sampled_from(sorted(KINDS)).flatmap(lambda name: st.tuples(st.just(name), KINDS[name](declared)))


FILES: dict[str, list[bytes]] = {
    "broken": [
        b"a: [1\n",
        b"a: b: c\n",
        b"\t- x\n",
        b"'",
        b"%YAML 9\n---\n",
        b"a: !!python/object:os.system x\n",
        b"{" * 300,
    ],
    "no text": [
        b"# \xff\xfe\xe9\nofficials: {courage: 0.5}\n",
        b"\x00\x01\x02",
        b"PAR1",
        "# @package _global_\n".encode("utf-16"),
    ],
    "empty": [b"", b"\n", b"# only a remark\n", b"---\n", b"null\n", b"~\n", b"# @package _global_\n"],
    "no mapping": [b"- a\n- b\n", b"3\n", b"reactive\n", b"# @package _global_\n[1, 2]\n", b"# @package _global_\n3\n"],
    "wrong header": [
        b"# @package nope\nseed: 2\n",
        b"# @package\nseed: 2\n",
        b"seed: 2\n",
        b"# @package officials\nseed: 2\n",
    ],
    "unknown keys": [
        b"# @package _global_\nzzz: 1\n",
        b"# @package _global_\nofficials: {courge: 1}\n",
        b"# @package _global_\n1: 2\n",
        b"# @package _global_\n? [a]\n: 1\n",
    ],
    "alias": [
        b"# @package _global_\nx: &a [1]\nofficials: *a\n",
        b"# @package _global_\nevents: &a [*a]\n",
        b"# @package _global_\na: &a {b: *a}\n",
        b"# @package _global_\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9) if n else b"x") for n in range(8)),
    ],
    "defaults": [
        b"# @package _global_\ndefaults: [mine]\n",
        b"# @package _global_\ndefaults: [nope]\n",
        b"defaults: 3\n",
        b"defaults:\n  - config\n",
        b"# @package _global_\ndefaults: [reactive, _self_]\nofficials: {courage: 0.5}\n",
        b"# @package _global_\ndefaults:\n  - override /norms: mandate\n",
    ],
    "repeated": [
        b"# @package _global_\nseed: 1\nseed: 2\n",
        b"# @package _global_\nnorms: mandate\n",
        b"# @package _global_\nscenario: calm\nnorms: [a]\n",
    ],
    "right": [
        b"# @package _global_\nofficials: {courage: 0.5}\n",
        b"# @package _global_\ninstruments: [pilots]\n",
        b"# @package _global_\nevents: []\n",
        b"# @package methods.mine\nhours: 30\n",
        b"# @package instrument.pilots\nweeks: 9\n",
    ],
}
"""Contents of a YAML file of the user's own."""


def content(keys: list[str], declared: dict[str, Declaration]) -> SearchStrategy[bytes]:
    """A YAML file of a kind above, or one that sets a parameter to a value of any kind."""

    def line(key: str) -> SearchStrategy[bytes]:
        *groups, name = key.split(".")
        head = "# @package _global_\n" + "".join(f"{'  ' * depth}{part}:\n" for depth, part in enumerate(groups))
        return value(declared.get(key)).map(
            lambda drawn: f"{head}{'  ' * len(groups)}{name}: {drawn[1]}\n".encode("utf-8", "surrogateescape")
        )

    known = st.sampled_from(sorted(FILES)).flatmap(lambda kind: st.sampled_from(FILES[kind]))
    return st.one_of(known, st.sampled_from(keys).flatmap(line))


def table(keys: list[str], declared: dict[str, Declaration]) -> SearchStrategy[bytes]:
    """A file of points: comma or semicolon, cells of every kind, too few or too many of them."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        columns = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3))
        mark = draw(st.sampled_from([",", ",", ",", ";", "\t"]))
        rows = [columns]
        for _ in range(draw(st.integers(0, 3))):
            row = [
                draw(st.one_of(right(declared.get(key)), value(declared.get(key)).map(lambda x: x[1])))
                for key in columns
            ]
            extra = draw(st.sampled_from([0, 0, 0, 0, -1, 1]))
            rows.append(row[: len(row) - 1] if extra < 0 else [*row, "0"] * (1 + extra) if extra else row)
        quote = draw(st.booleans())
        lines = [mark.join(f'"{cell}"' if quote and mark in cell else cell for cell in row) for row in rows]
        text = (
            draw(st.sampled_from(["", "", "", "\ufeff"])) + "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n"]))
        )
        return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16"])), "surrogateescape")

    odd = [
        b"",
        b"\n",
        b"PAR1",
        b"\xff\xfe\x00",
        b"officials.courage\n0.5\n",
        b"officials.courage,officials.courage\n0.1,0.2\n",
        b"seed\n1\n2\n",
        b"point,norms\n0,mandate\n",
        b"norms\nreactive\nmandate\n",
        b'"a\n',
        b"hydra.run.dir\nx\n",
    ]
    return st.one_of(made(), made(), st.sampled_from(odd))
