"""Papers need an app for its templates only; no database, no request."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app


@pytest.fixture(scope="session")
def paper_app() -> Flask:
    return create_app({"TESTING": True})


@pytest.fixture(autouse=True)
def in_the_app(paper_app: Flask) -> Iterator[None]:
    with paper_app.app_context():
        yield
