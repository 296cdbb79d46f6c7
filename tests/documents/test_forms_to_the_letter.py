"""The applicant's forms and the certificate, box by box as the annexes print them: blank, filled in, and as samples."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from documents.blocks import SignatureBlock
from documents.guarantee import guarantee_pdf
from documents.samples import BY_CODE, FORMS, blank_pdf, sample, sample_pdf
from documents.translated import translated_block
from models.wording import on_paper, text
from tests.documents.annexes import FRONTS, REVERSES
from tests.documents.geometry import crossed, overlapping, strokes
from tests.documents.papers import laid_out, sheets, whole_text


@cache
def filled_pdf(code: str) -> bytes:
    """The form filled in as the sample is, without its mark."""
    return BY_CODE[code].pdf(sample(code))


MADE: dict[str, Callable[[str], bytes]] = {"blank": blank_pdf, "filled": filled_pdf, "sample": sample_pdf}
ON_REVERSE = ("guarantee", "certificate")
MARKS = frozenset({"ОБРАЗЕЦ", "SAMPLE", "ҮЛГІ"})


def stand_in_order(printed: str, labels: tuple[str, ...]) -> None:
    place = 0
    for label in labels:
        found = printed.find(label, place)
        assert found >= 0, f"{label!r} is missing, or out of its order, after {printed[max(place - 60, 0) : place]!r}"
        place = found + len(label)


@pytest.mark.parametrize("code", list(FRONTS))
def test_a_blank_says_what_the_annex_says_and_not_a_word_more(code):
    front, *reverses = sheets(blank_pdf(code))
    assert letters(front) == letters("".join(FRONTS[code]))
    if code in REVERSES:
        head, foot = REVERSES[code]
        assert [letters(reverse) for reverse in reverses] == [letters("".join((*foot, *head, "1.2.3.4.5.")))]


def letters(printed: str) -> str:
    """Without spaces, and without the line at the foot of every sheet."""
    return re.sub(r"\s|№\s_{4,}|Лист \d из \d", "", printed)


@pytest.mark.parametrize("made", ["filled", "sample"])
@pytest.mark.parametrize("code", list(FRONTS))
def test_the_printed_words_of_a_filled_form_stand_in_the_annex_order(code, made):
    printed = whole_text(MADE[made](code)).replace("\u00a0", " ")
    # A value may hold the same words as a label: each label is looked for after the one before it.
    for label in FRONTS[code]:
        assert label in printed, label
    numbered = [label for label in FRONTS[code] if re.match(r"\d+[.)] ", label)]
    stand_in_order(printed, tuple(numbered))


@pytest.mark.parametrize("made", ["filled", "sample"])
@pytest.mark.parametrize("code", ON_REVERSE)
def test_every_reverse_has_its_six_columns_and_its_foot(code, made):
    _front, *reverses = sheets(MADE[made](code))
    assert reverses
    for number, sheet in enumerate(reverses, start=2):
        head, foot = REVERSES[code]
        stand_in_order(sheet, head)
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


@pytest.mark.parametrize("made", list(MADE))
@pytest.mark.parametrize("language", ["en", "kk"])
def test_a_translation_of_the_certificate_has_the_same_boxes_and_says_on_each_side_what_it_is(language, made):
    both = [one.replace("\u00a0", " ") for one in sheets(MADE[made](f"certificate_{language}"))]
    assert len(both) == 2
    front, reverse = both
    boxes = tuple(f"{box}. {on_paper(f'certificate.{box}', language)}" for box in range(1, 14))
    signed = tuple(on_paper(f"sign.{line}", language) for line in ("name", "post", "signature", "seal", "date"))
    stand_in_order(front, (on_paper("certificate.heading", language), *boxes, *signed))
    columns = tuple(on_paper(f"goods.column.{column}", language) for column in range(1, 7))
    stand_in_order(reverse, (on_paper("certificate.reverse.heading", language), *columns, "1 2 3 4 5 6"))
    for side in both:
        assert on_paper("paper.working_translation", language) in side
        assert not [label for label in FRONTS["certificate"] if re.match(r"\d+\. ", label) and label in side]


def test_every_word_of_the_certificate_is_translated_into_both_languages():
    for number in range(1, 14):
        for language in ("en", "kk"):
            assert on_paper(f"certificate.{number}", language) != text(f"certificate.{number}")


@pytest.mark.parametrize(("language", "said"), [
    ("en", ("Contract No. KM-13/118 of 18.03.2013", "Deputy Chairman of the Committee", "Germany", "pcs")),
    ("kk", ("Келісімшарт № KM-13/118, 18.03.2013", "Комитет төрағасының орынбасары", "Германия", "дана")),
])  # fmt: skip
def test_a_translation_says_our_own_words_in_its_language_and_leaves_names_as_filed(language, said):
    printed = whole_text(filled_pdf(f"certificate_{language}")).replace("\u00a0", " ")
    for words in (*said, "ТОО «Ертіс Вакуум»", "Ахметов Ерлан Серікұлы", "Pumpen Nord GmbH"):
        assert words in printed
    assert "Контракт" not in printed and "редседател" not in printed


def test_an_acting_signatory_and_their_order_are_translated_and_an_unknown_post_stands_in_russian():
    post = text("paper.acting_post", post="председатель Комитета")
    block = SignatureBlock("Досов", post, acting_under=text("paper.order", date="06.05.2013", number="45-к"))
    english = translated_block(block, "en")
    assert (english.post, english.acting_under) == ("Acting Chairman of the Committee", "order of 06.05.2013 No. 45-к")
    assert translated_block(SignatureBlock("Досов", "советник"), "kk") == SignatureBlock("Досов", "советник")


@pytest.mark.parametrize("made", list(MADE))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_no_word_of_a_form_runs_over_a_line_or_over_another_word(form, made):
    pdf = MADE[made](form.code)
    assert len(strokes(pdf)) >= 10
    assert crossed(pdf, MARKS) == []
    assert overlapping(pdf, MARKS) == []


@pytest.mark.parametrize(("typed", "rows"), [("Ж" * 2000 + " слово" * 200, 3), ("Щ" * 60, 1)], ids=["long", "wide"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_whatever_length_is_typed_every_word_stays_in_its_cell(form, typed, rows):
    filled = {name: typed for name, value in vars(sample(form.code)).items() if isinstance(value, str)}
    filled = {name: value for name, value in filled.items() if name not in ("service", "number", "verification_code")}
    paper = replace(sample(form.code), **filled)
    if hasattr(paper, "goods"):
        wide = replace(paper.goods[0], name=typed, tn_ved_code="Щ" * 40, control_list_code="Щ" * 40, unit="Щ" * 40)
        paper = replace(paper, goods=(wide, *paper.goods[1:])[:rows])
    pdf = form.pdf(paper)
    assert crossed(pdf) == []
    assert overlapping(pdf) == []


def test_a_word_that_leaves_its_cell_would_be_seen():
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.rect(100, 700, 50, 20)
    for x, word in ((104, "in"), (120, "outside"), (300, "under"), (304, "over")):
        canvas.drawString(x, 705, word)
    canvas.save()
    assert {word.text for word, _ in crossed(made.getvalue())} == {"outside"}
    assert [{one.text, other.text} for one, other in overlapping(made.getvalue())] == [{"under", "over"}]


def test_another_reader_copies_out_the_words_and_the_kazakh_letters():
    printed = laid_out(filled_pdf("guarantee"))
    for value in ("СЕРТИФИКАТ № EUC-2013-00118", "ТОО «Ертіс Вакуум»", "Нұрғалиева", "17. Импортер", "8414 10 250 0"):
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
            assert re.search(r"(№|No\.)\sEUC-2013-00118", sheet)
        assert "EUC-" not in whole_text(blank_pdf(code))
