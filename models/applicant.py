"""Applicants as they named themselves: one row for each identifier and name."""

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db, searched_by_prefix, stored
from models.folding import fold
from models.once import insert


class ApplicantKind(StrEnum):
    """Clause 6: natural persons and legal entities; entrepreneurs have an IIN and a certificate number."""

    LEGAL = "legal"
    ENTREPRENEUR = "entrepreneur"
    NATURAL = "natural"


class Applicant(db.Model):
    """A name under a BIN or IIN. Filings of the same applicant share the row; a new name makes a new one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ApplicantKind] = mapped_column(stored(ApplicantKind, "applicant_kind"))
    identifier: Mapped[str] = mapped_column(searched_by_prefix(12), index=True)
    name: Mapped[str] = mapped_column(String(500))
    folded_name: Mapped[str] = mapped_column(String(500))
    __table_args__ = (UniqueConstraint("identifier", "name"),)

    @classmethod
    def called(cls, kind: ApplicantKind, identifier: str, name: str) -> "Applicant":
        """The row for this identifier and name, made if it is new. Part of the unit of work under way."""
        statement = select(cls).where(cls.identifier == identifier, cls.name == name)
        found = db.session.scalar(statement)
        if found is None:
            # Two counters may register the same new applicant at one moment: the second takes the first's row.
            values = {"kind": kind, "identifier": identifier, "name": name, "folded_name": fold(name)}
            db.session.execute(insert(cls).values(**values).on_conflict_do_nothing())
            found = db.session.scalars(statement).one()
        return found
