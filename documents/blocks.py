"""What several papers bear: the addressee, the signature block, a row of goods."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Addressee:
    """To whom the paper goes."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class ElectronicSignature:
    """The certificate that a paper says it is signed with. The hour of signing stands in the signature itself."""

    sha256: str
    serial: str
    holder: str
    valid_until: date
    is_demonstration: bool = False


@dataclass(frozen=True)
class SignatureBlock:
    """Ф. И. О., должность, дата; the lines for signature and seal stay empty for the hand. Empty values are lines."""

    full_name: str = ""
    post: str = ""
    signed_on: date | None = None
    acting_under: str = ""  # for a substitute: the order's number and date
    electronic: ElectronicSignature | None = None
    has_signature_file: bool = False  # signed through NCALayer: the signature is a separate file
    goes_with_demonstration: bool = False  # of what is drawn anew beside a paper signed with a demonstration key

    @property
    def is_electronic(self) -> bool:
        return self.electronic is not None or self.has_signature_file

    @property
    def is_demonstration(self) -> bool:
        return self.goes_with_demonstration or bool(self.electronic and self.electronic.is_demonstration)


UNSIGNED = SignatureBlock()


@dataclass(frozen=True)
class GoodsRow:
    """One row of the reverse, its six columns; all as printed."""

    number: int
    name: str
    tn_ved_code: str
    control_list_code: str
    quantity: str
    unit: str


@dataclass(frozen=True)
class GoodsPaper:
    """What the certificate and the importer's guarantee have alike (E, Annex 2; R32): parties, basis and goods.

    Each box is the text printed in it, lines apart by newlines; with nothing given it is the blank form, to be filled
    by hand. The goods rows are the only source of the boxes about goods: a single row stands in them, several stand on
    the reverse and the boxes refer to it.
    """

    number: str = ""
    importer: str = ""
    importer_country: str = ""
    exporter: str = ""
    exporter_country: str = ""
    end_user: str = ""
    basis: str = ""
    goods: tuple[GoodsRow, ...] = ()
    verification_code: str = ""  # the certificate's, on both; prints the QR code at the foot

    @property
    def single_row(self) -> GoodsRow | None:
        return self.goods[0] if len(self.goods) == 1 else None

    @property
    def has_reverse(self) -> bool:
        return len(self.goods) != 1

    @property
    def rows(self) -> list[list[str]]:
        """The reverse, its six columns."""
        return reverse_rows(self.goods)


BLANK_ROWS = 5
"""The annex prints five numbered rows on the reverse of a blank."""


def reverse_rows(goods: tuple[GoodsRow, ...]) -> list[list[str]]:
    """The rows of a reverse, its six columns; without goods those of the blank, with room for the hand."""
    if not goods:
        return [[f"{number}.", "\n" * 5, "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
    return [
        [f"{row.number}.", row.name, row.tn_ved_code, row.control_list_code, row.quantity, row.unit] for row in goods
    ]
