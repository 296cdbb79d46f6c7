"""What the papers made in a case are called, where another paper names them."""

from models.document import DocumentKind
from models.wording import text
from rules.terms import Service


def paper_title(kind: DocumentKind, service: Service) -> str:
    """The printed name of a paper of this kind."""
    keys = {
        DocumentKind.RECEIPT: "receipt.heading",
        DocumentKind.CERTIFICATE: "certificate.heading",
        DocumentKind.CONCLUSION: "service.conclusion.result",
        DocumentKind.REFUSAL: f"refusal.{service}.heading",
        DocumentKind.INCOMPLETENESS_REFUSAL: "refusal.incompleteness.heading",
        DocumentKind.GUARANTEE: "guarantee.heading",
        DocumentKind.SIGNED_SCAN: "paper.signed_scan",
    }
    return text(keys[kind])
