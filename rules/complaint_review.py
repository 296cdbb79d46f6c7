"""What is looked at before a complaint is answered, by what it is about (24)."""

from enum import StrEnum

from rules.complaint_routing import Subject


class ReviewItem(StrEnum):
    """One question of the review."""

    CIRCUMSTANCES = "circumstances"
    """What happened, by documents and records."""
    EXPLANATIONS = "explanations"
    """What the officials complained of say."""
    CASE = "case"
    """The case and its decision: grounds, dates, papers."""
    WAITING = "waiting"
    """7.2, 7.3, 9: queue, service at the counter, hours."""
    DOCUMENTS = "documents"
    """11, 14: nothing asked beyond the standard, the receipt given."""
    DEMANDS = "demands"
    """Each demand has its answer."""


class Found(StrEnum):
    """What the review found on it."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_APPLICABLE = "not_applicable"


_AT_COUNTER = (ReviewItem.WAITING, ReviewItem.DOCUMENTS)


def review_items(subject: Subject) -> tuple[ReviewItem, ...]:
    """The questions for a complaint of this subject, in their order; every demand must be answered in each."""
    between = (ReviewItem.CASE,) if subject is Subject.RESULT else () if subject is Subject.PORTAL else _AT_COUNTER
    return (ReviewItem.CIRCUMSTANCES, ReviewItem.EXPLANATIONS, *between, ReviewItem.DEMANDS)
