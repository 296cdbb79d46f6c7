"""The Committee's own list of uncollected results (15): since when, where from, what their owners were told."""

from datetime import date, datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from blueprints.access import requires
from blueprints.casewords import means_name, told_name
from blueprints.formatting import short_date
from blueprints.handout import bp
from blueprints.handout.area import area
from blueprints.handout.lists import uncollected, with_what_rows_show
from blueprints.paging import paginate
from blueprints.workbook import Column, workbook, workbook_response
from extensions import clock, db
from models.application import Application
from models.ready_notice import ReadyNotice
from rules.permissions import Permission
from rules.terms import committee_today


def returned_on(application: Application) -> date | None:
    """The day on which it came back from its Center; None for what never left."""
    delivery = application.delivery
    return committee_today(delivery.returned_at) if delivery and delivery.returned_at else None


@bp.get("/uncollected")
@requires(Permission.READ_UNCOLLECTED)
def uncollected_list() -> ResponseReturnValue:
    """The list, to be read and worked off by the Committee's people alone."""
    today = clock.today()
    page = paginate(with_what_rows_show(uncollected(today)))
    return render_template(
        "handout/uncollected.html",
        tabs=area("uncollected"),
        page=page,
        today=today,
        returned_on=returned_on,
        days_since=days_since,
    )


@bp.get("/uncollected.xlsx")
@requires(Permission.READ_UNCOLLECTED)
def export_uncollected() -> ResponseReturnValue:
    """The same as a workbook."""
    now = clock.now()
    today = committee_today(now)
    rows = db.session.scalars(with_what_rows_show(uncollected(today)).limit(MOST_ROWS)).unique()
    title = gettext("Uncollected results")
    content = workbook(title, title, COLUMNS, rows, now)
    return workbook_response(content, f"uncollected-{today.isoformat()}")


def _attempts(application: Application, _now: datetime) -> str:
    return "; ".join(notice_words(one) for one in application.ready_notices)


def notice_words(notice: ReadyNotice) -> str:
    """An attempt in a line: «28.05.2013, звонок: дозвонились»."""
    return f"{short_date(notice.at)}, {means_name(notice.means)}: {told_name(notice.outcome)}"


def days_since(application: Application, today: date) -> int:
    """Calendar days since the day of hand-out."""
    return (today - application.hand_out_on).days


def _days(application: Application, now: datetime) -> int:
    return days_since(application, committee_today(now))


def _from(application: Application, _now: datetime) -> str:
    center = application.hand_out_center
    return center.name if center else gettext("Committee's counter")


MOST_ROWS = 50_000
COLUMNS: tuple[Column, ...] = (
    (_("Result"), 18, lambda case, _now: case.result_number),
    (_("Application"), 22, lambda case, _now: case.number),
    (_("Issued to"), 40, lambda case, _now: case.issued_to[0]),
    (_("BIN or IIN"), 15, lambda case, _now: case.issued_to[1]),
    (_("Where from"), 40, _from),
    (_("To be collected since"), 14, lambda case, _now: case.hand_out_on),
    (_("Days since"), 10, _days),
    (_("Returned on"), 14, lambda case, _now: returned_on(case)),
    (_("Notices made"), 60, _attempts),
)


@bp.record
def _add_words(state: Any) -> None:
    state.app.add_template_filter(notice_words)
