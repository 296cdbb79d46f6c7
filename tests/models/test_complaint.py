"""The acts of a complaint: registration, completion, forwarding, extension, explanations, reply, refusal."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from extensions import clock, db, write
from models.calendar_change import CalendarChange, ChangeKind
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation, ComplaintExtension
from models.complaint_reply import ReplyStatus
from models.event import Event
from models.recompute import foresee
from rules.calendar import CalendarDay, DayReason, Scheme
from rules.complaint_routing import Addressee, Subject
from rules.complaint_ticket import read_number, tracking_key
from rules.complaint_workflow import Channel, ComplaintAction, ComplaintState, Element, Outcome
from rules.workflow import ActionRefused
from tests.complaints import (
    CODE,
    actor,
    build_complaint,
    forward,
    handlers,
    prepare_refusal,
    prepare_reply,
    reply_to,
    take_into_work,
)
from tests.factories import user

S = ComplaintState


def refused(act, *args) -> str:
    with pytest.raises(ActionRefused) as error:
        act(*args)
    return error.value.barred.code


def kinds(complaint: Complaint) -> list[str]:
    about = select(Event.kind).where(Event.subject == f"complaint:{complaint.id}").order_by(Event.id)
    return list(db.session.scalars(about))


def test_a_complaint_is_numbered_by_place_and_year_and_its_term_counted_from_the_registration(make_complaint):
    first, second = make_complaint(), make_complaint()
    center = make_complaint(channel=Channel.CENTER, subject=Subject.CENTER_SERVICE)
    assert (first.number, second.number, center.number) == (
        "T-2013-K-000001", "T-2013-K-000002", "T-2013-03/14-000001",
    )  # fmt: skip
    assert (first.registered_on, first.reply_due_on) == (date(2013, 5, 3), date(2013, 5, 14))
    assert first.forward_due_on == date(2013, 5, 8)
    assert first.state is S.REGISTERED
    assert kinds(first) == ["complaint_registered"]


def test_a_complaint_is_dated_by_the_clock_of_its_place(make_complaint, set_clock):
    set_clock(2024, 2, 8, 0, 30)  # half past midnight at the Committee, half an hour to midnight in the west
    west = make_complaint(channel=Channel.CENTER, subject=Subject.CENTER_SERVICE, center="11/2")
    assert (west.zone.key, west.registered_on) == ("Asia/Aqtau", date(2024, 2, 7))
    assert make_complaint().registered_on == date(2024, 2, 8)


def test_the_secret_code_is_not_kept(make_complaint):
    complaint = make_complaint()
    row = db.session.execute(text("SELECT * FROM complaint")).mappings().one()
    assert not [value for value in row.values() if CODE in str(value)]
    assert CODE not in str([event.data for event in db.session.scalars(select(Event))])
    assert complaint.tracking_key == tracking_key(complaint.number, CODE)


def test_only_number_and_code_together_find_a_complaint(make_complaint):
    first, second = make_complaint(), make_complaint()
    assert db.session.scalars(Complaint.tracked(first.number, CODE)).one() is first
    for number, code in ((second.number, CODE[::-1]), ("T-2013-K-000003", CODE), ("", ""), (first.number, "")):
        assert db.session.scalars(Complaint.tracked(number, code)).one_or_none() is None


@pytest.mark.parametrize("typed", ["t-2013-k-000001", " Т-2013-К-000001 ", "т – 2013 – к – 000001", "T-2013-K-000001"])
def test_a_number_is_read_however_it_is_typed(typed):
    assert read_number(typed) == "T-2013-K-000001"


def test_a_rolled_back_registration_gives_its_number_back(make_complaint):
    with pytest.raises(ZeroDivisionError), write():
        build_complaint(clock.now())
        raise ZeroDivisionError
    assert make_complaint().number == "T-2013-K-000001"


def test_an_incomplete_complaint_is_registered_and_then_completed_or_refused(make_complaint):
    complaint = make_complaint(has_signature=False, demands="")
    assert complaint.missing == (Element.SIGNATURE, Element.DEMANDS)
    clerk, legal, now = actor("clerk"), actor("legal_officer"), clock.now()
    assert refused(complaint.accept, legal, now) == "complaint_elements_missing"
    with write():
        complaint = db.session.merge(complaint)
        complaint.complete({"has_signature": True}, clerk, now)
    assert complaint.missing == (Element.DEMANDS,)
    with write():
        complaint = db.session.merge(complaint)
        refusal = prepare_refusal(complaint, now)
        assert complaint.state is S.REPLY_PREPARED
        refusal.sign("REF-1", actor("signatory"), now)
    assert (complaint.state, complaint.closed_on) == (S.REFUSED, date(2013, 5, 3))
    assert complaint.closing_reason == "Нет подписи."
    assert complaint.outcome is None
    assert kinds(complaint) == [
        "complaint_registered", "complaint_completed", "complaint_reply_prepared", "complaint_refused",
    ]  # fmt: skip


def test_what_is_brought_while_a_refusal_waits_is_taken_and_the_refusal_signed_no_more(make_complaint):
    now = clock.now()
    with write():
        complaint = build_complaint(now, has_signature=False)
        refusal = prepare_refusal(complaint, now)
        complaint.complete({"has_signature": True}, actor("clerk"), now)
    assert refused(refusal.sign, "REF-1", actor("signatory"), now) == "complaint_nothing_missing"
    with write():
        refusal.recall(actor("legal_officer"), now)
        complaint.accept(actor("legal_officer"), now)
    assert (refusal.status, complaint.state) == (ReplyStatus.RECALLED, S.ACCEPTED)


def test_a_report_by_telephone_lacks_a_signature_until_it_is_confirmed_in_writing(make_complaint):
    complaint = make_complaint(channel=Channel.TELEPHONE, subject=Subject.PORTAL)
    assert complaint.missing == (Element.WRITTEN_ON, Element.SIGNATURE)
    with write():
        complaint = db.session.merge(complaint)
        values = {"written_on": date(2013, 5, 3), "has_signature": True}
        complaint.complete(values, actor("clerk"), clock.now())
    assert complaint.confirmed_on == date(2013, 5, 3)
    assert complaint.missing == ()


def test_the_way_to_a_signed_reply(make_complaint, set_clock):
    now = clock.now()
    with write():
        complaint = build_complaint(now)
        reply = prepare_reply(complaint, now)
    officer, head = handlers(complaint)
    assert refused(reply.sign, "REP-1", actor(officer), now) == "four_eyes"
    with write():
        reply.send_back("Укажите меры", actor(head), now)
    assert (complaint.state, reply.status) == (S.IN_WORK, ReplyStatus.RETURNED)
    later = set_clock(2013, 5, 6, 12)
    with write():
        again = type(reply).prepare(
            complaint, reply.kind, "Жалоба обоснована частично", actor(officer), later, outcome=Outcome.PARTLY,
            measures="Проведена беседа",
        )  # fmt: skip
        again.sign("REP-1", actor(head), later)
    assert (complaint.state, complaint.outcome, complaint.measures) == (S.REPLIED, Outcome.PARTLY, "Проведена беседа")
    assert (complaint.closed_on, complaint.reply_number, again.version) == (date(2013, 5, 6), "REP-1", 2)
    assert refused(complaint.withdraw, "Передумал", actor("clerk"), later) == "complaint_wrong_state"


def test_a_complaint_at_the_wrong_place_is_forwarded_and_its_day_stands(make_complaint, set_clock):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    assert complaint.right_addressee is Addressee.MINISTRY
    assert refused(complaint.accept, actor("legal_officer"), clock.now()) == "complaint_wrong_addressee"
    now = set_clock(2013, 5, 8, 18)
    with write():
        complaint = db.session.merge(complaint)
        sent = forward(complaint, now)
    assert (complaint.state, complaint.addressee) == (S.FORWARDED, Addressee.MINISTRY)
    assert (complaint.registered_on, complaint.reply_due_on) == (date(2013, 5, 3), date(2013, 5, 14))
    assert (sent.due_on, sent.sent_on, sent.is_late) == (date(2013, 5, 8), date(2013, 5, 8), False)
    assert refused(forward, complaint, now) == "complaint_same_addressee"


def test_forwarding_after_its_term_is_possible_and_told_as_late(make_complaint, set_clock):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    with write():
        assert forward(db.session.merge(complaint), set_clock(2013, 5, 13, 9)).is_late


def test_a_complaint_addressed_rightly_to_an_outside_body_is_sent_there_once_and_its_outcome_recorded(make_complaint):
    complaint, now = make_complaint(subject=Subject.RESULT), clock.now()
    act = (Outcome.NOT_UPHELD, "", date(2013, 5, 13), "12-1/77", actor("legal_officer"), now)
    assert refused(complaint.record_outcome, *act) == "complaint_wrong_state"
    with write():
        complaint = db.session.merge(complaint)
        forward(complaint, now)
        complaint.record_outcome(*act)
    assert (complaint.state, complaint.outcome, complaint.closed_on) == (
        S.REPLIED, Outcome.NOT_UPHELD, date(2013, 5, 13),
    )  # fmt: skip


def test_what_is_decided_at_a_center_or_the_committee_has_no_outcome_recorded_from_outside(make_complaint):
    complaint = make_complaint(subject=Subject.CENTER_SERVICE, addressee=Addressee.COMMITTEE_HEAD)
    with write():
        complaint = db.session.merge(complaint)
        forward(complaint, clock.now(), Addressee.CENTER_HEAD)
    act = (Outcome.UPHELD, "", date(2013, 5, 13), "1", actor("legal_officer"), clock.now())
    assert refused(complaint.record_outcome, *act) == "complaint_elsewhere"


def test_the_outside_body_answers_by_itself_where_it_has_accounts(make_complaint):
    complaint, now = make_complaint(subject=Subject.RESULT), clock.now()
    with write():
        complaint = db.session.merge(complaint)
        forward(complaint, now)
        reply_to(complaint, now)
    assert (complaint.state, complaint.outcome) == (S.REPLIED, Outcome.UPHELD)


def test_the_committee_does_not_sign_for_an_outside_body(make_complaint):
    complaint, now = make_complaint(subject=Subject.RESULT), clock.now()
    with write():
        complaint = db.session.merge(complaint)
        forward(complaint, now)
        reply = prepare_reply(complaint, now)
    assert refused(reply.sign, "1", actor("signatory"), now) == "complaint_elsewhere"


def test_the_term_is_extended_once_by_the_head_while_it_runs(make_complaint, set_clock):
    with write():
        complaint = build_complaint(clock.now())
        take_into_work(complaint, clock.now())
    head, now = actor("signatory"), set_clock(2013, 5, 14, 18)
    assert refused(ComplaintExtension.grant, complaint, "Запрос", actor("legal_officer"), now) == "not_permitted"
    with write():
        extension = ComplaintExtension.grant(complaint, "Запрошены сведения", head, now)
    assert (complaint.due_on, complaint.extended_due_on) == (date(2013, 5, 28), date(2013, 5, 28))
    assert (extension.extended_on, extension.notice_due_on) == (date(2013, 5, 14), date(2013, 5, 17))
    assert not complaint.is_overdue(date(2013, 5, 28))
    assert complaint.is_overdue(date(2013, 5, 29))
    assert refused(ComplaintExtension.grant, complaint, "Ещё", head, now) == "complaint_extended_already"


def test_a_term_that_is_over_is_not_extended(make_complaint, set_clock):
    with write():
        complaint = build_complaint(clock.now())
        take_into_work(complaint, clock.now())
    now = set_clock(2013, 5, 15, 0, 1)
    assert refused(ComplaintExtension.grant, complaint, "Поздно", actor("signatory"), now) == "complaint_term_over"


def test_overdue_is_found_in_sql_as_it_is_told_of_each(make_complaint):
    with write():
        answered, waiting = build_complaint(clock.now()), build_complaint(clock.now())
        reply_to(answered, clock.now())
    for today in (date(2013, 5, 14), date(2013, 5, 15)):
        found = set(db.session.scalars(select(Complaint.id).where(Complaint.overdue(today))))
        assert found == {one.id for one in (answered, waiting) if one.is_overdue(today)}


def test_an_official_is_asked_once_and_answers_in_person(make_complaint):
    with write():
        complaint = build_complaint(clock.now(), against=user("officer"))
        take_into_work(complaint, clock.now())
        official = complaint.officials[0]
        legal, now = actor("legal_officer"), clock.now()
        asked = ComplaintExplanation.request(complaint, official, None, "Что было?", date(2013, 5, 8), legal, now)
    again = (complaint, official, None, "Ещё", date(2013, 5, 8), legal, now)
    assert refused(ComplaintExplanation.request, *again) == "complaint_asked_already"
    assert refused(asked.answer, "Не я", legal, now) == "not_permitted"
    with write():
        asked.answer("Не грубил", actor("officer"), now)
    assert refused(asked.answer, "Ещё", actor("officer"), now) == "complaint_explained_already"
    assert kinds(complaint)[-2:] == ["explanation_requested", "explanation_given"]
    assert list(db.session.scalars(ComplaintExplanation.asked_of(actor("officer")))) == [asked]


def test_of_an_official_without_an_account_the_written_answer_is_recorded(make_complaint):
    with write():
        complaint = build_complaint(clock.now())
        take_into_work(complaint, clock.now())
        act = (None, "?", date(2013, 5, 8), actor("legal_officer"), clock.now())
        asked = ComplaintExplanation.request(complaint, complaint.officials[0], *act)
        asked.answer("Письменно", actor("legal_officer"), clock.now())
    assert asked.name == "Петров И. И."


def test_a_complaint_is_given_only_to_who_handles_those_of_its_addressee(make_complaint):
    complaint = make_complaint()
    head, now = actor("signatory"), clock.now()
    assert refused(complaint.assign, user("officer"), head, now) == "complaint_not_an_officer"
    assert refused(complaint.assign, user("legal_officer"), actor("clerk"), now) == "not_permitted"
    assert refused(complaint.assign, user("legal_officer"), actor("center_head"), now) == "complaint_elsewhere"
    with write():
        complaint = db.session.merge(complaint)
        complaint.assign(user("legal_officer"), head, now)
    assert complaint.officer_id == user("legal_officer").id


def test_work_is_its_officers_alone(make_complaint):
    complaint = make_complaint(channel=Channel.CENTER, subject=Subject.CENTER_SERVICE)
    now = clock.now()
    assert refused(complaint.accept, actor("center_operator"), now) == "complaint_of_another"
    assert complaint.why_barred(ComplaintAction.ACCEPT, actor("center_head"), now) is None
    with write():
        complaint = db.session.merge(complaint)
        complaint.assign(user("center_operator"), actor("center_head"), now)
    assert refused(complaint.accept, actor("center_head"), now) == "complaint_of_another"
    assert complaint.why_barred(ComplaintAction.ACCEPT, actor("center_operator"), now) is None


def test_a_withdrawal_takes_back_what_waited_for_a_signature(make_complaint):
    with write():
        complaint = build_complaint(clock.now())
        reply = prepare_reply(complaint, clock.now())
        complaint.withdraw("Передумал", actor("clerk"), clock.now())
    assert (complaint.state, reply.status, complaint.prepared_reply) == (S.WITHDRAWN, ReplyStatus.RECALLED, None)


CONSTRAINTS = [
    {"state": "replied"}, {"closed_at": "2013-05-03 00:00:00"}, {"outcome": "upheld"}, {"channel": "center"},
    {"addressee": "center_head"}, {"state": "in_work"}, {"channel": "telephone"}, {"confirmed_on": "2013-05-03"},
    {"state": "refused", "closed_at": "2013-05-03 00:00:00", "closed_on": "2013-05-03"},
    {"extended_due_on": "2013-05-14"}, {"subject": "weather"}, {"state": "overdue"},
]  # fmt: skip


@pytest.mark.parametrize("values", CONSTRAINTS)
def test_the_database_stores_no_half_a_decision(make_complaint, values):
    make_complaint()
    columns = ", ".join(f"{name} = '{value}'" for name, value in values.items())
    with pytest.raises(IntegrityError), write():
        db.session.execute(text(f"UPDATE complaint SET {columns}"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM complaint", "UPDATE complaint_reply SET text = 'x'", "DELETE FROM complaint_reply",
        "UPDATE complaint_forwarding SET reason = 'x'", "DELETE FROM complaint_forwarding",
        "UPDATE complaint_extension SET reason = 'x'", "DELETE FROM complaint_extension",
    ],
)  # fmt: skip
def test_what_is_signed_sent_or_extended_is_never_changed(make_complaint, statement):
    now = clock.now()
    with write():
        complaint = build_complaint(now, subject=Subject.COMMITTEE_SERVICE, addressee=Addressee.MINISTRY)
        forward(complaint, now, Addressee.COMMITTEE_HEAD)
        reply = prepare_reply(complaint, now)
        reply.recall(actor("legal_officer"), now)
        ComplaintExtension.grant(complaint, "Запрос", actor("signatory"), now)
        again = type(reply).prepare(complaint, reply.kind, "Ответ", actor("legal_officer"), now, outcome=Outcome.UPHELD)
        again.sign("REP-1", actor("signatory"), now)
    with pytest.raises(DatabaseError), write():
        db.session.execute(text(statement))
    assert db.session.scalar(select(func.count(Complaint.id))) == 1


def correct(*days: date, is_working: bool) -> None:
    """These days are set for both calendars by an administrator."""
    put = tuple(
        CalendarDay(scheme, day, is_working, DayReason.CORRECTED, act="Приказ") for scheme in Scheme for day in days
    )
    with write():
        outlook = foresee(CalendarChange(ChangeKind.CORRECTED, "Приказ № 1", put), clock.now(), is_held=True)
        outlook.carry_out(actor("administrator"), clock.now())


def test_a_corrected_calendar_moves_open_complaints_but_never_beyond_the_day_of_the_ticket(make_complaint):
    with write():
        complaint, answered = build_complaint(clock.now()), build_complaint(clock.now())
        reply_to(answered, clock.now())
    correct(date(2013, 5, 5), date(2013, 5, 7), is_working=True)
    assert (complaint.reply_due_on, complaint.forward_due_on) == (date(2013, 5, 8), date(2013, 5, 6))
    assert answered.reply_due_on == date(2013, 5, 14)
    assert kinds(complaint)[-1] == "complaint_dates_recomputed"
    correct(date(2013, 5, 6), date(2013, 5, 8), is_working=False)
    assert complaint.reply_due_on == date(2013, 5, 8)


def test_a_correction_tells_beforehand_how_many_complaints_it_moves_and_changes_none(make_complaint):
    with write():
        complaint = build_complaint(clock.now())
        promised = complaint.reply_due_on
    days = [CalendarDay(scheme, date(2013, 5, 5), True, DayReason.CORRECTED, act="Приказ") for scheme in Scheme]
    outlook = foresee(CalendarChange(ChangeKind.CORRECTED, "Приказ № 1", tuple(days)), clock.now())
    assert outlook.complaints_moved == 1
    assert complaint.reply_due_on == promised
    assert not db.session.dirty
