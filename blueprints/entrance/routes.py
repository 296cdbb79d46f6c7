"""Tickets from the tablet and calls on the board, at the address of a device that nobody can guess.

A wrong or revoked address is 404, and how often it is tried is limited. Nothing here knows or shows a person.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, force_locale, refresh
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from blueprints.access import public
from blueprints.acts import key_in
from blueprints.entrance import bp
from blueprints.htmx import redirect_303, render_page
from extensions import clock, db, limiter, write
from models.queue import Ticket
from models.queue_device import QueueDevice
from rules.queue import Purpose
from rules.workflow import ActionRefused

LANGUAGES = {"ru": "Русский", "kk": "Қазақша"}
ONE_TOUCH = timedelta(minutes=2)
"""Within this, a page that is sent again is the same touch; later it was left over, and somebody else stands there."""
often = limiter.shared_limit(
    lambda: current_app.config["QUEUE_DEVICE_LIMIT"],
    scope="queue_devices",
    exempt_when=lambda: not current_app.config["QUEUE_DEVICE_LIMITED"],
)
BOARD_WORDS: dict[str, LazyString] = {
    "queue": _("Electronic queue"),
    "ticket": _("Ticket"),
    "window": _("Window"),
    "waiting": _("Waiting"),
    "called": _("Please come"),
    "nobody": _("Nobody is called now"),
    "offline": _("No connection since"),
}


@bp.url_value_preprocessor
def speak(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """The language that was touched; a device has none of its own."""
    asked = request.args.get("lang", "")
    g.locale = asked if asked in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    refresh()


@bp.after_request
def keep_out_of_catalogues(response: Response) -> Response:
    """The address is for the device alone: no catalogue lists it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.errorhandler(CSRFError)
def open_too_long(_error: CSRFError) -> ResponseReturnValue:
    """The browser has lost its cookie: the tablet is given the page anew, and the visitor touches again."""
    return _start(_device((request.view_args or {}).get("token", "")), 400, is_to_be_touched_again=True)


def _device(token: str) -> QueueDevice:
    return QueueDevice.with_token(token) or abort(404)


def _start(device: QueueDevice, status: int, **more: Any) -> ResponseReturnValue:
    now, place = clock.now(), device.place
    return make_response(
        render_template(
            "entrance/ticket.html", token=(request.view_args or {})["token"], purposes=list(Purpose), place=place,
            languages=LANGUAGES, is_open=place.is_open(now), waiting=Ticket.count_waiting(place, now),
            **more,
        ),
        status,
    )  # fmt: skip


@bp.get("/<token>/ticket")
@public
@often
def ticket(token: str) -> ResponseReturnValue:
    """What have you come for? One touch gives the ticket."""
    return _start(_device(token), 200)


@bp.post("/<token>/ticket")
@public
@often
def take_ticket(token: str) -> ResponseReturnValue:
    """Give the next ticket; touched twice, the same one."""
    device, key, now = _device(token), key_in(), clock.now()
    purpose = request.form.get("purpose", "")
    if purpose not in tuple(Purpose) or not key:
        return _start(device, 422, is_to_be_touched_again=True)
    try:
        given = _given(device, key) or _give(device, Purpose(purpose), key, now)
    except ActionRefused:
        return _start(device, 409)
    if now - given.issued_at > ONE_TOUCH:
        return redirect_303(url_for("entrance.ticket", token=token, lang=g.locale))
    return redirect_303(url_for("entrance.taken", token=token, ticket_id=given.id, lang=g.locale))


def _given(device: QueueDevice, key: str) -> Ticket | None:
    """The ticket that this very page has got before."""
    return db.session.scalar(select(Ticket).where(Ticket.touch_key == key, Ticket.center_id == device.place.center_id))


def _give(device: QueueDevice, purpose: Purpose, key: str, now: datetime) -> Ticket:
    device_id = device.id
    try:
        with write():
            return Ticket.issue(db.session.get_one(QueueDevice, device_id).place, purpose, now, key)
    except IntegrityError:  # the other touch was a moment sooner: its number stands, and this one goes back
        given = _given(db.session.get_one(QueueDevice, device_id), key)
        if given is None:
            raise
        return given


@bp.get("/<token>/ticket/<int:ticket_id>")
@public
@often
def taken(token: str, ticket_id: int) -> ResponseReturnValue:
    """The ticket, printed at once; after ten seconds the tablet is ready for the next visitor."""
    place, now = _device(token).place, clock.now()
    one = db.session.scalar(Ticket.of_day(place, place.today(now)).where(Ticket.id == ticket_id)) or abort(404)
    return render_template(
        "entrance/taken.html", token=token, ticket=one, place=place, before=Ticket.count_waiting(place, now, one.seq)
    )


@bp.get("/<token>/board")
@public
@often
def board(token: str) -> ResponseReturnValue:
    """Who is called to which window, the latest call first; both languages stand side by side."""
    place, now = _device(token).place, clock.now()
    return render_page(
        "entrance/board.html", "entrance/_board.html", token=token, place=place, now=now,
        calls=Ticket.at_windows(place, now), waiting=Ticket.count_waiting(place, now), both=_in_both(),
    )  # fmt: skip


def _in_both() -> dict[str, list[tuple[str, str]]]:
    """Each word of the board in every language of the screens."""
    said: dict[str, list[tuple[str, str]]] = {name: [] for name in BOARD_WORDS}
    for language in LANGUAGES:
        with force_locale(language):
            for name, words in BOARD_WORDS.items():
                said[name].append((language, str(words)))
    return said
