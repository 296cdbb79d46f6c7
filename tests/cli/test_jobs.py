"""`flask jobs`: what is told, and what is asked for wrongly is answered with a sentence and exit code 2."""

import pytest
from sqlalchemy import select

from extensions import db, write
from models.event import Event
from models.job import JobRun, RunOutcome, RunTrigger
from models.notice import Notice
from tests.factories import user


@pytest.fixture
def jobs(app):
    """jobs("run", "silence"): the command's result."""
    return lambda *words: app.test_cli_runner().invoke(args=["jobs", *words])


def test_a_job_is_run_for_now(make_application, set_clock, jobs):
    case = make_application()
    midnight = set_clock(2013, 5, 29)
    set_clock(2013, 5, 30, 9)
    answer = jobs("run", "silence")
    assert (answer.exit_code, answer.output) == (
        0, "silence: 2013-05-30 09:00 done in 0.0 s, 1 effects, 0 failures\n",
    )  # fmt: skip
    (event,) = db.session.scalars(select(Event).where(Event.kind == "counted_as_issued"))
    assert (event.application_id, event.at) == (case.id, midnight)
    assert db.session.scalars(select(JobRun.trigger)).all() == [RunTrigger.COMMAND]


def test_a_job_is_run_for_an_earlier_time_of_the_committee(make_application, set_clock, jobs):
    make_application()
    set_clock(2013, 7, 1, 9)
    assert jobs("run", "silence", "--at", "2013-05-28T23:59").exit_code == 0
    assert not db.session.scalars(select(Event).where(Event.kind == "counted_as_issued")).all()
    assert jobs("run", "deadlines", "--at", "2013-05-22T00:00").exit_code == 0
    told = db.session.scalars(select(Notice.kind).where(Notice.application_id.is_not(None))).all()
    assert sorted(told) == ["completeness_closes", "control_date"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("run", "silense"), "There is no job 'silense'. Write one of: deadlines, silence, urgent_mail, digest."),
        (("run", "silence", "--at", "tomorrow"),
         'Write "tomorrow" as a local date and time that exists, such as 2013-05-03T10:00.'),
        (("run", "silence", "--at", ""), 'Write "" as a local date and time that exists, such as 2013-05-03T10:00.'),
        (("run", "silence", "--at", "2013-02-30T10:00"),
         'Write "2013-02-30T10:00" as a local date and time that exists, such as 2013-05-03T10:00.'),
        (("run", "silence", "--at", "2013-05-03T10:01"),
         "2013-05-03T10:01 has not come yet. Write a time that is not later than now."),
        (("run", "deadlines", "--at", "2010-12-31T23:59"),
         "The calendar of 2010 is not loaded. Write a time in 2011 or later."),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_told_in_a_sentence(jobs, words, answer):
    done = jobs(*words)
    assert (done.exit_code, done.output) == (2, f"Error: {answer}\n")
    assert not db.session.scalars(select(JobRun)).all()


def test_a_run_that_failed_in_part_ends_with_one_and_names_what_failed(make_application, set_clock, jobs, app):
    with write():
        user("officer").email = "nobody"
    case = make_application()
    with write():
        db.session.add(
            Notice(
                kind="term_ends", subject=f"application:{case.id}", application_id=case.id, due_on=case.term_ends_on,
                user_id=user("officer").id, is_urgent=True, raised_at=case.accepted_at,
            )
        )  # fmt: skip
    app.config["SMTP_HOST"], app.config["SMTP_PORT"] = "127.0.0.1", 9  # nobody listens there
    try:
        done = jobs("run", "urgent_mail")
    finally:
        app.config["SMTP_HOST"] = ""
    assert done.exit_code == 1
    assert "urgent_mail: 2013-05-03 10:00 failed" in done.output
    assert "ConnectionRefusedError" in done.output


def test_the_list_tells_of_each_job_what_it_does_its_last_run_and_its_next(set_clock, jobs):
    moment = set_clock(2013, 5, 28, 9, 58)
    with write():
        db.session.add(
            JobRun(
                job="deadlines", trigger=RunTrigger.SCHEDULE, started_at=moment, finished_at=moment,
                outcome=RunOutcome.PARTLY, effects=3, failures=[{"subject": "application:1", "error": "broken"}],
            )
        )  # fmt: skip
    answer = jobs("list")
    assert answer.exit_code == 0
    assert answer.output.startswith(
        "deadlines: Warns of approaching and missed days\n"
        "  last run  2013-05-28 09:58 partly in 0.0 s, 3 effects, 1 failures\n"
        "  next run  2013-05-28 10:00, if the scheduler runs\n"
        "silence: Records results that have come to count as issued\n"
        "  last run  never\n"
        "  next run  2013-05-28 10:00, if the scheduler runs\n"
    )


@pytest.mark.parametrize("words", [("list",), ("run", "silence")])
def test_a_database_without_tables_is_told_as_one(jobs, words):
    with write():
        db.session.execute(db.text("DROP TABLE job_run"))
    answer = jobs(*words)
    assert answer.exit_code == 2
    assert answer.output.startswith("Error: Bring the database up to date first")
