"""Schedulers that are killed in the middle of their work, and one that is asked to stop."""

import random
import time

import pytest

from tests.drills.scheduler import Scheduler, wear_out
from tests.server import prepared


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A database and a clock for processes of their own."""
    with prepared(tmp_path_factory.mktemp("scheduled")) as made:
        yield made


def test_killed_schedulers_and_three_days_of_silence_lose_no_warning_and_double_none(server):
    """The short form of tests/drills/scheduler.py."""
    report = wear_out(server, cases=30, schedulers=2, kills=4, chance=random.Random(1))
    assert report.kills == 4


def test_a_scheduler_runs_every_job_at_its_start_and_stops_when_asked(server):
    (before,) = server.rows("SELECT coalesce(max(id), 0) AS id FROM job_run")
    scheduler, deadline = Scheduler(server, "alone"), time.monotonic() + 60
    statement = "SELECT job FROM job_run WHERE id > :last AND outcome = 'done' ORDER BY job"
    wanted = {"deadlines", "digest", "silence", "urgent_mail"}
    while {row["job"] for row in server.rows(statement, last=before["id"])} < wanted:
        assert time.monotonic() < deadline, scheduler.log.read_text()
        time.sleep(0.05)
    assert scheduler.end(15) == 0
    assert "Traceback" not in scheduler.log.read_text()
