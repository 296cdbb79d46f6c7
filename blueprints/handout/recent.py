"""Hand-over lists as other pages of the hand-out name them: those just made, and those on which a result stands."""

from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.center import Center
from models.custody import Delivery
from models.hand_over import HandOver, Way, lists_of
from models.user import Actor

WAYS = {"to-send": Way.TO_CENTER, "to-return": Way.BACK}
"""The tabs under which results leave, and which way."""
RECENT = timedelta(days=1)


def recent_lists(tab: str, actor: Actor, now: datetime) -> list[HandOver]:
    """The lists made within the last day, under the tabs of those who send."""
    way = WAYS.get(tab)
    if way is None:
        return []
    statement = HandOver.visible_to(actor).where(HandOver.way == way, HandOver.sent_at > now - RECENT)
    statement = statement.options(joinedload(HandOver.center).selectinload(Center.listings))
    return list(db.session.scalars(statement.order_by(HandOver.id.desc()).limit(100)).unique())


def listed(decision_ids: list[int], way: Way) -> list[HandOver]:
    """The lists on which these papers stand."""
    options = joinedload(HandOver.center).selectinload(Center.listings), selectinload(HandOver.items)
    return list(db.session.scalars(lists_of(decision_ids, way).options(*options)).unique())


def list_urls(delivery: Delivery) -> dict[str, str]:
    """Where the last list of each way that a delivery has gone is shown, by the step of the journey."""
    steps = {"dispatched": Way.TO_CENTER, "sent_back": Way.BACK}
    urls = {}
    for step, way in steps.items():
        found = db.session.scalars(lists_of([delivery.decision_id], way).limit(1)).first()
        if found is not None:
            urls[step] = url_for("handout.hand_over", hand_over_id=found.id)
    return urls
