"""`flask jobs` and `flask scheduler`: what is done on time, by hand and by itself."""

import logging
import signal
import sys
from datetime import datetime
from types import FrameType

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from cli.asking import BadInput, local_moment, tables_wanted
from extensions import clock
from jobs.running import run
from jobs.schedule import JOBS, next_run
from models.calendar import load_calendar
from models.job import JobRun, RunOutcome, RunTrigger
from rules.terms import COMMITTEE_ZONE


@click.group()
def jobs() -> None:
    """See what is done on time, or do it now."""


@jobs.command("list")
@with_appcontext
def list_jobs() -> None:
    """Each job: what it does, its last run and how that ended, its next run."""
    latest, now = _latest(), clock.now()
    for name, job in JOBS.items():
        last = latest.get(name)
        with force_locale("en"):
            click.echo(f"{name}: {job.what}")
        click.echo(f"  last run  {_described(last) if last else 'never'}")
        click.echo(f"  next run  {_local(next_run(name, now))}, if the scheduler runs")


@jobs.command("run")
@click.argument("name")
@click.option("--at", "at", metavar="TIME", help="For this time of the Committee instead of now: 2013-05-03T10:00.")
@with_appcontext
def run_job(name: str, at: str | None) -> None:
    """Do a job once. Exit code 1 if it, or a part of it, could not be done."""
    if name not in JOBS:
        raise BadInput(f"There is no job {name!r}. Write one of: {', '.join(JOBS)}.")
    _latest()  # so that a database without tables is told as one
    moment = _moment(at) if at is not None else clock.now()
    done = run(name, moment, RunTrigger.COMMAND)
    click.echo(f"{name}: {_described(done)}")
    for failure in done.failures:
        click.echo(f"  {failure['subject'] or name}: {failure['error']}", err=True)
    if done.outcome is not RunOutcome.DONE:
        sys.exit(1)


@click.command()
@with_appcontext
def scheduler() -> None:
    """Do every job now, and then each at its time, until stopped. A process of its own; several do no harm."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # Each job has a thread: a mail server that does not answer keeps no warning waiting.
    timetable = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(len(JOBS))}, timezone=COMMITTEE_ZONE,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )  # fmt: skip
    for name, job in JOBS.items():
        timetable.add_job(_do, args=[app, name], id=f"{name} at the start")
        timetable.add_job(_do, job.trigger, args=[app, name], id=name)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        timetable.start()
    finally:
        if timetable.running:
            timetable.shutdown(wait=True)  # what is under way comes to its end


def _do(app: Flask, name: str) -> None:
    with app.app_context():
        run(name, clock.now(), RunTrigger.SCHEDULE)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _latest() -> dict[str, JobRun]:
    with tables_wanted():
        return JobRun.latest()


def _described(run: JobRun) -> str:
    words = f"{_local(run.started_at)} {run.outcome}"
    if run.finished_at:
        words += f" in {(run.finished_at - run.started_at).total_seconds():.1f} s"
    return f"{words}, {run.effects} effects, {len(run.failures)} failures"


def _local(moment: datetime) -> str:
    return moment.astimezone(COMMITTEE_ZONE).strftime("%Y-%m-%d %H:%M")


def _moment(text: str) -> datetime:
    """A local time of the Committee. What has not come yet cannot be recorded as if it had."""
    moment = local_moment(text, COMMITTEE_ZONE)
    if moment > clock.now():
        raise BadInput(f"{text} has not come yet. Write a time that is not later than now.")
    if (years := load_calendar().years) and moment.year < years[0]:
        raise BadInput(f"The calendar of {moment.year} is not loaded. Write a time in {years[0]} or later.")
    return moment
