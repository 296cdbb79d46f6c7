"""A throwaway PostgreSQL from the system's own binaries, for the part of the suite that must hold on both databases.

    python tests/postgres.py -- pytest tests/models    runs the command with TEST_DATABASE_URL set
    python tests/postgres.py                           prints the URL and serves until it is stopped

As root it runs as the user `postgres`, because PostgreSQL refuses to be root. It keeps nothing and does not sync.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

OWNER = "postgres"
DATABASE = "casework_test"
PATIENCE = 30.0
"""Seconds to wait for the server to answer."""
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def find_binaries() -> Path:
    """The folder that holds `initdb` and `postgres`, the newest version first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name.split(".")[0]))
    if pg_config := shutil.which("pg_config"):
        found = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(found.stdout.strip()))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise FileNotFoundError("PostgreSQL's binaries were not found; install them: apt-get install postgresql")


def _owner() -> dict[str, Any]:
    """Arguments of subprocess that drop root's rights; none for anyone else."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(OWNER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)


@contextmanager
def throwaway() -> Iterator[str]:
    """The URL of an empty database on a server of its own, gone at the end."""
    binaries, owner = find_binaries(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="casework-pg-"))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        data, log, port = folder / "data", folder / "log", _free_port()
        initdb: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(initdb, cwd=folder, check=True, stdout=subprocess.DEVNULL, **owner)
        settings = [part for setting in UNSAFE_AND_FAST for part in ("-c", setting)]
        command: list[str | Path] = [
            binaries / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            folder,
            *settings,
        ]
        with log.open("wb") as output:
            server: subprocess.Popen[bytes] = subprocess.Popen(
                command, cwd=folder, stdout=output, stderr=output, **owner
            )
        try:
            base = f"postgresql://{OWNER}@127.0.0.1:{port}"
            _wait_for(f"{base}/postgres", server, log)
            with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield f"{base}/{DATABASE}"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(143)


def main(arguments: Sequence[str]) -> int:
    """Serve for a command, or until stopped."""
    signal.signal(signal.SIGTERM, _leave)
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    with throwaway() as url:
        if command:
            return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode
        print(url, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
