"""Things for the sweeps to call views on: one factory for each endpoint that needs an object, seen by whoever calls."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask import current_app
from reportlab.pdfgen.canvas import Canvas

from documents.content import certificate_content
from extensions import clock, db, write
from models import custody
from models.application import Application
from models.attachment import Attachment, store_file
from models.custody import HandOut, HandOutOutcome, Recipient
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, SignatureReport
from models.draft import Draft
from models.notice import Notice
from models.user import Substitution, User
from rules.permissions import Role
from rules.terms import Place, Service, committee_today
from rules.warnings import WarningKind
from rules.workflow import DecisionKind
from tests.contracts import world_directory, world_entry, world_mobile, world_originals, world_queue, world_results
from tests.contracts.world_complaint_work import COMPLAINT_WORK_FACTORIES
from tests.contracts.world_complaints import COMPLAINT_FACTORIES
from tests.factories import build_application, complete, user
from tests.results import reserve_number


def one_sheet() -> bytes:
    """A paper that can be opened."""
    out = BytesIO()
    sheet = Canvas(out)
    sheet.drawString(100, 700, "1")
    sheet.save()
    return out.getvalue()


class World:
    """Makes what a factory asks for, anew for each call. Cases go from and to the Center 3/14: all roles see them."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def case(self) -> Application:
        """A registered case."""
        with write():
            return build_application(Service.EUC, clock.now(), channel=Place.CENTER, hand_out=Place.CENTER)

    def prepared(self) -> Application:
        """A case whose result is prepared."""
        application = self.case()
        with write():
            application = db.session.merge(application)
            complete(application, clock.now())
            Decision.prepare(
                application, DecisionKind.RESULT, user("officer").actor(), clock.now(),
                content=certificate_content(application), reasons="", grounds={},
            )  # fmt: skip
        return application

    def issued(self, place: str = "committee") -> Application:
        """A case whose result is signed and is at this place."""
        application = self.prepared()
        with write():
            application, now = db.session.merge(application), clock.now()
            decision = application.prepared_decision
            assert decision is not None
            decision.sign(reserve_number(application, now), user("signatory").actor(), now, Medium.ELECTRONIC, None)
            if place != "committee":
                custody.dispatch(application, user("clerk").actor(), now)
            if place in ("center", "on_the_way_back"):
                custody.confirm_arrival(application, user("center_operator").actor(), now, committee_today(now))
            if place == "on_the_way_back":
                late = application.custody_ends_on + timedelta(days=1) if application.custody_ends_on else date.max
                custody.send_back(application, user("center_operator").actor(), now, late)
        return application

    def visit(self) -> HandOut:
        """A result taken at the Center's window."""
        application = self.issued("center")
        with write():
            visit = HandOut(
                outcome=HandOutOutcome.TAKEN, recipient=Recipient.APPLICANT, recipient_name="Ким О. В.",
                identity_kind="identity_card", identity_number="034567890", originals=1,
            )  # fmt: skip
            actor, now = user("center_operator").actor(), clock.now()
            custody.hand_out(db.session.merge(application), visit, actor, now, committee_today(now))
        return visit

    def draft(self) -> Draft:
        """The caller's own draft."""
        is_at_center = self.role in (Role.CENTER_OPERATOR, Role.CENTER_HEAD)
        person = user(self.role)
        with write():
            draft = Draft(
                service=Service.EUC, channel=Place.CENTER if is_at_center else Place.COMMITTEE,
                center_id=person.grants[0].center_id, created_by_id=person.id, created_at=clock.now(),
                updated_at=clock.now(),
            )  # fmt: skip
            db.session.add(draft)
        return draft

    def attachment(self, draft: Draft) -> Attachment:
        """A file of a draft that is really there."""
        content = one_sheet()
        digest = store_file(current_app.config["FILES_PATH"], content)
        with write():
            attachment = Attachment(
                draft_id=draft.id, kind="deal_document", title="Контракт", file_name="contract.pdf",
                media_type="application/pdf", size=len(content), sha256=digest, added_by_id=user(self.role).id,
                added_at=clock.now(),
            )  # fmt: skip
            db.session.add(attachment)
        return attachment

    def document(self) -> Document:
        """A receipt that is really there."""
        application_id, digest = self.case().id, store_file(current_app.config["FILES_PATH"], one_sheet())
        with write():
            document = Document(
                application_id=application_id, kind=DocumentKind.RECEIPT, number="1", sha256=digest, made_at=clock.now()
            )
            db.session.add(document)
        return document

    def signed_beside(self) -> Document:
        """A paper with a signature beside it."""
        document = self.document()
        with write():
            db.session.add(
                SignatureReport(document_id=document.id, cms_sha256=document.sha256, checked_at=clock.now(), report={})
            )
        return document

    def another(self, *, is_active: bool = True) -> User:
        """Somebody else's account."""
        with write():
            person = user("officer_2")
            person.is_active = is_active
        return person

    def substitution(self) -> Substitution:
        """Somebody acts for somebody from today on."""
        today = clock.today()
        with write():
            made = Substitution(
                absent_id=user("signatory_2").id, substitute_id=user("officer_2").id, order_number="12-к",
                order_date=today, starts_on=today, ends_on=today + timedelta(days=3),
            )  # fmt: skip
            db.session.add(made)
        return made

    def notice(self) -> Notice:
        """An unread warning of the caller's own."""
        case = self.case()
        with write():
            notice = Notice(
                kind=WarningKind.TERM_ENDS, subject=f"application:{case.id}", due_on=case.term_ends_on,
                user_id=user(self.role).id, application_id=case.id, is_urgent=True, raised_at=clock.now(),
            )  # fmt: skip
            db.session.add(notice)
        return notice


Factory = Callable[[World], dict[str, Any]]


def _case(world: World) -> dict[str, Any]:
    return {"application_id": world.case().id}


def _prepared(world: World) -> dict[str, Any]:
    return {"application_id": world.prepared().id}


def _issued(place: str) -> Factory:
    return lambda world: {"application_id": world.issued(place).id}


def _draft(**more: str) -> Factory:
    return lambda world: {"draft_id": world.draft().id, **more}


def _removal(world: World) -> dict[str, Any]:
    draft = world.draft()
    return {"draft_id": draft.id, "kind": "deal_document", "attachment_id": world.attachment(draft).id}


def _visit(world: World) -> dict[str, Any]:
    visit = world.visit()
    return {"application_id": visit.application_id, "visit_id": visit.id}


def _person(world: World) -> dict[str, Any]:
    return {"user_id": world.another().id}


FACTORIES: dict[str, Factory] = {
    **world_directory.FACTORIES,
    **world_results.FACTORIES,
    **world_mobile.FACTORIES,
    **COMPLAINT_FACTORIES,
    **COMPLAINT_WORK_FACTORIES,
    **world_queue.FACTORIES,
    "static": lambda world: {"filename": "css/app.css"},
    "accounts.issued_password": _person,
    "accounts.reset_password": _person,
    "accounts.substitution_revoke": lambda world: {"substitution_id": world.substitution().id},
    "accounts.user": _person,
    "accounts.user_edit": _person,
    "accounts.user_state": lambda world: {"user_id": world.another(is_active=False).id, "step": "enable"},
    "centers.branch": lambda world: {"branch_no": 3},
    "centers.center": lambda world: {"center_id": 1},
    "handout.arrival": _issued("on_the_way"),
    "handout.case": _issued("center"),
    "handout.confirm_arrival": _issued("on_the_way"),
    "handout.confirm_return": _issued("on_the_way_back"),
    "handout.record_visit": _issued("center"),
    "handout.return_uncollected": _issued("center"),
    "handout.send_back": _issued("center"),
    "handout.take_back": _issued("on_the_way_back"),
    "handout.visit": _visit,
    "intake.attachment": lambda world: {"attachment_id": world.attachment(world.draft()).id},
    "intake.autosave": _draft(step="filing"),
    "intake.check": _draft(),
    "intake.confirm_delete": _draft(),
    "intake.delete_draft": _draft(),
    "intake.documents": _draft(kind="deal_document"),
    "intake.identifier": lambda world: {"field": "bin", "bin": "980140003773"},
    "intake.make_receipt": _case,
    "intake.print_duplicate": _case,
    "intake.print_paper": _draft(code="guarantee"),
    "intake.receipt": _case,
    "intake.receipt_pdf": lambda world: {"application_id": world.document().application_id},
    "intake.register": _draft(),
    "intake.remove": _removal,
    "intake.save_step": _draft(step="filing"),
    "intake.step": _draft(step="filing"),
    "intake.upload": _draft(kind="deal_document"),
    "issuance.document": lambda world: {"document_id": world.document().id},
    "issuance.do_sign": _prepared,
    "issuance.do_sign_on_paper": _prepared,
    "issuance.do_sign_through_ncalayer": _prepared,
    "issuance.prepare": _prepared,
    "issuance.print_register": lambda world: {"name": "applications"},
    "issuance.export_register": lambda world: {"name": "applications"},
    "issuance.registers": lambda world: {"name": "certificates"},
    "issuance.send_back": _prepared,
    "issuance.sheet": lambda world: {"document_id": world.document().id, "number": 1},
    "issuance.sign": _prepared,
    "issuance.signature": lambda world: {"document_id": world.signed_beside().id},
    "reference.blank_form": lambda world: {"kind": "sample", "code": "guarantee"},
    "notices.follow": lambda world: {"notice_id": world.notice().id},
    "notices.set_mark": lambda world: {"notice_id": world.notice().id, "mark": "read"},
    "operations.confirm_run": lambda world: {"name": "silence"},
    "operations.job": lambda world: {"name": "silence"},
    "operations.run": lambda world: {"name": "silence"},
    "operations.warning": lambda world: {"kind": "term_ends"},
    "reference.calendar": lambda world: {"year": 2013, "scheme": "center"},
    "reference.calendar_confirm": lambda world: {"year": 2013},
    "reference.calendar_take": lambda world: {"year": 2013},
    "reference.fact_later": lambda world: {"key": "name"},
    "reference.ground_later": lambda world: {"service": "euc", "code": "art40"},
    "reference.reading_later": lambda world: {"name": "portal_postponement"},
    "reference.standards": lambda world: {"service": "conclusion"},
    "reference.unit_edit": lambda world: {"code": "796"},
    "review.case": _case,
    "review.checks": lambda world: {**_case(world), "stage": "completeness", "subject": "application"},
    "review.correct": _issued("committee"),
    "review.decision": _prepared,
    "review.do_correct": _issued("committee"),
    "review.do_prepare_incompleteness_refusal": _case,
    "review.do_prepare_refusal": _case,
    "review.do_prepare_result": _case,
    "review.do_recall": _prepared,
    "review.do_start_review": _case,
    "review.do_void": _case,
    "review.do_withdraw": _case,
    "review.filed_paper": lambda world: {**_case(world), "code": "guarantee"},
    "review.filing": _case,
    "review.history": _case,
    "review.make_finding": lambda world: {**_case(world), "stage": "completeness", "subject": "application"},
    "review.papers": _case,
    "review.prepare_incompleteness_refusal": _case,
    "review.prepare_refusal": _case,
    "review.prepare_result": _case,
    "review.preview_pdf": _prepared,
    "review.recall": _prepared,
    "review.start_review": _case,
    "review.void": _case,
    "review.withdraw": _case,
    **world_originals.FACTORIES,
    "verification.answer": lambda world: {"typed": "00000-00000-00000-00000"},
    **world_entry.FACTORIES,
}
