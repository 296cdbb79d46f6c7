"""Hand-over lists: what left for one Center on one day, or came back from it, as a paper both sides sign (7.5, 15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, abort, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.files import pdf_response
from blueprints.handout import bp
from documents.hand_over import hand_over_pdf
from documents.hand_over_of import hand_over_paper
from extensions import db
from models.center import Center
from models.custody import Delivery
from models.user import Actor
from rules.permissions import Permission
from rules.terms import committee_today, local_date

WAYS = {"to-send": "to", "to-return": "back"}
"""The tabs under which results leave, and which way."""


@dataclass(frozen=True)
class ListLink:
    """Where a hand-over list is printed."""

    center: str
    day: date
    url: str


def list_link(delivery: Delivery, way: str) -> ListLink | None:
    """The list on which a delivery stands; None for a way that it has not gone."""
    left_at = delivery.dispatched_at if way == "to" else delivery.sent_back_at
    if left_at is None:
        return None
    center = delivery.center
    day = committee_today(left_at) if way == "to" else local_date(left_at, center.zone)
    url = url_for("handout.hand_over_list", center_id=center.id, way=way, day=day.isoformat())
    return ListLink(center.name, day, url)


def list_links(deliveries: Iterable[Delivery], way: str) -> list[ListLink]:
    """The lists on which these stand, each once."""
    return [link for link in dict.fromkeys(list_link(delivery, way) for delivery in deliveries) if link]


def recent_lists(tab: str, actor: Actor, now: datetime) -> list[ListLink]:
    """The lists of what left within the last day, under the tabs of those who send."""
    way = WAYS.get(tab)
    if way is None:
        return []
    left_at = Delivery.dispatched_at if way == "to" else Delivery.sent_back_at
    statement = select(Delivery).options(joinedload(Delivery.center)).where(left_at > now - timedelta(days=1))
    if way == "back":
        statement = statement.where(Delivery.center_id.in_(actor.center_ids))
    return list_links(db.session.scalars(statement.order_by(left_at.desc())), way)


@bp.get("/lists/<int:center_id>/<any(to, back):way>/<day>.pdf")
@requires(Permission.READ_HAND_OUT)
def hand_over_list(center_id: int, way: str, day: str) -> Response:
    """The list of a day for a Center of this person's, any of them for the Committee's people; 404 where none left."""
    actor = current_actor()
    seen = select(Center) if actor.sees_all else Center.of(actor)
    center = db.session.scalar(seen.where(Center.id == center_id)) or abort(404)
    try:
        paper = hand_over_paper(center, date.fromisoformat(day), is_back=way == "back")
    except (LookupError, ValueError, OverflowError):
        abort(404)
    return pdf_response(hand_over_pdf(paper), f"{paper.number.replace('/', '-')}-{way}.pdf")
