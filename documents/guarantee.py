"""The importer's guarantee (E, Annex 2): boxes 1–18 and the reverse with its six columns (R32).

Box 16 is the Committee's: it is filled when the certificate is issued, and both bear one number (R2); a key on the
server signs both.
"""

from dataclasses import dataclass

from documents.blocks import UNSIGNED, GoodsPaper, SignatureBlock
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class GuaranteePaper(GoodsPaper):
    """Boxes 1–8 and 12, who signs; boxes 9, 10, 11, 13 and 14 come from the goods."""

    licences: str = ""
    place_of_use: str = ""
    end_use: str = ""
    committee: SignatureBlock = UNSIGNED
    importer_signature: SignatureBlock = UNSIGNED
    end_user_signature: SignatureBlock = UNSIGNED

    @property
    def is_copy(self) -> bool:
        """Drawn anew, and not kept; unless it names the key that signs it with the certificate."""
        return self.committee.electronic is None


def guarantee_pdf(paper: GuaranteePaper, *, watermark: str | None = None) -> bytes:
    """The front, and unless there is a single row of goods the reverse."""
    return render_pdf(
        "guarantee.html", paper, title=text("guarantee.heading"), number=paper.number, watermark=watermark
    )
