"""One filled paper of each kind, and ways to read a PDF back."""

import re
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from xml.etree import ElementTree

from pypdf import PdfReader

from documents.blocks import Addressee, GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper
from documents.conclusion import ConclusionPaper, FormFinding
from documents.receipt import AttachedDocument, ReceiptPaper
from documents.refusal import RefusalGround, RefusalKind, RefusalPaper

SIGNATURE = SignatureBlock("Әбдіқадыров Қайрат Нұрғалиұлы", "Заместитель председателя", date(2013, 5, 27))
UNBROKEN = "Ж" * 5000
HOSTILE = "<b>жирно</b> & \"кавычки\" 'x' <img src=http://example.org/x.png> 😀 конец"
HOSTILE_PRINTED = HOSTILE.replace("😀", "□")


def goods_row(number: int, name: str | None = None) -> GoodsRow:
    return GoodsRow(
        number,
        name or f"Изделие-{number:04d} с числовым программным управлением, мощность 7,5 кВт, напряжение 380 В",
        "8458 11 200 9",
        "2B001.a",
        str(1000 + number),
        "шт.",
    )


def certificate(*rows: GoodsRow, **changes: object) -> CertificatePaper:
    filled: dict = {
        "number": "E-2013-K-000123",
        "importer": "ТОО «Өскемен титан-магний комбинаты»\n070017, г. Өскемен, ул. Бағдат Шаяхметов, 1",
        "importer_country": "Казахстан",
        "exporter": "Siemens AG\nWerner-von-Siemens-Straße 1, 80333 München",
        "exporter_country": "Германия",
        "end_user": "АО «Ғылым»\nг. Қарағанды, производство титана",
        "basis": "Контракт № 17/2013-ДЕ от 12.02.2013",
        "goods": rows or (goods_row(1),),
        "signature": SIGNATURE,
    }
    return CertificatePaper(**{**filled, **changes})


def receipt(**changes: object) -> ReceiptPaper:
    filled: dict = {
        "service": "euc",
        "number": "E-2013-K-000123",
        "accepted_at": datetime(2013, 5, 14, 10, 20),
        "accepted_place": "Комитет промышленности, канцелярия",
        "documents": (
            AttachedDocument("Заявление"),
            AttachedDocument("Гарантийное обязательство импортера (конечного пользователя)"),
            AttachedDocument("Копия контракта № 17/2013-ДЕ", is_original_shown=True),
        ),
        "hand_out_on": date(2013, 6, 5),
        "hand_out_time": "9.00",
        "hand_out_place": "г. Астана, проспект Кабанбай батыра 32/1, 1 этаж",
        "accepted_by_name": "Сейдахметова Гүлнұр Әнуарқызы",
        "accepted_by_post": "специалист канцелярии",
        "applicant_name": "ТОО «Өскемен титан-магний комбинаты»",
        "applicant_contacts": ("070017, г. Өскемен", "8 (7232) 33-66-99"),
    }
    return ReceiptPaper(**{**filled, **changes})


def conclusion(**changes: object) -> ConclusionPaper:
    filled: dict = {
        "number": "C-2013-K-000045",
        "dated_on": date(2013, 5, 20),
        "addressee": Addressee("АО «Қазақстан инжиниринг»", "010000, г. Астана, ул. Д. Қонаев, 12/1"),
        "application_number": "C-2013-K-000044",
        "application_on": date(2013, 5, 3),
        "findings": (
            FormFinding("Насос турбомолекулярный", "8414 10 250 0", True, "2B231", "Скорость откачки 685 л/с."),
            FormFinding("Технология обработки сплавов", "", False, "", "В контрольном списке не указана."),
        ),
        "signature": SIGNATURE,
    }
    return ConclusionPaper(**{**filled, **changes})


def refusal(**changes: object) -> RefusalPaper:
    filled: dict = {
        "kind": RefusalKind.REFUSAL,
        "service": "euc",
        "number": "E-2013-K-000124",
        "dated_on": date(2013, 5, 20),
        "addressee": Addressee("Ахметов Ербол Серікұлы", "050000, г. Алматы, пр. Абая, 4"),
        "application_number": "E-2013-K-000122",
        "application_on": date(2013, 5, 3),
        "grounds": (RefusalGround("16.1", "импортер указал недостоверную информацию", "Графа 7."),),
        "reasons": "Указано место установки, которого нет.\nКонтракт подписан лицом без полномочий.",
        "signature": SIGNATURE,
    }
    return RefusalPaper(**{**filled, **changes})


def sheets(pdf: bytes) -> list[str]:
    """The text of each sheet, as pypdf extracts it, with every run of white space as one space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def whole_text(pdf: bytes) -> str:
    return " ".join(sheets(pdf))


def laid_out(pdf: bytes) -> str:
    """The text as `pdftotext -layout` extracts it: another reader than pypdf."""
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the upper left corner of its sheet."""

    sheet: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


@lru_cache(maxsize=32)
def words(pdf: bytes) -> tuple[Word, ...]:
    """Every word with its box, by poppler."""
    made = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    name = "{http://www.w3.org/1999/xhtml}"
    pages = ElementTree.fromstring(made).iter(f"{name}page")
    return tuple(
        Word(sheet, word.text or "", *(float(word.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")))
        for sheet, page in enumerate(pages, start=1)
        for word in page.iter(f"{name}word")
    )
