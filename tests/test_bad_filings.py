"""Bad input into every field of every intake form, page by page. The fields are found in the form classes, so that a
new field is swept without a word here: told at its field with 422, or taken and shown as text; everything typed stays.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from wtforms import Field

from blueprints.intake.drafts import STEP_FORMS, known_for, steps_of
from extensions import clock
from forms.fields import (
    Choice,
    Day,
    Email,
    Iin,
    Line,
    OneOf,
    Phone,
    Postcode,
    Quantity,
    Tick,
    TimeOfDay,
    TnVed,
)
from forms.step_form import Known, StepForm
from forms.validators import clean
from rules.terms import Service
from tests.blueprints.intake_filings import GUARANTEE, INFORMATION, LEGAL, ROW, begin, goods, register
from tests.factories import user
from tests.filings.papers import assert_printed
from tests.reviewing_client import FormOnPage, ReviewingClient, parse, text_of

HOSTILE = "<script>alert(1)</script> & \"кавычки\" 'и' <b>жирно"
NOT_FREE = (Iin, TnVed, Quantity, Day, TimeOfDay, Postcode, Phone)
"""Fields with a form of their own: letters in them are wrong."""
Bad = Callable[[Field], str | None]
BAD: dict[str, Bad] = {
    "empty": lambda one: "",
    "too long": lambda one: "1" * (one.limit + 1),
    "letters": lambda one: "двенадцать" if isinstance(one, NOT_FREE) else None,
    "wrong check digit": lambda one: "980140003774" if isinstance(one, Iin) else None,
    "impossible": lambda one: {Day: "31.02.2013", TimeOfDay: "25:61", Quantity: "-1"}.get(type(one)),
    "in the future": lambda one: "04.05.2013" if isinstance(one, Day) else None,
    "control characters": lambda one: "до\x00\x07\x1bпосле",
    "HTML": lambda one: HOSTILE,
}
STEPS = sorted({step: service for service in Service for step in steps_of(service)}.items())


def is_told(kind: str, one: Any, form: StepForm) -> bool:
    """Whether this must be told at this field."""
    if not one.applies_to(form):
        return False
    if kind == "empty":
        return not one.may_be_empty(form)
    return kind != "HTML" or isinstance(one, (*NOT_FREE, Email))


@cache
def known(step: str) -> Known:
    """The lists that a page's fields are checked against: every test has the same."""
    return known_for(user("clerk").actor(), clock.now(), step)


def made(step: str, typed: dict[str, str]) -> StepForm:
    return STEP_FORMS[step].posted(known(step), typed)


def fields_of(form: StepForm) -> Iterator[tuple[StepForm, Any]]:
    """Every field with its form: the rows are forms of their own."""
    for part in (form, *form.rows):
        for one in part._fields.values():
            yield part, one


def believable(step: str) -> dict[str, str]:
    """What a person would type."""
    typed = {"filing": {"filed_on": "02.05.2013", "filed_time": "10:00"},
             "application": {**LEGAL, "addressee": "Комитет промышленности"}, "guarantee": {**GUARANTEE, **goods(ROW)},
             "information-forms": goods(INFORMATION, prefix="forms")}  # fmt: skip
    return dict(typed.get(step, {}))


def variants(step: str) -> list[dict[str, str]]:
    """Answers to the questions of choice, until every field of text has applied once."""
    typed = believable(step)
    form = made(step, typed)
    options = [
        [(one.name, code) for code in sorted(one.codes())] for _part, one in fields_of(form) if isinstance(one, OneOf)
    ]
    ticks = [one.name for _part, one in fields_of(form) if isinstance(one, Tick)]
    options += [[("", "on"), ("", "off")]] if ticks else []
    chosen: list[dict[str, str]] = []
    covered: set[str] = set()
    for answers in product(*options):
        values = {**typed, **{name: code for name, code in answers if name}}
        values = dict.fromkeys((one.name for _part, one in fields_of(form) if isinstance(one, Line)), "") | values
        values |= dict.fromkeys(ticks, "y" if ("", "on") in answers else "")
        for _part, one in fields_of(made(step, values)):
            if isinstance(one, Choice) and not one.data:
                values[one.name] = max(one.codes())
        form = made(step, values)
        applying = {one.name for part, one in fields_of(form) if isinstance(one, Line) and one.applies_to(part)}
        if applying - covered:
            covered |= applying
            chosen.append(values)
    everything = {one.name for _part, one in fields_of(form) if isinstance(one, Line)}
    assert covered == everything, f"no answers lead to {everything - covered}"
    return chosen


def form_of(answer: Any, action: str) -> tuple[FormOnPage, set[str]]:
    """The form on a page, and every id of the page."""
    tree = parse(answer.get_data(as_text=True))
    form = next(one for one in (FormOnPage(node, "/") for node in tree.iter("form")) if one.action.endswith(action))
    return form, {node.get("id") for node in tree.iter() if isinstance(node.tag, str)}


def check_answer(client: ReviewingClient, answer: Any, url: str, sent: dict[str, str], told: list[str]) -> FormOnPage:
    """Told at each field, or taken; what was typed stands in the form, less what cannot be printed."""
    assert answer.status_code == (422 if told else 303), answer.get_data(as_text=True)[:300]
    page = answer if told else client.get(url)
    assert "<script>alert" not in page.get_data(as_text=True)
    form, ids = form_of(page, url)
    assert [name for name in told if f"{name}-error" not in ids] == []
    kept = dict(form.fields)
    for name, text in sent.items():
        assert kept.get(name, "") in (clean(text)[0], clean(text, lines=True)[0]), name
    return form


@pytest.mark.parametrize(("step", "service"), STEPS)
def test_bad_text_in_all_fields_at_once_is_told_at_each_and_kept(login_as, step, service):
    client = login_as("clerk")
    draft = begin(client, service)
    url = f"/intake/{draft}/{step}"
    page = client.form(url, url)
    for values in variants(step):
        for kind, bad in BAD.items():
            sent = with_bad(step, values, bad)
            if sent == values:
                continue
            form = made(step, sent)
            told = [one.name for part, one in fields_of(form) if sent.get(one.name, "") != values.get(one.name, "")
                    and is_told(kind, one, part)]  # fmt: skip
            answer = client.send(page, {**ticked(step, sent), "go": "continue"})
            page = check_answer(client, answer, url, texts_of(form, sent), told)
        assert client.get(f"/intake/{draft}/check").status_code == 200
    assert register(client, draft).status_code == 422


def with_bad(step: str, values: dict[str, str], bad: Bad) -> dict[str, str]:
    """The page with something bad in every field of text that can hold it."""
    texts = {one.name: bad(one) for _part, one in fields_of(made(step, values)) if isinstance(one, Line)}
    return {**values, **{name: text for name, text in texts.items() if text is not None}}


def ticked(step: str, values: dict[str, str]) -> dict[str, str | None]:
    """As a browser sends it: a box that is not ticked is not sent."""
    boxes = {one.name for _part, one in fields_of(made(step, values)) if isinstance(one, Tick)}
    return {name: None if not text and name in boxes else text for name, text in values.items()}


def texts_of(form: StepForm, sent: dict[str, str]) -> dict[str, str]:
    return {one.name: sent.get(one.name, "") for _part, one in fields_of(form) if isinstance(one, Line)}


@pytest.mark.parametrize(("step", "service"), STEPS)
def test_what_is_in_no_list_is_told_at_every_field_of_choice(login_as, step, service):
    client = login_as("clerk")
    url = f"/intake/{begin(client, service)}/{step}"
    page = client.form(url, url)
    for values in variants(step):
        choices = [one for part, one in fields_of(made(step, values))
                   if isinstance(one, Choice) and one.applies_to(part)]  # fmt: skip
        for text in ("<script>alert(1)</script>", "x" * 5000, "\x00"):
            sent = {**values, **{one.name: text for one in choices}}
            if choices:
                answer = client.send(page, {**ticked(step, sent), "go": "continue"})
                page = check_answer(client, answer, url, {}, [one.name for one in choices])
        questions = [one for _part, one in fields_of(made(step, values)) if isinstance(one, OneOf)]
        sent = {**values, **{one.name: "<script>alert(1)</script>" for one in questions}}
        if questions:
            answer = client.send(page, {**ticked(step, sent), "go": "continue"})
            page = check_answer(client, answer, url, {}, [one.name for one in questions])


def hostile(step: str) -> dict[str, str]:
    """A believable page with HTML in every field that takes any text."""
    values = believable(step)
    free = [one for part, one in fields_of(made(step, values))
            if isinstance(one, Line) and not isinstance(one, (*NOT_FREE, Email)) and one.applies_to(part)]  # fmt: skip
    return values | {one.name: HOSTILE[: min(one.limit, 200)] for one in free if one.limit > len(HOSTILE)}


@pytest.mark.parametrize("service", list(Service))
def test_html_in_every_free_text_is_text_on_every_page_and_paper(login_as, service):
    client = login_as("clerk")
    draft = begin(client, service)
    for step in steps_of(service):
        answer = client.submit(f"/intake/{draft}/{step}", {**hostile(step), "go": "continue"}, action=f"/{step}")
        assert answer.status_code == 303, answer.get_data(as_text=True)
    receipt = register(client, draft)
    assert receipt.status_code == 303, receipt.get_data(as_text=True)
    case = int(receipt.location.rpartition("/")[2])
    officer = login_as("officer")
    for page in ("", "application", "documents", "checks", "history"):
        html = officer.get(f"/cases/{case}/{page}").get_data(as_text=True)
        assert "<script>alert" not in html and "<b>жирно" not in html
        assert page not in ("", "application") or HOSTILE in text_of(parse(html))
    for url in (f"/intake/receipts/{case}/receipt.pdf", f"/cases/{case}/preview.pdf"):
        assert_printed(officer.get(url).data, [HOSTILE])
