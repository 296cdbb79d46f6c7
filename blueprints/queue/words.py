"""The queue's words: what visitors come for, where a ticket stands, what does not agree at the end of a shift."""

from datetime import timedelta

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

PURPOSE_NAMES: dict[str, LazyString] = {
    "filing_euc": _("File for a certificate"),
    "filing_conclusion": _("File for a conclusion"),
    "hand_out": _("Collect a result"),
    "consultation": _("Consultation or complaint"),
}
TICKET_STATE_NAMES: dict[str, LazyString] = {
    "waiting": _("Waits"),
    "called": _("Called"),
    "serving": _("At the window"),
    "served": _("Served"),
    "did_not_come": _("Did not come"),
    "left": _("Left before the end"),
}
GAP_NAMES: dict[str, LazyString] = {
    "ticket_not_ended": _("The visit under the ticket was not ended"),
    "ticket_without_outcome": _("A ticket without a filing or a hand-out"),
    "filing_without_ticket": _("A filing without a ticket"),
    "entered_after_outage": _("Accepted with a blank receipt during an outage"),
    "filing_without_receipt": _("A filing without a stored receipt"),
    "hand_out_without_ticket": _("A hand-out without a ticket"),
    "draft_left_open": _("A draft that was begun and not registered"),
}


def purpose_name(code: str) -> str:
    return str(PURPOSE_NAMES[str(code)])


def ticket_state_name(code: str) -> str:
    return str(TICKET_STATE_NAMES[str(code)])


def gap_name(code: str) -> str:
    return str(GAP_NAMES[str(code)])


def spent(span: timedelta | None) -> str:
    """A span of time in whole minutes begun: «12 мин»; a dash where there is none."""
    if span is None:
        return "—"
    return gettext("%(minutes)s min", minutes=int(span.total_seconds() // 60)).replace(" ", "\u00a0")
