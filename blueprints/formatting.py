"""How dates, moments, codes and sizes are written on the screen, as Jinja filters.

Dates read «чт 16 мая» or «16 мамыр, бс», with the year outside this year; in papers and in history 16.05.2013
(design/README.md). Numbers are tied to their neighbours by no-break spaces. The filters give text; the `<time>` around
it is in macros/dates.html.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from extensions import clock

COMMITTEE_ZONE = ZoneInfo("Asia/Almaty")
NO_BREAK = "\u00a0"
TN_VED_GROUPS = (4, 2, 3, 1)
KIB = 1024
# The letters of Kazakh after those that they come from: alphabetical() sorts by these.
KAZAKH_LETTERS = str.maketrans(
    {
        "ә": "а\uffff", "ғ": "г\uffff", "қ": "к\uffff", "ң": "н\uffff", "ө": "о\uffff", "ұ": "у\uffff",
        "ү": "у\uffff\uffff", "һ": "х\uffff", "і": "ы\uffff",
    }
)  # fmt: skip


def page_locale() -> str:
    """The language of the page for `<html lang>`."""
    return str(get_locale() or "ru")


def local(moment: datetime, zone: ZoneInfo = COMMITTEE_ZONE) -> datetime:
    """A stored moment (UTC) as the wall clock of a place shows it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(zone)


def day(value: date, year: bool | None = None, on: date | None = None) -> str:
    """«чт 16 мая», in Kazakh «16 мамыр, бс»; with the year when it is not this year's or when `year` says so."""
    return _day("d MMMM, EEE" if page_locale() == "kk" else "EEE d MMMM", value, year, on)


def daymonth(value: date, year: bool | None = None, on: date | None = None) -> str:
    """«16 мая», where the day of the week would only be noise."""
    return _day("d MMMM", value, year, on)


def full_day(value: date) -> str:
    """«Вторник, 14 мая 2013», in Kazakh «14 мамыр 2013, сейсенбі», for the head of a page."""
    parts = [weekday(value), daymonth(value, True)]
    text = ", ".join(reversed(parts) if page_locale() == "kk" else parts)
    return text[:1].upper() + text[1:]


def weekday(value: date) -> str:
    """«вторник», for the head of a group of rows."""
    return format_date(value, "EEEE", page_locale())


def month(value: date) -> str:
    """«май 2013», for a calendar's caption."""
    return _tied(format_date(value, "LLLL y", page_locale()))


def short_date(value: date | datetime) -> str:
    """«16.05.2013», as papers and history have it."""
    return (local(value) if isinstance(value, datetime) else value).strftime("%d.%m.%Y")


def moment(value: datetime, zone: ZoneInfo = COMMITTEE_ZONE) -> str:
    """«13.05.2013, 16:10», the Committee's time unless another place's zone is given."""
    return local(value, zone).strftime(f"%d.%m.%Y,{NO_BREAK}%H:%M")


def clock_time(value: datetime, zone: ZoneInfo = COMMITTEE_ZONE) -> str:
    """«16:10»."""
    return local(value, zone).strftime("%H:%M")


def time_taken(span: timedelta) -> str:
    """«1 ч 05 мин», or «12 мин»: to the minute, which is rounded up."""
    minutes = -(-int(span.total_seconds()) // 60)
    if minutes < 60:
        return gettext("%(minutes)d min", minutes=minutes)
    return gettext("%(hours)d h %(minutes)s min", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def machine_date(value: date | datetime) -> str:
    """What `<time datetime>` holds: an ISO date, or a local moment with its offset to the minute."""
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="minutes")
    return value.isoformat()


def time_left(due: date, on: date, working_days: int) -> str:
    """What is left to a statutory day, in words. The day itself is not overdue.

    `working_days` is counted by the rules on the right calendar: days after `on` up to `due`, negative once it is past.
    """
    if due == on:
        return gettext("today")
    if due < on:
        late = abs(working_days)
        if not late:
            return gettext("overdue")
        return ngettext("overdue by %(num)d working day", "overdue by %(num)d working days", late)
    if working_days > 0:
        return ngettext("%(num)d working day left", "%(num)d working days left", working_days)
    return ngettext("%(num)d calendar day left", "%(num)d calendar days left", (due - on).days)


def tn_ved(code: str | None) -> str:
    """A TN VED code as 8413-70-290-0; what is not ten digits is shown as it was typed."""
    text = (code or "").strip()
    if len(text) != sum(TN_VED_GROUPS) or not text.isdigit():
        return text
    parts, start = [], 0
    for width in TN_VED_GROUPS:
        parts.append(text[start : start + width])
        start += width
    return "-".join(parts)


def identifier(value: str | None) -> str:
    """An IIN or BIN: its digits without what was typed between them; anything else as it was typed."""
    text = (value or "").strip()
    digits = "".join(text.split()).replace("-", "")
    return digits if digits.isdigit() else text


def own_name(row: Any, field: str = "name") -> str:
    """What a row of reference data is called in the language of the page; in Russian if it has no name there."""
    return str(getattr(row, f"{field}_{page_locale()}", "") or getattr(row, f"{field}_ru"))


def alphabetical(text: str) -> str:
    """What to sort names by: the letters of Kazakh stand after those that they come from."""
    return text.casefold().translate(KAZAKH_LETTERS)


def number(value: int | float) -> str:
    """A number with the language's own separators."""
    return format_decimal(value, locale=page_locale())


def file_size(size: int) -> str:
    """Bytes as «312 КБ» or «1,4 МБ»."""
    if size < KIB * KIB:
        return gettext("%(size)s KB", size=number(max(1, round(size / KIB)))).replace(" ", NO_BREAK)
    return gettext("%(size)s MB", size=number(round(size / KIB / KIB, 1))).replace(" ", NO_BREAK)


def _day(pattern: str, value: date, year: bool | None, on: date | None) -> str:
    if value.year != (on or clock.today()).year if year is None else year:
        pattern = pattern.replace("MMMM", "MMMM y")
    return _tied(format_date(value, pattern, page_locale()))


def _tied(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def register(app: Flask) -> None:
    """Make these filters of every template, and `page_locale` a global."""
    filters = (
        day, daymonth, full_day, weekday, month, short_date, moment, clock_time, time_taken, machine_date, time_left,
        tn_ved, identifier, own_name, number, file_size,
    )  # fmt: skip
    for function in filters:
        app.add_template_filter(function)
    app.add_template_global(page_locale)
