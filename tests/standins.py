"""NCALayer and NCANode cannot be run in tests: what stands in for them speaks their messages over real sockets."""

import json
import ssl
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests import keys, signatures


class NcaNode:
    """NCANode's /cms/verify. `answer` is what it says, `status` its HTTP status, `seconds` how long it thinks."""

    def __init__(self) -> None:
        self.url, self.status, self.seconds = "", 200, 0.0
        self.answer: Any = good_answer()
        self.asked: list[dict[str, Any]] = []


def good_answer(**certificate: Any) -> dict[str, Any]:
    """NCANode on a good signature, with something else in its certificate."""
    found = {
        "valid": True, "revocations": [{"revoked": False, "by": "OCSP"}, {"revoked": False, "by": "CRL"}],
        "notBefore": "2012-01-01T00:00:00.000+00:00", "notAfter": "2015-01-01T00:00:00.000+00:00", "keyUsage": "SIGN",
        "serialNumber": "1", "signAlg": "ECGOST34310", "keyUser": ["EMPLOYEE", "ORGANIZATION"],
        "subject": {"commonName": "НҰРЛАНОВ ЕРЛАН", "iin": signatures.IIN, "bin": signatures.BIN, "dn": "…"},
        "issuer": {"commonName": "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)"},
    }  # fmt: skip
    return {"status": 200, "message": "OK", "valid": True, "signers": [{"certificates": [{**found, **certificate}]}]}


@contextmanager
def ncanode() -> Iterator[NcaNode]:
    """NCANode on a port of its own."""
    node = NcaNode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            node.asked.append({"path": self.path, **asked})
            time.sleep(node.seconds)
            body = node.answer if isinstance(node.answer, bytes) else json.dumps(node.answer).encode()
            self.send_response(node.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # who asked did not wait
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        node.url = f"http://127.0.0.1:{server.server_port}"
        yield node
        server.shutdown()
        thread.join()


Answer = Callable[[bytes], Any]
"""From the content to the answer of NCALayer; None for no answer at all."""


def _armoured(der: bytes) -> str:
    text = b64encode(der).decode()
    lines = [text[n : n + 64] for n in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN CMS-----", *lines, "-----END CMS-----"]) + "\n"


def signing(pair: tuple[Any, Any] | None = None, content: bytes | None = None) -> Answer:
    """Signs with this key; what it was given, or something else."""
    return lambda given: {
        "status": True, "body": {"result": _armoured(signatures.signed(given if content is None else content, pair))}
    }  # fmt: skip


def cancelled(_content: bytes) -> Any:
    return {"status": True, "body": {}}


def failed(_content: bytes) -> Any:
    return {"status": False, "code": "INVOCATION_ERROR", "message": "storage is gone", "details": "slot 1"}


def silent(_content: bytes) -> Any:
    return None


class NcaLayer:
    """NCALayer at `address`. `answer` makes its answers; `greeting` is what it says first; `asked` what it was sent.

    When it `is_gone` it hangs up at once.
    """

    def __init__(self) -> None:
        self.address = ""
        self.greeting: Any = {"result": {"version": "1.2"}}
        self.answer: Answer = signing()
        self.is_gone = False
        self.asked: list[dict[str, Any]] = []

    def talk(self, connection: ServerConnection) -> None:
        if self.is_gone:
            return
        try:
            connection.send(json.dumps(self.greeting))
            for frame in connection:
                self.asked.append(json.loads(frame))
                answer = self.answer(b64decode(self.asked[-1]["args"]["data"]))
                if answer is not None:
                    connection.send(json.dumps(answer))
        except ConnectionClosed:
            pass


@contextmanager
def ncalayer(folder: Path) -> Iterator[NcaLayer]:
    """NCALayer on a port of its own, over TLS with a certificate that nobody knows."""
    layer = NcaLayer()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_own_certificate(folder))
    with serve(layer.talk, "127.0.0.1", 0, ssl=context) as server:
        layer.address = f"wss://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield layer
        server.shutdown()
        thread.join()


def _own_certificate(folder: Path) -> Path:
    key, name = keys.new_key(), keys.name("localhost")
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        builder.serial_number(1)
        .not_valid_before(keys.SINCE)
        .not_valid_after(keys.UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "ncalayer.pem"
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path
