"""Where to go on to after signing in or choosing preferences: only to a path of our own."""

from urllib.parse import urlsplit

from flask import url_for


def own_path(wanted: str | None) -> str:
    """The path and query asked for if they are this application's, else "".

    Browsers read a backslash as a slash and drop tabs and line ends, so a path with any of these is not trusted.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return ""
    if any(c == "\\" or ord(c) < 33 or ord(c) == 127 for c in wanted):
        return ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else wanted


def onward(wanted: str | None) -> str:
    """The same, or the start page; never back to signing in or out."""
    path = own_path(wanted)
    dead_ends = (url_for("accounts.sign_in"), url_for("accounts.sign_out"))
    return url_for("home.start") if not path or urlsplit(path).path in dead_ends else path
