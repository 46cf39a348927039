"""Rendering what an import brings: in processes beside the one that stores, where it is much."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from html import escape
from multiprocessing import get_context
from typing import TYPE_CHECKING

from discuss import rendering
from discuss.transfer.records import TextFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from discuss.rendering import Rendered
    from discuss.transfer.plan import PagePlan

    Text = tuple[str, TextFormat]

FEW = 1000  # comments; starting the processes takes longer than rendering so many
_CHUNK = 50
_PAGES_AHEAD = 4  # are rendered while one is stored


@contextmanager
def render_pages(
    plans: Iterable[PagePlan], count: int, *, images: bool
) -> Iterator[Iterable[tuple[PagePlan, list[Rendered]]]]:
    """Give each page with its comments rendered, in order. `count` is how many comments there will be about."""
    with _open_pool(count) as pool:
        yield _render_ahead(plans, pool, images) if pool else _render_here(plans, images)


def _open_pool(count: int) -> AbstractContextManager[Executor | None]:
    processors = os.cpu_count() or 1
    if count < FEW or processors < 2:
        return nullcontext(None)
    # Forked processes would share the database's connections.
    return ProcessPoolExecutor(processors, mp_context=get_context("spawn"))


def _render_here(plans: Iterable[PagePlan], images: bool) -> Iterator[tuple[PagePlan, list[Rendered]]]:
    for plan in plans:
        yield plan, render_texts(_texts(plan), images=images)


def _render_ahead(plans: Iterable[PagePlan], pool: Executor, images: bool) -> Iterator[tuple[PagePlan, list[Rendered]]]:
    render = partial(render_texts, images=images)
    waiting: deque[tuple[PagePlan, list[Future[list[Rendered]]]]] = deque()
    for plan in plans:
        texts = _texts(plan)
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        waiting.append((plan, [pool.submit(render, chunk) for chunk in chunks]))
        if len(waiting) > _PAGES_AHEAD:
            yield _collect(*waiting.popleft())
    while waiting:
        yield _collect(*waiting.popleft())


def _collect(plan: PagePlan, parts: list[Future[list[Rendered]]]) -> tuple[PagePlan, list[Rendered]]:
    return plan, [rendered for part in parts for rendered in part.result()]


def _texts(plan: PagePlan) -> list[Text]:
    return [(comment.record.text, comment.record.text_format) for comment in plan.comments]


def render_texts(texts: list[Text], *, images: bool) -> list[Rendered]:
    """Render texts of any format by the one renderer. Runs in another process where there are many."""
    return [_render(text, text_format, images=images) for text, text_format in texts]


def _render(text: str, text_format: TextFormat, *, images: bool) -> Rendered:
    if text_format is TextFormat.MARKDOWN:
        return rendering.render_markdown(text, images=images)
    return rendering.render_html(escape(text) if text_format is TextFormat.PLAIN else text, images=images)
