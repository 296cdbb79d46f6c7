"""Pages of the mobile Centers' timetables: planned, approved, changed and shown; and a filing at a stop."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from extensions import clock, db, write
from models.application import Application
from models.center import Center
from models.draft import Draft
from models.mobile import MobileStop, MobileTour, StopPlan
from rules.mobile import StopHours
from tests.blueprints.intake_filings import euc_draft, fill, register
from tests.factories import user
from tests.reviewing_client import text_of

DAY = date(2013, 5, 6)
STOP = {
    "held_on": DAY.isoformat(), "settlement": "с. Меновное", "address": "ул. Школьная, 2", "opens_at": "09:00",
    "closes_at": "18:00", "break_starts_at": "13:00", "break_ends_at": "14:00",
}  # fmt: skip
ORDER = {"number": "14-м", "on": "2013-05-03", "by": "Сәрсенов Б. Т.", "post": "начальник отдела"}


def center(key: str = "3/14") -> Center:
    return db.session.scalars(Center.with_key(key)).one()


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main"))).replace("\u00a0", " ")


@pytest.fixture
def head(login_as):
    return login_as("center_head")


def planned(key: str = "3/14", days: tuple[int, ...] = (0, 2)) -> MobileTour:
    """A timetable with stops so many days after DAY."""
    administrator, now = user("administrator").actor(), clock.now()
    with write():
        tour = MobileTour.plan(center(key), "Мобильный ЦОН № 1", administrator, now)
        for number in days:
            hours = StopHours(DAY + timedelta(days=number), time(9), time(18), time(13), time(14))
            tour.add_stop(StopPlan("с. Меновное", "у школы", hours), administrator, now)
    return tour


def approved(key: str = "3/14") -> MobileTour:
    tour = planned(key)
    with write():
        db.session.merge(tour).approve(
            "14-м", date(2013, 5, 3), "Сәрсенов Б. Т.", "начальник", user("administrator").actor(), clock.now()
        )
    return tour


def stops() -> list[MobileStop]:
    db.session.rollback()
    return list(db.session.scalars(select(MobileStop).order_by(MobileStop.held_on)))


def test_the_head_plans_approves_and_everybody_sees(head, login_as):
    home = f"/centers/{center().id}/mobile"
    answer = head.submit(f"{home}/new", {"name": "Мобильный ЦОН № 1"})
    tour = answer.headers["Location"]
    assert answer.status_code == 303 and tour == "/centers/mobile/1"
    answer = head.submit(f"{tour}/stops/new", {**STOP, "go": "another"})
    assert answer.headers["Location"] == f"{tour}/stops/new"
    assert dict(head.form(f"{tour}/stops/new").fields)["opens_at"] == "09:00", "the hours of the last one"
    head.submit(f"{tour}/stops/new", {**STOP, "held_on": "2013-05-08", "settlement": "с. Винное"})
    officer = login_as("officer")
    assert officer.get(tour).status_code == 404
    assert "с. Меновное" not in main_of(officer, f"/centers/{center().id}")
    assert "Не утвержден" in main_of(head, home) and "Не утвержден" not in main_of(officer, home)
    assert head.submit(f"{tour}/approve", ORDER).status_code == 303
    for client in (head, officer):
        told = main_of(client, tour)
        assert "№ 14-м от 03.05.2013, начальник отдела Сәрсенов Б. Т." in told
        assert "пн 6 мая с. Меновное ул. Школьная, 2 09:00–18:00 перерыв 13:00–14:00" in told
    assert "с. Винное" in main_of(officer, f"/centers/{center().id}")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": ""}, "held_on"),
        ({"held_on": "2013-05-02"}, "held_on"),
        ({"held_on": "31.02.2013"}, "held_on"),
        ({"held_on": "9999-01-01"}, "held_on"),
        ({"settlement": ""}, "settlement"),
        ({"settlement": "я" * 201}, "settlement"),
        ({"settlement": "с.\x00"}, "settlement"),
        ({"address": "я" * 301}, "address"),
        ({"opens_at": ""}, "opens_at"),
        ({"opens_at": "25:00"}, "opens_at"),
        ({"opens_at": "девять"}, "opens_at"),
        ({"opens_at": "09:00:30"}, "opens_at"),
        ({"closes_at": ""}, "closes_at"),
        ({"closes_at": "15:59"}, "closes_at"),  # an hour of break: five hours and 59 minutes
        ({"closes_at": "09:00"}, "closes_at"),
        ({"break_starts_at": ""}, "break_ends_at"),
        ({"break_ends_at": ""}, "break_ends_at"),
        ({"break_starts_at": "08:00"}, "break_starts_at"),
        ({"break_ends_at": "12:00"}, "break_starts_at"),
        ({"break_ends_at": "двенадцать"}, "break_ends_at"),
        ({"held_on": "2013-05-08"}, "opens_at"),  # where the car stands already
    ],
)
def test_a_stop_that_will_not_do_is_told_at_its_field_and_nothing_typed_is_lost(head, values, field):
    tour = planned(days=(2,))
    answer = head.submit(f"/centers/mobile/{tour.id}/stops/new", {**STOP, **values})
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'id="{field}-error"' in body
    kept = [text for name, text in {**STOP, **values}.items() if name != field and text]
    assert all(text in body for text in kept if len(text) < 100)
    assert len(stops()) == 1


def test_six_working_hours_cite_their_clause(head):
    answer = head.submit(
        f"/centers/mobile/{planned().id}/stops/new", {**STOP, "held_on": "2013-05-20", "closes_at": "15:30"}
    )
    assert "шести рабочих часов" in answer.get_data(as_text=True)
    assert "9.2" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "values", "field"),
    [
        ("new", {"name": ""}, "name"),
        ("new", {"name": "я" * 101}, "name"),
        ("approve", {"number": ""}, "number"),
        ("approve", {"number": "я" * 65}, "number"),
        ("approve", {"on": ""}, "on"),
        ("approve", {"on": "2013-05-04"}, "on"),
        ("approve", {"by": ""}, "by"),
        ("approve", {"post": ""}, "post"),
        ("approve", {"by": "я" * 201}, "by"),
        ("copy", {"first_day": ""}, "first_day"),
        ("copy", {"first_day": "2013-05-02"}, "first_day"),
        ("copy", {"stops": "2013-01-07"}, "stops"),
    ],
)
def test_every_other_form_tells_at_the_field(head, page, values, field):
    tour = planned()
    url = f"/centers/{center().id}/mobile/new" if page == "new" else f"/centers/mobile/{tour.id}/{page}"
    good = {"approve": ORDER, "copy": {"first_day": "2013-06-03"}}.get(page, {})
    answer = head.submit(url, {**good, **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("page", ["stops/new", "stops/{stop}/edit", "stops/{stop}/cancel"])
def test_an_approved_timetable_asks_for_the_reason(head, page):
    tour = approved()
    url = f"/centers/mobile/{tour.id}/{page.format(stop=tour.stops[0].id)}"
    answer = head.submit(url, {} if "cancel" in page else {**STOP, "held_on": "2013-05-20"})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)


def test_a_stop_is_changed_and_cancelled_with_a_reason_and_both_stay_in_sight(head, login_as):
    tour = approved()
    first, second = (stop.id for stop in tour.stops)
    url = f"/centers/mobile/{tour.id}"
    moved = {**STOP, "held_on": "2013-05-07", "settlement": "с. Винное", "reason": "Просьба акима"}
    assert head.submit(f"{url}/stops/{first}/edit", moved).status_code == 303
    assert head.submit(f"{url}/stops/{second}/cancel", {"reason": "Паводок"}).status_code == 303
    told = main_of(login_as("clerk"), url)
    assert "вт 7 мая праздник" in told and "с. Винное" in told
    assert "Отменено" in told and "Причина: Паводок" in told
    assert "с. Меновное → с. Винное" in told and "Просьба акима" in told, "the history"


def test_a_planned_stop_is_taken_out_without_a_reason_and_a_planned_timetable_given_up(head):
    tour = planned()
    url = f"/centers/mobile/{tour.id}"
    assert head.submit(f"{url}/stops/{tour.stops[0].id}/cancel").status_code == 303
    assert len(stops()) == 1
    assert head.submit(f"{url}/discard").headers["Location"] == f"/centers/{center().id}/mobile"
    assert stops() == [] and head.get(url).status_code == 404


def test_a_week_is_copied_forward_into_a_timetable_of_its_own(head):
    tour = planned(days=(0, 2, 9))
    answer = head.submit(f"/centers/mobile/{tour.id}/copy", {"stops": "2013-05-06", "first_day": "2013-06-03"})
    assert answer.headers["Location"] == f"/centers/mobile/{tour.id + 1}"
    assert [stop.held_on.isoformat() for stop in stops()][3:] == ["2013-06-03", "2013-06-05"]
    again = head.submit(f"/centers/mobile/{tour.id}/copy", {"first_day": "2013-06-03"})
    assert again.status_code == 409, "the car is there already"
    assert "находится в другом месте" in again.get_data(as_text=True)


def test_an_edit_on_an_older_version_is_told_so(head):
    tour = approved()
    url = f"/centers/mobile/{tour.id}/stops/{tour.stops[0].id}"
    form = head.form(f"{url}/cancel")
    head.submit(f"/centers/mobile/{tour.id}/stops/new", {**STOP, "held_on": "2013-05-20", "reason": "Еще одна"})
    assert head.send(form, {"reason": "Паводок"}).status_code == 409
    assert not any(stop.is_cancelled for stop in stops())


def test_a_double_click_adds_one_stop(head):
    tour = planned(days=())
    form = head.form(f"/centers/mobile/{tour.id}/stops/new")
    answers = [head.send(form, STOP) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(stops()) == 1


PAGES = ("approve", "copy", "discard", "stops/new", "stops/{stop}/edit", "stops/{stop}/cancel")


@pytest.mark.parametrize("page", PAGES)
def test_the_head_of_another_center_finds_nothing_to_change(head, page):
    tour = planned("5/2") if page in ("approve", "discard") else approved("5/2")
    url = f"/centers/mobile/{tour.id}/{page.format(stop=tour.stops[0].id)}"
    assert head.get(url).status_code == 404
    own = head.form(f"/centers/{center().id}/mobile/new")
    own.action = url
    assert head.send(own, {**STOP, **ORDER, "reason": "Чужой", "first_day": "2013-06-03"}).status_code == 404
    db.session.rollback()
    assert all(s.held_on in (DAY, DAY + timedelta(days=2)) and not s.is_cancelled for s in stops())


def test_the_head_of_another_center_sees_the_approved_timetable_and_no_act(head):
    tour = approved("5/2")
    links = {a.get("href") for a in head.page(f"/centers/mobile/{tour.id}").iter("a")}
    assert not any("stops" in (link or "") or "copy" in (link or "") for link in links)
    assert head.get(f"/centers/{center('5/2').id}/mobile/new").status_code == 404
    assert head.get(f"/centers/mobile/{planned('5/3', days=(20,)).id}").status_code == 404
    assert head.get(f"/centers/mobile/{planned('5/4', days=(21,)).id}/timetable.pdf").status_code == 404


def test_the_administrator_plans_for_any_center_and_an_operator_for_none(login_as):
    url = f"/centers/{center('5/2').id}/mobile/new"
    assert login_as("administrator").submit(url, {"name": "Мобильный ЦОН № 2"}).status_code == 303
    assert login_as("center_operator").get(f"/centers/{center().id}/mobile/new").status_code == 403


def test_where_the_mobile_center_is_on_a_day(login_as):
    approved()
    clerk = login_as("clerk")
    url = "/centers/branches/3/mobile"
    on_the_day = main_of(clerk, f"{url}?day=2013-05-06")
    assert "Понедельник, 6 мая 2013 Мобильный ЦОН № 1 с. Меновное, у школы, 09:00–18:00" in on_the_day
    today = main_of(clerk, url)
    assert "в этот день остановки нет" in today and "В следующие семь дней" in today
    assert "Пятница, 3 мая 2013" in main_of(clerk, f"{url}?day=вчера")
    assert "пока нет мобильного Центра" in main_of(clerk, "/centers/branches/4/mobile")


def test_a_timetable_prints_a_planned_one_as_a_draft(head):
    tour = planned()
    for is_draft in (True, False):
        answer = head.get(f"/centers/mobile/{tour.id}/timetable.pdf")
        read = " ".join(PdfReader(BytesIO(answer.data)).pages[0].extract_text().split())
        assert "График работы мобильного Центра" in read and "06.05.2013, пн" in read
        assert ("ПРОЕКТ" in read) is is_draft and ("14-м" in read) is not is_draft
        if is_draft:
            head.submit(f"/centers/mobile/{tour.id}/approve", ORDER)


# --- A filing at a stop --------------------------------------------------------------------------------------


@pytest.fixture
def operator(login_as, set_clock):
    """It is the day of the stop."""
    set_clock(2013, 5, 3, 10)
    approved()
    set_clock(2013, 5, 6, 10)
    return login_as("center_operator")


def at_center() -> str:
    return f"center:{center().id}"


def test_a_filing_names_the_stop_that_accepted_it(operator):
    stop = stops()[0]
    draft = euc_draft(operator, at_center(), filing={"mobile_stop": str(stop.id)})
    db.session.rollback()
    assert db.session.get_one(Draft, draft).mobile_stop_id == stop.id
    assert "Мобильный ЦОН № 1, с. Меновное, у школы" in main_of(operator, f"/intake/{draft}/check")
    answer = register(operator, draft)
    case = db.session.scalars(select(Application)).one()
    assert (case.mobile_stop_id, case.center_id) == (stop.id, center().id)
    assert case.number == "E-2013-03/14-000001"
    told = "Мобильный Центр: Мобильный ЦОН № 1, с. Меновное, у школы"
    assert told in main_of(operator, answer.headers["Location"])
    assert told in main_of(operator, f"/cases/{case.id}")


def test_a_stop_is_offered_only_on_its_day_and_need_not_be_chosen(operator, login_as, set_clock):
    draft = euc_draft(operator, at_center())
    db.session.rollback()
    assert db.session.get_one(Draft, draft).mobile_stop_id is None
    set_clock(2013, 5, 7, 10)
    later = login_as("center_operator")
    names = {name for name, _text in later.form(f"/intake/{draft}/filing", "/filing").fields}
    assert "mobile_stop" not in names
    clerk = login_as("clerk")
    names = {name for name, _text in clerk.form(f"/intake/{euc_draft(clerk)}/filing", "/filing").fields}
    assert "mobile_stop" not in names


@pytest.mark.parametrize("wrong", ["999999", "х", "-1"])
def test_a_stop_that_is_not_offered_is_told_at_its_field(operator, wrong):
    draft = euc_draft(operator, at_center())
    answer = fill(operator, draft, "filing", {"mobile_stop": wrong})
    assert answer.status_code == 422
    assert 'id="mobile_stop-error"' in answer.get_data(as_text=True)


def test_a_draft_of_yesterdays_stop_is_to_be_corrected_before_it_is_registered(operator, login_as, set_clock):
    draft = euc_draft(operator, at_center(), filing={"mobile_stop": str(stops()[0].id)})
    set_clock(2013, 5, 8, 10)  # another stop's day
    later = login_as("center_operator")
    answer = later.get(f"/intake/{draft}/check")
    assert "Принято мобильным Центром" in answer.get_data(as_text=True)
    assert not db.session.scalars(select(Application)).all()
    fill(later, draft, "filing", {"mobile_stop": ""})
    register(later, draft)
    assert db.session.scalars(select(Application)).one().mobile_stop_id is None
