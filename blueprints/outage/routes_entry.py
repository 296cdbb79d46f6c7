"""Entering later what was accepted during an outage, and the second person's confirmation."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import Outdated, act, expect_version
from blueprints.intake.answers import answers
from blueprints.intake.drafts import FILING, open_draft, step_title
from blueprints.intake.registration import check_draft
from blueprints.outage import bp
from blueprints.outage.confirming import content_of, open_entries
from blueprints.outage.places import people_at, zone_of
from extensions import clock, db
from forms.outage import OutageEntryForm
from models.draft import Draft
from models.outage import OutageBlank, OutageEntry, blanks_of
from models.user import Actor
from rules.permissions import Permission
from rules.scanning import numbers
from rules.terms import Place
from rules.workflow import ActionRefused, Barred


def _draft_at_a_counter(draft_id: int, *, lock: bool = False) -> Draft:
    """One's own draft of a filing at a counter; the Portal gives no receipts."""
    draft = open_draft(draft_id, lock=lock)
    return draft if draft.channel is not Place.PORTAL else abort(404)


def _blank_of(draft: Draft, typed: str) -> OutageBlank | None:
    """The blank of the place that accepts, by its number as it is typed or scanned."""
    found = blanks_of(draft.channel, draft.center_id).where(OutageBlank.number.in_(numbers(typed)))
    return db.session.scalar(found.options(joinedload(OutageBlank.batch), joinedload(OutageBlank.entry)))


def _form(draft: Draft, **more: Any) -> OutageEntryForm:
    entry, zone = draft.outage_entry, zone_of(draft)
    given: dict[str, Any] = {"accepted_by": current_actor().user_id}
    if entry:
        at = entry.accepted_at.astimezone(zone)
        given = {
            "blank": entry.blank.number, "accepted_on": at.date(), "accepted_time": f"{at:%H:%M}",
            "accepted_by": entry.accepted_by_id, "promised_on": entry.promised_on, "reason": entry.reason,
            "late_reason": entry.late_reason,
        }  # fmt: skip
    people = people_at(draft, current_actor())
    return OutageEntryForm(
        lambda typed: _blank_of(draft, typed), people, zone, clock.now(), draft.id, data=given, **more
    )  # fmt: skip


def _page(draft: Draft, form: OutageEntryForm, status: int = 200) -> Response:
    return make_response(render_template("outage/entry.html", draft=draft, form=form, zone=zone_of(draft)), status)


@bp.get("/drafts/<int:draft_id>")
@requires(Permission.FILE)
def entry(draft_id: int) -> Response:
    """What stands on the blank that the applicant was given."""
    draft = _draft_at_a_counter(draft_id)
    return _page(draft, _form(draft, formdata=None))


@bp.post("/drafts/<int:draft_id>")
@requires(Permission.FILE)
def do_enter(draft_id: int) -> Response:
    """Note it; the blank is this filing's from now on, and a second person is to confirm."""
    draft = _draft_at_a_counter(draft_id)
    form = _form(draft)
    if not form.validate() or form.found is None or form.accepted_at is None:
        return _page(draft, form, 422)
    blank_id, accepted_at = form.found.id, form.accepted_at

    def work(actor: Actor, now: datetime) -> str:
        locked = _draft_at_a_counter(draft_id, lock=True)
        expect_version(locked, link=url_for("outage.entry", draft_id=draft_id))
        blank = db.session.scalars(
            blanks_of(locked.channel, locked.center_id)
            .where(OutageBlank.id == blank_id).with_for_update().execution_options(populate_existing=True)
        ).one_or_none()  # fmt: skip
        if blank is None:
            raise Outdated(link=url_for("outage.entry", draft_id=draft_id))
        OutageEntry.write_down(
            locked, blank, accepted_at, form.accepted_by.data, form.reason.data or "", form.late_reason.data or "",
            form.promised_on.data, actor, now,
        )  # fmt: skip
        flash(_("Noted. A second person confirms it before the filing is registered."), "success")
        return url_for("intake.step", draft_id=draft_id, step=FILING)

    return act(work, form)


@bp.post("/drafts/<int:draft_id>/forget")
@requires(Permission.FILE)
def forget(draft_id: int) -> Response:
    """It was no acceptance during an outage after all: the blank is free again."""
    _draft_at_a_counter(draft_id)

    def work(_actor: Actor, _now: datetime) -> str:
        draft = _draft_at_a_counter(draft_id, lock=True)
        expect_version(draft, link=url_for("outage.entry", draft_id=draft_id))
        draft.outage_entry = None
        return url_for("intake.step", draft_id=draft_id, step=FILING)

    return act(work)


def _find_entry(draft_id: int, *, lock: bool = False) -> OutageEntry:
    """An entry at a place of this person's, not registered yet, else 404."""
    statement = open_entries(current_actor()).where(OutageEntry.draft_id == draft_id)
    if lock:
        # The draft, too: what it holds is confirmed, and its owner may be saving it.
        statement = statement.with_for_update(of=[OutageEntry, Draft]).execution_options(populate_existing=True)
    found = db.session.scalar(statement.options(joinedload(OutageEntry.draft)))
    return found or abort(404)


@bp.get("/drafts/<int:draft_id>/confirm")
@requires(Permission.FILE)
def confirm(draft_id: int) -> str:
    """The filing as it was entered beside what stands on the blank, for a second person."""
    found = _find_entry(draft_id)
    checked = check_draft(found.draft, current_actor(), clock.now())
    content = content_of(found)
    return render_template(
        "outage/confirm.html", entry=found, checked=checked, content=content, answers=answers, step_title=step_title,
        zone=zone_of(found.draft), barred=_why_not(found, content, is_ready=not checked.problems),
    )  # fmt: skip


def _why_not(found: OutageEntry, content: str, *, is_ready: bool) -> Barred | None:
    if reason := found.why_not_confirm(current_actor()):
        return reason
    if found.confirmed_content == content:
        return Barred("confirmed_already")
    return None if is_ready else Barred("filing_unfinished")


@bp.post("/drafts/<int:draft_id>/confirm")
@requires(Permission.FILE)
def do_confirm(draft_id: int) -> Response:
    """Confirm what was shown; what was changed meanwhile is shown anew."""
    is_ready = not check_draft(_find_entry(draft_id).draft, current_actor(), clock.now()).problems

    def work(actor: Actor, now: datetime) -> str:
        found = _find_entry(draft_id, lock=True)
        content = content_of(found)
        if request.form.get("content") != content:
            raise Outdated(link=url_for("outage.confirm", draft_id=draft_id))
        if not is_ready:
            raise ActionRefused(Barred("filing_unfinished"))
        found.confirm(content, actor, now)
        flash(_("Confirmed. %(name)s can register the filing.", name=found.entered_by.short_name), "success")
        return url_for("outage.index")

    return act(work)
