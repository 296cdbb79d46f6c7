"""What a bar-code scanner types.

It presses keys, and the layout of the keyboard that happens to be on makes letters of them: "EUC-2013-00121" arrives as
"УГС-2013-00121", in the Kazakh layout with letters for digits too. A person may have typed look-alikes instead.
"""

LONGEST = 300
"""So much of what was typed is read."""
_RUSSIAN = dict(zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True))
_RUSSIAN |= {"Ж": ":", ".": "/", ",": "?"}
_KAZAKH_DIGITS = {
    '"': "1", "ә": "2", "і": "3", "ң": "4", "ғ": "5", ",": "6", ".": "7", "ү": "8", "ұ": "9", "қ": "0", "ө": "-",
    "№": "/",
}  # fmt: skip
_LETTERS = _RUSSIAN | {upper.upper(): key.upper() for upper, key in _RUSSIAN.items() if key.isalpha()}
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")


def _by(layout: dict[str, str], typed: str) -> str:
    return "".join(layout.get(sign, sign) for sign in typed)


def readings(typed: str) -> tuple[str, ...]:
    """What the keys can have meant, each once: as it stands, as look-alikes, as the keys of either Cyrillic layout."""
    text = typed[:LONGEST].strip()
    kazakh = {**_LETTERS, **_KAZAKH_DIGITS, **{sign.upper(): key for sign, key in _KAZAKH_DIGITS.items()}}
    meant = (text, text.upper().translate(_LOOK_ALIKES), _by(_LETTERS, text), _by(kazakh, text))
    return tuple(dict.fromkeys(meant))


def numbers(typed: str) -> tuple[str, ...]:
    """The same as numbers are written: in capitals, without spaces."""
    return tuple(dict.fromkeys("".join(one.split()).upper() for one in readings(typed)))
