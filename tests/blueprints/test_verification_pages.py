"""The pages of `/verify` themselves: their language, the limit, what is typed wrong."""

from io import BytesIO

import pytest

from extensions import limiter
from tests.blueprints.test_verification import words


def test_a_typed_code_leads_to_its_answer_and_a_wrong_one_back_to_the_field(client):
    answer = client.get("/verify", query_string={"code": "00000 00000 00000 0000o", "lang": "en"})
    assert (answer.status_code, answer.location) == (303, "/verify/00000-00000-00000-00000?lang=en")
    for typed in ("", "123", "x" * 300, "\u202e", "<b>"):
        refused = client.get("/verify", query_string={"code": typed, "lang": "en"})
        assert refused.status_code == 422 and "field-error" in refused.text


@pytest.mark.parametrize(("language", "heading"), [("ru", 'lang="ru"'), ("kk", 'lang="kk"'), ("en", 'lang="en"')])
def test_the_pages_speak_three_languages_and_are_kept_out_of_catalogues(client, language, heading):
    for url in ("/verify", "/verify/00000-00000-00000-00000"):
        answer = client.get(f"{url}?lang={language}")
        assert f"<html {heading}" in answer.text
        assert answer.headers["Content-Language"] == language
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
    assert '<html lang="ru"' in client.get("/verify?lang=xx").text


def test_a_foreign_reader_s_browser_is_answered_in_english(client):
    answer = client.get("/verify/00000-00000-00000-00000", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"})
    assert (
        '<html lang="en"' in answer.text
        and "?lang=" not in answer.text[answer.text.index("<main") :].split("</main>")[0]
    )


def test_a_page_that_was_open_for_too_long_is_given_anew_and_nobody_has_to_sign_in(client):
    answer = client.post("/verify?lang=en", data={"file": (BytesIO(b"%PDF-1.4"), "a.pdf")})
    assert answer.status_code == 400
    assert "open for too long" in words(answer)


def test_another_page_does_not_change_its_language(client):
    assert '<html lang="ru"' in client.get("/sign-in?lang=en").text


def test_answers_are_counted_by_address_and_not_the_pages_that_ask(app, client, monkeypatch):
    limiter.reset()
    monkeypatch.setitem(app.config, "VERIFY_LIMITED", True)
    monkeypatch.setitem(app.config, "VERIFY_LIMIT", "3 per minute")
    assert [client.get("/verify/1").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.submit("/verify", {}, action="/verify").status_code == 429
    for asking in ("/verify", "/verify?code=00000000000000000000", "/verify?code=1"):
        assert client.get(asking).status_code != 429
    refused = client.get("/verify/1?lang=en")
    assert "So many papers" in words(refused) and 0 < int(refused.headers["Retry-After"]) <= 61
    another = client.get("/verify/1", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert another.status_code == 200
    assert 'href="/verify"' in client.get("/sign-in").text
