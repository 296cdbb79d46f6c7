"""Where the paper originals are (11): every act from every place, and who may see what."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from extensions import clock, db, write
from models.application import Application
from models.center import Center
from models.event import Event
from models.paper_file import MOVES, PaperFile, PaperPlace
from models.waybill import ItemState, Waybill, WaybillItem, WaybillState
from rules.workflow import ActionRefused
from tests.factories import user

P = PaperPlace


def file_of(application: Application) -> PaperFile:
    return db.session.get_one(PaperFile, application.id)


def send(*applications: Application) -> Waybill:
    """Send the papers of these with one waybill."""
    with write():
        files = [file_of(one) for one in applications]
        center = db.session.get_one(Center, files[0].center_id)
        return Waybill.send(center, files, user("center_operator").actor(), clock.now())


def item_of(waybill: Waybill, application: Application) -> WaybillItem:
    return db.session.get_one(WaybillItem, (waybill.id, application.id))


def take_to(application: Application, place: str) -> None:
    """Bring the papers of a filing at a Center here; "lent" is out of the archive, "missing" not found on arrival."""
    clerk, now = user("clerk").actor(), clock.now()
    if place == "center":
        return
    waybill = send(application)
    with write():
        waybill = db.session.merge(waybill)
        if place == "missing":
            waybill.report_missing([item_of(waybill, application)], "Нет в пакете", clerk, now)
        if place in ("on_the_way", "missing"):
            return
        waybill.receive(item_of(waybill, application), clerk, now)
        if place in ("archive", "lent"):
            case = db.session.get_one(Application, application.id)
            case.void("Ошибка", user("head_of_unit").actor(), now)
            file_of(application).archive("Ст. 3", clerk, now)
        if place == "lent":
            file_of(application).lend("Петров И. И.", "Запрос суда", clerk, now)


@pytest.mark.parametrize(("channel", "place"), [("center", P.CENTER), ("committee", P.COMMITTEE), ("portal", None)])
def test_papers_begin_where_the_filing_was_accepted_and_the_portal_has_none(make_application, channel, place):
    application = make_application("euc", channel=channel)
    file = db.session.get(PaperFile, application.id)
    assert (file.place if file else None) == place


ACTS = {
    "send": lambda file, actor, now: Waybill.send(db.session.get_one(Center, file.center_id), [file], actor, now),
    "receive": lambda file, actor, now: file.waybill.receive(
        db.session.get_one(WaybillItem, (file.waybill_id, file.application_id)), actor, now
    ),
    "archive": lambda file, actor, now: file.archive("Ст. 3", actor, now),
    "lend": lambda file, actor, now: file.lend("Суд", "Запрос", actor, now),
    "put_back": lambda file, actor, now: file.put_back(actor, now),
    "find_at_center": lambda file, actor, now: file.waybill.find_at_center(
        db.session.get_one(WaybillItem, (file.waybill_id, file.application_id)), actor, now
    ),
}  # fmt: skip
OPEN = {
    ("center", "send"): P.ON_THE_WAY,
    ("on_the_way", "receive"): P.COMMITTEE,
    ("missing", "receive"): P.COMMITTEE,
    ("missing", "find_at_center"): P.CENTER,
    ("archive", "lend"): P.COMMITTEE,
    ("lent", "put_back"): P.ARCHIVE,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("place", ["center", "on_the_way", "missing", "committee", "archive", "lent"])
def test_an_act_is_open_at_its_place_and_nowhere_else(make_application, place, act):
    application = make_application("euc", channel="center")
    take_to(application, place)
    if place == "center" and act in ("receive", "find_at_center"):
        return  # there is no waybill yet
    target = OPEN.get((place, act))
    events = db.session.scalars(PaperFile.history(application.id)).all()
    if target is None:
        with pytest.raises(ActionRefused), write():
            ACTS[act](file_of(application), user("clerk").actor(), clock.now())
        assert len(db.session.scalars(PaperFile.history(application.id)).all()) == len(events)
        return
    with write():
        ACTS[act](file_of(application), user("clerk").actor(), clock.now())
    assert file_of(application).place is target
    assert len(db.session.scalars(PaperFile.history(application.id)).all()) == len(events) + 1


def test_papers_of_an_open_case_do_not_go_to_the_archive(make_application):
    application = make_application("euc")
    with pytest.raises(ActionRefused) as refused, write():
        file_of(application).archive("Ст. 3", user("clerk").actor(), clock.now())
    assert refused.value.barred.code == "case_not_closed"


def test_a_waybill_is_numbered_by_center_and_local_year_without_gaps(make_application, set_clock):
    first, second, third = (make_application("euc", channel="center") for _ in range(3))
    other = make_application("euc", channel="center", center="1/2")
    assert [send(one).number for one in (first, second, other)] == [
        "W-2013-03/14-00001", "W-2013-03/14-00002", "W-2013-01/02-00001",
    ]  # fmt: skip
    with pytest.raises(ActionRefused):
        send(first)
    set_clock(2014, 1, 1, 0, 30)  # 00:30 at the Committee, and at this Center
    assert send(third).number == "W-2014-03/14-00001"


def test_a_waybill_of_another_centers_papers_or_of_none_is_refused(make_application):
    application = make_application("euc", channel="center", center="1/2")
    center = db.session.scalars(Center.with_key("3/14")).one()
    for files in ([file_of(application)], []):
        with pytest.raises(ActionRefused), write():
            Waybill.send(db.session.merge(center), files, user("center_operator").actor(), clock.now())


def test_the_state_of_a_waybill_follows_from_its_items(make_application):
    first, second = (make_application("euc", channel="center") for _ in range(2))
    waybill, clerk = send(first, second), user("clerk").actor()

    def state() -> WaybillState:
        return Waybill.tallies([waybill.id])[waybill.id].state

    def is_open() -> bool:
        return db.session.scalar(select(Waybill.id).where(Waybill.id == waybill.id, Waybill.is_open())) is not None

    assert (state(), is_open()) == (WaybillState.SENT, True)
    with write():
        db.session.merge(waybill).receive(item_of(waybill, first), clerk, clock.now())
    assert (state(), is_open()) == (WaybillState.PARTLY_RECEIVED, True)
    with write():
        db.session.merge(waybill).report_missing([item_of(waybill, second)], "Нет", clerk, clock.now())
    assert (state(), is_open()) == (WaybillState.SOMETHING_MISSING, True)
    with write():
        db.session.merge(waybill).receive(item_of(waybill, second), clerk, clock.now())
    assert (state(), is_open()) == (WaybillState.RECEIVED, False)
    assert item_of(waybill, second).state is ItemState.FOUND


@pytest.mark.parametrize("place", ["center", "on_the_way"])
def test_extra_papers_are_received_and_settle_the_waybill_that_they_stand_on(make_application, place):
    listed, extra = (make_application("euc", channel="center") for _ in range(2))
    other = send(extra) if place == "on_the_way" else None
    waybill = send(listed)
    with write():
        db.session.merge(waybill).receive_extra(file_of(extra), user("clerk").actor(), clock.now())
    assert file_of(extra).place is P.COMMITTEE and item_of(waybill, extra).state is ItemState.EXTRA
    assert Waybill.tallies([waybill.id])[waybill.id].listed == 1
    if other:
        assert Waybill.tallies([other.id])[other.id].state is WaybillState.RECEIVED
    with pytest.raises(ActionRefused), write():
        db.session.merge(waybill).receive_extra(file_of(extra), user("clerk").actor(), clock.now())


def test_what_is_told_missing_is_awaited_by_then_and_only_once(make_application):
    application = make_application("euc", channel="center")
    waybill, clerk = send(application), user("clerk").actor()
    for attempt in range(2):
        try:
            with write():
                db.session.merge(waybill).report_missing([item_of(waybill, application)], "Нет", clerk, clock.now())
        except ActionRefused:
            assert attempt == 1
    told = select(Event).where(Event.application_id == application.id, Event.kind == "papers_missing")
    assert len(db.session.scalars(told).all()) == 1


@pytest.mark.parametrize(
    ("login", "seen"),
    [("clerk", 3), ("auditor", 3), ("center_operator", 1), ("branch_head", 2), ("administrator", 0)],
)
def test_a_center_sees_its_own_papers_a_branch_its_own_and_the_committee_all(make_application, login, seen):
    for center in ("3/14", "3/1", "1/2"):
        make_application("euc", channel="center", center=center, hand_out="committee")
    assert len(db.session.scalars(PaperFile.visible_to(user(login).actor())).all()) == seen


def test_the_database_keeps_what_the_acts_keep(make_application):
    application = make_application("euc", channel="center")
    waybill = send(application)
    wrong = (
        "UPDATE paper_file SET place = 'archive'",
        "UPDATE paper_file SET borrower = 'Суд'",
        "UPDATE paper_file SET waybill_id = NULL",
        "UPDATE waybill_item SET received_at = '2013-05-03 04:00:00'",
        "UPDATE waybill_item SET missing_at = '2013-05-03 04:00:00', missing_by_id = 1",
        f"UPDATE waybill SET sent_by_id = {waybill.sent_by_id + 1}",
        "DELETE FROM waybill_item",
        "DELETE FROM paper_file",
    )
    for statement in wrong:
        with pytest.raises(IntegrityError), write():
            db.session.execute(db.text(statement))


def test_every_move_has_its_words():
    from blueprints.casewords import EVENT_WORDS

    assert set(MOVES) <= set(EVENT_WORDS)
