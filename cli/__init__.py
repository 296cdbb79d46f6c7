"""The flask commands, one file per group."""

from flask import Flask

from cli.calendar import calendar
from cli.jobs import jobs, scheduler
from cli.seed import seed
from cli.term import term
from cli.user import user


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (calendar, jobs, scheduler, seed, term, user):
        app.cli.add_command(command)
