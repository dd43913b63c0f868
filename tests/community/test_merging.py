"""Merging questions: a pointer that can be undone; answers to both, numbers right, chains and leaks refused."""

from __future__ import annotations

from portal.accounts.models import Role
from portal.community.commands import merging, wanting


def test_answers_of_both_stand_below_the_kept_one_and_come_apart_again(
    client, client_of, make, ask, answer, act, accept, the, right
):
    ann, bob, cs = make.person(), make.person(), make.staff(Role.CS)
    first, second = ask(ann, title="Kept question"), ask(bob, title="Other question")
    answer(question_id=first, text="To the first.")
    accept(bob, answer(question_id=second, text="To the second."))
    ken = make.person()
    for number in (first, second):
        act(ken, wanting.want, number, wanted=True)
    page = client_of(cs).post(
        f"/community/questions/{second}/merge", data={"into": f"https://x.example/community/questions/{first}-kept"}
    )
    assert page.status_code == 303
    kept = the(first)
    assert (kept.answers, kept.too) == (2, 1) and right() == []
    text = client.get(kept.url).text
    assert "To the first." in text and "To the second." in text and "1 question was merged into this one" in text
    moved = client.get(f"/community/questions/{second}")
    assert moved.status_code == 301 and moved.location == f"{kept.url}?from={second}"
    assert "Other question" not in client.get("/community").text
    client_of(cs).post(f"/community/questions/{second}/merge", data={"act": "undo"})
    assert (the(first).answers, the(second).answers, the(second).solved_at is not None) == (
        1,
        1,
        True,
    ) and right() == []


def test_itself_chains_and_what_is_not_shown_are_refused(client_of, make, ask, act, group):
    cs, ann = make.staff(Role.CS), make.person()
    first, second, third = ask(), ask(), ask()
    closed = ask(ann, group=group(ann, access="closed").slug)
    act(cs, merging.merge, second, first)
    browser = client_of(cs)
    for question, into in ((first, first), (third, second), (first, third), (closed, first), (third, closed)):
        answer = browser.post(f"/community/questions/{question}/merge", data={"into": str(into)})
        assert answer.status_code == 422, (question, into)
    assert browser.post(f"/community/questions/{third}/merge", data={"into": "no number"}).status_code == 422


def test_others_do_not_merge(client_of, make, ask):
    first, second = ask(), ask()
    assert (
        client_of(make.person()).post(f"/community/questions/{second}/merge", data={"into": str(first)}).status_code
        == 404
    )
    product = client_of(make.staff(Role.PRODUCT))
    assert product.post(f"/community/questions/{second}/merge", data={"into": str(first)}).status_code == 403
