"""Warnings by e-mail, where SMTP is set up: urgent ones at once, the others in a digest of the morning.

Only what is unread and still stands is sent, one mail to a person. A notice is claimed before it is sent and marked
after the server has accepted it: two schedulers send it once, and a dead or refusing server loses nothing. The claim of
a run that died in between, or was refused, runs out; the same mail then goes again under the same Message-ID.
"""

import hashlib
import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as time_of_day
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from blueprints.notices.shown import shown
from extensions import db, write
from jobs.report import Report
from models.application import Application
from models.calendar import load_calendar
from models.notice import Notice
from models.user import User
from rules.calendar import Scheme
from rules.terms import COMMITTEE_ZONE, committee_today, start_of_committee_day

CLAIM_HOLDS = timedelta(minutes=10)
DIGEST_FROM = time_of_day(8, 30)
LONGEST = 50
"""Warnings that a mail lists; it counts the rest and links to them."""


def mail_urgent(now: datetime, report: Report) -> None:
    """Send each person their urgent warnings."""
    _mail_all("urgent", Notice.is_urgent.is_(True), now, report)


def mail_digest(now: datetime, report: Report) -> None:
    """Send each person the other warnings, once on a working day of the Committee, from 8.30 on."""
    local = now.astimezone(COMMITTEE_ZONE)
    if local.time() < DIGEST_FROM or not load_calendar().is_working(Scheme.COMMITTEE, local.date()):
        return
    had_one = select(Notice.user_id).where(
        Notice.is_urgent.is_(False), Notice.mailed_at >= start_of_committee_day(committee_today(now))
    )
    _mail_all("digest", Notice.is_urgent.is_(False) & Notice.user_id.not_in(had_one), now, report)


def _mail_all(template: str, condition: ColumnElement[bool], now: datetime, report: Report) -> None:
    if not current_app.config["SMTP_HOST"]:
        return
    begun = time.monotonic()
    waiting = _waiting(now).where(condition)
    for person_id in db.session.scalars(waiting.with_only_columns(Notice.user_id).distinct()).all():
        moment = now + timedelta(seconds=time.monotonic() - begun)
        # Connected anew for each: a server that hangs up on one address still gets the others. If it does not answer
        # at all, the run ends here, and nothing was claimed.
        with _connection() as server, report.attempting(f"user:{person_id}"):
            report.effects += _mail_one(server, template, person_id, waiting, moment)


def _waiting(now: datetime) -> Select[Notice]:
    is_free = or_(Notice.mail_claimed_at.is_(None), Notice.mail_claimed_at <= now - CLAIM_HOLDS)
    return (
        select(Notice)
        .join(User, Notice.user_id == User.id)
        .outerjoin(Application, Notice.application_id == Application.id)
        .where(Notice.mailed_at.is_(None), Notice.read_at.is_(None), is_free, User.is_active, User.email != "")
        .where(Notice.standing(committee_today(now)))
    )


def _mail_one(server: smtplib.SMTP, template: str, person_id: int, waiting: Select[Notice], now: datetime) -> int:
    ids = _claim(waiting.where(Notice.user_id == person_id), now)
    if not ids:
        return 0
    person = db.session.get_one(User, person_id)
    options = joinedload(Notice.application).joinedload(Application.applicant), joinedload(Notice.complaint)
    notices = select(Notice).where(Notice.id.in_(ids)).options(*options).order_by(Notice.due_on, Notice.id)
    message = compose(template, person, db.session.scalars(notices).all(), now)
    address = person.email
    db.session.rollback()  # no transaction is kept open while the server thinks
    server.send_message(message, to_addrs=[address])
    with write():
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(mailed_at=now))
    return 1


def _claim(waiting: Select[Notice], now: datetime) -> list[int]:
    """Take what waits for one person. What was claimed together before goes together again: it is the same mail."""
    with write():
        rows = db.session.execute(waiting.with_only_columns(Notice.id, Notice.mail_claimed_at)).all()
        earliest = min((row.mail_claimed_at for row in rows if row.mail_claimed_at), default=None)
        ids = [row.id for row in rows if row.mail_claimed_at == earliest]
        is_as_read = Notice.mail_claimed_at.is_(None) if earliest is None else Notice.mail_claimed_at == earliest
        claim = update(Notice).where(Notice.id.in_(ids), Notice.mailed_at.is_(None), is_as_read)
        # The other scheduler's claim, committed a moment ago, leaves nothing here.
        return sorted(db.session.scalars(claim.values(mail_claimed_at=now).returning(Notice.id)))


def compose(template: str, person: User, notices: Sequence[Notice], now: datetime) -> EmailMessage:
    """The mail in its reader's language, each warning with the address of the act. Raises ValueError for an address
    that is none; a header takes no line breaks, whatever is put into it."""
    today = committee_today(now)
    base = current_app.config["BASE_URL"].rstrip("/")
    with current_app.test_request_context(base_url=base), force_locale(person.locale):
        rows = shown(notices[:LONGEST], person.actor(), today)
        words = render_template(
            f"mail/{template}.txt",
            person=person,
            rows=rows,
            today=today,
            more=len(notices) - len(rows),
            origin=_origin(base),
        )
    subject, _, text = words.partition("\n")
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = Address(person.full_name, addr_spec=person.email)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(template, notices)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.strip() + "\n", cte="base64")
    return message


def _message_id(template: str, notices: Sequence[Notice]) -> str:
    """The same for the same mail, so that one sent twice is known to the reader's program as one."""
    text = ",".join([template, *(str(notice.id) for notice in notices)])
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"<{digest}@{current_app.config['MAIL_FROM'].rpartition('@')[2].rstrip('>')}>"


def _origin(address: str) -> str:
    """An address without its path, which `url_for` gives already."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def _connection() -> Iterator[smtplib.SMTP]:
    config = current_app.config
    with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=config["SMTP_TIMEOUT"]) as server:
        if config["SMTP_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        yield server
