"""The decree's words: complete by box, clause and form, and found by date (R31–R33, R35, R36)."""

import json
import re
from datetime import date

import pytest

from models.wording import FOLDER, text, wording_on, wordings


def numbered(prefix: str, last: int) -> list[str]:
    return [text(f"{prefix}.{number}") for number in range(1, last + 1)]


@pytest.mark.parametrize(
    ("prefix", "last"),
    [("guarantee", 18), ("certificate", 13), ("information_form", 7), ("goods.column", 6), ("receipt", 6)],
)
def test_every_box_of_a_form_has_its_label(prefix: str, last: int) -> None:
    labels = numbered(prefix, last)
    assert all(labels) and len(set(labels)) == last
    assert f"{prefix}.{last + 1}" not in wordings()[-1].texts


def test_certificate_boxes_repeat_the_guarantee_without_its_boxes_6_to_8() -> None:
    guarantee, certificate = numbered("guarantee", 18), numbered("certificate", 13)
    assert certificate[:5] == guarantee[:5]
    assert certificate[5:11] == guarantee[8:14]
    assert certificate[12] == guarantee[15]


def test_each_service_has_the_words_its_papers_need() -> None:
    for service in ("euc", "conclusion"):
        for key in ("title", "short", "basis", "free", "result"):
            assert text(f"service.{service}.{key}")
        for key in ("to", "to_hint", "from", "from_hint", "address", "address_hint", "requisites", "requisites_hint"):
            assert text(f"application.{service}.{key}")
        for key in ("heading", "subheading", "request", "head", "head.signature_hint", "head.name_hint"):
            assert text(f"application.{service}.{key}")
        assert all(text(f"clause.7.{number}.{service}") for number in range(1, 7))


def test_documents_required_follow_clause_11() -> None:
    for service, count in (("euc", 4), ("conclusion", 3)):
        for number in range(1, count + 1):
            assert text(f"clause.11.{service}.{number}") and text(f"document.{service}.{number}")
        assert f"document.{service}.{count + 1}" not in wordings()[-1].texts


def test_the_terms_differ_as_printed() -> None:
    assert text("clause.7.1.euc").endswith("пятнадцать рабочих дней")
    assert text("clause.7.1.conclusion").endswith("пятнадцать календарных дней")


def test_words_are_single_clean_lines_without_image_marks() -> None:
    for key, words in wordings()[-1].texts.items():
        assert words and words == re.sub(r"[ \t\r\n]+", " ", words).strip(" "), key
        assert "[image" not in words and "__" not in words, key


def test_own_words_are_listed_by_keys_that_exist() -> None:
    read = json.loads((FOLDER / "2013.json").read_text(encoding="utf-8"))
    assert set(read["own_words"]) <= set(read["texts"])


def test_an_unknown_key_is_named_in_the_error() -> None:
    with pytest.raises(KeyError, match=r"guarantee\.19"):
        text("guarantee.19")


def test_a_wording_applies_from_its_day_on() -> None:
    assert wording_on(date(2013, 4, 19)).valid_from == date(2013, 4, 19)
    assert text("guarantee.2", on=date(2026, 1, 1)) == "Страна импортера"
    with pytest.raises(LookupError, match="2013-04-18"):
        wording_on(date(2013, 4, 18))
