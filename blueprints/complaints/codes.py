"""In the registrar's session: the secret codes of drafts, of tickets not handed over yet, of codes to be given anew.

A code is drawn before the act, so that a double click knows it (decision 19). Which one is a ticket's own is told by
what is kept of it: a code that was replaced opens nothing and is shown no more.
"""

from flask import session

from models.complaint import Complaint
from rules.complaint_ticket import tracking_key
from rules.verification import new_code

CODES = "complaint_codes"
KEPT_CODES = 5


def code_for(key: str) -> str:
    """The code that an act to come will give out."""
    codes = dict(session.get(CODES, {}))
    if key not in codes:
        codes = dict([*codes.items(), (key, new_code())][-KEPT_CODES:])
        session[CODES] = codes
    return codes[key]


def code_to_hand_over(complaint: Complaint) -> str:
    """The secret code of a ticket that this session has made and not handed over yet; "" if there is none."""
    return next((code for code in session.get(CODES, {}).values() if _opens(complaint, code)), "")


def forget_code(complaint: Complaint) -> None:
    """The ticket is handed over: the code is nowhere any more but on it."""
    session[CODES] = {key: code for key, code in session.get(CODES, {}).items() if not _opens(complaint, code)}


def _opens(complaint: Complaint, code: str) -> bool:
    return tracking_key(complaint.number, code) == complaint.tracking_key
