"""``abm explain``: the words agree with the log, and a wrong question gets one line."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from abm import load
from abm.commands.explain import explain, in_words
from abm.observation.decision_log import NEEDED
from abm.observation.record import DECISION_COLUMNS, Recording, simulate
from abm.policy.choice import READINESS, Reasons

from .choices import choice


@pytest.fixture
def said(capsys):
    """A function that runs the command and gives what it said, as one line of words."""

    def run(*arguments) -> str:
        assert explain([str(argument) for argument in arguments]) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        return " ".join(printed.out.split())

    return run


def test_the_five_numbers_the_choice_and_its_outcome_are_told(folder, said):
    """Protects the one answer the command is for: why this official stayed inside, and what came of it."""
    row = choice(
        kind="reactive",
        salience=0.62,
        deadline=11.0,
        willing=0.48,
        dares=0.12,
        may=0.21,
        decided_week=21,
        lead_time=11.0,
        evidence_share=0.5,
        drafting_share=0.9,
        coordination_gap=0.25,
        misfit_after=0.64,
        incidents_window=26,
        incidents_after=5,
        benefit_after=0.52,
    )
    words = said(folder(row), "official=47")
    for part in (
        "Week 10: official 47, dossier 19 of ministry 2, opened in reaction to the news, 11 weeks to decide",
        "salience 0.62, sensitivity 0.40",
        "Considered going outside: yes",
        "Willing: 0.48.",
        "Dared: 0.12, too little.",
        "Ready: the least of both, 0.12, where 0.25 is needed: 0.13 short",
        "May: input could count for 0.21",
        "Can: internet consultation, dialogue sessions",
        "to stay inside: not daring enough (chance 80%)",
        "decided in week 21, after 11 weeks",
        "50% of the evidence, 90% of the drafting, 75% of the coordination",
        "misfit from 0.70 to 0.64",
        "5 incidents in the 26 weeks after",
        "then expected 0.52 from going outside, 0.50 at the choice",
    ):
        assert part in words, part


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"considers": False, "dares": 0.0}, "it did not come to mind"),
        ({"willing": 0.1, "dares": 0.2}, "not willing enough"),
        ({"willing": 0.2, "dares": 0.1}, "not daring enough"),
        ({"may": 0.01}, "nothing fell short"),  # the rule knows no least room; only an audit looks at it
        ({"can": ""}, "no method fitted the weeks and hours"),
        ({}, "nothing fell short"),
    ],
)
def test_what_fell_short_is_named(folder, said, values, reason):
    """Protects the reason given from being another than the number that failed."""
    assert f"Chose to stay inside: {reason}" in said(folder(choice(**values)), "official=47")


@pytest.mark.parametrize(
    ("rule", "reason", "ready"),
    [
        ("conjunctive", "not daring enough", "the least of both, 0.20, where 0.25 is needed: 0.05 short"),
        ("additive", "nothing fell", "the mean, 0.55, where 0.25 is needed: 0.3 to spare"),
        ("substitutive", "nothing fell", "the most of both, 0.90, where 0.25 is needed: 0.65 to spare"),
        ("triple", "not daring enough", "the least of the three, 0.20, where 0.25 is needed: 0.05 short"),
    ],
)
def test_the_reason_follows_the_rule_and_threshold_that_were_logged(folder, said, rule, reason, ready):
    """Protects an official who was ready from being told that he was not, whatever the folder's first norm set says."""
    row = choice(willing=0.9, dares=0.2, readiness_rule=rule)
    words = said(folder(row), "official=47")
    assert f"stay inside: {reason}" in words
    assert f"Ready: {ready}" in words
    assert ("too little" in words) == (reason == "not daring enough")
    row = choice(willing=0.9, dares=0.2, readiness_rule=rule, threshold=0.1)
    assert "stay inside: nothing fell short" in said(folder(row), "official=47")


def test_an_imposed_choice_is_not_given_the_official_s_reasons(folder, said):
    """Protects runs with imposed timing: the official's own choice was overridden, in words and in the overview."""
    where = folder(
        choice(official=1, imposed=True, dares=0.0, probability=1.0),
        choice(official=2, imposed=True, chosen="dialogue", can="", probability=1.0),
    )
    assert "to stay inside: the timing was imposed, whatever the official weighed." in said(where, "official=1")
    assert "with dialogue sessions: the timing was imposed, whatever the official weighed." in said(where, "official=2")
    overview = said(where)
    assert "the timing was imposed, whatever the 100% official weighed" in overview
    assert "not daring enough 0%" in overview


of_real = pytest.mark.xdist_group("explain_real")  # one worker lives it


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A comparison in which norm sets, a `set` event and imposed timing give choices different thresholds and rules."""
    common = ("population.citizens=200", "burn_in=13", "weeks=39", "incidents.panel=50", "ministries.count=2")
    event = "events=[{week: 10, kind: set, target: officials.threshold_conjunctive, size: 0.0}]"
    plans = [
        load(*common, event, "shocks.rate=0.5", "ministries.planned_interval=26"),
        load(*common, "norms=anticyclical", "officials.readiness=additive", "officials.threshold_additive=0.1"),
        load(*common, "norms=mandate", "timing=even", "officials.threshold_conjunctive=0.9"),
    ]
    where = tmp_path_factory.mktemp("real")
    pq.write_table(Recording.concat([simulate(plan, 3) for plan in plans]).decisions, where / "decisions.parquet")
    return where


@of_real
def test_what_was_logged_is_what_the_rule_did(real):
    """Protects the reasons: in a real log the five numbers, rule, threshold and readiness agree with one another."""
    log = pd.read_parquet(real / "decisions.parquet")
    for row in log.itertuples():
        reasons = Reasons(row.willing, row.dares, row.wishes, row.backed)
        assert READINESS[row.readiness_rule](reasons) - row.threshold == row.readiness
    of = {str(name): rows for name, rows in log.groupby("norms")}
    assert set(of["reactive"].query("week < 10")["threshold"]) == {0.28}
    assert set(of["reactive"].query("week > 10")["threshold"]) == {0.0}
    assert set(of["anticyclical"]["readiness_rule"]) == {"additive"}
    assert set(of["mandate"].query("week >= 0")["imposed"]) == {True}
    assert not log.query("norms != 'mandate'")["imposed"].any()


@of_real
def test_nobody_who_was_ready_is_told_that_he_was_not(real, said):
    """Protects every word about readiness in a folder of several thresholds, choice by choice."""
    for row in pd.read_parquet(real / "decisions.parquet").to_dict("records"):
        words = " ".join(in_words(row))
        ready = row["readiness"] >= 0.0
        assert ("to spare" in words or "just enough" in words) == ready
        assert ("too little" in words) == (not ready)
        if ready or row["imposed"]:
            assert "not daring enough" not in words
            assert "not willing enough" not in words
    assert "What fell short" in said(real)


def test_going_outside_ticking_the_box_and_explaining_have_their_own_words(folder, said):
    """Protects the four kinds of choice from being told as one another, with what followed each."""
    where = folder(
        choice(official=1, chosen="dialogue", respondents=50, adoption=0.12, escalated=True),
        choice(official=2, chosen="tick_box", can="", audited=True, sanctioned=True, demand_must_explain=True),
        choice(official=3, chosen="explained", considers=False, rejected=True),
    )
    outside = said(where, "official=1")
    assert "to go outside with dialogue sessions" in outside
    assert "50 respondents, whose input weighed 12% in the policy" in outside
    assert "escalated" in outside
    ticked = said(where, "official=2")
    assert "to tick the box: no method fitted" in ticked
    assert "an audit, failed" in ticked
    assert "The norm asked to comply or explain" in ticked
    explained = said(where, "official=3")
    assert "to stay inside and explain it" in explained
    assert "the explanation was rejected" in explained
    assert "not decided when the run ended" in explained


def test_twins_are_told_per_norm_set_and_their_common_past_once(folder, said):
    """Protects a comparison's folder: the first seed is told, the burn-in is not told once per norm set."""
    rows = [
        choice(norms=norms, seed=seed, week=week, salience=seed / 10)
        for norms in ("reactive", "anticyclical")
        for seed in (4, 5)
        for week in (-30, 8)
    ]
    words = said(folder(*rows), "official=47")
    assert words.count("Week -30") == 1
    assert words.count("Week 8") == 2
    assert words.count("salience 0.40") == 3
    assert "salience 0.50" not in words
    assert "seed=5" in words
    assert "salience 0.50" in said(folder(*rows), "official=47", "seed=5", "norms=anticyclical")


def test_the_overview_counts_choices_and_reasons_from_week_0_on(folder, said):
    """Protects the shares of the overview, and keeps the burn-in out of a norm set's account."""
    rows = [choice(chosen="dialogue")] * 2 + [choice(considers=False)] * 3 + [choice(dares=0.0)] * 3
    words = said(folder(*rows, choice(week=-5, chosen="tick_box")))
    for part in (
        "stayed inside 75%",
        "went outside: dialogue sessions 25%",
        "tick-box exercise 0%",
        "number of choices 8",
        "it did not come to mind 50%",
        "not daring enough 50%",
        "not willing enough 0%",
    ):
        assert part in words, part
    assert "number of choices 1 " in said(folder(choice(ministry=1), choice(ministry=2)), "ministry=2")


def test_an_official_who_never_chose_is_no_mistake(folder, said):
    """Protects short runs, in which most officials lead no process: the answer is that, and who did lead one."""
    assert "Official 17 led no process here" in said(folder(choice(), choice(official=3)), "official=17")
    assert "who did: 3, 47" in said(folder(choice(), choice(official=3)), "official=17")


def test_six_norm_sets_keep_their_names_on_a_narrow_terminal(folder, said, monkeypatch):
    """Protects the overview from being cut where the norm sets do not fit side by side."""
    names = ("reactive", "tick_box", "mandate", "comply_or_explain", "academy", "anticyclical")
    where = folder(*(choice(norms=name) for name in names))
    for width in ("60", "140"):
        monkeypatch.setenv("COLUMNS", width)
        words = said(where)
        assert all(name in words for name in names)
        assert "…" not in words


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ([], ["DIR must be given"]),
        (["{folder}/none"], ["none", "a folder that exists"]),
        (["{empty}"], ["a folder with decisions.parquet in it"]),
        (["{folder}", "{empty}"], ["one folder at a time"]),
        (["{folder}", "official=999"], ["official must be one for which choices were made (47, 50 to 52), not 999"]),
        (["{folder}", "official=-1"], ["official must be one for which choices were made (47, 50 to 52), not -1"]),
        (["{folder}", "official=seventeen"], ["official must be a whole number, not seventeen"]),
        (["{folder}", "official="], ["official must be a whole number, not empty"]),
        (["{folder}", "official=1.5"], ["official must be a whole number, not 1.5"]),
        (["{folder}", "offical=17"], ["the key must be one of norms", "did you mean official?"]),
        (["{folder}", "official=1e3"], ["official must be a whole number, not 1e3"]),
        (["{folder}", "official=1_0"], ["official must be a whole number, not 1_0"]),
        (["{folder}", "official=" + "9" * 5000], ["official must be a whole number, not 999"]),
        (["{folder}", "seed=99999999999999999999"], ["seed must be one", "not 99999999999999999999"]),
        (["{folder}", "official=47", "official=50"], ["official must be given once, not 47 and 50"]),
        (["{folder}", "norms=reactive", "norms=reactive"], ["norms must be given once"]),
        (["{folder}", "norms="], ["norms must be one of reactive, not empty"]),
        (["nowhere\0"], ["a folder that exists"]),
        (["{folder}", "norms=reactiv"], ["norms must be one of reactive, not reactiv; did you mean reactive?"]),
        (["{folder}", "seed=9"], ["seed must be one for which choices were made (1), not 9"]),
        (["{folder}", "official=50", "week=11"], ["week must be one for which choices were made (10), not 11"]),
    ],
)
def test_a_wrong_question_gets_one_line_and_exit_code_2(folder, tmp_path, capsys, arguments, parts):
    """Protects a user from tracebacks and from a silent answer to another question."""
    empty = tmp_path / "empty"
    empty.mkdir()
    where = folder(*(choice(official=number) for number in (47, 50, 51, 52)))
    assert explain([argument.format(folder=where, empty=empty) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    for part in parts:
        for word in part.replace("=", " ").split():  # the key, and what was given
            assert word in printed.err, printed.err


@pytest.mark.parametrize("spoilt", ["decisions.parquet", "config.yaml"])
@pytest.mark.parametrize(
    "content",
    [b"officials: [", b"", b"\xff\xfe\x00", b"PAR1PAR1", b"- 1\n- 2\n", b"officials: {per_ministry: ten}\n",
     b"officials: 7\n", b"officials: {per_ministry: 1000000000}\n", b"a: &a [*a]\n", b"[" * 5000],
)  # fmt: skip
def test_a_spoilt_file_gets_one_line(folder, capsys, spoilt, content):
    """Protects against a traceback on a folder that was cut short or edited by hand."""
    where = folder(choice())
    (where / spoilt).write_bytes(content)
    assert explain([str(where)]) == 2
    said = capsys.readouterr()
    assert str(where / spoilt) in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_a_file_cut_short_or_a_folder_in_its_place_gets_one_line(folder, capsys):
    """Protects a folder whose copying was interrupted."""
    where = folder(choice())
    path = where / "decisions.parquet"
    whole = path.read_bytes()
    for length in (3, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert explain([str(where)]) == 2
    path.unlink()
    path.mkdir()
    assert explain([str(where)]) == 2
    assert capsys.readouterr().err.count("\n") == 4


@pytest.mark.parametrize(
    ("column", "value"),
    [("week", "later"), ("week", None), ("considers", "maybe"), ("can", 3.5), ("can", None), ("willing", [1.0]),
     ("willing", {"a": 1}), ("chosen", None), ("readiness", "high"), ("adoption", "much"), ("decided_week", b"x")],
)  # fmt: skip
def test_a_column_of_another_type_gets_one_line(folder, capsys, column, value):
    """Protects against a Parquet file of somebody else, or one that was edited, being told as if it were a log."""
    where = folder(choice())
    pd.DataFrame([choice() | {column: value}]).to_parquet(where / "decisions.parquet")
    assert explain([str(where)]) == (0 if (column, value) == ("can", 3.5) else 2)  # any number reads as a name
    assert (column, value) == ("can", 3.5) or capsys.readouterr().err.count("\n") == 1


def test_names_that_look_like_markup_are_told_as_they_are(folder, said):
    """Protects against a traceback, or a name that vanishes, where a norm set or a method has brackets in its name."""
    where = folder(choice(norms="[/x]", chosen="[red]m", can="[/b]"))
    for words in (said(where), said(where, "official=47")):
        assert "[red]m" in words
        assert "[/x]" in words


def test_a_log_without_choices_or_without_a_column_gets_one_line(folder, capsys):
    """Protects runs with record.decisions=false, and tables of somebody else."""
    where = folder(choice())
    pd.DataFrame([choice()]).iloc[:0].to_parquet(where / "decisions.parquet")
    assert explain([str(where)]) == 2
    assert "no choice" in capsys.readouterr().err
    for name in NEEDED:
        pd.DataFrame([choice()]).drop(columns=name).to_parquet(where / "decisions.parquet")
        assert explain([str(where)]) == 2
        told = capsys.readouterr()
        assert f"cannot be explained: it lacks {name}; a Parquet file that abm run or compare wrote has it" in told.err
        assert (told.out, told.err.count("\n")) == ("", 1)


def test_the_columns_told_are_those_recorded():
    """Protects the words from falling silent when the recorder renames a column: every made-up column is a real one."""
    assert set(choice()) - {"run_id", "norms", "seed"} == set(DECISION_COLUMNS)


def test_a_folder_named_like_an_override_is_a_folder(folder, said, monkeypatch):
    """Protects Hydra's multirun folders, whose names hold the overrides."""
    where = folder(choice())
    named = where / "norms=reactive,seed=1"
    named.mkdir()
    for name in ("decisions.parquet", "config.yaml"):
        (where / name).rename(named / name)
    monkeypatch.chdir(where)
    assert "Official 47" in said(named.name, "official=47")
