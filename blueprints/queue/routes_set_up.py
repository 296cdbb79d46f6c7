"""Windows and devices of a place: set up by the Center's head, at the Committee by an administrator or head of unit."""

from datetime import datetime

from flask import abort, flash, make_response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.access import requires
from blueprints.acts import act, expect_version
from blueprints.queue import bp
from blueprints.queue.places import frame_of, place_of
from extensions import clock, db
from forms.queue import DeviceForm, WindowForm
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.user import Actor
from models.window import Window
from rules.permissions import Permission

MADE = "queue_device"


@bp.get("/<place>/set-up")
@requires(Permission.MANAGE_QUEUE)
def set_up(place: str) -> ResponseReturnValue:
    """The windows with who sits there, and the addresses in use."""
    return _page(place_of(place), WindowForm(formdata=None), DeviceForm(formdata=None), 200)


def _page(here: QueuePlace, window_form: WindowForm, device_form: DeviceForm, status: int) -> ResponseReturnValue:
    return make_response(
        render_template(
            "queue/set_up.html", window_form=window_form, device_form=device_form, now=clock.now(),
            windows=[one for one in Window.of_place(here) if one.is_in_use], devices=QueueDevice.of_place(here),
            refused=window_form if window_form.errors else device_form if device_form.errors else None,
            **frame_of(here, "queue.set_up"),
        ),
        status,
    )  # fmt: skip


@bp.post("/<place>/windows")
@requires(Permission.MANAGE_QUEUE)
def open_window(place: str) -> ResponseReturnValue:
    here, form = place_of(place), WindowForm()
    if not form.validate():
        return _page(here, form, DeviceForm(formdata=None), 422)

    def work(actor: Actor, now: datetime) -> str:
        Window.open_at(here, form.number.data or 0, actor, now)
        return url_for("queue.set_up", place=place)

    return act(work, form)


@bp.post("/<place>/windows/<int:window_id>/<any(close, free):deed>")
@requires(Permission.MANAGE_QUEUE)
def change_window(place: str, window_id: int, deed: str) -> ResponseReturnValue:
    """Put a window out of use, or free it of somebody who went without leaving it."""
    here = place_of(place)

    def work(actor: Actor, now: datetime) -> str:
        held = next((one for one in Window.of_place(here, lock=True) if one.id == window_id), None) or abort(404)
        expect_version(held, link=url_for("queue.set_up", place=place))
        (held.close if deed == "close" else held.free)(actor, now)
        return url_for("queue.set_up", place=place)

    return act(work)


@bp.post("/<place>/devices")
@requires(Permission.MANAGE_QUEUE)
def make_device(place: str) -> ResponseReturnValue:
    """Make an address. It is shown once, on the next page."""
    here, form = place_of(place), DeviceForm()
    if not form.validate():
        return _page(here, WindowForm(formdata=None), form, 422)

    def work(actor: Actor, now: datetime) -> str:
        device = QueueDevice.make(here, form.name.data or "", actor, now)
        session[MADE] = {"id": device.id, "token": device.token}
        return url_for("queue.device", place=place, device_id=device.id)

    return act(work, form)


def _device(here: QueuePlace, device_id: int, *, lock: bool = False) -> QueueDevice:
    statement = select(QueueDevice).where(QueueDevice.id == device_id, QueueDevice.center_id == here.center_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement) or abort(404)


@bp.get("/<place>/devices/<int:device_id>")
@requires(Permission.MANAGE_QUEUE)
def device(place: str, device_id: int) -> ResponseReturnValue:
    """The addresses made a moment ago: what the cookie held is taken out of it, and they are kept nowhere."""
    here = place_of(place)
    one = _device(here, device_id)
    made = session.get(MADE) or {}
    token = session.pop(MADE)["token"] if made.get("id") == device_id else ""
    return render_template("queue/device.html", device=one, token=token, **frame_of(here, "queue.set_up"))


@bp.get("/<place>/devices/<int:device_id>/revoke")
@requires(Permission.MANAGE_QUEUE)
def confirm_revoke(place: str, device_id: int) -> ResponseReturnValue:
    """What revoking means."""
    here = place_of(place)
    return render_template("queue/revoke.html", device=_device(here, device_id), **frame_of(here, "queue.set_up"))


@bp.post("/<place>/devices/<int:device_id>/revoke")
@requires(Permission.MANAGE_QUEUE)
def revoke(place: str, device_id: int) -> ResponseReturnValue:
    here = place_of(place)

    def work(actor: Actor, now: datetime) -> str:
        _device(here, device_id, lock=True).revoke(actor, now)
        return url_for("queue.set_up", place=place)

    response = act(work)
    flash(_("The address leads nowhere any more."), "success")
    return response
