"""The authority as its papers name it: its name (1), and where to learn more (26), by the facts of a day (R35, R36)."""

from dataclasses import dataclass
from datetime import date

from models.reference import AuthorityFact
from models.wording import text


@dataclass(frozen=True)
class Authority:
    """What stands at the head and at the foot of a paper."""

    name: str
    info_address: str
    info_phone: str
    site: str
    call_center: str


WORDS = {
    "name": "authority.name",
    "info_address": "authority.info.address",
    "info_phone": "authority.info.phone",
    "site": "authority.site",
    "call_center": "authority.call_center",
}
"""Each fact by its key, and where the standards themselves give it."""


def as_worded() -> Authority:
    """As the standards word it: for blanks."""
    return Authority(**{key: text(words) for key, words in WORDS.items()})


def authority_on(day: date) -> Authority:
    """As it was on a day; what no fact gives, as the standards word it."""
    facts = AuthorityFact.on(day)
    return Authority(**{key: facts.get(key) or text(words) for key, words in WORDS.items()})
