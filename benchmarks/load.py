"""A load of requests on a served portal, by wrk where it is installed, else by threads of Python.

Python's own load takes much of the machine, so compare ratios within one run only.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

CONNECTIONS = 8
WARM = 20  # requests before the load
SCRIPT = Path(__file__).with_name("requests.lua")
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Request(NamedTuple):
    """An address, who asks by their cookie ("": a guest), and what they post (None: they only look)."""

    path: str
    cookie: str = ""
    form: dict[str, str] | None = None

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.form is None else "POST"

    @property
    def body(self) -> str:
        """The form as it travels."""
        return urlencode(self.form or {})

    @property
    def headers(self) -> dict[str, str]:
        """As a browser sends them, as far as they matter."""
        found = {"Accept": "text/html", "Accept-Language": "en"}
        if self.cookie:
            found["Cookie"] = f"portal={self.cookie}"
        if self.form is not None:
            found |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(self.body))}
        return found

    def written(self, host: str) -> str:
        """The whole request as HTTP/1.1 writes it."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines) + f"\r\n\r\n{self.body}"


class Speed(NamedTuple):
    """Answers a second, milliseconds of half and of 99 in 100 of them; answers in all, and those that were errors."""

    rps: float
    p50: float
    p99: float
    answers: int
    errors: int = 0

    @classmethod
    def of(cls, times: list[float], seconds: float, errors: int = 0) -> Speed:
        """From the milliseconds of each answer; `times` is sorted."""
        times.sort()
        return cls(len(times) / seconds, times[len(times) // 2], times[int(len(times) * 0.99)], len(times), errors)


def load(port: int, requests: Sequence[Request], seconds: float) -> Speed:
    """Send them in turn, over and over, from `CONNECTIONS` at once. The first ones of a list only warm up."""
    warm = [one for one, _n in zip(itertools.cycle(requests[:WARM]), range(WARM), strict=False)]
    sender = HTTPConnection("127.0.0.1", port, timeout=30)
    for request in warm:
        _send(sender, request)
    sender.close()
    rest = requests[WARM:] or requests
    return (_wrk if shutil.which("wrk") else _python)(port, rest, seconds)


def _wrk(port: int, requests: Sequence[Request], seconds: float) -> Speed:
    host = f"127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile("w", newline="") as file:
        file.write("".join(f"{request.written(host)}\0" for request in requests))
        file.flush()
        line = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds:.0f}s",
            "--latency",
            "--timeout",
            "30s",
            "-s",
            str(SCRIPT),
            f"http://{host}",
        ]
        environ = os.environ | {"BENCH_REQUESTS": file.name}
        return said_by_wrk(subprocess.run(line, env=environ, capture_output=True, text=True, check=True).stdout)


def said_by_wrk(text: str) -> Speed:
    """What wrk prints. Answers it did not get within its patience are errors, too."""
    errors = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)|$", text) if number)
    if sockets := re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text):
        errors += sum(int(number) for number in sockets.groups())
    return Speed(
        float(_said(r"Requests/sec:\s+([\d.]+)", text)),
        _ms(_said(r"50%\s+([\d.]+\w+)", text)),
        _ms(_said(r"99%\s+([\d.]+\w+)", text)),
        int(_said(r"(\d+) requests in", text)),
        errors,
    )


def _said(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"wrk did not say {pattern}:\n{text}")
    return found[1]


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * UNITS[unit]


def _python(port: int, requests: Sequence[Request], seconds: float) -> Speed:
    turn, lock = itertools.cycle(requests), threading.Lock()
    times: list[float] = []
    errors: list[int] = []
    until = time.monotonic() + seconds

    def work() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            with lock:
                request = next(turn)
            began = time.perf_counter()
            status = _send(connection, request)
            times.append((time.perf_counter() - began) * 1000)
            if status not in (200, 303):
                errors.append(status)
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Speed.of(times, seconds, len(errors))


def _send(connection: HTTPConnection, request: Request) -> int:
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status
