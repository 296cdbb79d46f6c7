"""Folded text for search: one spelling for names that people type in many ways.

SQLite knows case for ASCII only, so the folded column is filled here, for both databases.
"""

_SAME = str.maketrans(
    {
        "ё": "е", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "i": "и",
        "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р", "t": "т", "x": "х",
        "y": "у",
    }
)  # fmt: skip
_QUOTES = str.maketrans(dict.fromkeys("«»\"'“”„‘’()[],.;:№-–—/\\", " "))


def fold(text: str) -> str:
    """Casefolded, Kazakh letters as their Russian neighbours, Latin look-alikes as Cyrillic, quotes dropped."""
    return " ".join(text.casefold().translate(_QUOTES).translate(_SAME).split())
