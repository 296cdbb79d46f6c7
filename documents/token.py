"""A key that never leaves its token: a smart card or an HSM, asked through its maker's driver for PKCS#11.

What a file beside the other keys says of it (docs/keys.md): `<name>.toml`, its certificates in `<name>.pem`, its PIN in
`<name>.password`. python-pkcs11 has to be installed for it; nothing else here needs that.
"""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.signers import Signer

_ONE_AT_A_TIME = Lock()
"""Signing in to a token and out of it concerns every session of the process."""


class TokenFailed(Exception):
    """The token is not there, does not open with this PIN, has no such key, or does not sign."""


@dataclass(frozen=True)
class Token:
    """Where a private key is: the driver, the token's label, the key's label in it."""

    module: str
    label: str
    key: str
    pin: str = field(repr=False)

    @classmethod
    def described_in(cls, path: Path, pin: str) -> "Token":
        """The token of a `.toml` file. ValueError if it does not say which."""
        described = tomllib.loads(path.read_text("utf-8"))
        try:
            module, label, key = (str(described[name]) for name in ("module", "token", "key"))
        except KeyError as error:
            raise ValueError(f"{path.name} lacks {error}") from error
        return cls(module, label, key, pin)

    @contextmanager
    def signer(self, certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> Iterator[Signer]:
        """What signs with the key while the block lasts, one at a time. TokenFailed, also for what fails within."""
        try:
            import pkcs11
            from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
        except ImportError as error:
            raise TokenFailed("python-pkcs11 is not installed") from error
        with _ONE_AT_A_TIME:
            try:
                with open_pkcs11_session(
                    self.module, token_criteria=TokenCriteria(label=self.label), user_pin=self.pin
                ) as session:
                    # The digest is made here: not every token makes one for ECDSA.
                    yield PKCS11Signer(
                        session, signing_cert=certificate, key_label=self.key, ca_chain=list(others),
                        use_raw_mechanism=True,
                    )  # fmt: skip
            except (pkcs11.PKCS11Error, NotImplementedError) as error:
                raise TokenFailed(f"{type(error).__name__} {error}".strip()) from error
