"""How many parts a message has."""

import pytest

from rules.sms import fits, parts, units


@pytest.mark.parametrize(
    ("length", "count", "is_sent"),
    [(0, 1, True), (70, 1, True), (71, 2, True), (134, 2, True), (135, 3, True), (201, 3, True), (202, 4, False)],
)
def test_a_part_holds_70_letters_and_67_where_there_are_several(length, count, is_sent):
    text = "ң" * length
    assert (parts(text), fits(text)) == (count, is_sent)


def test_a_sign_beyond_the_basic_plane_counts_twice():
    assert units("Қ😀") == 3
