"""HTML to PDF: the one place that knows xhtml2pdf.

A4, embedded Tinos, "Лист N из M" and the number on every sheet, the same bytes for the same data, nothing fetched
from anywhere. Words of the papers are data: `models/wording.py`.
"""

from contextvars import ContextVar
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from typing import Any

from flask import render_template
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.tables import CellStyle
from xhtml2pdf import default, document, parser
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessPolicy
from xhtml2pdf.context import pisaContext
from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc

from documents.authority import as_worded
from documents.barcode import BarsTag
from documents.boxes import BoxesTag, foot_height
from documents.fonts import REGULAR, printable, register_fonts
from documents.item_table import ItemTableTag
from documents.parts import boxed, day_of, electronic, is_demonstration, printed_date, sheet_numbers, signing
from documents.qr import checking_page, qr_png
from documents.sheets import SheetsTag
from documents.textlines import kept_together
from documents.watermark import WatermarkTag
from models.wording import on_paper, wordings
from rules.terms import COMMITTEE_ZONE
from rules.verification import grouped, keywords

rl_config.invariant = 1  # no clock and no random part in the file: the same data give the same bytes
CellStyle.fontname = REGULAR  # else each table names Helvetica, in which no text is set

# xhtml2pdf looks a tag's class up by name in its parser; this is its way to add one (the version is pinned).
default.TAGS["pdfitemtable"] = (
    1,
    {**dict.fromkeys(("columns", "rows"), (default.STRING, default.MUST)), "tallest": default.STRING},
)
default.TAGS["pdfwatermark"] = (1, {"text": (default.STRING, default.MUST)})
default.TAGS["pdfboxes"] = (1, {"rows": (default.STRING, default.MUST)})
default.TAGS["pdfbars"] = (1, {"value": (default.STRING, default.MUST)})
default.TAGS["pdfsheets"] = (1, dict.fromkeys(("number", "sheet", "of"), (default.STRING, default.MUST)))
parser.pisaTagPDFITEMTABLE = ItemTableTag
parser.pisaTagPDFWATERMARK = WatermarkTag
parser.pisaTagPDFBOXES = BoxesTag
parser.pisaTagPDFSHEETS = SheetsTag
parser.pisaTagPDFBARS = BarsTag

NOTHING_REMOTE = ResourceAccessPolicy.server(allow_remote=False, allow_remote_pdf_backgrounds=False)


_parsed: dict[str, Any] = {}
"""Style sheets that are the same for every paper, by their text."""


class PaperContext(pisaContext):
    """Parses the style sheets that all papers share once a process; those with @page make frames and are read anew."""

    def _parseCSSSource(self, text: str, sourceName: str) -> Any:  # noqa: N802, N803 - xhtml2pdf's names
        if "@" in text:
            return super()._parseCSSSource(text, sourceName)
        if text not in _parsed:
            _parsed[text] = super()._parseCSSSource(text, sourceName)
        return _parsed[text]


document.pisaContext = PaperContext


_made_on: ContextVar[date] = ContextVar("_made_on")
"""The day of the paper that is being drawn."""


class PaperDoc(PmlBaseDoc):
    """Dated by the paper's own day, not by the clock; it names no font that no text is set in."""

    def _makeCanvas(self, filename: Any = None, canvasmaker: Any = None) -> Canvas:  # noqa: N802 - reportlab's name
        self.initialFontName = REGULAR
        canvas: Canvas = super()._makeCanvas(filename, canvasmaker)
        at = datetime.combine(_made_on.get(), time(12), COMMITTEE_ZONE)  # at noon it is the same day nearly everywhere
        ahead = at.utcoffset()
        stamp = canvas._doc._timeStamp
        stamp.YMDhms, stamp.dhh = at.timetuple()[:6], int(ahead.total_seconds() // 3600) if ahead else 0
        return canvas


document.PmlBaseDoc = PaperDoc


class PaperError(Exception):
    """The paper could not be made as it should look; the message says what the renderer complained of."""


def render_pdf(
    template: str, paper: object, *, title: str, number: str = "", watermark: str | None = None, language: str = "ru"
) -> bytes:
    """The PDF of `templates/documents/<template>` filled with `paper`. PaperError on any complaint of the renderer.

    In another language than Russian the template's words are those of its working translation.
    """
    register_fonts()
    code = getattr(paper, "verification_code", "")
    authority = getattr(paper, "authority", None) or as_worded()
    say = partial(on_paper, language=language)
    html = render_template(
        f"documents/{template}",
        paper=paper,
        title=title,
        number=number,
        watermark=watermark,
        text=say,
        authority=authority,
        language=language,
        code=grouped(code),
        qr=qr_png(code) if code else "",
        checking_page=checking_page() if code else "",
        printed_date=printed_date,
        boxed=boxed,
        electronic=electronic,
        is_demonstration=is_demonstration(paper),
        foot_height=foot_height,
        signing=partial(signing, say),
        sheet_numbers=partial(sheet_numbers, say),
    )
    made = BytesIO()
    _made_on.set(day_of(paper) or wordings()[-1].valid_from)
    meta = {"title": printable(title), "subject": printable(number), "author": printable(authority.name)}
    if code:  # by which a changed original is known again, and a copy that is drawn anew is not taken for one
        meta["keywords"] = keywords(code, is_copy=getattr(paper, "is_copy", False))
    try:
        # capacity: a long paper stays in memory, and what stands on it never lies in a temporary file
        context = document.pisaDocument(
            kept_together(printable(html)), made, context_meta=meta, resource_policy=NOTHING_REMOTE, capacity=-1
        )
    except RenderLimitError as error:
        raise PaperError(str(error)) from error
    if context.err or context.warn:
        raise PaperError("; ".join(str(message) for _, _, message, _ in context.log))
    return made.getvalue()
