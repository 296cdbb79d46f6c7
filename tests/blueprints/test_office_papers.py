"""The papers of the office, drawn from cases: notification-report, hand-over lists, file of a case, contacts of 25."""

from datetime import date

import pytest
from sqlalchemy import select

from documents.complaint import officials_on
from extensions import clock, db, write
from models import custody
from models.application import Application
from models.hand_over import HandOverItem
from models.reference import AuthorityFact
from tests.blueprints.test_filed_papers import links
from tests.documents.papers import whole_text
from tests.factories import attach, user
from tests.results import deliver, issue


def printed(answer) -> str:
    assert answer.mimetype == "application/pdf"
    return whole_text(answer.data).replace("\u00a0", " ")


@pytest.fixture
def for_center(make_application, set_clock):
    """A case of 3 May 2013, signed on the 24th."""

    def make(service="euc", **facts):
        set_clock(2013, 5, 3, 10)
        application = make_application(service, hand_out="center", **facts)
        return issue(application, set_clock(2013, 5, 24, 12))

    return make


def test_a_filing_through_the_portal_has_its_notification_and_no_other_has(login_as, make_application):
    from_portal, brought = make_application("euc", channel="portal"), make_application("euc")
    officer = login_as("officer")
    [url] = links(officer.get(f"/cases/{from_portal.id}/documents"), "notification.pdf")
    told = printed(officer.get(url))
    hand_out = f"{from_portal.promised_on:%d.%m.%Y}, с 9.00"
    for value in (f"№ {from_portal.number} 03.05.2013 в 10:00", "принят.", hand_out, "www.elicense.kz"):
        assert value in told
    assert not links(officer.get(f"/cases/{brought.id}/documents"), "notification.pdf")
    assert officer.get(f"/cases/{brought.id}/forms/notification.pdf").status_code == 404


def test_the_file_of_a_case_lists_what_was_filed_and_what_was_made(login_as, make_application):
    application = make_application("euc")
    with write():
        attach(db.session.merge(application), "deal_document").original_shown = True
    issue(application, clock.now())
    officer = login_as("officer")
    [url] = links(officer.get(f"/cases/{application.id}/documents"), "file.pdf")
    bound = printed(officer.get(url))
    number = db.session.get_one(Application, application.id).result_number or ""
    for value in (f"ДЕЛО № {application.number}", "БИН (ИИН): 980140003773", "Контракт KM-13/044", number):
        assert value in bound
    assert "оригинал" in bound and "Начато: 03.05.2013 Окончено: Листов:" in bound
    assert "Всего внесено документов: 4" in bound


def test_the_hand_over_list_holds_what_left_together_for_one_center(login_as, for_center, set_clock):
    first, second, elsewhere = for_center(), for_center("conclusion"), for_center(center="1/2")
    later = for_center()
    clerk = login_as("clerk")
    ids = "&".join(f"case={one.id}" for one in (first, second, elsewhere))
    answer = clerk.submit(f"/hand-out/dispatch?{ids}")
    deliver(later, set_clock(2013, 5, 25, 0, 1))
    clerk = login_as("clerk")
    found = links(clerk.get(answer.location), ".pdf")
    papers = {url: printed(clerk.get(url)) for url in found}
    [(url, handed)] = [(url, paper) for url, paper in papers.items() if first.number in paper]
    assert len(papers) == 2
    for application in (first, second):
        stored = db.session.get_one(Application, application.id)
        assert stored.number in handed and str(stored.result_number) in handed
    assert elsewhere.number not in handed and later.number not in handed
    assert "№ D-2013-03/14-0001 от 24.05.2013" in handed and "Всего документов: 2, экземпляров: 2" in handed
    assert user("clerk").full_name in handed and "отделение Акши" in handed
    assert url.removesuffix(".pdf") in links(clerk.get(f"/hand-out/{first.id}"), "")
    assert len(links(clerk.get("/hand-out?tab=to-send"), ".pdf")) == 3
    assert any(
        "№ D-2013-03/14-0002" in printed(clerk.get(url)) for url in links(clerk.get("/hand-out?tab=to-send"), ".pdf")
    )


def test_what_nobody_collected_goes_back_on_a_list_of_the_center(login_as, for_center, set_clock):
    application = deliver(for_center(), clock.now(), set_clock(2013, 5, 27, 10))
    now = set_clock(2013, 7, 1, 12)
    with write():
        operator = user("center_operator").actor()
        custody.send_back(db.session.get_one(Application, application.id), operator, now, date(2013, 7, 1))
    client = login_as("center_operator")
    [url] = links(client.get("/hand-out?tab=to-return"), ".pdf")
    handed = printed(client.get(url))
    assert "Реестр возврата" in handed and str(application.result_number) in handed
    assert user("center_operator").full_name in handed and "№ R-2013-03/14-0001 от 01.07.2013" in handed
    set_clock(2013, 7, 3, 12)
    client = login_as("center_operator")
    assert not links(client.get("/hand-out?tab=to-return"), ".pdf")
    page = url.removesuffix(".pdf")
    assert page in links(client.get(f"/hand-out/{application.id}"), "")
    assert url in links(client.get(page), ".pdf")


@pytest.mark.parametrize("address", ["0", "999999", "x", f"{2**63}", "1/to/2013-05-24"])
def test_a_list_that_was_never_made_is_not_found(login_as, for_center, address):
    deliver(for_center(), clock.now())
    assert login_as("clerk").get(f"/hand-out/lists/{address}.pdf").status_code == 404


def test_a_center_prints_its_own_lists_only(login_as, for_center):
    mine, other = deliver(for_center(), clock.now()), deliver(for_center(center="1/2"), clock.now())
    operator = login_as("center_operator")
    for application, status in ((mine, 200), (other, 404)):
        stands_on = HandOverItem.application_id == application.id
        list_id = db.session.scalars(select(HandOverItem.hand_over_id).where(stands_on)).one()
        assert operator.get(f"/hand-out/lists/{list_id}.pdf").status_code == status
        assert operator.get(f"/hand-out/lists/{list_id}").status_code == status


def test_a_ticket_names_the_officials_of_its_day(app, set_clock):
    with app.app_context():
        with write():
            AuthorityFact.set_from(
                "legal_service_phone", "8 (7172) 00-00-00", "", date(2013, 9, 1), user("administrator").actor(),
                clock.now(),
            )  # fmt: skip
        assert any("8 (7172) 24-07-45" in line for line in officials_on(date(2013, 5, 24)))
        assert any("8 (7172) 00-00-00" in line for line in officials_on(date(2013, 9, 1)))
        assert any("кабинет № 1706" in line for line in officials_on(date(2013, 5, 24)))


def test_papers_name_the_authority_as_it_was_called_on_their_day(login_as, make_application, set_clock):
    application = make_application("euc", channel="portal")
    with write():
        for key, value in (("name", "Комитет индустриального развития"), ("info_phone", "8 (7172) 11-11-11")):
            AuthorityFact.set_from(
                key, value, "", date(2013, 5, 6), user("administrator").actor(), clock.now()
            )  # fmt: skip
    set_clock(2013, 5, 6, 10)
    later = make_application("euc", channel="portal")
    officer = login_as("officer")
    for one, is_new in ((application, False), (later, True)):
        for paper in ("notification", "file"):
            told = printed(officer.get(f"/cases/{one.id}/forms/{paper}.pdf"))
            assert ("Комитет индустриального развития" in told) is is_new
            assert ("8 (7172) 11-11-11" in told) is (is_new and paper == "notification")


def test_a_filing_after_hours_is_told_the_day_on_which_it_counts_as_accepted(login_as, make_application, set_clock):
    set_clock(2013, 5, 3, 19, 20)
    application = make_application("euc", channel="portal")
    clerk = login_as("clerk")
    [url] = links(clerk.get(f"/intake/receipts/{application.id}"), "notification.pdf")
    told = printed(clerk.get(url))
    assert "03.05.2013 в 19:20 днем принятия считается 04.05.2013" in told and "от 04.05.2013" in told
    assert not links(clerk.get(f"/intake/receipts/{make_application('euc').id}"), "notification.pdf")
