"""The Centers of a region as a list to print (Annex 3). Where the standards differ, both printings stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.render import render_pdf
from models.center import Branch, Center
from models.wording import text
from rules.terms import Service

PRINTED = ("name", "address", "phones")


@dataclass(frozen=True)
class CenterListPaper:
    """One region's list; `cells` are its rows."""

    region: str
    branch: str
    cells: tuple[tuple[str, ...], ...]
    dated_on: date
    number: str = ""
    authority: Authority | None = None


def center_list_paper(branch: Branch, centers: Sequence[Center], day: date) -> CenterListPaper:
    """The list as the directory has it on this day."""
    cells = tuple(_cells(one) for one in centers)
    return CenterListPaper(branch.region, branch.name, cells, day, number=f"{branch.no:02d}")


def center_list_pdf(paper: CenterListPaper) -> bytes:
    """As many sheets as there are Centers."""
    return render_pdf(
        "center_list.html", paper, title=f"{text('center_list.heading')}: {paper.region}", number=paper.number
    )


def _cells(center: Center) -> tuple[str, ...]:
    printed, other = (center.listing(service) for service in Service)
    told = text("center_list.closed") if not center.is_open else ""
    cells = []
    for name in PRINTED:
        first, second = str(getattr(printed, name)), str(getattr(other, name))
        both = "" if first == second else f"{text('center_list.other')} {second or text('paper.none')}"
        cells.append("\n".join(part for part in (first, both) if part))
    cells[0] = "\n".join(part for part in (cells[0], told) if part)
    return (center.key, *cells)
