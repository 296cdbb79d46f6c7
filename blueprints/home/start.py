""" "My day": what the law demands of me, in order, by what I may do. Each block says why it is empty and what next."""

from datetime import date, datetime, timedelta

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from blueprints.access import current_actor, signed_in
from blueprints.home import bp
from blueprints.home.blocks import NEAREST, Block, Line, Maker
from blueprints.home.complaints import asked_to_explain, complaints_of_mine
from blueprints.home.window import at_the_window
from blueprints.paging import capped_count, shown_count
from blueprints.review.routes_worklist import in_order, of_tab, open_cases, rows_of
from extensions import clock, db
from models.application import Application
from models.calendar import load_calendar
from models.decision import Decision, DecisionStatus
from models.draft import Draft
from models.package import Package
from models.user import Actor, Substitution, User
from rules.calendar_watch import GapCode, gaps
from rules.permissions import Permission
from rules.workflow import ResultPlace

DRAFTS = 5
SOON = timedelta(days=14)


def _nearest(
    block: str, title: str, cases: Select[Application], empty: str, link: tuple[str, str], now: datetime
) -> Block:
    """A block of cases of which the law demands something, the nearest first."""
    today = clock.today()
    cases = cases.where(Application.due_on(today).is_not(None))
    rows = rows_of(db.session.scalars(in_order(cases, today).limit(NEAREST)), now, today)
    return Block(block, title, shown_count(capped_count(cases)), empty, *link, rows=rows)


def _mine(actor: Actor, now: datetime, today: date) -> Block | None:
    if not actor.may(Permission.REVIEW):
        return None
    return _nearest(
        "mine", _("My cases"), of_tab("mine", actor, today),
        _("No case is assigned to you. The head of unit assigns them; you can see all that are open."),
        (url_for("review.worklist"), _("To the worklist")), now,
    )  # fmt: skip


def _to_sign(actor: Actor, now: datetime, today: date) -> Block | None:
    if not actor.may(Permission.SIGN):
        return None
    mine = Decision.prepared_by_id.in_([person for person in actor.people if person])
    cases = of_tab("to_sign", actor, today).where(
        Application.decisions.any((Decision.status == DecisionStatus.PREPARED) & ~mine)
    )
    return _nearest(
        "to-sign", _("Decisions waiting for my signature"), cases,
        _("Nothing waits for your signature. What officers prepare appears here at once."),
        (url_for("issuance.to_sign"), _("To be signed")), now,
    )  # fmt: skip


def _unassigned(actor: Actor, now: datetime, today: date) -> Block | None:
    if not actor.may(Permission.ASSIGN):
        return None
    return _nearest(
        "unassigned", _("Cases without an officer"), of_tab("unassigned", actor, today),
        _("Every open case has its officer. New ones appear here when they are registered."),
        (url_for("review.worklist", tab="unassigned"), _("Assign officers")), now,
    )  # fmt: skip


def _drafts(actor: Actor, _now: datetime, _today: date) -> Block | None:
    if not actor.may(Permission.FILE):
        return None
    drafts = Draft.open_for(actor)
    lines = [
        Line(draft.title or _("Draft without a name"), url_for("intake.index"), on=draft.updated_at)
        for draft in db.session.scalars(drafts.limit(DRAFTS))
    ]
    total = db.session.scalar(select(func.count()).select_from(drafts.order_by(None).subquery())) or 0
    return Block(
        "drafts", _("Drafts"), shown_count(total),
        _("You have no unfinished drafts. A new application begins at the intake."),
        url_for("intake.index"), _("To the intake"), lines=lines,
    )  # fmt: skip


def _unsent(actor: Actor, now: datetime, _today: date) -> Block | None:
    if not actor.may(Permission.SEND_PACKAGE):
        return None
    return _nearest(
        "unsent", _("Electronic copies to certify and send"), Package.unsent(actor).order_by(None),
        _("Everything accepted here is sent to the Committee."), (url_for("sending.index"), _("To the sending")), now,
    )  # fmt: skip


def _results(actor: Actor, now: datetime, _today: date) -> Block | None:
    if not actor.may(Permission.HAND_OUT):
        return None
    at_committee = (ResultPlace.COMMITTEE, ResultPlace.RETURNED, ResultPlace.ON_THE_WAY_BACK)
    at_center = (ResultPlace.ON_THE_WAY, ResultPlace.CENTER)
    places: ColumnElement[bool] = Application.result_place.in_(at_committee if actor.sees_all else at_center)
    words = (
        (_("Results to send and to hand out"), _("No result waits at the Committee. Signed ones appear here."))
        if actor.sees_all
        else (_("Results coming, to hand out and to return"), _("No result is coming to your Center or kept there."))
    )
    return _nearest(
        "results", words[0], open_cases(actor).where(places), words[1],
        (url_for("handout.index"), _("To the hand-out")), now,
    )  # fmt: skip


def _overview(actor: Actor, now: datetime, today: date) -> Block | None:
    """For those who only read: what is nearest in all they may see."""
    works = (Permission.REVIEW, Permission.SIGN, Permission.ASSIGN, Permission.FILE)
    if not actor.may(Permission.READ_CASES) or any(actor.may(p) for p in works):
        return None
    link = (
        (url_for("review.worklist", tab="unit"), _("To the worklist"))
        if actor.may(Permission.READ_WORKLIST)
        else (url_for("handout.index"), _("To the hand-out"))
    )
    block = _nearest(
        "overview", _("Nearest acts in all open cases"), of_tab("unit", actor, today),
        _("The law demands nothing in the cases that you may see."), link, now,
    )  # fmt: skip
    if not block.rows or not actor.may(Permission.READ_WORKLIST):
        return block
    overdue = capped_count(of_tab("overdue", actor, today))
    deemed = capped_count(of_tab("deemed", actor, today))
    lines = [
        Line(_("Overdue: %(count)s", count=shown_count(overdue)), url_for("review.worklist", tab="overdue")),
        Line(_("Count as issued: %(count)s", count=shown_count(deemed)), url_for("review.worklist", tab="deemed")),
    ]
    return Block(block.code, block.title, block.total, block.empty, *link, rows=block.rows, lines=lines)


def _accounts(actor: Actor, _now: datetime, today: date) -> Block | None:
    if not actor.may(Permission.MANAGE_USERS):
        return None
    without = select(User).where(User.is_active, ~User.grants.any()).order_by(User.full_name)
    lines = [
        Line(person.full_name, url_for("accounts.user", user_id=person.id), _("has no role and can do nothing"))
        for person in db.session.scalars(without.limit(NEAREST))
    ]
    ending = select(Substitution).where(
        Substitution.revoked_at.is_(None), Substitution.ends_on >= today, Substitution.ends_on <= today + SOON
    )
    for one in db.session.scalars(ending.order_by(Substitution.ends_on).limit(NEAREST)).unique():
        names = {"substitute": one.substitute.short_name, "absent": one.absent.short_name}
        who = _("%(substitute)s acts for %(absent)s", **names)
        lines.append(Line(who, url_for("accounts.substitutions"), _("the substitution ends"), one.ends_on))
    return Block(
        "accounts", _("Accounts and substitutions"), str(len(lines)),
        _("Every account has a role, and no substitution ends within two weeks."),
        url_for("accounts.users"), _("To the users"), lines=lines,
    )  # fmt: skip


def _calendars(actor: Actor, _now: datetime, today: date) -> Block | None:
    if not actor.may(Permission.MANAGE_REFERENCE):
        return None
    words = {
        GapCode.NOT_CONFIRMED: _("provisional: dates that touch this year are marked so"),
        GapCode.NOT_LOADED: _("is not loaded: terms that reach into it cannot be counted"),
    }
    lines = []
    for gap in gaps(load_calendar(), today):
        is_there = gap.code is GapCode.NOT_CONFIRMED
        url = url_for("reference.calendar_confirm" if is_there else "reference.calendar_take", year=gap.year)
        lines.append(Line(str(gap.year), url, words[gap.code]))
    return Block(
        "calendars", _("Calendars to load or confirm"), str(len(lines)),
        _("Thirteen months ahead are loaded, and what was to be confirmed is."),
        url_for("reference.calendar"), _("To the calendars"), lines=lines,
    )  # fmt: skip


BLOCKS: tuple[Maker, ...] = (
    at_the_window, asked_to_explain, _to_sign, _mine, _unassigned, complaints_of_mine, _unsent, _results, _drafts,
    _overview, _accounts, _calendars,
)  # fmt: skip


@bp.get("/")
@signed_in
def start() -> str:
    """What waits for me today, the law's next demand first."""
    actor, now, today = current_actor(), clock.now(), clock.today()
    made = (make(actor, now, today) for make in BLOCKS)
    return render_template("home/start.html", blocks=[block for block in made if block], today=today)
