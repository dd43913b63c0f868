"""Another system: takes messages, answers as it is told, and remembers what came."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Came:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answer(came)` gives status, headers and body; `came` is what it got so far."""

    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    came: list[Came] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0  # before it answers
    raw: Callable[[Any], None] | None = None  # instead of an answer: what to do with the connection

    def __enter__(self) -> Receiver:
        self.at_once, self.most_at_once = 0, 0
        lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with lock:
                    receiver.came.append(Came(self.path, headers, body))
                    receiver.at_once += 1
                    receiver.most_at_once = max(receiver.most_at_once, receiver.at_once)
                try:
                    receiver.respond(self)
                finally:
                    with lock:
                        receiver.at_once -= 1

            def log_message(self, *_parts: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_parts: Any) -> None:
                pass

        self.server = Server((self.host, self.port), Handler)
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_parts: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        time.sleep(self.seconds)
        if self.raw is not None:
            self.raw(handler)
            return
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}/hooks"


def closed_port() -> int:
    """Where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
