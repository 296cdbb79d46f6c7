"""What happened to the demonstration's directory of Centers: one moved, one closed, one was merged, one is noted."""

from datetime import datetime, timedelta

from extensions import write
from models.center_change import merger
from models.directory import all_centers, rows_of
from models.recompute import foresee
from models.suspect import look_at
from rules.directory import SuspectKind, suspects
from rules.terms import Service, committee_today
from seed.demo_people import USTKAMEN, center, user

CLOSED, MERGED, MOVED = "5/6", "5/3", "8/4"


def add_directory_changes(now: datetime) -> None:
    """Within the last weeks, by the administrator."""
    with write():
        actor, at = user("administrator").actor(), now - timedelta(days=20)
        house = center(MOVED)
        for service in Service:
            printed = house.latest(service).printed._replace(address="г. Караганда, пр. Бухар-Жырау, 51")
            house.word_anew(service, printed, committee_today(at), "Переезд отдела, письмо филиала № 214", actor, at)
        center(CLOSED).close("Капитальный ремонт здания, приказ № 88", actor, at + timedelta(days=2))
        found = suspects(rows_of(all_centers()))
        wrong = next(one for one in found if one.kind is SuspectKind.WRONG_CODE)
        look_at(wrong, "Филиал подтвердил по телефону: код 7182, в приложении опечатка", 0, actor, at)
    with write():
        change = merger(center(MERGED), center(USTKAMEN), "Объединение отделов, приказ № 91")
        foresee(change, now, is_held=True).carry_out(actor, now - timedelta(days=5))
