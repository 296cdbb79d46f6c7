"""What a filing must hold (clause 11) and what a review looks at (clause 16)."""

from dataclasses import dataclass

from rules.terms import Service


@dataclass(frozen=True, slots=True)
class Requirement:
    """One document of clause 11: its code, its subclause, and how it is shown."""

    code: str
    clause: str
    original_is_shown: bool = False
    is_optional: bool = False


APPLICATION = Requirement("application", "11.1")
GUARANTEE = Requirement("importer_guarantee", "11.2")
DEAL = Requirement("deal_document", "11.3", original_is_shown=True)
CONTRACT = Requirement("intermediary_contract", "11.4", original_is_shown=True)
FORMS = Requirement("information_forms", "11.2")
PHOTOGRAPHS = Requirement("photographs", "11.3", is_optional=True)

EXTRA_KINDS = ("power_of_attorney", "other")
"""Kinds of attachment beside the required ones: the decree asks for neither."""


def required_documents(service: Service, *, is_intermediary: bool) -> tuple[Requirement, ...]:
    """The documents of clause 11 for this very case; the contract of E11.4 where an intermediary applies."""
    if service is Service.CONCLUSION:
        return (APPLICATION, FORMS, PHOTOGRAPHS)
    return (APPLICATION, GUARANTEE, DEAL, CONTRACT) if is_intermediary else (APPLICATION, GUARANTEE, DEAL)


@dataclass(frozen=True, slots=True)
class ReviewSubject:
    """What one finding of the review is about: boxes of the guarantee, or one information form."""

    code: str
    boxes: str = ""
    form_position: int | None = None


GUARANTEE_SUBJECTS = (
    ReviewSubject("importer", "1–2"),
    ReviewSubject("exporter", "3–4"),
    ReviewSubject("end_user", "5"),
    ReviewSubject("licences_and_use", "6–8"),
    ReviewSubject("goods", "9–11, 13–14"),
    ReviewSubject("basis", "12"),
    ReviewSubject("signatures", "15, 17–18"),
)


def review_subjects(service: Service, form_count: int) -> tuple[ReviewSubject, ...]:
    """E: the boxes of the guarantee that the certificate rests on. C: each information form (C11)."""
    if service is Service.EUC:
        return GUARANTEE_SUBJECTS
    return tuple(ReviewSubject(f"form.{n}", form_position=n) for n in range(1, form_count + 1))
