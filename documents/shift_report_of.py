"""Joins closed shifts to their report: one person's, or all of a place's day."""

from datetime import date

from documents.authority import authority_on
from documents.blocks import SignatureBlock
from documents.shift_report import ShiftDifference, ShiftPaper, ShiftRow
from models.queue_place import QueuePlace
from models.shift import Shift
from models.shift_account import never_called, people_of
from models.wording import text


def shift_paper(shift: Shift) -> ShiftPaper:
    """A closed shift as it was closed. Who closed it for somebody who was not there is named as the one who signs."""
    place = QueuePlace(shift.center)
    signed_on = place.today(shift.closed_at)
    return ShiftPaper(
        number=shift.number, dated_on=shift.day, place=_name(place), rows=(_row(shift),),
        differences=_differences(shift), authority=authority_on(shift.day),
        operator=SignatureBlock(shift.closed_by.full_name, shift.closed_by.post, signed_on),
    )  # fmt: skip


def day_paper(place: QueuePlace, day: date) -> ShiftPaper:
    """The closed shifts of a day, and how many people's are not closed yet."""
    shifts = Shift.of_day(place, day)
    return ShiftPaper(
        number=f"{place.key}-{day:%d.%m.%Y}", dated_on=day, place=_name(place), rows=tuple(map(_row, shifts)),
        differences=tuple(one for shift in shifts for one in _differences(shift)), authority=authority_on(day),
        is_of_day=True, never_called=never_called(place, day), not_closed=len(people_of(place, day)) - len(shifts),
    )  # fmt: skip


def _row(shift: Shift) -> ShiftRow:
    return ShiftRow(
        shift.user.full_name, shift.tickets, shift.did_not_come, shift.filings, shift.receipts, shift.hand_outs
    )


def _differences(shift: Shift) -> tuple[ShiftDifference, ...]:
    return tuple(
        ShiftDifference(text(f"shift.gap.{one['code']}"), one["subject"], one["explanation"])
        for one in shift.differences
    )


def _name(place: QueuePlace) -> str:
    center = place.center
    if center is None:
        return text("shift.chancellery")
    return f"{center.name if center.row_no == 1 else f'{center.branch.name}, {center.name}'}\n{center.address}"
