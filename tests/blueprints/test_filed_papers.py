"""Papers drawn on demand: blanks and samples, the forms of a case, what was typed at intake for the signature."""

import re

import pytest

from documents import issue
from documents.blanks import OFFICE_FORMS
from documents.filed import committee_block
from documents.samples import BY_CODE
from documents.trust import DEMONSTRATION
from extensions import clock, db, write
from models.application import Application
from models.attachment import store_file
from models.document import Document, SigningWay
from models.user import Substitution
from tests import keys
from tests.blueprints.intake_filings import GUARANTEE, INFORMATION, LEGAL, ROW, begin, fill, goods
from tests.blueprints.test_review import check_completeness, review, sign
from tests.documents.papers import sheets, whole_text
from tests.factories import user
from tests.results import prepared_result
from tests.reviewing_client import parse


def links(answer, end: str) -> list[str]:
    every = [a.get("href") or "" for a in parse(answer.get_data(as_text=True)).iter("a")]
    return [one for one in every if one.endswith(end)]


@pytest.mark.parametrize("role", ["clerk", "center_operator", "officer", "administrator"])
def test_whoever_reads_the_reference_data_gets_every_blank_and_sample(login_as, role):
    client = login_as(role)
    found = links(client.get("/reference/forms"), ".pdf")
    assert len(found) == 2 * len(BY_CODE) + len(OFFICE_FORMS)
    for url in (*found[:2], found[-1]):
        answer = client.get(url)
        assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    assert client.get("/reference/forms/blank/nothing.pdf").status_code == 404
    assert client.get("/reference/forms/sample/case_file.pdf").status_code == 404
    assert client.get("/reference/forms/other/guarantee.pdf").status_code == 404


def test_the_guarantee_of_a_case_gets_the_certificates_number_and_box_16_when_it_is_issued(login_as, make_application):
    application = make_application("euc", goods_count=2)
    officer, case = login_as("officer"), f"/cases/{application.id}"
    before = whole_text(officer.get(f"{case}/forms/guarantee.pdf").data)
    assert "ТОО «Өскемен Металлургия»" in before and "Ахметов Д. Е." in before
    assert "Насос центробежный герметичный НЦГ-50/2" in before
    assert not links(officer.get(f"{case}/documents"), "certificate-en.pdf")
    assert officer.get(f"{case}/forms/certificate-en.pdf").status_code == 404

    check_completeness(officer, application)
    officer.submit(f"{case}/start-review")
    review(officer, application)
    officer.submit(f"{case}/prepare/result", {"originals": "1"})
    assert sign(login_as("signatory"), application.id).status_code == 303
    number = db.session.get_one(Application, application.id).result_number or ""
    after = whole_text(officer.get(f"{case}/forms/guarantee.pdf").data)
    assert f"СЕРТИФИКАТ № {number}" in after and number not in before
    box_16 = after[after.index("16. Уполномоченный") : after.index("17. Импортер")]
    assert user("signatory").full_name in box_16
    assert "Дата 03.05.2013" in box_16 and "Дата 03.05.2013" not in before


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_copy_is_for_demonstration_if_its_certificate_is_whatever_keys_there_are_today(
    app, login_as, make_application, tmp_path, monkeypatch, is_demonstration
):
    demonstration = keys.Authority(f"{DEMONSTRATION}: корневой центр")
    settings = keys.settings(tmp_path)
    if is_demonstration:
        keys.write_key(tmp_path / "authority.p12", *demonstration.issue())
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    application = make_application("euc")
    officer, case = login_as("officer"), f"/cases/{application.id}"
    check_completeness(officer, application)
    officer.submit(f"{case}/start-review")
    review(officer, application)
    officer.submit(f"{case}/prepare/result", {"originals": "1"})
    assert sign(login_as("signatory"), application.id).status_code == 303
    keys.write_key(tmp_path / "authority.p12", *(keys.authority() if is_demonstration else demonstration).issue())
    copy = whole_text(officer.get(f"{case}/forms/certificate-en.pdf").data)
    assert ("Demonstration key" in copy) == is_demonstration


def test_beside_a_certificate_a_substitute_is_named_with_the_order_that_they_signed_under(app, make_application):
    application, now = prepared_result(make_application("euc")), clock.now()
    with write():
        absent, substitute, day = user("signatory_2"), user("signatory"), clock.today()
        for number in ("12-к", "13-к"):  # of the two that run, the later one is signed under
            order = Substitution(
                absent_id=absent.id, substitute_id=substitute.id, order_number=number, order_date=day, starts_on=day,
                ends_on=day,
            )  # fmt: skip
            db.session.add(order)
    actor = substitute.actor(order)
    issue.prepare_for_signing(application.id, actor, now, SigningWay.BY_HAND)
    with write():
        case = db.session.get_one(Application, application.id)
        decision = case.prepared_decision
        document_id = decision.entry.document_id if decision and decision.entry else 0
        scan = store_file(app.config["FILES_PATH"], b"%PDF-1.4 a scan")
        issue.sign_on_paper(case, document_id or 0, scan, "application/pdf", actor, now)
    block = committee_block(case.decisions[0])
    assert block.full_name == substitute.full_name and block.post == f"и. о. {absent.post}"
    assert block.acting_under == f"приказ от {day:%d.%m.%Y} № 13-к"


def test_the_certificate_is_read_in_english_and_kazakh_beside_the_russian(login_as, make_application):
    application = make_application("euc", goods_count=2)
    officer, case = login_as("officer"), f"/cases/{application.id}"
    check_completeness(officer, application)
    officer.submit(f"{case}/start-review")
    review(officer, application)
    officer.submit(f"{case}/prepare/result", {"originals": "1"})
    assert sign(login_as("signatory"), application.id).status_code == 303
    number = db.session.get_one(Application, application.id).result_number
    english, kazakh = (
        whole_text(officer.get(links(officer.get(f"{case}/documents"), f"certificate-{one}.pdf")[0]).data)
        for one in ("en", "kk")
    )
    for value in (f"CERTIFICATE No. {number}", "Germany", "Kazakhstan", "KM-13/044", "pcs"):
        assert value in english
    assert "Working translation" in english and "legal address: 070010" in english
    for value in (f"СЕРТИФИКАТ № {number}", "Германия", "Қазақстан", "дана", "заңды мекенжайы: 070010"):
        assert value in kazakh
    assert "юридический адрес" not in english + kazakh


def test_each_information_form_is_a_paper_of_its_own_under_the_number_of_the_case(login_as, make_application):
    application = make_application("conclusion", form_count=2)
    officer, case = login_as("officer"), f"/cases/{application.id}"
    found = [url for url in links(officer.get(f"{case}/documents"), ".pdf") if "/forms/form-" in url]
    assert len(found) == 2
    for position, url in enumerate(found, start=1):
        printed = whole_text(officer.get(url).data).replace("\u00a0", " ")
        assert f"{application.number}, форма {position}" in printed
        assert application.information_forms[position - 1].name.split()[0] in printed
    for nothing in ("form-0", "form-3", "form-01", "guarantee", "certificate-en", "certificate-de", "x"):
        assert officer.get(f"{case}/forms/{nothing}.pdf").status_code == 404


def test_drawing_a_paper_stores_nothing(login_as, make_application):
    application = make_application("euc")
    officer = login_as("officer")
    assert officer.get(f"/cases/{application.id}/forms/application.pdf").data.startswith(b"%PDF")
    assert db.session.query(Document).count() == 0


def test_what_was_typed_is_printed_for_the_signature_and_only_what_is_wrong_makes_it_a_draft(login_as):
    clerk = login_as("clerk")
    draft = begin(clerk)
    empty = clerk.get(f"/intake/{draft}/print/guarantee.pdf")
    assert empty.status_code == 200 and "ПРОЕКТ" in whole_text(empty.data)
    fill(clerk, draft, "application", LEGAL)
    fill(clerk, draft, "guarantee", {**GUARANTEE, **goods(ROW)})
    urls = links(clerk.get(f"/intake/{draft}/check"), ".pdf")
    assert [url.rpartition("/")[2] for url in urls] == ["application.pdf", "guarantee.pdf"]
    application, guarantee = (whole_text(clerk.get(url).data) for url in urls)
    for value in (LEGAL["applicant_name"], "БИН 980140003773", "1234-1917-ТОО", LEGAL["phone"], LEGAL["head_name"]):
        assert value in application.replace("\u00a0", " ")
    for value in ("Pumpen GmbH", "Германия", "8413 70 290 0", "2B350", "4,5", "KM-13/044 от 12.03.2013", "Ким О. В."):
        assert value in guarantee.replace("\u00a0", " ")
    assert "ПРОЕКТ" not in application + guarantee
    fill(
        clerk,
        draft,
        "guarantee",
        {**GUARANTEE, "basis_date": "вчера", **goods({**ROW, "quantity": "много"})},
        go="leave",
    )
    wrong = whole_text(clerk.get(urls[1]).data)
    assert "ПРОЕКТ" in wrong and "вчера" in wrong and "много" in wrong


@pytest.mark.parametrize("typed", ["Ж" * 5000, "слово " * 900, "<b>&\"'x</b> 😀 שלום\u202e", "\x00\ud7ff"])
def test_whatever_is_typed_at_intake_a_paper_comes_of_it(login_as, typed):
    clerk = login_as("clerk")
    draft = begin(clerk)
    names = [name for name in GUARANTEE if not name.endswith(("kind", "country", "sealed", "same_address"))]
    fill(
        clerk,
        draft,
        "guarantee",
        {**GUARANTEE, **dict.fromkeys(names, typed), **goods({**ROW, "name": typed})},
        go="leave",
    )
    answer = clerk.get(f"/intake/{draft}/print/guarantee.pdf")
    assert answer.status_code == 200
    read = sheets(answer.data)
    assert all("ПРОЕКТ" in sheet for sheet in read)
    assert re.search(r"18\. Конечный пользователь", " ".join(read))


def test_a_draft_has_only_the_papers_of_its_own_service(login_as):
    clerk = login_as("clerk")
    draft = begin(clerk, "conclusion")
    fill(clerk, draft, "information-forms", goods(INFORMATION, INFORMATION, prefix="forms"))
    assert "Клапан сильфонный" in whole_text(clerk.get(f"/intake/{draft}/print/form-2.pdf").data)
    for nothing in ("guarantee", "form-3", "form-0", "form", "application-1", "x"):
        assert clerk.get(f"/intake/{draft}/print/{nothing}.pdf").status_code == 404
