"""The register of complaints with its workbook, and the report of a month with its bars."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from extensions import write
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel, Outcome
from tests.complaints import build_complaint, reply_to
from tests.reviewing_client import text_of

ALMATY = ZoneInfo("Asia/Almaty")


def at(month: int, day: int) -> datetime:
    return datetime(2013, month, day, 10, tzinfo=ALMATY)


@pytest.fixture
def complaints(app, set_clock) -> list[str]:
    """The numbers of one that is answered, one overdue, and one from a Center."""
    with write():
        answered = build_complaint(at(5, 6), complainant_name="=Ахметова Сәуле")
        overdue = build_complaint(at(5, 13), complainant_name="Ким Олег")
        center = build_complaint(at(5, 22), subject=Subject.CENTER_SERVICE, channel=Channel.CENTER)
        reply_to(answered, at(5, 8), Outcome.UPHELD)
        numbers = [answered.number, overdue.number, center.number]
    set_clock(2013, 5, 24, 12)
    return numbers


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", (0, 1, 2)), ("find=сауле", (0,)), ("outcome=upheld", (0,)), ("state=overdue", (1,)),
        ("state=replied", (0,)), ("addressee=center_head", (2,)), ("subject=committee_service", (0, 1)),
        ("since=2013-05-13&until=2013-05-13", (1,)), ("find=никто", ()),
    ],
)  # fmt: skip
def test_the_filters_find_what_they_say(login_as, complaints, asked, found):
    page = text_of(login_as("auditor").page(f"/complaints/journal?{asked}"))
    assert [number in page for number in complaints] == [n in found for n in range(3)]


def test_a_filter_that_cannot_be_is_told_and_kept(login_as, complaints):
    for asked in ("since=2013-05-20&until=2013-05-01", "since=yesterday", "state=lost"):
        answer = login_as("auditor").get(f"/complaints/journal?{asked}")
        assert answer.status_code == 422
        assert "field-error" in answer.text
        assert login_as("auditor").get(f"/complaints/journal.xlsx?{asked}").status_code == 422


def test_everybody_reads_only_what_they_may_see(login_as, complaints):
    answered, _overdue, center = complaints
    page = text_of(login_as("center_head").page("/complaints/journal"))
    assert center in page
    assert answered not in page
    assert "Жалоб ещё не регистрировали" in text_of(login_as("body_officer").page("/complaints/journal"))


def test_the_workbook_has_every_row_and_no_formula(login_as, complaints):
    answer = login_as("auditor").get("/complaints/journal.xlsx")
    heading, *rows = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert [row[0] for row in rows] == list(reversed(complaints))
    answered = dict(zip(heading, rows[-1], strict=True))
    assert (answered["Заявитель жалобы"], answered["Дней до ответа"]) == ("=Ахметова Сәуле", 2)
    assert load_workbook(BytesIO(answer.data)).active.cell(4, 4).data_type == "s"


def test_the_report_counts_and_draws(login_as, complaints):
    page = login_as("auditor").page("/complaints/report")
    words = text_of(page)
    assert "в среднем 2, самое большее 2" in words.replace("\u00a0", " ")
    assert "просрочено: 1" in words
    charts = [node for node in page.iter("svg") if node.get("class") == "chart"]
    assert len(charts) == 4
    lengths = [float(bar.get("width")) for bar in charts[0].iter("rect")]
    assert [n for n in lengths if n] == [344.0, 172.0], "two to the head of the Committee, one to the head of a Center"
    assert len(lengths) == 5


def test_another_month_is_asked_for_and_one_to_come_is_refused(login_as, complaints):
    client = login_as("auditor")
    assert "апрель 2013" in text_of(client.page("/complaints/report?month=2013-04")).replace("\u00a0", " ")
    for month in ("2013-06", "nonsense", "0001-01"):
        answer = client.get(f"/complaints/report?month={month}")
        assert answer.status_code == 422
        assert "field-error" in answer.text
