"""The demonstration's complaints: in every state, to every addressee, from every channel. Any likeness is by chance.

Each goes its way through the models' own acts, all of them in the order of time, like the cases (seed/demo.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from extensions import db, write
from models.application import Application
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_parts import (
    ComplaintDraft,
    ComplaintExplanation,
    ComplaintExtension,
    ComplaintForwarding,
    ComplaintOfficial,
)
from models.complaint_reply import ComplaintReply
from models.user import Actor, User
from rules.calendar import Scheme
from rules.complaint_routing import Addressee, Subject, route
from rules.complaint_workflow import Channel, Outcome, ReplyKind
from rules.terms import committee_today
from rules.verification import new_code
from rules.workflow import ResultPlace
from seed import demo_replies
from seed.demo_people import USTKAMEN, center, user

ZONE = ZoneInfo("Asia/Almaty")
S, A, C = Subject, Addressee, Channel
Path = tuple[tuple[str, int], ...]

ASSIGNED: Path = (("assign", 1), ("accept", 1))
IN_WORK: Path = (*ASSIGNED, ("start", 1))
PREPARED: Path = (*IN_WORK, ("prepare", 4))
REPLIED: Path = (*PREPARED, ("sign", 5))
SENT: Path = (("forward", 2), ("notify", 2))


@dataclass(frozen=True)
class Told:
    """One complaint: what about, working days since the registration, what happened on which of them, and how."""

    subject: Subject
    age: int
    path: Path
    name: str
    reasons: str
    demands: str = "Провести проверку и сообщить о принятых мерах."
    channel: Channel = C.CHANCELLERY
    addressee: Addressee | None = None
    official: str = ""
    account: str = ""
    post: str = ""
    outcome: Outcome = Outcome.NOT_UPHELD
    facts: dict[str, Any] = field(default_factory=dict)


TOLD: tuple[Told, ...] = (
    Told(S.COMMITTEE_SERVICE, 0, (), "Сейтқали Марат Ерланұлы", "В окне канцелярии отказались назвать срок ответа.",
         official="Темірова Л. М.", account="clerk", post="ведущий специалист канцелярии"),
    Told(S.COMMITTEE_SERVICE, 1, (), "Ким Вера Сергеевна", "Трижды не дозвонилась до исполнителя.",
         channel=C.POST, facts={"has_signature": False}),
    Told(S.PORTAL, 1, (), "Оспанов Тимур", "Портал не принимает файл договора.", channel=C.TELEPHONE,
         facts={"has_signature": False, "written_on": None, "postal_address": ""}),
    Told(S.RESULT, 2, (), "ТОО «Ертіс Құрылыс», директор Абаев Р. Т.", "Не согласны с отказом в выдаче заключения.",
         addressee=A.COMMITTEE_HEAD, facts={"with_case": True}),
    Told(S.COMMITTEE_SERVICE, 3, ASSIGNED, "Лебедева Анна Юрьевна", "Документы вернули без объяснения причин.",
         official="Петров И. И.", account="officer_2", post="главный специалист"),
    Told(S.COMMITTEE_SERVICE, 9, (*IN_WORK, ("ask", 2)), "Жанабаев Қанат Серікұлы", "Грубый ответ по телефону.",
         official="Жұмабаева А. Қ.", account="officer", post="главный специалист"),
    Told(S.COMMITTEE_SERVICE, 12, (*IN_WORK, ("extend", 10), ("notify", 10)), "Мұқанова Салтанат",
         "Утеряна копия контракта.", channel=C.PORTAL),
    Told(S.COMMITTEE_SERVICE, 19, IN_WORK, "Цой Виктор Павлович", "Ответ на запрос не получен.", channel=C.POST),
    Told(S.COMMITTEE_SERVICE, 8, PREPARED, "Рахимов Алмас Бекұлы", "Не приняли заявление после 18 часов.",
         outcome=Outcome.UPHELD),
    Told(S.COMMITTEE_SERVICE, 30, REPLIED, "Юнусова Динара", "Очередь заняла больше двадцати минут.",
         outcome=Outcome.PARTLY),
    Told(S.CENTER_SERVICE, 4, IN_WORK, "Гончаренко Олег", "Не выдали расписку о приёме документов.",
         channel=C.CENTER, official="Ким О. В.", post="инспектор", facts={"assign_to": "center_head"}),
    Told(S.CENTER_SERVICE, 20, REPLIED, "Әбілқасымова Гүлжан", "Закрыли окно до окончания приёма.", channel=C.CENTER,
         outcome=Outcome.UPHELD),
    Told(S.CENTER_SERVICE, 3, SENT, "Назаров Ильяс", "Оператор Центра отказался принять фотографии.",
         addressee=A.COMMITTEE_HEAD, facts={"forward_to": A.CENTER_HEAD}),
    Told(S.RESULT, 14, (*SENT, ("outcome", 12), ("reopen", 13)), "ИП Досжанов Е. К.",
         "Заключение выдано с ошибкой в коде.", outcome=Outcome.UPHELD, facts={"with_case": True}),
    Told(S.RESULT, 6, SENT, "ТОО «Каспий Снаб», директор Ли С. А.", "Не согласны с отказом.",
         facts={"with_case": True}),
    Told(S.RESULT, 7, (*SENT, *((act, day + 2) for act, day in IN_WORK)), "Бейсенова Айжан Маратқызы",
         "Требуем пересмотреть отказ в сертификате."),
    Told(S.COMMITTEE_HEAD, 5, SENT, "Попов Андрей Николаевич", "Приём отменён без предупреждения."),
    Told(S.CENTER_HEAD, 5, SENT, "Исмаилова Лейла", "Начальник отдела отказался зарегистрировать жалобу."),
    Told(S.PORTAL, 6, (*SENT, ("outcome", 5)), "Сыздықов Ержан", "Портал не присылает уведомления."),
    Told(S.COMMITTEE_SERVICE, 6, (("refuse", 3),), "Воронова Е.", "Плохо работают.", demands="",
         facts={"postal_address": ""}),
    Told(S.COMMITTEE_SERVICE, 12, (("refuse", 3), ("sign", 4)), "Аноним", "Все жалуются.",
         facts={"has_signature": False, "postal_address": ""}),
    Told(S.COMMITTEE_SERVICE, 11, (*ASSIGNED, ("withdraw", 3)), "Тлеубаева Жанна", "Долго ждала в приёмной."),
)  # fmt: skip


def _new(told: Told, now: datetime) -> Complaint:
    facts = {name: value for name, value in told.facts.items() if name not in ("with_case", "assign_to", "forward_to")}
    at_center = told.channel is C.CENTER
    addressee = told.addressee or route(told.subject).proposed
    known = {
        "channel": told.channel, "center": center(USTKAMEN) if at_center else None,
        "received_at": now - timedelta(hours=2) if told.channel in (C.POST, C.PORTAL) else now,
        "subject": told.subject, "addressee": addressee,
        "addressee_center": center(USTKAMEN) if addressee is A.CENTER_HEAD else None,
        "complainant_name": told.name, "postal_address": "070010, г. Усть-Каменогорск, ул. Қазыбек би, 14",
        "phone": "8 (7232) 26-40-15", "written_on": committee_today(now), "has_signature": True,
        "body_or_post": told.post or "Комитет промышленности", "reasons": told.reasons, "demands": told.demands,
    }  # fmt: skip
    complaint = Complaint(**{**known, **facts})
    account = user(told.account).id if told.account else None
    complaint.officials = [
        ComplaintOfficial(position=1, name=told.official or "Ахметов Д.", post=told.post, user_id=account)
    ]
    if told.facts.get("with_case"):
        complaint.application = db.session.scalars(
            select(Application)
            .where(Application.result_place == ResultPlace.HANDED_OUT)
            .order_by(Application.id)
            .limit(1)
        ).one()
    return complaint


def _register(told: Told, now: datetime) -> int:
    clerk = "center_operator" if told.channel is C.CENTER else "legal_officer" if told.account == "clerk" else "clerk"
    with write():
        complaint = _new(told, now)
        number_format = current_app.config["REGISTRATION_NUMBER_FORMAT"]
        complaint.register(user(clerk).actor(), now, number_format, new_code())
        return complaint.id


def _hands(complaint: Complaint, told: Told) -> tuple[Actor, Actor]:
    """Who handles it and who signs."""
    names = {
        A.CENTER_HEAD: (told.facts.get("assign_to", "center_operator"), "center_head"),
        A.MINISTRY: ("body_officer", "body_officer_2"),
    }.get(complaint.addressee, ("legal_officer", "signatory"))
    return user(names[0]).actor(), user(names[1]).actor()


def _assign(complaint: Complaint, told: Told, now: datetime) -> None:
    officer, head = _hands(complaint, told)
    complaint.assign(db.session.get_one(User, officer.user_id), head, now)


def _accept(complaint: Complaint, told: Told, now: datetime) -> None:
    complaint.accept(_hands(complaint, told)[0], now)


def _start(complaint: Complaint, told: Told, now: datetime) -> None:
    complaint.start(_hands(complaint, told)[0], now)


def _ask(complaint: Complaint, told: Told, now: datetime) -> None:
    due_on = load_calendar().add_working(Scheme.COMMITTEE, committee_today(now), 3)
    question = "Сообщите письменно, как проходил разговор с заявителем."
    officer = _hands(complaint, told)[0]
    ComplaintExplanation.request(complaint, complaint.officials[0], None, question, due_on, officer, now)


def _extend(complaint: Complaint, told: Told, now: datetime) -> None:
    ComplaintExtension.grant(complaint, "Запрошены сведения у Центра.", _hands(complaint, told)[1], now)


def _prepare(complaint: Complaint, told: Told, now: datetime) -> None:
    demo_replies.review(complaint, _hands(complaint, told)[0], now)
    measures = "" if told.outcome is Outcome.NOT_UPHELD else "Работнику объявлено замечание, график приёма уточнён."
    ComplaintReply.prepare(
        complaint, ReplyKind.REPLY, "По жалобе проведена проверка. Доводы заявителя рассмотрены.",
        _hands(complaint, told)[0], now, outcome=told.outcome, measures=measures,
    )  # fmt: skip


def _refuse(complaint: Complaint, told: Told, now: datetime) -> None:
    reasons = "В жалобе нет всех сведений, которых требует пункт 24 стандарта."
    ComplaintReply.prepare(complaint, ReplyKind.REFUSAL, reasons, _hands(complaint, told)[0], now)


def _forward(complaint: Complaint, told: Told, now: datetime) -> None:
    to = told.facts.get("forward_to", route(told.subject).proposed)
    place = center(USTKAMEN) if to is A.CENTER_HEAD else None
    ComplaintForwarding.send(complaint, to, place, "Вопрос в компетенции адресата.", user("legal_officer").actor(), now)


def _record_outcome(complaint: Complaint, told: Told, now: datetime) -> None:
    measures = "Предложено рассмотреть дело заново." if told.outcome is Outcome.UPHELD else ""
    complaint.record_outcome(
        told.outcome, measures, committee_today(now), "12-03/418", user("legal_officer").actor(), now
    )


def _withdraw(complaint: Complaint, _told: Told, now: datetime) -> None:
    complaint.withdraw("Вопрос решён, прошу жалобу не рассматривать.", user("clerk").actor(), now)


ACTS: dict[str, Callable[[Complaint, Told, datetime], None]] = {
    "assign": _assign, "accept": _accept, "start": _start, "ask": _ask, "extend": _extend, "prepare": _prepare,
    "refuse": _refuse, "forward": _forward, "outcome": _record_outcome, "withdraw": _withdraw,
    "reopen": lambda complaint, _told, now: demo_replies.reopen(complaint, now),
}  # fmt: skip


def add_complaints(last_day: date, now: datetime) -> int:
    """Register them all and take each its way, up to now; how many there are. `last_day` is the last one of work."""
    ids: dict[int, int] = {}
    for moment, turn, number in sorted(_steps(last_day, now)):
        told = TOLD[turn]
        if number < 0:
            ids[turn] = _register(told, moment)
        else:
            _act(told.path[number][0], ids[turn], told, moment)
    _add_draft(now)
    return len(TOLD)


def _act(act: str, complaint_id: int, told: Told, moment: datetime) -> None:
    if act == "notify":
        demo_replies.notify(complaint_id, moment)
    elif act == "sign":
        demo_replies.sign(complaint_id, _hands(db.session.get_one(Complaint, complaint_id), told)[1], moment)
    else:
        with write():
            ACTS[act](db.session.get_one(Complaint, complaint_id), told, moment)


def _steps(last_day: date, now: datetime) -> Iterator[tuple[datetime, int, int]]:
    """Every act as (moment, complaint, step), the registration being step -1."""
    calendar = load_calendar()
    for turn, told in enumerate(TOLD):
        registered_on = calendar.subtract_working(Scheme.COMMITTEE, last_day, told.age)
        moment = min(_moment(registered_on, 9, 30 + turn * 13 % 120), now)
        yield moment, turn, -1
        for number, (act, days) in enumerate(told.path):
            day = calendar.add_working(Scheme.COMMITTEE, registered_on, days) if days else registered_on
            # A case is reopened last of all: what happened to the cases is told already.
            latest = now if act == "reopen" else min(_moment(day, 15, turn * 7 % 60 + number), now)
            moment = max(moment, latest)
            yield moment, turn, number


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE) + timedelta(minutes=minute)


def _add_draft(now: datetime) -> None:
    """One that was typed and not registered."""
    day = committee_today(now).isoformat()
    typed: dict[str, Any] = {
        "channel": "post", "received_on": day, "received_time": None, "subject": "committee_service", "center": "",
        "service": "", "case_number": "", "complainant_name": "Нұрпейісов Арман", "postal_address": "", "phone": "",
        "email": "", "written_on": day, "has_signature": True, "body_or_post": "", "officials": [],
        "reasons": "Не получен ответ на обращение.", "demands": "Ответить.",
    }  # fmt: skip
    with write():
        draft = ComplaintDraft(created_by_id=user("clerk").id, created_at=now)
        draft.save(typed, now)
        db.session.add(draft)
