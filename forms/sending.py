"""Certifying the electronic copy with one's own key, which never comes to the server (11)."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField


class CertifyForm(FlaskForm):
    """The CMS over the manifest that was on the page: put here by a script, or its file."""

    sha256 = HiddenField()
    cms = HiddenField(_("Signature through NCALayer"))
    cms_file = FileField(_("Signature file (.cms)"))
