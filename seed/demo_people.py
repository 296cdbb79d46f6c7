"""The demonstration's accounts: one for each role, a few more where two are needed, and a substitution in force."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from extensions import db, write
from models import people
from models.calendar import CalendarYear
from models.center import Center
from models.event import record
from models.user import RoleGrant, User
from rules.complaint_routing import Addressee
from rules.permissions import BODY_ROLES, BRANCH_ROLES, CENTER_ROLES, Role
from rules.terms import committee_today

PASSWORD = "export-control"  # noqa: S105 - printed on purpose, for an instance that only this machine reaches

USTKAMEN, AKTAU, KARAGANDA = "5/2", "11/2", "8/2"
"""The Centers of the demonstration; the operator, the head and the branch head are those of the first."""
CARRIAGE_DAYS = {USTKAMEN: 1, AKTAU: 2, KARAGANDA: 1}


@dataclass(frozen=True)
class Person:
    """An account to be made."""

    login: str
    full_name: str
    post: str
    role: Role
    center: str = USTKAMEN
    body: Addressee = Addressee.MINISTRY


PEOPLE = (
    Person("clerk", "Темірова Ләззат Маратқызы", "ведущий специалист канцелярии", Role.CLERK),
    Person("officer", "Жұмабаева Айгүл Қанатқызы", "главный специалист", Role.OFFICER),
    Person("officer_2", "Петров Иван Ильич", "главный специалист", Role.OFFICER),
    Person("head_of_unit", "Әбдірахманов Серік Жанатұлы", "начальник управления", Role.HEAD_OF_UNIT),
    Person("signatory", "Ахметов Даулет Ерланович", "заместитель председателя Комитета", Role.SIGNATORY),
    Person("signatory_2", "Досов Қайрат Әлиұлы", "председатель Комитета", Role.SIGNATORY),
    Person("center_operator", "Ким Олег Викторович", "инспектор", Role.CENTER_OPERATOR),
    Person("center_head", "Сәрсенов Бауыржан Талғатұлы", "начальник отдела", Role.CENTER_HEAD),
    Person("branch_head", "Өтегенова Гүлнар Сериковна", "директор филиала", Role.BRANCH_HEAD),
    Person("legal_officer", "Нұрланов Ерлан Болатұлы", "юрисконсульт", Role.LEGAL_OFFICER),
    Person("administrator", "Иванова Мария Петровна", "администратор системы", Role.ADMINISTRATOR),
    Person("auditor", "Қасымова Әсел Ғабитқызы", "аудитор", Role.AUDITOR),
    Person("body_officer", "Байжанова Сәуле Маратқызы", "главный эксперт Министерства", Role.BODY_OFFICER),
    Person("body_officer_2", "Садықов Нұрлан Айтұлы", "директор департамента Министерства", Role.BODY_OFFICER),
    Person("operator_aktau", "Жолдасов Нұрбол Сәкенұлы", "инспектор", Role.CENTER_OPERATOR, AKTAU),
    Person("operator_karaganda", "Шмидт Елена Андреевна", "инспектор", Role.CENTER_OPERATOR, KARAGANDA),
)
OPERATORS = {USTKAMEN: "center_operator", AKTAU: "operator_aktau", KARAGANDA: "operator_karaganda"}


def user(login: str) -> User:
    """The account of this name; it has been made."""
    return db.session.scalars(User.named(login)).one()


def center(key: str) -> Center:
    """The Center of this branch and row; it is in the directory."""
    return db.session.scalars(Center.with_key(key)).unique().one()


def _grant(person: Person) -> RoleGrant:
    place = center(person.center)
    return RoleGrant(
        role=person.role, center_id=place.id if person.role in CENTER_ROLES else None,
        branch_no=place.branch_no if person.role in BRANCH_ROLES else None,
        body=person.body if person.role in BODY_ROLES else None,
    )  # fmt: skip


def add_people(began: datetime, now: datetime) -> list[str]:
    """Make the accounts as of `began`, the administrator first; a line to print for each."""
    with write():
        actor = None
        for person in sorted(PEOPLE, key=lambda person: person.role is not Role.ADMINISTRATOR):
            account = User(
                login=person.login, full_name=person.full_name, post=person.post, grants=[_grant(person)],
                created_at=began,
            )  # fmt: skip
            account.set_password(PASSWORD)
            db.session.add(account)
            db.session.flush()
            record("user_created", actor, began, subject=f"user:{account.id}", roles=[person.role], by="demo")
            actor = actor or account.actor()
        _put_in_order(began, now)
    return [f"  {person.login:<20} {person.full_name}, {person.post}" for person in PEOPLE]


def _put_in_order(began: datetime, now: datetime) -> None:
    """What an administrator does in the first days: years confirmed, days of carriage, a substitution."""
    actor, today = user("administrator").actor(), committee_today(now)
    years = db.session.scalars(
        select(CalendarYear).where(CalendarYear.year <= today.year, CalendarYear.confirmed_at.is_(None))
    )
    for year in years:
        year.confirmed_at, year.confirmed_by_id = began, actor.user_id
        record("calendar_year_confirmed", actor, began, subject=f"calendar:{year.year}")
    for key, days in CARRIAGE_DAYS.items():
        center(key).set_carriage(days, "Доставка фельдъегерской связью", actor, began)
    ordered = now - timedelta(days=2)
    people.appoint(
        user("signatory_2"), user("head_of_unit"), "147-ж", committee_today(ordered), committee_today(ordered),
        today + timedelta(days=12), actor, ordered,
    )  # fmt: skip
