"""How long papers take beside raw reportlab (a Paragraph in each cell) and WeasyPrint with the same content, as ratios
in one run.

    python -m bench.documents

WeasyPrint is left out with a word where it, or its system libraries (Pango), are not installed. What it spends on any
document, however short, differs from machine to machine and weighs most on one page: that of an empty page is printed
too.
"""

import time
from collections.abc import Callable
from datetime import date
from html import escape
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Table
from reportlab.platypus.flowables import Flowable

from app import create_app
from documents.blocks import GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper, certificate_pdf
from documents.fonts import FOLDER, REGULAR, register_fonts
from models.wording import text

WIDTHS = [width * mm for width in (12, 66, 27, 25, 23, 22)]
RUNS = 7


def certificate(rows: int) -> CertificatePaper:
    goods = tuple(
        GoodsRow(number, f"Станок токарный, модель {number}, мощность 7,5 кВт", "8458 11 200 9", "2B001.a", "3", "шт.")
        for number in range(1, rows + 1)
    )
    return CertificatePaper(
        number="EUC-2013-000123",
        importer="ТОО «Ертіс Вакуум»\n070004, г. Усть-Каменогорск, ул. Кабанбай батыра, 118\nтел.: 8 (7232) 55-51-18",
        importer_country="Казахстан",
        exporter="Pumpen Nord GmbH\nHafenstr. 18, 20457 Hamburg\nтел.: +49 40 5550 1840",
        exporter_country="Германия",
        end_user="АО «Алтай титан»\nг. Усть-Каменогорск, ул. Бажова, 331\nвыплавка титановой губки и сплавов",
        basis="Контракт № KM-13/118 от 18.03.2013",
        goods=goods,
        signature=SignatureBlock("Әбдіқадыров Қ. Н.", "Заместитель председателя", date(2013, 5, 27)),
    )


def front(paper: CertificatePaper) -> list[list[tuple[str, str]]]:
    """What stands on the front, row by row: the printed name of each box and what is in it."""
    see = text("guarantee.see_reverse")
    row = paper.single_row
    goods = [row.name, row.tn_ved_code, row.control_list_code, row.unit, row.quantity] if row else [see] * 5
    named = [f"{number}. {text(f'certificate.{number}')}" for number in range(1, 14)]
    who = paper.signature
    signed = (
        f"{text('sign.name')} {who.full_name} {text('sign.post')} {who.post}\n"
        f"{text('sign.signature')} {text('sign.seal')}\n{text('sign.date')} {who.signed_on:%d.%m.%Y}"
    )
    return [
        [(text("certificate.heading"), "")],
        [(f"{text('certificate.number')} {paper.number}", "")],
        [(named[0], paper.importer), (named[1], paper.importer_country)],
        [(named[2], paper.exporter), (named[3], paper.exporter_country)],
        [(named[4], paper.end_user), ("", "")],
        [(named[5], goods[0]), (named[6], goods[1]), (named[7], goods[2])],
        [(named[8], paper.basis), (named[9], goods[3]), (named[10], goods[4])],
        [(named[11], "")],
        [(named[12], signed)],
    ]


def heading() -> list[str]:
    return [text(f"goods.column.{number}") for number in range(1, 7)]


def raw_reportlab(paper: CertificatePaper) -> bytes:
    register_fonts()
    style = ParagraphStyle("cell", fontName=REGULAR, fontSize=9.5, leading=11.5)
    grid = [("GRID", (0, 0), (-1, -1), 0.6, "black")]

    def cell(label: str, value: str) -> list[Paragraph]:
        filled = f"<b>{escape(value)}</b>".replace("\n", "<br/>")
        return [Paragraph(escape(label), style), *([Paragraph(filled, style)] if value else [])]

    story: list[Flowable] = []
    for row in front(paper):
        widths = {1: [175 * mm], 2: [87.5 * mm] * 2, 3: [87.5 * mm, 43.75 * mm, 43.75 * mm]}[len(row)]
        story.append(Table([[cell(*box) for box in row]], colWidths=widths, style=grid))
    if len(paper.goods) > 1:
        cells = [[Paragraph(escape(word), style) for word in row] for row in [heading(), *paper.rows]]
        story += [PageBreak(), LongTable(cells, colWidths=WIDTHS, style=grid, repeatRows=1)]
    made = BytesIO()
    SimpleDocTemplate(made, pagesize=A4).build(story)
    return made.getvalue()


def weasyprint_of(paper: CertificatePaper) -> bytes:
    import weasyprint

    def cell(label: str, value: str) -> str:
        filled = escape(value).replace("\n", "<br>")
        return f"<p>{escape(label)}</p><p><b>{filled}</b></p>"

    tables = "".join(
        "<table><tr>" + "".join(f"<td>{cell(*box)}</td>" for box in row) + "</tr></table>" for row in front(paper)
    )
    if len(paper.goods) > 1:
        rows = "".join("<tr>" + "".join(f"<td>{escape(word)}</td>" for word in row) + "</tr>" for row in paper.rows)
        head = "".join(f"<th>{escape(word)}</th>" for word in heading())
        tables += f"<table style='page-break-before: always'><thead><tr>{head}</tr></thead>{rows}</table>"
    faces = "".join(
        f"@font-face {{ font-family: Tinos; src: url('{(FOLDER / file).as_uri()}'); font-weight: {weight} }}"
        for file, weight in (("Tinos-Regular.ttf", 400), ("Tinos-Bold.ttf", 700))
    )
    style = (
        f"{faces} @page {{ size: A4; margin: 15mm }} body {{ font: 9.5pt/11.5pt Tinos }} p {{ margin: 0 }}"
        " table { width: 175mm; border-collapse: collapse } td, th { border: 0.6pt solid; padding: 3pt }"
    )
    return weasyprint.HTML(string=f"<style>{style}</style>{tables}").write_pdf()


def empty_page(_paper: CertificatePaper) -> bytes:
    import weasyprint

    return weasyprint.HTML(string="<p></p>").write_pdf()


def best(makers: list[Callable[[CertificatePaper], bytes]], paper: CertificatePaper) -> list[float]:
    """The quickest of a few runs of each, in seconds, in turns; the first one warms up and does not count."""
    quickest = [float("inf")] * len(makers)
    for run in range(1 + (RUNS if len(paper.goods) < 500 else 3)):
        for at, make in enumerate(makers):
            began = time.perf_counter()
            make(paper)
            if run:
                quickest[at] = min(quickest[at], time.perf_counter() - began)
    return quickest


def has_weasyprint() -> bool:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        print(f"WeasyPrint is left out: {error}")
        return False
    return True


def main() -> None:
    others = {"WeasyPrint": weasyprint_of} if has_weasyprint() else {}
    with create_app().app_context():
        print("rows  paper, s  raw reportlab, s  paper/raw" + "".join(f"  {name}/raw" for name in others))
        for rows in (1, 50, 500):
            ours, raw, *rest = best([certificate_pdf, raw_reportlab, *others.values()], certificate(rows))
            last = "".join(f"  {other / raw:14.2f}" for other in rest)
            print(f"{rows:4}  {ours:8.3f}  {raw:16.3f}  {ours / raw:9.2f}{last}")
        if others:
            [fixed] = best([empty_page], certificate(1))
            print(f"Of WeasyPrint's time {fixed:.3f} s are the same for an empty page.")


if __name__ == "__main__":
    main()
