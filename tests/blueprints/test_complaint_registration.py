"""Registration of complaints without scripts: each channel, each field's bad input, the check, the ticket."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select

from extensions import clock, db, write
from models.complaint_parts import ComplaintDraft, ComplaintFile
from models.user import RoleGrant, User
from rules.complaint_routing import Addressee, Subject
from rules.complaint_ticket import tracking_key
from rules.complaint_workflow import Channel, ComplaintState, Element
from rules.permissions import Role
from tests.blueprints.complaint_pages import WHOLE, code_shown, complaints, registered, typed_in
from tests.contracts.world import one_sheet
from tests.factories import user
from tests.reviewing_client import form_in, parse, text_of


def test_a_complaint_is_typed_checked_and_registered(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    page = text_of(clerk.page(check))
    assert "Руководитель Комитета" in page and "вт 14 мая" in page.replace("\xa0", " ")
    assert "пункт 22" in page.replace("\xa0", " ")
    assert complaints() == []
    answer = clerk.submit(check)
    [complaint] = complaints()
    assert answer.location == f"/complaints/{complaint.id}/ticket"
    assert (complaint.number, complaint.state) == ("T-2013-K-000001", ComplaintState.REGISTERED)
    assert (complaint.addressee, complaint.missing) == (Addressee.COMMITTEE_HEAD, ())
    assert complaint.reasons == "Нагрубили в окне\n<b>дважды</b>"
    assert [(one.name, one.post) for one in complaint.officials] == [("Гусева Г. Г.", "специалист")]


CHANNELS = [
    ("clerk", "chancellery", {}, datetime(2013, 5, 3, 4, tzinfo=UTC)),
    ("clerk", "post", {"received_on": "2013-05-02", "received_time": "11:30"}, datetime(2013, 5, 2, 5, 30, tzinfo=UTC)),
    ("legal_officer", "portal", {"received_on": "2013-05-02"}, datetime(2013, 5, 1, 18, tzinfo=UTC)),
    ("clerk", "telephone", {"has_signature": None, "written_on": ""}, datetime(2013, 5, 3, 4, tzinfo=UTC)),
    ("center_operator", "center", {}, datetime(2013, 5, 3, 4, tzinfo=UTC)),
    ("center_head", "center", {}, datetime(2013, 5, 3, 4, tzinfo=UTC)),
]


@pytest.mark.parametrize(("login", "channel", "values", "received_at"), CHANNELS)
def test_a_complaint_is_registered_from_each_channel(login_as, login, channel, values, received_at):
    complaint = registered(login_as(login), channel=channel, **values)
    assert (complaint.channel, complaint.received_at) == (channel, received_at)
    assert (complaint.center_id is not None) is (channel == "center")
    assert complaint.registered_on == date(2013, 5, 3)
    missing = (Element.WRITTEN_ON, Element.SIGNATURE) if channel == "telephone" else ()
    assert complaint.missing == missing


def test_a_center_registers_at_its_counter_alone(login_as):
    form = login_as("center_operator").form("/complaints/new")
    assert {value for name, value in form.fields if name == "channel"} == {"center"}
    answer = login_as("center_operator").submit("/complaints/new", {**WHOLE, "channel": "post"})
    assert answer.status_code == 422
    assert login_as("clerk").submit("/complaints/new", {**WHOLE, "channel": "center"}).status_code == 422


BAD: list[tuple[dict[str, str | None], str]] = [
    ({"channel": None}, "channel-0"), ({"channel": "pigeon"}, "channel-0"),
    ({"channel": "post", "received_on": ""}, "received_on"),
    ({"channel": "post", "received_on": "2013-05-04"}, "received_on"),
    ({"channel": "post", "received_on": "2013-02-30"}, "received_on"),
    ({"channel": "post", "received_time": "25:00"}, "received_time"),
    ({"channel": "post", "received_time": "23:59"}, "received_time"),
    ({"subject": ""}, "subject"), ({"subject": "weather"}, "subject"),
    ({"subject": "center_service"}, "center"), ({"center": "999999"}, "center"),
    ({"service": "haircut"}, "service"), ({"case_number": "E-2013-K-999999"}, "case_number"),
    ({"case_number": "x" * 65}, "case_number"),
    ({"complainant_name": "я" * 501}, "complainant_name"), ({"complainant_name": "Ма\x00рат"}, "complainant_name"),
    ({"postal_address": "я" * 501}, "postal_address"), ({"phone": "8" * 101}, "phone"),
    ({"email": "marat"}, "email"), ({"email": "a@b@c"}, "email"),
    ({"written_on": "2013-05-04"}, "written_on"), ({"written_on": "вчера"}, "written_on"),
    ({"channel": "telephone"}, "has_signature"),
    ({"body_or_post": "я" * 501}, "body_or_post"),
    ({"officials-0-name": "я" * 201}, "officials-0-name"), ({"officials-0-post": "я" * 301}, "officials-0-post"),
    ({"officials-0-name": ""}, "officials-0-post"), ({"officials-0-account": "999999"}, "officials-0-account"),
    ({"reasons": "я" * 20_001}, "reasons"), ({"demands": "я" * 20_001}, "demands"),
    ({"reasons": "а\x07"}, "reasons"),
]  # fmt: skip


def test_what_will_not_do_is_told_at_its_field_and_nothing_typed_is_lost(login_as):
    clerk = login_as("clerk")
    form = clerk.form("/complaints/new")
    for values, field in BAD:
        answer = clerk.send(form, {**WHOLE, **values})
        assert answer.status_code == 422, values
        page = parse(answer.get_data(as_text=True))
        assert f"#{field}" in [node.get("href") for node in page.iter("a")], values
        kept = dict(form_in(answer).fields)
        for name in ("complainant_name", "demands", "officials-0-post", "postal_address"):
            assert name in values or kept[name] == WHOLE[name], values
    assert db.session.scalar(select(func.count(ComplaintDraft.id))) == 0


def test_rows_of_officials_are_added_and_taken_out_without_losing_anything(login_as):
    clerk = login_as("clerk")
    more = clerk.submit("/complaints/new", {**WHOLE, "email": "not an address", "add_official": "1"})
    assert more.status_code == 200
    second = clerk.send(form_in(more), {"officials-1-name": "Второй В. В.", "add_official": "1"})
    kept = dict(form_in(second).fields)
    assert (kept["officials-0-name"], kept["officials-1-name"]) == ("Гусева Г. Г.", "Второй В. В.")
    assert (kept["officials-2-name"], kept["email"]) == ("", "not an address")
    fewer = clerk.send(form_in(second), {"remove_official": "0"})
    names = [value for name, value in form_in(fewer).fields if name.endswith("-name") and name.startswith("officials")]
    assert names == ["Второй В. В.", ""]
    clerk.send(form_in(fewer), {"email": "a@example.kz"})
    [draft] = db.session.scalars(select(ComplaintDraft))
    assert [row["name"] for row in draft.data["officials"]] == ["Второй В. В."]


def test_a_row_that_is_not_there_cannot_be_taken_out(login_as):
    operator = login_as("center_operator")
    form = operator.form("/complaints/new")
    for removed in ("7", "99999999", "-1", "x"):
        answer = operator.send(form, {**WHOLE, "remove_official": removed})
        assert answer.status_code == 200
        assert ("officials-0-name", "Гусева Г. Г.") in form_in(answer).fields


def test_what_clause_24_asks_for_and_is_missing_is_said_at_once_and_does_not_stop_the_registration(login_as):
    clerk = login_as("clerk")
    values = {"complainant_name": "", "postal_address": "", "written_on": "", "has_signature": None,
              "body_or_post": "", "officials-0-name": "", "officials-0-post": "", "reasons": "",
              "demands": ""}  # fmt: skip
    check = typed_in(clerk, **values)
    page = text_of(clerk.page(check))
    for words in ("Почтовый адрес", "Подпись", "Фамилии и инициалы должностных лиц", "Требования"):
        assert words in page
    clerk.submit(check)
    [complaint] = complaints()
    assert complaint.missing == tuple(Element)


def test_a_draft_is_changed_before_it_is_registered_and_is_nobody_elses(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    draft = check.removesuffix("/check")
    assert clerk.submit(draft, {"demands": "Извиниться"}).location == check
    for other in ("legal_officer", "center_operator"):
        assert login_as(other).get(check).status_code == 404
        assert login_as(other).get(draft).status_code == 404
    clerk.submit(check)
    assert complaints()[0].demands == "Извиниться"
    assert clerk.get(draft).location == clerk.get(check).location == f"/complaints/{complaints()[0].id}/ticket"


def test_what_is_taken_out_of_a_draft_is_gone(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    clerk.submit(check.removesuffix("/check"), {"written_on": "", "has_signature": None, "officials-0-post": ""})
    clerk.submit(check)
    assert complaints()[0].missing == (Element.WRITTEN_ON, Element.SIGNATURE)


def test_a_draft_changed_elsewhere_meanwhile_is_not_registered_unseen(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    old = clerk.form(check)
    clerk.submit(check.removesuffix("/check"), {"demands": "Извиниться"})
    assert clerk.send(old).status_code == 409
    assert complaints() == []


def test_a_draft_can_be_thrown_away(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    assert clerk.submit(check.replace("check", "delete")).location == "/complaints/front-office"
    assert clerk.get(check).status_code == 404


def test_a_double_click_registers_one_complaint_and_both_answers_know_the_code(login_as):
    clerk = login_as("clerk")
    form = clerk.form(typed_in(clerk))
    first, second = clerk.send(form), clerk.send(form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    [complaint] = complaints()
    assert tracking_key(complaint.number, code_shown(clerk, complaint)) == complaint.tracking_key


def test_the_addressee_proposed_follows_from_the_subject(login_as):
    clerk = login_as("clerk")
    center = str(db.session.scalars(select(RoleGrant.center_id).where(RoleGrant.role == Role.CENTER_HEAD)).first())
    proposed = {
        Subject.RESULT: "ministry", Subject.COMMITTEE_SERVICE: "committee_head", Subject.COMMITTEE_HEAD: "ministry",
        Subject.CENTER_SERVICE: "center_head", Subject.CENTER_HEAD: "rgp_center", Subject.PORTAL: "call_center",
    }  # fmt: skip
    for subject, addressee in proposed.items():
        fields = dict(clerk.form(typed_in(clerk, subject=subject.value, center=center)).fields)
        assert fields["addressee"] == addressee
        assert fields["addressee_center"] == (center if subject.value.startswith("center") else "")


def test_another_addressee_is_taken_with_its_reason_alone(login_as):
    clerk = login_as("clerk")
    form = clerk.form(typed_in(clerk))
    for values, field in (
        ({"addressee": None}, "addressee-0"), ({"addressee": "king"}, "addressee-0"),
        ({"addressee": "ministry"}, "addressee_reason"),
        ({"addressee": "center_head", "addressee_reason": "Так просит"}, "addressee_center"),
        ({"addressee_center": "999999"}, "addressee_center"),
        ({"addressee": "ministry", "addressee_reason": "я" * 1001}, "addressee_reason"),
    ):  # fmt: skip
        answer = clerk.send(form, values)
        assert answer.status_code == 422, values
        page = parse(answer.get_data(as_text=True))
        assert f"#{field}" in [node.get("href") for node in page.iter("a")], values
    assert complaints() == []


def test_another_addressee_is_registered_with_its_reason(login_as):
    complaint = registered(login_as("clerk"), confirm={"addressee": "ministry", "addressee_reason": "Так просит"})
    assert (complaint.addressee, complaint.addressee_reason) == (Addressee.MINISTRY, "Так просит")
    assert complaint.right_addressee is Addressee.COMMITTEE_HEAD


def test_a_case_is_found_by_its_number_and_linked(login_as, make_application):
    application = make_application()
    clerk = login_as("clerk")
    for typed in (application.number, application.number.lower(), f" {application.number} "):
        shown = clerk.get(f"/complaints/find-case?case_number={typed}").get_data(as_text=True)
        assert application.number in shown and "<output" in shown
    complaint = registered(clerk, case_number=application.number, subject="result")
    assert (complaint.application_id, complaint.service) == (application.id, "euc")
    assert "<output" in clerk.get("/complaints/find-case?case_number=E-1").get_data(as_text=True)


def test_a_center_links_only_its_own_cases(login_as, make_application):
    application = make_application()
    operator = login_as("center_operator")
    assert application.number not in operator.get(f"/complaints/find-case?case_number={application.number}").get_data(
        as_text=True
    )
    answer = operator.submit("/complaints/new", {**WHOLE, "channel": "center", "case_number": application.number})
    assert answer.status_code == 422


def test_an_official_is_recognised_by_name_unless_the_account_is_said(login_as):
    clerk, officer = login_as("clerk"), user("officer_2")
    spellings = ("Петров И. И.", "петров И.И.", "Петров Иван Ильич")
    for spelling in spellings:
        assert registered(clerk, **{"officials-0-name": spelling}).officials[0].user_id == officer.id
    values = {"officials-0-name": spellings[0]}
    assert registered(clerk, **values, **{"officials-0-account": "none"}).officials[0].user_id is None
    other = user("signatory")
    chosen = registered(clerk, **values, **{"officials-0-account": str(other.id)})
    assert chosen.officials[0].user_id == other.id


def test_namesakes_are_not_taken_for_each_other(login_as):
    with write():
        db.session.add(User(login="twin", full_name="Петров Иван Ильич", password_hash="", created_at=clock.now()))
    assert registered(login_as("clerk"), **{"officials-0-name": "Петров И. И."}).officials[0].user_id is None


def test_who_is_complained_of_does_not_register_the_complaint(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk, **{"officials-0-name": "Темірова Л. М."})
    page = clerk.page(check)
    assert "коллега" in text_of(page)
    form = clerk.form(check)
    assert ("", "", "Зарегистрировать") not in [(name or "", value, words) for name, value, words in form.buttons]
    assert clerk.send(form).status_code == 409
    assert complaints() == []


def test_files_are_attached_to_a_draft_and_go_with_its_complaint(login_as):
    clerk = login_as("clerk")
    check = typed_in(clerk)
    files = check.replace("check", "files")
    one, another = clerk.form(files), clerk.form(files)
    for title, content in (("", one_sheet()), ("Копия", b"no paper"), ("Копия", b"")):
        assert clerk.send(one, {"title": title, "file": (BytesIO(content), "a.pdf")}).status_code == 422
    assert clerk.send(one, {"title": "Без файла"}).status_code == 422
    for form in (one, another):
        assert clerk.send(form, {"title": "Копия", "file": (BytesIO(one_sheet()), "a.pdf")}).status_code == 303
    first, second = db.session.scalars(select(ComplaintFile).order_by(ComplaintFile.id)).all()
    gone = clerk.submit(files, action=f"/{second.id}/remove")
    assert gone.status_code == 303
    clerk.submit(check)
    [complaint] = complaints()
    assert [one.id for one in complaint.files] == [first.id]
    assert clerk.get(f"/complaints/files/{first.id}").data.startswith(b"%PDF-")
    assert login_as("signatory").get(f"/complaints/files/{first.id}").status_code == 200
    assert login_as("center_operator").get(f"/complaints/files/{first.id}").status_code == 404


def test_drafts_and_complaints_are_on_the_desk_and_found_by_number_and_name(login_as):
    clerk = login_as("clerk")
    first = registered(clerk)
    second = registered(clerk, complainant_name="Ёлкина Әсем")
    typed_in(clerk, complainant_name="Черновикова")
    desk = text_of(clerk.page("/complaints/front-office"))
    assert all(words in desk for words in (first.number, second.number, "Черновикова"))
    found = text_of(clerk.page("/complaints/front-office?q=елкина асем"))
    assert second.number in found and first.number not in found
    assert first.number in text_of(clerk.page("/complaints/front-office?q=т-2013-к-000001"))
    assert "Черновикова" not in text_of(login_as("legal_officer").page("/complaints/front-office"))


def test_the_desk_asks_the_database_no_more_for_many_rows_than_for_few(login_as, make_complaint):
    clerk = login_as("clerk")
    make_complaint(channel=Channel.CENTER, subject=Subject.CENTER_SERVICE, addressee=Addressee.RGP_CENTER)
    few = statements(clerk)
    for _ in range(8):
        make_complaint()
        make_complaint(subject=Subject.RESULT)
    assert statements(clerk) == few


def statements(client) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    client.get("/complaints/front-office")
    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get("/complaints/front-office")
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_tables_tell_the_rows_in_force(login_as, set_clock):
    page = text_of(login_as("legal_officer").page("/complaints/tables"))
    assert page.count("19.04.2013 действует") == 5
    assert "статья 25" in page and "статья 99" in page and "2 месяца" in page
