"""Judge what the page's own policy lets browsers load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.checkup import csp
from discuss.domain.checkup.findings import Finding
from discuss.domain.checkup.visit import read_url
from discuss.domain.snippet import script_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discuss.domain.checkup.csp import Policy
    from discuss.domain.checkup.page import Script
    from discuss.domain.checkup.visit import House, Visit

_AN_IMAGE = "https://images.example/one.png"  # readers may name any address of an image


def judge_policies(script: Script, visit: Visit, house: House, *, has_images: bool = False) -> Iterator[Finding]:
    """Say what the policies of a page block of what the embed does; each of them can. A symbol comes once."""
    told: set[str] = set()
    for policy in visit.policies:
        for finding in _judge(policy, script, visit, house):
            if finding.symbol not in told and (has_images or finding.symbol != "csp-images"):
                told.add(finding.symbol)
                yield finding


def _judge(policy: Policy, script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    service = read_url(house.service)
    origin = service.origin if service else house.service
    if csp.blocks_page(policy):
        yield Finding("csp-sandbox", {}, ("sandbox allow-scripts allow-same-origin allow-forms allow-popups;",))
    yield from _judge_script(policy, script, visit, house)
    if not csp.may_load(policy, "connect", f"{house.service.rstrip('/')}/api/v1/sites", visit.url):
        yield Finding(
            "csp-connect", {"directive": _name(policy, "connect")}, (csp.with_source(policy, "connect", origin),)
        )
    if not csp.may_load(policy, "img", _AN_IMAGE, visit.url):
        yield Finding("csp-images", {"directive": _name(policy, "img")}, (csp.with_source(policy, "img", "https:"),))
    if csp.blocks_rich_text(policy):
        paste = " ".join(["trusted-types", *policy["trusted-types"], "discuss"]).replace(" 'none'", "") + ";"
        yield Finding("trusted-types", {}, (paste,))


def _judge_script(policy: Policy, script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    """Look at the embed's first part, and at those that it loads; with a proof the rest may come too."""
    if csp.has_proof(policy, script.attributes):
        return
    directive, base = _name(policy, "script"), house.service.rstrip("/")
    service = read_url(base)
    paste = (csp.with_source(policy, "script", service.origin if service else base),)
    if csp.asks_for_proof(policy):
        line = script_line(house.service, script.site or "NAME").replace("<script ", '<script nonce="…" ')
        yield Finding("csp-nonce", {"directive": directive}, (line,))
    elif not csp.may_load(policy, "script", script.url or f"{base}/embed.js", visit.url):
        yield Finding("csp-script", {"directive": directive}, paste)
    elif not csp.may_load(policy, "script", f"{base}/embed/write-0.js", visit.url):
        yield Finding("csp-parts", {"directive": directive}, paste)


def _name(policy: Policy, kind: str) -> str:
    return csp.find_directive(policy, kind) or "–"
