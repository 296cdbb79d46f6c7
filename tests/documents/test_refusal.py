"""The two refusals of clause 16."""

import pytest

from documents.refusal import RefusalKind, refusal_pdf
from models.wording import text
from tests.documents.papers import refusal, whole_text


def test_a_refusal_names_grounds_clauses_reasons_and_who_signs():
    printed = whole_text(refusal_pdf(refusal())).replace("\u00a0", " ")
    for value in (
        "16.1 импортер указал недостоверную информацию", "Графа 7.", "Указано место установки, которого нет.",
        "Контракт подписан лицом без полномочий.", "№ E-2013-K-000122 от 03.05.2013", "Кому: Ахметов Ербол Серікұлы",
        "Әбдіқадыров Қайрат Нұрғалиұлы",
    ):  # fmt: skip
        assert value in printed


@pytest.mark.parametrize("kind", list(RefusalKind))
def test_both_refusals_say_how_to_appeal(kind):
    printed = whole_text(refusal_pdf(refusal(kind=kind)))
    for clause in ("20", "21", "22", "23"):
        assert text(f"clause.{clause}") in printed


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_the_heading_says_what_is_refused(service):
    assert text(f"refusal.{service}.heading") in whole_text(refusal_pdf(refusal(service=service)))


def test_a_refusal_for_incompleteness_lists_what_is_missing():
    paper = refusal(kind=RefusalKind.INCOMPLETENESS, missing_documents=("Форма сведений", "Фотографии товара"))
    printed = whole_text(refusal_pdf(paper))
    assert text("refusal.incompleteness.heading") in printed
    assert "1. Форма сведений 2. Фотографии товара" in printed
    assert "об отказе в дальнейшем рассмотрении" in printed
