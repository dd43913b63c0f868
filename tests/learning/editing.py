"""The editor as a test fills it in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient


def typed(**fields: Any) -> dict[str, Any]:
    """A filled form of an item in both languages; keywords change it (`en_title` is the field en-title)."""
    form = {
        "stage": "onboarding", "format": "article", "audience": ["public"], "review_days": "180", "mark": "", "over": "0",
        "en-title": "Plan a route", "en-summary": "In three steps.", "en-body": "Open the map.\n",
        "ja-title": "ルートを決める", "ja-summary": "三つの手順です。", "ja-body": "地図を開きます。\n",
    }  # fmt: skip
    return form | renamed(fields)


def renamed(fields: dict[str, Any]) -> dict[str, Any]:
    """Keywords as names of controls."""
    return {re.sub("^(en|ja)_", r"\1-", name): value for name, value in fields.items()}


def opened(browser: FlaskClient, slug: str) -> dict[str, Any]:
    """The fields of the editor as the page shows them, to be changed and sent."""
    page = browser.get(f"/console/content/{slug}")
    assert page.status_code == 200, page.text
    return fields_of(page.text)


def fields_of(page: str) -> dict[str, Any]:
    """The values of the form of the page."""
    [form] = re.findall(r'<form[^>]*id="editor"[^>]*>.*?</form>', page, re.DOTALL)
    found: dict[str, Any] = {"jobs": [], "audience": []}
    for control in re.findall(r"<input [^>]*>", form):
        name, value = _attribute(control, "name"), _attribute(control, "value")
        if 'type="checkbox"' in control:
            if " checked" in control and name in ("jobs", "audience"):
                found[name].append(value)
        elif name != "csrf_token":
            found[name] = value
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option selected value="([^"]*)"', options)
        found[name] = unescape(chosen[0]) if chosen else _attribute(options, "value")
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
