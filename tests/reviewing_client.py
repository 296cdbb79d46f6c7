"""A test client that reads every HTML answer like a reviewer, and fills in forms like a person."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from lxml.html import HTMLParser, document_fromstring, fragment_fromstring
from werkzeug.test import TestResponse

from extensions import db
from tests.syntax import check_syntax, is_page


@lru_cache(maxsize=8)
def parse(html: str) -> Any:
    """The tree of a page, or of a fragment, whose syntax is in order. An answer is reviewed, and then read by its
    test: it is parsed once, so nobody changes the tree."""
    check_syntax(html)
    parser = HTMLParser(remove_comments=True, huge_tree=True)
    if is_page(html):
        return document_fromstring(html, parser)
    return fragment_fromstring(html, create_parent=True, parser=parser)


def text_of(node: Any) -> str:
    """All the words inside a node, spaces folded."""
    return " ".join("".join(node.itertext()).split())


class FormOnPage:
    """A form as the page shows it: its action, its fields with their values."""

    def __init__(self, node: Any, page_url: str) -> None:
        self.action = urljoin(page_url, node.get("action") or page_url)
        self.method = (node.get("method") or "get").lower()
        self.enctype = node.get("enctype", "")
        self.buttons = [(b.get("name"), b.get("value", ""), text_of(b)) for b in node.iter("button")]
        self.fields: list[tuple[str, str]] = []
        for control in node.iter():
            name = control.get("name") if isinstance(control.tag, str) else None
            if not name or control.get("disabled") is not None:
                continue
            if control.tag == "textarea":
                self.fields.append((name, (control.text or "").removeprefix("\n")))
            elif control.tag == "select":
                options = list(control.iter("option"))
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                self.fields.extend((name, o.get("value", text_of(o))) for o in chosen)
            elif control.tag == "input":
                kind = control.get("type", "text")
                if kind in ("checkbox", "radio") and control.get("checked") is None:
                    continue
                if kind not in ("file", "submit", "button"):
                    self.fields.append((name, control.get("value", "on" if kind == "checkbox" else "")))

    def filled(self, **values: Any) -> dict[str, list[str]]:
        """The form's data with some fields typed anew; None takes a field out (an unticked box)."""
        data: dict[str, list[str]] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        for name, value in values.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
        return data


class ReviewingClient(FlaskClient):
    """Checks that each page parses, has unique ids and one h1, that forms have an action and targets exist."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()  # the test's own reading ends here, so that it sees afterwards what the request did
        # A context of its own for each request, as on a server: nothing kept in `g` leaks from one to the next.
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data:
            self._review(response)
        return response

    def _review(self, response: TestResponse) -> None:
        html = response.get_data(as_text=True)
        tree = parse(html)
        ids = [node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id")]
        doubled = {i for i in ids if ids.count(i) > 1} if len(ids) != len(set(ids)) else set()
        assert not doubled, f"ids used twice: {sorted(doubled)[:5]}"
        if is_page(html):
            headings = list(tree.iter("h1"))
            assert len(headings) == 1, f"{len(headings)} h1 on {response.request.path}"
            title = text_of(next(tree.iter("title")))
            begin = text_of(headings[0])
            assert re.sub(r"^[^:]{2,12}: ", "", title).startswith(begin) or title.startswith(begin), (title, begin)
            for node in tree.iter():
                target = node.get("hx-target", "") if isinstance(node.tag, str) else ""
                assert not target.startswith("#") or target[1:] in ids, f"no element for hx-target {target}"
        for form in tree.iter("form"):
            assert form.get("action"), "a form without an action"
            if (form.get("method") or "get").lower() == "post":
                names = {n.get("name") for n in form.iter("input")}
                assert "csrf_token" in names, f"no CSRF token in the form to {form.get('action')}"

    def page(self, url: str, **kwargs: Any) -> Any:
        """The parsed page behind an address, which must answer 200."""
        response = self.get(url, follow_redirects=True, **kwargs)
        assert response.status_code == 200, (url, response.status_code, response.get_data(as_text=True)[:500])
        return parse(response.get_data(as_text=True))

    def form(self, url: str, action: str = "") -> FormOnPage:
        """The POST form on a page whose action contains `action` (the page's own main form if left out)."""
        response = self.get(url, follow_redirects=True)
        assert response.status_code == 200, (url, response.status_code)
        return form_in(response, action)

    def submit(
        self, url: str, values: dict[str, Any] | None = None, *, action: str = "", **kwargs: Any
    ) -> TestResponse:
        """Open a page, fill in its form as a person would, and send it."""
        form = self.form(url, action)
        return self.send(form, values, **kwargs)

    def send(self, form: FormOnPage, values: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form that was opened before, filled in."""
        files = {k: v for k, v in (values or {}).items() if isinstance(v, tuple) and not isinstance(v[0], str)}
        data: dict[str, Any] = form.filled(**{k: v for k, v in (values or {}).items() if k not in files})
        return self.post(form.action, data={**data, **files}, **kwargs)


def form_in(response: TestResponse, action: str = "") -> FormOnPage:
    """The POST form in an answer whose action contains `action`; the one inside <main> if left out."""
    tree = parse(response.get_data(as_text=True))
    main = next((n for n in tree.iter("main")), tree)
    found = [FormOnPage(node, response.request.path) for node in (tree if action else main).iter("form")]
    chosen = [f for f in found if f.method == "post" and action in f.action]
    assert chosen, f"no form to {action!r} on {response.request.path}; there are {[f.action for f in found]}"
    return chosen[0]
