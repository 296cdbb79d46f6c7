"""The application for the service: Annex 1 of either standard, its fields in the printed order."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice

from forms.decree import printed
from forms.fields import Bin, Email, Iin, Line, OneOf, Phone, Postcode
from forms.step_form import StepForm
from models.applicant import ApplicantKind
from models.filing import ADDRESS_PARTS

KINDS = (
    SelectChoice(ApplicantKind.LEGAL.value, _("Legal entity")),
    SelectChoice(ApplicantKind.ENTREPRENEUR.value, _("Individual entrepreneur")),
    SelectChoice(ApplicantKind.NATURAL.value, _("Natural person")),
)


def is_legal(form: Any) -> bool:
    return form.kind.data == ApplicantKind.LEGAL


def is_person(form: Any) -> bool:
    return form.kind.data in (ApplicantKind.ENTREPRENEUR, ApplicantKind.NATURAL)


def is_natural(form: Any) -> bool:
    return form.kind.data == ApplicantKind.NATURAL


class ApplicationForm(StepForm):
    """Annex 1 (R3, R31): addressee, applicant, address, requisites, head; then the representative, if any.

    A legal entity has a BIN, a person an IIN; a natural person has no certificate of registration (clause 6).
    """

    addressee = Line(printed("application.euc.to_hint"), limit=500)
    kind = OneOf(_("Who applies"), choices=KINDS)
    applicant_name = Line(printed("application.euc.from_hint"), limit=500)
    postcode = Postcode(printed("application.address.index"), limit=20)
    city = Line(printed("application.address.city"))
    district = Line(printed("application.address.district"), optional=True)
    region = Line(printed("application.address.region"), optional=True)
    street = Line(printed("application.address.street"))
    house = Line(printed("application.address.house"), limit=50)
    phone = Phone(printed("application.address.phone"), is_local=True)
    email = Email(_("E-mail"), optional=True)
    certificate_number = Line(
        printed("application.requisites.certificate"), limit=100, applies=lambda form: not is_natural(form)
    )
    bin = Bin(printed("application.requisites.bin"), limit=40, applies=is_legal)
    iin = Iin(printed("application.requisites.iin"), limit=40, applies=is_person)
    head_name = Line(printed("application.euc.head"), optional=lambda form: not is_legal(form))
    representative_name = Line(_("Representative"), optional=True)
    representative_basis = Line(
        _("Basis of the representation"), limit=300, optional=lambda form: not form.representative_name.data
    )

    def defaults(self) -> dict[str, Any]:
        return {"addressee": self.known.addressee}

    @property
    def identifier(self) -> str:
        """The BIN of a legal entity, the IIN of a person."""
        return self.bin.value if is_legal(self) else self.iin.value

    def record(self) -> dict[str, Any]:
        """The columns of models.filing.ApplicationForm, once the form is valid."""
        plain = (
            "addressee", "applicant_name", "phone", "email", "certificate_number", "head_name",
            "representative_name", "representative_basis",
        )  # fmt: skip
        return {
            **{name: self[name].value for name in plain},
            "applicant_kind": ApplicantKind(self.kind.value),
            "identifier": self.identifier,
            "address": {part: self[part].value for part in ADDRESS_PARTS},
        }
