"""When each job is done. The scheduler only looks at the clock: what is done twice, or late, comes out the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.triggers.cron import CronTrigger
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from jobs.deadlines import raise_warnings, record_silences
from jobs.mail import mail_digest, mail_urgent
from jobs.report import Report
from rules.terms import COMMITTEE_ZONE


def _at(**times: str) -> CronTrigger:
    # The zone is said here: a trigger made by hand does not take the scheduler's.
    return CronTrigger(**times, timezone=COMMITTEE_ZONE)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is done on time: `work` takes the moment it is done for, and the run's report."""

    name: str
    what: LazyString
    work: Callable[[datetime, Report], None]
    trigger: CronTrigger


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job("deadlines", _("Warns of approaching and missed days"), raise_warnings, _at(minute="*/5")),
        Job("silence", _("Records results that have come to count as issued"), record_silences, _at(minute="*/15")),
        Job("urgent_mail", _("Sends urgent warnings by e-mail"), mail_urgent, _at(minute="*")),
        # Every hour of the day, in case the server was down in the morning: nobody gets two on one day.
        Job("digest", _("Sends the other warnings by e-mail, once a working day"), mail_digest,
            _at(hour="8-18", minute="30")),
    )
}  # fmt: skip


def next_run(name: str, now: datetime) -> datetime:
    """When a job is due next, if the scheduler runs."""
    moment = JOBS[name].trigger.get_next_fire_time(None, now)
    assert moment is not None  # none of them ever ends
    return moment
