"""The two refusals of clause 16."""

import pytest

from documents.content import printed_grounds
from documents.refusal import RefusalKind, refusal_pdf
from models.decision import Decision
from models.wording import text
from rules.workflow import DecisionKind
from tests.documents.annexes import INCOMPLETENESS
from tests.documents.papers import refusal, sheets, whole_text


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


@pytest.mark.parametrize("lines", [5, 6, 7, 8])
def test_no_sheet_bears_a_signature_alone(lines):
    last = sheets(refusal_pdf(refusal(reasons="Довод на одну строку.\n" * lines)))[-1]
    assert last.index(text("clause.23")) < last.index("Заместитель председателя")


def test_a_refusal_to_consider_further_rests_on_the_second_paragraph_of_16():
    [ground] = printed_grounds(Decision(kind=DecisionKind.INCOMPLETENESS_REFUSAL))
    assert (ground.clause, ground.words) == ("16", INCOMPLETENESS[1])
