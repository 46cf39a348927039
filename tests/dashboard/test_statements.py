"""What a page of the queue asks of the database: the same few statements however much waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.store.flask_db import db
from tests.store.listening import listening

if TYPE_CHECKING:
    from flask import Flask

    from tests.dashboard.moderating import Browser, Team


def count(app: Flask, mo: Browser, path: str) -> int:
    mo.see(path)
    with app.app_context():
        engine = db.engine
    with listening(engine) as said:
        mo.see(path)
    return len(said.sent)


def test_a_page_of_the_queue_asks_the_same_however_long_it_is(app: Flask, mo: Browser, team: Team) -> None:
    root = team.say()
    team.set_site(premoderation="all", posts_limit="off", rules="off")
    team.say(parent=root)
    few = count(app, mo, "/moderate/town/")
    for _ in range(20):
        team.say(parent=root)
    assert count(app, mo, "/moderate/town/") == few
    assert few <= 10


def test_the_log_and_the_discussions_ask_little(app: Flask, mo: Browser, team: Team) -> None:
    team.hold("One", "Two", "Three")
    # The session and the member; site and count for the line on top; site and rows; site and whom one can choose.
    assert count(app, mo, "/moderate/town/log") <= 8
    assert count(app, mo, "/moderate/town/threads/") <= 7
