"""Hand-over lists: numbers, arrivals one by one, what is missing, and what became of it (7.5, 15)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from extensions import clock, db, write
from models import custody
from models.application import Application
from models.decision import Decision, Medium
from models.event import Event
from models.hand_over import HandOver, HandOverItem, Way
from models.ready_notice import Means, ReadyNotice, Told, tell
from rules.terms import committee_today
from rules.workflow import ActionRefused, DecisionKind, ResultPlace
from tests.factories import user
from tests.results import issue, reserve_number


@pytest.fixture
def sent(make_application, set_clock):
    """Three results of 3 May 2013 that left on one list on the 24th; the list's id and theirs."""
    set_clock(2013, 5, 3, 10)
    made = [make_application("euc", hand_out="center") for _ in range(3)]
    issued = [issue(one, set_clock(2013, 5, 24, 12)) for one in made]
    with write():
        hand_over = None
        for one in issued:
            hand_over = custody.dispatch(db.session.merge(one), user("clerk").actor(), clock.now(), hand_over)
        db.session.flush()
        assert hand_over is not None
        return hand_over.id, [one.id for one in issued]


def arrive(application_id: int, login: str = "center_operator") -> None:
    with write():
        case = db.session.get_one(Application, application_id)
        custody.confirm_arrival(case, user(login).actor(), clock.now(), committee_today(clock.now()))


def close(list_id: int, login: str = "center_operator", note: str = "") -> None:
    with write():
        HandOver.locked(list_id).close(note, user(login).actor(), clock.now())


def find(application_id: int, login: str = "clerk") -> None:
    with write():
        item = (
            db.session.query(HandOverItem).filter_by(application_id=application_id).order_by(HandOverItem.id).all()[-1]
        )
        case = db.session.get_one(Application, application_id)
        custody.find_again(case, item.id, "Лежало в сейфе", user(login).actor(), clock.now())


def states(list_id: int) -> list[str]:
    db.session.rollback()
    hand_over = db.session.get_one(HandOver, list_id)
    return [
        "confirmed" if one.confirmed_at else "found" if one.found_at else "missing" if one.is_missing else "awaited"
        for one in hand_over.items
    ]  # fmt: skip


def events(application_id: int) -> list[str]:
    return [one.kind for one in db.session.query(Event).filter_by(application_id=application_id).order_by(Event.id)]


def test_lists_are_numbered_by_their_center_way_and_year(make_application, set_clock):
    set_clock(2013, 5, 3, 10)
    made = [make_application("euc", hand_out="center", center=center) for center in ("3/14", "1/2", "3/14")]
    numbers = []
    for one in made:
        one = issue(one, set_clock(2013, 5, 24, 12))
        with write():
            made_list = custody.dispatch(db.session.merge(one), user("clerk").actor(), clock.now())
            db.session.flush()
            numbers.append(made_list.number)
    assert numbers == ["D-2013-03/14-0001", "D-2013-01/02-0001", "D-2013-03/14-0002"]


def test_a_list_closes_by_itself_with_its_last_arrival(sent):
    list_id, ids = sent
    for number, application_id in enumerate(ids):
        arrive(application_id)
        assert (db.session.get_one(HandOver, list_id).closed_at is not None) == (number == 2)
        db.session.rollback()
    assert states(list_id) == ["confirmed"] * 3


def test_what_is_missing_when_a_list_is_closed_is_reported_in_its_case(sent):
    list_id, ids = sent
    arrive(ids[0])
    close(list_id, note="Конверт надорван")
    assert states(list_id) == ["confirmed", "missing", "missing"]
    assert [events(one)[-1] for one in ids] == ["arrived", "missing_on_arrival", "missing_on_arrival"]
    assert db.session.get_one(Application, ids[1]).result_place is ResultPlace.ON_THE_WAY


def test_a_missing_one_may_arrive_later_and_is_kept_from_then(sent, set_clock):
    list_id, ids = sent
    close(list_id)
    set_clock(2013, 6, 3, 10)
    arrive(ids[1])
    assert states(list_id) == ["missing", "confirmed", "missing"]
    assert db.session.get_one(Application, ids[1]).custody_ends_on == date(2013, 7, 3)


def test_a_missing_one_found_at_the_committee_can_be_sent_anew_on_another_list(sent):
    list_id, ids = sent
    close(list_id)
    find(ids[0])
    case = db.session.get_one(Application, ids[0])
    assert (case.result_place, case.delivery) == (ResultPlace.COMMITTEE, None)
    with write():
        anew = custody.dispatch(db.session.get_one(Application, ids[0]), user("clerk").actor(), clock.now())
        db.session.flush()
        assert anew.id != list_id
    arrive(ids[0])
    assert states(list_id) == ["found", "missing", "missing"]
    assert events(ids[0])[-4:] == ["missing_on_arrival", "found_at_sender", "dispatched", "arrived"]


def test_what_is_still_awaited_or_has_arrived_is_not_found_elsewhere(sent):
    list_id, ids = sent
    with pytest.raises(ActionRefused) as refused:
        find(ids[0])
    assert refused.value.barred.code == "not_missing"
    close(list_id)
    arrive(ids[0])
    with pytest.raises(ActionRefused):
        find(ids[0])


@pytest.mark.parametrize(("login", "act"), [("clerk", close), ("branch_head", close)])
def test_only_who_receives_a_list_closes_it(sent, login, act):
    with pytest.raises(ActionRefused) as refused:
        act(sent[0], login)
    assert refused.value.barred.code == "not_permitted"


def test_a_list_is_closed_once(sent):
    close(sent[0])
    with pytest.raises(ActionRefused) as refused:
        close(sent[0])
    assert refused.value.barred.code == "list_closed"


def test_only_its_sender_says_that_a_missing_one_was_found(sent):
    close(sent[0])
    with pytest.raises(ActionRefused) as refused:
        find(sent[1][0], "center_operator")
    assert refused.value.barred.code == "not_permitted"


def test_a_missing_uncollected_one_is_found_at_its_center_and_goes_back_again(sent, set_clock):
    _list_id, ids = sent
    set_clock(2013, 5, 27, 10)
    arrive(ids[0])
    now, day = set_clock(2013, 7, 1, 12), date(2013, 7, 1)
    with write():
        operator = user("center_operator").actor()
        back = custody.send_back(db.session.get_one(Application, ids[0]), operator, now, day)
        db.session.flush()
        back_id = back.id
    close(back_id, "clerk")
    find(ids[0], "center_operator")
    assert db.session.get_one(Application, ids[0]).result_place is ResultPlace.CENTER
    with write():
        again = custody.send_back(db.session.get_one(Application, ids[0]), operator, now, day)
        db.session.flush()
        assert (again.number, again.way) == ("R-2013-03/14-0002", Way.BACK)
    with write():
        custody.take_back(db.session.get_one(Application, ids[0]), user("clerk").actor(), now)
    assert db.session.get_one(Application, ids[0]).result_place is ResultPlace.RETURNED


def test_what_a_correction_has_replaced_on_the_way_is_ticked_and_begins_no_custody(sent, set_clock):
    list_id, ids = sent
    with write():
        case = db.session.get_one(Application, ids[0])
        officer, signatory = user("officer").actor(), user("signatory").actor()
        decision = Decision.prepare(
            case, DecisionKind.RESULT, officer, clock.now(), content={}, correction_reason="Опечатка"
        )
        db.session.flush()
        decision.sign(reserve_number(case, clock.now()), signatory, clock.now(), Medium.ELECTRONIC, None)
    with write():
        case = db.session.get_one(Application, ids[0])
        item = db.session.get_one(HandOver, list_id).items[0]
        custody.receive(case, item.id, user("center_operator").actor(), clock.now(), clock.today())
    assert states(list_id) == ["confirmed", "awaited", "awaited"]
    case = db.session.get_one(Application, ids[0])
    assert (case.result_place, case.custody_ends_on) == (ResultPlace.COMMITTEE, None)
    assert events(ids[0])[-1] == "replaced_arrived"


def test_a_paper_is_under_way_on_one_list_only(sent):
    list_id, ids = sent
    with pytest.raises(IntegrityError), write():
        first = db.session.get_one(HandOver, list_id)
        case = db.session.get_one(Application, ids[0])
        other = HandOver.open(Way.TO_CENTER, first.center, user("clerk").actor(), clock.now())
        other.put(case.id, first.items[0].decision_id)


@pytest.mark.parametrize("statement", ["DELETE FROM hand_over_item", "DELETE FROM hand_over"])
def test_lists_are_never_removed(sent, statement):
    with pytest.raises(DatabaseError), write():
        db.session.execute(text(statement))


# --- Undoing ---------------------------------------------------------------------------------------------


def undo(application_id: int, login: str = "center_operator") -> None:
    with write():
        item = db.session.query(HandOverItem).filter_by(application_id=application_id).one()
        case = db.session.get_one(Application, application_id)
        custody.undo_arrival(case, item.id, "Соседняя строка", user(login).actor(), clock.now())


def test_an_arrival_confirmed_by_mistake_is_undone_and_its_list_is_open_again(sent):
    list_id, ids = sent
    for one in ids:
        arrive(one)
    undo(ids[1])
    assert states(list_id) == ["confirmed", "awaited", "confirmed"]
    assert db.session.get_one(HandOver, list_id).closed_at is None
    case = db.session.get_one(Application, ids[1])
    assert (case.result_place, case.custody_ends_on, case.return_on) == (ResultPlace.ON_THE_WAY, None, None)
    assert events(ids[1])[-2:] == ["arrived", "arrival_undone"]
    db.session.rollback()
    arrive(ids[1])
    assert states(list_id) == ["confirmed"] * 3


def test_what_is_undone_on_a_list_closed_by_hand_is_missing(sent):
    list_id, ids = sent
    arrive(ids[0])
    close(list_id)
    undo(ids[0])
    assert states(list_id) == ["missing"] * 3
    assert db.session.get_one(HandOver, list_id).closed_at is not None


def test_the_return_to_the_committee_is_undone_there(sent, set_clock):
    _list_id, ids = sent
    arrive(ids[0])
    set_clock(2013, 7, 10, 12)
    with write():
        case = db.session.get_one(Application, ids[0])
        back = custody.send_back(case, user("center_operator").actor(), clock.now(), clock.today())
        db.session.flush()
        item_id = back.items[0].id
        custody.take_back(case, user("clerk").actor(), clock.now())
    with write():
        custody.undo_arrival(
            db.session.get_one(Application, ids[0]), item_id, "Не тот", user("clerk").actor(), clock.now()
        )
    case = db.session.get_one(Application, ids[0])
    assert case.result_place is ResultPlace.ON_THE_WAY_BACK
    assert case.delivery and case.delivery.returned_at is None


def told(application_id: int) -> None:
    with write():
        notice = ReadyNotice(means=Means.SMS, outcome=Told.SENT, contact="+7 701 000 00 00")
        tell(db.session.get_one(Application, application_id), notice, user("center_operator").actor(), clock.now())


@pytest.mark.parametrize("follows", ["notice", "next day", "other login", "undone"])
def test_a_confirmation_stands_once_anything_has_followed_from_it(sent, set_clock, follows):
    _list_id, ids = sent
    arrive(ids[0])
    if follows == "notice":
        told(ids[0])
    if follows == "next day":
        set_clock(2013, 5, 25, 10)
    if follows == "undone":
        undo(ids[0])
    with pytest.raises(ActionRefused) as refused:
        undo(ids[0], "clerk" if follows == "other login" else "center_operator")
    expected = {"other login": "not_permitted", "undone": "result_is_elsewhere"}.get(follows, "arrival_stands")
    assert refused.value.barred.code == expected
