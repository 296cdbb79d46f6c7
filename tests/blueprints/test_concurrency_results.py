"""Two people at once over the same result, over HTTP: one hand-out, each arrival once, a list closed once."""

from functools import partial

import pytest

from tests.blueprints.test_concurrency import registered
from tests.drills.registering import at_once
from tests.server import started

PERSON = {"recipient": "applicant", "recipient_name": "Ким Олег", "identity_kind": "passport", "identity_number": "N1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with started(tmp_path_factory.mktemp("results")) as server:
        yield server
        assert not server.errors()


@pytest.fixture(scope="module")
def sent(server):
    """A result on its way to its Center, and the list that it stands on."""
    run = registered(server, "k-committee-to-center", until="confirm_arrival")
    [item] = server.rows("SELECT hand_over_id FROM hand_over_item WHERE application_id = :id", id=run.application_id)
    return run, item["hand_over_id"]


def events(server, run, kind: str) -> int:
    statement = "SELECT id FROM event WHERE application_id = :id AND kind = :kind"
    return len(server.rows(statement, id=run.application_id, kind=kind))


def test_an_arrival_scanned_at_two_counters_while_a_third_closes_the_list_is_confirmed_once(server, sent):
    run, list_id = sent
    run.at("2018-05-03T10:00")
    page = f"/hand-out/lists/{list_id}"
    people = [run.person(login) for login in ("center_operator", "center_head")]
    number = run.case()["result_number"]
    ticks = [one.get(page).must(200).form("/tick") for one in people]
    closing = people[0].get(f"{page}/close").must(200).form("/close")
    answers = at_once(
        [*(partial(one.send, form, {"number": number}) for one, form in zip(people, ticks, strict=True)),
         partial(people[0].send, closing, {"note": ""})]
    )  # fmt: skip
    assert [answer.status for answer in answers[:2]] == [303, 303]
    assert answers[2].status in (303, 409)
    assert events(server, run, "arrived") == 1
    [item] = server.rows("SELECT confirmed_at, missing_at FROM hand_over_item WHERE hand_over_id = :id", id=list_id)
    assert item["confirmed_at"] and bool(item["missing_at"]) == (answers[2].status == 303)
    assert events(server, run, "missing_on_arrival") == (answers[2].status == 303)
    [kept] = server.rows("SELECT closed_at FROM hand_over WHERE id = :id", id=list_id)
    assert kept["closed_at"]


def test_two_windows_hand_the_same_result_out_once(server, sent):
    run, _list_id = sent
    run.at("2018-05-03T11:00")
    url = f"/hand-out/{run.application_id}"
    people = [run.person(login) for login in ("center_operator", "center_head")]
    shown = [one.submit(url, PERSON, action=url).must(200).form(url) for one in people]
    answers = at_once([partial(one.send, form, {"step": "record"}) for one, form in zip(people, shown, strict=True)])
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert events(server, run, "handed_out") == 1
    visits = server.rows("SELECT originals FROM hand_out WHERE application_id = :id", id=run.application_id)
    assert len(visits) == 1
