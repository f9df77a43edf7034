"""How the site of the documentation is built: ``python -m sphinx -W -b html docs site``, without any connection.

Pages are the Markdown files of this folder, and those elsewhere in the repository that
:data:`abm.documentation.site.PAGES` names. What is declared in the code is written into the reference while the site is
built, and stands in no file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from importlib.metadata import version as version_of  # noqa: E402

from pygments.lexers.special import TextLexer  # noqa: E402

from abm.commands.main import COMMANDS  # noqa: E402
from abm.documentation import reference, site  # noqa: E402

project = "anticyclical-abm"
author = "The anticyclical-abm contributors"
copyright = f"{author}. Licence: Apache 2.0"
version = release = version_of("anticyclical-abm")
language = "en"
smartquotes = False  # what is typed stays as it is typed

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
suppress_warnings = [
    "myst.header",  # the ODD has several parts, and Markdown no rule about levels
]

myst_heading_anchors = 6
myst_enable_extensions: list[str] = []
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_show_tb = True  # of a cell that fails, which is a warning, and with -W the end
nb_execution_timeout = 60
nb_merge_streams = True  # what a cell prints is one block
nb_ipywidgets_js: dict[str, Any] = {}  # would come from elsewhere

autodoc_typehints = "none"  # napoleon shows the types of the docstrings
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "Anticyclical policymaking"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "logo": {"text": html_title},
    "navbar_end": ["theme-switcher"],
    "show_prev_next": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {page: [] for page in ("index", "start", "search")}  # of which nothing hangs
html_copy_source = False
html_show_sourcelink = False
html_use_index = False  # the reference has every name


def commands() -> str:
    """What every command says of itself, in a process of its own: Hydra sets logging anew."""
    paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    done = subprocess.run(
        [sys.executable, "-c", HELP, "", *COMMANDS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "100"},
    )
    overview, *said = done.stdout.rstrip("\n\0").split("\0\n")
    parts = [f"## `abm {name}`\n\n```text\n{text.rstrip()}\n```" for name, text in zip(COMMANDS, said, strict=True)]
    return "\n\n".join([f"```text\n{overview.rstrip()}\n```", *parts])


HELP = """
import contextlib
import sys
from abm.commands.main import main

for name in sys.argv[1:]:
    with contextlib.suppress(SystemExit):  # of Hydra, after its help
        main([*name.split(), "--help"])
    print(end="\\0\\n")
"""

BLOCKS = reference.BLOCKS | {"commands": commands}


def read(app: Any, page: str, text: list[str]) -> None:
    """Write into a page what is made when the site is built, and let its links lead to pages."""
    text[0] = site.written(page, text[0], ROOT, BLOCKS, app.env.note_dependency)


def breakable(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Let a long name go on in the next line after a mark in it, and nowhere else; in a cell a path, too."""
    body = NAME.sub(lambda found: re.sub(r"(?<=[_./=,])(?=\w)", "<wbr>", found[0]), context.get("body", ""))
    context["body"] = CELL.sub(lambda found: PATH.sub("<wbr>", found[0]), body)


NAME = re.compile(r'(?<=<span class="pre">)[^<]+')
CELL = re.compile(r"(?<=<td><p>)[^<]+")
PATH = re.compile(r"(?<=[_/])(?=[a-z])")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.add_lexer("csv", TextLexer)  # Pygments has none
    app.connect("source-read", read)
    app.connect("html-page-context", breakable)
