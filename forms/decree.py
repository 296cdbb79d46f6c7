"""The decree's words on a screen: in its language where there is a working translation, else as the decree has them."""

from flask_babel import LazyString, get_locale

from models.wording import on_screen


def wording(key: str) -> str:
    """The words under this key in the language of the page."""
    return on_screen(key, str(get_locale() or "ru"))


def printed(key: str, box: int | None = None) -> LazyString:
    """A label in these words, with the printed number of its box."""
    return LazyString(lambda: f"{box}. {wording(key)}" if box else wording(key))
