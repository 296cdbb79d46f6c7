"""Certifying with the key on the server and sending at once, where registration ends at a Center (11).

Registration, its receipt and the sending are each a unit of work of their own: a bad key never costs the applicant the
day of acceptance, and what was cut short is gone on with from the list of what is not sent.
"""

from flask import current_app
from sqlalchemy.exc import OperationalError

from blueprints.access import current_actor
from blueprints.cases import lock_case
from documents.package import Certified, certified_with_key
from extensions import clock, db, write
from models.application import Application
from models.package import hold_calendar
from models.user import Actor
from rules.calendar import YearNotLoaded
from rules.workflow import ActionRefused, Barred


def send_locked(application_id: int, certified: Certified, actor: Actor) -> Application:
    """Send what is certified, in the unit of work under way: the moment is the machine's as it is written."""
    hold_calendar()
    case = lock_case(application_id)
    certified.send(case, actor, clock.now())
    return case


def send_now(application_id: int) -> Barred | None:
    """Certify with the key on the server and send. Why that cannot be now, or None; nobody's filing is lost by it."""
    actor = current_actor()
    try:
        case = db.session.get_one(Application, application_id)
        certified = certified_with_key(case, actor, clock.now())
        with write():
            send_locked(application_id, certified, actor)
    except ActionRefused as refused:
        current_app.logger.warning("package of application %s not sent: %s", application_id, refused.barred.code)
        return refused.barred
    except (OSError, OperationalError, YearNotLoaded):
        current_app.logger.exception("package of application %s not sent", application_id)
        return Barred("not_sent_now")
    return None
