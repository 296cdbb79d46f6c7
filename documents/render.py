"""HTML to PDF: the one place that knows xhtml2pdf.

A4, embedded Tinos, "Лист N из M" and the number on every sheet, the same bytes for the same data, nothing fetched
from anywhere. Words of the papers are data: `models/wording.py`.
"""

from datetime import date
from io import BytesIO

from flask import render_template
from reportlab import rl_config
from xhtml2pdf import default, parser
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from documents.fonts import printable, register_fonts
from documents.item_table import ItemTableTag
from documents.watermark import WatermarkTag
from models.wording import text

rl_config.invariant = 1  # no time of making and no random part in the file: the same data give the same bytes

# xhtml2pdf looks a tag's class up by name in its parser; this is its way to add one (the version is pinned).
default.TAGS["pdfitemtable"] = (1, {"columns": (default.STRING, default.MUST), "rows": (default.STRING, default.MUST)})
default.TAGS["pdfwatermark"] = (1, {"text": (default.STRING, default.MUST)})
parser.pisaTagPDFITEMTABLE = ItemTableTag
parser.pisaTagPDFWATERMARK = WatermarkTag

NOTHING_REMOTE = ResourceAccessPolicy.server(allow_remote=False, allow_remote_pdf_backgrounds=False)


class PaperError(Exception):
    """The paper could not be made as it should look; the message says what the renderer complained of."""


def render_pdf(template: str, paper: object, *, title: str, number: str = "", watermark: str | None = None) -> bytes:
    """The PDF of `templates/documents/<template>` filled with `paper`. PaperError on any complaint of the renderer."""
    register_fonts()
    html = render_template(
        f"documents/{template}",
        paper=paper,
        title=title,
        number=number,
        watermark=watermark,
        text=text,
        printed_date=printed_date,
    )
    made = BytesIO()
    meta = {"title": printable(title), "subject": printable(number), "author": text("authority.name")}
    try:
        # capacity: a long paper stays in memory, and what stands on it never lies in a temporary file
        context = pisaDocument(printable(html), made, context_meta=meta, resource_policy=NOTHING_REMOTE, capacity=-1)
    except RenderLimitError as error:
        raise PaperError(str(error)) from error
    if context.err or context.warn:
        raise PaperError("; ".join(str(message) for _, _, message, _ in context.log))
    return made.getvalue()


def printed_date(day: date | None) -> str:
    """A date as papers write it, 16.05.2013; nothing for none."""
    return f"{day:%d.%m.%Y}" if day else ""
