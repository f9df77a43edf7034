"""Mutation testing of the rules by hand, with cosmic-ray: ``python -m tests.mutation FOLDER``.

FOLDER keeps the session: the first call draws the sample, every later one goes on where it was stopped. Each mutant is
made in a copy of the repository, so the own one is never touched. What holds at last is printed; with ``--write`` it
becomes ``docs/mutation.md``.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

from tests.mutation.judge import judge, settle_in
from tests.mutation.report import report
from tests.mutation.sample import HOUSE, no_rule, rule_files, sample, tells_something


def draw(database: WorkDB, wanted: int, seed: int) -> None:
    """Find all mutations of rules, and enter a sample of them into a new session."""
    strata = []
    for path in rule_files():
        spans = no_rule((HOUSE / path).read_text(encoding="utf-8"))
        items = [item for item in _all_work_items([path], {}) if tells_something(item.mutations[0].operator_name)]
        strata.append([item for item in items if not any(s.holds(item.mutations[0].start_pos) for s in spans)])
    database.add_work_items(sample(strata, wanted, seed))
    print(f"{sum(map(len, strata))} mutations in {len(strata)} files; a sample of {database.num_work_items}")


def escaped(database: WorkDB) -> set[str]:
    """Mutants that no test has caught so far."""
    return {job for job, result in database.results if result.test_outcome is TestOutcome.SURVIVED}


def work(database: WorkDB, pending: list[WorkItem], workers: int, until: float) -> None:
    """Judge what is still to be judged; each result is kept at once."""
    total, judged = database.num_work_items, database.num_work_items - len(pending)
    with (
        tempfile.TemporaryDirectory() as home,
        ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), settle_in, (home,)) as pool,
    ):
        running: dict[Future[WorkResult], WorkItem] = {}
        while (pending and time.monotonic() < until) or running:
            while pending and len(running) < workers and time.monotonic() < until:
                item = pending.pop(0)
                running[pool.submit(judge, item)] = item
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                item, result = running.pop(done), done.result()
                database.set_result(item.job_id, result)
                judged += 1
                said = "escaped" if result.test_outcome is TestOutcome.SURVIVED else "caught"
                mutation = item.mutations[0]
                print(f"{judged}/{total} {said} {mutation.module_path}:{mutation.start_pos[0]}", flush=True)


def _place(item: WorkItem) -> tuple[str, str, int]:
    mutation = item.mutations[0]
    return (mutation.module_path.as_posix(), mutation.operator_name, mutation.occurrence)


def digest() -> str:
    """Digest of the rules without their words: a session is about these and no others."""
    trees = [ast.parse((HOUSE / path).read_text(encoding="utf-8")) for path in rule_files()]
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return hashlib.blake2b("".join(map(ast.dump, trees)).encode(), digest_size=8).hexdigest()


def main(words: list[str] | None = None) -> int:
    """Draw, go on, report; gives 1 as long as there is something to do."""
    parser = argparse.ArgumentParser("python -m tests.mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="keeps the session")
    parser.add_argument("--mutants", type=int, default=400, help="size of a new sample")
    parser.add_argument("--seed", type=int, default=1, help="seed of a new sample")
    parser.add_argument("--minutes", type=float, default=90.0, help="no mutant is begun later than this")
    parser.add_argument("--again", action="store_true", help="judge once more what escaped, after new tests")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="write docs/mutation.md, complete or not")
    given = parser.parse_args(words)
    if given.mutants < 1 or given.workers < 1:
        parser.error("--mutants and --workers must be at least 1")
    session = given.folder / f"{digest()}.sqlite"
    given.folder.mkdir(parents=True, exist_ok=True)
    if not session.exists() and any(given.folder.glob("*.sqlite")):
        parser.error(f"{given.folder} must be a new folder, for its session is about other sources")
    new = not session.exists()
    os.chdir(HOUSE)
    with use_db(session, WorkDB.Mode.create) as database:
        if new:
            draw(database, given.mutants, given.seed)
        jobs = escaped(database) if given.again else {item.job_id for item in database.pending_work_items}
        pending = sorted((item for item in database.work_items if item.job_id in jobs), key=_place)
        work(database, pending, given.workers, time.monotonic() + 60 * given.minutes)
        text, complete = report(database)
    print(text)
    if given.write:
        (HOUSE / "docs" / "mutation.md").write_text(text, encoding="utf-8", newline="\n")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
