"""The report of a shift: what was counted, every explanation, and lines for the hand."""

from dataclasses import replace
from datetime import date

from documents.authority import as_worded
from documents.blocks import SignatureBlock
from documents.shift_report import ShiftDifference, ShiftPaper, ShiftRow, shift_pdf
from tests.documents.papers import HOSTILE, HOSTILE_PRINTED, sheets, whole_text

OPERATOR = SignatureBlock("Ким Олег Викторович", "инспектор", date(2013, 5, 3))
PAPER = ShiftPaper(
    number="03/14-03.05.2013-1", dated_on=date(2013, 5, 3), place="Глубоковский районный отдел\nпоселок Глубокое",
    rows=(ShiftRow("Ким Олег Викторович", 31, 2, 14, 13, 9),),
    differences=(ShiftDifference("Заявление без талона", "E-2013-03/14-000007", "Планшет перезагружался"),),
    authority=as_worded(), operator=OPERATOR,
)  # fmt: skip


def test_it_says_what_was_counted_what_differed_and_why():
    words = whole_text(shift_pdf(PAPER))
    for expected in ("Отчет о смене", "03/14-03.05.2013-1", "Глубоковский районный отдел", "E-2013-03/14-000007",
                     "Планшет перезагружался", "Смену закрыл(а)", "инспектор", "Руководитель"):  # fmt: skip
        assert expected in words, expected
    assert "31 2 14 13 9" in words


def test_the_report_of_a_day_sums_its_people_and_tells_whose_shift_is_open():
    rows = (*PAPER.rows, ShiftRow("Шмидт Елена Андреевна", 9, 0, 6, 7, 2))
    words = whole_text(shift_pdf(replace(PAPER, is_of_day=True, rows=rows, never_called=3, not_closed=1)))
    assert "Сводный отчет о сменах за день" in words
    assert "Итого талонов: 40, заявлений: 20, расписок: 20, выдач: 11" in words
    assert "никого не вызвали: 3" in words and "не закрыты: 1" in words
    assert "Смену закрыл(а)" not in words


def test_without_differences_it_says_so_and_is_one_sheet():
    pdf = shift_pdf(replace(PAPER, differences=()))
    assert "Расхождений нет." in whole_text(pdf)
    assert len(sheets(pdf)) == 1


def test_whatever_is_typed_stands_on_it_as_text_on_as_many_sheets_as_it_needs():
    long = ShiftDifference("Талон без заявления и без выдачи результата", "014", HOSTILE + " подробно" * 60)
    pdf = shift_pdf(replace(PAPER, differences=(long,) * 12))
    assert len(sheets(pdf)) > 1
    assert HOSTILE_PRINTED.split()[0] in whole_text(pdf)
