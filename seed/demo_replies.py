"""What the demonstration's complaints are answered with: the review, signed letters and how they went, a case reopened.

Signing and rendering stand outside the unit of work, as on the screen (documents/issue_reply.py).
"""

from datetime import datetime

from documents import issue_reply
from extensions import db, write
from models.calendar import load_calendar, readings_on
from models.complaint import Complaint
from models.complaint_work import ComplaintCheck, ComplaintSatisfaction, Satisfaction, reopen_case
from models.outgoing import OutgoingLetter, SendingWay
from models.user import Actor
from rules.complaint_review import Found, ReviewItem, review_items
from rules.complaint_workflow import ReplyKind
from rules.terms import committee_today, longest_new_term
from seed.demo_people import user

NOTES = {
    ReviewItem.CIRCUMSTANCES: "По записям приёма и журналу регистрации.",
    ReviewItem.EXPLANATIONS: "Объяснения получены устно, противоречий нет.",
    ReviewItem.DEMANDS: "На каждое требование ответ дан.",
}
WAYS = (SendingWay.POST, SendingWay.WINDOW, SendingWay.EMAIL, SendingWay.PORTAL)


def review(complaint: Complaint, officer: Actor, now: datetime) -> None:
    """Answer each of its questions; part of the unit of work that prepares the reply."""
    for item in review_items(complaint.subject):
        found = Found.CONFIRMED if item in NOTES else Found.NOT_APPLICABLE
        ComplaintCheck.make(complaint, item, found, NOTES.get(item, ""), officer, now)


def sign(complaint_id: int, head: Actor, now: datetime) -> None:
    """The letter is made, read and signed with the key of the demonstration, and sent."""
    issue_reply.prepare_for_signing(complaint_id, head, now)
    complaint = db.session.get_one(Complaint, complaint_id)
    assert complaint.prepared_reply is not None  # its path says so
    letter = OutgoingLetter.live_for(complaint.prepared_reply.id)
    assert letter is not None
    digest, kind = letter.prepared_sha256, complaint.prepared_reply.kind
    signed = issue_reply.make_signed(complaint, digest, head, now)
    with write():
        complaint = db.session.get_one(Complaint, complaint_id)
        issue_reply.sign(complaint, signed, digest, head, now)
        _send(complaint_id, now)
        if kind is ReplyKind.REPLY:
            answer = Satisfaction.SATISFIED if complaint_id % 2 else Satisfaction.NO_ANSWER
            ComplaintSatisfaction.tell(complaint, answer, user("clerk").actor(), now)


def notify(complaint_id: int, now: datetime) -> None:
    """The notice of the extension, or of each forwarding."""
    complaint = db.session.get_one(Complaint, complaint_id)
    officer = user("legal_officer").actor()
    if complaint.extension:
        issue_reply.make_notice(complaint_id, officer, now)
    for forwarding_id in [one.id for one in complaint.forwardings]:
        issue_reply.make_notice(complaint_id, officer, now, forwarding_id)
    with write():
        _send(complaint_id, now)


def _send(complaint_id: int, now: datetime) -> None:
    for letter in db.session.scalars(OutgoingLetter.of(complaint_id)).all():
        if not letter.sendings:
            way = WAYS[letter.id % len(WAYS)]
            letter.send(way, committee_today(now), "", user("clerk").actor(), now)


def reopen(complaint: Complaint, now: datetime) -> None:
    """An upheld complaint against a result reopens its case, with all the term of the standard."""
    application = complaint.application
    assert application is not None  # its path says so
    today = committee_today(now)
    longest = longest_new_term(application.service, today, load_calendar(), readings_on(today))
    reopen_case(complaint, longest, user("legal_officer").actor(), now)
