"""Pictures of an idea: made anew, shown to who sees the idea, kept through a refused form, forgotten when unused."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import MultiDict

from portal.ideas.models import Idea
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.files import File, forget_unused, path_of
from portal.posting.images import MOST, forget_images
from portal.posting.models import PostImage

WORDS = {"title": "Export as a table", "text": "It saves an hour."}


def picture(colour="red", kind="PNG", side=8):
    out = io.BytesIO()
    made = Image.new("RGB", (side, side), colour)
    made.save(out, kind, exif=b"Exif\x00\x00secret place" if kind == "JPEG" else b"")
    return out.getvalue()


def send(browser, *files, **form):
    fields = MultiDict(WORDS | form)
    for name, data in files:
        fields.add("images", (io.BytesIO(data), name))
    return browser.post("/ideas/new", data=fields, content_type="multipart/form-data")


def kept(answer):
    return re.findall(r'name="image" value="([^"]+)"', answer.text)


@pytest.fixture
def member(client_of, make, board):
    return client_of(make.person())


def test_a_picture_comes_below_the_text_made_anew(member, client, rows):
    assert send(member, ("my [yard].jpg", picture(kind="JPEG"))).status_code == 303
    [file], [image], [idea] = rows(File), rows(PostImage), rows(Idea)
    assert image.ref == idea.id and file.mime == "image/jpeg"
    shown = client.get(file.url)
    assert shown.status_code == 200 and b"secret place" not in shown.data
    assert f'src="{file.url}"' in client.get(idea.url).text


def test_uploading_keeps_the_words_and_posts_nothing(member, rows):
    answer = send(member, ("a.png", picture()), act="upload", title="Half a tit")
    assert answer.status_code == 200 and rows(Idea) == []
    assert 'value="Half a tit"' in answer.text and len(kept(answer)) == 1
    assert send(member, image=kept(answer)[0]).status_code == 303
    assert [image.ref for image in rows(PostImage)] == [rows(Idea)[0].id]


def test_pictures_outlive_a_refused_form(member, rows):
    answer = send(member, ("a.png", picture()), title="")
    assert answer.status_code == 422 and len(kept(answer)) == 1


def test_a_picture_left_out_is_not_part_of_the_idea(member, rows):
    send(member, ("a.png", picture()), act="upload")
    assert send(member).status_code == 303
    assert [image.ref for image in rows(PostImage)] == [None]


def test_the_same_picture_again_is_one(member, rows):
    first = send(member, ("a.png", picture()), act="upload")
    again = send(member, ("a.png", picture()), act="upload", image=kept(first)[0])
    assert kept(first) == kept(again) and len(rows(File)) == 1


@pytest.mark.parametrize(
    ("name", "data"), [("a.svg", b"<svg/>"), ("a.png", b"no picture"), ("a.gif", picture(kind="GIF"))]
)
def test_what_is_no_picture_is_refused_and_the_good_ones_stay(member, rows, name, data):
    answer = send(member, ("good.png", picture()), (name, data))
    assert answer.status_code == 422 and "This is not a PNG, JPEG or WebP picture." in answer.text
    assert len(kept(answer)) == 1 and rows(Idea) == []


def test_at_most_five(member, rows):
    colours = ["red", "green", "blue", "black", "white", "gray"]
    answer = send(member, *((f"{colour}.png", picture(colour)) for colour in colours))
    assert answer.status_code == 422 and f"At most {MOST} images" in answer.text and rows(Idea) == []


def test_others_open_it_only_as_part_of_an_idea_they_see(app, member, client, client_of, make, rows):
    answer = send(member, ("a.png", picture()), act="upload")
    [file], other = rows(File), client_of(make.person())
    assert member.get(file.url).status_code == 200
    assert client.get(file.url).status_code == other.get(file.url).status_code == 404
    assert kept(send(other, act="upload", image=file.public_id)) == []
    send(member, image=kept(answer)[0])
    assert client.get(file.url).status_code == 200
    with app.app_context():
        db.session.execute(sa.update(Idea).values(hidden_at=now()))
        db.session.commit()
    assert client.get(file.url).status_code == other.get(file.url).status_code == 404
    assert member.get(file.url).status_code == 200


def test_a_strangers_picture_in_the_text_stays_theirs(member, client_of, make, rows):
    send(member, ("a.png", picture()), act="upload")
    [file] = rows(File)
    thief = client_of(make.person())
    send(thief, text=f"Look: ![x]({file.url})")
    assert [image.ref for image in rows(PostImage)] == [None]
    assert thief.get(file.url).status_code == 404


def test_what_nobody_used_is_forgotten_after_a_day(app, member, rows):
    send(member, ("a.png", picture()))
    send(member, ("b.png", picture("blue")), act="upload")
    with app.app_context():
        long_ago = now() - timedelta(days=2)
        for model in (File, PostImage):
            column = "created_at" if model is File else "at"
            db.session.execute(sa.update(model).values({column: long_ago}))
        db.session.commit()
        digests = [file.digest for file in rows(File)]
        forget_images()
        forget_unused()
    [file] = rows(File)
    assert file.digest == digests[0] and path_of_exists(app, digests[0])


def path_of_exists(app, digest):
    with app.app_context():
        return path_of(digest).exists()


def test_editing_adds_pictures_too(member, rows):
    send(member)
    [idea] = rows(Idea)
    fields = MultiDict(WORDS | {"version": "1"})
    fields.add("images", (io.BytesIO(picture()), "a.png"))
    answer = member.post(f"/ideas/{idea.id}/edit", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 303
    [file] = rows(File)
    assert f'src="{file.url}"' in member.get(idea.url).text and rows(PostImage)[0].ref == idea.id
