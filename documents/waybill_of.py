"""Joins a waybill to its paper (11)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from documents.authority import authority_on
from documents.blocks import SignatureBlock
from documents.waybill import WaybillPaper, WaybillRow
from extensions import db
from models.application import Application
from models.paper_file import PaperFile
from models.waybill import Waybill, WaybillItem
from rules.terms import local_date


def waybill_paper(waybill: Waybill) -> WaybillPaper:
    """What left the Center; what came besides does not stand on its paper."""
    center, day = waybill.center, local_date(waybill.sent_at, waybill.center.zone)
    application = joinedload(WaybillItem.paper_file).joinedload(PaperFile.application)
    listed = (
        select(WaybillItem)
        .where(WaybillItem.waybill_id == waybill.id, ~WaybillItem.is_extra)
        .options(application.joinedload(Application.applicant))
        .order_by(WaybillItem.position)
    )
    cases = [item.paper_file.application for item in db.session.scalars(listed)]
    return WaybillPaper(
        number=waybill.number, dated_on=day, authority=authority_on(day),
        center=f"{center.name if center.row_no == 1 else f'{center.branch.name}, {center.name}'}\n{center.address}",
        rows=tuple(WaybillRow(case.number, case.applicant.name, case.accepted_on) for case in cases),
        handed_by=SignatureBlock(waybill.sent_by.full_name, waybill.sent_by.post, day),
    )  # fmt: skip
