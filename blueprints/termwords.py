"""The words for why a date is what it is: names of dates, rules, days, readings (codes of rules.explanation)."""

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date
from flask import Flask
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from blueprints.formatting import NO_BREAK, daymonth, page_locale, short_date
from rules.calendar import CalendarDay, DayReason, Scheme
from rules.explanation import ExplainedDay, Explanation, ReadingUsed

READING_NAMES: dict[str, LazyString] = {
    "day_of_acceptance_is_day_zero": _("The day of acceptance is not part of the term at the Committee and the Portal"),
    "portal_postponement": _("A Portal filing after hours or on a day off counts from the next working day"),
    "roll_forward_calendar_term": _("A term of calendar days that ends on a day off ends on the next working day"),
    "receipt_postponement": _("Documents that arrive after hours or on a day off are received on the next working day"),
}

READING_CLAUSES = {
    "day_of_acceptance_is_day_zero": "7.1, 7.4",
    "portal_postponement": "7.1, 9.3",
    "roll_forward_calendar_term": "7.1",
    "receipt_postponement": "9, 16",
}

DATE_NAMES: dict[str, LazyString] = {
    "filed_at": _("The filing"),
    "received_at": _("Arrival of the documents at the Committee"),
    "accepted_on": _("Accepted"),
    "received_on": _("Documents received by the Committee"),
    "completeness_due_on": _("Completeness: last day to refuse as incomplete"),
    "term_ends_on": _("The term ends"),
    "control_on": _("Control date of the decision"),
    "deliver_on": _("The result is at the Center"),
    "dispatch_on": _("Send to the Center"),
    "hand_out_on": _("Hand-out"),
    "deemed_issued_on": _("From 00:00 counts as issued, refusal is impossible"),
    "deemed_issue_due_on": _("Last day to issue after silence"),
    "reopened_on": _("The reopening upon a complaint"),
    "arrived_on": _("Arrival of the result at the Center"),
    "custody_ends_on": _("Custody at the Center ends"),
    "return_on": _("Return to the Committee"),
    "signed_on": _("The signing"),
    "present_by": _("To be presented to the exporter country's authority"),
}

RULE_WORDS: dict[tuple[str, str], LazyString] = {
    ("accepted_on", "day_itself"): _("The day of the filing."),
    ("accepted_on", "after_hours"): _("Filed after the Committee closed at 18.30: its next working day."),
    ("accepted_on", "on_day_off"): _("Filed on a day off of the Committee: its next working day."),
    ("received_on", "day_itself"): _("The day on which the documents reached the Committee."),
    ("received_on", "after_hours"): _("The documents came after the Committee closed at 18.30: its next working day."),
    ("received_on", "on_day_off"): _("The documents came on a day off of the Committee: its next working day."),
    ("completeness_due_on", "working_days_after"): _(
        "Working day no. %(count)s of the Committee after the day of receipt, which is day 0."
    ),
    ("term_ends_on", "working_days_after"): _(
        "Working day no. %(count)s of the Committee after the day of acceptance, which is day 0."
    ),
    ("term_ends_on", "working_days_from"): _(
        "Working day no. %(count)s of the Committee, the day of acceptance being counted too."
    ),
    ("term_ends_on", "calendar_days_after"): _(
        "Calendar day no. %(count)s after the day of acceptance, which is day 0; a day off does not move it."
    ),
    ("term_ends_on", "calendar_days_after_then_next_working"): _(
        "Calendar day no. %(count)s after the day of acceptance, which is day 0; if it is a day off of the Committee,"
        " its next working day."
    ),
    ("term_ends_on", "calendar_days_from"): _(
        "Calendar day no. %(count)s, the day of acceptance being counted too; a day off does not move it."
    ),
    ("term_ends_on", "calendar_days_from_then_next_working"): _(
        "Calendar day no. %(count)s, the day of acceptance being counted too; if it is a day off of the Committee, its"
        " next working day."
    ),
    ("term_ends_on", "set_by_reply"): _("The day that the reply to the upheld complaint sets."),
    ("control_on", "earliest_reading"): _(
        "The earliest of the days below: the end of the term by the readings that end it first, counted day by day;"
        " where that is a day off, the working day of the Committee before it."
    ),
    ("control_on", "day_before_term"): _(
        "The earliest of the days below: the last working day of the Committee before the term ends."
    ),
    ("control_on", "delivery"): _("The earliest of the days below: the day of delivery to the Center."),
    ("deliver_on", "last_common_day_before"): _(
        "The last day before the term ends on which both the Committee and the Center work."
    ),
    ("dispatch_on", "day_itself"): _("The day of delivery: the Center has no days of carriage."),
    ("dispatch_on", "working_days_before"): _(
        "Days of carriage to the Center before the delivery, in working days of the Committee: %(count)s."
    ),
    ("hand_out_on", "end_of_term"): _("The day on which the term ends."),
    ("hand_out_on", "last_center_day"): _("The Center's last working day within the term and after the delivery."),
    ("hand_out_on", "day_of_delivery"): _(
        "The day of delivery: after it the Center does not work until the term is over."
    ),
    ("deemed_issued_on", "calendar_days_after"): _("The day after the term ends, from 00:00 by the Committee's clock."),
    ("deemed_issue_due_on", "working_days_after"): _(
        "Working day no. %(count)s of the Committee after the end of the term, which is day 0."
    ),
    ("custody_ends_on", "months_after"): _(
        "The same day number of the month after the day of hand-out, or that month's last day."
    ),
    ("custody_ends_on", "months_after_arrival"): _(
        "The same day number of the month after the arrival, which was later than the day of hand-out, or that month's"
        " last day."
    ),
    ("return_on", "first_common_day_after"): _(
        "The first day after the custody on which both the Committee and the Center work."
    ),
    ("present_by", "months_after"): _("The same day number six months after the signing, or that month's last day."),
}

CANDIDATE_NAMES: dict[str, LazyString] = {
    "earliest_reading": _("Earliest end of the term under any reading, moved back to a working day"),
    "day_before_term": _("Working day before the term ends"),
    "delivery": _("Delivery to the Center"),
}

# What the other choice of a reading says; the one that the product ships is in READING_NAMES.
OTHER_READINGS: dict[str, LazyString] = {
    "day_of_acceptance_is_day_zero": _("The day of acceptance is the first day of the term"),
    "portal_postponement": _("A Portal filing counts from its own day at any hour"),
    "roll_forward_calendar_term": _("A term of calendar days ends on its last day even if that is a day off"),
    "receipt_postponement": _("Documents are received on the day on which they arrive, at any hour"),
}

# Holidays as the calendar names them, in the language of the law.
HOLIDAY_NAMES: dict[str, LazyString] = {
    "Новый год": _("New Year"),
    "Православное Рождество": _("Orthodox Christmas"),
    "Международный женский день": _("International Women's Day"),
    "Наурыз мейрамы": _("Nauryz Meiramy"),
    "Праздник единства народа Казахстана": _("Day of the Unity of the People of Kazakhstan"),
    "День защитника Отечества": _("Defender of the Fatherland Day"),
    "День Победы": _("Victory Day"),
    "День столицы": _("Capital City Day"),
    "День Конституции Республики Казахстан": _("Constitution Day of the Republic of Kazakhstan"),
    "День Республики": _("Republic Day"),
    "День Республики Казахстан": _("Day of the Republic of Kazakhstan"),
    "День Первого Президента Республики Казахстан": _("Day of the First President of the Republic of Kazakhstan"),
    "День Независимости": _("Independence Day"),
    "Курбан-айт, первый день": _("Kurban Ait, first day"),
}

MARK_WORDS: dict[str, LazyString] = {
    "start": _("day 0"),
    "skipped": _("not counted"),
    "passed": _("passed over"),
    "end": _("found"),
}

# What the clause of a rule is called where it is no clause of the standard.
OTHER_PLACES: dict[str, LazyString] = {"E Annex 2, box 12": _("certificate, box 12")}

SCHEME_SHORT_NAMES: dict[str, LazyString] = {"committee": _("Committee"), "center": _("Center")}


def date_name(code: str) -> str:
    """What a date of the law table, or what it is counted from, is called."""
    return str(DATE_NAMES[code])


def rule_words(explanation: Explanation) -> str:
    """The rule by which a date was found, as a sentence."""
    return str(RULE_WORDS[explanation.name, explanation.rule]) % {"count": explanation.count}


def candidate_name(code: str) -> str:
    """A day that the control date may not be later than."""
    return str(CANDIDATE_NAMES[code])


def reading_words(reading: ReadingUsed) -> str:
    """The choice made where the decree is silent, and from which day's filings on: «…, с 1 января 2011»."""
    words = str((READING_NAMES if reading.value else OTHER_READINGS)[reading.name])
    if reading.since is None:
        return words
    return gettext("%(words)s (for filings since %(day)s)", words=words, day=short_date(reading.since))


def unconfirmed_words(years: Iterable[int]) -> str:
    """Why a date may still move: «Предварительно: календарь 2027 года не подтверждён»."""
    years = sorted(set(years))
    return ngettext(
        "Provisional: the calendar of %(years)s is not confirmed",
        "Provisional: the calendars of %(years)s are not confirmed",
        len(years),
        years=", ".join(map(str, years)),
    )


def day_words(explained: ExplainedDay) -> str:
    """One day of a count: «4 мая, сб: рабочий день, перенос с 10 мая»."""
    reason = day_reason_words(explained)
    return f"{listed_day(explained.on)}: {reason}" if reason else listed_day(explained.on)


def listed_day(day: date) -> str:
    """A day as lists of days have it: «4 мая, сб»."""
    return f"{daymonth(day, year=False)},{NO_BREAK}{format_date(day, 'EEE', page_locale()).rstrip('.')}"


def day_reason_words(explained: ExplainedDay) -> str:
    """Why the day is a working day or not; in each calendar where the rule asks both and they differ."""
    reasons = {row.scheme: reason_words(row) for row in explained.rows}
    if len(set(reasons.values())) <= 1:
        return next(iter(reasons.values()), "")
    return "; ".join(f"{_scheme(scheme)}: {words}" for scheme, words in reasons.items())


def mark_words(explained: ExplainedDay) -> str:
    """What the day is to the count: its number, «день 0», or that it does not count."""
    if explained.number is not None:
        return gettext("no. %(number)d", number=explained.number)
    return str(MARK_WORDS[explained.mark])


def reading_name(name: str) -> str:
    """What a reading of the terms says when it is in force."""
    return str(READING_NAMES.get(name, name))


def clause_words(clause: str) -> str:
    """Where the rule stands: «п. 7.1», or the box of the certificate."""
    if clause in OTHER_PLACES:
        return str(OTHER_PLACES[clause])
    return gettext("clause %(number)s", number=clause).replace(" ", NO_BREAK, 1)


def holiday_name(name: str) -> str:
    """A holiday in the language of the page; one without a translation as the calendar has it."""
    return str(HOLIDAY_NAMES.get(name, name))


def _scheme(scheme: Scheme) -> str:
    return str(SCHEME_SHORT_NAMES[scheme])


def reason_words(row: CalendarDay) -> str:
    """Why a day is a working day or a day off."""
    name, moved = holiday_name(row.name), _short(row.moved_from)
    match row.reason:
        case DayReason.HOLIDAY:
            return gettext("holiday, %(name)s", name=name) if name else gettext("holiday")
        case DayReason.HOLIDAY_MOVED if moved:
            return gettext("day off for the holiday of %(day)s, %(name)s", day=moved, name=name)
        case DayReason.HOLIDAY_MOVED:
            return gettext("day off in place of a holiday")
        case DayReason.MOVED_OFF:
            return gettext("day off, moved from %(day)s", day=moved) if moved else gettext("day off, moved")
        case DayReason.MOVED_WORKING:
            return gettext("working day, moved from %(day)s", day=moved) if moved else gettext("working day, moved")
    plain = gettext("working day") if row.is_working else gettext("day off")
    return gettext("%(day)s by a correction", day=plain) if row.reason is DayReason.CORRECTED else plain


def _short(day: date | None) -> str:
    return daymonth(day, year=False) if day else ""


def register(app: Flask) -> None:
    """Make the words filters of every template."""
    words = (
        date_name, rule_words, candidate_name, reading_words, clause_words, day_words, listed_day, day_reason_words,
        mark_words, holiday_name, unconfirmed_words, reason_words,
    )  # fmt: skip
    for function in words:
        app.add_template_filter(function)
