"""Who acts for whom (и.о.): the list, a new substitution under an order, its revocation."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.accounts import bp
from blueprints.acts import act
from blueprints.paging import paginate
from extensions import clock, db
from forms.accounts import SubstitutionForm
from models import people
from models.user import Actor, Substitution, User
from rules.permissions import Permission


@bp.get("/substitutions")
@requires(Permission.READ_USERS)
def substitutions() -> str:
    """Those in force or to come; those over and revoked on a tab of their own."""
    today, is_past = clock.today(), request.args.get("state") == "past"
    is_over = (Substitution.ends_on < today) | Substitution.revoked_at.is_not(None)
    query = select(Substitution).where(is_over if is_past else ~is_over)
    query = query.order_by(Substitution.starts_on.desc() if is_past else Substitution.starts_on, Substitution.id)
    page = paginate(query)
    return render_template(
        "accounts/substitutions.html", page=page, is_past=is_past, today=today, overlapping=_overlapping(page.rows),
        can_manage=current_actor().may(Permission.MANAGE_USERS), may=current_actor().may,
    )  # fmt: skip


def _overlapping(shown: Sequence[Substitution]) -> frozenset[int]:
    """Which of these share a day and the absent person with another one in force: allowed, but to be seen."""
    other = aliased(Substitution)
    query = select(Substitution.id).where(
        Substitution.id.in_([one.id for one in shown]),
        Substitution.revoked_at.is_(None),
        _others_at_the_same_time(other).exists(),
    )
    return frozenset(db.session.scalars(query))


def _others_at_the_same_time(other: type[Substitution]) -> Select[int]:
    return select(other.id).where(
        other.id != Substitution.id,
        other.absent_id == Substitution.absent_id,
        other.revoked_at.is_(None),
        other.starts_on <= Substitution.ends_on,
        other.ends_on >= Substitution.starts_on,
    )


def _form(today: date) -> SubstitutionForm:
    active = db.session.scalars(select(User).where(User.is_active).order_by(User.full_name, User.id))
    return SubstitutionForm(people=[SelectChoice(str(p.id), f"{p.full_name} ({p.login})") for p in active], today=today)


@bp.route("/substitutions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def substitution_new() -> Response | str | tuple[str, int]:
    """A substitution under an order, from one day to another."""
    form = _form(clock.today())
    if request.method == "GET":
        absent = request.args.get("absent", "")
        form.absent.data = absent if absent in [choice.value for choice in form.absent.choices] else ""
        return render_template("accounts/substitution_form.html", form=form)
    if not form.validate():
        return render_template("accounts/substitution_form.html", form=form), 422
    made_id = 0

    def work(actor: Actor, now: datetime) -> str:
        nonlocal made_id
        made_id = people.appoint(
            db.session.get_one(User, int(form.absent.data)), db.session.get_one(User, int(form.substitute.data)),
            form.order_number.data, form.order_date.data, form.starts_on.data, form.ends_on.data, actor, now,
        ).id  # fmt: skip
        return url_for("accounts.substitutions")

    response = act(work, form)
    made = db.session.get(Substitution, made_id)
    if made and _overlapping([made]):
        flash(_("Recorded. Somebody else acts for the same person on some of these days: see the list."), "warning")
    else:
        flash(_("The substitution has been recorded."), "success")
    return response


@bp.route("/substitutions/<int:substitution_id>/revoke", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def substitution_revoke(substitution_id: int) -> Response | str:
    """End a substitution before its day, after a page that says what will happen."""
    found = db.get_or_404(Substitution, substitution_id)
    if request.method == "GET":
        if found.revoked_at is not None or found.ends_on < clock.today():
            abort(404)
        return render_template("accounts/substitution_revoke.html", substitution=found)

    def work(actor: Actor, now: datetime) -> str:
        people.revoke(db.session.get_one(Substitution, substitution_id), actor, now)
        return url_for("accounts.substitutions")

    response = act(work)
    flash(_("The substitution has been revoked."), "success")
    return response
