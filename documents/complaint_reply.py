"""What a complaint is answered with (23–25): the reply, the refusal to consider it, the notices of extension and
forwarding.

One letter each, numbered and signed. A reply that does not uphold, in whole or in part, and a refusal remind of the
court (23). A blank leaves every outcome to be struck out by hand.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import Addressee, SignatureBlock
from documents.render import render_pdf
from models.outgoing import LetterKind
from models.wording import text


@dataclass(frozen=True)
class ComplaintLetter:
    """What stands on one. `dated_on` is None on a preview. Newlines part the paragraphs of `reasons` and `measures`.

    `outcome` is a value of `rules.complaint_workflow.Outcome`; `until` the last day of the extended or the standing
    term; `sent_to` whom the complaint was forwarded to.
    """

    kind: LetterKind
    number: str
    dated_on: date | None
    addressee: Addressee
    complaint_number: str
    complaint_on: date | None
    reasons: str
    signature: SignatureBlock
    outcome: str = ""
    measures: str = ""
    until: date | None = None
    sent_to: str = ""
    verification_code: str = ""  # prints the QR code at the foot
    authority: Authority | None = None  # None: as the standard words it

    @property
    def is_negative(self) -> bool:
        """Whether the applicant is reminded of the court (23); a blank may become one that is."""
        return self.kind is LetterKind.REFUSAL or (self.kind is LetterKind.REPLY and self.outcome != "upheld")


def complaint_letter_pdf(paper: ComplaintLetter, *, watermark: str | None = None) -> bytes:
    """Headed by what it is."""
    return render_pdf(
        "complaint_letter.html", paper, title=text(f"{paper.kind}.heading"), number=paper.number,
        watermark=watermark,
    )  # fmt: skip
