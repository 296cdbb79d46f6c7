"""The two refusals of clause 16: the reasoned refusal, and the refusal to consider further for incompleteness.

Both name their grounds and the written reasons, and say how to appeal (20–23).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.authority import Authority
from documents.blocks import Addressee, SignatureBlock
from documents.render import render_pdf
from models.wording import text


class RefusalKind(StrEnum):
    """Which of the two clause 16 gives."""

    REFUSAL = "refusal"
    INCOMPLETENESS = "refusal_incomplete"


@dataclass(frozen=True)
class RefusalGround:
    """One ground: the clause it stands in ("16.1"), the clause's words, and the free text that `art40` always has."""

    clause: str
    words: str
    explanation: str = ""


@dataclass(frozen=True)
class RefusalPaper:
    """What stands on a refusal. `dated_on` is None on a preview. Paragraphs of `reasons` are apart by newlines."""

    kind: RefusalKind
    service: str  # "euc" or "conclusion"
    number: str
    dated_on: date | None
    addressee: Addressee
    application_number: str
    application_on: date
    grounds: tuple[RefusalGround, ...]
    reasons: str
    signature: SignatureBlock
    missing_documents: tuple[str, ...] = ()
    verification_code: str = ""  # prints the QR code at the foot
    authority: Authority | None = None  # None: as the standard words it

    @property
    def is_incompleteness(self) -> bool:
        return self.kind is RefusalKind.INCOMPLETENESS


def incompleteness_ground() -> RefusalGround:
    """What a refusal to consider further rests on: the second paragraph of 16, the same in both standards."""
    return RefusalGround("16", text("refusal.incompleteness"))


def refusal_pdf(paper: RefusalPaper, *, watermark: str | None = None) -> bytes:
    """Headed by what is refused."""
    heading = "refusal.incompleteness.heading" if paper.is_incompleteness else f"refusal.{paper.service}.heading"
    return render_pdf("refusal.html", paper, title=text(heading), number=paper.number, watermark=watermark)
