"""The demonstration's mobile Centers: a timetable under way with a cancelled stop, one to be approved, and another
region's."""

from datetime import date, datetime, time, timedelta

from extensions import write
from models.calendar import load_calendar
from models.mobile import MobileTour, StopPlan
from rules.calendar import Scheme
from rules.mobile import StopHours
from rules.terms import local_date
from seed.demo_people import KARAGANDA, USTKAMEN, center, user

PLANNED_BEFORE = timedelta(days=20)
# Working days of the Center from today on, the settlement, where in it, and the hours.
_EAST = (
    (-5, "с. Опытное поле", "у Дома культуры", (9, 18, 13, 14)),
    (-2, "с. Меновное", "ул. Школьная, 2", (9, 15)),
    (0, "п. Прапорщиково", "площадь у школы", (9, 18, 13, 14)),
    (2, "с. Винное", "у акимата сельского округа", (10, 17, 13, 14)),
    (3, "с. Бобровка", "ул. Центральная, 15", (9, 16)),
    (6, "с. Ушаново", "у магазина «Достык»", (9, 18, 13, 14)),
)
_KARAGANDA = ((1, "п. Молодежный", "у железнодорожной станции", (9, 17, 13, 14)), (4, "с. Дубовка", "", (9, 15)))


def add_mobile_centers(now: datetime) -> None:
    """Plan, approve and change them through the models' acts, each at its moment."""
    head, administrator, then = user("center_head").actor(), user("administrator").actor(), now - PLANNED_BEFORE
    approved_on = local_date(then, center(USTKAMEN).zone)
    with write():
        tour = MobileTour.plan(center(USTKAMEN), "Мобильный ЦОН № 1", head, then)
        stops = [tour.add_stop(plan, head, then) for plan in _plans(USTKAMEN, _EAST, now)]
        tour.approve("14-м", approved_on, "Сәрсенов Б. Т.", "начальник отдела", head, then)
        tour.cancel_stop(stops[4], head, now - timedelta(days=1), "Дорога закрыта из-за метели")
        tour.copy(tour.held[3:], 28, head, now - timedelta(hours=3))
    with write():
        other = MobileTour.plan(center(KARAGANDA), "Мобильный ЦОН «Сарыарка»", administrator, then)
        for plan in _plans(KARAGANDA, _KARAGANDA, now):
            other.add_stop(plan, administrator, then)
        other.approve("8", approved_on, "Шмидт Е. А.", "начальник отдела", administrator, then)


def _plans(key: str, told: tuple[tuple[int, str, str, tuple[int, ...]], ...], now: datetime) -> list[StopPlan]:
    calendar, today = load_calendar(), local_date(now, center(key).zone)
    first: date = calendar.next_working(Scheme.CENTER, today)
    return [
        StopPlan(place, stand, StopHours(calendar.add_working(Scheme.CENTER, first, days), *map(time, hours)))
        for days, place, stand, hours in told
    ]
