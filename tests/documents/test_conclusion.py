"""The conclusion (C5, C11): finding, code and reasons for each form."""

from datetime import date

from documents.conclusion import conclusion_pdf
from tests.documents.papers import conclusion, whole_text


def test_each_form_has_its_finding_code_and_reasons_in_the_order_filed():
    printed = whole_text(conclusion_pdf(conclusion()))
    in_order = [
        "Форма сведений № 1", "Насос турбомолекулярный", "8414 10 250 0", "относится к продукции", "2B231",
        "Скорость откачки 685 л/с.", "Форма сведений № 2", "Технология обработки сплавов", "—",
        "не относится к продукции", "В контрольном списке не указана.",
    ]  # fmt: skip
    place = 0
    for value in in_order:
        place = printed.index(value, place)


def test_it_names_the_addressee_the_application_and_who_signs():
    printed = whole_text(conclusion_pdf(conclusion())).replace("\u00a0", " ")
    for value in (
        "Кому: АО «Қазақстан инжиниринг»", "010000, г. Астана, ул. Д. Қонаев, 12/1", "№ C-2013-K-000045 от 20.05.2013",
        "заявления № C-2013-K-000044 от 03.05.2013", "Заместитель председателя", "Әбдіқадыров Қайрат Нұрғалиұлы",
    ):  # fmt: skip
        assert value in printed


def test_a_conclusion_that_counts_as_issued_says_from_which_day():
    printed = whole_text(conclusion_pdf(conclusion(deemed_issued_from=date(2013, 5, 21))))
    assert "считается выданным с 21.05.2013" in printed
