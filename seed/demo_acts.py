"""What people do with the demonstration's cases: each act through the models, at its moment, in its own unit of work.

An act is given the case as it was told (`Case`), its row's id once there is one, and the moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from documents import issue, receipt_of
from documents.content import content_of
from extensions import db, write
from models import custody
from models.applicant import Applicant, ApplicantKind
from models.application import Application
from models.attachment import store_file
from models.custody import HandOut, HandOutOutcome, Recipient
from models.decision import Decision
from models.document import Document, SigningWay
from models.review import Finding, Outcome, Stage
from models.user import Actor
from rules.refusal import Ground
from rules.requirements import DEAL, review_subjects
from rules.terms import Place, Service, committee_today
from rules.workflow import DecisionKind
from seed import demo_filings as filings
from seed.demo_people import OPERATORS, center, user
from seed.demo_scans import files_of, send


@dataclass(frozen=True)
class Case:
    """One case of the demonstration: what is filed, how many working days ago, and what happened on which day since.

    `path` names acts of this module with the working days after the filing.
    """

    service: Service
    age: int
    path: tuple[tuple[str, int], ...]
    channel: Place = Place.COMMITTEE
    hand_out: Place = Place.COMMITTEE
    center: str = ""
    officer: str = "officer"
    signatory: str = "signatory"
    rows: int = 1
    originals: int = 1
    turn: int = 0
    is_sent: bool = True

    @property
    def operator(self) -> str:
        return OPERATORS[self.center]

    @property
    def is_incomplete(self) -> bool:
        return any(act == "find_incomplete" for act, _day in self.path)

    @property
    def firm(self) -> filings.Firm:
        firms = filings.FIRMS if self.service is Service.CONCLUSION else filings.FIRMS[:-2]  # persons import nothing
        return firms[self.turn % len(firms)]

    @property
    def importer(self) -> filings.Firm:
        """Now and then an intermediary applies for another firm (E11.4)."""
        return filings.FIRMS[(self.turn + 7) % 18] if self.turn % 6 == 5 else self.firm


Act = Callable[[Case, int, datetime], None]


def _store(content: bytes) -> str:
    return store_file(current_app.config["FILES_PATH"], content)


def _actor(login: str) -> Actor:
    return user(login).actor()


def _locked(application_id: int) -> Application:
    return db.session.get_one(Application, application_id, with_for_update=True)


# --- Filing ----------------------------------------------------------------------------------------------


def register(case: Case, now: datetime) -> int:
    """The filing at its counter, or from the Portal the morning after, with its files and its receipt."""
    filed_on = committee_today(now)
    files = files_of(case, now)
    with write():
        is_center = case.channel is Place.CENTER
        login = case.operator if is_center else "clerk"
        arrived = now - timedelta(hours=14) if case.channel is Place.PORTAL else now
        firm, end_user = case.firm, filings.FIRMS[(case.turn + 4) % 18]
        application = Application(
            service=case.service, channel=case.channel, hand_out_place=case.hand_out, accepted_at=arrived,
            center=center(case.center) if is_center else None,
            hand_out_center=center(case.center) if case.hand_out is Place.CENTER else None,
            applicant=Applicant.called(ApplicantKind(firm.kind), firm.identifier, firm.name),
            form=filings.application_form(firm, "Абдуллина Жанар Маратовна" if case.turn % 7 == 2 else ""),
        )  # fmt: skip
        if case.service is Service.EUC:
            application.guarantee = filings.guarantee(firm, case.importer, end_user, case.turn, filed_on)
            application.goods = filings.goods(case.turn, case.rows)
        else:
            application.information_forms = filings.information_forms(case.turn, case.rows, end_user)
        application.register(_actor(login), now, current_app.config["REGISTRATION_NUMBER_FORMAT"])
        for file in files:
            file.application_id, file.added_by_id = application.id, application.accepted_by_id
            db.session.add(file)
        application_id = application.id
    original = receipt_of.make_original(db.session.get_one(Application, application_id))
    digest = _store(original.content)
    with write():
        receipt_of.keep_original(application_id, original, digest, _actor(login), now)
    if is_center and case.is_sent:
        send(application_id, _actor(login), now)
    return application_id


def assign(case: Case, application_id: int, now: datetime) -> None:
    with write():
        _locked(application_id).assign(user(case.officer), _actor("head_of_unit"), now)


def withdraw(_case: Case, application_id: int, now: datetime) -> None:
    with write():
        reason = "Заявление отозвано получателем: поставка по контракту отложена"
        _locked(application_id).withdraw(reason, _actor("clerk"), now)


def void(_case: Case, application_id: int, now: datetime) -> None:
    with write():
        reason = "Зарегистрировано ошибочно: то же заявление принято повторно"
        _locked(application_id).void(reason, _actor("head_of_unit"), now)


# --- Checks and decisions ---------------------------------------------------------------------------------


def _find(application: Application, case: Case, now: datetime, *, is_whole: bool = True) -> None:
    """A finding for each document; `is_whole` is false where one of them is missing."""
    attached = {file.kind for file in application.attachments}
    missing = DEAL.code if case.service is Service.EUC else "information_forms"
    words = (
        "Не приложена копия контракта с экспортёром" if case.service is Service.EUC
        else "В форме сведений не заполнены поля 3 и 5"
    )  # fmt: skip
    for requirement in application.requirements:
        outcome = Outcome.PRESENT
        if requirement.is_optional and requirement.code not in attached:
            outcome = Outcome.NOT_APPLICABLE
        if not is_whole and requirement.code == missing:
            outcome = Outcome.MISSING
        values: dict[str, object] = {"outcome": outcome, "note": words if outcome is Outcome.MISSING else ""}
        Finding.make(application, Stage.COMPLETENESS, requirement.code, values, _actor(case.officer), now)


def begin_check(case: Case, application_id: int, now: datetime) -> None:
    """The first document is looked at, the rest is left for later."""
    with write():
        application = _locked(application_id)
        first = application.requirements[0].code
        Finding.make(
            application, Stage.COMPLETENESS, first, {"outcome": Outcome.PRESENT, "note": ""}, _actor(case.officer), now
        )


def check(case: Case, application_id: int, now: datetime) -> None:
    """Everything is there: the review starts."""
    with write():
        application = _locked(application_id)
        _find(application, case, now)
        application.start_review(_actor(case.officer), now)


def find_incomplete(case: Case, application_id: int, now: datetime) -> None:
    with write():
        application = _locked(application_id)
        _find(application, case, now, is_whole=False)
        words = "Документы, представленные с заявлением, неполные. Полный перечень дан в пункте 11 стандарта."
        kind = DecisionKind.INCOMPLETENESS_REFUSAL
        Decision.prepare(
            application, kind, _actor(case.officer), now, content=content_of(application, kind), reasons=words,
            grounds={Ground.INCOMPLETE: ""},
        )  # fmt: skip


def examine(case: Case, application_id: int, now: datetime) -> None:
    """A finding for each form, or for each group of boxes."""
    things = filings.things_of(case.turn, case.rows)
    with write():
        application = _locked(application_id)
        for subject in review_subjects(case.service, len(application.information_forms)):
            values: dict[str, object] = {"outcome": Outcome.CONFORMS, "note": ""}
            if subject.form_position:
                thing = things[subject.form_position - 1]
                listed = f"Соответствует описанию позиции {thing.control_list_code} номенклатуры."
                free = "Технические характеристики ниже порогов, установленных номенклатурой."
                values |= {
                    "is_controlled": thing.is_controlled, "control_list_code": thing.control_list_code,
                    "reasons": listed if thing.is_controlled else free,
                }  # fmt: skip
            Finding.make(application, Stage.REVIEW, subject.code, values, _actor(case.officer), now)


def prepare(case: Case, application_id: int, now: datetime) -> None:
    with write():
        application = _locked(application_id)
        content = content_of(application, DecisionKind.RESULT)
        Decision.prepare(
            application, DecisionKind.RESULT, _actor(case.officer), now, content=content, originals=case.originals
        )


def refuse(case: Case, application_id: int, now: datetime) -> None:
    """A reasoned refusal on a ground of this service (E16, C16)."""
    if case.turn % 3 == 0:
        grounds = {Ground.ART40: "Получатель не подтвердил полномочия лица, подписавшего заявление"}
        reasons = "Полномочия лица, подписавшего заявление, не подтверждены (статья 40 Закона «Об информатизации»)."
    elif case.service is Service.EUC:
        grounds = {Ground.FALSE: "Адрес конечного пользователя"}
        reasons = "По указанному адресу конечный пользователь не находится, что установлено при проверке сведений."
    else:
        grounds = {Ground.DEFECTS: "Характеристики не соответствуют наименованию товара"}
        reasons = "Характеристики в форме сведений относятся к другому изделию, чем названо в поле 1."
    with write():
        application = _locked(application_id)
        Decision.prepare(
            application, DecisionKind.REFUSAL, _actor(case.officer), now, content={}, reasons=reasons, grounds=grounds
        )


def send_back_text(case: Case, application_id: int, now: datetime) -> None:
    """The signatory returns the text to the officer."""
    with write():
        decision = _locked(application_id).prepared_decision
        assert decision is not None  # the path has it prepared before
        decision.send_back("Уточните наименование в графе 9: контракт и спецификация.", _actor(case.signatory), now)


def reserve(case: Case, application_id: int, now: datetime) -> None:
    """Number and date are reserved and the paper is made; it waits to be read and signed."""
    issue.prepare_for_signing(application_id, _actor(case.signatory), now)


def sign(case: Case, application_id: int, now: datetime) -> None:
    reserve(case, application_id, now)
    document_id, signatory = _reserved(application_id), _actor(case.signatory)
    signed = issue.make_signed(application_id, document_id, signatory, now)
    with write():
        issue.sign(_locked(application_id), signed, document_id, signatory, now)


def _reserved(application_id: int) -> int:
    decision = db.session.get_one(Application, application_id).prepared_decision
    assert decision and decision.entry and decision.entry.document_id  # reserved just now
    return decision.entry.document_id


def sign_on_paper(case: Case, application_id: int, now: datetime) -> None:
    """Printed, signed and sealed by hand, recorded with its scan (clause 5)."""
    issue.prepare_for_signing(application_id, _actor(case.signatory), now, SigningWay.BY_HAND)
    document_id, signatory = _reserved(application_id), _actor(case.signatory)
    number = db.session.get_one(Document, document_id).number
    scan = _store(filings.scanned_page(number, "Подписано и скреплено печатью", case.firm.name))
    with write():
        issue.sign_on_paper(_locked(application_id), document_id, scan, "application/pdf", signatory, now)


# --- Into the applicant's hands ---------------------------------------------------------------------------


def _visit(case: Case, application_id: int, now: datetime, visit: HandOut) -> None:
    with write():
        application = _locked(application_id)
        custody.hand_out(
            application, visit, _actor(case.operator if case.hand_out is Place.CENTER else "clerk"), now,
            committee_today(now),
        )  # fmt: skip


def _by_hand(case: Case, originals: int) -> HandOut:
    """The importer's head in person, or the person who applied."""
    firm = case.importer
    return HandOut(
        outcome=HandOutOutcome.TAKEN, recipient=Recipient.APPLICANT, recipient_name=firm.head or firm.name,
        identity_kind="identity_card", identity_number=f"03{case.turn * 4517 % 9000000 + 1000000}",
        originals=originals, receipt_shown=True, note="",
    )  # fmt: skip


def hand_out(case: Case, application_id: int, now: datetime) -> None:
    _visit(case, application_id, now, _by_hand(case, case.originals))


def hand_out_one(case: Case, application_id: int, now: datetime) -> None:
    """One original of several."""
    _visit(case, application_id, now, _by_hand(case, 1))


def hand_out_to_representative(case: Case, application_id: int, now: datetime) -> None:
    visit = _by_hand(case, case.originals)
    visit.recipient, visit.recipient_name = Recipient.REPRESENTATIVE, "Абдуллина Жанар Маратовна"
    visit.attorney_number, visit.attorney_date = f"{case.turn + 11}", committee_today(now) - timedelta(days=30)
    visit.attorney_valid_until = committee_today(now) + timedelta(days=150)
    visit.receipt_shown, visit.note = False, "Расписка утеряна, личность удостоверена"
    _visit(case, application_id, now, visit)


def refuse_to_accept(case: Case, application_id: int, now: datetime) -> None:
    visit = _by_hand(case, 0)
    visit.outcome, visit.note = HandOutOutcome.NOT_ACCEPTED, "Не согласен с решением, намерен его обжаловать"
    _visit(case, application_id, now, visit)


def put_into_cabinet(case: Case, application_id: int, now: datetime) -> None:
    cabinet = HandOut(
        outcome=HandOutOutcome.TAKEN, recipient=Recipient.PORTAL_CABINET, recipient_name=case.importer.name,
        originals=case.originals, receipt_shown=False, note="",
    )  # fmt: skip
    _visit(case, application_id, now, cabinet)


ACTS: dict[str, tuple[Act, int, int]] = {
    # name: the act, and the hour and minute of the day at which it is done
    "assign": (assign, 11, 20),
    "begin_check": (begin_check, 14, 40),
    "check": (check, 15, 10),
    "find_incomplete": (find_incomplete, 15, 20),
    "examine": (examine, 15, 40),
    "prepare": (prepare, 16, 10),
    "refuse": (refuse, 16, 15),
    "send_back_text": (send_back_text, 16, 50),
    "reserve": (reserve, 17, 5),
    "sign": (sign, 17, 10),
    "sign_on_paper": (sign_on_paper, 17, 15),
    "withdraw": (withdraw, 12, 5),
    "void": (void, 12, 30),
    "hand_out": (hand_out, 11, 45),
    "hand_out_one": (hand_out_one, 12, 10),
    "hand_out_to_representative": (hand_out_to_representative, 15, 5),
    "refuse_to_accept": (refuse_to_accept, 12, 20),
    "put_into_cabinet": (put_into_cabinet, 10, 15),
}
