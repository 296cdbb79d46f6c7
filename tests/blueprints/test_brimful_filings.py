"""What a form lets through the database must hold: PostgreSQL counts the characters that SQLite does not."""

import pytest

from forms.fields import Email, Line, Phone
from rules.terms import Service
from tests.blueprints.intake_filings import begin, register
from tests.test_bad_filings import NOT_FREE, believable, fields_of, made

LETTERS = "ЖәҢүЩ"


def brimful(step: str) -> dict[str, str]:
    """A page with every field of text filled to its limit; what has a form of its own as long as that can be."""
    values = believable(step)
    for part, one in fields_of(made(step, values)):
        if not isinstance(one, Line) or not one.applies_to(part):
            continue
        if isinstance(one, Email):
            values[one.name] = f"{'a' * (one.limit - 11)}@example.kz"
        elif isinstance(one, Phone):
            values[one.name] = ("8 (7232) 26-40-15, " * one.limit)[: one.limit - 1] + "5"
        elif not isinstance(one, NOT_FREE):
            values[one.name] = (LETTERS * one.limit)[: one.limit]
    return values


@pytest.mark.parametrize("service", list(Service))
def test_every_field_filled_to_its_limit_is_registered_and_printed(login_as, service):
    clerk = login_as("clerk")
    draft = begin(clerk, service)
    for step in ("filing", "application", "guarantee" if service is Service.EUC else "information-forms"):
        url = f"/intake/{draft}/{step}"
        answer = clerk.submit(url, {**brimful(step), "go": "continue"}, action=url)
        assert answer.status_code == 303, answer.get_data(as_text=True)
    answer = register(clerk, draft)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    case = int(answer.location.rpartition("/")[2])
    assert clerk.get(f"/intake/receipts/{case}/receipt.pdf").data.startswith(b"%PDF")
    assert clerk.get(f"/cases/{case}/application").status_code == 200


@pytest.mark.parametrize("hidden", ["_key", "version", "go", "csrf_token"])
def test_a_forged_hidden_field_is_never_a_failure_of_the_server(login_as, hidden):
    clerk = login_as("clerk")
    url = f"/intake/{begin(clerk)}/application"
    for text in ("\x00", "x" * 5000, "-1", "٣", "<script>"):
        form = clerk.form(url, url)
        answer = clerk.send(form, {hidden: text})
        assert answer.status_code < 500, (hidden, text)
        check = clerk.form("/intake/", "/intake/")
        assert clerk.send(check, {"service": "euc", "channel": "committee", hidden: text}).status_code < 500
