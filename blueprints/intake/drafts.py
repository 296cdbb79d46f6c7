"""A draft as intake works with it: its steps, whose it is, what its fields are checked against, and saving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from blueprints.access import current_actor
from blueprints.casewords import requirement_name
from blueprints.formatting import alphabetical, own_name
from extensions import clock, db, write
from forms.application import ApplicationForm
from forms.decree import wording
from forms.filing import FilingForm
from forms.importer_guarantee import ImporterGuaranteeForm
from forms.information_form import InformationFormsForm
from forms.step_form import Known, StepForm
from models.attachment import Attachment
from models.center import Center
from models.draft import Draft
from models.mobile import MobileStop
from models.reference import AuthorityFact, Country, Unit
from models.user import Actor
from models.wording import text
from rules.permissions import Permission
from rules.requirements import EXTRA_KINDS, Requirement, required_documents
from rules.terms import Place, Service, committee_today, local_date

FILING, APPLICATION, GUARANTEE, FORMS = "filing", "application", "guarantee", "information-forms"
STEP_FORMS: dict[str, type[StepForm]] = {
    FILING: FilingForm,
    APPLICATION: ApplicationForm,
    GUARANTEE: ImporterGuaranteeForm,
    FORMS: InformationFormsForm,
}
UNTITLED = ""


class Conflict(Exception):
    """The draft was saved from another page meanwhile."""


def steps_of(service: Service) -> tuple[str, str, str]:
    """The pages on which a filing of this service is typed in."""
    return (FILING, APPLICATION, GUARANTEE if service is Service.EUC else FORMS)


def step_title(step: str, service: Service) -> str:
    """The heading of a step's page; a statutory form bears its own name."""
    titles = {
        FILING: _("Channel and place of hand-out"),
        APPLICATION: _("Application, Annex 1"),
        GUARANTEE: wording("guarantee.heading"),
        FORMS: _("Information forms, Annex 2"),
    }
    return titles[step]


def channels_of(actor: Actor) -> list[tuple[str, str]]:
    """Where this person may accept filings: the counter of the Committee and the Portal's, or their Centers."""
    channels = []
    if actor.may(Permission.FILE_AT_COMMITTEE):
        channels += [
            (Place.COMMITTEE.value, _("Counter of the Committee")),
            (Place.PORTAL.value, _("Portal")),
        ]
    if actor.may(Permission.FILE_AT_CENTER):
        own = db.session.scalars(Center.of(actor).where(Center.is_open)).unique()
        channels += [(f"{Place.CENTER}:{one.id}", _full_name(one)) for one in own]
    return channels


def _stops_of(actor: Actor, now: datetime) -> dict[str, list[tuple[str, str]]]:
    """Where mobile Centers accept documents today (9.2), by the channel of their parent Center."""
    if not actor.may(Permission.FILE_AT_CENTER):
        return {}
    stops = {}
    for center in db.session.scalars(Center.of(actor)).unique():
        held = db.session.scalars(MobileStop.open_at(center.id, local_date(now, center.zone)))
        stops[f"{Place.CENTER}:{center.id}"] = [(str(s.id), f"{s.tour.mobile_center.name}, {s.place}") for s in held]
    return stops


def channel_code(draft: Draft) -> str:
    """A draft's channel as the form of step one names it."""
    return f"{draft.channel}:{draft.center_id}" if draft.center_id else draft.channel.value


def set_channel(draft: Draft, code: str) -> None:
    """The reverse of `channel_code`; what is no channel changes nothing."""
    place, _colon, center_id = code.partition(":")
    if place in tuple(Place):
        draft.channel, draft.center_id = Place(place), int(center_id) if center_id.isdecimal() else None


def _full_name(center: Center) -> str:
    return f"{center.branch.name}, {center.name}" if center.row_no > 1 else center.name


def known_for(actor: Actor, now: datetime, step: str = "") -> Known:
    """What the fields of a step, or of all of them, are checked against."""
    today = committee_today(now)
    wants = {step} if step else set(STEP_FORMS)
    countries, units, unit_codes, centers, addressee = {}, {}, {}, {}, ""
    if wants & {GUARANTEE, FORMS}:
        named = {one.code: own_name(one) for one in db.session.scalars(select(Country).where(Country.is_active))}
        countries = dict(sorted(named.items(), key=lambda pair: alphabetical(pair[1])))
    if GUARANTEE in wants:
        rows = db.session.scalars(select(Unit).order_by(Unit.position)).all()
        units = {unit.code: own_name(unit, "short") for unit in rows}
        unit_codes = {name: unit.code for unit in rows for name in (unit.short_ru, unit.short_kk)}
    if FILING in wants:
        centers = open_centers()
    if APPLICATION in wants:
        addressee = AuthorityFact.on(today).get("name") or text("authority.name")
    return Known(
        now=now, today=today, countries=countries, units=units, unit_codes=unit_codes, centers=centers,
        addressee=addressee, channels=channels_of(actor) if FILING in wants else (),
        stops=_stops_of(actor, now) if FILING in wants else {},
    )  # fmt: skip


def open_centers() -> dict[str, list[tuple[str, str]]]:
    """Open Centers by branch, in the directory's order (Annex 3)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in db.session.scalars(Center.in_order().where(Center.is_open)).unique():
        groups.setdefault(one.branch.name, []).append((str(one.id), f"{one.key} {one.name}"))
    return groups


def own_draft(draft_id: int, *, lock: bool = False) -> Draft:
    """One's own draft, registered or not; another's is 404."""
    statement = Draft.visible_to(current_actor()).where(Draft.id == draft_id)
    if lock:
        # Read anew under the lock: what was read before it may have changed while this waited.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    draft: Draft | None = db.session.scalar(statement)
    if draft is None:
        abort(404)
    return draft


def open_draft(draft_id: int, *, lock: bool = False) -> Draft:
    """One's own draft that is not registered yet."""
    draft = own_draft(draft_id, lock=lock)
    if draft.application_id is not None:
        abort(409, _("This filing is registered already: what was filed is not changed."))
    return draft


def form_of(draft: Draft, step: str, known: Known) -> StepForm:
    """A step's form with what was typed so far."""
    typed = draft.step(step) or None
    if typed is None and step == FILING:
        typed = {"fields": {"channel": channel_code(draft), "hand_out_place": draft.channel.value}}
        if draft.center_id:
            typed["fields"]["hand_out_center"] = str(draft.center_id)
    return STEP_FORMS[step](known, typed)


def is_current(draft: Draft, form: MultiDict[str, str], *, by_itself: bool) -> bool:
    """Whether this page may save: it shows the stored version, or the stored version came from this very page.

    A page that saves itself may have a save of its own under way when its button is pressed; after the button, a
    save that was late must not bring back what stood there before.
    """
    if form.get("version", "") == str(draft.version):
        return True
    last = (draft.data or {}).get("saved", {})
    return bool(form.get("_key")) and last.get("key") == form["_key"] and (last["by_itself"] or not by_itself)


def save(draft_id: int, step: str, form: StepForm, posted: MultiDict[str, str], *, by_itself: bool = False) -> Draft:
    """Keep a step as typed, with the count of its errors, in a unit of work of its own. Raises Conflict."""
    now, errors = clock.now(), len(form.problems())
    with write():
        draft = open_draft(draft_id, lock=True)
        if not is_current(draft, posted, by_itself=by_itself):
            raise Conflict
        draft.save_step(step, form.typed(), now)
        status = {**draft.data.get("status", {}), step: errors}
        last = {"key": posted.get("_key", "")[:64], "by_itself": by_itself}
        draft.data = {**draft.data, "status": status, "saved": last}
        if step == FILING:
            set_channel(draft, form["channel"].data or "")
            stop = form["mobile_stop"].value
            draft.mobile_stop_id = int(stop) if stop else None
        if step == APPLICATION:
            draft.title = (form["applicant_name"].data or UNTITLED)[:500]
    return draft


def is_intermediary(draft: Draft) -> bool:
    """Whether the contract of E11.4 is demanded."""
    return bool(draft.step(GUARANTEE).get("fields", {}).get("is_intermediary"))


def requirements_of(draft: Draft) -> tuple[Requirement, ...]:
    """The documents of clause 11 for this very filing."""
    return required_documents(draft.service, is_intermediary=is_intermediary(draft))


def extra_requirements() -> tuple[Requirement, ...]:
    """What may be attached besides."""
    return tuple(Requirement(kind, "", is_optional=True) for kind in EXTRA_KINDS)


def is_copy_demanded(requirement: Requirement, channel: Place) -> bool:
    """Whether a file is expected (11): always a copy of the deal and the contract; of the application at a Center.

    The guarantee and the information forms are typed in box by box, their paper stays with the case.
    """
    if requirement.code in ("importer_guarantee", "information_forms"):
        return False
    if requirement.code == "application":
        return channel is Place.CENTER
    return not requirement.is_optional


def shows_original(requirement: Requirement, draft: Draft) -> bool:
    """E11.3, E11.4: originals are shown at counters only (R12)."""
    return requirement.original_is_shown and draft.channel is not Place.PORTAL


def _short_name(kind: str) -> str:
    """A kind of document in the narrow list of steps; its page bears the decree's words."""
    names = {
        "application": _("Scan of the application"),
        "importer_guarantee": _("Scan of the guarantee"),
        "deal_document": _("Document on the deal"),
        "intermediary_contract": _("Contract with the end user"),
        "information_forms": _("Scans of the information forms"),
        "photographs": _("Photographs of the goods"),
        "power_of_attorney": _("Power of attorney"),
        "other": _("Other documents"),
    }
    return names[kind]


def document_name(requirement: Requirement, service: Service) -> str:
    """A kind of document in words."""
    extra = {"power_of_attorney": _("Power of attorney of the representative"), "other": _("Other documents")}
    return extra.get(requirement.code) or requirement_name(requirement, service)


def name_on_paper(requirement: Requirement, service: Service) -> str:
    """A kind of document in the words that are kept: on the receipt, in the history. Papers are in Russian."""
    with force_locale("ru"):
        return str(document_name(requirement, service))


@dataclass(frozen=True)
class Task:
    """A step in the list at the left: `errors` is None while it is not begun."""

    group: str
    label: str
    url: str
    errors: int | None
    is_current: bool = False
    is_optional: bool = False
    clause: str = ""

    @property
    def is_done(self) -> bool:
        return self.errors == 0


def tasks_of(draft: Draft, attached: Sequence[str], here: str = "") -> list[Task]:
    """All steps of a filing with their states; `attached` are the kinds that have a file, `here` the open page."""
    status = (draft.data or {}).get("status", {})
    groups = {FILING: _("Filing")}
    tasks = [
        Task(
            groups.get(step, _("Forms of the standard")), step_title(step, draft.service),
            # A step with errors opens with them in view.
            url_for("intake.step", draft_id=draft.id, step=step, check=1 if status.get(step) else None),
            status.get(step), here == step,
        )
        for step in steps_of(draft.service)
    ]  # fmt: skip
    for requirement in (*requirements_of(draft), *extra_requirements()):
        tasks.append(
            Task(
                _("Documents"), _short_name(requirement.code),
                url_for("intake.documents", draft_id=draft.id, kind=requirement.code),
                0 if requirement.code in attached else None, here == f"documents/{requirement.code}",
                not is_copy_demanded(requirement, draft.channel), requirement.clause,
            )
        )  # fmt: skip
    tasks.append(
        Task(
            _("Registration"), _("Check and registration"), url_for("intake.check", draft_id=draft.id), None,
            here == "check",
        )
    )  # fmt: skip
    return tasks


def progress(tasks: Sequence[Task]) -> tuple[int, int]:
    """How many of the steps that are demanded are done, of how many; the last, registration, is none of them."""
    demanded = [task for task in tasks[:-1] if not task.is_optional]
    return sum(task.is_done for task in demanded), len(demanded)


def attached_kinds(draft: Draft) -> list[str]:
    """The kinds of document that have a file."""
    return [one.kind for one in db.session.scalars(Attachment.of_draft(draft.id))]
