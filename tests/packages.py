"""Packages as Centers send them: certified with the tests' key of all Centers."""

from datetime import datetime
from typing import Any

from documents.package import certified_with_key
from extensions import db, write
from models.application import Application
from models.package import Package
from rules.terms import Place, Service
from tests.factories import build_application, user


def unsent(at: datetime, service: Service = Service.EUC, **facts: Any) -> Application:
    """A filing that the Center 3/14 accepted and has not sent."""
    with write():
        return build_application(service, at, channel=Place.CENTER, is_sent=False, **facts)


def send(application: Application, now: datetime, who: str = "center_operator") -> Package:
    """Certified with the key on the server and sent, as the Center's worker does it."""
    actor = user(who).actor()
    certified = certified_with_key(db.session.get_one(Application, application.id), actor, now)
    with write():
        return certified.send(db.session.get_one(Application, application.id), actor, now)
