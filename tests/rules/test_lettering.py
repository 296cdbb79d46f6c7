"""Which characters the papers can show (11.1, 11.2)."""

import pytest

from rules.lettering import not_shown


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("ТОО «Өскемен» № 5 – 1·10⁻⁷ Па, Ø 20 мкм, München & Co <b>", ""),
        ("строка\nи\tещё", ""),
        ("и\u0306", ""),  # composed
        ("a\u200bb\u202ec\u00ad\x00\ufe0f", ""),  # nobody sees these: they are left out
        ("груз 😀 и 😀", "😀"),
        ("שלום, 上海", "שלום上海"),
        ("Ге\u0301рман", "\u0301"),  # an accent that has no letter of its own
    ],
)
def test_characters_without_a_shape_in_the_font_are_named_once(typed, missing):
    assert not_shown(typed) == list(missing)
