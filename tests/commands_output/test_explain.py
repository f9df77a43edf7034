"""``abm explain``: the words agree with the log, and a wrong question gets one line."""

import pandas as pd
import pytest

from abm.commands.explain import explain
from abm.recorder import DECISION_COLUMNS

from .conftest import choice


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
        incidents_after=5,
        benefit_after=0.52,
    )
    words = said(folder(row), "official=47")
    for part in (
        "Week 10: official 47, dossier 19 of ministry 2, opened in reaction to the news, 11 weeks to decide",
        "salience 0.62, sensitivity 0.40",
        "Considered going outside: yes",
        "Willing: 0.48, enough (0.25 is needed)",
        "Dared: 0.12, too little",
        "May: input could count for 0.21",
        "Can: internet consultation, dialogue",
        "to stay inside: not daring enough (chance 80%)",
        "decided in week 21, after 11 weeks",
        "50% of the evidence, 90% of the drafting, 75% of the coordination",
        "misfit from 0.70 to 0.64",
        "5 incidents in the 52 weeks after",
        "now expects 0.52 from going outside, 0.50 before",
    ):
        assert part in words, part


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"considers": False, "dares": 0.0}, "it did not come to mind"),
        ({"willing": 0.1, "dares": 0.2}, "not willing enough"),
        ({"willing": 0.2, "dares": 0.1}, "not daring enough"),
        ({"may": 0.01}, "input could hardly have counted"),
        ({"can": ""}, "no method fitted the weeks and hours"),
        ({"can": None}, "no method fitted the weeks and hours"),
        ({}, "nothing fell short"),
    ],
)
def test_what_fell_short_is_named(folder, said, values, reason):
    """Protects the reason given from being another than the number that failed."""
    assert f"Chose to stay inside: {reason}" in said(folder(choice(**values)), "official=47")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("conjunctive", "not daring enough"), ("additive", "nothing fell"), ("substitutive", "nothing fell")],
)
def test_the_reason_follows_the_rule_and_threshold_of_the_run(folder, said, rule, reason):
    """Protects runs with another readiness rule or threshold from being explained by the default one."""
    row = choice(willing=0.9, dares=0.2)
    assert f"stay inside: {reason}" in said(folder(row, readiness=rule), "official=47")
    assert "stay inside: nothing fell short" in said(folder(row, readiness=rule, threshold=0.1), "official=47")


def test_going_outside_ticking_the_box_and_explaining_have_their_own_words(folder, said):
    """Protects the four kinds of choice from being told as one another, with what followed each."""
    where = folder(
        choice(official=1, chosen="dialogue", respondents=50, adoption=0.12, escalated=True),
        choice(official=2, chosen="tick_box", can="", audited=True, sanctioned=True, demand_must_explain=True),
        choice(official=3, chosen="explained", considers=False, rejected=True),
    )
    outside = said(where, "official=1")
    assert "to go outside with dialogue" in outside
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
        "went outside: dialogue 25%",
        "ticked the box 0%",
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
        ([], ["DIR is missing"]),
        (["{folder}/none"], ["none", "no such folder"]),
        (["{empty}"], ["holds no decisions.parquet"]),
        (["{folder}", "{empty}"], ["one folder at a time"]),
        (["{folder}", "official=999"], ["official=999", "47, 50 to 52"]),
        (["{folder}", "official=-1"], ["official=-1", "47, 50 to 52"]),
        (["{folder}", "official=seventeen"], ["official=seventeen", "a whole number"]),
        (["{folder}", "official="], ["official= ", "a whole number"]),
        (["{folder}", "official=1.5"], ["official=1.5", "a whole number"]),
        (["{folder}", "offical=17"], ["offical=17", "did you mean official?"]),
        (["{folder}", "norms=reactiv"], ["norms=reactiv", "did you mean reactive?"]),
        (["{folder}", "seed=9"], ["seed=9", "for seed 1"]),
        (["{folder}", "official=50", "week=11"], ["week=11", "for week 10"]),
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
        assert part in printed.err, printed.err


@pytest.mark.parametrize("spoilt", ["decisions.parquet", "config.yaml"])
def test_a_spoilt_file_gets_one_line(folder, capsys, spoilt):
    """Protects against a traceback on a folder that was cut short or edited by hand."""
    where = folder(choice())
    (where / spoilt).write_text("officials: [", encoding="utf-8")
    assert explain([str(where)]) == 2
    assert str(where / spoilt) in capsys.readouterr().err


def test_a_log_without_choices_or_without_a_column_gets_one_line(folder, capsys):
    """Protects runs with record.decisions=false, and records of another version."""
    where = folder(choice())
    pd.DataFrame([choice()]).iloc[:0].to_parquet(where / "decisions.parquet")
    assert explain([str(where)]) == 2
    assert "no choice" in capsys.readouterr().err
    pd.DataFrame([choice()]).drop(columns="dares").to_parquet(where / "decisions.parquet")
    assert explain([str(where)]) == 2
    assert "dares" in capsys.readouterr().err


def test_the_columns_told_are_those_recorded():
    """Protects the words from falling silent when the recorder renames a column: every made-up column is a real one."""
    assert set(choice()) - {"run_id", "norms", "seed"} == set(DECISION_COLUMNS) - {"hours_outside"}


def test_a_folder_named_like_an_override_is_a_folder(folder, said, monkeypatch):
    """Protects Hydra's multirun folders, whose names hold the overrides."""
    where = folder(choice())
    named = where / "norms=reactive,seed=1"
    named.mkdir()
    for name in ("decisions.parquet", "config.yaml"):
        (where / name).rename(named / name)
    monkeypatch.chdir(where)
    assert "Official 47" in said(named.name, "official=47")
