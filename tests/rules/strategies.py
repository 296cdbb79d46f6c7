"""Every kind of filing, and every combination of readings, for the property tests of the terms."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from rules.calendar import WorkCalendar
from rules.terms import Filing, Place, Readings, Service
from seed.calendar_source import FIRST_YEAR, LAST_YEAR, read_csv

CALENDAR = WorkCalendar(read_csv(), dict.fromkeys(range(FIRST_YEAR, LAST_YEAR + 1), True))

filings = st.builds(
    lambda service, channel, hand_out, filed, later, zone, carriage: Filing(
        service,
        channel,
        filed.replace(tzinfo=UTC),
        filed.replace(tzinfo=UTC) + later,
        hand_out,
        zone,
        carriage,
    ),
    st.sampled_from(Service),
    st.sampled_from(Place),
    st.sampled_from(Place),
    st.datetimes(datetime(2012, 1, 1), datetime(2027, 9, 30)),
    st.timedeltas(timedelta(0), timedelta(days=10)),
    st.sampled_from(["Asia/Almaty", "Asia/Aqtau", "Asia/Qostanay"]),
    st.integers(0, 5),
)
readings = st.builds(Readings, *[st.booleans()] * len(fields(Readings)))
