"""The screen's words for what happens in a case: acts demanded, acts done, findings, grounds, events."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from blueprints.formatting import short_date
from blueprints.termwords import date_name
from forms.decree import wording
from models.application import Application
from models.event import Event
from models.filing import address_line
from rules.requirements import Requirement, required_documents
from rules.terms import Service

NEXT_ACT_NAMES: dict[str, LazyString] = {
    "send_package": _("Certify and send (the Center)"),
    "check_completeness": _("Check completeness"),
    "decide": _("Take the decision"),
    "issue_after_silence": _("Issue the document"),
    "dispatch": _("Send to the Center"),
    "confirm_arrival": _("Confirm arrival at the Center"),
    "hand_out": _("Hand out the result"),
    "return": _("Return to the Committee"),
}

DECISION_NAMES: dict[str, LazyString] = {
    "result": _("Result"),
    "refusal": _("Reasoned refusal"),
    "incompleteness_refusal": _("Refusal to consider further"),
}

DECISION_STATUS_NAMES: dict[str, LazyString] = {
    "prepared": _("Waits for a signature"),
    "recalled": _("Taken back by the officer"),
    "returned": _("Returned by the signatory"),
    "signed": _("Signed"),
}

GROUND_NAMES: dict[str, LazyString] = {
    "false": _("False information"),
    "incomplete": _("Incomplete information"),
    "defects": _("Defects or inconsistencies"),
    "art40": _("Article 40 of the Law on Informatization"),
}

OUTCOME_NAMES: dict[str, LazyString] = {
    "present": _("Submitted"),
    "missing": _("Missing or incomplete"),
    "not_applicable": _("Not applicable"),
    "conforms": _("Conforms"),
    "remark": _("Remark"),
}

SUBJECT_NAMES: dict[str, LazyString] = {
    "importer": _("Importer: name, addresses, telephone, country"),
    "exporter": _("Exporter: name, addresses, telephone, country"),
    "end_user": _("End user and field of activity"),
    "licences_and_use": _("Licences, place and purpose of use"),
    "goods": _("Goods and codes"),
    "basis": _("Basis of the request: contract, number and date"),
    "signatures": _("Obligation, signatures and seals of the importer and the end user"),
}

RESULT_PLACE_NAMES: dict[str, LazyString] = {
    "committee": _("At the Committee"),
    "on_the_way": _("On the way to the Center"),
    "center": _("At the Center"),
    "on_the_way_back": _("On the way back to the Committee"),
    "returned": _("Returned to the Committee"),
    "handed_out": _("Handed out"),
}

EVENT_WORDS: dict[str, LazyString] = {
    "registered": _("Registered under number %(number)s, receipt issued"),
    "assigned": _("Assigned to %(after)s"),
    "finding_made": _("Finding: %(subject)s: %(outcome)s"),
    "review_started": _("Completeness check closed, review started"),
    "decision_prepared": _("Prepared: %(kind)s"),
    "decision_recalled": _("The officer took the prepared text back"),
    "decision_returned": _("The signatory returned the text: %(reason)s"),
    "prepared_for_signing": _("Number %(number)s reserved, the final document made"),
    "counted_as_issued": _("The term ended without an answer: the result counts as issued (clause 7.6)"),
    "issued": _("Result %(number)s issued"),
    "refused": _("Refusal %(number)s issued"),
    "refused_incomplete": _("Refusal to consider further %(number)s issued"),
    "correction_prepared": _("Correction prepared: %(reason)s"),
    "correction_issued": _("Correction %(number)s issued"),
    "withdrawn": _("Withdrawn by the applicant: %(reason)s"),
    "voided": _("Registration voided: %(reason)s"),
    "reopened": _(
        "Reopened upon complaint %(complaint)s, reply %(reply)s: decision %(number)s set aside, new term %(new_term)s"
    ),
    "dispatched": _("Sent to the Center"),
    "arrived": _("Arrived at the Center, kept until %(custody_ends_on)s"),
    "sent_back": _("Not collected: sent back to the Committee"),
    "returned_to_committee": _("Returned to the Committee"),
    "missing_on_arrival": _("Not there when list %(number)s was checked on arrival"),
    "found_at_sender": _("Found with the sender of list %(number)s"),
    "replaced_arrived": _("Arrived although a correction has replaced it: %(number)s"),
    "arrival_undone": _("Confirmed by mistake on list %(hand_over)s, undone: %(reason)s"),
    "applicant_told": _("The applicant was told that the result is ready: %(means)s %(contact)s, %(outcome)s"),
    "handed_out": _("Handed out: %(name)s, originals: %(originals)s"),
    "acceptance_refused": _("Acceptance refused: %(name)s"),
    "dates_recomputed": _("Dates counted anew after a change of the calendar: %(changes)s. %(reason)s"),
    "warnings_confirmed": _("Accepted with what is odd confirmed by the clerk. Not attached: %(missing_names)s"),
    "receipt_made": _("Receipt made"),
    "package_sent": _(
        "Electronic copy certified (%(signer)s) and sent; completeness is checked until %(completeness_due_on)s"
    ),
    "receipt_duplicate_printed": _("Duplicate of the receipt printed"),
    "papers_sent": _("Paper originals sent to the Committee, waybill %(waybill)s"),
    "papers_received": _("Paper originals received at the Committee, waybill %(waybill)s"),
    "papers_found_extra": _("Paper originals received at the Committee beside those on waybill %(waybill)s"),
    "papers_missing": _("Paper originals missing from waybill %(waybill)s: %(reason)s"),
    "papers_never_left": _("Paper originals found at the Center, waybill %(waybill)s came without them"),
    "papers_receipt_undone": _("Receipt of the paper originals was a mistake and is undone, waybill %(waybill)s"),
    "papers_archived": _("Paper originals put into the archive: %(shelf)s"),
    "papers_lent": _("Paper originals lent out of the archive to %(borrower)s: %(reason)s"),
    "papers_put_back": _("Paper originals taken back into the archive from %(borrower)s: %(shelf)s"),
    "entered_after_outage": _(
        "Accepted during an outage on %(accepted_at)s by %(accepted_by)s against receipt %(blank)s: %(reason)s."
        " Confirmed by %(confirmed_by)s"
    ),
}


ACTION_WORDS: dict[str, tuple[LazyString, LazyString, LazyString]] = {
    "start_review": (_("Begin the review"), _("Begin"), _("Closes the check of completeness")),
    "prepare_result": (_("Prepare the result"), _("Prepare"), _("The text for the signatory")),
    "prepare_refusal": (
        _("Prepare a reasoned refusal"),
        _("Prepare the refusal"),
        _("On grounds of clause 16 that are still open"),
    ),
    "prepare_incompleteness_refusal": (
        _("Refuse to consider further because of incompleteness"),
        _("Prepare the refusal"),
        _("Within two working days of receipt, clause 16"),
    ),
    "recall": (_("Take the prepared text back"), _("Take back"), _("To change it before it is signed")),
    "prepare_correction": (_("Prepare a correction"), _("Correct"), _("A new version with a reason; both remain")),
    "withdraw": (_("Record the applicant's withdrawal"), _("Record"), _("Possible until the term ends")),
    "void": (_("Void the registration"), _("Void"), _("Only for a registration made by mistake")),
}

ANNULMENT_REASONS: dict[str, LazyString] = {
    "text_changed": _("the text was taken back"),
    "lapsed": _("the preparation lapsed at midnight"),
    "another_signatory": _("another signatory took over"),
}

APPLICANT_KIND_NAMES: dict[str, LazyString] = {
    "legal": _("Legal entity"), "entrepreneur": _("Individual entrepreneur"), "natural": _("Natural person"),
}  # fmt: skip

SUBJECT_KIND_NAMES: dict[str, LazyString] = {
    "goods": _("Goods"), "technology": _("Technology"), "works": _("Works"), "service": _("Services"),
    "information": _("Information"),
}  # fmt: skip

DOCUMENT_KIND_NAMES: dict[str, LazyString] = {
    "receipt": _("Receipt"), "certificate": _("Certificate"), "conclusion": _("Conclusion"),
    "refusal": _("Reasoned refusal"), "incompleteness_refusal": _("Refusal to consider further"),
    "signed_scan": _("Scan of the signed paper"), "guarantee": _("Importer's guarantee"),
}  # fmt: skip

TIMELINESS_NAMES: dict[str, LazyString] = {
    "running": _("The term runs"), "in_time": _("In time"), "counts_as_issued": _("Counts as issued"),
    "late": _("Late (clause 7.6)"), "ended": _("Ended without a decision"),
}  # fmt: skip

MEANS_NAMES: dict[str, LazyString] = {"sms": _("SMS"), "email": _("e-mail"), "call": _("telephone call")}
TOLD_NAMES: dict[str, LazyString] = {
    "sent": _("sent"), "reached": _("reached"), "not_reached": _("not reached"), "wrong_number": _("wrong number"),
}  # fmt: skip

EXTRA_KIND_NAMES: dict[str, LazyString] = {"power_of_attorney": _("Power of attorney"), "other": _("Other document")}


def action_name(action: str) -> str:
    """An act on a case, as a heading."""
    return str(ACTION_WORDS[str(action)][0])


def action_verb(action: str) -> str:
    """An act on a case, as a button."""
    return str(ACTION_WORDS[str(action)][1])


def action_note(action: str) -> str:
    """What an act means, in a line."""
    return str(ACTION_WORDS[str(action)][2])


def annulment_reason(code: str) -> str:
    """Why a number in a register is annulled."""
    return str(ANNULMENT_REASONS.get(str(code), code))


def applicant_kind_name(kind: str) -> str:
    """Clause 6: who applies."""
    return str(APPLICANT_KIND_NAMES[str(kind)])


def subject_kind_name(kind: str) -> str:
    """What an information form is about."""
    return str(SUBJECT_KIND_NAMES[str(kind)])


def document_kind_name(kind: str) -> str:
    """Which paper it is."""
    return str(DOCUMENT_KIND_NAMES[str(kind)])


def attachment_kind_name(kind: str, service: Service) -> str:
    """A document of clause 11 that a file is, or one that the decree does not ask for."""
    if kind in EXTRA_KIND_NAMES:
        return str(EXTRA_KIND_NAMES[kind])
    known = {r.code: r for r in required_documents(service, is_intermediary=True)}
    return requirement_name(known[kind], service) if kind in known else kind


def requirement_note(requirement: Requirement, case: Application) -> str:
    """What the case holds for a document of clause 11: its clause, how many files, whether the original was shown."""
    files = [one for one in case.attachments if one.kind == requirement.code]
    parts = [gettext("clause %(number)s", number=requirement.clause)]
    if requirement.is_optional:
        parts.append(gettext("if any"))
    if files:
        parts.append(ngettext("%(num)d file", "%(num)d files", len(files)))
    if requirement.original_is_shown:
        shown = any(one.original_shown for one in files)
        parts.append(gettext("original shown") if shown else gettext("original not marked as shown"))
    return " · ".join(parts)


def quantity(value: Decimal) -> str:
    """A quantity as it was entered, with a decimal comma."""
    return format(value, "f").replace(".", ",")


def without(filters: Mapping[str, str], name: str) -> dict[str, str]:
    """The filters of an address without one of them, the page and the tab."""
    return {key: value for key, value in filters.items() if key not in (name, "page", "tab") and value}


def next_act_name(code: str) -> str:
    """What the law demands next."""
    return str(NEXT_ACT_NAMES[str(code)])


def timeliness_name(code: str) -> str:
    """How a case stands to its term (7.1, 7.6)."""
    return str(TIMELINESS_NAMES[str(code)])


def decision_name(kind: str) -> str:
    """What kind of decision it is."""
    return str(DECISION_NAMES[str(kind)])


def decision_status_name(status: str) -> str:
    """What became of a prepared text."""
    return str(DECISION_STATUS_NAMES[str(status)])


def ground_name(ground: str) -> str:
    """A ground of refusal in two words; its full wording is dated reference data."""
    return str(GROUND_NAMES[str(ground)])


def outcome_name(outcome: str) -> str:
    """What a finding says."""
    return str(OUTCOME_NAMES[str(outcome)])


def result_place_name(place: str) -> str:
    """Where the result is."""
    return str(RESULT_PLACE_NAMES[str(place)])


def means_name(means: str) -> str:
    """By which means the applicant is told that a result is ready."""
    return str(MEANS_NAMES[str(means)])


def told_name(outcome: str) -> str:
    """What came of telling the applicant."""
    return str(TOLD_NAMES[str(outcome)])


def subject_name(code: str) -> str:
    """What a finding of the review, or of completeness, is about."""
    if code.startswith("form."):
        return str(_("Information form %(number)s", number=code.removeprefix("form.")))
    return str(SUBJECT_NAMES.get(code, code))


def requirement_name(requirement: Requirement, service: Service) -> str:
    """A document of clause 11, as the decree names it."""
    return wording(f"document.{service}.{requirement.clause.split('.')[1]}")


def event_words(event: Event) -> str:
    """An event of a case as a sentence."""
    template = EVENT_WORDS.get(event.kind)
    if template is None:
        return event.kind
    data = dict(event.data)
    after = data.get("after")
    if isinstance(after, dict):
        data["outcome"], data["note"] = outcome_name(after["outcome"]), after["note"]
        data["subject"] = _subject_of(data)
    if event.kind == "decision_prepared":
        data["kind"] = decision_name(data["kind"])
    if event.kind == "applicant_told":
        data["means"], data["outcome"] = means_name(data["means"]), told_name(data["outcome"])
    if event.kind == "dates_recomputed":
        data["changes"] = _recomputed(event)
        if str(data["cause"]).startswith("center_"):
            template = _("Dates counted anew after a change of the Center of hand-out: %(changes)s. %(reason)s")
        elif not data["dates"]:
            template = _("The calendar was changed, no date: %(changes)s. %(reason)s")
    if event.kind == "reopened":
        data["new_term"] = short_date(date.fromisoformat(data["term"]["after"]))
    for name in ("custody_ends_on", "completeness_due_on"):
        if day := data.get(name):
            data[name] = short_date(date.fromisoformat(day))
    if event.kind == "entered_after_outage":
        data["accepted_at"] = f"{datetime.fromisoformat(data['accepted_at']):%d.%m.%Y, %H:%M}"
        data["note"] = data["late_reason"]
    words = str(template) % defaultdict(str, data)
    return f"{words}. {data['note']}" if data.get("note") else words.rstrip(": ")


def _recomputed(event: Event) -> str:
    """What a corrected calendar made of the dates: each that changed, from what to what."""
    changes = [
        f"{date_name(name)}: " + " → ".join(short_date(date.fromisoformat(day)) if day else "—" for day in days)
        for name, days in ((name, (kept["before"], kept["after"])) for name, kept in event.data["dates"].items())
    ]
    marked = event.data["is_provisional"]
    if marked["before"] != marked["after"]:
        since = gettext("dates are provisional") if marked["after"] else gettext("dates are provisional no longer")
        changes.append(since)
    return "; ".join(changes)


def _subject_of(data: dict[str, object]) -> str:
    code = str(data.get("topic", ""))
    if data.get("stage") == "completeness":
        return str(COMPLETENESS_SUBJECTS.get(code, code))
    return subject_name(code)


COMPLETENESS_SUBJECTS: dict[str, LazyString] = {
    "application": _("application"),
    "importer_guarantee": _("importer's guarantee"),
    "deal_document": _("document on the deal"),
    "intermediary_contract": _("contract with the end user"),
    "information_forms": _("information forms"),
    "photographs": _("photographs"),
}


def register(app: Flask) -> None:
    """Make these filters of every template."""
    for function in (
        next_act_name, decision_name, decision_status_name, ground_name, outcome_name, result_place_name, subject_name,
        requirement_name, requirement_note, event_words, action_name, action_verb, action_note, annulment_reason,
        applicant_kind_name, subject_kind_name, document_kind_name, attachment_kind_name, quantity, address_line,
        timeliness_name, means_name, told_name,
    ):  # fmt: skip
        app.add_template_filter(function)
    # No filter: Jinja would put a constant through it once, in the first reader's language, and keep the words.
    app.add_template_global(wording, "wording")
    app.add_template_global(without)
