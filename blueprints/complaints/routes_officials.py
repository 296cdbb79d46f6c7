"""Which account an official complained of is: the conflict of interest rests on it (17, 24)."""

from datetime import datetime

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.drafts import account_choices, places_of
from blueprints.complaints.handling import find_handled, lock_handled
from blueprints.complaints.routes_work import WHOLE
from blueprints.complaints.routes_work_acts import confirm_page, page_of
from extensions import db
from forms.complaint_work import IdentifyForm
from models.complaint import Complaint
from models.complaint_parts import ComplaintOfficial
from models.user import Actor, User
from rules.permissions import Permission


def _official(complaint: Complaint, official_id: int) -> ComplaintOfficial:
    return next((one for one in complaint.officials if one.id == official_id), None) or abort(404)


def _form(official: ComplaintOfficial) -> IdentifyForm:
    """With the account that is named already; none is a choice, too."""
    actor = current_actor()
    form = IdentifyForm(data={"account": str(official.user_id or "")})
    choices = account_choices(places_of(actor), actor.bodies)
    form.account.offer((choice.value, str(choice.label)) for choice in choices)
    return form


@bp.get("/<int:complaint_id>/officials/<int:official_id>")
@requires(Permission.HANDLE_COMPLAINT)
def identify(complaint_id: int, official_id: int) -> ResponseReturnValue:
    """Whose account it is: who is complained of neither handles the complaint nor reads it before being asked."""
    complaint = find_handled(complaint_id, *WHOLE)
    official = _official(complaint, official_id)
    return _page(complaint, official, _form(official))


@bp.post("/<int:complaint_id>/officials/<int:official_id>")
@requires(Permission.HANDLE_COMPLAINT)
def do_identify(complaint_id: int, official_id: int) -> ResponseReturnValue:
    """Name the account; who names their own leaves the complaint to a colleague."""
    complaint = find_handled(complaint_id, *WHOLE)
    official = _official(complaint, official_id)
    form = _form(official)
    if not form.validate():
        return _page(complaint, official, form, 422)
    chosen = int(form.account.data) if form.account.data else None

    def work(actor: Actor, now: datetime) -> str:
        locked = lock_handled(complaint_id)
        user = db.session.get_one(User, chosen) if chosen else None
        _official(locked, official_id).identify(user, actor, now)
        flash(gettext("The account of the official is noted."), "success")
        return url_for("complaints.index") if chosen in actor.people else page_of(complaint_id)

    return act(work, form)


def _page(
    complaint: Complaint, official: ComplaintOfficial, form: IdentifyForm, status: int = 200
) -> ResponseReturnValue:
    barred = official.why_not_identify(current_actor())
    return confirm_page(complaint, "identify", form, status, barred=barred, official=official)
