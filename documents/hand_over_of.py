"""Joins a stored hand-over list to its paper (7.5, 15)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from documents.authority import authority_on
from documents.blocks import SignatureBlock
from documents.content import document_kind
from documents.hand_over import HandOverPaper, HandOverRow
from documents.titles import paper_title
from extensions import db
from models.application import Application
from models.decision import Decision
from models.hand_over import HandOver, HandOverItem, Way
from rules.terms import Service


def hand_over_paper(hand_over: HandOver) -> HandOverPaper:
    """The list as it was sent; arrivals are not noted on it."""
    return HandOverPaper(
        is_back=hand_over.way is Way.BACK,
        number=hand_over.number,
        dated_on=hand_over.sent_on,
        center=_named(hand_over),
        rows=tuple(_row(item.decision) for item in _items(hand_over)),
        authority=authority_on(hand_over.sent_on),
        handed_by=SignatureBlock(hand_over.sent_by.full_name, hand_over.sent_by.post, hand_over.sent_on),
    )


def _named(hand_over: HandOver) -> str:
    """The Center as it was worded when the list left (R36)."""
    center = hand_over.center
    listing = center.listing(Service.EUC, hand_over.sent_on, known_at=hand_over.sent_at)
    return f"{listing.name if center.row_no == 1 else f'{center.branch.name}, {listing.name}'}\n{listing.address}"


def _items(hand_over: HandOver) -> list[HandOverItem]:
    decision = joinedload(HandOverItem.decision)
    application = decision.joinedload(Decision.application)
    statement = (
        select(HandOverItem)
        .where(HandOverItem.hand_over_id == hand_over.id)
        .options(
            decision.selectinload(Decision.entries), application.joinedload(Application.guarantee),
            application.joinedload(Application.applicant),
        )
        .order_by(HandOverItem.position)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def _row(decision: Decision) -> HandOverRow:
    return HandOverRow(
        paper=paper_title(document_kind(decision), decision.application.service),
        result_number=decision.entry.number if decision.entry else "",
        application_number=decision.application.number,
        issued_to=decision.issued_to[0], originals=decision.originals,
    )  # fmt: skip
