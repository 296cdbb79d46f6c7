"""How long a text message is: in Russian and Kazakh letters a part holds 70 characters, 67 once there are several.

The alphabet is UCS-2 as soon as one letter is not of the basic set (3GPP TS 23.038); ours always has such letters.
"""

ONE, OF_SEVERAL = 70, 67
MOST_PARTS = 3


def units(text: str) -> int:
    """The length in UCS-2 units, as the network counts it."""
    return len(text.encode("utf-16-be")) // 2


def parts(text: str) -> int:
    """In how many parts the message is sent and paid."""
    length = units(text)
    return 1 if length <= ONE else -(-length // OF_SEVERAL)


def fits(text: str) -> bool:
    """Whether it is no longer than we send."""
    return parts(text) <= MOST_PARTS
