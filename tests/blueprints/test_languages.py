"""The screens in Kazakh: the switch, every page without a word of the messages' English, days, and papers as ever."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from blueprints.formatting import alphabetical, day, daymonth, full_day, month, time_left
from documents.receipt_of import receipt_paper
from extensions import clock, db, write
from forms.decree import wording
from models.application import Application
from models.user import User
from models.wording import text, wordings
from rules.permissions import Role
from rules.workflow import DecisionKind
from tests.blueprints.intake_filings import LEGAL, begin, euc_draft, fill
from tests.contracts.test_access import ENDPOINTS, may_call, methods_of, url_of
from tests.contracts.test_translations import extracted, forms_of
from tests.factories import user
from tests.results import deliver, issue, prepare
from tests.reviewing_client import ReviewingClient, parse, text_of

WORD = re.compile("[A-Za-z]{3,}")
SPOKEN = ("aria-label", "title", "placeholder", "alt")
NAMES = re.compile(
    r"bin/run|branch_no, row_no, standard, name, address, phones"
    r"|\b(PDF|JPEG|PNG|TIFF|XLSX|CSV|SHA|[Cc]all|III|holidays|NCALayer)\b"
)
"""Words of Latin letters that stand so in every language."""
FILED = "Комитет промышленности"
"""The addressee that the filings name: what was filed stays as it was written."""


@cache
def english() -> frozenset[str]:
    """Every word of the messages."""
    messages = (part for message in extracted() for part in ([message] if isinstance(message, str) else message))
    return frozenset(word for text in messages for word in WORD.findall(NAMES.sub("", re.sub(r"%\(\w+\)", "", text))))


@cache
def russian() -> frozenset[str]:
    """What the messages and the boxes of forms say in Russian and do not say in Kazakh too."""
    decree = wordings()[-1]
    kazakh = {text for message in extracted() for text in forms_of("kk", message)} | set(decree.kazakh.values())
    messages = {text for message in extracted() for text in forms_of("ru", message)}
    return frozenset(messages | {decree.texts[key] for key in decree.kazakh}) - kazakh - {FILED}


UNSAID = ("script", "style", "code", "kbd")


def said(node: Any) -> Iterator[str]:
    """What a page says, in texts and attributes. What it marks as Russian, and codes and logins, are data."""
    if not isinstance(node.tag, str) or node.tag in UNSAID or "mono" in node.get("class", ""):
        return
    if node.get("lang", "kk") == "kk":
        yield from (node.get(name, "") for name in SPOKEN)
        yield node.text or ""
        for child in node:
            yield from said(child)
            yield child.tail or ""


def assert_kazakh(tree: Any, where: str) -> None:
    html = tree if tree.tag == "html" else next(tree.iter("html"))
    assert html.get("lang") == "kk", where
    logins = re.compile("|".join(map(re.escape, sorted(db.session.scalars(db.select(User.login)), reverse=True))))
    texts = [NAMES.sub("", logins.sub("", text)).strip() for text in said(html)]
    left = [text for text in texts if set(WORD.findall(text)) & english() or text in russian()]
    assert not left, (where, left)


@pytest.fixture
def in_kazakh(login_as: Callable[[str], ReviewingClient]) -> Callable[[str], ReviewingClient]:
    """in_kazakh("officer"): signed in, and the screen in Kazakh."""

    def sign_in(login: str) -> ReviewingClient:
        with write():
            user(login).locale = "kk"
        return login_as(login)

    return sign_in


def test_the_switch_in_the_bar_changes_the_language_and_stays_on_the_page(login_as):
    officer = login_as("officer")
    assert next(officer.page("/cases/?service=euc").iter("html")).get("lang") == "ru"
    form = officer.form("/cases/?service=euc", "/preferences")
    assert [(name, code, words) for name, code, words in form.buttons if name == "locale"] == [
        ("locale", "ru", "Рус"), ("locale", "kk", "Қаз"),
    ]  # fmt: skip
    answer = officer.send(form, {"locale": "kk"})
    assert answer.headers["Location"].endswith("/cases/?service=euc")
    page = officer.page("/cases/?service=euc")
    assert text_of(next(page.iter("h1"))) == "Жұмыс тізімі"
    assert_kazakh(page, "the worklist")
    officer.send(officer.form("/cases/", "/preferences"), {"locale": "ru"})
    assert text_of(next(officer.page("/cases/").iter("h1"))) == "Рабочий список"


def test_a_language_that_the_screens_do_not_have_is_not_taken(login_as):
    officer = login_as("officer")
    answer = officer.send(officer.form("/cases/", "/preferences"), {"locale": "en"})
    assert answer.status_code == 422
    assert user("officer").locale == "ru"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("kk-KZ,kk;q=0.9,ru;q=0.8", "kk"), ("ru-RU,ru;q=0.9,kk;q=0.5", "ru"), ("en-GB,en;q=0.9", "ru"), ("", "ru")],
)
def test_before_the_sign_in_the_page_is_in_the_browsers_language(client, asked, language):
    page = parse(client.get("/sign-in", headers={"Accept-Language": asked}).get_data(as_text=True))
    assert next(page.iter("html")).get("lang") == language
    assert text_of(next(page.iter("h1"))) == {"kk": "Кіру", "ru": "Вход"}[language]
    if language == "kk":
        assert_kazakh(page, "/sign-in")


DEVICES = ("entrance.board", "entrance.taken", "entrance.ticket")
"""Pages of devices that nobody has signed in to: a tablet speaks as it is touched to, the board both languages."""
OF_PEOPLE = [e for e in ENDPOINTS if "GET" in methods_of(e) and e != "static" and e not in DEVICES]


@pytest.mark.parametrize("endpoint", OF_PEOPLE)
def test_every_page_is_in_kazakh_when_that_is_chosen(app, in_kazakh, endpoint):
    role = next(role for role in Role if may_call(app, endpoint, role))
    answer = in_kazakh(role.value).get(url_of(app, endpoint, role), follow_redirects=True)
    if answer.mimetype == "text/html" and answer.data.lstrip().lower().startswith(b"<!doctype"):
        assert_kazakh(parse(answer.get_data(as_text=True)), endpoint)
    answer.close()


@pytest.fixture
def much_happened(make_application, set_clock) -> list[Application]:
    """Cases in many states: the lists, the registers and the histories have something to say."""
    set_clock(2013, 5, 3, 10)
    made = [issue(make_application("euc"), clock.now()), issue(make_application("conclusion"), clock.now())]
    made.append(issue(make_application("euc"), clock.now(), DecisionKind.REFUSAL))
    made.append(issue(make_application("conclusion"), clock.now(), DecisionKind.INCOMPLETENESS_REFUSAL))
    made.append(deliver(issue(make_application("euc", hand_out="center"), clock.now()), clock.now(), clock.now()))
    waiting = make_application("conclusion", channel="center")
    with write():
        prepare(db.session.merge(waiting), clock.now(), DecisionKind.RESULT, 1)
    made += [waiting, make_application("euc", officer=None), make_application("euc", channel="portal")]
    make_application("euc", at=set_clock(2013, 4, 1, 10))
    set_clock(2013, 5, 14, 10)
    return made


PAGES = {
    "clerk": ["/", "/intake/", "/hand-out", "/hand-out?tab=handed-out", "/registers", "/search?q=Өскемен"],
    "officer": ["/", "/cases/", "/cases/?officer=&state=registered", "/calculator"],
    "head_of_unit": ["/", "/cases/?tab=unassigned"],
    "signatory": ["/", "/signing"],
    "center_operator": ["/", "/hand-out?tab=here"],
    "auditor": ["/", "/registers/certificates", "/registers/refusals", "/registers/incompleteness-refusals", "/audit"],
    "administrator": ["/", "/users", "/reference/", "/reference/units", "/reference/calendar/2013/committee"],
}


@pytest.mark.parametrize("role", PAGES)
def test_lists_with_cases_in_them_are_in_kazakh(in_kazakh, much_happened, role):
    client = in_kazakh(role)
    for url in PAGES[role]:
        assert_kazakh(client.page(url), f"{role} at {url}")


def test_the_pages_of_a_case_are_in_kazakh_in_every_state(in_kazakh, much_happened):
    officer = in_kazakh("officer")
    for application in much_happened:
        for tab in ("", "application", "checks", "decision", "documents", "history"):
            url = f"/cases/{application.id}/{tab}"
            assert_kazakh(officer.page(url), url)


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_the_intake_speaks_kazakh_in_each_step_and_in_what_it_finds_wrong(in_kazakh, service):
    clerk = in_kazakh("clerk")
    draft = begin(clerk, service)
    steps = ("filing", "application", "guarantee" if service == "euc" else "information-forms")
    for step in steps:
        assert_kazakh(clerk.page(f"/intake/{draft}/{step}"), step)
    wrong = fill(clerk, draft, "application", {**LEGAL, "bin": "980140003774", "phone": "+"})
    assert wrong.status_code == 422
    assert_kazakh(parse(wrong.get_data(as_text=True)), "the application refused")
    assert_kazakh(clerk.page(f"/intake/{draft}/check"), "the check")


def test_names_of_reference_data_are_those_of_the_language(in_kazakh, login_as):
    draft = euc_draft(in_kazakh("clerk"))
    page = in_kazakh("clerk").page(f"/intake/{draft}/guarantee")
    offered = {option.get("value"): text_of(option) for option in page.iter("option")}
    assert (offered["796"], offered["DE"], offered["UZ"]) == ("дана", "Германия", "Өзбекстан")
    in_order = [text_of(option) for option in page.iter("option")]
    assert in_order.index("Оман") < in_order.index("Өзбекстан") < in_order.index("Пәкістан")


def test_rows_are_pasted_with_units_in_either_language(in_kazakh):
    clerk = in_kazakh("clerk")
    draft = euc_draft(clerk)
    pasted = "Сорғы\t8413702900\t2B350\t2\tдана\nНасос\t8413702900\t2B350\t3\tшт."
    assert fill(clerk, draft, "guarantee", {"pasted": pasted}, go="paste").status_code == 303
    page = clerk.page(f"/intake/{draft}/guarantee")
    chosen = [o.get("value") for o in page.iter("option") if o.get("selected") is not None]
    assert chosen.count("796") == 3


def test_a_name_without_a_kazakh_one_stays_russian_and_letters_sort_by_the_kazakh_alphabet():
    names = ["Иран", "Ұлыбритания", "Әзербайжан", "Қазақстан", "Бельгия", "Үндістан", "Украина", "Куба", "Франция"]
    assert sorted(names, key=alphabetical) == [
        "Әзербайжан", "Бельгия", "Иран", "Куба", "Қазақстан", "Украина", "Ұлыбритания", "Үндістан", "Франция",
    ]  # fmt: skip


def test_days_are_written_in_the_order_of_kazakh(app: Flask):
    with app.test_request_context("/"), force_locale("kk"):
        today = date(2013, 5, 3)
        assert day(date(2013, 5, 16), on=today) == "16\u00a0мамыр,\u00a0бс"
        assert day(date(2014, 1, 9), on=today) == "9\u00a0қаңтар\u00a02014,\u00a0бс"
        assert daymonth(date(2014, 1, 9), on=today) == "9\u00a0қаңтар\u00a02014"
        assert full_day(date(2013, 5, 14)) == "14\u00a0мамыр\u00a02013, сейсенбі"
        assert month(date(2013, 5, 14)) == "Мамыр\u00a02013"


@pytest.mark.parametrize(
    ("due", "working_days", "words"),
    [
        (date(2013, 5, 14), 0, "бүгін"),
        (date(2013, 5, 15), 1, "1 жұмыс күні қалды"),
        (date(2013, 5, 21), 5, "5 жұмыс күні қалды"),
        (date(2013, 5, 13), -1, "1 жұмыс күніне кешікті"),
        (date(2013, 5, 16), 0, "2 күнтізбелік күн қалды"),
    ],
)
def test_what_is_left_is_said_in_kazakh(app: Flask, due, working_days, words):
    with app.test_request_context("/"), force_locale("kk"):
        assert time_left(due, date(2013, 5, 14), working_days) == words


def words_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_a_paper_keeps_its_own_language_whatever_the_screens_is(app, in_kazakh, login_as, make_application):
    receipt_of = make_application("euc", channel="portal", hand_out="center")
    with app.test_request_context("/"), force_locale("kk"):
        in_kazakh_session = receipt_paper(receipt_of)
    with app.test_request_context("/"), force_locale("ru"):
        assert in_kazakh_session == receipt_paper(receipt_of)
    url = f"/cases/{receipt_of.id}/preview.pdf"
    seen_in_russian = words_of_pdf(login_as("officer").get(url).data)
    assert "СЕРТИФИКАТ" in seen_in_russian.upper()
    assert words_of_pdf(in_kazakh("officer").get(url).data) == seen_in_russian


def test_a_files_title_is_offered_in_the_language_of_the_receipt(in_kazakh):
    clerk = in_kazakh("clerk")
    draft = begin(clerk)
    page = clerk.page(f"/intake/{draft}/documents/power_of_attorney")
    assert text_of(next(page.iter("h1"))) == "Өкілдің сенімхаты"
    [title] = [node.get("value") for node in page.iter("input") if node.get("name") == "title"]
    assert title == "Доверенность представителя"


def test_the_boxes_of_the_forms_have_their_kazakh_on_the_screen_and_nowhere_else(app: Flask):
    decree = wordings()[-1]
    assert set(decree.kazakh) <= set(decree.texts)
    numbered = ("guarantee", "certificate", "information_form", "goods.column", "receipt", "document.euc")
    boxes = {key for key in decree.texts if key.rpartition(".")[0] in numbered and key.rpartition(".")[2].isdigit()}
    assert boxes <= set(decree.kazakh)
    with app.test_request_context("/"), force_locale("kk"):
        assert wording("guarantee.2") == "Импорттаушының елі"
        assert text("guarantee.2") == "Страна импортера"
        assert wording("complaint.draft.to") == text("complaint.draft.to"), "what has no translation stays as it is"
