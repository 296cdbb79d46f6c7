"""Check your answers, then one POST registers."""

from datetime import datetime

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import act, new_key
from blueprints.htmx import redirect_303
from blueprints.intake import bp
from blueprints.intake.after_outage import is_confirmed
from blueprints.intake.answers import answers
from blueprints.intake.drafts import attached_kinds, own_draft, progress, step_title, tasks_of
from blueprints.intake.registration import CheckedFiling, check_draft, register_draft
from blueprints.intake.routes_print import printable_papers
from blueprints.intake.routes_receipt import make_receipt_now
from blueprints.sending.certifying import send_now
from extensions import clock, db
from models.draft import Draft
from models.user import Actor
from rules.permissions import Permission


@bp.get("/<int:draft_id>/check")
@requires(Permission.FILE)
def check(draft_id: int) -> Response:
    """All answers as printed, what is missing, what to confirm, and the dates that registration would set."""
    draft = own_draft(draft_id)
    if draft.application_id is not None:
        return redirect_303(url_for("intake.receipt", application_id=draft.application_id))
    return _show(draft, check_draft(draft, current_actor(), clock.now()), 200)


def _show(draft: Draft, checked: CheckedFiling, status: int, **more: object) -> Response:
    tasks = tasks_of(draft, attached_kinds(draft), "check")
    return make_response(
        render_template(
            "intake/check.html", draft=draft, checked=checked, tasks=tasks, progress=progress(tasks), key=new_key(),
            answers=answers, step_title=step_title, papers=printable_papers(draft), is_confirmed=is_confirmed(draft),
            **more,
        ),
        status,
    )  # fmt: skip


@bp.post("/<int:draft_id>/register")
@requires(Permission.FILE)
def register(draft_id: int) -> Response:
    """Register once. What is wrong stops it; what is odd or not attached must be confirmed."""
    draft = own_draft(draft_id)
    if draft.application_id is not None:
        return redirect_303(url_for("intake.receipt", application_id=draft.application_id))
    checked = check_draft(draft, current_actor(), clock.now())
    unconfirmed = [
        name for name, odd in (("warnings", checked.warnings), ("missing", checked.missing))
        if odd and not request.form.get(f"confirm_{name}")
    ]  # fmt: skip
    if checked.problems or unconfirmed:
        # Another click may have registered it, and taken its files over, while this one was checked.
        meanwhile = db.session.scalar(select(Draft.application_id).where(Draft.id == draft_id))
        if meanwhile is not None:
            return redirect_303(url_for("intake.receipt", application_id=meanwhile))
        return _show(draft, checked, 422, unconfirmed=unconfirmed, is_refused=True)

    registered: list[int] = []

    def work(actor: Actor, now: datetime) -> str:
        application = register_draft(checked, actor, now)
        registered.append(application.id)
        return url_for("intake.receipt", application_id=application.id)

    response = act(work)
    for application_id in registered:
        make_receipt_now(application_id, current_app.config["FILES_PATH"])
        if draft.center_id:
            send_now(application_id)  # why it is not sent, if it is not, stands on the receipt's page
    return response
