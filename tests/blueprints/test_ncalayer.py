"""Signing with one's own key: off unless switched on; what came is issued with its report, or nothing is issued."""

import hashlib
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from blueprints.words import barred_reason
from documents import issue
from documents.issue_cms import checked_signature, sign_with_cms
from extensions import clock, db, write
from models.application import Application
from models.attachment import read_file
from models.decision import Medium
from models.document import EntryStatus, RegisterEntry, SignatureReport
from models.event import Event
from rules.workflow import ActionRefused, State
from tests import keys
from tests.conftest import PASSWORD
from tests.documents.papers import whole_text
from tests.factories import user
from tests.results import prepared_result
from tests.reviewing_client import form_in
from tests.signatures import ANOTHER_IIN, IIN, as_gost, signed, signer
from tests.standins import ncanode

ADDRESS = "wss://127.0.0.1:13579"
WAY = "/sign-through-ncalayer"
YES = {"ncalayer-has_read": "y", "ncalayer-password": PASSWORD}


@pytest.fixture
def switched_on(app, tmp_path, monkeypatch):
    """NCALAYER=1, the tests' authority trusted, and the signatory's IIN known."""
    roots = tmp_path / "roots.pem"
    roots.write_bytes(keys.authority().pem)
    for name, value in {"NCALAYER": True, "TRUST_ROOTS": str(roots), "NCANODE_URL": ""}.items():
        monkeypatch.setitem(app.config, name, value)
    with write():
        user("signatory").iin = IIN


@pytest.fixture
def waiting(app, make_application, login_as):
    """waiting(): the signatory's client, and a case whose paper is made for signing through NCALayer."""

    def make(actor=None, **prepare: str):
        application = prepared_result(make_application("euc"), actor)
        signatory = login_as("signatory")
        form = form_in(signatory.get(f"/signing/{application.id}"), "/prepare")
        assert signatory.send(form, prepare or {"way": "ncalayer"}).status_code == 303
        return signatory, application.id

    return make


def entry_of(application_id: int) -> RegisterEntry:
    db.session.rollback()
    return db.session.scalars(select(RegisterEntry).where(RegisterEntry.application_id == application_id)).one()


def content_of_paper(app, application_id: int) -> bytes:
    document = entry_of(application_id).document
    assert document is not None
    return read_file(app.config["FILES_PATH"], document.sha256)


def nothing_is_issued(application_id: int) -> bool:
    entry = entry_of(application_id)
    case = db.session.get_one(Application, application_id)
    reports = db.session.scalars(select(SignatureReport)).all()
    return case.state is State.PREPARED and entry.status is EntryStatus.RESERVED and not reports


def send(signatory, application_id: int, der: bytes, **values: str):
    form = form_in(signatory.get(f"/signing/{application_id}"), WAY)
    return signatory.send(form, {**YES, "ncalayer-cms": b64encode(der).decode(), **values})


def test_it_is_off_unless_switched_on(app, waiting, monkeypatch):
    signatory, application_id = waiting(way="by_hand")
    answer = signatory.get(f"/signing/{application_id}")
    assert "ncalayer" not in answer.get_data(as_text=True).lower()
    assert answer.headers["Content-Security-Policy"].split("; ")[5] == "connect-src 'self'"
    form = form_in(answer, "/sign-on-paper")
    form.action = f"/signing/{application_id}{WAY}"
    refused = signatory.send(form, YES)
    assert refused.status_code == 409 and barred_reason("cms.off") in refused.get_data(as_text=True)
    assert nothing_is_issued(application_id)


def test_the_paper_says_that_its_signature_is_a_file_and_so_does_its_check(app, switched_on, waiting):
    signatory, application_id = waiting()
    content = content_of_paper(app, application_id)
    assert "отдельный файл .cms" in " ".join(whole_text(content).split())
    assert send(signatory, application_id, signed(content)).status_code == 303
    entry = entry_of(application_id)
    answer = signatory.get(f"/verify/{entry.verification_code}?lang=en").get_data(as_text=True)
    assert f"{entry.number}.cms" in answer
    assert entry.guarantee is None


@pytest.mark.parametrize("way", ["server_key", "by_hand"])
def test_a_paper_made_for_another_way_is_not_signed_through_ncalayer(app, switched_on, waiting, way):
    _, application_id = waiting(way=way)
    entry, actor = entry_of(application_id), user("signatory").actor()
    content = content_of_paper(app, application_id)
    good = checked_signature(application_id, entry.document_id or 0, signed(content), actor, clock.now())
    with pytest.raises(ActionRefused) as refused, write():
        case = db.session.get_one(Application, application_id)
        sign_with_cms(case, good, entry.document_id or 0, actor, clock.now())
    assert refused.value.barred.code == "cms.other_way" and nothing_is_issued(application_id)


def test_a_paper_made_for_ncalayer_is_signed_in_no_other_way(app, switched_on, waiting):
    signatory, application_id = waiting()
    entry, actor = entry_of(application_id), user("signatory").actor()
    page = signatory.get(f"/signing/{application_id}").get_data(as_text=True)
    assert "/sign-on-paper" not in page and f'action="/signing/{application_id}/sign"' not in page
    with pytest.raises(ActionRefused) as refused:
        issue.make_signed(application_id, entry.document_id or 0, actor, clock.now())
    assert refused.value.barred.code == "key.ncalayer_on_paper"
    with pytest.raises(ActionRefused) as refused, write():
        case = db.session.get_one(Application, application_id)
        issue.sign_on_paper(case, entry.document_id or 0, "0" * 64, "image/png", actor, clock.now())
    assert refused.value.barred.code == "prepared_for_electronic" and nothing_is_issued(application_id)


def test_only_the_page_that_needs_it_may_speak_to_ncalayer(app, switched_on, waiting):
    signatory, application_id = waiting()
    policy = signatory.get(f"/signing/{application_id}").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {ADDRESS};" in policy
    assert policy.replace(f" {ADDRESS}", "") == signatory.get("/signing").headers["Content-Security-Policy"]


def test_the_page_gives_the_stored_bytes_and_their_sum(app, switched_on, waiting):
    signatory, application_id = waiting()
    content = content_of_paper(app, application_id)
    page = signatory.get(f"/signing/{application_id}").get_data(as_text=True)
    assert b64decode(page.split('data-content="')[1].split('"')[0]) == content
    assert dict(form_in(signatory.get(f"/signing/{application_id}"), WAY).fields)["ncalayer-sha256"] == (
        hashlib.sha256(content).hexdigest()
    )


def test_a_good_signature_issues_the_paper_as_it_was_read_and_is_kept_with_its_report(app, switched_on, waiting):
    signatory, application_id = waiting()
    content = content_of_paper(app, application_id)
    made = signed(content)
    answer = send(signatory, application_id, made)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    entry, case = entry_of(application_id), db.session.get_one(Application, application_id)
    assert entry.status is EntryStatus.ISSUED and case.state is State.ISSUED
    assert case.signed_decision is not None and case.signed_decision.medium is Medium.ELECTRONIC
    assert signatory.get(f"/documents/{entry.document_id}").data == content
    kept = db.session.get_one(SignatureReport, entry.document_id)
    assert (kept.checked_at, kept.report["iin"], kept.report["checked_by"]) == (clock.now(), IIN, "pyhanko")
    assert kept.report["content_sha256"] == hashlib.sha256(content).hexdigest()
    file = signatory.get(f"/documents/{entry.document_id}/signature.cms")
    assert file.data == made and file.headers["Content-Disposition"].startswith("attachment")
    shown = signatory.get(answer.location).get_data(as_text=True)
    assert f"/documents/{entry.document_id}/signature.cms" in shown and kept.report["serial"] in shown


def test_a_kept_report_is_never_changed(app, switched_on, waiting):
    signatory, application_id = waiting()
    send(signatory, application_id, signed(content_of_paper(app, application_id)))
    for statement in ("UPDATE signature_report SET cms_sha256 = ''", "DELETE FROM signature_report"):
        with pytest.raises(DatabaseError), write():
            db.session.execute(db.text(statement))


def test_a_signature_file_does_as_well_without_scripts(app, switched_on, waiting):
    signatory, application_id = waiting()
    armoured = b"-----BEGIN CMS-----\n" + b64encode(signed(content_of_paper(app, application_id)))
    file = (BytesIO(armoured + b"\n-----END CMS-----\n"), "EUC.cms")
    form = form_in(signatory.get(f"/signing/{application_id}"), WAY)
    assert signatory.send(form, {**YES, "ncalayer-cms_file": file}).status_code == 303
    assert entry_of(application_id).status is EntryStatus.ISSUED


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda content: signed(b"another paper"), "other_content"),
        (lambda content: signed(content, signer(keys.Authority())), "untrusted"),
        (lambda content: signed(content, signer(until=keys.SINCE.replace(year=2012))), "expired"),
        (lambda content: signed(content, signer(iin=ANOTHER_IIN)), "wrong_person"),
        (lambda content: b"\x30?", "broken"),
        (lambda content: as_gost(signed(content)), "not_set_up"),
    ],
)
def test_a_signature_that_is_not_accepted_issues_nothing_and_says_why(app, switched_on, waiting, make, code):
    signatory, application_id = waiting()
    answer = send(signatory, application_id, make(content_of_paper(app, application_id)))
    assert answer.status_code == (503 if code == "not_set_up" else 422)
    assert barred_reason(f"cms.{code}") in answer.get_data(as_text=True)
    assert nothing_is_issued(application_id)


def test_while_ncanode_is_gone_the_signature_waits_on_the_page_and_then_issues(app, switched_on, waiting, monkeypatch):
    signatory, application_id = waiting()
    gost = as_gost(signed(content_of_paper(app, application_id)))
    with ncanode() as node:
        gone = node.url
    monkeypatch.setitem(app.config, "NCANODE_URL", gone)
    answer = send(signatory, application_id, gost)
    assert answer.status_code == 503 and barred_reason("cms.unavailable") in answer.get_data(as_text=True)
    assert nothing_is_issued(application_id)
    with ncanode() as node:
        monkeypatch.setitem(app.config, "NCANODE_URL", node.url)
        again = signatory.send(form_in(answer, WAY), YES)
    assert again.status_code == 303, again.get_data(as_text=True)
    kept = db.session.get_one(SignatureReport, entry_of(application_id).document_id)
    assert kept.report["answer"] == node.answer and len(node.asked) == 1


@pytest.mark.parametrize("lacking", [{"ncalayer-password": "another"}, {"ncalayer-has_read": None}])
def test_a_wrong_password_issues_nothing_and_keeps_the_signature(app, switched_on, waiting, lacking):
    signatory, application_id = waiting()
    answer = send(signatory, application_id, signed(content_of_paper(app, application_id)), **lacking)
    assert answer.status_code == 422 and nothing_is_issued(application_id)
    assert signatory.send(form_in(answer, WAY), YES).status_code == 303


def test_nothing_sent_is_told_as_such(app, switched_on, waiting):
    signatory, application_id = waiting()
    assert send(signatory, application_id, b"").status_code == 422
    assert nothing_is_issued(application_id)


@pytest.mark.parametrize("forged", [{"ncalayer-sha256": "0" * 64}, {"ncalayer-document": "999999"}])
def test_what_was_not_on_the_page_is_not_signed(app, switched_on, waiting, forged):
    signatory, application_id = waiting()
    assert send(signatory, application_id, signed(content_of_paper(app, application_id)), **forged).status_code == 409
    assert nothing_is_issued(application_id)


def test_a_paper_that_names_the_servers_certificate_is_made_anew_for_ncalayer(app, switched_on, waiting):
    signatory, application_id = waiting(way="server_key")
    first = entry_of(application_id)
    number, document_id = first.number, first.document_id
    page = signatory.get(f"/signing/{application_id}")
    assert WAY not in page.get_data(as_text=True) and ADDRESS not in page.headers["Content-Security-Policy"]
    assert signatory.submit(f"/signing/{application_id}", {"way": "ncalayer"}, action="/prepare").status_code == 303
    assert (entry_of(application_id).number, entry_of(application_id).document_id != document_id) == (number, True)
    assert send(signatory, application_id, signed(content_of_paper(app, application_id))).status_code == 303


def test_four_eyes_hold_with_ones_own_key_too(app, switched_on, waiting):
    signatory, application_id = waiting()
    form = form_in(signatory.get(f"/signing/{application_id}"), WAY)
    made = b64encode(signed(content_of_paper(app, application_id))).decode()
    with write():
        decision = db.session.get_one(Application, application_id).prepared_decision
        assert decision is not None
        decision.prepared_by_id = user("signatory").id
    assert signatory.send(form, {**YES, "ncalayer-cms": made}).status_code == 409
    assert nothing_is_issued(application_id)


def test_an_account_without_iin_is_told_to_get_one(app, switched_on, waiting):
    with write():
        user("signatory").iin = ""
    signatory, application_id = waiting()
    assert WAY not in signatory.get(f"/signing/{application_id}").get_data(as_text=True)


def test_two_clicks_issue_once(app, switched_on, waiting):
    signatory, application_id = waiting()
    form = form_in(signatory.get(f"/signing/{application_id}"), WAY)
    values = {**YES, "ncalayer-cms": b64encode(signed(content_of_paper(app, application_id))).decode()}
    answers = [signatory.send(form, values) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, answers[0].location)] * 2
    assert len(db.session.scalars(select(SignatureReport)).all()) == 1


def test_only_a_paper_with_a_signature_beside_it_has_one_to_be_read(app, switched_on, waiting, login_as):
    signatory, application_id = waiting()
    document_id = entry_of(application_id).document_id
    assert signatory.get(f"/documents/{document_id}/signature.cms").status_code == 404
    send(signatory, application_id, signed(content_of_paper(app, application_id)))
    assert login_as("center_operator").get(f"/documents/{document_id}/signature.cms").status_code == 404


@pytest.mark.parametrize(("typed", "status"), [(IIN, 303), ("12345", 422), ("85061530012x", 422), ("", 303)])
def test_an_administrator_enters_the_iin_and_the_record_keeps_it(app, login_as, typed, status):
    person = user("signatory")
    answer = login_as("administrator").submit(f"/users/{person.id}/edit", {"iin": typed}, action="/edit")
    assert answer.status_code == status, answer.get_data(as_text=True)
    db.session.rollback()
    changes = [event.data["after"]["iin"] for event in db.session.scalars(select(Event)) if "after" in event.data]
    assert (user("signatory").iin, changes) == ((IIN, [IIN]) if typed == IIN else ("", []))
