"""What the started server of the tests serves: the real application, told the time through create_app's CLOCK alone.

    python -m tests.served              makes its database: migrations, reference data, the test people
    python -m tests.served ARGUMENTS    runs gunicorn with them; its workers make the application, each its own, of
                                        modules that were imported once for all of them, and for those after a kill

The database, the folder of files and the file with the time come from the environment.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.wsgiapp import run as run_gunicorn

from app import create_app
from extensions import db, write
from seed.load import load_reference_data

CLOCK_FILE = "TEST_CLOCK_FILE"


def time_of_file() -> datetime:
    """The moment that stands in the file: every worker reads the same one."""
    return datetime.fromisoformat(Path(os.environ[CLOCK_FILE]).read_text()).astimezone(UTC)


def serve() -> Flask:
    """The application as bin/run serves it; DATABASE_URL, FILES_PATH and SECRET_KEY are in the environment."""
    return create_app({"CLOCK": time_of_file})


def make_database() -> None:
    """A database as on a first start without a demo, with one account for each role."""
    from tests.conftest import _add_people  # pytest's own module, needed here only

    with serve().app_context():
        upgrade()
        with write():
            load_reference_data()
            _add_people()
        db.engine.dispose()


if __name__ == "__main__":
    if sys.argv[1:]:
        run_gunicorn()
    else:
        make_database()
