"""The demonstration's paper originals and outage receipts: couriers from the Centers, the archive, blanks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db, write
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.draft import Draft
from models.outage import OutageBatch, OutageEntry
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor
from models.waybill import Waybill
from rules.calendar import Scheme
from rules.terms import Place, committee_today
from seed.demo_people import AKTAU, KARAGANDA, OPERATORS, USTKAMEN, center, user

ZONE = ZoneInfo("Asia/Almaty")
LEAVES_AT, ARRIVES_AT = time(17, 30), time(9, 40)
ARCHIVED_AFTER = timedelta(days=10)
NOTHING = "Пакет опечатан, этого дела в нём нет"


class Couriers:
    """Each working evening a Center sends what it has; the chancellery receives it the next working morning."""

    def __init__(self, began: datetime) -> None:
        self.day = committee_today(began)
        self.waybills: list[tuple[datetime, int]] = []
        self.has_lost = False

    def until(self, moment: datetime) -> None:
        """What has been carried by this moment, each day in its turn."""
        while (leaves := self.at(self.day, LEAVES_AT)) <= moment:
            self._receive(leaves)
            if load_calendar().is_working(Scheme.COMMITTEE, self.day):
                for key in (USTKAMEN, AKTAU, KARAGANDA):
                    self._send(center(key), user(OPERATORS[key]).actor(), leaves)
            self.day += timedelta(days=1)
        self._receive(moment)

    @staticmethod
    def at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, ZONE)

    def _send(self, place: Center, operator: Actor, now: datetime) -> None:
        waiting = select(PaperFile).where(PaperFile.center_id == place.id, PaperFile.place == PaperPlace.CENTER)
        with write():
            if files := db.session.scalars(waiting.order_by(PaperFile.since, PaperFile.application_id)).all():
                waybill = Waybill.send(db.session.merge(place), files, operator, now)
                next_day = load_calendar().add_working(Scheme.COMMITTEE, self.day, 1)
                self.waybills.append((self.at(next_day, ARRIVES_AT), waybill.id))

    def _receive(self, now: datetime) -> None:
        """What has arrived by now. Once a file is not in its packet, and stays missing."""
        arrived = [one for one in self.waybills if one[0] <= now]
        self.waybills = [one for one in self.waybills if one not in arrived]
        for moment, waybill_id in arrived:
            with write():
                waybill, clerk = db.session.get_one(Waybill, waybill_id), user("clerk").actor()
                lost = None if self.has_lost or len(waybill.items) < 2 else waybill.items[-1]
                for item in waybill.items:
                    if item is not lost:
                        waybill.receive(item, clerk, moment)
                if lost:
                    waybill.report_missing([lost], NOTHING, clerk, moment)
                    self.has_lost = True


def enter_one(now: datetime) -> None:
    """The operator's draft was accepted today, while the network was down; the head is to confirm it."""
    with write():
        operator = user("center_operator")
        draft = db.session.scalars(Draft.open_for(operator.actor()).where(Draft.channel == Place.CENTER).limit(1)).one()
        batch = db.session.scalars(select(OutageBatch).where(OutageBatch.center_id == draft.center_id)).first()
        if batch:
            accepted_at = min(now - timedelta(hours=1), Couriers.at(committee_today(now), time(10, 45)))
            promised_on = load_calendar().add_working(Scheme.COMMITTEE, committee_today(now), 15)
            OutageEntry.write_down(
                draft, batch.blanks[1], accepted_at, operator.id, "Обрыв линии связи, акт провайдера № 41",
                "", promised_on, operator.actor(), now,
            )  # fmt: skip


def put_away(now: datetime) -> None:
    """Papers of cases closed long enough go to the archive; one of them is lent."""
    closed = (
        select(PaperFile)
        .join(PaperFile.application)
        .where(PaperFile.place == PaperPlace.COMMITTEE, Application.closed_at < now - ARCHIVED_AFTER)
        .order_by(PaperFile.application_id)
    )
    with write():
        clerk = user("clerk").actor()
        files = db.session.scalars(closed).all()
        for number, file in enumerate(files):
            file.archive(f"Комната 114, стеллаж 2, короб {number // 5 + 1}", clerk, now)
        if files:
            files[0].lend("Нұрланов Е. Б., юридическая служба", "Запрос суда о порядке рассмотрения", clerk, now)


def print_blanks(now: datetime) -> None:
    """Both kinds of places have blanks at hand; one was spoiled."""
    with write():
        OutageBatch.draw(None, 10, user("clerk").actor(), now)
        head = user("center_head").actor()
        batch = OutageBatch.draw(center(USTKAMEN), 10, head, now)
        batch.blanks[0].spoil("Порван при печати", head, now)
