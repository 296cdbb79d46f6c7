"""The papers of the Committee and the Centers: blank and filled from one template, in the words of their clauses."""

import json
import re
from dataclasses import replace

import pytest

from documents.blanks import BY_CODE, OFFICE_FORMS, office_blank_pdf
from documents.case_file import CaseFilePaper, FiledDocument, case_file_pdf
from documents.complaint import ComplaintStampPaper, ComplaintTicketPaper, complaint_stamp_pdf, complaint_ticket_pdf
from documents.hand_over import HandOverPaper, HandOverRow, hand_over_pdf
from documents.indicators import IndicatorsPaper, IndicatorValue, indicators_pdf
from documents.notification import NotificationPaper, notification_pdf
from documents.samples import FOLDER
from documents.showcase import shown_paper, shown_papers
from documents.titles import paper_title
from models.document import DocumentKind
from models.wording import text
from rules.terms import Service
from tests.documents.annexes import INDICATORS
from tests.documents.papers import HOSTILE, HOSTILE_PRINTED, SIGNATURE, UNBROKEN, laid_out, sheets, whole_text, words
from tests.documents.test_every_paper import MARGIN, RIGHT_TO_LEFT, SHEET_HEIGHT, SHEET_WIDTH, SMALLEST
from tests.documents.test_forms_to_the_letter import stand_in_order

SHOWN = json.loads((FOLDER / "others.json").read_text(encoding="utf-8"))
LABELS = {
    "notification": [f"{at}. {text(key)}" for at, key in enumerate(
        ("notification.1", "receipt.2", "notification.3", "notification.4", "notification.5"), start=1
    )],
    "complaint_ticket": [
        "Талон о принятии жалобы", "1. Получатель государственной услуги, подавший жалобу",
        "2. Срок получения ответа на поданную жалобу", "3. Место получения ответа на поданную жалобу",
        "4. Контактные данные должностных лиц, у которых можно узнать о ходе рассмотрения жалобы", "Жалобу принял",
        "Ф. И. О.", "Должность", "Подпись", "Дата",
    ],
    "complaint_stamp": ["ЖАЛОБА ЗАРЕГИСТРИРОВАНА", "Входящий №", "Дата регистрации"],
    "hand_over_to": [
        "Передает", "Комитет промышленности", "Принимает", "№ п/п", "Документ", "№ документа", "№ заявления",
        "Кому выдается", "Экз.", "1 2 3 4 5 6", "1.", "Всего документов:", "Сдал(а)", "Принял(а)", "Подпись", "Дата",
    ],
    "hand_over_back": ["пункт 15", "Передает", "Принимает", "Комитет промышленности", "1 2 3 4 5 6", "Сдал(а)"],
    "case_file": [
        "ДЕЛО", "Государственная услуга:", "Получатель государственной услуги:", "БИН (ИИН):", "№ результата:",
        "Начато:", "Окончено:", "Листов:", "Внутренняя опись документов", "Наименование документа", "Листы дела",
        "1 2 3 4 5 6", "1.", "Всего внесено документов:", "Опись составил(а)",
    ],
    "conclusion": ["ЗАКЛЮЧЕНИЕ", "Наименование", "Код по ТН ВЭД ТС", "Вывод", "Код по контрольным спискам"],
    "receipt": [text(f"receipt.{item}") for item in range(1, 7)],
    "refusal": [text("paper.refusal.grounds"), text("paper.refusal.reasons"), text("clause.20"), text("clause.23")],
    "incompleteness_refusal": [
        text("refusal.incompleteness.heading"), text("paper.refusal.missing"), text("clause.20"), text("clause.23"),
    ],
    "indicators": list(INDICATORS["euc"]),
}  # fmt: skip


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
    filled = printed(shown_papers()[code])
    for label in LABELS[code]:
        assert label in filled
    assert values_in(SHOWN[code]) or code == "indicators"
    for value in values_in(SHOWN[code]):
        assert " ".join(value.split()) in filled


def test_each_paper_of_the_office_has_a_picture():
    assert {kind_of(form.code) for form in OFFICE_FORMS} == set(SHOWN)


def test_both_services_have_a_blank_of_both_refusals_of_clause_16():
    for service in Service:
        assert text(f"refusal.{service}.heading") in printed(office_blank_pdf(f"refusal_{service}"))
        incomplete = printed(office_blank_pdf(f"incompleteness_refusal_{service}"))
        assert "Мотивированный отказ в дальнейшем рассмотрении заявления" in incomplete
        assert text(f"service.{service}.standard") in incomplete


def test_a_notification_says_that_the_request_is_accepted_and_the_day_and_hour_of_its_result():
    filled = printed(shown_paper("notification", SHOWN["notification"]))
    for value in (
        "№ E-2013-P-000031 03.05.2013 в 16:42",
        "29.05.2013, с 9.00",
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
    for word in words(shown_papers()["complaint_stamp"]):
        assert word.left > SHEET_WIDTH / 2 and word.bottom < SHEET_HEIGHT / 4, word


def test_a_hand_over_list_of_1000_rows_has_each_once_in_order_and_its_heading_on_every_sheet():
    pdf = hand_over_pdf(HandOverPaper(number="03/14-27.05.2013", rows=tuple(map(row, range(1, 1001)))))
    read = sheets(pdf)
    assert re.findall(r"REF-2013-(\d{6})", " ".join(read)) == [f"{at:06d}" for at in range(1, 1001)]
    assert "Всего документов: 1000, экземпляров: 1000" in " ".join(read)
    for at, sheet in enumerate(read, start=1):
        assert f"Лист {at} из {len(read)}" in sheet and "03/14-27.05.2013" in sheet
        assert "Кому выдается" in sheet or "REF-" not in sheet


@pytest.mark.parametrize("code", [one for one in SHOWN if one != "complaint_stamp"])
def test_every_sheet_bears_its_place_among_how_many(code):
    read = sheets(shown_papers()[code])
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
        "case file": lambda: case_file_pdf(
            CaseFilePaper(
                applicant_name=typed, documents=(FiledDocument(typed), FiledDocument("Заявление", note=typed)),
                compiled_by=signature,
            )
        ),
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(hostile("")))
@pytest.mark.parametrize(
    "typed", [UNBROKEN, "слово " * 800, HOSTILE, RIGHT_TO_LEFT], ids=["unbroken", "long", "hostile", "rtl"]
)
def test_no_text_leaves_the_margins_or_shrinks_whatever_is_typed(kind, typed):
    for word in words(hostile(typed)[kind]()):
        assert word.left >= MARGIN and word.right <= SHEET_WIDTH - MARGIN, word
        assert word.top >= MARGIN - 4 and word.bottom <= SHEET_HEIGHT - 20, word
        assert word.bottom - word.top >= SMALLEST, word


@pytest.mark.parametrize("kind", list(hostile("")))
def test_markup_and_emoji_stand_as_text(kind):
    assert HOSTILE_PRINTED.replace(" ", "") in whole_text(hostile(HOSTILE)[kind]()).replace(" ", "")


@pytest.mark.parametrize(
    ("kind", "times"),
    [("notification", 2), ("complaint ticket", 3 + 1), ("complaint stamp", 1), ("hand-over list", 3), ("case file", 3)],
)
def test_a_word_of_5000_letters_is_whole_each_time(kind, times):
    signed = {"complaint ticket": 2, "hand-over list": 4, "case file": 2}.get(kind, 0) * 200
    assert whole_text(hostile(UNBROKEN)[kind]()).count("Ж") - signed in (times * 5000, times * 5000 + 1)


@pytest.mark.parametrize("code", [*BY_CODE, *(f"filled {one}" for one in SHOWN)])
def test_no_two_words_overlap(code):
    pdf = office_blank_pdf(code) if code in BY_CODE else shown_papers()[code.removeprefix("filled ")]
    read = words(pdf)
    for at, one in enumerate(read):
        for other in read[at + 1 :]:
            if one.sheet != other.sheet:
                continue
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            assert across < 0.5 or down < 2.5, (one, other)


def test_another_reader_copies_out_the_kazakh_letters():
    assert "Сейдахметова Гүлнұр Әнуарқызы" in laid_out(shown_papers()["hand_over_to"])


def test_every_kind_of_paper_has_a_title_for_the_lists():
    for service in Service:
        for kind in DocumentKind:
            assert paper_title(kind, service)
