"""What the factory wires, in order: modules that add to every template or answer, then the blueprints."""

from blueprints import (
    accounts,
    acts,
    advice,
    casewords,
    centers,
    complaints,
    complaintwords,
    converters,
    entrance,
    errors,
    form_display,
    formatting,
    handout,
    home,
    htmx,
    intake,
    issuance,
    navigation,
    notices,
    operations,
    originals,
    outage,
    protection,
    queue,
    reference,
    review,
    sending,
    terms,
    termwords,
    tracking,
    verification,
    words,
)

MODULES = (
    converters, htmx, formatting, words, casewords, complaintwords, termwords, form_display, navigation, errors, acts,
    protection,
)  # fmt: skip
BLUEPRINTS = (
    accounts, home, queue, entrance, intake, sending, review, issuance, handout, originals, outage, complaints,
    tracking, notices, terms, centers, reference, operations, verification, advice,
)  # fmt: skip
