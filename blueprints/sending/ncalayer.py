"""What the page of a package needs so that its copy is certified in the browser, with the worker's own key."""

import hashlib
from base64 import b64encode
from typing import Any

from flask import current_app

from blueprints.access import current_actor
from blueprints.protection import let_connect
from documents.issue_cms import iin_of
from documents.package import canonical, manifest_of
from forms.sending import CertifyForm
from models.application import Application


def ncalayer_context(application: Application, form: CertifyForm | None = None) -> dict[str, Any]:
    """The manifest as it would be certified by who looks at the page; nothing where NCALayer is off."""
    config, actor = current_app.config, current_actor()
    if not config["NCALAYER"]:
        return {"ncalayer": None}
    content = canonical(manifest_of(application, actor))
    digest = hashlib.sha256(content).hexdigest()
    form = form or CertifyForm(formdata=None)
    form.sha256.data = digest
    let_connect(config["NCALAYER_ADDRESS"])
    ncalayer = {
        "has_iin": bool(iin_of(actor)), "address": config["NCALAYER_ADDRESS"], "seconds": config["NCALAYER_SECONDS"],
        "sha256": digest, "content": b64encode(content).decode(),
    }  # fmt: skip
    return {"ncalayer": ncalayer, "ncalayer_form": form}
