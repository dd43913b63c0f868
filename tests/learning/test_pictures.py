"""Pictures of the content folder reach those who may read the text they stand in, and nobody else."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from portal.kernel import files
from portal.kernel.calendar import now
from portal.kernel.files import File
from portal.learning.models import ItemFile

BODY = "Words first.\n\nLook at this:\n![The screen](screen.png)\n"


def picture(kind="PNG", colour="red", **options):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def put(content):
    """`put("en/onboarding/screen.png")` lays a picture into the content folder."""

    def lay(path, data=None):
        target = content.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture() if data is None else data)

    return lay


def source_of(page):
    return page.partition('<img src="')[2].partition('"')[0]


def test_a_picture_named_in_a_text_is_shown_and_served(content, put, client, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY)
    assert content.check().lines() == [] and content.sync().published == ["first"]
    [file] = rows(File)
    page = client.get("/learn/first").text
    assert f'<img src="{file.url}" alt="The screen" loading="lazy">' in page and file.url.endswith("/screen.png")
    answer = client.get(file.url)
    assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, "image/png", file.size)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "private" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
    assert client.get(file.url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_name_that_is_not_the_files_leads_to_it(content, put, client, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY)
    content.sync()
    [file] = rows(File)
    answer = client.get(f"/files/{file.public_id}/other.html")
    assert (answer.status_code, answer.location) == (301, file.url)
    assert client.get("/files/nobody-knows/screen.png").status_code == 404


def test_a_picture_is_made_anew_without_what_it_carried(content, put, client, rows):
    exif = Image.Exif()
    exif[0x010E] = "MARKER-IN-EXIF"
    put("en/onboarding/screen.png", picture("JPEG", exif=exif))  # known by its content, whatever it is called
    content.write("en/onboarding/first.md", BODY)
    content.sync()
    answer = client.get(rows(File)[0].url)
    assert answer.mimetype == "image/jpeg" and b"MARKER" not in answer.data and rows(File)[0].name == "screen.jpg"


def test_only_who_can_open_an_item_gets_its_pictures(content, put, client, client_of, make, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY, audience="[tier:high]")
    content.sync()
    [file] = rows(File)
    high = make.person(organization=make.organization(tier="high"))
    assert client.get(file.url).status_code == 404
    assert client_of(make.person()).get(file.url).status_code == 404
    assert client_of(high).get(file.url).status_code == 200
    content.remove("en/onboarding/first.md")
    content.sync()
    assert client_of(high).get(file.url).status_code == 404


def test_languages_and_folders_share_a_picture(content, put, rows):
    put("images/画面.png")
    content.write("en/onboarding/first.md", "![A](../../images/画面.png)\n")
    content.write("ja/onboarding/first.md", "![あ](../../images/%E7%94%BB%E9%9D%A2.png)\n")
    assert content.sync().errors == []
    assert len(rows(File)) == len(rows(ItemFile)) == 1


def test_a_second_sync_makes_nothing_anew_and_another_picture_is_another_version(content, put, client, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY)
    content.sync()
    first = source_of(client.get("/learn/first").text)
    assert content.sync().unchanged == ["first"] and len(rows(File)) == 1
    put("en/onboarding/screen.png", picture(colour="blue"))
    assert content.sync().changed == ["first"]
    second = source_of(client.get("/learn/first").text)
    assert first != second and client.get(second).status_code == 200
    assert client.get(first).status_code == 404  # no text shows it any more


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("![a](missing.png)", "is not there"),
        ("![a](../../../outside.png)", "lies outside the folder"),
        ("![a](link.png)", "lies outside the folder"),
        ("![a](/brand/logo-light)", "must be a file of this folder"),
        ("![a](data:image/png;base64,AAAA)", "must be a file of this folder"),
        ("![a](words.png)", "not a PNG, JPEG or WebP"),
        ("![a](large.png)", "5 MB"),
        ("![a][ref]\n\n[ref]: missing.png", "is not there"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_told_with_its_line(body, message, content, put, rows):
    (content.folder.parent / "outside.png").write_bytes(picture())
    put("en/onboarding/words.png", b"only words")
    put("en/onboarding/large.png", b"x" * 5_000_001)
    os.symlink(content.folder.parent / "outside.png", content.folder / "en/onboarding/link.png")
    content.write("en/onboarding/first.md", f"Words.\n\nMore words\n{body}\n")
    report = content.sync()
    assert not report.applied and rows(File) == []
    assert content.check().lines() == report.lines()
    [line] = report.lines()
    assert line.startswith("en/onboarding/first.md:7: the picture") and message in line


def test_a_picture_elsewhere_is_a_link_and_is_told(content, client):
    content.write("en/onboarding/first.md", "![The screen](https://elsewhere.example/a.png)\n")
    report = content.sync()
    assert report.applied and report.lines() == [
        "en/onboarding/first.md:4: the picture “https://elsewhere.example/a.png” is elsewhere: readers get a link to it instead"
    ]
    page = client.get("/learn/first").text
    assert "<img src=" not in page.partition("<article")[2].partition("</article>")[0]
    assert 'href="https://elsewhere.example/a.png"' in page


def test_what_looks_like_a_picture_in_code_is_none(content):
    content.write("en/onboarding/first.md", "Write `![words](file.png)`.\n")
    assert content.sync().lines() == []


def test_a_failed_sync_leaves_no_row(content, put, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY)
    content.write("en/onboarding/broken.md", minutes="many")
    assert not content.sync().applied and rows(File) == []


def test_files_nothing_shows_any_more_are_forgotten_after_a_day_bytes_and_all(app, content, put, rows):
    for name, colour in (("kept", "red"), ("gone", "blue")):
        put(f"en/onboarding/{name}.png", picture(colour=colour))
        content.write(f"en/onboarding/{name}.md", f"![a]({name}.png)\n")
    content.sync()
    content.write("en/onboarding/gone.md", "Words alone.\n")
    content.sync()
    with app.app_context():
        paths = {file.name: files.path_of(file.digest) for file in rows(File)}
        files.forget_unused()
        assert len(rows(File)) == 2 and all(path.exists() for path in paths.values())
        with time_machine.travel(now() + timedelta(hours=25)):
            files.forget_unused()
    assert [file.name for file in rows(File)] == ["kept.png"]
    assert paths["kept.png"].exists() and not paths["gone.png"].exists()


def test_a_file_whose_bytes_are_lost_is_not_there(app, content, put, client, rows):
    put("en/onboarding/screen.png")
    content.write("en/onboarding/first.md", BODY)
    content.sync()
    [file] = rows(File)
    with app.app_context():
        files.path_of(file.digest).unlink()
    assert client.get(file.url).status_code == 404
