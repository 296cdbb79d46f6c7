"""What a run has done and could not do. One thing that fails is kept for the reader and never stops the rest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from extensions import db

log = logging.getLogger("jobs")
KEPT_FAILURES = 100
LONGEST_ERROR = 300


@dataclass
class Report:
    """The account of one run."""

    effects: int = 0
    """How many rows were added, or mails accepted."""
    failures: list[dict[str, str]] = field(default_factory=list)
    """What could not be done, {"subject": "application:12", "error": "..."}; the first hundred."""

    @contextmanager
    def attempting(self, subject: str) -> Iterator[None]:
        """One thing of many: should it fail, it is listed, and the next one has its turn."""
        try:
            yield
        except Exception as error:
            self.fail(subject, error)

    def fail(self, subject: str, error: Exception) -> None:
        """List what could not be done. The session is clean again afterwards."""
        db.session.rollback()
        # Foreseen troubles, of the network and of the database, are told in a line; the rest is a fault of ours.
        is_foreseen = isinstance(error, OSError | DBAPIError)
        log.error("%s could not be done: %r", subject or "The job", error, exc_info=None if is_foreseen else error)
        if len(self.failures) < KEPT_FAILURES:
            # Without the statement and its values: these would show what the reader's duty does not need (17).
            cause = error.orig if isinstance(error, DBAPIError) else error
            words = f"{type(cause).__name__}: {cause}".strip()
            self.failures.append({"subject": subject, "error": words[:LONGEST_ERROR]})
