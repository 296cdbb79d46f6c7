"""Signing with the signatory's own key, which never leaves their computer: through NCALayer, or by a signature file.

Off unless NCALAYER is set. Everything but the making of the CMS is as with the key on the server: the paper that was
read, the password again, one unit of work.
"""

import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, flash, make_response, url_for
from flask_babel import gettext

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.cases import lock_case
from blueprints.files import stored_response
from blueprints.issuance import bp
from blueprints.issuance.routes import find, is_me, number_in, page, visible_document
from blueprints.words import barred_reason
from documents.cms import without_armour
from documents.cms_report import CmsRefused, CmsUnavailable
from documents.issue_cms import checked_signature, sign_with_cms
from extensions import clock, db
from forms.issuance import NcalayerForm
from models.document import Document, SignatureReport
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def received_in(form: Any) -> bytes:
    """The signature that came by either way, kept in the form until it is refused; none with an error beside it."""
    given = form.cms_file.data.read() if form.cms_file.data else b""
    try:
        der = without_armour(given or (form.cms.data or "").encode())
    except CmsRefused as refused:
        der = b""
        tell_beside(form, refused.barred)
    else:
        if not der:
            form.cms_file.errors = [gettext("Sign through NCALayer, or attach the signature file")]
    form.cms.data = b64encode(der).decode()
    return der


def tell_beside(form: Any, barred: Barred) -> None:
    """Beside the file if the signature came in one."""
    (form.cms_file if form.cms_file.data else form.cms).errors = [barred_reason(barred.code)]


def not_accepted(
    form: Any, refused: CmsRefused | CmsUnavailable, subject: str, page_again: Callable[[], str]
) -> Response:
    """The page again with the reason. A signature that was refused is lost; one that could not be checked stays, to be
    sent once more a little later."""
    is_lost = isinstance(refused, CmsRefused)
    current_app.logger.warning("signature not accepted: %s: %s", subject, refused.barred.code)
    if is_lost:
        form.cms.data = ""
    tell_beside(form, refused.barred)
    response = make_response(page_again(), 422 if is_lost else 503)
    if not is_lost:
        response.headers["Retry-After"] = "30"
    return response


@bp.post("/signing/<int:application_id>/sign-through-ncalayer")
@requires(Permission.SIGN)
def do_sign_through_ncalayer(application_id: int) -> Response:
    """Issue with the signature that came: it is checked first, then state, register, report and event together."""
    if not current_app.config["NCALAYER"]:
        raise ActionRefused(Barred("cms.off"))
    application, decision = find(application_id)
    form = NcalayerForm(prefix="ncalayer-")
    is_valid = form.validate()
    received = received_in(form)
    if is_valid and not is_me(form.password.data):
        form.password.errors = [gettext("This is not your password")]
        is_valid = False
    if not is_valid or not received:
        return make_response(page(application, decision, ncalayer_form=form), 422)
    document_id = number_in(form.document.data)
    paper = db.session.get(Document, document_id)
    if paper is not None and not hmac.compare_digest(paper.sha256.encode(), (form.sha256.data or "").encode()):
        document_id = 0  # not the bytes that were on the page
    try:
        signature = checked_signature(application_id, document_id, received, current_actor(), clock.now())
    except (CmsRefused, CmsUnavailable) as refused:
        subject = f"case {application_id}"
        return not_accepted(form, refused, subject, lambda: page(application, decision, ncalayer_form=form))

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("issuance.sign", application_id=application_id))
        sign_with_cms(case, signature, document_id, actor, now)
        flash(gettext("Signed and issued under number %(number)s.", number=case.result_number), "success")
        return url_for("review.decision", application_id=application_id)

    return act(work)


@bp.get("/documents/<int:document_id>/signature.cms")
@requires(Permission.READ_CASES)
def signature(document_id: int) -> Response:
    """The signature that stands beside a paper; 404 if there is none, or its case is not visible."""
    found = visible_document(document_id)
    kept = db.session.get(SignatureReport, document_id) or abort(404)
    response = stored_response(kept.cms_sha256, f"{found.number}.cms", "application/pkcs7-signature", is_ours=True)
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("inline", "attachment", 1)
    return response
