"""Where a call may go: to public addresses by HTTPS, and to ranges that PORTAL_PRIVATE_TARGETS names.

Any port may be called: before a byte of ours is read, a public host has to prove its name by TLS, which nothing but
the web server meant does; plain HTTP goes only where the operator said so.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from portal.config import settings
from portal.webhooks.calling.answers import Fault

LONGEST = 1_000  # characters
PORTS = {"https": 443, "http": 80}
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291: all of IPv6 that is routed on the internet
SAFE = "/:@!$&'()*+,;=-._~%"  # of a path: RFC 3986, and what is encoded already

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unusable(Exception):
    """The call cannot be made; `fault` says why, `detail` where."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(detail)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True)
class Target:
    """An address taken apart: `path` with its query, `host` as a name or a bare IP address."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def tls(self) -> bool:
        """Whether it is called by HTTPS."""
        return self.scheme == "https"

    @property
    def host_header(self) -> str:
        """As the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str) -> Target:
    """The address taken apart. Raises Unusable (ADDRESS) for what is none, or carries a user or a fragment."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _ascii_host(parts)
    except ValueError as error:  # also UnicodeError, of a name that no DNS holds
        raise Unusable(Fault.ADDRESS, str(error)) from error
    strange = any(ord(char) <= 32 or ord(char) == 127 for char in url) or "\\" in url
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.fragment or port == 0 or strange:
        raise Unusable(Fault.ADDRESS)
    path = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE + '?')}" if parts.query else "")
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def written(target: Target) -> str:
    """The target as one address in ASCII."""
    path, _mark, query = target.path.partition("?")
    return urlunsplit((target.scheme, target.host_header, path, query, ""))


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    return host.encode("idna").decode() if host else ""


def lookup(host: str, port: int) -> list[str]:
    """The IP addresses of a name, as the system's resolver has them now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


def checked(target: Target) -> list[str]:
    """The IP addresses to call, looked up once and judged; who calls takes one of these and never the name.

    A name that leads to any address it may not lead to is refused as a whole. Raises Unusable.
    """
    try:
        found = lookup(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Unusable(Fault.UNKNOWN_HOST, target.host) from error
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
    if not addresses:
        raise Unusable(Fault.UNKNOWN_HOST, target.host)
    for address in addresses:
        refuse_internal(address, tls=target.tls)
    return [str(address) for address in addresses]


def refuse_internal(address: Address, *, tls: bool) -> None:
    """Raises Unusable (BLOCKED) for an address that must not be called."""
    inner = _inner(address)
    named = any(inner.version == one.version and inner in one for one in _private_targets())
    if not (named or (tls and _is_public(inner))):
        raise Unusable(Fault.BLOCKED, str(address))


def literal(host: str) -> Address | None:
    """The host as an IP address, if it is one, in any spelling that a resolver would take for one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))  # 127.1, 0x7f000001, 2130706433
    except OSError:
        return None


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, as far as systems send it on to that one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    """On the open internet. Tunnels into IPv4 (6to4, Teredo) are not: nobody serves webhooks there."""
    if isinstance(address, ipaddress.IPv6Address):
        return address in UNICAST and address.is_global and address.sixtofour is None and address.teredo is None
    return address.is_global and not address.is_multicast


def _private_targets() -> Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(one) for one in settings().private_targets]
