"""Forms about paper originals: a scanned number, what is missing, where papers are put away, to whom they are lent."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forms.text import LineField, LinesField


class ScanForm(FlaskForm):
    """One number from a bar code, or typed."""

    number = LineField(_("Number of the application"), longest=64)


class MissingForm(FlaskForm):
    """What stands on a waybill and did not come."""

    note = LinesField(_("What was found instead"), longest=500)


class ArchiveForm(FlaskForm):
    """Where papers are put away."""

    shelf = LineField(_("Mark in the archive"), longest=100)


class LendForm(FlaskForm):
    """To whom papers are given out of the archive."""

    borrower = LineField(_("Who takes them"), longest=200)
    reason = LinesField(_("What for"), longest=500)
