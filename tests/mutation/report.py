"""What a session of mutation testing found, as the page that is kept."""

from __future__ import annotations

from collections import Counter

from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import TestOutcome, WorkResult
from scipy import stats

from abm import RESULTS_VERSION

HEAD = """\
# Mutation testing of the rules

Written by `python -m tests.mutation FOLDER --write` (cosmic-ray); run by hand, for it takes an hour or more. Every
mutant changes one operator, number, comparison or branch of a rule in `abm/policy`, `abm/agents` or `abm/norms`; tests
that name what they test look at it: those of the same folders, of what each parameter acts on, of `tests/claims` and
`tests/observation`, of the whole model and of conservation. The exact baseline and *every instrument moves something*
are left out: they would catch nearly all, and name nothing. The sample is drawn with a seed, from each file in
proportion to what can be mutated in it. Not tried is what says nothing: bitwise operators on real numbers (they fail
at once), identity in the place of equality, annotations, decorators, and declarations of parameters (generated tables
test those).

Judged were the rules of results version {version}.
"""


def report(database: WorkDB) -> tuple[str, bool]:
    """The page, and whether every mutant of the sample has been judged."""
    results = {job: result for job, result in database.results if result.test_outcome is not None}
    rows, escaped = Counter[tuple[str, bool]](), []
    for item in database.work_items:
        mutation = item.mutations[0]
        if (result := results.get(item.job_id)) is None:
            continue
        path = mutation.module_path.as_posix()
        caught = result.test_outcome is not TestOutcome.SURVIVED
        rows[path, caught] += 1
        if not caught:
            escaped.append((path, mutation.start_pos[0], *change(result)))
    caught, judged = sum(n for (_, was), n in rows.items() if was), rows.total()
    if not judged:
        return "no mutant has been judged yet\n", False
    planned = database.num_work_items
    interval = stats.binomtest(caught, judged).proportion_ci(method="wilson")
    lines = [
        HEAD.format(version=RESULTS_VERSION),
        f"**{caught} of {judged} mutants are caught: {caught / judged:.1%}** "
        f"(95% interval by Wilson: {interval.low:.1%} to {interval.high:.1%}).\n",
        *([f"Not complete: {judged} of the {planned} mutants of the sample have been judged.\n"] * (judged < planned)),
        "| file | mutants | caught |\n|---|---|---|",
    ]
    paths = sorted({path for path, _ in rows})
    lines += [f"| `{path}` | {rows[path, True] + rows[path, False]} | {rows[path, True]} |" for path in paths]
    lines += ["\n## What escaped\n", "| where | was | became |\n|---|---|---|"]
    lines += [f"| `{path}:{line}` | `{was}` | `{became}` |" for path, line, was, became in sorted(escaped)]
    return "\n".join(lines) + "\n", judged == planned


def change(result: WorkResult) -> tuple[str, str]:
    """The changed line before and after."""
    lines = [line for line in (result.diff or "").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    was, became = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return tuple(text.replace("|", "\\|") for text in (was, became))  # type: ignore[return-value]
