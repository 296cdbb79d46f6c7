"""The queue's things for the sweeps: those of the Center 3/14 for who is bound to it, else of the chancellery."""

from datetime import timedelta
from typing import Any

from extensions import clock, db, write
from models.center import Center
from models.queue import Ticket
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.shift_account import close_shift
from models.window import Window
from rules.permissions import Role
from rules.queue import Purpose
from tests.factories import user

BOUND = (Role.CENTER_OPERATOR, Role.CENTER_HEAD, Role.BRANCH_HEAD)


def _place(role: Role) -> QueuePlace:
    return QueuePlace(db.session.scalar(Center.with_key("3/14")) if role in BOUND else None)


def place(world: Any) -> dict[str, Any]:
    return {"place": _place(world.role).code}


def window(world: Any) -> dict[str, Any]:
    """A window at which nobody sits."""
    here = _place(world.role)
    with write():
        number = 1 + max((one.number for one in Window.of_place(here)), default=0)
        made = Window.open_at(here, number, user("center_head").actor(), clock.now())
    return {"place": here.code, "window_id": made.id, "deed": "close"}


def device(world: Any) -> dict[str, Any]:
    here = _place(world.role)
    with write():
        made = QueueDevice.make(here, "Планшет у входа", user("center_head").actor(), clock.now())
    return {"place": here.code, "device_id": made.id}


def token(_world: Any) -> dict[str, Any]:
    """The address of a device; it asks for nobody's role."""
    with write():
        made = QueueDevice.make(_place(Role.CLERK), "Табло", user("head_of_unit").actor(), clock.now())
    return {"token": made.token}


def taken(world: Any) -> dict[str, Any]:
    """A ticket of today."""
    with write():
        made = Ticket.issue(_place(Role.CLERK), Purpose.CONSULTATION, clock.now())
    return {**token(world), "ticket_id": made.id}


def day(world: Any) -> dict[str, Any]:
    here = _place(world.role)
    return {"place": here.code, "day": here.today(clock.now()).isoformat()}


def shift(world: Any) -> dict[str, Any]:
    """One's own day."""
    return {**day(world), "user_id": user(world.role).id}


def closed_shift(world: Any) -> dict[str, Any]:
    """An earlier day that was closed."""
    here = _place(world.role)
    on = here.today(clock.now()) - timedelta(days=1)
    with write():
        close_shift(here, user(world.role).id, on, {}, user(world.role).actor(), clock.now())
    return {"place": here.code, "day": on.isoformat(), "user_id": user(world.role).id}


FACTORIES = {
    **dict.fromkeys(
        (
            "queue.begin_filing", "queue.call_next", "queue.export_times", "queue.leave_window", "queue.make_device",
            "queue.open_window", "queue.set_up", "queue.shifts", "queue.take_window", "queue.times", "queue.window",
        ),
        place,
    ),
    "queue.do": lambda world: {**place(world), "deed": "serve"},
    "queue.change_window": window,
    **dict.fromkeys(("queue.device", "queue.confirm_revoke", "queue.revoke"), device),
    "queue.shift": shift,
    "queue.close": shift,
    "queue.shift_report": closed_shift,
    "queue.day_report": day,
    **dict.fromkeys(("entrance.ticket", "entrance.take_ticket", "entrance.board"), token),
    "entrance.taken": taken,
}  # fmt: skip
