"""Where papers are, list by list: each a condition in SQL, and who works on what stands in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.navigation import counts
from blueprints.paging import capped, capped_count
from extensions import db
from models.application import Application
from models.center import Center
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor
from models.waybill import Waybill
from rules.permissions import Permission
from rules.terms import COMMITTEE_ZONE, local_date

F, P = PaperFile, PaperPlace


@dataclass(frozen=True)
class Tab:
    """A view of the papers. `permission` is what makes its rows somebody's work; None: only to be read."""

    code: str
    label: LazyString
    nothing: LazyString
    condition: Callable[[], ColumnElement[bool]]
    permission: Permission | None = None


def _at(place: PaperPlace, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(F.place == place, *more)


_is_lent = F.borrower != ""
CENTER_TABS = (
    Tab(
        "to-send", _("To send"), _("No papers wait to be sent to the Committee."), lambda: _at(P.CENTER),
        Permission.SEND_PAPERS,
    ),
    Tab("on-the-way", _("On the way"), _("No papers are on their way to the Committee."), lambda: _at(P.ON_THE_WAY)),
    Tab(
        "sent", _("At the Committee"), _("The Committee has no papers from here."),
        lambda: F.place.in_((P.COMMITTEE, P.ARCHIVE)),
    ),
)  # fmt: skip
COMMITTEE_TABS = (
    Tab(
        "coming", _("Coming"), _("No papers are on their way from a Center."), lambda: _at(P.ON_THE_WAY),
        Permission.RECEIVE_PAPERS,
    ),
    Tab("here", _("Here"), _("No papers of open cases are here."), lambda: _at(P.COMMITTEE, ~_is_lent, ~_is_closed())),
    Tab(
        "to-archive", _("To the archive"), _("No papers of closed cases wait for the archive."),
        lambda: _at(P.COMMITTEE, ~_is_lent, _is_closed()), Permission.RECEIVE_PAPERS,
    ),
    Tab("archive", _("Archive"), _("The archive is empty."), lambda: _at(P.ARCHIVE)),
    Tab("lent", _("Lent"), _("Nothing is lent out of the archive."), lambda: _at(P.COMMITTEE, _is_lent)),
    Tab("at-centers", _("Still at Centers"), _("No papers are still at a Center."), lambda: _at(P.CENTER)),
)  # fmt: skip
ALL = Tab("all", _("All papers"), _("No papers have been taken in yet."), true)
"""Where are the papers of …: the list that is searched through."""


def _is_closed() -> ColumnElement[bool]:
    return Application.closed_at.is_not(None)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """The tabs of this person's place, and all that they may see."""
    return (*(COMMITTEE_TABS if actor.sees_all else CENTER_TABS), ALL)


def papers_in(tab: Tab, actor: Actor, text: str = "") -> Select[PaperFile]:
    """The papers under a tab, those that have been there longest first; in the archive and in all, latest first."""
    found = Application.matching(text) if text.strip() else true()
    statement = PaperFile.visible_to(actor).join(PaperFile.application).where(tab.condition(), found)
    is_latest_first = tab.code in ("archive", "all", "sent")
    order = (F.since.desc(), F.application_id.desc()) if is_latest_first else (F.since, F.application_id)
    return statement.order_by(*order)


def with_what_rows_show(statement: Select[PaperFile]) -> Select[PaperFile]:
    """The same with all that a row reads, in a fixed number of queries."""
    return statement.options(
        contains_eager(PaperFile.application).joinedload(Application.applicant),
        joinedload(PaperFile.center).selectinload(Center.listings), joinedload(PaperFile.waybill),
    )  # fmt: skip


def waybills_for(actor: Actor, *, only_open: bool, text: str = "") -> Select[Waybill]:
    """Waybills, the last sent first; `text` is how a number begins."""
    statement = Waybill.visible_to(actor)
    if only_open:
        statement = statement.where(Waybill.is_open())
    if text.strip():
        statement = statement.where(Waybill.number.startswith(text.strip().upper(), autoescape=True))
    return statement.order_by(Waybill.sent_at.desc(), Waybill.id.desc())


def count_tabs(actor: Actor) -> dict[str, int]:
    """How many papers each tab but the last holds, in one query."""
    tabs = [tab for tab in tabs_of(actor) if tab is not ALL]
    numbers = [capped(papers_in(tab, actor)).scalar_subquery() for tab in tabs]
    return dict(zip((tab.code for tab in tabs), db.session.execute(select(*numbers)).one(), strict=True))


def days_since_acceptance(file: PaperFile, now: datetime) -> int:
    """How many days ago the filing was accepted, by the clock of the place. How long papers may wait is not decreed."""
    today: date = local_date(now, file.center.zone if file.center else COMMITTEE_ZONE)
    return (today - file.application.accepted_on).days


@counts("originals.index")
def _waiting(actor: Actor, _now: datetime) -> int:
    """What this person is to send, or to receive and to put away."""
    mine = [tab for tab in tabs_of(actor) if tab.permission and actor.may(tab.permission)]
    return sum(capped_count(papers_in(tab, actor)) for tab in mine)
