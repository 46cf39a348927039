"""The only exit to addresses that strangers or owners name: to the public internet, for a while, for so many bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from ipaddress import ip_address, ip_network
from typing import IO, TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from discuss import __version__
from discuss.domain.addresses import is_public, parse_address
from discuss.errors import FetchFailed, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from http.client import HTTPResponse

    from discuss.domain.addresses import Network

ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""For what the operator of the installation named, who may ask this machine whatever they like."""

Body = bytes | IO[bytes]

_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 65_536
_WEB_PORTS = {80, 443}
_FIRST_FREE_PORT = 1024  # below it are mail servers and the like, which might take a request for an order
_UNRESERVED = "!#$%&'()*+,/:;=?@[]~"  # what stays as it is in a path and a query, escapes included


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far one may go: to what is public and to `allow`; in so many seconds and bytes, over so many redirects."""

    allow: Sequence[Network] = ()
    seconds: float = 10.0
    most_bytes: int = 2_000_000
    most_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came from `url`, after `hops` that led there. `is_cut`: there was more.

    `headers` are in small letters; the values of one that came several times are divided by commas (RFC 9110 §5.3).
    """

    url: str
    hops: tuple[str, ...]
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool


def fetch(url: str, way: Way, headers: Mapping[str, str] | None = None) -> Answer:
    """Get what lies at `url`. Every redirect is looked at like the first address. Raises FetchFailed."""
    hops: list[str] = []
    with _Trip(way).under_way() as trip:
        while len(hops) <= way.most_redirects:
            answer = trip.ask("GET", url, headers=headers, hops=hops)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            hops.append(url)
            url = urljoin(url, target.encode("latin-1", "replace").decode("utf-8", "replace"))
    raise FetchFailed(Trouble.CIRCLE, f"{hops[0]} leads from one address to another and never ends.")


def send(url: str, body: Body, way: Way, headers: Mapping[str, str] | None = None, *, method: str = "POST") -> Answer:
    """Send `body` to `url`; a file needs its length among the headers.

    A redirect is an answer and not followed. Raises FetchFailed.
    """
    with _Trip(way).under_way() as trip:
        return trip.ask(method, url, body=body, headers=headers)


class _Trip:
    """One way there and back, which ends when its time is over, wherever it is then."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._sockets: list[socket.socket] = []
        self._is_over = threading.Event()

    @contextmanager
    def under_way(self) -> Iterator[_Trip]:
        # The timeout of a socket is for one read: who sends a byte now and then would keep us for ever.
        timer = threading.Timer(self._way.seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield self
        finally:
            timer.cancel()
            for each in self._sockets:
                each.close()

    def _hang_up(self) -> None:
        self._is_over.set()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        hops: Sequence[str] = (),
    ) -> Answer:
        """Send one request and read its answer. Raises FetchFailed."""
        parts = _split(url)
        host = parts.hostname or ""
        with _translating(host, self._is_over):
            connection = self._connect(parts)
            try:
                connection.request(method, _path_of(parts), body, _HEADERS | dict(headers or {}))
                response = connection.getresponse()
                content = self._read(response)
            finally:
                connection.close()
        most = self._way.most_bytes
        return Answer(
            url=url,
            hops=tuple(hops),
            status=response.status,
            headers={name.lower(): ", ".join(response.headers.get_all(name, [])) for name in response.headers},
            body=content[:most],
            is_cut=len(content) > most,
        )

    def _read(self, response: HTTPResponse) -> bytes:
        content = bytearray()
        while len(content) <= self._way.most_bytes:
            chunk = response.read(min(_CHUNK, self._way.most_bytes + 1 - len(content)))
            if not chunk:
                break
            content += chunk
        else:
            return bytes(content)
        if self._is_over.is_set():  # a connection that is shut looks like an answer that ends
            raise TimeoutError
        if response.length:
            raise IncompleteRead(bytes(content), response.length)
        return bytes(content)

    def _connect(self, parts: SplitResult) -> HTTPConnection:
        """Give a connection to an address that was looked at: the name is not asked for a second time."""
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        wire = self._open(host, port)
        if parts.scheme == "https":
            secure = HTTPSConnection(host, port, context=_tls())
            secure.sock = _tls().wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
            self._sockets.append(secure.sock)
            secure.sock.do_handshake()
            return secure
        plain = HTTPConnection(host, port)
        plain.sock = wire
        return plain

    def _open(self, host: str, port: int) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, where in found:
            self._check(host, str(where[0]))
        failed: OSError = ConnectionRefusedError()
        for family, kind, protocol, _, where in found:
            wire = socket.socket(family, kind, protocol)
            wire.settimeout(self._way.seconds)
            self._sockets.append(wire)
            try:
                wire.connect(where)
            except OSError as error:
                wire.close()
                failed = error
            else:
                return wire
        raise failed

    def _check(self, host: str, text: str) -> None:
        """Refuse a name one of whose addresses leads to a network that is not public and not allowed."""
        address = parse_address(text) or ip_address("0.0.0.0")  # noqa: S104 - what cannot be read is nowhere
        if not is_public(address) and not any(address in network for network in self._way.allow):
            raise FetchFailed(Trouble.PRIVATE, f"{host} is an address of a private network ({address}).")


_HEADERS = {
    "User-Agent": f"discuss/{__version__}",
    "Accept-Encoding": "identity",  # nothing that grows when it is unpacked
    "Connection": "close",
}


def _split(url: str) -> SplitResult:
    """Read an address of the web. Raises FetchFailed for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchFailed(Trouble.ADDRESS, "This is not an address of the web.") from None
    is_plain = url.isprintable() and not set(url) & set(' \\<>"')
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
        raise FetchFailed(Trouble.ADDRESS, "An address of the web begins with https:// or http://.")
    if "@" in parts.netloc:
        raise FetchFailed(Trouble.ADDRESS, "There must be no name and password in the address.")
    if port is not None and port not in _WEB_PORTS and port < _FIRST_FREE_PORT:
        raise FetchFailed(Trouble.ADDRESS, f"Nobody serves pages at port {port}.")
    return parts


def _path_of(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_UNRESERVED)
    return f"{path}?{quote(parts.query, safe=_UNRESERVED)}" if parts.query else path


@contextmanager
def _translating(host: str, is_over: threading.Event) -> Iterator[None]:
    """Turn what the libraries raise into a word and a sentence."""
    try:
        yield
    except FetchFailed:
        raise
    except (OSError, HTTPException, UnicodeError) as error:
        raise _explain(host, error, is_over=is_over.is_set()) from error


def _explain(host: str, error: Exception, *, is_over: bool) -> FetchFailed:
    if isinstance(error, TimeoutError) or is_over:
        return FetchFailed(Trouble.SLOW, f"{host} did not answer in time.")
    if isinstance(error, socket.gaierror | UnicodeError):
        return FetchFailed(Trouble.NAME, f"The name {host} is not known.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return FetchFailed(Trouble.CERTIFICATE, f"The certificate of {host} is not valid: {error.verify_message}.")
    if isinstance(error, ssl.SSLError):
        return FetchFailed(Trouble.CERTIFICATE, f"{host} does not speak HTTPS as it should.")
    if isinstance(error, HTTPException | ConnectionResetError):
        return FetchFailed(Trouble.GARBLED, f"{host} does not answer as a web server does.")
    return FetchFailed(
        Trouble.REFUSED, f"Nobody answers at {host}: {getattr(error, 'strerror', None) or 'no way there'}."
    )


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
