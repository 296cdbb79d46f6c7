"""Whose blanks a person prints, reads and uses: those of the chancellery, or of their Centers."""

from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, or_, select

from extensions import db
from models.center import Center
from models.draft import Draft
from models.outage import OutageBatch
from models.user import Actor, RoleGrant, User
from rules.permissions import PERMISSIONS, Permission
from rules.terms import COMMITTEE_ZONE, Place

CHANCELLERY = "committee"


def place_name(center: Center | None) -> str:
    """A place of acceptance, as the lists of blanks name it."""
    if center is None:
        return gettext("Counter of the Committee")
    return f"{center.key} {center.name}"


def own_places(actor: Actor) -> dict[str, Center | None]:
    """Where this person works, by the code of the place."""
    places: dict[str, Center | None] = {CHANCELLERY: None} if actor.may(Permission.FILE_AT_COMMITTEE) else {}
    if actor.may(Permission.FILE_AT_CENTER):
        own = Center.in_order().where(Center.id.in_(actor.center_ids))
        places |= {str(center.id): center for center in db.session.scalars(own).unique()}
    return places


def places_with_blanks(actor: Actor) -> dict[str, str]:
    """The places whose blanks this person may see, those that have any."""
    batches = OutageBatch.visible_to(actor).with_only_columns(OutageBatch.center_id).distinct()
    ids = set(db.session.scalars(batches))
    centers = db.session.scalars(Center.in_order().where(Center.id.in_(ids))).unique()
    return {
        **({CHANCELLERY: place_name(None)} if None in ids else {}),
        **{str(center.id): place_name(center) for center in centers},
    }


def works_at(actor: Actor, center_id: int | None) -> bool:
    """Whether this person accepts filings at this place."""
    if center_id is None:
        return actor.may(Permission.FILE_AT_COMMITTEE)
    return actor.may(Permission.FILE_AT_CENTER) and center_id in actor.center_ids


def drafts_at(actor: Actor) -> ColumnElement[bool]:
    """SQL: drafts of the places where this person accepts filings."""
    at_counter = Draft.channel == Place.COMMITTEE if actor.may(Permission.FILE_AT_COMMITTEE) else None
    at_center = Draft.center_id.in_(actor.center_ids) if actor.may(Permission.FILE_AT_CENTER) else None
    return or_(*[condition for condition in (at_counter, at_center) if condition is not None])


def people_at(draft: Draft, actor: Actor) -> dict[int, str]:
    """Who may have accepted at this place: those who file there, and whoever asks."""
    wanted = Permission.FILE_AT_CENTER if draft.center_id else Permission.FILE_AT_COMMITTEE
    roles = [role for role, permissions in PERMISSIONS.items() if wanted in permissions]
    here = RoleGrant.center_id == draft.center_id if draft.center_id else RoleGrant.center_id.is_(None)
    filing = User.grants.any(and_(RoleGrant.role.in_(roles), here))
    people = select(User).where(User.is_active, filing | (User.id == actor.user_id)).order_by(User.full_name)
    return {person.id: person.full_name for person in db.session.scalars(people)}


def zone_of(draft: Draft) -> ZoneInfo:
    """The zone of the place that accepts."""
    return ZoneInfo(draft.center.zone) if draft.center else COMMITTEE_ZONE
