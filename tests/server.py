"""Starts the application under gunicorn as bin/run does, on a database of its own and at a time that a test sets.

SQLite in a file, or a database beside TEST_DATABASE_URL. Linux only: workers are found through /proc.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import Engine, create_engine, text

from tests import keys
from tests.served import CLOCK_FILE

ROOT = Path(__file__).resolve().parent.parent
ALMATY = ZoneInfo("Asia/Almaty")
WORKERS, THREADS = 2, 4
SECONDS_TO_STOP = 10
_numbers = count(1)


class Server:
    """A started server: where it is, what time it shows, what its database holds, which processes serve."""

    def __init__(self, folder: Path, url: str, settings: dict[str, str] | None = None) -> None:
        self.folder, self.url, self.settings = folder, url, settings or {}
        self.clock_file, self.log = folder / "now", folder / "gunicorn.log"
        self.host, self.port = "127.0.0.1", 0
        self.engine: Engine = create_engine(url)
        self.gunicorn: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "DATABASE_URL": self.url, "FILES_PATH": str(self.folder / "files"), "SECRET_KEY": "test",
            "INSTANCE_PATH": str(self.folder), "WORKERS": str(WORKERS), "THREADS": str(THREADS),
            CLOCK_FILE: str(self.clock_file),
        }  # fmt: skip
        return {**os.environ, **settings, **self.settings}

    def set_clock(self, moment: str | datetime) -> datetime:
        """It is this moment now; a text without a zone is the Committee's local time."""
        given = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        moment = given if given.tzinfo else given.replace(tzinfo=ALMATY)
        new = self.clock_file.with_suffix(".new")
        new.write_text(moment.isoformat())
        new.replace(self.clock_file)  # in one step: a worker never reads half of it
        return moment

    def make_database(self) -> None:
        keys.settings(self.folder / "keys")  # where the application looks for them by itself
        command = [sys.executable, "-m", "tests.served"]
        made = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr

    def start(self) -> None:
        """Listens before gunicorn is up: the first request waits for it instead of a loop that asks."""
        with socket.socket() as listener:
            listener.bind((self.host, 0))
            listener.listen(128)
            self.port = listener.getsockname()[1]
            command = [
                sys.executable, "-m", "tests.served", "--config", "gunicorn.conf.py",
                "--bind", f"fd://{listener.fileno()}", "tests.served:serve()",
            ]  # fmt: skip
            with self.log.open("ab") as log:
                self.gunicorn = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, pass_fds=[listener.fileno()],
                    start_new_session=True,
                )  # fmt: skip

    def stop(self) -> None:
        """End gunicorn and every process it started, whatever state they are in."""
        self.engine.dispose()
        if self.gunicorn is None:
            return
        self.gunicorn.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.gunicorn.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(self.gunicorn.pid, signal.SIGKILL)
        self.gunicorn.wait(SECONDS_TO_STOP)

    def workers(self) -> list[int]:
        """The processes that answer requests now."""
        assert self.gunicorn is not None
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent, state = stat.read_text().rpartition(")")[2].split()[1::-1]
                if int(parent) == self.gunicorn.pid and state != "Z":
                    found.append(int(stat.parent.name))
        return sorted(found)

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """What the database holds, read past the application. Days as ISO texts, on both databases alike."""
        with self.engine.connect() as connection:
            found = connection.execute(text(statement), values).mappings().all()
        return [{k: v if v is None or isinstance(v, int) else str(v) for k, v in row.items()} for row in found]

    def run(self, statement: str, **values: Any) -> None:
        """Change the database past the application."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def errors(self) -> str:
        """What the server's log says of failures: a test that ends well leaves none."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if "Traceback" in line or " ERROR" in line or "Error:" in line)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        yield f"sqlite:///{folder / 'casework.sqlite'}"
        return
    name = f"casework_served_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def prepared(folder: Path, **settings: str) -> Iterator[Server]:
    """A database with reference data and test people, and nothing that serves it yet.

    `settings` go to the server's environment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _database(folder) as url:
        server = Server(folder, url, settings)
        server.set_clock("2013-05-03T10:00")
        try:
            server.make_database()
            yield server
        finally:
            server.stop()


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[Server]:
    """A server on such a database; everything of it ends with the block."""
    with prepared(folder, **settings) as server:
        server.start()
        yield server
