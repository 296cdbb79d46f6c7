"""SIGKILL of a worker in the middle of registration, again and again: no half filing, none lost that was acknowledged.

    python -m tests.drills.kill [--kills 25] [--seed 1]
    python tests/postgres.py -- python -m tests.drills.kill      the same on PostgreSQL

Four clerks press Register at once; a worker is killed after a random part of the time that takes. Only kills that cut
a registration count. Whoever got no answer presses again, as a person would.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path

from tests.drills.registering import Ready, at_once, check_nothing_is_half, check_receipts, copies, make_ready, new_key
from tests.server import WORKERS, Server, started
from tests.visitor import Answer

AT_ONCE = 4
PATIENCE = 60.0


@dataclass
class Report:
    """What the drill met."""

    kills: int = 0
    """Kills that cut at least one registration."""
    idle_kills: int = 0
    cut_before: int = 0
    """Registrations that were cut before anything of them was kept."""
    cut_after: int = 0
    """Registrations that were whole, though nobody had been told."""
    acknowledged: dict[int, str] = field(default_factory=dict)
    receipts_made_later: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills cut {self.cut_before + self.cut_after} registrations: {self.cut_before} left nothing, "
            f"{self.cut_after} were whole; {self.idle_kills} kills hit none. {len(self.acknowledged)} filings, none "
            f"half, lost, or doubled; {self.receipts_made_later} receipts were made later by their button."
        )


def kill_workers(server: Server, ready: Ready, series: str, kills: int, chance: random.Random) -> Report:
    """Kill until this many kills have cut a registration, then check every filing."""
    report, drafts = Report(), copies(server, ready, AT_ONCE)
    longest = _time_of_one_round(server, ready, drafts, report)
    while report.kills < kills:
        assert report.idle_kills < 10 * kills + 20, f"kills keep missing: {report}"
        _wait_for_workers(server)
        batch = copies(server, ready, AT_ONCE)
        drafts += batch
        _round(server, ready, batch, chance.uniform(0, longest), chance, report)
    check_nothing_is_half(server, drafts, series)
    report.receipts_made_later = check_receipts(server, ready.clerk, drafts)
    return report


def _time_of_one_round(server: Server, ready: Ready, drafts: list[int], report: Report) -> float:
    """How long all of them take at once, by a first time that is left alone."""
    ready.clerk.get(f"/intake/{ready.draft}/check").must(200)
    begun = time.monotonic()
    answers = at_once([partial(ready.click, draft, new_key()) for draft in drafts])
    for draft, answer in zip(drafts, answers, strict=True):
        _acknowledge(server, draft, answer, report)
    return time.monotonic() - begun


def _round(server: Server, ready: Ready, batch: list[int], delay: float, chance: random.Random, report: Report) -> None:
    keys = {draft: new_key() for draft in batch}
    victim = chance.choice(server.workers())

    def kill() -> None:
        time.sleep(delay)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)

    with ThreadPoolExecutor(1) as killer:
        killing = killer.submit(kill)
        answers: list[Answer | None] = at_once([partial(ready.click, draft, keys[draft]) for draft in batch])
        killing.result()
    cut = [draft for draft, answer in zip(batch, answers, strict=True) if answer is None]
    for draft, answer in zip(batch, answers, strict=True):
        if answer is not None:
            _acknowledge(server, draft, answer, report)
    for draft in cut:
        (row,) = server.rows("SELECT application_id FROM draft WHERE id = :id", id=draft)
        report.cut_after += row["application_id"] is not None
        report.cut_before += row["application_id"] is None
        _acknowledge(server, draft, _again(server, ready, draft, keys[draft]), report)
    report.kills += bool(cut)
    report.idle_kills += not cut


def _acknowledge(server: Server, draft: int, answer: Answer, report: Report) -> None:
    """What was answered with 303 is there at once, and is what the answer says."""
    told = answer.must(303).location.rpartition("/")[2]
    (row,) = server.rows("SELECT application_id FROM draft WHERE id = :id", id=draft)
    assert str(row["application_id"]) == told, f"draft {draft} was acknowledged as {told} and is {row}"
    report.acknowledged[draft] = told


def _again(server: Server, ready: Ready, draft: int, key: str) -> Answer:
    """Press again until the server answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer = ready.click(draft, key)
        except (OSError, HTTPException):
            assert time.monotonic() < deadline, f"the server does not come back:\n{server.log.read_text()[-3000:]}"
            time.sleep(0.1)
            continue
        if answer.status != 503 or time.monotonic() > deadline:
            return answer


def _wait_for_workers(server: Server) -> None:
    """Until gunicorn has put new workers in the place of the killed ones."""
    deadline = time.monotonic() + PATIENCE
    while len(server.workers()) < WORKERS:
        assert time.monotonic() < deadline, "gunicorn starts no new workers"
        time.sleep(0.05)


def main() -> int:
    """The long form: a command of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=None, help="repeat the moments of an earlier drill")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as server:
        print(f"seed {seed}, {server.url.partition(':')[0]}", flush=True)
        ready = make_ready(server, "2013-05-03T10:00")
        print(kill_workers(server, ready, "E-2013-K", given.kills, random.Random(seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
