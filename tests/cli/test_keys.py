"""`flask keys demo`: a demonstration authority and key, known as such, made once and readable by nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from documents.trust import center_key_of, is_demonstration, is_for_demonstration, key_of, trust_roots
from tests import keys

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def app(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_clock) -> Flask:
    """With no keys yet."""
    set_clock(2026, 3, 2, 10)
    folder = tmp_path / "keys"
    for name, value in keys.settings_for(folder).items():
        monkeypatch.setitem(app.config, name, value)
    return app


def test_a_demonstration_key_signs_under_its_own_root_and_says_what_it_is(app, tmp_path):
    assert not is_for_demonstration()
    answer = app.test_cli_runner().invoke(args=["keys", "demo"])
    assert answer.exit_code == 0 and "no legal force" in answer.output
    key = key_of("anybody", NOW)
    (root,) = trust_roots()
    assert key.is_demonstration and is_demonstration(root) and is_for_demonstration()
    assert "ДЕМОНСТРАЦИЯ" in key.holder
    of_centers = center_key_of("operator", "03-14", NOW)
    assert of_centers.is_demonstration and of_centers.serial != key.serial
    assert trust_roots("CENTER_TRUST") and trust_roots("CENTER_TRUST") != [root]
    assert key.certificate.issuer.public_bytes() == root.subject.dump()
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "keys").rglob("*.*")} == {"0o600"}


def test_the_demonstrations_page_of_sign_in_says_so(app):
    app.test_cli_runner().invoke(args=["keys", "demo"])
    assert "i-key" in app.test_client().get("/sign-in").get_data(as_text=True).split("<main")[1]


def test_a_key_that_is_there_is_never_replaced(app, tmp_path):
    path = keys.write_key(tmp_path / "keys" / "authority.p12", *keys.authority().issue())
    before = path.read_bytes()
    answer = app.test_cli_runner().invoke(args=["keys", "demo"])
    assert "it stays" in answer.output and path.read_bytes() == before
    assert not (tmp_path / "keys" / "trust.pem").exists() and not (tmp_path / "keys" / "centers").exists()
