"""The directory by branch, with a search over what both standards print; one Center."""

from dataclasses import dataclass

from flask import Response, render_template, request
from sqlalchemy import func, select

from blueprints.access import current_actor, requires
from blueprints.centers import bp
from blueprints.htmx import render_page
from extensions import db
from models.center import Branch, Center, CenterListing
from models.folding import fold
from rules.permissions import Permission
from rules.terms import Service

PRINTED = ("name", "address", "phones")


@dataclass(frozen=True)
class Found:
    """A branch with those of its Centers that the page shows."""

    branch: Branch
    centers: list[Center]


@bp.get("/")
@requires(Permission.READ_REFERENCE)
def index() -> Response:
    """The branches with how many Centers each has; a search lists the Centers themselves, branch by branch."""
    wanted = request.args.get("find", "").strip()[:100]
    branches = db.session.scalars(select(Branch).order_by(Branch.no)).all()
    counted = db.session.execute(select(Center.branch_no, func.count()).group_by(Center.branch_no))
    counts = {branch_no: count for branch_no, count in counted}  # noqa: C416 - rows are no pairs to the type checker
    found = _by_branch(_matching(wanted)) if wanted else []
    return render_page(
        "centers/index.html", "centers/_found.html", branches=branches, counts=counts, wanted=wanted, found=found,
        total=sum(len(one.centers) for one in found), can_manage=current_actor().may(Permission.MANAGE_REFERENCE),
    )  # fmt: skip


def _matching(wanted: str) -> list[Center]:
    """The Centers one of whose printings holds every word. Folded here: they are a few hundred, in many spellings.

    Telephones are compared by their digits as well, for nobody types the brackets.
    """
    words, digits = fold(wanted).split(), "".join(c for c in wanted if c.isdigit())
    centers = db.session.scalars(Center.in_order()).unique().all()
    current = ((center, [center.listing(service) for service in Service]) for center in centers)
    return [center for center, listings in current if any(_holds(one, words, digits) for one in listings)]


def _holds(listing: CenterListing, words: list[str], digits: str) -> bool:
    text = fold(" ".join([*(getattr(listing, name) for name in PRINTED), listing.center.branch.region]))
    if words and all(word in text for word in words):
        return True
    phones = ("".join(c for c in line if c.isdigit()) for line in listing.phones.splitlines())
    return len(digits) >= 4 and any(digits in phone for phone in phones)


def _by_branch(centers: list[Center]) -> list[Found]:
    by_branch: dict[int, Found] = {}
    for center in centers:
        by_branch.setdefault(center.branch_no, Found(center.branch, [])).centers.append(center)
    return list(by_branch.values())


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
    """One Center as both standards print it, side by side where they differ."""
    one = db.get_or_404(Center, center_id)
    printings = [(service, one.listing(service)) for service in Service]
    differing = {name for name in PRINTED if len({getattr(listing, name) for _service, listing in printings}) > 1}
    return render_template(
        "centers/center.html", center=one, printings=printings, differing=differing,
        can_manage=current_actor().may(Permission.MANAGE_REFERENCE),
    )  # fmt: skip
