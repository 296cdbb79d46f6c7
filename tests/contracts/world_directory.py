"""What the administrator's views of the directory are called on."""

from collections.abc import Callable
from typing import Any

from extensions import clock, db, write
from models.center import Center
from models.directory import all_centers, rows_of
from rules.directory import suspects
from tests.factories import user

CLOSED = 5


def _closed(_world: Any) -> dict[str, Any]:
    """A Center that is closed."""
    with write():
        center = db.session.get_one(Center, CLOSED)
        if center.is_open:
            center.close("Ремонт", user("administrator").actor(), clock.now())
    return {"center_id": CLOSED}


FACTORIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "centers.carriage": lambda world: {"center_id": 1},
    "centers.center_edit": lambda world: {"center_id": 1},
    "centers.center_new": lambda world: {"branch_no": 3},
    "centers.close": lambda world: {"center_id": 1},
    "centers.download": lambda world: {"kind": "csv"},
    "centers.history": lambda world: {"center_id": 1},
    "centers.look": lambda world: {"mark": suspects(rows_of(all_centers()))[0].mark},
    "centers.merge": lambda world: {"center_id": 1},
    "centers.reopen": _closed,
    "centers.state": lambda world: {"center_id": 1},
    "centers.zone": lambda world: {"branch_no": 3},
}
