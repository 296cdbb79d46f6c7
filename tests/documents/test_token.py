"""The authority's key in a token, SoftHSM by a real driver for PKCS#11: it signs, or nothing is signed."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents.sign import signed_pdf
from documents.trust import DEMONSTRATION, NoUsableKey, as_asn1, is_for_demonstration, key_of
from tests import keys
from tests.contracts.world import one_sheet

NOW = datetime(2013, 5, 27, 11, 42, tzinfo=UTC)
PIN, LABEL = "1234", "Committee"
DRIVER = next((str(path) for path in Path("/usr").glob("lib*/**/softhsm/libsofthsm2.so")), "there is no SoftHSM")
PAPER = one_sheet()


@pytest.fixture(scope="module")
def token(tmp_path_factory) -> Iterator[dict[str, keys.Key]]:
    """A token with a key by ECDSA and one by RSA, and those keys."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    made: dict[str, keys.Key] = {"ec": keys.new_key(), "rsa": generate_private_key(65537, 2048)}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOFTHSM2_CONF", str(settings))
        _run("--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN)
        for name, key in made.items():
            file = folder / f"{name}.key"
            file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            _run("--import", file, "--token", LABEL, "--pin", PIN, "--label", name, "--id", name.encode().hex())
        yield made


def _run(*arguments: object) -> None:
    subprocess.run(["softhsm2-util", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture
def settings(paper_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where the application looks for the authority's key, a token's."""
    for name, value in keys.settings(tmp_path).items():
        monkeypatch.setitem(paper_app.config, name, value)
    monkeypatch.setitem(paper_app.config, "SIGNING_KEY", str(tmp_path / "authority.toml"))
    return tmp_path


def describe(folder: Path, pair: keys.Key, name: str = "ec", **other: str) -> None:
    """The files of a key in a token: its description, its PIN, a certificate for this public key."""
    said = {"module": DRIVER, "token": LABEL, "key": name, **other}
    (folder / "authority.toml").write_text("\n".join(f'{word} = "{value}"' for word, value in said.items()))
    (folder / "authority.password").write_text(f"{other.get('pin', PIN)}\n")
    _key, certificate = keys.authority().issue(key=pair)
    (folder / "authority.pem").write_bytes(certificate.public_bytes(Encoding.PEM) + keys.authority().pem)


def signed() -> bytes:
    return signed_pdf(PAPER, key_of("signatory", NOW), "Досов Қайрат", NOW)


def why_not() -> str:
    with pytest.raises(NoUsableKey) as refused:
        signed()
    return refused.value.barred.code


@pytest.mark.parametrize("name", ["ec", "rsa"])
def test_a_paper_signed_in_a_token_is_genuine_and_begins_with_what_was_read(token, settings, name):
    describe(settings, token[name], name)
    made = signed()
    context = ValidationContext(trust_roots=[as_asn1(keys.authority().certificate)], allow_fetching=False, moment=NOW)
    status = validate_pdf_signature(PdfFileReader(BytesIO(made)).embedded_signatures[0], context)
    assert made.startswith(PAPER) and status.bottom_line


@pytest.mark.parametrize(
    "wrong", [{"pin": "9999"}, {"token": "Another"}, {"key": "none"}, {"module": "/nowhere/driver.so"}], ids=str
)
def test_a_token_that_does_not_sign_is_told_as_such(token, settings, wrong):
    describe(settings, token["ec"], **wrong)
    assert why_not() == "key.token"


def test_a_signature_that_is_not_of_the_certificate_on_the_paper_is_not_issued(token, settings):
    describe(settings, keys.new_key())
    assert why_not() == "key.mismatch"


def test_without_the_package_for_tokens_nothing_is_signed(token, settings, monkeypatch):
    describe(settings, token["ec"])
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    assert why_not() == "key.token"


def test_several_may_ask_for_the_token_at_once(token, settings, paper_app):
    describe(settings, token["ec"])
    key = key_of("signatory", NOW)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda name: signed_pdf(PAPER, key, name, NOW), ["1", "2", "3", "4"]))
    assert all(one.startswith(PAPER) for one in made)


@pytest.mark.parametrize("text", ["", 'module = "x"', "?", "\xff"])
def test_a_description_that_names_no_token_is_an_unreadable_key(settings, text):
    describe(settings, keys.new_key())
    (settings / "authority.toml").write_bytes(text.encode("latin-1"))
    assert why_not() == "key.unreadable"


def test_a_token_without_its_certificate_beside_it_is_an_unreadable_key(settings):
    describe(settings, keys.new_key())
    (settings / "authority.pem").unlink()
    assert why_not() == "key.unreadable"


def test_a_signatorys_own_token_comes_first_and_a_demonstrations_is_known(settings):
    key, certificate = keys.Authority(f"{DEMONSTRATION}: центр").issue(keys.name("Досов Қайрат"))
    describe(settings, key)
    own = settings / "signatories"
    own.mkdir()
    (settings / "authority.toml").rename(own / "signatory.toml")
    (own / "signatory.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    assert key_of("signatory", NOW).holder == "Досов Қайрат"
    assert is_for_demonstration()
