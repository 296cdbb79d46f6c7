"""The scans of the demonstration's papers; what its Centers accepted is certified with their key and sent (11)."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app

from documents.package import certified_with_key
from documents.scan import pages_of
from extensions import db, write
from models.application import Application
from models.attachment import Attachment, store_file
from models.package import hold_calendar
from models.user import Actor
from rules.requirements import CONTRACT, DEAL, PHOTOGRAPHS
from rules.terms import Place, Service, committee_today
from seed import demo_filings as filings

if TYPE_CHECKING:
    from seed.demo_acts import Case


def files_of(case: "Case", now: datetime) -> list[Attachment]:
    """What is handed in beside the forms (11.3, 11.4); the originals are shown at counters."""
    if case.service is Service.CONCLUSION:
        picture = filings.photograph(case.turn)
        return [_file(PHOTOGRAPHS.code, "Фотография товара", "foto-1.png", "image/png", picture, now)]
    number, filed_on = filings.contract_number(case.turn, committee_today(now)), committee_today(now)
    seller = filings.EXPORTERS[case.turn % len(filings.EXPORTERS)][0]
    if case.is_incomplete:  # the deal document is what is missing
        return []
    deal = filings.scanned_page(f"Контракт № {number}", f"Продавец: {seller}", f"Покупатель: {case.importer.name}")
    made = [_file(DEAL.code, f"Контракт № {number}", f"kontrakt-{case.turn}.pdf", "application/pdf", deal, now)]
    if case.importer is not case.firm:
        contract = filings.scanned_page(
            f"Договор поручения № {case.turn + 3}/{filed_on.year}", f"Поверенный: {case.firm.name}",
            f"Доверитель: {case.importer.name}",
        )  # fmt: skip
        made.append(_file(CONTRACT.code, "Договор поручения", "dogovor.pdf", "application/pdf", contract, now))
    for file in made:
        file.original_shown = case.channel is not Place.PORTAL
    return made


def _file(kind: str, title: str, name: str, media_type: str, content: bytes, now: datetime) -> Attachment:
    return Attachment(
        kind=kind, title=title, file_name=name, media_type=media_type, size=len(content),
        sha256=store_file(current_app.config["FILES_PATH"], content), pages=pages_of(content, media_type),
        original_shown=False, added_at=now,
    )  # fmt: skip


def send(application_id: int, actor: Actor, now: datetime) -> None:
    """Certified and sent, in a unit of work of its own."""
    certified = certified_with_key(db.session.get_one(Application, application_id), actor, now)
    with write():
        hold_calendar()
        certified.send(db.session.get_one(Application, application_id, with_for_update=True), actor, now)
