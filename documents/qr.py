"""The QR code of a paper: where anybody can check it."""

from base64 import b64encode
from io import BytesIO

import segno
from flask import current_app

from rules.verification import grouped

PIXELS = 6
"""Per module: crisp on a printer of 600 dots to the inch."""


def checking_address(code: str) -> str:
    """What the QR code says, with the code itself at the end: https://host/verify/7K3QW-…"""
    return f"{checking_page()}/{grouped(code)}"


def checking_page() -> str:
    """The page for the code or the file."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/verify"


def qr_png(code: str) -> str:
    """The picture as a data URI. The paper around it is its quiet zone."""
    made = BytesIO()
    segno.make_qr(checking_address(code), error="m", boost_error=False).save(made, kind="png", scale=PIXELS, border=0)
    return f"data:image/png;base64,{b64encode(made.getvalue()).decode()}"
