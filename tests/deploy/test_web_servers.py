"""The lines of `deploy/` in the real nginx, Caddy and Apache: everything comes through as the service sent it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.services.deployment import Kind
from discuss.services.identity import Visitor, mark_visitor
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from discuss.store.team_tables import Ban

if TYPE_CHECKING:
    from tests.deploy.conftest import Door
    from tests.serving import LiveServer

pytestmark = pytest.mark.servers

THREAD = "/api/v1/sites/town/comments?thread=/a"
PAGE = "/t/town?thread=/a"
HEADERS = (
    *("ETag", "Vary", "Cache-Control", "Content-Type", "Access-Control-Allow-Origin"),
    *("Access-Control-Expose-Headers", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"),
)
WAYS_TO_WRITE_A_LIE = (
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-For": "127.0.0.3, 203.0.113.7"},
    {"X-Real-IP": "203.0.113.7", "Forwarded": "for=203.0.113.7", "Client-IP": "203.0.113.7"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-For": ""},
    {"X-Forwarded-For": "not an address"},
)


@pytest.fixture
def busy(door: Door) -> Door:
    """A thread that is long enough to be compressed."""
    reader = door.open_reader()
    if len(reader.get(THREAD).content) < 2000:
        for number in range(3):
            assert reader.post_comment(f"Number {number}: " + "word " * 200).status_code == 201
    return door


def ask_behind(door: Door, path: str, **headers: str) -> tuple[requests.Response, bytes]:
    answer = requests.get(door.behind + path, headers=headers, timeout=60, stream=True, allow_redirects=False)
    return answer, answer.raw.read(decode_content=False)


def headers_of(answer: requests.Response) -> dict[str, set[str]]:
    """Give what the headers say, however often they say it."""
    return {name: set(answer.headers.get(name, "").split(", ")) for name in HEADERS}


def open_up(door: Door, came: tuple[requests.Response, bytes], sent: tuple[requests.Response, bytes]) -> bytes:
    """Give the bytes as they were sent: `encode` in the blog's own block of Caddy compresses what was not so yet."""
    packings = [answer.headers.get("Content-Encoding") for answer, _ in (came, sent)]
    if door.front.kind is Kind.CADDY and door.path and packings == ["gzip", None]:
        return gzip.decompress(came[1])
    assert packings[0] == packings[1]
    return came[1]


@pytest.mark.parametrize("path", [THREAD, PAGE, "/embed.js", "/static/pages/style.css", "/api/v1/docs"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "gzip, br", "br;q=0, gzip;q=0"])
def test_what_is_public_comes_through_byte_by_byte(busy: Door, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    sent, body = behind = ask_behind(busy, path, **headers)
    got, _ = before = busy.open_reader().get_raw(path, **headers)
    assert (got.status_code, open_up(busy, before, behind)) == (sent.status_code, body)
    assert headers_of(got) == headers_of(sent)
    assert got.headers.get("Set-Cookie") is None


@pytest.mark.parametrize("path", [THREAD, PAGE, "/embed.js"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_copy_that_is_still_good_is_not_sent_again(busy: Door, path: str, encoding: str) -> None:
    reader = busy.open_reader()
    etag = reader.get(path, **{"Accept-Encoding": encoding}).headers["ETag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}'):
        again, body = reader.get_raw(path, **{"Accept-Encoding": encoding, "If-None-Match": tag})
        assert (again.status_code, body) == (304, b"")
        assert again.headers["ETag"] == etag


def test_what_is_compressed_is_so_once(busy: Door) -> None:
    answer, body = busy.open_reader().get_raw(THREAD, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b'{"site"')


def test_a_reader_writes_from_the_page_of_the_blog(door: Door) -> None:
    reader = door.open_reader()
    asked = {"Origin": "https://town.example", "Access-Control-Request-Method": "POST"}
    allowed = reader.ask("OPTIONS", f"{door.path}/api/v1/sites/town/comments", headers=asked)
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://town.example"
    key = {"Origin": "https://town.example", "Idempotency-Key": f"once-{door.front.kind}"}
    first, second = (reader.post_comment("Hello", **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["comment"] == second.json()["comment"]
    assert first.headers["Access-Control-Allow-Origin"] == "https://town.example"
    number = first.json()["comment"]["id"]
    assert reader.get(f"/c/{number}").headers["Location"] == f"https://town.example/a#comment-{number}"


def test_a_reader_writes_without_a_script_and_mends_it(door: Door) -> None:
    reader = door.open_reader()
    (form,) = (each for each in reader.see(PAGE).forms if each.action.endswith("/t/town"))
    data = dict(form.fields) | {"name": "Bea", "body": "By the form"}
    own = {"Origin": f"https://{door.host}"}
    assert form.action == f"{door.path}/t/town"
    preview = reader.ask("POST", form.action, data=data, headers=own)
    assert preview.status_code == 200
    key = preview.text.partition('name="key" value="')[2].partition('"')[0]
    posted = reader.ask("POST", form.action, data=data | {"action": "post", "key": key}, headers=own)
    assert posted.status_code == 303, posted.text
    assert posted.headers["Location"].startswith(f"{door.path}/own/")
    assert "By the form" in reader.ask("GET", posted.headers["Location"]).text


def test_the_dashboard_is_entered_with_a_cookie_for_this_host_alone(door: Door) -> None:
    reader = door.open_reader()
    form = reader.see("/moderate/-/sign-in")
    answer = reader.send(form, "/sign-in", email="owner@team.example", password="wrong")
    assert answer.status_code == 422
    owner = door.open_owner()
    (cookie,) = [each for each in owner.session.cookies if each.name == "__Host-discuss"]
    assert (cookie.secure, cookie.path, cookie.domain_specified) == (True, "/", False)
    sent = owner.get("/moderate/-/account").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
    assert "Domain" not in sent


def test_the_dashboards_forms_carry_their_proof(door: Door) -> None:
    owner = door.open_owner()
    page = owner.see("/moderate/-/account")
    saved = owner.send(page, "/sign-out")
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{door.path}/moderate/-/sign-in")
    again = door.open_owner()
    refused = again.send(again.see("/moderate/-/account"), "/sign-out", csrf_token="another")
    assert refused.status_code == 400
    assert again.get("/moderate/town/").status_code == 200


def test_what_a_page_names_is_there(door: Door) -> None:
    owner = door.open_owner()
    text = owner.get("/moderate/town/").text
    named = [each.partition('"')[0] for mark in ('href="/', 'src="/') for each in text.split(mark)[1:]]
    assert len(named) > 5
    for each in named:
        assert owner.ask("GET", f"/{each}".replace("&amp;", "&")).status_code == 200, each


def list_bans(server: LiveServer, address: str) -> list[bool]:
    """Say of each ban of an address, the first one first, whether it is one of `address`."""
    settings = load_settings({"DISCUSS_DATA_DIR": str(server.data)}, directory=server.data)
    engine, instance = open_engine(settings.database), build_instance(settings)
    with Session(engine) as session:
        mark = mark_visitor(session, instance, Visitor(address=address)).address
        session.rollback()
        found = [each == mark for each in session.scalars(select(Ban.mark).order_by(Ban.id))]
    engine.dispose()
    return found


def test_of_two_readers_the_one_who_was_banned_is_kept_out(door: Door) -> None:
    bad, good, owner = door.open_reader("127.0.0.5"), door.open_reader("127.0.0.6"), door.open_owner()
    written = bad.post_comment("Buy pills")
    assert written.status_code == 201
    asked = owner.see(f"/moderate/town/bans/new?comment={written.json()['comment']['id']}")
    preview = owner.send(asked, "/preview", kind="address", lasting="30", sweep="0", reason="")
    assert preview.status_code == 200, preview.text
    page = type(asked)()
    page.feed(preview.text)
    done = owner.send(page, "/add")
    assert (done.status_code, done.headers["Location"]) == (303, f"{door.path}/moderate/town/bans/")
    assert list_bans(door.service, "127.0.0.5") == [True]
    assert list_bans(door.service, "127.0.0.6") == list_bans(door.service, "127.0.0.1") == [False]
    try:
        assert (bad.post_comment("Again").status_code, good.post_comment("Hello").status_code) == (403, 201)
        for lie in WAYS_TO_WRITE_A_LIE:
            assert bad.post_comment("It is not me", **lie).status_code == 403, lie
            truth = {name: value.replace("203.0.113.7", "127.0.0.5") for name, value in lie.items()}
            assert good.post_comment(f"I am not the one: {lie}", **truth).status_code == 201, truth
    finally:
        ended = owner.send(owner.see("/moderate/town/bans/"), "/remove")
    assert ended.status_code == 303
    assert bad.post_comment("Back again").status_code == 201


def test_the_figures_are_for_this_machine_alone(door: Door) -> None:
    assert requests.get(f"{door.behind}/metrics", timeout=60).status_code == 200
    assert door.open_reader("127.0.0.1").get("/metrics").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/api/v1/nowhere",
        "/api/v1/sites/nowhere/comments?thread=/a",
        "/t/nowhere?thread=/a",
        "/moderate/-/password/a%2Fb",
        "/moderate/-/password/%E2%82%AC%20%3B",
        "/c/1",
        "/static/nothing.js",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_errors_come_through_as_they_are(door: Door, path: str, accept: str) -> None:
    sent, body = behind = ask_behind(door, path, Accept=accept)
    got, _ = before = door.open_reader().get_raw(path, Accept=accept)
    assert (got.status_code, got.headers["Content-Type"]) == (sent.status_code, sent.headers["Content-Type"])
    assert open_up(door, before, behind) == body
    assert got.headers.get("Cache-Control") == sent.headers.get("Cache-Control") == "no-store"


@pytest.mark.parametrize("size", [300_000, 900_000])
def test_what_is_too_large_is_refused_in_our_words(door: Door, size: int) -> None:
    reader = door.open_reader()
    for _ in range(3):
        large = reader.post_comment("x" * size, Origin="https://town.example")
        assert (large.status_code, large.headers["Content-Type"]) == (413, "application/problem+json"), large.text
        assert large.json()["code"] == "too-large"
        assert large.headers["Access-Control-Allow-Origin"] == "https://town.example"
    assert reader.get(THREAD).status_code == 200


def test_many_threads_are_counted_by_one_long_address(door: Door) -> None:
    keys = [f"/{number}/" + "ж" * 80 for number in range(100)]
    query = "&".join(f"thread={quote(key)}" for key in keys)
    assert 48_000 < len(query) < 64_000
    answer = door.open_reader().get(f"/api/v1/sites/town/counts?{query}")
    assert answer.status_code == 200, answer.text[:500]
    assert len(answer.json()["counts"]) == 100


def test_a_head_and_a_wrong_method_are_answered(door: Door) -> None:
    reader = door.open_reader()
    head = reader.ask("HEAD", door.path + PAGE)
    assert (head.status_code, head.content) == (200, b"")
    assert reader.ask("DELETE", f"{door.path}/t/town").status_code == 405
    assert reader.ask("PATCH", f"{door.path}/api/v1/comments/1", json={"body": "x"}).status_code == 401


def test_who_comes_without_tls_is_led_to_it(door: Door) -> None:
    if door.path:
        return  # the blog's own lines do that
    url = f"http://127.0.0.1:{door.front.plain}/t/town?thread=/a"
    answer = requests.get(url, headers={"Host": door.host}, timeout=60, allow_redirects=False)
    assert answer.status_code in {301, 308}
    assert answer.headers["Location"] == f"https://{door.host}/t/town?thread=/a"


def test_the_blog_stays_what_it_was(door: Door) -> None:
    if not door.path:
        return  # the service has this name for itself
    reader = door.open_reader()
    assert "The blog itself" in reader.ask("GET", "/").text
    for path in ("/talkative/", "/t/town", "/embed.js"):
        assert reader.ask("GET", path).status_code == 404, path
    front = reader.ask("GET", "/talk")
    assert front.status_code in {200, 301, 308}
    assert "/moderate/" in reader.get("/").text
