"""SIGKILL of schedulers in the middle of their work, then three days of silence: each warning once, and none missed.

    python -m tests.drills.scheduler [--cases 1000] [--schedulers 4] [--kills 20] [--seed 1]
    python tests/postgres.py -- python -m tests.drills.scheduler      the same on PostgreSQL

The cases are accepted on Friday 3 May 2013. On Monday 27 May all schedulers start at once, and are killed one after
the other while rows are still to be written; whoever is killed starts anew. Then all of them are down until Thursday
30 May, when the results count as issued, and it begins again. Only kills that left work behind count.
"""

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

from app import create_app
from cli.jobs import scheduler
from extensions import clock, write
from rules.terms import Service
from tests.factories import build_application
from tests.served import time_of_file
from tests.server import Server, prepared

# Each scheduler is forked from a process that has imported the application already: a start takes as long as making
# the application takes, so that whoever is killed is back while there is still work.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.served", "tests.factories"])

PATIENCE = 240.0
"""Seconds that one day's work may take, kills and all."""
HEADS = ("head_of_unit", "officer", "signatory", "signatory_2")
MONDAY = {
    ("completeness_closes", "2013-05-06"): ("officer",),
    ("control_date", "2013-05-27"): ("officer",),
    ("term_ends", "2013-05-28"): HEADS,
}
THURSDAY = {("counts_as_issued", "2013-05-29"): (*HEADS, "legal_officer"), ("issue_after_silence", "2013-06-04"): HEADS}
"""Who is told of what, for each case: by terms.md and the product's own settings, not by asking the code."""
MIDNIGHT = "2013-05-28 18:00:00"
"""00:00 of 29 May at the Committee, in UTC."""


@dataclass
class Report:
    """What the drill met."""

    cases: int
    kills: int = 0
    starts: int = 0
    clean_stops: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        told = sum(len(people) for people in (*MONDAY.values(), *THURSDAY.values()))
        return (
            f"{self.cases} cases, {self.starts} starts, {self.kills} kills that left work behind, three days down:"
            f" {self.cases} events and {self.cases * told} warnings, each once, in {self.seconds:.0f} s;"
            f" {self.clean_stops} clean stops."
        )


class Scheduler:
    """One process of `flask scheduler`, with a log of its own."""

    def __init__(self, server: Server, name: str) -> None:
        self.log = server.folder / f"scheduler-{name}.log"
        self.log.touch()
        self.process = processes.Process(target=_schedule, args=(server.environment, self.log))
        self.process.start()

    @property
    def is_at_work(self) -> bool:
        """It has told of a first job, and it runs."""
        return self.process.is_alive() and b"jobs:" in self.log.read_bytes()

    def end(self, number: int) -> int | None:
        os.kill(self.process.pid or 0, number)
        self.process.join(30)
        return self.process.exitcode


def _schedule(environment: dict[str, str], log: Path) -> None:
    """What stands at the terminal as `flask scheduler`."""
    with log.open("ab") as out:
        os.dup2(out.fileno(), sys.stdout.fileno())
        os.dup2(out.fileno(), sys.stderr.fileno())
    app = _application(environment)
    scheduler.main([], obj=ScriptInfo(create_app=lambda: app))


def _make_cases(environment: dict[str, str], count: int) -> None:
    """Cases that all fall due together."""
    with _application(environment).app_context():
        for _ in range(count):
            with write():
                build_application(Service.EUC, clock.now())


def _application(environment: dict[str, str]) -> Flask:
    os.environ.update(environment)
    return create_app(
        {"CLOCK": time_of_file, "SQLALCHEMY_DATABASE_URI": environment["DATABASE_URL"], "SECRET_KEY": "test"}
    )


def wear_out(server: Server, cases: int, schedulers: int, kills: int, chance: random.Random) -> Report:
    """The whole drill on a prepared database; half of the kills on each of the two days."""
    report, begun = Report(cases), time.monotonic()
    making = processes.Process(target=_make_cases, args=(server.environment, cases))
    making.start()
    making.join()
    for day, told, kills_of_day in (
        ("2013-05-27T09:00", MONDAY, kills // 2),
        ("2013-05-30T09:00", {**MONDAY, **THURSDAY}, kills - kills // 2),
    ):
        server.set_clock(day)
        rows = cases * sum(len(people) for people in told.values()) + (cases if told != MONDAY else 0)
        _work_through(server, schedulers, kills_of_day, rows, chance, report)
        _check(server, cases, told)
    report.seconds = time.monotonic() - begun
    return report


def _work_through(
    server: Server, size: int, kills: int, rows: int, chance: random.Random, report: Report
) -> None:  # fmt: skip
    """Keep this many schedulers running until every row is there, killing one at each of some random counts of rows."""
    before = _written(server)
    moments = sorted(chance.sample(range(before + 1, rows), kills))
    deadline = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        fleet: list[Scheduler] = []
        # Whatever happens, none of them outlives the drill.
        stack.callback(lambda: _kill(fleet))
        while (written := _written(server)) < rows:
            fleet = [one for one in fleet if one.process.is_alive()]
            while len(fleet) < size:
                report.starts += 1
                fleet.append(Scheduler(server, str(report.starts)))
            at_work = [one for one in fleet if one.is_at_work]
            if moments and written >= moments[0] and at_work:
                chance.choice(at_work).end(signal.SIGKILL)
                del moments[0]
                report.kills += _written(server) < rows
            assert time.monotonic() < deadline, f"{written} of {rows} rows after {PATIENCE} s:\n{_logs(server)}"
            time.sleep(0.002)
        for one in (one for one in fleet if one.is_at_work):
            assert one.end(signal.SIGTERM) == 0, one.log.read_text()
            report.clean_stops += 1


def _kill(fleet: list[Scheduler]) -> None:
    for one in fleet:
        one.process.kill()
        one.process.join(30)


def _written(server: Server) -> int:
    (row,) = server.rows(
        "SELECT (SELECT count(*) FROM notice WHERE application_id IS NOT NULL)"
        " + (SELECT count(*) FROM event WHERE kind = 'counted_as_issued') AS written"
    )
    return int(row["written"])


def _check(server: Server, cases: int, told: dict[tuple[str, str], tuple[str, ...]]) -> None:
    """Every case has each of its warnings once, and its event if it has come to count as issued; no run failed."""
    ids = [row["id"] for row in server.rows("SELECT id FROM application")]
    assert len(ids) == cases
    wanted = Counter((id_, kind, day, login) for id_ in ids for (kind, day), people in told.items() for login in people)
    found = Counter(
        (row["application_id"], row["kind"], row["due_on"], row["login"])
        for row in server.rows(
            'SELECT application_id, kind, due_on, login FROM notice JOIN "user" ON "user".id = notice.user_id'
            " WHERE application_id IS NOT NULL"
        )
    )
    assert found == wanted, (
        f"missing {list((wanted - found).items())[:5]}, too many {list((found - wanted).items())[:5]}"
    )
    events = server.rows("SELECT application_id, at FROM event WHERE kind = 'counted_as_issued'")
    silent = ids if told != MONDAY else []
    assert Counter((e["application_id"], e["at"][:19]) for e in events) == Counter((id_, MIDNIGHT) for id_ in silent)
    failed = server.rows("SELECT job, failures FROM job_run WHERE outcome IN ('partly', 'failed')")
    assert not failed, failed


def _logs(server: Server) -> str:
    return "\n".join(path.read_text()[-1500:] for path in sorted(server.folder.glob("scheduler-*.log"))[-4:])


def main() -> int:
    """The long form: a command of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--schedulers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="repeat the moments of an earlier drill")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as server:
        print(f"seed {seed}, {server.url.partition(':')[0]}", flush=True)
        print(wear_out(server, given.cases, given.schedulers, given.kills, random.Random(seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
