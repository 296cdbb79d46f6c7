"""Papers on their way and in the archive, blanks of an outage: for the sweeps, seen by whoever calls."""

from datetime import date
from typing import TYPE_CHECKING, Any

from extensions import clock, db, write
from models.application import Application
from models.center import Center
from models.outage import OutageBatch, OutageEntry
from models.paper_file import PaperFile
from models.waybill import Waybill, WaybillItem
from rules.permissions import Role
from tests.factories import user

if TYPE_CHECKING:
    from tests.contracts.world import World

OF_CENTER = (Role.CENTER_OPERATOR, Role.CENTER_HEAD, Role.BRANCH_HEAD)


def _file(application_id: int) -> PaperFile:
    return db.session.get_one(PaperFile, application_id)


def _on_the_way(world: "World", *, is_missing: bool = False) -> dict[str, Any]:
    """A waybill with one file of papers on it."""
    application_id, now = world.case().id, clock.now()
    with write():
        file = _file(application_id)
        center = db.session.get_one(Center, file.center_id)
        waybill = Waybill.send(center, [file], user("center_operator").actor(), now)
        item = db.session.get_one(WaybillItem, (waybill.id, application_id))
        if is_missing:
            waybill.report_missing([item], "Нет в пакете", user("clerk").actor(), now)
    return {"waybill_id": waybill.id, "application_id": application_id}


def _waybill(world: "World") -> dict[str, Any]:
    return {"waybill_id": _on_the_way(world)["waybill_id"]}


def _received(world: "World") -> dict[str, Any]:
    """A waybill whose only papers were received just now."""
    found, now = _on_the_way(world), clock.now()
    with write():
        waybill = db.session.get_one(Waybill, found["waybill_id"])
        waybill.receive(db.session.get_one(WaybillItem, tuple(found.values())), user("clerk").actor(), now)
    return found


def _in_archive(world: "World", *, is_lent: bool = False) -> dict[str, Any]:
    found, clerk, now = _on_the_way(world), user("clerk").actor(), clock.now()
    with write():
        waybill = db.session.get_one(Waybill, found["waybill_id"])
        waybill.receive(db.session.get_one(WaybillItem, tuple(found.values())), clerk, now)
        case = db.session.get_one(Application, found["application_id"])
        case.void("Ошибка", user("head_of_unit").actor(), now)
        file = _file(case.id)
        file.archive("Ст. 3", clerk, now)
        if is_lent:
            file.lend("Суд", "Запрос", clerk, now)
    return {"application_id": found["application_id"]}


def _batch(world: "World") -> OutageBatch:
    """Blanks of the caller's place."""
    with write():
        center = db.session.scalars(Center.with_key("3/14")).unique().one() if world.role in OF_CENTER else None
        return OutageBatch.draw(center, 2, user("clerk").actor(), clock.now())


def _entry(world: "World") -> dict[str, Any]:
    """Another person's filing, which was accepted during an outage at the caller's place."""
    draft, batch, other = world.draft(), _batch(world), user("officer_2")
    with write():
        draft = db.session.merge(draft)
        draft.created_by_id = other.id
        OutageEntry.write_down(
            draft, db.session.merge(batch).blanks[0], clock.now(), other.id, "Нет света", "", date(2013, 5, 28),
            other.actor(), clock.now(),
        )  # fmt: skip
    return {"draft_id": draft.id}


FACTORIES = {
    "originals.do_find_at_center": lambda world: _on_the_way(world, is_missing=True),
    "originals.do_lend": _in_archive,
    "originals.do_put_back": lambda world: _in_archive(world, is_lent=True),
    "originals.file": lambda world: {"application_id": world.case().id},
    "originals.undo": _received,
    "originals.do_undo": _received,
    "originals.found_at_center": lambda world: _on_the_way(world, is_missing=True),
    "originals.lend": _in_archive,
    "originals.missing": _waybill,
    "originals.put_back": lambda world: _in_archive(world, is_lent=True),
    "originals.receive": _waybill,
    "originals.receive_extra": _on_the_way,
    "originals.report_missing": _waybill,
    "originals.scan": _waybill,
    "originals.waybill": _waybill,
    "originals.waybill_print": _waybill,
    "outage.batch": lambda world: {"batch_id": _batch(world).id},
    "outage.batch_print": lambda world: {"batch_id": _batch(world).id},
    "outage.confirm": _entry,
    "outage.do_confirm": _entry,
    "outage.do_enter": lambda world: {"draft_id": world.draft().id},
    "outage.do_spoil": lambda world: {"blank_id": _batch(world).blanks[0].id},
    "outage.entry": lambda world: {"draft_id": world.draft().id},
    "outage.forget": lambda world: {"draft_id": world.draft().id},
    "outage.spoil": lambda world: {"blank_id": _batch(world).blanks[0].id},
}
