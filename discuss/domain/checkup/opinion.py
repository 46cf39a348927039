"""All judges in their order: from the answers of a blog to what its owner is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.checkup.answers import judge_answer
from discuss.domain.checkup.findings import Weight
from discuss.domain.checkup.keys import find_key, judge_canonical, judge_key, judge_others, judge_owner
from discuss.domain.checkup.policies import judge_policies
from discuss.domain.checkup.snippets import (
    find_scripts,
    judge_address,
    judge_name,
    judge_number,
    judge_parts,
    judge_quotes,
    judge_running,
)
from discuss.domain.checkup.visit import is_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from discuss.domain.checkup.findings import Finding
    from discuss.domain.checkup.page import Script
    from discuss.domain.checkup.visit import Blog, House, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What was found. `site` and `key`: where the comments of the page are, as far as that can be said."""

    site: str | None
    key: str | None
    findings: tuple[Finding, ...]


def judge(visit: Visit, house: House, others: Sequence[Visit] = ()) -> Opinion:
    """Judge a page, beside `others` of the same blog. What is grave comes first."""
    blog = _find_blog(visit, house)
    findings = [*judge_answer(visit), *(_judge_page(visit, house, blog, others) if visit.is_page else ())]
    has_thread = blog is not None and visit.is_page and bool(visit.page.threads)
    key = find_key(visit, blog).key if blog and has_thread else None
    order = list(Weight)
    return Opinion(
        site=blog.name if blog else None,
        key=key,
        findings=tuple(sorted(findings, key=lambda finding: order.index(finding.weight))),
    )


def has_snippet(visit: Visit, house: House) -> bool:
    return visit.is_page and bool(visit.page.threads and find_scripts(visit.page, house))


def _find_blog(visit: Visit, house: House) -> Blog | None:
    """Give the site that the page must be of; where the address does not say it, the one that it names."""
    found = house.find_blog(visit.url)
    for script in find_scripts(visit.page, house)[:1] if house.wanted is None else ():
        named = house.blogs.get(script.site or "")
        if named is not None and (found is None or is_of(visit, named)):
            return named
    return found


def _judge_page(visit: Visit, house: House, blog: Blog | None, others: Sequence[Visit]) -> Iterator[Finding]:
    scripts = find_scripts(visit.page, house)
    elsewhere = next((other.url for other in others if has_snippet(other, house)), None)
    yield from judge_parts(visit, house, scripts, elsewhere)
    yield from judge_number(scripts, visit.page, house)
    for script in scripts[:1]:
        yield from _judge_script(script, visit, house, has_images=bool(blog and blog.has_images))
    if blog is not None:
        yield from judge_owner(visit, blog)
    if blog is not None and visit.page.threads:
        yield from _judge_keys(visit, house, blog, others)


def _judge_script(script: Script, visit: Visit, house: House, *, has_images: bool) -> Iterator[Finding]:
    quotes = [*judge_quotes(script, visit, house)]
    yield from quotes
    if not quotes:
        yield from judge_running(script, visit, house)
        yield from judge_address(script, visit, house)
        yield from judge_name(script, visit, house)
        yield from judge_policies(script, visit, house, has_images=has_images)


def _judge_keys(visit: Visit, house: House, blog: Blog, others: Sequence[Visit]) -> Iterator[Finding]:
    found = find_key(visit, blog)
    shared = [*judge_others(visit, blog, house, others)]
    yield from judge_key(visit, blog, house, found)
    for finding in judge_canonical(visit, blog, found):
        if finding.symbol != "canonical-front" or shared[:1] == [] or shared[0].symbol == "compared":
            yield finding
    yield from shared
