"""What runs by itself: each job's last and next run, what it could not do, and running it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.htmx import render_page
from blueprints.operations import bp
from blueprints.operations.words import Subject, subjects
from blueprints.paging import paginate
from extensions import clock, db
from jobs.running import run as run_job
from jobs.schedule import JOBS, next_run
from models.job import JobRun, RunOutcome, RunTrigger
from models.user import Actor
from rules.permissions import Permission

GRACE = timedelta(minutes=10)
"""How late a run may begin before the scheduler is said to stand still."""
LONGEST_RUN = timedelta(hours=1)
"""A run that has no end after this was cut off: by a kill, or with the machine."""


@dataclass(frozen=True)
class Job:
    """A job with its newest run and the moment of its next one."""

    name: str
    latest: JobRun | None
    next_at: datetime


@dataclass(frozen=True)
class Standstill:
    """The scheduler does not run: since its last run, or it never did; a run was due at `expected_at`."""

    last_at: datetime | None
    expected_at: datetime | None


def standstill(now: datetime) -> Standstill | None:
    """Whether a run that was due by the schedule has not begun. What a person starts is no sign of life."""
    by_itself = select(JobRun.started_at).where(JobRun.trigger == RunTrigger.SCHEDULE)
    last = db.session.scalar(by_itself.order_by(JobRun.id.desc()).limit(1))
    if last is None:
        return Standstill(None, None)
    expected = min(next_run(name, last) for name in JOBS)
    return Standstill(last, expected) if expected + GRACE < now else None


def is_cut_off(run: JobRun) -> bool:
    """Whether a run was begun and will not end any more."""
    return run.outcome is RunOutcome.RUNNING and run.started_at + LONGEST_RUN < clock.now()


@bp.get("/jobs")
@requires(Permission.RUN_JOBS)
def jobs() -> Response:
    """Every job; the table is asked for again every half minute, without prolonging the session."""
    now, latest = clock.now(), JobRun.latest()
    rows = [Job(name, latest.get(name), next_run(name, now)) for name in JOBS]
    return render_page(
        "operations/jobs.html", "operations/_jobs.html", rows=rows, now=now, standstill=standstill(now),
        is_cut_off=is_cut_off,
    )  # fmt: skip


@bp.get("/jobs/<name>")
@requires(Permission.RUN_JOBS)
def job(name: str) -> str:
    """The history of one job, the newest run first, with what each could not do."""
    _known(name)
    page = paginate(JobRun.of(name))
    return render_template(
        "operations/job.html", name=name, page=page, next_at=next_run(name, clock.now()), is_cut_off=is_cut_off,
        subjects=_subjects_of(page.rows),
    )  # fmt: skip


@bp.get("/jobs/<name>/run")
@requires(Permission.RUN_JOBS)
def confirm_run(name: str) -> str:
    """What running a job now means, before it is run."""
    _known(name)
    return render_template("operations/confirm_run.html", name=name, latest=JobRun.latest().get(name))


@bp.post("/jobs/<name>/run")
@requires(Permission.RUN_JOBS)
def run(name: str) -> Response:
    """Run a job now, once for the form. Its effects are committed one by one, so not within the form's unit of work."""
    _known(name)
    claimed: list[tuple[Actor, datetime]] = []

    def work(actor: Actor, now: datetime) -> str:
        claimed.append((actor, now))
        return url_for("operations.job", name=name)

    response = act(work)
    for actor, now in claimed:
        _tell(run_job(name, now, RunTrigger.PERSON, actor))
    return response


def _known(name: str) -> None:
    if name not in JOBS:
        abort(404)


def _subjects_of(runs: Iterable[JobRun]) -> dict[str, Subject]:
    return subjects({failure["subject"] for run in runs for failure in run.failures}, current_actor())


def _tell(run: JobRun) -> None:
    """What was done, as the message of the next page."""
    done = ngettext("%(num)d effect.", "%(num)d effects.", run.effects)
    failed = ngettext("%(num)d thing could not be done.", "%(num)d things could not be done.", len(run.failures))
    if run.outcome is RunOutcome.DONE:
        flash(gettext("The job has been run.") + " " + done, "success")
    elif run.outcome is RunOutcome.PARTLY:
        flash(gettext("The job has been run.") + " " + done + " " + failed, "warning")
    else:
        flash(gettext("The job could not be run. Below is why."), "danger")
