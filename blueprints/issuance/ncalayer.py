"""What the signing page shows of the way through NCALayer."""

from base64 import b64encode
from typing import Any

from flask import current_app

from blueprints.access import current_actor
from blueprints.files import stored_bytes
from blueprints.protection import let_connect
from documents.issue_cms import iin_of
from forms.issuance import NcalayerForm
from models.document import RegisterEntry, SigningWay


def ncalayer_context(entry: RegisterEntry | None, form: NcalayerForm | None = None) -> dict[str, Any]:
    """What the signing page needs to sign this paper in the browser; nothing if that is off or not open for it."""
    if not current_app.config["NCALAYER"]:
        return {"ncalayer": None}
    if entry is None or entry.document is None or entry.way is not SigningWay.NCALAYER:
        return {"ncalayer": {"is_ready": False}}
    config, paper = current_app.config, entry.document
    form = form or NcalayerForm(formdata=None, prefix="ncalayer-", data={"document": paper.id, "sha256": paper.sha256})
    let_connect(config["NCALAYER_ADDRESS"])
    ncalayer = {
        "is_ready": True, "has_iin": bool(iin_of(current_actor())), "address": config["NCALAYER_ADDRESS"],
        "seconds": config["NCALAYER_SECONDS"], "sha256": paper.sha256,
        "content": b64encode(stored_bytes(paper.sha256, paper.number)).decode(),
    }  # fmt: skip
    return {"ncalayer": ncalayer, "ncalayer_form": form}
