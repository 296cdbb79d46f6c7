"""Warnings as a person meets them: counted, read, and known to be outdated; and their settings."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import db, write
from models.application import Application
from models.event import Event
from models.notice import Notice, WarningSetting
from rules.calendar import Scheme, WorkCalendar
from rules.warnings import Addressee, WarningKind, calendar_due, due_until, warned
from tests.factories import user


def notice(application, kind=WarningKind.TERM_ENDS, due_on=None, login="officer", **facts):
    return Notice(
        kind=kind, subject=f"application:{application.id}", application_id=application.id,
        due_on=due_on or application.term_ends_on, user_id=user(login).id, is_urgent=True,
        raised_at=application.accepted_at, **facts,
    )  # fmt: skip


def test_a_person_sees_their_own_warnings_the_newest_first(make_application):
    case = make_application()
    with write():
        db.session.add_all([notice(case), notice(case, WarningKind.CONTROL_DATE), notice(case, login="signatory")])
    shown = db.session.scalars(Notice.of(user("officer").id)).all()
    assert [one.kind for one in shown] == [WarningKind.CONTROL_DATE, WarningKind.TERM_ENDS]


def test_reading_one_leaves_the_others_and_other_people_unread(make_application, set_clock):
    case, now = make_application(), set_clock(2013, 5, 4, 9)
    with write():
        db.session.add_all([notice(case), notice(case, WarningKind.CONTROL_DATE), notice(case, login="signatory")])
    mine, others = user("officer").id, user("signatory").id
    first, foreign = (next(iter(db.session.scalars(Notice.of(one)))).id for one in (mine, others))
    with write():
        assert Notice.mark_read(mine, [first, foreign], now) == 1
    assert (Notice.unread_count(mine), Notice.unread_count(others)) == (1, 1)
    with write():
        assert Notice.mark_read(mine, None, now) == 1
    assert Notice.unread_count(mine) == 0


def test_the_unread_are_counted_to_a_hundred(make_application):
    case = make_application()
    with write():
        db.session.add_all([notice(case, due_on=date.fromordinal(735000 + n)) for n in range(103)])
    assert Notice.unread_count(user("officer").id) == 100


def test_a_warning_stands_until_its_act_is_done_or_its_day_has_moved(make_application, set_clock):
    case = make_application()
    warning, of_another_day = notice(case), notice(case, due_on=date(2013, 5, 27))
    with write():
        db.session.add_all([warning, of_another_day])
    assert warning.still_stands(date(2013, 5, 28))
    assert not of_another_day.still_stands(date(2013, 5, 28))
    assert not warning.still_stands(date(2013, 5, 29)), "it counts as issued: another warning speaks now"
    with write():
        case.withdraw("Передумали", user("clerk").actor(), set_clock(2013, 5, 20, 10))
    assert not warning.still_stands(date(2013, 5, 20))


def test_what_stands_is_the_same_in_sql(make_application):
    open_case, silent = make_application(), make_application()
    with write():
        for case in (open_case, silent):
            db.session.add_all([notice(case), notice(case, due_on=date(2013, 5, 27))])
            db.session.add(notice(case, WarningKind.COUNTS_AS_ISSUED, case.deemed_issued_on))
            db.session.add(notice(case, WarningKind.RETURN, date(2013, 7, 1)))
        for year, day in ((2013, date(2012, 12, 15)), (2014, date(2013, 12, 15)), (2012, date(2011, 12, 15))):
            db.session.add(
                Notice(
                    kind=WarningKind.CALENDAR_NOT_CONFIRMED, subject=f"calendar:{year}", due_on=day,
                    user_id=user("administrator").id, is_urgent=True, raised_at=open_case.accepted_at,
                )
            )  # fmt: skip
    for today in (date(2013, 5, 20), date(2013, 5, 29), date(2013, 12, 16)):
        query = select(Notice).outerjoin(Application, Notice.application_id == Application.id)
        in_sql = set(db.session.scalars(query.where(Notice.standing(today))))
        assert in_sql == {one for one in db.session.scalars(select(Notice)) if one.still_stands(today)}
        assert len(in_sql) == 4


def test_a_year_is_warned_of_until_it_is_confirmed():
    def stands(confirmed, day):
        return calendar_due(WorkCalendar([], {2012: True, 2013: True, 2014: confirmed}), day, day)

    assert stands(False, date(2013, 11, 30)) == []
    assert stands(False, date(2013, 12, 14)) == [(2015, date(2013, 12, 1))]
    assert stands(False, date(2013, 12, 15)) == [(2014, date(2013, 12, 15)), (2015, date(2013, 12, 1))]
    assert stands(True, date(2013, 12, 15)) == [(2015, date(2013, 12, 1))]


def test_a_lead_beyond_the_last_loaded_year_takes_in_all_that_is_loaded():
    calendar = WorkCalendar([], {2013: True})
    assert due_until(calendar, Scheme.COMMITTEE, 2, date(2013, 12, 20)) == date(2013, 12, 24)
    assert due_until(calendar, Scheme.COMMITTEE, 20, date(2013, 12, 20)) == date(2013, 12, 31)
    assert due_until(calendar, Scheme.COMMITTEE, 2, date(2014, 2, 1)) == date(2014, 2, 1)


@pytest.mark.usefixtures("app")
def test_a_changed_setting_is_in_force_and_in_the_record(set_clock):
    own = warned(WarningKind.CONTROL_DATE)
    setting = WarningSetting.of(WarningKind.CONTROL_DATE)
    assert (setting.lead_days, setting.addressees) == (own.lead_days, sorted(own.addressees))
    for lead_days in (5, 5):
        with write():
            WarningSetting.change(
                WarningKind.CONTROL_DATE, lead_days, [Addressee.OFFICER], True, user("administrator").actor(),
                set_clock(2013, 5, 6, 9),
            )  # fmt: skip
    changed = WarningSetting.of(WarningKind.CONTROL_DATE)
    assert (changed.lead_days, changed.is_urgent, changed.version) == (5, True, 1)
    (event,) = db.session.scalars(select(Event).where(Event.kind == "warning_setting_changed"))
    assert (event.subject, event.data["before"]["lead_days"], event.data["after"]["lead_days"]) == (
        "warning:control_date", own.lead_days, 5,
    )  # fmt: skip
