"""The named sets of calibrated worlds are the accepted members, to the digit, and no others."""

from __future__ import annotations

from operator import attrgetter

import pytest

import abm
from abm.configuration.loading import options
from abm.declare import CALIBRATED, assign
from abm.documentation import calibrated, odd
from abm.experiments.calibrating.design import design
from abm.parameters.checks import declared

MEMBERS = odd.rows_of(calibrated.MEMBERS)
ACCEPTED = [row for row in MEMBERS if row["accepted"] == "yes"]


def test_the_files_are_what_the_table_makes_of_them():
    """A number that is changed in a file, or in the table alone, fails here."""
    assert calibrated.stale(write=False) == [], "run python -m abm.documentation --write"


def test_a_table_that_changes_makes_files_stale(monkeypatch, tmp_path):
    """The check can fail: of a new member, of another value, and of a member that is no longer accepted."""
    row = dict(MEMBERS[0], accepted="yes", member="7")
    monkeypatch.setattr(calibrated, "FOLDER", tmp_path)
    monkeypatch.setattr(calibrated, "rows_of", lambda name: [row])
    name = "configs/calibration/member_007.yaml"
    assert calibrated.stale(write=False) == [name]
    assert calibrated.stale(write=True) == [] == calibrated.stale(write=False)
    row["shocks.rate"] = "0.5"
    assert calibrated.stale(write=False) == [name]
    assert calibrated.stale(write=True) == [] == calibrated.stale(write=False)
    row["accepted"] = "no"
    assert calibrated.stale(write=False) == [name]
    assert calibrated.stale(write=True) == [] == list(tmp_path.iterdir())


def test_every_accepted_member_can_be_chosen_by_name():
    """``calibration=member_007`` gives the values that were run; all else is as by default."""
    names = [f"member_{int(row['member']):03}" for row in ACCEPTED]
    assert options("calibration") == ["default", *names]
    default = abm.load()
    for name, row in zip(names[:3], ACCEPTED, strict=False):
        given = abm.load(f"calibration={name}")
        assert {key: attrgetter(key)(given) for key in design().keys} == {
            key: pytest.approx(float(row[key]), rel=0) for key in design().keys
        }
        for key in design().keys:
            assign(given, key, attrgetter(key)(default))
        assert given == default


def test_the_default_is_the_accepted_member_nearest_to_the_median():
    """A default that is no accepted world, or another than is said, fails here; each number says where it is from."""
    typical = min(ACCEPTED, key=lambda row: float(row["typical"]))
    assert abm.load() == abm.load(f"calibration=member_{int(typical['member']):03}")
    assert f"member {typical['member']}," in (calibrated.FOLDER / "default.yaml").read_text(encoding="utf-8")
    sourced = {key for key, item in declared().items() if CALIBRATED in item.source}
    assert sourced == set(design().keys)


def test_what_cannot_be_told_is_said_wherever_a_number_is_shown():
    """Whether known values were recovered stands in the source of each parameter, which every table and page shows."""
    words = {"yes": "identified", "weakly": "weakly identified", "no": "not identified"}
    rows = odd.rows_of("calibration_recovery.csv")
    assert {row["parameter"] for row in rows} == set(design().keys)
    for row in rows:
        source = declared()[row["parameter"]].source
        assert source.partition(";")[0] == f"{CALIBRATED}, {words[row['identified']]}", row["parameter"]


def test_texts_say_how_many_were_accepted():
    """A set that is found anew leaves no old number in either README, ODD or the list of studies."""
    of_members = f"{len(ACCEPTED)} of {len(MEMBERS)} members are accepted"
    for name, said in (
        ("README.md", f"one of the {len(ACCEPTED)} that"),
        ("README.nl.md", f"een van de {len(ACCEPTED)} die"),
        ("docs/ODD.md", of_members),
        ("experiments/README.md", of_members),
    ):
        assert said in (odd.TEXT.parents[1] / name).read_text(encoding="utf-8"), name
