"""What the papers of a case show of its certified copy (11), and the answer of its check where that is asked for."""

from typing import Any

from flask import request

from documents.package import check_package
from documents.trust import DEMONSTRATION
from extensions import clock, db
from models.application import Application
from models.package import Package


def package_context(application: Application) -> dict[str, Any]:
    """The package if there is one; with ?check=package it is checked now, which reads every scan."""
    package = db.session.get(Package, application.id)
    is_asked = package is not None and request.args.get("check") == "package"
    return {
        "package": package, "package_check": check_package(package, clock.now()) if package and is_asked else None,
        "is_demonstration_package": bool(package and DEMONSTRATION in package.report["issuer"]),
    }  # fmt: skip
