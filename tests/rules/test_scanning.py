"""What a scanner types under each layout, and what a person types instead, is read as the number that was meant."""

import pytest

from rules.scanning import LONGEST, numbers, readings
from rules.verification import read_code

NUMBER = "EUC-2013-00121"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (NUMBER, NUMBER),
        ("  euc-2013-00121\r\n", NUMBER),
        ("УГС-2013-00121", NUMBER),  # the Russian layout
        ("угс-2013-00121", NUMBER),
        ('УГСөәқ"іөққ"ә"', NUMBER),  # the Kazakh layout: letters stand on the keys of the digits
        ("СЩТ-2013-00046", "CON-2013-00046"),
        ("КУА-2013-00010", "REF-2013-00010"),
        ("ШТС-2013-00001", "INC-2013-00001"),
        ("У-2013-03.14-000001", "E-2013-03/14-000001"),
        ("Е-2013-К-000118", "E-2013-K-000118"),  # typed by hand with the letters that look alike
        ("E 2013 K 000118", "E2013K000118"),
        ("", ""),
    ],
)
def test_a_number_is_read_whatever_the_keyboard_made_of_it(typed, meant):
    assert meant in numbers(typed)


def test_an_address_from_the_code_of_a_receipt_is_read_under_the_russian_layout():
    keys = dict(zip("qwertyuiopasdfghjklzxcvbnm:/.", "йцукенгшщзфывапролдячсмитьЖ.ю", strict=True))
    address = "https://host.kz/verify/7k3qw-8m0zp-4rt9x-yn2ab"
    typed = "".join(keys.get(sign, sign) for sign in address)
    assert "7K3QW8M0ZP4RT9XYN2AB" in [read_code(one) for one in readings(typed)]


def test_no_more_is_read_than_a_number_or_an_address_can_be():
    assert all(len(one) <= LONGEST for one in readings("9" * 5000))
