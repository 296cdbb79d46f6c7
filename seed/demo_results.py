"""What happens to results in the demonstration on their way to a Center and back, and what their owners are told."""

from datetime import datetime

from sqlalchemy import select

from extensions import db, write
from models import custody
from models.hand_over import HandOver, Way
from models.ready_notice import Means, ReadyNotice, Told, tell
from rules.terms import Place, committee_today, local_date
from rules.workflow import ResultPlace
from seed.demo_acts import Act, Case, _actor, _locked
from seed.demo_people import center


def _of_that_day(case: Case, way: Way, now: datetime) -> HandOver | None:
    """The list for the same Center that was begun on this day, if nothing of it has arrived yet."""
    place = center(case.center)
    day = committee_today(now) if way is Way.TO_CENTER else local_date(now, place.zone)
    statement = select(HandOver).where(
        HandOver.center_id == place.id, HandOver.way == way, HandOver.sent_on == day, HandOver.closed_at.is_(None)
    )
    return db.session.scalars(statement.order_by(HandOver.id.desc()).limit(1)).first()


def dispatch(case: Case, application_id: int, now: datetime) -> None:
    with write():
        custody.dispatch(_locked(application_id), _actor("clerk"), now, _of_that_day(case, Way.TO_CENTER, now))


def arrive(case: Case, application_id: int, now: datetime) -> None:
    with write():
        day = local_date(now, center(case.center).zone)
        custody.confirm_arrival(_locked(application_id), _actor(case.operator), now, day)


def report_missing(case: Case, application_id: int, now: datetime) -> None:
    """The list came without it."""
    with write():
        delivery = _locked(application_id).delivery
        assert delivery is not None  # dispatched before
        hand_over, _item = HandOver.holding(delivery.decision_id)
        hand_over.close("Конверт поступил вскрытым, документа в нем нет", _actor(case.operator), now)


def return_uncollected(case: Case, application_id: int, now: datetime) -> None:
    with write():
        day = local_date(now, center(case.center).zone)
        hand_over = _of_that_day(case, Way.BACK, now)
        custody.send_back(_locked(application_id), _actor(case.operator), now, day, hand_over)


def take_back(_case: Case, application_id: int, now: datetime) -> None:
    with write():
        custody.take_back(_locked(application_id), _actor("clerk"), now)


def _tell(case: Case, application_id: int, now: datetime, means: Means, outcome: Told, note: str = "") -> None:
    with write():
        application = _locked(application_id)
        at_center = application.result_place is ResultPlace.CENTER and case.hand_out is Place.CENTER
        contact = application.form.phone or "8 (7172) 24-07-45"
        notice = ReadyNotice(means=means, outcome=outcome, contact=contact, note=note)
        tell(application, notice, _actor(case.operator if at_center else "clerk"), now)


def send_sms(case: Case, application_id: int, now: datetime) -> None:
    _tell(case, application_id, now, Means.SMS, Told.SENT)


def call(case: Case, application_id: int, now: datetime) -> None:
    _tell(case, application_id, now, Means.CALL, Told.REACHED, "Обещали прийти на этой неделе")


def call_in_vain(case: Case, application_id: int, now: datetime) -> None:
    _tell(case, application_id, now, Means.CALL, Told.NOT_REACHED, "Не отвечают")


ACTS: dict[str, tuple[Act, int, int]] = {
    # name: the act, and the hour and minute of the day at which it is done
    "dispatch": (dispatch, 17, 40),
    "arrive": (arrive, 11, 0),
    "report_missing": (report_missing, 16, 20),
    "return_uncollected": (return_uncollected, 16, 0),
    "take_back": (take_back, 11, 30),
    "send_sms": (send_sms, 14, 0),
    "call": (call, 14, 20),
    "call_in_vain": (call_in_vain, 14, 30),
}
