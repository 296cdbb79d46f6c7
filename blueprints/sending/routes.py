"""What a Center has sent and what it has not, and the page on which a copy is certified and sent (11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.cases import find_case
from blueprints.navigation import counts
from blueprints.paging import capped_count, paginate
from blueprints.sending import bp
from blueprints.sending.certifying import send_locked
from blueprints.sending.ncalayer import ncalayer_context
from documents.package import certified_with_key, why_no_center_key
from extensions import clock, db
from forms.sending import CertifyForm
from models.application import Application
from models.attachment import Attachment
from models.calendar import load_calendar
from models.center import Center
from models.package import Package, why_not_send
from models.user import Actor
from rules.calendar import Scheme
from rules.permissions import Permission
from rules.terms import Place, start_of_committee_day

WITH = (joinedload(Application.applicant), joinedload(Application.center).selectinload(Center.listings))


@dataclass(frozen=True)
class Row:
    """A filing in the list, with its package once it is sent. `working_left` is to the day of acceptance."""

    case: Application
    package: Package | None
    scans: int
    working_left: int


@counts("sending.index")
def _count_unsent(actor: Actor, _now: datetime) -> int:
    return capped_count(Package.unsent(actor))


@bp.get("")
@requires(Permission.READ_SENDING)
def index() -> str:
    """What is not sent, the longest waiting first; under the other tab what was sent today, with its moments."""
    actor, today = current_actor(), clock.today()
    tab = "sent" if request.args.get("tab") == "sent" else "unsent"
    sent_today = Package.sent_since(actor, start_of_committee_day(today))
    lists = (("unsent", gettext("Still to send"), Package.unsent(actor)), ("sent", gettext("Sent today"), sent_today))
    if tab == "unsent":
        page: Any = paginate(Package.unsent(actor).options(*WITH))
        found = [(case, None) for case in page.rows]
    else:
        page = paginate(sent_today.options(joinedload(Package.application).options(*WITH), joinedload(Package.sent_by)))
        found = [(package.application, package) for package in page.rows]
    tabs = [
        {
            "label": label, "url": url_for("sending.index", tab=name if name != "unsent" else None),
            "is_current": name == tab,
            "count": db.session.scalar(select(func.count()).select_from(cases.order_by(None).subquery())) or "",
        }
        for name, label, cases in lists
    ]  # fmt: skip
    may_send = actor.may(Permission.SEND_PACKAGE)
    return render_template(
        "sending/index.html", page=page, rows=_rows(found), tabs=tabs, tab=tab, today=today, may_send=may_send
    )


def _rows(found: Sequence[tuple[Application, Package | None]]) -> list[Row]:
    ids, calendar, today = [case.id for case, _package in found], load_calendar(), clock.today()
    counted = select(Attachment.application_id, func.count()).where(Attachment.application_id.in_(ids))
    scans = dict(db.session.execute(counted.group_by(Attachment.application_id)).all())
    return [
        Row(case, package, scans.get(case.id, 0), calendar.working_between(Scheme.CENTER, today, case.accepted_on))
        for case, package in found
    ]


def find_filing(application_id: int) -> Application:
    """A filing that was accepted at a Center where this person works; any other is 404."""
    application = find_case(
        application_id, joinedload(Application.form), selectinload(Application.attachments),
        joinedload(Application.center).selectinload(Center.listings),
    )  # fmt: skip
    is_ours = application.channel is Place.CENTER and application.center_id in current_actor().center_ids
    return application if is_ours else abort(404)


@bp.get("/<int:application_id>")
@requires(Permission.SEND_PACKAGE)
def package(application_id: int) -> Response:
    """What is certified and sent, with which key; once it is sent, when and by whom."""
    return make_response(package_page(find_filing(application_id)))


def package_page(application: Application, form: CertifyForm | None = None) -> str:
    """The page, with a refused form in place of a fresh one."""
    actor, now = current_actor(), clock.now()
    barred = why_not_send(application, actor)
    return render_template(
        "sending/package.html", case=application, barred=barred, today=clock.today(),
        package=db.session.get(Package, application.id), file=application.paper_file,
        no_key=why_no_center_key(application, actor, now) if barred is None else None,
        **(ncalayer_context(application, form) if barred is None else {"ncalayer": None}),
    )  # fmt: skip


@bp.post("/<int:application_id>")
@requires(Permission.SEND_PACKAGE)
def send(application_id: int) -> Response:
    """Certify with the key on the server and send; a second act finds the first one."""
    application = find_filing(application_id)
    certified = certified_with_key(application, current_actor(), clock.now())
    return act(lambda actor, _now: send_and_tell(application_id, certified, actor))


def send_and_tell(application_id: int, certified: Any, actor: Actor) -> str:
    """In the unit of work under way: send, and say so on the page that follows."""
    case = send_locked(application_id, certified, actor)
    flash(gettext("The electronic copy of %(number)s is certified and sent.", number=case.number), "success")
    return url_for("sending.package", application_id=application_id)
