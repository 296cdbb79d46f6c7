"""What the tests of an outage share: a second clerk, printed blanks, a filing with a blank, confirmed."""

from typing import Any

from sqlalchemy import select

from extensions import clock, db, write
from models.center import Center
from models.outage import OutageBatch, OutageBlank
from models.user import RoleGrant, User
from rules.permissions import Role
from tests.blueprints.intake_filings import euc_draft
from tests.factories import user

REASON = "Нет связи с сервером"


def second(role: Role = Role.CLERK, center: str = "", login: str = "") -> str:
    """One more account that accepts filings: its login."""
    name = login or f"{role}_too"
    with write():
        place = db.session.scalars(Center.with_key(center)).unique().one() if center else None
        grant = RoleGrant(role=role, center_id=place.id if place else None)
        person = User(
            login=name, full_name="Досанова Алма Ерланқызы", post="Специалист", created_at=clock.now(), grants=[grant],
            password_hash=user("clerk").password_hash,
        )  # fmt: skip
        db.session.add(person)
    return name


def blanks(count: int = 1, center: str = "") -> list[str]:
    """Print blanks now; their numbers."""
    with write():
        place = db.session.scalars(Center.with_key(center)).unique().one() if center else None
        batch = OutageBatch.draw(place, count, user("clerk").actor(), clock.now())
        return [one.number for one in batch.blanks]


def on_blank(number: str, **changes: str) -> dict[str, Any]:
    """What stands on a blank that was given out on Friday, 3 May 2013 at 11:15."""
    return {
        "blank": number, "accepted_on": "2013-05-03", "accepted_time": "11:15", "promised_on": "2013-05-28",
        "reason": REASON, **changes,
    }  # fmt: skip


def enter(client: Any, draft: int, values: dict[str, Any]) -> Any:
    return client.submit(f"/outage/drafts/{draft}", values, action=f"/outage/drafts/{draft}")


def entered(client: Any, number: str, channel: str = "committee", **changes: str) -> int:
    """A filing with every form filled in, and with its blank: the number of its draft."""
    draft = euc_draft(client, channel)
    answer = enter(client, draft, on_blank(number, **changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return draft


def confirm(client: Any, draft: int) -> Any:
    return client.submit(f"/outage/drafts/{draft}/confirm", action="/confirm")


def blank(number: str) -> OutageBlank:
    """What is stored of a blank now."""
    db.session.rollback()
    return db.session.scalars(select(OutageBlank).where(OutageBlank.number == number)).one()
