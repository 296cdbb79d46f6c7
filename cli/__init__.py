"""The flask commands, one file per group."""

from flask import Flask

import cli.verify  # noqa: F401 - adds itself to `flask document`
from cli.calendar import calendar
from cli.centers import centers
from cli.document import document
from cli.jobs import jobs, scheduler
from cli.keys import keys
from cli.seed import seed
from cli.term import term
from cli.user import user


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (calendar, centers, document, jobs, keys, scheduler, seed, term, user):
        app.cli.add_command(command)
