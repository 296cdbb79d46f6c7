"""The calculator: the worked examples through the page, a link that reproduces, bad input told in words."""

from datetime import date, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from blueprints.terms.drawing import CHARACTER, LANE, strips
from extensions import clock, db, write
from models.calendar import CalendarYear, ReadingSetting, load_calendar
from models.center import Center
from rules.calendar import Scheme
from rules.explanation import explain
from rules.permissions import Role
from rules.terms import DEFAULT_READINGS, Filing, Place, Service
from tests.conftest import ALMATY
from tests.reviewing_client import FormOnPage, parse, text_of
from tests.rules.test_terms import EXAMPLES

ASKED = {"service": "euc", "channel": "committee", "filed_on": "2013-05-03", "filed_time": "10:00"}
AT_CENTER = {**ASKED, "hand_out": "center", "hand_out_center": "03/14"}
EXAMPLE_NAMES = (
    "accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on", "deliver_on", "hand_out_on",
    "deemed_issue_due_on", "custody_ends_on", "return_on",
)  # fmt: skip


def url(**asked) -> str:
    return f"/calculator?{urlencode(asked, doseq=True)}"


def dates_on(page) -> dict[str, str]:
    """The dates of the table by their names in the law table."""
    rows = [row for row in page.iter("tr") if (row.get("id") or "").startswith("date-")]
    return {row.get("id").removeprefix("date-"): next(row.iter("time")).get("datetime") for row in rows}


def reckoned(client, **asked) -> dict[str, str]:
    return dates_on(client.page(url(**asked)))


def link_on(page) -> str:
    links = [a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith("/calculator?")]
    assert len(links) == 1
    return links[0]


def form_on(page) -> FormOnPage:
    forms = [form for form in page.iter("form") if form.get("action") == "/calculator"]
    assert len(forms) == 1
    return FormOnPage(forms[0], "/calculator")


@pytest.mark.parametrize("role", Role)
def test_everyone_signed_in_has_the_calculator_in_their_navigation(login_as, role):
    page = login_as(role.value).page("/calculator")
    assert "/calculator" in [a.get("href") for nav in page.iter("nav") for a in nav.iter("a")]
    assert dates_on(page) == {}
    assert login_as(role.value).get(url(**ASKED)).status_code == 200


def test_the_form_begins_with_today_and_now_and_at_a_center_with_that_center(login_as, set_clock):
    set_clock(2013, 5, 6, 9, 5)
    at_committee = dict(form_on(login_as("officer").page("/calculator")).fields)
    assert (at_committee["channel"], at_committee["filed_on"], at_committee["filed_time"]) == (
        "committee", "2013-05-06", "09:05",
    )  # fmt: skip
    at_center = dict(form_on(login_as("center_operator").page("/calculator")).fields)
    assert (at_center["channel"], at_center["center"]) == ("center", "03/14")


@pytest.mark.parametrize(("service", "channel", "filed", "hand_out", "expected"), EXAMPLES)
def test_a_worked_example_comes_out_of_the_page(login_as, service, channel, filed, hand_out, expected):
    found = reckoned(
        login_as("clerk"), service=service.value, channel=channel.value, center="03/14", filed_on=filed[:10],
        filed_time=filed[11:], hand_out=hand_out.value, hand_out_center="03/14",
    )  # fmt: skip
    wanted = dict(zip(EXAMPLE_NAMES, expected.split(), strict=True))
    assert {name: found.get(name, "-") for name in EXAMPLE_NAMES} == wanted


def test_the_result_is_handed_out_where_the_application_was_accepted_unless_another_place_is_chosen(login_as):
    client = login_as("clerk")
    accepted_there = {**ASKED, "channel": "center", "center": "03/14"}
    assert reckoned(client, **accepted_there)["deliver_on"] == "2013-05-27"
    assert "deliver_on" not in reckoned(client, **accepted_there, hand_out="portal")


def test_the_filing_is_taken_by_the_clock_of_the_center_and_the_receipt_by_that_of_the_committee(login_as):
    western = next(c for c in db.session.scalars(Center.in_order()).unique() if c.zone == "Asia/Aqtau")
    late = {**ASKED, "channel": "center", "center": western.key, "filed_time": "17:45"}
    found = reckoned(login_as("clerk"), **late)
    assert found["accepted_on"] == "2013-05-03"
    assert found["received_on"] == "2013-05-04", "18:45 at the Committee, which works that Saturday"


def test_later_moments_move_what_they_decide(login_as):
    client = login_as("clerk")
    found = reckoned(
        client, **AT_CENTER, received_on="2013-05-06", received_time="19:00", signed_on="2013-05-24",
        arrived_on="2013-05-31",
    )  # fmt: skip
    assert found["received_on"] == "2013-05-08"
    assert found["term_ends_on"] == "2013-05-28"
    assert found["present_by"] == "2013-11-24"
    assert found["custody_ends_on"] == "2013-06-30"


def test_the_days_of_carriage_of_the_center_decide_the_dispatch(login_as):
    with write():
        db.session.scalars(Center.with_key("03/14")).one().carriage_days = 3
    assert reckoned(login_as("clerk"), **AT_CENTER)["dispatch_on"] == "2013-05-22"


def test_the_link_asks_the_same_again_and_says_nothing_that_does_not_apply(login_as):
    client = login_as("clerk")
    page = client.page(
        url(**AT_CENTER, center="03/15", received_on="06.05.2013", received_time="9.30", signed_on="", arrived_on="")
    )
    link = link_on(page)
    assert parse_qs(urlsplit(link).query) == {
        **{name: [value] for name, value in AT_CENTER.items()}, "received_on": ["2013-05-06"],
        "received_time": ["09:30"],
    }  # fmt: skip
    again = client.page(link)
    assert dates_on(again) == dates_on(page)
    assert link_on(again) == link


def test_the_form_keeps_what_was_asked_and_sends_it_again(login_as):
    client = login_as("clerk")
    page = client.page(url(**AT_CENTER, signed_on="2013-05-24"))
    again = client.page(url(**form_on(page).filled()))
    assert dates_on(again) == dates_on(page)


def test_each_date_tells_its_days_and_the_readings_of_that_day(login_as):
    with write():
        since = date(2013, 5, 1)
        db.session.add(ReadingSetting(name="day_of_acceptance_is_day_zero", value=False, since=since, reason="Приказ"))
    client = login_as("clerk")
    page = client.page(url(**ASKED))
    assert dates_on(page)["term_ends_on"] == "2013-05-27", "the day of acceptance is day 1"
    assert "01.05.2013" in text_of(page)
    row = next(row for row in page.iter("tr") if row.get("id") == "date-term_ends_on")
    days = [item for item in row.iter("li") if "is-counted" in item.get("class", "")]
    assert len(days) == 15
    before = client.page(url(**{**ASKED, "filed_on": "2013-04-30"}))
    assert "01.05.2013" not in text_of(before)


def test_a_year_that_nobody_confirmed_makes_the_answer_provisional(login_as):
    client = login_as("clerk")
    assert [m for m in client.page(url(**ASKED)).iter("span") if m.get("class") == "mark"]
    with write():
        db.session.get_one(CalendarYear, 2013).confirmed_at = clock.now()
    assert not [m for m in client.page(url(**ASKED)).iter("span") if m.get("class") == "mark"]


def test_only_the_dates_that_rest_on_an_unconfirmed_year_are_marked_and_the_year_is_named(login_as):
    with write():
        db.session.get_one(CalendarYear, 2013).confirmed_at = clock.now()
    page = login_as("clerk").page(url(**{**ASKED, "service": "conclusion", "filed_on": "2013-12-16"}))
    rows = [row for row in page.iter("tr") if (row.get("id") or "").startswith("date-")]
    marked = {row.get("id").removeprefix("date-") for row in rows if "предварительно" in text_of(next(row.iter("td")))}
    assert marked == {name for name, on in dates_on(page).items() if on >= "2014"} != set()
    assert "календарь 2014 года не подтверждён" in text_of(page)


def test_the_earliest_reading_is_named_and_counted_day_by_day_to_the_control_date(login_as):
    page = login_as("clerk").page(url(**{**ASKED, "service": "conclusion", "channel": "portal"}))
    row = next(row for row in page.iter("tr") if row.get("id") == "date-control_on")
    assert len([item for item in row.iter("li") if item.get("class") == "is-counted"]) == 15
    named = [text_of(p) for p in row.iter("p") if "Прочтение, при котором срок кончается раньше" in text_of(p)]
    assert len(named) == 3


BAD = [
    ("no service", {"service": ""}, "service"),
    ("another service", {"service": "licence"}, "service"),
    ("no place of acceptance", {"channel": ""}, "channel"),
    ("another place of acceptance", {"channel": "post"}, "channel"),
    ("another place of hand-out", {"hand_out": "post"}, "hand_out"),
    ("no accepting Center", {"channel": "center"}, "center"),
    ("no Center of hand-out", {"hand_out": "center"}, "hand_out_center"),
    ("an unknown Center", {"hand_out": "center", "hand_out_center": "99/99"}, "hand_out_center"),
    ("no such Center at all", {"channel": "center", "center": "3' OR 1=1"}, "center"),
    ("no day", {"filed_on": ""}, "filed_on"),
    ("no time", {"filed_time": ""}, "filed_time"),
    ("30 February", {"filed_on": "2013-02-30"}, "filed_on"),
    ("29 February in another year", {"filed_on": "29.02.2013"}, "filed_on"),
    ("month 13", {"filed_on": "2013-13-01"}, "filed_on"),
    ("words for a day", {"filed_on": "вчера"}, "filed_on"),
    ("year 0", {"filed_on": "0000-01-01"}, "filed_on"),
    ("year 10000", {"filed_on": "10000-01-01"}, "filed_on"),
    ("year 9999", {"filed_on": "9999-12-31"}, "filed_on"),
    ("a year before the calendars", {"filed_on": "2010-12-31"}, "filed_on"),
    ("a year after the calendars", {"filed_on": "2050-01-01"}, "filed_on"),
    ("25 o'clock", {"filed_time": "25:00"}, "filed_time"),
    ("minute 60", {"filed_time": "10:60"}, "filed_time"),
    ("words for a time", {"filed_time": "noon"}, "filed_time"),
    ("a time of receipt without its day", {"received_time": "10:00"}, "received_on"),
    ("a day of receipt without its time", {"received_on": "2013-05-06"}, "received_time"),
    ("received before filed", {"received_on": "2013-05-03", "received_time": "09:59"}, "received_on"),
    ("received in a year that is not loaded", {"received_on": "2050-05-03", "received_time": "10:00"}, "received_on"),
    ("signed before filed", {"signed_on": "2013-05-02"}, "signed_on"),
    ("signed on no day", {"signed_on": "2013-06-31"}, "signed_on"),
    ("arrived before filed", {"hand_out": "center", "hand_out_center": "03/14", "arrived_on": "2013-05-02"},
     "arrived_on"),
    ("a very long day", {"filed_on": "1" * 5000}, "filed_on"),
    ("a very long time", {"filed_time": "9" * 5000}, "filed_time"),
    ("a very long Center", {"channel": "center", "center": "0" * 5000}, "center"),
    ("a bell in a day", {"filed_on": "2013-05-03\x07"}, "filed_on"),
    ("a right-to-left mark in a time", {"filed_time": "10\u202e:00"}, "filed_time"),
    ("two days", {"filed_on": ["2013-05-03", "2013-05-06"]}, "filed_on"),
    ("two services", {"service": ["euc", "conclusion"]}, "service"),
    ("two Centers", {"hand_out": "center", "hand_out_center": ["03/14", "03/15"]}, "hand_out_center"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "field"), [pytest.param(asked, field, id=name) for name, asked, field in BAD])
def test_what_cannot_be_reckoned_with_is_told_at_its_field_and_kept(login_as, asked, field):
    answer = login_as("clerk").get(url(**{**ASKED, **asked}))
    assert answer.status_code == 422
    page = parse(answer.get_data(as_text=True))
    told = {node.get("id") for node in page.iter("p") if node.get("class") == "field-error"}
    assert told == {f"{field}-error"}
    kept = dict(form_on(page).fields)
    for name, value in {**ASKED, **asked}.items():
        first = value[0] if isinstance(value, list) else value.translate({7: None, 0x202E: None})
        is_offered = name not in ("service", "channel", "center", "hand_out", "hand_out_center") or name != field
        assert not is_offered or kept.get(name) == first
    assert dates_on(page) == {}
    assert text_of(next(page.iter("title"))).startswith("Ошибка: ")


def test_an_address_with_nul_is_refused_like_everywhere(login_as):
    assert login_as("clerk").get(url(**{**ASKED, "filed_on": "2013-05-03\x00"})).status_code == 400


@pytest.mark.parametrize("asked", [{"filed_on": "2050-01-01"}, {"filed_on": "2010-12-31"}])
def test_a_year_that_is_not_loaded_is_answered_with_those_that_are(login_as, asked):
    years = load_calendar().years
    page = login_as("clerk").get(url(**{**ASKED, **asked})).get_data(as_text=True)
    assert f"{years[0]}–{years[-1]}" in page


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"filed_on": "{last}-12-30"}, "filed_on"),
        ({"channel": "committee", "service": "conclusion", "filed_on": "{last}-12-25"}, "filed_on"),
        ({"received_on": "{last}-12-31", "received_time": "19:00"}, "received_on"),
        ({"hand_out": "center", "hand_out_center": "03/14", "arrived_on": "{last}-12-15"}, "arrived_on"),
    ],
)
def test_dates_that_reach_beyond_the_calendars_are_told_at_the_day_that_leads_there(login_as, asked, field):
    last = load_calendar().years[-1]
    answer = login_as("clerk").get(url(**{**ASKED, **{k: v.format(last=last) for k, v in asked.items()}}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_what_does_not_apply_is_not_asked_about(login_as):
    ignored = {"center": "99/99", "hand_out_center": "99/99", "arrived_on": "never", "service": "conclusion",
               "signed_on": "never"}  # fmt: skip
    assert login_as("clerk").get(url(**{**ASKED, **ignored})).status_code == 200


def test_the_second_pass_of_an_hour_that_occurs_twice_is_not_before_the_first(login_as):
    twice = {**ASKED, "filed_on": "2024-02-29", "filed_time": "23:50", "received_on": "2024-02-29"}
    assert login_as("clerk").get(url(**twice, received_time="23:10")).status_code == 200
    assert login_as("clerk").get(url(**twice, received_time="22:59")).status_code == 422


def test_htmx_is_given_the_panel_alone_with_its_title(login_as):
    client = login_as("clerk")
    for asked, status in ((ASKED, 200), ({**ASKED, "filed_on": ""}, 422)):
        answer = client.get(url(**asked), headers={"HX-Request": "true"})
        html = answer.get_data(as_text=True)
        assert answer.status_code == status
        assert answer.vary.find("HX-Request") >= 0
        assert "<!doctype" not in html.lower()
        assert '<div class="stack" id="result-panel">' in html
        assert ("Ошибка: " in html) is (status == 422)
        assert html.count("autofocus") == 1, "the errors or the answer take the focus from the button that is gone"


def lines_of(filing: Filing, **later):
    explained = explain(filing, load_calendar(), DEFAULT_READINGS, {}, **later)
    return strips(explained, load_calendar(), tuple(Scheme))


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("hand_out", Place)
@pytest.mark.parametrize("day", [(2013, 5, 3), (2013, 12, 13), (2014, 4, 11), (2025, 3, 20), (2026, 8, 15)])
def test_no_label_of_the_line_lies_upon_another_nor_a_leader_across_words(app, service, hand_out, day):
    filed = datetime(day[0], day[1], day[2], 19, tzinfo=ALMATY)
    filing = Filing(service, Place.PORTAL, filed, filed, hand_out)
    with app.test_request_context():
        drawn = lines_of(filing, signed_on=date(*day), arrived_on=date(*day))
    assert drawn
    for strip in drawn:
        for one in strip.labels:
            end = one.x + 4 + CHARACTER * len(one.text)
            assert end <= strip.width
            assert one.y <= strip.height
            for other in strip.labels:
                if other is not one and one.x < other.x < end:
                    assert other.y <= one.y - LANE, f"{other.text!r} meets {one.text!r}"
                assert other is one or (one.x, one.y) != (other.x, other.y)


def test_the_line_counts_the_term_and_leaves_out_weeks_in_which_nothing_happens(app):
    filed = datetime(2013, 5, 3, 10, tzinfo=ALMATY)
    with app.test_request_context():
        drawn = lines_of(
            Filing(Service.EUC, Place.COMMITTEE, filed, filed, Place.COMMITTEE), signed_on=date(2013, 5, 24)
        )
    assert [one.number for strip in drawn for one in strip.counted if one.number] == list(range(1, 16))
    assert [strip.is_after_gap for strip in drawn] == [False, False, True]
    assert [label.name for label in drawn[-1].labels] == ["present_by"]
    assert all(strip.first.weekday() == 0 for strip in drawn)


def test_a_day_off_bears_a_letter_and_a_holiday_another(login_as):
    page = login_as("clerk").page(url(**ASKED))
    letters: dict[str, set[str]] = {}
    for cell in page.iter("g"):
        kind = (cell.get("class") or "").partition("cell ")[2]
        words = [text_of(node) for node in cell.iter("text")]
        if kind:
            letters.setdefault(kind, set()).update(words[1:])
    assert letters["is-work"] == set()
    assert letters["is-off"] and letters["is-holiday"] and letters["is-moved"]
    assert not letters["is-off"] & letters["is-holiday"]
