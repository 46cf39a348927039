from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hostile import NO_IDS, NO_SITES
from tests.pages.reading import post, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
# Addresses that were meant to lead a browser away from where it thinks it goes.
ELSEWHERE = (
    "https://evil.example/a",
    "//evil.example/a",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://town.example@evil.example/",
    "https://town.example.evil.example/",
    "https://eviltown.example/",
    "https://town.example%2eevil.example/",
    "https://town.example\\@evil.example/",
    "https://town.example:443@evil.example/",
    "https://evil.example#https://town.example/",
    "https://evil.example?https://town.example/",
    "javascript:alert(1)//https://town.example/",
    "data:text/html,x",
    "https://town.example\r\nLocation: https://evil.example/",
    "https://town.example/\nSet-Cookie: a=b",
    "http://[::1]/",
    "ftp://town.example/",
    "",
    "null",
    "about:blank",
)


def test_a_permalink_leads_to_the_comment_on_its_page(client: FlaskClient) -> None:
    comment = post(client)
    answer = client.get(f"/c/{comment}")
    assert answer.status_code == 302
    assert answer.location == f"https://town.example/a#comment-{comment}"
    assert f"/t/town?thread=/a&comment={comment}#comment-{comment}" in read(answer).links
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_permalink_never_leads_elsewhere(client: FlaskClient, change_thread: Callable[..., None]) -> None:
    comment = post(client)
    for url in ELSEWHERE:
        change_thread(url=url)
        answer = client.get(f"/c/{comment}")
        assert answer.location == f"/t/town?thread=/a&comment={comment}#comment-{comment}", url
        read(answer)
        read(client.get("/t/town?thread=/a"))


def test_a_page_that_left_the_site_is_not_led_to(client: FlaskClient, set_site: Callable[..., None]) -> None:
    comment = post(client)
    set_site(url="https://new.example", origins="https://new.example")
    assert client.get(f"/c/{comment}").location.startswith("/t/town?")


@pytest.mark.parametrize("referer", ["https://town.example/b?utm_source=mail", "http://www.town.example/b/#top"])
def test_here_is_the_page_one_comes_from(client: FlaskClient, referer: str) -> None:
    post(client)
    answer = client.get("/town/here", headers={"Referer": referer})
    assert (answer.status_code, answer.location) == (302, "/t/town?thread=/b")
    assert answer.headers["Vary"] == "Referer"
    assert read(client.get(answer.location)).fields["url"] == "https://town.example/b"


def test_from_elsewhere_here_is_the_latest_thread(client: FlaskClient) -> None:
    post(client)
    post(client, url="https://town.example/latest")
    for referer in (*ELSEWHERE, "https://town.example/"):
        headers = {"Referer": referer} if "\n" not in referer else {}
        assert client.get("/town/here", headers=headers).location == "/t/town?thread=/latest", referer
        assert client.get("/t/town", headers=headers).location == "/t/town?thread=/latest", referer


def test_the_front_page_counts_once_it_has_a_thread(client: FlaskClient) -> None:
    post(client, url="https://town.example/")
    post(client)
    headers = {"Referer": "https://town.example/"}
    assert client.get("/town/here", headers=headers).location == "/t/town?thread=/"


def test_where_nobody_has_written_here_is_a_page_of_words(client: FlaskClient) -> None:
    answer = client.get("/town/here")
    page = read(answer)
    assert answer.status_code == 200
    assert "Which page do you come from?" in page.text
    assert "https://town.example" in page.links


OURS = ("/t/town?", "/moderate/town/")


def test_a_thread_links_to_no_page_of_others(client: FlaskClient) -> None:
    post(client)
    for url in ELSEWHERE:
        for asked in ({"url": url}, {"thread": url}, {"thread": "post-7", "url": url}, {"thread": "/a", "url": url}):
            page = read(client.get("/t/town", query_string=asked, follow_redirects=True))
            assert not [link for link in page.links if "evil" in link and not link.startswith(OURS)], asked


def test_no_other_site_is_there(client: FlaskClient) -> None:
    for name in NO_SITES:
        for address in (f"/t/{name}?thread=/a", f"/{name}/here"):
            assert client.get(address, headers=BROWSER).status_code in {404, 308}, address


def test_no_other_comment_is_there(client: FlaskClient) -> None:
    for number in NO_IDS:
        for address in (f"/c/{number}", f"/c/{number}/report", f"/c/{number}/vote", f"/own/{number}/x"):
            assert client.get(address, headers=BROWSER).status_code == 404, address
