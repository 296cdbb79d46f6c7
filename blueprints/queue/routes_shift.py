"""The end of a shift: what was counted, each difference explained, closed once, printed and signed."""

from datetime import date, datetime
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.files import pdf_response
from blueprints.queue import bp
from blueprints.queue.places import frame_of, place_of
from blueprints.queue.words import gap_name
from documents.shift_report import shift_pdf
from documents.shift_report_of import day_paper, shift_paper
from extensions import clock
from forms.queue import PeriodForm, explaining_form
from models.queue_place import QueuePlace
from models.shift import Shift
from models.shift_account import Account, account_of, accounts_of, close_shift, never_called, people_of
from models.user import Actor, User
from rules.permissions import Permission


def _day(text: str, here: QueuePlace) -> date:
    """A day of the address that has begun at the place, else 404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return day if date(1991, 12, 16) <= day <= here.today(clock.now()) else abort(404)


def _person(here: QueuePlace, user_id: int, day: date) -> User:
    """Somebody who worked here on that day, or oneself, else 404."""
    people = people_of(here, day, with_user=current_actor().user_id)
    return next((one for one in people if one.id == user_id), None) or abort(404)


def _may_close(user_id: int) -> bool:
    """One's own shift; that of somebody who is not there is closed by who sets the windows up."""
    actor = current_actor()
    return actor.may(Permission.CLOSE_SHIFT) and (user_id == actor.user_id or actor.may(Permission.MANAGE_QUEUE))


@bp.get("/<place>/shifts")
@requires(Permission.READ_QUEUE)
def shifts(place: str) -> ResponseReturnValue:
    """Who worked on a day, what was counted, and whose shift is closed."""
    here, form = place_of(place), PeriodForm(formdata=request.args)
    is_valid = form.validate()
    day = form.days(here.today(clock.now()))[0] if is_valid else here.today(clock.now())
    actor, people = current_actor(), people_of(here, day)
    own_id = actor.user_id
    closed = {one.user_id: one for one in Shift.of_day(here, day)}
    accounts = accounts_of(here, [one.id for one in people], day)
    rows = [(person, closed.get(person.id), accounts[person.id]) for person in people]
    page = render_template(
        "queue/shifts.html", form=form, day=day, rows=rows, never_called=never_called(here, day),
        own_id=own_id, is_own_open=own_id not in closed and _may_close(own_id) and here.is_worked_at_by(actor),
        **frame_of(here, "queue.shifts"),
    )  # fmt: skip
    return make_response(page, 200 if is_valid else 422)


@bp.get("/<place>/shifts/<day>/<int:user_id>")
@requires(Permission.READ_QUEUE)
def shift(place: str, day: str, user_id: int) -> ResponseReturnValue:
    """One person's day: as it was closed, or as it stands with what is to be explained."""
    here = place_of(place)
    on = _day(day, here)
    person, account = _person(here, user_id, on), account_of(here, user_id, on)
    return _page(here, on, person, account, _form(account), 200)


def _form(account: Account) -> FlaskForm:
    labels = {one.key: f"{gap_name(one.gap)}: {one.subject}" for one in account.differences}
    return explaining_form(list(labels), labels)


def _page(
    here: QueuePlace, on: date, person: User, account: Account, form: FlaskForm, status: int, **more: Any
) -> ResponseReturnValue:
    return make_response(
        render_template(
            "queue/shift.html", day=on, person=person, account=account, form=form,
            closed=Shift.of_person(here, person.id, on), may_close=_may_close(person.id),
            fields=[form[one.key] for one in account.differences], **more, **frame_of(here, "queue.shifts"),
        ),
        status,
    )  # fmt: skip


@bp.post("/<place>/shifts/<day>/<int:user_id>")
@requires(Permission.CLOSE_SHIFT)
def close(place: str, day: str, user_id: int) -> ResponseReturnValue:
    """Check the explanations, show what will be recorded, then close."""
    here = place_of(place)
    on = _day(day, here)
    person, account = _person(here, user_id, on), account_of(here, user_id, on)
    if not _may_close(user_id):
        abort(403)
    form = _form(account)
    if not form.validate():
        return _page(here, on, person, account, form, 422)
    if request.form.get("step") != "close":
        return _page(here, on, person, account, form, 200, is_checked=request.form.get("step") == "check")
    explanations = {one.key: form[one.key].data for one in account.differences}

    def work(actor: Actor, now: datetime) -> str:
        close_shift(here, user_id, on, explanations, actor, now)
        return url_for("queue.shift", place=place, day=day, user_id=user_id)

    return act(work, form)


@bp.get("/<place>/shifts/<day>/<int:user_id>.pdf")
@requires(Permission.READ_QUEUE)
def shift_report(place: str, day: str, user_id: int) -> Response:
    """The paper of a closed shift, to be signed by hand."""
    here = place_of(place)
    closed = Shift.of_person(here, user_id, _day(day, here)) or abort(404)
    return pdf_response(shift_pdf(shift_paper(closed)), f"{closed.number.replace('/', '-')}.pdf")


@bp.get("/<place>/shifts/<day>.pdf")
@requires(Permission.READ_QUEUE)
def day_report(place: str, day: str) -> Response:
    """The paper of a place's day: every closed shift, and their sum."""
    here = place_of(place)
    paper = day_paper(here, _day(day, here))
    return pdf_response(shift_pdf(paper), f"{paper.number.replace('/', '-')}.pdf")
