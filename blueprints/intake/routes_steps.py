"""The steps of a filing: what was typed is always saved, what is wrong is told beside it."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import new_key
from blueprints.htmx import is_htmx, redirect_303, render_page
from blueprints.intake import bp
from blueprints.intake.changes import command, differences
from blueprints.intake.drafts import (
    STEP_FORMS,
    Conflict,
    attached_kinds,
    form_of,
    known_for,
    open_draft,
    own_draft,
    progress,
    requirements_of,
    save,
    step_title,
    steps_of,
    tasks_of,
)
from extensions import clock, db
from forms.fields import IDENTIFIER_ERRORS, IDENTIFIER_WARNINGS
from forms.step_form import Problem, StepForm
from models.applicant import Applicant
from models.application import Application
from models.draft import Draft
from rules.identifiers import check_bin, check_iin
from rules.permissions import Permission

STEP = "<any('filing', 'application', 'guarantee', 'information-forms'):step>"
LOOKED_UP = {"bin": check_bin, "iin": check_iin, "importer_bin": check_bin, "importer_iin": check_iin}


@bp.get(f"/<int:draft_id>/{STEP}")
@requires(Permission.FILE)
def step(draft_id: int, step: str) -> Response:
    """A step with what was typed so far; its errors are shown where it was saved with errors."""
    draft = own_draft(draft_id)
    if draft.application_id is not None:
        return redirect_303(url_for("intake.receipt", application_id=draft.application_id))
    _belongs(draft, step)
    form = form_of(draft, step, known_for(current_actor(), clock.now(), step))
    # With ?check=1, from the list of what is missing, the page shows its errors at once.
    if request.args.get("check"):
        form.validate()
    return _show(draft, step, form, 200)


@bp.post(f"/<int:draft_id>/{STEP}")
@requires(Permission.FILE)
def save_step(draft_id: int, step: str) -> Response:
    """Save, then do what the button says: go on (422 while something is wrong), leave, or change the rows."""
    draft = open_draft(draft_id)
    _belongs(draft, step)
    go = request.form.get("go", "continue")
    form = STEP_FORMS[step].posted(known_for(current_actor(), clock.now(), step), request.form)
    form, focus = command(go, draft, form, request.form.get("pasted", ""))
    is_right = form.validate()
    try:
        draft = save(draft_id, step, form, request.form)
    except Conflict:
        return _conflict(draft_id, step, form)
    if go == "leave":
        return redirect_303(url_for("intake.index"))
    if go == "paste" and focus == "pasted":
        words = gettext("No rows were found: copy them from a table, so that the columns are parted by tabs")
        problem = Problem("pasted", gettext("Rows copied from a spreadsheet"), words)
        fresh = form_of(draft, step, form.known)
        return _show(draft, step, fresh, 422, [problem], pasted=request.form.get("pasted", ""), focus=focus)
    if go != "continue":
        return _changed(draft, step, form, focus)
    if not is_right:
        return _show(draft, step, form, 422)
    return redirect_303(_next_url(draft, step))


@bp.post(f"/<int:draft_id>/{STEP}/autosave")
@requires(Permission.FILE)
def autosave(draft_id: int, step: str) -> Response:
    """Keep what is typed so far; answers when it was saved, and the version for the page's next save."""
    _belongs(open_draft(draft_id), step)
    form = STEP_FORMS[step].posted(known_for(current_actor(), clock.now(), step), request.form)
    form.validate()
    try:
        draft = save(draft_id, step, form, request.form, by_itself=True)
    except Conflict:
        here = url_for("intake.step", draft_id=draft_id, step=step)
        return make_response(render_template("intake/_saved.html", conflict_url=here), 409)
    return make_response(render_template("intake/_saved.html", draft=draft, is_update=True))


@bp.get("/identifier")
@requires(Permission.FILE)
def identifier() -> Response:
    """Look-up beside a BIN or IIN: the check digit, and the name it is known under in cases one may see."""
    field = request.args.get("field", "")
    if field not in LOOKED_UP:
        abort(404)
    checked = LOOKED_UP[field](request.args.get(field, ""))
    names: list[str] = []
    if not checked.error:
        visible = Application.visible_to(current_actor()).with_only_columns(Application.applicant_id)
        known = select(Applicant.name).where(Applicant.identifier == checked.value, Applicant.id.in_(visible))
        names = list(db.session.scalars(known.order_by(Applicant.id.desc()).limit(3)))
    return make_response(
        render_template(
            "intake/_found.html", field=field, checked=checked, names=names,
            error=IDENTIFIER_ERRORS.get(checked.error or ""),
            warnings=[IDENTIFIER_WARNINGS[code] for code in checked.warnings],
        )
    )  # fmt: skip


def _belongs(draft: Draft, step: str) -> None:
    if step not in steps_of(draft.service):
        abort(404)


def _next_url(draft: Draft, step: str) -> str:
    steps = steps_of(draft.service)
    if step != steps[-1]:
        return url_for("intake.step", draft_id=draft.id, step=steps[steps.index(step) + 1])
    return url_for("intake.documents", draft_id=draft.id, kind=requirements_of(draft)[0].code)


def _show(
    draft: Draft, step: str, form: StepForm, status: int, problems: list[Problem] | None = None, **more: Any
) -> Response:  # fmt: skip
    tasks = tasks_of(draft, attached_kinds(draft), step)
    return render_page(
        "intake/step.html", "intake/_step.html", status, draft=draft, step=step, form=form, key=new_key(),
        title=step_title(step, draft.service), problems=form.problems() if problems is None else problems,
        warnings=form.warnings(),
        tasks=tasks, progress=progress(tasks), is_saved=step in (draft.data or {}), **more,
    )  # fmt: skip


def _changed(draft: Draft, step: str, form: StepForm, focus: str) -> Response:
    """Rows were added, removed or pasted, or a part copied: no complaint about what is not typed yet."""
    if not is_htmx():
        url = url_for("intake.step", draft_id=draft.id, step=step)
        return redirect_303(f"{url}#{focus}" if focus else url)
    fresh = form_of(draft, step, form.known)
    return _show(draft, step, fresh, 200, focus=focus)


def _conflict(draft_id: int, step: str, form: StepForm) -> Response:
    """Somebody saved this step from another page: both versions in view, what was typed still in the form."""
    draft = open_draft(draft_id)
    stored = form_of(draft, step, form.known)
    return _show(draft, step, form, 409, both=differences(form, stored), is_outdated=True)
