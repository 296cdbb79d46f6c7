"""A filing that was accepted during an outage (14.1): its moment, its promise, and what is odd about them."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from blueprints.formatting import short_date
from extensions import db
from models.application import Application
from models.attachment import Attachment
from models.calendar import load_calendar
from models.draft import Draft
from models.outage import OutageEntry
from rules.calendar import Scheme
from rules.terms import Place, counts_as_issued, local_date


@dataclass(frozen=True)
class Promise:
    """The day of hand-out written on the blank beside the day that the law gives (7.1, 7.5)."""

    written: date
    by_law: date

    @property
    def is_kept(self) -> bool:
        """The applicant has the earlier day in writing."""
        return self.written < self.by_law

    @property
    def is_beyond_the_law(self) -> bool:
        """The blank promises a later day than the law does: the law's counts."""
        return self.written > self.by_law


def date_preview(preview: Application, entry: OutageEntry) -> Promise:
    """Set the dates that registration would set, and tell what became of the written promise."""
    preview.compute_dates()
    promise = Promise(entry.promised_on, preview.hand_out_on)
    preview.compute_dates(promised_on=entry.promised_on)
    return promise


def oddities(preview: Application, entry: OutageEntry, promise: Promise, now: datetime) -> list[str]:
    """What the clerk confirms before registering: it does not stop the filing, for it was accepted."""
    told = []
    scheme = Scheme.CENTER if preview.channel is Place.CENTER else Scheme.COMMITTEE
    if not load_calendar().is_working(scheme, local_date(entry.accepted_at, preview.zone)):
        told.append(_("The place was closed on the day of acceptance"))
    if promise.is_beyond_the_law:
        told.append(
            _(
                "The blank promises %(written)s, later than the law: the receipt will name the law's day %(by_law)s",
                written=short_date(promise.written), by_law=short_date(promise.by_law),
            )
        )  # fmt: skip
    if counts_as_issued(preview.term_ends_on, None, now):
        ended, since = short_date(preview.term_ends_on), short_date(preview.deemed_issued_on)
        words = _("The term ended on %(ended)s: the result counts as issued since %(since)s", ended=ended, since=since)
        told.append(words)
    return told


def is_confirmed(draft: Draft) -> bool:
    """Whether a second person has confirmed this very content."""
    entry = draft.outage_entry
    if entry is None:
        return True
    return entry.confirmed_content == entry.content(db.session.scalars(Attachment.of_draft(draft.id)))


def is_of_this_place(draft: Draft) -> bool:
    """Whether the blank is of the place that the filing names: the way in may have been changed since."""
    entry = draft.outage_entry
    return entry is None or (entry.blank.center_id == draft.center_id and draft.channel is not Place.PORTAL)
