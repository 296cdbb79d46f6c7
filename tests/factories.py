"""Makes cases as the intake would have made them. A test names what it asserts on; the rest is believable."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from extensions import db
from models.applicant import Applicant, ApplicantKind
from models.application import Application
from models.attachment import Attachment
from models.center import Center
from models.filing import ApplicationForm, GoodsRow, ImporterGuarantee, InformationForm, SubjectKind
from models.package import receive
from models.review import Finding, Outcome, Stage
from models.user import User
from rules.requirements import review_subjects
from rules.terms import Place, Service

ADDRESS = {
    "postcode": "070010", "city": "Усть-Каменогорск", "district": "", "region": "Восточно-Казахстанская область",
    "street": "Қазыбек би көшесі", "house": "14/2",
}  # fmt: skip
NUMBER_FORMAT = "{letter}-{year}-{place}-{seq:06d}"


def user(role: str) -> User:
    """The test account of a role."""
    return db.session.scalars(select(User).where(User.login == role)).one()


def guarantee(**values: Any) -> ImporterGuarantee:
    """A filled-in importer's guarantee."""
    return ImporterGuarantee(
        **{
            "is_intermediary": False, "importer_kind": ApplicantKind.LEGAL, "importer_identifier": "980140003773",
            "importer_name": "ТОО «Өскемен Металлургия»", "importer_legal_address": ADDRESS,
            "importer_actual_address": ADDRESS, "importer_phone": "8 (7232) 26-40-15", "importer_country_code": "KZ",
            "exporter_name": "Pumpen GmbH", "exporter_legal_address": "Hafenstr. 1, Hamburg",
            "exporter_actual_address": "Hafenstr. 1, Hamburg", "exporter_phone": "+49 40 123456",
            "exporter_country_code": "DE", "end_user_name": "АО «Ұлан Машзауыт»",
            "end_user_address": "Усть-Каменогорск, пр. Победы, 3", "end_user_phone": "8 (7232) 20-00-01",
            "end_user_activity": "Химическая промышленность", "licences": "", "place_of_use": "Цех № 4",
            "end_use": "Перекачка кислот", "basis_title": "Контракт", "basis_number": "KM-13/044",
            "basis_date": date(2013, 3, 12), "importer_signatory_name": "Ахметов Д. Е.",
            "importer_signatory_post": "директор", "importer_signed_on": date(2013, 4, 1), "importer_sealed": True,
            "end_user_signatory_name": "Ким О. В.", "end_user_signatory_post": "директор",
            "end_user_signed_on": date(2013, 4, 1), "end_user_sealed": True,
            **values,
        }
    )  # fmt: skip


def goods(count: int = 1) -> list[GoodsRow]:
    """Rows of goods, numbered."""
    return [
        GoodsRow(
            position=n, name=f"Насос центробежный герметичный НЦГ-50/{n}", tn_ved_code="8413702900",
            control_list_code="2B350", quantity=Decimal(n), unit_code="796",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


def information_form(position: int = 1, **values: Any) -> InformationForm:
    """A filled-in information form."""
    return InformationForm(
        **{
            "position": position, "subject_kind": SubjectKind.GOODS, "name": f"Клапан сильфонный DN{position}",
            "tn_ved_code": "8481807390", "characteristics": "PN16, фторполимер", "seller": "Ventile AG",
            "exporter_country_code": "DE", "functions": "Запорная", "field_of_use": "Химия", "end_use": "Линия 2",
            "end_user": "АО «Ұлан Машзауыт»", **values,
        }
    )  # fmt: skip


def build_application(
    service: Service, at: datetime, *, channel: Place = Place.COMMITTEE, hand_out: Place | None = None,
    center: str = "3/14", officer: str | None = "officer", received_at: datetime | None = None, goods_count: int = 1,
    form_count: int = 1, name: str = "ТОО «Өскемен Металлургия»", identifier: str = "980140003773",
    is_intermediary: bool = False, mobile_stop_id: int | None = None, is_sent: bool = True,
) -> Application:  # fmt: skip
    """Register a filing; unless `is_sent` is False it has reached the Committee. Part of the caller's unit of work."""
    hand_out = hand_out or channel
    place = db.session.scalar(Center.with_key(center))
    clerk = user("clerk" if channel is not Place.CENTER else "center_operator")
    application = Application(
        service=service, channel=channel, center=place if channel is Place.CENTER else None, hand_out_place=hand_out,
        hand_out_center=place if hand_out is Place.CENTER else None, accepted_at=at, mobile_stop_id=mobile_stop_id,
        applicant=Applicant.called(ApplicantKind.LEGAL, identifier, name),
        form=ApplicationForm(
            addressee="Комитет промышленности", applicant_kind=ApplicantKind.LEGAL, applicant_name=name,
            address=ADDRESS, phone="8 (7232) 26-40-15", certificate_number="1234-1917-ТОО", identifier=identifier,
            head_name="Ахметов Даулет Ерланович",
        ),
    )  # fmt: skip
    if service is Service.EUC:
        application.guarantee = guarantee(is_intermediary=is_intermediary)
        application.goods = goods(goods_count)
    else:
        application.information_forms = [information_form(n) for n in range(1, form_count + 1)]
    application.register(clerk.actor(), received_at or at, NUMBER_FORMAT)
    if is_sent and not application.is_received:
        receive(application, received_at or at)
    if officer:
        application.assign(user(officer), user("head_of_unit").actor(), at)
    return application


def complete(application: Application, now: datetime, *, officer: str = "officer") -> None:
    """Find every document present, start the review and find everything in order."""
    actor = user(officer).actor()
    for requirement in application.requirements:
        Finding.make(
            application, Stage.COMPLETENESS, requirement.code, {"outcome": Outcome.PRESENT, "note": ""}, actor, now
        )
    application.start_review(actor, now)
    is_conclusion = application.service is Service.CONCLUSION
    for subject in review_subjects(application.service, len(application.information_forms)):
        Finding.make(
            application, Stage.REVIEW, subject.code,
            {
                "outcome": Outcome.CONFORMS, "note": "", "is_controlled": True if is_conclusion else None,
                "control_list_code": "2B350" if is_conclusion else "",
                "reasons": "Подпадает под позицию 2B350.g" if is_conclusion else "",
            },
            actor, now,
        )  # fmt: skip


def attach(application: Application, kind: str, digest: str = "0" * 64) -> Attachment:
    """Attach a file that need not be there."""
    attachment = Attachment(
        application_id=application.id, kind=kind, title="Контракт KM-13/044", file_name="contract.pdf",
        media_type="application/pdf", size=1000, sha256=digest, added_by_id=application.accepted_by_id,
        added_at=application.accepted_at,
    )  # fmt: skip
    db.session.add(attachment)
    return attachment
