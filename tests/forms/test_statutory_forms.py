"""Every field of the statutory forms against what a person may type into it: each mistake is told at its field."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from forms.application import ApplicationForm
from forms.attachment import safe_name
from forms.fields import Bin, Day, Line, Phone, Postcode, TnVed
from forms.importer_guarantee import ImporterGuaranteeForm
from forms.information_form import InformationForm, InformationFormsForm
from forms.step_form import Known, StepForm
from models.wording import text
from tests.blueprints.intake_filings import GUARANTEE, INFORMATION, LEGAL, ROW, numbered

KNOWN = Known(
    now=datetime(2013, 5, 3, 4, tzinfo=UTC), today=date(2013, 5, 3), countries={"KZ": "Казахстан", "DE": "Германия"},
    units={"796": "шт", "166": "кг"},
)  # fmt: skip
FORMS: list[tuple[type[StepForm], dict[str, str]]] = [
    (ApplicationForm, {**LEGAL, "addressee": "Комитет промышленности"}),
    (ImporterGuaranteeForm, GUARANTEE),
    (InformationForm, INFORMATION),
]


@pytest.fixture(autouse=True)
def in_a_request(app):
    """Messages are translated by the language of a request."""
    with app.test_request_context():
        yield


def filled(form: type[StepForm], values: dict[str, str], rows: list[dict[str, str]] | None = None) -> StepForm:
    made = form(KNOWN, {"fields": values, "rows": rows or [ROW]})
    made.validate()
    return made


def errors_with(form: type[StepForm], values: dict[str, str], **changes: str) -> list[str]:
    return [problem.target for problem in filled(form, {**values, **changes}).problems()]


def fields_of(kind: type) -> list[tuple[type[StepForm], dict[str, str], str]]:
    """Every field of a kind that applies to the believable filing."""
    found = []
    for form, values in FORMS:
        made = form(KNOWN, {"fields": values})
        found += [
            (form, values, name) for name, field in made._fields.items()
            if isinstance(field, kind) and field.applies_to(made)  # type: ignore[attr-defined]
        ]  # fmt: skip
    return found


@pytest.mark.parametrize(("form", "values"), FORMS)
def test_a_rightly_filled_form_has_no_errors(form, values):
    assert filled(form, values).problems() == []


def test_every_field_that_is_demanded_says_so_when_empty():
    for form, values, name in fields_of(Line):
        may_be_empty = form(KNOWN, {"fields": values})[name].may_be_empty(form(KNOWN, {"fields": values}))
        assert (name in errors_with(form, values, **{name: ""})) is not may_be_empty, name


def test_every_field_says_what_is_too_long_for_it():
    for form, values, name in fields_of(Line):
        assert name in errors_with(form, values, **{name: "1" * 20001}), name


def test_every_field_takes_control_characters_out_and_says_so():
    for form, values, name in fields_of(Line):
        made = filled(form, {**values, name: f"{values.get(name, '')}\x00\x1b"})
        assert name in [problem.target for problem in made.problems()], name
        assert "\x00" not in made.typed_fields()[name], name


@pytest.mark.parametrize("typed", ["上海泵业", "שלום", "Насос 😀"])
def test_no_field_takes_characters_that_the_papers_cannot_show(typed):
    for form, values, name in fields_of(Line):
        assert name in errors_with(form, values, **{name: typed}), name
    [problem] = filled(ApplicationForm, {**FORMS[0][1], "applicant_name": typed}).problems()
    assert typed[-1] in problem.message


def test_direction_overrides_are_taken_out_and_told():
    made = filled(ApplicationForm, {**FORMS[0][1], "applicant_name": "ТОО \u202eexe.pdf"})
    assert [problem.target for problem in made.problems()] == ["applicant_name"]


def test_markup_is_text_and_no_error():
    assert errors_with(ApplicationForm, FORMS[0][1], applicant_name="<b>ТОО</b> & <script>") == []


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (Day, ["31.02.2013", "вчера", "04.05.2013", "2013", "00.00.0000", "1.1.13", "01.01.0013"]),
        (Postcode, ["07001", "0700100", "О70010", "abcdef"]),
        (Phone, ["позвонить директору", "12", "+++++", "8 (7232) 26-40-15 <b>"]),
        (TnVed, ["8413", "84137029001", "84137O2900", "код"]),
        (Bin, ["980140003778", "98014000377", "9801400037733", "98014000377З", "БИН"]),
    ],
)
def test_what_cannot_be_is_told_at_the_field(kind, bad):
    fields = fields_of(kind)
    assert fields
    for form, values, name in fields:
        for typed in bad:
            assert name in errors_with(form, values, **{name: typed}), (name, typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("12.03.2013", date(2013, 3, 12)), ("2013-03-12", date(2013, 3, 12)), ("3.5.2013", date(2013, 5, 3))],
)
def test_a_date_is_read_in_both_ways_and_today_is_not_the_future(typed, day):
    assert filled(ImporterGuaranteeForm, {**GUARANTEE, "basis_date": typed})["basis_date"].value == day


@pytest.mark.parametrize("typed", ["8413702900", "8413 70 290 0", "8413-70-290-0", "8413.70.290.0", " 84 13 70 29 00 "])
def test_a_tn_ved_code_is_ten_digits_in_any_spacing(typed):
    made = filled(ImporterGuaranteeForm, GUARANTEE, [{**ROW, "tn_ved_code": typed}])
    assert (made.problems(), made.rows[0]["tn_ved_code"].value) == ([], "8413702900")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("4", Decimal(4)), ("0,5", Decimal("0.5")), ("1 200.25", Decimal("1200.25")), ("1\u00a0000", Decimal(1000))],
)
def test_a_quantity_has_a_comma_or_a_point(typed, value):
    made = filled(ImporterGuaranteeForm, GUARANTEE, [{**ROW, "quantity": typed}])
    assert made.rows[0]["quantity"].value == value


@pytest.mark.parametrize("typed", ["", "0", "0,000", "-1", "много", "1e5", "1.000,5", "١٢x"])
def test_what_is_no_quantity_is_told_with_its_row(typed):
    made = filled(ImporterGuaranteeForm, GUARANTEE, [ROW, {**ROW, "quantity": typed}])
    assert [problem.target for problem in made.problems()] == ["goods-1-quantity"]


def test_a_unit_and_a_country_are_from_the_tables():
    assert errors_with(ImporterGuaranteeForm, GUARANTEE, exporter_country="XX") == ["exporter_country"]
    made = filled(ImporterGuaranteeForm, GUARANTEE, [{**ROW, "unit": "штук"}])
    assert [problem.target for problem in made.problems()] == ["goods-0-unit"]
    assert made.rows[0].typed_fields()["unit"] == "штук"


@pytest.mark.parametrize(("typed", "value"), [("2В350", "2B350"), ("1а001.А.1", "1A001.a.1"), ("", "")])
def test_cyrillic_letters_of_a_control_list_code_become_latin(typed, value):
    made = filled(ImporterGuaranteeForm, GUARANTEE, [{**ROW, "control_list_code": typed}])
    assert (made.warnings(), made.rows[0]["control_list_code"].value) == ([], value)


def test_what_is_no_control_list_code_is_a_warning_and_kept():
    made = filled(ImporterGuaranteeForm, GUARANTEE, [{**ROW, "control_list_code": "Приложение 3"}])
    assert made.problems() == []
    assert [warning.target for warning in made.warnings()] == ["goods-0-control_list_code"]
    assert made.rows[0]["control_list_code"].value == "Приложение 3"


def test_a_birth_date_that_does_not_fit_is_a_warning():
    iin = numbered("80133130001")
    made = filled(ApplicationForm, {**FORMS[0][1], "kind": "natural", "iin": iin})
    assert made.problems() == []
    assert [warning.target for warning in made.warnings()] == ["iin"]


def test_an_entrepreneur_needs_an_iin_and_a_certificate_number():
    values = {**FORMS[0][1], "kind": "entrepreneur", "iin": "", "certificate_number": ""}
    assert errors_with(ApplicationForm, values) == ["certificate_number", "iin"]


def test_a_legal_entity_needs_the_name_of_its_head():
    assert errors_with(ApplicationForm, FORMS[0][1], head_name="") == ["head_name"]


def test_a_representative_needs_a_basis():
    values = {**FORMS[0][1], "representative_name": "Ким Олег"}
    assert errors_with(ApplicationForm, values) == ["representative_basis"]


def test_the_actual_address_is_asked_only_where_it_differs():
    other = {**GUARANTEE, "importer_same_address": ""}
    asked = errors_with(ImporterGuaranteeForm, other)
    assert asked == [f"importer_actual_{part}" for part in ("postcode", "city", "street", "house")]


def test_the_boxes_stand_in_the_printed_order_with_their_printed_words():
    made = ImporterGuaranteeForm(KNOWN)
    boxes = [int(str(field.box or str(field.label.text).split(".")[0])) for field in list(made)[1:]]
    assert boxes == sorted(boxes)
    assert set(boxes) == {1, 2, 3, 4, 5, 6, 7, 8, 12, 17, 18}
    assert str(made["exporter_country"].label.text) == f"4. {text('guarantee.4')}"


def test_only_goods_need_a_code():
    for kind in ("technology", "works", "service", "information"):
        assert errors_with(InformationForm, INFORMATION, subject_kind=kind, tn_ved_code="") == [], kind
    assert errors_with(InformationForm, INFORMATION, tn_ved_code="") == ["tn_ved_code"]


def test_an_error_in_the_second_form_is_told_with_its_number():
    made = filled(InformationFormsForm, {}, [INFORMATION, {**INFORMATION, "seller": ""}])
    assert [problem.target for problem in made.problems()] == ["forms-1-seller"]


def test_a_form_not_begun_has_one_empty_row_and_kazakhstan_as_the_importers_country():
    made = ImporterGuaranteeForm(KNOWN)
    assert (len(made.rows), made["importer_country"].data) == (1, "KZ")


def test_typed_values_come_back_as_they_were():
    for form, values in FORMS:
        made = filled(form, values)
        again = form(KNOWN, made.typed())
        assert again.typed() == made.typed()


def test_a_tick_made_on_a_form_opened_again_is_sent_as_one():
    reopened = ImporterGuaranteeForm(KNOWN, {"fields": {"importer_sealed": ""}, "rows": []})
    assert 'value="y"' in reopened["importer_sealed"]()
    assert not reopened["importer_sealed"].data


def test_rows_are_read_in_the_order_of_their_numbers():
    posted = {"goods-7-name": "второй", "goods-2-name": "первый", "goods-x-name": "не строка", "end_use": "Линия"}
    made = ImporterGuaranteeForm.posted(KNOWN, posted)
    assert [row.typed_fields()["name"] for row in made.rows] == ["первый", "второй"]
    assert made.typed_fields()["end_use"] == "Линия"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("C:\\Users\\clerk\\договор.pdf", "договор.pdf"),
        ("a/b\\c.PDF", "c.PDF"),
        ("\x00\u202e", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_a_file_name_has_no_folders_and_no_control_characters(sent, shown):
    assert safe_name(sent, "application/pdf") == shown
