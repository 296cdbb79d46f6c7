"""Forms of the directory of Centers in an administrator's hands, and the words for what is wrong with a file of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from forms.reference import CountField
from forms.text import DayField, LineField, LinesField
from rules.directory import Printed
from rules.directory_rows import LONGEST, Fault
from rules.terms import Service

FAULTS: dict[str, LazyString] = {
    "empty_file": _("The file is empty"),
    "too_large_file": _("The file is larger than %(detail)s MB"),
    "old_workbook": _("This is a workbook of the old kind or one with a password: save it as XLSX without a password"),
    "damaged_workbook": _("The workbook is damaged: save it anew"),
    "not_a_workbook": _("This is no workbook of the kind XLSX, or it is damaged"),
    "several_sheets": _("More than one sheet holds something: %(detail)s. Leave one"),
    "merged_cells": _("Cells are merged: %(detail)s. Part them"),
    "not_utf8": _("The file is not in UTF-8: save it as “CSV UTF-8”"),
    "broken_csv": _("The quotes do not match, or a cell is too long"),
    "wrong_delimiter": _("Columns are to be parted by commas"),
    "missing_column": _("The column is missing"),
    "unknown_column": _("There is no such column"),
    "doubled_column": _("The column stands twice"),
    "no_rows": _("There are no rows under the header"),
    "extra_cells": _("There are more cells than columns: %(detail)s"),
    "missing_cell": _("There are fewer cells than columns"),
    "empty": _("The cell is empty"),
    "formula": _("A formula instead of a value: %(detail)s"),
    "error_in_cell": _("The spreadsheet's own error instead of a value: %(detail)s"),
    "not_text": _("A number or a date instead of text: %(detail)s. Give the cell the format “text” and write it again"),
    "not_whole_number": _("Not a whole number: %(detail)s"),
    "below_one": _("Numbers begin with 1: %(detail)s"),
    "too_large_number": _("The number is too large: %(detail)s"),
    "unknown_standard": _("There is no such standard: %(detail)s"),
    "other_standard": _("The row belongs to another standard than the one chosen: %(detail)s"),
    "unknown_branch": _("There is no branch %(detail)s"),
    "unknown_center": _("There is no Center %(detail)s: add it on its own page first"),
    "doubled_key": _("Branch, row and standard are those of line %(detail)s"),
    "too_long": _("Longer than %(detail)s characters"),
    "control_characters": _("A character that cannot be seen or printed: %(detail)s"),
    "letters_not_shown": _("The papers cannot show: %(detail)s"),
    "telephone_without_digits": _("A telephone line without digits: “%(detail)s”"),
    "later_wording": _("A wording of this Center from %(detail)s is recorded already: choose that day or a later one"),
}


def fault_words(fault: Fault) -> str:
    """What is wrong, where: "Line 5, column phones: …"."""
    words = str(FAULTS[fault.code]) % {"detail": fault.detail}
    if fault.column and fault.line:
        return gettext("Line %(line)s, column %(column)s: %(words)s", line=fault.line, column=fault.column, words=words)
    return gettext("Line %(line)s: %(words)s", line=fault.line, words=words) if fault.line else words


class _Reasoned(FlaskForm):
    """An act that is kept in the record with its reason."""

    reason = LinesField(_("Reason"), longest=1000)


class PhonesField(LinesField):
    """Telephone lines, one under another, each as it is to be printed."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        hint = _("One line for each number")
        super().__init__(label, longest=LONGEST["phones"], optional=True, description=hint, **kwargs)

    def _tidy(self, text: str) -> str:
        lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
        return "\n".join(line for line in lines if line)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        for line in "" if validation_stopped else (self.data or "").split("\n"):
            if line and not any(character.isdecimal() for character in line):
                raise ValidationError(str(FAULTS["telephone_without_digits"]) % {"detail": line[:40]})


class WordingForm(_Reasoned):
    """Name, address and telephones in each standard, from a day on (Annex 3, R36)."""

    euc_name = LineField(_("Name, certificate"), longest=LONGEST["name"])
    euc_address = LineField(_("Address, certificate"), longest=LONGEST["address"])
    euc_phones = PhonesField(_("Telephones, certificate"))
    conclusion_name = LineField(_("Name, conclusion"), longest=LONGEST["name"])
    conclusion_address = LineField(_("Address, conclusion"), longest=LONGEST["address"])
    conclusion_phones = PhonesField(_("Telephones, conclusion"))
    valid_from = DayField(_("From the day"))

    def __init__(self, *, latest: Mapping[Service, date] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.latest = latest or {}

    def printed(self, service: Service) -> Printed:
        """The row as typed for one standard."""
        return Printed(*(self[f"{service}_{name}"].data or "" for name in Printed._fields))

    def validate_valid_from(self, field: DayField) -> None:
        later = max(self.latest.values(), default=None)
        if later and field.data and field.data < later:
            day = later.strftime("%d.%m.%Y")
            raise ValidationError(
                _("A wording from %(day)s is recorded already: choose that day or a later one", day=day)
            )


class CarriageForm(_Reasoned):
    """How far a Center is (7.5)."""

    carriage_days = CountField(_("Working days of carriage from the Committee"), least=0, most=30)


class ZoneForm(_Reasoned):
    """The time zone of a branch and all its Centers."""

    zone = SelectField(_("Time zone"), validate_choice=False)

    def __init__(self, *, stands: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        zones = sorted({stands, *(one for one in ZONES if one in available_timezones())})
        self.zone.choices = [SelectChoice(one, one) for one in zones]
        self.stands = stands

    def validate_zone(self, field: SelectField) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose from the list"))
        if field.data == self.stands:
            raise ValidationError(_("This is how it is already"))


ZONES = (
    "Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay", "Asia/Qyzylorda",
)  # fmt: skip


class ClosingForm(_Reasoned):
    """A Center is closed or opened again."""


class MergerForm(_Reasoned):
    """The Center that takes over."""

    successor = SelectField(_("Into which Center"), validate_choice=False)

    def __init__(self, *, centers: Mapping[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = [SelectChoice(code, name, optgroup=branch) for branch, group in centers.items() for code, name in group]
        self.successor.choices = [SelectChoice("", gettext("Choose a Center")), *named]

    def validate_successor(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose a Center from the list"))


class LookForm(FlaskForm):
    """What came of looking at a suspect."""

    note = LinesField(_("Note"), longest=1000)


class DirectoryFileForm(_Reasoned):
    """A file that words Centers anew, and from which day."""

    file = FileField(_("CSV or XLSX file"), validators=[FileRequired(_("Choose a file"))])
    standard = SelectField(
        _("Standard"), choices=[SelectChoice("", _("As the file itself says"))], validate_choice=False
    )
    valid_from = DayField(_("From the day"), [InputRequired(_("Fill in this field"))])
