"""Ready answers: the same bytes for the same tag, never more than fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from discuss.web.ready import ReadyAnswers

if TYPE_CHECKING:
    from flask import Flask


def test_an_answer_comes_back_with_its_headers_as_another_object(app: Flask) -> None:
    ready = ReadyAnswers()
    with app.app_context():
        kept = ready.keep('"a"', Response(b"body", headers={"ETag": '"a"', "Content-Encoding": "gzip"}))
        kept.headers["X-Request-Id"] = "of the first request"
        found = ready.find('"a"')
    assert found is not None
    assert (found.data, found.headers["ETag"], found.headers["Content-Encoding"]) == (b"body", '"a"', "gzip")
    assert "X-Request-Id" not in found.headers
    assert ready.find('"b"') is None


def test_what_was_used_last_stays_within_the_bounds(app: Flask) -> None:
    ready = ReadyAnswers(most=30)
    with app.app_context():
        for tag in "abc":
            ready.keep(tag, Response(b"x" * 10))
        assert ready.find("a") is not None
        ready.keep("d", Response(b"x" * 10))
        ready.keep("huge", Response(b"x" * 31))
        assert [tag for tag in ("a", "b", "c", "d", "huge") if ready.find(tag)] == ["a", "c", "d"]
