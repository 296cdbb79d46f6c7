"""The applicant's forms and the certificate, box by box as the annexes print them: blank, filled in, and as samples."""

import re
from dataclasses import replace

import pytest

from documents.guarantee import guarantee_pdf
from documents.samples import BY_CODE, FORMS, blank_pdf, filled_pdf, sample, sample_pdf
from models.wording import text
from tests.documents.annexes import FRONTS, REVERSES
from tests.documents.papers import laid_out, sheets, whole_text, words

MADE = {"blank": blank_pdf, "filled": filled_pdf, "sample": sample_pdf}
ON_REVERSE = ("guarantee", "certificate")


def stand_in_order(printed: str, labels: tuple[str, ...]) -> None:
    place = 0
    for label in labels:
        found = printed.find(label, place)
        assert found >= 0, f"{label!r} is missing, or out of its order, after {printed[max(place - 60, 0) : place]!r}"
        place = found + len(label)


@pytest.mark.parametrize("made", list(MADE))
@pytest.mark.parametrize("code", list(FRONTS))
def test_the_printed_words_of_a_form_stand_in_the_annex_order(code, made):
    printed = whole_text(MADE[made](code)).replace("\u00a0", " ")
    if made == "blank":
        stand_in_order(printed, FRONTS[code])
        return
    # A value may hold the same words as a label: each label is looked for after the one before it.
    for label in FRONTS[code]:
        assert label in printed, label
    numbered = [label for label in FRONTS[code] if re.match(r"\d+[.)] ", label)]
    stand_in_order(printed, tuple(numbered))


@pytest.mark.parametrize("made", list(MADE))
@pytest.mark.parametrize("code", ON_REVERSE)
def test_every_reverse_has_its_six_columns_and_its_foot(code, made):
    _front, *reverses = sheets(MADE[made](code))
    assert reverses
    for number, sheet in enumerate(reverses, start=2):
        head, foot = REVERSES[code]
        stand_in_order(sheet, head)
        if made == "blank":
            stand_in_order(sheet, ("1 2 3 4 5 6", "1.", "2.", "3.", "4.", "5."))
        for label in foot:
            assert label in sheet, label
        assert f"Всего листов {len(reverses) + 1} Лист № {number}" in sheet


@pytest.mark.parametrize("code", list(BY_CODE))
def test_a_blank_bears_nothing_that_a_sample_is_filled_with(code):
    blank, filled = whole_text(blank_pdf(code)), whole_text(sample_pdf(code))
    for value in values_of(code):
        assert value in filled.replace("\u00a0", " "), value
        assert value not in blank, value
    assert len(blank) < len(filled)


def values_of(code: str) -> list[str]:
    """What was entered, line by line; short ones that may stand in a label by chance are left out."""
    entered = [
        value
        for name, value in vars(sample(code)).items()
        if isinstance(value, str) and name not in ("service", "importer_country")
    ]
    return [one for value in entered for one in pieces_of(value) if len(one) > 8 and one not in text("authority.name")]


def pieces_of(value: str) -> list[str]:
    return [" ".join(line.split()[:2]) for line in value.split("\n")]


@pytest.mark.parametrize("code", list(BY_CODE))
def test_a_sample_says_on_every_sheet_that_it_is_one_and_nothing_else_does(code):
    mark = {"ru": "ОБРАЗЕЦ", "en": "SAMPLE", "kk": "ҮЛГІ"}[BY_CODE[code].language]
    assert all(mark in sheet for sheet in sheets(sample_pdf(code)))
    assert mark not in whole_text(blank_pdf(code)) and mark not in whole_text(filled_pdf(code))


@pytest.mark.parametrize("language", ["en", "kk"])
def test_a_translation_of_the_certificate_has_the_same_boxes_and_says_what_it_is(language):
    printed = whole_text(sample_pdf(f"certificate_{language}")).replace("\u00a0", " ")
    stand_in_order(printed, tuple(f"{box}. {text(f'{language}.certificate.{box}')}" for box in range(1, 14)))
    assert text(f"{language}.paper.working_translation") in printed
    assert text(f"{language}.certificate.reverse.heading") in printed
    russian_labels = [label for label in FRONTS["certificate"] if re.match(r"\d+\. ", label)]
    assert not [label for label in russian_labels if label in printed]


def test_every_word_of_the_certificate_is_translated_into_both_languages():
    russian = whole_text(filled_pdf("certificate"))
    for number in range(1, 14):
        assert text(f"certificate.{number}") in russian
        for language in ("en", "kk"):
            assert text(f"{language}.certificate.{number}") != text(f"certificate.{number}")


@pytest.mark.parametrize("made", list(MADE))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_no_two_words_of_a_form_overlap(form, made):
    mark = {"ОБРАЗЕЦ", "SAMPLE", "ҮЛГІ"}
    for sheet in range(1, 4):
        on_sheet = sorted(
            (one for one in words(MADE[made](form.code)) if one.sheet == sheet and not is_of_mark(one.text, mark)),
            key=lambda one: one.top,
        )
        for at, one in enumerate(on_sheet):
            for other in on_sheet[at + 1 :]:
                if other.top >= one.bottom:
                    break
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                # Boxes of words hold the room for accents and tails: a line may reach two points into the next.
                assert across < 0.5 or down < 2.5, (one, other)


def is_of_mark(word: str, marks: set[str]) -> bool:
    return any(word in mark for mark in marks) and word.isupper()


def test_another_reader_copies_out_the_words_and_the_kazakh_letters():
    printed = laid_out(filled_pdf("guarantee"))
    for value in ("СЕРТИФИКАТ № EUC-2013-000118", "ТОО «Ертіс Вакуум»", "Нұрғалиева", "17. Импортер", "8414 10 250 0"):
        assert value in printed
    assert "Лист 2 из 2" in printed


def test_a_single_row_of_goods_stands_in_the_boxes_of_the_guarantee():
    paper = sample("guarantee")
    [front] = sheets(guarantee_pdf(replace(paper, goods=paper.goods[:1])))
    for value in ("турбомолекулярный", "8414 10 250 0", "2B231"):
        assert value in front
    assert text("guarantee.see_reverse") not in front
    front, *_ = sheets(guarantee_pdf(paper))
    assert front.count(text("guarantee.see_reverse")) == 5


def test_each_form_tells_its_number_on_every_sheet_and_a_blank_has_none():
    for code in ("guarantee", "certificate", "certificate_en"):
        for sheet in sheets(filled_pdf(code)):
            assert sheet.count("EUC-2013-000118") >= 2
        assert "EUC-" not in whole_text(blank_pdf(code))
