"""The words of an explanation: each rule, date, reading and kind of day has its own, and none is left over."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from flask_babel import force_locale

from blueprints.termwords import (
    CANDIDATE_NAMES,
    DATE_NAMES,
    HOLIDAY_NAMES,
    OTHER_READINGS,
    RULE_WORDS,
    day_words,
    reading_words,
    rule_words,
)
from rules.calendar import CalendarDay, DayReason, Scheme
from rules.explanation import LAW, ExplainedDay, Explanation, Mark, ReadingUsed, explain
from rules.terms import COMMITTEE_ZONE, Filing, NewTerm, Place, Readings, Service
from seed.calendar_source import RUSSIAN_NAMES
from tests.rules.strategies import CALENDAR

MAY_4, MAY_9, MAY_10, JULY_6 = date(2013, 5, 4), date(2013, 5, 9), date(2013, 5, 10), date(2013, 7, 6)
C, K = Scheme.COMMITTEE, Scheme.CENTER
WORKING, WEEKEND = DayReason.WORKING, DayReason.WEEKEND


def explanations() -> list[Explanation]:
    """Those of filings of every kind under every reading, in and after hours, through a year; some arrive late."""
    found: list[Explanation] = []
    readings = [Readings(*chosen) for chosen in product((True, False), repeat=4)]
    for number, (service, channel, hand_out) in enumerate(product(Service, Place, Place)):
        for turn, chosen in enumerate(readings * 2):
            day = datetime(2014, 1, 8, 19 if turn < len(readings) else 17, tzinfo=COMMITTEE_ZONE)
            filed = day + timedelta(days=11 * turn + number)
            filing = Filing(service, channel, filed, filed, hand_out, COMMITTEE_ZONE, turn % 3)
            arrived = filed.date() + timedelta(days=40) if turn % 5 else None
            found += explain(filing, CALENDAR, chosen, {}, signed_on=filed.date(), arrived_on=arrived)
    # Rarely is the day of delivery the earliest.
    filed = datetime(2012, 2, 17, 10, tzinfo=COMMITTEE_ZONE)
    found += explain(Filing(Service.EUC, Place.CENTER, filed, filed, Place.CENTER), CALENDAR, Readings(), {})
    # An upheld complaint has set a new term.
    new_term = NewTerm(date(2012, 4, 2), date(2012, 4, 9))
    filing = Filing(Service.EUC, Place.COMMITTEE, filed, filed, Place.COMMITTEE, new_term=new_term)
    found += explain(filing, CALENDAR, Readings(), {})
    return found


def test_each_rule_has_its_words_and_no_words_are_without_a_rule(app):
    found = explanations()
    assert {(one.name, one.rule) for one in found} == set(RULE_WORDS)
    assert {one.name for one in found} | {one.start_name for one in found} == set(DATE_NAMES)
    assert {row.name for row in LAW} <= set(DATE_NAMES)
    assert {one.code for each in found for one in each.candidates} == set(CANDIDATE_NAMES)
    with app.app_context():
        for lang in ("ru", "kk", "en"):
            with force_locale(lang):
                words = {rule_words(one) for one in found}
            assert all(text.endswith(".") and "%" not in text and "None" not in text for text in words)


def test_each_reading_has_words_for_both_choices_and_tells_since_when(app):
    assert set(OTHER_READINGS) == {field.name for field in fields(Readings)}
    with app.app_context(), force_locale("ru"):
        for name in OTHER_READINGS:
            yes, no = (reading_words(ReadingUsed(name, value, date(2013, 6, 1))) for value in (True, False))
            assert yes != no and yes.endswith("(для обращений с 01.06.2013)") and no.endswith("с 01.06.2013)")
            assert reading_words(ReadingUsed(name, True, None)) + " (для обращений с 01.06.2013)" == yes


def test_each_holiday_of_the_calendar_has_a_name_in_every_language():
    assert set(HOLIDAY_NAMES) == set(RUSSIAN_NAMES.values())


@pytest.mark.parametrize(
    ("rows", "russian", "kazakh"),
    [
        ([CalendarDay(C, MAY_4, True, DayReason.MOVED_WORKING, moved_from=MAY_10)],
         "4 мая, сб: рабочий день, перенос с 10 мая", "4 мамыр, сб: жұмыс күні, 10 мамыр күнінен ауыстырылған"),
        ([CalendarDay(C, MAY_4, True, DayReason.MOVED_WORKING)],
         "4 мая, сб: рабочий день, перенос", "4 мамыр, сб: жұмыс күні, ауыстырылған"),
        ([CalendarDay(C, MAY_9, False, DayReason.HOLIDAY, "День Победы")],
         "9 мая, чт: праздник, День Победы", "9 мамыр, бс: мереке, Жеңіс күні"),
        ([CalendarDay(C, MAY_10, False, DayReason.MOVED_OFF, moved_from=MAY_4)],
         "10 мая, пт: выходной, перенос с 4 мая", "10 мамыр, жм: демалыс, 4 мамыр күнінен ауыстырылған"),
        ([CalendarDay(C, date(2013, 7, 8), False, DayReason.HOLIDAY_MOVED, "День столицы", moved_from=JULY_6)],
         "8 июля, пн: выходной за праздник 6 июля, День столицы",
         "8 шілде, дс: 6 шілде мерекесі үшін демалыс, Астана күні"),
        ([CalendarDay(C, MAY_4, False, WEEKEND)], "4 мая, сб: выходной", "4 мамыр, сб: демалыс"),
        ([CalendarDay(C, MAY_4, True, DayReason.CORRECTED)],
         "4 мая, сб: рабочий день по исправлению календаря", "4 мамыр, сб: жұмыс күні, күнтізбені түзету бойынша"),
        ([CalendarDay(C, MAY_9, True, WORKING), CalendarDay(K, MAY_9, True, WORKING)],
         "9 мая, чт: рабочий день", "9 мамыр, бс: жұмыс күні"),
        ([CalendarDay(C, MAY_4, False, WEEKEND), CalendarDay(K, MAY_4, True, WORKING)],
         "4 мая, сб: Комитет: выходной; Центр: рабочий день", "4 мамыр, сб: Комитет: демалыс; Орталық: жұмыс күні"),
        ([], "4 мая, сб", "4 мамыр, сб"),
    ],
)  # fmt: skip
def test_a_day_is_told_in_russian_and_in_kazakh(app, rows, russian, kazakh):
    day = ExplainedDay(rows[0].day if rows else MAY_4, Mark.COUNTED, 1, tuple(rows))
    with app.app_context():
        for lang, words in (("ru", russian), ("kk", kazakh)):
            with force_locale(lang):
                assert day_words(day).replace("\N{NO-BREAK SPACE}", " ") == words
