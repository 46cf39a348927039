"""Mail from end to end: the real server, its job runner, a real mail server, and the links that the mails carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.notifications.letters import part
from tests.serving import LiveServer, await_true, serving

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.notifications.office import Office

pytestmark = pytest.mark.servers


@pytest.fixture
def house(tmp_path: Path, office: Office) -> LiveServer:
    mail = {"DISCUSS_SMTP_URL": office.url, "DISCUSS_MAIL_FROM": "comments@town.example"}
    server = LiveServer(tmp_path / "house", environment=mail)
    server.data.mkdir()
    server.run("init")
    server.run("site", "add", "town", "--name", "Town Talk", "--url", "https://town.example")
    server.run("site", "set", "town", "premoderation=none")
    return server


def post(house: LiveServer, reader: str, **changes: Any) -> str:
    draft = {"url": "https://town.example/a", "title": "Town hall", "body": "Quite *so*.", "author": {"name": "Ann"}}
    answer = requests.post(
        f"{house.url}/api/v1/sites/town/comments",
        json=draft | changes,
        headers={"Discuss-Reader": reader * 32},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["comment"]["id"])


def receive(office: Office, number: int) -> EmailMessage:
    await_true(lambda: len(office.envelopes) >= number)
    return office.messages[number - 1]


def find_link(mail: EmailMessage) -> str:
    found = re.search(r"http://\S+/subscription/\S+", part(mail, "plain"))
    assert found
    return found[0]


def test_a_reader_is_asked_then_told_then_left_alone(house: LiveServer, office: Office) -> None:
    with serving(house):
        author = {"name": "Ann", "email": "ann@example.org"}
        comment = post(house, "a", author=author, subscribe=True)
        question = receive(office, 1)
        assert question["To"] == "ann@example.org"
        assert "Yes, tell me" in requests.get(find_link(question), timeout=30).text
        assert "Thank you" in requests.post(find_link(question), timeout=30).text

        post(house, "b", parent=comment, author={"name": "Ben"})
        told = receive(office, 2)
        assert "Ben wrote on “Town hall”:\n\nQuite *so*.\n" in part(told, "plain")
        answer = requests.post(find_link(told), data={"List-Unsubscribe": "One-Click"}, timeout=30)
        assert answer.status_code == 200
        post(house, "b", parent=comment, author={"name": "Ben"})
    assert len(office.envelopes) == 2
    assert "ann@example.org" not in house.log


def test_a_mail_outlives_the_power_failure_before_it(house: LiveServer, office: Office) -> None:
    with serving(house, "--no-jobs"):
        post(house, "a", author={"name": "Ann", "email": "ann@example.org"}, subscribe=True)
        house.kill()
    with serving(house):
        assert receive(office, 1)["To"] == "ann@example.org"
        await_true(lambda: house.run("jobs", "list").count("confirm") == 0)
    assert len(office.envelopes) == 1
