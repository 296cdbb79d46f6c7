"""How long papers take, as ratios to raw reportlab with a Paragraph in each cell and the same rows, in one run.

.venv/bin/python -m bench.documents
"""

import time
from collections.abc import Callable
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from app import create_app
from documents.blocks import GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper, certificate_pdf
from documents.fonts import REGULAR, register_fonts

WIDTHS = [width * mm for width in (12, 66, 27, 25, 23, 22)]
RUNS = 5


def certificate(rows: int) -> CertificatePaper:
    goods = tuple(
        GoodsRow(number, f"Станок токарный, модель {number}, мощность 7,5 кВт", "8458 11 200 9", "2B001.a", "3", "шт.")
        for number in range(1, rows + 1)
    )
    signature = SignatureBlock("Әбдіқадыров Қ. Н.", "Заместитель председателя", date(2013, 5, 27))
    return CertificatePaper(
        "E-2013-K-000123", "ТОО", "Казахстан", "GmbH", "Германия", "АО", "Контракт", goods, signature
    )


def raw_reportlab(paper: CertificatePaper) -> bytes:
    register_fonts()
    style = ParagraphStyle("cell", fontName=REGULAR, fontSize=9.5, leading=11.5)
    boxes = [
        Paragraph(text, style)
        for text in (paper.importer, paper.importer_country, paper.exporter, paper.exporter_country, paper.end_user)
    ]
    cells = [[Paragraph(text, style) for text in row] for row in paper.rows]
    table = LongTable(cells, colWidths=WIDTHS, style=[("GRID", (0, 0), (-1, -1), 0.6, "black")])
    made = BytesIO()
    SimpleDocTemplate(made, pagesize=A4).build([*boxes, table])
    return made.getvalue()


def best(make: Callable[[CertificatePaper], bytes], paper: CertificatePaper) -> float:
    """The quickest of a few runs, in seconds; the first one warms up and does not count."""
    make(paper)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        make(paper)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    with create_app().app_context():
        print("rows  paper, s  raw reportlab, s  ratio")
        for rows in (1, 50, 500):
            paper, raw = best(certificate_pdf, certificate(rows)), best(raw_reportlab, certificate(rows))
            print(f"{rows:4}  {paper:8.3f}  {raw:16.3f}  {paper / raw:5.2f}")


if __name__ == "__main__":
    main()
