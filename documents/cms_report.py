"""What the check of a signature from a browser answers: a report that is kept, or a refusal with its reason."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from rules.workflow import ActionRefused, Barred

REFUSALS = frozenset(
    {
        "broken", "no_signer", "several_signers", "no_certificate", "other_content", "not_yet_valid", "expired",
        "usage", "untrusted", "revoked", "wrong_person", "wrong_organization",
    }
)  # fmt: skip


class CmsRefused(ActionRefused):
    """The signature is not accepted. The reason's code begins with `cms.`, then one of REFUSALS."""

    def __init__(self, reason: str) -> None:
        assert reason in REFUSALS
        super().__init__(Barred(f"cms.{reason}"))


class CmsUnavailable(ActionRefused):
    """Nothing can be said of the signature now, which is not to say that it is bad.

    `unavailable`: who checks it does not answer; `not_set_up`: nobody is set up to check such a one.
    """

    def __init__(self, reason: str = "unavailable") -> None:
        super().__init__(Barred(f"cms.{reason}"))


@dataclass(frozen=True)
class Report:
    """What was found of an accepted signature, and when: certificates are judged by that moment."""

    checked_at: datetime
    checked_by: str
    """`pyhanko`, here; or `ncanode`."""
    algorithm: str
    """The OID of the certificate's signature."""
    signer: str
    iin: str
    bin: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    content_sha256: str
    cms_sha256: str
    is_attached: bool
    is_revocation_checked: bool
    answer: dict[str, Any] = field(default_factory=dict)
    """NCANode's answer, whole."""

    @property
    def as_json(self) -> dict[str, Any]:
        """Plain data to be kept."""
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(self).items()}
