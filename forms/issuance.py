"""Forms of signing: the signatory's confirmed act with password again, on screen or on paper; returning a text."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import InputRequired


class SignForm(FlaskForm):
    """Sign what was read: `document` is the paper that was on the page."""

    document = HiddenField(validators=[InputRequired()])
    has_read = BooleanField(
        _("I have read the document and sign it"), validators=[InputRequired(_("Confirm that you have read it"))]
    )
    password = PasswordField(_("Your password again"), validators=[InputRequired(_("Enter your password"))])


class SignSeveralForm(FlaskForm):
    """Sign the ticked ones of several papers that were read, each an act of its own."""

    password = PasswordField(_("Your password again"), validators=[InputRequired(_("Enter your password"))])


class PaperSignForm(FlaskForm):
    """Record what was printed, signed and sealed by hand (clause 5), with its scan."""

    document = HiddenField(validators=[InputRequired()])
    scan = FileField(_("Scan of the signed and sealed paper"), validators=[FileRequired(_("Attach the scan"))])
    is_signed = BooleanField(
        _("I have signed and sealed this very paper"),
        validators=[InputRequired(_("Confirm the signature and the seal"))],
    )
    password = PasswordField(_("Your password again"), validators=[InputRequired(_("Enter your password"))])


class NcalayerForm(SignForm):
    """Sign what was read with one's own key: the CMS that NCALayer made, put here by a script, or its file."""

    sha256 = HiddenField(validators=[InputRequired()])
    cms = HiddenField(_("Signature through NCALayer"))
    cms_file = FileField(_("Signature file (.cms)"))
