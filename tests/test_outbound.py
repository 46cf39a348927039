"""The exit: where it leads, what it refuses, and that it always ends."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from select import select
from typing import TYPE_CHECKING

import pytest

from discuss import outbound
from discuss.errors import FetchFailed, Trouble
from discuss.outbound import Way, fetch, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOME = Way(allow=(ip_network("127.0.0.1"),), seconds=10)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nHello"


@dataclass
class Web:
    """A server on loopback that says what it is told to, byte by byte; `asked` is what it was sent."""

    listener: socket.socket
    says: Callable[[socket.socket], None]
    asked: list[bytes] = field(default_factory=list)
    is_secure: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while not self.over.is_set():
            try:
                wire, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(wire,), daemon=True).start()

    def _answer(self, wire: socket.socket) -> None:
        with wire:
            try:
                if not self.is_secure:  # else the first bytes are left for the handshake
                    self.asked.append(wire.recv(65_536))
                self.says(wire)
            except OSError:
                return


@contextmanager
def web(says: bytes | Callable[[socket.socket], None], address: str = "127.0.0.1") -> Iterator[Web]:
    with socket.create_server((address, 0)) as listener:
        server = Web(listener, says if callable(says) else lambda wire: wire.sendall(says))
        threading.Thread(target=server.serve, daemon=True).start()
        yield server
        server.over.set()
        listener.shutdown(socket.SHUT_RDWR)


def trouble(url: str, way: Way = HOME) -> Trouble:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, way)
    assert failed.value.detail.endswith(".")
    return failed.value.trouble


def redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def test_what_lies_there_is_read() -> None:
    with web(OK) as server:
        answer = fetch(f"{server.url}/ü?a=b c".replace(" ", "%20"), HOME, {"Accept": "text/html"})
    assert (answer.status, answer.body, answer.is_cut, answer.hops) == (200, b"Hello", False, ())
    assert answer.headers["content-type"] == "text/html"
    request = server.asked[0].decode()
    assert request.startswith("GET /%C3%BC?a=b%20c HTTP/1.1\r\n")
    assert "Accept: text/html\r\n" in request
    assert "User-Agent: discuss/" in request
    assert "Cookie" not in request
    assert "Accept-Encoding: identity" in request


def test_something_is_sent_and_no_redirect_followed() -> None:
    with web(redirect("/elsewhere")) as server:
        assert send(f"{server.url}/hook", b"{}", HOME, {"Content-Type": "application/json"}).status == 302
    assert len(server.asked) == 1
    assert server.asked[0].startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"Content-Length: 2\r\n" in server.asked[0]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "localhost", "0.0.0.0", "0"),  # noqa: S104
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "[::]", "[::1]", "[fe80::1]", "[fc00::1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[::7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]"),
        *(
            "[2002:7f00:1::]",
            "[2001::1]",
            "[ff02::1]",
            "[5f00::1]",
            "\uff11\uff12\uff17.0.0.1",
            "\u2460\u2461\u2466.0.0.1",
        ),
    ],
)
def test_what_is_not_public_is_never_connected_to(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, where: connected.append(where))
    assert trouble(f"http://{host}/", Way()) in {Trouble.PRIVATE, Trouble.NAME}
    assert connected == []


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "x",
            "//town.example/",
            "ftp://town.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "gopher://a/",
        ),
        *("http://", "http:///x", "http://me:secret@town.example/", "http://town.example@evil.example/"),
        *("http://town.example:25/", "http://town.example:22/", "http://town.example:99999/", "http://town.example:x/"),
        *("http://town.example/\r\nX: y", "http://town.example/a b", "http://town.example\\@evil.example/"),
        *("http://[::1/", "http://town.example/\u202e", "http://town.example/\x00"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert trouble(url) is Trouble.ADDRESS


def test_a_name_is_asked_for_once_and_all_its_addresses_must_do(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, **kinds: int) -> list[object]:
        asked.append(host)
        names = {"town.example": ["127.0.0.1"], "both.example": ["127.0.0.1", "127.0.0.2"]}
        return [each for address in names[host] for each in real(address, port, **kinds)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with web(OK) as server:
        port = server.url.rpartition(":")[2]
        assert fetch(f"http://town.example:{port}/", HOME).body == b"Hello"
        assert f"Host: town.example:{port}\r\n".encode() in server.asked[0]
        assert trouble(f"http://both.example:{port}/") is Trouble.PRIVATE
    assert asked == ["town.example", "both.example"]
    assert len(server.asked) == 1


def test_redirects_are_followed_and_each_is_looked_at() -> None:
    with web(OK) as last, web(OK, "127.0.0.2") as private, web(redirect(f"{last.url}/new")) as first:
        answer = fetch(f"{first.url}/old", HOME)
        assert (answer.url, answer.hops) == (f"{last.url}/new", (f"{first.url}/old",))
        port = private.listener.getsockname()[1]
        for target in (
            f"http://127.0.0.2:{port}/",
            f"//127.0.0.2:{port}/",
            "file:///etc/passwd",
            "http://127.0.0.1:25/",
        ):
            with web(redirect(target)) as leading:
                assert trouble(leading.url) in {Trouble.PRIVATE, Trouble.ADDRESS}
        assert private.asked == []


def test_a_circle_ends() -> None:
    with web(redirect("/again")) as server:
        assert trouble(server.url) is Trouble.CIRCLE
    assert len(server.asked) == HOME.most_redirects + 1


def test_no_more_is_read_than_wanted() -> None:
    def pour(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            wire.sendall(b"x" * 65_536)

    with web(pour) as server:
        answer = fetch(server.url, Way(allow=HOME.allow, most_bytes=100_000))
    assert answer.is_cut
    assert answer.body == b"x" * 100_000


def drip(start: bytes) -> Callable[[socket.socket], None]:
    def say(wire: socket.socket) -> None:
        wire.sendall(start)
        is_left: list[socket.socket] = []
        while not is_left:
            wire.sendall(b"x")
            is_left, _, _ = select([wire], [], [], 0.05)

    return say


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_sends_a_byte_now_and_then_is_left(start: bytes) -> None:
    with web(drip(start)) as server:
        assert trouble(server.url, Way(allow=HOME.allow, seconds=0.5)) is Trouble.SLOW


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"220 mail.example ESMTP\r\n", Trouble.GARBLED),
        (b"", Trouble.GARBLED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", Trouble.GARBLED),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", Trouble.GARBLED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", Trouble.GARBLED),
    ],
)
def test_what_is_no_answer_is_told(says: bytes, why: Trouble) -> None:
    with web(says) as server:
        assert trouble(server.url) is why


def test_nobody_there_and_nothing_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert trouble(f"http://127.0.0.1:{port}/") is Trouble.REFUSED
    assert trouble("http://nothing.invalid/") is Trouble.NAME
    assert trouble(f"http://{'a' * 70}.example/") is Trouble.NAME


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "both.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    command = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "1",
    )
    subprocess.run((*command, "-keyout", path, "-out", f"{path}.crt", *subject), check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "both.pem.crt").read_bytes())
    return path


def test_certificates_are_looked_at(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def say(wire: socket.socket) -> None:
        with context.wrap_socket(wire, server_side=True) as secure:
            secure.recv(1000)
            secure.sendall(OK)

    way = Way(allow=(ip_network("127.0.0.1"), ip_network("::1")))
    with web(say) as server:
        server.is_secure = True
        url = server.url.replace("http://127.0.0.1", "https://localhost")
        assert trouble(url, way) is Trouble.CERTIFICATE
        monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
        outbound._tls.cache_clear()
        assert fetch(url, way).body == b"Hello"
        assert trouble(url.replace("localhost", "127.0.0.1"), way) is Trouble.CERTIFICATE
    outbound._tls.cache_clear()
    with web(OK) as plain:
        assert trouble(plain.url.replace("http:", "https:")) is Trouble.CERTIFICATE
