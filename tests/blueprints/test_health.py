"""/health: for whatever watches the server; no sign-in, nothing about a case."""

from datetime import timedelta

from app import create_app
from extensions import clock, db, write
from models.calendar import CalendarYear
from models.job import JobRun, RunOutcome, RunTrigger


def confirm_all() -> None:
    with write():
        for year in db.session.scalars(db.select(CalendarYear)):
            year.confirmed_at = clock.now()


def run_of(job: str, finished_ago: timedelta | None) -> None:
    finished = clock.now() - finished_ago if finished_ago is not None else None
    with write():
        db.session.add(
            JobRun(
                job=job, trigger=RunTrigger.SCHEDULE, started_at=clock.now() - timedelta(hours=2), finished_at=finished,
                outcome=RunOutcome.DONE if finished else RunOutcome.RUNNING, failures=[],
            )
        )  # fmt: skip


def test_all_is_well(client):
    confirm_all()
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": True, "calendar": [], "seconds_since_deadlines": None}
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_missing_in_the_calendars_is_told_and_the_server_serves(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json["status"]) == (200, "warning")
    assert answer.json["calendar"] == [{"code": "year_not_confirmed", "year": 2013, "due_on": "2012-12-15"}]


def test_the_age_of_the_deadlines_is_that_of_their_last_run_that_ended(client):
    run_of("deadlines", timedelta(hours=1))
    run_of("deadlines", timedelta(minutes=10))
    run_of("deadlines", None)
    run_of("digest", timedelta(seconds=5))
    assert client.get("/health").json["seconds_since_deadlines"] == 600


def test_a_database_that_does_not_answer_is_503_without_a_word_of_why(tmp_path):
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/none/there.sqlite", "SECRET_KEY": "test"})
    answer = app.test_client().get("/health")
    assert answer.status_code == 503
    assert answer.json == {"status": "down", "database": False}
