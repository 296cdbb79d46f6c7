"""The account of each run: how it ended, for how long it is kept, and when the next one is due."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from extensions import db, write
from jobs.running import run
from jobs.schedule import JOBS, next_run
from models.job import JobRun, RunOutcome, RunTrigger
from tests.factories import user

pytestmark = pytest.mark.usefixtures("app")


def test_a_run_is_kept_with_who_started_it_and_how_it_ended(set_clock):
    now = set_clock(2013, 5, 6, 9)
    run("silence", now, RunTrigger.PERSON, user("administrator").actor())
    kept = JobRun.latest()["silence"]
    assert (kept.started_at, kept.finished_at, kept.outcome) == (now, now, RunOutcome.DONE)
    assert kept.started_by is not None
    assert (kept.trigger, kept.started_by.login) == (RunTrigger.PERSON, "administrator")


def test_a_job_that_breaks_down_is_a_failed_run_with_words_and_raises_nothing(set_clock, monkeypatch):
    def broken(_now, report):
        report.effects = 3
        raise OSError("the disk is full")

    monkeypatch.setitem(JOBS, "silence", replace(JOBS["silence"], work=broken))
    ended = run("silence", set_clock(2013, 5, 6, 9), RunTrigger.SCHEDULE)
    assert (ended.outcome, ended.effects) == (RunOutcome.FAILED, 3)
    assert ended.failures == [{"subject": "", "error": "OSError: the disk is full"}]


def test_the_newest_run_of_each_job_is_the_latest(set_clock):
    for hour in (9, 10):
        run("silence", set_clock(2013, 5, 6, hour), RunTrigger.SCHEDULE)
    run("deadlines", set_clock(2013, 5, 6, 11), RunTrigger.SCHEDULE)
    latest = JobRun.latest()
    assert set(latest) == {"silence", "deadlines"}
    assert latest["silence"].started_at == set_clock(2013, 5, 6, 10)
    assert [one.started_at for one in db.session.scalars(JobRun.of("silence"))] == [
        set_clock(2013, 5, 6, 10), set_clock(2013, 5, 6, 9),
    ]  # fmt: skip


def test_idle_runs_are_forgotten_after_a_week_and_all_others_after_a_year(set_clock):
    begun = set_clock(2013, 5, 6, 9)
    facts = {"job": "silence", "trigger": RunTrigger.SCHEDULE, "started_at": begun, "finished_at": begun}
    with write():
        db.session.add_all(
            [
                JobRun(**facts, outcome=RunOutcome.DONE, failures=[]),
                JobRun(**facts, outcome=RunOutcome.DONE, failures=[], effects=1),
                JobRun(**facts, outcome=RunOutcome.PARTLY, failures=[{"subject": "application:1", "error": "broken"}]),
                JobRun(**facts | {"job": "deadlines"}, outcome=RunOutcome.DONE, failures=[]),
            ]
        )

    def kept() -> int:
        return db.session.scalar(select(func.count(JobRun.id)).where(JobRun.started_at == begun)) or 0

    run("silence", set_clock(2013, 5, 13, 9), RunTrigger.SCHEDULE)
    assert kept() == 4
    run("silence", set_clock(2013, 5, 13, 9, 1), RunTrigger.SCHEDULE)
    assert kept() == 3
    run("silence", set_clock(2014, 5, 6, 9, 1), RunTrigger.SCHEDULE)
    assert kept() == 1, "another job's runs are its own affair"


@pytest.mark.parametrize(
    ("name", "now", "then"),
    [
        ("silence", (2013, 5, 28, 23, 59), (2013, 5, 29, 0, 0)),
        ("deadlines", (2013, 5, 28, 10, 1), (2013, 5, 28, 10, 5)),
        ("urgent_mail", (2013, 5, 28, 10, 1, 30), (2013, 5, 28, 10, 2)),
        ("digest", (2013, 5, 28, 7, 0), (2013, 5, 28, 8, 30)),
        ("digest", (2013, 5, 28, 18, 31), (2013, 5, 29, 8, 30)),
    ],
)
def test_the_next_run_is_told_by_the_committees_clock(set_clock, name, now, then):
    assert next_run(name, set_clock(*now)) == set_clock(*then)


def test_every_job_runs_at_least_once_a_day(set_clock):
    now = set_clock(2024, 2, 29, 23, 30)  # the hour that occurs twice
    assert all(timedelta(0) <= next_run(name, now) - now <= timedelta(days=1) for name in JOBS)
