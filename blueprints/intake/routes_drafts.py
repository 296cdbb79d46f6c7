"""The clerk's drafts: the list, a new filing, deleting what will not be filed."""

from datetime import datetime

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.intake import bp
from blueprints.intake.drafts import FILING, channels_of, open_draft, progress, set_channel, tasks_of
from blueprints.navigation import counts
from blueprints.paging import paginate
from extensions import db
from models.attachment import Attachment
from models.draft import Draft
from models.user import Actor
from rules.permissions import Permission
from rules.terms import Place, Service


@counts("intake.index")
def open_drafts(actor: Actor, _now: datetime) -> int:
    """The number beside the entry in the navigation."""
    return db.session.scalar(select(func.count()).select_from(Draft.open_for(actor).order_by(None).subquery())) or 0


@bp.get("/")
@requires(Permission.FILE)
def index() -> Response:
    """My drafts, the last saved first, and the beginning of a new filing."""
    return _index(200)


def _index(status: int, problem: str = "") -> Response:
    page = paginate(Draft.open_for(current_actor()))
    kinds: dict[int, list[str]] = {}
    ids = [draft.id for draft in page.rows]
    attached = select(Attachment.draft_id, Attachment.kind).where(Attachment.draft_id.in_(ids)).distinct()
    for draft_id, kind in db.session.execute(attached):
        kinds.setdefault(draft_id or 0, []).append(kind)
    rows = [(draft, progress(tasks_of(draft, kinds.get(draft.id, ())))) for draft in page.rows]
    return make_response(
        render_template(
            "intake/index.html", page=page, rows=rows, services=list(Service), channels=channels_of(current_actor()),
            problem=problem, chosen=request.form,
        ),
        status,
    )  # fmt: skip


@bp.post("/")
@requires(Permission.FILE)
def create() -> Response:
    """Begin a filing: the service, and where it came in."""
    service, channel = request.form.get("service", ""), request.form.get("channel", "")
    if service not in tuple(Service):
        return _index(422, _("Choose the service"))
    if channel not in [code for code, _name in channels_of(current_actor())]:
        return _index(422, _("Choose where the application was filed"))

    def work(actor: Actor, now: datetime) -> str:
        draft = Draft.begin(Service(service), Place.COMMITTEE, None, actor, now)
        set_channel(draft, channel)
        return url_for("intake.step", draft_id=draft.id, step=FILING)

    return act(work)


@bp.get("/<int:draft_id>/delete")
@requires(Permission.FILE)
def confirm_delete(draft_id: int) -> str:
    """What deleting the draft means."""
    draft = open_draft(draft_id)
    files = db.session.scalars(Attachment.of_draft(draft.id)).all()
    return render_template("intake/confirm_delete.html", draft=draft, files=files)


@bp.post("/<int:draft_id>/delete")
@requires(Permission.FILE)
def delete_draft(draft_id: int) -> Response:
    """Forget a draft and its list of files; stored bytes stay, for another filing may hold the same."""
    open_draft(draft_id)

    def work(actor: Actor, now: datetime) -> str:
        draft = open_draft(draft_id, lock=True)
        expect_version(draft, link=url_for("intake.index"))
        db.session.execute(delete(Attachment).where(Attachment.draft_id == draft.id))
        db.session.delete(draft)
        return url_for("intake.index")

    return act(work)
