"""The work on a complaint over its pages: list, review, explanations, extension, letters, the case that is reopened."""

from datetime import date

import pytest
from sqlalchemy import event, select

from blueprints.words import barred_reason
from documents.issue_reply import make_notice
from extensions import clock, db, write
from models.application import Application
from models.complaint import Complaint
from models.complaint_parts import ComplaintExtension
from models.complaint_work import ComplaintCheck, ComplaintSatisfaction, Satisfaction
from models.document import EntryStatus
from models.outgoing import LetterSending, OutgoingLetter
from models.reopening import Reopening
from rules.complaint_review import Found, review_items
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import Channel, ComplaintState, Outcome
from rules.workflow import State
from tests.complaints import actor, forward, reply_to
from tests.factories import user
from tests.results import issue
from tests.reviewing_client import form_in, text_of


def of(complaint) -> Complaint:
    db.session.rollback()
    return db.session.get_one(Complaint, complaint.id)


def url(complaint, page: str = "") -> str:
    return f"/complaints/{complaint.id}/{page}"


def refused(answer, words: str = "") -> None:
    assert answer.status_code == 409, answer.get_data(as_text=True)[:300]
    assert words in answer.get_data(as_text=True)


@pytest.fixture
def decided(make_application):
    """A case whose result is signed: by officer and signatory."""
    return issue(make_application("euc"), clock.now())


@pytest.fixture
def upheld(make_complaint, decided):
    """A complaint against the result, upheld by the Ministry, as the legal service recorded it; and its case."""
    complaint = make_complaint(subject=Subject.RESULT, application=decided)
    with write():
        merged = db.session.merge(complaint)
        forward(merged, clock.now())
        merged.record_outcome(
            Outcome.UPHELD, "Рассмотреть заново", clock.today(), "М-17", actor("legal_officer"), clock.now()
        )
    return complaint


# --- The list ----------------------------------------------------------------------------------------------


def test_overdue_replies_stand_on_top_and_then_the_nearest_day(make_complaint, in_work, login_as, set_clock):
    late = make_complaint()
    set_clock(2013, 5, 13, 10)
    far, near = in_work(), make_complaint(subject=Subject.CENTER_SERVICE, addressee=Addressee.COMMITTEE_HEAD)
    page = login_as("signatory").page("/complaints/?tab=open")
    rows = [text_of(row) for row in page.iter("tr") if "T-2013" in text_of(row)]
    assert [next(one.number for one in (late, far, near) if one.number in row) for row in rows] == [
        late.number, near.number, far.number,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [("tab=mine", 1), ("tab=unassigned", 1), ("tab=open", 2), ("tab=closed", 1), ("tab=overdue", 0), ("tab=x", 1),
     ("tab=open&subject=committee_service", 1), ("tab=open&subject=x", 2), ("tab=open&addressee=ministry", 0),
     ("tab=open&state=in_work", 1), ("tab=open&q=СЕЙТҚАЛИ", 2), ("tab=open&q=Petrov", 0), ("tab=open&q=т-2013", 2),
     ("tab=open&officer=999999999999", 2), ("tab=open&q=%20", 2)],
)  # fmt: skip
def test_tabs_filters_and_search_narrow_the_list(make_complaint, in_work, login_as, query, found):
    in_work()
    make_complaint(subject=Subject.CENTER_SERVICE, addressee=Addressee.COMMITTEE_HEAD)
    closed = make_complaint()
    with write():
        reply_to(db.session.merge(closed), clock.now())
    page = login_as("legal_officer").page(f"/complaints/?{query}")
    assert len([row for row in page.iter("tr") if "T-2013" in text_of(row)]) == found


def test_a_head_of_a_center_sees_what_is_addressed_to_them_and_a_foreign_one_is_not_there(make_complaint, login_as):
    own = make_complaint(subject=Subject.CENTER_SERVICE, channel=Channel.CENTER)
    foreign = make_complaint(subject=Subject.CENTER_SERVICE, channel=Channel.CENTER, center="5/2")
    head = login_as("center_head")
    assert own.number in head.get("/complaints/?tab=open").get_data(as_text=True)
    assert foreign.number not in head.get("/complaints/?tab=open").get_data(as_text=True)
    assert head.get(url(own)).status_code == 200
    assert head.get(url(foreign)).status_code == 404


def test_a_list_of_many_asks_the_database_no_more_than_one_of_few(make_complaint, login_as):
    client, asked = login_as("legal_officer"), [0]

    def note(*_statement) -> None:
        asked[-1] += 1

    for _more in range(2):
        for _one in range(3):
            make_complaint()
        event.listen(db.engine, "before_cursor_execute", note)
        client.get("/complaints/?tab=open")
        event.remove(db.engine, "before_cursor_execute", note)
        asked.append(0)
    assert asked[0] == asked[1]


# --- Conflict of interest ----------------------------------------------------------------------------------


def test_who_is_complained_of_or_decided_the_case_does_not_find_it_and_the_page_says_why_not(
    make_complaint, decided, login_as
):
    against = make_complaint(against=user("legal_officer"))
    about_case = make_complaint(subject=Subject.RESULT, application=decided)
    assert login_as("legal_officer").get(url(against)).status_code == 404
    assert login_as("signatory").get(url(about_case)).status_code == 404
    for page in ("accept", "reply", "ask", "sign", "preview.pdf", "review/circumstances"):
        assert login_as("legal_officer").get(url(against, page)).status_code in (403, 404)
    told = login_as("signatory_2").get(url(against)).get_data(as_text=True)
    assert user("legal_officer").short_name in told
    assert barred_reason("complaint_against_them") in told
    for login in ("legal_officer", "signatory"):
        listed = login_as(login).get("/complaints/?tab=open").get_data(as_text=True)
        assert (against if login == "legal_officer" else about_case).number not in listed


def test_nobody_involved_can_be_given_it_even_by_hand(make_complaint, login_as):
    against = make_complaint(against=user("legal_officer"))
    answer = login_as("signatory_2").submit(url(against), {"officer": user("legal_officer").id}, action="/assign")
    assert answer.status_code == 422
    assert of(against).officer_id is None


# --- Acts --------------------------------------------------------------------------------------------------


def test_a_complaint_is_assigned_accepted_and_taken_into_work(make_complaint, login_as):
    complaint, officer = make_complaint(), login_as("legal_officer")
    given = login_as("signatory").submit(url(complaint), {"officer": user("legal_officer").id}, action="/assign")
    assert given.status_code == 303
    assert officer.submit(url(complaint, "accept"), action="/accept").status_code == 303
    form = officer.form(url(complaint, "start"), "/start")
    first, again = officer.send(form), officer.send(form)
    assert (first.status_code, again.location) == (303, first.location), "a double click acts once"
    assert (of(complaint).state, of(complaint).officer_id) == (ComplaintState.IN_WORK, user("legal_officer").id)


def test_an_outdated_page_does_not_act(make_complaint, login_as):
    complaint, officer = make_complaint(), login_as("legal_officer")
    form = officer.form(url(complaint, "accept"), "/accept")
    officer.submit(url(complaint), {"officer": user("legal_officer").id}, action="/assign")
    refused(officer.send(form))
    assert of(complaint).state is ComplaintState.REGISTERED


def test_the_review_is_answered_before_a_reply_is_prepared(in_work, login_as):
    complaint, officer = in_work(), login_as("legal_officer")
    assert "/reply" not in officer.get(url(complaint)).get_data(as_text=True)
    values = {"outcome": "upheld", "text": "Установлено", "measures": "Выговор"}
    form = officer.form(url(complaint, "review/circumstances"), "/review/")
    assert officer.send(form, {"found": "confirmed", "note": ""}).status_code == 422
    assert officer.send(form, {"found": "", "note": "Запись"}).status_code == 422
    for item in review_items(of(complaint).subject):
        answer = officer.submit(
            url(complaint, f"review/{item}"), {"found": "confirmed", "note": "Запись"}, action="/review/"
        )
        assert answer.status_code == 303
    assert len(ComplaintCheck.of(of(complaint))) == len(review_items(complaint.subject))
    assert officer.submit(url(complaint, "reply"), values, action="/reply").status_code == 303
    assert of(complaint).state is ComplaintState.REPLY_PREPARED


@pytest.mark.parametrize(
    "bad",
    [{"outcome": ""}, {"outcome": "x"}, {"text": ""}, {"text": "я" * 20_001}, {"measures": ""}, {"text": "а\x07б"},
     {"measures": "я" * 20_001}],
)  # fmt: skip
def test_a_bad_reply_is_told_at_its_field_and_nothing_typed_is_lost(in_work, login_as, bad):
    complaint, officer = in_work(), login_as("legal_officer")
    checked(complaint)
    typed = {"outcome": "partly", "text": "Установлено <b>", "measures": "Выговор", **bad}
    answer = officer.submit(url(complaint, "reply"), typed, action="/reply")
    assert answer.status_code == 422
    kept = dict(form_in(answer, "/reply").fields)
    assert kept["text"] == typed["text"].replace("\x07", "�")
    assert kept["measures"] == typed["measures"]
    assert of(complaint).state is ComplaintState.IN_WORK


def checked(complaint) -> None:
    """Every question of the review is answered."""
    with write():
        found = db.session.get_one(Complaint, complaint.id)
        for item in review_items(found.subject):
            ComplaintCheck.make(found, item, Found.NOT_APPLICABLE, "", actor("legal_officer"), clock.now())


def test_the_term_is_extended_once_with_a_reason_that_the_notice_gives(in_work, login_as):
    complaint, head = in_work(), login_as("signatory")
    before = of(complaint).due_on
    assert head.submit(url(complaint, "extend"), {"reason": ""}, action="/extend").status_code == 422
    assert head.submit(url(complaint, "extend"), {"reason": "Ждём запись"}, action="/extend").status_code == 303
    assert of(complaint).due_on > before
    assert text_of(head.page(url(complaint, "extend"))).count(barred_reason("complaint_extended_already")) >= 1
    officer = login_as("legal_officer")
    form = officer.form(url(complaint), "/notice")
    assert {officer.send(form).status_code for _click in range(2)} == {303}
    letter = db.session.scalars(OutgoingLetter.of(complaint.id)).one()
    assert (letter.kind, letter.status) == ("complaint_extension", EntryStatus.ISSUED)
    assert letter.number == "RPL-2013-K-00001"
    assert officer.get(f"/complaints/letters/{letter.id}.pdf").data.startswith(b"%PDF")


def test_a_forwarding_has_its_notice_of_who_forwarded_it(make_complaint, login_as):
    complaint = make_complaint(subject=Subject.CENTER_SERVICE, addressee=Addressee.COMMITTEE_HEAD)
    with write():
        forward(db.session.merge(complaint), clock.now(), Addressee.CENTER_HEAD)
    officer = login_as("legal_officer")
    assert officer.submit(url(complaint), action="/notice").status_code == 303
    letter = db.session.scalars(OutgoingLetter.of(complaint.id)).one()
    assert (letter.kind, letter.place) == ("complaint_forwarding", "K")


@pytest.mark.parametrize(
    ("bad", "is_kept"),
    [({"way": ""}, True), ({"way": "pigeon"}, True), ({"sent_on": ""}, True), ({"sent_on": "2013-05-04"}, True),
     ({"sent_on": "2013-05-02"}, True), ({"sent_on": "вчера"}, True), ({"note": "я" * 501}, True)],
)  # fmt: skip
def test_a_bad_sending_is_told_at_its_field(in_work, login_as, bad, is_kept):
    letter_id = a_notice(in_work())
    typed = {"way": "post", "sent_on": "2013-05-03", "note": "RR123", **bad}
    answer = login_as("clerk").submit(f"/complaints/letters/{letter_id}/send", typed, action="/send")
    assert answer.status_code == 422
    assert dict(form_in(answer, "/send").fields)["note"] == typed["note"]
    assert not db.session.scalars(select(LetterSending)).all()


def a_notice(complaint) -> int:
    with write():
        ComplaintExtension.grant(db.session.merge(complaint), "Ждём запись", actor("signatory"), clock.now())
    return make_notice(complaint.id, actor("legal_officer"), clock.now())


def test_how_a_letter_went_is_recorded_each_time(in_work, login_as):
    letter_id = a_notice(in_work())
    for way in ("post", "email"):
        answer = login_as("clerk").submit(
            f"/complaints/letters/{letter_id}/send", {"way": way, "sent_on": "2013-05-03"}, action="/send"
        )
        assert answer.status_code == 303
    assert [one.way for one in db.session.scalars(select(LetterSending))] == ["post", "email"]


# --- Afterwards --------------------------------------------------------------------------------------------


def test_satisfaction_is_recorded_once_there_is_a_reply(in_work, make_complaint, login_as):
    clerk, open_one, answered = login_as("clerk"), in_work(), make_complaint()
    refused(clerk.submit(url(open_one, "satisfaction"), {"answer": "satisfied"}, action="/satisfaction"))
    with write():
        reply_to(db.session.merge(answered), clock.now())
    assert clerk.submit(url(answered, "satisfaction"), {"answer": "x"}, action="/satisfaction").status_code == 422
    for answer in ("no_answer", "not_satisfied"):
        assert (
            clerk.submit(url(answered, "satisfaction"), {"answer": answer}, action="/satisfaction").status_code == 303
        )
    refused(clerk.submit(url(answered, "satisfaction"), {"answer": "satisfied"}, action="/satisfaction"))
    told = ComplaintSatisfaction.of(of(answered))
    assert told is not None
    assert told.answer is Satisfaction.NOT_SATISFIED


@pytest.mark.parametrize(
    ("day", "status"),
    [("", 422), ("x", 422), ("2013-05-03", 409), ("2013-05-05", 409), ("2013-06-30", 409), ("2013-05-24", 303)],
)
def test_an_upheld_complaint_reopens_its_case_with_a_term_within_the_law(upheld, decided, login_as, day, status):
    officer = login_as("legal_officer")
    answer = officer.submit(url(upheld, "reopen"), {"term_ends_on": day}, action="/reopen")
    assert answer.status_code == status
    case = db.session.get_one(Application, decided.id, populate_existing=True)
    if status != 303:
        assert case.state is State.ISSUED
        return
    assert (case.state, case.term_ends_on, case.officer_id) == (State.UNDER_REVIEW, date(2013, 5, 24), None)
    reopening = db.session.scalars(select(Reopening)).one()
    assert (reopening.complaint_id, reopening.reply_number) == (upheld.id, "М-17")
    page = login_as("head_of_unit").get(f"/cases/{case.id}/").get_data(as_text=True)
    assert upheld.number in page and "М-17" in page
    head = login_as("head_of_unit")
    form = head.form(f"/cases/{case.id}/", "/assign")
    assert form.filled()["officer"] == [str(user("officer_2").id)], "who decided it is not offered"
    refused(head.send(form, {"officer": user("officer").id, "_key": "1"}))
    assert head.send(form).status_code == 303
    refused(sent_again(officer, upheld, day))


def sent_again(officer, upheld, day):
    """The form of the reopening, sent by somebody who had it open still."""
    page = officer.get(url(upheld))
    token = dict(form_in(page, "/sign-out").fields)["csrf_token"]
    version = of(upheld).version
    return officer.post(url(upheld, "reopen"), data={"csrf_token": token, "version": version, "term_ends_on": day})


def test_what_is_not_upheld_or_not_against_a_result_reopens_nothing(make_complaint, decided, login_as):
    complaint = make_complaint(subject=Subject.RESULT, application=decided)
    with write():
        merged = db.session.merge(complaint)
        forward(merged, clock.now())
        merged.record_outcome(Outcome.NOT_UPHELD, "", clock.today(), "", actor("legal_officer"), clock.now())
    officer = login_as("legal_officer")
    assert "/reopen" not in officer.get(url(complaint)).get_data(as_text=True)
    refused(sent_again(officer, complaint, "2013-05-24"))
    assert db.session.get_one(Application, decided.id).state is State.ISSUED


def test_nobody_else_reopens_a_case_upon_a_complaint(upheld, login_as):
    assert login_as("signatory").get(url(upheld, "reopen")).status_code == 403
    assert login_as("officer").get(url(upheld)).status_code == 403
