"""What a bar code scanner types: it presses keys, so the letters are those of the keyboard's layout.

A number is printed in Latin letters, digits, "-" and "/". On a Russian or a Kazakh layout the same keys give others.
"""

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CYRILLIC = "ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ"  # the same keys, in the order of the Latin letters
_RUSSIAN = str.maketrans(f"{_CYRILLIC}.", f"{_LATIN}/")
_KAZAKH = str.maketrans(f'{_CYRILLIC}"ӘІҢҒ,.ҮҰҚӨ№', f"{_LATIN}1234567890-/")
_LOOK_ALIKES = str.maketrans("ЕСКРО", "ECKPO")  # typed by hand on a Cyrillic keyboard


def numbers_meant(typed: str) -> tuple[str, ...]:
    """The numbers that this may stand for, as it was typed first: one of them is looked for among those there are."""
    plain = "".join(typed.upper().split())
    read = (plain, plain.translate(_LOOK_ALIKES), plain.translate(_RUSSIAN), plain.translate(_KAZAKH))
    return tuple(dict.fromkeys(read))
