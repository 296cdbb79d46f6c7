"""Where complaints go and by when they are answered: the two tables of the rules, as they act (21–25)."""

from flask import render_template

from blueprints.access import requires
from blueprints.complaints import bp
from extensions import clock
from rules.complaint_routing import ROUTES, Addressee
from rules.complaint_terms import TERMS, TermKind, term_row
from rules.permissions import Permission


@bp.get("/tables")
@requires(Permission.READ_COMPLAINTS)
def tables() -> str:
    """Both tables; the rows in force for a complaint registered today are marked."""
    today = clock.today()
    in_force = {term_row(kind, addressee, today) for kind in TermKind for addressee in Addressee}
    return render_template("complaints/tables.html", routes=ROUTES, terms=TERMS, in_force=in_force)
