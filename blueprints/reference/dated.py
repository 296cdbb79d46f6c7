"""Dated reference data: grounds for refusal, facts about the authority, readings of the terms.

A later value is added beside the earlier ones, never over them (R36): what was decided by the earlier one keeps it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import Select, select

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.casewords import ground_name
from blueprints.reference import bp
from blueprints.reference.words import FACT_NAMES, fact_name
from blueprints.termwords import READING_CLAUSES, reading_name
from extensions import clock, db
from forms.reference import FactForm, GroundForm, ReadingForm
from models.calendar import ReadingSetting
from models.reference import AuthorityFact, RefusalGround
from models.user import Actor
from rules.permissions import Permission
from rules.refusal import Ground
from rules.terms import Service


def _can_manage() -> bool:
    return current_actor().may(Permission.MANAGE_REFERENCE)


def _added(work: Callable[[Actor, datetime], str], form: FlaskForm) -> Response:
    response = act(work, form)
    flash(_("The new value has been recorded; the earlier one stays for its days."), "success")
    return response


@bp.get("/grounds")
@requires(Permission.READ_REFERENCE)
def grounds() -> str:
    """The grounds of clause 16, each with all its wordings, the latest first."""
    order = (RefusalGround.service.desc(), RefusalGround.code, RefusalGround.valid_from.desc())
    rows = db.session.scalars(select(RefusalGround).order_by(*order))
    kept = {(service, code): list(found) for (service, code), found in groupby(rows, lambda r: (r.service, r.code))}
    groups = [(s, [(c, kept[s, c]) for c in Ground if (s, c) in kept]) for s in Service]
    return render_template(
        "reference/grounds.html", groups=groups, ground_name=ground_name, today=clock.today(), can_manage=_can_manage()
    )


def _wordings(service: Service, ground: Ground) -> Select[RefusalGround]:
    same = (RefusalGround.service == service) & (RefusalGround.code == ground)
    return select(RefusalGround).where(same).order_by(RefusalGround.valid_from.desc()).limit(1)


@bp.route("/grounds/<any(euc, conclusion):service>/<code>/later", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def ground_later(service: str, code: str) -> Response | str | tuple[str, int]:
    """A later wording of a ground."""
    latest = db.session.scalar(_wordings(Service(service), Ground(code))) if code in set(Ground) else None
    if latest is None:
        abort(404)
    stands = {"clause": latest.clause, "text_ru": latest.text_ru, "text_kk": latest.text_kk}
    form = GroundForm(latest=latest.valid_from, data=stands)
    if request.method == "GET":
        return render_template("reference/ground_form.html", form=form, latest=latest, name=ground_name(code))
    if not form.validate():
        return render_template("reference/ground_form.html", form=form, latest=latest, name=ground_name(code)), 422

    def work(actor: Actor, now: datetime) -> str:
        ground = db.session.scalars(_wordings(Service(service), Ground(code))).one()
        ground.word_anew(form.clause.data, form.text_ru.data, form.text_kk.data, form.valid_from.data, actor, now)
        return url_for("reference.grounds")

    return _added(work, form)


@bp.get("/authority")
@requires(Permission.READ_REFERENCE)
def facts() -> str:
    """The facts about the authority, each with all its values, the latest first."""
    rows = db.session.scalars(select(AuthorityFact).order_by(AuthorityFact.key, AuthorityFact.valid_from.desc()))
    kept = {key: list(values) for key, values in groupby(rows, lambda row: row.key)}
    ordered = [*(k for k in FACT_NAMES if k in kept), *(k for k in kept if k not in FACT_NAMES)]
    return render_template(
        "reference/facts.html", facts=[(key, fact_name(key), kept[key]) for key in ordered], today=clock.today(),
        can_manage=_can_manage(),
    )  # fmt: skip


@bp.route("/authority/<string(maxlength=64):key>/later", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def fact_later(key: str) -> Response | str | tuple[str, int]:
    """A new value of a fact from a day on."""
    order = AuthorityFact.valid_from.desc()
    latest = db.session.scalar(select(AuthorityFact).where(AuthorityFact.key == key).order_by(order).limit(1))
    if latest is None:
        abort(404)
    form = FactForm(latest=latest.valid_from, data={"value_ru": latest.value_ru, "value_kk": latest.value_kk})
    if request.method == "GET":
        return render_template("reference/fact_form.html", form=form, latest=latest, name=fact_name(key))
    if not form.validate():
        return render_template("reference/fact_form.html", form=form, latest=latest, name=fact_name(key)), 422

    def work(actor: Actor, now: datetime) -> str:
        AuthorityFact.set_from(key, form.value_ru.data, form.value_kk.data or "", form.valid_from.data, actor, now)
        return url_for("reference.facts")

    return _added(work, form)


@bp.get("/readings")
@requires(Permission.READ_REFERENCE)
def readings() -> str:
    """The readings of the terms, each with its reason and the day from which it holds."""
    order = (ReadingSetting.name, ReadingSetting.since.desc())
    kept = _by_name(db.session.scalars(select(ReadingSetting).order_by(*order)))
    rows = [(name, reading_name(name), clause, kept[name]) for name, clause in READING_CLAUSES.items() if name in kept]
    return render_template("reference/readings.html", rows=rows, today=clock.today(), can_manage=_can_manage())


def _by_name(rows: Iterable[Any]) -> dict[str, list[Any]]:
    return {name: list(found) for name, found in groupby(rows, lambda row: row.name)}


@bp.route("/readings/<string(maxlength=64):name>/later", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def reading_later(name: str) -> Response | str | tuple[str, int]:
    """Read a question otherwise for filings from a day to come."""
    order = ReadingSetting.since.desc()
    latest = db.session.scalar(select(ReadingSetting).where(ReadingSetting.name == name).order_by(order).limit(1))
    if latest is None:
        abort(404)
    form = ReadingForm(latest=latest.since, today=clock.today(), stands=latest.value)
    clause = READING_CLAUSES.get(name, "")
    page: dict[str, Any] = {"form": form, "latest": latest, "words": reading_name(name), "clause": clause}
    if request.method == "GET":
        return render_template("reference/reading_form.html", **page)
    if not form.validate():
        return render_template("reference/reading_form.html", **page), 422

    def work(actor: Actor, now: datetime) -> str:
        since: date = form.valid_from.data
        ReadingSetting.change_from(name, form.value.data == "yes", since, form.reason.data, actor, now)
        return url_for("reference.readings")

    return _added(work, form)
