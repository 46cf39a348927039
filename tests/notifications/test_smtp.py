"""Sending, with a real server on loopback, and everything that a server can do instead of taking a mail."""

from __future__ import annotations

import socket

import pytest

from discuss.errors import MailFailed, SetupError
from discuss.notifications import Server, parse_server, send
from discuss.notifications.smtp import Tls
from tests.notifications.letters import arrive, write_reply
from tests.notifications.office import CERTIFICATE, Office, open_office

pytestmark = pytest.mark.servers

MESSAGE = write_reply(body=".\n..\nFrom me\n" + "é" * 2000 + "\nend")


def failure(url: str) -> MailFailed:
    with pytest.raises(MailFailed) as caught:
        send(parse_server(url), MESSAGE)
    return caught.value


def test_a_mail_arrives_as_it_was_written(office: Office) -> None:
    send(parse_server(office.url), MESSAGE)
    (arrived,) = office.messages
    assert office.recipients == ["ann@example.org"]
    assert office.envelopes[0].mail_from == "comments@town.example"
    assert arrived.items() == arrive(MESSAGE).items()
    assert arrived.get_body(("plain",)).get_content() == arrive(MESSAGE).get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_good_is_final(office: Office, command: str) -> None:
    office.answers = {command: "550 No such person"}
    failed = failure(office.url)
    assert failed.is_final
    assert failed.detail == "550 No such person"


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_now_is_not_final(office: Office, command: str) -> None:
    office.answers = {command: "451 Come again"}
    assert not failure(office.url).is_final


def test_what_refuses_us_is_not_final(office: Office) -> None:
    office.answers = {"MAIL": "550 You may not send"}
    assert not failure(office.url).is_final


def test_an_error_names_nobody(office: Office) -> None:
    office.answers = {"RCPT": "550 <ann@example.org>: unknown. ANN@example.org?"}
    failed = failure(office.url)
    assert "ann" not in failed.detail.lower()
    assert failed.__cause__ is None
    assert failed.__context__ is None


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_broken_connection_is_a_failure_that_passes(office: Office, command: str) -> None:
    office.drops = command
    assert not failure(office.url).is_final
    assert office.envelopes == []


def test_a_goodbye_that_fails_takes_nothing_back(office: Office) -> None:
    office.drops = "QUIT"
    send(parse_server(office.url), MESSAGE)
    office.drops, office.answers = "", {"QUIT": "421 Tired"}
    send(parse_server(office.url), MESSAGE)
    assert len(office.envelopes) == 2


def test_a_server_that_says_nothing_is_given_up(office: Office) -> None:
    office.hangs = "RCPT"
    assert not failure(f"smtp://127.0.0.1:{office.port}?timeout=0.2").is_final


def test_nobody_listening_is_a_failure_that_passes() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert not failure(f"smtp://127.0.0.1:{taken.getsockname()[1]}").is_final


def test_a_password_opens_the_door(office: Office) -> None:
    send(parse_server(f"smtp://ann%40town:right%20p%40ss@127.0.0.1:{office.port}?tls=off"), MESSAGE)
    assert office.logins == ["ann@town"]


def test_a_wrong_password_may_be_mended(office: Office) -> None:
    failed = failure(f"smtp://ann:wrong@127.0.0.1:{office.port}")
    assert not failed.is_final
    assert "535" in failed.detail
    assert office.envelopes == []


def test_encryption_is_used_where_it_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with open_office(tls="starttls") as office:
        send(parse_server(office.url), MESSAGE)
        send(parse_server(f"smtp://127.0.0.1:{office.port}?tls=require"), MESSAGE)
        assert [envelope.smtp_utf8 for envelope in office.envelopes] == [False, False]


def test_encryption_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with open_office(tls="smtps") as office:
        send(parse_server(f"smtps://127.0.0.1:{office.port}"), MESSAGE)
        assert office.recipients == ["ann@example.org"]


def test_a_stranger_s_certificate_is_refused() -> None:
    with open_office(tls="starttls") as office:
        assert "CERTIFICATE_VERIFY_FAILED" in failure(office.url).detail
        assert office.envelopes == []


def test_encryption_that_is_asked_for_is_not_done_without(office: Office) -> None:
    failure(f"smtp://127.0.0.1:{office.port}?tls=require")
    assert office.envelopes == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server(host="mail.example", port=25)),
        ("smtp://a:b@mail.example", Server(host="mail.example", port=587, user="a", password="b")),
        (
            "smtps://a%40b:c%3Ad@mail.example",
            Server(host="mail.example", port=465, tls=Tls.FROM_START, user="a@b", password="c:d"),
        ),
        ("smtp://[::1]:2525?tls=off&timeout=5", Server(host="::1", port=2525, tls=Tls.OFF, timeout=5)),
    ],
)
def test_addresses_of_servers(url: str, server: Server) -> None:
    assert parse_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "", "mail.example", "http://mail.example", "smtp://", "smtp://:25", "smtp://h:70000", "smtp://h?tls=maybe",
        "smtp://h?timeout=0", "smtp://h?timeout=nan", "smtp://h?x=1", "smtp://h?tls", "smtp://u:geheim@h:port",
    ],
)  # fmt: skip
def test_what_is_no_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SetupError) as caught:
        parse_server(url)
    assert "geheim" not in caught.value.detail


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("mail.example", False)],
)
def test_only_this_machine_is_local(host: str, is_local: bool) -> None:
    assert Server(host=host, port=25).is_local is is_local
