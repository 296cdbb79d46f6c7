"""The frame of a signed-in page: sections by permission, the person, whom they act for, what they prefer.

Templates ask for it by name, `frame()`; no context processor pours names into every page (style.md, Avoid).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_login import current_user

from blueprints.formatting import local
from blueprints.paging import shown_count
from blueprints.words import role_name
from documents.trust import is_for_demonstration
from extensions import clock, db
from models.notice import UNREAD_CAP, Notice
from models.session import UserSession
from models.user import Actor, Substitution
from rules.permissions import Permission

LANGUAGE_NAMES = {"ru": "Рус", "kk": "Қаз"}


@dataclass(frozen=True)
class Entry:
    """A place in the navigation: its view, and the permission that the view needs (None: everyone signed in)."""

    label: LazyString
    endpoint: str
    icon: str
    permission: Permission | None = None


SECTIONS: tuple[tuple[LazyString | None, tuple[Entry, ...]], ...] = (
    (
        None,
        (
            Entry(_("My day"), "home.start", "home"),
            Entry(_("Worklist"), "review.worklist", "list", Permission.READ_WORKLIST),
            Entry(_("To be signed"), "issuance.to_sign", "pen", Permission.SIGN),
            Entry(_("Registers"), "issuance.registers", "book", Permission.READ_REGISTERS),
        ),
    ),
    (
        _("Acceptance and hand-out"),
        (
            Entry(_("Queue"), "queue.index", "ticket", Permission.READ_QUEUE),
            Entry(_("Intake of applications"), "intake.index", "inbox", Permission.FILE),
            Entry(_("Sending"), "sending.index", "upload", Permission.READ_SENDING),
            Entry(_("Paper originals"), "originals.index", "clip", Permission.READ_PAPERS),
            Entry(_("Hand-out"), "handout.index", "hand", Permission.READ_HAND_OUT),
            Entry(_("Receipts for an outage"), "outage.index", "doc", Permission.READ_BLANKS),
        ),
    ),
    (
        _("Appeal"),
        (
            Entry(_("Complaints"), "complaints.index", "talk", Permission.READ_COMPLAINTS),
            Entry(_("Registration of complaints"), "complaints.front", "inbox", Permission.REGISTER_COMPLAINT),
            Entry(_("How to complain"), "advice.appeal", "info"),
            Entry(_("Consultations"), "advice.consultations", "book", Permission.READ_ADVICE),
        ),
    ),
    (
        _("Reference"),
        (
            Entry(_("Centers"), "centers.index", "centers", Permission.READ_REFERENCE),
            Entry(_("Service standards"), "reference.standards", "law", Permission.READ_REFERENCE),
            Entry(_("Calculator of terms"), "terms.calculator", "calendar"),
            Entry(_("Reference data"), "reference.index", "cog", Permission.READ_REFERENCE),
        ),
    ),
    (
        _("Administration"),
        (
            Entry(_("Users"), "accounts.users", "users", Permission.READ_USERS),
            Entry(_("Background jobs"), "operations.jobs", "swap", Permission.RUN_JOBS),
        ),
    ),
)
"""Grouped as the work goes: one's desk, the counter, complaints, what is looked up, what is administered. A group is
shown to whoever may open one of its entries."""

LINKS = {
    "start": "home.start",
    "search": "home.search",
    "preferences": "accounts.preferences",
    "profile": "accounts.profile",
    "sign_out": "accounts.sign_out",
    "act_as": "accounts.act_as",
    "notices": "notices.index",
}

Counter = Callable[[Actor, datetime], int]
_counters: dict[str, Counter] = {}


def counts(endpoint: str) -> Callable[[Counter], Counter]:
    """Name the function that says how much work waits behind an entry of the navigation."""

    def add(function: Counter) -> Counter:
        _counters[endpoint] = function
        return function

    return add


@dataclass(frozen=True)
class Item:
    """An entry as this person sees it on this page. `count` is None or "" where no work waits."""

    label: str
    endpoint: str
    url: str
    icon: str
    is_current: bool
    count: str = ""


@dataclass(frozen=True)
class Section:
    """A group of entries under a heading, or under none."""

    title: str
    entries: tuple[Item, ...]


@dataclass(frozen=True)
class Acting:
    """A substitution that is open to this person today."""

    id: int
    name: str
    order_number: str
    is_current: bool


@dataclass(frozen=True)
class Language:
    """A language that the screens are translated into."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Bell:
    """One's own unread warnings. They are counted no further than just past `most`, the largest number shown."""

    unread: int
    may_poll: bool
    most: int = UNREAD_CAP - 1

    @property
    def is_capped(self) -> bool:
        return self.unread > self.most

    @property
    def shown(self) -> str:
        return f"{self.most}+" if self.is_capped else str(self.unread or "")


def bell() -> Bell:
    """The bell of whoever is signed in, in one query.

    A number that can be seen to rise no further is not asked for again; nor does a poll disturb somebody who must
    choose a password first.
    """
    unread = Notice.unread_count(current_user.user_id)
    return Bell(unread, may_poll=unread < UNREAD_CAP and not current_user.user.must_change_password)


@dataclass(frozen=True)
class Frame:
    """All that the layout of a signed-in page needs."""

    full_name: str
    short_name: str
    roles: str
    sections: tuple[Section, ...]
    links: dict[str, str | None]
    substitutions: tuple[Acting, ...]
    acting_for: Acting | None
    languages: tuple[Language, ...]
    locale: str
    theme: str
    density: str
    now_local: datetime
    today: date
    here: str
    search_text: str
    bell: Bell


def frame() -> Frame:
    """The frame of the page being answered, made once a request."""
    made = g.get("frame")
    # An application context may outlive a request, in commands and tests: the frame belongs to the request.
    if made is None or made[0] is not request.environ:
        made = g.frame = (request.environ, _make_frame(current_user, clock.now()))
    return made[1]


def waiting_at(endpoint: str) -> str:
    """The number beside an entry of the navigation; "" where no work waits, or the entry is not there."""
    return next((item.count for part in frame().sections for item in part.entries if item.endpoint == endpoint), "")


def is_signed_in() -> bool:
    """Whether a page may show the signed-in frame; an error page asks, and must not fail over it."""
    return bool(has_request_context() and current_user and current_user.is_authenticated)


def _make_frame(sign_in: UserSession, now: datetime) -> Frame:
    user, today = sign_in.user, clock.today()
    under = sign_in.acting_under if sign_in.acting_under and sign_in.acting_under.is_in_force(today) else None
    actor = user.actor(under)
    open_ones = db.session.scalars(Substitution.open_to(user.id, today)).unique().all()
    substitutions = tuple(
        Acting(one.id, one.absent.short_name, one.order_number, under is not None and one.id == under.id)
        for one in open_ones
    )
    return Frame(
        full_name=user.full_name,
        short_name=user.short_name,
        roles=", ".join([*sorted(role_name(role) for role in user.roles), *([user.post] if user.post else [])]),
        sections=_sections(actor, now),
        links={name: _url(endpoint) for name, endpoint in LINKS.items() if _is_offered(name, actor)},
        substitutions=substitutions,
        acting_for=next((one for one in substitutions if one.is_current), None),
        languages=_languages(user.locale),
        locale=user.locale,
        theme=user.theme,
        density=user.density,
        now_local=local(now),
        today=today,
        here=request.full_path.rstrip("?") if request.method == "GET" else "",
        search_text=_printable(request.args.get("q", "")) if request.endpoint == LINKS["search"] else "",
        bell=bell(),
    )


def _sections(actor: Actor, now: datetime) -> tuple[Section, ...]:
    sections = []
    for title, entries in SECTIONS:
        items = tuple(_item(entry, actor, now) for entry in entries if _is_open(entry, actor))
        if items:
            sections.append(Section(str(title or ""), items))
    return tuple(sections)


def _is_open(entry: Entry, actor: Actor) -> bool:
    return entry.endpoint in current_app.view_functions and (entry.permission is None or actor.may(entry.permission))


def _item(entry: Entry, actor: Actor, now: datetime) -> Item:
    counter = _counters.get(entry.endpoint)
    waiting = counter(actor, now) if counter else 0
    return Item(
        label=str(entry.label),
        endpoint=entry.endpoint,
        url=url_for(entry.endpoint),
        icon=entry.icon,
        is_current=_current_entry() == entry.endpoint,
        count=shown_count(waiting) if waiting else "",
    )


def _current_entry() -> str | None:
    """The entry that this page belongs to: its own view's, else its blueprint's index, else the blueprint's first."""
    own = [entry.endpoint for _title, entries in SECTIONS for entry in entries]
    if request.endpoint in (*own, LINKS["search"], LINKS["notices"]):
        return request.endpoint
    same = [endpoint for endpoint in own if endpoint.split(".")[0] == request.blueprint]
    return next((endpoint for endpoint in same if endpoint.endswith(".index")), same[0] if same else None)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _is_offered(link: str, actor: Actor) -> bool:
    return link != "search" or actor.may(Permission.READ_CASES)


def _languages(current: str) -> tuple[Language, ...]:
    """The languages to choose from; none are offered while there is only one."""
    codes = tuple(current_app.config["LANGUAGES"])
    if len(codes) < 2:
        return ()
    return tuple(Language(code, LANGUAGE_NAMES[code], code == current) for code in codes)


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def register(app: Flask) -> None:
    """Make `frame`, `is_signed_in`, `is_for_demonstration` and the macro `icon` globals of every template."""
    icons: Any = app.jinja_env.get_template("macros/icons.html").module
    app.jinja_env.globals.update(
        frame=frame, is_signed_in=is_signed_in, icon=icons.icon, is_for_demonstration=is_for_demonstration
    )  # fmt: skip
