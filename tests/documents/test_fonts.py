"""What the papers' font shows, and what stands for what it does not."""

import pytest

from documents.fonts import printable, register_fonts
from rules.lettering import NOT_SHOWN

KAZAKH = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"


def test_every_letter_and_sign_of_the_papers_is_in_all_four_faces():
    assert [sign for sign in KAZAKH + "№₸□■«»–—…°²³µ×±\u00a0\u202f" if ord(sign) not in register_fonts()] == []


def test_what_intake_accepts_has_a_shape_in_every_face():
    accepted = [chr(code) for code in range(0x20, 0x10000) if not NOT_SHOWN.match(chr(code))]
    assert len(accepted) > 800
    assert [sign for sign in accepted if ord(sign) not in register_fonts()] == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Өскемен № 5 – «Ғылым»", "Өскемен № 5 – «Ғылым»"),
        ("и\u0306", "й"),  # composed
        ("a\x00b\x1bc", "abc"),
        ("1\r\n2\u20283\r4", "1\n2\n3\n4"),
        ("a\u202eb\u200bc\u00add", "abcd"),  # direction, zero width, soft hyphen
        ("груз 😀 ❤\ufe0f עברית", "груз □ □ □□□□□"),
        ("A\u00a0B\u202fC", "A\u00a0B\u202fC"),
    ],
)
def test_what_the_font_cannot_show_is_a_box_and_what_nobody_sees_is_dropped(typed, printed):
    assert printable(typed) == printed
