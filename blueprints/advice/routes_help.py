"""How to complain (20–25), for whoever wants to know: to read, to print, to read out by telephone.

Addresses, rooms and telephones are the facts of today (R35); who decides is the rule of `rules.complaint_routing`.
"""

from dataclasses import dataclass

from flask import render_template

from blueprints.access import public
from blueprints.advice import bp
from blueprints.formatting import page_locale
from documents.addressees import AddresseeCard, addressee_on
from extensions import clock
from forms.advice import HAPPENED
from models.reference import AuthorityFact
from models.wording import on_screen
from rules.complaint_routing import ROUTES, Addressee, Route

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


@bp.get("/appeal")
@public
def appeal() -> str:
    """The procedure in plain words, whom to write to, what to write, and the clauses themselves."""
    today, language = clock.today(), page_locale()
    ways = [
        Way(
            str(HAPPENED[route.subject]), route,
            tuple((code, addressee_on(code, today, language=language)) for code in route.addressees),
        )
        for route in ROUTES
    ]  # fmt: skip
    clauses = [(key.split(".")[0], on_screen(f"clause.{key}", language)) for key in CLAUSES]
    return render_template(
        "advice/appeal.html", ways=ways, clauses=clauses, facts=AuthorityFact.on(today, language), today=today
    )
