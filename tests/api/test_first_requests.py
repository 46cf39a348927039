"""The first requests after a start, which many threads answer at once."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import SECRET
from tests.serving import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# As a process of its own: what goes wrong here ends it, without an error that could be caught.
_ALL_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from discuss import create_app
from discuss.api.contract import contract_of
from discuss.config import Settings, load_settings
from discuss.errors import DiscussError
from discuss.services.answers import read_answer

sys.setswitchinterval(1e-6)
app = create_app(load_settings())
views = [view for view in app.view_functions.values() if contract_of(view)]
barrier = Barrier(8)


def ask(number):
    refused = 0
    for view in views:
        with app.test_request_context(json={}, method="POST", query_string={"cursor": "x"}):
            barrier.wait(60)
            try:
                view()
            except (DiscussError, TypeError):
                refused += 1
    barrier.wait(60)
    try:
        read_answer("{}")
    except ValueError:
        refused += 1
    return refused


with ThreadPoolExecutor(8) as threads:
    refused = set(threads.map(ask, range(8)))
assert len(refused) == 1 and refused.pop() > 20
"""


def test_many_first_requests_at_once_do_not_end_the_process(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", _ALL_AT_ONCE],
        env=os.environ | {"DISCUSS_DATA_DIR": str(tmp_path), "DISCUSS_SECRET_KEY": SECRET, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr
