"""Everybody takes along what is theirs, and nothing that is not theirs to see."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Person, Role
from portal.accounts.privacy.archive import safe_name, written
from portal.accounts.privacy.holdings import PERSONAL
from portal.kernel.db import db
from tests.factories import Factory
from tests.privacy.conftest import POSTS, STAFF_ONLY, THEIRS, Planted


def exported(browser: Any) -> zipfile.ZipFile:
    answer = browser.post("/account/export")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/zip"
    data = answer.data
    answer.close()
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_file_holds_everything_of_theirs_and_nothing_of_staff(planted: Planted, client_of: Any) -> None:
    file = exported(client_of(planted.person))
    text = "\n".join(file.read(name).decode() for name in file.namelist() if not name.startswith("files/"))
    for word in (*THEIRS, *POSTS):
        assert word in text, word
    for word in STAFF_ONLY:
        assert word not in text, word
    for name in file.namelist():
        if name.endswith(".json"):
            assert json.loads(file.read(name)), name
    [picture] = [name for name in file.namelist() if name.startswith("files/")]
    assert picture == "files/001-xqpicture.png"
    assert file.read(picture).startswith(b"\x89PNG")


def test_every_part_of_the_portal_has_its_file(planted: Planted, client_of: Any) -> None:
    names = exported(client_of(planted.person)).namelist()
    assert [name for name in names if "/" not in name] == [
        "README.txt",
        *(
            f"{part.key}.json"
            for part in PERSONAL.values()
            if part.key not in ("search", "pictures", "webhooks", "api")
        ),
    ]


def test_suspended_people_and_staff_take_theirs_along(make: Factory, client_of: Any) -> None:
    for person in (make.person(suspended_at=make.person().created_at), make.staff(Role.PRODUCT)):
        assert "account.json" in exported(client_of(person)).namelist()


def test_guests_get_no_file_and_nobody_gets_that_of_another(make: Factory, client: Any, client_of: Any) -> None:
    assert client.post("/account/export").status_code == 302
    one, other = make.person(), make.person(display_name="Somebody else")
    held = json.loads(exported(client_of(one)).read("account.json"))
    assert held["person"]["email"] == one.email != other.email


@pytest.mark.usefixtures("within_an_hour")
def test_so_often_an_hour(make: Factory, client_of: Any) -> None:
    browser = client_of(make.person())
    for _time in range(5):
        exported(browser)
    answer = browser.post("/account/export")
    assert answer.status_code == 429
    assert "That was tried too often." in answer.text and int(answer.headers["Retry-After"]) > 0


def test_names_of_files_stay_in_their_folder() -> None:
    assert safe_name("../../etc/passwd") == "etc-passwd"
    assert safe_name("a b\\c:d*.png") == "a-b-c-d-.png"
    assert safe_name("図面.png") == "図面.png"
    assert safe_name("...") == "file"
    assert len(safe_name("x" * 300 + ".png")) == 80


def test_long_lists_are_written_one_by_one() -> None:
    asked: list[int] = []

    def many() -> Any:
        for number in range(3):
            asked.append(number)
            yield {"number": number}

    pieces = written({"few": [1], "many": many()})
    so_far = next(piece for piece in pieces if "number" in piece)
    assert json.loads(so_far) == {"number": 0} and asked == [0]
    assert json.loads("".join(written({"few": [1], "many": many(), "none": iter(())}))) == {
        "few": [1],
        "many": [{"number": 0}, {"number": 1}, {"number": 2}],
        "none": [],
    }


def test_the_export_of_staff_holds_what_they_wrote_as_such(app: Flask, planted: Planted) -> None:
    with app.app_context():
        held = PERSONAL["ideas"].export(db.session.get_one(Person, planted.admin.id))
        assert [one["text"] for one in held["status_changes"]] == ["Done."]
