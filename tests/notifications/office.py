"""A real SMTP server on loopback that takes mail, or goes wrong on demand."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

CERTIFICATE = Path(__file__).parent.parent / "fixtures" / "mailserver.pem"


@dataclass
class Office:
    """Keeps what it takes in `envelopes`. `answers` maps a command to what is answered in place of 250.

    `drops` names a command at which the connection breaks, `hangs` one that is never answered.
    """

    port: int = 0
    envelopes: list[Any] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    drops: str = ""
    hangs: str = ""
    logins: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?timeout=30"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]

    @property
    def recipients(self) -> list[str]:
        return [recipient for envelope in self.envelopes for recipient in envelope.rcpt_tos]

    async def _answer(self, command: str, server: Any, usual: str) -> str:
        if self.drops == command:
            server.transport.abort()
        if self.hangs == command:
            await asyncio.Event().wait()
        return self.answers.get(command, usual)

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", server, "250 OK")

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.refused.get(address) or await self._answer("RCPT", server, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await self._answer("DATA", server, "250 OK")
        if answer.startswith("250") and self.drops != "DATA":
            self.envelopes.append(envelope)
        return answer

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return await self._answer("QUIT", server, "221 Bye")

    def check_login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"right p@ss", handled=False)


@contextmanager
def open_office(*, tls: str = "") -> Iterator[Office]:
    """Run an office in a thread. `tls`: "starttls" offers it, "smtps" speaks it from the start."""
    office, loop, is_open = Office(), asyncio.new_event_loop(), threading.Event()
    thread = threading.Thread(target=_run, args=(office, loop, is_open, tls))
    thread.start()
    is_open.wait()
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _run(office: Office, loop: asyncio.AbstractEventLoop, is_open: threading.Event, tls: str) -> None:
    asyncio.set_event_loop(loop)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def serve() -> SMTP:
        return SMTP(
            office,
            hostname="mail.example",
            tls_context=context if tls == "starttls" else None,
            authenticator=office.check_login,
            auth_require_tls=False,
            auth_exclude_mechanism=["LOGIN"],  # smtplib and aiosmtpd do not agree how a wrong one ends
            loop=loop,
        )

    server = loop.run_until_complete(loop.create_server(serve, "127.0.0.1", 0, ssl=context if tls == "smtps" else None))
    office.port = server.sockets[0].getsockname()[1]
    is_open.set()
    loop.run_forever()
    server.close()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(server.wait_closed())
    loop.close()


@pytest.fixture
def office() -> Iterator[Office]:
    """A mail server that is asked nothing but to take mail, until a test has it go wrong."""
    with open_office() as found:
        yield found
