"""Runs and comparisons that end too early: what was done is kept, and the same command goes on from there."""

import errno
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from abm.commands import results
from abm.commands.endings import quoted, with_folder
from abm.configuration.loading import parse
from abm.execution import kept, runs
from abm.execution.locks import Lock
from abm.observation.record import simulate
from tests.commands import made_up
from tests.commands.conftest import BARE, TINY

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to a process group")

SAME = ("runs", "weeks", "groups", "decisions")
"""Tables that are the same bytes however the runs came about."""

SMALL = ("population.citizens=200", "burn_in=3")
PAIR = ("compare.norms=[reactive,mandate]", "replicates=3", *TINY)


def content(folder):
    """Bytes of all that does not tell of the command itself."""
    names = (*(f"{name}.parquet" for name in SAME), "summary.csv")
    return {name: (folder / name).read_bytes() for name in names}


def names(folder):
    """Names of what is in a folder."""
    return {path.name for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The model itself would only take time in this process."""
    monkeypatch.setattr("abm.execution.work.simulate", made_up.simulate)


@pytest.fixture
def counted(monkeypatch):
    """Make runs in this process, and list them; the fourth ends as is asked for."""
    made = []

    def set_up(ending=None):
        made.clear()

        def watched(parameters, seed, progress=None, keepers=()):
            if ending is not None and len(made) == 3:
                raise ending
            made.append((parameters.norms, seed))
            return made_up.simulate(parameters, seed, progress)

        monkeypatch.setattr("abm.execution.work.simulate", watched)
        return made

    return set_up


def fails(abm, capsys, *words):
    """Run a command that ends early; gives its exit code and what it said last."""
    with pytest.raises(SystemExit) as ended:
        abm(*words)
    return ended.value.code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("ending", "code", "why"),
    [(KeyboardInterrupt, 130, "Stopped."), (ValueError("odd"), 1, "The run norms=mandate seed=2 failed: ValueError")],
)
def test_comparison_goes_on(abm, tmp_path, capsys, counted, monkeypatch, ending, code, why):
    """The last line is the command that goes on; it makes only what is missing, and the files are those of one go."""
    monkeypatch.setattr(runs.Here, "seconds", 0.0)  # every run is kept by itself
    words = ("compare", *PAIR, "workers=1")
    assert abm(*words, "hydra.run.dir=whole").code == 0
    counted(ending)
    found, said = fails(abm, capsys, *words, "hydra.run.dir='my results'")
    assert found == code
    assert said[-2].startswith(why)
    assert "3 of 6 runs are done" in said[-2]
    again = shlex.split(said[-1])
    assert again == ["abm", *words, "hydra.run.dir='my results'"]
    assert [path.name for path in (tmp_path / "my results").iterdir()] == ["unfinished"]
    made = counted()
    assert abm(*again[1:]).code == 0
    assert made == [("mandate", 2), ("reactive", 3), ("mandate", 3)]  # norm sets of one seed follow each other
    assert content(tmp_path / "my results") == content(tmp_path / "whole")
    assert names(tmp_path / "my results") == names(tmp_path / "whole")


def test_other_record_starts_anew(abm, tmp_path, capsys, counted, monkeypatch):
    """What is kept of a run is no part of its address: with another record nothing is taken over, and that is said."""
    monkeypatch.setattr(runs.Here, "seconds", 0.0)
    words = ("compare", *PAIR, "workers=1", "hydra.run.dir=here")
    counted(KeyboardInterrupt)
    fails(abm, capsys, *words)
    made = counted()
    answer = abm(*words, "record.measures=[trust]")
    assert answer.code == 0
    assert "here holds runs of which something else was kept; they are made again" in answer.err
    assert len(made) == 6


def test_default_folder_is_named(abm, tmp_path, capsys, counted, monkeypatch):
    """Without a folder given, the command that goes on names the one that the hour gave."""
    monkeypatch.setattr(runs.Here, "seconds", 0.0)
    counted(KeyboardInterrupt)
    _, said = fails(abm, capsys, "compare", *PAIR, "workers=1")
    (folder,) = (tmp_path / "outputs").iterdir()
    assert said[-1].endswith(f"hydra.run.dir=outputs/{folder.name}")


def test_nothing_kept_leaves_no_folder(abm, tmp_path, capsys, counted):
    """Ctrl-C before the first run is done: no trace, also of folders on the way."""
    made = counted(KeyboardInterrupt)
    made += [None] * 3
    code, said = fails(abm, capsys, "run", *TINY, "hydra.run.dir=a/b/c")
    assert code == 130
    assert "0 of 1 runs are done" in said[-2]
    assert list(tmp_path.iterdir()) == []


def test_jobs_of_a_multirun_are_not_made_again(abm, tmp_path, capsys, counted):
    """With -m, hydra.sweep.dir stands in the command that goes on; jobs that were done stay, no note outlives it."""
    words = ("run", *TINY, "-m", "seed=1,2,3,4,5")
    counted(KeyboardInterrupt)
    code, said = fails(abm, capsys, *words, "hydra.sweep.dir=all")
    assert code == 130
    assert shlex.split(said[-1]) == ["abm", *words, "hydra.sweep.dir=all"]
    made = counted()
    answer = abm(*shlex.split(said[-1])[1:])
    assert answer.code == 0
    assert made == [("reactive", 4), ("reactive", 5)]
    assert answer.out.count("is done already") == 3
    assert not list(tmp_path.rglob("unfinished"))


@pytest.mark.parametrize("where", ["kept", "made"])
def test_full_disk(abm, tmp_path, capsys, counted, monkeypatch, where):
    """One line names folder and reason, what is kept stays; then the same command completes it."""
    words = ("compare", *PAIR, "workers=1")
    assert abm(*words, "hydra.run.dir=whole").code == 0
    monkeypatch.setattr(runs.Here, "seconds", 0.0)
    full = OSError(errno.ENOSPC, "No space left on device")
    write, left = kept.write_bytes, iter([True] * 10)

    def kept_write(path, content, mark):
        if not next(left, False):
            mark.unfinished(path.name).write_bytes(content[:10])
            raise full
        write(path, content, mark)

    def drawn(weeks, folder):
        (folder / "trust.png").write_bytes(b"half")
        raise full

    with monkeypatch.context() as patch:
        if where == "kept":
            patch.setattr(kept, "write_bytes", kept_write)
        else:
            patch.setattr(results, "draw", drawn)
        code, said = fails(abm, capsys, *words, "hydra.run.dir=here")
    assert code == 1
    done = 2 if where == "kept" else 6
    assert said[-2].startswith(f"here cannot be written: No space left on device. {done} of 6 runs are done.")
    assert names(tmp_path / "here" / "unfinished") == {"kept", "kept.json"}
    made = counted()
    assert abm(*shlex.split(said[-1])[1:]).code == 0
    assert len(made) == 6 - done
    assert content(tmp_path / "here") == content(tmp_path / "whole")


@POSIX
def test_files_that_may_not_grow(tmp_path):
    """The same where the system itself refuses to write more: no traceback, exit code 1."""
    code = (
        "import resource, sys; import abm; from abm.commands.main import main;"
        "from abm.observation.record import simulate;"
        f"simulate(abm.load(*{TINY!r}), 1);"  # compiled code is written before that, where it never was
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)); sys.argv = ['abm']; sys.exit(main(sys.argv_ours))"
    )
    words = ["run", *SMALL, "weeks=300", "hydra.run.dir=here"]
    line = [sys.executable, "-c", code.replace("sys.argv_ours", repr(words))]
    answer = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-2].startswith("here cannot be written: File too large.")
    assert "Traceback" not in answer.stderr


def test_second_in_the_same_folder_is_refused(abm, tmp_path, capsys):
    """While one command is at work in a folder, another that would write there ends with one line and 2."""
    with Lock(tmp_path / "here"):
        before = sorted(tmp_path.rglob("*"))
        code, said = fails(abm, capsys, "run", *TINY, "hydra.run.dir=here")
        assert sorted(tmp_path.rglob("*")) == before
    assert code == 2
    assert len(said) == 1
    assert f"here is in use: process {os.getpid()} on " in said[0]


def test_two_jobs_in_one_folder_are_refused(abm, tmp_path):
    """Two jobs of one -m that would end in the same folder."""
    try:
        answer = abm("run", *TINY, "-m", "seed=1,2", "hydra.sweep.dir=all", "hydra.sweep.subdir=same")
        code, said = answer.code, answer.err
    except SystemExit as ended:
        code, said = ended.code, "hydra.sweep.subdir"
    assert code == 2
    assert "hydra.sweep.subdir" in said


def test_damaged_file_of_what_is_kept(abm, tmp_path, capsys, counted, monkeypatch):
    """A file that cannot be read costs its runs: that is said, they are made again, and no trace stays."""
    monkeypatch.setattr(runs.Here, "seconds", 0.0)
    words = ("compare", *PAIR, "workers=1")
    assert abm(*words, "hydra.run.dir=whole").code == 0
    counted(KeyboardInterrupt)
    fails(abm, capsys, *words, "hydra.run.dir=here")
    first, second, _ = sorted((tmp_path / "here" / "unfinished" / "kept" / "runs").iterdir())
    first.write_bytes(first.read_bytes()[:50])
    (tmp_path / "here" / "unfinished" / "kept" / "weeks" / second.name).unlink()
    made = counted()
    answer = abm(*words, "hydra.run.dir=here")
    assert answer.code == 0
    assert f"runs/{first.name} is damaged" in answer.err
    assert f"weeks/{second.name} is missing" in answer.err
    assert len(made) == 5
    assert content(tmp_path / "here") == content(tmp_path / "whole")
    assert not (tmp_path / "here" / "unfinished").exists()


@pytest.mark.parametrize(
    "name", ["a b", "it's", "x=y", "a,b", "end\\", "{x}", "[a]", "ü", "null", "1.0", "a\\'b", "p/q-1", "~x", "(a)"]
)
def test_folder_is_written_as_hydra_reads_it(name):
    """Whatever a folder is called, the command that goes on finds it."""
    words = with_folder(["seed=1", "hydra.run.dir=other"], "hydra.run.dir", name)
    assert words == ["seed=1", f"hydra.run.dir={quoted(name)}"]
    assert [item.value() for item in parse(words)] == [1, name]


WITH_FIGURES = (sys.executable, "-m", "abm.commands.main")


def started(*words, cwd, command=BARE):
    """The command itself, in a process group of its own."""
    line = [*command, *words]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(line, cwd=cwd, start_new_session=os.name == "posix", **streams)


def children(process):
    """Workers of a process on Linux."""
    found = []
    for line in os.listdir("/proc"):
        if line.isdigit():
            try:
                status = Path(f"/proc/{line}/stat").read_text().rsplit(")", 1)[1].split()
                if int(status[1]) == process.pid and "spawn_main" in Path(f"/proc/{line}/cmdline").read_text():
                    found.append(int(line))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds workers in /proc")
def test_kill_nine_at_random_moments(abm, tmp_path, monkeypatch):
    """kill -9 of the whole group and of a worker alone: the same command goes on, same bytes.

    The parent alone is killed in the test of sweeps of the same name, with the same executor, lock and kept files.
    """
    small = (*SMALL, "ministries.count=2", "weeks=40")
    words = ("compare", "compare.norms=[reactive,mandate]", "replicates=8", *small, "workers=2")
    monkeypatch.setattr("abm.execution.work.simulate", simulate)
    assert abm(*words[:-1], "workers=1", "hydra.run.dir=whole").code == 0
    generator, kept_runs, files = random.Random(3), tmp_path / "here" / "unfinished" / "kept" / "runs", 0
    for victim in ("group", "worker"):
        process = started(*words, "hydra.run.dir=here", cwd=tmp_path)
        late = time.monotonic() + 120
        # Most kills fall into the work itself: after another file has come.
        while len(list(kept_runs.glob("*.parquet"))) <= files and process.poll() is None and time.monotonic() < late:
            time.sleep(0.005)
        time.sleep(generator.uniform(0.0, 0.05))
        if victim == "worker":
            for worker in children(process)[:1]:
                os.kill(worker, signal.SIGKILL)
            _, said = process.communicate(timeout=300)
            assert process.returncode == 0, said
        else:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=60)
            seen = [run for path in kept_runs.glob("*.parquet") for run in pd.read_parquet(path)["run_id"]]
            assert len(seen) == len(set(seen))
            assert not (tmp_path / "here" / "runs.parquet").exists()
            files = len(list(kept_runs.glob("*.parquet")))
    assert content(tmp_path / "here") == content(tmp_path / "whole")
    assert {path.name for path in (tmp_path / "here").iterdir()} == {
        path.name for path in (tmp_path / "whole").iterdir()
    }


@POSIX
def test_run_killed_while_it_moves_its_files(abm, tmp_path, monkeypatch):
    """Killed between two of its files: the same command completes them, and what is unfinished is gone."""
    code = (
        "import os, signal, sys; import abm.commands.results as results; from abm.commands.main import main\n"
        "results.draw = lambda *_: None\n"
        "class System:\n"
        "    def __getattr__(self, name): return getattr(os, name)\n"
        "    def replace(self, source, target):\n"
        "        os.replace(source, target)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "results.os = System(); sys.argv = ['abm']; main(WORDS)"
    )
    words = ["run", *TINY, "hydra.run.dir=here"]
    line = [sys.executable, "-c", code.replace("WORDS", repr(words))]
    assert subprocess.run(line, cwd=tmp_path, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert names(tmp_path / "here") == {"runs.parquet", "unfinished"}
    monkeypatch.setattr("abm.execution.work.simulate", lambda *_: pytest.fail("a run was made twice"))
    assert abm(*words).code == 0
    monkeypatch.setattr("abm.execution.work.simulate", simulate)
    assert abm("run", *TINY, "hydra.run.dir=whole").code == 0
    assert content(tmp_path / "here") == content(tmp_path / "whole")
    assert not (tmp_path / "here" / "unfinished").exists()


@POSIX
def test_two_at_once(tmp_path):
    """Of two that start at the same moment one does the work and the other ends with one line and 2."""
    words = ("compare", "compare.norms=[reactive,mandate]", "replicates=6", *SMALL, "weeks=100", "workers=1")
    both = [started(*words, "hydra.run.dir=here", cwd=tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2], said
    (refusal,) = (said[number] for number in range(2) if both[number].returncode == 2)
    assert "here is in use: process " in refusal
    assert refusal.count("\n") == 1
    assert len(pd.read_parquet(tmp_path / "here" / "runs.parquet")) == 12
    assert json.loads((tmp_path / "here" / "provenance.json").read_text(encoding="utf-8"))["command"][1] == "compare"


@POSIX
@pytest.mark.parametrize(
    "words",
    [("describe",), ("sweep", "--help"), ("run", *TINY, "-m", "seed=1,2", "hydra.sweep.dir=all"), ("nonsense",)],
    ids=lambda words: words[0],
)
def test_reader_of_a_pipe_that_leaves(tmp_path, words):
    """`| head` and a reader that is gone at once: no traceback, also from Hydra and at the end of Python."""
    ours, theirs = os.pipe()
    os.close(ours)
    line = [*(BARE if words[0] == "run" else WITH_FIGURES), *words]
    answer = subprocess.run(line, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    assert answer.returncode == (2 if words == ("nonsense",) else 0)
    assert "Traceback" not in answer.stderr
    assert "Exception" not in answer.stderr
    assert "BrokenPipe" not in answer.stderr
    if words[0] == "run":
        assert len(list(tmp_path.rglob("runs.parquet"))) == 2
