"""Runs a job and keeps the account of it: when, by whom, how it ended, what it could not do."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_

from extensions import clock, db, write
from jobs.report import Report
from jobs.schedule import JOBS
from models.job import JobRun, RunOutcome, RunTrigger
from models.user import Actor

log = logging.getLogger("jobs")
IDLE_KEPT, ALL_KEPT = timedelta(days=7), timedelta(days=365)
"""A run that did nothing, well, is kept for a week; any other one for a year."""


def run(name: str, now: datetime, trigger: RunTrigger, actor: Actor | None = None) -> JobRun:
    """Do a job for the moment `now`. Its failures are in the answer, and none of them is raised."""
    begun, report = clock.now(), Report()
    with write():
        started = JobRun(
            job=name, trigger=trigger, started_by_id=actor.user_id if actor else None, started_at=begun,
            outcome=RunOutcome.RUNNING, failures=[],
        )  # fmt: skip
        db.session.add(started)
        db.session.flush()
        run_id = started.id
    try:
        JOBS[name].work(now, report)
        outcome = RunOutcome.PARTLY if report.failures else RunOutcome.DONE
    except Exception as error:
        report.fail("", error)
        outcome = RunOutcome.FAILED
    with write():
        ended = db.session.get_one(JobRun, run_id)
        ended.outcome, ended.finished_at = outcome, clock.now()
        ended.effects, ended.failures = report.effects, report.failures
        _forget_old_runs(name, begun)
    log.info("%s: %s, %d effects, %d failures", name, outcome, report.effects, len(report.failures))
    return ended


def _forget_old_runs(name: str, now: datetime) -> None:
    is_idle = and_(JobRun.outcome == RunOutcome.DONE, JobRun.effects == 0)
    is_old = or_(and_(is_idle, JobRun.started_at < now - IDLE_KEPT), JobRun.started_at < now - ALL_KEPT)
    db.session.execute(delete(JobRun).where(JobRun.job == name, is_old))
