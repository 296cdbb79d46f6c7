"""Signing on the screen: what is issued is signed or not issued at all, one by one or several at once."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from blueprints.words import barred_reason
from documents import issue
from extensions import clock, db, write
from models.application import Application
from models.attachment import FileDamaged, read_file
from models.decision import Medium
from models.document import Document, DocumentKind, EntryStatus, RegisterEntry
from models.event import Event
from models.session import SubmittedForm
from rules.workflow import State
from tests import keys
from tests.conftest import PASSWORD
from tests.documents.papers import whole_text
from tests.factories import user
from tests.results import prepared_result
from tests.reviewing_client import form_in

PREPARED = [DocumentKind.CERTIFICATE, DocumentKind.GUARANTEE]
"""A certificate made for a key on the server, and what is signed with it."""
YES = {"has_read": "y", "password": PASSWORD}


@pytest.fixture
def key(app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The authority's key, for this test alone."""
    for name, value in keys.settings(tmp_path).items():
        monkeypatch.setitem(app.config, name, value)
    return tmp_path / "authority.p12"


@pytest.fixture
def prepared(app, make_application):
    """prepared("euc"): a case whose result waits for a signature, prepared by the officer or by `actor`."""

    def make(service: str = "euc", actor=None) -> Application:
        return prepared_result(make_application(service), actor)

    return make


def case(application_id: int) -> Application:
    return db.session.get_one(Application, application_id)


def medium_of(application_id: int) -> Medium | None:
    signed = case(application_id).signed_decision
    return signed.medium if signed else None


def entry_of(application_id: int) -> RegisterEntry:
    db.session.rollback()
    wanted = RegisterEntry.application_id == application_id, RegisterEntry.status != EntryStatus.ANNULLED
    return db.session.scalars(select(RegisterEntry).where(*wanted)).one()


def papers_of(application_id: int) -> list[Document]:
    return list(db.session.scalars(select(Document).where(Document.application_id == application_id)))


def kinds_of(application_id: int) -> list[DocumentKind]:
    return [paper.kind for paper in papers_of(application_id)]


def stored(app, document: Document | None) -> bytes:
    assert document is not None
    return read_file(app.config["FILES_PATH"], document.sha256)


def prepare(signatory, application: Application, **values: str):
    answer = signatory.submit(f"/signing/{application.id}", values, action="/prepare")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return entry_of(application.id)


def nothing_is_issued(application_id: int) -> bool:
    db.session.rollback()
    entries = db.session.scalars(select(RegisterEntry).where(RegisterEntry.application_id == application_id)).all()
    return case(application_id).state is State.PREPARED and all(e.status is EntryStatus.RESERVED for e in entries)


# --- One ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_the_issued_paper_is_the_one_that_was_read_with_a_signature_behind_it(app, login_as, prepared, service):
    application, signatory = prepared(service), login_as("signatory")
    entry = prepare(signatory, application)
    read = signatory.get(f"/documents/{entry.document_id}").data
    shown = " ".join(whole_text(read).split())
    assert "сертификат №" in shown and f"владелец: {keys.HOLDER}" in shown
    page = f"/signing/{application.id}"
    assert signatory.submit(page, YES, action=f"{page}/sign").status_code == 303
    entry = entry_of(application.id)
    issued = signatory.get(f"/documents/{entry.document_id}").data
    assert entry.status is EntryStatus.ISSUED and case(application.id).state is State.ISSUED
    assert issued.startswith(read) and len(issued) > len(read) and b"/ByteRange" in issued[len(read) :]
    assert medium_of(application.id) is Medium.ELECTRONIC
    words = subprocess.run(["pdftotext", "-", "-"], input=issued, capture_output=True, check=True).stdout.decode()
    drawn = (
        "Подписано электронной цифровой подписью 03.05.2013 10:00:00 (UTC+06:00): Ахметов Даулет Ерланович, Специалист"
    )
    assert drawn in " ".join(words.split())


def test_the_guarantee_is_read_signed_and_given_with_its_certificate(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    entry = prepare(signatory, application)
    page = f"/signing/{application.id}"
    for document_id in (entry.document_id, entry.guarantee_id):
        assert f"/documents/{document_id}/sheets/1.png" in signatory.get(page).get_data(as_text=True)
    unsigned, read = stored(app, entry.document), stored(app, entry.guarantee)
    for part in (entry.number, "Ахметов Даулет Ерланович", f"владелец: {keys.HOLDER}"):
        assert part in whole_text(read)
    assert signatory.submit(page, YES, action=f"{page}/sign").status_code == 303
    entry = entry_of(application.id)
    signed = stored(app, entry.guarantee)
    assert signed.startswith(read) and b"/ByteRange" in signed[len(read) :]
    listed = signatory.get(f"/cases/{application.id}/documents").get_data(as_text=True)
    offered = {document.id for document in papers_of(application.id) if f'/documents/{document.id}"' in listed}
    assert offered == {entry.document_id, entry.guarantee_id}
    assert signatory.get(f"/cases/{application.id}/forms/guarantee.pdf").data == signed
    handed_out = login_as("clerk").get(f"/hand-out/{application.id}").get_data(as_text=True)
    assert f'/documents/{entry.guarantee_id}"' in handed_out and f'/documents/{entry.document_id}"' in handed_out
    assert unsigned != stored(app, entry.document)


def test_if_the_guarantee_cannot_be_signed_the_certificate_is_not_issued_either(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    entry = prepare(signatory, application)
    page = f"/signing/{application.id}"
    form = form_in(signatory.get(page), f"{page}/sign")
    assert entry.guarantee is not None
    digest = entry.guarantee.sha256
    (Path(app.config["FILES_PATH"]) / digest[:2] / digest).unlink()
    with pytest.raises(FileDamaged):
        signatory.send(form, YES)
    assert nothing_is_issued(application.id) and kinds_of(application.id) == PREPARED


@pytest.mark.parametrize("way", ["by_hand", "server_key"])
def test_what_is_prepared_and_not_signed_is_listed_as_such(app, login_as, prepared, way):
    application, signatory = prepared(), login_as("signatory")
    prepare(signatory, application, way="by_hand")
    entry = prepare(signatory, application, way=way)
    listed = signatory.get(f"/cases/{application.id}/documents").get_data(as_text=True)
    assert listed.count("подготовлено, не подписано") == (1 if way == "by_hand" else 2)
    assert f'/documents/{entry.document_id}"' in listed
    assert (entry.guarantee_id is None) == (way == "by_hand")


def test_without_a_key_the_signatory_is_told_and_the_way_on_paper_stays_open(app, login_as, prepared, key):
    key.unlink()
    application, signatory = prepared(), login_as("signatory")
    page = f"/signing/{application.id}"
    assert barred_reason("key.absent") in signatory.get(page).get_data(as_text=True)
    entry = prepare(signatory, application)
    assert entry.certificate_sha256 == ""
    assert "сертификат №" not in whole_text(stored(app, entry.document))
    unsigned = stored(app, entry.document)

    def send(scan: bytes):
        sent = {"paper-is_signed": "y", "paper-password": PASSWORD, "paper-scan": (BytesIO(scan), "scan.pdf")}
        return signatory.submit(page, sent, action="/sign-on-paper", content_type="multipart/form-data")

    refused = send(unsigned)
    assert refused.status_code == 422 and "без подписи" in refused.get_data(as_text=True)
    answer = send(unsigned + b"% printed, signed, sealed and scanned")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert medium_of(application.id) is Medium.PAPER


@pytest.mark.parametrize("trouble", ["key.absent", "key.unreadable", "key.expired", "key.other_on_paper"])
def test_a_key_lost_after_preparing_issues_nothing_and_says_why(app, login_as, prepared, key, trouble):
    application, signatory = prepared(), login_as("signatory")
    prepare(signatory, application)
    page = f"/signing/{application.id}"
    form = form_in(signatory.get(page), f"{page}/sign")
    if trouble == "key.absent":
        key.unlink()
    elif trouble == "key.unreadable":
        key.write_bytes(b"?")
    else:
        until = keys.SINCE.replace(year=2010) if trouble == "key.expired" else keys.UNTIL
        keys.write_key(key, *keys.authority().issue(until=until))
    answer = signatory.send(form, YES)
    words = answer.get_data(as_text=True)
    assert answer.status_code == 409 and barred_reason(trouble) in words
    assert PASSWORD not in words
    assert nothing_is_issued(application.id)
    assert kinds_of(application.id) == PREPARED


def test_a_paper_that_names_another_certificate_is_made_anew_under_its_number(app, login_as, prepared, key):
    application, signatory = prepared(), login_as("signatory")
    first = prepare(signatory, application)
    number, document_id = first.number, first.document_id
    keys.write_key(key, *keys.authority().issue(keys.name("Новый ключ")))
    second = prepare(signatory, application)
    assert (second.number, second.document_id != document_id) == (number, True)
    assert "владелец: Новый ключ" in whole_text(stored(app, second.document))
    page = f"/signing/{application.id}"
    assert signatory.submit(page, YES, action=f"{page}/sign").status_code == 303


def test_what_was_made_anew_since_it_was_read_is_not_signed(app, login_as, prepared, key):
    application, signatory = prepared(), login_as("signatory")
    prepare(signatory, application)
    page = f"/signing/{application.id}"
    form = form_in(signatory.get(page), f"{page}/sign")
    prepare(signatory, application, way="by_hand")
    assert entry_of(application.id).certificate_sha256 == ""
    assert signatory.send(form, YES).status_code == 409
    assert nothing_is_issued(application.id)


def test_a_paper_that_says_it_is_signed_electronically_is_not_signed_by_hand(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    entry = prepare(signatory, application)
    page = signatory.get(f"/signing/{application.id}").get_data(as_text=True)
    assert "/sign-on-paper" not in page
    with pytest.raises(issue.ActionRefused) as refused, write():
        issue.sign_on_paper(
            case(application.id), entry.document_id, "0" * 64, "image/png", user("signatory").actor(), clock.now()
        )
    assert refused.value.barred.code == "prepared_for_electronic"


def test_a_process_killed_between_signing_and_issuing_leaves_no_half_act(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    entry = prepare(signatory, application)
    actor = user("signatory").actor()
    made = issue.make_signed(application.id, entry.document_id, actor, clock.now())
    assert made and read_file(app.config["FILES_PATH"], made.sha256)
    assert nothing_is_issued(application.id) and kinds_of(application.id) == PREPARED
    page = f"/signing/{application.id}"
    assert signatory.submit(page, YES, action=f"{page}/sign").status_code == 303
    assert case(application.id).state is State.ISSUED and kinds_of(application.id) == PREPARED * 2


def test_two_clicks_sign_once(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    prepare(signatory, application)
    page = f"/signing/{application.id}"
    form = form_in(signatory.get(page), f"{page}/sign")
    answers = [signatory.send(form, YES) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, answers[0].location)] * 2
    assert kinds_of(application.id) == PREPARED * 2


# --- Several -----------------------------------------------------------------------------------------------------


def prepare_all(signatory, *applications: Application):
    """From the list to the page on which each is read."""
    answer = signatory.submit("/signing", {"case": [one.id for one in applications]}, action="/signing/several/prepare")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return signatory.get(answer.location)


def test_several_are_prepared_read_ticked_and_signed_each_as_its_own_act(app, login_as, prepared):
    cases, signatory = [prepared("euc"), prepared("conclusion"), prepared("euc")], login_as("signatory")
    shown = prepare_all(signatory, *cases)
    for one in cases:
        assert f'/documents/{entry_of(one.id).document_id}"' in shown.get_data(as_text=True)
    ticked = [cases[0].id, cases[1].id]
    answer = signatory.send(form_in(shown, "/several/sign"), {"sign": ticked, "password": PASSWORD})
    assert answer.status_code == 303
    assert [case(one.id).state for one in cases] == [State.ISSUED, State.ISSUED, State.PREPARED]
    events = db.session.scalars(select(Event).where(Event.kind == "issued")).all()
    assert {event.application_id for event in events} == set(ticked) and len(events) == len(ticked)
    assert len(db.session.scalars(select(SubmittedForm).where(SubmittedForm.location.contains("/decision"))).all()) == 2
    assert signatory.get(answer.location).status_code == 200


def test_one_that_cannot_be_signed_is_told_by_name_and_reason_and_leaves_the_others_signed(app, login_as, prepared):
    cases, signatory = [prepared(), prepared(), prepared()], login_as("signatory")
    shown = prepare_all(signatory, *cases)
    with write():
        case(cases[1].id).touch()
    answer = signatory.send(form_in(shown, "/several/sign"), {"sign": [one.id for one in cases], "password": PASSWORD})
    assert [case(one.id).state for one in cases] == [State.ISSUED, State.PREPARED, State.ISSUED]
    told = signatory.get(answer.location).get_data(as_text=True)
    danger = told.split('class="notice notice-danger" role="alert"')[1].split("</div>")[0]
    assert cases[1].number in danger and cases[1].applicant.name in danger
    assert cases[0].number not in danger and cases[2].number not in danger


def test_four_eyes_hold_for_each_of_several(app, login_as, prepared):
    signatory = login_as("signatory")
    officer = user("officer").actor()
    own = prepared(actor=replace(officer, user_id=user("signatory").id, on_behalf_of_id=officer.user_id))
    other = prepared()
    shown = prepare_all(signatory, own, other)
    words = shown.get_data(as_text=True)
    assert barred_reason("four_eyes") in words and f'id="sign-{own.id}"' not in words
    form = form_in(shown, "/several/sign")
    forged = {"sign": [own.id, other.id], "password": PASSWORD, f"document-{own.id}": "1", f"version-{own.id}": "1"}
    assert signatory.send(form, forged).status_code == 303
    assert case(own.id).state is State.PREPARED and case(other.id).state is State.ISSUED


def test_without_a_key_none_of_several_is_issued(app, login_as, prepared, key):
    cases, signatory = [prepared(), prepared()], login_as("signatory")
    shown = prepare_all(signatory, *cases)
    key.unlink()
    answer = signatory.send(form_in(shown, "/several/sign"), {"sign": [one.id for one in cases], "password": PASSWORD})
    told = signatory.get(answer.location).get_data(as_text=True)
    assert barred_reason("key.absent") in told and all(one.number in told for one in cases)
    assert all(nothing_is_issued(one.id) for one in cases)


def test_a_second_click_on_several_signs_nothing_twice_and_is_answered_like_the_first(app, login_as, prepared):
    cases, signatory = [prepared(), prepared()], login_as("signatory")
    form = form_in(prepare_all(signatory, *cases), "/several/sign")
    values = {"sign": [one.id for one in cases], "password": PASSWORD}
    answers = [signatory.send(form, values) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, answers[0].location)] * 2
    assert 'class="notice notice-danger" role' not in signatory.get(answers[1].location).get_data(as_text=True)
    assert [kinds_of(one.id) for one in cases] == [PREPARED * 2] * 2


def test_a_wrong_password_signs_none_and_keeps_the_ticks(app, login_as, prepared):
    application, signatory = prepared(), login_as("signatory")
    form = form_in(prepare_all(signatory, application), "/several/sign")
    answer = signatory.send(form, {"sign": [application.id], "password": "another"})
    assert answer.status_code == 422
    assert f'value="{application.id}" checked' in answer.get_data(as_text=True)
    assert nothing_is_issued(application.id)


def test_all_that_is_listed_may_be_prepared_with_one_press(app, login_as, prepared):
    cases, signatory = [prepared(), prepared()], login_as("signatory")
    answer = signatory.submit("/signing", {"all": "y"}, action="/signing/several/prepare")
    assert answer.status_code == 303
    assert all(entry_of(one.id).document_id for one in cases)


@pytest.mark.parametrize("typed", ["", "?case=0", "?case=x", f"?case={10**30}", "?case=999999"])
def test_an_address_that_names_no_case_is_no_error(app, login_as, typed):
    assert login_as("signatory").get(f"/signing/several{typed}").status_code in (200, 303)
