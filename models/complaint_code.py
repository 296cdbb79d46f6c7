"""A new secret code for who has lost the ticket (25): the act of the place that registered the complaint."""

from datetime import datetime

from models.complaint import Complaint
from models.event import record
from models.user import Actor
from rules.complaint_ticket import tracking_key
from rules.complaint_workflow import conflict_of_interest
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def why_not_renew_code(complaint: Complaint, actor: Actor) -> Barred | None:
    """Why this person cannot give out a new code, or None."""
    if not actor.may(Permission.REGISTER_COMPLAINT):
        return Barred("not_permitted")
    if not (complaint.center_id in actor.center_ids if complaint.center_id else actor.sees_all):
        return Barred("complaint_registered_elsewhere")
    return conflict_of_interest(actor.people, complaint.involved)


def renew_code(complaint: Complaint, code: str, identity: str, actor: Actor, now: datetime) -> None:
    """The hash of the new code takes the former one's place, which opens nothing any more. `identity` is how it was
    made sure who asks."""
    if reason := why_not_renew_code(complaint, actor):
        raise ActionRefused(reason)
    complaint.tracking_key = tracking_key(complaint.number, code)
    record("complaint_code_renewed", actor, now, subject=complaint.event_subject, identity=identity)
