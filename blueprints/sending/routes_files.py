"""The manifest of a package and its signature, byte for byte, for whoever sees the case."""

from flask import Response, abort

from blueprints.access import current_actor, requires
from blueprints.cases import find_case
from blueprints.files import stored_response
from blueprints.sending import bp
from blueprints.sending.routes import find_filing
from documents.package import canonical, manifest_of
from extensions import db
from models.package import Package
from rules.permissions import Permission


def _sent(application_id: int) -> tuple[Package, str]:
    number = find_case(application_id).number.replace("/", "-")
    return db.session.get(Package, application_id) or abort(404), number


def _as_file(sha256: str, name: str, media_type: str) -> Response:
    response = stored_response(sha256, name, media_type, is_ours=True)
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("inline", "attachment", 1)
    return response


@bp.get("/<int:application_id>/to-certify.json")
@requires(Permission.SEND_PACKAGE)
def to_certify(application_id: int) -> Response:
    """What this person would certify, to be signed elsewhere."""
    application = find_filing(application_id)
    response = Response(canonical(manifest_of(application, current_actor())), mimetype="application/json")
    name = f"{application.number.replace('/', '-')}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/<int:application_id>/manifest.json")
@requires(Permission.READ_CASES)
def manifest(application_id: int) -> Response:
    """What was certified."""
    package, number = _sent(application_id)
    return _as_file(package.manifest_sha256, f"{number}.json", "application/json")


@bp.get("/<int:application_id>/signature.cms")
@requires(Permission.READ_CASES)
def signature(application_id: int) -> Response:
    """The detached signature over it."""
    package, number = _sent(application_id)
    return _as_file(package.cms_sha256, f"{number}.cms", "application/pkcs7-signature")
