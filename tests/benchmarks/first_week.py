"""How long a command takes to its first week; as a script it is ``abm`` that says when that has been lived."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

SAID = "the first week has been lived"
SHORT = ("weeks=3", "burn_in=0")


class Watch:
    """Finds the model as any import does, and has something done after its first week."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Answer the import of the model, and leave all others to others."""
        if name != "abm.model":
            return None
        spec = PathFinder.find_spec(name, path)
        assert spec is not None and spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_watch(module: ModuleType) -> None:
            execute(module)
            self._watch(module.PolicyModel)

        spec.loader.exec_module = execute_and_watch  # type: ignore[method-assign]
        return spec

    def _watch(self, model: Any) -> None:
        lives = model.step

        def step(self_: Any) -> None:
            lives(self_)
            model.step = lives
            self._then()

        model.step = step


def run(words: Sequence[str], then: Callable[[], None]) -> int:
    """Run a command of ``abm``, and do something after its first week."""
    sys.meta_path.insert(0, Watch(then))  # type: ignore[arg-type]
    from abm.commands.main import main

    return main(words)


def seconds(home: Path, words: Sequence[str] = SHORT) -> float:
    """From starting ``abm run`` with the package of a folder to the end of its first week; what comes after is cut."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).resolve()), "run", *words, "hydra.run.dir=here"]
        environment = os.environ | {"PYTHONPATH": str(home.resolve())}
        began = time.perf_counter()
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout is not None
            there = any(line.strip() == SAID for line in process.stdout)
            took = time.perf_counter() - began
            process.kill()
    if not there:
        raise RuntimeError(f"abm run {' '.join(words)} ended before its first week")
    return took


if __name__ == "__main__":
    sys.path.pop(0)  # this folder, of which the command knows nothing
    sys.exit(run(sys.argv[1:], lambda: print(SAID, flush=True)))
