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


MIB = 1024 * 1024
BAD_FILES = {
    "a program under a PDF's name": ("contract.pdf", b"MZ\x90\x00" + b"\0" * 500, 422),
    "empty": ("contract.pdf", b"", 422),
    "a PDF cut short": ("contract.pdf", file_of("contract.pdf")[:6000], 422),
    "a photograph cut short": ("photo.jpg", file_of("photo-1.jpg")[:3000], 422),
    "slashes in its name": ("../../etc/contract.pdf", file_of("contract.pdf"), 422),
    "backslashes in its name": ("C:\\Договоры\\contract.pdf", file_of("contract.pdf"), 422),
    "26 MiB": ("contract.pdf", file_of("contract.pdf") + b"\0" * 26 * MIB, 413),
    "70 MiB": ("contract.pdf", b"\0" * 70 * MIB, 413),
}


@pytest.fixture(scope="module")
def waiting(server: Server) -> Run:
    """A filing typed in, whose documents are being attached."""
    run = Run(server, Filing.named("k-committee-to-center"))
    run.type_in()
    return run


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_told_at_its_field_and_the_title_stays(waiting: Run, kind: str):
    name, content, status = BAD_FILES[kind]
    url = f"/intake/{waiting.draft}/documents/other"
    answer = waiting.person("clerk").submit(url, {"title": "Толстый том № 7", "file": (name, content)}, action="/other")
    answer.must(status)
    if len(content) < 64 * MIB:  # what is larger than that is not read at all
        assert 'id="file-error"' in answer.text and 'value="Толстый том № 7"' in answer.text
    assert (
        waiting.server.rows("SELECT id FROM attachment WHERE draft_id = :id AND kind = 'other'", id=waiting.draft) == []
    )


def test_a_files_name_is_only_shown_and_its_bytes_stand_under_their_digest(waiting: Run):
    url, clerk = f"/intake/{waiting.draft}/documents/power_of_attorney", waiting.person("clerk")
    name, content = "..доверенность № 44; \"скан\" '1'.PDF", file_of("power-of-attorney.pdf")
    clerk.submit(url, {"title": "Доверенность", "file": (name, content)}, action="/power_of_attorney").must(303)
    (row,) = waiting.server.rows(
        "SELECT id, sha256 FROM attachment WHERE draft_id = :id AND kind = 'power_of_attorney'", id=waiting.draft
    )
    assert clerk.get(f"/intake/attachments/{row['id']}").must(200).body == content
    folder = waiting.server.folder / "files"
    assert (folder / row["sha256"][:2] / row["sha256"]).read_bytes() == content
    assert all(len(path.name) in (2, 64) for path in folder.rglob("*"))
