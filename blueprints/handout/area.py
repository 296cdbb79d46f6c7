"""The row of links over every page of the hand-out: the tabs of the list, then the other lists of this area."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from blueprints.access import current_actor
from blueprints.handout.lists import (
    HANDED_OUT,
    count_tabs,
    expected_for,
    tabs_of,
    today_of,
    uncollected,
)
from blueprints.navigation import counts
from blueprints.paging import capped_count, shown_count
from extensions import clock, db
from models.hand_over import HandOver, HandOverItem
from models.user import Actor
from rules.permissions import Permission


def area(current: str) -> list[dict[str, Any]]:
    """Links with counts; where nothing waits, no number stands. `current` is a tab's code or a page's name."""
    actor, now = current_actor(), clock.now()
    today, tabs = today_of(actor, now), tabs_of(actor)
    counted = count_tabs(tabs, actor, today)
    items = [
        _item(tab.label, url_for("handout.index", tab=tab.code), tab.code == current, counted.get(tab.code, 0))
        for tab in tabs if tab is not HANDED_OUT
    ]  # fmt: skip
    coming = capped_count(expected_for(actor))
    label = _("To leave for Centers") if actor.sees_all else _("Must come here")
    items.append(_item(label, url_for("handout.expected"), current == "expected", coming))
    items.append(
        _item(_("Hand-over lists"), url_for("handout.hand_overs"), current == "hand_overs", waiting_lists(actor))
    )
    if actor.may(Permission.READ_UNCOLLECTED):
        number = capped_count(uncollected(today))
        items.append(_item(_("Uncollected"), url_for("handout.uncollected_list"), current == "uncollected", number))
    done = HANDED_OUT
    items.append(_item(done.label, url_for("handout.index", tab=done.code), done.code == current, 0))
    return items


def _item(label: Any, url: str, is_current: bool, number: int) -> dict[str, Any]:
    shown = shown_count(number) if number else ""
    return {"label": label, "url": url, "is_current": is_current, "count": shown}


def waiting_lists(actor: Actor) -> int:
    """The lists that this person is to see to: open ones to confirm, and those on which something of theirs is
    missing."""
    is_missing = HandOver.items.any(HandOverItem.is_missing_sql())
    mine = (HandOver.received_by(actor) & HandOver.closed_at.is_(None)) | (HandOver.sent_from(actor) & is_missing)
    return db.session.scalar(select(func.count()).select_from(HandOver).where(mine)) or 0


@counts("handout.index")
def _waiting(actor: Actor, now: datetime) -> int:
    """What this person is to send, confirm, deliver or return."""
    mine = [t for t in tabs_of(actor) if t.is_counted_as_work and t.permission and actor.may(t.permission)]
    if not mine:
        return 0
    return sum(count_tabs(tuple(mine), actor, today_of(actor, now)).values())
