from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.server.clients import Load, post, post_until_answered, read_all
from tests.serving import serving
from tests.sizes import KILLS

if TYPE_CHECKING:
    import requests

    from tests.serving import LiveServer

pytestmark = pytest.mark.servers

RETRIES = 50
WRITERS = 20


def test_posts_at_once_under_one_key_make_one_comment_and_equal_answers(live_server: LiveServer) -> None:
    barrier = Barrier(RETRIES)

    def send(_number: int) -> requests.Response:
        barrier.wait(timeout=60)
        return post_until_answered(live_server, "the-key")

    with ThreadPoolExecutor(RETRIES) as senders:
        answers = list(senders.map(send, range(RETRIES)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(read_all(live_server)) == 1
    assert "Unexpected exit" not in live_server.log
    assert '"level":"error"' not in live_server.log


def test_many_writers_at_once_are_all_served(live_server: LiveServer) -> None:
    load = Load(live_server, writers=WRITERS)
    with load.posting():
        load.await_more(10 * WRITERS)
    load.check(read_all(live_server))
    assert "locked" not in live_server.log
    assert '"level":"error"' not in live_server.log


def test_a_server_that_is_killed_again_and_again_loses_and_doubles_nothing(live_server: LiveServer) -> None:
    load = Load(live_server)
    with load.posting():
        for _ in range(KILLS):
            load.await_more(5)
            live_server.kill()
            live_server.start()
        load.await_more(5)
    load.check(read_all(live_server))


def test_a_server_that_is_told_to_stop_finishes_what_it_began(live_server: LiveServer) -> None:
    load = Load(live_server)
    with load.posting():
        for _ in range(3):
            load.await_more(20)
            assert live_server.stop() == 0
            live_server.start()
    load.check(read_all(live_server))


def test_a_comment_outlives_a_restart_of_everything(server: LiveServer) -> None:
    with serving(server):
        comment = post(server, "one").json()["comment"]["id"]
    with serving(server):
        assert [each["id"] for each in read_all(server)] == [comment]
