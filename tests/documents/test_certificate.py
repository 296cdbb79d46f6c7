"""The certificate of the Republic (E, Annex 2) and its reverse."""

import re
from dataclasses import replace
from datetime import date

from documents.certificate import certificate_pdf
from models.wording import text
from tests.documents.papers import UNBROKEN, certificate, goods_row, laid_out, sheets, whole_text, words

MM = 72 / 25.4
NAME_COLUMN = (32 * MM, 98 * MM)  # the second column: 20 mm of margin and 12 mm of the first


def test_the_boxes_bear_the_printed_labels_1_to_13_in_order():
    printed = whole_text(certificate_pdf(certificate()))
    places = [printed.index(f"{box}. {text(f'certificate.{box}')}") for box in range(1, 14)]
    assert places == sorted(places)
    assert text("certificate.heading") in printed
    assert "СЕРТИФИКАТ № E-2013-K-000123" in printed


def test_a_single_row_of_goods_stands_on_the_front_and_there_is_no_reverse():
    read = sheets(certificate_pdf(certificate(goods_row(7))))
    assert len(read) == 1
    assert "Изделие-0007" in read[0] and "8458 11 200 9" in read[0] and "1007" in read[0]
    assert text("guarantee.see_reverse") not in read[0]


def test_several_rows_stand_on_the_reverse_and_five_boxes_refer_to_it():
    front, reverse = sheets(certificate_pdf(certificate(goods_row(1), goods_row(2))))
    assert front.count(text("guarantee.see_reverse")) == 5
    assert "Изделие" not in front
    assert text("certificate.reverse.heading") in reverse
    assert "Изделие-0001" in reverse and "Изделие-0002" in reverse


def test_all_120_rows_are_printed_once_and_in_order():
    printed = whole_text(certificate_pdf(certificate(*map(goods_row, range(1, 121)))))
    assert re.findall(r"Изделие-(\d{4})", printed) == [f"{number:04d}" for number in range(1, 121)]
    assert re.findall(r"\b1\d{3}\b(?= шт\.)", printed) == [str(1000 + number) for number in range(1, 121)]


def test_every_reverse_has_the_heading_of_the_table_the_sheet_numbers_and_the_signature_block():
    read = sheets(certificate_pdf(certificate(*map(goods_row, range(1, 61)))))
    assert len(read) > 3
    for number, sheet in enumerate(read[1:], start=2):
        assert "КОД ТН ВЭД ТС" in sheet and "1 2 3 4 5 6" in sheet
        assert f"Всего листов {len(read)} Лист № {number}" in sheet
        assert "Ф.И.О. Әбдіқадыров Қайрат Нұрғалиұлы" in sheet and "МП" in sheet


def test_no_row_is_torn_between_two_sheets():
    rows = [
        goods_row(number, f"начало{number} " + "слово " * (number * 7 % 90) + f"конец{number}") for number in range(60)
    ]
    for sheet in sheets(certificate_pdf(certificate(*rows))):
        assert re.findall(r"начало(\d+)", sheet) == re.findall(r"конец(\d+)", sheet)


def test_a_row_taller_than_a_sheet_goes_on_over_the_next_ones_inside_its_column():
    rows = [goods_row(1), replace(goods_row(2), name=UNBROKEN), goods_row(3)]
    pdf = certificate_pdf(certificate(*rows))
    printed = [word for word in words(pdf) if "Ж" in word.text]
    assert sum(word.text.count("Ж") for word in printed) == 5000
    assert len({word.sheet for word in printed}) > 2
    assert all(NAME_COLUMN[0] <= word.left and word.right <= NAME_COLUMN[1] for word in printed)
    assert whole_text(pdf).index("Изделие-0003") > whole_text(pdf).rindex("Ж")


def test_text_of_a_box_stays_in_its_cell():
    row = replace(goods_row(1), name="Щ" * 300, tn_ved_code="Ю" * 40, control_list_code="Ж" * 40, unit="Ю" * 30)
    front = certificate(row, importer="Щ" * 200, importer_country="Ш" * 90, end_user="Щ" * 60, basis="Щ" * 90)
    columns = {"Щ": (20, 107.5), "Ю": (107.5, 151.25), "Ж": (151.25, 195), "Ш": (107.5, 195)}  # edges in mm
    printed = [word for word in words(certificate_pdf(front)) if set(word.text) in map(set, columns)]
    assert {word.text[0] for word in printed} == set(columns)
    for word in printed:
        left, right = columns[word.text[0]]
        assert left * MM <= word.left and word.right <= right * MM, word


def test_a_certificate_that_counts_as_issued_says_from_which_day():
    printed = whole_text(certificate_pdf(certificate(deemed_issued_from=date(2013, 5, 29))))
    assert "подпунктом 6) пункта 7" in printed and "считается выданным с 29.05.2013" in printed
    assert "считается выданным" not in whole_text(certificate_pdf(certificate()))


def test_kazakh_names_copy_out_in_another_reader_too():
    printed = laid_out(certificate_pdf(certificate()))
    assert "«Өскемен титан-магний комбинаты»" in printed and "г. Қарағанды" in printed
