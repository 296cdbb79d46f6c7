"""What the demonstration's applicants bring: invented firms, goods and papers. Any likeness is by chance."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from documents.fonts import register_fonts
from models.applicant import ApplicantKind
from models.filing import ApplicationForm, GoodsRow, ImporterGuarantee, InformationForm, SubjectKind
from rules.identifiers import checksum
from seed.load import rows


@cache
def identifier(first: str, serial: int) -> str:
    """A BIN or IIN with a right check digit: its first digits, then the next serial number that has one."""
    width = 11 - len(first)
    while True:
        eleven = f"{first}{serial:0{width}d}"
        digit = checksum(eleven)
        if digit is not None:
            return f"{eleven}{digit}"
        serial += 1


@dataclass(frozen=True)
class Firm:
    """An applicant. `first` begins the BIN (year, month, 40) or the IIN (date of birth, century)."""

    name: str
    first: str
    city: str
    region: str
    street: str
    house: str
    phone: str
    head: str
    kind: str

    @property
    def identifier(self) -> str:
        return identifier(self.first, 1000 + len(self.name) * 37 + len(self.street))

    @property
    def address(self) -> dict[str, str]:
        return {
            "postcode": f"0{len(self.name) % 9 + 1}0{len(self.street) % 9}00", "city": self.city, "district": "",
            "region": self.region, "street": self.street, "house": self.house,
        }  # fmt: skip


FIRMS = tuple(Firm(**row) for row in rows("demo_firms.csv"))


@dataclass(frozen=True)
class Thing:
    """Goods as a guarantee, or an information form, names them."""

    name: str
    tn_ved_code: str
    control_list_code: str
    unit: str
    quantity: str
    characteristics: str
    functions: str
    field: str
    kind: str

    @property
    def is_controlled(self) -> bool:
        return bool(self.control_list_code)


_ALL = tuple(Thing(**row) for row in rows("demo_things.csv"))
THINGS = tuple(thing for thing in _ALL if thing.kind == SubjectKind.GOODS)
[TECHNOLOGY] = [thing for thing in _ALL if thing.kind == SubjectKind.TECHNOLOGY]

EXPORTERS = (
    ("Pumpen Nord GmbH", "Hafenstr. 18, 20457 Hamburg", "+49 40 5550 1840", "DE"),
    ("Rhein Ventile AG", "Uferweg 7, 4057 Basel", "+41 61 555 20 31", "CH"),
    ("ООО «Уралтехприбор»", "620014, г. Екатеринбург, ул. Радищева, 33", "+7 343 555-18-90", "RU"),
    ("Nippon Keiki Boeki K.K.", "2-14-3 Kanda, Chiyoda-ku, Tokyo", "+81 3 5555 0141", "JP"),
    ("Officine Lombarde S.p.A.", "Via Dante 41, 20121 Milano", "+39 02 5550 611", "IT"),
    ("Hanbit Precision Co., Ltd.", "88 Teheran-ro, Gangnam-gu, Seoul", "+82 2 555 7310", "KR"),
    ("Moravia Kompozit s.r.o.", "Husova 5, 602 00 Brno", "+420 555 181 220", "CZ"),
    ("Savoie Optique SAS", "12 rue des Alpes, 73000 Chambéry", "+33 4 55 50 18 04", "FR"),
)


def application_form(firm: Firm, representative: str = "") -> ApplicationForm:
    """Annex 1, filled in."""
    numbers: dict[str, str] = {ApplicantKind.LEGAL: f"{firm.identifier[2:6]}-1917-{firm.identifier[7:9]}-ТОО"}
    numbers[ApplicantKind.ENTREPRENEUR] = f"12915 № 00{firm.identifier[6:11]}"
    return ApplicationForm(
        addressee="Комитет промышленности Министерства индустрии и новых технологий Республики Казахстан",
        applicant_kind=ApplicantKind(firm.kind), applicant_name=firm.name, address=firm.address, phone=firm.phone,
        certificate_number=numbers.get(firm.kind, ""), identifier=firm.identifier, head_name=firm.head,
        representative_name=representative,
        representative_basis=f"доверенность № {firm.identifier[8:11]}" if representative else "",
    )  # fmt: skip


def guarantee(firm: Firm, importer: Firm, end_user: Firm, turn: int, filed_on: date) -> ImporterGuarantee:
    """Boxes 1–18 of the importer's guarantee; with another importer the applicant is an intermediary."""
    name, address, phone, country = EXPORTERS[turn % len(EXPORTERS)]
    signed = filed_on - timedelta(days=6)
    return ImporterGuarantee(
        is_intermediary=importer is not firm, importer_kind=ApplicantKind(importer.kind),
        importer_identifier=importer.identifier, importer_name=importer.name, importer_legal_address=importer.address,
        importer_actual_address=importer.address, importer_phone=importer.phone, importer_country_code="KZ",
        exporter_name=name, exporter_legal_address=address, exporter_actual_address=address, exporter_phone=phone,
        exporter_country_code=country,
        end_user_name=end_user.name,
        end_user_address=", ".join(filter(None, (end_user.city, end_user.street, end_user.house))),
        end_user_phone=end_user.phone, end_user_activity=THINGS[turn % len(THINGS)].field, licences="",
        place_of_use=f"{end_user.city}, производственная площадка № {turn % 4 + 1}",
        end_use=f"{THINGS[turn % len(THINGS)].functions} для собственных нужд", basis_title="Контракт",
        basis_number=contract_number(turn, filed_on), basis_date=filed_on - timedelta(days=40 + turn % 25),
        importer_signatory_name=importer.head or importer.name,
        importer_signatory_post="директор" if importer.head else "",
        importer_signed_on=signed, importer_sealed=importer.kind == ApplicantKind.LEGAL,
        end_user_signatory_name=end_user.head or end_user.name,
        end_user_signatory_post="директор" if end_user.head else "", end_user_signed_on=signed,
        end_user_sealed=end_user.kind == ApplicantKind.LEGAL,
    )  # fmt: skip


def contract_number(turn: int, filed_on: date) -> str:
    """A number as firms write them."""
    return f"KM-{filed_on.year % 100:02d}/{40 + turn * 7 % 160:03d}"


def goods(turn: int, count: int) -> list[GoodsRow]:
    """Rows of the guarantee's reverse."""
    chosen = [THINGS[(turn + n * 5) % len(THINGS)] for n in range(count)]
    return [
        GoodsRow(
            position=n, name=thing.name, tn_ved_code=thing.tn_ved_code, control_list_code=thing.control_list_code,
            quantity=Decimal(thing.quantity.replace(",", ".")), unit_code=thing.unit,
        )
        for n, thing in enumerate(chosen, start=1)
    ]  # fmt: skip


def things_of(turn: int, count: int) -> list[Thing]:
    """What the information forms are about; now and then a technology, which has no code."""
    return [TECHNOLOGY if (turn + n) % 9 == 4 else THINGS[(turn + n * 5) % len(THINGS)] for n in range(count)]


def information_forms(turn: int, count: int, end_user: Firm) -> list[InformationForm]:
    """Information forms, seven fields each."""
    seller, _address, _phone, country = EXPORTERS[(turn + 3) % len(EXPORTERS)]
    return [
        InformationForm(
            position=n, subject_kind=SubjectKind(thing.kind), name=thing.name, tn_ved_code=thing.tn_ved_code,
            characteristics=thing.characteristics, seller=seller, exporter_country_code=country,
            functions=thing.functions, field_of_use=thing.field, end_use="Собственное производство",
            end_user=f"{end_user.name}, г. {end_user.city}",
        )
        for n, thing in enumerate(things_of(turn, count), start=1)
    ]  # fmt: skip


def scanned_page(*lines: Any) -> bytes:
    """A one-page PDF that stands for a scan."""
    register_fonts()
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1)
    for number, line in enumerate(lines):
        canvas.setFont("Tinos", 18 if number == 0 else 12)
        canvas.drawString(72, 740 - number * 28, str(line))
    canvas.showPage()
    canvas.save()
    return made.getvalue()


@cache
def photograph(turn: int) -> bytes:
    """A picture that stands for a photograph of the goods."""
    image = Image.new("RGB", (480, 320), (218, 222, 224))
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 90, 420, 250), fill=(96, 112 + turn * 11 % 60, 124), outline=(48, 54, 60), width=4)
    left = 170 + turn * 9 % 80
    draw.ellipse((left, 120, left + 100, 220), fill=(160, 168, 172), outline=(48, 54, 60), width=4)
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
