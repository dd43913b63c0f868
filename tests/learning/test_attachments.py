"""Videos, captions and downloads of the content folder: looked into, told by file and line, served to who may open."""

from __future__ import annotations

import os

import pytest

from portal.kernel.files import PIECE, File
from portal.learning.models import ItemFile
from tests.learning.films import CAPTIONS, mp4, office

FILM = {"format": "video", "video": "{file: film.mp4, seconds: 100}"}


@pytest.fixture
def put(content):
    """`put("en/onboarding/plan.csv", b"…")` lays a file into the content folder."""

    def lay(path, data):
        target = content.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())

    return lay


@pytest.fixture
def film(content, put, rows):
    """An item with a video of two pieces, and its file."""
    put("en/onboarding/film.mp4", mp4(filler=2 * PIECE))
    content.write("en/onboarding/film.md", **FILM)
    assert content.sync().lines() == []
    return rows(File)[0]


def test_a_video_is_shown_with_captions_of_every_language_the_readers_first(content, put, client):
    put("en/onboarding/film.mp4", mp4())
    put("en/onboarding/film.en.vtt", CAPTIONS)
    put("ja/onboarding/film.ja.vtt", CAPTIONS.replace("Hello.", "こんにちは。"))
    content.write("en/onboarding/first.md", **FILM)
    content.write("ja/onboarding/first.md", **FILM)
    assert content.check().lines() == [] and content.sync().published == ["first"]
    for language, own in (("en", "English"), ("ja", "日本語")):
        page = client.get("/learn/first", headers={"Accept-Language": language}).text
        assert page.count("<video") == 1 and page.count("<track") == 2
        (default,) = [track for track in page.split("<track")[1:] if track.partition(">")[0].endswith(" default")]
        assert f'srclang="{language}"' in default and f'label="{own}"' in default
        source = page.partition("<video")[2].partition('src="')[2].partition('"')[0]
        answer = client.get(source)
        assert (answer.status_code, answer.mimetype) == (200, "video/mp4")
        track = client.get(default.partition('src="')[2].partition('"')[0])
        assert track.mimetype == "text/vtt" and "attachment" not in track.headers["Content-Disposition"]


def test_one_film_serves_both_languages_and_is_kept_once(content, put, rows):
    put("en/onboarding/film.mp4", mp4())
    content.write("en/onboarding/first.md", **FILM)
    content.write("ja/onboarding/first.md", **FILM)
    assert content.sync().errors == []
    assert len(rows(File)) == 1 and {(row.kind, row.locale) for row in rows(ItemFile)} == {
        ("video", "en"),
        ("video", "ja"),
    }


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=5-", 5, -1), ("bytes=-100", -100, -1), ("bytes=0-0", 0, 0)],
)
def test_a_single_range_is_answered_with_that_part(film, client, asked, first, last):
    first, last = first % film.size, last % film.size
    with client.get(film.url) as whole, client.get(film.url, headers={"Range": asked}) as part:
        assert whole.status_code == 200 and whole.headers["Accept-Ranges"] == "bytes" and len(whole.data) == film.size
        assert part.status_code == 206 and part.data == whole.data[first : last + 1]
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{film.size}"
        assert part.headers["X-Content-Type-Options"] == "nosniff"


def test_a_range_that_is_not_there_is_416_and_several_get_the_whole(film, client):
    missing = client.get(film.url, headers={"Range": f"bytes={film.size}-"})
    assert missing.status_code == 416 and missing.headers["Content-Range"] == f"bytes */{film.size}"
    with client.get(film.url, headers={"Range": "bytes=0-1,5-6"}) as several:
        assert several.status_code == 200 and int(several.headers["Content-Length"]) == film.size


def test_what_the_browser_has_is_not_sent_again_and_another_version_is_sent_whole(film, client):
    with client.head(film.url) as head:
        tag = head.headers["ETag"]
        assert int(head.headers["Content-Length"]) == film.size
    with client.get(film.url, headers={"If-None-Match": tag}) as same:
        assert same.status_code == 304
    with client.get(film.url, headers={"Range": "bytes=0-9", "If-Range": tag}) as part:
        assert part.status_code == 206
    with client.get(film.url, headers={"Range": "bytes=0-9", "If-Range": '"another"'}) as whole:
        assert whole.status_code == 200


def test_only_who_can_open_the_item_gets_its_video(content, put, client, client_of, make, rows):
    put("en/onboarding/film.mp4", mp4())
    content.write("en/onboarding/film.md", audience="[tier:high]", **FILM)
    content.sync()
    [file] = rows(File)
    high = client_of(make.person(organization=make.organization(tier="high")))
    for browser, status in ((client, 404), (client_of(make.person()), 404), (high, 206)):
        assert browser.get(file.url, headers={"Range": "bytes=0-3"}).status_code == status
    content.remove("en/onboarding/film.md")
    content.sync()
    assert high.get(file.url).status_code == 404


def test_downloads_are_saved_with_their_name_kind_and_size(content, put, client, rows):
    put("en/onboarding/plan.csv", "\ufeffWeek,Who\n1,Ann\n" + "x" * 2000)
    put("ja/onboarding/計画.xlsx", office("xl"))
    content.write("en/onboarding/first.md", format="template", downloads="[plan.csv]")
    content.write("ja/onboarding/first.md", format="template", downloads="[計画.xlsx]")
    assert content.sync().lines() == []
    page = client.get("/learn/first", headers={"Accept-Language": "en"}).text
    assert "plan.csv" in page and "CSV, 2 KB" in page and "計画" not in page
    page = client.get("/learn/first", headers={"Accept-Language": "ja"}).text
    assert "計画.xlsx" in page and "plan.csv" not in page
    for file in rows(File):
        answer = client.get(file.url)
        assert answer.headers["Content-Disposition"].startswith("attachment") and len(answer.data) == file.size
        assert (
            answer.headers["X-Content-Type-Options"] == "nosniff"
            and "sandbox" in answer.headers["Content-Security-Policy"]
        )


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ({"downloads": "[missing.csv]"}, "the download “missing.csv”: is not there"),
        ({"downloads": "[../../../outside.csv]"}, "lies outside the folder"),
        ({"downloads": "[link.csv]"}, "lies outside the folder"),
        ({"downloads": "[run.exe]"}, "is of no kind readers may download"),
        ({"downloads": "[page.html]"}, "is of no kind readers may download"),
        ({"downloads": "[fake.pdf]"}, "is no PDF inside"),
        ({"downloads": "[fake.docx]"}, "is no docx inside"),
        ({"downloads": "[sjis.csv]"}, "Shift_JIS"),
        ({"downloads": "[large.zip]"}, "the limit is 20 MB"),
        ({"video": "{file: missing.mp4, seconds: 5}"}, "the video “missing.mp4”: is not there"),
        ({"video": "{file: fake.mp4, seconds: 5}"}, "is no MP4 inside"),
        ({"video": "{file: fake.webm, seconds: 5}"}, "is no WebM inside"),
        ({"video": "{file: real.avi, seconds: 5}"}, "must be an MP4 or WebM"),
        ({"video": "{file: real.mp4, seconds: 5}"}, "lasts 100.0 seconds, not 5"),
        ({"video": "{file: huge.mp4, seconds: 5}"}, "the limit is 300 MB"),
        ({"video": "{file: told.mp4, seconds: 100}"}, "the captions “told.ja.vtt”, line 3: times must read like"),
        ({"video": "{file: mute.mp4, seconds: 100}"}, "the captions “mute.en.vtt”: the first line must be WEBVTT"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_with_its_line(front, message, content, put, rows):
    (content.folder.parent / "outside.csv").write_text("a,b\n")
    for name in ("run.exe", "page.html", "fake.pdf", "fake.docx", "fake.mp4", "fake.webm"):
        put(f"en/onboarding/{name}", "<html>")
    for name in ("real.avi", "real.mp4", "told.mp4", "mute.mp4"):
        put(f"en/onboarding/{name}", mp4())
    put("en/onboarding/sjis.csv", "名前,計画\nあ,い\n".encode("cp932"))
    put("en/onboarding/told.ja.vtt", "WEBVTT\n\n0:00 --> 0:06\nHello\n")
    put("en/onboarding/mute.en.vtt", "Hello\n")
    for name, size in (("large.zip", 20_000_001), ("huge.mp4", 300_000_001)):
        put(f"en/onboarding/{name}", mp4())
        os.truncate(content.folder / f"en/onboarding/{name}", size)
    os.symlink(content.folder.parent / "outside.csv", content.folder / "en/onboarding/link.csv")
    content.write("en/onboarding/first.md", **front)
    report = content.sync()
    assert not report.applied and rows(File) == []
    assert content.check().lines() == report.lines()
    [line] = report.lines()
    assert line.startswith("en/onboarding/first.md:2: ") and message in line


def test_another_file_under_the_same_name_is_another_version(content, put, client, rows):
    put("en/onboarding/plan.csv", "a,b\n")
    content.write("en/onboarding/first.md", format="template", downloads="[plan.csv]")
    content.sync()
    assert content.sync().unchanged == ["first"]
    first = rows(File)[0].url
    put("en/onboarding/plan.csv", "a,b,c\n")
    assert content.sync().changed == ["first"]
    assert client.get(first).status_code == 404 and len(rows(ItemFile)) == 1


def test_a_video_elsewhere_is_a_link_with_its_host_and_cannot_be_earned(content, client_of, make):
    content.write("en/onboarding/first.md", format="video", video="https://www.films.example/watch?v=1")
    content.sync()
    page = client_of(make.person()).get("/learn/first").text
    assert "Watch it at films.example" in page and "<video" not in page and "data-watch" not in page
    assert 'href="https://www.films.example/watch?v=1" rel="noopener noreferrer"' in page


def test_pages_with_a_video_downloads_or_a_price_stay_within_ten_statements(
    content, put, client_of, make, count_queries
):
    put("en/onboarding/film.mp4", mp4())
    for number in range(12):
        put(f"en/onboarding/plan-{number}.csv", f"a,{number}\n")
    names = ", ".join(f"plan-{number}.csv" for number in range(12))
    content.write("en/onboarding/film.md", **FILM)
    content.write("en/onboarding/plan.md", format="template", downloads=f"[{names}]")
    content.write(
        "en/onboarding/paid.md", format="service", price="{amount: 980, currency: EUR, free_counterpart: plan}"
    )
    content.sync()
    owner = make.staff()
    person = client_of(make.person(organization=make.organization(owner_id=owner.id)))
    person.get("/learn")
    for slug, most in (("film", 6), ("plan", 6), ("paid", 7)):
        with count_queries() as statements:
            assert person.get(f"/learn/{slug}").status_code == 200
        assert statements() <= most, slug
