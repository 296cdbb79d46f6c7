"""Errors in words a clerk understands, for whole pages and for htmx, with the request's number."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from blueprints.errors import error_page
from blueprints.htmx import to_sign_in, way_back
from rules.workflow import Barred


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def test_a_missing_page_says_so_and_carries_the_requests_number(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_number_given_by_a_proxy_is_kept_and_a_doubtful_one_is_not(client: FlaskClient) -> None:
    assert client.get("/no", headers={"X-Request-ID": "abc-12345678"}).headers["X-Request-ID"] == "abc-12345678"
    odd = client.get("/no", headers={"X-Request-ID": "<script>alert(1)</script>"}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{12}", odd)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503, 418, 502])
def test_every_error_has_a_page_with_one_heading(code: int) -> None:
    answer = error_page(code)
    assert answer.status_code == code
    assert answer.get_data(as_text=True).count("<h1") == 1


def test_a_refused_act_names_its_reason_clause_and_day() -> None:
    text = error_page(409, barred=Barred("counts_as_issued", "7.6")).get_data(as_text=True)
    assert "считается выданным" in text
    assert "п.\u00a07.6" in text


def test_an_outdated_edit_shows_both_versions_and_escapes_them() -> None:
    page = error_page(409, typed={"bin": "<b>1"}, current={"bin": "2"}, link="/case/1")
    text = page.get_data(as_text=True)
    assert "&lt;b&gt;1" in text
    assert "<td>2 " in text
    assert 'href="/case/1"' in text


@pytest.mark.parametrize(("code", "is_moved"), [(409, True), (422, True), (500, False)])
def test_htmx_gets_the_words_above_the_page_and_not_in_the_panel(app: Flask, code: int, is_moved: bool) -> None:
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        answer = error_page(code)
    assert "<html" not in answer.get_data(as_text=True)
    assert (answer.headers.get("HX-Retarget") == "#refused-panel") is is_moved


def test_a_lost_session_sends_htmx_to_sign_in_with_the_way_back(app: Flask) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/review/worklist?page=3"}
    with app.test_request_context("/panel", headers=headers):
        answer = to_sign_in()
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("?next=/review/worklist?page%3D3")


def test_the_way_back_never_leads_to_another_host(app: Flask) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/page"}
    with app.test_request_context("/panel", headers=headers):
        assert way_back() == ""


def test_a_page_may_give_an_error_words_of_its_own(app: Flask) -> None:
    with pytest.raises(Exception, match="Слова") as caught:
        abort(409, "Слова")
    assert "Слова" in app.handle_user_exception(caught.value).get_data(as_text=True)  # type: ignore[union-attr]
