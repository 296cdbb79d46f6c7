"""The times of a place: how long visitors waited and were served, against the 20 minutes of 7.2 and 7.3."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from blueprints.access import requires
from blueprints.queue import bp
from blueprints.queue.places import frame_of, place_of
from blueprints.queue.words import purpose_name, ticket_state_name
from blueprints.workbook import Column, workbook, workbook_response
from extensions import clock
from forms.queue import PeriodForm
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.visits import by_hour, by_window, times_of, visits_of
from rules.permissions import Permission

MOST_LISTED = 100  # of those over a limit; the workbook has them all


@bp.get("/<place>/times")
@requires(Permission.READ_QUEUE)
def times(place: str) -> ResponseReturnValue:
    """A day, or a period of at most three months: in all, by window, by hour, and who was over a limit."""
    here, form = place_of(place), PeriodForm(formdata=request.args)
    return _page(here, form, 200 if form.validate() else 422)


def _page(here: QueuePlace, form: PeriodForm, status: int) -> ResponseReturnValue:
    now = clock.now()
    since, until = form.days(here.today(now)) if status == 200 else (here.today(now),) * 2
    visits = visits_of([(here, since, until)]) if status == 200 else []
    exceeding = [one for one in visits if one.is_exceeding]
    return make_response(
        render_template(
            "queue/times.html", form=form, since=since, until=until, today=here.today(now), in_all=times_of(visits),
            by_window=by_window(visits), by_hour=by_hour(visits, here.zone), exceeding=exceeding[:MOST_LISTED],
            exceeding_count=len(exceeding), waiting_now=Ticket.count_waiting(here, now),
            **frame_of(here, "queue.times"),
        ),
        status,
    )  # fmt: skip


@bp.get("/<place>/times.xlsx")
@requires(Permission.READ_QUEUE)
def export_times(place: str) -> ResponseReturnValue:
    """Every ticket of the period."""
    here, form = place_of(place), PeriodForm(formdata=request.args)
    if not form.validate():
        return _page(here, form, 422)
    since, until = form.days(here.today(clock.now()))
    visits = visits_of([(here, since, until)])
    content = workbook(_("Times of the queue"), _("Tickets"), columns_in(here.zone), visits, clock.now())
    return workbook_response(content, f"queue-{here.code}-{since.isoformat()}-{until.isoformat()}")


def columns_in(zone: ZoneInfo) -> tuple[Column, ...]:
    """What the workbook says of each ticket, in the time of the place."""
    return (
        (_("Day"), 12, lambda one, _now: one.day),
        (_("Ticket"), 8, lambda one, _now: one.number),
        (_("Purpose"), 28, lambda one, _now: purpose_name(one.purpose)),
        (_("State"), 18, lambda one, _now: ticket_state_name(one.state)),
        (_("Window"), 8, lambda one, _now: one.window),
        (_("Ticket taken"), 12, lambda one, _now: _hour(one.issued_at, zone)),
        (_("Called"), 12, lambda one, _now: _hour(one.called_at, zone)),
        (_("Ended"), 12, lambda one, _now: _hour(one.ended_at, zone)),
        (_("Waited, minutes"), 12, lambda one, _now: _minutes(one.waited)),
        (_("Served, minutes"), 12, lambda one, _now: _minutes(one.served_for)),
        (_("From call to receipt, minutes"), 14, lambda one, _now: _minutes(one.to_receipt)),
    )


def _hour(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S") if moment else ""


def _minutes(span: timedelta | None) -> int | None:
    """Whole minutes, as the screens have them."""
    return int(span.total_seconds() // 60) if span is not None else None
