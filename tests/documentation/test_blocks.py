"""Every command and code block in every document is carried out or says why not; what documents name is there.

Each page has an empty folder; the blocks of Python of a page share one namespace, and the commands run in this process.
"""

import re
import shlex

import pytest

from abm.commands import results
from abm.commands.main import COMMANDS
from abm.execution.local import Here
from tests.documentation.carrying_out import CHECKS, Wrong, carry_out, ill_formed, invalid
from tests.documentation.documents import HOUSE, blocks, documents, inline_commands

OWN_TEST = ("CONTRIBUTING.md",)
"""Documents whose blocks another test carries out, in a copy of the project: test_recipes.py."""


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A folder to stand in; runs are made in this process and no figures drawn, which takes longest."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(results, "draw", lambda *_: None)
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
    monkeypatch.setattr("abm.analysis.comparison.processes", lambda *_: 1)
    return tmp_path


@pytest.mark.parametrize("document", documents())
def test_code_of_a_document(document, page):
    """Its blocks do what they say, one after the other, and its commands in running text would be accepted."""
    text = (HOUSE / document).read_text(encoding="utf-8")
    if document in OWN_TEST:
        problems = [
            f"{document}:{block.line}: {said}" for block in blocks(text) if (said := ill_formed(block, document))
        ]
        assert problems == []
        around = re.sub(r"^## Recipes\n.*?(?=^## )", "", text, flags=re.M | re.S)
        assert [block.line for block in blocks(around) if not block.reason] == []
    else:
        carry_out(text, document)
    wrong = {command: said for command in inline_commands(text) if (said := problem(command))}
    assert wrong == {}


def problem(command):
    return invalid(shlex.split(command))


def test_every_command_can_be_checked():
    """A new command needs a line in the table of checks."""
    assert set(CHECKS) == set(COMMANDS)


BAD = {
    "no language": ("```\nabm run\n```", "has a language"),
    "another word for sh": ("```bash\nabm run\n```", "nobody can run bash"),
    "a command as text": ("```text\nabm run norms=reactive\n```", "block of sh"),
    "a cell elsewhere": ("```{code-cell}\n1\n```", "belong into tutorials"),
    "a command that fails": ("```sh\nabm run norms=nobody\n```", "nobody"),
    "a later line that fails": ("```sh\nabm describe norms\nabm describe nothing\n```", "nothing"),
    "after &&": ("```sh\nabm describe norms && abm describe nothing\n```", "nothing"),
    "another program": ("```sh\nrm -r .\n```", "say why it is not run"),
    "an installation": ("```sh\npython -m pip install abm\n```", "say why it is not run"),
    "python that fails": ("```python\nassert False\n```", "AssertionError"),
    "python that cannot be read": ("<!-- not run: no reason -->\n```python\nif\n```", "no python"),
    "json": ("```json\n{\n```", "no json"),
    "yaml": ("```yaml\na: [\n```", "no yaml"),
    "bibtex": ("```bibtex\n@article{a,\n```", "no bibtex"),
    "csv": ("```csv\na,b\n1\n```", "no csv"),
    "a file elsewhere": ("`../a.yaml`:\n\n```yaml\na: 1\n```", "lies elsewhere"),
    "not run, yet wrong": ("<!-- not run: takes an hour -->\n```sh\nabm run officials.corage=1\n```", "corage"),
    "a mark too far away": ("<!-- not run: takes an hour -->\n\n```sh\nabm run norms=nobody\n```", "nobody"),
    "words that are wrong": ("<!-- run with: population=none -->\n```sh\nabm run\n```", "none"),
}
"""Made-up documents that break the rule, and what is said of them."""


@pytest.mark.parametrize("name", BAD)
def test_what_breaks_the_rule_is_seen(name, page):
    """Each way to break it, by a document made up for it."""
    text, said = BAD[name]
    with pytest.raises(Wrong, match=said):
        carry_out(f"# A page\n\n{text}\n", "docs/made_up.md")


def test_a_page_that_keeps_the_rule(page):
    """Files are written, not carried out; commands get the words that make them quick; a namespace is shared."""
    carry_out(
        "# A page\n\nWrite `mine/norms/own.yaml`:\n\n```yaml\n# @package _global_\ninstruments: [pilots]\n```\n\n"
        "And `later.py`:\n\n```python\nraise SystemExit(1)\n```\n\n"
        "<!-- run with: population.citizens=200 weeks=2 burn_in=1 -->\n```sh\n"
        "abm run --config-dir mine norms=own hydra.run.dir=here && abm describe pilots\n```\n\n"
        "- in a list\n\n  ```python\n  import pandas\n  n = len(pandas.read_parquet('here/weeks.parquet'))\n  ```\n\n"
        "```python\nassert n == 3\n```\n\n```text\nwhat it prints\n```\n\n<!-- not run: needs a cluster -->\n"
        "```sh\nabm sweep executor=slurm officials.courage=0.1,0.2\n```\n",
        "docs/made_up.md",
    )
    assert (page / "later.py").is_file()


@pytest.mark.parametrize(
    "command",
    [
        *("abm runn", "abm run norms=nobody", "abm run -m norms=reactive,nobody", "abm compare compare.norms=[nobody]"),
        *("abm describe nothing", "abm verdicts R9", "abm explain DIR offical=5", "abm study nothing size=tiny"),
        *("abm study burn_in size=small", "abm sweep design=none officials.courage=0.1", "abm report report.size=none"),
        *("abm app no=1", "abm sensitivity DIR measure=[trust]", "abm results DIR more=1"),
    ],
)
def test_a_command_in_running_text_that_is_wrong_is_seen(command, page):
    """Names and values in it must exist."""
    assert inline_commands(f"Type `{command}` and wait.") == [command]
    assert problem(command)


def test_words_in_capitals_are_the_readers_own(page):
    """They stand for a name that the reader has."""
    for command in ("abm results DIR", "abm study NAME size=tiny", "abm run hydra.run.dir=FOLDER", "abm --version"):
        assert not problem(command)
