"""The Committee's archive of papers: putting them away, lending them, taking them back."""

from datetime import datetime

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.originals import bp
from blueprints.originals.lists import with_what_rows_show
from blueprints.originals.routes_sending import chosen_ids
from extensions import db
from forms.originals import ArchiveForm, LendForm
from models.application import Application
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def _find(application_id: int, *, lock: bool = False) -> PaperFile:
    """The papers of a case that this person may see, else 404."""
    statement = PaperFile.visible_to(current_actor()).where(PaperFile.application_id == application_id)
    if lock:
        statement = statement.with_for_update(of=PaperFile).execution_options(populate_existing=True)
    else:
        statement = statement.options(joinedload(PaperFile.application).joinedload(Application.applicant))
    return db.session.scalar(statement) or abort(404)


@bp.get("/<int:application_id>")
@requires(Permission.READ_PAPERS)
def file(application_id: int) -> str:
    """The papers of one case: where they are, where they have been, what can be done with them."""
    found, actor = _find(application_id), current_actor()
    may_keep = actor.may(Permission.RECEIVE_PAPERS)
    return render_template(
        "originals/file.html", file=found, moves=db.session.scalars(PaperFile.history(application_id)).all(),
        can_archive=may_keep and found.why_not_archived() is None,
        can_lend=may_keep and found.place is PaperPlace.ARCHIVE, can_put_back=may_keep and found.is_lent,
        may_send=actor.may(Permission.SEND_PACKAGE) and found.center_id in actor.center_ids,
    )  # fmt: skip


def _chosen() -> tuple[list[PaperFile], list[PaperFile]]:
    """What was ticked: what can go to the archive, and what cannot."""
    statement = PaperFile.visible_to(current_actor()).join(PaperFile.application)
    ticked = with_what_rows_show(statement.where(PaperFile.application_id.in_(chosen_ids())))
    files = db.session.scalars(ticked.order_by(PaperFile.since, PaperFile.application_id)).unique().all()
    ready = [one for one in files if one.why_not_archived() is None]
    return ready, [one for one in files if one not in ready]


@bp.get("/archive")
@requires(Permission.RECEIVE_PAPERS)
def archive() -> str:
    """What will be put into the archive, and the mark of the shelf."""
    return _archive_page(ArchiveForm(formdata=None))


def _archive_page(form: ArchiveForm) -> str:
    ready, left_out = _chosen()
    return render_template("originals/archive.html", ready=ready, left_out=left_out, form=form)


@bp.post("/archive")
@requires(Permission.RECEIVE_PAPERS)
def do_archive() -> Response:
    """Put all of it away under one mark, or nothing if some of it has gone elsewhere."""
    form, ids = ArchiveForm(), chosen_ids()
    if not form.validate() or not ids:
        return make_response(_archive_page(form), 422)

    def work(actor: Actor, now: datetime) -> str:
        for application_id in sorted(ids):
            _find(application_id, lock=True).archive(form.shelf.data or "", actor, now)
        flash(gettext("Put into the archive: %(number)s.", number=len(ids)), "success")
        return url_for("originals.index", tab="to-archive")

    return act(work, form)


@bp.get("/<int:application_id>/lend")
@requires(Permission.RECEIVE_PAPERS)
def lend(application_id: int) -> str:
    """To whom papers are given out of the archive, and why."""
    found = _find(application_id)
    if found.place is not PaperPlace.ARCHIVE:
        raise ActionRefused(Barred("papers_elsewhere"))
    return render_template("originals/lend.html", file=found, form=LendForm(formdata=None))


@bp.post("/<int:application_id>/lend")
@requires(Permission.RECEIVE_PAPERS)
def do_lend(application_id: int) -> Response:
    """Record the loan."""
    found, form = _find(application_id), LendForm()
    if not form.validate():
        return make_response(render_template("originals/lend.html", file=found, form=form), 422)

    def work(actor: Actor, now: datetime) -> str:
        locked = _find(application_id, lock=True)
        expect_version(locked, link=url_for("originals.file", application_id=application_id))
        locked.lend(form.borrower.data or "", form.reason.data or "", actor, now)
        return url_for("originals.file", application_id=application_id)

    return act(work, form)


@bp.get("/<int:application_id>/put-back")
@requires(Permission.RECEIVE_PAPERS)
def put_back(application_id: int) -> str:
    """Papers that were lent, before they go back to their shelf."""
    found = _find(application_id)
    if not found.is_lent:
        raise ActionRefused(Barred("papers_elsewhere"))
    return render_template("originals/put_back.html", file=found)


@bp.post("/<int:application_id>/put-back")
@requires(Permission.RECEIVE_PAPERS)
def do_put_back(application_id: int) -> Response:
    """Record that they are back."""

    def work(actor: Actor, now: datetime) -> str:
        found = _find(application_id, lock=True)
        expect_version(found, link=url_for("originals.file", application_id=application_id))
        found.put_back(actor, now)
        return url_for("originals.index", tab="lent")

    return act(work)
