"""Many texts are rendered in processes beside ours, and come out the same, in the same order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from discuss.domain.times import from_millis
from discuss.services.import_rendering import FEW, render_pages, render_texts
from discuss.transfer.plan import plan_pages
from discuss.transfer.records import TextFormat
from discuss.transfer.sources import READERS, open_source

if TYPE_CHECKING:
    from discuss.transfer.plan import PagePlan

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def plans() -> list[PagePlan]:
    found: list[PagePlan] = []
    for name in ("village.wxr.xml", "hamlet.wxr.xml"):
        with open_source(FIXTURES / name) as stream:
            found += plan_pages(READERS["wxr"](stream, from_millis(1_790_000_000_000)))
    return found


def test_processes_give_what_one_gives(plans: list[PagePlan]) -> None:
    with render_pages(plans, FEW - 1, images=False) as pages:
        alone = list(pages)
    with render_pages(plans, FEW, images=False) as pages:
        together = list(pages)
    assert [plan for plan, _ in together] == plans
    assert together == alone
    assert sum(len(rendered) for _, rendered in alone) == 40


@pytest.mark.parametrize(
    ("text_format", "html"),
    [
        (TextFormat.HTML, "<p><em>a</em> b</p>"),
        (TextFormat.PLAIN, "<p>&lt;em&gt;a&lt;/em&gt; b</p>"),
        (TextFormat.MARKDOWN, "<p>&lt;em&gt;a&lt;/em&gt; b</p>"),
    ],
)
def test_a_text_is_read_in_its_own_format(text_format: TextFormat, html: str) -> None:
    assert render_texts([("<em>a</em> b", text_format)], images=False)[0].html == html
