"""Grounds of refusal, and the last day on which each may still be signed.

A ground is tested at the moment of signing, whatever was prepared before (16 and 7.6 of both standards).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from rules.terms import Service


class Ground(StrEnum):
    """A ground of refusal known to either standard."""

    FALSE = "false"  # E16.1: false information in the application or the guarantee
    INCOMPLETE = "incomplete"  # E16.1, C16 and the second paragraph of 16: something is missing
    DEFECTS = "defects"  # C16: defects or inconsistencies found in review, on grounds of Article 40
    ART40 = "art40"  # Article 40 of the Law on Informatization


# False information is a ground of E only; defects are one of C only.
CLAUSES: dict[Service, dict[Ground, str]] = {
    Service.EUC: {Ground.FALSE: "E16.1", Ground.INCOMPLETE: "E16.1", Ground.ART40: "E16.2"},
    Service.CONCLUSION: {Ground.INCOMPLETE: "C16", Ground.DEFECTS: "C16", Ground.ART40: "C16"},
}


def grounds_of(service: Service) -> tuple[Ground, ...]:
    """The grounds on which a service may be refused, in the order of its clause 16."""
    return tuple(CLAUSES[service])


def clause_of(service: Service, ground: Ground) -> str:
    """The clause that gives the ground. Raises KeyError if the service's standard does not know it."""
    return CLAUSES[service][ground]


def closes_on(ground: Ground, completeness_due_on: date, term_ends_on: date) -> date:
    """The last day on which a refusal on this ground may be signed: incompleteness within the two days of clause 16,
    everything within the term (7.6), however late the documents reached the Committee."""
    return min(completeness_due_on, term_ends_on) if ground == Ground.INCOMPLETE else term_ends_on


def lapses_on(grounds: Iterable[Ground], completeness_due_on: date, term_ends_on: date) -> date:
    """The last day on which a refusal on all these grounds may be signed: that of the ground that closes first."""
    days = (closes_on(ground, completeness_due_on, term_ends_on) for ground in grounds)
    return min(days, default=term_ends_on)


def closed(ground: Ground, completeness_due_on: date, term_ends_on: date, today: date) -> bool:
    """Whether the ground can no longer be cited; `today` is the Committee's local date."""
    return today > closes_on(ground, completeness_due_on, term_ends_on)


def open_grounds(
    service: Service, completeness_due_on: date, term_ends_on: date, today: date, *, is_reopened: bool = False
) -> tuple[Ground, ...]:
    """The grounds that may still be cited today. In a case that a complaint reopened incompleteness never may (16)."""
    still = (g for g in grounds_of(service) if not closed(g, completeness_due_on, term_ends_on, today))
    return tuple(g for g in still if not (is_reopened and g is Ground.INCOMPLETE))


def needs_text(ground: Ground) -> bool:
    """Whether the ground says nothing without words of its own: Article 40 lists several cases."""
    return ground == Ground.ART40
