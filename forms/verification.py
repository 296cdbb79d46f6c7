"""What anybody may ask about a paper: its code, or its file."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

from forms.text import LineField
from rules.verification import LONGEST, read_code


class CodeForm(FlaskForm):
    """The code beside the QR code, read from the address."""

    class Meta:
        csrf = False  # it only asks

    code = LineField(_("Code from the paper"), longest=LONGEST)

    def validate_code(self, field: LineField) -> None:
        if read_code(field.data or "") is None:
            raise ValidationError(_("A code has 20 letters and digits, in four groups of five"))


class FileForm(FlaskForm):
    """The PDF itself."""

    file = FileField(_("PDF file of the paper"), validators=[FileRequired(_("Choose a file"))])
