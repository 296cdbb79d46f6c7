"""The directory and the timetables on paper and as a workbook."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from xlsxwriter import Workbook

from blueprints.access import requires
from blueprints.centers import bp
from blueprints.centers.routes_timetable import load_tour
from blueprints.files import pdf_response
from blueprints.issuance.routes_export import XLSX
from blueprints.words import service_name
from documents.center_list import PRINTED, center_list_paper, center_list_pdf
from documents.mobile_timetable import mobile_timetable_pdf, timetable_paper
from extensions import clock, db
from models.center import Branch, Center
from models.wording import text
from rules.permissions import Permission
from rules.terms import Service, local_date

WIDTHS = {"name": 44, "address": 52, "phones": 24}


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
def branch_xlsx(branch_no: int) -> ResponseReturnValue:
    """The region's Centers as a workbook: both standards side by side, and whether they differ."""
    _branch, centers = _region(branch_no)
    content = workbook(centers)
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"centers-{branch_no:02d}.xlsx")


def workbook(centers: Sequence[Center]) -> BytesIO:
    """One sheet. Text is written as text, so that nothing printed is ever taken for a formula."""
    content = BytesIO()
    made = Workbook(content)
    bold, lines = (
        made.add_format({"bold": True, "text_wrap": True}),
        made.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet = made.add_worksheet(_("Centers")[:31])
    sheet.freeze_panes(2, 2)
    headings = {"name": _("Name"), "address": _("Address"), "phones": _("Telephones")}
    sheet.write_string(1, 0, _("No."), bold)
    sheet.write_string(1, 1, _("In operation"), bold)
    for turn, service in enumerate(Service):
        first = 2 + turn * len(PRINTED)
        sheet.write_string(0, first, service_name(service), bold)
        for place, name in enumerate(PRINTED, start=first):
            sheet.set_column(place, place, WIDTHS[name])
            sheet.write_string(1, place, headings[name], bold)
    sheet.write_string(1, 8, _("The standards differ"), bold)
    for row, center in enumerate(centers, start=2):
        cells = [getattr(center.listing(service), name) for service in Service for name in PRINTED]
        differ = cells[:3] != cells[3:]
        told = [center.key, _("yes") if center.is_open else _("no"), *cells, _("yes") if differ else ""]
        for place, cell in enumerate(told):
            sheet.write_string(row, place, cell, lines)
    made.close()
    content.seek(0)
    return content


@bp.get("/mobile/<int:tour_id>/timetable.pdf")
@requires(Permission.READ_REFERENCE)
def tour_pdf(tour_id: int) -> Response:
    """A timetable to hang out; while it is only planned, a draft."""
    tour = load_tour(tour_id)
    pdf = mobile_timetable_pdf(timetable_paper(tour), watermark=None if tour.is_approved else text("paper.draft"))
    return pdf_response(pdf, f"timetable-{tour.id}.pdf")
