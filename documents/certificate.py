"""The end-user certificate of the Republic (E, Annex 2): boxes 1–13 and the reverse with its six columns (R32).

Clauses: 5 (the result), 7.6 (issued after the right arose by silence; the paper says from which day), box 12 (to be
presented within six months of signing).
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.blocks import UNSIGNED, GoodsPaper, SignatureBlock
from documents.render import render_pdf
from models.wording import on_paper


@dataclass(frozen=True)
class CertificatePaper(GoodsPaper):
    """Boxes 1–5 and 9, who signs; boxes 6, 7, 8, 10 and 11 come from the goods."""

    signature: SignatureBlock = UNSIGNED
    deemed_issued_from: date | None = None  # 7.6
    note: str = ""  # under the heading of each side: that this is a working translation

    @property
    def is_copy(self) -> bool:
        """A translation is drawn anew, and not kept."""
        return bool(self.note)


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
