"""What the commands share in reading what was typed: refusals in a sentence, local times, a database not made yet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class BadInput(click.ClickException):
    """What was typed cannot be done; the message says what to type instead."""

    exit_code = 2


def local_moment(text: str, zone: tzinfo) -> datetime:
    """A local date and time of a place, aware. Raises BadInput for what is none."""
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
        moment.astimezone(UTC)  # the first and last days of all time have no UTC
    except (ValueError, OverflowError) as error:
        raise BadInput(f'Write "{text}" as a local date and time that exists, such as 2013-05-03T10:00.') from error
    return moment


@contextmanager
def tables_wanted() -> Iterator[None]:
    """Reads within need the tables: without them, what to do first is said."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise BadInput("Bring the database up to date first, with flask db upgrade and flask seed.") from error
