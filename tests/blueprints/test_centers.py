"""What may be changed of a Center, by whom, and what is kept of it."""

import pytest
from sqlalchemy import select

from extensions import db
from models.center import Center
from models.event import Event


def test_the_administrator_changes_days_of_carriage_and_closes_with_a_reason_that_is_recorded(login_as):
    administrator = login_as("administrator")
    answer = administrator.submit("/centers/7/edit", {"is_open": None, "carriage_days": "2", "reason": "Ремонт"})
    assert answer.status_code == 303
    center = db.session.get_one(Center, 7)
    assert (center.is_open, center.carriage_days) == (False, 2)
    event = db.session.scalars(select(Event)).one()
    assert (event.kind, event.subject, event.data["reason"]) == ("center_changed", "center:7", "Ремонт")
    assert event.data["before"] == {"is_open": True, "carriage_days": 0}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"carriage_days": "-1"}, "carriage_days"),
        ({"carriage_days": "31"}, "carriage_days"),
        ({"carriage_days": "два"}, "carriage_days"),
        ({"carriage_days": ""}, "carriage_days"),
        ({"reason": ""}, "reason"),
        ({"reason": "я" * 1001}, "reason"),
    ],
)
def test_a_change_that_will_not_do_is_told_at_its_field(login_as, values, field):
    answer = login_as("administrator").submit("/centers/7/edit", {"carriage_days": "1", "reason": "Ремонт", **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert db.session.get_one(Center, 7).carriage_days == 0


def test_days_of_carriage_move_the_dispatch_of_later_filings_only(login_as, make_application):
    before = make_application("euc", hand_out="center")
    center_id = before.hand_out_center_id
    login_as("administrator").submit(f"/centers/{center_id}/edit", {"carriage_days": "2", "reason": "Почта"})
    db.session.rollback()
    after = make_application("euc", hand_out="center")
    assert before.deliver_on == after.deliver_on
    assert before.dispatch_on > after.dispatch_on


def test_an_edit_on_an_older_version_is_told_so(login_as):
    administrator = login_as("administrator")
    form = administrator.form("/centers/7/edit")
    administrator.submit("/centers/7/edit", {"carriage_days": "1", "reason": "Первая"})
    assert administrator.send(form, {"carriage_days": "3", "reason": "Вторая"}).status_code == 409
    assert db.session.get_one(Center, 7).carriage_days == 1


def test_what_the_decree_prints_is_not_offered_for_change(login_as):
    names = {name for name, _value in login_as("administrator").form("/centers/7/edit").fields}
    assert names == {"csrf_token", "_key", "version", "is_open", "carriage_days", "reason"}
