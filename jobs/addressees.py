"""Who is told of a warning today: the people of the case, those of a role, and whoever acts for them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from extensions import db
from models.center import Center
from models.complaint import Complaint
from models.user import RoleGrant, Substitution, User
from rules import complaint_routing
from rules.complaint_routing import OUTSIDE
from rules.permissions import CENTER_ROLES, Role
from rules.warnings import Addressee, role_of


class Addressees:
    """Active people by duty, as they stand on one day; read once for a run."""

    def __init__(self, today: date) -> None:
        self._active = frozenset(db.session.scalars(select(User.id).where(User.is_active)))
        self._holders: dict[tuple[Role, int | str | None], set[int]] = defaultdict(set)
        for grant in db.session.execute(select(RoleGrant.role, RoleGrant.center_id, RoleGrant.body, RoleGrant.user_id)):
            if grant.user_id in self._active:
                self._holders[grant.role, grant.center_id or grant.body].add(grant.user_id)
        merged = select(Center.id, Center.successor_id).where(Center.successor_id.is_not(None))
        self._successors = {center_id: successor_id for center_id, successor_id in db.session.execute(merged)}  # noqa: C416 - rows are no pairs to the type checker
        self._substitutes: dict[int, set[int]] = defaultdict(set)
        acting = select(Substitution.absent_id, Substitution.substitute_id).where(
            Substitution.revoked_at.is_(None), Substitution.starts_on <= today, Substitution.ends_on >= today
        )
        for absent, substitute in db.session.execute(acting):
            if substitute in self._active:
                self._substitutes[absent].add(substitute)

    def of(
        self, addressees: Collection[Addressee], officer_id: int | None = None, center_id: int | None = None
    ) -> set[int]:
        """The ids of those who are told, with their substitutes (и.о.)."""
        return self._with_substitutes(
            set().union(*(self._people(Addressee(one), officer_id, center_id) for one in addressees))
        )

    def of_complaint(
        self, addressees: Collection[Addressee], complaint: Complaint, asked_id: int | None = None
    ) -> set[int]:
        """Those of a complaint; none who is complained of or decided its case, unless they are asked to explain."""
        told = self._with_substitutes(
            set().union(*(self._of_complaint(Addressee(one), complaint, asked_id) for one in addressees))
        )
        return told - (complaint.involved.people - {asked_id})

    def _with_substitutes(self, told: set[int]) -> set[int]:
        return told.union(*(self._substitutes[one] for one in told if one in self._substitutes))

    def _of_complaint(self, addressee: Addressee, complaint: Complaint, asked_id: int | None) -> set[int]:
        if addressee is Addressee.ASKED and asked_id in self._active:
            return {asked_id}
        if addressee is Addressee.COMPLAINT_HEAD:
            return self._heads(complaint, Role.SIGNATORY)
        if complaint.officer_id in self._active:
            return {complaint.officer_id}
        return self._heads(complaint, Role.LEGAL_OFFICER)

    def _heads(self, complaint: Complaint, at_committee: Role) -> set[int]:
        """Who assigns and signs where it is decided; for a body without an account the legal service keeps watch."""
        if complaint.addressee is complaint_routing.Addressee.CENTER_HEAD:
            return self._holders[Role.CENTER_HEAD, complaint.addressee_center_id]
        if complaint.addressee in OUTSIDE:
            of_body = self._holders[Role.BODY_OFFICER, complaint.addressee]
            return of_body or self._holders[Role.LEGAL_OFFICER, None]
        return self._holders[at_committee, None]

    def _people(self, addressee: Addressee, officer_id: int | None, center_id: int | None) -> set[int]:
        if addressee is Addressee.OFFICER and officer_id in self._active:
            return {officer_id}
        role = Role.HEAD_OF_UNIT if addressee is Addressee.OFFICER else role_of(addressee)
        if role not in CENTER_ROLES:
            return self._holders[role, None]
        # Those of a Center that was merged, and of whoever took over its cases.
        told = set(self._holders[role, center_id])
        while center_id in self._successors:
            center_id = self._successors[center_id]
            told |= self._holders[role, center_id]
        return told
