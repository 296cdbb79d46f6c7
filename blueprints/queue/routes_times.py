"""The times of a place: how long visitors waited and were served, against the 20 minutes of 7.2 and 7.3."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from xlsxwriter import Workbook

from blueprints.access import requires
from blueprints.issuance.routes_export import XLSX
from blueprints.queue import bp
from blueprints.queue.places import frame_of, place_of
from blueprints.queue.words import purpose_name, ticket_state_name
from extensions import clock
from forms.queue import PeriodForm
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.visits import Visit, by_hour, by_window, times_of, visits_of
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
    content = _workbook(visits_of([(here, since, until)]), here.zone)
    name = f"queue-{here.code}-{since.isoformat()}-{until.isoformat()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


Cell = str | int | float | date | None
COLUMNS: tuple[tuple[LazyString, int, Callable[[Visit, ZoneInfo], Cell]], ...] = (
    (_("Day"), 12, lambda one, _zone: one.day),
    (_("Ticket"), 8, lambda one, _zone: one.number),
    (_("Purpose"), 28, lambda one, _zone: purpose_name(one.purpose)),
    (_("State"), 18, lambda one, _zone: ticket_state_name(one.state)),
    (_("Window"), 8, lambda one, _zone: one.window),
    (_("Ticket taken"), 12, lambda one, zone: _hour(one.issued_at, zone)),
    (_("Called"), 12, lambda one, zone: _hour(one.called_at, zone)),
    (_("Ended"), 12, lambda one, zone: _hour(one.ended_at, zone)),
    (_("Waited, minutes"), 12, lambda one, _zone: _minutes(one.waited)),
    (_("Served, minutes"), 12, lambda one, _zone: _minutes(one.served_for)),
    (_("From call to receipt, minutes"), 14, lambda one, _zone: _minutes(one.to_receipt)),
)


def _hour(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S") if moment else ""


def _minutes(span: timedelta | None) -> float | None:
    return round(span.total_seconds() / 60, 1) if span is not None else None


def _workbook(visits: list[Visit], zone: ZoneInfo) -> BytesIO:
    """One sheet with a heading row; text is written as text."""
    content = BytesIO()
    made = Workbook(content, {"constant_memory": True})
    bold, day = made.add_format({"bold": True}), made.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    sheet = made.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, (heading, width, _cell) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, str(heading), bold)
    for line, visit in enumerate(visits, start=1):
        for place, (_heading, _width, cell) in enumerate(COLUMNS):
            value = cell(visit, zone)
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value)
            elif value:
                sheet.write_string(line, place, value)
    made.close()
    content.seek(0)
    return content
