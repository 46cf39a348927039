"""Settings that are lists: words, domains, names of rules. Written with commas or on lines of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discuss.domain.folding import fold_text, split_words
from discuss.domain.presets import LENIENT
from discuss.domain.urls import parse_host

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_MOST = 500
WORD_LENGTH = 100
DOMAINS_MOST = 500


def parse_words(text: str) -> tuple[str, ...]:
    """Read words or phrases, in which `*` stands for any letters. Raises ValueError in words."""
    found = _split(text)
    for entry in found:
        if len(entry) > WORD_LENGTH or not split_words(fold_text(entry)):
            raise ValueError(f"words of 1 to {WORD_LENGTH} characters with a letter or digit in each")
    if len(found) > WORDS_MOST:
        raise ValueError(f"at most {WORDS_MOST} words")
    return found


def parse_domains(text: str) -> tuple[str, ...]:
    """Read domains such as `example.org`, in their one ASCII spelling. Raises ValueError in words."""
    found = tuple(dict.fromkeys(_parse_domain(entry) for entry in _split(text)))
    if len(found) > DOMAINS_MOST:
        raise ValueError(f"at most {DOMAINS_MOST} domains")
    return found


def parse_lenient(text: str) -> tuple[str, ...]:
    """Read names of rules. Raises ValueError in words."""
    found = _split(text)
    if not set(found) <= set(LENIENT):
        raise ValueError("some of " + ", ".join(LENIENT))
    return tuple(name for name in LENIENT if name in found)


def write_list(entries: Iterable[str]) -> str:
    return ", ".join(entries)


def is_within(host: str, domain: str) -> bool:
    """Say whether `host` is `domain` or lies below it."""
    return host == domain or host.endswith("." + domain)


def host_of(address: str) -> str | None:
    """Give the host of a web or mail address, or None. `address` is as we write it: lower-case and punycode."""
    found = re.match(r"https?://(\[[^\]]*\]|[^/?#:@]*)", address) or re.match(r"mailto:[^@?]*@([^?]*)", address)
    return found[1].lower().removesuffix(".") or None if found else None


def _parse_domain(entry: str) -> str:
    host = parse_host(re.sub(r"^(\*\.|www\.)", "", entry.lower()))
    if host is None or "." not in host:
        raise ValueError("domains such as example.org")
    return host


def _split(text: str) -> tuple[str, ...]:
    entries = (" ".join(entry.split()) for entry in re.split(r"[,\n]", text))
    return tuple(dict.fromkeys(entry for entry in entries if entry))
