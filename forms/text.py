"""Fields of plain text and of days, as every office form has them: spaces folded, control characters refused."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from forms.validators import Wrong, check_letters

EARLIEST_DAY, LATEST_DAY = date(1991, 12, 16), date(2099, 12, 31)
_SHOWN_INSTEAD = "\ufffd"


def printable(text: str, allowed: str = "") -> str:
    """The text with what cannot be printed replaced by a visible sign, so that the page shows where it stood."""
    return "".join(_SHOWN_INSTEAD if _is_unprintable(c) and c not in allowed else c for c in text)


def _is_unprintable(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cs") or ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF


def _required(is_optional: bool) -> Any:
    return Optional() if is_optional else DataRequired(_("Fill in this field"))


class LineField(StringField):
    """One line of text of at most `longest` characters."""

    allowed = ""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] = (), *, longest: int, optional: bool = False, **kwargs: Any
    ) -> None:
        limit = Length(max=longest, message=_("Shorten this to %(max)d characters or fewer"))
        super().__init__(label, [_required(optional), limit, *validators], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        shown = printable(self._tidy(typed), self.allowed)
        self.data = shown
        if shown != self._tidy(typed) or "\x00" in typed:
            raise ValueError(_("Remove the characters that cannot be printed"))
        try:
            check_letters(shown)
        except Wrong as wrong:
            raise ValueError(str(wrong)) from wrong

    def _tidy(self, text: str) -> str:
        return " ".join(text.split())


class LinesField(LineField, TextAreaField):
    """Text of several lines; line ends are kept as one character."""

    allowed = "\n\t"

    def _tidy(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class DayField(DateField):
    """A day; what cannot be a day is told in words, and stays as it was typed."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] = (), *, optional: bool = False, **kwargs: Any
    ) -> None:
        required = Optional() if optional else InputRequired(_("Fill in this field"))
        super().__init__(label, [required, *validators], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data: Any = None  # what stood there before may have been taken out
        if not valuelist[0].strip():
            return
        self.raw_data = [printable(valuelist[0].strip())]
        try:
            self.data = date.fromisoformat(self.raw_data[0])
        except ValueError as error:
            raise ValueError(_("There is no such day: write it as day, month and year")) from error

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not EARLIEST_DAY <= self.data <= LATEST_DAY:
            raise ValidationError(_("Check the year"))
