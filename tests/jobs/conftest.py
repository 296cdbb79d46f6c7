"""A real SMTP server on this machine, whose manners a test decides."""

import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from flask import Flask


class Postman:
    """Takes mails in; refuses the addresses in `refused`, hangs up on those in `cut`, takes nothing when full."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refused: set[str] = set()
        self.cut: set[str] = set()
        self.is_full = False
        self._lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's own name
        if address in self.cut:
            server.transport.close()
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's own name
        if self.is_full:
            return "452 no room, try later"
        with self._lock:
            self.recipients += envelope.rcpt_tos
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    """The server, set up in the application; it listens until the test ends."""
    postman = Postman()
    host = "127.0.0.1"
    with socket.socket() as probe:
        probe.bind((host, 0))
        port = probe.getsockname()[1]
    controller = Controller(postman, hostname=host, port=port)
    controller.start()
    for name, value in {
        "SMTP_HOST": host, "SMTP_PORT": port, "SMTP_STARTTLS": False, "SMTP_TIMEOUT": 2,
        "MAIL_FROM": "Комитет <terms@committee.example>", "BASE_URL": "https://casework.example/kz/",
    }.items():  # fmt: skip
        monkeypatch.setitem(app.config, name, value)
    yield postman
    controller.stop()
