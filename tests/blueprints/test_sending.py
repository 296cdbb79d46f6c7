"""At a Center: registered, certified and sent in one request; what a key prevents is listed, and costs no day."""

import json
from base64 import b64decode, b64encode
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from blueprints.words import barred_reason
from documents.package import canonical, check_package, manifest_of
from extensions import clock, db, write
from models.application import Application
from models.attachment import Attachment, read_file
from models.center import Center
from models.document import Document
from models.filing import GoodsRow
from models.package import Package
from tests import keys, packages
from tests.blueprints.intake_filings import euc_draft, pdf, register
from tests.factories import attach, user
from tests.reviewing_client import form_in
from tests.signatures import ANOTHER_IIN, IIN, as_gost, signed, signer
from tests.standins import ncanode


def center_draft(client) -> int:
    center = db.session.scalars(Center.with_key("3/14")).one().id
    draft = euc_draft(client, f"center:{center}")
    file = {"title": "Контракт KM-13/044", "original_shown": "y", "file": (BytesIO(pdf()), "contract.pdf")}
    client.submit(f"/intake/{draft}/documents/deal_document", file, action="/documents/deal_document")
    return draft


def only_case() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def package_of(case: Application) -> Package | None:
    db.session.rollback()
    return db.session.get(Package, case.id)


@pytest.fixture
def no_key(app, tmp_path, monkeypatch):
    """The Centers have no key on the server."""
    monkeypatch.setitem(app.config, "CENTER_KEYS", str(tmp_path / "nothing"))


# --- One click ----------------------------------------------------------------------------------------------


def test_registering_at_a_center_certifies_and_sends_in_the_same_request(login_as, app, set_clock):
    client = login_as("center_operator")
    draft = center_draft(client)
    set_clock(2013, 5, 3, 10, 12)
    answer = register(client, draft)
    case = only_case()
    package = package_of(case)
    assert package and case.is_received and case.received_at == package.sent_at == clock.now()
    assert (case.received_on, case.completeness_due_on) == (date(2013, 5, 3), date(2013, 5, 6))
    told = json.loads(read_file(app.config["FILES_PATH"], package.manifest_sha256))
    assert (told["number"], told["certified_by"]["login"]) == (case.number, "center_operator")
    assert [(scan["title"], scan["pages"], scan["original_shown"]) for scan in told["scans"]] == [
        ("Контракт KM-13/044", 1, True)
    ]
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "12 мин" in page and "Электронная копия удостоверена и отправлена" in page


def test_at_the_committee_and_from_the_portal_there_is_no_package(login_as):
    client = login_as("clerk")
    register(client, euc_draft(client))
    case = only_case()
    assert case.is_received and package_of(case) is None


# --- Without a key --------------------------------------------------------------------------------------------


def test_without_a_key_the_filing_is_registered_with_its_receipt_and_loudly_not_sent(login_as, no_key):
    client = login_as("center_operator")
    answer = register(client, center_draft(client))
    case = only_case()
    assert case.accepted_on == date(2013, 5, 3) and not case.is_received and package_of(case) is None
    assert len(db.session.scalars(select(Document)).all()) == 1
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "электронная копия не отправлена" in page
    listed = client.get("/sending").get_data(as_text=True)
    assert case.number in listed and f"/sending/{case.id}" in listed
    assert barred_reason("key.absent") in client.get(f"/sending/{case.id}").get_data(as_text=True)
    form = client.form(f"/intake/receipts/{case.id}", "/duplicate")
    form.action = f"/sending/{case.id}"
    refused = client.send(form)
    assert refused.status_code == 409 and barred_reason("key.absent") in refused.get_data(as_text=True)
    assert not only_case().is_received


@pytest.mark.parametrize("facts", [{"until": clock}, {"usage": ("digital_signature",)}], ids=["expired", "usage"])
def test_a_key_that_is_bad_gives_way_to_no_other_and_sends_nothing(login_as, app, tmp_path, monkeypatch, facts):
    facts = {"until": clock.now() - timedelta(days=1)} if "until" in facts else facts
    monkeypatch.setitem(app.config, "SIGNING_KEYS", str(tmp_path))
    path = keys.write_key(tmp_path / "center_operator.p12", *keys.authority().issue(**facts))
    path.with_suffix(".password").write_text(keys.PASSWORD)
    client = login_as("center_operator")
    assert register(client, center_draft(client)).status_code == 303
    assert not only_case().is_received


def test_a_key_that_leads_to_nobody_trusted_sends_nothing(login_as, app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "CENTER_KEYS", str(tmp_path))
    path = keys.write_key(tmp_path / "03-14.p12", *keys.Authority().issue())
    path.with_suffix(".password").write_text(keys.PASSWORD)
    client = login_as("center_operator")
    assert register(client, center_draft(client)).status_code == 303
    assert not only_case().is_received


def test_what_was_cut_short_is_gone_on_with_from_the_list_once(login_as, set_clock):
    case = packages.unsent(clock.now())
    late = set_clock(2013, 5, 6, 9)
    client = login_as("center_head")
    form = client.form(f"/sending/{case.id}", f"/sending/{case.id}")
    assert [client.send(form).status_code for _ in range(2)] == [303, 303]
    other = login_as("center_operator").get(f"/sending/{case.id}").get_data(as_text=True)
    assert "06.05.2013" in other and f'action="/sending/{case.id}"' not in other
    package = package_of(case)
    assert package and package.sent_at == late
    listed = client.get("/sending?tab=sent").get_data(as_text=True)
    assert case.number in listed and "09:00" in listed
    assert case.number not in client.get("/sending").get_data(as_text=True)


def test_a_scan_that_is_damaged_in_the_store_is_not_certified(login_as):
    case = packages.unsent(clock.now())
    with write():
        attach(case, "deal_document", "1" * 64)
    client = login_as("center_operator")
    refused = client.submit(f"/sending/{case.id}", action=f"/sending/{case.id}")
    assert refused.status_code == 409 and barred_reason("scan_damaged") in refused.get_data(as_text=True)
    assert not only_case().is_received


# --- Who sees what --------------------------------------------------------------------------------------------


def test_another_centers_filing_is_404_at_every_address(login_as):
    case = packages.unsent(clock.now(), center="1/1")
    client = login_as("center_operator")
    token = client.form("/intake/", "/intake/").filled()["csrf_token"]
    for address in ("", "/to-certify.json", "/manifest.json", "/signature.cms"):
        assert client.get(f"/sending/{case.id}{address}").status_code == 404, address
    for address in ("", "/certify-through-ncalayer"):
        answer = client.post(f"/sending/{case.id}{address}", data={"csrf_token": token})
        assert answer.status_code == 404, address
    assert case.number not in client.get("/sending").get_data(as_text=True)
    assert case.number in login_as("clerk").get("/sending").get_data(as_text=True)


def test_a_filing_at_the_committee_has_no_page_of_sending(login_as, make_application):
    case = make_application("euc", hand_out="center")
    assert login_as("center_operator").get(f"/sending/{case.id}").status_code == 404


def test_the_committee_sees_an_unsent_filing_as_such_with_its_term_running(login_as):
    case = packages.unsent(clock.now(), officer="officer")
    officer = login_as("officer")
    for address in ("/cases/", f"/cases/{case.id}/"):
        assert "копия ещё не отправлена" in officer.get(address).get_data(as_text=True), address
    summary = officer.get(f"/cases/{case.id}/").get_data(as_text=True)
    assert "начнутся, когда Центр отправит" in summary and "2013-05-28" in summary
    checks = officer.get(f"/cases/{case.id}/checks").get_data(as_text=True)
    assert barred_reason("package_not_sent") in checks and "/checks/completeness/" not in checks


def test_a_finding_of_completeness_is_refused_before_the_sending(login_as):
    case = packages.unsent(clock.now(), officer="officer")
    officer = login_as("officer")
    token = officer.form(f"/cases/{case.id}/withdraw").filled()
    values = {"csrf_token": token["csrf_token"], "version": token["version"], "outcome": "present", "note": ""}
    refused = officer.post(f"/cases/{case.id}/checks/completeness/application", data=values)
    assert refused.status_code == 409 and barred_reason("package_not_sent") in refused.get_data(as_text=True)


# --- NCALayer -----------------------------------------------------------------------------------------------


@pytest.fixture
def switched_on(app, no_key, tmp_path, monkeypatch):
    """NCALAYER=1, the tests' authority trusted, the operator's IIN known, and no key on the server."""
    roots = tmp_path / "roots.pem"
    roots.write_bytes(keys.authority().pem)
    for name, value in {"NCALAYER": True, "TRUST_ROOTS": str(roots), "NCANODE_URL": ""}.items():
        monkeypatch.setitem(app.config, name, value)
    with write():
        user("center_operator").iin = IIN


def sent_through_ncalayer(client, case, make):
    """Send what is made of the content on the page."""
    answer = client.get(f"/sending/{case.id}")
    page = answer.get_data(as_text=True)
    content = b64decode(page.split('data-content="')[1].split('"')[0])
    form = form_in(answer, "/certify-through-ncalayer")
    return content, client.send(form, {"cms": b64encode(make(content)).decode()})


def test_the_workers_own_key_certifies_what_the_page_showed(login_as, app, switched_on):
    case, client = packages.unsent(clock.now()), login_as("center_operator")
    policy = client.get(f"/sending/{case.id}").headers["Content-Security-Policy"]
    assert app.config["NCALAYER_ADDRESS"] in policy
    content, answer = sent_through_ncalayer(client, case, signed)
    package = package_of(case)
    assert answer.status_code == 303 and package
    assert read_file(app.config["FILES_PATH"], package.manifest_sha256) == content
    assert package.way == "ncalayer" and package.report["iin"] == IIN
    assert check_package(package, clock.now()).is_genuine
    assert content == login_as("officer").get(f"/sending/{case.id}/manifest.json").data


@pytest.mark.parametrize(
    ("make", "code", "status"),
    [
        (lambda content: signed(content + b" "), "cms.other_content", 422),
        (lambda content: signed(content, signer(iin=ANOTHER_IIN)), "cms.wrong_person", 422),
        (lambda content: signed(content, signer(keys.Authority())), "cms.untrusted", 422),
        (lambda content: as_gost(signed(content)), "cms.not_set_up", 503),
    ],
    ids=["content", "person", "authority", "gost"],
)
def test_a_signature_that_does_not_hold_sends_nothing(login_as, switched_on, make, code, status):
    case, client = packages.unsent(clock.now()), login_as("center_operator")
    _content, answer = sent_through_ncalayer(client, case, make)
    assert answer.status_code == status and barred_reason(code) in answer.get_data(as_text=True)
    assert not only_case().is_received


def test_no_signature_at_all_is_told_at_the_field(login_as, switched_on):
    case, client = packages.unsent(clock.now()), login_as("center_operator")
    _content, answer = sent_through_ncalayer(client, case, lambda content: b"")
    assert answer.status_code == 422 and 'id="cms_file-error"' in answer.get_data(as_text=True)


def test_a_gost_signature_is_checked_by_ncanode(login_as, app, switched_on, monkeypatch):
    case, client = packages.unsent(clock.now()), login_as("center_operator")
    with ncanode() as node:
        monkeypatch.setitem(app.config, "NCANODE_URL", node.url)
        _content, answer = sent_through_ncalayer(client, case, lambda content: as_gost(signed(content)))
    assert answer.status_code == 303 and only_case().is_received


def test_what_is_certified_can_be_saved_and_signed_elsewhere(login_as, switched_on):
    case, client = packages.unsent(clock.now()), login_as("center_operator")
    content = client.get(f"/sending/{case.id}/to-certify.json").data
    form = form_in(client.get(f"/sending/{case.id}"), "/certify-through-ncalayer")
    answer = client.send(form, {"cms_file": (BytesIO(signed(content)), "signature.cms")})
    assert answer.status_code == 303 and only_case().is_received


# --- The check ------------------------------------------------------------------------------------------------


def sent_with_a_scan(login_as) -> Package:
    client = login_as("center_operator")
    register(client, center_draft(client))
    package = package_of(only_case())
    assert package is not None
    return package


def test_a_manifest_is_canonical_and_the_same_whenever_it_is_made(login_as, app):
    package = sent_with_a_scan(login_as)
    kept = read_file(app.config["FILES_PATH"], package.manifest_sha256)
    assert kept == canonical(manifest_of(package.application, user("center_operator").actor()))
    assert kept == canonical(json.loads(kept)) and b'": ' not in kept
    told = json.loads(kept)
    assert told["application"]["identifier"] == "980140003773" and told["goods"][0]["quantity"] == "4.5"
    assert told["guarantee"]["basis_date"] == "2013-03-12" and told["center"]["key"] == "03/14"
    assert "application_id" not in kept.decode()


def _change_box() -> None:
    with write():
        db.session.scalars(select(GoodsRow)).one().name = "Насос другой"


def _change_scan_row() -> None:
    with write():
        db.session.scalars(select(Attachment)).one().original_shown = False


@pytest.mark.parametrize(("change", "part"), [(_change_box, "goods"), (_change_scan_row, "scans")])
def test_a_record_that_says_something_else_is_found(login_as, change, part):
    package = sent_with_a_scan(login_as)
    assert check_package(package, clock.now()).is_genuine
    change()
    found = check_package(db.session.get_one(Package, package.application_id), clock.now())
    assert found.differing == (part,) and not found.signature


@pytest.mark.parametrize("which", ["scan", "manifest", "signature"])
def test_a_changed_byte_in_the_store_is_found_and_told_on_the_papers_of_the_case(login_as, app, which):
    package = sent_with_a_scan(login_as)
    scan = db.session.scalars(select(Attachment)).one()
    digest = {"scan": scan.sha256, "manifest": package.manifest_sha256, "signature": package.cms_sha256}[which]
    address = f"/cases/{package.application_id}/documents?check=package"
    officer = login_as("officer")
    assert "подпись верна, форма и все сканы" in officer.get(address).get_data(as_text=True)
    path = Path(app.config["FILES_PATH"]) / digest[:2] / digest
    content = path.read_bytes()
    try:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        page = officer.get(address).get_data(as_text=True)
    finally:
        path.write_bytes(content)
    assert "это не то, что было удостоверено" in page
    assert ("Контракт KM-13/044" if which == "scan" else barred_reason("package_damaged")) in page


def test_an_expired_certificate_does_not_undo_what_it_certified_in_time(login_as, set_clock):
    package = sent_with_a_scan(login_as)
    assert check_package(package, set_clock(2066, 1, 1, 10)).is_genuine
