"""What a second person is to confirm: entries of the same place, by somebody else, as they stand now."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from blueprints.outage.places import drafts_at
from extensions import db
from models.attachment import Attachment
from models.draft import Draft
from models.outage import OutageEntry
from models.user import Actor

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """An entry that is not confirmed as it stands; `is_changed`: it was confirmed, and changed since."""

    entry: OutageEntry
    content: str

    @property
    def is_changed(self) -> bool:
        return bool(self.entry.confirmed_content)


def content_of(entry: OutageEntry) -> str:
    """What would be confirmed now."""
    return entry.content(db.session.scalars(Attachment.of_draft(entry.draft_id)))


def open_entries(actor: Actor) -> Select[OutageEntry]:
    """Entries of the places where this person accepts filings, that are not registered yet, the oldest first."""
    statement = select(OutageEntry).join(OutageEntry.draft).where(Draft.application_id.is_(None), drafts_at(actor))
    return statement.order_by(OutageEntry.entered_at, OutageEntry.draft_id)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What this person may confirm and nobody has, as it stands now. There are few: an outage is no everyday thing."""
    entries = db.session.scalars(
        open_entries(actor)
        .options(joinedload(OutageEntry.draft), joinedload(OutageEntry.blank), joinedload(OutageEntry.entered_by))
        .limit(MOST)
    ).all()
    files = _files_of(entry.draft_id for entry in entries)
    found = [Waiting(entry, entry.content(files.get(entry.draft_id, ()))) for entry in entries]
    return [one for one in found if one.entry.confirmed_content != one.content and not one.entry.why_not_confirm(actor)]


def _files_of(draft_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    files: dict[int, list[Attachment]] = {}
    ids = list(draft_ids)
    if ids:
        attached = select(Attachment).where(Attachment.draft_id.in_(ids), Attachment.application_id.is_(None))
        for one in db.session.scalars(attached):
            files.setdefault(one.draft_id or 0, []).append(one)
    return files
