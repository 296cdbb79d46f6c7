"""IIN and BIN, TN VED and control-list codes: known cases and fuzzing."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.identifiers import (
    IdentifierError,
    IdentifierWarning,
    check_bin,
    check_iin,
    checksum,
    format_tn_ved,
    normalize_control_code,
    normalize_identifier,
    normalize_tn_ved,
)

ELEVEN = st.text("0123456789", min_size=11, max_size=11)
SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f", "\t"])


def completed(first_eleven: str) -> str:
    return f"{first_eleven}{checksum(first_eleven)}"


@pytest.mark.parametrize(
    ("first_eleven", "digit"),
    [
        ("00000000000", 0),
        ("10000000000", 1),
        ("00000000001", 0),  # the eleventh weighs 11, which leaves nothing
        ("00002000000", 3),  # 2*5 leaves 10; by the second weights 2*7 leaves 3
        ("10000000100", 3),  # 1 + 9 leaves 10; by the second weights 3 + 11 leaves 3
        ("00000000010", 1),  # 10 leaves 10; by the second weights 1 leaves 1
    ],
)
def test_the_check_digit_follows_the_two_rounds_of_weights(first_eleven, digit):
    assert checksum(first_eleven) == digit


def test_a_number_that_leaves_ten_twice_has_no_check_digit():
    orphans = [
        f"{a}{b}{c}00000000"
        for a, b, c in product(range(10), repeat=3)
        if (a + 2 * b + 3 * c) % 11 == (3 * a + 4 * b + 5 * c) % 11 == 10
    ]
    assert orphans
    for first_eleven in orphans:
        assert checksum(first_eleven) is None
        for digit in range(10):
            assert check_iin(f"{first_eleven}{digit}").error is IdentifierError.CHECK_DIGIT


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", IdentifierError.EMPTY),
        ("   ", IdentifierError.EMPTY),
        ("12345678901", IdentifierError.NOT_TWELVE),
        ("1234567890123", IdentifierError.NOT_TWELVE),
        ("85010130000O", IdentifierError.NOT_DIGITS),
        ("٨٥٠١٠١٣٠٠٠٠٠", IdentifierError.NOT_DIGITS),
        ("²50101300000", IdentifierError.NOT_DIGITS),
        ("850101-300000", IdentifierError.NOT_DIGITS),
    ],
)
def test_what_is_not_twelve_digits_is_an_error(text, error):
    assert check_iin(text).error is error
    assert check_bin(text).error is error


@pytest.mark.parametrize(
    ("first_eleven", "warnings"),
    [
        ("85010130001", ()),
        ("00022950001", ()),  # 29 February 2000
        ("00022930001", (IdentifierWarning.BIRTH_DATE,)),  # 1900 was no leap year
        ("85133130001", (IdentifierWarning.BIRTH_DATE,)),
        ("85010030001", (IdentifierWarning.BIRTH_DATE,)),
        ("85010170001", (IdentifierWarning.CENTURY,)),
        ("85010100001", (IdentifierWarning.CENTURY,)),
        ("85134100001", (IdentifierWarning.BIRTH_DATE, IdentifierWarning.CENTURY)),
    ],
)
def test_a_birth_date_that_does_not_fit_is_a_warning(first_eleven, warnings):
    result = check_iin(completed(first_eleven))
    assert (result.error, result.warnings) == (None, warnings)


@pytest.mark.parametrize(
    ("first_eleven", "warnings"),
    [
        ("13054000001", ()),
        ("13055000001", ()),
        ("13056000001", ()),
        ("13054300001", ()),
        ("13052000001", (IdentifierWarning.ENTITY_TYPE,)),
        ("13134000001", (IdentifierWarning.REGISTRATION_MONTH,)),
        ("13007000001", (IdentifierWarning.REGISTRATION_MONTH, IdentifierWarning.ENTITY_TYPE)),
    ],
)
def test_an_entity_type_or_month_that_does_not_fit_is_a_warning(first_eleven, warnings):
    result = check_bin(completed(first_eleven))
    assert (result.error, result.warnings) == (None, warnings)


@given(ELEVEN, SPACES)
def test_a_number_with_its_check_digit_is_accepted_in_any_spacing(first_eleven, space):
    assume(checksum(first_eleven) is not None)
    number = completed(first_eleven)
    spaced = space.join([number[:6], number[6:], ""])
    assert normalize_identifier(spaced) == number
    for check in (check_iin, check_bin):
        assert (check(spaced).value, check(spaced).error) == (number, None)


@given(ELEVEN, st.sampled_from([*range(10), 11]), st.integers(1, 9))
def test_one_wrong_digit_is_found_unless_the_second_round_hides_it(first_eleven, place, shift):
    # The eleventh digit weighs 11, so a mistake in it alone is not found: that is the law of the number.
    assume(checksum(first_eleven) is not None)
    number = completed(first_eleven)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    if place == 11:
        assert check_iin(wrong).error is IdentifierError.CHECK_DIGIT
    elif check_iin(wrong).error is None:
        # Only a number that needed the second weights, before or after, can be mistaken for another.
        weighed = [sum(int(d) * w for d, w in zip(n, range(1, 12), strict=False)) % 11 for n in (number, wrong)]
        assert 10 in weighed


@pytest.mark.parametrize(
    "text",
    ["8413702900", "8413 70 290 0", "8413-70-290-0", "8413.70.290.0", " 8413\u00a070\u202f290 0\n", "8413–70—290‑0"],
)
def test_a_tn_ved_code_is_read_from_any_spacing(text):
    assert normalize_tn_ved(text).value == "8413702900"
    assert normalize_tn_ved(text).error is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", IdentifierError.EMPTY),
        (" - ", IdentifierError.EMPTY),
        ("841370290", IdentifierError.NOT_TEN),
        ("84137029001", IdentifierError.NOT_TEN),
        ("8413 70 29O 0", IdentifierError.NOT_DIGITS),
        ("８４１３７０２９００", IdentifierError.NOT_DIGITS),
    ],
)
def test_what_is_not_ten_digits_is_no_tn_ved_code(text, error):
    assert normalize_tn_ved(text).error is error


def test_a_tn_ved_code_is_shown_in_four_groups():
    assert format_tn_ved("8413702900") == "8413-70-290-0"
    assert format_tn_ved("8413702900", " ") == "8413 70 290 0"
    assert format_tn_ved("84137") == "84137"


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from([" ", "-", "\u00a0"]))
def test_a_shown_tn_ved_code_is_read_back(code, separator):
    assert normalize_tn_ved(format_tn_ved(code, separator)).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1A001", "1A001"),
        ("1А001", "1A001"),
        ("2в350", "2B350"),
        ("0С002", "0C002"),
        ("9е003", "9E003"),
        ("3d101", "3D101"),
        ("1a001.A.1.B", "1A001.a.1.b"),
        ("1А001.а.1.в", "1A001.a.1.b"),
        (" 2 B 350 . g . 3 ", "2B350.g.3"),
        ("1C350.12.", "1C350.12"),
    ],
)
def test_a_control_code_is_written_in_latin_letters(text, code):
    assert normalize_control_code(text) == (code, None)


@pytest.mark.parametrize("text", ["1F001", "1A501", "A001", "1A01", "11A001", "1A001..a", "нет в списке", "", "1Д001"])
def test_what_is_no_control_code_is_kept_as_typed_with_a_warning(text):
    assert normalize_control_code(f" {text} ") == (text, IdentifierWarning.CONTROL_CODE)


@given(st.from_regex(r"[0-9][A-EАВСЕа-еa-e][0-4][0-9]{2}(\.[a-z0-9]){0,3}", fullmatch=True))
def test_a_control_code_once_written_stays_as_it_is(text):
    code, warning = normalize_control_code(text)
    assert normalize_control_code(code) == (code, warning)
    assert warning is not None or code.isascii()


@given(st.text(max_size=40))
def test_no_text_breaks_a_check(text):
    for check in (check_iin, check_bin, normalize_tn_ved):
        result = check(text)
        assert result.error is not None or (result.value.isascii() and result.value.isdigit())
    normalize_control_code(text)
