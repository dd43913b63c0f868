"""Rules about the code itself, checked on the code itself."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from portal.kernel.events import AFTER, EVENTS, INSIDE
from scripts import translations

ROOT = Path(__file__).parent.parent
ACCESS = {"open", "public", "signed_in", "writer", "allowed", "token"}


def templates() -> list[Path]:
    return sorted((ROOT / "portal" / "templates").rglob("*.html"))


def test_every_endpoint_names_who_may_open_it(app: Flask) -> None:
    unnamed = [name for name, view in app.view_functions.items() if getattr(view, "access", None) not in ACCESS]
    assert unnamed == []


def test_every_console_page_is_for_staff_only(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console")]
    assert len(rules) > 10
    open_to_others = [
        rule.rule for rule in rules if getattr(app.view_functions[rule.endpoint], "access", "") != "allowed"
    ]
    assert open_to_others == []


def test_no_address_acts_on_get_and_post_with_the_same_function_unless_it_shows_a_form(app: Flask) -> None:
    """A view that takes POST beside GET must look at the method; HEAD would act otherwise."""
    careless = []
    for rule in app.url_map.iter_rules():
        if {"GET", "POST"} <= (rule.methods or set()):
            view = app.view_functions[rule.endpoint]
            while hasattr(view, "__wrapped__"):
                view = view.__wrapped__
            source = Path(view.__code__.co_filename).read_text()
            if 'request.method == "GET"' in source:
                careless.append(rule.rule)
    assert careless == []


def test_templates_hold_no_inline_script_handler_or_style() -> None:
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=[\"']|<style|javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in templates()
        if "mail" not in path.parts
        if (match := forbidden.search(path.read_text()))
    ]
    assert found == []


def test_style_attributes_carry_data_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {value}"
        for path in templates()
        if "mail" not in path.parts
        for value in re.findall(r'\sstyle="([^"]*)"', path.read_text())
        if not re.fullmatch(r"\s*(--[a-z]+:\s*[^;]+;?\s*)+", value)
    ]
    assert found == []


def test_every_text_has_its_japanese() -> None:
    assert translations.check() == []


def test_every_event_somebody_waits_for_is_declared() -> None:
    waited = {name for names in AFTER.values() for name in names} | set(INSIDE)
    assert waited <= set(EVENTS)


def test_events_are_named_noun_and_past_verb() -> None:
    assert [name for name in EVENTS if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", name)] == []


def test_lock_files_hold_no_addresses() -> None:
    locks = ["requirements.lock", "requirements-dev.lock", "package-lock.json"]
    assert [name for name in locks if "://" in (ROOT / name).read_text()] == []


def test_no_file_of_the_product_is_longer_than_250_lines() -> None:
    longer = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "portal").rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 250
    }
    assert longer == {}


def test_what_threads_share_of_sqlalchemy_is_complete_before_they_do() -> None:
    """An alias of a module is made by `alias_of`, and nothing is loaded by `joinedload`: see `portal.kernel.db`."""
    shared = re.compile(r"^\S.*\baliased\(|\bjoinedload\(|^\S.*\.(alias|subquery|cte)\(", re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in (ROOT / "portal").rglob("*.py")
        for match in shared.finditer(path.read_text())
        if not match[0].lstrip().startswith(("#", "def ", "class "))
    ]
    assert found == []
