"""The signatory at the moment of signing: the key or why there is none, and what of them stands on the paper."""

from datetime import datetime

from documents.blocks import ElectronicSignature
from documents.content import Signing
from documents.trust import NoUsableKey, SigningKey, key_of
from extensions import db
from models.document import RegisterEntry, SigningWay
from models.user import Actor, Substitution, User
from models.wording import text
from rules.terms import committee_today
from rules.workflow import Barred

OTHER_WAY = {SigningWay.NCALAYER: "key.ncalayer_on_paper", SigningWay.BY_HAND: "key.none_on_paper"}


def signing_key(actor: Actor, now: datetime) -> SigningKey:
    """The key on the server that this person signs with now. NoUsableKey says why there is none."""
    return key_of(db.session.get_one(User, actor.user_id).login, now)


def why_no_key(actor: Actor, now: datetime, entry: RegisterEntry | None = None) -> Barred | None:
    """Why this person cannot sign with a key on the server now, or not this paper with theirs; None if they can."""
    try:
        key = signing_key(actor, now)
    except NoUsableKey as refused:
        return refused.barred
    return why_not_with(key, entry) if entry else None


def why_not_with(key: SigningKey, entry: RegisterEntry) -> Barred | None:
    """A paper is signed with the certificate that stands on it."""
    if entry.way is not SigningWay.SERVER_KEY:
        return Barred(OTHER_WAY[entry.way])
    return None if entry.certificate_sha256 == key.sha256 else Barred("key.other_on_paper")


def certificate_of(actor: Actor, now: datetime) -> ElectronicSignature | None:
    """What a paper says of the key that this person signs with; None without a usable one."""
    try:
        key = signing_key(actor, now)
    except NoUsableKey:
        return None
    return named_on_paper(key)


def named_on_paper(key: SigningKey) -> ElectronicSignature:
    """What a paper says of a key."""
    return ElectronicSignature(
        sha256=key.sha256, serial=key.serial, holder=key.holder, valid_until=committee_today(key.valid_until),
        is_demonstration=key.is_demonstration,
    )  # fmt: skip


def signing_of(
    entry: RegisterEntry, actor: Actor, now: datetime, certificate: ElectronicSignature | None, way: SigningWay
) -> Signing:
    """What the signatory adds: number, date, name, post, the way of signing, and for a substitute the order."""
    application, acting_under = entry.application, ""
    if actor.substitution_id:
        order = db.session.get_one(Substitution, actor.substitution_id)
        acting_under = text("paper.order", number=order.order_number, date=f"{order.order_date:%d.%m.%Y}")
    return Signing(
        number=entry.number, dated_on=entry.dated_on, full_name=actor.full_name, post=post_of(actor),
        acting_under=acting_under, deemed_issued_from=application.right_since(now), electronic=certificate,
        has_signature_file=way is SigningWay.NCALAYER, verification_code=entry.verification_code or "",
    )  # fmt: skip


def post_of(actor: Actor) -> str:
    """The post as papers give it."""
    return text("paper.acting_post", post=actor.post) if actor.substitution_id else actor.post


def stamp_of(actor: Actor, key: SigningKey, at: datetime) -> list[str]:
    """What the signature itself draws: the moment, name and post, the certificate."""
    moment = f"{at:%d.%m.%Y %H:%M:%S} (UTC{at.isoformat()[-6:]})"
    lines = [
        text("paper.stamp.signed", moment=moment, name=actor.full_name, post=post_of(actor)),
        text("paper.stamp.certificate", serial=key.serial, holder=key.holder),
    ]
    return [*lines, text("paper.demonstration")] if key.is_demonstration else lines
