"""The letters that answer complaints: four eyes, one number, signed as they were read, known to /verify."""

from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy.exc import DatabaseError

from blueprints.words import barred_reason
from documents import issue_reply
from documents.authenticity import Verdict, by_code, by_file
from extensions import clock, db, write
from models.attachment import read_file
from models.complaint import Complaint
from models.complaint_reply import ComplaintReply
from models.document import EntryStatus, SigningWay
from models.outgoing import LetterKind, OutgoingLetter
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel, ComplaintState, Outcome, ReplyKind
from rules.verification import grouped
from rules.workflow import ActionRefused
from tests.complaints import actor, prepare_refusal, prepare_reply
from tests.conftest import PASSWORD
from tests.contracts.world import one_sheet
from tests.documents.papers import whole_text
from tests.factories import user
from tests.reviewing_client import FormOnPage, form_in, parse

YES = {"has_read": "y", "password": PASSWORD}


@pytest.fixture
def prepared(make_complaint):
    """prepared(outcome, …): a complaint whose reply waits for a signature."""

    def make(outcome: Outcome = Outcome.NOT_UPHELD, **facts) -> Complaint:
        complaint = make_complaint(**facts)
        with write():
            prepare_reply(db.session.merge(complaint), clock.now(), outcome)
        return complaint

    return make


def of(complaint) -> Complaint:
    db.session.rollback()
    return db.session.get_one(Complaint, complaint.id)


def letter_of(complaint) -> OutgoingLetter:
    db.session.rollback()
    return list(db.session.scalars(OutgoingLetter.of(complaint.id)))[-1]


def code_of(letter: OutgoingLetter) -> str:
    assert letter.verification_code is not None
    return letter.verification_code


def page(complaint, name: str = "sign") -> str:
    return f"/complaints/{complaint.id}/{name}"


def ready(head, complaint, **values: str) -> OutgoingLetter:
    """Prepared for signing, as the head does it."""
    assert head.submit(page(complaint), values, action="/sign/prepare").status_code == 303
    return letter_of(complaint)


def test_a_reply_is_signed_as_it_was_read_and_everything_changes_together(app, prepared, login_as):
    complaint, head = prepared(), login_as("signatory")
    letter = ready(head, complaint)
    assert (letter.status, letter.way) == (EntryStatus.RESERVED, SigningWay.SERVER_KEY)
    assert letter.number == "RPL-2013-K-00001"
    assert by_code(code_of(letter), clock.now()).verdict is Verdict.UNKNOWN
    assert head.post(page(complaint), data=filled(head, complaint)).status_code == 303
    done, letter = of(complaint), letter_of(complaint)
    assert (done.state, done.reply_number, done.outcome) == (ComplaintState.REPLIED, letter.number, Outcome.NOT_UPHELD)
    content = read_file(app.config["FILES_PATH"], letter.sha256)
    assert content.startswith(read_file(app.config["FILES_PATH"], letter.prepared_sha256))
    assert len(PdfFileReader(BytesIO(content)).embedded_signatures) == 1
    read = whole_text(content)
    assert all(words in read for words in (letter.number, complaint.number, grouped(code_of(letter)), "суд"))
    assert by_code(code_of(letter), clock.now()).verdict is Verdict.GENUINE
    assert by_file(content, clock.now()).verdict is Verdict.GENUINE
    assert by_file(content + b"x", clock.now()).verdict is Verdict.CHANGED
    shown = by_code(code_of(letter), clock.now()).shown
    assert not {"reasons", "text", "demands"} & set(shown)


def filled(head, complaint, **values):
    """The form that signs, as the page gives it now."""
    nodes = parse(head.get(page(complaint)).get_data(as_text=True)).iter("form")
    node = next(one for one in nodes if one.get("action") == page(complaint))
    return FormOnPage(node, page(complaint)).filled(**{**YES, **values})


@pytest.mark.parametrize("bad", [{"password": "x"}, {"password": ""}, {"has_read": None}])
def test_without_password_or_reading_nothing_is_signed(prepared, login_as, bad):
    complaint, head = prepared(), login_as("signatory")
    ready(head, complaint)
    answer = head.post(page(complaint), data=filled(head, complaint, **bad))
    assert answer.status_code == 422
    assert of(complaint).state is ComplaintState.REPLY_PREPARED


def test_without_a_key_nothing_is_signed_electronically_and_paper_remains(app, prepared, login_as, monkeypatch):
    complaint, head = prepared(), login_as("signatory")
    for name in ("SIGNING_KEY", "SIGNING_KEYS"):
        monkeypatch.setitem(app.config, name, "")
    letter = ready(head, complaint)
    assert letter.way is SigningWay.BY_HAND
    assert f'action="{page(complaint)}"' not in head.get(page(complaint)).get_data(as_text=True)
    token = dict(form_in(head.get(page(complaint)), "/sign-on-paper").fields)
    refused = head.post(page(complaint), data={**token, **YES, "document": letter.prepared_sha256})
    assert refused.status_code == 409
    assert of(complaint).state is ComplaintState.REPLY_PREPARED


def test_signed_by_hand_it_has_its_scan_and_the_same_number(prepared, login_as):
    complaint, head = prepared(), login_as("signatory")
    letter = ready(head, complaint, way="by_hand")
    values = {"paper-is_signed": "y", "paper-password": PASSWORD}
    assert head.submit(page(complaint), values, action="/sign-on-paper").status_code == 422, "no scan"
    scan = (BytesIO(one_sheet()), "scan.pdf")
    form = head.form(page(complaint), "/sign-on-paper")
    assert head.send(form, {**values, "paper-scan": scan}).status_code == 303
    done = letter_of(complaint)
    assert (done.number, done.status, done.scan_media_type) == (letter.number, EntryStatus.ISSUED, "application/pdf")
    assert by_code(code_of(done), clock.now()).is_on_paper
    assert login_as("legal_officer").get(f"/complaints/letters/{done.id}.pdf?scan=1").status_code == 200


def test_nobody_signs_what_they_prepared(make_complaint, login_as):
    """At a Center its head may work on a complaint; another signs."""
    complaint, head = make_complaint(subject=Subject.CENTER_SERVICE, channel=Channel.CENTER), login_as("center_head")
    with write():
        found = db.session.merge(complaint)
        found.assign(user("center_head"), actor("center_head"), clock.now())
        found.accept(actor("center_head"), clock.now())
        found.start(actor("center_head"), clock.now())
        ComplaintReply.prepare(
            found, ReplyKind.REPLY, "Проверено", actor("center_head"), clock.now(), outcome=Outcome.NOT_UPHELD
        )
    assert barred_reason("four_eyes") in head.get(page(complaint)).get_data(as_text=True)
    token = dict(head.form(page(complaint), "/return").fields)["csrf_token"]
    assert head.post(page(complaint, "sign/prepare"), data={"csrf_token": token}).status_code == 409
    assert not list(db.session.scalars(OutgoingLetter.of(complaint.id)))


def test_a_preparation_lapses_at_midnight_and_its_number_stays(prepared, login_as, set_clock):
    set_clock(2013, 5, 3, 23, 50)
    complaint, head = prepared(), login_as("signatory")
    first = ready(head, complaint).number
    data = filled(head, complaint)
    set_clock(2013, 5, 4, 0, 0)
    assert head.post(page(complaint), data=data).status_code == 409
    again = ready(head, complaint)
    letters = list(db.session.scalars(OutgoingLetter.of(complaint.id)))
    assert [(one.number, one.status) for one in letters] == [
        (first, EntryStatus.ANNULLED), (again.number, EntryStatus.RESERVED),
    ]  # fmt: skip
    assert by_code(code_of(letters[0]), clock.now()).verdict is Verdict.ANNULLED


def test_a_text_that_goes_back_annuls_its_number(prepared, login_as):
    complaint, head = prepared(), login_as("signatory")
    ready(head, complaint)
    assert head.submit(page(complaint), {"return-reason": ""}, action="/return").status_code == 422
    assert head.submit(page(complaint), {"return-reason": "Нет сроков"}, action="/return").status_code == 303
    assert letter_of(complaint).status is EntryStatus.ANNULLED
    assert of(complaint).state is ComplaintState.IN_WORK
    assert [one.taken_back_reason for one in of(complaint).replies] == ["Нет сроков"]


def test_the_officer_takes_the_text_back(prepared, login_as):
    complaint = prepared()
    ready(login_as("signatory"), complaint)
    assert login_as("legal_officer").submit(page(complaint, "recall"), action="/recall").status_code == 303
    assert (letter_of(complaint).status, of(complaint).state) == (EntryStatus.ANNULLED, ComplaintState.IN_WORK)


def test_preparing_twice_keeps_the_number_and_two_heads_do_not_share_one(prepared):
    complaint, now = prepared(), clock.now()
    for _twice in range(2):
        issue_reply.prepare_for_signing(complaint.id, actor("signatory"), now)
    assert len(list(db.session.scalars(OutgoingLetter.of(complaint.id)))) == 1
    held = letter_of(complaint).prepared_sha256
    issue_reply.prepare_for_signing(complaint.id, actor("signatory_2"), now)
    with pytest.raises(ActionRefused), write():
        found = db.session.get_one(Complaint, complaint.id)
        signed = issue_reply.SignedLetter(held, held)
        issue_reply.sign(found, signed, held, actor("signatory"), now)
    assert [one.status for one in db.session.scalars(OutgoingLetter.of(complaint.id))] == ["annulled", "reserved"]


def test_a_refusal_to_consider_is_a_letter_too(app, make_complaint, login_as):
    complaint, head = make_complaint(has_signature=False, written_on=None), login_as("signatory")
    with write():
        prepare_refusal(db.session.merge(complaint), clock.now())
    letter = ready(head, complaint)
    assert letter.kind is LetterKind.REFUSAL
    assert head.post(page(complaint), data=filled(head, complaint)).status_code == 303
    assert of(complaint).state is ComplaintState.REFUSED
    read = whole_text(read_file(app.config["FILES_PATH"], letter_of(complaint).sha256))
    assert "Нет подписи." in read and "обратиться в суд" in read


@pytest.mark.parametrize("statement", ["UPDATE outgoing_letter SET number = 'x'", "DELETE FROM outgoing_letter"])
def test_an_issued_letter_is_never_changed(prepared, login_as, statement):
    complaint, head = prepared(), login_as("signatory")
    ready(head, complaint)
    head.post(page(complaint), data=filled(head, complaint))
    with pytest.raises(DatabaseError), write():
        db.session.execute(db.text(statement))
