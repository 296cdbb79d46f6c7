"""The bell, the list of one's own warnings, and the marks of what is read. A GET never marks anything."""

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, signed_in
from blueprints.htmx import is_htmx, redirect_303
from blueprints.navigation import bell
from blueprints.notices import bp
from blueprints.notices.shown import destination, shown
from blueprints.paging import paginate
from extensions import clock, db, write
from models.application import Application
from models.complaint import Complaint
from models.decision import Decision
from models.notice import Notice

TABS = ("unread", "all")


@bp.get("")
@signed_in
def index() -> str:
    """My warnings, the newest first: those unread, or all."""
    tab = request.args.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    query = Notice.of(current_user.user_id).options(
        joinedload(Notice.complaint).selectinload(Complaint.explanations),
        joinedload(Notice.application).options(
            joinedload(Application.applicant), selectinload(Application.decisions).selectinload(Decision.grounds)
        ),
    )
    page = paginate(query.where(Notice.read_at.is_(None)) if tab == "unread" else query)
    rows = shown(page.rows, current_actor(), clock.today())
    return render_template(
        "notices/index.html", page=page, rows=rows, tab=tab, today=clock.today(), may=current_actor().may
    )


@bp.get("/bell")
@signed_in
def poll() -> Response:
    """The number on the bell, asked for every minute. It says aloud only that the number has risen since `seen`."""
    now, seen = bell(), request.args.get("seen", type=int)
    risen = now.unread - seen if seen is not None else 0
    words = ngettext("%(num)d new warning", "%(num)d new warnings", risen) if risen > 0 else ""
    response = make_response(render_template("notices/_bell_poll.html", bell=now, words=words))
    response.cache_control.no_store = True
    return response


@bp.post("/<int:notice_id>/<any(read, unread):mark>")
@signed_in
def set_mark(notice_id: int, mark: str) -> Response:
    """Mark one of my warnings. A mark is set, not toggled: a second click changes nothing, so it needs no key."""
    with write():
        notice = _mine(notice_id)
        notice.read_at = (notice.read_at or clock.now()) if mark == "read" else None
    if not is_htmx():
        return redirect_303(_list())
    words = gettext("Marked as read") if mark == "read" else gettext("Marked as unread")
    return _marked(notice_id, words)


@bp.post("/<int:notice_id>/open")
@signed_in
def follow(notice_id: int) -> Response:
    """Mark a warning as read and go to the page of the act that it requires."""
    with write():
        notice = _mine(notice_id)
        notice.read_at = notice.read_at or clock.now()
        url = destination(notice, current_actor(), clock.today())
    return redirect_303(url or _list())


@bp.post("/read")
@signed_in
def read_all() -> Response:
    """Mark all my warnings as read."""
    with write():
        count = Notice.mark_read(current_user.user_id, None, clock.now())
    flash(ngettext("%(num)d warning marked as read.", "%(num)d warnings marked as read.", count), "success")
    return redirect_303(_list())


def _mine(notice_id: int) -> Notice:
    """One of my own warnings; anybody else's is not there (404)."""
    return db.first_or_404(db.select(Notice).where(Notice.id == notice_id, Notice.user_id == current_user.user_id))


def _marked(notice_id: int, words: str) -> Response:
    """The row as it stands now. It keeps its place until the page is opened anew, so that nobody loses theirs."""
    row = shown([_mine(notice_id)], current_actor(), clock.today())[0]
    context: dict[str, Any] = {"row": row, "tab": request.form.get("tab"), "today": clock.today()}
    response = make_response(render_template("notices/_marked.html", bell=bell(), words=words, **context))
    response.vary.add("HX-Request")
    return response


def _list() -> str:
    """The list that the form stood on, at the page of it where there is no other to fall short of."""
    if request.form.get("tab") != "all":
        return url_for("notices.index")
    return url_for("notices.index", tab="all", page=request.form.get("page", type=int))
