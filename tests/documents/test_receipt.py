"""The receipt (14.1)."""

from datetime import datetime

import pytest

from documents.receipt import receipt_pdf
from models.wording import text
from tests.documents.papers import laid_out, receipt, whole_text


def test_the_receipt_names_the_six_items_of_14_1_in_order():
    printed = whole_text(receipt_pdf(receipt())).replace("\u00a0", " ")
    places = [printed.index(text(f"receipt.{item}")) for item in range(1, 7)]
    assert places == sorted(places)
    for value in (
        "№ E-2013-K-000123", "14.05.2013 в 10:20",
        "Выдача гарантийного обязательства (сертификата конечного пользователя)",
        "Всего документов: 3", "1. Заявление 2.", "3. Копия контракта № 17/2013-ДЕ (оригинал предъявлен)",
        "05.06.2013, с 9.00", "г. Астана, проспект Кабанбай батыра 32/1, 1 этаж",
        "Сейдахметова Гүлнұр Әнуарқызы, специалист канцелярии",
        "ТОО «Өскемен титан-магний комбинаты»", "8 (7232) 33-66-99",
    ):  # fmt: skip
        assert value in printed


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_the_receipt_says_that_the_service_is_free_and_on_what_law_it_rests(service):
    printed = whole_text(receipt_pdf(receipt(service=service)))
    assert text(f"service.{service}.free") in printed
    assert text(f"service.{service}.basis") in printed


def test_a_duplicate_says_so_and_the_original_does_not():
    duplicate = whole_text(receipt_pdf(receipt(duplicate_number=2, printed_at=datetime(2013, 5, 15, 9, 5))))
    assert "Дубликат № 2, напечатан 15.05.2013 09:05" in duplicate
    assert "ДУБЛИКАТ" in duplicate
    assert "УБЛИКАТ" not in whole_text(receipt_pdf(receipt())).upper()


def test_the_receipt_copies_out_in_another_reader_too():
    printed = laid_out(receipt_pdf(receipt()))
    assert "Сейдахметова Гүлнұр Әнуарқызы" in printed
    assert "«Өскемен титан-магний комбинаты»" in printed
