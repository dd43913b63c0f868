"""`portal serve` and `portal worker` start only where they can serve, and the right thing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from portal.app import create_app
from portal.cli import serve
from portal.config import BadSetting, from_environ
from tests.cli.conftest import SECRET

PRODUCTION = {"base_url": "https://portal.example", "mail_url": "smtp://127.0.0.1:9"}


class Server:
    """Granian that only notes what it was asked."""

    def __init__(self):
        self.hooks = []

    def on_startup(self, hook):
        self.hooks.append(hook)

    on_shutdown = on_startup

    def serve(self):
        self.hooks.append("served")


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(serve, "make_server", lambda *_given: server)
    monkeypatch.setattr(serve, "end_with_parent", lambda _signal, _parent: None)
    monkeypatch.setattr(serve, "run_worker", lambda _app: server.hooks.append("worked"))
    return server


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def test_serve_runs_the_worker_beside_the_web_unless_told_not_to(run, home, server, port):
    assert run(home, "serve", "--port", port).code == 0 and len(server.hooks) == 3
    server.hooks.clear()
    assert run(home, "serve", "--port", port, "--no-worker").code == 0 and server.hooks == ["served"]


def test_a_port_that_is_taken_is_refused(run, home, server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = run(home, "serve", "--port", port)
    assert refused.code == 2 and f"127.0.0.1:{port}" in refused.err and server.hooks == []


def test_a_worker_whose_parent_died_while_it_began_goes_too(home):
    parent = subprocess.Popen([sys.executable, "-c", ""])
    parent.wait()
    command = [sys.executable, "-m", "portal.cli", "worker", "--parent", str(parent.pid)]
    folders = {"PORTAL_DATA_DIR": str(home / "data"), "PORTAL_CONTENT_DIR": str(home / "content")}
    subprocess.run(command, env=os.environ | folders | {"PORTAL_SECRET_KEY": SECRET}, timeout=60, check=False)


@pytest.mark.parametrize("line", [("--port", "0"), ("--port", "70000"), ("--workers", "0")], ids=" ".join)
def test_a_port_or_number_that_cannot_be_is_refused(line, run, home, server):
    assert run(home, "serve", *line).code == 2 and server.hooks == []


def test_a_database_without_schema_is_not_served(run, empty, server, port):
    refused = run(empty, "serve", "--port", port)
    assert refused.code == 2 and "portal setup" in refused.err and server.hooks == []


def test_an_older_schema_is_not_served_and_a_newer_one_is(run, home, server, port, ask):
    ask(home, "UPDATE alembic_version SET version_num = '0001'")
    assert "portal setup" in run(home, "serve", "--port", port).err
    ask(home, "UPDATE alembic_version SET version_num = '9999'")
    assert run(home, "serve", "--port", port).code == 0


def test_a_database_that_is_away_is_waited_for(run, home, server, port):
    done = run(home, "serve", "--port", port, database_url="postgresql://nobody@127.0.0.1:9/none")
    assert done.code == 0 and server.hooks[-1] == "served"


def test_production_never_serves_the_demo(run, demo, server, port):
    for line in (("serve", "--port", port), ("worker",)):
        refused = run(demo, *line, **PRODUCTION)
        assert refused.code == 2 and "demo" in refused.err and "PORTAL_BASE_URL" in refused.err
        assert server.hooks == []
    environ = {"SECRET_KEY": SECRET, "DATA_DIR": str(demo / "data"), **{k.upper(): v for k, v in PRODUCTION.items()}}
    with pytest.raises(BadSetting, match="demo"):
        create_app(from_environ({f"PORTAL_{name}": value for name, value in environ.items()}))


def test_ones_own_machine_serves_the_demo_and_production_what_is_not(run, demo, server, port):
    assert run(demo, "serve", "--port", port).code == 0
    assert run(demo, "worker").code == 0 and server.hooks[-1] == "worked"


def test_a_demo_database_is_still_looked_after_in_production(run, demo):
    assert run(demo, "setup", **PRODUCTION).code == 0


def test_production_serves_what_is_no_demo(run, home, server, port):
    assert run(home, "serve", "--port", port, **PRODUCTION).code == 0 and server.hooks[-1] == "served"
