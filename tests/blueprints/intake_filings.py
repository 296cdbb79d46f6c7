"""Filings as a clerk types them, for the tests of intake."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from rules.identifiers import checksum
from tests.reviewing_client import ReviewingClient

LEGAL = {
    "kind": "legal", "applicant_name": "ТОО «Өскемен Металлургия»", "postcode": "070010", "city": "Усть-Каменогорск",
    "district": "", "region": "Восточно-Казахстанская область", "street": "Қазыбек би көшесі", "house": "14/2",
    "phone": "8 (7232) 26-40-15", "email": "", "certificate_number": "1234-1917-ТОО", "bin": "980140003773",
    "iin": "", "head_name": "Ахметов Даулет Ерланович", "representative_name": "", "representative_basis": "",
}  # fmt: skip
GUARANTEE = {
    "importer_kind": "legal", "importer_bin": "980140003773", "importer_iin": "",
    "importer_name": "ТОО «Өскемен Металлургия»", "importer_legal_postcode": "070010",
    "importer_legal_city": "Усть-Каменогорск", "importer_legal_district": "", "importer_legal_region": "",
    "importer_legal_street": "Қазыбек би көшесі", "importer_legal_house": "14/2", "importer_same_address": "y",
    "importer_phone": "8 (7232) 26-40-15", "importer_country": "KZ", "exporter_name": "Pumpen GmbH",
    "exporter_legal_address": "Hafenstr. 1, Hamburg", "exporter_actual_address": "Hafenstr. 1, Hamburg",
    "exporter_phone": "+49 40 123456", "exporter_country": "DE", "end_user_name": "АО «Ұлан Машзауыт»",
    "end_user_address": "Усть-Каменогорск, пр. Победы, 3", "end_user_phone": "8 (7232) 20-00-01",
    "end_user_activity": "Химическая промышленность", "licences": "", "place_of_use": "Цех № 4",
    "end_use": "Перекачка кислот", "basis_title": "Контракт", "basis_number": "KM-13/044",
    "basis_date": "12.03.2013", "importer_signatory_name": "Ахметов Д. Е.", "importer_signatory_post": "директор",
    "importer_signed_on": "01.04.2013", "importer_sealed": "y", "end_user_signatory_name": "Ким О. В.",
    "end_user_signatory_post": "директор", "end_user_signed_on": "01.04.2013", "end_user_sealed": "y",
}  # fmt: skip
ROW = {
    "name": "Насос центробежный НЦГ-50/32", "tn_ved_code": "8413 70 290 0", "control_list_code": "2В350",
    "quantity": "4,5", "unit": "796",
}  # fmt: skip
INFORMATION = {
    "subject_kind": "goods", "name": "Клапан сильфонный", "tn_ved_code": "8481-80-739-0", "characteristics": "PN16",
    "seller": "Ventile AG", "exporter_country": "DE", "functions": "Запорная", "field_of_use": "Химия",
    "end_use": "Линия 2", "end_user": "АО «Ұлан Машзауыт»",
}  # fmt: skip


def goods(*rows: dict[str, str], prefix: str = "goods") -> dict[str, str]:
    """Rows as the form names them."""
    return {f"{prefix}-{n}-{name}": text for n, row in enumerate(rows) for name, text in row.items()}


def begin(client: ReviewingClient, service: str = "euc", channel: str = "committee") -> int:
    """Begin a filing; the number of its draft."""
    answer = client.submit("/intake/", {"service": service, "channel": channel})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.headers["Location"].split("/")[2])


def fill(client: ReviewingClient, draft: int, step: str, values: dict[str, Any], go: str = "continue") -> Any:
    """Open a step, fill it in, and press a button."""
    return client.submit(f"/intake/{draft}/{step}", {**values, "go": go}, action=f"/{draft}/{step}")


def euc_draft(client: ReviewingClient, channel: str = "committee", **changes: Any) -> int:
    """A certificate's draft with every form filled in."""
    draft = begin(client, "euc", channel)
    for step, values in (("filing", {}), ("application", LEGAL), ("guarantee", {**GUARANTEE, **goods(ROW)})):
        answer = fill(client, draft, step, {**values, **changes.get(step, {})})
        assert answer.status_code == 303, answer.get_data(as_text=True)
    return draft


def register(client: ReviewingClient, draft: int, **values: Any) -> Any:
    """Check the answers, confirm what is odd and register."""
    answers = {"confirm_warnings": "y", "confirm_missing": "y", **values}
    return client.submit(f"/intake/{draft}/check", answers, action="/register")


def pdf() -> bytes:
    """A PDF of one empty page."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def image(kind: str) -> bytes:
    """A picture that does not compress away."""
    out = BytesIO()
    Image.effect_noise((64, 64), 90).save(out, kind)
    return out.getvalue()


def numbered(first_eleven: str) -> str:
    """A BIN or IIN with its check digit."""
    return f"{first_eleven}{checksum(first_eleven)}"
