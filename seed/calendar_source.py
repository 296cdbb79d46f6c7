"""The calendar of a year as the PyPI package `holidays` gives it, for the Committee and for the Centers.

`python -m seed.calendar_source` writes `seed/calendar.csv` anew. The package knows the Committee's five-day week; of
the Centers' six-day week it knows the public holidays only, and the rule of `terms.md` does the rest.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from holidays import country_holidays

from rules.calendar import CalendarDay, DayReason, Scheme

PACKAGE = f"holidays {version('holidays')}"
CSV_PATH = Path(__file__).with_name("calendar.csv")
COLUMNS = ("scheme", "day", "is_working", "reason", "name", "act", "moved_from")
FIRST_YEAR, LAST_YEAR = 2011, 2027
YEARS_AHEAD = 2  # holidays change by law: a year further off would be a guess

CHRISTMAS, KURBAN_AIT = "Православиелік Рождество", "Құрбан айт"
# Days off that are not public holidays: they never move.
NEVER_MOVED = frozenset({CHRISTMAS, KURBAN_AIT})

# The package's own (Kazakh) names. A name that is not here stops the import: a new holiday needs its Russian name.
RUSSIAN_NAMES = {
    "Жаңа жыл": "Новый год",
    CHRISTMAS: "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Астана күні": "День столицы",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции Республики Казахстан",
    "Республика күні": "День Республики",
    "Қазақстан Республикасы күні": "День Республики Казахстан",
    "Қазақстан Республикасының Тұңғыш Президенті күні": "День Первого Президента Республики Казахстан",
    "Тәуелсіздік күні": "День Независимости",
    KURBAN_AIT: "Курбан-айт, первый день",
}

# The package's marks around a name, as its Kazakh originals write them.
OBSERVED_MARK = "қайта белгіленген демалыс"
ESTIMATED_MARK = "бағаланған"
SUBSTITUTED_PREFIX, SUBSTITUTED_SUFFIX = "Демалыс күні (", " бастап ауыстырылды)"

HOLIDAYS_ACT = "Закон РК от 13 декабря 2001 г. № 267-II «О праздниках в Республике Казахстан»"
LABOUR_CODE_ACT = "Трудовой кодекс РК от 23 ноября 2015 г., статья 84, пункт 5"
LABOUR_CODE_FROM = date(2016, 1, 1)

# The acts behind the moved days off, by the day gained; a day without an entry has an unknown act.
GOVERNMENT_ACTS = {
    date(2011, 3, 7): "Постановление Правительства РК 2011 г. № 167",
    date(2011, 8, 29): "Постановление Правительства РК 2011 г. № 948",
    date(2012, 3, 9): "Постановление Правительства РК 2012 г. № 268",
    date(2012, 4, 30): "Постановление Правительства РК 2012 г. № 458",
    date(2012, 12, 31): "Постановление Правительства РК 2012 г. № 1538",
    date(2013, 5, 10): "Постановление Правительства РК 2013 г. № 345",
    date(2013, 10, 14): "Постановление Правительства РК 2013 г. № 1068",
    date(2014, 1, 3): "Постановление Правительства РК 2013 г. № 1322",
    date(2014, 5, 2): "Постановление Правительства РК 2014 г. № 365",
    date(2014, 5, 8): "Постановление Правительства РК 2014 г. № 365",
    date(2016, 3, 7): "Постановление Правительства РК 2016 г. № 67",
    date(2017, 3, 20): "Постановление Правительства РК 2017 г. № 5",
    date(2017, 7, 7): "Постановление Правительства РК 2017 г. № 5",
    date(2018, 3, 9): "Постановление Правительства РК 2017 г. № 864",
    date(2018, 4, 30): "Постановление Правительства РК 2017 г. № 864",
    date(2018, 5, 8): "Постановление Правительства РК 2017 г. № 864",
    date(2018, 8, 31): "Постановление Правительства РК 2017 г. № 864",
    date(2018, 12, 31): "Постановление Правительства РК 2017 г. № 864",
    date(2019, 5, 10): "Постановление Правительства РК 2018 г. № 888",
    date(2020, 1, 3): "Постановление Правительства РК 2019 г. № 820",
    date(2020, 5, 8): "Постановление Правительства РК 2019 г. № 820",
    date(2020, 12, 18): "Постановление Правительства РК 2019 г. № 820",
    date(2021, 7, 5): "Постановление Правительства РК 2020 г. № 930",
    date(2022, 3, 7): "Постановление Правительства РК от 6 октября 2021 г. № 713",
    date(2022, 8, 29): "Постановление Правительства РК от 6 октября 2021 г. № 713",
    date(2022, 10, 24): "Постановление Правительства РК 2022 г. № 796",
    date(2023, 7, 7): "Постановление Правительства РК 2023 г. № 326",
    date(2024, 5, 8): "Приказ министра труда и социальной защиты населения РК 2024 г. № 109",
    date(2025, 1, 3): "Приказ министра труда и социальной защиты населения РК 2024 г. № 436",
}


class YearNotKnown(LookupError):
    """The package does not know the year well enough to import it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which the table and the package differ; None is the pattern of its day of the week."""

    scheme: Scheme
    day: date
    stored: CalendarDay | None
    given: CalendarDay | None


def known_rows(year: int, today: date) -> list[CalendarDay]:
    """`rows_for_year` of a year that the package knows. Raises YearNotKnown."""
    if not FIRST_YEAR <= year <= today.year + YEARS_AHEAD:
        raise YearNotKnown(year)
    try:
        return rows_for_year(year)
    except (ValueError, NotImplementedError) as error:  # a holiday without its Russian name, a year out of range
        raise YearNotKnown(year) from error


def differences(stored: Iterable[CalendarDay], given: Iterable[CalendarDay]) -> list[Difference]:
    """Where the two differ in more than the act, which people add by hand."""
    ours = {(row.scheme, row.day): row for row in stored}
    theirs = {(row.scheme, row.day): row for row in given}
    keys = sorted(ours.keys() | theirs.keys(), key=lambda key: (key[1], key[0] is not Scheme.COMMITTEE))
    pairs = ((key, ours.get(key), theirs.get(key)) for key in keys)
    return [Difference(*key, one, other) for key, one, other in pairs if _without_act(one) != _without_act(other)]


def _without_act(row: CalendarDay | None) -> CalendarDay | None:
    return replace(row, act="") if row else None


def estimated_days(year: int) -> frozenset[date]:
    """Days that the package reckons from the Moon and nobody has announced yet."""
    named = country_holidays("KZ", years=year, language="kk").items()
    return frozenset(day for day, label in named if ESTIMATED_MARK in label and day.year == year)


def rows_for_year(year: int) -> list[CalendarDay]:
    """Every day of the year that differs from the weekly pattern or has a name, in both schemes, by scheme and day."""
    # A day off in January may be gained by a working weekend of the December before it: ask for the next year too.
    source = country_holidays("KZ", years=(year - 1, year, year + 1), language="kk")
    named: dict[date, str] = {}  # holidays on their own dates, by the package's names
    observed: dict[date, str] = {}  # days off in place of holidays on a weekend (five-day week)
    gained: dict[date, date] = {}  # days off moved by the Government -> the day worked instead
    for day, label in sorted(source.items()):
        if label.startswith(SUBSTITUTED_PREFIX):
            worked = label.removeprefix(SUBSTITUTED_PREFIX).removesuffix(SUBSTITUTED_SUFFIX)
            number, month, worked_year = map(int, worked.split("."))
            gained[day] = date(worked_year, month, number)
        elif OBSERVED_MARK in label:
            observed[day] = _bare(label)
        else:
            named[day] = _bare(label)
    rows = [*_committee_rows(named, observed, gained), *_center_rows(named)]
    return sorted((row for row in rows if row.day.year == year), key=lambda row: (row.scheme != "committee", row.day))


def _bare(label: str) -> str:
    """The holiday's name without the package's mark in brackets."""
    name, _, mark = label.partition(" (")
    if mark and OBSERVED_MARK not in mark and ESTIMATED_MARK not in mark:
        raise ValueError(f"Unknown mark in the package's name: {label}")
    if name not in RUSSIAN_NAMES:
        raise ValueError(f"No Russian name for the holiday: {label}")
    return name


def _holiday(scheme: Scheme, day: date, name: str) -> CalendarDay:
    act = HOLIDAYS_ACT
    if name in NEVER_MOVED:
        act = LABOUR_CODE_ACT if day >= LABOUR_CODE_FROM else ""
    return CalendarDay(scheme, day, False, DayReason.HOLIDAY, RUSSIAN_NAMES[name], act)


def _committee_rows(
    named: dict[date, str], observed: dict[date, str], gained: dict[date, date]
) -> Iterable[CalendarDay]:
    scheme = Scheme.COMMITTEE
    for day, name in named.items():
        yield _holiday(scheme, day, name)
    for day, name in observed.items():
        yield CalendarDay(
            scheme,
            day,
            False,
            DayReason.HOLIDAY_MOVED,
            RUSSIAN_NAMES[name],
            moved_from=_origin(day, name, named, observed),
        )
    for day, worked in gained.items():
        act = GOVERNMENT_ACTS.get(day, "")
        yield CalendarDay(scheme, day, False, DayReason.MOVED_OFF, act=act, moved_from=worked)
        yield CalendarDay(scheme, worked, True, DayReason.MOVED_WORKING, act=act, moved_from=day)


def _origin(day: date, name: str, named: dict[date, str], observed: dict[date, str]) -> date:
    """The weekend holiday that this day off stands for: the package names it only, so they are paired in order."""
    weekends = [d for d, n in named.items() if n == name and d.year == day.year and d.weekday() >= 5]
    stand_ins = [d for d, n in observed.items() if n == name and d.year == day.year]
    return weekends[stand_ins.index(day)]


def _center_rows(named: dict[date, str]) -> Iterable[CalendarDay]:
    """The six-day week: a public holiday on a Sunday moves to the next day that is neither Sunday nor holiday."""
    scheme = Scheme.CENTER
    taken = set(named)
    for day, name in named.items():
        yield _holiday(scheme, day, name)
        if day.weekday() == 6 and name not in NEVER_MOVED:
            stand_in = day + timedelta(days=1)
            while stand_in in taken or stand_in.weekday() == 6:
                stand_in += timedelta(days=1)
            taken.add(stand_in)
            yield CalendarDay(scheme, stand_in, False, DayReason.HOLIDAY_MOVED, RUSSIAN_NAMES[name], moved_from=day)


def write_csv(path: Path = CSV_PATH) -> None:
    """Write the days of all seeded years."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for row in rows_for_year(year):
                is_working = "true" if row.is_working else "false"
                moved_from = row.moved_from.isoformat() if row.moved_from else ""
                writer.writerow(
                    (row.scheme, row.day.isoformat(), is_working, row.reason, row.name, row.act, moved_from)
                )


def read_csv(path: Path = CSV_PATH) -> list[CalendarDay]:
    """The days that `write_csv` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            CalendarDay(
                scheme=Scheme(line["scheme"]),
                day=date.fromisoformat(line["day"]),
                is_working={"true": True, "false": False}[line["is_working"]],
                reason=DayReason(line["reason"]),
                name=line["name"],
                act=line["act"],
                moved_from=date.fromisoformat(line["moved_from"]) if line["moved_from"] else None,
            )
            for line in csv.DictReader(file)
        ]


if __name__ == "__main__":
    write_csv()
