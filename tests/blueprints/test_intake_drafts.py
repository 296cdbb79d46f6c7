"""Drafts: they keep what was typed, right or wrong; they are their author's alone."""

from sqlalchemy import select

from extensions import db
from models.draft import Draft
from tests.blueprints.intake_filings import GUARANTEE, INFORMATION, LEGAL, ROW, begin, fill, goods
from tests.reviewing_client import form_in, parse, text_of


def stored(draft: int) -> Draft:
    db.session.rollback()
    return db.session.get_one(Draft, draft)


def test_a_new_filing_needs_a_service(login_as):
    answer = login_as("clerk").submit("/intake/", {"channel": "committee"})
    assert answer.status_code == 422
    assert form_in(answer, "/intake/").action


def test_a_step_with_errors_is_answered_with_422_and_kept_as_typed(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = fill(client, draft, "application", {**LEGAL, "bin": "980140003778", "postcode": "07001", "phone": ""})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="980140003778"' in page and 'value="07001"' in page
    summary = next(n for n in parse(page).iter("div") if n.get("class") == "error-summary")
    assert [a.get("href") for a in summary.iter("a")] == ["#postcode", "#phone", "#bin"]
    assert stored(draft).step("application")["fields"]["bin"] == "980140003778"
    assert stored(draft).data["status"]["application"] == 3


def test_saving_and_leaving_never_complains(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = fill(client, draft, "application", {"applicant_name": "ТОО «Начато»", "bin": "1"}, go="leave")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/intake/")
    assert "ТОО «Начато»" in client.get("/intake/").get_data(as_text=True)


def test_a_draft_saves_itself_and_tells_the_page_its_new_version(login_as):
    client = login_as("clerk")
    draft = begin(client)
    form = client.form(f"/intake/{draft}/application", f"/{draft}/application")
    data = form.filled(applicant_name="ТОО «Сам»", bin="12")
    first = client.post(f"{form.action}/autosave", data=data, headers={"HX-Request": "true"})
    assert first.status_code == 200
    assert f'value="{stored(draft).version}"' in first.get_data(as_text=True)
    # The button was pressed while that answer was on its way: the page still names the earlier version.
    pressed = client.post(form.action, data=form.filled(applicant_name="ТОО «Сам и кнопка»", go="leave"))
    assert pressed.status_code == 303
    assert stored(draft).title == "ТОО «Сам и кнопка»"
    late = client.post(f"{form.action}/autosave", data=data, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert stored(draft).title == "ТОО «Сам и кнопка»"


def test_a_second_window_is_told_with_both_versions_in_view(login_as):
    client = login_as("clerk")
    draft = begin(client)
    one = client.form(f"/intake/{draft}/application", f"/{draft}/application")
    two = client.form(f"/intake/{draft}/application", f"/{draft}/application")
    assert client.send(one, {"applicant_name": "ТОО «Первое окно»", "go": "leave"}).status_code == 303
    answer = client.send(two, {"applicant_name": "ТОО «Второе окно»", "go": "continue"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    row = next(n for n in parse(page).iter("tr") if "Второе" in text_of(n))
    assert "Первое окно" in text_of(row)
    assert stored(draft).title == "ТОО «Первое окно»"
    again = client.send(form_in(answer, f"/{draft}/application"), {"go": "leave"})
    assert again.status_code == 303
    assert stored(draft).title == "ТОО «Второе окно»"


def test_control_characters_are_taken_out_and_told(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = fill(client, draft, "application", {**LEGAL, "applicant_name": "ТОО\x00 «Нуль»\x07"})
    assert answer.status_code == 422
    assert 'href="#applicant_name"' in answer.get_data(as_text=True)
    assert stored(draft).title == "ТОО «Нуль»"
    repeated = client.send(form_in(answer, f"/{draft}/application"), {"go": "continue"})
    assert repeated.status_code == 303


def test_markup_stays_text(login_as):
    client = login_as("clerk")
    draft = begin(client)
    name = '<script>alert("1")</script> & "ТОО"'
    assert fill(client, draft, "application", {**LEGAL, "applicant_name": name}).status_code == 303
    page = client.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_rows_are_added_removed_and_pasted(login_as):
    client = login_as("clerk")
    draft = begin(client)
    fill(client, draft, "guarantee", goods(ROW), go="add")
    assert len(stored(draft).step("guarantee")["rows"]) == 2
    table = (
        "№ п/п\tНаименование\tКод\tКод списка\tКоличество\tЕдиница\r\n"
        "1\tКлапан\t8481 80 739 0\t2B350\t36\tшт\r\n"
        '2\t"Труба\r\nв две строки"\t7304412000\t\t1,5\tт\r\n'
    )
    fill(client, draft, "guarantee", {"pasted": table}, go="paste")
    rows = stored(draft).step("guarantee")["rows"]
    assert [row["name"] for row in rows] == [ROW["name"], "Клапан", "Труба\nв две строки"]
    assert [row["unit"] for row in rows] == ["796", "796", "168"]
    fill(client, draft, "guarantee", {}, go="remove-2")
    assert [row["name"] for row in stored(draft).step("guarantee")["rows"]] == [ROW["name"], "Труба\nв две строки"]


def test_pasting_what_is_no_table_is_told_and_kept(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = fill(client, draft, "guarantee", {"pasted": "\n \n"}, go="paste")
    assert answer.status_code == 422
    assert 'href="#pasted"' in answer.get_data(as_text=True)


def test_box_1_is_filled_in_from_the_application(login_as):
    client = login_as("clerk")
    draft = begin(client)
    fill(client, draft, "application", LEGAL)
    fill(client, draft, "guarantee", {}, go="copy-applicant")
    fill(client, draft, "guarantee", {}, go="copy-importer")
    fields = stored(draft).step("guarantee")["fields"]
    assert (fields["importer_bin"], fields["importer_legal_house"]) == (LEGAL["bin"], "14/2")
    assert fields["end_user_name"] == LEGAL["applicant_name"]
    assert fields["end_user_address"].startswith("070010, Усть-Каменогорск")


def test_five_hundred_rows_are_kept(login_as):
    client = login_as("clerk")
    draft = begin(client)
    rows = [{**ROW, "name": f"Насос № {n}"} for n in range(1, 501)]
    answer = fill(client, draft, "guarantee", {**GUARANTEE, **goods(*rows)})
    assert answer.status_code == 303
    assert len(stored(draft).step("guarantee")["rows"]) == 500
    page = client.get(f"/intake/{draft}/guarantee").get_data(as_text=True)
    assert page.count('value="8413 70 290 0"') == 500


def test_an_error_in_a_row_names_the_row(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = fill(client, draft, "guarantee", {**GUARANTEE, **goods(ROW, {**ROW, "tn_ved_code": "8481-80-73"})})
    assert answer.status_code == 422
    assert 'href="#goods-1-tn_ved_code"' in answer.get_data(as_text=True)


def test_information_forms_demand_a_code_for_goods_only(login_as):
    client = login_as("clerk")
    draft = begin(client, "conclusion")
    without = {**INFORMATION, "tn_ved_code": ""}
    two = goods(without, {**without, "subject_kind": "technology"}, prefix="forms")
    answer = fill(client, draft, "information-forms", two)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'href="#forms-0-tn_ved_code"' in page and 'href="#forms-1-tn_ved_code"' not in page


def test_another_clerks_draft_is_not_there(login_as):
    draft = begin(login_as("clerk"))
    other = login_as("center_operator")
    for url in (f"/intake/{draft}/filing", f"/intake/{draft}/check", f"/intake/{draft}/documents/other"):
        assert other.get(url).status_code == 404, url
    token = other.form("/intake/", "/intake/").filled()["csrf_token"]
    for url in (f"/intake/{draft}/filing", f"/intake/{draft}/register", f"/intake/{draft}/delete"):
        assert other.post(url, data={"csrf_token": token}).status_code == 404, url


def test_a_steps_of_the_other_service_is_not_there(login_as):
    client = login_as("clerk")
    assert client.get(f"/intake/{begin(client)}/information-forms").status_code == 404


def test_a_draft_is_deleted_after_a_page_that_asks(login_as):
    client = login_as("clerk")
    draft = begin(client)
    assert client.submit(f"/intake/{draft}/delete", action="/delete").status_code == 303
    assert db.session.scalars(select(Draft)).all() == []


def test_a_center_operator_files_at_the_own_center_alone(login_as):
    client = login_as("center_operator")
    token = client.form("/intake/", "/intake/").filled()["csrf_token"]
    for channel in ("committee", "portal", "center:1"):
        answer = client.post("/intake/", data={"csrf_token": token, "service": "euc", "channel": channel})
        assert answer.status_code == 422, channel


def test_the_look_up_tells_of_the_check_digit_and_the_known_name(login_as, make_application):
    make_application("euc")
    client = login_as("clerk")
    known = client.get("/intake/identifier?field=bin&bin=9801 4000 3773").get_data(as_text=True)
    assert "ТОО «Өскемен Металлургия»" in known
    wrong = client.get("/intake/identifier?field=bin&bin=980140003778").get_data(as_text=True)
    assert "i-alert" in wrong and "ТОО" not in wrong
    # A case of the Committee is not the Center's business.
    elsewhere = login_as("center_operator").get("/intake/identifier?field=bin&bin=980140003773")
    assert "ТОО" not in elsewhere.get_data(as_text=True)
    assert client.get("/intake/identifier?field=other").status_code == 404
