"""A web hook: the right request for each service, as seldom as mails, and the owners told where nothing arrives."""

from __future__ import annotations

import hashlib
import hmac
import socket
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import select

from discuss.domain.hooks import HookKind
from discuss.domain.permissions import Actor, Role
from discuss.errors import HookFailed, Invalid, NotAllowed, NotFound
from discuss.logs import configure_logs
from discuss.notifications.headers import clean_line
from discuss.services import being_told, hooking, removal
from discuss.services.hook_messages import note_failure
from discuss.store.alert_tables import Hook
from discuss.store.machine_tables import Job
from discuss.store.queries.hooks import read_destination
from discuss.store.queries.jobs import NEVER
from discuss.store.session import reading, writing
from discuss.store.tables import Site as SiteRow
from tests.notifications.letters import part
from tests.services.alerts.watched import CANARY, TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.notifications.office import Office
    from tests.services.alerts.receiving import Receiver
    from tests.services.alerts.watched import Watched

pytestmark = pytest.mark.servers

SECRET = "s3cret-of-the-hook"
BOT = "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz"
ROOM = "!abc/def:matrix.example"
QUEUE = "https://comments.example/moderate/town/"
SUBJECT = "A comment waits at Town Talk"
TEXT = f"{SUBJECT}\nThe oldest has waited for less than an hour.\n{QUEUE}"
BROKEN = "Town Talk: messages to ntfy do not arrive"


def lead_to(town: Watched, receiver: Receiver, kind: HookKind = HookKind.NTFY) -> None:
    """Have the messages of the town go to the receiver; of Telegram the address is the one that cannot be chosen."""
    fields = {
        HookKind.NTFY: {"target": "town-talk", "secret": SECRET},
        HookKind.TELEGRAM: {"target": "-1001234567890", "secret": BOT},
        HookKind.MATRIX: {"target": ROOM, "secret": SECRET},
        HookKind.JSON: {"target": "", "secret": SECRET},
    }[kind]
    hooking.set_hook(town.session, town.actor("Olga"), "town", {"kind": kind, "address": receiver.url, **fields})
    if kind is HookKind.TELEGRAM:
        with writing(town.session):
            town.session.scalars(select(Hook)).one().address = receiver.url


def hook(town: Watched) -> Hook:
    with reading(town.session):
        return town.session.scalars(select(Hook), execution_options={"populate_existing": True}).one()


def told(town: Watched) -> bool:
    return being_told.load_told(town.session, town.instance, town.actor("Olga"), "town").is_told


def find_deaf_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_ntfy_gets_what_it_publishes(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    town.post()
    town.work()
    (taken,) = receiver.taken
    assert (taken.method, taken.path) == ("POST", "/")
    assert taken.headers["authorization"] == f"Bearer {SECRET}"
    oldest = "The oldest has waited for less than an hour."
    assert taken.fields == {"topic": "town-talk", "title": SUBJECT, "message": oldest, "click": QUEUE}


def test_telegram_gets_plain_text(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver, HookKind.TELEGRAM)
    town.post()
    town.work()
    (taken,) = receiver.taken
    assert (taken.method, taken.path) == ("POST", f"/bot{BOT}/sendMessage")
    assert "authorization" not in taken.headers
    assert taken.fields == {
        "chat_id": "-1001234567890",
        "text": TEXT,
        "link_preview_options": {"is_disabled": True},
    }


def test_matrix_shows_a_message_once_however_often_it_is_sent(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver, HookKind.MATRIX)
    receiver.status = 502
    town.post()
    town.work()
    receiver.status = 200
    town.pass_by(2)
    first, second = receiver.taken
    assert (first.method, first.path) == (second.method, second.path)
    assert first.method == "PUT"
    assert first.path.startswith(f"/_matrix/client/v3/rooms/{quote(ROOM, safe='')}/send/m.room.message/waiting-1-")
    assert first.headers["authorization"] == f"Bearer {SECRET}"
    assert second.fields == {"msgtype": "m.text", "body": TEXT}


@pytest.mark.parametrize("secret", [SECRET, f"whsec_{b64encode(SECRET.encode()).decode()}", "whsec_this is no base64"])
def test_a_program_can_tell_that_it_is_us(town: Watched, receiver: Receiver, secret: str) -> None:
    lead_to(town, receiver, HookKind.JSON)
    secret = secret.replace(" ", "-")
    with writing(town.session):
        town.session.scalars(select(Hook)).one().secret = secret
    town.post()
    town.work()
    (taken,) = receiver.taken
    assert taken.headers["content-type"] == "application/json"
    assert taken.fields == {
        "type": "waiting",
        "site": "town",
        "subject": SUBJECT,
        "text": TEXT,
        "content": TEXT,
        "url": QUEUE,
    }
    key = secret if secret.startswith("whsec_this") else SECRET
    signed = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    digest = b64encode(hmac.new(key.encode(), signed, hashlib.sha256).digest()).decode()
    assert taken.headers["webhook-signature"] == f"v1,{digest}"
    assert taken.headers["webhook-timestamp"] == str(town.now // 1000)


@pytest.mark.parametrize("kind", HookKind)
def test_nothing_that_a_reader_wrote_is_told(town: Watched, receiver: Receiver, kind: HookKind) -> None:
    lead_to(town, receiver, kind)
    town.post()
    town.work()
    town.leap(60 * 25)
    assert len(receiver.taken) >= 2
    for taken in receiver.taken:
        assert CANARY not in f"{taken.path} {taken.headers} {taken.body!r}"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("kind", HookKind)
def test_a_title_stays_a_title(town: Watched, receiver: Receiver, kind: HookKind, title: str) -> None:
    lead_to(town, receiver, kind)
    with writing(town.session):
        town.session.scalars(select(SiteRow)).one().title = title
    town.post()
    town.work()
    (taken,) = receiver.taken
    assert any(clean_line(title)[:40] in str(value) for value in taken.fields.values())
    assert "bcc" not in taken.headers
    assert "Bcc" not in taken.path


def test_four_hundred_comments_are_two_messages(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    for number in range(400):
        town.post()
        town.now += 10
        if number % 50 == 0:
            town.work()
    town.pass_by(120, every=5)
    assert [taken.fields["title"][:3] for taken in receiver.taken] == ["A c", "400"]


def test_a_message_that_was_overtaken_is_not_sent(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    receiver.status = 503
    town.post()
    town.work()
    assert len(receiver.taken) == 1
    town.pass_by(31)
    town.post()
    town.work()
    receiver.status = 200
    del receiver.taken[:]
    town.pass_by(120, every=5)
    assert [taken.fields["title"][:1] for taken in receiver.taken] == ["2"]


def test_who_does_not_answer_for_an_hour_is_told_of_once(town: Watched, receiver: Receiver, office: Office) -> None:
    town.join("Mo", Role.MODERATOR)
    lead_to(town, receiver)
    receiver.status, receiver.says = 503, b'{"error": "Out of\\r\\norder"}'
    town.post()
    town.work()
    assert BROKEN not in [mail["Subject"] for mail in office.messages]
    assert hook(town).failing == town.now
    assert told(town)
    town.pass_by(100)
    (mail,) = [mail for mail in office.messages if mail["Subject"] == BROKEN]
    assert mail["To"] == "olga@team.example"
    assert "ntfy answers 503: Out of order." in part(mail, "plain")
    assert f"{QUEUE}alerts" in part(mail, "plain")
    assert SECRET not in part(mail, "plain")
    town.pass_by(600, every=10)
    assert [mail["Subject"] for mail in office.messages].count(BROKEN) == 1


def test_it_works_again(town: Watched, receiver: Receiver, office: Office) -> None:
    lead_to(town, receiver)
    for _ in range(2):
        receiver.status = 500
        town.post()
        town.pass_by(120, every=5)
        receiver.status = 200
        town.post()
        town.pass_by(120, every=5)
        assert (hook(town).failing, hook(town).error, hook(town).complained) == (None, None, False)
    assert [mail["Subject"] for mail in office.messages].count(BROKEN) == 2, "what breaks again is told again"


@pytest.mark.parametrize("status", [301, 400, 401, 404, 410])
def test_what_will_not_pass_is_told_at_once(town: Watched, receiver: Receiver, office: Office, status: int) -> None:
    lead_to(town, receiver)
    receiver.status, receiver.says = status, f'{{"description": "No such topic for {SECRET}."}}'.encode()
    town.post()
    town.work()
    (mail,) = [mail for mail in office.messages if mail["Subject"] == BROKEN]
    assert f"ntfy answers {status}: No such topic for …." in part(mail, "plain")
    with reading(town.session):
        (job,) = town.session.scalars(select(Job).where(Job.kind == "alert-hook")).all()
    assert job.due == NEVER
    assert SECRET not in str(job.error)
    town.pass_by(10)
    assert len(receiver.taken) == 1, "a redirect is not followed, and nothing is sent again"


@pytest.mark.parametrize("says", [b"", b"\xff\xfe", b"[]", b'{"error": 7}', b'"x"', b"[" * 9000, b'{"error": "<b>"}'])
def test_whatever_a_service_says_is_only_text(town: Watched, receiver: Receiver, says: bytes) -> None:
    lead_to(town, receiver)
    receiver.status, receiver.says = 400, says
    with pytest.raises(HookFailed) as failed:
        hooking.try_hook(town.session, town.instance, town.actor("Olga"), "town")
    assert failed.value.detail == ("ntfy answers 400: <b>." if b"<b>" in says else "ntfy answers 400.")


def test_no_error_names_the_key_of_a_bot(town: Watched, receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    """The address that Telegram wants holds the key: neither the log, nor the job, nor a person gets to see it."""
    configure_logs()
    lead_to(town, receiver, HookKind.TELEGRAM)
    with writing(town.session):
        town.session.scalars(select(Hook)).one().address = f"http://127.0.0.1:{find_deaf_port()}"
    town.post()
    town.work()
    with reading(town.session):
        (job,) = town.session.scalars(select(Job).where(Job.kind == "alert-hook")).all()
    told = capsys.readouterr()
    assert job.error
    assert "job failed" in told.err
    assert BOT[10:] not in f"{job.error} {told.err} {told.out} {hook(town).error} {hook(town)!r}"


def test_a_private_network_is_not_spoken_to(town: Watched, receiver: Receiver, office: Office) -> None:
    lead_to(town, receiver)
    town.instance = replace(town.instance, settings=replace(town.instance.settings, outbound_allow=()))
    town.post()
    town.work()
    assert receiver.taken == []
    assert BROKEN in [mail["Subject"] for mail in office.messages]
    assert "private network" in str(hook(town).error)


def test_a_try_is_sent_at_once_and_says_how_it_went(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    assert hooking.try_hook(town.session, town.instance, town.actor("Olga"), "town") == "ntfy"
    assert receiver.taken[0].fields["title"] == "A test from Town Talk"
    receiver.status = 401
    with pytest.raises(HookFailed):
        hooking.try_hook(town.session, town.instance, town.actor("Olga"), "town")
    assert hook(town).failing == town.now
    receiver.status = 200
    hooking.try_hook(town.session, town.instance, town.actor("Olga"), "town")
    assert hook(town).failing is None


def test_it_is_a_way_of_being_told_while_it_works(town: Watched, receiver: Receiver) -> None:
    town.instance = replace(town.instance, settings=replace(town.instance.settings, smtp_url="", mail_from=""))
    assert not told(town)
    lead_to(town, receiver)
    assert told(town)
    receiver.status = 404
    town.post()
    town.work()
    assert not told(town)
    lead_to(town, receiver)
    assert told(town), "set anew, it may work"
    hooking.remove_hook(town.session, town.actor("Olga"), "town")
    assert not told(town)


def test_only_owners_set_it(town: Watched, receiver: Receiver) -> None:
    mo = town.join("Mo", Role.MODERATOR)
    fields = {"kind": "ntfy", "address": receiver.url, "target": "mine"}
    for deed in (
        lambda: hooking.set_hook(town.session, mo, "town", fields),
        lambda: hooking.remove_hook(town.session, mo, "town"),
        lambda: hooking.try_hook(town.session, town.instance, mo, "town"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    view = being_told.load_told(town.session, town.instance, mo, "town")
    assert (view.may_hook, view.hook) == (False, None)
    with pytest.raises(NotFound):
        hooking.try_hook(town.session, town.instance, town.actor("Olga"), "town")


WRONG: Mapping[str, tuple[dict[str, str], set[str]]] = {
    "no kind": ({}, {"/kind"}),
    "another kind": ({"kind": "pager"}, {"/kind"}),
    "nothing": ({"kind": "ntfy"}, {"/address", "/target"}),
    "no address": ({"kind": "ntfy", "address": "ntfy.sh", "target": "a"}, {"/address"}),
    "a file": ({"kind": "json", "address": "file:///etc/passwd"}, {"/address"}),
    "a name in it": ({"kind": "json", "address": "https://a:b@example.org/"}, {"/address"}),
    "a long one": ({"kind": "json", "address": f"https://example.org/{'a' * 2000}"}, {"/address"}),
    "lines": ({"kind": "json", "address": "https://example.org/\r\nHost: x"}, {"/address"}),
    "a topic with a slash": ({"kind": "ntfy", "address": "https://ntfy.sh", "target": "a/b"}, {"/target"}),
    "a topic of two lines": ({"kind": "ntfy", "address": "https://ntfy.sh", "target": "a\nb"}, {"/target"}),
    "a key of two lines": (
        {"kind": "ntfy", "address": "https://ntfy.sh", "target": "a", "secret": "a\r\nX: b"},
        {"/secret"},
    ),
    "a bot without a key": ({"kind": "telegram", "target": "1"}, {"/secret"}),
    "a bot elsewhere": ({"kind": "telegram", "target": "1", "secret": "1:../../x"}, {"/secret"}),
    "a chat that is none": ({"kind": "telegram", "target": "1;2", "secret": BOT}, {"/target"}),
    "an alias": (
        {"kind": "matrix", "address": "https://matrix.org", "target": "#a:b", "secret": "x"},
        {"/target"},
    ),
    "a room without a key": ({"kind": "matrix", "address": "https://matrix.org", "target": "!a:b"}, {"/secret"}),
    "a short secret": ({"kind": "json", "address": "https://example.org", "secret": "short"}, {"/secret"}),
    "letters beyond": ({"kind": "json", "address": "https://example.org", "secret": "ö" * 20}, {"/secret"}),
    "a target": ({"kind": "json", "address": "https://example.org", "target": "x"}, {"/target"}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_refused_with_its_place_and_changes_nothing(
    town: Watched, receiver: Receiver, wrong: str
) -> None:
    lead_to(town, receiver)
    before = (hook(town).kind, hook(town).address, hook(town).target, hook(town).secret)
    fields, pointers = WRONG[wrong]
    with pytest.raises(Invalid) as refused:
        hooking.set_hook(town.session, town.actor("Olga"), "town", fields)
    assert {error.pointer for error in refused.value.errors} == pointers
    after = hook(town)
    assert (after.kind, after.address, after.target, after.secret) == before


def test_what_became_of_a_former_hook_says_nothing_of_the_new_one(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    former, site_id = read_destination(hook(town)), hook(town).site_id
    hooking.set_hook(town.session, town.actor("Olga"), "town", {"kind": "json", "address": f"{receiver.url}/new"})
    with writing(town.session):
        note_failure(town.session, (site_id, former), HookFailed("Gone.", is_final=True), town.now)
    assert hook(town).failing is None


def test_a_site_that_is_gone_takes_its_hook_along(town: Watched, receiver: Receiver) -> None:
    lead_to(town, receiver)
    town.post()
    removal.remove_site(town.session, Actor(is_admin=True), "town", "town")
    town.work()
    assert receiver.taken == []
    with reading(town.session):
        assert town.session.scalars(select(Hook)).all() == []
