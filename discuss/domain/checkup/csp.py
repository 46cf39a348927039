"""What a Content-Security-Policy lets a page load (W3C CSP Level 3, §6.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from discuss.domain.urls import Url, parse_url
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Policy = Mapping[str, tuple[str, ...]]

_FALLBACKS = {
    "script": ("script-src-elem", "script-src", "default-src"),
    "connect": ("connect-src", "default-src"),
    "img": ("img-src", "default-src"),
}
_HOST_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}|\*))?(?P<path>/\S*)?\Z",
    re.IGNORECASE,
)
_SCHEME_SOURCE = re.compile(r"[a-z][a-z0-9+.-]*:\Z", re.IGNORECASE)
_HASH = re.compile(r"sha(?:256|384|512)-\S+", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def parse_policies(header: str) -> list[Policy]:
    """Read the value of a header, in which several policies are divided by commas. All of them apply."""
    return [policy for part in header.split(",") if (policy := parse_policy(part))]


def parse_policy(text: str) -> Policy:
    """Read one policy. Of two directives of one name the first counts."""
    found: dict[str, tuple[str, ...]] = {}
    for directive in text.split(";"):
        name, *values = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), tuple(values))
    return found


def find_directive(policy: Policy, kind: str) -> str | None:
    """Name the directive that decides about a kind of request (`script`, `connect`, `img`); None: nothing does."""
    return next((name for name in _FALLBACKS[kind] if name in policy), None)


def may_load(policy: Policy, kind: str, url: str, page: str) -> bool:
    """Say whether the page may load `url`, going by addresses alone."""
    directive = find_directive(policy, kind)
    if directive is None:
        return True
    target, own = _read(url), _read(page)
    if target is None or own is None:
        return False
    return any(_matches(source, target, own) for source in policy[directive])


def has_proof(policy: Policy, attributes: Mapping[str, str]) -> bool:
    """Say whether a script tag carries the nonce, or the hash of its file, that the policy asks for."""
    sources = _script_sources(policy)
    nonce = attributes.get("nonce", "")
    if nonce and f"'nonce-{nonce}'" in {_lower_word(source) for source in sources}:
        return True
    wanted = set(_HASH.findall(attributes.get("integrity", "")))
    return bool(wanted) and wanted <= {source.strip("'") for source in sources}


def asks_for_proof(policy: Policy) -> bool:
    """Say whether addresses count for nothing."""
    return "'strict-dynamic'" in {source.lower() for source in _script_sources(policy)}


def blocks_page(policy: Policy) -> bool:
    """Say whether the page is put into a sandbox in which no script, or no origin, is left."""
    given = {word.lower() for word in policy.get("sandbox", ())}
    return "sandbox" in policy and not {"allow-scripts", "allow-same-origin"} <= given


def blocks_rich_text(policy: Policy) -> bool:
    """Say whether Trusted Types leave the embed no policy of its own, so that comments are plain text."""
    if "'script'" not in policy.get("require-trusted-types-for", ()) or "trusted-types" not in policy:
        return False
    return not {"discuss", "*"} & set(policy["trusted-types"])


def with_source(policy: Policy, kind: str, source: str) -> str:
    """Write the directive that lets `source` through beside what is there."""
    directive = find_directive(policy, kind) or _FALLBACKS[kind][-2]
    kept = [each for each in policy.get(directive, ()) if each.lower() != "'none'"]
    name = directive if directive != "default-src" else f"{kind}-src"
    return " ".join([name, *kept, source]) + ";"


def _script_sources(policy: Policy) -> Sequence[str]:
    directive = find_directive(policy, "script")
    return policy[directive] if directive else ()


def _lower_word(source: str) -> str:
    """Put the keyword of a nonce into small letters, and leave the nonce as it is."""
    return "'nonce-" + source[7:] if source[:7].lower() == "'nonce-" else source


def _read(url: str) -> Url | None:
    try:
        return parse_url(url, "/url")
    except Invalid:
        return None


def _matches(source: str, target: Url, own: Url) -> bool:
    if source == "*":
        return True
    if source.lower() == "'self'":
        return _is_self(target, own)
    if _SCHEME_SOURCE.match(source):
        return _is_scheme(source[:-1], target.scheme)
    found = _HOST_SOURCE.match(source)
    return found is not None and _matches_host(found, target, own)


def _is_self(target: Url, own: Url) -> bool:
    """An origin is its own; on the usual ports also its safe sister."""
    return target.host == own.host and target.port == own.port and _is_scheme(own.scheme, target.scheme)


def _is_scheme(allowed: str, scheme: str) -> bool:
    allowed = allowed.lower()
    return allowed == scheme or (allowed, scheme) == ("http", "https")


def _matches_host(found: re.Match[str], target: Url, own: Url) -> bool:
    if not _is_scheme(found["scheme"] or own.scheme, target.scheme):
        return False
    host = found["host"].lower()
    is_host = host == "*" or (target.host.endswith(host[1:]) if host.startswith("*.") else target.host == host)
    return is_host and _is_port(found["port"], target) and _is_path(found["path"] or "", target.path)


def _is_port(port: str | None, target: Url) -> bool:
    actual = target.port or _PORTS[target.scheme]
    if port is None:
        return target.port is None
    return port == "*" or int(port) == actual or (int(port), actual) == (80, 443)


def _is_path(allowed: str, path: str) -> bool:
    allowed, path = unquote(allowed.partition("?")[0]), unquote(path or "/")
    if allowed in {"", "/"}:
        return True
    return path.startswith(allowed) if allowed.endswith("/") else path == allowed
