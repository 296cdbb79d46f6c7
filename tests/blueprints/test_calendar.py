"""The calendars in the administrator's hands: nothing is saved before what moves was shown, and then exactly that."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from extensions import db, write
from models.application import Application
from models.calendar import CalendarException, CalendarYear, load_calendar
from models.event import Event
from rules.calendar import DayReason, Scheme
from tests.reviewing_client import form_in, parse, text_of

CORRECT = "/reference/calendar/correct"
DAY_OFF = {
    "scheme": "both",
    "day": "2013-05-20",
    "kind": "off",
    "name": "Күн",
    "act": "Приказ № 7",
    "reason": "Объявлено",
}
EXCHANGE = {
    "scheme": "committee", "day": "2013-05-20", "exchanged_with": "2013-05-25", "kind": "off",
    "act": "Постановление № 345", "reason": "Перенос",
}  # fmt: skip


@pytest.fixture
def administrator(login_as):
    return login_as("administrator")


def words_of(answer) -> str:
    return text_of(next(parse(answer.get_data(as_text=True)).iter("main")))


def saving(administrator, values=DAY_OFF, url=CORRECT):
    """The form on the page that shows what moves."""
    answer = administrator.submit(url, values)
    assert answer.status_code == 200, words_of(answer)
    return form_in(answer)


def events(kind: str) -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def stored(case) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, case.id)


def row(scheme: Scheme, day: date) -> CalendarException | None:
    db.session.rollback()
    return db.session.get(CalendarException, (scheme, day))


def test_what_moves_is_shown_before_anything_is_saved(administrator, make_application):
    case = make_application("euc")
    shown = words_of(administrator.submit(CORRECT, DAY_OFF))
    assert case.number in shown
    assert "28.05.2013 → 29.05.2013" in shown
    assert "Приказ № 7" in shown
    assert row(Scheme.CENTER, date(2013, 5, 20)) is None
    assert stored(case).term_ends_on == date(2013, 5, 28)


def test_what_was_shown_is_saved_with_its_event_and_its_moves(administrator, make_application, login_as):
    case = make_application("euc")
    answer = administrator.send(saving(administrator))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/reference/calendar/2013/committee"
    assert stored(case).term_ends_on == date(2013, 5, 29)
    made = row(Scheme.CENTER, date(2013, 5, 20))
    assert made and (made.is_working, made.reason, made.name, made.act) == (
        False,
        DayReason.CORRECTED,
        "Күн",
        "Приказ № 7",
    )
    (told,) = events("calendar_corrected")
    assert (told.subject, told.data["reason"], told.data["moved"]) == ("calendar:2013", "Объявлено", 1)
    page = text_of(next(login_as("clerk").page("/reference/calendar/2013/committee").iter("main")))
    assert "Объявлено" in page
    assert "Иванова М. П." in page, "who did it"
    assert "29.05.2013" in text_of(next(login_as("officer").page(f"/cases/{case.id}/history").iter("main")))
    assert "Приказ № 7" in text_of(next(login_as("auditor").page("/audit").iter("main")))


def test_a_double_click_corrects_once(administrator):
    form = saving(administrator)
    assert [administrator.send(form).status_code for _ in range(2)] == [303, 303]
    assert len(events("calendar_corrected")) == 1
    assert db.session.get_one(CalendarYear, 2013).revision == 2


def test_two_days_are_exchanged_in_one_form(administrator):
    assert administrator.send(saving(administrator, EXCHANGE)).status_code == 303
    off, worked = (row(Scheme.COMMITTEE, date(2013, 5, day)) for day in (20, 25))
    assert off and worked
    assert (off.is_working, off.reason, off.moved_from) == (False, DayReason.MOVED_OFF, date(2013, 5, 25))
    assert (worked.is_working, worked.reason, worked.moved_from) == (True, DayReason.MOVED_WORKING, date(2013, 5, 20))
    assert off.act == worked.act == "Постановление № 345"
    assert load_calendar().is_working(Scheme.CENTER, date(2013, 5, 20)), "moves do not apply to the Centers"


def test_an_exchange_without_its_act_is_told_of_and_may_be_founded_later(administrator):
    form = saving(administrator, {**EXCHANGE, "act": ""})
    assert "Основание не указано" in words_of(administrator.submit(CORRECT, {**EXCHANGE, "act": ""}))
    assert administrator.send(form).status_code == 303
    answer = administrator.submit(CORRECT, EXCHANGE)
    assert "Основание не указано" not in words_of(answer)
    administrator.send(form_in(answer))
    days = [one for day in (20, 25) if (one := row(Scheme.COMMITTEE, date(2013, 5, day)))]
    assert [one.act for one in days] == ["Постановление № 345"] * 2


def test_a_day_of_an_exchange_is_told_without_doubled_words(administrator):
    shown = words_of(administrator.submit(CORRECT, EXCHANGE))
    assert "рабочий день: выходной перенесён; Постановление № 345; взамен 20.05.2013" in shown
    assert "рабочий день: рабочий день" not in shown


def test_an_exchange_is_taken_back_as_one(administrator):
    administrator.send(saving(administrator, EXCHANGE))
    form = administrator.form(f"{CORRECT}?scheme=committee&day=2013-05-20", CORRECT)
    assert ("exchanged_with", "2013-05-25") in form.fields
    administrator.send(form_in(administrator.send(form, {"kind": "pattern", "reason": "Отменено"})))
    assert [row(Scheme.COMMITTEE, date(2013, 5, day)) for day in (20, 25)] == [None, None]


def test_the_other_day_of_an_exchange_is_named_when_it_is_left_as_it_is(administrator):
    values = {"scheme": "committee", "day": "2013-05-10", "kind": "pattern", "reason": "Отменено"}
    left = "04.05.2013 был обменян с 10.05.2013"
    assert left in words_of(administrator.submit(CORRECT, values))
    assert left not in words_of(administrator.submit(CORRECT, {**values, "exchanged_with": "2013-05-04"}))


def test_an_act_added_by_hand_leaves_the_day_a_holiday(administrator, make_application):
    case = make_application("euc")
    url = f"{CORRECT}?scheme=committee&day=2013-05-08"
    day = date(2013, 5, 9)
    form = saving(
        administrator, {"day": day, "kind": "off", "act": "Закон", "reason": "Акт", "scheme": "committee"}, url
    )
    administrator.send(form)
    made = row(Scheme.COMMITTEE, day)
    assert made and (made.reason, made.act) == (DayReason.HOLIDAY, "Закон")
    assert stored(case).version == case.version


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "2013-02-30"}, "day"),
        ({"day": "1999-01-01"}, "day"),
        ({"day": "2060-05-20"}, "day"),
        ({"reason": ""}, "reason"),
        ({"reason": "я" * 1001}, "reason"),
        ({"act": "я" * 201}, "act"),
        ({"name": "я\x07"}, "name"),
        ({"kind": None}, "kind"),
        ({"kind": "moon"}, "kind"),
        ({"scheme": "moon"}, "scheme"),
        ({"exchanged_with": "2013-05-25"}, "exchanged_with"),  # both calendars
        ({"scheme": "committee", "exchanged_with": "2013-05-20"}, "exchanged_with"),
        ({"scheme": "committee", "exchanged_with": "2013-05-21"}, "exchanged_with"),
        ({"scheme": "committee", "exchanged_with": "2060-05-25"}, "exchanged_with"),
        ({"scheme": "committee", "kind": "working", "exchanged_with": "2013-05-26"}, "day"),  # worked already
        (
            {"scheme": "committee", "day": "2013-05-25", "kind": "working", "exchanged_with": "2013-05-26"},
            "exchanged_with",
        ),
        ({"scheme": "committee", "kind": "pattern"}, "reason"),  # it is so already
        ({"scheme": "committee", "kind": "working", "name": "", "act": ""}, "reason"),  # so too
        ({"day": "2013-05-19", "name": "", "act": ""}, "reason"),  # a Sunday is off
        ({"scheme": "committee", "day": "2013-05-19", "exchanged_with": "2013-05-25"}, "day"),  # off already
        ({"scheme": "committee", "day": "2013-05-21", "kind": "working", "exchanged_with": "2013-05-22"}, "day"),
        ({"scheme": "committee", "day": "2013-05-09", "kind": "working", "exchanged_with": "2013-05-20"}, "day"),
        ({"scheme": "committee", "exchanged_with": "2013-05-09"}, "exchanged_with"),  # Victory Day
        ({"scheme": "committee", "exchanged_with": "2014-01-11"}, "exchanged_with"),  # another year
        (
            {"scheme": "committee", "day": "2013-05-10", "kind": "working", "exchanged_with": "2013-05-04"},
            "exchanged_with",
        ),  # an exchange turned round
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_told_at_its_field_and_keeps_what_was_typed(administrator, values, field):
    answer = administrator.submit(CORRECT, {**DAY_OFF, **values})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    if "act" not in values:
        assert 'value="Приказ № 7"' in page
    assert not events("calendar_corrected")


def test_a_case_registered_since_the_look_makes_a_new_look_necessary(administrator, make_application):
    form = saving(administrator)
    case = make_application("euc")
    answer = administrator.send(form)
    assert answer.status_code == 409
    assert case.number in words_of(answer)
    assert not events("calendar_corrected")
    assert administrator.send(form_in(answer)).status_code == 303
    assert stored(case).term_ends_on == date(2013, 5, 29)


def test_a_calendar_changed_since_the_look_makes_a_new_look_necessary(administrator):
    first, second = saving(administrator), saving(administrator, {**DAY_OFF, "day": "2013-05-21"})
    assert administrator.send(first).status_code == 303
    answer = administrator.send(second)
    assert answer.status_code == 409
    assert administrator.send(form_in(answer)).status_code == 303
    assert row(Scheme.COMMITTEE, date(2013, 5, 21))


def test_what_was_entered_may_be_changed_after_the_look(administrator):
    answer = administrator.send(saving(administrator), {"edit": "1"})
    assert answer.status_code == 200
    fields = dict(form_in(answer).fields)
    assert (fields["reason"], fields["day"]) == ("Объявлено", "2013-05-20")
    assert not events("calendar_corrected")


def test_what_does_not_move_is_told_with_why(administrator, login_as, make_application, set_clock):
    make_application("euc")
    shown = words_of(administrator.submit(CORRECT, DAY_OFF))
    assert "14.1" in shown, "the promised day"
    set_clock(2013, 6, 3, 10)
    administrator = login_as("administrator")
    shown = words_of(administrator.submit(CORRECT, DAY_OFF))
    assert "7.6" in shown, "it counts as issued"


def test_the_forms_are_the_administrators_and_the_calendar_everybodys(login_as):
    for login, status in (("clerk", 403), ("auditor", 403), ("administrator", 200)):
        assert login_as(login).get(CORRECT).status_code == status
    assert CORRECT not in login_as("clerk").get("/reference/calendar/2013/committee").get_data(as_text=True)
    page = login_as("administrator").get("/reference/calendar/2013/center").get_data(as_text=True)
    assert f"{CORRECT}?scheme=center&amp;day=2013-05-13" in page


def test_a_new_year_is_imported_and_stays_provisional(login_as, set_clock):
    set_clock(2026, 11, 20, 10)
    administrator = login_as("administrator")
    assert 'value="2028"' in administrator.get("/reference/calendar/import").get_data(as_text=True)
    answer = administrator.get("/reference/calendar/import?year=2028")
    assert answer.status_code == 303
    form = saving(administrator, {}, "/reference/calendar/2028/import")
    assert administrator.send(form).status_code == 303
    calendar = load_calendar()
    assert 2028 in calendar.years
    assert not calendar.is_confirmed(2028)
    assert not calendar.is_working(Scheme.COMMITTEE, date(2028, 5, 9))
    (told,) = events("calendar_year_imported")
    assert told.data["reason"].startswith("holidays ")


@pytest.mark.parametrize("year", ["2010", "2016", "2090", "", "abc", "99999999999999", "-1"])
def test_a_year_that_the_package_does_not_know_well_is_refused(administrator, year):
    answer = administrator.get(f"/reference/calendar/import?year={year}")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert page.count('id="year-error"') == 1
    assert page.count('href="#year"') == 1, "one error for one field"
    assert administrator.get("/reference/calendar/2090/import").status_code == 404


def test_a_year_that_is_as_the_package_has_it_offers_nothing(administrator):
    page = administrator.page("/reference/calendar/2013/import")
    assert not [one for one in page.iter("input") if one.get("name") == "take"]


def test_an_import_never_writes_over_a_correction_silently(administrator):
    victory = date(2013, 5, 9)
    values = {**DAY_OFF, "scheme": "committee", "day": str(victory), "kind": "working"}
    administrator.send(saving(administrator, values))
    with write():
        db.session.delete(db.session.get_one(CalendarException, (Scheme.COMMITTEE, date(2013, 5, 1))))
        db.session.get_one(CalendarYear, 2013).revision += 1
    url = "/reference/calendar/2013/import"
    form = administrator.form(url)
    assert [value for name, value in form.fields if name == "take"] == ["committee:2013-05-01"], (
        "the other is not ticked"
    )
    assert administrator.send(form, {"reason": ""}).status_code == 422
    assert administrator.send(form, {"reason": "Сверка", "take": None}).status_code == 422
    assert administrator.send(form_in(administrator.send(form, {"reason": "Сверка"}))).status_code == 303
    assert not load_calendar().is_working(Scheme.COMMITTEE, date(2013, 5, 1))
    assert load_calendar().is_working(Scheme.COMMITTEE, victory)
    taken = administrator.submit(url, {"reason": "Сверка", "take": [f"committee:{victory}"]})
    administrator.send(form_in(taken))
    assert not load_calendar().is_working(Scheme.COMMITTEE, victory)


def test_a_year_is_confirmed_once_and_its_cases_are_provisional_no_longer(administrator, make_application, login_as):
    case = make_application("euc")
    assert case.is_provisional
    url = "/reference/calendar/2013/confirm"
    shown = words_of(administrator.get(url))
    assert re.search(r"\b10 мая", shown) or "2013" in shown
    preview = words_of(administrator.submit(url, {"reason": "Производственный календарь"}))
    assert "У 1 открытого дела снимется отметка «предварительно»." in preview
    assert "Подтвердить год" in preview
    form = saving(administrator, {"reason": "Производственный календарь"}, url)
    assert administrator.send(form).status_code == 303
    shown = text_of(administrator.page("/reference/calendar/2013/committee"))
    assert shown.count("У 1 открытого дела снята отметка «предварительно».") == 2, "at once, and in the history"
    assert "Изменены даты" not in shown
    assert "сроки прежние" in text_of(login_as("officer").page(f"/cases/{case.id}/history"))
    assert load_calendar().is_confirmed(2013)
    assert not stored(case).is_provisional
    (told,) = events("calendar_year_confirmed")
    assert told.data["reason"] == "Производственный календарь"
    assert administrator.get(url).status_code == 200
    assert form_in(administrator.get("/reference/calendar/correct")).action
    count = db.session.scalar(select(func.count()).select_from(Event))
    again = administrator.send(form, {"_key": "another"})
    assert again.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Event)) == count


def test_what_is_odd_in_a_year_is_listed_before_it_is_confirmed(administrator, login_as, set_clock):
    administrator.send(saving(administrator, {**DAY_OFF, "act": ""}))
    shown = words_of(administrator.get("/reference/calendar/2013/confirm"))
    assert shown.count("20 мая") >= 2, "it differs from the package, and has no act"
    set_clock(2026, 11, 20, 10)
    administrator = login_as("administrator")
    assert "16 мая" in words_of(administrator.get("/reference/calendar/2027/confirm")), "Kurban Ait is reckoned only"
    assert administrator.get("/reference/calendar/1990/confirm").status_code == 404
