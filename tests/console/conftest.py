"""What the tests of the staff side share."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import Role
from portal.learning.models import Stage
from tests.factories import Factory


@pytest.fixture
def stages(make: Factory) -> list[str]:
    """The three stages every portal starts with."""
    slugs = ["onboarding", "adoption", "growth"]
    for position, slug in enumerate(slugs):
        make.add(Stage(slug=slug, position=position, names={"en": slug.title(), "ja": slug}, labels={}))
    return slugs


@pytest.fixture
def cs(client_of: Callable[[Any], FlaskClient], make: Factory, stages: list[str]) -> FlaskClient:
    """A browser of customer success."""
    return client_of(make.staff(Role.CS, display_name="Cora", email="cora@vendor.example"))


@pytest.fixture
def admin(client_of: Callable[[Any], FlaskClient], make: Factory, stages: list[str]) -> FlaskClient:
    """A browser of an admin."""
    return client_of(make.staff(Role.ADMIN, display_name="Ada", email="ada@vendor.example"))


@pytest.fixture
def company_form() -> Callable[..., dict[str, str]]:
    """A filled form of a company; keywords change it."""

    def form(**values: str) -> dict[str, str]:
        return {
            "name": "Harbour City",
            "stage": "onboarding",
            "language": "en",
            "owner_id": "0",
            "tier": "",
            "touch": "",
            **values,
        }

    return form


@pytest.fixture
def upload() -> Callable[..., Any]:
    """`upload(browser, "/console/customers/import", text)` sends a CSV file; text or bytes."""

    def send(browser: FlaskClient, address: str, text: str | bytes) -> Any:
        data = text.encode() if isinstance(text, str) else text
        return browser.post(address, data={"file": (io.BytesIO(data), "table.csv")}, content_type="multipart/form-data")

    return send
