"""A person at a browser without scripts: real HTTP connections, cookies, forms filled in as the page shows them."""

import http.client
import json
from email.message import Message
from functools import cached_property
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from tests.conftest import PASSWORD
from tests.reviewing_client import FormOnPage, parse, text_of
from tests.server import Server

SECONDS = 60
File = tuple[str, bytes]
"""A file to send: its name and its content."""


class Answer:
    """What came back."""

    def __init__(self, url: str, status: int, headers: Message, body: bytes) -> None:
        self.url, self.status, self.headers, self.body = url, status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return urljoin(self.url, self.headers.get("Location", ""))

    @cached_property
    def tree(self) -> Any:
        """The parsed page."""
        return parse(self.text)

    @property
    def words(self) -> str:
        """What a person reads on the page, white space folded."""
        return text_of(self.tree)

    def form(self, action: str = "") -> FormOnPage:
        """The POST form whose action ends with `action`; the one inside <main> if left out."""
        main = next((node for node in self.tree.iter("main")), self.tree)
        found = [FormOnPage(node, self.url) for node in (self.tree if action else main).iter("form")]
        chosen = [form for form in found if form.method == "post" and form.action.endswith(action)]
        assert chosen, f"no form to {action!r} on {self.url}; there are {[form.action for form in found]}"
        return chosen[0]

    def must(self, *statuses: int) -> "Answer":
        """The answer itself, if it has one of these statuses."""
        assert self.status in statuses, f"{self.url}: {self.status}\n{self._told()}"
        return self

    def _told(self) -> str:
        """What the page complains of, for a failed test."""
        if self.headers.get_content_type() != "text/html":
            return self.text[:500]
        main = next((node for node in self.tree.iter("main")), self.tree)
        kinds = ("error-summary", "notice", "field-error")
        told = [text_of(n) for n in main.iter() if any(k in (n.get("class") or "") for k in kinds)]
        return "\n".join(told) or text_of(main)[:500]


class Visitor:
    """One browser. Each request has a connection of its own, so that several may be under way at once."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}

    def sign_in(self, login: str) -> "Visitor":
        """Sign in through the page."""
        self.submit("/sign-in", {"login": login, "password": PASSWORD}).must(303)
        return self

    def get(self, url: str) -> Answer:
        """A page; redirections are followed, as a browser does."""
        answer = self.request("GET", url)
        for _ in range(5):
            if answer.status not in (301, 302, 303):
                break
            answer = self.request("GET", answer.location)
        return answer

    def submit(self, url: str, values: dict[str, Any] | None = None, *, action: str = "") -> Answer:
        """Open a page, fill in its form and send it."""
        return self.send(self.get(url).must(200).form(action), values)

    def send(self, form: FormOnPage, values: dict[str, Any] | None = None) -> Answer:
        """Send a form that was opened before. A value that is a File goes as one; None unticks."""
        files = {name: value for name, value in (values or {}).items() if isinstance(value, tuple)}
        fields = form.filled(**{name: value for name, value in (values or {}).items() if name not in files})
        if files or form.enctype == "multipart/form-data":
            return self.request("POST", form.action, *_multipart(fields, files))
        body = urlencode(fields, doseq=True).encode()
        return self.request("POST", form.action, body, "application/x-www-form-urlencoded")

    def request(self, method: str, url: str, body: bytes | None = None, content_type: str = "") -> Answer:
        """One request. OSError or HTTPException if the server went away."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if content_type:
            headers["Content-Type"] = content_type
        split = urlsplit(url)
        path = quote(split.path, safe="/%:@") + (f"?{split.query}" if split.query else "")
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(url, response.status, response.headers, response.read())
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def _multipart(fields: dict[str, list[str]], files: dict[str, File]) -> tuple[bytes, str]:
    boundary = token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in fields.items() for value in values
    ]  # fmt: skip
    for name, (file_name, content) in files.items():
        shown = json.dumps(file_name, ensure_ascii=False)[1:-1]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"
