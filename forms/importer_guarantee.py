"""The importer's guarantee: E Annex 2, boxes 1 to 18 in the printed order, and the rows of its reverse."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from forms.application import KINDS, is_legal, is_person
from forms.decree import printed
from forms.fields import (
    Bin,
    Choice,
    ControlCode,
    Day,
    Iin,
    Line,
    Lines,
    OneOf,
    Phone,
    Postcode,
    Quantity,
    Tick,
    TnVed,
)
from forms.step_form import MAX_ROWS, Problem, StepForm
from models.applicant import ApplicantKind
from models.filing import ADDRESS_PARTS
from rules.identifiers import format_tn_ved, normalize_tn_ved

HOME = "KZ"
_PART_KEYS = {part: f"application.address.{'index' if part == 'postcode' else part}" for part in ADDRESS_PARTS}


def _importer_is(condition: Any) -> Any:
    """A condition of Annex 1 on the kind, asked of box 1."""

    class _Importer:
        def __init__(self, form: Any) -> None:
            self.kind = form.importer_kind

    return lambda form: condition(_Importer(form))


def _has_other_address(form: Any) -> bool:
    return not form.importer_same_address.data


class GoodsRowForm(StepForm):
    """A row of the reverse, its columns 2 to 6 in the printed order; column 1 is its number (E Annex 2)."""

    name = Lines(printed("goods.column.2"), limit=4000)
    tn_ved_code = TnVed(printed("goods.column.3"), limit=40)
    control_list_code = ControlCode(printed("goods.column.4"), limit=40, optional=True)
    quantity = Quantity(printed("goods.column.5"), limit=30)
    unit = Choice(printed("goods.column.6"))

    def set_choices(self) -> None:
        self.unit.choices = self.known.unit_choices

    @property
    def shown_code(self) -> str:
        """The TN VED code as 8413-70-290-0 once it is one, else as typed."""
        checked = normalize_tn_ved(self.tn_ved_code.data)
        return self.tn_ved_code.data if checked.error else format_tn_ved(checked.value)

    @property
    def shown_unit(self) -> str:
        return self.known.units.get(self.unit.data or "", self.unit.data or "")

    def record(self) -> dict[str, Any]:
        """The columns of models.filing.GoodsRow, once the row is valid."""
        names = ("name", "tn_ved_code", "control_list_code", "quantity")
        return {**{name: self[name].value for name in names}, "unit_code": self.unit.value}


class ImporterGuaranteeForm(StepForm):
    """E Annex 2, boxes 1–18 (R32).

    Boxes 9–11, 13 and 14 are the rows of the reverse; 15 is printed; 16 is the Committee's.
    """

    row_form = GoodsRowForm
    row_prefix = "goods"

    is_intermediary = Tick(_("The applicant is an intermediary between the importer and the end user (clause 11.4)"))

    importer_kind = OneOf(_("Who the importer is"), choices=KINDS, box="1")
    importer_bin = Bin(printed("application.requisites.bin"), limit=40, applies=_importer_is(is_legal), box="1")
    importer_iin = Iin(printed("application.requisites.iin"), limit=40, applies=_importer_is(is_person), box="1")
    importer_name = Line(printed("guarantee.part.name"), limit=500, box="1")
    importer_legal_postcode = Postcode(printed(_PART_KEYS["postcode"]), limit=20, box="1")
    importer_legal_city = Line(printed(_PART_KEYS["city"]), box="1")
    importer_legal_district = Line(printed(_PART_KEYS["district"]), optional=True, box="1")
    importer_legal_region = Line(printed(_PART_KEYS["region"]), optional=True, box="1")
    importer_legal_street = Line(printed(_PART_KEYS["street"]), box="1")
    importer_legal_house = Line(printed(_PART_KEYS["house"]), limit=50, box="1")
    importer_same_address = Tick(_("The actual address is the same as the legal one"), box="1")
    importer_actual_postcode = Postcode(printed(_PART_KEYS["postcode"]), limit=20, applies=_has_other_address, box="1")
    importer_actual_city = Line(printed(_PART_KEYS["city"]), applies=_has_other_address, box="1")
    importer_actual_district = Line(printed(_PART_KEYS["district"]), optional=True, applies=_has_other_address, box="1")
    importer_actual_region = Line(printed(_PART_KEYS["region"]), optional=True, applies=_has_other_address, box="1")
    importer_actual_street = Line(printed(_PART_KEYS["street"]), applies=_has_other_address, box="1")
    importer_actual_house = Line(printed(_PART_KEYS["house"]), limit=50, applies=_has_other_address, box="1")
    importer_phone = Phone(printed("guarantee.part.phone"), is_local=True, box="1")
    importer_country = Choice(printed("guarantee.2", 2))

    exporter_name = Line(printed("guarantee.part.name"), limit=500, box="3")
    exporter_legal_address = Line(printed("guarantee.part.legal_address"), limit=500, box="3")
    exporter_actual_address = Line(printed("guarantee.part.actual_address"), limit=500, box="3")
    exporter_phone = Phone(printed("guarantee.part.phone"), box="3")
    exporter_country = Choice(printed("guarantee.4", 4))

    end_user_name = Line(printed("guarantee.part.name"), limit=500, box="5")
    end_user_address = Line(printed("guarantee.part.address"), limit=500, box="5")
    end_user_phone = Phone(printed("guarantee.part.phone"), is_local=True, box="5")
    end_user_activity = Lines(printed("guarantee.part.activity"), limit=1000, box="5")

    licences = Lines(printed("guarantee.6", 6), limit=4000, optional=True)
    place_of_use = Lines(printed("guarantee.7", 7), limit=4000)
    end_use = Lines(printed("guarantee.8", 8), limit=4000)

    basis_title = Line(printed("guarantee.part.contract_kind"), limit=300, box="12")
    basis_number = Line(printed("guarantee.part.contract_number"), limit=100, box="12")
    basis_date = Day(printed("guarantee.part.contract_signed_on"), limit=20, box="12")

    importer_signatory_name = Line(printed("sign.name"), box="17")
    importer_signatory_post = Line(printed("sign.post"), box="17")
    importer_signed_on = Day(printed("sign.date"), limit=20, box="17")
    importer_sealed = Tick(_("Sealed"), box="17")
    end_user_signatory_name = Line(printed("sign.name"), box="18")
    end_user_signatory_post = Line(printed("sign.post"), box="18")
    end_user_signed_on = Day(printed("sign.date"), limit=20, box="18")
    end_user_sealed = Tick(_("Sealed"), box="18")

    def set_choices(self) -> None:
        self.importer_country.choices = self.exporter_country.choices = self.known.country_choices

    def defaults(self) -> dict[str, Any]:
        return {"importer_country": HOME, "importer_same_address": True}

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        # The contract of box 12 is what the guarantee rests on: neither signature can be older than it.
        for signed in (self.importer_signed_on, self.end_user_signed_on):
            if signed.value and self.basis_date.value and signed.value < self.basis_date.value:
                signed.warnings.append(gettext("Signed before the contract of box 12"))
        return is_right

    def row_label(self, number: int) -> str:
        return gettext("Goods, row %(number)d", number=number)

    def warnings(self) -> list[Problem]:
        told = super().warnings()
        if len(self.rows) >= MAX_ROWS:
            words = gettext("More than %(count)d rows cannot be entered: check that none is lost", count=MAX_ROWS)
            told.append(Problem("goods", gettext("Goods"), words))
        return told

    @property
    def importer_identifier(self) -> str:
        """The importer's BIN or IIN."""
        return self.importer_bin.value or self.importer_iin.value

    def address(self, which: str) -> dict[str, str]:
        """The importer's "legal" or "actual" address by its parts."""
        if which == "actual" and self.importer_same_address.data:
            which = "legal"
        return {part: self[f"importer_{which}_{part}"].value for part in ADDRESS_PARTS}

    def record(self) -> dict[str, Any]:
        """The columns of models.filing.ImporterGuarantee, once the form is valid."""
        plain = (
            "is_intermediary", "importer_name", "importer_phone", "exporter_name", "exporter_legal_address",
            "exporter_actual_address", "exporter_phone", "end_user_name", "end_user_address", "end_user_phone",
            "end_user_activity", "licences", "place_of_use", "end_use", "basis_title", "basis_number", "basis_date",
            "importer_signatory_name", "importer_signatory_post", "importer_signed_on", "importer_sealed",
            "end_user_signatory_name", "end_user_signatory_post", "end_user_signed_on", "end_user_sealed",
        )  # fmt: skip
        return {
            **{name: self[name].value for name in plain},
            "importer_kind": ApplicantKind(self.importer_kind.value),
            "importer_identifier": self.importer_identifier,
            "importer_legal_address": self.address("legal"),
            "importer_actual_address": self.address("actual"),
            "importer_country_code": self.importer_country.value,
            "exporter_country_code": self.exporter_country.value,
        }
