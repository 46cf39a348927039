from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from discuss.web.draining import MOST_BYTES

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATHS = ("/api/v1/sites/town/comments", "/t/town", "/moderate/-/sign-in")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("size", "read"), [(300_000, 300_000), (3 * MOST_BYTES, MOST_BYTES)])
def test_what_is_too_large_is_heard_out_up_to_a_limit(client: FlaskClient, path: str, size: int, read: int) -> None:
    body = BytesIO(b"x" * size)
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    answer = client.post(path, input_stream=body, content_length=size, content_type=kind)
    assert answer.status_code == 413
    assert body.tell() == read


def test_what_is_refused_for_another_reason_is_not(client: FlaskClient) -> None:
    body = BytesIO(b"x" * 1000)
    answer = client.post(PATHS[0], input_stream=body, content_length=1000, content_type="text/plain")
    assert (answer.status_code, body.tell()) == (415, 0)
