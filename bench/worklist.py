"""Worklists as the archive grows: the same 500 open cases among 2,000 and among 200,000, as ratios in one run.

    python -m bench.worklist

Prints, for each tab of the worklist, how many times longer its page and its count take in the large archive. What the
partial index on open cases promises is a ratio near 1.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import insert

from app import create_app
from blueprints.review.routes_worklist import TABS, capped_count, in_order, of_tab
from extensions import db, write
from models.applicant import Applicant, ApplicantKind
from models.application import Application
from models.user import RoleGrant, User
from rules.permissions import Role
from rules.terms import Place, Service
from rules.workflow import State
from seed.load import load_reference_data

OPEN, SMALL, LARGE, ROUNDS = 500, 2_000, 200_000, 15
NOW = datetime(2026, 5, 14, 6, tzinfo=UTC)
TODAY = date(2026, 5, 14)


def _row(number: int, is_open: bool, user_id: int) -> dict[str, object]:
    accepted = TODAY - timedelta(days=number % 20 if is_open else 60 + number % 3000)
    term = accepted + timedelta(days=21)
    return {
        "service": Service.EUC, "state": State.UNDER_REVIEW if is_open else State.WITHDRAWN, "number": f"E-{number}",
        "channel": Place.COMMITTEE, "hand_out_place": Place.COMMITTEE, "applicant_id": 1, "accepted_at": NOW,
        "accepted_by_id": user_id, "received_at": NOW, "officer_id": user_id, "accepted_on": accepted,
        "received_on": accepted, "completeness_due_on": accepted + timedelta(days=2),
        "control_on": term - timedelta(days=1), "term_ends_on": term, "hand_out_on": term,
        "deemed_issued_on": term + timedelta(days=1), "deemed_issue_due_on": term + timedelta(days=7),
        "promised_on": term, "closed_at": None if is_open else NOW, "closing_reason": "", "version": 1,
        "is_provisional": False,
    }  # fmt: skip


def _fill(cases: int) -> None:
    with write():
        load_reference_data()
        user = User(login="officer", full_name="A B", created_at=NOW, password_hash="-")
        db.session.add_all([user, Applicant(kind=ApplicantKind.LEGAL, identifier="0", name="A", folded_name="a")])
        db.session.flush()
        for start in range(0, cases, 10_000):
            numbers = range(start, min(start + 10_000, cases))
            db.session.execute(insert(Application), [_row(n, n < OPEN, user.id) for n in numbers])


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        db.session.rollback()
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _measure(cases: int, folder: Path) -> dict[str, float]:
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / f'{cases}.sqlite'}", "SECRET_KEY": "bench"})
    with app.app_context():
        upgrade()
        _fill(cases)
        officer = db.session.scalars(User.named("officer")).one()
        with write():
            db.session.add(RoleGrant(user_id=officer.id, role=Role.OFFICER))
        actor = db.session.scalars(User.named("officer")).one().actor()
        result = {}
        for tab in TABS:
            cases_of_tab = of_tab(tab, actor, TODAY)
            page = in_order(cases_of_tab, TODAY).limit(25)
            result[f"{tab}: page"] = _median(lambda page=page: db.session.scalars(page).unique().all())
            result[f"{tab}: count"] = _median(lambda query=cases_of_tab: capped_count(query))
        db.session.remove()
        db.engine.dispose()
        return result


def main() -> None:
    """Measure both archives and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = _measure(SMALL, Path(folder)), _measure(LARGE, Path(folder))
    for name in small:
        print(f"{name:20} {large[name] / small[name]:6.2f}")


if __name__ == "__main__":
    main()
