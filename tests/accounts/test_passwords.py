"""What is accepted as a password, and what readers may see."""

from __future__ import annotations

import pytest

from portal.accounts import passwords
from portal.accounts.agents import describe
from portal.accounts.models import Organization, Person, Role
from portal.accounts.policy import access_tokens
from portal.kernel.errors import Invalid

EMAIL, NAME = "operations@northgate.example", "Operations lead"


@pytest.mark.parametrize(
    "typed",
    [
        "short", "operations@northgate.example", "Operations Lead", "operations1!", "password123!", "Qwertyuiop99",
        "1234567890", "aaaaaaaaaaaa", "abababababab", "x" * 201,
    ],
)  # fmt: skip
def test_guessable_passwords_are_refused_with_the_reason(typed):
    with pytest.raises(Invalid) as refused:
        passwords.check(typed, EMAIL, NAME)
    assert refused.value.field == "new_password"
    assert len(refused.value.message) > 20


@pytest.mark.parametrize(
    "typed", ["seven quiet herons", "静かな青い川を三度わたる", "kT9#vQ2!xw", "correct horse battery staple"]
)
def test_others_are_taken(typed):
    passwords.check(typed, EMAIL, NAME)


def test_the_hash_in_use_meets_the_minimum_of_owasp():
    parameters = passwords._hasher(False)
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)
    assert passwords._hasher(False).hash("x").startswith("$argon2id$")


def test_what_readers_may_see():
    member = Person(roles=Role.MEMBER, organization=Organization(tier="middle"))
    assert access_tokens(None) == {"public"}
    assert access_tokens(member) == {"public", "members", "tier:middle"}
    assert access_tokens(Person(roles=Role.MEMBER)) == access_tokens(Person(roles=Role.CHAMPION)) == {"public"}
    everything = {"public", "members", "staff", "tier:high", "tier:middle", "tier:low"}
    assert access_tokens(Person(roles=Role.PRODUCT)) == everything


@pytest.mark.parametrize(
    ("agent", "name", "hand_held"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome on Windows", False),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows", False),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/156.0 Mobile Safari/537.36", "Chrome on Android", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0", "Firefox on Linux", False),
        ("curl/8.0", "Unknown browser", False),
    ],
)
def test_browsers_are_named(agent, name, hand_held):
    assert (describe(agent).name, describe(agent).hand_held) == (name, hand_held)
