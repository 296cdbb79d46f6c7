"""The screen's words for jobs: their names, how runs ended, and what a run could not do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from blueprints.formatting import number
from blueprints.notices.words import KIND_NAMES, warning_name
from blueprints.operations import bp
from extensions import db
from jobs.schedule import JOBS
from models.application import Application
from models.job import JobRun, RunOutcome
from models.user import Actor, User
from rules.permissions import Permission

JOB_NAMES: dict[str, LazyString] = {
    "deadlines": _("Warnings of terms"),
    "silence": _("Record of results that count as issued"),
    "urgent_mail": _("Urgent warnings by e-mail"),
    "digest": _("Daily e-mail with the other warnings"),
}

OUTCOMES: dict[str, tuple[LazyString, str]] = {
    "running": (_("Running"), "work"),
    "done": (_("Carried out"), "done"),
    "partly": (_("Carried out in part"), "wait"),
    "failed": (_("Not carried out"), "stop"),
}

TRIGGER_NAMES: dict[str, LazyString] = {
    "schedule": _("by schedule"),
    "person": _("by hand"),
    "command": _("by command"),
}


@dataclass(frozen=True)
class Subject:
    """What a job could not deal with, in words, with its page where the reader may open it."""

    words: str
    url: str = ""


@bp.app_template_filter()
def job_name(name: str) -> str:
    """A job's name on the screen."""
    return str(JOB_NAMES.get(name, name))


@bp.app_template_filter()
def job_note(name: str) -> str:
    """What a job does, in a sentence."""
    return str(JOBS[name].what)


@bp.app_template_filter()
def schedule_words(name: str) -> str:
    """When a job is done: «каждые 5 минут», «каждый час с 8:30 до 18:30»."""
    fields = {field.name: str(field) for field in JOBS[name].trigger.fields if not field.is_default}
    minute, hour = fields.get("minute", ""), fields.get("hour", "")
    if minute == "*":
        return gettext("every minute")
    if minute.startswith("*/"):
        step = int(minute.removeprefix("*/"))
        return ngettext("every %(num)d minute", "every %(num)d minutes", step)
    first, _dash, last = hour.partition("-")
    if last and minute.isdecimal():
        return gettext("every hour from %(first)s to %(last)s", first=f"{first}:{minute}", last=f"{last}:{minute}")
    return gettext("at %(time)s", time=" ".join(f"{field} {value}" for field, value in fields.items()))


@bp.app_template_filter()
def outcome_tag(outcome: RunOutcome) -> tuple[str, str]:
    """How a run ended: the words and the kind of the tag."""
    words, kind = OUTCOMES[outcome.value]
    return str(words), kind


@bp.app_template_filter()
def trigger_name(trigger: str) -> str:
    """What started a run."""
    return str(TRIGGER_NAMES[str(trigger)])


@bp.app_template_filter()
def duration(run: JobRun) -> str:
    """How long a run took: «0,3 с», «2 мин 5 с»."""
    if run.finished_at is None:
        return "—"
    took = run.finished_at - run.started_at
    if took < timedelta(minutes=1):
        return gettext("%(seconds)s s", seconds=number(round(took.total_seconds(), 1)))
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    return gettext("%(minutes)s min %(seconds)s s", minutes=number(minutes), seconds=seconds)


def subjects(codes: Collection[str], actor: Actor) -> dict[str, Subject]:
    """Subjects such as "application:12" in words; numbers and names come by one query for each kind."""
    named: dict[str, Subject] = {"": Subject(gettext("The whole job"))}
    ids: dict[str, list[int]] = {}
    for code in codes:
        kind, _colon, key = code.partition(":")
        if key.isdecimal():
            ids.setdefault(kind, []).append(int(key))
        if kind == "calendar":
            named[code] = Subject(gettext("Year %(year)s", year=key), url_for("reference.calendar"))
        if kind == "warning" and key in KIND_NAMES:
            named[code] = Subject(warning_name(key), url_for("operations.warning", kind=key))
    named |= _cases(ids.get("application", []), actor)
    people = select(User.id, User.full_name).where(User.id.in_(ids.get("user", [])))
    for user_id, full_name in db.session.execute(people):
        named[f"user:{user_id}"] = Subject(full_name, url_for("accounts.user", user_id=user_id))
    return {code: named.get(code) or Subject(code) for code in codes}


def _cases(ids: list[int], actor: Actor) -> dict[str, Subject]:
    """A case by its number alone: what else it holds an administrator's duty does not need (17)."""
    if not ids:
        return {}
    visible: set[int] = set()
    if actor.may(Permission.READ_CASES):
        visible.update(
            db.session.scalars(
                Application.visible_to(actor).where(Application.id.in_(ids)).with_only_columns(Application.id)
            )
        )
    numbers = db.session.execute(select(Application.id, Application.number).where(Application.id.in_(ids)))
    return {
        f"application:{case_id}": Subject(
            case_number, url_for("review.case", application_id=case_id) if case_id in visible else ""
        )
        for case_id, case_number in numbers
    }
