"""Two people at one Center at once: whoever comes second waits, and finds what the first one left."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from flask import Flask

from extensions import clock, db, write
from models.center import Center
from models.center_change import merger
from models.directory import find_changes
from models.recompute import foresee
from rules.directory import Printed, Row
from rules.terms import Place, Service
from rules.workflow import ActionRefused
from tests.factories import build_application, user

TODAY = date(2013, 5, 3)
WORDED = Printed("Новый отдел", "г. Астана", "")


def in_a_thread(app: Flask, work: Callable[[], object]) -> Future[object]:
    """Do it beside this test, on a connection of its own."""

    def apart() -> object:
        with app.app_context():
            return work()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(apart)
    pool.shutdown(wait=False)
    return future


def is_waiting(future: Future[object]) -> bool:
    sleep(0.5)
    return not future.done()


def at(key: str) -> Center:
    return db.session.scalars(Center.with_key(key)).unique().one()


def admin():
    return user("administrator").actor()


def register() -> int:
    return build_application(Service.EUC, clock.now(), channel=Place.CENTER, hand_out=Place.CENTER).id


def close() -> None:
    (center,) = Center.held(at("3/14").id, for_change=True)
    center.close("Ремонт", admin(), clock.now())


def merge(key: str, into: str) -> None:
    foresee(merger(at(key), at(into), ""), clock.now(), is_held=True).carry_out(admin(), clock.now())


def add() -> str:
    return Center.add(16, dict.fromkeys(Service, WORDED), TODAY, "", admin(), clock.now()).key


def committed(work: Callable[[], object]) -> object:
    with write():
        return work()


def test_a_closing_waits_for_the_registration_under_way(app):
    with write():
        register()
        closing = in_a_thread(app, lambda: committed(close))
        assert is_waiting(closing)
    closing.result(20)
    assert not at("3/14").is_open


def test_a_registration_during_a_closing_waits_and_is_refused(app):
    with write():
        close()
        db.session.flush()
        registering = in_a_thread(app, lambda: committed(register))
        assert is_waiting(registering)
    with pytest.raises(ActionRefused, match="center_closed"):
        registering.result(20)


def test_of_two_mergers_into_each_other_one_comes_about(app):
    with write():
        merge("3/14", "16/2")
        db.session.flush()
        other = in_a_thread(app, lambda: committed(lambda: merge("16/2", "3/14")))
        assert is_waiting(other)
    with pytest.raises(ActionRefused, match="successor_not_open"):
        other.result(20)
    assert (at("3/14").successor_id, at("16/2").is_open) == (at("16/2").id, True)


def test_two_centers_added_at_once_have_two_numbers(app):
    with write():
        first = add()
        other = in_a_thread(app, lambda: committed(add))
        assert is_waiting(other)
    assert (first, other.result(20)) == ("16/14", "16/15")


def test_an_import_waits_for_a_wording_under_way_and_sees_it(app):
    rows = [Row(3, 14, Service.EUC, WORDED)]
    seen = find_changes(rows, TODAY).version
    with write():
        (center,) = Center.held(at("3/14").id, for_change=True)
        center.word_anew(Service.EUC, WORDED._replace(name="Другое"), TODAY, "", admin(), clock.now())
        db.session.flush()
        importing = in_a_thread(app, lambda: committed(lambda: find_changes(rows, TODAY, is_held=True).version))
        assert is_waiting(importing)
    assert importing.result(20) != seen
