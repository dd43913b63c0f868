"""Reading delivery reports: what each server means, and that nothing sent to us is too much."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.kernel.mailing import reports
from portal.kernel.mailing.verdicts import failed_for_good, refused_for_good
from tests.kernel import bounce_samples as samples

TO = "bounces+b-1-aaaaaaaaaaaaaaaa@portal.example"
SHAPES = (samples.postfix, samples.exim, samples.exchange, samples.japanese)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_each_servers_report_of_a_bad_address_is_read_with_its_words(shape):
    found = reports.read(shape(TO))
    assert found and found.permanent
    assert found.reason.startswith("550 5.") and "smtp" not in found.reason
    assert TO in reports.addressed_to(shape(TO))


def test_a_folded_diagnosis_is_one_text():
    found = reports.read(samples.exchange(TO))
    assert found and found.reason.endswith("Recipient ann@company.example not found by SMTP address lookup")


def test_words_in_japanese_are_kept():
    found = reports.read(samples.japanese(TO))
    assert found and found.reason == "550 5.2.1 このアカウントは無効です"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.2.2", "552 5.2.2 mailbox full"),
        ("4.4.1", "connect to mx.company.example: Connection timed out"),
        ("5.7.1", "550 5.7.1 blocked by policy"),
        ("5.1.1", "550 5.7.1 blocked by policy"),
        ("5.0.0", "550 not now"),
        ("5.4.4", "Host or domain name not found"),
        ("", ""),
    ],
)
def test_another_failure_says_nothing_final_about_the_address(status, said):
    found = reports.read(samples.postfix(TO, status, said))
    assert found and not found.permanent


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_arrived_or_may_still_arrive_is_no_bounce(action):
    assert reports.read(samples.with_action(samples.postfix(TO), action)) is None


def test_an_address_with_one_good_target_among_several_is_good():
    block = b"Final-Recipient: rfc822; other@company.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient"
    assert reports.read(samples.postfix(TO).replace(b"Final-Recipient", block, 1)) is None


@pytest.mark.parametrize("shape", [samples.vacation, samples.receipt], ids=lambda shape: shape.__name__)
def test_notices_and_receipts_are_no_reports(shape):
    assert reports.read(shape(TO)) is None


def test_a_report_inside_another_message_is_none_of_ours():
    inner = samples.exim(TO).decode()
    outer = (
        f"To: {TO}\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n{inner}\n--x--"
    )
    assert reports.read(outer.encode()) is None


@pytest.mark.parametrize(
    ("code", "words", "bad"),
    [
        (550, "5.1.1 no such person", True),
        (550, "5.1.10 not found", True),
        (550, "5.2.1 disabled", True),
        (550, "No such user here", True),
        (551, "not local", True),
        (553, "mailbox name not allowed", True),
        (550, "5.7.1 blocked", False),
        (550, "5.1.8 your domain does not exist", False),
        (550, "relay not permitted", False),
        (550, "rejected: listed at a blacklist", False),
        (552, "5.2.2 mailbox full", False),
        (552, "mailbox full", False),
        (554, "no", False),
        (450, "4.1.1 no such person yet", False),
        (450, "5.1.1 contradicts itself", False),
    ],
)
def test_only_refusals_that_mean_the_address_count(code, words, bad):
    assert refused_for_good(code, words) is bad


def test_what_the_last_server_said_counts_before_what_the_report_made_of_it():
    assert failed_for_good("5.0.0", "smtp; 550 5.1.1 unknown")
    assert not failed_for_good("5.1.1", "smtp; 550 5.7.1 not from you")
    assert not failed_for_good("5.1.1", "smtp; 451 4.2.1 later")


PIECES = st.sampled_from(
    [
        b"\n", b"\r\n", b"\n\n", b"--b", b"--b--", b" ", b"\t", b":", b";", b'"', b"\x00", b"\xff\xfe", b"=?x?B?",
        b"From ", b"To: x", b"Content-Type: multipart/report; boundary=b", b"Content-Type: message/delivery-status",
        b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"Action: failed",
        b"Status: 5.1.1", b"Diagnostic-Code: smtp; 550 5.1.1", b"charset=no-such", b"=4", b"====",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.binary(max_size=2000), st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=60).map(b"".join))
)
@example(b"")
@example(b"From ")
@example(
    b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b"
)
def test_no_bytes_break_the_reading(raw):
    found = reports.read(raw)
    assert found is None or isinstance(found.reason, str)
    assert isinstance(reports.addressed_to(raw), str)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 3000), st.binary(max_size=40))
def test_a_damaged_report_breaks_nothing(shape, place, noise):
    raw = shape(TO)
    reports.read(raw[:place] + noise + raw[place + len(noise) :])


HOSTILE = {
    "parts within parts": b"".join(
        b"Content-Type: multipart/report; boundary=%d\n\n--%d\n" % (n, n) for n in range(20_000)
    ),
    "many parts": b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n\n" * 200_000,
    "many recipients": b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n"
    + b"\nAction: failed\n" * 60_000,
    "one endless header": b"To: " + b"a" * 2_000_000,
    "one endless fold": b"To: a" + b"\n b" * 600_000,
    "many headers": b"To: a@b.example\n" * 80_000,
    "quotes and semicolons": b"Content-Type: multipart/report" + b';"' * 500_000,
    "empty lines": b"\n \n\t" * 300_000,
    "almost addresses": b"To: " + b"bounces+b-" * 100_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_costs_little_time(raw):
    began = time.process_time()
    reports.read(raw)
    assert len(reports.addressed_to(raw)) < 3_000_000
    assert time.process_time() - began < 2
