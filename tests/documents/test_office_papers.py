"""The papers of the Committee and the Centers: blank and filled from one template, in the words of their clauses."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from cli.keys import demonstration_key
from documents.acknowledgement import AcknowledgementPaper, acknowledgement_pdf
from documents.blanks import BY_CODE, OFFICE_FORMS, office_blank_pdf
from documents.case_file import CaseFilePaper, FiledDocument, case_file_pdf
from documents.complaint import ComplaintStampPaper, ComplaintTicketPaper, complaint_stamp_pdf, complaint_ticket_pdf
from documents.fonts import REGULAR
from documents.hand_over import HandOverPaper, HandOverRow, hand_over_pdf
from documents.indicators import IndicatorsPaper, IndicatorValue, indicators_pdf
from documents.mobile_timetable import MobileTimetablePaper, TimetableStop, mobile_timetable_pdf
from documents.notification import NotificationPaper, notification_pdf
from documents.picture import grey_png
from documents.samples import FOLDER
from documents.showcase import KEY_OF, SERIAL, filled_paper, issued_paper, shown_paper
from documents.textlines import broken
from documents.titles import paper_title
from documents.waybill import WaybillPaper, WaybillRow, waybill_pdf
from models.document import DocumentKind
from models.wording import text
from rules.terms import Service
from rules.verification import grouped
from tests.documents.annexes import APPEAL, INCOMPLETENESS, INDICATORS, NOTIFICATION, RECEIPT, TICKET
from tests.documents.geometry import crossed, overlapping
from tests.documents.papers import (
    HOSTILE,
    HOSTILE_PRINTED,
    SIGNATURE,
    UNBROKEN,
    laid_out,
    sheets,
    whole_text,
    words,
)
from tests.documents.test_every_paper import MARGIN, RIGHT_TO_LEFT, SHEET_HEIGHT, SHEET_WIDTH, SMALLEST
from tests.documents.test_forms_to_the_letter import stand_in_order

SHOWN = json.loads((FOLDER / "others.json").read_text(encoding="utf-8"))
LABELS = {
    "notification": [
        NOTIFICATION[0], "1. Номер, дата и время принятия запроса", "2. Вид запрашиваемой государственной услуги",
        "3. Получатель государственной услуги", f"4. {NOTIFICATION[1]}",
        "5. Место получения результата государственной услуги", "принят.",
        "Государственная услуга оказывается бесплатно.",
    ],
    "complaint_draft": [
        "Кому", "От", "Почтовый адрес", "Телефон", "Жалоба", "Чьи действия (бездействие) обжалуются",
        "Мотивы обращения", "Требования", "Дата", "Подпись получателя государственной услуги",
    ],
    "complaint_ticket": [
        TICKET[0], "1. Получатель государственной услуги, подавший жалобу",
        *(f"{at}. {label}" for at, label in enumerate(TICKET[1:], start=2)), "Жалобу принял",
        "Ф. И. О.", "Должность", "Подпись", "Дата",
    ],
    "complaint_stamp": ["ЖАЛОБА ЗАРЕГИСТРИРОВАНА", "Входящий №", "Дата регистрации"],
    "complaint_reply": [
        "Ответ на жалобу", "Ваша жалоба №", "Решение по жалобе", "удовлетворена", "частично",
        "Что установлено", "Принятые меры", "В случаях несогласия", "обратиться в суд", "МП",
    ],
    "complaint_refusal": ["Отказ в рассмотрении жалобы", "пункт 24", "Причины отказа", "обратиться в суд", "МП"],
    "complaint_extension": ["Уведомление о продлении", "Срок ответа продлен до", "Причины продления", "МП"],
    "complaint_forwarding": [
        "Уведомление о перенаправлении", "Кому направлена", "День регистрации жалобы сохраняется", "Причины", "МП",
    ],
    "hand_over_to": [
        "Передает", "Комитет промышленности", "Принимает", "№ п/п", "Документ", "№ документа", "№ заявления",
        "Кому выдается", "Экз.", "1 2 3 4 5 6", "1.", "Всего документов:", "Сдал(а)", "Принял(а)", "Подпись", "Дата",
    ],
    "hand_over_back": ["пункт 15", "Передает", "Принимает", "Комитет промышленности", "1 2 3 4 5 6", "Сдал(а)"],
    "acknowledgement": [
        "Подтверждение получения результата государственной услуги", "пункт 15", "1. Документ", "2. Заявление",
        "3. Кому выдан документ", "4. Место выдачи", "5. Получатель или его представитель", "6. Документ,",
        "7. Доверенность", "8. Выдано экземпляров", "9. Расписка", "10. Примечание", "получил(а)", "Получатель",
        "Выдал(а)", "Подпись", "Дата",
    ],
    "mobile_timetable": [
        "График работы мобильного Центра", "подпункт 2) пункта 9", "Мобильный Центр",
        "Центр, в котором выдаются результаты", "№ п/п", "Дата", "Населенный пункт, место стоянки", "Часы приема",
        "Перерыв", "1 2 3 4 5 6", "1.", "не менее шести рабочих часов в одном населенном пункте", "Утвердил(а)",
        "Подпись",
    ],
    "waybill": [
        "Передает", "Принимает", "Комитет промышленности", "№ п/п", "№ заявления", "Штрих-код",
        "Получатель государственной услуги", "Принято", "Есть", "1 2 3 4 5 6", "1.", "Всего пакетов документов:",
        "Сдал(а)", "Принял(а)", "Подпись", "Дата",
    ],
    "case_file": [
        "ДЕЛО", "Государственная услуга:", "Получатель государственной услуги:", "БИН (ИИН):", "№ результата:",
        "Начато:", "Окончено:", "Листов:", "Внутренняя опись документов", "Наименование документа", "Листы дела",
        "1 2 3 4 5 6", "1.", "Всего внесено документов:", "Опись составил(а)",
    ],
    "conclusion": [
        "ЗАКЛЮЧЕНИЕ", "об отнесении товаров, технологий, работ, услуг, информации к продукции, подлежащей экспортному"
        " контролю", "Форма сведений №", "Наименование", "Код по ТН ВЭД ТС", "Вывод",
        "относится к продукции, подлежащей экспортному контролю", "Код по контрольным спискам", "Обоснование", "МП",
    ],
    "receipt": ["Расписка о приеме документов", *RECEIPT, "Государственная услуга оказывается бесплатно."],
    "refusal": ["Мотивированный отказ в выдаче", "Основания отказа", "Мотивы отказа", *APPEAL, "МП"],
    "incompleteness_refusal": [*INCOMPLETENESS, "Не представлены или представлены не полностью", *APPEAL, "МП"],
    "indicators": list(INDICATORS["euc"]),
}  # fmt: skip


UNNUMBERED = ("indicators", "complaint_stamp", "complaint_draft")
"""Papers that bear no number of ours."""


@cache
def shown(code: str) -> bytes:
    """A paper as its picture shows it."""
    return shown_paper(code, SHOWN[code])


def printed(pdf: bytes) -> str:
    return whole_text(pdf).replace("\u00a0", " ")


def kind_of(code: str) -> str:
    form = BY_CODE[code]
    return code.removesuffix(f"_{form.service}") if form.service else code


def row(at: int, name: str = "ТОО «Ертіс Вакуум»") -> HandOverRow:
    return HandOverRow("Мотивированный отказ", f"REF-2013-{at:06d}", f"E-2013-03/14-{at:06d}", name, 1)


@pytest.mark.parametrize("code", list(BY_CODE))
def test_a_blank_has_every_label_in_order_and_no_value(code):
    blank = printed(office_blank_pdf(code))
    labels = INDICATORS[BY_CODE[code].service] if kind_of(code) == "indicators" else LABELS[kind_of(code)]
    stand_in_order(blank, tuple(labels))
    assert "None" not in blank
    assert not re.search(r"\d\d\.\d\d\.\d{4}|\b[A-Z]{1,3}-2013-", blank)
    for value in values_in(SHOWN[kind_of(code)]):
        assert value not in blank


def values_in(given: object) -> list[str]:
    """The names and numbers of a sample; what the papers print by themselves is left out."""
    if isinstance(given, dict):
        return [one for name, value in given.items() if name not in ("words", "paper") for one in values_in(value)]
    if isinstance(given, list):
        return [one for value in given for one in values_in(value)]
    own = isinstance(given, str) and re.search(r"«|-2013-|Гүлнұр|Серікұлы|ЦОН|Ж-08", given)
    return [str(given)] if own else []


@pytest.mark.parametrize("code", list(SHOWN))
def test_a_filled_paper_has_the_labels_of_its_blank_and_every_value(code):
    filled = printed(shown(code))
    for label in LABELS[code]:
        assert label in filled, label
    assert values_in(SHOWN[code]) or code == "indicators"
    for value in values_in(SHOWN[code]):
        assert " ".join(value.split()) in filled


@pytest.mark.parametrize("code", [code for code in BY_CODE if kind_of(code) not in UNNUMBERED])
def test_every_sheet_of_a_blank_has_a_line_for_its_number(code):
    assert all(sheet.startswith("№ ____________ Лист") for sheet in sheets(office_blank_pdf(code)))


def test_a_blank_refusal_has_its_first_sheet_for_the_hand_and_how_to_appeal_on_the_second():
    for code in ("refusal_euc", "incompleteness_refusal_conclusion"):
        first, second = sheets(office_blank_pdf(code))
        assert text("paper.refusal.again") in first and text("paper.refusal.appeal") in second
        assert text("clause.20") in second and "МП" in second


def test_no_line_ends_inside_a_telephone_number_or_after_the_word_for_a_town():
    told = "тел. 8 (7172) 24-07-45, г. Усть-Каменогорск, кабинет № 1704"
    for width in range(100, 300, 5):
        lines = [words[0][0] for words in broken([(told, REGULAR)], width, 10)]
        assert " ".join(lines) == told
        assert not re.search(r"(8|\)|г\.|№)$", "\n".join(lines), re.MULTILINE), lines


def test_the_picture_of_a_result_shows_its_code_its_signature_and_the_demonstration_key():
    key, values = demonstration_key(KEY_OF, SERIAL), SHOWN["conclusion"]
    pdf = issued_paper("conclusion", BY_CODE["conclusion"], filled_paper("conclusion", values), key)
    read = printed(pdf)
    assert grouped(values["verification_code"]) in read and f"{SERIAL:X}" in read
    assert text("paper.demonstration") in read
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    assert signature.signer_cert.serial_number == SERIAL
    prepared = pdf[: pdf.index(b"%%EOF") + 6]
    assert grey_png(pdf) != grey_png(prepared), "the picture has what the signature draws"


@pytest.mark.parametrize(
    ("code", "outcome", "is_reminded"),
    [
        ("complaint_reply", "not_upheld", True),
        ("complaint_reply", "partly", True),
        ("complaint_reply", "upheld", False),
        ("complaint_refusal", "", True),
        ("complaint_extension", "", False),
        ("complaint_forwarding", "", False),
    ],
)
def test_a_negative_answer_to_a_complaint_reminds_of_the_court(code, outcome, is_reminded):
    values = SHOWN[code] | ({"outcome": outcome} if outcome else {})
    pdf = BY_CODE[code].pdf(filled_paper(code, values))
    assert (text("clause.23") in printed(pdf)) is is_reminded


def test_each_paper_of_the_office_has_a_picture():
    assert {kind_of(form.code) for form in OFFICE_FORMS} == set(SHOWN)


def test_both_services_have_a_blank_of_both_refusals_of_clause_16():
    for service in Service:
        assert text(f"refusal.{service}.heading") in printed(office_blank_pdf(f"refusal_{service}"))
        incomplete = printed(office_blank_pdf(f"incompleteness_refusal_{service}"))
        assert text(f"service.{service}.standard") in incomplete


def test_a_notification_says_that_the_request_is_accepted_and_the_day_and_hour_of_its_result():
    filled = printed(shown("notification"))
    for value in (
        "№ E-2013-P-000031 от 03.05.2013",
        "02.05.2013 в 19:20 днем принятия считается 03.05.2013",
        "28.05.2013, с 9.00",
        "Запрос",
        "принят.",
        "Портал: www.e.gov.kz",
    ):
        assert value in filled


def test_the_indicators_stay_empty_until_there_are_any_and_take_six_values():
    for service in Service:
        stand_in_order(printed(indicators_pdf(IndicatorsPaper(service))), INDICATORS[service])
        assert printed(indicators_pdf(IndicatorsPaper(service))).count("100") == 6
    six = tuple(IndicatorValue(f"9{at},1", f"8{at},2") for at in range(6))
    filled = printed(indicators_pdf(IndicatorsPaper("euc", six)))
    stand_in_order(filled, tuple(f"100 9{at},1 8{at},2" for at in range(6)))
    with pytest.raises(ValueError):
        indicators_pdf(IndicatorsPaper("euc", six[:5]))


def test_the_stamp_stands_alone_in_the_upper_right_corner():
    for word in words(shown("complaint_stamp")):
        assert word.left > SHEET_WIDTH / 2 and word.bottom < SHEET_HEIGHT / 4, word


def test_a_hand_over_list_of_300_rows_has_each_once_in_order_and_its_heading_on_every_sheet():
    pdf = hand_over_pdf(HandOverPaper(number="03/14-27.05.2013", rows=tuple(map(row, range(1, 301)))))
    read = sheets(pdf)
    assert re.findall(r"REF-2013-(\d{6})", " ".join(read)) == [f"{at:06d}" for at in range(1, 301)]
    assert "Всего документов: 300, экземпляров: 300" in " ".join(read)
    for at, sheet in enumerate(read, start=1):
        assert f"Лист {at} из {len(read)}" in sheet and "03/14-27.05.2013" in sheet
        assert "Кому выдается" in sheet or "REF-" not in sheet


@pytest.mark.parametrize("code", [one for one in SHOWN if one != "complaint_stamp"])
def test_every_sheet_bears_its_place_among_how_many(code):
    read = sheets(shown(code))
    for at, sheet in enumerate(read, start=1):
        assert f"Лист {at} из {len(read)}" in sheet


def hostile(typed: str) -> dict:
    """Each new paper with this text in every field that a person fills."""
    signature = replace(SIGNATURE, full_name=typed[:200], post=typed[:200])
    return {
        "notification": lambda: notification_pdf(
            NotificationPaper("euc", applicant_name=typed, ready_place=typed, number="E-2013-P-000031")
        ),
        "complaint ticket": lambda: complaint_ticket_pdf(
            ComplaintTicketPaper(complainant=typed, reply_place=typed, contacts=(typed, typed), accepted_by=signature)
        ),
        "complaint stamp": lambda: complaint_stamp_pdf(ComplaintStampPaper(receiver=typed)),
        "hand-over list": lambda: hand_over_pdf(
            HandOverPaper(
                center=typed, rows=(row(1, typed), replace(row(2), paper=typed)), handed_by=signature,
                taken_by=signature,
            )
        ),
        "acknowledgement": lambda: acknowledgement_pdf(
            AcknowledgementPaper(recipient_name=typed, note=typed, place=typed, receipt="lost", handed_by=signature)
        ),
        "mobile timetable": lambda: mobile_timetable_pdf(
            MobileTimetablePaper(
                center=typed, mobile_center=typed, approved_by=signature,
                stops=(TimetableStop(date(2013, 6, 3), typed, "09:00\u201315:00", "6:00"),),
            )
        ),
        "waybill": lambda: waybill_pdf(
            WaybillPaper(
                number="W-2013-03/14-00007", center=typed, handed_by=signature, taken_by=signature,
                rows=(WaybillRow("E-2013-03/14-000001", typed, date(2013, 5, 3)),),
            )
        ),
        "case file": lambda: case_file_pdf(
            CaseFilePaper(
                applicant_name=typed, documents=(FiledDocument(typed), FiledDocument("Заявление", note=typed)),
                compiled_by=signature,
            )
        ),
    }  # fmt: skip


@cache
def with_hostile(kind: str, typed: str) -> bytes:
    """One of them, drawn once for all tests."""
    return hostile(typed)[kind]()


@pytest.mark.parametrize("kind", list(hostile("")))
@pytest.mark.parametrize(
    "typed", [UNBROKEN, "слово " * 800, HOSTILE, RIGHT_TO_LEFT], ids=["unbroken", "long", "hostile", "rtl"]
)
def test_no_text_leaves_the_margins_or_shrinks_whatever_is_typed(kind, typed):
    for word in words(with_hostile(kind, typed)):
        assert word.left >= MARGIN and word.right <= SHEET_WIDTH - MARGIN, word
        assert word.top >= MARGIN - 4 and word.bottom <= SHEET_HEIGHT - 20, word
        assert word.bottom - word.top >= SMALLEST, word


@pytest.mark.parametrize("kind", list(hostile("")))
def test_markup_and_emoji_stand_as_text_and_leave_no_cell(kind):
    pdf = with_hostile(kind, HOSTILE)
    assert HOSTILE_PRINTED.replace(" ", "") in whole_text(pdf).replace(" ", "")
    assert crossed(pdf) == []


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("notification", 2),
        ("complaint ticket", 3 + 1),
        ("complaint stamp", 1),
        ("hand-over list", 3),
        ("mobile timetable", 3),
        ("waybill", 2),
        ("case file", 3),
    ],
)
def test_a_word_of_5000_letters_is_whole_each_time_and_leaves_no_cell(kind, times):
    signed = {"complaint ticket": 2, "hand-over list": 4, "mobile timetable": 2, "waybill": 4, "case file": 2}.get(
        kind, 0
    ) * 200
    pdf = with_hostile(kind, UNBROKEN)
    assert whole_text(pdf).count("Ж") - signed in (times * 5000, times * 5000 + 1)
    assert crossed(pdf) == []


@pytest.mark.parametrize("code", [*BY_CODE, *(f"filled {one}" for one in SHOWN)])
def test_no_two_words_overlap_and_none_leaves_its_cell(code):
    pdf = office_blank_pdf(code) if code in BY_CODE else shown(code.removeprefix("filled "))
    assert overlapping(pdf) == []
    assert crossed(pdf) == []


def test_another_reader_copies_out_the_kazakh_letters():
    assert "Сейдахметова Гүлнұр Әнуарқызы" in laid_out(shown("hand_over_to"))


def test_every_kind_of_paper_has_a_title_for_the_lists():
    for service in Service:
        for kind in DocumentKind:
            assert paper_title(kind, service)
