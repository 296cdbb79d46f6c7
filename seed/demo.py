"""The demonstration: accounts and about sixty cases of both services in every state, with dates around today.

Every case goes its way through the models' own acts, all of them in the order of time, so that numbers, dates, events
and papers agree as they would in a year of work. Nothing of it is loaded where there is an account or a case already:
its accounts all have one password, which is printed.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db, write
from models.application import Application
from models.calendar import load_calendar
from models.draft import Draft
from models.user import User
from rules.calendar import Scheme
from rules.terms import Place, Service
from seed.demo_acts import ACTS as CASE_ACTS
from seed.demo_acts import Case, register
from seed.demo_advice import consult
from seed.demo_complaints import add_complaints
from seed.demo_directory import add_directory_changes
from seed.demo_filings import FIRMS
from seed.demo_mobile import add_mobile_centers
from seed.demo_originals import Couriers, enter_one, print_blanks, put_away
from seed.demo_people import AKTAU, KARAGANDA, PASSWORD, USTKAMEN, add_people, user
from seed.demo_queue import add_queue
from seed.demo_results import ACTS as RESULT_ACTS

ZONE = ZoneInfo("Asia/Almaty")
BEGAN_BEFORE = timedelta(days=120)
UNANSWERED = 3  # of a begun application: index, certificate of registration, head
DAY_BEGINS = time(10)  # earlier than this nobody has come to a counter yet: the last day of work is the one before

ACTS = {**CASE_ACTS, **RESULT_ACTS}
E, C = Service.EUC, Service.CONCLUSION
COUNTER, CENTER, PORTAL = Place.COMMITTEE, Place.CENTER, Place.PORTAL

Path = tuple[tuple[str, int], ...]
GIVEN: Path = (("assign", 0),)
CHECKED: Path = (*GIVEN, ("check", 1))
EXAMINED: Path = (*CHECKED, ("examine", 3))
PREPARED: Path = (*EXAMINED, ("prepare", 4))
SIGNED: Path = (*PREPARED, ("sign", 5))
SENT: Path = (*SIGNED, ("dispatch", 5))
ARRIVED: Path = (*SENT, ("arrive", 7))
LATE: Path = (*EXAMINED, ("prepare", 11), ("sign", 12))
REFUSED: Path = (*EXAMINED, ("refuse", 4), ("sign", 5))
INCOMPLETE: Path = (*GIVEN, ("find_incomplete", 1), ("sign", 1))


def _at(center: str, channel: Place = CENTER) -> dict[str, Any]:
    """Handed out at this Center, and filed there too unless another channel is named."""
    return {"center": center, "channel": channel, "hand_out": CENTER}


_PORTAL: dict[str, Any] = {"channel": PORTAL, "hand_out": PORTAL}

# Service, working days since the filing, what happened, and where.
_TOLD: tuple[tuple[Service, int, Path, dict[str, Any]], ...] = (
    # Completeness is being checked
    (E, 0, (), {"rows": 3}),
    (C, 0, (), _at(USTKAMEN)),
    (C, 0, (), _PORTAL),
    (E, 1, GIVEN, {"rows": 2}),
    (C, 1, GIVEN, {"rows": 2}),
    (E, 1, GIVEN, _PORTAL),
    (C, 1, (), _at(KARAGANDA)),
    (E, 2, (*GIVEN, ("begin_check", 1)), {"rows": 5}),
    (C, 2, GIVEN, {}),
    # Under review
    (E, 3, CHECKED, {}),
    (C, 4, EXAMINED, _at(KARAGANDA)),
    (E, 5, CHECKED, _at(USTKAMEN)),
    (C, 6, EXAMINED, {"rows": 3}),
    (E, 8, EXAMINED, {"rows": 12}),
    (C, 7, CHECKED, _PORTAL),
    (E, 12, EXAMINED, {"rows": 4}),
    (C, 9, EXAMINED, {}),
    (E, 8, (*PREPARED, ("send_back_text", 5)), {"rows": 2}),
    # Waiting for a signature
    (E, 6, PREPARED, {"rows": 2, "originals": 2}),
    (C, 5, PREPARED, _at(USTKAMEN)),
    (E, 10, PREPARED, _PORTAL),
    (C, 8, PREPARED, {"rows": 2}),
    (E, 9, (*PREPARED, ("reserve", 9)), {}),
    (C, 7, (*PREPARED, ("reserve", 6)), {}),
    # The term is over in silence (7.6)
    (E, 17, EXAMINED, {"rows": 2}),
    (C, 13, PREPARED, {}),
    (E, 20, (*EXAMINED, ("prepare", 16), ("sign", 17), ("hand_out", 19)), {}),
    # Waiting at the Committee's counter, or for the Portal
    (E, 12, (*SIGNED, ("hand_out_one", 9)), {"rows": 3, "originals": 3}),
    (C, 9, SIGNED, {}),
    (E, 18, LATE, {"rows": 2}),
    (C, 10, (*PREPARED, ("sign_on_paper", 6)), {}),
    (E, 10, SIGNED, _PORTAL),
    (C, 7, SIGNED, _PORTAL),
    # To be sent, on the way, at a Center, uncollected
    (E, 10, SIGNED, _at(USTKAMEN)),
    (C, 7, SIGNED, _at(KARAGANDA)),
    (E, 8, SIGNED, _at(AKTAU, COUNTER)),
    (E, 15, LATE, _at(USTKAMEN)),
    (E, 12, (*SIGNED, ("dispatch", 11)), _at(USTKAMEN)),
    (C, 8, (*SIGNED, ("dispatch", 7)), _at(USTKAMEN, PORTAL)),
    (E, 9, (*SIGNED, ("dispatch", 8), ("arrive", 9)), _at(USTKAMEN)),
    (E, 15, (*LATE, ("dispatch", 12), ("report_missing", 14)), _at(AKTAU)),
    (E, 13, (*ARRIVED, ("send_sms", 7)), _at(USTKAMEN)),
    (C, 8, (*ARRIVED, ("call_in_vain", 7)), _at(USTKAMEN)),
    (E, 11, ARRIVED, _at(KARAGANDA, COUNTER)),
    (E, 22, ARRIVED, _at(USTKAMEN)),
    (C, 20, ARRIVED, _at(USTKAMEN)),
    (C, 24, ARRIVED, _at(AKTAU)),
    (E, 46, (*ARRIVED, ("call_in_vain", 9), ("call", 10)), _at(USTKAMEN)),
    (C, 44, (*ARRIVED, ("send_sms", 7)), _at(USTKAMEN)),
    (C, 50, (*ARRIVED, ("call_in_vain", 20), ("return_uncollected", 48)), _at(KARAGANDA)),
    (E, 52, (*ARRIVED, ("send_sms", 8), ("return_uncollected", 46), ("take_back", 49), ("call", 50)), _at(USTKAMEN)),
    # Handed out
    (E, 25, (*SIGNED, ("hand_out", 16)), {"rows": 6}),
    (C, 20, (*SIGNED, ("hand_out_to_representative", 9)), {"rows": 2}),
    (E, 30, (*ARRIVED, ("hand_out", 15)), _at(USTKAMEN)),
    (C, 26, (*SIGNED, ("put_into_cabinet", 6)), _PORTAL),
    (E, 33, (*SIGNED, ("put_into_cabinet", 7)), _PORTAL),
    (C, 36, (*ARRIVED, ("hand_out_to_representative", 12)), _at(AKTAU)),
    (C, 15, (*SIGNED, ("hand_out", 8)), {"center": USTKAMEN, "channel": CENTER}),
    # Refused, withdrawn, voided
    (E, 12, (*REFUSED, ("refuse_to_accept", 8)), {}),
    (C, 14, (*REFUSED, ("hand_out", 7)), {}),
    (E, 28, (*REFUSED, ("hand_out", 10)), {}),
    (C, 8, REFUSED, _at(USTKAMEN)),
    (E, 4, INCOMPLETE, {}),
    (C, 9, (*INCOMPLETE, ("hand_out", 3)), {}),
    (E, 21, (*INCOMPLETE, ("hand_out", 4)), {}),
    (E, 11, (*CHECKED, ("withdraw", 4)), {}),
    (C, 5, (*GIVEN, ("withdraw", 1)), {}),
    (C, 3, (("void", 1),), {}),
    # Accepted at a Center, the copy not certified and sent yet (11)
    (E, 0, (), {**_at(USTKAMEN), "is_sent": False}),
    (C, 1, (), {**_at(USTKAMEN), "is_sent": False}),
)  # fmt: skip


def _cases() -> Iterator[Case]:
    for turn, (service, age, path, facts) in enumerate(_TOLD):
        officers = {"officer": "officer_2" if turn % 3 == 1 else "officer"}
        signatories = {"signatory": "signatory_2" if turn % 4 == 3 else "signatory"}
        yield Case(service, age, path, turn=turn, **{**officers, **signatories, **facts})


def make_demo(now: datetime) -> list[str]:
    """Make it all, and answer with the lines to print: logins and their password. Nothing where work has begun."""
    for kind in (Application, User):
        if db.session.scalar(select(kind.id).limit(1)) is not None:
            return ["There are accounts or cases already: the demonstration was not loaded."]
    lines = add_people(now - BEGAN_BEFORE, now)
    steps = sorted(_steps(now))
    cases, ids = list(_cases()), {}
    print_blanks(now - BEGAN_BEFORE)
    couriers = Couriers(now - BEGAN_BEFORE)
    for moment, turn, number in steps:
        couriers.until(moment)
        case = cases[turn]
        if number < 0:
            ids[turn] = register(case, moment)
        else:
            ACTS[case.path[number][0]][0](case, ids[turn], moment)
    couriers.until(now)
    put_away(now)
    _add_drafts(now)
    consult(now)
    add_directory_changes(now)
    enter_one(now)
    add_mobile_centers(now)
    complaints = add_complaints(_last_day_of_work(now), now)
    devices = add_queue(now)
    return [
        f"The demonstration is loaded: {len(cases)} cases and {complaints} complaints.",
        f"Every account has the password {PASSWORD}",
        *lines,
        "The queue's devices:",
        *devices,
    ]


def _steps(now: datetime) -> Iterator[tuple[datetime, int, int]]:
    """Every act of every case as (moment, case, step), the registration being step -1."""
    last_day = _last_day_of_work(now)
    calendar = load_calendar()
    for case in _cases():
        filed_on = calendar.subtract_working(Scheme.COMMITTEE, last_day, case.age)
        moment = min(_moment(filed_on, 9, 20 + case.turn * 11 % 150), now)
        yield moment, case.turn, -1
        for number, (act, days) in enumerate(case.path):
            _do, hour, minute = ACTS[act]
            day = calendar.add_working(Scheme.COMMITTEE, filed_on, days) if days else filed_on
            # An act of the last day that the clock has not reached is done by now; none comes before the one before it.
            moment = max(moment, min(_moment(day, hour, minute + case.turn * 7 % 15), now))
            yield moment, case.turn, number


def _last_day_of_work(now: datetime) -> date:
    local, calendar = now.astimezone(ZONE), load_calendar()
    day = calendar.previous_working(Scheme.COMMITTEE, local.date())
    if day == local.date() and local.time() < DAY_BEGINS:
        return calendar.subtract_working(Scheme.COMMITTEE, day, 1)
    return day


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE) + timedelta(minutes=minute)


def _add_drafts(now: datetime) -> None:
    """Filings that were begun and not registered."""
    told = (
        (E, "clerk", COUNTER, 9), (C, "clerk", COUNTER, 16), (E, "clerk", PORTAL, 3), (C, "center_operator", CENTER, 1),
    )  # fmt: skip
    with write():
        for number, (service, login, channel, firm_number) in enumerate(told):
            firm, owner = FIRMS[firm_number], user(login)
            at = now - timedelta(hours=number * 3 + 1)
            fields = {
                "addressee": "Комитет промышленности", "kind": firm.kind, "applicant_name": firm.name,
                "bin": firm.identifier, "phone": firm.phone,
                **{name: value for name, value in firm.address.items() if name in ("city", "street", "house")},
            }  # fmt: skip
            data = {"application": {"fields": fields}, "status": {"application": UNANSWERED}}
            db.session.add(
                Draft(
                    service=service, channel=channel, title=firm.name, created_by_id=owner.id, created_at=at,
                    updated_at=at, data=data,
                    center_id=owner.grants[0].center_id if channel is CENTER else None,
                )
            )  # fmt: skip
