"""Complaints of a month, by addressee, subject, Center, outcome and days to reply, with bars drawn on the server."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.access import current_actor, requires
from blueprints.charts import Chart, bars
from blueprints.complaints import bp
from blueprints.complaintwords import (
    ADDRESSEE_NAMES,
    COMPLAINT_OUTCOME_NAMES,
    COMPLAINT_STATE_NAMES,
    SUBJECT_NAMES,
)
from extensions import clock
from forms.complaint_register import MonthForm
from models.complaint_report import ComplaintReport, monthly, next_month
from rules.permissions import Permission

ENDS = {**COMPLAINT_OUTCOME_NAMES, **{code: COMPLAINT_STATE_NAMES[code] for code in ("refused", "withdrawn")}}


@dataclass(frozen=True)
class Part:
    """One table of the report with its bars: each row links to the register where that is one filter of it."""

    code: str
    heading: LazyString
    rows: list[tuple[str, int, str]]
    chart: Chart


@bp.get("/report")
@requires(Permission.READ_COMPLAINTS)
def report() -> ResponseReturnValue:
    """The month that is asked for; the running one if none is."""
    form = MonthForm(clock.today(), formdata=request.args)
    if not form.validate():
        return make_response(render_template("complaints/report.html", form=form, report=None), 422)
    found = monthly(current_actor(), form.month.data, clock.today())
    following = next_month(found.month)
    return make_response(
        render_template(
            "complaints/report.html", form=form, report=found, parts=_parts(found),
            earlier=(found.month - timedelta(days=1)).strftime("%Y-%m"),
            later=following.strftime("%Y-%m") if following <= clock.today() else "",
        )
    )  # fmt: skip


def _parts(found: ComplaintReport) -> list[Part]:
    period: dict[str, Any] = {
        "since": found.month.isoformat(),
        "until": (next_month(found.month) - timedelta(days=1)).isoformat(),
    }
    by_addressee = [
        (str(name), found.by_addressee.get(code, 0), url_for("complaints.journal", addressee=code, **period))
        for code, name in ADDRESSEE_NAMES.items()
    ]
    by_subject = [
        (str(name), found.by_subject.get(code, 0), url_for("complaints.journal", subject=code, **period))
        for code, name in SUBJECT_NAMES.items()
    ]
    by_center = [
        (center.name, count, url_for("centers.center", center_id=center.id)) for center, count in found.by_center
    ]
    by_outcome = [(str(name), found.by_outcome.get(code, 0), "") for code, name in ENDS.items()]
    told = (
        ("addressee", _("By addressee"), by_addressee), ("subject", _("By what they are about"), by_subject),
        ("center", _("By Center"), by_center), ("outcome", _("By outcome, of those closed in the month"), by_outcome),
    )  # fmt: skip
    return [
        Part(code, heading, rows, bars((label, count) for label, count, _url in rows)) for code, heading, rows in told
    ]
