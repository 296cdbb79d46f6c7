"""The decree's own words (names of boxes, clauses, headings) as dated data, read once per process from seed/wording.

Each file there is one wording of both standards, named by its year. A later wording is added beside the others, never
over them (R36), so that a paper of an earlier day can still be printed with the words of its day. Beside a wording may
stand a working translation of what the screens show of it, in seed/wording/kk. Papers are Russian; the certificate is
also printed in working translations.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "seed" / "wording"


@dataclass(frozen=True)
class Wording:
    """One dated wording of both standards."""

    valid_from: date
    source: str
    texts: Mapping[str, str]
    kazakh: Mapping[str, str] = field(default_factory=dict)


@cache
def wordings() -> tuple[Wording, ...]:
    """All wordings, the earliest first."""
    dated: dict[date, Wording] = {}
    for path in sorted(FOLDER.glob("*.json")):
        one = json.loads(path.read_text(encoding="utf-8"))
        valid_from = date.fromisoformat(one["valid_from"])
        translation = FOLDER / "kk" / path.name
        kazakh = json.loads(translation.read_text(encoding="utf-8"))["texts"] if translation.exists() else {}
        earlier = dated.get(valid_from)
        if earlier is None:
            dated[valid_from] = Wording(valid_from, one["source"], one["texts"], kazakh)
        else:  # further texts of the same wording, such as the papers' own words
            dated[valid_from] = replace(
                earlier, texts={**earlier.texts, **one["texts"]}, kazakh={**earlier.kazakh, **kazakh}
            )
    return tuple(dated[day] for day in sorted(dated))


def wording_on(day: date) -> Wording:
    """The wording that applies on this day; LookupError for a day before the first one."""
    for wording in reversed(wordings()):
        if wording.valid_from <= day:
            return wording
    raise LookupError(f"no wording of the standards applies on {day.isoformat()}")


def text(key: str, *, on: date | None = None, **values: object) -> str:
    """The words under this key in the latest wording, or in that of the day `on`; `values` fill {places} in them.

    KeyError names an unknown key.
    """
    wording = wordings()[-1] if on is None else wording_on(on)
    if key not in wording.texts:
        raise KeyError(key)
    found = wording.texts[key]
    return found.format(**values) if values else found


def on_paper(key: str, language: str, **values: object) -> str:
    """The words of the latest wording as a paper prints them: Russian, or a working translation of it.

    In Kazakh a box is called on paper as it is on the screens; what only papers say stands under `kk.` or `en.`.
    """
    found = wordings()[-1].kazakh.get(key) if language == "kk" else None
    found = found or text(key if language == "ru" else f"{language}.{key}")
    return found.format(**values) if values else found


def word_on_paper(word: str, language: str) -> str:
    """A word that somebody entered, such as a post or the kind of a contract, in the language of a paper: from the list
    of words (seed/wording/words_*.json), else as it was entered."""
    return wordings()[-1].texts.get(f"{language}.word.{word.strip().casefold()}", word)


def on_screen(key: str, language: str) -> str:
    """The words of the latest wording as a screen shows them: Russian where there is no translation."""
    return (wordings()[-1].kazakh.get(key) if language == "kk" else None) or text(key)
