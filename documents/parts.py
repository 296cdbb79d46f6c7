"""Parts of boxes that several forms bear: what `templates/documents/*` put into `<pdfboxes>`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from documents.blocks import SignatureBlock
from models.wording import text as russian


def printed_date(day: date | None) -> str:
    """A date as papers write it, 16.05.2013; nothing for none."""
    return f"{day:%d.%m.%Y}" if day else ""


DAYS = ("printed_at", "dated_on", "registered_on", "accepted_at", "ended_on", "begun_on")
BLOCKS = ("signature", "committee", "importer_signature")


def day_of(paper: object) -> date | None:
    """The day that a paper bears, or on which it is signed; None for one that bears none, such as a blank."""
    days = [getattr(paper, name, None) for name in DAYS]
    days += [getattr(getattr(paper, name, None), "signed_on", None) for name in BLOCKS]
    return next((day for day in days if day), None)


def signing(
    text: Callable[..., str], signature: SignatureBlock, name: str = "sign.name", *, room: float = 14, share: int = 54
) -> list[list[Any]]:
    """Ф. И. О. and Должность, Подпись and МП, Дата, in the lines of the annex, with room for the hand."""
    parts: list[list[Any]] = [
        ["pair", [text(name), signature.full_name], [text("sign.post"), signature.post], share],
    ]
    if signature.acting_under:
        parts.append(["small", text("paper.acting_under", order=signature.acting_under)])
    parts += [["fine", line] for line in electronic(signature)[:1]]  # the foot of each sheet says the rest
    return [
        *parts,
        ["gap", room],
        ["pair", [text("sign.signature"), ""], [text("sign.seal"), ""], share],
        ["gap", 2],
        ["label", text("sign.date"), printed_date(signature.signed_on)],
    ]


def electronic(signature: SignatureBlock) -> list[str]:
    """With which certificate the paper is signed, and whether that has legal force; or that the signature is a file.

    Nothing on a paper signed by hand.
    """
    if signature.has_signature_file:
        return [russian("paper.signature_file")]
    certificate = signature.electronic
    if certificate is None:
        return []
    until = printed_date(certificate.valid_until)
    lines = [russian("paper.electronic", serial=certificate.serial, holder=certificate.holder, until=until)]
    return [*lines, russian("paper.demonstration")] if certificate.is_demonstration else lines


def is_demonstration(paper: object) -> bool:
    """Whether the Committee signs a paper, or signed what it goes with, by a demonstration key: each sheet says so."""
    block = getattr(paper, "committee", None) or getattr(paper, "signature", None)
    return isinstance(block, SignatureBlock) and block.is_demonstration


def sheet_numbers(text: Callable[..., str], is_blank: bool) -> list[list[Any]]:
    """Всего листов and Лист №; on a blank the numbers are for the hand, for who fills it in may take more sheets."""
    total, sheet = text("goods.sheets_total"), text("goods.sheet")
    return [["label" if is_blank else "sheets", total], ["gap", 4], ["label" if is_blank else "sheet", sheet]]


def boxed(label: str, value: str = "", style: str = "value") -> list[list[Any]]:
    """The printed name of a box, and under it what stands in the box."""
    return [["label", label], ["gap", 1], [style, "", value]] if value else [["label", label]]
