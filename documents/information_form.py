"""The information form (C, Annex 2): seven fields, one paper for each form (C11.2, R33).

The annex has no signature block. With nothing given it is the blank form.
"""

from dataclasses import dataclass

from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class InformationFormPaper:
    """The seven fields as printed."""

    name: str = ""
    tn_ved_code: str = ""
    characteristics: str = ""
    seller: str = ""  # the selling organization, the exporter's country
    functions: str = ""
    field_of_use: str = ""
    end_use: str = ""  # the end use, the end user
    number: str = ""  # of the registered application, and which of its forms

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields 1 to 7."""
        return (
            self.name, self.tn_ved_code, self.characteristics, self.seller, self.functions, self.field_of_use,
            self.end_use,
        )  # fmt: skip


def information_form_pdf(paper: InformationFormPaper, *, watermark: str | None = None) -> bytes:
    """As many sheets as the characteristics need."""
    title = f"{text('information_form.heading')} {text('information_form.subheading')}"
    return render_pdf("information_form.html", paper, title=title, number=paper.number, watermark=watermark)
