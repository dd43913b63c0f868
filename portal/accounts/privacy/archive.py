"""Everything the portal holds about one person, as one file for them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import PERSONAL
from portal.kernel.calendar import now
from portal.kernel.files import path_of
from portal.kernel.i18n import _, format_date
from portal.kernel.site import site

IN_MEMORY = 1_000_000  # bytes; more of it waits on the disk, in a file without a name
NAME_LENGTH = 80


def archive(person: Person) -> IO[bytes]:
    """A ZIP with a readable JSON file a slice and the files the person uploaded, at its beginning."""
    made: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by who sends it
    number = 0
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("README.txt", _about(person))
        for part in PERSONAL.values():
            if held := part.export(person):
                with file.open(f"{part.key}.json", "w") as raw, io.TextIOWrapper(raw, "utf-8") as text:
                    text.writelines(written(held))
            for one in part.files(person):
                number += 1
                if (path := path_of(one.digest)).exists():
                    file.write(path, f"files/{number:03d}-{safe_name(one.name)}")
    made.seek(0)
    return made


def written(held: Mapping[str, Any]) -> Iterator[str]:
    """JSON a piece at a time, however long its lists are."""
    yield "{\n"
    for place, (key, value) in enumerate(held.items()):
        yield f"{',' if place else ''}\n{json.dumps(key)}: "
        if isinstance(value, Iterator):
            yield "["
            for at, one in enumerate(value):
                yield f"{',' if at else ''}\n{_json(one)}"
            yield "\n]"
        else:
            yield _json(value)
    yield "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing to export")


def safe_name(name: str) -> str:
    """A name that stays in its folder on every system."""
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return plain.strip("-.")[-NAME_LENGTH:].lstrip("-.") or "file"


def _about(person: Person) -> str:
    told = _(
        "What %(site)s holds about %(name)s, as of %(date)s.",
        site=site().name,
        name=person.display_name,
        date=format_date(now()),
    )
    how = _(
        "The .json files are plain text in UTF-8, one for each part of the portal; times are in UTC."
        " The folder “files” holds the pictures you uploaded."
    )
    return f"{told}\n\n{how}\n"
