"""Signing several at once: ticked in the list, prepared, each read, signed with the password given once.

Each is an act and a commit of its own, with its own key against a second click and its own test of four eyes: one that
cannot be signed is told by name and reason, and leaves the others signed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from blueprints.access import current_actor, requires
from blueprints.acts import Outdated, expect_version, key_in, once
from blueprints.cases import find_case, lock_case
from blueprints.converters import LARGEST
from blueprints.htmx import redirect_303
from blueprints.issuance import bp
from blueprints.issuance.routes import is_me
from blueprints.words import barred_reason
from documents import issue
from documents.render import PaperError
from documents.signatory import why_no_key
from extensions import clock, db
from forms.issuance import SignSeveralForm
from models.application import Application
from models.attachment import FileDamaged
from models.decision import Decision
from models.document import RegisterEntry
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


@dataclass(frozen=True)
class Paper:
    """One of several: what waits in a case, the paper that this person has prepared today, or why it cannot be signed.

    Without a decision nothing waits any more: it is signed, or taken back.
    """

    case: Application
    decision: Decision | None
    entry: RegisterEntry | None
    barred: Barred | None

    @property
    def is_ready(self) -> bool:
        return self.entry is not None and self.barred is None


def _asked(name: str = "case") -> list[int]:
    """The cases that are meant, each once, no more than a page of the list has."""
    numbers = [n for n in request.values.getlist(name, type=int) if 0 < n <= LARGEST]
    return list(dict.fromkeys(numbers))[: current_app.config["PAGE_SIZE"]]


def _papers(ids: list[int]) -> list[Paper]:
    actor, now, today = current_actor(), clock.now(), clock.today()
    statement = (
        Application.visible_to(actor)
        .where(Application.id.in_(ids))
        .options(
            joinedload(Application.applicant),
            selectinload(Application.decisions).options(
                joinedload(Decision.prepared_by), selectinload(Decision.entries)
            ),
        )
    )
    found = {case.id: case for case in db.session.scalars(statement).unique()}
    papers = []
    for case in (found[n] for n in ids if n in found):
        decision = case.prepared_decision
        entry = decision.reserved_today(today) if decision else None
        mine = entry if entry and entry.reserved_by_id == actor.user_id else None
        barred = decision.why_not_sign(actor, now) or why_no_key(actor, now, mine) if decision else None
        papers.append(Paper(case, decision, mine, barred))
    return papers


def _page(ids: list[int], form: SignSeveralForm, status: int = 200) -> Response:
    papers = _papers(ids)
    ready = [paper for paper in papers if paper.is_ready]
    ticked = {str(n) for n in request.form.getlist("sign")}
    body = render_template("issuance/several.html", papers=papers, ready=ready, form=form, ticked=ticked)
    return make_response(body, status)


@bp.get("/signing/several")
@requires(Permission.SIGN)
def several() -> Response:
    """Several papers, to be read and ticked one by one."""
    ids = _asked()
    return _page(ids, SignSeveralForm(formdata=None)) if ids else redirect_303(url_for("issuance.to_sign"))


@bp.post("/signing/several/prepare")
@requires(Permission.SIGN)
def prepare_several() -> Response:
    """Reserve number and date and make the paper of each that is ticked, or of all that are listed."""
    ids = _asked("listed" if request.form.get("all") == "y" else "case")
    if not ids:
        flash(gettext("Tick at least one decision."), "warning")
        return redirect_303(url_for("issuance.to_sign"))
    actor, now = current_actor(), clock.now()

    def prepare(application_id: int) -> None:
        find_case(application_id)
        issue.prepare_for_signing(application_id, actor, now)

    _tell(_each(ids, prepare), gettext("Not prepared"))
    return redirect_303(url_for("issuance.several", case=ids))


@bp.post("/signing/several/sign")
@requires(Permission.SIGN)
def sign_several() -> Response:
    """Sign and issue each that is ticked; what becomes of each is told on the same page."""
    ids, ticked, form = _asked(), _asked("sign"), SignSeveralForm()
    is_valid = form.validate()
    if is_valid and not is_me(form.password.data):
        form.password.errors = [gettext("This is not your password")]
        is_valid = False
    if not is_valid:
        return _page(ids, form, 422)
    if not ticked:
        flash(gettext("Tick what you have read."), "warning")
        return redirect_303(url_for("issuance.several", case=ids))
    refused = _each(ticked, _sign_one)
    if done := len(ticked) - len(refused):
        flash(ngettext("%(num)d signed and issued.", "%(num)d signed and issued.", done), "success")
    _tell(refused, gettext("Not signed"))
    return redirect_303(url_for("issuance.several", case=ids))


def _sign_one(application_id: int) -> None:
    find_case(application_id)
    actor, now = current_actor(), clock.now()
    document_id = request.form.get(f"document-{application_id}", 0, type=int)
    signed = issue.make_signed(application_id, document_id, actor, now)

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, field=f"version-{application_id}")
        issue.sign(case, signed, document_id, actor, now)
        return url_for("review.decision", application_id=application_id)

    once(key_in(f"key-{application_id}"), actor, now, work)


def _each(ids: Iterable[int], do: Callable[[int], None]) -> dict[int, str]:
    """Do each by itself. Why it could not be done, by case; those that could are not in it."""
    refused = {}
    for application_id in ids:
        try:
            do(application_id)
        except ActionRefused as error:
            refused[application_id] = barred_reason(error.barred.code)
        except (Outdated, StaleDataError):
            refused[application_id] = gettext("Someone has changed this meanwhile")
        except NotFound:
            refused[application_id] = gettext("There is no such case, or it is not open to you")
        except (PaperError, FileDamaged, OperationalError):
            current_app.logger.exception("one of several papers: case %s", application_id)
            refused[application_id] = gettext("The server could not do this; try it again by itself")
    return refused


def _tell(refused: dict[int, str], heading: str) -> None:
    """One message for each reason, with the names of those whom it concerns."""
    statement = Application.visible_to(current_actor()).where(Application.id.in_(refused))
    names = {
        case.id: f"{case.number} {case.applicant.name}"
        for case in db.session.scalars(statement.options(joinedload(Application.applicant)))
    }
    for reason in dict.fromkeys(refused.values()):
        concerned = [names.get(n, str(n)) for n, why in refused.items() if why == reason]
        flash(f"{heading}: {'; '.join(concerned)}. {reason}.", "danger")
