"""How to complain (20–25), for whoever wants to know: to read, to print, to read out by telephone.

Addresses, rooms and telephones are the facts of today (R35); who decides is the rule of `rules.complaint_routing`.
"""

from dataclasses import dataclass
from typing import Any

from flask import render_template

from blueprints.access import public
from blueprints.advice import bp
from blueprints.formatting import page_locale
from blueprints.navigation import LANGUAGE_NAMES
from blueprints.public_language import asked_language, speak
from documents.addressees import AddresseeCard, addressee_on
from extensions import clock
from forms.advice import HAPPENED
from models.calendar import load_calendar
from models.reference import AuthorityFact
from models.wording import on_screen
from rules.complaint_routing import ROUTES, Addressee, Route
from rules.complaint_terms import Term, TermKind, reply_due_on, term_row

_COMMON = Addressee.COMMITTEE_HEAD
CLAUSES = (
    "20",
    "20.call_center",
    "21",
    "22",
    "22.center",
    "23",
    "24",
    "24.contents",
    "25",
    "25.center",
    "25.portal",
    "25.news",
)


@dataclass(frozen=True)
class Way:
    """One row of the table of routes, with its addressees as of today."""

    happened: str
    route: Route
    to: tuple[tuple[Addressee, AddresseeCard], ...]
    reply: Term
    """By when a complaint registered today is answered: the row of the table, and the day that it gives."""


@bp.url_value_preprocessor
def speak_to_everybody(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """This page is read without an account, too; the others of the blueprint are not."""
    if endpoint == "advice.appeal":
        speak(LANGUAGE_NAMES)


@bp.get("/appeal")
@public
def appeal() -> str:
    """The procedure in plain words, whom to write to and by when they answer, and the clauses themselves."""
    today, language, calendar = clock.today(), page_locale(), load_calendar()
    ways = [
        Way(
            str(HAPPENED[route.subject]), route,
            tuple((code, addressee_on(code, today, language=language)) for code in route.addressees),
            reply_due_on(today, route.subject, route.proposed, calendar),
        )
        for route in ROUTES
    ]  # fmt: skip
    clauses = [(key.split(".")[0], on_screen(f"clause.{key}", language)) for key in CLAUSES]
    return render_template(
        "advice/appeal.html", ways=ways, clauses=clauses, facts=AuthorityFact.on(today, language), today=today,
        forward=term_row(TermKind.FORWARDING, _COMMON, today), extension=term_row(TermKind.EXTENSION, _COMMON, today),
        languages=LANGUAGE_NAMES, asked=asked_language(),
    )  # fmt: skip
