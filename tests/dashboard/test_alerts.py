"""Being told: everybody's own choice, and the quiet word where nobody is told at all."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from discuss.store.session import writing
from discuss.store.tables import User
from tests.dashboard.moderating import see
from tests.hostile import TRICKS
from tests.services.alerts.receiving import open_receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from discuss.config import Settings
    from tests.dashboard.moderating import Browser, Team
    from tests.services.alerts.receiving import Receiver

QUEUE = "/moderate/town/"
ALERTS = "/moderate/town/alerts"
MAIL = f"{ALERTS}/mail"
FEED = "https://comments.example/feeds/waiting/"
SECRET = "s3cret-of-the-hook"
NOBODY = "At present nobody is told when a comment waits."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, outbound_allow=(ip_network("127.0.0.1"),))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as receiver:
        yield receiver


def test_everybody_chooses_for_themselves(enter: Callable[[str], Browser], team: Team) -> None:
    assert team.session
    owner, moderator = enter("owner"), enter("moderator")
    moderator.post(MAIL, mail="off")
    assert "You get no mail at" in moderator.see(ALERTS).text
    assert "You get a mail at" in owner.see(ALERTS).text
    moderator.post(MAIL, mail="on")
    assert "You get a mail at" in moderator.see(ALERTS).text


def test_owners_see_on_the_queue_that_nobody_is_told(enter: Callable[[str], Browser], team: Team) -> None:
    team.hold("One")
    owner, moderator = enter("owner"), enter("moderator")
    moderator.post(MAIL, mail="off")
    assert NOBODY not in owner.see(QUEUE).text, "the owner still is"
    owner.post(MAIL, mail="off")
    page = owner.see(QUEUE)
    assert NOBODY in page.text
    assert ALERTS in page.links
    assert NOBODY not in moderator.see(QUEUE).text, "who cannot mend it is left alone"
    moderator.post(MAIL, mail="on")
    assert NOBODY not in owner.see(QUEUE).text


def test_a_try_that_fails_says_so(enter: Callable[[str], Browser], team: Team) -> None:
    assert team.session
    owner = enter("owner")
    answer = owner.post(f"{ALERTS}/try")
    assert answer.status_code == 422
    assert "The mail did not leave." in answer.text


def test_a_feed_of_ones_own(enter: Callable[[str], Browser], team: Team) -> None:
    team.hold("One")
    owner, moderator = enter("owner"), enter("moderator")
    owner.post(f"{ALERTS}/feed")
    address = find_feed(owner)
    assert address not in moderator.see(ALERTS).text
    feed = enter("out").get(address.removeprefix("https://comments.example"))
    assert (feed.status_code, feed.mimetype) == (200, "application/atom+xml")
    assert feed.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in feed.headers
    owner.post(f"{ALERTS}/feed")
    assert find_feed(owner) != address
    assert enter("out").get(address.removeprefix("https://comments.example")).status_code == 404
    owner.post(f"{ALERTS}/feed/end")
    assert FEED not in owner.see(ALERTS).text


def find_feed(browser: Browser) -> str:
    (found,) = [link for link in browser.see(ALERTS).links if link.startswith(FEED)]
    return found


def test_a_hook_is_set_tried_and_taken_away(enter: Callable[[str], Browser], team: Team, receiver: Receiver) -> None:
    assert team.session
    owner = enter("owner")
    fields = {"kind": "ntfy", "address": receiver.url, "target": "town-talk", "secret": SECRET}
    answer = owner.post(f"{ALERTS}/hook", **fields)
    assert (answer.status_code, len(receiver.taken)) == (303, 1)
    page = owner.see(ALERTS)
    assert "Messages go to ntfy (town-talk)" in page.text
    receiver.status, receiver.says = 403, b'{"error": "forbidden"}'
    answer = owner.post(f"{ALERTS}/hook/try")
    assert answer.status_code == 422
    assert "ntfy answers 403: forbidden." in answer.text
    assert "Nothing has arrived there since" in owner.see(ALERTS).text
    assert SECRET not in owner.get(ALERTS).text + enter("moderator").get(ALERTS).text
    assert "Messages go to" not in enter("moderator").see(ALERTS).text
    owner.post(f"{ALERTS}/hook/remove")
    assert "Messages go to" not in owner.see(ALERTS).text


def test_the_address_of_a_program_is_shown_no_more(
    enter: Callable[[str], Browser], team: Team, receiver: Receiver
) -> None:
    """Whoever knows what Discord or Mattermost call a webhook may write there."""
    assert team.session
    owner = enter("owner")
    assert owner.post(f"{ALERTS}/hook", kind="json", address=f"{receiver.url}/{SECRET}").status_code == 303
    page = owner.get(ALERTS).text
    assert f"127.0.0.1:{receiver.port}" in page
    assert SECRET not in page


def test_what_was_typed_wrong_stands_there_again_but_for_the_secret(
    enter: Callable[[str], Browser], team: Team
) -> None:
    assert team.session
    fields = {"kind": "matrix", "address": "https://matrix.example", "target": "#alias:matrix.example"}
    answer = enter("owner").post(f"{ALERTS}/hook", **fields, secret=SECRET)
    assert answer.status_code == 422
    assert "The ID of a room begins with !" in answer.text
    assert 'value="#alias:matrix.example"' in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("field", ["kind", "address", "target", "secret"])
@pytest.mark.parametrize("value", TRICKS)
def test_whatever_is_typed_carries_no_markup(
    enter: Callable[[str], Browser], team: Team, field: str, value: str
) -> None:
    assert team.session
    fields = {"kind": "json", "address": "ftp://nowhere.example", "target": "", "secret": ""} | {field: value}
    answer = enter("owner").post(f"{ALERTS}/hook", **fields)
    assert answer.status_code == 422
    assert see(answer).forms


@pytest.mark.parametrize("name", TRICKS)
def test_names_are_only_text(enter: Callable[[str], Browser], team: Team, name: str) -> None:
    with writing(team.session):
        team.session.execute(update(User).where(User.email == "moderator@team.example").values(name=name[:100]))
    page = enter("owner").see(ALERTS)  # which refuses everything strange
    assert name[:20].split(maxsplit=1)[0] in page.text
