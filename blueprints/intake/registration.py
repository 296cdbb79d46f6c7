"""From a draft to an application: every step is checked again, then one act writes the record (clauses 11, 13, 14).

What the record cannot do without stops the registration. A document that is not attached does not: the Committee checks
completeness after acceptance (16), so it is a warning, which the clerk confirms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.acts import expect_version
from blueprints.intake.after_outage import Promise, date_preview, is_confirmed, is_of_this_place, oddities
from blueprints.intake.drafts import (
    APPLICATION,
    FILING,
    form_of,
    is_copy_demanded,
    known_for,
    name_on_paper,
    open_draft,
    own_draft,
    requirements_of,
    shows_original,
    steps_of,
)
from extensions import db
from forms.application import ApplicationForm
from forms.filing import FilingForm
from forms.importer_guarantee import ImporterGuaranteeForm
from forms.step_form import Problem, StepForm
from models import filing as rows
from models.applicant import Applicant
from models.application import Application
from models.attachment import Attachment
from models.center import Center
from models.draft import Draft
from models.event import record
from models.user import Actor
from rules.calendar import YearNotLoaded
from rules.requirements import Requirement
from rules.terms import Place, Service
from rules.workflow import ActionRefused, Barred


@dataclass(frozen=True)
class StepProblem:
    """One thing that stops the registration, or must be confirmed, with the way to where it is mended."""

    url: str
    label: str
    message: str


@dataclass
class CheckedFiling:
    """A draft with every step checked."""

    draft: Draft
    forms: dict[str, StepForm]
    attachments: Sequence[Attachment]
    problems: list[StepProblem] = field(default_factory=list)
    warnings: list[StepProblem] = field(default_factory=list)
    missing: list[Requirement] = field(default_factory=list)
    preview: Application | None = None
    """The case as it would be, with its dates; never stored. None while something is wrong."""
    promise: Promise | None = None
    """What becomes of the day written on a receipt for an outage."""

    @property
    def filing(self) -> FilingForm:
        form = self.forms[FILING]
        assert isinstance(form, FilingForm)
        return form

    @property
    def application(self) -> ApplicationForm:
        form = self.forms[APPLICATION]
        assert isinstance(form, ApplicationForm)
        return form

    @property
    def main(self) -> StepForm:
        """The guarantee, or the information forms."""
        return self.forms[steps_of(self.draft.service)[2]]


def check_draft(draft: Draft, actor: Actor, now: datetime) -> CheckedFiling:
    """Check every step of a draft against this moment. Reads only."""
    known = known_for(actor, now)
    forms = {step: form_of(draft, step, known) for step in steps_of(draft.service)}
    checked = CheckedFiling(draft, forms, db.session.scalars(Attachment.of_draft(draft.id)).all())
    for step, form in forms.items():
        url = url_for("intake.step", draft_id=draft.id, step=step)
        form.validate()
        checked.problems += [_placed(url + "?check=1", p) for p in form.problems()]
        checked.warnings += [_placed(url, p) for p in form.warnings()]
    checked.warnings += _across(checked)
    checked.problems += _originals(checked)
    attached = {one.kind for one in checked.attachments}
    checked.missing = [
        one for one in requirements_of(draft) if is_copy_demanded(one, draft.channel) and one.code not in attached
    ]
    filing_url = url_for("intake.step", draft_id=draft.id, step=FILING)
    if not is_of_this_place(draft):
        words = _("The blank receipt is of another place than the filing")
        checked.problems.append(StepProblem(filing_url, _("Entered after an outage"), words))
    if not checked.problems:
        try:
            checked.preview = make_application(checked, now)
            checked.preview.received_at = now
            _date(checked, now)
        except YearNotLoaded as error:
            words = _("The calendar of %(year)s is not loaded: ask the administrator", year=str(error))
            checked.problems.append(StepProblem(filing_url, _("Filing"), words))
            checked.preview = None
    return checked


def _date(checked: CheckedFiling, now: datetime) -> None:
    """The dates that registration would set; of what was accepted during an outage also what is odd about them."""
    preview, entry = checked.preview, checked.draft.outage_entry
    assert preview is not None
    if entry is None:
        preview.compute_dates()
        return
    checked.promise = date_preview(preview, entry)
    url = url_for("outage.entry", draft_id=checked.draft.id)
    odd = oddities(preview, entry, checked.promise, now)
    checked.warnings += [StepProblem(url, _("Entered after an outage"), words) for words in odd]


def _placed(url: str, problem: Problem) -> StepProblem:
    return StepProblem(f"{url}#{problem.target}", problem.label, problem.message)


def _originals(checked: CheckedFiling) -> list[StepProblem]:
    """Copies of which nobody has said that the original was shown, or why not (E11.3, E11.4)."""
    asked = {one.code for one in requirements_of(checked.draft) if shows_original(one, checked.draft)}
    words = _("Tick that the original was shown, or say why it was not")
    return [
        StepProblem(
            url_for("intake.documents", draft_id=checked.draft.id, kind=one.kind, _anchor=f"original-{one.id}-shown"),
            one.title, words,
        )
        for one in checked.attachments
        if one.kind in asked and not one.original_is_accounted_for
    ]  # fmt: skip


def _across(checked: CheckedFiling) -> list[StepProblem]:
    """What is odd between two forms: the applicant is not the importer, and nobody said that he is an intermediary."""
    form = checked.main
    if not isinstance(form, ImporterGuaranteeForm) or not form.importer_identifier:
        return []
    if form.is_intermediary.data or form.importer_identifier == checked.application.identifier:
        return []
    url = url_for("intake.step", draft_id=checked.draft.id, step=steps_of(checked.draft.service)[2])
    words = _("The importer is not the applicant, and the applicant is not marked as an intermediary (clause 11.4)")
    return [StepProblem(f"{url}#is_intermediary", _("Box %(box)s, %(label)s", box="1", label=_("Importer")), words)]


def make_application(checked: CheckedFiling, now: datetime) -> Application:
    """The case of a checked draft, not yet in the session and without its applicant and number."""
    draft, filing, entry = checked.draft, checked.filing, checked.draft.outage_entry
    hand_out = Place(filing.hand_out_place.value)
    application = Application(
        service=draft.service, channel=draft.channel, center=draft.center,
        mobile_stop_id=int(filing.mobile_stop.value) if filing.mobile_stop.value else None, hand_out_place=hand_out,
        hand_out_center=_center(filing) if hand_out is Place.CENTER else None,
        # 7.1: a counter accepts now; a Portal filing was accepted when it arrived, one during an outage when it was.
        accepted_at=entry.accepted_at if entry else filing.filed_at or now,
        form=rows.ApplicationForm(**checked.application.record()),
    )  # fmt: skip
    if draft.service is Service.EUC:
        form = checked.main
        assert isinstance(form, ImporterGuaranteeForm)
        application.guarantee = rows.ImporterGuarantee(**form.record())
        application.goods = [rows.GoodsRow(position=n, **row.record()) for n, row in enumerate(form.rows, start=1)]
    else:
        application.information_forms = [
            rows.InformationForm(position=n, **row.record()) for n, row in enumerate(checked.main.rows, start=1)
        ]
    return application


def _center(filing: FilingForm) -> Center | None:
    return db.session.scalar(select(Center).where(Center.id == int(filing.hand_out_center.value)))


def register_draft(checked: CheckedFiling, actor: Actor, now: datetime) -> Application:
    """Write the record in the unit of work under way; a draft that was registered meanwhile answers with its case."""
    draft = own_draft(checked.draft.id, lock=True)
    if draft.application_id is not None:
        return db.session.get_one(Application, draft.application_id)
    expect_version(draft, link=url_for("intake.check", draft_id=draft.id))
    draft = open_draft(draft.id)
    if not is_confirmed(draft):
        raise ActionRefused(Barred("outage_unconfirmed"))
    application = make_application(checked, now)
    form = application.form
    application.applicant = Applicant.called(form.applicant_kind, form.identifier, form.applicant_name)
    application.register(actor, now, current_app.config["REGISTRATION_NUMBER_FORMAT"], draft.outage_entry)
    for attachment in db.session.scalars(Attachment.of_draft(draft.id)).all():
        attachment.application_id = application.id
    draft.application_id = application.id
    if checked.warnings or checked.missing:
        record(
            "warnings_confirmed", actor, now, application_id=application.id,
            warnings=[f"{one.label}: {one.message}"[:300] for one in checked.warnings][:50],
            missing=[one.code for one in checked.missing],
            missing_names="; ".join(name_on_paper(one, draft.service) for one in checked.missing) or "—",
        )  # fmt: skip
    return application
