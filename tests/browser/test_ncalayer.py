"""Signing with one's own key in Chromium: NCALayer's stand-in does everything that NCALayer may do, and then signs."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app import create_app
from documents.content import content_of
from extensions import db, write
from models.decision import Decision
from rules.terms import Service
from rules.workflow import DecisionKind
from tests import keys, signatures, standins
from tests.browser import case_pages as case
from tests.conftest import PASSWORD
from tests.factories import build_application, complete, user
from tests.server import started

AT = datetime(2013, 5, 3, 5, tzinfo=UTC)
SECONDS = 2


@pytest.fixture(scope="module")
def layer(tmp_path_factory):
    with standins.ncalayer(tmp_path_factory.mktemp("ncalayer")) as layer:
        yield layer


@pytest.fixture(scope="module")
def server(tmp_path_factory, layer):
    """A server of its own, where signing through NCALayer is switched on."""
    folder = tmp_path_factory.mktemp("browser")
    roots = folder / "roots.pem"
    roots.write_bytes(keys.authority().pem)
    settings = {"NCALAYER": "1", "NCALAYER_ADDRESS": layer.address, "NCALAYER_SECONDS": str(SECONDS),
                "TRUST_ROOTS": str(roots)}  # fmt: skip
    with started(folder / "server", **settings) as server:
        yield server
        assert not server.errors()


@pytest.fixture(scope="module")
def number(server) -> str:
    """A case whose result waits for the signatory, whose IIN is known."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": server.url, "CLOCK": lambda: AT})
    with app.app_context():
        with write():
            user("signatory").iin = signatures.IIN
            application = build_application(Service.EUC, AT)
            complete(application, AT)
            Decision.prepare(
                application, DecisionKind.RESULT, user("officer").actor(), AT,
                content=content_of(application, DecisionKind.RESULT),
            )  # fmt: skip
            found: str = application.number
        db.engine.dispose()
    return found


def test_a_signatory_signs_with_their_own_key_after_everything_has_gone_wrong(server, layer, number, sign_in):
    window = sign_in("signatory", at="2013-05-24T12:00", ignore_https_errors=True)
    case.to_section(window, "На подписи")
    window.follow(number, window.page.get_by_role("main"))
    window.press("Подготовить к подписанию")
    window.page.get_by_text("Подписать своим ключом через NCALayer").click()
    window.press("Сформировать для подписания через NCALayer")
    content = window.download("Открыть PDF")

    def fill_in() -> None:
        form = window.page.locator("form[data-ncalayer]")
        form.get_by_label("Документ прочитан").check()
        form.get_by_label("Ваш пароль ещё раз").fill(PASSWORD)

    def press(answer: standins.Answer) -> None:
        layer.answer = answer
        window.page.get_by_role("button", name="Подписать через NCALayer и выдать").click()

    def told(answer: standins.Answer, words: str) -> None:
        """Nothing leaves the page, and it says what has happened."""
        press(answer)
        expect(window.page.locator("[data-when]:visible")).to_contain_text(words)
        window.look_over()

    def refused(answer: standins.Answer, words: str) -> None:
        """The server does not accept what came."""
        fill_in()
        with window.answered(422), window.page.expect_navigation():
            press(answer)
        window.look_over()
        window.shows(words)

    fill_in()
    told(standins.cancelled, "Вы отменили подписание")
    told(standins.failed, "storage is gone · slot 1 · INVOCATION_ERROR")
    told(standins.silent, "NCALayer не ответил вовремя")
    layer.greeting = {"hello": "?"}
    told(standins.signing(), "Отвечает не NCALayer")
    layer.greeting = {"result": {"version": "1.2"}}
    layer.is_gone = True
    press(standins.signing())
    expect(window.page.locator("[data-when=gone]")).to_be_visible()
    window.troubles.clear()  # the browser tells of a connection that ended
    window.look_over()
    layer.is_gone = False

    refused(standins.signing(content=b"another paper"), "Это подпись другого документа")
    refused(standins.signing(signatures.signer(keys.Authority())), "Сертификат выдан не Национальным")
    lapsed = signatures.signer(until=datetime(2013, 5, 1, tzinfo=UTC))
    refused(standins.signing(lapsed), "Срок действия сертификата истёк")
    assert server.rows("SELECT * FROM signature_report") == []

    fill_in()
    with window.page.expect_navigation():
        press(standins.signing())
    window.look_over()
    window.shows("Подписано и выдано под", "Подпись через NCALayer")
    assert window.download("EUC-2013-00001") == content
    kept = window.download("Файл подписи (.cms)")
    assert kept[:1] == b"\x30"
    assert len(server.rows("SELECT * FROM signature_report")) == 1
    asked = layer.asked[-1]
    assert asked["module"] == "kz.gov.pki.knca.basics" and asked["method"] == "sign"
    assert asked["args"]["format"] == "cms" and asked["args"]["signingParams"]["encapsulate"] is False
    assert asked["args"]["signerParams"] == {"extKeyUsageOids": ["1.3.6.1.5.5.7.3.4"]}
