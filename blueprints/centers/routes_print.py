"""The directory and the timetables on paper and as a workbook."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from blueprints.access import requires
from blueprints.centers import bp
from blueprints.centers.routes_timetable import load_tour
from blueprints.files import pdf_response
from blueprints.words import service_name
from blueprints.workbook import Column, workbook, workbook_response
from documents.center_list import PRINTED, center_list_paper, center_list_pdf
from documents.mobile_timetable import mobile_timetable_pdf, timetable_paper
from extensions import clock, db
from models.center import Branch, Center
from models.wording import text
from rules.permissions import Permission
from rules.terms import Service, local_date

HEADINGS = {"name": _("Name"), "address": _("Address"), "phones": _("Telephones")}
WIDTHS = {"name": 44, "address": 52, "phones": 36}


def _region(branch_no: int) -> tuple[Branch, Sequence[Center]]:
    branch = db.get_or_404(Branch, branch_no)
    centers = db.session.scalars(Center.in_order().where(Center.branch_no == branch_no)).unique().all()
    return branch, centers


@bp.get("/branches/<int:branch_no>/centers.pdf")
@requires(Permission.READ_REFERENCE)
def branch_pdf(branch_no: int) -> Response:
    """The region's Centers as a paper."""
    branch, centers = _region(branch_no)
    paper = center_list_paper(branch, centers, local_date(clock.now(), branch.zone))
    return pdf_response(center_list_pdf(paper), f"centers-{branch_no:02d}.pdf")


@bp.get("/branches/<int:branch_no>/centers.xlsx")
@requires(Permission.READ_REFERENCE)
def branch_xlsx(branch_no: int) -> Response:
    """The region's Centers as a workbook: both standards side by side, and whether they differ."""
    branch, centers = _region(branch_no)
    content = workbook(branch.region, _("Centers"), COLUMNS, centers, clock.now())
    return workbook_response(content, f"centers-{branch_no:02d}")


def _printed(service: Service, name: str) -> Column:
    """What one standard prints; telephones on one line."""
    heading = LazyString(lambda: f"{HEADINGS[name]} ({service_name(service, short=True)})")
    return heading, WIDTHS[name], lambda one, _now: getattr(one.listing(service), name).replace("\n", "; ")


def _differ(center: Center, _now: datetime) -> str:
    printings = {tuple(getattr(one, name) for name in PRINTED) for one in map(center.listing, Service)}
    return gettext("yes") if len(printings) > 1 else ""


COLUMNS: tuple[Column, ...] = (
    (_("No."), 8, lambda one, _now: one.key),
    (_("In operation"), 10, lambda one, _now: gettext("yes") if one.is_open else gettext("no")),
    *(_printed(service, name) for service in Service for name in PRINTED),
    (_("The standards differ"), 14, _differ),
)


@bp.get("/mobile/<int:tour_id>/timetable.pdf")
@requires(Permission.READ_REFERENCE)
def tour_pdf(tour_id: int) -> Response:
    """A timetable to hang out; while it is only planned, a draft."""
    tour = load_tour(tour_id)
    pdf = mobile_timetable_pdf(timetable_paper(tour), watermark=None if tour.is_approved else text("paper.draft"))
    return pdf_response(pdf, f"timetable-{tour.id}.pdf")
