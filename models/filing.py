"""What was filed: the application (Annex 1), the importer's guarantee (E, Annex 2), the information forms (C, Annex 2).

Rows are written at registration and not changed afterwards.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates
from sqlalchemy.types import TypeDecorator

from extensions import db, stored
from models.applicant import ApplicantKind
from models.folding import fold
from models.reference import Country, Unit

if TYPE_CHECKING:
    from models.application import Application


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept to the digit on every database: as text, for it is printed and never summed."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


ADDRESS_PARTS = ("postcode", "city", "district", "region", "street", "house")
"""The parts of an address in the order of Annex 1: индекс, город, район, область, улица, № дома."""


def address_line(address: dict[str, Any] | None) -> str:
    """An address as one line, empty parts left out."""
    return ", ".join(str(address[part]) for part in ADDRESS_PARTS if (address or {}).get(part)) if address else ""


class ApplicationForm(db.Model):
    """The application of Annex 1 of either standard, field by field."""

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    addressee: Mapped[str] = mapped_column(String(500))
    applicant_kind: Mapped[ApplicantKind] = mapped_column(stored(ApplicantKind, "applicant_kind"))
    applicant_name: Mapped[str] = mapped_column(String(500))
    address: Mapped[dict[str, Any]]
    phone: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(200), default="")
    certificate_number: Mapped[str] = mapped_column(String(100), default="")
    identifier: Mapped[str] = mapped_column(String(12))
    head_name: Mapped[str] = mapped_column(String(200), default="")
    representative_name: Mapped[str] = mapped_column(String(200), default="")
    representative_basis: Mapped[str] = mapped_column(String(300), default="")

    application: Mapped["Application"] = relationship(back_populates="form")


class ImporterGuarantee(db.Model):
    """The importer's guarantee, boxes 1–18; box 16 is the Committee's and is filled at issue.

    Boxes 9–11, 13 and 14 are the goods rows.
    """

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    is_intermediary: Mapped[bool]
    importer_kind: Mapped[ApplicantKind] = mapped_column(stored(ApplicantKind, "importer_kind"))
    importer_identifier: Mapped[str] = mapped_column(String(12), index=True)
    importer_name: Mapped[str] = mapped_column(String(500))
    importer_folded_name: Mapped[str] = mapped_column(String(500))
    importer_legal_address: Mapped[dict[str, Any]]
    importer_actual_address: Mapped[dict[str, Any]]
    importer_phone: Mapped[str] = mapped_column(String(100))
    importer_country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    exporter_name: Mapped[str] = mapped_column(String(500))
    exporter_legal_address: Mapped[str] = mapped_column(String(500))
    exporter_actual_address: Mapped[str] = mapped_column(String(500))
    exporter_phone: Mapped[str] = mapped_column(String(100))
    exporter_country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    end_user_name: Mapped[str] = mapped_column(String(500))
    end_user_address: Mapped[str] = mapped_column(String(500))
    end_user_phone: Mapped[str] = mapped_column(String(100))
    end_user_activity: Mapped[str] = mapped_column(String(1000))
    licences: Mapped[str] = mapped_column(Text, default="")
    place_of_use: Mapped[str] = mapped_column(Text)
    end_use: Mapped[str] = mapped_column(Text)
    basis_title: Mapped[str] = mapped_column(String(300))
    basis_number: Mapped[str] = mapped_column(String(100))
    basis_date: Mapped[date]
    importer_signatory_name: Mapped[str] = mapped_column(String(200))
    importer_signatory_post: Mapped[str] = mapped_column(String(200))
    importer_signed_on: Mapped[date]
    importer_sealed: Mapped[bool]
    end_user_signatory_name: Mapped[str] = mapped_column(String(200))
    end_user_signatory_post: Mapped[str] = mapped_column(String(200))
    end_user_signed_on: Mapped[date]
    end_user_sealed: Mapped[bool]

    importer_country: Mapped[Country] = relationship(foreign_keys=[importer_country_code])
    exporter_country: Mapped[Country] = relationship(foreign_keys=[exporter_country_code])
    application: Mapped["Application"] = relationship(back_populates="guarantee")
    __table_args__ = (Index("ix_importer_guarantee_importer_folded_name", "importer_folded_name", "application_id"),)

    @validates("importer_name")
    def _fold_name(self, _key: str, name: str) -> str:
        """Whoever comes for a certificate is found by a part of the importer's name, to whom it is issued (7.6)."""
        self.importer_folded_name = fold(name)
        return name


class GoodsRow(db.Model):
    """A row of the guarantee's reverse: the only source of goods, on the front too."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    tn_ved_code: Mapped[str] = mapped_column(String(10))
    control_list_code: Mapped[str] = mapped_column(String(40), default="")
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal())
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))

    unit: Mapped[Unit] = relationship(lazy="joined")
    application: Mapped["Application"] = relationship(back_populates="goods")
    __table_args__ = (
        UniqueConstraint("application_id", "position"),
        CheckConstraint("position > 0", name="position_from_one"),
    )


class SubjectKind(StrEnum):
    """What an information form is about; only goods need a TN VED code."""

    GOODS = "goods"
    TECHNOLOGY = "technology"
    WORKS = "works"
    SERVICE = "service"
    INFORMATION = "information"


class InformationForm(db.Model):
    """The information form of C Annex 2: seven fields."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    subject_kind: Mapped[SubjectKind] = mapped_column(stored(SubjectKind, "subject_kind"))
    name: Mapped[str] = mapped_column(Text)
    tn_ved_code: Mapped[str] = mapped_column(String(10), default="")
    characteristics: Mapped[str] = mapped_column(Text)
    seller: Mapped[str] = mapped_column(String(500))
    exporter_country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    functions: Mapped[str] = mapped_column(Text)
    field_of_use: Mapped[str] = mapped_column(Text)
    end_use: Mapped[str] = mapped_column(Text)
    end_user: Mapped[str] = mapped_column(Text)

    exporter_country: Mapped[Country] = relationship()
    application: Mapped["Application"] = relationship(back_populates="information_forms")
    __table_args__ = (
        UniqueConstraint("application_id", "position"),
        CheckConstraint("position > 0", name="position_from_one"),
        CheckConstraint("subject_kind <> 'goods' OR length(tn_ved_code) = 10", name="goods_have_tn_ved_code"),
    )
