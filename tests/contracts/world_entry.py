"""Things for the sweeps to call the views of scans and of sending on."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from extensions import clock, db, write
from models.attachment import Attachment
from tests import packages

if TYPE_CHECKING:
    from tests.contracts.world import World


def unsent(_world: "World") -> dict[str, Any]:
    """A filing that its Center has not sent."""
    return {"application_id": packages.unsent(clock.now()).id}


def sent(_world: "World") -> dict[str, Any]:
    """A filing whose certified copy was sent."""
    return {"application_id": packages.send(packages.unsent(clock.now()), clock.now()).application_id}


def scan(world: "World") -> dict[str, Any]:
    """A file of the caller's own draft."""
    draft = world.draft()
    return {"draft_id": draft.id, "kind": "deal_document", "attachment_id": world.attachment(draft).id}


def photograph(world: "World") -> dict[str, Any]:
    """One that is, or is said to be, a photograph."""
    found = scan(world)
    with write():
        one = db.session.get_one(Attachment, found["attachment_id"])
        one.rotation, one.taken_sha256, one.media_type = 270, one.sha256, "image/jpeg"  # turned once more, as it was
    return found


def two_scans(world: "World") -> dict[str, Any]:
    """Two files of one kind."""
    draft = world.draft()
    world.attachment(draft)
    world.attachment(draft)
    return {"draft_id": draft.id, "kind": "deal_document"}


def page_of(world: "World") -> dict[str, Any]:
    """The first page of a file."""
    return {"attachment_id": scan(world)["attachment_id"], "number": 1, "size": "small"}


FACTORIES: dict[str, Callable[["World"], dict[str, Any]]] = {
    "intake.join_scans": two_scans,
    "intake.mark_original": scan,
    "intake.move_scan": scan,
    "intake.page_picture": page_of,
    "intake.turn": photograph,
    "sending.manifest": sent,
    "sending.package": unsent,
    "sending.send": unsent,
    "sending.send_through_ncalayer": unsent,
    "sending.signature": sent,
    "sending.to_certify": unsent,
}
