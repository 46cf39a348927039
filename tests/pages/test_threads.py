from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.domain.status import Status
from tests.pages.reading import post, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

THREAD = "/t/town?thread=/a"


def test_a_thread_shows_its_comments(client: FlaskClient) -> None:
    comment = post(client, title="A new roof")
    answer = client.get(THREAD)
    page = read(answer)
    assert answer.status_code == 200
    assert page.comments == [comment]
    assert "<p>Hello <em>there</em></p>" in answer.text
    assert "Comments on A new roof" in page.text
    assert "1 comment" in page.text
    assert '<link rel="canonical" href="https://town.example/a">' in answer.text


@pytest.mark.parametrize(
    "asked", ["thread=/a", "url=https://town.example/a", "url=http://www.town.example/a/?utm_source=x"]
)
def test_a_thread_is_found_by_key_and_by_address(client: FlaskClient, asked: str) -> None:
    comment = post(client)
    assert read(client.get(f"/t/town?{asked}")).comments == [comment]


def test_an_unknown_thread_is_empty_and_takes_the_first_comment(client: FlaskClient) -> None:
    page = read(client.get("/t/town?thread=/new"))
    assert "No comments yet." in page.text
    assert (page.fields["thread"], page.fields["url"]) == ("/new", "https://town.example/new")


def test_an_opaque_key_needs_its_page_for_the_first_comment(client: FlaskClient) -> None:
    assert "come from the page itself" in read(client.get("/t/town?thread=post-7")).text
    page = read(client.get("/t/town?thread=post-7&url=https://town.example/seven"))
    assert (page.fields["thread"], page.fields["url"]) == ("post-7", "https://town.example/seven")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/t/nowhere?thread=/a", 404),
        ("/t/town?url=https://evil.example/a", 422),
        ("/t/town?thread=%00", 422),
        ("/t/town?thread=undefined", 422),
        ("/t/town?thread=/a&cursor=made-up", 422),
        ("/t/town?thread=/a&comment=1", 404),
        ("/t/town?thread=/a&comment=x", 404),
        ("/t/town?thread=/a&reply=9223372036854775808", 404),
        ("/t/TOWN?thread=/a", 404),
        ("/c/1", 404),
        ("/c/99999999999999999999", 404),
        ("/own/1/token", 404),
        ("/nothing/here/at/all", 404),
    ],
)
def test_an_address_that_leads_nowhere_is_answered_in_words(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == status
    assert read(answer).links
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_cursor_leads_back_to_the_thread(client: FlaskClient) -> None:
    assert "/t/town?thread=/a" in read(client.get(f"{THREAD}&cursor=made-up")).links


def test_programs_get_problems_where_there_is_no_route(client: FlaskClient) -> None:
    assert client.get("/nothing/here/at/all").mimetype == "application/problem+json"
    assert client.get("/api/v1/nothing", headers={"Accept": "text/html"}).mimetype == "application/problem+json"


def test_a_method_that_is_not_taken_is_answered_in_words(client: FlaskClient) -> None:
    answer = client.delete("/t/town", headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    read(answer)


def test_the_walk_over_all_pages_meets_every_comment(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(posts_limit="off")
    root = post(client)
    all_of_them = [root, *(post(client, parent=root) for _ in range(13)), *(post(client) for _ in range(26))]
    met: list[str] = []
    waiting: list[str] = [THREAD]
    seen: set[str] = set()
    while waiting:
        page = read(client.get(waiting.pop()))
        met += page.comments
        further = {link for link in page.links if "cursor=" in link and "sort=oldest" in link} - seen
        seen |= further
        waiting += sorted(further)
    assert sorted(met) == sorted(all_of_them)


def test_further_replies_hang_on_what_stands_above_them(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(posts_limit="off")
    root = post(client, name="Rosa")
    replies = [post(client, name=f"Reader {number}", parent=root) for number in range(12)]
    (more,) = {link for link in read(client.get(THREAD)).links if "cursor=" in link}
    page = read(client.get(more))
    assert page.comments == replies[10:]
    assert "Rosa" in page.text
    assert "in reply to Rosa" in page.text


def test_sorts_turn_the_roots_around_and_a_broken_one_is_the_first(client: FlaskClient) -> None:
    first, second = post(client), post(client)
    assert read(client.get(f"{THREAD}&sort=newest")).comments == [second, first]
    assert read(client.get(f"{THREAD}&sort=sideways")).comments == [first, second]


def test_a_deep_reply_stands_beside_its_parent_and_names_it(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(max_depth="1")
    root = post(client)
    middle = post(client, parent=root, name="Mia")
    post(client, parent=middle)
    assert "in reply to Mia" in read(client.get(THREAD)).text


def test_a_removed_comment_leaves_a_place_but_no_byte(
    client: FlaskClient, set_status: Callable[[str, Status], None]
) -> None:
    root = post(client, name="Gone With The Wind", body="Secret words")
    reply = post(client, parent=root)
    set_status(root, Status.DELETED)
    page = read(client.get(THREAD))
    assert page.comments == [root, reply]
    assert "This comment was removed." in page.text
    for address in (THREAD, f"{THREAD}&comment={reply}", f"{THREAD}&comment={root}", f"{THREAD}&reply={reply}"):
        text = client.get(address).text
        assert "Gone With" not in text
        assert "Secret" not in text
    assert client.get(f"{THREAD}&reply={root}").status_code == 404
    assert client.get(f"/c/{root}/report").status_code == 404


def test_what_a_comment_is_stands_beside_it(client: FlaskClient, change_comment: Callable[..., None]) -> None:
    change_comment(post(client), pinned=1, author_role="moderator", edited=1_000_000_000_000)
    change_comment(post(client), kind="webmention")
    page = read(client.get(THREAD))
    for words in ("Pinned", "Moderator", "edited 9 September 2001, 01:46", "mentioned this page"):
        assert words in page.text


def test_a_closed_thread_says_why_and_until_when(client: FlaskClient, change_thread: Callable[..., None]) -> None:
    post(client)
    change_thread(
        closed_at=1_000_000_000_000,
        closed_by="Mira",
        closed_note_html="<p>Enough <em>said</em>.</p>",
        closed_until=4_102_444_800_000,
        closed_successor="https://town.example/b",
    )
    answer = client.get(THREAD)
    page = read(answer)
    for words in ("Comments are closed.", "Closed by Mira.", "Enough said.", "Open again 1 January 2100, 00:00."):
        assert words in page.text
    assert "https://town.example/b" in page.links
    assert "body" not in page.fields
    assert not [link for link in page.links if "reply=" in link]


def test_a_thread_that_is_closed_for_roots_takes_replies(
    client: FlaskClient, change_thread: Callable[..., None]
) -> None:
    comment = post(client)
    change_thread(closed_at=1_000_000_000_000, closed_scope="roots", closed_successor="javascript:alert(1)")
    page = read(client.get(THREAD))
    assert "Only replies are still open." in page.text
    assert "body" not in page.fields
    assert client.get(f"{THREAD}&reply={comment}").status_code == 200


def test_a_thread_whose_closing_is_over_is_open(client: FlaskClient, change_thread: Callable[..., None]) -> None:
    post(client)
    change_thread(closed_at=1_000_000_000_000, closed_until=1_000_000_000_001)
    assert "body" in read(client.get(THREAD)).fields


def test_the_site_says_language_and_time_zone(
    client: FlaskClient, set_site: Callable[..., None], change_comment: Callable[..., None]
) -> None:
    set_site(language="de-AT", timezone="Europe/Vienna")
    change_comment(post(client, name="\u05d0\u05d1\u05d2"), created=1_000_000_000_000)
    answer = client.get(THREAD)
    assert '<html lang="de" dir="ltr">' in answer.text
    assert "9. September 2001, 03:46" in answer.text
    assert "<bdi>\u05d0\u05d1\u05d2</bdi>" in answer.text
    assert 'lang="de-AT" dir="auto"' in answer.text


def test_without_a_catalogue_the_words_are_english(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(language="ar")
    post(client)
    text = client.get(THREAD).text
    assert '<html lang="en" dir="ltr">' in text
    assert 'lang="ar" dir="auto"' in text


def test_the_front_page_tells_of_no_site(client: FlaskClient) -> None:
    answer = client.get("/")
    assert "town" not in answer.text.lower()
    assert "Kommentare" in client.get("/", headers={"Accept-Language": "de-DE,de;q=0.9"}).text
    assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language"
