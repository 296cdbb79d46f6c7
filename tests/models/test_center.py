"""A Center through time: dated wordings, closing, merging and back, its carriage, its clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from documents.hand_over_of import hand_over_paper
from documents.receipt_of import duplicate_pdf, make_original, receipt_paper
from extensions import clock, db, write
from jobs.addressees import Addressees
from models import custody
from models.application import Application
from models.center import Branch, Center
from models.center_change import CenterChange, carriage_change, duties_of, merger, reopening, why_not_reopened
from models.custody import why_not_hand_out
from models.decision import Decision, Medium
from models.event import Event
from models.hand_over import HandOver
from models.recompute import Outlook, foresee
from models.user import RoleGrant, User
from rules.directory import Printed
from rules.permissions import Role
from rules.terms import Place, Service, committee_today
from rules.warnings import Addressee
from rules.workflow import ActionRefused, DecisionKind
from tests.factories import build_application, complete, user
from tests.results import reserve_number

E, C = Service.EUC, Service.CONCLUSION
TODAY = date(2013, 5, 3)
MOVED = Printed("Отдел на новом месте", "с. Новое, ул. Абая, 1", "8 (72777) 2-00-01")


def at(key: str) -> Center:
    return db.session.scalars(Center.with_key(key)).unique().one()


def admin():
    return user("administrator").actor()


def word(key: str, printed: Printed, day: date = TODAY, service: Service = E) -> bool:
    with write():
        return at(key).word_anew(service, printed, day, "Письмо № 5", admin(), clock.now())


def refused(act) -> str:
    with pytest.raises(ActionRefused) as told, write():
        act()
    return told.value.barred.code


def carry_out(change_of) -> Outlook:
    """As the page does it: foreseen and made in one unit of work."""
    with write():
        change: CenterChange = change_of()
        outlook = foresee(change, clock.now(), is_held=True)
        outlook.carry_out(admin(), clock.now())
    return outlook


def merge(key: str, into: str) -> Outlook:
    return carry_out(lambda: merger(at(key), at(into), "Приказ № 1"))


def reopen(key: str) -> Outlook:
    return carry_out(lambda: reopening(at(key), "Приказ № 2"))


def close(key: str) -> None:
    with write():
        at(key).close("Приказ № 3", admin(), clock.now())


def operator_of(key: str, role: Role = Role.CENTER_OPERATOR) -> User:
    """A person who works at this Center, or heads its branch."""
    with write():
        center = at(key)
        grant = (
            RoleGrant(role=role, branch_no=center.branch_no)
            if role is Role.BRANCH_HEAD
            else RoleGrant(role=role, center_id=center.id)
        )
        person = User(
            login=f"at-{key}", full_name="Новая Сауле", password_hash="", grants=[grant], created_at=clock.now()
        )
        db.session.add(person)
    return person


def issue(case: Application, *, to: str = "committee") -> Application:
    with write():
        now, case = clock.now(), db.session.merge(case)
        complete(case, now)
        Decision.prepare(case, DecisionKind.RESULT, user("officer").actor(), now, content={}, reasons="", grounds={})
        assert case.prepared_decision
        number = reserve_number(case, now)
        case.prepared_decision.sign(number, user("signatory").actor(), now, Medium.ELECTRONIC, None)
        if to != "committee":
            custody.dispatch(case, user("clerk").actor(), now)
        if to == "center":
            custody.confirm_arrival(case, user("center_operator").actor(), now, committee_today(now))
    return case


def stored(case: Application) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, case.id)


# --- Dated wordings --------------------------------------------------------------------------------------------


def test_a_later_wording_stands_beside_the_printed_one_and_each_has_its_days(app, set_clock):
    printed = at("3/14").listing(E).printed
    assert word("3/14", MOVED, date(2013, 6, 1))
    center = at("3/14")
    assert center.name == printed.name, "it is not June yet"
    assert [center.listing(E, day).printed for day in (date(2013, 5, 31), date(2013, 6, 1))] == [printed, MOVED]
    assert center.listing(E, date(2000, 1, 1)).printed == printed
    assert center.listing(C, date(2013, 6, 1)).printed == center.listing(C).printed, "the other standard stays"
    set_clock(2013, 6, 1, 10)
    assert at("3/14").name == MOVED.name


def test_of_two_wordings_of_one_day_the_later_one_holds(app):
    word("3/14", MOVED)
    word("3/14", MOVED._replace(phones="8 (72777) 2-00-02"))
    assert at("3/14").listing(E).phones == "8 (72777) 2-00-02"
    assert [one.edition for one in at("3/14").listings if one.standard == E] == [1, 2, 3]


def test_the_same_wording_is_none_and_one_before_a_later_one_is_refused(app):
    assert not word("3/14", at("3/14").listing(E).printed)
    assert word("3/14", MOVED, date(2013, 6, 1))
    assert refused(lambda: at("3/14").word_anew(E, MOVED, TODAY, "", admin(), clock.now())) == "later_value_exists"


def test_what_was_printed_cannot_be_changed_or_deleted_in_the_database(app):
    for statement in ("UPDATE center_listing SET name = 'x' WHERE id = 1", "DELETE FROM center_listing WHERE id = 1"):
        with pytest.raises(DatabaseError), write():
            db.session.execute(db.text(statement))


def test_a_receipt_and_its_duplicates_keep_the_address_of_the_hour_of_acceptance(make_application, set_clock):
    case = make_application("euc", channel="center", hand_out="center")
    place = receipt_paper(case).hand_out_place
    assert make_original(case).shown
    set_clock(2013, 5, 3, 11)
    word("3/14", MOVED)  # on the very day, and from that day on
    word("3/14", MOVED._replace(name="Ещё раз"), date(2013, 5, 3))
    set_clock(2013, 5, 3, 12)
    later = make_application("euc", channel="center", hand_out="center")
    assert receipt_paper(stored(case)).hand_out_place == place
    assert "Ещё раз" in receipt_paper(later).hand_out_place
    with pytest.raises(LookupError):
        duplicate_pdf(case, 1)


def test_a_hand_over_list_keeps_the_address_of_the_day_on_which_it_left(make_application, set_clock):
    issue(make_application("euc", hand_out="center"), to="on_the_way")
    set_clock(2013, 5, 3, 15)
    before = hand_over_paper(db.session.scalars(select(HandOver)).one()).center
    word("3/14", MOVED)
    assert hand_over_paper(db.session.scalars(select(HandOver)).one()).center == before
    assert MOVED.address not in before


def test_a_new_center_has_the_next_number_of_its_branch_and_its_own_first_wording(app):
    with write():
        made = Center.add(16, {E: MOVED, C: MOVED}, TODAY, "Приказ", admin(), clock.now())
    assert made.key == "16/14"
    assert at("16/14").listing(C).printed == MOVED
    kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.subject == made.subject))]
    assert kinds == ["center_added", "center_worded", "center_worded"]


# --- Closing and merging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [Place.CENTER, Place.COMMITTEE])
def test_a_closed_center_takes_no_new_filing_and_no_new_hand_out(app, channel):
    close("3/14")
    filing = {"channel": channel, "hand_out": Place.CENTER}
    assert refused(lambda: build_application(E, clock.now(), **filing)) == "center_closed"


def test_what_names_a_closed_center_goes_on_there_to_its_end(make_application):
    case = make_application("euc", channel="center", hand_out="center")
    close("3/14")
    case = issue(case, to="center")
    assert why_not_hand_out(case, user("center_operator").actor()) is None


def test_a_successors_people_see_and_finish_what_names_the_merged_center_and_others_do_not(make_application):
    case = make_application("euc", channel="center", hand_out="center")
    theirs, others = operator_of("16/2"), operator_of("16/3")
    head, stranger = operator_of("16/4", Role.BRANCH_HEAD), operator_of("1/1", Role.BRANCH_HEAD)

    def sees(person: User) -> bool:
        statement = Application.visible_to(person.actor()).where(Application.id == case.id)
        return db.session.scalar(statement) is not None

    assert not any(map(sees, (theirs, others, head, stranger)))
    merge("3/14", "16/2")
    assert [sees(person) for person in (theirs, head, others, stranger)] == [True, True, False, False]
    assert sees(user("center_operator")), "its own people go on"
    assert [one.key for one in db.session.scalars(Center.of(theirs.actor())).unique()] == ["16/02", "03/14"]
    case = issue(case, to="center")
    assert case.delivery and case.hand_out_center
    assert (case.hand_out_center.key, case.delivery.center.key) == ("03/14", "16/02"), "the filing is not rewritten"
    assert why_not_hand_out(case, theirs.actor()) is None
    assert why_not_hand_out(case, others.actor()) is not None


def test_mergers_lead_on_and_the_last_center_in_charge_has_it_all(make_application):
    case = make_application("euc", channel="center", hand_out="center")
    first, last = operator_of("16/2"), operator_of("1/2")
    merge("3/14", "16/2")
    merge("16/2", "1/2")
    assert at("3/14").in_charge.key == "01/02"
    for person in (first, last):
        assert at("3/14").id in person.actor().center_ids
    told = Addressees(TODAY).of([Addressee.CENTER_OPERATOR], center_id=case.hand_out_center_id)
    assert {first.id, last.id, user("center_operator").id} <= told


def test_no_circle_no_closed_successor_and_not_into_itself(app):
    merge("3/14", "16/2")
    close("16/3")
    attempts = [("16/2", "3/14"), ("1/1", "16/3"), ("1/1", "1/1")]
    for key, into in attempts:
        assert refused(lambda key=key, into=into: at(key).merge_into(at(into), "", admin(), clock.now())) == (
            "successor_not_open"
        )
    again = lambda: at("3/14").merge_into(at("1/1"), "", admin(), clock.now())  # noqa: E731 - one line says it
    assert refused(again) == "center_merged_already"
    assert refused(lambda: at("16/3").close("", admin(), clock.now())) == "center_closed_already"
    assert refused(lambda: at("1/1").reopen("", admin(), clock.now())) == "center_open_already"


@pytest.mark.parametrize("values", ["successor_id = id, is_open = false", "successor_id = 2"])
def test_the_database_holds_that_a_successor_is_another_and_the_merged_one_closed(app, values):
    with pytest.raises(IntegrityError), write():
        db.session.execute(db.text(f"UPDATE center SET {values} WHERE id = 1"))


def test_a_merger_is_undone_and_its_people_no_longer_see_what_was_taken_over(make_application):
    make_application("euc", channel="center", hand_out="center")
    theirs = operator_of("16/2")
    merge("3/14", "16/2")
    reopen("3/14")
    center = at("3/14")
    assert (center.is_open, center.successor_id) == (True, None)
    assert theirs.actor().center_ids == {at("16/2").id}
    kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.subject == center.subject))]
    assert kinds == ["center_merged", "center_reopened"]


def test_a_merger_is_not_undone_while_a_result_lies_at_the_successor(make_application):
    case = make_application("euc", channel="center", hand_out="center")
    merge("3/14", "16/2")
    issue(case, to="center")
    assert why_not_reopened(at("3/14"))
    with pytest.raises(ActionRefused):
        reopen("3/14")
    assert at("3/14").successor_id


def test_what_depends_on_a_center_is_counted(make_application):
    make_application("euc", channel="center", hand_out="committee")
    make_application("euc", channel="center", hand_out="center")
    issue(make_application("euc", hand_out="center"), to="center")
    duties = duties_of(at("3/14"))
    assert (duties.accepted, duties.to_hand_out, duties.in_custody, duties.drafts) == (1, 2, 1, 0)
    assert {person.login for person in duties.staff} == {"center_operator", "center_head"}
    assert duties_of(at("1/7")).is_none


# --- Carriage and clock ----------------------------------------------------------------------------------------


def test_other_days_of_carriage_move_the_day_of_dispatch_of_open_cases_and_nothing_later(make_application):
    case, elsewhere = make_application("euc", hand_out="center"), make_application("euc")
    before = {name: getattr(case, name) for name in ("deliver_on", "hand_out_on", "term_ends_on", "control_on")}
    assert case.dispatch_on == before["deliver_on"] == date(2013, 5, 27)
    outlook = carry_out(lambda: carriage_change(at("3/14"), 2, "Почта"))
    case = stored(case)
    assert outlook.moved == 1
    assert case.dispatch_on == date(2013, 5, 23)
    assert {name: getattr(case, name) for name in before} == before
    assert stored(elsewhere).version == elsewhere.version
    (told,) = db.session.scalars(select(Event).where(Event.kind == "dates_recomputed"))
    assert (told.application_id, told.data["cause"], told.data["reason"]) == (
        case.id, "center_carriage_changed", "Почта",
    )  # fmt: skip
    assert told.data["dates"] == {"dispatch_on": {"before": "2013-05-27", "after": "2013-05-23"}}


def test_a_result_on_its_way_is_not_sent_again_by_another_carriage(make_application):
    case = issue(make_application("euc", hand_out="center"), to="on_the_way")
    assert carry_out(lambda: carriage_change(at("3/14"), 2, "Почта")).moved == 0
    assert stored(case).dispatch_on == date(2013, 5, 27)


def test_a_merged_centers_results_travel_as_far_as_its_successor_and_back_again(make_application):
    case = make_application("euc", hand_out="center")
    carry_out(lambda: carriage_change(at("16/2"), 3, "Почта"))
    assert merge("3/14", "16/2").moved == 1
    assert stored(case).dispatch_on == date(2013, 5, 22)
    assert stored(case).filing().hand_out_carriage_days == 3
    carry_out(lambda: carriage_change(at("16/2"), 1, "Почта"))
    assert stored(case).dispatch_on == date(2013, 5, 24)
    assert reopen("3/14").moved == 1
    assert stored(case).dispatch_on == date(2013, 5, 27)


def test_another_clock_holds_from_its_moment_on_and_what_was_accepted_keeps_its_hour(make_application, set_clock):
    case = make_application("euc", channel="center", hand_out="center")
    hour = receipt_paper(case).accepted_at.hour
    set_clock(2013, 5, 3, 12)
    with write():
        branch = db.session.get_one(Branch, 3)
        branch.change_zone("Asia/Aqtau", "Закон", admin(), clock.now())
    set_clock(2013, 5, 3, 13)
    later = make_application("euc", channel="center", hand_out="center")
    assert receipt_paper(stored(case)).accepted_at.hour == hour == 10
    assert receipt_paper(later).accepted_at.hour == 12, "13:00 in Astana"
    assert at("3/14").zone == "Asia/Aqtau"
    branch = db.session.get_one(Branch, 3)
    assert branch.zone_at(datetime(2013, 5, 3, 5, 59, tzinfo=UTC)) == "Asia/Almaty"
    assert branch.zone_at(clock.now() - timedelta(hours=1)) == "Asia/Aqtau"
    assert refused(lambda: db.session.get_one(Branch, 3).change_zone("Asia/Aqtau", "", admin(), clock.now())) == (
        "nothing_changes"
    )
