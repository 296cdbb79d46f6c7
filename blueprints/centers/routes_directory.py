"""The directory by branch, with a search over what both standards print, and the page of one Center."""

from flask import Response, render_template, request
from sqlalchemy import func, select

from blueprints.access import current_actor, requires
from blueprints.centers import bp
from blueprints.centers.finding import centers_meant, marked, marked_line, wanted_from
from blueprints.centers.today import hours_of, is_insider, load_of, queue_of, staff_of
from blueprints.htmx import render_page
from extensions import clock, db
from models.center import Branch, Center
from models.mobile import MobileStop, MobileTour, can_plan
from rules.permissions import Permission
from rules.telephones import telephones_in
from rules.terms import Service

PRINTED = ("name", "address", "phones")
LONGEST_SEARCH = 100
STOPS_SHOWN = 10


@bp.get("/")
@requires(Permission.READ_REFERENCE)
def index() -> Response:
    """The branches with how many Centers each has; a search lists the Centers themselves, branch by branch."""
    typed = request.args.get("find", "").strip()[:LONGEST_SEARCH]
    wanted = wanted_from(typed)
    branches = db.session.scalars(select(Branch).order_by(Branch.no)).all()
    counted = db.session.execute(select(Center.branch_no, func.count()).group_by(Center.branch_no))
    counts = {branch_no: count for branch_no, count in counted}  # noqa: C416 - rows are no pairs to the type checker
    found = centers_meant(wanted) if typed else []
    return render_page(
        "centers/index.html", "centers/_found.html", branches=branches, counts=counts, typed=typed, wanted=wanted,
        found=found, total=sum(len(one.matches) for one in found), marked=marked, marked_line=marked_line,
        can_manage=current_actor().may(Permission.MANAGE_REFERENCE),
    )  # fmt: skip


@bp.get("/branches/<int:branch_no>")
@requires(Permission.READ_REFERENCE)
def branch(branch_no: int) -> str:
    """The Centers of one branch, in the order of the annex."""
    one = db.get_or_404(Branch, branch_no)
    centers = db.session.scalars(Center.in_order().where(Center.branch_no == branch_no)).unique().all()
    return render_template("centers/branch.html", branch=one, centers=centers)


@bp.get("/<int:center_id>")
@requires(Permission.READ_REFERENCE)
def center(center_id: int) -> str:
    """One Center: hours, telephones, access, timetable, both standards' wordings; to its own people its load too."""
    one, actor, now = db.get_or_404(Center, center_id), current_actor(), clock.now()
    printings = [(service, one.listing(service)) for service in Service]
    differing = {name for name in PRINTED if len({getattr(listing, name) for _service, listing in printings}) > 1}
    lines = list(dict.fromkeys(line for _service, listing in printings for line in listing.phones.splitlines()))
    hours = hours_of(one, now)
    stops = MobileStop.shown().where(MobileTour.center_id == center_id, MobileStop.held_on >= hours.today)
    return render_template(
        "centers/center.html", center=one, printings=printings, differing=differing, hours=hours,
        telephones=[(line, telephones_in(line)) for line in lines], staff=staff_of(one, actor),
        load=load_of(one, hours.today) if is_insider(actor, one) else None,
        queue=queue_of(one, actor, now), is_theirs=center_id in actor.center_ids,
        stops=db.session.scalars(stops.limit(STOPS_SHOWN)).all(), can_plan=can_plan(actor, one),
        can_manage=actor.may(Permission.MANAGE_REFERENCE), can_read_users=actor.may(Permission.READ_USERS),
    )  # fmt: skip
