"""Several people at once, over HTTP, on a started server of two workers: one outcome, nobody's work lost in silence."""

import random
from functools import partial

import pytest

from app import create_app
from extensions import db
from tests import packages
from tests.conftest import PASSWORD
from tests.drills.kill import kill_workers
from tests.drills.registering import at_once, check_nothing_is_half, check_receipts, copies, make_ready, new_key
from tests.drills.signing import Cut, wear_out
from tests.filings.filing import Filing
from tests.filings.runner import Run
from tests.reviewing_client import FormOnPage
from tests.server import Server, started
from tests.visitor import Visitor


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Each test takes a year of its own on it, so that its numbers begin with 1."""
    with started(tmp_path_factory.mktemp("concurrency")) as server:
        yield server
        assert not server.errors()


@pytest.fixture(scope="module")
def ready(server):
    return make_ready(server, "2014-03-03T10:00")


def go_to(server: Server, ready, moment: str) -> Visitor:
    """It is this moment, and the clerk has signed in anew and opened the page to register from."""
    server.set_clock(moment)
    ready.clerk.sign_in("clerk")
    page = ready.clerk.get(f"/intake/{ready.draft}/check").must(200)
    ready.form.fields = page.form("/register").fields
    return ready.clerk


def registered(server: Server, name: str, *, until: str) -> Run:
    """A filing of tests/filings, taken up to this act (not including it)."""
    run = Run(server, Filing.named(name))
    run.register()
    for act in run.filing["acts"]:
        if act["act"] == until:
            break
        run.act(act)
    return run


def test_a_double_click_from_two_connections_registers_once(server, ready):
    go_to(server, ready, "2015-03-03T10:00")
    (draft,) = copies(server, ready, 1)
    key = new_key()
    answers = at_once([partial(ready.click, draft, key)] * 4)
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    check_nothing_is_half(server, [draft], "E-2015-K")


def test_two_open_pages_of_one_draft_register_once(server, ready):
    go_to(server, ready, "2016-03-03T10:00")
    (draft,) = copies(server, ready, 1)
    answers = at_once([partial(ready.click, draft, new_key()) for _ in range(4)])
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    check_nothing_is_half(server, [draft], "E-2016-K")


def test_numbers_drawn_under_load_have_no_gaps_and_no_duplicates(server, ready):
    clerk = go_to(server, ready, "2017-03-03T10:00")
    drafts = copies(server, ready, 24)
    answers = at_once([partial(ready.click, draft, new_key()) for draft in drafts])
    assert [answer.status for answer in answers] == [303] * len(drafts)
    check_nothing_is_half(server, drafts, "E-2017-K")
    assert check_receipts(server, clerk, drafts) == 0


def test_a_killed_worker_leaves_no_half_filing_and_loses_none_that_was_acknowledged(server, ready):
    """The short form of tests/drills/kill.py."""
    go_to(server, ready, "2018-03-05T10:00")
    report = kill_workers(server, ready, "E-2018-K", 5, random.Random(3))
    assert report.kills == 5


def test_of_two_findings_at_once_the_second_is_told_with_both_versions(server):
    run = registered(server, "j-center-to-committee", until="check_completeness")
    run.at("2014-04-15T10:00")
    url = f"/cases/{run.application_id}/checks/completeness/application"
    typed = [("present", "Первый экземпляр у меня"), ("missing", "Нет подписи руководителя")]
    people = [Visitor(server).sign_in("officer") for _ in typed]
    forms = [one.get(url).must(200).form(url) for one in people]
    values = [{"outcome": outcome, "note": note} for outcome, note in typed]
    answers = at_once([partial(p.send, form, v) for p, form, v in zip(people, forms, values, strict=True)])
    assert sorted(answer.status for answer in answers) == [303, 409]
    told = next(answer for answer in answers if answer.status == 409)
    assert all(note in told.words for _outcome, note in typed)
    kept = server.rows("SELECT note FROM finding WHERE application_id = :id", id=run.application_id)
    winner = next(note for (_outcome, note), answer in zip(typed, answers, strict=True) if answer.status == 303)
    assert [row["note"] for row in kept] == [winner]


def test_a_double_click_on_a_finding_is_answered_like_the_first(server):
    run = registered(server, "f-technology", until="check_completeness")
    run.at("2025-03-27T10:00")
    url = f"/cases/{run.application_id}/checks/completeness/application"
    officer = run.person("officer")
    form = officer.get(url).must(200).form(url)
    answers = at_once([partial(officer.send, form, {"outcome": "present"})] * 6)
    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    events = "SELECT id FROM event WHERE application_id = :id AND kind = 'finding_made'"
    assert len(server.rows(events, id=run.application_id)) == 1


def test_two_signatories_at_once_issue_once(server):
    run = registered(server, "k-committee-to-center", until="sign")
    run.at("2018-05-02T12:00")
    page = f"/signing/{run.application_id}"

    people = [run.person(login) for login in ("signatory", "signatory_2")]
    preparing = [person.get(page).must(200).form("/prepare") for person in people]

    def sign(person: Visitor, form: FormOnPage) -> list[int]:
        statuses = [person.send(form).status]
        shown = person.get(page)
        if f'action="{page}/sign"' in shown.text:  # else the other one has signed, or drawn the number anew
            values = {"has_read": "y", "password": PASSWORD}
            statuses.append(person.send(shown.form(f"{page}/sign"), values).status)
        return statuses

    answers = at_once([partial(sign, person, form) for person, form in zip(people, preparing, strict=True)])
    assert {status for statuses in answers for status in statuses} <= {303, 409}
    entries = server.rows("SELECT status FROM register_entry WHERE application_id = :id", id=run.application_id)
    signed = "SELECT id FROM decision WHERE application_id = :id AND status = 'signed'"
    events = "SELECT id FROM event WHERE application_id = :id AND kind = 'issued'"
    assert [len(server.rows(one, id=run.application_id)) for one in (signed, events)] == [1, 1]
    statuses = [entry["status"] for entry in entries]
    assert statuses.count("issued") == 1 and set(statuses) <= {"issued", "annulled"}


def test_workers_of_a_center_who_send_one_copy_at_once_send_it_once(server):
    at = server.set_clock("2020-03-03T10:00")
    app = create_app({"SQLALCHEMY_DATABASE_URI": server.url, "CLOCK": lambda: at})
    with app.app_context():
        case_id = packages.unsent(at).id
        db.session.remove()
        db.engine.dispose()
    page = f"/sending/{case_id}"
    people = [Visitor(server).sign_in(login) for login in ("center_operator", "center_head")]
    works = [partial(person.send, person.get(page).must(200).form(page)) for person in people]
    assert [answer and answer.status for answer in at_once(works * 2)] == [303] * 4
    assert len(server.rows("SELECT * FROM package WHERE application_id = :id", id=case_id)) == 1
    events = "SELECT * FROM event WHERE application_id = :id AND kind = 'package_sent'"
    assert len(server.rows(events, id=case_id)) == 1


def test_the_sheets_of_a_paper_are_shown_to_several_at_once(server):
    """A signatory's browser asks for all sheets together: the library that draws them must not meet itself."""
    run = registered(server, "a-intermediary-120-rows", until="sign")
    run.at("2013-05-24T12:05")
    signatory = run.person("signatory")
    signatory.submit(f"/signing/{run.application_id}", action="/prepare").must(303)
    (paper,) = run.papers("certificate")
    before = server.workers()
    sheets = [f"/documents/{paper['id']}/sheets/{number}.png" for number in (1, 2, 3, 4)] * 6
    answers = at_once([partial(signatory.request, "GET", url) for url in sheets])
    assert [answer and answer.status for answer in answers] == [200] * len(sheets)
    assert len({answer.body for answer in answers}) == 4
    assert server.workers() == before


def test_a_double_click_on_sign_from_two_connections_issues_once(server):
    run = registered(server, "l-signed-on-paper", until="sign")
    run.at("2017-09-28T16:00")
    page, signatory = f"/signing/{run.application_id}", run.person("signatory")
    signatory.submit(page, action="/prepare").must(303)
    form = signatory.get(page).must(200).form(f"{page}/sign")
    answers = at_once([partial(signatory.send, form, {"has_read": "y", "password": PASSWORD})] * 2)
    assert [answer.status for answer in answers] == [303, 303]
    entries = server.rows("SELECT status FROM register_entry WHERE application_id = :id", id=run.application_id)
    assert [entry["status"] for entry in entries] == ["issued"]


def test_who_is_killed_while_signing_leaves_no_half_act_and_no_doubled_number(server):
    """The short form of tests/drills/signing.py."""
    server.set_clock("2019-05-20T10:00")
    report = wear_out(server, [Cut.RESERVED, Cut.SIGNED])
    assert report.cuts.total() == 2


def test_two_filings_with_the_same_blank_at_once_take_it_once(server, ready):
    """A receipt for an outage (14.1): one of them has it, the other is told so."""
    clerk = go_to(server, ready, "2019-03-04T10:00")
    clerk.submit("/outage/print", {"count": "1"}, action="/outage/print").must(303)
    server.set_clock("2019-03-04T10:20")
    number = server.rows("SELECT number FROM outage_blank ORDER BY id DESC")[0]["number"]
    drafts = copies(server, ready, 3)
    values = {
        "blank": number, "accepted_on": "2019-03-04", "accepted_time": "10:10", "promised_on": "2019-03-29",
        "reason": "Нет света",
    }  # fmt: skip
    forms = [clerk.get(f"/outage/drafts/{draft}").must(200).form(f"/outage/drafts/{draft}") for draft in drafts]
    answers = at_once([partial(clerk.send, form, values) for form in forms])
    assert sorted(answer.status for answer in answers)[0] == 303
    assert {answer.status for answer in answers} <= {303, 409, 422}
    taken = server.rows("SELECT draft_id FROM outage_entry")
    assert len(taken) == 1 == [answer.status for answer in answers].count(303)
    again = [partial(clerk.send, form, values) for form in [forms[drafts.index(taken[0]["draft_id"])]] * 3]
    assert {answer.status for answer in at_once(again)} == {303}


def test_papers_leave_once_and_are_received_once_however_many_do_it_at_once(server):
    run = registered(server, "j-center-to-committee", until="assign")
    number = server.rows("SELECT number FROM application WHERE id = :id", id=run.application_id)[0]["number"]
    operators = [run.person("center_operator"), run.person("center_head")]
    forms = [one.get(f"/papers/send?case={run.application_id}").must(200).form("/papers/send") for one in operators]
    sent = at_once([partial(one.send, form) for one, form in zip(operators, forms, strict=True)])
    assert sorted(answer.status for answer in sent) == [303, 409]
    (waybill,) = server.rows(
        "SELECT waybill_id AS id FROM waybill_item WHERE application_id = :id", id=run.application_id
    )
    url, clerk = f"/papers/waybills/{waybill['id']}", run.person("clerk")
    scans = [clerk.get(url).must(200).form("/scan") for _ in range(4)]
    received = at_once([partial(clerk.send, form, {"number": number}) for form in scans])
    assert [answer.status for answer in received].count(303) == 1
    assert {answer.status for answer in received} <= {303, 409, 422}
    kinds = "SELECT kind FROM event WHERE application_id = :id AND kind LIKE 'papers%' ORDER BY id"
    assert [row["kind"] for row in server.rows(kinds, id=run.application_id)] == ["papers_sent", "papers_received"]
