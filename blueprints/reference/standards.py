"""Both standards in their own words for whoever serves applicants (R14, R35), and which wording applies (R36)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.access import requires
from blueprints.reference import bp
from extensions import clock
from models.reference import AuthorityFact
from models.wording import Wording, wording_on, wordings
from rules.permissions import Permission
from rules.terms import Service


@dataclass(frozen=True)
class Part:
    """One matter of a standard: its heading, and the keys of its clauses in the wording; `{s}` is the service."""

    code: str
    heading: LazyString
    keys: tuple[str, ...]
    is_list: bool = False


PARTS = (
    Part("basis", _("Legal basis"), ("service.{s}.basis",)),
    Part("free", _("Free of charge"), ("service.{s}.free",)),
    Part("result", _("Result"), ("clause.5.{s}",)),
    Part("who", _("To whom it is rendered"), ("clause.6.{s}",)),
    Part("term", _("Terms"), tuple(f"clause.7.{n}.{{s}}" for n in range(1, 7)), is_list=True),
    Part(
        "hours",
        _("Hours"),
        ("clause.9.1", "clause.9.1.order", "clause.9.2", "clause.9.2.mobile", "clause.9.2.order", "clause.9.3"),
        is_list=True,
    ),
    Part(
        "where",
        _("Where applications are accepted"),
        ("clause.10.1.{s}", "clause.13", "clause.13.center", "clause.13.portal"),
    ),
    Part("documents", _("Documents required"), tuple(f"clause.11.{{s}}.{n}" for n in range(1, 5)), is_list=True),
    Part(
        "portal_documents",
        _("Documents required on the Portal"),
        tuple(f"clause.11.{{s}}.portal.{n}" for n in range(1, 5)),
        is_list=True,
    ),
    Part("registries", _("Data from the state information systems"), ("clause.11.registries",)),
    Part("receipt", _("Receipt"), ("clause.14.1", "clause.14.2")),
    Part("hand_out", _("Hand-out"), ("clause.15.{s}", "clause.15.center", "clause.15.custody")),
    Part("refusal", _("Completeness and grounds for refusal"), ("clause.16.completeness", "clause.16.{s}")),
    Part(
        "appeal",
        _("Appeal"),
        (
            "clause.20", "clause.20.call_center", "clause.21", "clause.22", "clause.22.center", "clause.23",
            "clause.24", "clause.24.contents", "clause.25",
        ),
    ),
    Part("more", _("Where to learn more"), ("clause.26", "clause.26.center")),
)  # fmt: skip

CLAUSE_OF_KEY = {"basis": "3", "free": "8"}


@dataclass(frozen=True)
class ShownPart:
    """A part with the words of one wording, each with the number of its clause."""

    code: str
    heading: str
    clauses: tuple[tuple[str, str], ...]
    is_list: bool


@bp.get("/standards", defaults={"service": "euc"})
@bp.get("/standards/<any(euc, conclusion):service>")
@requires(Permission.READ_REFERENCE)
def standards(service: str) -> str:
    """One standard, part by part; the wording that applies, and the facts that changed since."""
    wording = wording_on(max(clock.today(), wordings()[0].valid_from))
    return render_template(
        "reference/standards.html", service=service, services=[s.value for s in Service], wording=wording,
        title=wording.texts[f"service.{service}.title"], parts=list(_shown(wording, service)),
        facts=AuthorityFact.on(clock.today()), wordings=wordings(),
    )  # fmt: skip


def _shown(wording: Wording, service: str) -> Iterator[ShownPart]:
    for part in PARTS:
        keys = [key.format(s=service) for key in part.keys]
        clauses = tuple((_clause(key), wording.texts[key]) for key in keys if key in wording.texts)
        yield ShownPart(part.code, str(part.heading), clauses, part.is_list)


def _clause(key: str) -> str:
    """The number of the clause that a key's words stand in: "clause.11.euc.portal.2" is in 11.2."""
    kind, *rest = key.split(".")
    if kind == "service":
        return CLAUSE_OF_KEY[rest[-1]]
    return ".".join(part for part in rest if part.isdecimal())
