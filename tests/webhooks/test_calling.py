"""Where a call may go, that it goes there and nowhere else, and that nothing the other side does holds it up."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from portal.kernel.errors import Invalid
from portal.webhooks.calling import post as calling
from portal.webhooks.calling import targets
from portal.webhooks.calling.answers import Fault
from portal.webhooks.calling.targets import Unusable
from portal.webhooks.models import WebhookAttempt, WebhookDelivery
from tests.conftest import leave_out
from tests.webhooks.receiver import Receiver, closed_port

pytestmark = pytest.mark.one_database

INTERNAL = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:808:808::", "2001::1", "2001:db8::1", "fec0::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.fixture
def resolve(monkeypatch):
    """`resolve("10.0.0.1", …)`: what any name leads to; given several lists, each look-up gets the next one."""
    asked = []

    def to(*answers):
        left = list(answers)

        def lookup(host, _port):
            asked.append(host)
            found = left.pop(0) if len(left) > 1 else left[0]
            return found if isinstance(found, list) else [found]

        monkeypatch.setattr(targets, "lookup", lookup)
        return asked

    return to


@pytest.fixture
def call(app):
    """One call; the whole of it may take `patience` seconds."""

    def called(url, patience=5.0, body=b"{}"):
        with app.app_context():
            return calling.post(url, body, {"webhook-id": "msg_1"}, patience)

    return called


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_addresses_are_refused(address, app, inside, resolve, call):
    inside()
    resolve(address)
    assert call("https://hooks.example/").fault == Fault.BLOCKED
    with app.app_context(), pytest.raises(Unusable):
        targets.refuse_internal(ipaddress.ip_address(address), tls=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called_by_https_alone(address, app, inside):
    inside()
    with app.app_context():
        targets.refuse_internal(ipaddress.ip_address(address), tls=True)
        with pytest.raises(Unusable):
            targets.refuse_internal(ipaddress.ip_address(address), tls=False)


def test_one_internal_address_among_public_ones_refuses_the_name(inside, resolve, call):
    inside()
    resolve(["93.184.216.34", "10.0.0.1"])
    assert call("https://hooks.example/").fault == Fault.BLOCKED


def test_ranges_that_are_named_may_be_called_and_no_others(app, inside):
    inside("10.1.0.0/16", "fd00::/8")
    with app.app_context():
        for address in ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1"):
            targets.refuse_internal(ipaddress.ip_address(address), tls=False)
        for address in ("10.2.0.1", "fc00::1", "127.0.0.1"):
            with pytest.raises(Unusable):
                targets.refuse_internal(ipaddress.ip_address(address), tls=True)


def test_the_address_that_was_checked_is_the_one_called_though_the_name_changes_meanwhile(resolve, call, receiver):
    with Receiver(host="127.0.0.2", port=receiver.port) as other:
        asked = resolve("127.0.0.1", "127.0.0.2")
        assert call(f"http://hooks.example:{receiver.port}/in?key=1").status == 204
        assert asked == ["hooks.example"] and other.came == []
        [came] = receiver.came
        assert came.headers["host"] == f"hooks.example:{receiver.port}" and came.path == "/in?key=1"


def test_a_name_that_turns_inside_between_two_tries_is_not_called_again(
    inside, resolve, connect, happen, work, rows, app, receiver
):
    connect(f"http://hooks.example:{receiver.port}/")
    resolve("127.0.0.1", "169.254.169.254")
    happen(times=2)
    assert work() == 2
    assert len(receiver.came) == 1
    assert sorted(one.error for one in rows(WebhookAttempt)) == ["", "blocked"]


def test_the_next_address_is_tried_where_the_first_takes_no_connection(resolve, call, receiver):
    resolve(["127.0.0.9", "127.0.0.1"])
    assert call(f"http://hooks.example:{receiver.port}/").status == 204


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A certificate for hooks.example alone, signed by itself: file of it, file of its key."""
    folder = tmp_path_factory.mktemp("tls")
    program = shutil.which("openssl")
    if program is None:
        leave_out("openssl is missing: TLS was not tried")
    line = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=hooks.example"]
    line += ["-addext", "subjectAltName=DNS:hooks.example", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def secure(certificates, monkeypatch):
    """A receiver by HTTPS, whose certificate the portal trusts unless told otherwise."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificates)
    trusted = ssl.create_default_context(cafile=str(certificates[0]))
    monkeypatch.setattr(calling, "_trust", lambda: trusted)
    with Receiver(tls=context) as running:
        yield running


def test_tls_proves_the_name_and_not_the_address(resolve, call, secure, monkeypatch):
    resolve("127.0.0.1")
    assert call(f"https://hooks.example:{secure.port}/").status == 204
    for name in ("other.example", "127.0.0.1"):
        answer = call(f"https://{name}:{secure.port}/")
        assert (answer.fault, answer.status) == (Fault.CERTIFICATE, None)
    monkeypatch.setattr(calling, "_trust", ssl.create_default_context)
    assert call(f"https://hooks.example:{secure.port}/").fault == Fault.CERTIFICATE
    assert len(secure.came) == 1


def test_plain_http_behind_an_https_address_is_a_fault(call, receiver):
    assert call(f"https://127.0.0.1:{receiver.port}/").fault in (Fault.CONNECTION, Fault.PROTOCOL)
    assert receiver.came == []


def drip(piece, start=b""):
    def send(handler):
        handler.wfile.write(start)
        for _n in range(100):
            handler.wfile.write(piece)
            time.sleep(0.1)

    return send


@pytest.mark.parametrize("raw", [lambda handler: time.sleep(3), drip(b"H"), drip(b"x", b"HTTP/1.1 200 OK\r\nx-long: ")])
def test_no_dripping_holds_a_call_longer_than_its_time(raw, call, receiver):
    receiver.raw = raw
    began = time.monotonic()
    answer = call(receiver.url, patience=0.7)
    assert answer.fault == Fault.TIMEOUT and time.monotonic() - began < 2
    assert 600 < answer.millis < 2000


def test_a_handshake_that_never_comes_ends_too(call):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: time.sleep(2) or server.accept()[0].close(), daemon=True).start()
        began = time.monotonic()
        assert call(f"https://127.0.0.1:{server.getsockname()[1]}/", patience=0.5).fault == Fault.TIMEOUT
        assert time.monotonic() - began < 1.8
        time.sleep(1.8)


def test_a_status_counts_though_the_body_drips(call, receiver):
    receiver.raw = drip(b"x", b"HTTP/1.1 200 OK\r\n\r\n")
    answer = call(receiver.url, patience=0.6)
    assert answer.taken and answer.millis < 2000


def test_of_a_huge_answer_only_the_beginning_is_read_and_kept(connect, happen, work, receiver, rows):
    receiver.status, receiver.body = 200, b"\0ab\xff" * 5_000_000
    connect(receiver.url)
    happen()
    work()
    [attempt] = rows(WebhookAttempt)
    assert attempt.status == 200 and len(attempt.answer) == 1000 and "\0" not in attempt.answer


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-Open\r\n", b"HTTP/1.1 banana\r\n\r\n"])
def test_what_is_no_http_is_a_fault(raw, call, receiver):
    receiver.raw = lambda handler: handler.wfile.write(raw)
    assert call(receiver.url).fault in (Fault.PROTOCOL, Fault.CONNECTION)


def test_nobody_listening_and_no_such_name_are_told_apart(call, resolve, monkeypatch):
    assert call(f"http://127.0.0.1:{closed_port()}/").fault == Fault.CONNECTION
    monkeypatch.setattr(targets, "lookup", lambda *_name: (_ for _ in ()).throw(socket.gaierror("none")))
    assert call("https://nowhere.example/").fault == Fault.UNKNOWN_HOST


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://例え.example/通知?q=値", "https://xn--r8jz45g.example/%E9%80%9A%E7%9F%A5?q=%E5%80%A4"),
        ("https://Hooks.Example:443/a%20b", "https://hooks.example/a%20b"),
        ("https://hooks.example", "https://hooks.example/"),
        ("https://hooks.example:8443/x?a=1&b=%26", "https://hooks.example:8443/x?a=1&b=%26"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
    ],
)
def test_an_address_is_kept_as_it_is_called(typed, kept, app, connect):
    assert connect(typed).url == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "hooks.example", "ftp://hooks.example/", "https://", "https:///x", "https://user:pw@hooks.example/",
        "https://hooks.example/#part", "https://hooks.example:99999/", "https://hooks.example:0/", "https://a b.example/",
        "https://hooks.example/a b", "https://hooks.example\\@10.0.0.1/", "https://[::1", "https://[fe80::1%25eth0]/",
        "javascript:alert(1)", "https://" + "a" * 64 + ".example/", "https://hooks.example/" + "x" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_its_field(typed, connect):
    with pytest.raises(Invalid) as refused:
        connect(typed)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "typed",
    [
        "https://10.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/", "http://hooks.example/", "https://0177.0.0.1/",
    ],
)  # fmt: skip
def test_internal_addresses_in_figures_and_plain_http_are_refused_at_once(typed, inside, connect):
    inside()
    with pytest.raises(Invalid) as refused:
        connect(typed)
    assert refused.value.field == "url"


def test_a_blocked_call_is_a_failure_that_can_be_seen(inside, connect, happen, work, rows, receiver):
    connect(receiver.url)
    inside("10.0.0.0/8")
    happen()
    work(1)
    [attempt], [delivery] = rows(WebhookAttempt), rows(WebhookDelivery)
    assert attempt.error == "blocked" and delivery.state == "waiting" and delivery.tries == 1 and receiver.came == []
