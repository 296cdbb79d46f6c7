"""Runs of the jobs that are done on time: when, by whom, how they ended, and what they could not do."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from extensions import db, stored
from models.user import User


class RunOutcome(StrEnum):
    """How a run ended. One that was killed stays running; the next run of its job is the better sign of life."""

    RUNNING = "running"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"


class RunTrigger(StrEnum):
    """What started a run."""

    SCHEDULE = "schedule"
    PERSON = "person"
    COMMAND = "command"


class JobRun(db.Model):
    """One run of one job."""

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(32))
    trigger: Mapped[RunTrigger] = mapped_column(stored(RunTrigger, "run_trigger"))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[RunOutcome] = mapped_column(stored(RunOutcome, "run_outcome"), default=RunOutcome.RUNNING)
    effects: Mapped[int] = mapped_column(default=0)
    """How many rows the run added."""
    failures: Mapped[list[Any]]
    """What it could not do: {"subject": "application:12", "error": "..."}."""

    started_by: Mapped[User | None] = relationship()
    __table_args__ = (
        Index("ix_job_run_job_id", "job", "id"),
        CheckConstraint("(outcome = 'running') = (finished_at IS NULL)", name="ended_has_moment"),
    )

    @classmethod
    def of(cls, job: str) -> Select["JobRun"]:
        """A job's runs, the newest first, with who started them."""
        return select(cls).where(cls.job == job).options(joinedload(cls.started_by)).order_by(cls.id.desc())

    @classmethod
    def latest(cls) -> dict[str, "JobRun"]:
        """The newest run of each job that ever ran."""
        newest = select(func.max(cls.id)).group_by(cls.job)
        return {
            run.job: run
            for run in db.session.scalars(select(cls).where(cls.id.in_(newest)).options(joinedload(cls.started_by)))
        }
