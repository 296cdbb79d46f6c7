"""Which key certifies a Center's copy, and the check of a package at the terminal."""

from documents.trust import center_key_of
from extensions import clock, db, write
from models.filing import GoodsRow
from tests import keys, packages


def serial_of(path, password=keys.PASSWORD) -> str:
    """Put a new key there; the number of its certificate."""
    key, certificate = keys.authority().issue()
    keys.write_key(path, key, certificate, password).with_suffix(".password").write_text(password)
    return f"{certificate.serial_number:X}"


def test_a_workers_own_key_comes_first_then_the_centers_then_that_of_all(app, tmp_path, monkeypatch):
    for name, value in keys.settings_for(tmp_path).items():
        monkeypatch.setitem(app.config, name, value)
    places = ("centers/center.p12", "centers/03-14.p12", "signatories/operator.p12")
    for place in places:
        assert center_key_of_after(serial_of(tmp_path / place)), place
    assert (
        center_key_of("another", "05-02", clock.now()).serial != center_key_of("operator", "05-02", clock.now()).serial
    )


def center_key_of_after(serial: str) -> bool:
    return center_key_of("operator", "03-14", clock.now()).serial == serial


def test_a_package_is_checked_at_the_terminal(app):
    case = packages.unsent(clock.now())
    runner, number = app.test_cli_runner(), case.number
    assert runner.invoke(args=["document", "verify-package", number]).exit_code == 2
    packages.send(case, clock.now())
    genuine = runner.invoke(args=["document", "verify-package", number])
    assert genuine.exit_code == 0 and "GENUINE" in genuine.output
    with write():
        db.session.query(GoodsRow).one().name = "Насос другой"
    changed = runner.invoke(args=["document", "verify-package", number])
    assert changed.exit_code == 1 and "NOT AS RECORDED  goods" in changed.output
