"""The whole directory in the administrator's hands: as a file and back, what is suspect in it, its branches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from flask import Response, abort, flash, make_response, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from wtforms.fields import SelectChoice

from blueprints.access import requires
from blueprints.acts import Outdated, act
from blueprints.centers import bp
from blueprints.words import service_name
from blueprints.workbook import XLSX
from documents.directory_file import UnreadableFile, csv_of, read_file, xlsx_of
from extensions import clock, db
from forms.directory import DirectoryFileForm, LookForm, fault_words
from models.center import Branch, Center
from models.directory import all_centers, find_changes, rows_of
from models.suspect import SuspectLook, look_at
from models.user import Actor
from rules.directory import TELEPHONE_LINES, Row, Suspect, SuspectKind, suspects
from rules.directory_rows import COLUMNS, Cell, Fault, Line, read_rows
from rules.permissions import Permission
from rules.terms import Service

SHOWN_FAULTS = 100


@bp.get("/manage")
@requires(Permission.MANAGE_REFERENCE)
def manage() -> str:
    """What an administrator does with the directory: files, suspects, new Centers, clocks."""
    counted = db.session.execute(select(Center.branch_no, func.count()).group_by(Center.branch_no))
    counts = {branch_no: count for branch_no, count in counted}  # noqa: C416 - rows are no pairs to the type checker
    looked, found = set(db.session.scalars(select(SuspectLook.mark))), suspects(rows_of(all_centers()))
    return render_template(
        "centers/manage.html", branches=db.session.scalars(select(Branch).order_by(Branch.no)).all(), counts=counts,
        suspect_count=len(found), left=sum(one.mark not in looked for one in found),
    )  # fmt: skip


@bp.get("/directory.<any(csv, xlsx):kind>")
@requires(Permission.MANAGE_REFERENCE)
def download(kind: str) -> Response:
    """Both standards in a form that the import takes back."""
    rows, today = rows_of(all_centers()), clock.today()
    content = csv_of(rows) if kind == "csv" else xlsx_of(rows)
    return send_file(
        BytesIO(content), mimetype="text/csv" if kind == "csv" else XLSX, as_attachment=True,
        download_name=f"centers-{today.isoformat()}.{kind}",
    )  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """The suspects of one kind, each with what was noted of it."""

    kind: SuspectKind
    rows: list[tuple[Suspect, SuspectLook | None]]

    @property
    def is_dialled(self) -> bool:
        """Whether it is about telephone lines, of which one asks how they would be dialled."""
        return self.kind in TELEPHONE_LINES


@bp.get("/suspects")
@requires(Permission.MANAGE_REFERENCE)
def list_suspects() -> str:
    """What is odd in the directory as it stands: as printed, and as it would be dialled. Nothing is mended here."""
    looks = {one.mark: one for one in db.session.scalars(select(SuspectLook))}
    centers = all_centers()
    found = suspects(rows_of(centers))
    groups = [_Group(kind, [(one, looks.get(one.mark)) for one in found if one.kind is kind]) for kind in SuspectKind]
    return render_template(
        "centers/suspects.html", groups=[group for group in groups if group.rows],
        ids={(one.branch_no, one.row_no): one for one in centers}, total=len(found),
        left=sum(one.mark not in looks for one in found),
    )  # fmt: skip


@bp.route("/suspects/<string(maxlength=64):mark>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def look(mark: str) -> Response | tuple[str, int]:
    """Note what came of looking at one; a suspect that is none any more is 404."""
    centers = all_centers()
    suspect = next((one for one in suspects(rows_of(centers)) if one.mark == mark), None) or abort(404)
    stored = db.session.get(SuspectLook, mark)
    form = LookForm(data={"note": stored.note if stored else ""})
    if not form.validate_on_submit():
        body = render_template(
            "centers/look.html", form=form, suspect=suspect, look=stored,
            centers=[one for one in centers if (one.branch_no, one.row_no) in suspect.rows],
        )  # fmt: skip
        return body, 422 if form.errors else 200

    def work(actor: Actor, now: datetime) -> str:
        noted = db.session.get(SuspectLook, mark)
        seen = noted.version if noted else 0
        is_seen = request.form.get("version", "") == str(seen)
        if not is_seen or not look_at(suspect, form.note.data, seen, actor, now):
            current = {str(form.note.label.text): noted.note if noted else ""}
            raise Outdated(current, link=url_for("centers.look", mark=mark))
        return url_for("centers.list_suspects")

    response = act(work, form)
    flash(_("It is noted as looked at."), "success")
    return response


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def import_file() -> Response | tuple[str, int]:
    """A file of rows: what it would change is shown, then carried out with the reason; on any fault nothing is."""
    form = DirectoryFileForm(data={"valid_from": clock.today()})
    form.standard.choices = [*form.standard.choices, *(SelectChoice(one, service_name(one)) for one in Service)]
    is_kept = "rows" in request.form
    if is_kept:
        del form.file
    if request.method == "GET" or request.form.get("edit") or not form.validate():
        return _import_page(form, []), 422 if form.errors else 200
    standard = Service(form.standard.data) if form.standard.data in tuple(Service) and not is_kept else None
    rows, faults = _rows_kept() if is_kept else _rows_in(form.file.data.read(), standard)
    day: date = form.valid_from.data
    found = find_changes(rows, day)
    faults = [
        *faults,
        *(Fault(0, "", "later_wording", f"{until:%d.%m.%Y} ({one.key})") for one, _s, until in found.later),
    ]
    if faults:
        return _import_page(form, faults), 422
    if not is_kept:
        return _import_preview(form, rows, 200)

    def work(actor: Actor, now: datetime) -> str:
        change = find_changes(rows, day, is_held=True)
        if change.version != request.form.get("version"):
            raise Outdated
        change.carry_out(form.reason.data, actor, now)
        return url_for("centers.manage")

    try:
        response = act(work, form)
    except Outdated:
        return _import_preview(form, rows, 409)
    flash(_("The directory has been changed."), "success")
    return response


def _import_page(form: DirectoryFileForm, faults: Sequence[Fault]) -> str:
    listed = [fault_words(fault) for fault in faults[:SHOWN_FAULTS]]
    return render_template(
        "centers/import.html", form=form, faults=listed, more=len(faults) - len(listed), columns=", ".join(COLUMNS)
    )


def _known() -> frozenset[tuple[int, int]]:
    return frozenset((one.branch_no, one.row_no) for one in all_centers())


def _rows_in(content: bytes, standard: Service | None) -> tuple[list[Row], Sequence[Fault]]:
    try:
        return read_rows(read_file(content), _known(), standard)
    except UnreadableFile as unreadable:
        return [], unreadable.faults


def _rows_kept() -> tuple[list[Row], Sequence[Fault]]:
    """The rows that the page showed as changing, checked again: it is a browser that sends them."""
    try:
        lines = [
            Line(n, [Cell(str(text)) for text in cells]) for n, cells in enumerate(json.loads(request.form["rows"]), 2)
        ]
    except (ValueError, TypeError, RecursionError):
        abort(400)
    return read_rows([Line(1, [Cell(name) for name in COLUMNS]), *lines], _known())


def _import_preview(form: DirectoryFileForm, rows: list[Row], status: int) -> Response:
    change = find_changes(rows, form.valid_from.data)
    changed = {(row.center.branch_no, row.center.row_no, row.standard) for row in change.rows}
    kept = [
        [str(row.branch_no), str(row.row_no), row.standard.value, *row.printed]
        for row in rows
        if (*row.key, row.standard) in changed
    ]
    body = render_template(
        "centers/import_preview.html", form=form, change=change, kept=json.dumps(kept, ensure_ascii=False),
        is_outdated=status == 409,
    )  # fmt: skip
    return make_response(body, status)
