"""The forms at a hand-over list: a number scanned or typed, what is said of what is missing, and of what was found."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forms.text import LineField, LinesField
from rules.scanning import LONGEST


class ScanForm(FlaskForm):
    """One number: of a result or its application, by bar code or by hand."""

    number = LineField(_("Number of the result or the application"), longest=LONGEST)


class CloseForm(FlaskForm):
    """What is known of the missing ones."""

    note = LinesField(_("Note"), longest=1000, optional=True)


class UndoForm(FlaskForm):
    """Why a confirmation is undone."""

    reason = LinesField(_("Reason"), longest=1000)


class FoundForm(FlaskForm):
    """Where a missing one was found."""

    note = LinesField(_("Where it was found"), longest=1000)
