"""Papers need an app for its templates only; no database, no request."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app import create_app
from extensions import clock


@pytest.fixture(scope="session")
def paper_app() -> Flask:
    return create_app({"TESTING": True, "CLOCK": lambda: datetime.now(UTC)})


@pytest.fixture(autouse=True)
def in_the_app(paper_app: Flask) -> Iterator[None]:
    clock.init_app(paper_app)  # a test with a database tells the time of its own
    with paper_app.app_context():
        yield
