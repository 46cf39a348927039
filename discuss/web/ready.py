"""Answers that were made before, ready to be sent again: a strong tag names exactly one sequence of bytes.

Nothing is ever wrong here and nothing has to be thrown out: a page that changes gets another tag. What nobody asks for
makes room for what somebody does.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from flask import Flask, Response

MOST_BYTES = 8 * 1024 * 1024
_EXTENSION = "discuss-ready"


class ReadyAnswers:
    """Answers of one worker by their tags, the ones used last, up to `most` bytes of bodies."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, tuple[bytes, tuple[tuple[str, str], ...]]] = OrderedDict()
        self._lock = Lock()

    def keep(self, tag: str, response: Response) -> Response:
        """Keep an answer under its tag and give it back."""
        body = response.get_data()
        with self._lock:
            if tag not in self._answers and len(body) <= self._most:
                self._answers[tag] = (body, tuple(response.headers.items()))
                self._size += len(body)
                while self._size > self._most:
                    _, (oldest, _) = self._answers.popitem(last=False)
                    self._size -= len(oldest)
        return response

    def find(self, tag: str) -> Response | None:
        with self._lock:
            found = self._answers.get(tag)
            if found is None:
                return None
            self._answers.move_to_end(tag)
        body, headers = found
        return current_app.response_class(body, headers=headers)


def init_ready_answers(app: Flask) -> None:
    app.extensions[_EXTENSION] = ReadyAnswers()


def get_ready_answers() -> ReadyAnswers:
    return cast("ReadyAnswers", current_app.extensions[_EXTENSION])
