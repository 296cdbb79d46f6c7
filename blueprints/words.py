"""The screen's words for the codes that rules and models use: roles, states, services, places, reasons.

`rules` answers with codes; their words live here and in the templates, and go through gettext (style.md).
"""

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

ROLE_NAMES: dict[str, LazyString] = {
    "clerk": _("Chancellery clerk"),
    "officer": _("Officer"),
    "head_of_unit": _("Head of unit"),
    "signatory": _("Signatory"),
    "center_operator": _("Center operator"),
    "center_head": _("Center head"),
    "branch_head": _("Branch head"),
    "legal_officer": _("Legal-service officer"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "body_officer": _("Officer of an outside body"),
}

STATE_NAMES: dict[str, LazyString] = {
    "registered": _("Registered"),
    "under_review": _("Under review"),
    "prepared": _("Prepared"),
    "issued": _("Issued"),
    "refused": _("Refused"),
    "refused_incomplete": _("Refused as incomplete"),
    "withdrawn": _("Withdrawn"),
    "voided": _("Registration voided"),
}

SERVICE_NAMES: dict[str, LazyString] = {
    "euc": _("End-user certificate"),
    "conclusion": _("Conclusion on export-controlled products"),
}

SERVICE_SHORT_NAMES: dict[str, LazyString] = {
    "euc": _("Certificate"),
    "conclusion": _("Conclusion"),
}

PLACE_NAMES: dict[str, LazyString] = {
    "committee": _("Committee"),
    "center": _("Center"),
    "portal": _("Portal"),
}


# Why an act is closed: the codes of rules.workflow.Barred and of the models that answer with it.
BARRED_REASONS: dict[str, LazyString] = {
    "year_confirmed": _("The calendar of this year is confirmed already"),
    "counts_as_issued": _("The term is over and the result counts as issued: only issuing it is left"),
    "completeness_closed": _("Incompleteness could only be cited within two working days of receipt"),
    "ground_closed_false": _("The ground of false information is closed"),
    "ground_closed_incomplete": _("The ground of incompleteness is closed"),
    "ground_closed_defects": _("The ground of defects and inconsistencies is closed"),
    "ground_closed_art40": _("The grounds of Article 40 are closed"),
    "other_decision": _("What is prepared is a decision of another kind"),
    "already_prepared": _("A decision is prepared already"),
    "wrong_state": _("The case is no longer in a state in which this can be done"),
    "four_eyes": _("Who prepared the decision may not sign it"),
    "not_permitted": _("Your role does not allow this act"),
    "not_your_case": _("The case is assigned to another officer"),
    "documents_missing": _("Documents are missing: decide on completeness first"),
    "completeness_unchecked": _("Completeness is not checked to the end yet"),
    "result_is_elsewhere": _("The result is not at this place"),
    "not_for_a_center": _("The result is not to be handed out at a Center"),
    "custody_not_over": _("The month of custody at the Center is not over"),
    "attorney_expired": _("The power of attorney has expired"),
    "attorney_not_yet_valid": _("The power of attorney is not in force yet"),
    "identity_expired": _("The identity document has expired"),
    "list_closed": _("The list is closed already"),
    "not_missing": _("The result was not reported missing"),
    "arrival_stands": _(
        "A confirmation is undone on its own day, until a visit, a notice or another act has followed from it"
    ),
    "told_in_cabinet": _("The result is put into the cabinet on the Portal, which tells of it by itself"),
    "completeness_confirmed": _("The documents were found complete, and the review has begun"),
    "nothing_is_missing": _("First mark in the check of completeness what is missing"),
    "nothing_prepared": _("Nothing is prepared for signing"),
    "preparation_lapsed": _("The document prepared for signing has lapsed: prepare it anew"),
    "prepared_for_another": _("The document was prepared for another signatory: prepare it anew"),
    "prepared_for_electronic": _("The paper says that it is signed electronically: make it for signing by hand first"),
    "key.absent": _("No signing key is set up on the server"),
    "key.unreadable": _("The signing key cannot be opened: the file is damaged, or its password is another one"),
    "key.mismatch": _("The signing key and its certificate do not belong together"),
    "key.not_yet_valid": _("The certificate of the signing key is not valid yet"),
    "key.expired": _("The certificate of the signing key has expired"),
    "key.usage": _("The certificate of the signing key is not one for signing documents"),
    "key.none_on_paper": _("The paper was made for signing by hand: prepare it for an electronic signature first"),
    "key.ncalayer_on_paper": _(
        "The paper was made for signing through NCALayer: prepare it for an electronic signature first"
    ),
    "key.other_on_paper": _("The paper names another certificate than the key has now: prepare it anew"),
    "key.no_time_stamp": _("The time-stamping authority does not answer as it should"),
    "key.token": _("The token with the signing key is not there, does not open, or does not sign"),
    "key.failed": _("No signature came about"),
    "cms.off": _("Signing through NCALayer is switched off"),
    "cms.other_way": _("The paper says that it is signed in another way: make it for signing through NCALayer first"),
    "cms.broken": _("This is not a signature that can be read"),
    "cms.no_signer": _("Nobody has signed this"),
    "cms.several_signers": _("Several people have signed this, and one was expected"),
    "cms.no_certificate": _("The signature came without its certificate"),
    "cms.other_content": _("This is a signature of another document"),
    "cms.not_yet_valid": _("The certificate is not valid yet"),
    "cms.expired": _("The certificate has expired"),
    "cms.usage": _("The certificate is not one for signing documents: choose the signing key"),
    "cms.untrusted": _("The certificate is not one of the national certification authority"),
    "cms.revoked": _("The certificate is revoked"),
    "cms.wrong_person": _("The certificate names another person: its IIN is not the one of your account"),
    "cms.wrong_organization": _("The certificate is not one of the Committee: its BIN is another one"),
    "cms.unavailable": _("The service that checks signatures does not answer: nothing was issued, try again later"),
    "cms.not_set_up": _(
        "The server is not set up to check such signatures: nothing was issued, tell the administrator"
    ),
    "reopened_as_complete": _("A case that a complaint has reopened can no longer be found incomplete"),
    "decided_once": _("A case that was decided once cannot be voided"),
    "decided_what_was_set_aside": _(
        "Who prepared or signed the decision that a complaint has set aside does not consider the case again"
    ),
    "new_term_is_past": _("The new term must end on a day that is still to come"),
    "new_term_too_long": _("The new term may be no longer than the term of the standard counted from today"),
    "new_term_on_day_off": _("The new term must end on a working day of the Committee"),
    "complaint_against_them": _("Is complained of"),
    "complaint_case_decided_by_them": _("Decided the case that the complaint is about"),
    "complaint_checks_not_finished": _("Some questions of the review are still to be answered"),
    "complaint_reopens_nothing": _("Only an upheld complaint against a result reopens its case"),
    "complaint_reopened_already": _("The complaint has reopened its case already"),
    "complaint_not_answered": _("Satisfaction is asked for with the reply, and there is none yet"),
    "complaint_satisfaction_told": _("The complainant has answered already"),
    "letter_not_issued": _("The letter is not signed yet"),
    "letter_sent_too_early": _("The letter cannot have been sent before its date"),
    "package_not_sent": _("The Center has not sent the certified electronic copy yet"),
    "package_sent": _("The electronic copy is sent already"),
    "package_damaged": _("The stored list of what was certified, or its signature, is missing or damaged"),
    "scan_damaged": _("A scan is missing or damaged in the store: nothing is certified; tell the administrator"),
    "not_sent_now": _("The electronic copy could not be sent now: send it from the list"),
    "checks_not_finished": _("Some findings of the review are still to be made"),
    "too_many_originals": _("More originals than there are cannot be handed out"),
    "papers_elsewhere": _("The papers are not at this place"),
    "case_not_closed": _("The case is not closed: its papers stay with the officers"),
    "papers_received_already": _("These papers are received, or told missing, already"),
    "receipt_stands": _("A receipt of papers is undone on its own day, until they went anywhere from here"),
    "papers_not_missing": _("These papers are not told missing"),
    "waybill_size": _("A waybill holds from 1 to 300 files of papers"),
    "blanks_count": _("From 1 to 50 blanks are printed at once"),
    "blank_used": _("The blank is used: its receipt is registered"),
    "blank_spoiled": _("The blank is marked as spoiled"),
    "blank_being_entered": _("The blank is in another filing that is being entered"),
    "filing_unfinished": _("The filing is still being entered: it is confirmed once nothing in it is missing or wrong"),
    "second_person": _("A second person confirms: not the one who entered it, nor whom either acts for"),
    "confirmed_already": _("This is confirmed already"),
    "outage_unconfirmed": _("A second person has not confirmed what stands on the blank, or it was changed since"),
    "own_account": _("Nobody can disable their own account or take away their own administrator role"),
    "last_administrator": _("This is the last active administrator: appoint another one first"),
    "login_taken": _("This login is taken"),
    "account_disabled": _("The account is disabled"),
    "already_revoked": _("The substitution is revoked already"),
    "center_closed_already": _("The Center is closed already"),
    "center_open_already": _("The Center is open already"),
    "center_merged_already": _("The Center is merged into another one already"),
    "successor_not_open": _("The Center that is to take over is not open"),
    "results_at_successor": _("Results that name this Center are at the one that took over, or on the way"),
    "nothing_changes": _("This is how it is already"),
    "counter_closed": _("The counter is closed at this hour"),
    "ticket_moved_on": _("The ticket is no longer in a state in which this can be done"),
    "ticket_day_over": _("The day of the ticket is over"),
    "call_again_first": _("Call the visitor once more first"),
    "visitor_at_window": _("End the visit of whoever is at the window first"),
    "not_at_window": _("You do not sit at a window now: choose one first"),
    "window_taken": _("Somebody sits at this window"),
    "window_is_free": _("Nobody sits at this window"),
    "window_exists": _("There is a window with this number already"),
    "window_out_of_use": _("This window is out of use"),
    "sits_elsewhere": _("You sit at another window: leave it first"),
    "still_at_window": _("Leave the window first"),
    "shift_closed": _("The shift of this day is closed already"),
    "difference_unexplained": _("A difference has appeared that is not explained yet"),
    "device_revoked": _("This address is revoked already"),
    "center_closed": _("The Center is closed"),
    "timetable_approved": _("The timetable is approved already: its stops are changed one by one, with a reason"),
    "timetable_empty": _("There is no stop in the timetable yet"),
    "reason_missing": _("An approved timetable is changed with a reason only"),
    "stop_over": _("The day of this stop is over"),
    "stop_cancelled": _("The stop is cancelled already"),
    "stop_has_filings": _("Applications were accepted at this stop: it can no longer be moved or cancelled"),
    "stop_overlaps": _("The mobile Center stands elsewhere at these hours"),
    "stop_not_held": _("The mobile Center does not accept documents there today"),
    "stop_closes_before_opening": _("The stop closes later than it opens"),
    "stop_half_a_break": _("A break has both hours"),
    "stop_break_outside": _("The break lies within the hours of the stop"),
    "stop_too_short": _("A mobile Center works no fewer than six hours in one settlement, the break not counted"),
    "later_value_exists": _("A value from this day or a later one is recorded already"),
    "complaint_against_you": _("The complaint is against you: you neither handle it nor read it before you are asked"),
    "complaint_case_decided_by_you": _("You decided the case that the complaint is about: another person handles it"),
    "complaint_wrong_state": _("The complaint is no longer in a state in which this can be done"),
    "complaint_wrong_addressee": _("The addressee is not competent: forward the complaint"),
    "complaint_elements_missing": _("Something that clause 24 asks for is still missing"),
    "complaint_nothing_missing": _("Nothing that clause 24 asks for is missing"),
    "complaint_extended_already": _("The term has been extended already, and that is possible once"),
    "complaint_term_over": _("The term for the reply is over"),
    "complaint_decided_here": _("This complaint is decided here, not in an outside body"),
    "complaint_elsewhere": _("The complaint is handled by another body"),
    "complaint_registered_elsewhere": _("A new code is given where the complaint was registered"),
    "complaint_of_another": _("The complaint is assigned to another person, or to nobody yet"),
    "complaint_officer_involved": _("This person is complained of, or decided the case"),
    "complaint_not_an_officer": _("This person does not handle complaints to this addressee"),
    "complaint_same_addressee": _("The complaint is with this addressee already"),
    "complaint_asked_already": _("This person has been asked already"),
    "complaint_explained_already": _("The explanation has been given already"),
}


def role_name(code: str) -> str:
    """A role's name on the screen."""
    return str(ROLE_NAMES[str(code)])


def state_name(code: str) -> str:
    """The name of a case's state; never of its lateness, which is not a state (terms.md)."""
    return str(STATE_NAMES[str(code)])


def service_name(code: str, short: bool = False) -> str:
    """A service's name in full, or the one word for its result that lists use."""
    return str((SERVICE_SHORT_NAMES if short else SERVICE_NAMES)[str(code)])


def place_name(code: str) -> str:
    """Where an application is accepted or a result handed out (clauses 1 and 10)."""
    return str(PLACE_NAMES[str(code)])


def barred_reason(code: str) -> str:
    """Why an act is closed. A code without words of its own still gets a sentence; a test finds it."""
    return str(BARRED_REASONS.get(str(code), BARRED_REASONS["wrong_state"]))


def register(app: Flask) -> None:
    """Make the words filters of every template."""
    app.add_template_filter(role_name)
    app.add_template_filter(state_name)
    app.add_template_filter(service_name)
    app.add_template_filter(place_name)
    app.add_template_filter(barred_reason)
