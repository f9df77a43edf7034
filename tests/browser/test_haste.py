"""A visitor is faster than the page is drawn: no click is lost, and none undoes another."""

from __future__ import annotations

from tests.browser.conftest import SMALL, Visit

OPEN = f"{SMALL}&lang=nl&a.norms=reactive&b.norms=reactive"


def test_instruments_ticked_at_once_are_all_taken(visit: Visit) -> None:
    """Three boxes ticked and one unticked again before anything is drawn: two remain."""
    visit.open(OPEN)
    visit.page.evaluate(
        """() => {
            const box = name => document.querySelector(`[data-instrument=${name}] [data-side=b]`);
            for (const name of ['pilots', 'board_norm', 'policy_compass', 'pilots']) box(name).click();
        }"""
    )
    visit.page.wait_for_selector("[data-differs=instruments]")
    visit.until("() => document.querySelectorAll('.abm-instruments [data-side=b]:checked').length === 2")
    visit.wait("paused")
    ticked = visit.page.eval_on_selector_all(
        ".abm-instruments tr",
        "all => all.filter(one => one.querySelector('[data-side=b]:checked')).map(one => one.dataset.instrument)",
    )
    assert sorted(ticked) == ["board_norm", "policy_compass"]


def test_lever_put_back_at_once_is_back(visit: Visit) -> None:
    """A lever that is moved and put back before anything is drawn stands where it stood."""
    visit.open(f"{OPEN}&week=5")
    field = "input[data-field='b.officials.courage']"
    before = visit.page.input_value(field)
    visit.page.evaluate(
        """([field, before]) => {
            const input = document.querySelector(field);
            for (const value of ['0,9', before]) {
                input.value = value;
                input.dispatchEvent(new Event('input'));
                input.dispatchEvent(new Event('change'));
            }
        }""",
        [field, before],
    )
    visit.page.wait_for_selector(".abm-schedule li")
    visit.play_to(8)
    assert visit.page.input_value(field) == before
    assert visit.count("[data-differs]") == 0


def test_fields_keep_what_is_being_typed(visit: Visit) -> None:
    """What is typed in one field stays there while another one is answered, and while the run plays."""
    visit.open(f"{OPEN}&week=5")
    visit.page.select_option("[data-field=speed]", "0")
    visit.act("play")
    visit.fill("b.officials.courage", "0,9")
    visit.page.focus("input[data-field='b.ministries.mandate']")
    visit.page.keyboard.press("Control+A")
    for letter in "0,77":
        visit.page.keyboard.type(letter)
        visit.page.wait_for_timeout(120)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("[data-differs='ministries.mandate']")
    assert "0,77" in visit.text("[data-differs='ministries.mandate']")
    assert "0,90" in visit.text("[data-differs='officials.courage']")
    visit.act("pause")
    visit.wait("paused")


def test_play_and_pause_at_once_pauses(visit: Visit) -> None:
    """Two clicks on the same button before anything is drawn are two clicks."""
    visit.open(OPEN)
    visit.page.evaluate("() => { for (const time of [1, 2]) document.querySelector('.abm-primary').click(); }")
    visit.page.wait_for_timeout(800)
    visit.wait("paused")
    week = visit.week
    visit.page.wait_for_timeout(600)
    assert visit.week == week
    assert visit.count("[data-act=play]") == 1


def test_speed_and_interval_chosen_at_once_are_both_taken(visit: Visit) -> None:
    """Neither choice carries an old value of the other."""
    visit.open(OPEN)
    visit.page.evaluate(
        """() => {
            for (const [name, value] of [['interval', '13'], ['speed', '0'], ['interval', '4']]) {
                const field = document.querySelector(`[data-field=${name}]`);
                field.value = value;
                field.dispatchEvent(new Event('change'));
            }
        }"""
    )
    visit.until("() => document.querySelector('[data-field=speed]').value === '0'")
    visit.page.wait_for_timeout(500)
    assert visit.page.input_value("[data-field=interval]") == "4"
    assert visit.page.input_value("[data-field=speed]") == "0"
