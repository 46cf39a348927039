"""Pages made from a good one by one change each, at a real server: what is wrong is named, and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from discuss.config import Settings
from discuss.domain.checkup.findings import FINDINGS, Weight
from discuss.services import sites
from discuss.services.checking import Report, check_any_page
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from tests.services.checked_pages import (
    ELEMENT,
    OTHER,
    POST,
    SCRIPT,
    SERVICE,
    Blog,
    add_csp,
    both,
    canonical,
    csp,
    element,
    head,
    lead,
    script,
    serve_blog,
    status,
    swap,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.services.checked_pages import Change

    Look = Callable[[str], Report]

FINE = ("compared", "count", "key")
CANONICAL = f'<link rel="canonical" href="{{}}{POST}">'


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with serve_blog() as blog:
        yield blog


@pytest.fixture(scope="module")
def look(blog: Blog, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Look]:
    """Give what checks a page in a house of two sites, `town` at the address of the blog and `mill` elsewhere."""
    path = tmp_path_factory.mktemp("checking") / "discuss.sqlite3"
    shutil.copy(sqlite_template, path)
    instance = build_instance(Settings(secret_key="x" * 32, base_url=SERVICE))
    engine = open_engine(f"sqlite:///{path}")
    with Session(engine, expire_on_commit=False) as session:
        sites.add_site(session, instance, sites.NewSite("town", "Town Talk", blog.url))
        sites.add_site(session, instance, sites.NewSite("mill", "The Mill", "https://mill.example"))
        yield lambda url: check_any_page(session, instance, url)
    engine.dispose()


def symbols(report: Report) -> list[str]:
    """Give what was found, without what is said of every page that is right."""
    return sorted(finding.symbol for finding in report.findings if finding.symbol not in FINE)


_CSP = f"script-src {SERVICE}; connect-src {SERVICE}"
_HEAD = "</head>"

BROKEN: dict[str, tuple[Change, tuple[str, ...]]] = {
    # how the page comes
    "gone": (status(404), ("not-there",)),
    "gone for ever": (status(410), ("not-there",)),
    "a password": (status(401), ("sign-in",)),
    "no robots": (status(403), ("sign-in",)),
    "a crash": (status(500), ("server-error",)),
    "closed for repair": (status(503), ("server-error",)),
    "a teapot": (status(418), ("odd-status",)),
    "a picture": (head("Content-Type", "image/png"), ("not-html",)),
    "plain text": (head("Content-Type", "text/plain; charset=utf-8"), ("not-html",)),
    "moved on": (lead("/new"), ("canonical-other", "moved-on")),
    "moved to another host": (lead("http://localhost:PORT/new"), ("canonical-elsewhere", "elsewhere", "unregistered")),
    "a circle": (lead(POST), ("circle",)),
    "very large": (swap("Words.", "Words. " * 150_000), ("cut", "no-element")),
    # which lines are there
    "nothing at all": (
        both(swap(SCRIPT, "", POST, OTHER), swap(ELEMENT, "", POST, OTHER)),
        ("no-snippet",),
    ),
    "on another page alone": (both(swap(SCRIPT, ""), swap(ELEMENT, "")), ("snippet-elsewhere",)),
    "no first line": (swap(SCRIPT, ""), ("no-script",)),
    "no second line": (swap(ELEMENT, ""), ("no-element",)),
    "the link of the second line alone": (element("discuss-thread", "div"), ("no-element",)),
    "first line in a comment": (swap(SCRIPT, f"<!-- {SCRIPT} -->"), ("in-comment",)),
    "second line in a comment": (swap(ELEMENT, f"<!-- {ELEMENT} -->"), ("in-comment",)),
    "in a template": (swap(ELEMENT, f"<template>{ELEMENT}</template>"), ("in-template",)),
    "in a noscript": (swap(SCRIPT, f"<noscript>{SCRIPT}</noscript>"), ("in-noscript",)),
    "as text": (swap(SCRIPT, SCRIPT.replace("<", "&lt;")), ("as-text",)),
    "second line as text": (swap(ELEMENT, ELEMENT.replace("<", "&lt;")), ("as-text",)),
    "in a text field": (swap(ELEMENT, f"<textarea>{ELEMENT}</textarea>"), ("as-text",)),
    "first line twice": (swap(SCRIPT, SCRIPT * 2), ("script-twice",)),
    "second line twice": (swap(ELEMENT, ELEMENT * 2), ("element-twice",)),
    "two sites": (swap(SCRIPT, SCRIPT + SCRIPT.replace('"town"', '"mill"')), ("two-sites",)),
    "a list of posts": (swap(ELEMENT, "<discuss-count></discuss-count>"), ("only-counts",)),
    # whether browsers run the first line
    "curly quotes": (script('data-site="town"', "data-site=“town”"), ("curly-quotes",)),
    "curly quotes around the address": (script(f'"{SERVICE}/embed.js"', f"”{SERVICE}/embed.js”"), ("curly-quotes",)),
    "cookie consent": (script("<script ", '<script type="text/plain" data-category="functional" '), ("consent",)),
    "Rocket Loader": (script("<script ", '<script type="text/rocketscript" '), ("rocket-loader",)),
    "Rocket Loader of today": (script("<script ", '<script type="0a1b2c-text/javascript" '), ("rocket-loader",)),
    "a lazy loader": (script("<script async src", '<script type="rocketlazyloadscript" data-rocket-src'), ("delayed",)),
    "another lazy loader": (script(" src=", " data-src="), ("delayed",)),
    "an unknown type": (script("<script ", '<script type="text/template" '), ("not-run",)),
    "old browsers alone": (script("<script ", "<script nomodule "), ("nomodule",)),
    "with credentials": (script("<script ", '<script crossorigin="use-credentials" '), ("credentials",)),
    "a hash of our file": (script("<script ", '<script integrity="sha256-AAAA" '), ("integrity",)),
    # where it leads
    "no address": (script(f' src="{SERVICE}/embed.js"', ""), ("no-src",)),
    "an old service": (script("comments.example", "old.example"), ("other-service",)),
    "an address without the service": (script(SERVICE, ""), ("other-service",)),
    "a wrong folder": (script("/embed.js", "/static/embed.js"), ("wrong-path",)),
    "a wrong file": (script("/embed.js", "/comments.js"), ("wrong-path",)),
    "http": (script("https://comments", "http://comments"), ("script-http",)),
    # whose comments
    "no name": (script(' data-site="town"', ""), ("no-site",)),
    "an empty name": (script('"town"', '""'), ("no-site",)),
    "a misspelt name": (script('"town"', '"twon"'), ("misspelt",)),
    "capital letters": (script('"town"', '"Town"'), ("misspelt",)),
    "an unknown name": (script('"town"', '"somewhere-else"'), ("unknown-site",)),
    "a name that was not filled in": (script('"town"', '"{{ site }}"'), ("unknown-site",)),
    "another blog's name": (script('"town"', '"mill"'), ("other-site",)),
    # the policy
    "a policy without us": (csp("default-src 'self'"), ("csp-connect", "csp-script")),
    "script-src without us": (csp("script-src 'self'; connect-src SERVICE"), ("csp-script",)),
    "script-src-elem wins": (csp("script-src-elem 'self'; script-src SERVICE"), ("csp-script",)),
    "connect-src without us": (csp("script-src SERVICE; connect-src 'self'"), ("csp-connect",)),
    "the file alone": (csp("script-src SERVICE/embed.js"), ("csp-parts",)),
    "http in the policy of another host": (csp("script-src http://comments.example:8080"), ("csp-script",)),
    "a wildcard below us": (csp("script-src *.comments.example"), ("csp-script",)),
    "a nonce we have not": (csp("script-src 'nonce-abc' 'strict-dynamic' SERVICE"), ("csp-nonce",)),
    "the second of two policies": (
        both(csp(_CSP), add_csp("script-src 'none'")),
        ("csp-script",),
    ),
    "the second policy of one header": (csp(f"{_CSP}, connect-src 'none'"), ("csp-connect",)),
    "a policy of the page": (
        swap("<title>", "<meta http-equiv=content-security-policy content=\"script-src 'self'\"><title>"),
        ("csp-script",),
    ),
    "a sandbox": (csp("sandbox allow-scripts"), ("csp-sandbox",)),
    "trusted types of others": (csp("require-trusted-types-for 'script'; trusted-types other"), ("trusted-types",)),
    # the page's own address
    "no canonical": (lambda blog: blog.change(CANONICAL.format(blog.url), ""), ("no-canonical",)),
    "canonical of another host": (canonical("https://elsewhere.example/x"), ("canonical-elsewhere",)),
    "relative canonical": (canonical(POST), ("canonical-relative",)),
    "canonical of the front page": (canonical("BLOG/"), ("canonical-front",)),
    "canonical of another page": (canonical("BLOG/2009/"), ("canonical-other",)),
    "two canonicals": (
        lambda blog: blog.change(_HEAD, f'<link rel="canonical" href="{blog.url}/x">{_HEAD}'),
        ("canonical-twice",),
    ),
    "one canonical for all": (
        canonical("BLOG/", POST, OTHER),
        ("shared-canonical",),
    ),
    "one name for all": (element("<discuss-thread>", '<discuss-thread thread="post">', POST, OTHER), ("shared-given",)),
    # the key that is given
    "an empty key": (element("<discuss-thread>", '<discuss-thread thread="">'), ("key-empty",)),
    "a key not filled in": (element("<discuss-thread>", '<discuss-thread thread="{{ page.url }}">'), ("key-unfilled",)),
    "null": (element("<discuss-thread>", '<discuss-thread thread="null">'), ("key-nothing",)),
    "undefined as a path": (element("<discuss-thread>", '<discuss-thread thread="/undefined">'), ("key-nothing",)),
    "a key of another host": (
        element("<discuss-thread>", '<discuss-thread thread="https://elsewhere.example/a">'),
        ("key-refused",),
    ),
    "a key too long": (element("<discuss-thread>", f'<discuss-thread thread="{"x" * 600}">'), ("key-refused",)),
    "several discussions": (
        swap(ELEMENT, ELEMENT + ELEMENT.replace("<discuss-thread>", '<discuss-thread thread="b">')),
        ("several",),
    ),
}

FINE_PAGES: dict[str, Change] = {
    "as it is": lambda _: None,
    "the lines in the other order": both(swap(SCRIPT, ""), swap(ELEMENT, ELEMENT + SCRIPT)),
    "a module": script("<script ", '<script type="module" '),
    "JavaScript by name": script("<script ", '<script type="text/javascript" defer '),
    "a version": script("embed.js", "embed.js?v=2"),
    "shown as text too": swap("Words.", SCRIPT.replace("<", "&lt;")),
    "an older version in a comment": swap("Words.", f"<!-- {SCRIPT}{ELEMENT} -->"),
    "another service's script": swap(
        _HEAD, f'<script src="https://analytics.example/script.js" data-site="ABC"></script>{_HEAD}'
    ),
    "the policy of the paper": csp(_CSP),
    "all https": csp("default-src https:"),
    "everything": csp("default-src *"),
    "a nonce": both(csp("script-src 'nonce-abc'; connect-src SERVICE"), script("<script ", '<script nonce="abc" ')),
    "a nonce with strict-dynamic": both(
        csp("script-src 'strict-dynamic' 'nonce-abc'"), script("<script ", '<script nonce="abc" ')
    ),
    "a port and a folder": csp("script-src comments.example:443/; connect-src https://*.example"),
    "a policy that only reports": head("Content-Security-Policy-Report-Only", "default-src 'none'"),
    "no styles and no images": csp(f"{_CSP}; style-src 'none'; img-src 'none'"),
    "trusted types with ours": csp("require-trusted-types-for 'script'; trusted-types discuss other"),
    "embedding by strict rules": head("Cross-Origin-Embedder-Policy", "require-corp"),
    "not for search engines": head("X-Robots-Tag", "noindex"),
    "a name of its own": element("<discuss-thread>", '<discuss-thread thread="post-1">'),
    "XHTML": head("Content-Type", "application/xhtml+xml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(blog: Blog, look: Look, name: str) -> None:
    blog.fill()
    change, expected = BROKEN[name]
    change(blog)
    report = look(blog.url + POST)
    assert symbols(report) == sorted(expected)
    assert report.is_fine == all(FINDINGS[symbol] is not Weight.FAULT for symbol in expected)


@pytest.mark.parametrize("name", FINE_PAGES)
def test_what_is_right_is_called_so(blog: Blog, look: Look, name: str) -> None:
    blog.fill()
    FINE_PAGES[name](blog)
    report = look(blog.url + POST)
    assert symbols(report) == []
    assert report.is_fine
    assert {finding.symbol for finding in report.findings} == set(FINE)
