"""The importer's guarantee (E, Annex 2): boxes 1–18 and the reverse with its six columns (R32).

Box 16 is the Committee's: it is filled when the certificate is issued, and both bear one number (R2); a key on the
server signs both. With nothing
given it is the blank form.
"""

from dataclasses import dataclass

from documents.blocks import UNSIGNED, GoodsRow, SignatureBlock, reverse_rows
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class GuaranteePaper:
    """Boxes 1–8 and 12, each as the text printed in it (lines apart by newlines), the goods, and who signs.

    The goods rows are the only source of boxes 9, 10, 11, 13 and 14: a single row stands in them, several stand on the
    reverse and the boxes refer to it.
    """

    number: str = ""
    importer: str = ""
    importer_country: str = ""
    exporter: str = ""
    exporter_country: str = ""
    end_user: str = ""
    licences: str = ""
    place_of_use: str = ""
    end_use: str = ""
    basis: str = ""
    goods: tuple[GoodsRow, ...] = ()
    committee: SignatureBlock = UNSIGNED
    importer_signature: SignatureBlock = UNSIGNED
    end_user_signature: SignatureBlock = UNSIGNED
    verification_code: str = ""  # the certificate's, whose number it bears too; prints the QR code at the foot

    @property
    def is_copy(self) -> bool:
        """Drawn anew, and not kept; unless it names the key that signs it with the certificate."""
        return self.committee.electronic is None

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


def guarantee_pdf(paper: GuaranteePaper, *, watermark: str | None = None) -> bytes:
    """The front, and unless there is a single row of goods the reverse."""
    return render_pdf(
        "guarantee.html", paper, title=text("guarantee.heading"), number=paper.number, watermark=watermark
    )
