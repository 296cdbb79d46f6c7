"""What a scanner types on the keyboards of Kazakhstan."""

import pytest

from rules.scanned import numbers_meant


@pytest.mark.parametrize(
    "typed",
    [
        "E-2013-03/14-000123", "e-2013-03/14-000123", " E-2013-03/14-000123\n", "E-2013-03/14- 000123",
        "Е-2013-03/14-000123",  # a Cyrillic letter that looks the same
        "У-2013-03.14-000123", "у-2013-03.14-000123",  # the keys on a Russian layout
        'Уөәқ"іөқі№"ңөқққ"әі', 'уөәқ"іөқі№"ңөқққ"әі',  # the keys on a Kazakh layout
    ],
)  # fmt: skip
def test_a_number_is_known_again_on_every_layout(typed):
    assert "E-2013-03/14-000123" in numbers_meant(typed)


@pytest.mark.parametrize("typed", ["", "   ", "123", "Ж" * 1000, "\u0130"])
def test_what_is_no_number_stands_for_itself(typed):
    assert "".join(typed.upper().split()) in numbers_meant(typed)
