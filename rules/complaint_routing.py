"""Who decides a complaint: one table from what it is about to its addressee, with the clause (21, 22, 24)."""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a complaint is about."""

    RESULT = "result"
    COMMITTEE_SERVICE = "committee_service"
    COMMITTEE_HEAD = "committee_head"
    CENTER_SERVICE = "center_service"
    CENTER_HEAD = "center_head"
    PORTAL = "portal"


class Addressee(StrEnum):
    """Who decides."""

    MINISTRY = "ministry"
    COMMITTEE_HEAD = "committee_head"
    CENTER_HEAD = "center_head"
    RGP_CENTER = "rgp_center"
    CALL_CENTER = "call_center"


OUTSIDE = frozenset({Addressee.MINISTRY, Addressee.RGP_CENTER, Addressee.CALL_CENTER})
"""Bodies outside the Committee and the Centers. One may have accounts; without them the legal service records."""


@dataclass(frozen=True, slots=True)
class Route:
    """A row of the table. The first addressee is the one proposed; the applicant may have chosen another of them."""

    subject: Subject
    addressees: tuple[Addressee, ...]
    clause: str

    @property
    def proposed(self) -> Addressee:
        return self.addressees[0]


_S, _A = Subject, Addressee

# 21: disagreement with the result. 22: incorrect service. Nobody decides on a complaint against themselves, so that one
# against the head of the Committee goes to the Ministry, one against the head of a Center to RGP "Center" (24).
ROUTES: tuple[Route, ...] = (
    Route(_S.RESULT, (_A.MINISTRY,), "21"),
    Route(_S.COMMITTEE_SERVICE, (_A.COMMITTEE_HEAD,), "22"),
    Route(_S.COMMITTEE_HEAD, (_A.MINISTRY,), "22, 24"),
    Route(_S.CENTER_SERVICE, (_A.CENTER_HEAD, _A.RGP_CENTER), "22"),
    Route(_S.CENTER_HEAD, (_A.RGP_CENTER,), "22, 24"),
    Route(_S.PORTAL, (_A.CALL_CENTER,), "22"),
)


def route(subject: Subject) -> Route:
    """21, 22, 24: who is competent to decide a complaint about this, and by which clause."""
    return next(row for row in ROUTES if row.subject is subject)


def right_addressee(subject: Subject, addressee: Addressee) -> Addressee | None:
    """24: to whom a complaint at the wrong place is to be forwarded; None where its addressee is competent."""
    found = route(subject)
    return None if addressee in found.addressees else found.proposed
