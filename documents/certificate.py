"""The end-user certificate of the Republic (E, Annex 2): boxes 1–13 and the reverse with its six columns (R32).

Clauses: 5 (the result), 7.6 (issued after the right arose by silence; the paper says from which day), box 12 (to be
presented within six months of signing).
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.blocks import UNSIGNED, GoodsRow, SignatureBlock, reverse_rows
from documents.render import render_pdf
from models.wording import on_paper


@dataclass(frozen=True)
class CertificatePaper:
    """Boxes 1–5 and 9, each as the text printed in it (lines apart by newlines), the goods, and who signs.

    The goods rows are the only source of boxes 6, 7, 8, 10 and 11: a single row stands in them, several stand on the
    reverse and the boxes refer to it. With nothing given it is the blank form, to be filled by hand.
    """

    number: str = ""
    importer: str = ""
    importer_country: str = ""
    exporter: str = ""
    exporter_country: str = ""
    end_user: str = ""
    basis: str = ""
    goods: tuple[GoodsRow, ...] = ()
    signature: SignatureBlock = UNSIGNED
    deemed_issued_from: date | None = None  # 7.6
    note: str = ""  # under the heading of each side: that this is a working translation
    verification_code: str = ""  # prints the QR code at the foot

    @property
    def is_copy(self) -> bool:
        """A translation is drawn anew, and not kept."""
        return bool(self.note)

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


def certificate_pdf(paper: CertificatePaper, *, watermark: str | None = None, language: str = "ru") -> bytes:
    """The front, and unless there is a single row of goods the reverse.

    In English and Kazakh it is a working translation to be read beside the Russian original, and says so.
    """
    if language != "ru":
        paper = replace(paper, note=on_paper("paper.working_translation", language))
    return render_pdf(
        "certificate.html", paper, title=on_paper("certificate.heading", language), number=paper.number,
        watermark=watermark, language=language,
    )  # fmt: skip
