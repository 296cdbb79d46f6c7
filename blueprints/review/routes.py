"""The pages of a case: summary, application, documents, checks, decision, history. They only read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.cases import find_case
from blueprints.casewords import outcome_name
from blueprints.package_card import package_context
from blueprints.review import bp
from blueprints.review.deadlines import panel_of
from blueprints.review.routes_forms import filed_papers, standing_of
from documents.content import BOXES
from extensions import clock, db
from forms.review import ConclusionFindingForm, FindingForm, outcome_choices
from models.application import Application
from models.attachment import Attachment
from models.calendar import load_calendar
from models.custody import HandOut
from models.decision import Decision
from models.document import Document
from models.event import Event
from models.paper_file import PaperFile
from models.reopening import decided_before
from models.review import Finding, Stage, completeness_stands_in_the_way, nothing_missing
from models.user import Actor, User
from rules.calendar import Scheme
from rules.permissions import Permission, Role
from rules.requirements import ReviewSubject, review_subjects
from rules.terms import Service, committee_today, start_of_committee_day
from rules.workflow import CLOSED_BY_SILENCE, PENDING, Action, Barred, State, why_not_checked

ACTS: tuple[tuple[Action, str, str], ...] = (
    (Action.START_REVIEW, "review.start_review", "primary"),
    (Action.PREPARE_INCOMPLETENESS_REFUSAL, "review.prepare_incompleteness_refusal", ""),
    (Action.PREPARE_RESULT, "review.prepare_result", "primary"),
    (Action.PREPARE_REFUSAL, "review.prepare_refusal", ""),
    (Action.RECALL, "review.recall", ""),
    (Action.PREPARE_CORRECTION, "review.correct", ""),
    (Action.WITHDRAW, "review.withdraw", ""),
    (Action.VOID, "review.void", ""),
)
RELEVANT = {
    State.REGISTERED: {Action.START_REVIEW, Action.PREPARE_INCOMPLETENESS_REFUSAL, Action.WITHDRAW, Action.VOID},
    State.UNDER_REVIEW: {
        Action.PREPARE_RESULT, Action.PREPARE_REFUSAL, Action.PREPARE_INCOMPLETENESS_REFUSAL, Action.WITHDRAW,
        Action.VOID,
    },
    State.PREPARED: {Action.RECALL, Action.WITHDRAW, Action.VOID},
    State.ISSUED: {Action.PREPARE_CORRECTION, Action.RECALL},
}  # fmt: skip


LATEST = 6
COUNTED_AS_ISSUED = "counted_as_issued"


@dataclass(frozen=True)
class Offer:
    """An act on the case: open with its address, or closed with the reason."""

    action: Action
    url: str
    is_primary: bool
    barred: Barred | None


def offers(application: Application, actor: Actor, now: datetime) -> list[Offer]:
    """The acts that this person's role has in this state; those the law has closed come with their reason."""
    made, is_silent = [], application.counts_as_issued(now)
    for action, endpoint, kind in ACTS:
        if action not in RELEVANT.get(application.state, ()) or (is_silent and action in CLOSED_BY_SILENCE):
            continue
        reason = application.why_barred(action, actor, now)
        if action is Action.START_REVIEW and reason is None:
            reason = completeness_stands_in_the_way(application, now)
        if action is Action.PREPARE_INCOMPLETENESS_REFUSAL and application.state is State.UNDER_REVIEW:
            reason = reason if reason and reason.code == "not_permitted" else Barred(
                "completeness_closed" if clock.today() > application.completeness_due_on else "completeness_confirmed",
                "16", application.completeness_due_on,
            )  # fmt: skip
            if application.set_aside and reason.code != "not_permitted":
                reason = Barred("reopened_as_complete", "16")
        if action is Action.PREPARE_INCOMPLETENESS_REFUSAL:
            reason = reason or nothing_missing(application)
        if reason and reason.code in ("not_permitted", "other_decision"):
            continue
        url = url_for(endpoint, application_id=application.id)
        made.append(Offer(action, url, kind == "primary", reason))
    return made


def case_context(application: Application, page: str, **more: Any) -> dict[str, Any]:
    """What every page of a case needs: identity, tabs, deadline panel, acts."""
    actor, now = current_actor(), clock.now()
    made = offers(application, actor, now)
    names = [
        ("review.case", gettext("Summary"), None), ("review.filing", gettext("Application"), None),
        ("review.papers", gettext("Documents"), None), ("review.checks", gettext("Checks"), _progress(application)),
        ("review.decision", gettext("Decision"), None), ("review.history", gettext("History"), None),
    ]  # fmt: skip
    tabs = [
        {"label": label, "url": url_for(endpoint, application_id=application.id), "count": count,
         "is_current": endpoint == page}
        for endpoint, label, count in names
    ]  # fmt: skip
    return {
        "case": application, "tabs": tabs, "panel": panel_of(application, now), "offers": made, "today": clock.today(),
        "primary": next((o for o in made if o.is_primary and o.barred is None), None), "actor": actor,
        "state_is_pending": application.state in PENDING, **silence_of(application, now), **more,
    }  # fmt: skip


def silence_of(application: Application, now: datetime) -> dict[str, Any]:
    """What a page says of clause 7.6: how the case stands to its term, and the days left to issue after silence."""
    left = load_calendar().working_between(Scheme.COMMITTEE, committee_today(now), application.deemed_issue_due_on)
    return {"timeliness": application.timeliness(now), "issue_left": left}


def _progress(application: Application) -> str:
    """«7 из 9»: findings made of those to be made."""
    subjects = len(application.requirements) + len(subjects_of(application))
    return gettext("%(done)d of %(all)d", done=len(application.findings), all=subjects)


def subjects_of(application: Application) -> tuple[ReviewSubject, ...]:
    """What the review looks at in this case."""
    return review_subjects(application.service, len(application.information_forms))


@bp.get("/<int:application_id>/")
@requires(Permission.READ_CASES)
def case(application_id: int) -> str:
    """Summary: what the case is, what may be done, what happened last."""
    application = find_case(application_id, joinedload(Application.form), selectinload(Application.hand_outs))
    newest = db.session.scalars(Event.of_application(application_id).limit(LATEST)).all()
    latest = with_silence(application, newest, clock.now(), is_whole=len(newest) < LATEST)[:LATEST]
    people = list(db.session.scalars(User.holding([Role.OFFICER]))) if current_actor().may(Permission.ASSIGN) else []
    return render_template(
        "review/case.html", **case_context(application, "review.case", latest=latest, officers=people),
        not_again=decided_before(application),
    )  # fmt: skip


@bp.get("/<int:application_id>/application")
@requires(Permission.READ_CASES)
def filing(application_id: int) -> str:
    """What was filed, box by box, in the order of the statutory forms."""
    application = find_case(
        application_id, joinedload(Application.form), joinedload(Application.guarantee),
        selectinload(Application.goods), selectinload(Application.information_forms),
    )  # fmt: skip
    return render_template("review/filing.html", **case_context(application, "review.filing"))


@bp.get("/<int:application_id>/documents")
@requires(Permission.READ_CASES)
def papers(application_id: int) -> str:
    """What was attached, and every paper made in the case."""
    application = find_case(
        application_id, selectinload(Application.attachments).joinedload(Attachment.added_by)
    )  # fmt: skip
    made = db.session.scalars(Document.of_case(application_id)).all()
    return render_template(
        "review/papers.html",
        documents=made,
        standing=standing_of(application, made),
        filed=filed_papers(application),
        **package_context(application),
        moves=db.session.scalars(PaperFile.history(application_id)).all(),
        **case_context(application, "review.papers"),
    )


def known_subject(application: Application, stage: str, subject: str) -> bool:
    """Whether the address names something that is checked in this case."""
    if stage == Stage.COMPLETENESS:
        return subject in {requirement.code for requirement in application.requirements}
    return stage == Stage.REVIEW and subject in {one.code for one in subjects_of(application)}


def finding_forms(application: Application, open_one: str = "") -> dict[str, FindingForm]:
    """A form for the finding that is open on the page (`stage:subject`), filled with what stands."""
    if not open_one:
        return {}
    stage, _sep, subject = open_one.partition(":")
    found = next((f for f in application.findings if f.stage == stage and f.subject == subject), None)
    return {open_one: make_finding_form(application, Stage(stage), found)}


def make_finding_form(application: Application, stage: Stage, found: Finding | None = None) -> FindingForm:
    """The form for one finding: an information form's asks for control, code and reasons as well."""
    choices = outcome_choices(stage, outcome_name)
    given = {"outcome": found.outcome.value, "note": found.note} if found else {}
    if stage is Stage.REVIEW and application.service is Service.CONCLUSION:
        if found and found.is_controlled is not None:
            given |= {
                "is_controlled": "yes" if found.is_controlled else "no", "reasons": found.reasons,
                "control_list_code": found.control_list_code,
            }  # fmt: skip
        return ConclusionFindingForm(choices, data=given)
    return FindingForm(choices, data=given)


def checks_page(application: Application, forms: dict[str, FindingForm], **more: Any) -> str:
    """Completeness and review with their findings; `forms` are the ones that stand open."""
    actor = current_actor()
    can_check = actor.may(Permission.REVIEW) and application.officer_id in actor.people
    not_sent = why_not_checked(application.facts(clock.now()))
    return render_template(
        "review/checks.html",
        **case_context(
            application, "review.checks", open_forms=forms, subjects=subjects_of(application),
            found={(f.stage.value, f.subject): f for f in application.findings},
            may_review=can_check and application.state is State.UNDER_REVIEW,
            may_find_complete=can_check and application.state is State.REGISTERED and not_sent is None,
            not_sent=not_sent, **more,
        ),
    )  # fmt: skip


@bp.get("/<int:application_id>/checks")
@bp.get("/<int:application_id>/checks/<stage>/<subject>")
@requires(Permission.READ_CASES)
def checks(application_id: int, stage: str = "", subject: str = "") -> str:
    """The checklists; with a stage and a subject in the address that finding's form stands open."""
    application = find_case(
        application_id, selectinload(Application.findings).joinedload(Finding.made_by),
        selectinload(Application.attachments), selectinload(Application.information_forms),
    )  # fmt: skip
    open_one = f"{stage}:{subject}" if known_subject(application, stage, subject) else ""
    return checks_page(application, finding_forms(application, open_one))


@bp.get("/<int:application_id>/decision")
@requires(Permission.READ_CASES)
def decision(application_id: int) -> str:
    """Every version of the decision: what was prepared, by whom, what became of it."""
    application = find_case(
        application_id,
        selectinload(Application.decisions).options(
            joinedload(Decision.prepared_by), joinedload(Decision.prepared_for), joinedload(Decision.signed_by),
            joinedload(Decision.signed_for), selectinload(Decision.entries), joinedload(Decision.scan),
        ),
        selectinload(Application.hand_outs).joinedload(HandOut.by), selectinload(Application.deliveries),
    )  # fmt: skip
    return render_template("review/decision.html", boxes=BOXES, **case_context(application, "review.decision"))


def with_silence(
    application: Application, events: Sequence[Event], now: datetime, *, is_whole: bool
) -> list[Event]:  # fmt: skip
    """Events, newest first, and among them at its own moment what happened by law as the term ended (7.6).

    It is shown by the dates, whenever a job has recorded it, or not yet. `is_whole`: there are no older events.
    """
    since = application.right_since(now)
    if since is None:
        return list(events)
    shown, at = [event for event in events if event.kind != COUNTED_AS_ISSUED], start_of_committee_day(since)
    place = next((n for n, event in enumerate(shown) if event.at < at), len(shown) if is_whole else None)
    if place is not None:  # an Event that no session knows: nothing is written
        shown.insert(place, Event(kind=COUNTED_AS_ISSUED, at=at, data={}))
    return shown


@bp.get("/<int:application_id>/history")
@requires(Permission.READ_CASES)
def history(application_id: int) -> str:
    """Every event of the case in words, newest first."""
    application = find_case(application_id)
    recorded = db.session.scalars(Event.of_application(application_id)).all()
    events = with_silence(application, recorded, clock.now(), is_whole=True)
    return render_template("review/history.html", **case_context(application, "review.history", events=events))
