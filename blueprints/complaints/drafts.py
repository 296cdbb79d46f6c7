"""Drafts of complaints: the form with its choices, and from what was typed to a complaint with its officials."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import or_, select
from wtforms.fields import SelectChoice

from blueprints.access import current_actor
from blueprints.complaintwords import complaint_channel_name, complaint_subject_name
from blueprints.words import service_name
from extensions import clock, db
from forms.complaint import BY_NAME, ComplaintForm, typed_values
from models.application import Application
from models.application_sql import LOOK_ALIKES
from models.center import Center
from models.complaint import Complaint
from models.complaint_parts import ComplaintDraft, ComplaintOfficial
from models.folding import fold
from models.user import Actor, RoleGrant, User
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import Channel
from rules.terms import COMMITTEE_ZONE, Service, local_date


def own_draft(draft_id: int, *, lock: bool = False) -> ComplaintDraft:
    """One's own draft, registered or not; 404 otherwise."""
    statement = ComplaintDraft.visible_to(current_actor()).where(ComplaintDraft.id == draft_id)
    if lock:
        statement = statement.with_for_update(of=ComplaintDraft).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    return found if found is not None else abort(404)


def places_of(actor: Actor) -> list[Center]:
    """The Centers at which this person registers; none for the Committee's people."""
    return [] if actor.sees_all else list(db.session.scalars(Center.of(actor)).unique())


def zone_of(actor: Actor) -> ZoneInfo:
    """The zone of the place of registration."""
    places = places_of(actor)
    return ZoneInfo(places[0].zone) if places else COMMITTEE_ZONE


def channels_of(actor: Actor) -> list[Channel]:
    """At a Center its counter; at the Committee everything else (25)."""
    return [channel for channel in Channel if (channel is Channel.CENTER) is not actor.sees_all]


def center_choices(centers: list[Center]) -> list[SelectChoice]:
    return [SelectChoice(str(center.id), f"{center.key} {center.name}") for center in centers]


def form_for(actor: Actor, data: dict[str, Any] | None = None, **kwargs: Any) -> ComplaintForm:
    """The form with its choices; filled in from a draft's data, if there is one."""
    places = places_of(actor)
    centers = places or list(db.session.scalars(Center.in_order()).unique())
    today = local_date(clock.now(), zone_of(actor))
    values: dict[str, Any] = typed_values(data) if data else {"received_on": today}
    if places and not data:
        values["center"] = str(places[0].id)
    return ComplaintForm(
        channels=[SelectChoice(channel.value, complaint_channel_name(channel)) for channel in channels_of(actor)],
        subjects=[SelectChoice(subject.value, complaint_subject_name(subject)) for subject in Subject],
        services=[SelectChoice(service.value, service_name(service)) for service in Service],
        centers=center_choices(centers), people=account_choices(places), now=clock.now(),
        zone=zone_of(actor), data=values, **kwargs,
    )  # fmt: skip


def account_choices(places: list[Center], bodies: Collection[Addressee] = ()) -> list[SelectChoice]:
    """Whom an official may be said to be: at a Center or in a body those who work there, at the Committee everybody."""
    statement = select(User).where(User.is_active).order_by(User.full_name, User.id)
    if places:
        statement = statement.where(User.grants.any(RoleGrant.center_id.in_([place.id for place in places])))
    elif bodies:
        statement = statement.where(User.grants.any(RoleGrant.body.in_(bodies)))
    words = ((user, ", ".join(part for part in (user.short_name, user.post) if part)) for user in _each(statement))
    return [SelectChoice(str(user.id), shown) for user, shown in words]


def _each(statement: Any) -> list[User]:
    return list(db.session.scalars(statement))


def case_called(number: str, actor: Actor) -> Application | None:
    """The one case that bears exactly this number and that this person may see."""
    typed = "".join(number.split()).upper().translate(LOOK_ALIKES)
    same = or_(Application.number == typed, Application.result_number == typed)
    found = db.session.scalars(Application.visible_to(actor).where(same).limit(2)).all()
    return found[0] if len(found) == 1 else None


def check_case(form: ComplaintForm, actor: Actor) -> bool:
    """Whether the number typed, if any, is one of a case; says so at its field."""
    if not form.case_number.data or case_called(form.case_number.data, actor):
        return True
    words = _("No case that you may see has this number. Correct it, or leave it out and name it in the reasons")
    form.case_number.errors = [*form.case_number.errors, words]
    return False


def complaint_from(form: ComplaintForm, actor: Actor, now: datetime) -> Complaint:
    """A complaint as it would be registered, with no addressee yet; not stored."""
    channel = Channel(form.channel.data)
    places = places_of(actor)
    complaint = Complaint(
        channel=channel, center=places[0] if places else None, received_at=form.received_at,
        subject=Subject(form.subject.data), service=Service(form.service.data) if form.service.data else None,
        application=case_called(form.case_number.data, actor) if form.case_number.data else None,
        complainant_name=form.complainant_name.data or "", postal_address=form.postal_address.data or "",
        phone=form.phone.data or "", email=form.email.data or "", written_on=form.written_on.data,
        has_signature=bool(form.has_signature.data), body_or_post=form.body_or_post.data or "",
        reasons=form.reasons.data or "", demands=form.demands.data or "",
    )  # fmt: skip
    if complaint.application and complaint.service is None:
        complaint.service = complaint.application.service
    complaint.officials = _officials(form)
    return complaint


def _officials(form: ComplaintForm) -> list[ComplaintOfficial]:
    rows = [entry.form for entry in form.officials if not entry.form.is_empty]
    known = _known_by_name() if any(row.account.data == BY_NAME for row in rows) else {}
    officials = []
    for position, row in enumerate(rows, start=1):
        chosen = row.account.data or ""
        user_id = int(chosen) if chosen.isdecimal() else known.get(fold(row.name.data)) if not chosen else None
        officials.append(
            ComplaintOfficial(position=position, name=row.name.data, post=row.post.data or "", user_id=user_id)
        )
    return officials


def _known_by_name() -> dict[str, int]:
    """The active accounts by surname and initials, and by full name; namesakes are left out."""
    found: dict[str, set[int]] = {}
    for user_id, name, short in ((user.id, user.full_name, user.short_name) for user in _each(
        select(User).where(User.is_active)
    )):  # fmt: skip
        for spelling in {fold(name), fold(short)}:
            found.setdefault(spelling, set()).add(user_id)
    return {spelling: next(iter(ids)) for spelling, ids in found.items() if len(ids) == 1}
