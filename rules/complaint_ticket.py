"""What a ticket bears (25): the complaint's number, and the secret code by which its holder follows it.

A code is `rules.verification.new_code`: 100 random bits, read tolerantly.
"""

from hashlib import sha256

LETTER = "T"
"""A complaint's number begins with it: the ticket's, which looks the same on a Cyrillic keyboard."""
_MEANT = str.maketrans("ТК\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "TK-------")


def read_number(typed: str) -> str:
    """A number as it is stored, out of what was typed: in small letters, on a Cyrillic keyboard, with a dash."""
    return "".join(typed.split()).upper().translate(_MEANT)


def tracking_key(number: str, code: str) -> str:
    """What is kept of the secret code: one hash of number and code together.

    A wrong code and an unknown number are found missing by the same look-up, so that nothing tells them apart. A code
    cannot be guessed: a plain hash keeps it.
    """
    return sha256(f"{number}:{code}".encode()).hexdigest()
