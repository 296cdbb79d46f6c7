"""Whom a complaint goes to (21, 22, 24), with address, telephone and hours by the facts of a day (R35, R36)."""

from dataclasses import dataclass
from datetime import date

from models.center import Center
from models.reference import AuthorityFact
from models.wording import text
from rules.complaint_routing import Addressee
from rules.terms import Service

FACTS = {
    Addressee.MINISTRY: "ministry",
    Addressee.COMMITTEE_HEAD: "head",
    Addressee.RGP_CENTER: "centers",
}
"""How the keys of an addressee's facts begin."""
NAMES = {Addressee.MINISTRY: "ministry", Addressee.COMMITTEE_HEAD: "head_post", Addressee.RGP_CENTER: "centers_name"}


@dataclass(frozen=True)
class AddresseeCard:
    """What the applicant has to know of whom they write to; what no fact gives is empty."""

    name: str
    address: str = ""
    phone: str = ""
    hours: str = ""


def addressee_on(addressee: Addressee, day: date, center: Center | None = None, language: str = "ru") -> AddresseeCard:
    """The addressee as of a day. For the head of a Center its `center` gives name and address, if it is known."""
    facts = AuthorityFact.on(day, language)
    if addressee is Addressee.CALL_CENTER:
        return AddresseeCard(name=facts.get("call_center", ""), phone=facts.get("call_center", ""))
    if addressee is Addressee.CENTER_HEAD:
        if center is None:
            return AddresseeCard(name="")
        printed = center.listing(Service.EUC)
        return AddresseeCard(printed.name, printed.address, ", ".join(printed.phones.splitlines()))
    begin = FACTS[addressee]
    return AddresseeCard(
        name=facts.get(NAMES[addressee], ""), address=facts.get(f"{begin}_address", ""),
        phone=facts.get(f"{begin}_phone", ""), hours=facts.get(f"{begin}_hours", ""),
    )  # fmt: skip


def letter_head(addressee: Addressee, day: date, center: Center | None = None) -> str:
    """To whom the letter goes, lines apart by newlines: post, name, address. Letters are Russian."""
    card = addressee_on(addressee, day, center)
    first = text(f"complaint.draft.to.{addressee}")
    lines = [first, card.name if addressee is not Addressee.COMMITTEE_HEAD else AuthorityFact.on(day).get("name", "")]
    return "\n".join(line for line in [*lines, card.address] if line)
