"""The screen's words for complaints: what they are about, to whom, where from, how they stand, what happened."""

from flask import Flask
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from rules.complaint_terms import TermRow, Unit

SUBJECT_NAMES: dict[str, LazyString] = {
    "result": _("Disagreement with the result of the service"),
    "committee_service": _("Incorrect service by the Committee"),
    "committee_head": _("Actions of the head of the Committee"),
    "center_service": _("Incorrect service by a worker of a Center"),
    "center_head": _("Actions of the head of a Center"),
    "portal": _("Work of the Portal"),
}

ADDRESSEE_NAMES: dict[str, LazyString] = {
    "ministry": _("Ministry"),
    "committee_head": _("Head of the Committee"),
    "center_head": _("Head of the Center"),
    "rgp_center": _("Republican enterprise of the Centers"),
    "call_center": _("Call center 1414"),
}

CHANNEL_NAMES: dict[str, LazyString] = {
    "chancellery": _("Chancellery of the Committee"),
    "center": _("At a Center"),
    "post": _("By post"),
    "portal": _("For the Portal"),
    "telephone": _("By telephone, through 1414"),
}

COMPLAINT_STATE_NAMES: dict[str, LazyString] = {
    "registered": _("Complaint registered"),
    "forwarded": _("Forwarded"),
    "accepted": _("Accepted to be considered"),
    "in_work": _("In work"),
    "reply_prepared": _("Reply prepared"),
    "replied": _("Answered"),
    "refused": _("Refused to be considered"),
    "withdrawn": _("Withdrawn by the complainant"),
}

COMPLAINT_OUTCOME_NAMES: dict[str, LazyString] = {
    "upheld": _("Upheld"),
    "partly": _("Partly upheld"),
    "not_upheld": _("Not upheld"),
}

ELEMENT_NAMES: dict[str, LazyString] = {
    "full_name": _("Surname, given name, patronymic of the complainant"),
    "postal_address": _("Postal address"),
    "written_on": _("Date of the complaint"),
    "signature": _("Signature"),
    "body_or_post": _("Body or post complained of"),
    "officials": _("Surnames and initials of the officials"),
    "reasons": _("Reasons of the complaint"),
    "demands": _("Demands"),
}

TERM_KIND_NAMES: dict[str, LazyString] = {
    "reply": _("Reply to a complaint against actions"),
    "reply_on_act": _("Reply to a complaint against an act"),
    "extension": _("Extension, once"),
    "extension_notice": _("Telling the complainant of the extension"),
    "forwarding": _("Forwarding to who is competent"),
}

TERM_ACTS: dict[str, LazyString] = {
    "law_88": _("Law No. 88-V on state services"),
    "law_221": _("Law No. 221-III on considering appeals"),
    "apc": _("Administrative Procedural Code"),
}

COMPLAINT_EVENTS: dict[str, LazyString] = {
    "complaint_registered": _("Complaint registered"),
    "complaint_completed": _("What was missing was added"),
    "complaint_code_renewed": _("A new secret code was given, the former one is void"),
    "complaint_official_identified": _("An official's account was named"),
    "complaint_forwarded": _("Forwarded"),
    "complaint_assigned": _("Given to an officer"),
    "complaint_accepted": _("Accepted to be considered"),
    "complaint_started": _("Taken into work"),
    "complaint_extended": _("Term extended"),
    "complaint_dates_recomputed": _("Dates recomputed after a correction of the calendar"),
    "explanation_requested": _("Explanation requested"),
    "explanation_given": _("Explanation given"),
    "complaint_reply_prepared": _("Text prepared for signing"),
    "complaint_reply_recalled": _("Text taken back"),
    "complaint_reply_returned": _("Text returned by who signs"),
    "complaint_replied": _("Answered"),
    "complaint_refused": _("Refused to be considered"),
    "complaint_withdrawn": _("Withdrawn by the complainant"),
    "complaint_outcome_recorded": _("Reply of the outside body recorded"),
}


def complaint_subject_name(code: str) -> str:
    """What a complaint is about."""
    return str(SUBJECT_NAMES[str(code)])


def addressee_name(code: str) -> str:
    """Who decides a complaint."""
    return str(ADDRESSEE_NAMES[str(code)])


def complaint_channel_name(code: str) -> str:
    """Where a complaint came in."""
    return str(CHANNEL_NAMES[str(code)])


def complaint_state_name(code: str) -> str:
    """Where a complaint stands; never its lateness, which is not a state."""
    return str(COMPLAINT_STATE_NAMES[str(code)])


def complaint_outcome_name(code: str) -> str:
    """What the reply found."""
    return str(COMPLAINT_OUTCOME_NAMES[str(code)])


def element_name(code: str) -> str:
    """What clause 24 asks of a complaint."""
    return str(ELEMENT_NAMES[str(code)])


def complaint_event_name(code: str) -> str:
    """What happened to a complaint."""
    return str(COMPLAINT_EVENTS.get(str(code), code))


def term_kind_name(code: str) -> str:
    """What a term is for."""
    return str(TERM_KIND_NAMES[str(code)])


def term_act(row: TermRow) -> str:
    """The act that a term rests on, with its article where it is read from one."""
    act = str(TERM_ACTS[row.act])
    return gettext("%(act)s, article %(article)s", act=act, article=row.article) if row.article else act


def term_count(row: TermRow) -> str:
    """How long a term is."""
    if row.unit is Unit.MONTH:
        return ngettext("%(num)d month from the registration", "%(num)d months from the registration", row.count)
    return ngettext("%(num)d working day", "%(num)d working days", row.count)


def register(app: Flask) -> None:
    """Make the words filters of every template."""
    for words in (
        complaint_subject_name, addressee_name, complaint_channel_name, complaint_state_name, complaint_outcome_name,
        element_name, complaint_event_name, term_kind_name, term_act, term_count,
    ):  # fmt: skip
        app.add_template_filter(words)
