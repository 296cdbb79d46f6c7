"""The seeded calendar, all years confirmed but the last."""

import pytest

from rules.calendar import WorkCalendar
from seed.calendar_source import FIRST_YEAR, LAST_YEAR, read_csv


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar(read_csv(), {year: year != LAST_YEAR for year in range(FIRST_YEAR, LAST_YEAR + 1)})
