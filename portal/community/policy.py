"""Who may do what in the community."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.models import Person, Role
from portal.community.models import Answer, CommunityGroup, Question, QuestionComment

OPEN, REQUEST, CLOSED = ACCESSES = ("open", "request", "closed")  # of groups
INDUSTRY, TOPIC, CHAMPIONS = GROUP_KINDS = ("industry", "topic", "champions")  # champions: the one where these gather
MEMBER, ASKED = "member", "asked"  # what somebody is in a group
QUESTION, ANSWER, COMMENT = "question", "answer", "remark"  # kinds of posts, for moderation, pictures and follows
GROUP, TAG = "group", "tag"  # what else is followed
CHAMPION, STAFF = "champion", "staff"  # standing of who answers
MODERATE = Role.CS | Role.PRODUCT | Role.ADMIN  # hide, lock
MOVE = Role.CS | Role.ADMIN  # to another area or group, merge
APPOINT = Role.CS | Role.ADMIN  # champions, groups and their leaders


def is_shown(post: Question | Answer | QuestionComment) -> bool:
    """Neither waiting for a look nor taken off."""
    return post.held_at is None and post.hidden_at is None


def may_see(reader: Person | None, question: Question, *, member: bool) -> bool:
    """Everybody whom the audience lets in. `member`: the reader is in its group, which matters where that is closed.

    What is held or hidden only staff and its author see.
    """
    if reader is not None and reader.is_staff:
        return True
    if question.secret and not member:
        return False
    return is_shown(question) or (reader is not None and reader.id == question.author_id)


def may_ask(person: Person) -> bool:
    """People of a customer company and staff, unless suspended."""
    return person.may_post


def may_answer(person: Person, question: Question) -> bool:
    """Who sees it and may write, while it is shown and not locked; also comment, and say that an answer helped."""
    return person.may_post and is_shown(question) and question.locked_at is None


def may_accept(person: Person, question: Question, areas: Collection[int]) -> bool:
    """Who asked; staff; a champion in an area of their own."""
    if not person.may_post or not is_shown(question):
        return False
    if person.id == question.author_id or person.is_staff:
        return True
    return in_own_area(person, question, areas)


def in_own_area(person: Person, question: Question, areas: Collection[int]) -> bool:
    """Whether it is a champion's to look after: `areas` are those they know."""
    return bool(person.roles & Role.CHAMPION) and question.area_id is not None and question.area_id in areas


def may_edit(person: Person, question: Question) -> bool:
    """Its author, and customer success and admins for everybody's; the words before are kept."""
    return person.may_write and (person.id == question.author_id or person.has(MOVE))


def may_file(person: Person, question: Question, areas: Collection[int]) -> bool:
    """Change its tags: its author, customer success and admins, a champion in an area of their own."""
    return may_edit(person, question) or (person.may_write and in_own_area(person, question, areas))


def standing_of(person: Person) -> str:
    """How somebody answers: as staff, as a champion, or as anybody."""
    if person.is_staff:
        return STAFF
    return CHAMPION if person.roles & Role.CHAMPION else ""


def joins_at_once(person: Person, group: CommunityGroup) -> bool:
    """Without anybody's word: whoever likes where the group is open, champions where champions gather, and staff."""
    champion = group.kind == CHAMPIONS and bool(person.roles & Role.CHAMPION)
    return group.access == OPEN or champion or person.is_staff


def may_lead(person: Person, *, leader: bool) -> bool:
    """Let people in and take them out, pin a question: leaders of the group, customer success and admins."""
    return person.may_write and (person.has(APPOINT) or (leader and person.may_post))


def may_propose(by: Person, person: Person, accepted: int) -> bool:
    """As a champion: who solved `accepted` questions of other companies, is none yet, and is no colleague."""
    if not by.may_post or by.id == person.id or not accepted:
        return False
    other = by.is_staff or by.organization_id != person.organization_id
    return other and could_be_champion(person) and not person.roles & Role.CHAMPION


def could_be_champion(person: Person) -> bool:
    """Somebody of a customer company who may write."""
    return person.erased_at is None and not person.is_staff and person.may_post


def may_appoint(person: Person) -> bool:
    """Make and change groups and name their leaders."""
    return person.may_write and person.has(APPOINT)
