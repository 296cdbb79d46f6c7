"""Whether the whole is well, for whatever watches it: no sign-in, and nothing about any case."""

from flask import Response, current_app, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from blueprints.access import public
from blueprints.operations import bp
from extensions import clock, db
from models.calendar import load_calendar
from models.job import JobRun
from rules.calendar_watch import gaps

WATCHED_JOB = "deadlines"


@bp.get("/health")
@public
def health() -> tuple[Response, int]:
    """200 while the database answers, else 503. What is missing in the calendars, and how long ago the deadlines were
    looked through to the end, are told and do not make the server ill: it serves all the same."""
    try:
        missing = gaps(load_calendar(), clock.today())
        finished_at = db.session.scalar(
            select(JobRun.finished_at)
            .where(JobRun.job == WATCHED_JOB, JobRun.finished_at.is_not(None))
            .order_by(JobRun.id.desc())
            .limit(1)
        )
    except SQLAlchemyError as error:
        current_app.logger.error("health: the database does not answer: %s", error)
        return jsonify(status="down", database=False), 503
    age = int((clock.now() - finished_at).total_seconds()) if finished_at else None
    calendar = [{"code": gap.code.value, "year": gap.year, "due_on": gap.due_on.isoformat()} for gap in missing]
    return jsonify(
        status="warning" if calendar else "ok", database=True, calendar=calendar, seconds_since_deadlines=age
    ), 200
