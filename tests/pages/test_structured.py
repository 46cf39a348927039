from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given, strategies as st

from discuss.domain.status import Status
from discuss.pages.structured import build_text
from discuss.rendering import render_markdown
from tests.pages.reading import post, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


def data_of(client: FlaskClient) -> dict[str, Any]:
    (script,) = read(client.get("/t/town?thread=/a")).scripts
    found: dict[str, Any] = json.loads(script)
    return found


def test_a_thread_is_a_discussion_of_its_page(client: FlaskClient) -> None:
    root = post(client, title="A new roof", name="Ann", body="Look at *this*")
    post(client, parent=root, name="Bert")
    data = data_of(client)
    assert data["@type"] == "DiscussionForumPosting"
    assert data["headline"] == "A new roof"
    assert data["url"] == "https://town.example/a"
    assert data["commentCount"] == 2
    (comment,) = data["comment"]
    assert comment["author"] == {"@type": "Person", "name": "Ann"}
    assert comment["url"] == f"https://comments.example/c/{root}"
    assert comment["text"] == "Look at this"
    assert [reply["author"]["name"] for reply in comment["comment"]] == ["Bert"]


def test_a_reply_to_a_removed_comment_hangs_on_the_next_one_above(
    client: FlaskClient, set_status: Callable[[str, Status], None]
) -> None:
    root = post(client, name="Ann")
    middle = post(client, parent=root, name="Mia")
    post(client, parent=middle, name="Bert")
    set_status(middle, Status.REJECTED)
    (comment,) = data_of(client)["comment"]
    assert [reply["author"]["name"] for reply in comment["comment"]] == ["Bert"]


def test_nothing_in_the_data_can_end_its_element(client: FlaskClient) -> None:
    evil = "</script><!--<script>\u2028 ]]>"
    post(client, name="</script>", body=f"`{evil}`", title=evil)
    answer = client.get("/t/town?thread=/a")
    (script,) = read(answer).scripts
    assert not set("<>&") & set(script)
    assert data_of(client)["comment"][0]["author"]["name"] == "</script>"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_text_of_what_was_rendered_has_no_markup(text: str) -> None:
    found = build_text(render_markdown(f"`{text}`").html)
    assert "</code>" not in found or "</code>" in text
