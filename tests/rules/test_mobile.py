"""Timetables of mobile Centers (9.2): six working hours in one settlement, one place at a time."""

from datetime import date, time, timedelta

import pytest

from rules.mobile import StopHours, WrongHours, overlap, wrong_hours

DAY = date(2013, 6, 3)


def stop(*hours: str, day: date = DAY) -> StopHours:
    parsed = [time.fromisoformat(hour) if hour else None for hour in hours]
    return StopHours(day, *parsed)  # type: ignore[arg-type]


HOURS = [
    (("09:00", "15:00"), None),  # six to the minute
    (("09:00", "14:59"), WrongHours.TOO_SHORT),
    (("09:00", "18:00", "13:00", "14:00"), None),
    (("09:00", "15:00", "12:00", "12:01"), WrongHours.TOO_SHORT),  # the break is no work
    (("09:00", "16:00", "13:00", "14:00"), None),
    (("09:00", "16:00", "13:00", "14:01"), WrongHours.TOO_SHORT),
    (("00:00", "06:00"), None),
    (("17:59", "23:59"), None),
    (("15:00", "09:00"), WrongHours.CLOSES_BEFORE_OPENING),
    (("09:00", "09:00"), WrongHours.CLOSES_BEFORE_OPENING),
    (("09:00", "18:00", "13:00", ""), WrongHours.HALF_A_BREAK),
    (("09:00", "18:00", "", "14:00"), WrongHours.HALF_A_BREAK),
    (("09:00", "18:00", "14:00", "13:00"), WrongHours.BREAK_OUTSIDE),
    (("09:00", "18:00", "13:00", "13:00"), WrongHours.BREAK_OUTSIDE),
    (("09:00", "18:00", "08:00", "10:00"), WrongHours.BREAK_OUTSIDE),
    (("09:00", "18:00", "09:00", "10:00"), WrongHours.BREAK_OUTSIDE),
    (("09:00", "18:00", "17:00", "18:00"), WrongHours.BREAK_OUTSIDE),
]


@pytest.mark.parametrize(("hours", "wrong"), HOURS)
def test_six_working_hours_are_asked_for_and_a_break_within_them(hours, wrong):
    assert wrong_hours(stop(*hours)) is wrong


def test_the_working_hours_are_told_without_the_break():
    assert stop("09:00", "18:00", "13:00", "14:30").work == timedelta(hours=7, minutes=30)


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (("08:00", "14:00"), ("14:00", "20:00"), False),
        (("08:00", "14:01"), ("14:00", "20:00"), True),
        (("09:00", "18:00"), ("10:00", "16:00"), True),
        (("09:00", "15:00"), ("09:00", "15:00"), True),
        (("01:00", "07:00"), ("15:00", "21:00"), False),
    ],
)
def test_a_mobile_center_stands_in_one_place_at_a_time(one, other, do):
    assert overlap(stop(*one), stop(*other)) is do
    assert overlap(stop(*other), stop(*one)) is do
    assert not overlap(stop(*one), stop(*other, day=DAY + timedelta(days=1)))
