"""Imports every table, so that relations find each other and migrations see them all."""

from models import (  # noqa: F401
    applicant,
    application,
    attachment,
    calendar,
    center,
    complaint,
    counter,
    custody,
    decision,
    document,
    draft,
    event,
    filing,
    job,
    notice,
    reference,
    reopening,
    review,
    session,
    user,
)
