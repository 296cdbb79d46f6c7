"""Many filings ready to be registered, and what must hold of them whatever happened to the server meanwhile."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from secrets import token_urlsafe
from threading import Barrier
from typing import Any

from tests.filings.filing import Filing
from tests.filings.runner import Run
from tests.reviewing_client import FormOnPage
from tests.server import Server
from tests.visitor import Answer, Visitor

ROWS_OF_A_FILING = {"application_form": 1, "importer_guarantee": 1, "goods_row": 120, "attachment": 3}
"""What one registered copy of the filing consists of."""
_COPIED = {
    "draft": "service, channel, center_id, data, title, created_by_id, created_at, updated_at",
    "attachment": "kind, title, file_name, media_type, size, sha256, original_shown, added_by_id, added_at",
}


@dataclass(frozen=True)
class Ready:
    """A clerk with drafts that only want the last click; `form` is that of the page "check your answers"."""

    clerk: Visitor
    draft: int
    form: FormOnPage

    def click(self, draft: int, key: str) -> Answer:
        """Press Register for one of the drafts."""
        form = FormOnPage.__new__(FormOnPage)
        form.__dict__.update(self.form.__dict__, action=f"/intake/{draft}/register")
        return self.clerk.send(form, {"_key": key})


def make_ready(server: Server, moment: str) -> Ready:
    """Type one filing of 120 rows in over HTTP, up to the page where it is registered, at this moment."""
    run = Run(server, Filing.named("a-intermediary-120-rows"))
    run.type_in()
    run.at(moment)
    clerk = run.person("clerk")
    form = clerk.get(f"/intake/{run.draft}/check").must(200).form("/register")
    return Ready(clerk, run.draft, form)


def copies(server: Server, ready: Ready, count: int) -> list[int]:
    """More drafts like the one that is ready, at the version of its page, with their attachments."""
    last = int(server.rows("SELECT max(id) AS id FROM draft")[0]["id"])
    columns, version = _COPIED["draft"], int(dict(ready.form.fields)["version"])
    statement = f"INSERT INTO draft ({columns}, version) SELECT {columns}, {version} FROM draft WHERE id = :id"
    for _ in range(count):
        server.run(statement, id=ready.draft)
    made = [row["id"] for row in server.rows("SELECT id FROM draft WHERE id > :last ORDER BY id", last=last)]
    columns = _COPIED["attachment"]
    server.run(
        f"INSERT INTO attachment (draft_id, {columns}) SELECT made.id, {columns}"
        " FROM attachment, (SELECT id FROM draft WHERE id > :last) made WHERE draft_id = :id",
        id=ready.draft, last=last,
    )  # fmt: skip
    return made


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment, each in a thread; a broken connection is the answer None."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        except (OSError, HTTPException):
            return None

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def new_key() -> str:
    """A key as each opened page has one."""
    return token_urlsafe(18)


def check_nothing_is_half(server: Server, drafts: Sequence[int], series: str) -> None:
    """Every draft is one whole application, the numbers of the series run from 1 without a gap."""
    cases = server.rows("SELECT id, number, version FROM application WHERE number LIKE :like ORDER BY number",
                        like=f"{series}-%")  # fmt: skip
    assert [case["number"] for case in cases] == [f"{series}-{n:06d}" for n in range(1, len(drafts) + 1)]
    counter = server.rows("SELECT value FROM counter WHERE series = :series", series=series)
    assert [row["value"] for row in counter] == [len(drafts)]
    linked = server.rows("SELECT id, application_id FROM draft WHERE application_id IS NOT NULL")
    of_drafts = {row["id"]: row["application_id"] for row in linked if row["id"] in set(drafts)}
    assert sorted(of_drafts) == sorted(drafts)
    ids = {case["id"] for case in cases}
    assert set(of_drafts.values()) == ids
    for table, count in ROWS_OF_A_FILING.items():
        found = server.rows(f"SELECT application_id AS id, count(*) AS n FROM {table} GROUP BY application_id")
        assert {row["id"]: row["n"] for row in found if row["id"] in ids} == dict.fromkeys(ids, count), table
    events = server.rows(
        "SELECT application_id AS id, count(*) AS n FROM event WHERE kind = 'registered' GROUP BY application_id"
    )
    assert {row["id"]: row["n"] for row in events if row["id"] in ids} == dict.fromkeys(ids, 1)


def check_receipts(server: Server, clerk: Visitor, drafts: Sequence[int]) -> int:
    """Every case has its receipt or gets it by the button on its page; answers how many had to be made."""
    made = 0
    found = server.rows("SELECT id, application_id FROM draft WHERE application_id IS NOT NULL")
    for case in (row["application_id"] for row in found if row["id"] in set(drafts)):
        kept = "SELECT number FROM document WHERE application_id = :id AND kind = 'receipt'"
        if not server.rows(kept, id=case):
            clerk.submit(f"/intake/receipts/{case}", action="/make").must(303)
            made += 1
        events = "SELECT id FROM event WHERE application_id = :id AND kind = 'receipt_made'"
        assert len(server.rows(kept, id=case)) == len(server.rows(events, id=case)) == 1
        assert clerk.get(f"/intake/receipts/{case}/receipt.pdf").must(200).body.startswith(b"%PDF")
    return made
