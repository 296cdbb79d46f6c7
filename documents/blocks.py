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


BLANK_ROWS = 5
"""The annex prints five numbered rows on the reverse of a blank."""


def reverse_rows(goods: tuple[GoodsRow, ...]) -> list[list[str]]:
    """The rows of a reverse, its six columns; without goods those of the blank, with room for the hand."""
    if not goods:
        return [[f"{number}.", "\n" * 5, "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
    return [
        [f"{row.number}.", row.name, row.tn_ved_code, row.control_list_code, row.quantity, row.unit] for row in goods
    ]
