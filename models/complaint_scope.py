"""Who sees which complaints, as SQL: the scope of a duty, and the conflict of interest (17, 24)."""

from typing import TYPE_CHECKING

from sqlalchemy import Select, false, or_, select, true
from sqlalchemy.sql import ColumnElement

from models.application import Application
from models.complaint_parts import ComplaintExplanation, ComplaintOfficial
from models.decision import Decision
from models.review import Finding
from models.user import Actor, RoleGrant, User
from rules.complaint_routing import OUTSIDE, Addressee
from rules.permissions import CENTER_ROLES, Permission, Role

if TYPE_CHECKING:
    from models.complaint import Complaint

DECIDING = (
    Decision.prepared_by_id, Decision.prepared_for_id, Decision.signed_by_id, Decision.signed_for_id,
)  # fmt: skip
"""Who decided a case beside its officer and who made findings: who prepared and who signed, and for whom they acted."""


def present(actor: Actor) -> list[int]:
    """The one or two persons behind an act."""
    return [person for person in actor.people if person]


def in_scope_of(complaint: "type[Complaint]", actor: Actor) -> ColumnElement[bool]:
    """SQL for the scope of a duty; `Complaint.visible_to` says which it is."""
    if actor.may(Permission.READ_ALL_COMPLAINTS):
        return true()
    if not actor.may(Permission.READ_COMPLAINTS):
        return false()
    scopes: list[ColumnElement[bool]] = [complaint.officer_id.in_(present(actor))]
    if actor.sees_all:
        scopes.append(or_(complaint.center_id.is_(None), complaint.addressee_center_id.is_(None)))
    if actor.center_ids:
        scopes.append(complaint.center_id.in_(actor.center_ids))
        if actor.may(Permission.ASSIGN_COMPLAINT):
            scopes.append(complaint.addressee_center_id.in_(actor.center_ids))
    if actor.bodies:
        scopes.append(complaint.addressee.in_(actor.bodies))
    return or_(*scopes)


def readable_by(complaint: "type[Complaint]", actor: Actor) -> ColumnElement[bool]:
    """SQL for `rules.complaint_workflow.may_read`."""
    people = present(actor)
    decided = select(Decision.id).where(
        Decision.application_id == complaint.application_id, or_(*(column.in_(people) for column in DECIDING))
    )
    found = select(Finding.id).where(Finding.application_id == complaint.application_id, Finding.made_by_id.in_(people))
    is_involved = or_(
        complaint.officials.any(ComplaintOfficial.user_id.in_(people)),
        complaint.application.has(Application.officer_id.in_(people)),
        decided.correlate(complaint).exists(),
        found.correlate(complaint).exists(),
    )
    return or_(~is_involved, complaint.explanations.any(ComplaintExplanation.user_id.in_(people)))


def handlers(addressee: Addressee, center_id: int | None) -> Select[User]:
    """Active people who handle complaints to this addressee, by name; for outside bodies the legal service, too."""
    grant = RoleGrant.role == Role.LEGAL_OFFICER
    if addressee is Addressee.CENTER_HEAD:
        grant = RoleGrant.role.in_(CENTER_ROLES) & (RoleGrant.center_id == center_id)
    elif addressee in OUTSIDE:
        grant |= RoleGrant.body == addressee
    return select(User).where(User.is_active, User.grants.any(grant)).order_by(User.full_name, User.id)
