"""Certifying with the worker's own key, through NCALayer or by a signature file; off unless NCALAYER is set."""

from flask import Response, current_app, make_response

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.issuance.routes_ncalayer import not_accepted, received_in
from blueprints.sending import bp
from blueprints.sending.routes import find_filing, package_page, send_and_tell
from documents.cms_report import CmsRefused, CmsUnavailable
from documents.package import certified_through_ncalayer
from extensions import clock
from forms.sending import CertifyForm
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


@bp.post("/<int:application_id>/certify-through-ncalayer")
@requires(Permission.SEND_PACKAGE)
def send_through_ncalayer(application_id: int) -> Response:
    """Check the signature that came against the manifest and the worker's IIN, then send."""
    application, form = find_filing(application_id), CertifyForm()
    if not current_app.config["NCALAYER"]:
        raise ActionRefused(Barred("cms.off"))
    received, shown = received_in(form), form.sha256.data or ""
    if not received:
        return make_response(package_page(application, form), 422)
    try:
        certified = certified_through_ncalayer(application, received, shown, current_actor(), clock.now())
    except (CmsRefused, CmsUnavailable) as refused:
        subject = f"package {application_id}"
        return not_accepted(form, refused, subject, lambda: package_page(application, form))
    return act(lambda actor, _now: send_and_tell(application_id, certified, actor))
