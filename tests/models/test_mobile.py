"""Timetables of mobile Centers (9.2): planned, approved, changed with a reason; never in two places, whoever asks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from extensions import clock, db, write
from models.center import Center
from models.event import Event
from models.mobile import MobileCenter, MobileStop, MobileTour, StopPlan
from rules.mobile import StopHours
from rules.terms import Place
from rules.workflow import ActionRefused
from tests.factories import user

DAY = date(2013, 5, 6)
NINE_TO_SIX = ("09:00", "18:00", "13:00", "14:00")


def plan(place: str = "с. Меновное", day: date = DAY, hours: tuple[str, ...] = NINE_TO_SIX) -> StopPlan:
    return StopPlan(place, "у школы", StopHours(day, *map(time.fromisoformat, hours)))


def center(key: str = "3/14") -> Center:
    return db.session.scalars(Center.with_key(key)).one()


def begin(name: str = "Мобильный ЦОН № 1", key: str = "3/14", who: str = "administrator") -> MobileTour:
    return MobileTour.plan(center(key), name, user(who).actor(), clock.now())


def approve(tour: MobileTour, who: str = "center_head") -> None:
    tour.approve("14-м", date(2013, 5, 3), "Сәрсенов Б. Т.", "начальник отдела", user(who).actor(), clock.now())


@pytest.fixture
def tour(app) -> MobileTour:
    """An approved timetable with two stops."""
    with write():
        made = begin()
        for number in (0, 2):
            made.add_stop(plan(day=DAY + timedelta(days=number)), user("center_head").actor(), clock.now())
        approve(made)
    return made


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ActionRefused) as caught, write():
        act()
    return caught.value.barred.code


def kinds() -> list[str]:
    return list(db.session.scalars(select(Event.kind).order_by(Event.id)))


def test_a_timetable_is_planned_approved_and_then_shown(app):
    head, now = user("center_head").actor(), clock.now()
    with write():
        made = begin(who="center_head")
        made.add_stop(plan(), head, now)
    assert db.session.scalars(MobileStop.shown()).all() == []
    with write():
        approve(db.session.merge(made))
    assert [stop.settlement for stop in db.session.scalars(MobileStop.shown())] == ["с. Меновное"]
    assert kinds() == ["mobile_tour_planned", "mobile_stop_added", "mobile_tour_approved"]
    assert (made.approved_number, made.approved_on) == ("14-м", date(2013, 5, 3))


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (("09:00", "14:59"), "stop_too_short"),
        (("09:00", "15:30", "12:00", "13:00"), "stop_too_short"),
        (("15:00", "09:00"), "stop_closes_before_opening"),
        (("09:00", "18:00", "08:00", "10:00"), "stop_break_outside"),
    ],
)
def test_fewer_than_six_working_hours_are_refused(tour, hours, code):
    later = plan(day=DAY + timedelta(days=9), hours=hours)
    assert refused(lambda: tour.add_stop(later, user("center_head").actor(), clock.now(), "Просьба акима")) == code


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (("09:00", "18:00"), "stop_overlaps"),
        (("12:00", "20:00"), "stop_overlaps"),
        (("02:00", "09:01"), "stop_overlaps"),
        (("03:00", "09:00"), ""),
        (("18:00", "23:59"), "stop_too_short"),
    ],
)
def test_one_mobile_center_is_not_sent_to_two_places_at_once(tour, hours, code):
    head = user("center_head").actor()
    other = plan("с. Винное", hours=hours)
    if code:
        assert refused(lambda: tour.add_stop(other, head, clock.now(), "Просьба акима")) == code
    else:
        with write():
            db.session.merge(tour).add_stop(other, head, clock.now(), "Просьба акима")


def test_another_timetable_of_the_same_car_is_held_to_the_same(tour):
    head = user("center_head").actor()

    def again() -> None:
        begin("МОБИЛЬНЫЙ ЦОН №1").add_stop(plan("с. Винное"), head, clock.now())

    assert refused(again) == "stop_overlaps"
    assert db.session.scalar(select(func.count()).select_from(MobileCenter)) == 1
    with write():
        begin("Мобильный ЦОН № 2").add_stop(plan("с. Винное"), head, clock.now())


def test_a_car_of_another_branch_may_bear_the_same_name(tour):
    with write():
        begin(key="5/2").add_stop(plan(), user("administrator").actor(), clock.now())
    assert db.session.scalar(select(func.count()).select_from(MobileCenter)) == 2


def test_a_cancelled_stop_stays_in_sight_and_frees_its_hours(tour):
    head, now = user("center_head").actor(), clock.now()
    with write():
        held = db.session.merge(tour)
        held.cancel_stop(held.stops[0], head, now, "Паводок")
        held.add_stop(plan("с. Винное"), head, now, "Вместо отмененной")
    shown = [(s.settlement, s.is_cancelled, s.cancel_reason) for s in db.session.scalars(MobileStop.shown())]
    assert shown[:2] == [("с. Меновное", True, "Паводок"), ("с. Винное", False, "")]
    assert refused(lambda: tour.cancel_stop(tour.stops[0], head, now, "Еще раз")) == "stop_cancelled"


def test_an_approved_timetable_is_changed_with_a_reason_and_the_change_is_recorded(tour):
    head, now = user("center_head").actor(), clock.now()
    moved = plan("с. Винное", DAY + timedelta(days=1))
    assert refused(lambda: tour.change_stop(tour.stops[0], moved, head, now)) == "reason_missing"
    with write():
        held = db.session.merge(tour)
        held.change_stop(held.stops[0], moved, head, now, "Просьба акима")
    event = db.session.scalars(select(Event).where(Event.kind == "mobile_stop_changed")).one()
    assert event.data["reason"] == "Просьба акима"
    assert (event.data["before"]["settlement"], event.data["after"]["settlement"]) == ("с. Меновное", "с. Винное")


def test_a_stop_keeps_its_own_hours_when_only_its_place_is_changed(tour):
    with write():
        held = db.session.merge(tour)
        held.change_stop(held.stops[0], plan("с. Винное"), user("center_head").actor(), clock.now(), "Ошибка")
    assert tour.stops[0].settlement == "с. Винное"


def test_a_planned_stop_is_taken_out_and_a_planned_timetable_given_up(app):
    administrator, now = user("administrator").actor(), clock.now()
    with write():
        made = begin()
        made.add_stop(plan(), administrator, now)
        made.cancel_stop(made.stops[0], administrator, now, "")
    assert db.session.scalars(select(MobileStop)).all() == []
    assert refused(lambda: approve(made)) == "timetable_empty"
    with write():
        db.session.merge(made).discard(administrator, now)
    assert db.session.scalars(select(MobileTour)).all() == []
    assert kinds()[-1] == "mobile_tour_discarded"


def test_an_approved_timetable_is_neither_approved_again_nor_given_up(tour):
    assert refused(lambda: approve(tour)) == "timetable_approved"
    assert refused(lambda: tour.discard(user("administrator").actor(), clock.now())) == "timetable_approved"


def test_a_day_that_is_over_is_left_as_it_was(tour, set_clock):
    set_clock(2013, 5, 7, 9)
    head, now = user("center_head").actor(), clock.now()
    assert refused(lambda: tour.cancel_stop(tour.stops[0], head, now, "Поздно")) == "stop_over"
    assert refused(lambda: tour.change_stop(tour.stops[0], plan(day=DAY), head, now, "Поздно")) == "stop_over"
    assert refused(lambda: tour.add_stop(plan(day=DAY), head, now, "Поздно")) == "stop_over"


def test_a_timetable_with_a_day_that_is_over_is_not_approved(app, set_clock):
    with write():
        made = begin()
        made.add_stop(plan(), user("administrator").actor(), clock.now())
    set_clock(2013, 5, 7, 9)
    assert refused(lambda: approve(made)) == "stop_over"


@pytest.mark.parametrize(
    ("who", "key"), [("center_head", "3/13"), ("center_operator", "3/14"), ("branch_head", "3/14")]
)
def test_only_the_head_of_the_center_and_the_administrator_plan(app, who, key):
    assert refused(lambda: begin(key=key, who=who)) == "not_permitted"


def test_a_closed_center_gets_no_timetable(app):
    with write():
        center().is_open = False
    assert refused(begin) == "center_closed"


def test_a_timetable_is_copied_with_its_days_apart_and_without_what_was_cancelled(tour):
    head, now = user("center_head").actor(), clock.now()
    with write():
        held = db.session.merge(tour)
        held.add_stop(plan("с. Ушаново", DAY + timedelta(days=4)), head, now, "Еще одна")
        held.cancel_stop(held.stops[1], head, now, "Паводок")
        later = held.copy(held.held, 28, head, now)
    assert [stop.held_on for stop in later.stops] == [date(2013, 6, 3), date(2013, 6, 7)]
    assert not later.is_approved and later.mobile_center_id == tour.mobile_center_id


def test_a_copy_onto_itself_is_refused(tour):
    assert refused(lambda: tour.copy(tour.held, 0, user("center_head").actor(), clock.now())) == "stop_overlaps"


# --- The database itself -------------------------------------------------------------------------------------


def insert(**values: object) -> None:
    """A row past the model, as a bug would write it."""
    row = {
        "tour_id": 1, "mobile_center_id": 1, "held_on": date(2013, 5, 20), "settlement": "с. Винное", "address": "",
        "opens_at": 540, "closes_at": 1080, "break_starts_at": None, "break_ends_at": None, "cancel_reason": "",
        **values,
    }  # fmt: skip
    with write():
        db.session.execute(db.metadata.tables["mobile_stop"].insert().values({**row, **_times(row)}))


def _times(row: dict[str, object]) -> dict[str, time]:
    return {n: time(*divmod(v, 60)) for n, v in row.items() if n.endswith("s_at") and isinstance(v, int)}


@pytest.mark.parametrize(
    "values",
    [
        {"held_on": DAY},  # where the first stop stands
        {"held_on": DAY, "opens_at": 0, "closes_at": 541},
        {"closes_at": 899},
        {"break_starts_at": 720},
        {"break_starts_at": 720, "break_ends_at": 1080},
        {"opens_at": 540, "closes_at": 960, "break_starts_at": 720, "break_ends_at": 781},
        {"mobile_center_id": 2},
        {"cancel_reason": "Паводок"},
    ],
    ids=["overlap", "overlap by a minute", "short", "half a break", "break to the end", "short by its break",
         "another car", "a reason without a cancellation"],
)  # fmt: skip
def test_the_database_refuses_what_the_model_does(tour, values):
    with pytest.raises(IntegrityError):
        insert(**values)


def test_the_database_lets_stand_what_the_model_would(tour):
    insert()
    insert(held_on=DAY, opens_at=180, closes_at=540)
    with pytest.raises(IntegrityError), write():
        db.session.execute(text("UPDATE mobile_stop SET opens_at = 540, closes_at = 960 WHERE opens_at = 180"))


def test_of_two_people_at_once_one_sends_the_car_and_the_other_is_told(app, tour):
    ready = Barrier(2)

    def add(name: str) -> str:
        with app.app_context():
            own = db.session.get_one(MobileTour, tour_ids[name])
            ready.wait(10)
            try:
                with write():
                    own.add_stop(plan(name, date(2013, 5, 20)), user("administrator").actor(), clock.now())
            except ActionRefused as refusal:
                return refusal.barred.code
            finally:
                db.session.remove()
            return "added"

    with write():
        tour_ids = {name: begin().id for name in ("с. Винное", "с. Ушаново")}
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(add, tour_ids))
    assert answers == ["added", "stop_overlaps"]
    held = select(func.count()).select_from(MobileStop).where(MobileStop.held_on == date(2013, 5, 20))
    assert db.session.scalar(held) == 1


def test_two_people_at_once_name_one_new_car(app):
    ready = Barrier(2)

    def name_it(_turn: int) -> int:
        with app.app_context():
            ready.wait(10)
            with write():
                return begin("Мобильный ЦОН № 7").mobile_center_id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(name_it, range(2)))) == 1


# --- Filings -------------------------------------------------------------------------------------------------


def file_at(stop: MobileStop, make_application):
    """A filing of the parent Center, accepted at this stop."""
    return make_application("euc", channel="center", mobile_stop_id=stop.id)


def test_a_filing_at_a_stop_is_a_filing_of_the_parent_center(tour, make_application, set_clock):
    at_center = make_application("euc", at=set_clock(2013, 5, 6, 12), channel="center")
    at_stop = file_at(tour.stops[0], make_application)
    assert at_stop.channel is Place.CENTER and at_stop.center_id == tour.center_id
    assert at_stop.mobile_stop.settlement == "с. Меновное"
    for name in ("accepted_on", "term_ends_on", "deliver_on", "hand_out_on"):  # 7.4 holds, and the rest with it
        assert getattr(at_stop, name) == getattr(at_center, name)


def test_a_stop_where_something_was_filed_is_neither_moved_nor_cancelled(tour, make_application, set_clock):
    set_clock(2013, 5, 6, 12)
    file_at(tour.stops[0], make_application)
    head, now = user("center_head").actor(), clock.now()
    assert refused(lambda: tour.cancel_stop(tour.stops[0], head, now, "Уезжаем")) == "stop_has_filings"
    assert (
        refused(lambda: tour.change_stop(tour.stops[0], plan("с. Винное"), head, now, "Уезжаем")) == "stop_has_filings"
    )


def test_nothing_is_filed_at_a_stop_of_another_day_or_one_that_is_cancelled(tour, make_application, set_clock):
    for stop in tour.stops:
        with pytest.raises(ActionRefused):  # it is the 3rd of May
            file_at(stop, make_application)
    set_clock(2013, 5, 6, 8)
    with write():
        held = db.session.merge(tour)
        held.cancel_stop(held.stops[0], user("center_head").actor(), clock.now(), "Паводок")
    with pytest.raises(ActionRefused) as caught:
        file_at(tour.stops[0], make_application)
    assert caught.value.barred.code == "stop_not_held"
