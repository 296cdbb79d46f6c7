"""SIGKILL of who signs, between reserving, making, signing and issuing: no number doubled, no half act, nothing stuck.

    python -m tests.drills.signing [--kills 40] [--seed 1]
    python tests/postgres.py -- python -m tests.drills.signing      the same on PostgreSQL

Each round is a case, or three on a list, and a process that prepares and signs it through the pages. It is killed at
a moment that the database and the folder of files show; where that would be over too soon, the database is held.
Then another process does the same again, and has to come through.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask

from app import create_app
from documents.content import content_of
from extensions import clock, db, write
from models.decision import Decision
from models.session import UserSession
from rules.terms import Service
from rules.workflow import DecisionKind
from tests import keys
from tests.conftest import PASSWORD
from tests.drills.scheduler import processes
from tests.factories import build_application, complete, user
from tests.reviewing_client import ReviewingClient, form_in
from tests.served import time_of_file
from tests.server import Server, prepared

# Forked from a process that has imported everything already, and drawn nothing.
processes.set_forkserver_preload(
    ["tests.served", "tests.factories", "tests.conftest", "documents.issue", "blueprints.issuance"]
)

PATIENCE = 60.0
SEVERAL = 3
KINDS = ("certificate", "guarantee")
"""What one act signs: each is stored twice, as it was read and with its signature."""


class Cut(StrEnum):
    """Where a process is killed."""

    RESERVED = "number reserved, no paper made"
    MADE = "paper made, not entered"
    SIGNED = "paper signed, not issued"
    ISSUED = "issued, nobody told"
    AMONG_SEVERAL = "one of several issued"


@dataclass
class Report:
    """What the drill met."""

    cuts: Counter[Cut] = field(default_factory=Counter)
    too_late: int = 0
    """Rounds that were over before the kill."""
    seconds: float = 0.0

    def __str__(self) -> str:
        told = "; ".join(f"{cut}: {self.cuts[cut]}" for cut in Cut)
        return (
            f"{self.cuts.total()} kills in {self.seconds:.0f} s ({told}). {self.too_late} came too late. All cases were"
            " issued by the next attempt, each once, under the number that was reserved first."
        )


def wear_out(server: Server, cuts: list[Cut]) -> Report:
    """Kill once at each of these, on a prepared database; then check everything together."""
    report, begun = Report(), time.monotonic()
    series = f"EUC-{server.clock_file.read_text()[:4]}-%"
    while cuts:
        cut, cases = cuts[0], _make_cases(server, SEVERAL if cuts[0] is Cut.AMONG_SEVERAL else 1)
        if _kill_at(server, cut, cases):
            report.cuts[cuts.pop(0)] += 1
        else:
            report.too_late += 1
            assert report.too_late < 20, f"kills keep missing: {cut}"
        _check_nothing_is_half(server, cases)
        reserved = _numbers(server, cases)
        again = _signing(server, cases)
        again.join(PATIENCE)
        assert again.exitcode == 0, f"after {cut} the next attempt ended with {again.exitcode}"
        assert _check_nothing_is_half(server, cases) == set(cases), cut
        assert reserved.items() <= _numbers(server, cases).items(), cut
    entries = server.rows("SELECT number, status FROM register_entry WHERE number LIKE :series", series=series)
    assert {entry["status"] for entry in entries} == {"issued"}
    numbers = sorted(entry["number"] for entry in entries)
    assert [int(number.rpartition("-")[2]) for number in numbers] == list(range(1, len(numbers) + 1)), numbers
    report.seconds = time.monotonic() - begun
    return report


# ---------- The processes ----------


def _signing(server: Server, cases: list[int]) -> BaseProcess:
    process = processes.Process(target=_prepare_and_sign, args=(server.environment, cases))
    process.start()
    return process


def _prepare_and_sign(environment: dict[str, str], cases: list[int]) -> None:
    """What a signatory presses, from where the case is; several from their list."""
    app = _application(environment)
    app.test_client_class = ReviewingClient
    with app.app_context():
        with write():
            token = UserSession.open(user("signatory"), clock.now(), "127.0.0.1").token
        client: ReviewingClient = app.test_client()  # type: ignore[assignment]
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        if len(cases) > 1:
            _sign_several(client)
        elif client.get(f"/signing/{cases[0]}").status_code == 200:  # else it is issued
            _sign_one(client, f"/signing/{cases[0]}")


def _application(environment: dict[str, str]) -> Flask:
    os.environ.update(environment)
    folder = Path(environment["INSTANCE_PATH"])
    return create_app(
        {
            "CLOCK": time_of_file, "SQLALCHEMY_DATABASE_URI": environment["DATABASE_URL"], "SECRET_KEY": "test",
            "FILES_PATH": environment["FILES_PATH"], **keys.settings_for(folder / "keys"),
        }
    )  # fmt: skip


def _sign_one(client: ReviewingClient, page: str) -> None:
    if f'action="{page}/sign"' not in client.get(page).get_data(as_text=True):
        assert client.submit(page, action="/prepare").status_code == 303
    assert client.submit(page, {"has_read": "y", "password": PASSWORD}, action=f"{page}/sign").status_code == 303


def _sign_several(client: ReviewingClient) -> None:
    answer = client.submit("/signing", {"all": "y"}, action="/signing/several/prepare")
    form = form_in(client.get(answer.location), "/several/sign")
    ticked = [value for name, value in form.fields if name == "case"]
    assert client.send(form, {"sign": ticked, "password": PASSWORD}).status_code == 303


def _make_cases(server: Server, count: int) -> list[int]:
    """Cases whose result waits for a signature."""
    (last,) = server.rows("SELECT coalesce(max(id), 0) AS id FROM application")
    making = processes.Process(target=_prepare_cases, args=(server.environment, count))
    making.start()
    making.join(PATIENCE)
    assert making.exitcode == 0
    made = server.rows("SELECT id FROM application WHERE id > :last ORDER BY id", last=last["id"])
    return [row["id"] for row in made]


def _prepare_cases(environment: dict[str, str], count: int) -> None:
    with _application(environment).app_context():
        for _ in range(count):
            with write():
                case, officer = build_application(Service.EUC, clock.now()), user("officer").actor()
                complete(case, clock.now())
                content = content_of(case, DecisionKind.RESULT)
                Decision.prepare(case, DecisionKind.RESULT, officer, clock.now(), content=content)
        db.engine.dispose()


# ---------- The kill ----------


def _kill_at(server: Server, cut: Cut, cases: list[int]) -> bool:
    """Start who signs and kill them there. False if they had come through before."""
    state = {Cut.RESERVED: "document_id IS NULL", Cut.MADE: "document_id IS NULL",
             Cut.SIGNED: "document_id IS NOT NULL"}.get(cut, "status = 'issued'")  # fmt: skip
    reached = f"SELECT id FROM register_entry WHERE {state} AND application_id >= :first"
    process = _signing(server, cases)
    try:
        _wait(process, lambda: bool(server.rows(reached, first=cases[0])))
        with _held(server, cases) if cut in (Cut.MADE, Cut.SIGNED) else nullcontext():
            files = _files(server)
            if cut in (Cut.MADE, Cut.SIGNED):
                _wait(process, lambda: _files(server) > files)
            process.kill()
            process.join(PATIENCE)
    finally:
        process.kill()
        process.join(PATIENCE)
    return process.exitcode != 0 and (cut is Cut.ISSUED or len(_check_nothing_is_half(server, cases)) < len(cases))


def _wait(process: BaseProcess, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.is_alive() and not is_so():
        assert time.monotonic() < deadline, "nothing happens"
        time.sleep(0.001)


@contextmanager
def _held(server: Server, cases: list[int]) -> Iterator[None]:
    """Nobody else writes to these cases meanwhile; on SQLite nobody writes anything."""
    with server.engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE application SET id = id WHERE id >= {cases[0]:d}")
        try:
            yield
        finally:
            connection.rollback()


def _files(server: Server) -> int:
    return sum(len(name) == 64 for _folder, _folders, names in os.walk(server.folder / "files") for name in names)


# ---------- What must hold ----------


def _numbers(server: Server, cases: list[int]) -> dict[int, str]:
    found = "SELECT application_id AS id, number FROM register_entry WHERE application_id >= :first"
    return {row["id"]: row["number"] for row in server.rows(found, first=cases[0])}


def _check_nothing_is_half(server: Server, cases: list[int]) -> set[int]:
    """State, decision, register, event and papers tell the same. Answers the cases that are issued."""
    asked = {
        "state": "SELECT id FROM application WHERE state = 'issued'",
        "decision": "SELECT application_id AS id FROM decision WHERE status = 'signed'",
        "entry": "SELECT application_id AS id FROM register_entry WHERE status = 'issued'",
        "event": "SELECT application_id AS id FROM event WHERE kind = 'issued'",
        **{kind: f"SELECT application_id AS id FROM document WHERE kind = '{kind}' GROUP BY application_id"
           " HAVING count(*) = 2" for kind in KINDS},
    }  # fmt: skip
    found = {name: sorted(row["id"] for row in server.rows(one) if row["id"] in cases) for name, one in asked.items()}
    issued = found["state"]
    assert all(ids == issued for ids in found.values()), found
    assert len(set(issued)) == len(issued)
    for case, kind in product(issued, KINDS):
        papers = f"SELECT sha256 FROM document WHERE application_id = :id AND kind = '{kind}' ORDER BY id"
        read, signed = (_content(server, row["sha256"]) for row in server.rows(papers, id=case))
        assert signed.startswith(read) and b"/ByteRange" in signed[len(read) :]
    return set(issued)


def _content(server: Server, sha256: str) -> bytes:
    return (server.folder / "files" / sha256[:2] / sha256).read_bytes()


def main() -> int:
    """The long form: a command of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=None, help="repeat the order of an earlier drill")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    cuts = [list(Cut)[n % len(Cut)] for n in range(given.kills)]
    random.Random(seed).shuffle(cuts)
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as server:
        print(f"seed {seed}, {server.url.partition(':')[0]}", flush=True)
        print(wear_out(server, cuts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
