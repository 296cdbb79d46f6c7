"""The language of pages that are read without an account: the one that the address asks for, else the browser's."""

from collections.abc import Mapping
from typing import Any

from flask import g, request
from flask_babel import refresh
from flask_login import current_user


def speak(languages: Mapping[str, str]) -> None:
    """Set the language before anything can go wrong with the request, so that this is told in that language too.

    Who is signed in and asks for none keeps their own.
    """
    asked = request.args.get("lang", "")
    g.is_asked_for = asked in languages
    if g.is_asked_for or not current_user.is_authenticated:
        g.locale = asked if g.is_asked_for else request.accept_languages.best_match(list(languages), "ru")
        refresh()


def asked_language() -> dict[str, Any]:
    """What keeps the language in the next address."""
    return {"lang": g.locale} if g.is_asked_for else {}
