"""People, their roles, and who acts for whom (и.о.) under which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, UniqueConstraint, column, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from rules.complaint_routing import Addressee
from rules.permissions import BODY_ROLES, BRANCH_ROLES, CENTER_ROLES, Permission, Role, permissions_of

MIN_PASSWORD_LENGTH = 10
_hasher = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """The argon2id hash of a password. It takes a while on purpose: made before a unit of work, not within."""
    return _hasher.hash(password)


_NOBODY = hashed("no such person: hashing takes as long as for one who exists")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for whom, with which permissions, and how far they see. What every act is given."""

    user_id: int
    full_name: str
    post: str
    permissions: frozenset[Permission]
    on_behalf_of_id: int | None = None
    substitution_id: int | None = None
    center_ids: frozenset[int] = frozenset()
    branch_nos: frozenset[int] = frozenset()
    bodies: frozenset[Addressee] = frozenset()
    """The bodies outside the Committee that this person answers complaints for."""

    def may(self, *permissions: Permission) -> bool:
        return all(p in self.permissions for p in permissions)

    @property
    def sees_all(self) -> bool:
        return Permission.READ_ALL_CASES in self.permissions

    @property
    def people(self) -> tuple[int | None, int | None]:
        """Both persons behind an act, for the rule of four eyes."""
        return (self.user_id, self.on_behalf_of_id)


class User(db.Model):
    """A person with an account. Accounts are disabled, never deleted: their acts stay."""

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    post: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    iin: Mapped[str] = mapped_column(String(12), default="")
    """The certificate that this person signs with in the browser must name the same."""
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(8), default="ru")
    theme: Mapped[str] = mapped_column(String(8), default="")
    density: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin", order_by="RoleGrant.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def short_name(self) -> str:
        """Surname and initials, tied by no-break spaces: «Жұмабаева А. Қ.»."""
        surname, *rest = self.full_name.split()
        return "\u00a0".join([surname, *(f"{name[0]}." for name in rest)])

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def set_password(self, password: str) -> None:
        self.password_hash = hashed(password)

    def has_password(self, password: str) -> bool:
        try:
            return _hasher.verify(self.password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def actor(self, substitution: "Substitution | None" = None) -> Actor:
        """This person acting for themselves, or for the one whom the substitution names."""
        source = substitution.absent if substitution else self
        center_ids = frozenset(g.center_id for g in source.grants if g.center_id)
        branch_nos = frozenset(g.branch_no for g in source.grants if g.branch_no)
        return Actor(
            user_id=self.id,
            full_name=self.full_name,
            post=source.post,
            permissions=permissions_of(source.roles),
            on_behalf_of_id=source.id if substitution else None,
            substitution_id=substitution.id if substitution else None,
            center_ids=center_ids | _merged_into(center_ids, branch_nos),
            branch_nos=branch_nos,
            bodies=frozenset(g.body for g in source.grants if g.body),
        )

    @classmethod
    def named(cls, login: str) -> Select["User"]:
        return select(cls).where(cls.login == login.strip().casefold())

    @classmethod
    def holding(cls, roles: Iterable[Role]) -> Select["User"]:
        """Active people who hold any of the roles, by name."""
        return select(cls).where(cls.is_active, cls.grants.any(RoleGrant.role.in_(list(roles)))).order_by(cls.full_name)


# Named here by its columns: models.center knows people, so it cannot be asked in its turn.
_CENTER = table("center", column("id"), column("branch_no"), column("successor_id"))


def _merged_into(center_ids: frozenset[int], branch_nos: frozenset[int]) -> frozenset[int]:
    """The Centers that were merged into these or into those of these branches, however long the way."""
    if not center_ids and not branch_nos:
        return frozenset()
    taken_over, into = _CENTER.alias("taken_over"), _CENTER.alias("into")
    own = or_(into.c.id.in_(center_ids), into.c.branch_no.in_(branch_nos))
    found = select(taken_over.c.id).join(into, taken_over.c.successor_id == into.c.id).where(own).cte(recursive=True)
    found = found.union(select(taken_over.c.id).join(found, taken_over.c.successor_id == found.c.id))
    with db.session.no_autoflush:
        return frozenset(db.session.scalars(select(found.c.id)))


def waste_time_on(password: str) -> None:
    """Hash against nobody, so that an unknown login takes as long as a wrong password."""
    try:
        _hasher.verify(_NOBODY, password)
    except VerifyMismatchError:
        return


class RoleGrant(db.Model):
    """One role of one person, bound to a Center, a branch or an outside body where the role asks for it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(stored(Role, "role"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    branch_no: Mapped[int | None] = mapped_column(ForeignKey("branch.no"))
    body: Mapped[Addressee | None] = mapped_column(stored(Addressee, "body", is_closed=False))

    user: Mapped[User] = relationship(back_populates="grants")
    __table_args__ = (
        UniqueConstraint("user_id", "role", "center_id", "branch_no", "body"),
        CheckConstraint(
            "(role IN ('center_operator', 'center_head')) = (center_id IS NOT NULL)", name="center_role_has_center"
        ),
        CheckConstraint("(role = 'branch_head') = (branch_no IS NOT NULL)", name="branch_role_has_branch"),
        CheckConstraint("(role = 'body_officer') = (body IS NOT NULL)", name="body_role_has_body"),
        CheckConstraint("body IN ('ministry', 'rgp_center', 'call_center')", name="body_is_outside"),
    )

    @staticmethod
    def needs_center(role: Role) -> bool:
        return role in CENTER_ROLES

    @staticmethod
    def needs_branch(role: Role) -> bool:
        return role in BRANCH_ROLES

    @staticmethod
    def needs_body(role: Role) -> bool:
        return role in BODY_ROLES


class Substitution(db.Model):
    """A substitute (и.о.) acts for an absent person from one day to another, under an order's number."""

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    order_number: Mapped[str] = mapped_column(String(64))
    order_date: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    revoked_at: Mapped[datetime | None]

    absent: Mapped[User] = relationship(foreign_keys=[absent_id], lazy="joined")
    substitute: Mapped[User] = relationship(foreign_keys=[substitute_id], lazy="joined")
    __table_args__ = (
        CheckConstraint("absent_id <> substitute_id", name="two_people"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_end"),
    )

    def is_in_force(self, today: date) -> bool:
        return self.revoked_at is None and self.starts_on <= today <= self.ends_on and self.absent.is_active

    @classmethod
    def open_to(cls, user_id: int, today: date) -> Select["Substitution"]:
        """The substitutions this person may act under today."""
        return select(cls).where(
            cls.substitute_id == user_id,
            cls.revoked_at.is_(None),
            cls.starts_on <= today,
            cls.ends_on >= today,
            cls.absent.has(User.is_active),
        )
