"""The flask commands, one file per group."""

from flask import Flask

from cli.document import document
from cli.seed import seed
from cli.term import term
from cli.user import user


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (document, seed, term, user):
        app.cli.add_command(command)
