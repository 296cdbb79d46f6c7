"""For which cases each kind of warning stands: in SQL over all of them, and for one, by the same table."""

from datetime import date, datetime

import pytest
from sqlalchemy import update

from extensions import db, write
from models.application import Application
from models.decision import Decision
from models.due import due_of, standing
from rules.refusal import Ground
from rules.warnings import WARNINGS, WarningKind
from rules.workflow import DECIDED, PENDING, DecisionKind, ResultPlace, State
from tests.factories import complete, user

FAR = date(2099, 1, 1)


def standing_for(application: Application, today: date, until: date = FAR) -> dict[str, date]:
    """What the SQL answers for one case."""
    found = {}
    for kind in (warning.kind for warning in WARNINGS if warning.occasions):
        for row in db.session.execute(standing(kind, today, until).where(Application.id == application.id)):
            found[kind.value] = row.due_on
    return found


def put(application: Application, state: State, place: ResultPlace | None = None) -> None:
    """Set a case down in a state, past the acts that lead there."""
    is_decided, is_here = state in DECIDED, place is ResultPlace.CENTER
    values = {
        "state": state, "result_place": place,
        "decided_at": application.accepted_at if is_decided else None, "result_number": "1" if is_decided else None,
        "closed_at": application.accepted_at if place is ResultPlace.HANDED_OUT else None,
        "present_by": date(2013, 11, 20) if state is State.ISSUED else None,
        "custody_ends_on": date(2013, 6, 28) if is_here else None,
        "return_on": date(2013, 7, 1) if is_here or place is ResultPlace.ON_THE_WAY_BACK else None,
    }  # fmt: skip
    with write():
        db.session.execute(update(Application).where(Application.id == application.id).values(**values))


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2013, 5, 6), {"completeness_closes": date(2013, 5, 6), "control_date": date(2013, 5, 27),
                            "term_ends": date(2013, 5, 28)}),
        (date(2013, 5, 28), {"completeness_closes": date(2013, 5, 6), "control_date": date(2013, 5, 27),
                             "term_ends": date(2013, 5, 28)}),
        (date(2013, 5, 29), {"counts_as_issued": date(2013, 5, 29), "issue_after_silence": date(2013, 6, 4)}),
        (date(2013, 7, 29), {"counts_as_issued": date(2013, 5, 29), "issue_after_silence": date(2013, 6, 4)}),
    ],
)  # fmt: skip
def test_a_registered_case_is_warned_of_up_to_its_term_and_then_of_its_silence(make_application, today, kinds):
    assert standing_for(make_application(), today) == kinds


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        (ResultPlace.COMMITTEE, {"delivery": date(2013, 5, 27), "present_by": date(2013, 11, 20)}),
        (ResultPlace.ON_THE_WAY, {"delivery": date(2013, 5, 27), "present_by": date(2013, 11, 20)}),
        (ResultPlace.CENTER, {"custody_ends": date(2013, 6, 28), "return": date(2013, 7, 1),
                              "present_by": date(2013, 11, 20)}),
        (ResultPlace.ON_THE_WAY_BACK, {"return": date(2013, 7, 1), "present_by": date(2013, 11, 20)}),
        (ResultPlace.RETURNED, {"present_by": date(2013, 11, 20)}),
        (ResultPlace.HANDED_OUT, {}),
    ],
)  # fmt: skip
def test_a_certificate_is_warned_of_by_where_it_is(make_application, place, kinds):
    case = make_application(hand_out="center")
    put(case, State.ISSUED, place)
    assert standing_for(case, date(2013, 5, 24)) == kinds


@pytest.mark.parametrize(("today", "stands"), [(date(2013, 6, 28), True), (date(2013, 6, 29), False)])
def test_after_the_month_of_custody_the_return_alone_is_warned_of(make_application, today, stands):
    case = make_application(hand_out="center")
    put(case, State.ISSUED, ResultPlace.CENTER)
    assert ("custody_ends" in standing_for(case, today)) is stands
    in_hand = db.session.get_one(Application, case.id)
    assert (due_of(in_hand, WarningKind.CUSTODY_ENDS, today) is not None) is stands
    assert due_of(in_hand, WarningKind.RETURN, today) == date(2013, 7, 1)


def test_what_is_to_be_dispatched_is_due_the_days_of_carriage_earlier(make_application):
    case = make_application(hand_out="center")
    with write():
        case.dispatch_on = date(2013, 5, 24)
    put(case, State.REFUSED, ResultPlace.COMMITTEE)
    assert standing_for(case, date(2013, 5, 20)) == {"delivery": date(2013, 5, 24)}
    put(case, State.REFUSED, ResultPlace.ON_THE_WAY)
    assert standing_for(case, date(2013, 5, 20)) == {"delivery": date(2013, 5, 27)}


def test_a_day_beyond_the_lead_is_not_warned_of_yet(make_application):
    case = make_application()
    assert "term_ends" not in standing_for(case, date(2013, 5, 24), until=date(2013, 5, 27))
    assert "term_ends" in standing_for(case, date(2013, 5, 24), until=date(2013, 5, 28))


@pytest.mark.parametrize(
    ("kind", "grounds", "lapses_on"),
    [
        (DecisionKind.INCOMPLETENESS_REFUSAL, {}, date(2013, 5, 6)),
        (DecisionKind.REFUSAL, {Ground.INCOMPLETE: "", Ground.FALSE: ""}, date(2013, 5, 6)),
        (DecisionKind.REFUSAL, {Ground.FALSE: ""}, date(2013, 5, 28)),
        (DecisionKind.RESULT, {}, None),
    ],
)
def test_a_prepared_refusal_lapses_with_its_ground_that_closes_first(make_application, kind, grounds, lapses_on):
    case = make_application()
    officer = user("officer").actor()
    with write():
        if kind is not DecisionKind.INCOMPLETENESS_REFUSAL:
            complete(case, case.accepted_at)
        Decision.prepare(case, kind, officer, case.accepted_at, content={}, reasons="Причина", grounds=grounds)
    assert standing_for(case, date(2013, 5, 3)).get("preparation_lapses") == lapses_on
    assert due_of(case, WarningKind.PREPARATION_LAPSES, date(2013, 5, 3)) == lapses_on
    # Forgotten over the end of the term, it is still to be taken back.
    assert standing_for(case, date(2013, 6, 1)).get("preparation_lapses") == lapses_on


def test_the_sql_and_the_rule_agree_on_every_state_place_and_day(make_application):
    compared = 0
    for hand_out in ("committee", "center"):
        case = make_application(hand_out=hand_out)
        places = [(state, None) for state in PENDING] + [(state, place) for state in DECIDED for place in ResultPlace]
        for state, place in places:
            put(case, state, place)
            for today in (date(2013, 5, 6), case.term_ends_on, case.deemed_issued_on, date(2014, 1, 9)):
                by_rule = {
                    warning.kind.value: day
                    for warning in WARNINGS
                    if (day := due_of(case, warning.kind, today)) and case.closed_at is None
                }
                assert by_rule == standing_for(case, today), (hand_out, state, place, today)
                compared += len(by_rule)
    assert compared > 100


def test_a_closed_case_is_warned_of_by_nothing(make_application, set_clock):
    case = make_application()
    with write():
        case.withdraw("Передумали", user("clerk").actor(), datetime(2013, 5, 4, 5, tzinfo=set_clock(2013, 5, 4).tzinfo))
    assert standing_for(case, date(2013, 5, 5)) == {}
