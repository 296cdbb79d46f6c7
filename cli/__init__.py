"""The flask commands, one file per group."""

from flask import Flask

from cli.seed import seed
from cli.user import user


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (seed, user):
        app.cli.add_command(command)
