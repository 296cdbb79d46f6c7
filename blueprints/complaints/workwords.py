"""The screen's words for the work on complaints: acts, the review, letters, sending, satisfaction."""

from collections import defaultdict
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.complaints import bp
from blueprints.complaintwords import addressee_name, complaint_event_name, complaint_outcome_name
from blueprints.formatting import short_date
from models.event import Event

ACT_WORDS: dict[str, tuple[LazyString, LazyString, LazyString]] = {
    "accept": (_("Accept to consideration"), _("Accept"), _("It names all that clause 24 asks for")),
    "start": (_("Take into work"), _("Take"), _("The review begins")),
    "prepare_reply": (_("Prepare the reply"), _("Prepare"), _("Outcome, what was established, measures")),
    "prepare_refusal": (
        _("Refuse to consider"), _("Prepare the refusal"), _("Reasoned: something that clause 24 asks for is missing"),
    ),
    "forward": (_("Forward"), _("Forward"), _("To who is competent; the day of registration stands, clause 24")),
    "record_outcome": (
        _("Record the reply of the outside body"), _("Record"), _("Its date, number and outcome, as you were told"),
    ),
    "extend": (_("Extend the term"), _("Extend"), _("Once, with a reason that the complainant is told")),
    "ask": (_("Request an explanation"), _("Request"), _("Of an official complained of, by a day of its own")),
    "identify": (
        _("Say whose account the official is"), _("Name the account"), _("The conflict of interest rests on it"),
    ),
    "recall": (_("Take the prepared text back"), _("Take back"), _("To change it before it is signed")),
    "withdraw": (_("Record the withdrawal"), _("Record"), _("The complainant takes the complaint back")),
    "send": (_("Record the sending"), _("Record"), _("How the letter went to the complainant")),
    "satisfaction": (_("Record the answer"), _("Record"), _("Whether the complainant is satisfied with the procedure")),
    "reopen": (_("Reopen the case"), _("Reopen"), _("The result is set aside; the reply sets the new term, clause 21")),
}  # fmt: skip

REVIEW_ITEM_NAMES: dict[str, LazyString] = {
    "circumstances": _("What happened: circumstances by documents and records"),
    "explanations": _("Explanations of the officials complained of"),
    "case": _("The case: grounds and reasons of the decision, dates, papers"),
    "waiting": _("Waiting and service at the counter (7.2, 7.3), hours (9)"),
    "documents": _("Nothing asked beyond clause 11, the receipt given (14)"),
    "demands": _("Each demand of the complaint has its answer"),
}

FOUND_NAMES: dict[str, LazyString] = {
    "confirmed": _("Proved right"),
    "not_confirmed": _("Not proved right"),
    "not_applicable": _("Not applicable"),
}

LETTER_NAMES: dict[str, LazyString] = {
    "complaint_reply": _("Reply to the complaint"),
    "complaint_refusal": _("Refusal to consider the complaint"),
    "complaint_extension": _("Notice of the extension"),
    "complaint_forwarding": _("Notice of the forwarding"),
}

SENDING_NAMES: dict[str, LazyString] = {
    "post": _("By post"),
    "window": _("At the window"),
    "email": _("By e-mail"),
    "portal": _("On the Portal"),
}

SATISFACTION_NAMES: dict[str, LazyString] = {
    "satisfied": _("Satisfied"),
    "not_satisfied": _("Not satisfied"),
    "no_answer": _("Asked, no answer"),
}

REPLY_STATUS_NAMES: dict[str, LazyString] = {
    "prepared": _("Waits for a signature"),
    "recalled": _("Taken back"),
    "returned": _("Returned by who signs"),
    "signed": _("Signed"),
}

NEAREST_NAMES: dict[str, LazyString] = {
    "forward": _("Forward the complaint"),
    "explanation": _("Explanation due"),
    "tell_extension": _("Tell of the extension"),
    "reply": _("Reply to the complaint"),
}

LETTER_ANNULMENTS: dict[str, LazyString] = {
    "text_changed": _("the text was taken back"),
    "lapsed": _("the preparation lapsed at midnight"),
    "another_signatory": _("another signatory took over"),
}

EVENT_DETAILS: dict[str, LazyString] = {
    "complaint_registered": _("Registered under number %(number)s"),
    "complaint_code_renewed": _("A new secret code was given, the former one is void: %(identity)s"),
    "complaint_official_identified": _("The account of %(name)s was named"),
    "complaint_forwarded": _("Forwarded: %(to)s"),
    "complaint_assigned": _("Given to %(after)s"),
    "complaint_extended": _("Term extended to %(due_on)s"),
    "explanation_requested": _("Explanation requested of %(name)s by %(due_on)s"),
    "explanation_given": _("Explanation given: %(name)s"),
    "complaint_checked": _("Review: %(item)s: %(found)s"),
    "complaint_reply_returned": _("Text returned by who signs: %(reason)s"),
    "complaint_replied": _("Answered by letter %(number)s: %(outcome)s"),
    "complaint_refused": _("Refused to be considered by letter %(number)s"),
    "complaint_outcome_recorded": _("Reply of the outside body recorded: %(outcome)s"),
    "letter_prepared_for_signing": _("Number %(number)s reserved, the final letter made"),
    "letter_issued": _("Letter %(number)s made"),
    "letter_sent": _("Letter %(number)s sent: %(way)s, %(sent_on)s"),
    "complaint_satisfaction_told": _("Satisfaction with the procedure: %(answer)s"),
    "complaint_case_reopened": _("Case %(number)s reopened, new term %(term_ends_on)s"),
}
_NAMED = {
    "outcome": complaint_outcome_name, "item": lambda code: str(REVIEW_ITEM_NAMES[code]),
    "way": lambda code: str(SENDING_NAMES[code]), "answer": lambda code: str(SATISFACTION_NAMES[code]),
    **dict.fromkeys(("due_on", "sent_on", "term_ends_on"), lambda day: short_date(date.fromisoformat(day))),
}  # fmt: skip


def complaint_event_words(event: Event) -> str:
    """An event of a complaint as a sentence."""
    if event.kind not in EVENT_DETAILS:
        return complaint_event_name(event.kind)
    data = {name: _NAMED[name](value) if name in _NAMED and value else value for name, value in event.data.items()}
    if isinstance(after := data.get("after"), dict):
        data["found"] = str(FOUND_NAMES[after["found"]])
    if "to_addressee" in data:
        data["to"] = addressee_name(data["to_addressee"])
    return (str(EVENT_DETAILS[event.kind]) % defaultdict(str, data)).rstrip(": ")


def named(names: dict[str, LazyString]) -> dict[str, str]:
    """Words by their codes, in the reader's language."""
    return {code: str(words) for code, words in names.items()}


def act_words(action: str, at: int = 0) -> str:
    """An act on a complaint: as a heading, as a button (1), in a line (2)."""
    return str(ACT_WORDS[str(action)][at])


def _filter(names: dict[str, LazyString], name: str) -> None:
    bp.add_app_template_filter(lambda code: str(names[str(code)]), name)


for _names, _name in (
    (REVIEW_ITEM_NAMES, "review_item_name"), (FOUND_NAMES, "found_name"), (LETTER_NAMES, "letter_name"),
    (SENDING_NAMES, "sending_name"), (SATISFACTION_NAMES, "satisfaction_name"),
    (REPLY_STATUS_NAMES, "reply_status_name"), (NEAREST_NAMES, "nearest_name"), (LETTER_ANNULMENTS, "letter_annulment"),
):  # fmt: skip
    _filter(_names, _name)
bp.add_app_template_filter(act_words, "complaint_act")
bp.add_app_template_filter(complaint_event_words, "complaint_event_words")
