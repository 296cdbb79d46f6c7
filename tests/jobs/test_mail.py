"""Warnings by e-mail, to a real SMTP server: urgent ones at once, a digest a day, nothing lost and nothing twice."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from extensions import db, write
from jobs.running import run
from models.job import RunOutcome, RunTrigger
from models.notice import Notice
from models.user import User
from rules.warnings import WarningKind
from tests.factories import user


@pytest.fixture
def do(app):
    """do("urgent_mail", moment): the run of that job."""
    return lambda name, now: run(name, now, RunTrigger.COMMAND)


@pytest.fixture
def warn(app):
    """warn(case, "officer"): a warning that the term ends, raised; urgent unless said otherwise."""

    def raise_one(application, *logins, kind=WarningKind.TERM_ENDS, due_on=None, is_urgent=True):
        with write():
            for login in logins:
                person = user(login)
                person.email = person.email or f"{login}@committee.example"
                db.session.add(
                    Notice(
                        kind=kind, subject=f"application:{application.id}", application_id=application.id,
                        due_on=due_on or application.term_ends_on, user_id=person.id, is_urgent=is_urgent,
                        raised_at=application.accepted_at,
                    )
                )  # fmt: skip

    return raise_one


def unmailed() -> int:
    return len(db.session.scalars(select(Notice.id).where(Notice.mailed_at.is_(None))).all())


def test_an_urgent_warning_is_sent_once_with_the_address_of_the_act(make_application, set_clock, do, post, warn):
    case = make_application()
    warn(case, "officer")
    now = set_clock(2013, 5, 24, 9)
    assert do("urgent_mail", now).effects == 1
    assert do("urgent_mail", now + timedelta(minutes=20)).effects == 0
    (letter,) = post.letters
    assert post.recipients == ["officer@committee.example"]
    assert letter["Subject"] == "Срочно: 1 срок"
    assert letter["From"].addresses[0].addr_spec == "terms@committee.example"
    assert letter["Message-ID"].endswith("@committee.example>")
    text = letter.get_content()
    assert "- Срок заканчивается: вт\u00a028\u00a0мая (осталось 2 рабочих дня)" in text
    assert f"\n  {case.number}, п.\u00a07.1" in text
    assert f"https://casework.example/kz/cases/{case.id}/checks" in text
    assert case.applicant.name not in text, "an applicant's name does not leave the system (17)"


def test_a_letter_is_in_the_language_of_its_reader(make_application, set_clock, do, post, warn):
    warn(make_application(), "officer")
    with write():
        user("officer").locale = "kk"
    do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert post.letters[0]["Subject"] == "Шұғыл: 1 мерзім"


def test_warnings_of_one_person_go_in_one_letter_and_those_of_another_in_theirs(
    make_application, set_clock, do, post, warn
):
    cases = [make_application() for _ in range(3)]
    for case in cases:
        warn(case, "officer", "signatory")
    assert do("urgent_mail", set_clock(2013, 5, 24, 9)).effects == 2
    assert sorted(post.recipients) == ["officer@committee.example", "signatory@committee.example"]
    assert all(case.number in letter.get_content() for case in cases for letter in post.letters)


def test_a_long_letter_counts_what_it_leaves_out(make_application, set_clock, do, post, warn, monkeypatch):
    monkeypatch.setattr("jobs.mail.LONGEST", 2)
    for _ in range(5):
        warn(make_application(), "officer")
    do("urgent_mail", set_clock(2013, 5, 24, 9))
    (letter,) = post.letters
    assert letter["Subject"] == "Срочно: 5 сроков"
    assert "И ещё 3." in letter.get_content()
    assert letter.get_content().count("Срок заканчивается") == 2
    assert unmailed() == 0


def test_what_was_read_or_done_or_has_no_address_is_not_sent(make_application, set_clock, do, post, warn):
    read, done, moved = make_application(), make_application(), make_application()
    warn(read, "officer")
    warn(done, "signatory")
    warn(moved, "head_of_unit", due_on=date(2013, 5, 27))
    warn(read, "legal_officer")
    warn(read, "signatory_2")
    now = set_clock(2013, 5, 24, 9)
    with write():
        Notice.mark_read(user("officer").id, None, now)
        user("legal_officer").email = ""
        user("signatory_2").is_active = False
        done.withdraw("Передумали", user("clerk").actor(), now)
    assert do("urgent_mail", now).effects == 0
    assert post.letters == []


def test_without_a_server_nothing_is_tried(make_application, set_clock, do, warn):
    warn(make_application(), "officer")
    assert do("urgent_mail", set_clock(2013, 5, 24, 9)).outcome is RunOutcome.DONE
    assert unmailed() == 1


def test_the_others_go_in_a_digest_once_on_a_working_day_from_half_past_eight(
    make_application, set_clock, do, post, warn
):
    case = make_application()
    facts = {"kind": WarningKind.CONTROL_DATE, "due_on": case.control_on, "is_urgent": False}
    warn(case, "officer", **facts)
    assert do("urgent_mail", set_clock(2013, 5, 22, 9)).effects == 0
    assert do("digest", set_clock(2013, 5, 22, 8, 29)).effects == 0
    assert do("digest", set_clock(2013, 5, 25, 9)).effects == 0, "a Saturday"
    assert do("digest", set_clock(2013, 5, 22, 8, 30)).effects == 1
    assert post.letters[0]["Subject"] == "Сроки: 1 предупреждение"
    warn(make_application(at=case.accepted_at), "officer", **facts)
    assert do("digest", set_clock(2013, 5, 22, 18, 30)).effects == 0, "one a day"
    assert do("digest", set_clock(2013, 5, 23, 9, 30)).effects == 1


def test_a_dead_server_loses_nothing(make_application, set_clock, do, post, warn, app):
    warn(make_application(), "officer", "signatory")
    alive = app.config["SMTP_PORT"]
    app.config["SMTP_PORT"] = 9  # nobody listens there
    failed = do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert failed.outcome is RunOutcome.FAILED
    assert "ConnectionRefusedError" in failed.failures[0]["error"]
    app.config["SMTP_PORT"] = alive
    assert do("urgent_mail", set_clock(2013, 5, 24, 9, 1)).effects == 2, "nothing was claimed in vain"
    assert unmailed() == 0


def test_nothing_is_said_in_the_clear_where_encryption_is_asked_for(
    make_application, set_clock, do, post, warn, app, monkeypatch
):
    monkeypatch.setitem(app.config, "SMTP_STARTTLS", True)
    warn(make_application(), "officer")
    failed = do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert "STARTTLS" in failed.failures[0]["error"]
    assert (post.letters, unmailed()) == ([], 1)


def test_a_refusing_server_gets_the_same_letter_again_when_the_claim_has_run_out(
    make_application, set_clock, do, post, warn
):
    warn(make_application(), "officer")
    post.is_full = True
    assert do("urgent_mail", set_clock(2013, 5, 24, 9)).outcome is RunOutcome.PARTLY
    assert unmailed() == 1
    post.is_full = False
    warn(make_application(), "officer")
    assert do("urgent_mail", set_clock(2013, 5, 24, 9, 5)).effects == 1, "the new one does not wait for the old one"
    assert do("urgent_mail", set_clock(2013, 5, 24, 9, 11)).effects == 1
    assert [letter["Subject"] for letter in post.letters] == ["Срочно: 1 срок"] * 2
    assert unmailed() == 0


def test_a_letter_sent_again_after_a_crash_is_the_same_letter(make_application, set_clock, do, post, warn):
    first = make_application()
    warn(first, "officer")
    do("urgent_mail", set_clock(2013, 5, 24, 9))
    with write():  # as if the run had died between the server's answer and its own mark
        db.session.execute(update(Notice).values(mailed_at=None))
    warn(make_application(), "officer")
    do("urgent_mail", set_clock(2013, 5, 24, 9, 15))
    do("urgent_mail", set_clock(2013, 5, 24, 9, 16))
    sent = [letter["Message-ID"] for letter in post.letters]
    assert sent[0] == sent[1] != sent[2]


@pytest.mark.parametrize("manner", ["refused", "cut"])
def test_one_bad_address_does_not_stop_the_others(make_application, set_clock, do, post, warn, manner):
    warn(make_application(), "officer", "signatory", "head_of_unit")
    getattr(post, manner).add("officer@committee.example")
    done = do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert (done.outcome, done.effects) == (RunOutcome.PARTLY, 2)
    assert [failure["subject"] for failure in done.failures] == [f"user:{user('officer').id}"]
    assert sorted(post.recipients) == ["head_of_unit@committee.example", "signatory@committee.example"]


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: all@b.example", "a@b.example, c@b.example", "a@b.example>\r\nX: y", "nobody", "<a@b.example"],
)
def test_no_address_can_add_a_header_or_a_recipient(make_application, set_clock, do, post, warn, address):
    with write():
        user("officer").email = address
    warn(make_application(), "officer", "signatory")
    done = do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert (done.outcome, post.recipients) == (RunOutcome.PARTLY, ["signatory@committee.example"])


def test_no_name_can_add_a_header(make_application, set_clock, do, post, warn):
    with write():
        user("officer").full_name = "Иванов\nBcc: all@b.example"
    warn(make_application(), "officer")
    do("urgent_mail", set_clock(2013, 5, 24, 9))
    assert all(letter["Bcc"] is None for letter in post.letters)
    assert "all@b.example" not in post.recipients


def test_two_schedulers_at_once_send_each_letter_once(app, make_application, set_clock, post, warn):
    for _ in range(4):
        warn(make_application(), "officer", "signatory", "signatory_2", "head_of_unit", "legal_officer")
    now, start = set_clock(2013, 5, 24, 9), threading.Barrier(4)

    def schedule():
        with app.app_context():
            start.wait()
            run("urgent_mail", now, RunTrigger.SCHEDULE)
            db.session.remove()

    threads = [threading.Thread(target=schedule) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(post.recipients) == sorted(db.session.scalars(select(User.email).where(User.email != ""))), (
        "one letter to each"
    )
    assert unmailed() == 0
