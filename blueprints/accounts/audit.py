"""The record of what is neither a case nor a complaint, whose own record is their History."""

from datetime import UTC, date, datetime, time, timedelta

from flask import render_template, request
from sqlalchemy import Select, select

from blueprints.access import current_actor, requires
from blueprints.accounts import bp
from blueprints.accounts.audit_words import SUBJECTS, told
from blueprints.formatting import COMMITTEE_ZONE
from blueprints.paging import Page, paginate
from extensions import db
from models.event import Event
from models.user import User
from rules.permissions import Permission


@bp.get("/audit")
@requires(Permission.READ_AUDIT)
def audit() -> str:
    """Every event outside the cases and complaints, newest first, by what it is about, by whom, and by day."""
    about, by = request.args.get("about", ""), request.args.get("by", "", type=str)
    since, until = _day("since"), _day("until")
    found = paginate(_events(about, by, since, until))
    page = Page(told(found.rows), found.number, found.per_page, found.total, found.is_capped)
    people = db.session.execute(select(User.id, User.full_name).order_by(User.full_name)).all()
    chosen = {"about": about, "by": by, "since": since, "until": until}
    return render_template(
        "accounts/audit.html", page=page, people=people, subjects=SUBJECTS, chosen=chosen, may=current_actor().may
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, COMMITTEE_ZONE).astimezone(UTC)


def _events(about: str, by: str, since: date | None, until: date | None) -> Select[Event]:
    query = select(Event).where(Event.application_id.is_(None), ~Event.subject.startswith("complaint:"))
    query = query.order_by(Event.id.desc())
    query = query.options(db.joinedload(Event.actor), db.joinedload(Event.on_behalf_of))
    if about in SUBJECTS:
        query = query.where(Event.subject.startswith(f"{about}:", autoescape=True))
    if by.isdecimal():
        query = query.where(Event.actor_id == int(by[:9]))
    if since and since > date.min:
        query = query.where(Event.at >= _start(since))
    if until and until < date.max:
        query = query.where(Event.at < _start(until + timedelta(days=1)))
    return query
