"""What is still to come to a Center, and by when (7.5); the Committee's mirror of it: what must leave for each.

A Center is told no more than it needs: that a case is under consideration, decided, or on its way.
"""

from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.handout import bp
from blueprints.handout.area import area
from blueprints.handout.lists import expected_for, today_of
from blueprints.paging import paginate
from extensions import clock, db
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.user import Actor
from rules.calendar import Scheme
from rules.permissions import Permission
from rules.workflow import DECIDED, ResultPlace

A = Application


@dataclass(frozen=True)
class Expected:
    """A case whose result is to be handed out at a Center and is not there yet."""

    application: Application
    due: date
    working_left: int
    where: str


@dataclass(frozen=True)
class Load:
    """What must leave for one Center: how many cases, how many of them are decided, how many are late, and the first
    day."""

    center: Center
    count: int
    decided: int
    late: int
    due: date
    working_left: int


@bp.get("/expected")
@requires(Permission.READ_HAND_OUT)
def expected() -> ResponseReturnValue:
    """The list, the late ones on top; to the Committee first the Centers, then the list of the one chosen."""
    actor = current_actor()
    today, items = today_of(actor, clock.now()), area("expected")
    if actor.sees_all and "center" not in request.args:
        return render_template("handout/to_leave.html", tabs=items, today=today, **_by_center(actor, today))
    statement, center = expected_for(actor), None
    if actor.sees_all:
        center = db.session.get(Center, request.args.get("center", 0, type=int)) or abort(404)
        statement = statement.where(A.hand_out_center_id == center.id)
    due = A.dispatch_on if actor.sees_all else A.deliver_on
    page = paginate(statement.options(*_SHOWN).order_by(due, A.deliver_on, A.id))
    return render_template(
        "handout/expected.html", tabs=items, today=today, center=center, page=page,
        rows=[_row(application, actor, today) for application in page.rows],
    )  # fmt: skip


_SHOWN = (
    joinedload(A.applicant), joinedload(A.hand_out_center).selectinload(Center.listings),
    joinedload(A.center).selectinload(Center.listings),
)  # fmt: skip


def _row(application: Application, actor: Actor, today: date) -> Expected:
    scheme = Scheme.COMMITTEE if actor.sees_all else Scheme.CENTER
    due = (application.dispatch_on if actor.sees_all else application.deliver_on) or application.hand_out_on
    where = "considered" if application.is_received else "unsent"
    if application.state in DECIDED:
        where = "on_the_way" if application.result_place is ResultPlace.ON_THE_WAY else "decided"
    return Expected(application, due, load_calendar().working_between(scheme, today, due), where)


def _by_center(actor: Actor, today: date) -> dict[str, object]:
    """The Centers, the one whose results must leave first on top, in two queries."""
    center_id = A.hand_out_center_id
    by = (
        expected_for(actor)
        .with_only_columns(
            center_id.label("center_id"), func.count().label("cases"),
            func.count().filter(A.state.in_(DECIDED)).label("decided"),
            func.count().filter(A.dispatch_on < today).label("late"), func.min(A.dispatch_on).label("due"),
        )
        .group_by(center_id)
        .subquery()
    )  # fmt: skip
    centers = select(Center).join(by, by.c.center_id == Center.id).options(selectinload(Center.listings))
    page = paginate(centers.order_by(by.c.due, Center.branch_no, Center.row_no))
    ids = [center.id for center in page.rows]
    loads = {row.center_id: row for row in db.session.execute(select(by).where(by.c.center_id.in_(ids)))}
    calendar = load_calendar()
    rows = [
        Load(
            center, row.cases, row.decided, row.late, row.due,
            calendar.working_between(Scheme.COMMITTEE, today, row.due),
        )
        for center in page.rows if (row := loads[center.id])
    ]  # fmt: skip
    return {"page": page, "rows": rows}
