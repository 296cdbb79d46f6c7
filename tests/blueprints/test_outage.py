"""What was accepted during an outage (14.1): entered later, confirmed by a second person, registered."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from extensions import clock, db, write
from models.application import Application
from models.draft import Draft
from models.event import Event
from models.outage import BlankState, OutageEntry
from models.user import Substitution
from rules.permissions import Role
from tests.blueprints.intake_filings import LEGAL, begin, fill, pdf, register
from tests.blueprints.outage_pages import REASON, blank, blanks, confirm, enter, entered, on_blank, second
from tests.factories import user
from tests.reviewing_client import form_in, text_of


def only_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(OutageEntry)) or 0


# --- Entering ---------------------------------------------------------------------------------------------

WRONG = {
    "blank": ["", "A-K-999999", "A-03/14-000001", "x" * 65, "\x01"],
    "accepted_on": ["", "2013-05-04", "2013-02-30", "вчера", "1990-01-01", "2013-05-02"],
    "accepted_time": ["", "9:59", "25:00", "полдень", "12:01"],
    "accepted_by": ["", "0", "x"],
    "promised_on": ["", "2013-05-02", "2013-13-01"],
    "reason": ["", " ", "x" * 501, "\x02"],
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_wrong_in_a_field_is_told_there_and_nothing_typed_is_lost(login_as, set_clock, field):
    (number,) = blanks()  # at 10:00
    blanks(1, "3/14")
    set_clock(2013, 5, 3, 12)
    clerk = login_as("clerk")
    draft = begin(clerk)
    form = clerk.form(f"/outage/drafts/{draft}", f"/outage/drafts/{draft}")
    for value in WRONG[field]:
        answer = clerk.send(form, {**on_blank(number), field: value})
        assert answer.status_code == 422, value
        shown = dict(form_in(answer, f"/outage/drafts/{draft}").fields)
        assert all(shown[name] == typed for name, typed in on_blank(number).items() if name != field), value
        # A day that is right by itself is told wrong at its hour.
        told = {field, "accepted_time"} if field == "accepted_on" else {field}
        assert any(f'id="{one}-error"' in answer.get_data(as_text=True) for one in told), value
    assert entries() == 0


def test_an_acceptance_of_more_than_three_days_ago_asks_why_it_is_entered_so_late(login_as, set_clock):
    (number,) = blanks()
    clerk = login_as("clerk")
    draft = begin(clerk)
    at = set_clock(2013, 5, 3, 11, 15)
    for moment, late_reason, status in (
        (at + timedelta(days=3), "", 303),
        (at + timedelta(days=3, minutes=1), "", 422),
        (at + timedelta(days=3, minutes=1), "Операторы болели", 303),
    ):
        local = moment + timedelta(hours=6)
        set_clock(*local.timetuple()[:5])
        clerk = login_as("clerk")
        assert enter(clerk, draft, on_blank(number, late_reason=late_reason)).status_code == status


def test_a_number_scanned_on_a_cyrillic_keyboard_is_found(login_as, set_clock):
    (number,) = blanks()
    set_clock(2013, 5, 3, 12)
    clerk = login_as("clerk")
    assert enter(clerk, begin(clerk), on_blank("Ф-Л-000001")).status_code == 303
    assert blank(number).entry is not None


def test_a_blank_serves_one_filing_and_is_free_again_when_that_is_given_up(login_as, set_clock):
    (number,) = blanks()
    set_clock(2013, 5, 3, 12)
    clerk = login_as("clerk")
    first, second_one = begin(clerk), begin(clerk)
    assert enter(clerk, first, on_blank(number)).status_code == 303
    refused = enter(clerk, second_one, on_blank(number))
    assert refused.status_code == 422 and "Темірова" in refused.get_data(as_text=True)
    assert clerk.submit(f"/outage/drafts/{first}", action="/forget").status_code == 303
    assert enter(clerk, second_one, on_blank(number)).status_code == 303
    assert clerk.submit(f"/intake/{second_one}/delete", action="/delete").status_code == 303
    assert entries() == 0 and blank(number).state is BlankState.UNUSED


def test_the_portal_gives_no_receipts_and_anothers_draft_is_not_there(login_as):
    clerk = login_as("clerk")
    assert clerk.get(f"/outage/drafts/{begin(clerk, channel='portal')}").status_code == 404
    draft = begin(clerk)
    assert login_as("center_operator").get(f"/outage/drafts/{draft}").status_code == 404


# --- The second person ------------------------------------------------------------------------------------


@pytest.fixture
def waiting(login_as, set_clock):
    """A filing of 3 May, entered on the 6th by the clerk: its draft."""
    (number,) = blanks()
    set_clock(2013, 5, 6, 10)
    return entered(login_as("clerk"), number)


def test_nothing_is_registered_before_a_second_person_has_confirmed(login_as, waiting):
    clerk = login_as("clerk")
    page = clerk.page(f"/intake/{waiting}/check")
    assert not [b for b in page.iter("button") if text_of(b) == "Зарегистрировать"]
    assert register(clerk, waiting).status_code == 409
    login = second()
    assert confirm(login_as(login), waiting).status_code == 303
    assert register(login_as("clerk"), waiting).status_code == 303


def test_whoever_entered_it_does_not_confirm_nor_whoever_acts_for_them(login_as, waiting):
    login = second()
    digest = dict(login_as(login).form(f"/outage/drafts/{waiting}/confirm", "/confirm").fields)["content"]
    clerk = login_as("clerk")
    assert "/confirm" not in [f.get("action") for f in clerk.page(f"/outage/drafts/{waiting}/confirm").iter("form")]
    form = clerk.form(f"/outage/drafts/{waiting}", f"/drafts/{waiting}")
    form.action = f"/outage/drafts/{waiting}/confirm"
    assert clerk.send(form, {"content": digest}).status_code == 409
    with write():
        today = clock.today()
        under = Substitution(
            absent=user("clerk"), substitute=user(login), order_number="1", order_date=today, starts_on=today,
            ends_on=today,
        )  # fmt: skip
        db.session.add(under)
    entry = db.session.get_one(OutageEntry, waiting)
    assert entry.why_not_confirm(user(login).actor(under)) is not None
    assert entry.why_not_confirm(user(login).actor()) is None


@pytest.mark.parametrize("login", ["center_operator", "center_head"])
def test_people_of_another_place_do_not_see_the_entry(login_as, waiting, login):
    person = login_as(login)
    assert person.get(f"/outage/drafts/{waiting}/confirm").status_code == 404
    assert "A-K-000001" not in text_of(person.page("/outage"))


def test_whatever_is_changed_after_the_confirmation_is_confirmed_anew(login_as, waiting):
    login = second()
    changes = (
        lambda clerk: fill(clerk, waiting, "application", {**LEGAL, "phone": "8 (7232) 26-40-16"}),
        lambda clerk: clerk.submit(
            f"/intake/{waiting}/documents/deal_document",
                {"file": (BytesIO(pdf()), "k.pdf"), "title": "Контракт", "original_shown": "1"},
            action="/documents/deal_document", content_type="multipart/form-data",
        ),
        lambda clerk: enter(clerk, waiting, on_blank("A-K-000001", accepted_time="11:16")),
    )  # fmt: skip
    for change in changes:
        assert confirm(login_as(login), waiting).status_code == 303
        assert "A-K-000001 ·" not in text_of(login_as(login).page("/outage"))
        clerk = login_as("clerk")
        assert change(clerk).status_code == 303
        assert register(clerk, waiting).status_code == 409
        assert "A-K-000001 ·" in text_of(login_as(login).page("/outage"))
    # What is saved again as it stood changes nothing.
    assert confirm(login_as(login), waiting).status_code == 303
    clerk = login_as("clerk")
    assert clerk.submit(f"/intake/{waiting}/filing", {"go": "continue"}, action="/filing").status_code == 303
    assert register(clerk, waiting).status_code == 303


def test_what_was_changed_while_it_was_compared_is_not_confirmed(login_as, waiting):
    person = login_as(second())
    form = person.form(f"/outage/drafts/{waiting}/confirm", "/confirm")
    enter(login_as("clerk"), waiting, on_blank("A-K-000001", accepted_time="11:20"))
    assert person.send(form).status_code == 409
    assert db.session.get_one(OutageEntry, waiting).confirmed_at is None


def test_an_unfinished_filing_is_not_confirmed(login_as, set_clock):
    (number,) = blanks()
    set_clock(2013, 5, 3, 12)
    clerk = login_as("clerk")
    draft = begin(clerk)
    enter(clerk, draft, on_blank(number))
    page = login_as(second()).page(f"/outage/drafts/{draft}/confirm")
    assert not [f for f in page.iter("form") if f.get("action", "").endswith("/confirm")]


# --- Registration -----------------------------------------------------------------------------------------


def registered(login_as, draft: int) -> Application:
    login = second()
    assert confirm(login_as(login), draft).status_code == 303
    answer = register(login_as("clerk"), draft)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return only_application()


def test_the_terms_run_from_the_true_moment_and_the_receipt_names_the_blank(login_as, waiting):
    case = registered(login_as, waiting)
    assert case.accepted_at == datetime(2013, 5, 3, 5, 15, tzinfo=UTC)
    assert case.received_at == datetime(2013, 5, 6, 4, tzinfo=UTC), "the machine's moment"
    assert (case.accepted_on, case.term_ends_on, case.received_on) == (
        date(2013, 5, 3), date(2013, 5, 28), date(2013, 5, 6),
    )  # fmt: skip
    used = blank("A-K-000001")
    assert (used.state, used.application_id) == (BlankState.USED, case.id)
    clerk = login_as("clerk")
    assert "A-K-000001" in text_of(clerk.page(f"/intake/receipts/{case.id}"))
    content = clerk.get(f"/intake/receipts/{case.id}/receipt.pdf").data
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "взамен расписки № A-K-000001" in " ".join(paper.split()) and "03.05.2013 в 11:15" in paper
    event = db.session.scalars(select(Event).where(Event.kind == "entered_after_outage")).one()
    assert (event.data["blank"], event.data["reason"]) == ("A-K-000001", REASON)
    history = text_of(clerk.page(f"/cases/{case.id}/history"))
    assert "A-K-000001" in history and "03.05.2013, 11:15" in history
    assert clerk.get(f"/outage/batches/{used.batch_id}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("promised", "kept", "is_odd"),
    [("2013-05-28", date(2013, 5, 28), False), ("2013-05-24", date(2013, 5, 24), False),
     ("2013-05-26", date(2013, 5, 24), False), ("2013-06-03", date(2013, 5, 28), True)],
)  # fmt: skip
def test_an_earlier_promise_is_kept_and_a_later_one_gives_way_to_the_law(
    login_as, set_clock, promised, kept, is_odd
):  # fmt: skip
    (number,) = blanks()
    set_clock(2013, 5, 6, 10)
    clerk = login_as("clerk")
    draft = entered(clerk, number, promised_on=promised)
    page = clerk.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert date.fromisoformat(promised).strftime("%d.%m.%Y") in page and "На бланке" in page
    assert ('name="confirm_warnings"' in page) is is_odd
    case = registered(login_as, draft)
    assert (case.promised_on, case.hand_out_on, case.term_ends_on) == (kept, kept, date(2013, 5, 28))
    assert db.session.get_one(OutageEntry, draft).promised_on == date.fromisoformat(promised)


def test_a_filing_whose_term_is_over_counts_as_issued_from_the_start_and_the_clerk_is_told(login_as, set_clock):
    (number,) = blanks()
    set_clock(2013, 6, 3, 10)
    clerk = login_as("clerk")
    draft = entered(clerk, number, late_reason="Бланк нашли при сверке")
    assert "28.05.2013" in clerk.get(f"/intake/{draft}/check").get_data(as_text=True)
    login = second()
    confirm(login_as(login), draft)
    clerk = login_as("clerk")
    assert register(clerk, draft, confirm_warnings=None).status_code == 422
    assert register(clerk, draft).status_code == 303
    assert only_application().counts_as_issued(clock.now())


def test_an_acceptance_of_last_year_gets_a_number_of_last_year(login_as, set_clock):
    set_clock(2013, 12, 30, 10)
    (number,) = blanks()
    set_clock(2014, 1, 6, 10)
    clerk = login_as("clerk")
    draft = entered(
        clerk, number, accepted_on="2013-12-30", promised_on="2014-01-24", late_reason="Новогодние праздники"
    )
    assert registered(login_as, draft).number == "E-2013-K-000001"


def test_a_year_that_is_not_loaded_is_told_and_nothing_is_guessed(login_as, set_clock):
    set_clock(2035, 5, 3, 10)
    (number,) = blanks()
    set_clock(2035, 5, 3, 12)
    clerk = login_as("clerk")
    draft = entered(clerk, number, accepted_on="2035-05-03", promised_on="2035-05-28")
    assert "2035" in clerk.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert register(clerk, draft).status_code == 422


def test_a_change_of_the_place_after_the_entry_stops_the_registration(login_as, waiting):
    clerk = login_as("clerk")
    values = {"channel": "portal", "filed_on": "03.05.2013", "filed_time": "10:00", "hand_out_place": "committee"}
    assert fill(clerk, waiting, "filing", values).status_code == 303
    assert register(clerk, waiting).status_code == 422


def test_a_center_counts_by_its_own_clock_and_names_who_accepted(login_as, set_clock):
    """Aqtau is an hour behind the Committee in May 2013."""
    login, other = second(Role.CENTER_OPERATOR, "11/1", "aqtau"), second(Role.CENTER_HEAD, "11/1", "aqtau_head")
    (number,) = blanks(1, "11/1")
    set_clock(2013, 5, 3, 12)
    client = login_as(login)
    draft = entered(
        client, number, f"center:{user(login).grants[0].center_id}", accepted_time="10:30",
        accepted_by=str(user(other).id),
    )  # fmt: skip
    assert confirm(login_as(other), draft).status_code == 303
    assert register(login_as(login), draft).status_code == 303
    case = only_application()
    assert case.accepted_at == datetime(2013, 5, 3, 5, 30, tzinfo=UTC)
    assert case.accepted_by_id == user(other).id


def test_a_double_click_on_registration_uses_the_blank_once(login_as, waiting):
    confirm(login_as(second()), waiting)
    clerk = login_as("clerk")
    form = clerk.form(f"/intake/{waiting}/check", "/register")
    values = {"confirm_missing": "y"}
    assert clerk.send(form, values).location == clerk.send(form, values).location
    assert blank("A-K-000001").application_id == only_application().id
    assert db.session.scalar(select(func.count()).where(Event.kind == "entered_after_outage")) == 1


def test_a_draft_remembers_its_blank_after_registration(login_as, waiting):
    registered(login_as, waiting)
    assert db.session.get_one(Draft, waiting).outage_entry is not None
    assert login_as("clerk").get(f"/outage/drafts/{waiting}").status_code == 409


def test_a_blank_that_a_disabled_account_has_left_behind_is_taken_over(login_as, set_clock):
    (number,) = blanks()
    set_clock(2013, 5, 3, 12)
    login = second()
    left = begin(login_as(login))
    assert enter(login_as(login), left, on_blank(number)).status_code == 303
    clerk = login_as("clerk")
    draft = begin(clerk)
    assert enter(clerk, draft, on_blank(number)).status_code == 422
    with write():
        user(login).is_active = False
    assert enter(clerk, draft, on_blank(number)).status_code == 303
    entry = blank(number).entry
    assert entry is not None and entry.draft_id == draft and entries() == 1
