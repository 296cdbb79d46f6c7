"""Real filings from the counter to the applicant's hands: over HTTP, on a started server, each paper compared."""

from zoneinfo import ZoneInfo

import pytest

from tests.filings.filing import Filing, all_filings, file_of
from tests.filings.papers import check_certificate, check_conclusion, check_receipt, check_refusal
from tests.filings.runner import Run, check_pages, moment
from tests.server import Server, started

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for all: the filings are of different years and places, so that each begins its own numbers."""
    with started(tmp_path_factory.mktemp("filings")) as server:
        yield server
        assert not server.errors()


@pytest.mark.parametrize("name", all_filings())
def test_a_filing_goes_the_whole_way(server: Server, name: str):
    filing = Filing.named(name)
    run = Run(server, filing)
    run.register()
    case = run.case()
    expected = filing["expected"]
    assert {key: case[key] for key in expected} == expected
    assert case["promised_on"] == expected["hand_out_on"]
    clerk = run.person(filing["registered"]["by"])
    check_receipt(clerk.get(f"/intake/receipts/{run.application_id}/receipt.pdf").must(200).body, filing)
    for act in filing["acts"]:
        run.act(act)
    _check_end(run)
    check_pages(run)
    _check_attachments(run)
    if filing["ends"]["result_number"]:
        _check_result(run)


def _check_end(run: Run) -> None:
    case, ends = run.case(), run.filing["ends"]
    local = {
        name: moment(case[name]).astimezone(ALMATY).strftime("%Y-%m-%dT%H:%M") if case[name] else None
        for name in ("decided_at", "closed_at")
    }  # fmt: skip
    stands = {**case, **local}
    assert {name: stands[name] for name in ends} == ends
    annulled = run.server.rows(
        "SELECT number, annulled_reason FROM register_entry WHERE application_id = :id AND status = 'annulled'",
        id=run.application_id,
    )
    assert {row["number"]: row["annulled_reason"] for row in annulled} == run.filing.data.get("annulled", {})


def _check_attachments(run: Run) -> None:
    """What was attached comes back byte for byte."""
    found = run.server.rows(
        "SELECT id, title FROM attachment WHERE application_id = :id ORDER BY id", id=run.application_id
    )
    given = run.filing["attachments"]
    assert [one["title"] for one in found] == [one["title"] for one in given]
    for one, brought in zip(found, given, strict=True):
        answer = run.person("officer").get(f"/intake/attachments/{one['id']}").must(200)
        assert answer.body == file_of(brought["file"])


def _check_result(run: Run) -> None:
    """The paper in force says what was entered and decided."""
    (entry,) = run.server.rows(
        "SELECT document_id FROM register_entry WHERE application_id = :id AND status = 'issued'",
        id=run.application_id,
    )
    pdf = run.person("officer").get(f"/documents/{entry['document_id']}").must(200).body
    filing = run.filing
    prepared = [act for act in filing["acts"] if act["act"] == "prepare"][-1]
    if prepared["kind"] != "result":
        check_refusal(pdf, filing, prepared)
    elif filing.is_certificate:
        units = {row["code"]: row["short_ru"] for row in run.server.rows("SELECT code, short_ru FROM unit")}
        check_certificate(pdf, filing, units)
    else:
        check_conclusion(pdf, filing, run.findings)
    scans = [act["on_paper"] for act in filing["acts"] if "on_paper" in act]
    stored = [run.person("officer").get(f"/documents/{one['id']}").body for one in run.papers("signed_scan")]
    assert stored == [file_of(name) for name in scans]
