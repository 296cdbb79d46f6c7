"""What several papers bear: the addressee, the signature block, a row of goods."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Addressee:
    """To whom the paper goes."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """Ф. И. О., должность, дата; the lines for signature and seal stay empty for the hand. Empty values are lines."""

    full_name: str = ""
    post: str = ""
    signed_on: date | None = None
    acting_under: str = ""  # for a substitute: the order's number and date


@dataclass(frozen=True)
class GoodsRow:
    """One row of the reverse, its six columns; all as printed."""

    number: int
    name: str
    tn_ved_code: str
    control_list_code: str
    quantity: str
    unit: str
